// The gate's dialog: what it asks, what it keeps, a manager's exception, the closing day.
import { assert, axe, signIn, test, visit } from '../../harness.mjs';
import { boardOf, call, card, column, deal, inColumn } from './support.mjs';

const EN = { locale: 'en-US' };
const move = async (page, made, index) => {
  await card(page, made).locator('.board-handle').first().click();
  await page.locator('#move-to[open] .move-choice').nth(index).click();
};
const read = (page, { id }) => call(page, 'opportunities.get', { id });
/** The server has taken a move. */
const moved = (page) => page.waitForResponse((answer) => answer.url().endsWith('/call/opportunities.move_stage') && answer.ok());
const inDays = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

test('a manager lets a deal pass with a written exception', EN, async ({ page }) => {
  await signIn(page, 'manager');
  const made = await deal(page, 'Bare exception', { known: false });
  await boardOf(page, 'Bare exception');
  await move(page, made, 2);
  const gate = page.locator('#gate[open]');
  await gate.waitFor();
  await axe(page, 'gate with exception');
  await gate.locator('button[type=submit]').click();
  await page.locator('#gate-exception-error:not([hidden])').waitFor();
  await page.locator('#gate-exception').fill('Agreed by telephone with their board');
  for (const [box, text] of [['#gate-amount', '900'], ['#gate-next-step', 'Sign'], ['#gate-next-step-on', inDays(3)]]) {
    if (await page.locator(box).count()) await page.locator(box).fill(text);
  }
  await gate.locator('button[type=submit]').click();
  await inColumn(page, made, 2);
  await page.locator('.toast', { hasText: 'Bare exception' }).waitFor();
  assert.notEqual((await read(page, made)).stage_id, made.stage_id);
});

test('a refusal keeps what was typed, and says why', EN, async ({ page, allowNoise }) => {
  allowNoise(/422|503/);
  await signIn(page);
  const made = await deal(page, 'Typed twice');
  await boardOf(page, 'Typed twice');
  let away = true;
  await page.route('**/call/opportunities.move_stage', (route) =>
    away
      ? route.fulfill({
          status: 503,
          contentType: 'application/json',
          body: JSON.stringify({ kind: 'Unavailable', issues: [], reference: null, current: null }),
        })
      : route.continue(),
  );
  const last = (await page.locator('.board-column').count()) - 1;
  await move(page, made, last);
  const gate = page.locator('#gate[open]');
  await page.locator('#gate-loss-reason').selectOption({ index: 1 });
  await page.locator('#gate-loss-note').fill('They merged with a competitor');
  await gate.locator('button[type=submit]').click();
  // It comes back with the reason and everything that was typed.
  await gate.locator('.notice[role=alert]').waitFor();
  assert.equal(await page.locator('#gate-loss-note').inputValue(), 'They merged with a competitor');
  away = false;
  await Promise.all([moved(page), gate.locator('button[type=submit]').click()]);
  await inColumn(page, made, last);
  assert.equal((await read(page, made)).loss_note, 'They merged with a competitor');
});

test('the gate is asked again before anything is sent', EN, async ({ page }) => {
  await signIn(page);
  const made = await deal(page, 'Yesterday');
  await boardOf(page, 'Yesterday');
  let asked = 0;
  page.on('request', (request) => (asked += request.url().includes('move_stage') ? 1 : 0));
  const last = (await page.locator('.board-column').count()) - 1;
  await move(page, made, last);
  await page.locator('#gate-loss-reason').selectOption({ index: 1 });
  await page.locator('#gate-closed-on').fill(inDays(9));
  await page.locator('#gate[open] button[type=submit]').click();
  await page.locator('#gate-closed-on-error:not([hidden])').waitFor();
  assert.equal(asked, 0);
});

test('the closing day is the one that was given', EN, async ({ page }) => {
  await signIn(page);
  const made = await deal(page, 'Signed last week');
  await visit(page, `/opportunities/${made.id}`);
  await page.locator('.page-actions').getByRole('button', { name: 'Lost' }).click();
  const day = inDays(-6);
  await page.locator('#gate-loss-reason').selectOption({ index: 1 });
  await page.locator('#gate-closed-on').fill(day);
  await Promise.all([moved(page), page.locator('#gate[open] button[type=submit]').click()]);
  await page.locator('.deal-title .badge', { hasText: 'Lost' }).waitFor();
  const { closed_on, close_date } = await read(page, made);
  assert.deepEqual([closed_on, close_date], [day, day]);
});

test('what is missing leads to its place, on the page and from the board', EN, async ({ page }) => {
  await signIn(page, 'rep');
  const made = await deal(page, 'Bare ways', { known: false });
  const contact = page.locator('#gate[open] .gate-missing').getByText('Add a contact.');
  const there = () => page.waitForFunction(() => document.activeElement?.id === 'deal-add-contact');
  await visit(page, `/opportunities/${made.id}`);
  await page.locator('.path .step-button').nth(1).click();
  await contact.click();
  await page.locator('#gate[open]').waitFor({ state: 'hidden' });
  await there();
  await boardOf(page, 'Bare ways');
  await move(page, made, 1);
  await contact.click();
  await page.waitForURL(`**/opportunities/${made.id}?find=contact`);
  await page.locator('#deal-add-contact').waitFor();
});
