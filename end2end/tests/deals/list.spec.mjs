// The list of opportunities: order, filters, pages, keys, and the dialog that creates.
import { BOTH, assert, axe, ready, signIn, test, visit } from '../../harness.mjs';

test('order and filters are in the address', async ({ page }) => {
  await signIn(page, 'manager');
  await visit(page, '/opportunities?state=open');
  await page.locator('.list-opportunities .row-anchor').first().waitFor();
  // Twice in the same breath: the second turn goes by what was asked for, not by rows that are on their way.
  await page.locator('th.th-sort button').nth(3).evaluate((button) => {
    button.click();
    button.click();
  });
  await page.waitForURL(/sort=-amount/);
  await page.locator('th[aria-sort="descending"]').waitFor();
  await page.locator('th.th-sort button').nth(3).press('Enter');
  await page.waitForURL(/sort=amount/);
  await page.locator('th[aria-sort="ascending"]').waitFor();
  await page.reload();
  await ready(page);
  await page.locator('.list-chip', { hasText: 'En cours' }).waitFor();
});

test('the keyboard stays on the head it turns, and the head says how the rows are', async ({ page }) => {
  await signIn(page, 'manager');
  await visit(page, '/opportunities?state=open');
  const first = page.locator('.list-opportunities tbody tr[data-id]').first();
  await first.waitFor();
  const button = await page.locator('th.th-sort button').nth(3).elementHandle();
  const turned = async (sort) => {
    await page.keyboard.press('Enter');
    await page.waitForFunction(([head, sort]) => head.closest('th')?.ariaSort === sort, [button, sort]);
    assert.ok(await button.evaluate((head) => head === document.activeElement), `the focus is lost once ${sort}`);
    return first.getAttribute('data-id');
  };
  await button.focus();
  const least = await turned('ascending');
  const most = await turned('descending');
  assert.notEqual(least, most);
  assert.match(page.url(), /sort=-amount/);
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

test('the pen of a cell is drawn, named and opens it', { locale: 'en-US' }, async ({ page }) => {
  await signIn(page, 'manager');
  await visit(page, '/opportunities');
  const cell = page.locator('.list-opportunities td.list-edits').first();
  const pen = cell.locator('.list-pen');
  assert.match(await pen.getAttribute('aria-label'), /^Edit /);
  assert.match(await pen.evaluate((button) => getComputedStyle(button, '::before').maskImage), /^url\("data:image\/svg\+xml/);
  await cell.hover();
  await pen.click();
  await cell.locator('.list-editor').locator('input, select').waitFor();
  await page.keyboard.press('Escape');
  await cell.locator('.list-pen').waitFor();
});
