// The import page: mapping, preview, the run and its repeat, bad rows, a file that is none.
import { readFile } from 'node:fs/promises';
import { ask, assert, axe, noSideways, DESK, PHONE, setView, signIn, test, visit } from '../../harness.mjs';

const csv = (name, text) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });

const ACCOUNTS = csv(
  'customers.csv',
  'Company;City;Employees;Website\nZebra Imports;Lyon;12;zebra.example\nYak Traders;Paris;340;yak.example\nXerus & Sons;Nantes;7;\n',
);

const choose = (page, ...files) => page.locator('#import-files').setInputFiles(files);

/** The figures of the dry run by their label. */
const figures = async (page) => {
  await page.waitForFunction(() => document.querySelectorAll('.import-figures > *').length >= 6);
  await page.waitForFunction(() => !document.querySelector('.import-bar [aria-busy="true"], .import-bar button:disabled') || document.querySelector('.notice.tone-danger'));
  const texts = await page.locator('.import-figures > *').allInnerTexts();
  return Object.fromEntries(
    texts.map((text) => {
      const number = Number(text.match(/\d+/)[0]);
      return [text.replace(/\d+/, '').trim(), number];
    }),
  );
};

const press = (page) => page.locator('.import-bar button').click();

/** The runs once `file` was imported. */
const finished = async (page, file) => {
  for (let tries = 0; tries < 100; tries += 1) {
    const runs = await ask(page, 'imports.read', { ids: [] });
    if (runs.some((run) => run.file === file) && runs.every((run) => run.state !== 'Running' && run.state !== 'running')) return runs;
    await page.waitForTimeout(100);
  }
  throw new Error('the import never ended');
};

test('a file is understood, previewed, imported, and the repeat changes nothing', { locale: 'en-US' }, async ({ page }) => {
  await signIn(page, 'administrator');
  await visit(page, '/import');
  await choose(page, ACCOUNTS);
  const columns = page.locator('.import-columns tbody tr');
  await columns.first().waitFor();
  assert.equal(await columns.count(), 4);
  assert.match(await page.locator('.import-columns').innerText(), /Company/);
  const dry = await figures(page);
  assert.deepEqual([dry.Create, dry.Update, dry.Unchanged, dry.Errors], [3, 0, 0, 0]);
  // The preview wrote nothing.
  const search = { query: { search: 'zebra', owner: null, industry: null, country: null, kind: null, open_only: false, sort: 'Name', descending: false }, after: null, limit: 10 };
  assert.equal((await ask(page, 'accounts.list', search)).rows.length, 0);
  await press(page);
  const [run] = await finished(page, 'customers.csv');
  assert.deepEqual([run.counts.create, run.counts.update, run.counts.skip, run.counts.error], [3, 0, 0, 0]);
  await page.getByText('Done').first().waitFor();
  assert.equal((await ask(page, 'accounts.list', search)).rows.length, 1);
  await choose(page, ACCOUNTS);
  const again = await figures(page);
  assert.deepEqual([again.Create, again.Update, again.Unchanged, again.Errors], [0, 0, 3, 0]);
  // The mapping of last time is offered.
  await page.getByText('As last time').first().waitFor();
});

test('the cards of an address book are contacts, and there is nothing to choose about them', { locale: 'en-US' }, async ({ page }) => {
  await signIn(page, 'administrator');
  await visit(page, '/import');
  const card = (last, mail) => `BEGIN:VCARD\r\nVERSION:3.0\r\nN:${last};Zoé;;;\r\nFN:Zoé ${last}\r\nEMAIL;TYPE=WORK:${mail}\r\nEND:VCARD\r\n`;
  const text = card('Quokka', 'zoe@quokka.example') + card('Numbat', 'zoe@numbat.example');
  await choose(page, { name: 'cards.vcf', mimeType: 'text/vcard', buffer: Buffer.from(text) });
  const columns = page.locator('.import-columns tbody tr');
  await columns.first().waitFor();
  await page.getByText(/^2 rows · vCard$/).waitFor();
  assert.equal(await page.getByLabel('Separator').count(), 0);
  const dry = await figures(page);
  assert.deepEqual([dry.Create, dry.Errors], [2, 0]);
  await axe(page, 'cards');
  await press(page);
  const [run] = await finished(page, 'cards.vcf');
  assert.deepEqual([run.kind, run.counts.create], ['contacts', 2]);
});

test('only what is empty is filled, and the report says so', { locale: 'en-US' }, async ({ page }) => {
  await signIn(page, 'administrator');
  await visit(page, '/import');
  await choose(page, csv('filled.csv', 'Company;City;Employees\nQuokka Tours;Lyon;\n'));
  await figures(page);
  await press(page);
  await finished(page, 'filled.csv');
  await choose(page, csv('filling.csv', 'Company;City;Employees\nQuokka Tours;Paris;12\n'));
  const updated = await figures(page);
  assert.deepEqual([updated.Create, updated.Update], [0, 1]);
  await page.locator('.card select[id^="match-"]').selectOption('merge');
  await page.waitForFunction(() => /Fill in/.test(document.querySelector('.import-figures')?.innerText ?? ''));
  const dry = await figures(page);
  assert.deepEqual([dry.Create, dry.Update, dry['Fill in'], dry.Errors], [0, 0, 1, 0]);
  await axe(page, '/import with a choice');
  await press(page);
  const runs = await finished(page, 'filling.csv');
  const run = runs.find((one) => one.file === 'filling.csv');
  assert.deepEqual([run.counts.update, run.counts.merge], [0, 1]);
  const search = { query: { search: 'quokka', owner: null, industry: null, country: null, kind: null, open_only: false, sort: 'Name', descending: false }, after: null, limit: 10 };
  const [row] = (await ask(page, 'accounts.list', search)).rows;
  const { facts } = await ask(page, 'accounts.get', { id: row.id });
  assert.deepEqual([facts.city, facts.employees], ['Lyon', 12]);
  const report = page.getByRole('button', { name: 'Report of the import of filling.csv, row by row' });
  const [download] = await Promise.all([page.waitForEvent('download'), report.click()]);
  assert.equal(download.suggestedFilename(), 'filling-report.csv');
  assert.match(await readFile(await download.path(), 'utf8'), /2,Filled in,Employees/);
});

test('another field for a column changes what will happen', { locale: 'en-US' }, async ({ page }) => {
  await signIn(page, 'administrator');
  await visit(page, '/import');
  await choose(page, csv('names.csv', 'Label,Town\nWombat Works,Lille\n'));
  const columns = page.locator('.import-columns tbody tr');
  await columns.first().waitFor();
  await page.locator('.card select[id^="kind-"]').selectOption('accounts');
  await columns.first().locator('select').first().selectOption('name');
  await page.waitForFunction(() => [...document.querySelectorAll('.import-figures > *')].some((figure) => /Create/.test(figure.innerText) && /1/.test(figure.innerText)));
  const dry = await figures(page);
  assert.deepEqual([dry.Create, dry.Errors], [1, 0]);
});

test('bad rows keep their file out and come back with reasons, safe to open', { locale: 'en-US' }, async ({ page }) => {
  await signIn(page, 'administrator');
  await visit(page, '/import');
  const text = 'account,employees,website\nVole & Co,12,vole.example\n"=HYPERLINK(""http://evil.example"")",many,\nUrchin,3,javascript:alert(1)\n';
  await choose(page, csv('bad.csv', text));
  const dry = await figures(page);
  assert.deepEqual([dry.Create, dry.Errors], [1, 2]);
  assert.ok(await page.locator('.import-bar button').isDisabled());
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Download the bad rows' }).click()]);
  assert.equal(download.suggestedFilename(), 'bad-errors.csv');
  const file = await readFile(await download.path(), 'utf8');
  assert.equal(file.trim().split('\n').length, 3, file);
  assert.match(file, /'=HYPERLINK/);
  assert.ok(!/(^|,)"?=/m.test(file), file);
  // Left out on purpose, the good row comes in.
  await page.locator('#import-lenient').click();
  await page.waitForFunction(() => !document.querySelector('.import-bar button')?.disabled);
  await press(page);
  const runs = await finished(page, 'bad.csv');
  const run = runs.find((one) => one.file === 'bad.csv');
  assert.deepEqual([run.counts.create, run.counts.error], [1, 2]);
});

test('a file that is none is refused by name', { locale: 'en-US' }, async ({ page }) => {
  await signIn(page, 'administrator');
  await visit(page, '/import');
  await choose(page, csv('empty.csv', ''));
  const refused = page.locator('.import-rejected');
  await refused.getByText('empty.csv').waitFor();
  assert.equal(await page.locator('.import-columns').count(), 0);
});

test('deals that would not pass the gates come as counted exceptions, or not at all', { locale: 'en-US' }, async ({ page }) => {
  await signIn(page, 'administrator');
  await visit(page, '/import');
  await choose(page, csv('deals.csv', 'opportunity id,name,stage,amount,close date\n1,Tapir rollout,Proposal,1000,2031-01-15\n'));
  await page.waitForFunction(() => /Exceptions/.test(document.querySelector('.import-figures')?.innerText ?? ''));
  const dry = await figures(page);
  assert.deepEqual([dry.Create, dry.Errors, dry.Exceptions], [1, 0, 1]);
  await page.locator('#import-gates').click();
  await page.waitForFunction(() => !/Exceptions/.test(document.querySelector('.import-figures')?.innerText ?? ''));
  const strict = await figures(page);
  assert.deepEqual([strict.Create, strict.Errors], [0, 1]);
});

test('a large file is planned in parts', { locale: 'en-US', limit: 180_000 }, async ({ page }) => {
  await signIn(page, 'administrator');
  await visit(page, '/import');
  const rows = Array.from({ length: 40_000 }, (_, n) => `key-${n}-${'x'.repeat(40)},Company number ${n} of a very long list,${n}`);
  await choose(page, csv('large.csv', `external id,account,employees\n${rows.join('\n')}\n`));
  await page.waitForFunction(() => /40[, ]?000/.test(document.querySelector('.import-figures')?.innerText ?? ''), null, { timeout: 120_000 });
  assert.equal(await page.locator('.notice.tone-danger:visible').count(), 0);
});

test('the import page is accessible with a file on it', async ({ page }) => {
  await signIn(page, 'administrator');
  for (const [language, theme, size] of [['fr', 'light', DESK], ['en', 'dark', PHONE]]) {
    await setView(page, { language, theme });
    await page.setViewportSize(size);
    await visit(page, '/import');
    await choose(page, csv('bad.csv', 'account,employees\nGood,12\nBeta,many\n'));
    await page.locator('.import-figures').waitFor();
    await axe(page, `/import ${language} ${theme}`);
    await noSideways(page, `/import ${language} ${theme}`);
  }
});
