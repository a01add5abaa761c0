// Roles of a company: made right by right, given to somebody, and holding at their next page.
import { ask, assert, axe, signIn, test, visit } from '../../harness.mjs';

/** The texts below are English. */
const EN = { locale: 'en-US' };

test('a role is made right by right, given to a representative, and opens what it says', EN, async ({ page, server }) => {
  await signIn(page, 'admin');
  await visit(page, '/admin/roles');
  await page.getByRole('button', { name: 'New role' }).click();
  const form = page.locator('#role-form');
  await form.getByRole('button', { name: 'Save' }).click();
  await form.getByText('Required.').first().waitFor();
  await form.locator('#role-name-en').fill('Lead desk');
  await form.locator('#role-name-fr').fill('Cellule pistes');
  // What one chooses brings along what it needs, and takes back what needs it.
  await form.locator('#right-edit_lead').selectOption('all');
  assert.equal(await form.locator('#right-view_lead').inputValue(), 'all');
  await form.locator('#right-view_quote').selectOption('none');
  await page.waitForFunction(() => document.querySelector('#right-edit_quote').value === 'none');
  await axe(page, 'the form of a role');
  await form.getByRole('button', { name: 'Save' }).click();
  await page.locator('.toast', { hasText: 'Role saved' }).waitFor();
  const head = page.locator('.roles-head', { hasText: 'Lead desk' });
  await head.getByText('Made on: Representative').waitFor();
  await head.getByText('0 people').waitFor();

  const { email } = server.logins.representative;
  await visit(page, '/admin/people');
  const row = page.locator('#users tbody tr', { hasText: email });
  await row.getByRole('button', { name: /^Edit/ }).click();
  await page.locator('#user-role').selectOption({ label: 'Lead desk' });
  await page.locator('#user-form').getByRole('button', { name: 'Save' }).click();
  await row.getByText('Lead desk').waitFor();

  await signIn(page, 'representative');
  await visit(page, '/');
  const nav = page.locator('nav.frame-nav');
  await nav.getByRole('link', { name: 'Leads' }).waitFor();
  assert.equal(await nav.getByRole('link', { name: 'Quotes', exact: true }).count(), 0);
  await page.getByRole('button', { name: /Your account/ }).click();
  await page.locator('.user-card').getByText('Lead desk').waitFor();
  const spec = { filter: '', search: '', sort: '', columns: [], group: '' };
  const rows = { object: 'quotes', spec, after: null, limit: 1 };
  const listed = await page.context().request.post(`${server.url}/call/views.rows`, { data: { request: rows } });
  assert.ok(!listed.ok(), `the rows of quotes answered ${listed.status()}`);
});

test('a role nobody has is deleted and comes back, and one of Jalon can be put back', EN, async ({ page }) => {
  await signIn(page, 'admin');
  await visit(page, '/admin/roles');
  await page.getByRole('button', { name: 'Edit Finance (read only)' }).click();
  const form = page.locator('#role-form');
  await form.locator('#right-view_lead').selectOption('none');
  await form.getByRole('button', { name: 'Save' }).click();
  const finance = page.locator('.roles-head', { hasText: 'Finance' });
  await finance.getByText('Changed').waitFor();
  await page.getByRole('button', { name: 'Edit Finance (read only)' }).click();
  await form.getByRole('button', { name: 'As Jalon has it' }).click();
  await form.getByRole('button', { name: 'Save' }).click();
  await finance.getByText('Changed').waitFor({ state: 'detached' });

  const id = crypto.randomUUID();
  const [like] = (await ask(page, 'roles.list', {})).filter((role) => role.draft.base === 'Manager');
  await ask(page, 'roles.save', { id, version: 0, draft: { ...like.draft, name: { en: 'Shadow', fr: 'Ombre' } } });
  const shadow = page.locator('.roles-head', { hasText: 'Shadow' });
  await shadow.getByRole('button', { name: 'Delete Shadow' }).click();
  await shadow.waitFor({ state: 'detached' });
  await page.locator('.toast').getByRole('button', { name: 'Undo' }).click();
  await shadow.waitFor();
});
