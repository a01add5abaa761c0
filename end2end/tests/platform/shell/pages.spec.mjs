// Every page, in both languages and themes and at both widths: nothing for axe-core to find, nothing
// on the console, nothing wider than a phone, nothing too small to press. And every page comes to
// life in Firefox, too. The list of pages is read from the table of routes: a new page is in it.
import { BOTH, DESK, PHONE, assert, axe, bigTargets, leave, noSideways, recordLink, setView, signIn, test, visit } from '../../../harness.mjs';
import { plainRoutes, recordRoutes } from '../../../routes.mjs';

/** The addresses of all pages, records included. */
async function everyPage(page) {
  const paths = await plainRoutes();
  for (const list of await recordRoutes()) {
    await visit(page, list);
    paths.push(await recordLink(page, list));
  }
  return paths;
}

/** Look at all pages before complaining about any. */
async function each(paths, look) {
  const faults = [];
  for (const path of paths) {
    await look(path).catch((fault) => faults.push(`${path}\n${fault.message}`));
  }
  assert.equal(faults.length, 0, faults.join('\n\n'));
}

for (const language of ['fr', 'en']) {
  for (const theme of ['light', 'dark']) {
    test(`every page is accessible: ${language}, ${theme}`, { limit: 600_000 }, async ({ page }) => {
      await signIn(page, 'administrator');
      await setView(page, { language, theme });
      await each(await everyPage(page), async (path) => {
        await visit(page, path);
        assert.equal(await page.evaluate(() => document.documentElement.lang), language, path);
        await axe(page, `${path} (${language}, ${theme})`);
      });
    });
  }
}

test('every page fits a phone and can be pressed with a thumb', { limit: 600_000, context: { viewport: PHONE } }, async ({ page }) => {
  await signIn(page, 'administrator');
  await each(await everyPage(page), async (path) => {
    await visit(page, path);
    await noSideways(page, path);
    await bigTargets(page, path);
    await axe(page, `${path} at ${PHONE.width} px`);
  });
});

test('every page comes to life', { limit: 600_000, browsers: BOTH, context: { viewport: DESK } }, async ({ page }) => {
  await signIn(page, 'administrator');
  await each(await everyPage(page), async (path) => {
    const answer = await visit(page, path);
    assert.equal(answer.status(), 200);
    assert.notEqual(await page.title(), '', 'the page has no title');
    assert.equal(await page.locator('#crash-banner').isVisible(), false, 'the page stopped working');
  });
});

test('every role sees its home', { browsers: ['chromium'] }, async ({ page, context, server }) => {
  for (const role of ['representative', 'manager', 'administrator', 'finance']) {
    await leave(page);
    await signIn(page, role);
    assert.equal(new URL(page.url()).pathname, '/', role);
    assert.ok(server.logins[role].email);
    await axe(page, `home of ${role}`);
  }
});
