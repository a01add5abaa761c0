// What a browser test is written with.
//
//   import { test, signIn, axe } from '../../harness.mjs'; // as many ../ as folders below tests/
//   test('a deal moves by keyboard', async ({ page, server }) => { … });
//   test('it hydrates', { browsers: BOTH }, async ({ page }) => { … });
//
// Every file has its own server on its own copy of the sample company; every test has its own
// browser profile. A test fails when the console is not silent: any warning, any error, any breach
// of the content security policy, unless the test said `allowNoise(/…/)` before.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

export { assert };

/** Both browsers, for `options.browsers`; Chromium alone is the default. */
export const BOTH = ['chromium', 'firefox'];

/** Widths and heights the product is looked at. */
export const DESK = { width: 1440, height: 900 };
export const PHONE = { width: 390, height: 844 };

const tests = [];

/**
 * Register a test: `test(name, options?, body)`. With `options.walk` it looks at pages one after the other,
 * needs nothing of the other tests of its file and waits for no clock: it runs beside another one.
 */
export function test(name, options, body) {
  if (typeof options === 'function') [options, body] = [{}, options];
  tests.push({ name, options, body });
}

/** The tests registered since last asked; for the runner. */
export const takeTests = () => tests.splice(0);

/** Go to `path` and wait until the page answers. */
export async function visit(page, path) {
  const answer = await page.goto(new URL(path, page.context().server.url).href, { waitUntil: 'load' });
  await ready(page);
  return answer;
}

/** Wait until the page has been taken over by its program. */
export const ready = (page) => page.waitForSelector('html[data-ready]', { state: 'attached', timeout: 30_000 });

const login = (page, who) => {
  const role = { rep: 'representative', admin: 'administrator' }[who] ?? who;
  return typeof role === 'string' ? page.context().server.logins[role] : role;
};

/**
 * Be signed in as the demo person of a role (`representative`, `manager`, `administrator`, `finance`) or as
 * `{ email, password }`. What the form of the sign-in page sends is sent, and no page is shown: a test goes
 * where it looks, and two pages less for each test are minutes less for all.
 */
export async function signIn(page, who = 'representative') {
  const { server } = page.context();
  const { email, password } = login(page, who);
  const languages = await page.evaluate(() => navigator.languages.join(','));
  const answer = await page.context().request.post(`${server.url}/sign-in`, {
    form: { email, password, next: '/' },
    headers: { origin: server.url, 'accept-language': languages },
    maxRedirects: 0,
  });
  assert.equal(answer.headers().location, '/', `${email} is not let in: ${answer.status()}`);
}

/** Sign in as a person does, by the form, and arrive at home. */
export async function signInByForm(page, who = 'representative') {
  const { server } = page.context();
  const { email, password } = login(page, who);
  await page.goto(`${server.url}/sign-in`);
  await page.locator('input#email').fill(email);
  await page.locator('input#password').fill(password);
  await Promise.all([
    page.waitForURL((url) => !url.pathname.startsWith('/sign-in'), { timeout: 15_000 }),
    page.locator('form:has(input#password) button[type="submit"]').click(),
  ]);
  await ready(page);
}

/** Leave as a closed window does: the page goes first, so that none of it speaks without a session. */
export async function leave(page) {
  await page.goto('about:blank');
  await page.context().clearCookies();
}

/** Ask the server for an operation as the signed-in person, without a page: for preparing and checking. */
export async function ask(page, operation, request = {}) {
  const answer = await page.context().request.post(`${page.context().server.url}/call/${operation}`, { data: { request } });
  const text = await answer.text();
  assert.ok(answer.ok(), `${operation}: ${answer.status()} ${text.slice(0, 400)}`);
  return text ? JSON.parse(text) : null;
}

/** Rows of a list as its page reads them, by filter and words; those changed last come first. */
export async function listed(page, object, { filter = '', search = '', limit = 50 } = {}) {
  const spec = { filter, search, sort: '-updated', columns: [], group: '' };
  return (await ask(page, 'views.rows', { object, spec, after: null, limit })).rows;
}

const require = createRequire(import.meta.url);
let axeSource;

/** No finding of axe-core (WCAG 2.2 A and AA, and its best practices) on the page as it is now. */
export async function axe(page, where = page.url()) {
  axeSource ??= await readFile(require.resolve('axe-core/axe.min.js'), 'utf8');
  await page.evaluate(axeSource);
  const findings = await page.evaluate(async () => {
    // The initials of an avatar and the key hint of the search button are pictures of a name that the
    // accessible name says in full; the rule cannot tell them from a label.
    const rules = { 'label-content-name-mismatch': { enabled: false } };
    const { violations } = await window.axe.run(document, { resultTypes: ['violations'], rules });
    return violations.flatMap(({ id, help, nodes }) =>
      nodes.map((node) => `${id}: ${help} — ${node.target.join(' ')} — ${node.html.slice(0, 160)}`),
    );
  });
  assert.equal(findings.length, 0, `axe-core on ${where}:\n${findings.join('\n')}`);
}

/** The page is no wider than its window. */
export async function noSideways(page, where = page.url()) {
  const [content, window_] = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
  assert.ok(content <= window_, `${where} is ${content} px wide in a window of ${window_} px`);
}

/** Everything one can press is at least 24 by 24 pixels, links inside sentences apart (WCAG 2.5.8). */
export async function bigTargets(page, where = page.url()) {
  const small = await page.evaluate(() => {
    const found = [];
    for (const element of document.querySelectorAll('a[href], button, input, select, textarea, summary, [role="button"], [tabindex="0"]')) {
      const box = element.getBoundingClientRect();
      const style = getComputedStyle(element);
      const hidden = box.width === 0 || box.height === 0 || style.visibility === 'hidden' || element.closest('[inert], [hidden], .visually-hidden');
      const offScreen = box.right < 0 || box.bottom < 0;
      const inText = style.display === 'inline' && element.parentElement?.textContent.trim() !== element.textContent.trim();
      const label = element.labels?.[0]?.getBoundingClientRect();
      const height = Math.max(box.height, label?.height ?? 0);
      const width = Math.max(box.width, label?.width ?? 0);
      if (!hidden && !offScreen && !inText && (height < 23.5 || width < 23.5)) {
        found.push(`${element.outerHTML.slice(0, 120)} is ${Math.round(width)}×${Math.round(height)}`);
      }
    }
    return found;
  });
  assert.equal(small.length, 0, `targets below 24 px on ${where}:\n${small.join('\n')}`);
}

/**
 * The views a page is looked at in. Every pair of language, theme and width is among them: what is wrong
 * depends on one of them or on two together, and all eight would take twice the time.
 */
export const VIEWS = [
  { language: 'fr', theme: 'light', size: DESK },
  { language: 'fr', theme: 'dark', size: PHONE },
  { language: 'en', theme: 'light', size: PHONE },
  { language: 'en', theme: 'dark', size: DESK },
].map((view) => ({ ...view, title: `${view.language}, ${view.theme}, ${view.size.width} px` }));

/**
 * Call `look(view)` in each of the views; `page` is signed in and stays so. The page is loaded once in each
 * language and turned from one theme and width to the other: `look` leaves it as it is.
 */
export async function forEachView(page, path, look) {
  let language;
  for (const view of VIEWS) {
    await turn(page, view);
    if (view.language !== language) {
      ({ language } = view);
      await setView(page, { language, theme: 'system' });
      await visit(page, path);
    }
    const named = { ...view, name: `${path} (${view.title})` };
    await orFresh(() => look(named), () => visit(page, path));
  }
}

/**
 * Look, and when there is something to complain about, look again at the page loaded anew: what the browser
 * has out of sight may still have the colours of the view before.
 */
export async function orFresh(look, load) {
  try {
    await look();
  } catch {
    await load();
    await look();
  }
}

/** Show the page, loaded or not, in a view's theme and width, as a system that changes its mind does. */
export async function turn(page, { theme, size }) {
  await page.emulateMedia({ colorScheme: theme });
  await page.setViewportSize(size);
}

/** Save the language and the theme of the signed-in person. */
export async function setView(page, { language, theme }) {
  if (language) await ask(page, 'profile.set_preference', { preference: { Lang: language } });
  if (theme) await ask(page, 'profile.set_preference', { preference: { Theme: theme } });
}

/** The first link on the page whose address begins with `prefix` and names a record. */
export async function recordLink(page, prefix) {
  const links = await page.locator(`a[href^="${prefix}/"]`).evaluateAll((all) => all.map((link) => link.getAttribute('href')));
  const found = links.find((link) => /\/[0-9a-f]{8}-[0-9a-f-]{27}(?:$|[?#])/.test(link));
  assert.ok(found, `no link to a record under ${prefix} on ${page.url()}`);
  return found;
}
