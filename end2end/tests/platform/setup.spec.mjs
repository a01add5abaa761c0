// The guided set-up: a way of selling with what it changes, the next steps, what goes with the sample data.
import { ask, assert, axe, bigTargets, leave, noSideways, PHONE, signIn, test, visit } from '../../harness.mjs';

/** The texts below are English. */
const EN = { locale: 'en-US' };

const preview = (page) => page.locator('#setup-preview');

test('a way of selling is chosen, shown, applied, and leaves nothing to apply', EN, async ({ page }) => {
  await signIn(page, 'admin');
  await visit(page, '/admin/setup');
  const before = (await ask(page, 'pipelines.list')).pipelines;
  await axe(page, 'the guided set-up');
  await preview(page).getByText('Nothing: the company is set up this way.').waitFor();
  await page.locator('#setup-way-enterprise').check();
  const chosen = before.find(({ kind }) => kind === 'enterprise');
  await preview(page).getByText(`The pipeline “${chosen.name.en}” comes first`).waitFor();
  await preview(page).getByText(`The pipeline “${before[0].name.en}” stays`).waitFor();
  await page.locator('#setup').getByRole('button', { name: 'Set up this way' }).click();
  await page.locator('.toast', { hasText: 'The company is set up.' }).waitFor();
  await preview(page).getByText('Nothing: the company is set up this way.').waitFor();
  const after = (await ask(page, 'pipelines.list')).pipelines;
  assert.equal(after[0].kind, 'enterprise');
  // The sample has deals in every pipeline: none is archived.
  assert.deepEqual(after.filter(({ active }) => !active), []);

  await page.locator('#setup-name').fill('');
  await page.locator('#setup').getByRole('button', { name: 'Set up this way' }).click();
  await page.locator('#setup-name-error').getByText(/./).waitFor();
});

test('the next steps lead on, and the sample says what goes and what stays', EN, async ({ page }) => {
  await signIn(page, 'admin');
  await visit(page, '/admin/setup');
  const rows = page.locator('#sample-data tbody tr');
  assert.equal(await rows.count(), 7);
  await rows.filter({ hasText: 'Accounts' }).waitFor();
  await page.getByRole('button', { name: 'Remove the sample company' }).first().click();
  await page.getByRole('dialog', { name: 'Remove the sample company' }).getByText('This cannot be undone').waitFor();
  await page.keyboard.press('Escape');
  await page.locator('#next-steps').getByRole('link', { name: 'Mail server' }).click();
  await page.waitForURL(/\/admin\/health/);
});

test('it is offered by the palette, on a phone and to nobody without the right', EN, async ({ allowNoise, page }) => {
  allowNoise(/403/);
  await signIn(page, 'admin');
  await visit(page, '/');
  assert.equal(await page.locator('#next-steps').count(), 0, 'the sample has enough to show');
  await page.keyboard.press('Control+k');
  await page.waitForSelector('#palette[open]');
  await page.locator('.palette-input').fill('guided');
  await page.locator('.palette-option', { hasText: 'Guided set-up' }).click();
  await page.waitForURL(/\/admin\/setup/);
  await page.setViewportSize(PHONE);
  await noSideways(page);
  await bigTargets(page);

  await leave(page);
  await signIn(page, 'representative');
  await visit(page, '/admin/setup');
  assert.equal(await page.locator('#setup').count(), 0);
});
