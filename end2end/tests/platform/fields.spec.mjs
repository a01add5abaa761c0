// Fields an administrator adds: set up, on a record, in a list, archived and deleted with undo.
import { randomUUID } from 'node:crypto';
import { ask, assert, axe, ready, recordLink, signIn, test, visit } from '../../harness.mjs';

/** The texts below are English. */
const EN = { locale: 'en-US' };

const toast = (page, words) => page.locator('.toast', { hasText: words });
const card = (page, holder) => page.locator(`#fields-${holder}`);

async function add(page, { holder = 'account', label, kind, key, options = [], required = false }) {
  await card(page, holder).getByRole('button', { name: 'Add a field' }).click();
  const form = page.locator('#field-form');
  await form.locator('#field-label-en').fill(label);
  await form.locator('#field-label-fr').fill(`${label} (fr)`);
  await form.locator('#field-kind').selectOption(kind);
  for (const [at, option] of options.entries()) await form.locator(`#option-en-${at + 1}`).fill(option);
  assert.equal(await form.locator('#field-key').inputValue(), key);
  if (required) await form.locator('#field-required').check();
  return form;
}

test('a field is set up, judged while it is typed, and ordered with the keyboard', EN, async ({ page }) => {
  await signIn(page, 'admin');
  await visit(page, '/admin/fields');
  const form = await add(page, { label: 'Customer since', kind: 'choice', key: 'customer_since' });
  await form.getByRole('button', { name: 'Save' }).click();
  await form.getByText('Another field has this label.').waitFor();
  await form.getByText('Required.').first().waitFor();
  await axe(page, 'the form of a field');
  await form.locator('#field-label-en').fill('Size of fleet');
  await form.locator('#field-label-fr').fill('Taille du parc');
  await form.locator('#field-kind').selectOption('number');
  await form.getByRole('button', { name: 'Save' }).click();
  await toast(page, 'Size of fleet').waitFor();
  await card(page, 'account').locator('.own-field').last().getByText('Size of fleet').waitFor();
  const up = card(page, 'account').getByRole('button', { name: 'Move “Size of fleet” up' });
  await up.focus();
  await up.press('Enter');
  await page.waitForFunction(() => {
    const names = [...document.querySelectorAll('#fields-account .own-field strong')].map((name) => name.textContent);
    return names.at(-2) === 'Size of fleet';
  });
});

test('a record has the field, a list filters, sorts and shows it, and its address reproduces it', EN, async ({ page }) => {
  await signIn(page, 'admin');
  await visit(page, '/accounts');
  const path = await recordLink(page, '/accounts');
  await visit(page, path);
  const own = page.locator('#account-own');
  await own.waitFor();
  await page.locator('#own-customer-since').click();
  const box = own.locator('input[type=date]');
  await box.fill('1987-05-04');
  await box.press('Enter');
  await own.getByText('May 4, 1987').waitFor();
  await page.reload();
  await ready(page);
  await page.locator('#account-own').getByText('May 4, 1987').waitFor();
  await page.locator('#history').getByText('Customer since').first().waitFor();

  await visit(page, '/accounts?f=custom.customer_since.is(1987-05-04)&cols=name,custom.customer_since,custom.service_level&sort=custom.customer_since');
  const row = page.locator('.list-table tbody tr[data-id]');
  assert.equal(await row.count(), 1);
  await row.getByText('May 4, 1987').waitFor();
  await page.locator('.list-chip', { hasText: 'Customer since' }).waitFor();
  await page.locator('.list-table thead').getByText('Service level').waitFor();
  await visit(page, '/accounts?group=custom.service_level');
  await page.locator('.list-group-name', { hasText: 'Standard' }).waitFor();
  await axe(page, 'a list grouped by a field');
});

test('what is required is asked for in the dialog of a new record', EN, async ({ page }) => {
  await signIn(page, 'admin');
  await visit(page, '/admin/fields');
  const form = await add(page, { label: 'Region', kind: 'choice', key: 'region', options: ['North', 'South'], required: true });
  await form.getByRole('button', { name: 'Save' }).click();
  await toast(page, 'Region').waitFor();
  await visit(page, '/accounts');
  await page.getByRole('button', { name: 'New account' }).first().click();
  const dialog = page.locator('#new-account');
  await dialog.locator('#new-account-name').fill('Région Sud SA');
  await dialog.getByRole('button', { name: 'Create' }).click();
  await dialog.locator('#new-account-region-error').getByText('Required.').waitFor();
  await dialog.locator('#new-account-region').selectOption('south');
  await dialog.getByRole('button', { name: 'Create' }).click();
  await page.waitForURL(/\/accounts\/[0-9a-f-]{36}$/);
  await page.locator('#account-own').getByText('South').waitFor();
});

test('a product has the field in its form and in its list', EN, async ({ page }) => {
  await signIn(page, 'admin');
  await visit(page, '/admin/fields');
  const form = await add(page, { holder: 'product', label: 'Warranty', kind: 'choice', key: 'warranty', options: ['Two years', 'Five years'] });
  await form.getByRole('button', { name: 'Save' }).click();
  await toast(page, 'Warranty').waitFor();
  await visit(page, '/products');
  await page.locator('tbody tr').first().getByRole('button', { name: 'Edit' }).click();
  await page.locator('#product-own-warranty').selectOption('five_years');
  await axe(page, 'the form of a product with a field of one\'s own');
  await page.locator('#product-form button[type="submit"]').click();
  await page.locator('#product-form').waitFor({ state: 'hidden' });
  await visit(page, '/products/list?f=custom.warranty.is(five_years)&cols=name,custom.warranty&sort=custom.warranty');
  const row = page.locator('.list-table tbody tr[data-id]');
  assert.equal(await row.count(), 1);
  await row.getByText('Five years').waitFor();
});

test('a quote has the field while it is a draft, and is not sent without it', EN, async ({ page }) => {
  await signIn(page, 'admin');
  await visit(page, '/admin/fields');
  const form = await add(page, { holder: 'quote', label: 'Campaign', kind: 'text', key: 'campaign', required: true });
  await form.getByRole('button', { name: 'Save' }).click();
  await toast(page, 'Campaign').waitFor();
  const { id } = await ask(page, 'quotes.create', {
    id: randomUUID(), opportunity_id: null, account_id: null, price_book_id: null, title: 'Offer of a field', language: 'en',
  });
  await visit(page, `/quotes/${id}`);
  const wanted = page.locator('#quote-blocking').getByText('Fill in “Campaign”.');
  await wanted.waitFor();
  await page.locator('#own-campaign').click();
  await page.locator('#own-campaign-input').fill('Trade fair');
  await page.locator('#own-campaign-input').press('Enter');
  await wanted.waitFor({ state: 'detached' });
  await page.locator('[data-save="saved"]').waitFor();
  await axe(page, 'a quote with a field of one\'s own');
  await page.reload();
  await ready(page);
  await page.locator('#quote-own').getByText('Trade fair').waitFor();
  await visit(page, '/quotes?f=custom.campaign.has(fair)&cols=name,custom.campaign');
  const row = page.locator('.list-table tbody tr[data-id]');
  assert.equal(await row.count(), 1);
  await row.getByText('Trade fair').waitFor();

  // One that is no draft is not edited by the keyboard either, and its list goes on hearing of others.
  await visit(page, '/quotes?f=state.is(accepted,draft)&cols=name,custom.campaign&sort=-updated');
  const fixed = row.filter({ hasNot: page.locator('.list-pen') }).first();
  await fixed.locator('.row-anchor').focus();
  await page.keyboard.press('F2');
  assert.equal(await page.locator('.list-editor').count(), 0);
  await ask(page, 'quotes.create', {
    id: randomUUID(), opportunity_id: null, account_id: null, price_book_id: null, title: 'Offer heard of', language: 'en',
  });
  await row.filter({ hasText: 'Offer heard of' }).waitFor({ timeout: 10_000 });
});

test('a task has the field in its form, and is not done without it', EN, async ({ page, allowNoise }) => {
  allowNoise(/422/);
  await signIn(page, 'admin');
  await visit(page, '/admin/fields');
  const form = await add(page, { holder: 'task', label: 'Room', kind: 'text', key: 'room', required: true });
  await form.getByRole('button', { name: 'Save' }).click();
  await toast(page, 'Room').waitFor();
  // One line writes a task down.
  await visit(page, '/tasks');
  await page.locator('#quick-add').fill('Roomy demonstration today');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.querySelector('#quick-add').value === '');
  await visit(page, '/tasks/list?q=roomy&cols=name,custom.room');
  const row = page.locator('.list-tasks tbody tr[data-id]', { hasText: 'Roomy' });
  await row.getByRole('button', { name: /^Complete / }).click();
  await toast(page, 'Fill in “Room”.').waitFor();
  await row.locator('.row-anchor').click();
  await page.locator('#task-own-room').fill('Hall 3');
  await page.locator('#task-dialog').getByRole('button', { name: 'Save' }).click();
  await row.getByText('Hall 3').waitFor();
  await row.getByRole('button', { name: /^Complete / }).click();
  await row.waitFor({ state: 'detached' });
});

test('a field is archived, deleted with the count of what is lost, and brought back', EN, async ({ page }) => {
  await signIn(page, 'admin');
  await visit(page, '/admin/fields');
  await card(page, 'opportunity').getByRole('button', { name: 'Archive “Decision criteria”' }).click();
  await card(page, 'opportunity').getByText('Archived').waitFor();
  await card(page, 'opportunity').getByRole('button', { name: 'Delete “Decision criteria”' }).click();
  await page.locator('#field-delete').getByText(/and its [\d,]+ values are deleted/).waitFor();
  await axe(page, 'the question before deleting');
  await page.locator('#field-delete').getByRole('button', { name: 'Delete', exact: true }).click();
  await card(page, 'opportunity').getByText('No fields yet').waitFor();
  await toast(page, 'is deleted').getByRole('button', { name: 'Undo' }).click();
  await card(page, 'opportunity').getByRole('button', { name: 'Use “Decision criteria” again' }).click();
  await card(page, 'opportunity').getByRole('button', { name: 'Edit “Decision criteria”' }).waitFor();
  const [used] = (await ask(page, 'fields.use')).filter(({ field }) => field.key === 'decision_criteria');
  assert.ok(used.values > 50);
});

test('a program reads and writes the fields', EN, async ({ page, server }) => {
  await signIn(page, 'admin');
  const { token } = await ask(page, 'api.create_token', { name: 'Fields', scopes: 'crm:write', days: 1 });
  const call = async (method, path, body, version) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    if (version) headers['if-match'] = version;
    const answer = await fetch(`${server.url}/api/v1${path}`, { method, headers, body: body && JSON.stringify(body) });
    return { status: answer.status, version: answer.headers.get('etag'), body: await answer.json() };
  };
  const list = await call('GET', '/accounts?limit=1');
  const path = `/accounts/${list.body.data[0].id}`;
  const before = await call('GET', path);
  assert.equal(before.status, 200);
  const set = await call('PATCH', path, { custom: { customer_since: '2018-03-02' } }, before.version);
  assert.equal(set.status, 200, JSON.stringify(set.body));
  const read = await call('GET', path);
  assert.equal(read.body.custom.customer_since, '2018-03-02');
  // What the patch did not name stays.
  assert.equal(read.body.custom.service_level, before.body.custom?.service_level);
  const wrong = await call('PATCH', path, { custom: { customer_since: 'soon' } }, read.version);
  assert.equal(wrong.status, 422);
  assert.match(JSON.stringify(wrong.body), /custom\.customer_since/);
  const unknown = await call('PATCH', path, { custom: { no_such_field: 'x' } }, read.version);
  assert.equal(unknown.status, 422);
  const cleared = await call('PATCH', path, { custom: { customer_since: '' } }, read.version);
  assert.equal(cleared.status, 200, JSON.stringify(cleared.body));
  assert.ok(!cleared.body.custom?.customer_since);
});
