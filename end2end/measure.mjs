// What a person waits for in a browser on a machine a quarter as fast as this one: node measure.mjs
// [loads of each page]. Prints, for each main page, the largest contentful paint, the shifts and the time the
// page was deaf while it loaded; how long interactions took to show; and the frames lost while a board of ten
// thousand opportunities is scrolled. `JALON_BIN` is the server, `JALON_CHROMIUM` the browser,
// `JALON_SLOWER` another factor than 4, `JALON_DEALS` another size of the board.
import { DESK, ask, listed, setView, signIn, visit } from './harness.mjs';
import { browser, closeAll } from './lib/browsers.mjs';
import { cleanUp, start } from './lib/server.mjs';
import { card, column, drag, grip, id, inColumn } from './tests/deals/support.mjs';

const LOADS = Number(process.argv[2] ?? 7);
const SLOWER = Number(process.env.JALON_SLOWER ?? 4);
const DEALS = Number(process.env.JALON_DEALS ?? 10_000);
/** Rounds of the interactions: four of about ten steps. */
const ROUNDS = 4;
/** What takes less is not told by the browser, and is counted as this. */
const LEAST = 16;
const FRAME = 1_000 / 60;

/** Runs in the page before anything of its own. */
function watch() {
  const seen = { lcp: 0, cls: 0, deaf: 0, ready: 0, events: [] };
  window.measured = seen;
  const observers = [];
  const observe = (options, each) => {
    const observer = new PerformanceObserver((list) => list.getEntries().forEach(each));
    observer.observe({ buffered: true, ...options });
    observers.push([observer, each]);
  };
  observe({ type: 'largest-contentful-paint' }, (entry) => (seen.lcp = entry.startTime));
  observe({ type: 'layout-shift' }, (entry) => (seen.cls += entry.hadRecentInput ? 0 : entry.value));
  observe({ type: 'longtask' }, (entry) => (seen.deaf += Math.max(0, entry.duration - 50)));
  observe({ type: 'event', durationThreshold: 16 }, (entry) => {
    if (entry.interactionId > 0) seen.events.push(entry.duration);
  });
  window.flushMeasured = () => {
    for (const [observer, each] of observers) observer.takeRecords().forEach(each);
    return seen;
  };
  new MutationObserver(() => {
    if (!seen.ready && document.documentElement?.hasAttribute('data-ready')) seen.ready = performance.now();
  }).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-ready'] });
}

/** The value below which `share` of `values` lie. */
function at(values, share) {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? NaN;
}
const ms = (value) => `${Math.round(value)}`.padStart(8);
const line = (title, ...cells) => console.log(title.padEnd(34), ...cells);

const server = await start();
const chromium = await browser('chromium');

/** A browser profile of its own, with the cookies of another where they are given. */
async function profile(storageState) {
  const context = await chromium.newContext({ viewport: DESK, locale: 'en-US', timezoneId: 'Europe/Paris', storageState });
  context.server = server;
  await context.addInitScript(watch);
  return context;
}

/** A page on the slower machine. */
async function slowPage(context) {
  const page = await context.newPage();
  const cdp = await context.newCDPSession(page);
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
  return page;
}

/** A pipeline whose stages ask for nothing, and so many opportunities in its open stages. */
async function fill(page, total) {
  const { pipelines } = await ask(page, 'pipelines.list', {});
  const pipeline = structuredClone(pipelines.find(({ active }) => active));
  Object.assign(pipeline, { id: id(), version: 0, name: { fr: 'Mesures', en: 'Measurements' }, position: pipelines.length });
  for (const stage of pipeline.stages) Object.assign(stage, { id: id(), exit_criteria: [] });
  await ask(page, 'pipelines.save', { pipeline });
  const accounts = await ask(page, 'accounts.suggest', { text: '', limit: 20 });
  const stages = pipeline.stages.filter(({ state }) => state === 'open');
  const close_date = new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10);
  let next = 0;
  const worker = async () => {
    for (let n = next++; n < total; n = next++) {
      await ask(page, 'opportunities.create', {
        id: id(),
        name: `Measured deal ${n}`,
        account_id: accounts[n % accounts.length]?.id ?? null,
        contact: null,
        pipeline_id: pipeline.id,
        stage_id: stages[n % stages.length].id,
        owner_id: null,
        kind: 'new',
        amount: { minor: 1_000_000 + n * 137, currency: 'EUR' },
        close_date,
        next_step: '',
        next_step_on: null,
        source: '',
      });
    }
  };
  await Promise.all(Array.from({ length: 8 }, worker));
  return pipeline.id;
}

/** How the page loads: with nothing kept from before, then with the program in the browser's cache. */
async function loads(title, path, cookies) {
  const runs = { first: [], again: [] };
  for (let run = 0; run < LOADS; run += 1) {
    const context = await profile(cookies);
    for (const kind of ['first', 'again']) {
      const page = await slowPage(context);
      await visit(page, path);
      await page.waitForTimeout(1_500);
      runs[kind].push(await page.evaluate(() => ({ ...window.flushMeasured(), events: [] })));
      await page.close();
    }
    await context.close();
  }
  for (const [kind, seen] of Object.entries(runs)) {
    const of = (name, share) => at(seen.map((run) => run[name]), share);
    const cells = [of('lcp', 0.5), of('lcp', 0.95), of('ready', 0.5), of('deaf', 0.5)].map(ms);
    line(`${title}, ${kind}`, ...cells, of('cls', 0.95).toFixed(3).padStart(8));
  }
}

const took = new Map();

/** Do one thing and note how long the browser says it took to show; what comes after it has time to end. */
async function interact(page, title, act) {
  await page.evaluate(() => void (window.flushMeasured().events = []));
  await act();
  const events = await page.evaluate(async () => {
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 300))));
    return window.flushMeasured().events;
  });
  if (!took.has(title)) took.set(title, []);
  took.get(title).push(Math.max(LEAST, ...events));
}

async function interactions(page, board) {
  for (let round = 0; round < ROUNDS; round += 1) {
    await visit(page, '/');
    await interact(page, 'open the palette', () => page.keyboard.press('Control+k'));
    await page.waitForSelector('#palette[open]');
    for (const key of 'lyo') await interact(page, 'type a letter', () => page.keyboard.press(key));
    await interact(page, 'close the palette', () => page.keyboard.press('Escape'));
    await interact(page, 'open a menu', () => page.locator('#user-menu-button').click());
    await page.keyboard.press('Escape');

    await visit(page, '/opportunities');
    const heads = page.locator('th.th-sort button');
    await interact(page, 'sort the list', () => heads.nth(round % 4).click());
    await page.waitForTimeout(1_500);

    await visit(page, '/tasks');
    const words = `Measured task ${round}`;
    await page.locator('#quick-add').fill(`${words} today`);
    await interact(page, 'add a task', () => page.keyboard.press('Enter'));
    const check = page.locator('[data-task]', { hasText: words }).locator('.task-check');
    await check.waitFor();
    await interact(page, 'tick a task', () => check.click());

    await visit(page, board);
    await moves(page);
  }
}

/** A card goes to the next stage by the keyboard, another one by the mouse. */
async function moves(page) {
  const cards = column(page, 0).locator('[id^="card-"]');
  const ids = await cards.evaluateAll((all) => all.slice(0, 2).map((card) => card.id.slice('card-'.length)));
  const [first, second] = ids.map((id) => ({ id }));
  await grip(page, first).focus();
  for (const key of ['Space', 'ArrowRight', 'Space']) {
    await interact(page, `move a card: ${key}`, () => page.keyboard.press(key));
  }
  await inColumn(page, first, 1);
  await card(page, second).waitFor();
  await interact(page, 'move a card: drop', () => drag(page, second, 1));
  await inColumn(page, second, 1);
}

/** Typing a quantity prices the whole quote. */
async function typing(page, quote) {
  await visit(page, quote);
  const cell = page.locator('.quote-row').first().locator('[id^="cell-1-"]');
  if ((await cell.count()) === 0) return;
  await cell.click();
  for (const key of ['1', '2', 'Backspace', 'Backspace', '7']) {
    await interact(page, 'type into a quote', () => page.keyboard.press(key));
  }
}

/** The frames while the wheel turns over `box`. */
async function scrolled(page, [x, y], [byX, byY]) {
  await page.mouse.move(x, y);
  await page.evaluate(() => {
    const frames = [];
    let last = 0;
    const tick = (now) => {
      if (last) frames.push(now - last);
      last = now;
      if (window.framesWanted) requestAnimationFrame(tick);
    };
    Object.assign(window, { frames, framesWanted: true });
    requestAnimationFrame(tick);
  });
  for (let step = 0; step < 80; step += 1) {
    await page.mouse.wheel(byX, byY);
    await page.waitForTimeout(40);
  }
  const frames = await page.evaluate(() => {
    window.framesWanted = false;
    return window.frames;
  });
  const lost = frames.map((took) => Math.max(0, Math.round(took / FRAME) - 1)).reduce((sum, n) => sum + n, 0);
  return { drawn: frames.length, lost, longest: Math.max(0, ...frames) };
}

async function scrolling(page, board) {
  await visit(page, board);
  const box = await page.locator('.board-column').first().locator('.board-cards').boundingBox();
  const place = [box.x + box.width / 2, box.y + box.height / 2];
  for (const [title, by] of [['down a column, which loads more', [0, 400]], ['across the board', [200, 0]]]) {
    const { drawn, lost, longest } = await scrolled(page, place, by);
    const share = `${((100 * lost) / Math.max(1, drawn + lost)).toFixed(1)} %`;
    line(`scroll ${title}`, `${drawn} frames`, `${lost} lost (${share})`, `longest ${Math.round(longest)} ms`);
  }
  const shown = await page.locator('.board-column').first().locator('[id^="card-"]').count();
  line('cards in the column then', shown);
}

try {
  const context = await profile();
  const page = await slowPage(context);
  await signIn(page, 'administrator');
  await setView(page, { language: 'en' });
  const pipeline = await fill(page, DEALS);
  const board = `/pipeline?pipeline=${pipeline}`;
  const [draft] = await listed(page, 'quotes', { filter: 'state.is(draft)', limit: 1 });
  const quote = `/quotes/${draft.id}`;
  await visit(page, '/opportunities');
  const deal = await page.locator('.list-opportunities .row-anchor').first().getAttribute('href');
  const cookies = await context.storageState();

  console.log(`\nProcessor ${SLOWER} times slower, ${LOADS} loads, ${DEALS} opportunities on the board, ms`);
  line('page', ...['LCP p50', 'LCP p95', 'ready', 'blocked', 'CLS'].map((head) => head.padStart(8)));
  for (const [title, path] of [['home', '/'], ['board', board], ['opportunities', '/opportunities'], ['an opportunity', deal], ['quote editor', quote]]) {
    await loads(title, path, cookies);
  }

  await interactions(page, board);
  await typing(page, quote);
  const all = [...took.values()].flat();
  console.log();
  line('interaction', 'times'.padStart(8), 'p50'.padStart(8), 'p95'.padStart(8));
  for (const [title, times] of took) line(title, ms(times.length), ms(at(times, 0.5)), ms(at(times, 0.95)));
  line('all interactions', ms(all.length), ms(at(all, 0.5)), ms(at(all, 0.95)));

  console.log();
  await scrolling(page, board);
} finally {
  await closeAll();
  await server.stop();
  await cleanUp();
}
