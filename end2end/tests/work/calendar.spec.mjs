import { test, assert, signIn, visit, axe, noSideways, bigTargets, forEachView, PHONE } from '../../harness.mjs';

/** The texts below are English. */
const EN = { locale: 'en-US' };

test('a press on a slot makes a task at that time', EN, async ({ page }) => {
  await signIn(page, 'rep');
  await visit(page, '/calendar?view=day&day=2030-05-15');
  const column = page.locator('.cal-column').first();
  const box = await column.boundingBox();
  await column.click({ position: { x: 20, y: (box.height * 10) / 24 + 4 } });
  await page.getByRole('button', { name: 'Task' }).click();
  await page.locator('#task-subject').fill('Slot task');
  assert.equal(await page.locator('#task-day').inputValue(), '2030-05-15');
  assert.equal(await page.locator('#task-time').inputValue(), '10:00');
  await page.getByRole('button', { name: 'Save' }).click();
  const item = page.locator('.cal-item', { hasText: 'Slot task' });
  await item.waitFor();

  // It is done and opened again from its form: the calendar has no other place for it.
  await item.click();
  await page.locator('#task-dialog').getByRole('button', { name: 'Complete' }).click();
  await page.locator('.cal-item.is-done', { hasText: 'Slot task' }).waitFor();
  await page.locator('.toast', { hasText: 'Slot task' }).getByRole('button', { name: 'Undo' }).click();
  await page.locator('.cal-item:not(.is-done)', { hasText: 'Slot task' }).waitFor();
});

test('a meeting is planned, changed, deleted by mistake and back', EN, async ({ page }) => {
  await signIn(page, 'rep');
  // A meeting is planned two years ahead at most.
  const day = new Date(Date.now() + 400 * 86_400_000).toISOString().slice(0, 10);
  await visit(page, `/calendar?view=day&day=${day}`);
  await page.locator('.calendar').getByRole('button', { name: 'New', exact: true }).click();
  await page.locator('#calendar-add').getByRole('button', { name: 'Meeting' }).click();
  await page.locator('#activity-subject').fill('Plan the visit');
  assert.equal(await page.locator('#activity-day').inputValue(), day);
  await page.locator('#activity-time').fill('14:00');
  await page.locator('#activity-dialog').getByRole('button', { name: 'Save' }).click();
  await page.getByText('Link it to an account, a contact or an opportunity.').waitFor();
  await page.locator('#activity-link-account').fill('a');
  await page.locator('[id^="activity-link-account-option"]').first().click();
  await page.locator('#activity-dialog').getByRole('button', { name: 'Save' }).click();
  const item = page.locator('.cal-item', { hasText: 'Plan the visit' });
  await item.getByText('14:00').or(item.getByText('2:00')).first().waitFor();

  await item.click();
  await axe(page, 'the form of a meeting');
  await page.locator('#activity-subject').fill('Visit the works');
  await page.locator('#activity-dialog').getByRole('button', { name: 'Save' }).click();
  const changed = page.locator('.cal-item', { hasText: 'Visit the works' });
  await changed.waitFor();

  await changed.click();
  await page.locator('#activity-dialog').getByRole('button', { name: 'Delete' }).click();
  await changed.waitFor({ state: 'detached' });
  await page.locator('.toast').getByRole('button', { name: 'Undo' }).click();
  await changed.waitFor();
});

test('the address says view and day', EN, async ({ page }) => {
  await signIn(page, 'rep');
  await visit(page, '/calendar?view=week&day=2026-11-23');
  await page.getByText('Month', { exact: true }).first().click();
  await page.waitForURL(/view=month&day=2026-11-23/);
  await page.locator('.page-subtitle', { hasText: 'November 2026' }).waitFor();
  await page.getByRole('button', { name: 'Next' }).click();
  await page.waitForURL(/day=2026-12-23/);
  await visit(page, '/calendar?view=nonsense&day=2026-02-31');
  await page.locator('h1').waitFor();
});

test('a telephone shows the days as a list', EN, async ({ page }) => {
  await signIn(page, 'rep');
  await page.setViewportSize(PHONE);
  await visit(page, '/calendar');
  assert.equal(await page.locator('.cal-hours-grid').isVisible(), false);
  await noSideways(page);
});

for (const view of ['week', 'month', 'agenda']) {
  test(`the ${view} is accessible in every view`, { ...EN, limit: 240_000 }, async ({ page }) => {
    await signIn(page, 'rep');
    await forEachView(page, `/calendar?view=${view}`, async ({ name }) => {
      await axe(page, name);
      await noSideways(page, name);
      await bigTargets(page, name);
    });
  });
}
