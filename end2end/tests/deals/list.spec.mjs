// The list of opportunities: order, filters, pages, keys, and the dialog that creates.
import { BOTH, assert, axe, ready, signIn, test, visit } from '../../harness.mjs';

test('order and filters are in the address', async ({ page }) => {
  await signIn(page, 'manager');
  await visit(page, '/opportunities?state=open');
  await page.locator('.list-opportunities .row-anchor').first().waitFor();
  await page.locator('th.th-sort button').nth(3).click();
  await page.waitForURL(/sort=amount/);
  await page.locator('th[aria-sort="ascending"]').waitFor();
  await page.locator('th.th-sort button').nth(3).click();
  await page.waitForURL(/sort=-amount/);
  await page.locator('th[aria-sort="descending"]').waitFor();
  await page.reload();
  await ready(page);
  await page.locator('.list-chip', { hasText: 'En cours' }).waitFor();
});

test('more rows follow without repeating any', async ({ page }) => {
  await signIn(page, 'manager');
  await visit(page, '/opportunities');
  const links = () => page.locator('.list-opportunities .row-anchor').evaluateAll((all) => all.map((a) => a.getAttribute('href')));
  await page.locator('.load-more button').click();
  await page.waitForFunction(() => document.querySelectorAll('.list-opportunities .row-anchor').length > 50);
  const all = await links();
  assert.equal(new Set(all).size, all.length);
});

test('c creates an opportunity by keyboard, and it opens', { browsers: BOTH }, async ({ page }) => {
  await signIn(page);
  await visit(page, '/opportunities');
  await page.keyboard.press('c');
  const dialog = page.locator('#new-opportunity[open]');
  await dialog.waitFor();
  await axe(page, 'create dialog');
  await page.locator('#new-opportunity button[type=submit]').click();
  await page.locator('#new-name-error:not([hidden])').waitFor();
  await page.locator('#new-name').fill('Kettle <b>fleet</b>');
  await page.locator('#new-amount').fill('12500');
  await page.locator('#new-opportunity button[type=submit]').click();
  await page.waitForURL(/\/opportunities\/[0-9a-f-]{36}/);
  await page.locator('h1', { hasText: 'Kettle <b>fleet</b>' }).waitFor();
});
