// The board: mouse, keyboard and touch; the gate before the drop; at once, rolled back, undone; live.
import { BOTH, PHONE, assert, axe, noSideways, ready, signIn, test, visit } from '../../harness.mjs';
import { boardOf, call, card, carry, column, deal, drag, grip, inColumn } from './support.mjs';

test('a deal is dragged to the next stage and stays there', { browsers: BOTH }, async ({ page }) => {
  await signIn(page);
  const made = await deal(page, 'Zebra crossing');
  await boardOf(page, 'Zebra crossing');
  await inColumn(page, made, 0);
  await drag(page, made, 1);
  await inColumn(page, made, 1);
  await page.locator('.toast', { hasText: 'Zebra crossing' }).waitFor();
  await page.reload();
  await ready(page);
  await inColumn(page, made, 1);
});

test('a click opens the deal, a drag does not', async ({ page }) => {
  await signIn(page);
  const made = await deal(page, 'Quiet click');
  await boardOf(page, 'Quiet click');
  await drag(page, made, 1);
  await inColumn(page, made, 1);
  assert.ok(page.url().includes('/pipeline'));
  await card(page, made).locator('a').click();
  await page.waitForURL(`**/opportunities/${made.id}`);
});

test('the gate says what is missing before the drop, and asks on it', async ({ page }) => {
  await signIn(page);
  const made = await deal(page, 'Bare gate', { known: false });
  await boardOf(page, 'Bare gate');
  await carry(page, made, 1);
  const second = column(page, 1);
  assert.equal(await second.getAttribute('data-gate'), 'missing');
  assert.match(await second.locator('.board-gate-line').innerText(), /account|compte/);
  await page.mouse.up();
  const dialog = page.locator('#gate[open]');
  await dialog.waitFor();
  await axe(page, 'gate dialog');
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  await inColumn(page, made, 0);
});

test('losing asks for the reason', async ({ page }) => {
  await signIn(page);
  const made = await deal(page, 'Lost cause');
  await boardOf(page, 'Lost cause');
  const last = (await page.locator('.board-column').count()) - 1;
  await page.locator('.board').evaluate((board) => board.scrollTo(board.scrollWidth, 0));
  await card(page, made).hover();
  await card(page, made).locator('.board-handle').first().click();
  await page.locator('#move-to[open] .move-choice').last().click();
  await page.locator('#gate[open] button[type=submit]').click();
  await page.locator('#gate-loss-reason-error:not([hidden])').waitFor();
  await page.locator('#gate-loss-reason').selectOption({ index: 1 });
  await page.locator('#gate[open] button[type=submit]').click();
  await inColumn(page, made, last);
});

test('the keyboard lifts, moves, drops and puts back', { browsers: BOTH }, async ({ page }) => {
  await signIn(page);
  const made = await deal(page, 'Keyboard van');
  await boardOf(page, 'Keyboard van');
  // What is said to a screen reader comes a moment after the key.
  const said = (words) => page.locator('#announcer', { hasText: words }).waitFor({ state: 'attached', timeout: 5_000 });
  await grip(page, made).focus();
  await page.keyboard.press('Space');
  assert.equal(await grip(page, made).getAttribute('aria-pressed'), 'true');
  await said(/Keyboard van/);
  await page.keyboard.press('ArrowRight');
  await said(/2\s(of|sur)\s/);
  await page.keyboard.press('Escape');
  assert.equal(await grip(page, made).getAttribute('aria-pressed'), 'false');
  await inColumn(page, made, 0);
  await page.keyboard.press('Space');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Space');
  await inColumn(page, made, 1);
  await page.waitForFunction((grip) => document.activeElement?.id === grip, `grip-${made.id}`);
});

test('a finger drags the grip on a phone', { context: { viewport: PHONE, hasTouch: true, isMobile: true } }, async ({ page, context }) => {
  await signIn(page);
  const made = await deal(page, 'Touch ferry');
  await boardOf(page, 'Touch ferry');
  await noSideways(page);
  const box = await grip(page, made).boundingBox();
  const finger = await context.newCDPSession(page);
  const touch = (type, x, y) =>
    finger.send('Input.dispatchTouchEvent', { type, touchPoints: type === 'touchEnd' ? [] : [{ x, y }] });
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await touch('touchStart', x, y);
  for (let step = 1; step <= 6; step += 1) await touch('touchMove', x - step * 4, y + step * 6);
  // At the edge the board scrolls to the next stage under the finger.
  await touch('touchMove', PHONE.width - 30, y + 60);
  await page.waitForFunction(
    (middle) => document.querySelectorAll('.board-column')[1].getBoundingClientRect().left < middle - 40,
    PHONE.width / 2,
  );
  await touch('touchMove', PHONE.width / 2, y + 60);
  await page.waitForFunction(() => document.querySelector('.board-column.is-over') === document.querySelectorAll('.board-column')[1]);
  await touch('touchEnd');
  await inColumn(page, made, 1);
});

test('a move shows within 100 ms though the server takes two seconds', async ({ page }) => {
  await signIn(page);
  const made = await deal(page, 'Slow server');
  await boardOf(page, 'Slow server');
  await page.route('**/call/opportunities.move_stage', async (route) => {
    await new Promise((done) => setTimeout(done, 2_000));
    await route.continue();
  });
  await carry(page, made, 1);
  await page.evaluate((id) => {
    window.shownAfter = new Promise((done) => {
      addEventListener('pointerup', () => {
        const start = performance.now();
        const look = () => {
          const second = document.querySelectorAll('.board-column')[1];
          if (second.querySelector(`#card-${id}`)) done(performance.now() - start);
          else requestAnimationFrame(look);
        };
        look();
      }, { once: true });
    });
  }, made.id);
  await page.mouse.up();
  const took = await page.evaluate(() => window.shownAfter);
  assert.ok(took <= 100, `shown after ${took} ms`);
  assert.equal(await card(page, made).getAttribute('aria-busy'), 'true');
  await page.locator('.toast', { hasText: 'Slow server' }).waitFor({ timeout: 6_000 });
  assert.equal(await card(page, made).getAttribute('aria-busy'), null);
});

test('a refused move goes back and says why', async ({ page, allowNoise }) => {
  allowNoise(/503/);
  await signIn(page);
  const made = await deal(page, 'Boomerang');
  await boardOf(page, 'Boomerang');
  await page.route('**/call/opportunities.move_stage', (route) =>
    route.fulfill({
      status: 503,
      contentType: 'application/json',
      body: JSON.stringify({ kind: 'Unavailable', issues: [], reference: null, current: null }),
    }),
  );
  await drag(page, made, 1);
  await inColumn(page, made, 0);
  await page.locator('.toast-danger', { hasText: 'Boomerang' }).waitFor();
});

test('a move is undone by the message and by Ctrl-Z', async ({ page }) => {
  await signIn(page);
  const made = await deal(page, 'Undo me');
  await boardOf(page, 'Undo me');
  await drag(page, made, 1);
  await inColumn(page, made, 1);
  await page.locator('.toast button.btn').first().click();
  await inColumn(page, made, 0);
  await page.waitForTimeout(400);
  await drag(page, made, 1);
  await inColumn(page, made, 1);
  await page.locator('.toast', { hasText: 'Undo me' }).last().waitFor();
  await page.waitForTimeout(400);
  await page.keyboard.press('Control+z');
  await inColumn(page, made, 0);
});

test('a move in one browser appears in another within a second', async ({ page, context }) => {
  await signIn(page);
  const made = await deal(page, 'Twin view');
  await boardOf(page, 'Twin view');
  const other = await context.newPage();
  await other.goto(page.url());
  await ready(other);
  await inColumn(other, made, 0);
  await other.evaluate((id) => {
    window.seen = new Promise((done) => {
      const look = () => {
        const second = document.querySelectorAll('.board-column')[1];
        if (second?.querySelector(`#card-${id}`)) done(Date.now());
        else setTimeout(look, 10);
      };
      look();
    });
  }, made.id);
  await page.bringToFront();
  await drag(page, made, 1);
  const dropped = Date.now();
  const seen = await other.evaluate(() => window.seen);
  assert.ok(seen - dropped <= 1_000, `seen after ${seen - dropped} ms`);
});

test('totals follow the card and are those of the server', async ({ page }) => {
  await signIn(page);
  const made = await deal(page, 'Heavy total', { amount: 5_000_000 });
  await boardOf(page, 'Heavy total');
  await column(page, 0).locator('.board-count', { hasText: '1' }).waitFor();
  await drag(page, made, 1);
  await column(page, 1).locator('.board-count', { hasText: '1' }).waitFor();
  await column(page, 0).locator('.board-count', { hasText: '0' }).waitFor();
  const sums = await column(page, 1).locator('.board-column-sums').innerText();
  assert.match(sums, /50/);
  assert.match(sums, /1[23]/);
});

test('filters and grouping are in the address and come back with it', async ({ page }) => {
  await signIn(page, 'manager');
  await visit(page, '/pipeline');
  await page.locator('.deal-more-filters > summary').click();
  await page.locator('#filter-kind').selectOption('renewal');
  await page.waitForURL(/kind=renewal/);
  await page.locator('#filter-group').selectOption('owner');
  await page.waitForURL(/group=owner/);
  await page.locator('.board-group').first().waitFor();
  await page.locator('#deal-search').fill('zz nothing like this');
  await page.waitForURL(/q=zz/);
  await page.locator('.board-empty').first().waitFor();
  await page.reload();
  await ready(page);
  assert.equal(await page.locator('#filter-kind').inputValue(), 'renewal');
  assert.equal(await page.locator('#deal-search').inputValue(), 'zz nothing like this');
});

test('two currencies are never added without naming the rate', async ({ page }) => {
  await signIn(page);
  await deal(page, 'Currency pair', { currency: 'USD' });
  await deal(page, 'Currency pair', { currency: 'EUR' });
  await boardOf(page, 'Currency pair');
  await page.locator('.board-rates > summary').click();
  assert.match(await page.locator('.board-rates-body').innerText(), /USD/);
});

test('finance reads the board and moves nothing', async ({ page }) => {
  await signIn(page, 'finance');
  await visit(page, '/pipeline');
  await page.locator('.board-card').first().waitFor();
  assert.equal(await page.locator('.board-grip').count(), 0);
  const { columns } = await call(page, 'opportunities.board', {
    pipeline: null,
    filter: { owner: null, team: null, account: null, category: null, close: null, kind: null, next_activity: null, stalled: false, search: '', state: null },
    group: 'none',
    limit: 5,
  });
  assert.ok(columns.flatMap(({ cards }) => cards).every(({ may_edit }) => !may_edit));
});

test('the columns of the board have their places before the last has arrived', async ({ page }) => {
  await signIn(page);
  await visit(page, '/pipeline');
  const [named, there, placed] = await page.locator('.board').evaluate((board) => [
    Number(board.dataset.columns),
    board.querySelectorAll('.board-column').length,
    getComputedStyle(board).gridTemplateColumns.split(' ').length,
  ]);
  assert.deepEqual([named, placed], [there, there]);
});
