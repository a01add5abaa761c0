// Every page, in both languages and themes and at both widths: nothing for axe-core to find, nothing
// on the console, nothing wider than its window, nothing too small to press. And every page comes to
// life in Firefox, too. The list of pages is read from the table of routes: a new page is in it.
import { VIEWS, assert, axe, bigTargets, leave, noSideways, orFresh, recordLink, setView, signIn, signInByForm, test, turn, visit } from '../../../harness.mjs';
import { plainRoutes, recordRoutes } from '../../../routes.mjs';

let paths;

/** The addresses of all pages, records included; every server of a run has the same sample company. */
async function everyPage(page) {
  if (paths) return paths;
  const found = await plainRoutes();
  for (const list of await recordRoutes()) {
    await visit(page, list);
    found.push(await recordLink(page, list));
  }
  return (paths = found);
}

/** Look at all pages before complaining about any. */
async function each(paths, look) {
  const faults = [];
  for (const path of paths) {
    await look(path).catch((fault) => faults.push(`${path}\n${fault.message}`));
  }
  assert.equal(faults.length, 0, faults.join('\n\n'));
}

/** The page is there, has a name, and its program did not stop. */
async function lives(page, path) {
  const answer = await visit(page, path);
  assert.equal(answer.status(), 200);
  assert.notEqual(await page.title(), '', 'the page has no title');
  assert.equal(await page.locator('#crash-banner').isVisible(), false, 'the page stopped working');
}

for (const language of ['fr', 'en']) {
  test(`every page is accessible in both themes and widths: ${language}`, { limit: 600_000, walk: true }, async ({ page }) => {
    await signIn(page, 'administrator');
    await setView(page, { language, theme: 'system' });
    await each(await everyPage(page), async (path) => {
      for (const [at, view] of VIEWS.filter((one) => one.language === language).entries()) {
        await turn(page, view);
        if (at === 0) await lives(page, path);
        assert.equal(await page.evaluate(() => document.documentElement.lang), language, path);
        const where = `${path} (${view.title})`;
        const look = async () => {
          await noSideways(page, where);
          await bigTargets(page, where);
          await axe(page, where);
        };
        await orFresh(look, () => visit(page, path));
      }
    });
  });
}

test('every page comes to life in Firefox', { limit: 600_000, walk: true, browsers: ['firefox'] }, async ({ page }) => {
  await signIn(page, 'administrator');
  await each(await everyPage(page), (path) => lives(page, path));
});

test('every role sees its home', { browsers: ['chromium'] }, async ({ page, context, server }) => {
  for (const role of ['representative', 'manager', 'administrator', 'finance']) {
    await leave(page);
    await signInByForm(page, role);
    assert.equal(new URL(page.url()).pathname, '/', role);
    assert.ok(server.logins[role].email);
    await axe(page, `home of ${role}`);
  }
});
