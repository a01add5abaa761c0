// Home: the numbers are those of the rules, each leads to its rows, a task is done and taken back.
import { assert, ask, axe, bigTargets, forEachView, noSideways, signIn, test, visit } from '../../harness.mjs';

test('my day shows what the server counts', async ({ page }) => {
  await signIn(page, 'representative');
  await visit(page, '/');
  const day = await ask(page, 'home.my_day');
  const shown = await page.locator('.home-figures .figure-value').allTextContents();
  const digits = shown.map((text) => Number(text.replace(/\D/g, '')));
  assert.deepEqual(digits, [
    day.overdue + day.due_today, day.meetings.length, day.closing.count,
    day.passed.count, day.stalled.count, day.unplanned.count,
  ]);
});

test('every number of my day is a link', async ({ page }) => {
  await signIn(page, 'representative');
  await visit(page, '/');
  const figures = page.locator('.home-figures .figure');
  const links = page.locator('.home-figures a.figure[href]');
  assert.equal(await links.count(), await figures.count());
});

test('a task is done from home and taken back', async ({ page }) => {
  await signIn(page, 'representative');
  const before = await ask(page, 'home.my_day');
  assert.ok(before.tasks.length > 0, "the sample representative has due tasks");
  await visit(page, '/');
  await page.locator('.done-button').first().click();
  const undo = page.locator('.toast .btn:not(.btn-icon)');
  await undo.waitFor();
  const between = await ask(page, 'home.my_day');
  const due = (day) => day.overdue + day.due_today;
  assert.equal(due(between), due(before) - 1);
  await undo.click();
  await page.waitForFunction(() => !document.querySelector('.toast .btn:not(.btn-icon)'));
  let after = await ask(page, 'home.my_day');
  for (let tries = 0; due(after) !== due(before) && tries < 20; tries += 1) {
    await page.waitForTimeout(100);
    after = await ask(page, 'home.my_day');
  }
  assert.equal(due(after), due(before));
});

test('a due task opens from home, is put off and comes back', { locale: 'en-US' }, async ({ page }) => {
  await signIn(page, 'representative');
  const { tasks } = await ask(page, 'home.my_day');
  const { id, subject } = tasks[0];
  await visit(page, '/');
  await page.locator('#home-tasks .home-open').first().click();
  await page.locator('#task-subject').waitFor();
  assert.equal(await page.locator('#task-subject').inputValue(), subject);
  await axe(page, 'a task opened from home');
  await page.keyboard.press('Escape');
  await page.locator('#task-subject').waitFor({ state: 'detached' });

  await page.locator('#home-tasks').getByRole('button', { name: /^Snooze/ }).first().click();
  await page.getByRole('menuitem', { name: 'Next week' }).first().click();
  const undo = page.locator('.toast').getByRole('button', { name: 'Undo' });
  await undo.waitFor();
  let day = await ask(page, 'home.my_day');
  assert.ok(day.tasks.every((task) => task.id !== id));
  await undo.click();
  for (let tries = 0; day.tasks.every((task) => task.id !== id) && tries < 30; tries += 1) {
    await page.waitForTimeout(100);
    day = await ask(page, 'home.my_day');
  }
  assert.ok(day.tasks.some((task) => task.id === id));
});

test('a manager starts with the team and may look at the own day', async ({ page }) => {
  await signIn(page, 'manager');
  await visit(page, '/');
  const team = await ask(page, 'home.my_team');
  assert.equal(await page.locator('.home-reps tbody tr').count(), team.lines.length);
  const current = page.locator('.home-views a[aria-current="page"]');
  assert.deepEqual(await current.evaluateAll((links) => links.map((link) => link.getAttribute('href'))), ['/']);
  await page.locator('.home-views a[href*="view=day"]').click();
  await page.waitForURL(/view=day/);
  await page.locator('.home-views a[href="/"]:not([aria-current])').waitFor();
  assert.equal(await current.count(), 1);
  await page.waitForSelector('#home-tasks');
});

test('what slips and what is late of a person leads to the rows', async ({ page }) => {
  await signIn(page, 'manager');
  await visit(page, '/');
  const { lines } = await ask(page, 'home.my_team');
  for (const [number, link, row] of [
    ['slipping', 'a[href*="pushes.ge(2)"]', '.list-opportunities tbody tr[data-id]'],
    ['late_tasks', 'a[href^="/tasks/list"]', '.list-tasks tbody tr[data-id]'],
  ]) {
    const at = lines.findIndex((line) => line[number] > 0);
    assert.ok(at >= 0, `the sample team has ${number}`);
    await visit(page, '/');
    await page.locator('.home-reps tbody tr').nth(at).locator(link).click();
    await page.locator(row).first().waitFor();
  }
});

for (const role of ['representative', 'manager']) {
  test(`home of a ${role} is readable everywhere`, async ({ page }) => {
    await signIn(page, role);
    await forEachView(page, '/', async ({ name }) => {
      await axe(page, `${role} ${name}`);
      await noSideways(page, name);
      await bigTargets(page, name);
    });
  });
}
