// Files of records: several added at once, named in place, taken away and had back, seen at once on other pages and in the
// timeline, saved and never shown by the browser; a lead takes them along when it is converted.
import { randomUUID } from 'node:crypto';
import { assert, ask, axe, bigTargets, forEachView, noSideways, setView, signIn, test, visit, DESK } from '../../harness.mjs';

const EN = { locale: 'en-US', viewport: DESK };

const file = (name, text) => ({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(text) });
const titles = (page) => page.locator('#files .file-line input.input').evaluateAll((all) => all.map((one) => one.value));
const count = (page, n) => page.waitForFunction((n) => document.querySelectorAll('#files .file-line').length === n, n);
const add = (page, of, name) => ask(page, 'files.add', {
  of, id: randomUUID(), file_name: name, content: Buffer.from(`This is ${name}`).toString('base64'),
});

/** An account of the one who asks. */
async function account(page) {
  const list = await ask(page, 'contacts.list', { query: { search: '', owner: null, account: null, sort: 'Name', descending: false }, after: null, limit: 1 });
  return ask(page, 'accounts.create', { id: randomUUID(), facts: {
    name: 'Maison des fichiers', kind: 'business', industry: '', website: '', phone: '', street: '', postal_code: '', city: '', country: '',
    vat_number: '', employees: null, annual_revenue: null, founded_year: null, notes: '', parent_id: null, owner_id: list.rows[0].owner.id,
  } });
}

test('files are added to an account, named, taken away and had back', EN, async ({ page }) => {
  await signIn(page, 'admin');
  await setView(page, { language: 'en' });
  const { id } = await account(page);
  await visit(page, `/accounts/${id}`);
  const card = page.locator('#files');
  await card.getByText('No files yet.').waitFor();
  // What may not be kept is said by its name before it is sent, and does not keep the others.
  await page.locator('#files-input').setInputFiles([file('page.html', '<script>'), file('Sheet.txt', 'Read me'), file('Prices.csv', 'a;b')]);
  await count(page, 2);
  await card.getByText('This kind of file cannot be attached').waitFor();
  await card.locator('#files-refused', { hasText: 'page.html' }).waitFor();
  assert.deepEqual((await titles(page)).sort(), ['Prices', 'Sheet']);
  await axe(page, 'the files of an account');
  await page.locator('#timeline', { hasText: 'File added: Sheet' }).waitFor();
  await card.getByLabel('Title of Sheet').fill('Data sheet');
  await card.getByLabel('Title of Sheet').press('Enter');
  await card.getByLabel('Title of Data sheet').waitFor();
  await page.locator('#timeline', { hasText: 'File added: Data sheet' }).waitFor();
  await card.getByRole('button', { name: 'Remove Prices' }).click();
  await count(page, 1);
  await page.waitForFunction(() => document.activeElement?.id === 'files-input');
  await page.locator('#timeline', { hasText: 'File added: Prices' }).waitFor({ state: 'detached' });
  await page.locator('.toast', { hasText: 'Prices is removed' }).getByRole('button', { name: 'Undo' }).click();
  await count(page, 2);
  // Saved under its name, and never shown.
  const href = await card.getByRole('link', { name: 'Sheet.txt' }).getAttribute('href');
  const answer = await page.request.get(new URL(href, page.url()).href);
  const headers = answer.headers();
  assert.match(headers['content-disposition'], /^attachment; filename="Sheet.txt"/);
  assert.equal(headers['x-content-type-options'], 'nosniff');
  assert.match(headers['content-security-policy'], /default-src 'none'/);
  assert.equal(await answer.text(), 'Read me');
  const none = await page.request.get(new URL(`/files/account/${randomUUID()}/${href.split('/').pop()}`, page.url()).href);
  assert.equal(none.status(), 404);
  await forEachView(page, `/accounts/${id}`, async ({ name }) => {
    await page.locator('#files .file-line').nth(1).waitFor();
    await axe(page, name);
    await noSideways(page, name);
    await bigTargets(page, name);
  });
});

test('a file added elsewhere is there at once, and a lead takes its files along', EN, async ({ page }) => {
  await signIn(page, 'admin');
  await setView(page, { language: 'en' });
  const list = await ask(page, 'contacts.list', { query: { search: '', owner: null, account: null, sort: 'Name', descending: false }, after: null, limit: 1 });
  const lead = await ask(page, 'leads.create', { id: randomUUID(), facts: {
    first_name: 'Fanny', last_name: 'Fichier', company: 'Fichier SA', title: '', email: '', phone: '', city: '', country: '', language: null,
    source: 'phone', rating: 'warm', interest: '', notes: '', owner_id: list.rows[0].owner.id,
  } });
  await visit(page, `/leads/${lead.id}`);
  await page.locator('#files').getByText('No files yet.').waitFor();
  await add(page, { kind: 'lead', id: lead.id }, 'Need.txt');
  await count(page, 1);
  await page.locator('#history', { hasText: 'File added' }).getByRole('link', { name: 'Need' }).waitFor();
  const contact = randomUUID();
  await ask(page, 'leads.convert', {
    id: lead.id, version: lead.version, account: { New: randomUUID() }, contact: { New: contact }, deal: 'None',
  });
  await visit(page, `/contacts/${contact}`);
  await count(page, 1);
  assert.deepEqual(await titles(page), ['Need']);
  await page.locator('#timeline', { hasText: 'File added: Need' }).waitFor();
});
