// Contacts: the list, the record page, the account a person belongs to.
import { PHONE, assert, axe, noSideways, signIn, test, visit } from '../../harness.mjs';

/** The texts below are English. */
const EN = { locale: 'en-US' };

test('contacts are found by name and opened', EN, async ({ page }) => {
  await signIn(page, 'rep');
  await visit(page, '/contacts');
  const first = page.locator('#contacts .row-anchor').first();
  const name = await first.textContent();
  await axe(page);
  await page.locator('#contact-search').fill(name);
  await page.waitForURL((url) => url.searchParams.get('q') === name);
  await page.getByRole('link', { name, exact: true }).first().click();
  await page.waitForURL(/\/contacts\/[0-9a-f-]{36}$/);
  await page.getByRole('heading', { level: 1, name }).waitFor();
  await axe(page);
});

test('a contact is created, given an account, deleted and restored', EN, async ({ page }) => {
  await signIn(page, 'rep');
  await visit(page, '/accounts');
  const account = await page.locator('#accounts .row-anchor').first().textContent();
  await visit(page, '/contacts?new=1');
  await page.locator('#new-contact-last').fill('Éphémère');
  await page.locator('form').getByRole('button', { name: 'Create', exact: true }).click();
  await page.getByRole('heading', { level: 1, name: 'Éphémère' }).waitFor();

  await page.getByRole('button', { name: 'Change account' }).click();
  await page.locator('#contact-account-box').click();
  await page.locator('#contact-account-box').fill(account);
  await page.getByRole('option', { name: account }).first().click();
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await page.getByRole('link', { name: account }).first().waitFor();

  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await page.waitForURL(/\/contacts$/);
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('heading', { level: 1, name: 'Éphémère' }).waitFor();
  assert.equal(await page.getByText('This record is deleted.').count(), 0);
});

test('the phone shows cards, nothing sideways', EN, async ({ page }) => {
  await signIn(page, 'rep');
  await page.setViewportSize(PHONE);
  await visit(page, '/contacts');
  await noSideways(page);
  await page.locator('#contacts .row-anchor').first().click();
  await page.locator('#contact-facts').waitFor();
  await noSideways(page);
});
