// The list of quotes has the grammar of the other lists: views, filters, columns, groups, files, many at once.
import { readFile } from 'node:fs/promises';
import { BOTH, PHONE, assert, axe, noSideways, ready, signIn, test, visit } from '../../harness.mjs';

/** The texts below are English. */
const EN = { locale: 'en-US' };

const rows = (page) => page.locator('.list-quotes tbody tr[data-id]');

test('the list of quotes opens with the current versions, and older links still say what they said', EN, async ({ page }) => {
  await signIn(page, 'manager');
  await visit(page, '/quotes');
  await page.locator('.list-chip', { hasText: 'Current version: Yes' }).waitFor();
  assert.equal(await page.locator('.list-tab[aria-current]').textContent(), 'Current versions');
  await rows(page).first().waitFor();
  await axe(page, 'quotes');
  await visit(page, '/quotes?state=accepted');
  await page.locator('.list-chip', { hasText: 'State: Accepted' }).waitFor();
  await rows(page).first().waitFor();
  const states = await rows(page).locator('[data-label="State"]').allTextContents();
  assert.ok(states.length > 0 && states.every((text) => text.includes('Accepted')), states.join());
  await rows(page).first().locator('.row-anchor').click();
  await page.waitForURL(/\/quotes\/[0-9a-f-]{36}$/);
});

test('quotes are filtered by state and deal, sorted, and the address reproduces it', { ...EN, browsers: BOTH }, async ({ page }) => {
  await signIn(page, 'manager');
  await visit(page, '/quotes?view=all');
  await page.locator('#list-filter-button').click();
  const panel = page.locator('#list-filter');
  await panel.getByRole('button', { name: 'Add condition' }).click();
  await panel.getByLabel('Field').selectOption('state');
  await panel.locator('.list-pick > summary').click();
  await panel.getByLabel('Draft').check();
  await page.waitForURL((url) => url.searchParams.get('f') === 'state.is(draft)');
  await panel.getByRole('button', { name: 'Add condition' }).click();
  await panel.getByLabel('Field').nth(1).selectOption('opportunity');
  await panel.getByRole('combobox', { name: 'Value' }).waitFor();
  await axe(page, 'the filter of quotes');
  await panel.getByRole('button', { name: 'Done' }).click();
  await page.locator('th button', { hasText: 'Net amount' }).click();
  await page.waitForURL(/sort=net/);
  await page.locator('th[aria-sort="ascending"]').waitFor();
  const totals = await page.locator('.list-totals').textContent();
  assert.match(totals, /quotes? · Net amount/);
  await page.reload();
  await ready(page);
  await page.locator('.list-chip', { hasText: 'State: Draft' }).waitFor();
  assert.equal(await page.locator('.list-totals').textContent(), totals);
});

test('quotes in groups have sums, and a saved view keeps them', EN, async ({ page }) => {
  await signIn(page, 'manager');
  await visit(page, '/quotes?view=all&group=state');
  await page.locator('.list-group').first().waitFor();
  assert.match(await page.locator('.list-group').first().textContent(), /records? · Net amount/);
  await axe(page, 'quotes in groups');
  await page.locator('#list-view-button').click();
  await page.getByRole('menuitem', { name: 'Save as a new view' }).click();
  await page.locator('#list-view-name').fill('Quotes by state');
  await page.locator('#list-view-dialog').getByRole('button', { name: 'Save', exact: true }).click();
  await page.locator('.list-tab', { hasText: 'Quotes by state' }).waitFor();
  await page.waitForURL((url) => url.searchParams.get('view')?.length === 36 && url.searchParams.get('group') === 'state');
});

test('the file of quotes holds what is shown', EN, async ({ page }) => {
  await signIn(page, 'finance');
  await visit(page, '/quotes?view=all&cols=name,number,net&sort=number');
  await rows(page).first().waitFor();
  const [first] = await rows(page).locator('[data-label="Number"]').allTextContents();
  await page.locator('#list-export-button').click();
  const download = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: 'CSV file' }).click();
  const lines = (await readFile(await (await download).path())).toString().split('\n');
  assert.equal(lines[0], '\ufeffTitle,Number,Net amount,Net amount (currency)');
  assert.ok(lines[1].includes(first.split(' ')[0]), `${lines[1]} · ${first}`);
});

test('quotes are picked by keyboard, deleted and put back', EN, async ({ page }) => {
  await signIn(page, 'manager');
  await visit(page, '/quotes?f=state.is(draft)');
  await rows(page).first().waitFor();
  await page.keyboard.press('j');
  await page.waitForFunction(() => document.activeElement?.closest('tbody tr'));
  await page.keyboard.press('x');
  const bar = page.locator('.list-bulk');
  await bar.getByText('1 selected').waitFor();
  // Nothing else is done to many quotes.
  assert.equal(await bar.getByRole('button', { name: 'Edit', exact: true }).count(), 0);
  assert.equal(await bar.getByRole('button', { name: 'Assign', exact: true }).count(), 0);
  const id = await page.locator('tr[aria-selected="true"]').getAttribute('data-id');
  await bar.getByRole('button', { name: 'Delete', exact: true }).click();
  const dialog = page.locator('#list-bulk-dialog[open]');
  await dialog.waitFor();
  await axe(page, 'deleting quotes');
  await dialog.getByRole('button', { name: 'Delete', exact: true }).click();
  const row = page.locator(`tr[data-id="${id}"]`);
  await row.waitFor({ state: 'detached' });
  await page.locator('.toast').getByRole('button', { name: 'Undo' }).click();
  await row.waitFor();
});

test('the phone shows quotes as cards, nothing sideways', EN, async ({ page }) => {
  await signIn(page, 'rep');
  await page.setViewportSize(PHONE);
  await visit(page, '/quotes?view=all');
  await rows(page).first().waitFor();
  await noSideways(page);
  await axe(page, 'quotes on a phone');
});
