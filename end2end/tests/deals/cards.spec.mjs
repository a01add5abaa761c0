// What cards say, how they are grouped and narrowed, and what a live board keeps.
import { assert, axe, signIn, test, visit } from '../../harness.mjs';
import { boardOf, call, card, column, deal, id, inColumn } from './support.mjs';

const EN = { locale: 'en-US' };
const NONE = { owner: null, team: null, account: null, category: null, close: null, kind: null, next_activity: null, stalled: false, search: '', state: null };

test('a card says what comes next, and when nothing does', EN, async ({ page }) => {
  await signIn(page);
  for (const [next, words] of [
    ['overdue', /^Overdue: /],
    ['today', /^Due today$/],
    ['planned', /^Next: /],
    ['none', /^Nothing planned$/],
  ]) {
    await visit(page, `/pipeline?next=${next}`);
    const line = page.locator('.board-card-next').first();
    if ((await page.locator('.board-card').count()) === 0) {
      assert.notEqual(next, 'none', 'the sample company has deals without a plan');
      continue;
    }
    assert.match((await line.innerText()).trim(), words, next);
    assert.equal(await line.locator('svg').count(), 1, 'an icon, never colour alone');
  }
});

test('a stalled card says why, and what clears it', EN, async ({ page }) => {
  await signIn(page, 'manager');
  await visit(page, '/pipeline?stalled=1');
  const line = page.locator('.board-card-stalled').first();
  await line.waitFor();
  const words = await line.innerText();
  assert.match(words, /Stalled/);
  assert.match(words, /day/);
  assert.ok(words.length > 30, words);
});

test('grouped columns name every group once', EN, async ({ page }) => {
  await signIn(page, 'manager');
  for (const group of ['owner', 'category', 'account']) {
    await visit(page, `/pipeline?group=${group}`);
    await page.locator('.board-group').first().waitFor();
    const columns = await page.locator('.board-column').evaluateAll((all) =>
      all.map((one) => [...one.querySelectorAll('.board-group')].map((heading) => heading.innerText)),
    );
    for (const headings of columns) {
      if (group !== 'account') assert.equal(new Set(headings).size, headings.length, `${group}: ${headings}`);
    }
  }
});

test('a card moved by the keyboard keeps the focus when the server has answered', EN, async ({ page }) => {
  await signIn(page);
  const made = await deal(page, 'Steady focus');
  await boardOf(page, 'Steady focus');
  await page.route('**/call/opportunities.move_stage', async (route) => {
    await new Promise((done) => setTimeout(done, 600));
    await route.continue();
  });
  await page.locator(`#grip-${made.id}`).focus();
  await page.keyboard.press('Space');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Space');
  await inColumn(page, made, 1);
  await page.locator('.toast', { hasText: 'Steady focus' }).waitFor();
  await page.waitForTimeout(600);
  assert.equal(await page.evaluate(() => document.activeElement?.id), `grip-${made.id}`);
});

test('clearing the filters empties the search, and the list and the board keep them', EN, async ({ page }) => {
  await signIn(page, 'manager');
  await visit(page, '/pipeline');
  await page.locator('#deal-search').fill('renewal');
  await page.waitForURL(/q=renewal/);
  await page.locator('.page-actions, .page-header').getByRole('link', { name: 'List' }).click();
  await page.waitForURL(/\/opportunities\?.*q=renewal/);
  assert.equal(await page.locator('#deal-search').inputValue(), 'renewal');
  await page.getByRole('link', { name: 'Clear filters' }).first().click();
  await page.waitForURL((url) => !url.search.includes('q='));
  await page.waitForFunction(() => document.querySelector('#deal-search').value === '');
  const { pipelines } = await call(page, 'pipelines.list', {});
  const other = pipelines.filter(({ active }) => active)[1];
  await visit(page, `/opportunities?pipeline=${other.id}&stage=${other.stages[0].id}`);
  await page.locator('.list-chip', { hasText: other.name.en }).first().waitFor();
  await page.locator('.page-header').getByRole('link', { name: 'Board' }).click();
  await page.waitForURL(new RegExp(`/pipeline\\?pipeline=${other.id}`));
});

test('an account and days of one’s own show as chips', EN, async ({ page }) => {
  await signIn(page, 'manager');
  const [account] = await call(page, 'accounts.suggest', { text: '', limit: 1 });
  await visit(page, `/opportunities?account=${account.id}&close=2026-01-01..2027-12-31`);
  const chip = page.locator('.chip', { hasText: account.name });
  await chip.waitFor();
  await page.locator('.chip', { hasText: '–' }).waitFor();
  await axe(page, 'list with chips');
  await chip.locator('.chip-remove').click();
  await page.waitForURL((url) => !url.search.includes('account='));
  await chip.waitFor({ state: 'detached' });
});

test('a list that shows many rows keeps them when somebody changes a deal', EN, async ({ page, context }) => {
  await signIn(page, 'manager');
  await visit(page, '/opportunities?sort=name');
  const rows = page.locator('.list-opportunities .row-anchor');
  await page.locator('.load-more button').click();
  await page.waitForFunction(() => document.querySelectorAll('.list-opportunities .row-anchor').length > 50);
  const shown = await rows.count();
  const other = await context.newPage();
  await visit(other, '/pipeline');
  const made = await deal(other, 'AAA first of all');
  await page.locator('.row-anchor', { hasText: 'AAA first of all' }).waitFor({ timeout: 5_000 });
  assert.ok((await rows.count()) >= shown);
  await call(other, 'opportunities.delete', { id: made.id, version: made.version });
  await other.close();
});

test('a converted total says so, with its rate', EN, async ({ page }) => {
  await signIn(page);
  await deal(page, 'Foreign money', { currency: 'USD' });
  await boardOf(page, 'Foreign money');
  const sums = column(page, 0).locator('.board-column-sums');
  assert.match(await sums.innerText(), /≈/);
  assert.match(await sums.textContent(), /1 USD = [\d.]+ EUR \(since /);
});

test('a long column keeps the cards it has loaded', EN, async ({ page }) => {
  await signIn(page, 'manager');
  const view = await call(page, 'opportunities.board', { pipeline: null, filter: NONE, group: 'none', limit: 5 });
  const long = view.columns.findIndex(({ next }) => next);
  await visit(page, '/pipeline');
  const cards = column(page, long).locator('.board-card');
  const more = column(page, long).locator('.board-more');
  const before = await cards.count();
  if (await more.count()) {
    await more.click();
    await page.waitForFunction(
      ([index, count]) => document.querySelectorAll('.board-column')[index].querySelectorAll('.board-card').length > count,
      [long, before],
    );
  }
  const loaded = await cards.count();
  await deal(page, `Noise ${id()}`);
  await page.waitForTimeout(1_500);
  assert.ok((await cards.count()) >= loaded, `${await cards.count()} of ${loaded} cards`);
  assert.ok(await card(page, view.columns[long].cards[0]).count());
});
