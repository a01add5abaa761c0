// Team figures: every rate with its interval, and what they rest on in the address.
import { assert, signIn, test, visit } from '../../harness.mjs';

test('figures of the team with their intervals', async ({ page }) => {
  await signIn(page, 'manager');
  await visit(page, '/team');
  const rows = page.locator('.tm-table tbody tr');
  assert.ok((await rows.count()) > 2);
  const [won, lost] = (await rows.first().locator('td').first().innerText()).match(/\d+/g).map(Number);
  assert.ok(won > 0 && lost > 0);
  const rate = Number((await rows.first().locator('.tm-rate strong').innerText()).match(/\d+/)[0]);
  assert.ok(Math.abs(rate - (100 * won) / (won + lost)) <= 1, `${rate} % of ${won}/${lost}`);
  assert.ok((await page.locator('.tm-interval svg').count()) >= (await rows.count()) - 1);
});

test('the span lives in the address', async ({ page }) => {
  await signIn(page, 'finance');
  await visit(page, '/team');
  const year = await page.locator('.tm-table tbody tr td').first().innerText();
  await page.locator('#tm-span').selectOption('quarter');
  await page.waitForURL(/span=quarter/);
  await page.waitForFunction((year) => document.querySelector('.tm-table tbody tr td').innerText !== year, year);
  await page.reload();
  assert.equal(await page.locator('#tm-span').inputValue(), 'quarter');
});
