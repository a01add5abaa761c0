// Workbooks on the import page: sheets, the row with the names, errors of formulas, one's own export.
import { readFile } from 'node:fs/promises';
import { ask, assert, axe, bigTargets, DESK, PHONE, noSideways, setView, signIn, test, visit } from '../../harness.mjs';
import { workbook } from '../../workbook.mjs';

const EN = { locale: 'en-US' };

const choose = (page, ...files) => page.locator('#import-files').setInputFiles(files);

const CUSTOMERS = workbook(
  'quokka.xlsx',
  {
    Cover: [['Quokka list', null]],
    Customers: [
      ['Customers of 2026'],
      ['Company', 'City', 'Employees'],
      ['Quokka One', 'Lyon', 12],
      ['Quokka & Two', 'Lille', 3],
    ],
    Errors: [
      ['Company', 'City', 'Employees'],
      ['Quokka Three', '#N/A', 4],
      ['Quokka Four', 'Nice', 4],
    ],
    Old: [
      ['Company', 'City'],
      ['Quokka Old', 'Paris'],
    ],
  },
  ['Old'],
);

/** The figures of the dry run, as `create, errors`. */
const figures = async (page, create, errors) =>
  page.waitForFunction(
    ([create, errors]) => {
      const texts = [...document.querySelectorAll('.import-figures > *')].map((one) => one.innerText.replace(/\s+/g, ' '));
      const of = (word) => texts.find((text) => text.includes(word))?.match(/\d+/)?.[0];
      return of('Create') === String(create) && of('Errors') === String(errors);
    },
    [create, errors],
  );

test('a sheet is chosen, its names are found, and it is imported', EN, async ({ page }) => {
  await signIn(page, 'administrator');
  await visit(page, '/import');
  await choose(page, CUSTOMERS);
  const sheet = page.locator('select[id^="sheet-"]');
  await sheet.waitFor();
  assert.deepEqual(await sheet.locator('option').allInnerTexts(), ['Cover', 'Customers', 'Errors', 'Old (hidden)']);
  await sheet.selectOption({ label: 'Customers' });
  await figures(page, 2, 0);
  await page.getByText('Rows above the names of the columns were left out: 1').waitFor();
  assert.match(await page.locator('.import-columns').innerText(), /Company[\s\S]*City[\s\S]*Employees/);
  await page.locator('.import-bar button').click();
  await page.locator('tr', { hasText: 'quokka.xlsx' }).getByText('Done').waitFor();
  // Again: recognised, nothing to do.
  await choose(page, CUSTOMERS);
  await sheet.selectOption({ label: 'Customers' });
  await figures(page, 0, 0);
});

test("a formula's error is a bad row with its place", EN, async ({ page }) => {
  await signIn(page, 'administrator');
  await visit(page, '/import');
  await choose(page, CUSTOMERS);
  await page.locator('select[id^="sheet-"]').selectOption({ label: 'Errors' });
  await figures(page, 1, 1);
  await page.getByText('The formula of this cell gives an error.').first().waitFor();
  assert.ok(await page.locator('.import-bar button').isDisabled());
  // Corrected on the page, it is none any more, and what was typed is what is written.
  const field = page.getByLabel('Line 2, City');
  await field.fill('Nantes');
  await field.press('Tab');
  await figures(page, 2, 0);
  await page.locator('.import-bar button').click();
  await page.locator('tr', { hasText: 'quokka.xlsx' }).first().getByText('Done').waitFor();
  const query = { search: 'quokka three', owner: null, industry: null, country: null, kind: null, open_only: false, sort: 'Name', descending: false };
  // The line above may be that of an import before.
  let rows = [];
  for (let tries = 0; rows.length === 0 && tries < 50; tries += 1) {
    ({ rows } = await ask(page, 'accounts.list', { query, after: null, limit: 10 }));
    await page.waitForTimeout(100);
  }
  assert.equal((await ask(page, 'accounts.get', { id: rows[0].id })).facts.city, 'Nantes');
});

test('what is no workbook, or one with a password, is refused by name', EN, async ({ allowNoise, page }) => {
  allowNoise(/status of 422/);
  await signIn(page, 'administrator');
  await visit(page, '/import');
  const file = (name, start) => ({ name, mimeType: '', buffer: Buffer.concat([Buffer.from(start, 'latin1'), Buffer.alloc(600)]) });
  await choose(page, file('broken.xlsx', 'PK\x03\x04'), file('secret.xlsx', '\xd0\xcf\x11\xe0'));
  const refused = page.locator('.import-rejected');
  await refused.getByText('broken.xlsx').waitFor();
  assert.match(await refused.innerText(), /no XLSX workbook[\s\S]*password|password[\s\S]*no XLSX workbook/);
});

test("one's own export as a workbook changes nothing", EN, async ({ page }) => {
  await signIn(page, 'administrator');
  await visit(page, '/contacts?q=anderson');
  await page.locator('#list-export-button').click();
  const download = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: 'Excel workbook' }).click();
  const buffer = await readFile(await (await download).path());
  await visit(page, '/import');
  await choose(page, { name: 'contacts.xlsx', mimeType: '', buffer });
  await page.locator('.import-figures').waitFor();
  await figures(page, 0, 0);
});

test('the page is accessible with a workbook on it', async ({ page }) => {
  await signIn(page, 'administrator');
  for (const [language, theme, size] of [['fr', 'light', DESK], ['en', 'dark', PHONE], ['fr', 'dark', PHONE], ['en', 'light', DESK]]) {
    await setView(page, { language, theme });
    await page.setViewportSize(size);
    await visit(page, '/import');
    await choose(page, CUSTOMERS);
    await page.locator('select[id^="sheet-"]').selectOption('2');
    await page.locator('.import-figures').waitFor();
    const where = `/import with a workbook, ${language} ${theme}`;
    await axe(page, where);
    await noSideways(page, where);
    if (size === PHONE) await bigTargets(page, where);
    if (process.env.JALON_LOOK) await page.screenshot({ path: `${process.env.JALON_LOOK}/xlsx-${language}-${theme}.png`, fullPage: true });
  }
});
