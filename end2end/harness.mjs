// What a browser test is written with.
//
//   import { test, signIn, axe } from '../../../harness.mjs';
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

/** Register a test: `test(name, options?, body)`. */
export function test(name, options, body) {
  if (typeof options === 'function') [options, body] = [{}, options];
  tests.push({ name, options, body });
}

/** The tests registered since last asked; for the runner. */
export const takeTests = () => tests.splice(0);

/** The people of the sample company; every one has the same password. */
export const LOGINS = {
  rep: { email: 'rep@jalon.demo', password: 'jalon-demo' },
  manager: { email: 'manager@jalon.demo', password: 'jalon-demo' },
  operations: { email: 'ops@jalon.demo', password: 'jalon-demo' },
  finance: { email: 'finance@jalon.demo', password: 'jalon-demo' },
};

/** Go to `path` and wait until the page answers. */
export async function visit(page, path) {
  const answer = await page.goto(new URL(path, page.context().base).href, { waitUntil: 'load' });
  await ready(page);
  return answer;
}

/** Wait until the page has been taken over by its program. */
export const ready = (page) => page.waitForSelector('html[data-ready]', { state: 'attached', timeout: 30_000 });

/** Sign in as one of `LOGINS` (by name) or as `{ email, password }`. */
export async function signIn(page, login = 'rep') {
  const { email, password } = typeof login === 'string' ? LOGINS[login] : login;
  await page.goto(`${page.context().base}/sign-in`);
  await page.locator('input[name="email"]').fill(email);
  await page.locator('input[name="password"]').fill(password);
  await page.locator('form button[type="submit"]').first().click();
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'), { timeout: 15_000 });
  await ready(page);
}

const require = createRequire(import.meta.url);
let axeSource;

/** No finding of axe-core (WCAG 2.2 A and AA, and its best practices) on the page as it is now. */
export async function axe(page, where = page.url()) {
  axeSource ??= await readFile(require.resolve('axe-core/axe.min.js'), 'utf8');
  await page.evaluate(axeSource);
  const findings = await page.evaluate(async () => {
    const { violations } = await window.axe.run(document, { resultTypes: ['violations'] });
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

/** Call `look(view)` for each theme, language and width; `page` is signed in and stays so. */
export async function forEachView(page, path, look) {
  for (const language of ['fr', 'en']) {
    for (const theme of ['light', 'dark']) {
      await setView(page, { language, theme });
      for (const size of [DESK, PHONE]) {
        await page.setViewportSize(size);
        await visit(page, path);
        await look({ language, theme, size, name: `${path} ${language} ${theme} ${size.width}` });
      }
    }
  }
}

/** Choose language and theme for the pages that follow. */
export async function setView(page, { language, theme }) {
  const cookies = [];
  if (language) cookies.push({ name: 'lang', value: language, url: page.context().base });
  if (theme) cookies.push({ name: 'theme', value: theme, url: page.context().base });
  await page.context().addCookies(cookies);
}
