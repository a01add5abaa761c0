// An import taken back as a whole, and the bin: what was deleted, brought back, ended for good.
import { PHONE, ask, assert, axe, bigTargets, forEachView, noSideways, signIn, test, visit } from '../../harness.mjs';

/** The texts below are English. */
const EN = { locale: 'en-US' };

const csv = (name, text) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });

/** Imports a file and waits until it is written. */
async function load(page, name, text) {
  await visit(page, '/import');
  await page.locator('#import-files').setInputFiles(csv(name, text));
  await page.locator('.import-figures').waitFor();
  await page.waitForFunction(() => document.querySelector('.import-bar button')?.disabled === false);
  await page.locator('.import-bar button').click();
  const row = page.locator('tr', { hasText: name }).filter({ hasText: /Done|Termin/ });
  await row.waitFor();
  return row;
}

const accounts = async (page, search) =>
  (await ask(page, 'accounts.list', { query: { search, owner: null, industry: null, country: null, kind: null, open_only: false, sort: 'Name', descending: false }, after: null, limit: 20 })).rows;

/** Deletes the accounts found by `search`. */
async function remove(page, search) {
  for (const row of await accounts(page, search)) {
    const { version } = await ask(page, 'accounts.get', { id: row.id });
    await ask(page, 'accounts.delete', { id: row.id, version });
  }
}

test('an import is undone; what somebody touched is named and stays unless chosen', EN, async ({ page }) => {
  await signIn(page, 'administrator');
  const row = await load(page, 'undoing.csv', 'Company;Employees\nOkapi One;1\nOkapi Two;2\nOkapi Three;3\n');
  const [touched] = await accounts(page, 'okapi two');
  const read = await ask(page, 'accounts.get', { id: touched.id });
  await ask(page, 'accounts.edit', { id: touched.id, version: read.version, changes: [{ Name: 'Okapi Two and a half' }] });
  await row.getByRole('button', { name: 'Undo the import of undoing.csv' }).click();
  const dialog = page.locator('#undo-import');
  await dialog.getByText('2 new records go to the bin').waitFor();
  await dialog.locator('.undo-row', { hasText: 'Okapi Two and a half' }).getByText('Changed').waitFor();
  await axe(page, 'undo of an import');
  if (process.env.JALON_LOOK) await page.screenshot({ path: `${process.env.JALON_LOOK}/undo.png` });
  await page.setViewportSize(PHONE);
  await noSideways(page, 'undo of an import, phone');
  await bigTargets(page, 'undo of an import, phone');
  await dialog.getByRole('button', { name: 'Undo', exact: true }).click();
  const undone = page.locator('tr', { hasText: 'undoing.csv' });
  await undone.getByText('Undone').waitFor();
  await undone.getByText('Kept 1').waitFor();
  assert.equal(await undone.getByRole('button', { name: /^Undo/ }).count(), 0);
  assert.deepEqual((await accounts(page, 'okapi')).map((one) => one.name), ['Okapi Two and a half']);
  // They lie in the bin, and the deep link finds them there.
  await visit(page, '/bin?kind=account&q=okapi');
  await page.locator('.bin-table tbody tr').nth(1).waitFor();
  assert.equal(await page.locator('.bin-table tbody tr').count(), 2);
});

test('what was deleted is found, restored at once, and put back', EN, async ({ page }) => {
  await signIn(page, 'administrator');
  await load(page, 'bin.csv', 'Company;Employees\nNumbat Alpha;1\nNumbat Beta;2\nNumbat Gamma;3\n');
  await remove(page, 'numbat');
  await visit(page, '/bin');
  await page.locator('#bin-search').fill('numbat');
  await page.waitForURL(/q=numbat/);
  const rows = page.locator('.bin-table tbody tr');
  await page.waitForFunction(() => document.querySelectorAll('.bin-table tbody tr').length === 3);
  await page.getByRole('button', { name: 'Restore Numbat Alpha' }).click();
  await page.waitForFunction(() => document.querySelectorAll('.bin-table tbody tr').length === 2);
  await page.getByText('1 record restored.').waitFor();
  assert.equal((await accounts(page, 'numbat')).length, 1);
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await page.waitForFunction(() => document.querySelectorAll('.bin-table tbody tr').length === 3);
  assert.equal((await accounts(page, 'numbat')).length, 0);
  // Several at once.
  await rows.filter({ hasText: 'Numbat Beta' }).getByRole('checkbox').check();
  await rows.filter({ hasText: 'Numbat Gamma' }).getByRole('checkbox').check();
  await page.locator('.bin-chosen').getByText('2 chosen').waitFor();
  await page.locator('.bin-chosen').getByRole('button', { name: 'Restore' }).click();
  await page.getByText('2 records restored.').waitFor();
  assert.equal((await accounts(page, 'numbat')).length, 2);
  // For good, after a question.
  await page.getByRole('button', { name: 'Delete Numbat Alpha for good' }).click();
  const dialog = page.locator('#bin-purge');
  await dialog.getByText('Delete 1 record for good?').waitFor();
  await axe(page, 'purge');
  await dialog.getByRole('button', { name: 'Delete for good' }).click();
  await page.getByText('1 record deleted for good.').waitFor();
  await visit(page, '/bin?q=numbat');
  await page.getByText('Nothing matches').waitFor();
});

test('a representative has a bin without an end', EN, async ({ page }) => {
  await signIn(page, 'rep');
  const [row] = (await ask(page, 'accounts.list', { query: { search: '', owner: null, industry: null, country: null, kind: null, open_only: false, sort: 'Name', descending: false }, after: null, limit: 1 })).rows;
  assert.ok(row);
  await visit(page, '/bin');
  await page.getByRole('heading', { level: 1, name: 'Bin' }).waitFor();
  assert.equal(await page.getByRole('button', { name: /for good/ }).count(), 0);
});

test('the bin is accessible in both languages and themes', async ({ page }) => {
  await signIn(page, 'administrator');
  await load(page, 'looks.csv', 'Company;Employees\nQuokka A;1\nQuokka B;2\n').catch(() => null);
  await remove(page, 'quokka');
  await forEachView(page, '/bin', async ({ name, language, theme, size }) => {
    await page.locator('.bin-table tbody tr').first().waitFor();
    await axe(page, name);
    await noSideways(page, name);
    await bigTargets(page, name);
    if (process.env.JALON_LOOK) await page.screenshot({ path: `${process.env.JALON_LOOK}/bin-${language}-${theme}-${size.width}.png` });
  });
});
