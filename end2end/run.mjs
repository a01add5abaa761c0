// Runs the browser tests: node run.mjs [text in the file's path]. The last line counts.
import { mkdir, readdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';
import { takeTests } from './harness.mjs';
import { browser, closeAll } from './lib/browsers.mjs';
import { cleanUp, start } from './lib/server.mjs';
import { watch } from './lib/silence.mjs';

const here = import.meta.dirname;
const wanted = process.argv[2] ?? '';
const LIMIT = 120_000;
/** Files under way at once: a page waits as long as it works, so two on two processors are hardly slower each. */
const LANES = Number(process.env.JALON_LANES ?? Math.min(2, availableParallelism()));
/** Walks under way at once: tests that look at pages one after the other and wait for no clock. */
const WALKS = Number(process.env.JALON_WALKS ?? 2);
/** So few failures are looked at once more, each alone on a fresh server: what then passes depends on chance. */
const FEW = 8;
const failed = [];
const again = [];
const unsteady = [];
const counts = { passed: 0, failed: 0 };

const files = (await readdir(join(here, 'tests'), { recursive: true }))
  .filter((name) => name.endsWith('.spec.mjs') && name.includes(wanted))
  .sort();

// A promise nobody waits for fails the run, not the runner.
process.on('unhandledRejection', (fault) => {
  counts.failed += 1;
  failed.push(`somewhere: ${String(fault?.message ?? fault).split('\n')[0]}`);
  console.log(`FAILED  somewhere\n${fault?.stack ?? fault}`);
});

const within = (limit, work) => {
  let timer;
  const late = new Promise((_, fail) => {
    timer = setTimeout(() => fail(new Error(`not done within ${limit / 1000} s`)), limit);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
};

async function runOne(file, { name, options, body }, browserName, server) {
  const title = `${browserName === 'chromium' ? '' : `[${browserName}] `}${file}: ${name}`;
  const begun = Date.now();
  let context;
  let noise;
  try {
    context = await (await browser(browserName)).newContext({
      viewport: { width: 1440, height: 900 },
      locale: options.locale ?? 'fr-FR',
      timezoneId: 'Europe/Paris',
      reducedMotion: browserName === 'chromium' ? 'reduce' : undefined,
      ...options.context,
    });
    context.server = server;
    noise = watch(context);
    const page = await context.newPage();
    const given = { page, context, server, browserName, allowNoise: noise.allow };
    await within(options.limit ?? LIMIT, body(given));
    noise.check();
    counts.passed += 1;
    console.log(`ok      ${title} (${((Date.now() - begun) / 1000).toFixed(1)} s)`);
  } catch (fault) {
    counts.failed += 1;
    const heard = noise?.heard.length ? `\nthe console said:\n${noise.heard.join('\n')}` : '';
    const broken = /panicked|ERROR/.test(server.log) ? `\nthe server said:\n${server.log.slice(-2_000)}` : '';
    const said = heard + broken;
    console.log(`FAILED  ${title}\n${fault.stack ?? fault}${said}\n`);
    failed.push(`${title}: ${String(fault.message ?? fault).split('\n')[0]}`);
    again.push([file, { name, options, body }, browserName]);
    await photograph(context, title);
  } finally {
    await context?.close().catch(() => {});
  }
}

async function photograph(context, title) {
  const folder = join(here, 'test-results');
  await mkdir(folder, { recursive: true });
  for (const page of context?.pages() ?? []) {
    const path = join(folder, `${title.replace(/[^\p{L}\d]+/gu, '-').slice(0, 150)}.png`);
    await page.screenshot({ path, timeout: 5_000 }).catch(() => {});
  }
}

// The tests of a file share its server, one after the other. A walk has a server of its own: side by side
// they keep both processors busy, which nothing they ask minds.
const queue = [];
const walks = [];
for (const path of files) {
  const file = relative(here, join(here, 'tests', path));
  try {
    await import(join(here, 'tests', path));
    const tests = takeTests();
    walks.push(...tests.filter(({ options }) => options.walk).map((walk) => ({ file, tests: [walk] })));
    const others = tests.filter(({ options }) => !options.walk);
    if (others.length > 0) queue.push({ file, tests: others });
  } catch (fault) {
    lost(file, takeTests(), fault);
  }
}

function lost(file, tests, fault) {
  counts.failed += Math.max(1, tests.length);
  failed.push(`${file}: ${String(fault.message ?? fault).split('\n')[0]}`);
  console.log(`FAILED  ${file}\n${fault.stack ?? fault}`);
}

/** A test that fails and then passes is said to be unsteady, by name; it does not fail the run. */
async function secondLook() {
  const first = again.splice(0);
  if (first.length === 0 || first.length > FEW || failed.length > first.length) return;
  const lines = failed.splice(0);
  counts.failed = 0;
  for (const [index, [file, each, name]] of first.entries()) {
    const server = await start();
    await runOne(file, each, name, server);
    await server.stop();
    if (again.length === 0) unsteady.push(lines[index]);
    again.splice(0);
  }
}

async function lane(queue) {
  for (let next = queue.shift(); next; next = queue.shift()) {
    const { file, tests } = next;
    let server;
    try {
      server = await start();
    } catch (fault) {
      lost(file, tests, fault);
      continue;
    }
    for (const each of tests) {
      for (const name of each.options.browsers ?? ['chromium']) await runOne(file, each, name, server);
    }
    await server.stop();
  }
}
const lanes = (count, queue) => Promise.all(Array.from({ length: count }, () => lane(queue)));
await lanes(WALKS, walks);
await lanes(LANES, queue);
await secondLook();
await closeAll();
await cleanUp();
// Once more at the end, where the last lines of a long log are read.
for (const line of unsteady) console.log(`UNSTEADY ${line}`);
for (const line of failed) console.log(`FAILED  ${line}`);
console.log(`${counts.passed} passed, ${counts.failed} failed, 0 skipped`);
process.exit(counts.failed === 0 && files.length > 0 ? 0 : 1);
