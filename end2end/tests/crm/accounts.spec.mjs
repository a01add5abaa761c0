// Accounts: the list with its filters in the address and the keyboard; the record page with its
// facts edited in place, conflicts, deletion with undo, and what another browser changes.
import { randomUUID } from 'node:crypto';
import { BOTH, PHONE, ask, assert, axe, noSideways, signIn, test, visit } from '../../harness.mjs';

/** The texts below are English. */
const EN = { locale: 'en-US' };

/** A second person's page on the same server. */
async function another(page, login) {
  const context = await page.context().browser().newContext({ locale: 'en-US', timezoneId: 'Europe/Paris' });
  context.server = page.context().server;
  const other = await context.newPage();
  await signIn(other, login);
  return other;
}

/** Makes an account and ends on its page. */
async function create(page, name) {
  await visit(page, '/accounts');
  await page.getByRole('button', { name: 'New account' }).first().click();
  await page.locator('#new-account-name').fill(name);
  await page.locator('form').getByRole('button', { name: 'Create', exact: true }).click();
  await page.waitForURL(/\/accounts\/[0-9a-f-]{36}$/);
  await page.getByRole('heading', { level: 1, name }).waitFor();
}

/** Changes a fact in place. */
async function edit(page, field, value) {
  await page.locator(`#account-${field} .inline-read`).click();
  await page.locator(`#account-${field} input`).fill(value);
  await page.keyboard.press('Enter');
}

const fact = (page, field) => page.locator(`#account-${field} .inline-text`);

test('the list searches, filters and sorts in its address', { ...EN, browsers: BOTH }, async ({ page }) => {
  await signIn(page, 'rep');
  await visit(page, '/accounts');
  const rows = page.locator('#accounts tbody tr');
  assert.equal(await rows.count(), 50);
  const name = await rows.first().locator('.row-anchor').textContent();
  await page.locator('#account-search').fill(name.toUpperCase());
  await page.waitForURL((url) => url.searchParams.get('q') === name.toUpperCase());
  await page.waitForFunction(() => document.querySelectorAll('#accounts tbody tr').length < 50);
  assert.equal(await rows.first().locator('.row-anchor').textContent(), name);
  await page.reload();
  assert.equal(await page.locator('#account-search').inputValue(), name.toUpperCase());

  await visit(page, '/accounts?q=no-such-account-anywhere');
  await page.getByText('Nothing found').waitFor();
  await axe(page);

  await visit(page, '/accounts');
  await page.getByRole('button', { name: 'Changed' }).click();
  await page.waitForURL((url) => url.searchParams.get('sort') === '-updated');
  await page.locator('th[aria-sort="descending"]').waitFor();
});

test('more rows follow without gap', EN, async ({ page }) => {
  await signIn(page, 'rep');
  await visit(page, '/accounts');
  await page.getByRole('button', { name: 'Show more' }).click();
  await page.waitForFunction(() => document.querySelectorAll('#accounts tbody tr').length === 100);
  const links = await page.locator('#accounts .row-anchor').evaluateAll((all) => all.map((one) => one.href));
  assert.equal(new Set(links).size, 100);
});

test('the list is walked by keyboard', EN, async ({ page }) => {
  await signIn(page, 'rep');
  await visit(page, '/accounts');
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  const second = await page.locator('#accounts .row-anchor').nth(1).getAttribute('href');
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute('href')), second);
  await page.keyboard.press('k');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/accounts\/[0-9a-f-]{36}$/);
  await visit(page, '/accounts');
  await page.keyboard.press('/');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'account-search');
});

test('a new account shows what may be the same, then opens', EN, async ({ page }) => {
  await signIn(page, 'rep');
  await create(page, 'Zyxomatic Industries SAS');
  await visit(page, '/accounts?new=1');
  await page.locator('form').getByRole('button', { name: 'Create', exact: true }).click();
  await page.locator('#new-account-name-error').getByText('Required').waitFor();
  await page.locator('#new-account-name').fill('ZYXOMATIC INDUSTRIES');
  await page.getByText('It may be there already').waitFor();
  await axe(page);
});

test('facts are edited in place and refused with a reason', { ...EN, browsers: BOTH }, async ({ page }) => {
  await signIn(page, 'rep');
  await create(page, 'Edited in place');
  await edit(page, 'city', 'Lyon');
  await fact(page, 'city').getByText('Lyon').waitFor();
  await edit(page, 'website', 'javascript:alert(1)');
  await page.locator('#account-website').getByText('This is not a web address.').waitFor();
  await page.keyboard.press('Escape');
  await edit(page, 'website', 'Exemple.FR');
  await fact(page, 'website').getByText('https://exemple.fr').waitFor();
  await page.getByText('Changed: Website').first().waitFor();
  await page.reload();
  assert.equal(await fact(page, 'city').textContent(), 'Lyon');
  await axe(page);
});

test('the days agreed for paying are those of the next quote', EN, async ({ page }) => {
  await signIn(page, 'rep');
  await create(page, 'Pays as everybody');
  await create(page, 'Pays in forty-five days');
  await edit(page, 'payment_days', '366');
  await page.locator('#account-payment_days').getByText('Must be between 0 and 365.').waitFor();
  await page.keyboard.press('Escape');
  await edit(page, 'payment_days', '45');
  await fact(page, 'payment_days').getByText('45 days from the invoice date').waitFor();
  await axe(page);
  const account_id = new URL(page.url()).pathname.split('/').pop();
  const request = { id: randomUUID(), opportunity_id: null, account_id, price_book_id: null, title: 'As agreed', language: 'en' };
  const quote = await ask(page, 'quotes.create', request);
  assert.equal(quote.draft.payment_days, 45);

  // Another account of the draft brings its own, with a way back that stays.
  await visit(page, `/quotes/${quote.id}`);
  const days = page.locator('#quote-payment-days');
  await page.locator('#quote-account').fill('Pays as everybody');
  await page.locator('#quote-account-list [role="option"]', { hasText: 'Pays as everybody' }).click();
  const toast = page.locator('.toast', { hasText: 'The time to pay follows the account: 30 days' });
  await toast.waitFor({ timeout: 15_000 });
  assert.equal(await days.inputValue(), '30');
  await toast.getByRole('button', { name: 'Undo' }).click();
  await page.waitForFunction(() => document.querySelector('#quote-payment-days').value === '45');
  await page.locator('[data-save="saved"]').waitFor({ timeout: 15_000 });
  const kept = await ask(page, 'quotes.get', { id: quote.id });
  assert.notEqual(kept.draft.account_id, account_id);
  assert.equal(kept.draft.payment_days, 45);
});

test('what others change appears, other fields merge, the same field is asked', EN, async ({ page, allowNoise }) => {
  allowNoise(/\b409\b/, /ERR_FAILED/);
  await signIn(page, 'rep');
  await create(page, 'Edited by two');
  const boss = await another(page, 'manager');
  await visit(boss, new URL(page.url()).pathname);
  await edit(boss, 'phone', '+33 1 23 45 67 89');
  await fact(page, 'phone').getByText('+33 1 23 45 67 89').waitFor({ timeout: 3000 });

  // The rep's page hears nothing for a while, as on a train.
  await page.route('**/live*', (route) => route.abort());
  await page.route('**/call/accounts.get', (route) => route.abort());
  await edit(boss, 'city', 'Paris');
  await fact(boss, 'city').getByText('Paris').waitFor();
  await edit(page, 'postal_code', '69001');
  await page.getByText('Your change was added to theirs').waitFor();
  await fact(page, 'city').getByText('Paris').waitFor();

  const saved = boss.waitForResponse(
    (answer) => answer.url().endsWith('/call/accounts.edit') && answer.ok() && answer.request().postData()?.includes('Nantes'),
  );
  await Promise.all([saved, edit(boss, 'city', 'Nantes')]);
  await fact(boss, 'city').getByText('Nantes').waitFor();
  await edit(page, 'city', 'Lyon');
  const dialog = page.getByRole('dialog', { name: 'Changed by two people' });
  await dialog.waitFor();
  await dialog.getByText('Nantes').waitFor();
  await dialog.getByText('Before: Paris').waitFor();
  await axe(page);
  await dialog.getByRole('button', { name: 'Save my choice' }).click();
  await fact(boss, 'city').getByText('Lyon').waitFor({ timeout: 3000 });
  await boss.context().close();
});

test('what was typed goes on its way when the page is left', EN, async ({ page }) => {
  await signIn(page, 'rep');
  await create(page, 'Left in a hurry');
  const id = new URL(page.url()).pathname.split('/').pop();
  let answer;
  const answered = new Promise((resolve) => { answer = resolve; });
  await page.route('**/call/accounts.edit', async (route) => {
    await answered;
    await route.continue();
  }, { times: 1 });
  await edit(page, 'city', 'Lyon');
  // This one waits for the answer to the first.
  await edit(page, 'postal_code', '69001');
  await fact(page, 'postal_code').getByText('69001').waitFor();
  await page.locator('nav a[href="/contacts"]').first().click();
  await page.locator('h1', { hasText: 'Contacts' }).waitFor();
  const saved = page.waitForResponse((one) =>
    one.url().endsWith('/call/accounts.edit') && one.ok() && one.request().postData().includes('69001'));
  answer();
  await saved;
  const { facts } = await ask(page, 'accounts.get', { id });
  assert.deepEqual([facts.city, facts.postal_code], ['Lyon', '69001']);
});

test('a deleted account comes back by undo', EN, async ({ page }) => {
  await signIn(page, 'rep');
  await create(page, 'Deleted by mistake');
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await page.waitForURL(/\/accounts$/);
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('heading', { level: 1, name: 'Deleted by mistake' }).waitFor();
});

test('a contact is added from its account', EN, async ({ page }) => {
  await signIn(page, 'rep');
  await create(page, 'With a contact');
  await page.getByRole('button', { name: 'New contact' }).click();
  await page.locator('#new-contact-first').fill('Zoé');
  await page.locator('#new-contact-last').fill('Ångström');
  await page.locator('#new-contact-email').fill('zoe@');
  await page.locator('form').getByRole('button', { name: 'Create', exact: true }).click();
  await page.getByText('This is not an e-mail address.').waitFor();
  await page.locator('#new-contact-email').fill('zoe@exemple.fr');
  await page.locator('form').getByRole('button', { name: 'Create', exact: true }).click();
  await page.getByRole('link', { name: 'Zoé Ångström', exact: true }).click();
  await page.waitForURL(/\/contacts\//);
  await page.getByRole('link', { name: 'With a contact' }).first().waitFor();
});

test('finance reads and cannot change', EN, async ({ page }) => {
  await signIn(page, 'finance');
  await visit(page, '/accounts');
  assert.equal(await page.getByRole('button', { name: 'New account' }).count(), 0);
  await page.locator('#accounts .row-anchor').first().click();
  await page.waitForURL(/\/accounts\/[0-9a-f-]{36}$/);
  await page.locator('#account-name .inline-read').waitFor();
  assert.ok(await page.locator('#account-name .inline-read').isDisabled());
  assert.equal(await page.getByRole('button', { name: 'More actions' }).count(), 0);
});

test('an unknown address says so and leads back', EN, async ({ page, allowNoise }) => {
  allowNoise?.(/404/);
  await signIn(page, 'rep');
  await visit(page, '/accounts/01900000-0000-7000-8000-000000000000');
  await page.getByText('This page does not exist').waitFor();
  await page.getByRole('link', { name: 'Back', exact: true }).click();
  await page.waitForURL(/\/accounts$/);
});

test('the phone shows cards, nothing sideways', EN, async ({ page }) => {
  await signIn(page, 'rep');
  await page.setViewportSize(PHONE);
  await visit(page, '/accounts');
  await noSideways(page);
  await page.locator('#accounts .row-anchor').first().click();
  await page.locator('#account-facts').waitFor();
  await noSideways(page);
  await axe(page);
});
