// Tokens of the interface: made, shown once, good for what they were given, ended. The reference.
import { assert, ask, axe, bigTargets, noSideways, signIn, test, visit } from '../../harness.mjs';

const EN = { locale: 'en-US' };

const call = (page, token, path) =>
  page.evaluate(
    async ([token, path]) =>
      (await fetch(`/api/v1${path}`, { headers: { authorization: `Bearer ${token}` }, credentials: 'omit' })).status,
    [token, path],
  );

/**
 * Open the reference. It is written at the first request of a server; the server the tests are shown takes its
 * time for that, beside other walks more than a page is waited for.
 */
async function reference(page, part = '') {
  const address = `${page.context().server.url}/api/docs`;
  await page.context().request.get(address, { timeout: 100_000 });
  await page.goto(`${address}${part}`);
}

test('a token is made, shown once, works within its scope and is revoked', EN, async ({ page, allowNoise }) => {
  // The browser reports what the interface refuses.
  allowNoise(/40[13]/);
  await signIn(page);
  await visit(page, '/settings');
  await page.getByRole('button', { name: 'New token' }).click();
  const dialog = page.getByRole('dialog', { name: 'New token' });
  await dialog.getByRole('button', { name: 'Make the token' }).click();
  await dialog.getByText('Choose at least one area.').waitFor();
  await dialog.locator('#token-name').fill('Nightly export');
  await dialog.locator('#token-crm label', { hasText: /^Read$/ }).click();
  await axe(page, 'new token');
  await dialog.getByRole('button', { name: 'Make the token' }).click();
  const token = await dialog.locator('#token-text').inputValue();
  assert.match(token, /^jalon_[0-9A-Za-z]{49}$/);
  await axe(page, 'token shown');
  await dialog.getByRole('button', { name: 'I have kept it' }).click();
  assert.equal(await call(page, token, '/accounts'), 200);
  assert.equal(await call(page, token, '/opportunities'), 403);

  await visit(page, '/settings');
  assert.ok(!(await page.content()).includes(token));
  const row = page.locator('.token', { hasText: 'Nightly export' });
  await row.getByText('Accounts and contacts: read').waitFor();
  await row.getByRole('button').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
  await row.waitFor({ state: 'detached' });
  assert.equal(await call(page, token, '/accounts'), 401);
  assert.deepEqual(await ask(page, 'api.tokens'), []);
});

test('the log of changes has an area of its own, which nobody writes', EN, async ({ page, allowNoise }) => {
  // The browser reports what the interface refuses.
  allowNoise(/403/);
  await signIn(page, 'admin');
  await visit(page, '/settings');
  await page.getByRole('button', { name: 'New token' }).click();
  const dialog = page.getByRole('dialog', { name: 'New token' });
  await dialog.locator('#token-name').fill('To the log of all logs');
  assert.equal(await dialog.locator('#token-audit label').count(), 2);
  await dialog.locator('#token-audit label', { hasText: /^Read$/ }).click();
  await dialog.getByRole('button', { name: 'Make the token' }).click();
  const token = await dialog.locator('#token-text').inputValue();
  assert.equal(await call(page, token, '/audit?limit=1'), 200);
  assert.equal(await call(page, token, '/accounts'), 403);
  const setup = await ask(page, 'api.create_token', { name: 'Setup', scopes: 'setup:write', days: 1 });
  assert.equal(await call(page, setup.token, '/audit?limit=1'), 403);
});

test('the reference is searched and opens what its address names', { ...EN, walk: true }, async ({ page }) => {
  await reference(page, '#accounts.create');
  const create = page.locator('details[id="accounts.create"]');
  await create.locator('.endpoint-body').first().waitFor();
  assert.equal(await create.getAttribute('open'), '');
  await page.locator('#filter').fill('patch affiliations');
  await create.waitFor({ state: 'hidden' });
  assert.equal(await page.locator('details.endpoint:visible').count(), 1);
  await axe(page, 'reference');
  await noSideways(page, 'reference');
});

test('webhooks are made with a secret, tested and deleted', EN, async ({ page }) => {
  await signIn(page, 'admin');
  await visit(page, '/admin/webhooks');
  await page.getByRole('button', { name: 'New webhook' }).click();
  await page.locator('#webhook-url').fill('https://127.0.0.1:9/hook');
  await page.locator('#webhook-description').fill('Warehouse');
  await page.locator('#webhook-form').getByRole('button', { name: 'Save' }).click();
  const secret = await page.locator('#webhook-secret-text').inputValue();
  assert.match(secret, /^whsec_/);
  await axe(page, 'secret');
  await page.getByRole('button', { name: 'I have kept it' }).click();
  const card = page.locator('.webhook', { hasText: '127.0.0.1' });
  await card.getByRole('button', { name: 'Send a test' }).click();
  await card.getByText('webhook.test').waitFor();
  await card.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await card.waitFor({ state: 'detached' });
});

test('/api/docs is readable', { walk: true }, async ({ page }) => {
  await signIn(page, 'admin');
  await reference(page);
  await axe(page, '/api/docs');
  await bigTargets(page, '/api/docs');
});
