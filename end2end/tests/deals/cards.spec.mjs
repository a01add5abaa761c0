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
  const before = await cards.count();
  if (await column(page, long).locator('.board-more').count()) {
    await cards.last().scrollIntoViewIfNeeded();
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

test('a column sends its first cards and brings the others before they are reached', EN, async ({ page }) => {
  await signIn(page);
  const made = [];
  for (let n = 0; n < 16; n += 1) made.push(await deal(page, `Long queue ${n}`));
  const first = await page.request.get(`${page.context().server.url}/pipeline?q=Long%20queue`);
  assert.equal((await first.text()).split('id="card-').length - 1, 10, 'cards the server wrote');
  await boardOf(page, 'Long queue');
  const cards = column(page, 0).locator('.board-card');
  await column(page, 0).locator('.board-count', { hasText: '16' }).waitFor();
  const place = () => cards.first().evaluate((one) => one.getBoundingClientRect().top - one.parentElement.getBoundingClientRect().top);
  const before = await place();
  assert.equal(await cards.count(), 10, 'nothing more before one goes down');
  // By the keyboard, which stays where it is.
  const last = cards.nth(9).locator('a');
  const name = await last.innerText();
  await last.focus();
  await page.waitForFunction(() => document.querySelector('.board-column').querySelectorAll('.board-card').length === 16);
  assert.equal(await page.evaluate(() => document.activeElement.textContent), name);
  const ids = await cards.evaluateAll((all) => all.map(({ id }) => id));
  assert.deepEqual([...ids].sort(), made.map(({ id }) => `card-${id}`).sort());
  assert.equal(await column(page, 0).locator('.board-more').count(), 0);
  await page.locator('.board-cards').first().evaluate((list) => list.scrollTo(0, 0));
  assert.equal(await place(), before, 'nothing moved');
  await axe(page, 'a long column');
});

test('a column that cannot go on by itself is quiet, and tries again with the next scroll', EN, async ({ page, allowNoise }) => {
  allowNoise(/ERR_FAILED/);
  await signIn(page);
  for (let n = 0; n < 12; n += 1) await deal(page, `Quiet queue ${n}`);
  await boardOf(page, 'Quiet queue');
  const list = column(page, 0).locator('.board-cards');
  assert.equal(await list.evaluate((one) => getComputedStyle(one).scrollbarGutter), 'stable');
  await page.route('**/call/opportunities.column', (route) => route.abort());
  const failed = page.waitForEvent('requestfailed', (request) => request.url().endsWith('opportunities.column'));
  await list.evaluate((one) => one.scrollTo(0, one.scrollHeight));
  await failed;
  const more = column(page, 0).locator('.board-more:not([disabled])');
  await more.waitFor();
  assert.equal(await page.locator('.toast').count(), 0);
  // Who asks is told.
  await more.click();
  await page.locator('.toast').first().waitFor();
  await page.unroute('**/call/opportunities.column');
  await list.evaluate((one) => one.scrollBy(0, -20));
  await page.waitForFunction(() => document.querySelector('.board-column').querySelectorAll('.board-card').length === 12);
});

test('in a window higher than its first cards a column goes on by itself', { ...EN, context: { viewport: { width: 1280, height: 3200 } } }, async ({ page }) => {
  await signIn(page);
  for (let n = 0; n < 15; n += 1) await deal(page, `High window ${n}`);
  await boardOf(page, 'High window');
  await page.waitForFunction(() => document.querySelector('.board-column').querySelectorAll('.board-card').length === 15);
  await column(page, 0).locator('.board-more').waitFor({ state: 'detached' });
});

test('the handles of a card are drawn, named and reached by the keyboard', EN, async ({ page }) => {
  await signIn(page);
  const made = await deal(page, 'Drawn handles');
  await boardOf(page, 'Drawn handles');
  const handles = card(page, made).locator('.board-handle');
  assert.equal(await handles.count(), 2);
  for (const handle of await handles.all()) {
    assert.match(await handle.getAttribute('aria-label'), /Drawn handles/);
    const drawn = await handle.evaluate((button) => {
      const { maskImage, inlineSize, backgroundColor } = getComputedStyle(button, '::before');
      return { maskImage, inlineSize, backgroundColor, color: getComputedStyle(button).color };
    });
    assert.match(drawn.maskImage, /^url\("data:image\/svg\+xml/);
    assert.equal(drawn.inlineSize, '16px');
    assert.equal(drawn.backgroundColor, drawn.color, 'coloured like its text');
  }
  await card(page, made).locator('a').focus();
  await page.keyboard.press('Tab');
  assert.ok(await handles.first().evaluate((button) => button === document.activeElement));
});
