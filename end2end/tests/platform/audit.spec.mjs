// The audit viewer: a change with before and after, filters in the address, the file.
import { ask, assert, axe, recordLink, signIn, test, visit } from '../../harness.mjs';

const EN = { locale: 'en-US' };

test('a change is found with what was before and after, and leads to its record', EN, async ({ page }) => {
  await signIn(page, 'admin');
  const { company } = await ask(page, 'company.get');
  await ask(page, 'company.save', { company: { ...company, address: '12 quai Perrache, Lyon' } });
  await visit(page, '/admin/audit?kind=company');
  const row = page.locator('.audit-table tbody tr').first();
  await row.getByText('Edited').waitFor();
  await row.getByText('12 quai Perrache, Lyon').waitFor();
  await row.locator('a').click();
  await page.waitForURL(/\/admin\/company$/);
});

test('filters live in the address, one record can be followed, and the file has what is shown', EN, async ({ page, server }) => {
  await signIn(page, 'admin');
  await visit(page, '/admin/audit');
  await page.locator('#audit-kind').selectOption('session');
  await page.waitForURL(/kind=session/);
  await page.locator('.audit-table').getByText('Signed in').first().waitFor();
  await page.locator('#audit-action').selectOption('signed_in');
  await page.waitForURL(/action=signed_in/);
  const href = await page.getByRole('link', { name: 'Export CSV' }).getAttribute('href');
  assert.match(href, /^\/admin\/audit\.csv\?.*kind=session/);
  const file = await page.context().request.get(server.url + href);
  assert.match(file.headers()['content-disposition'], /attachment; filename="jalon-audit-/);
  assert.match(await file.text(), /Signed in/);

  await visit(page, '/accounts');
  const record = (await recordLink(page, '/accounts')).split('/').pop();
  await visit(page, `/admin/audit?record=${record}`);
  await page.getByRole('button', { name: 'Show every record' }).click();
  await page.waitForURL((url) => !url.search.includes('record'));
  await visit(page, '/admin/audit?action=signed_out&from=2020-01-01&to=2020-01-02');
  await page.getByText('No entry matches').waitFor();
  await page.getByRole('button', { name: 'Clear the filters' }).click();
  await page.locator('.audit-table tbody tr').first().waitFor();
});

test('the log is read against its seals, and the page says what came of it', EN, async ({ page }) => {
  await signIn(page, 'admin');
  await visit(page, '/admin/audit');
  const seals = page.locator('#audit-seals');
  await seals.getByRole('button', { name: 'Verify now' }).click();
  await seals.getByText(/^\s*Verified on .* sealed\./).waitFor();
  const check = await ask(page, 'audit.check', { now: false });
  assert.equal(check.fault, null);
  assert.ok(check.entries + check.waiting > 0);
  await axe(page, 'the log and its seals');
});
