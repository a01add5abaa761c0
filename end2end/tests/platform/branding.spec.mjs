// The company's look: chosen with a preview, seen by whoever comes, taken back.
import { crc32, deflateSync } from 'node:zlib';
import { ask, assert, axe, bigTargets, forEachView, leave, noSideways, signIn, test, visit } from '../../harness.mjs';

/** The texts below are English. */
const EN = { locale: 'en-US' };
/** Read on no light surface as it is: the hardest colour for a page. */
const YELLOW = '#ffd400';

/** A PNG in one colour. */
function png(width, height) {
  const chunk = (name, data) => {
    const body = Buffer.concat([Buffer.from(name), data]);
    const [size, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    size.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([size, body, sum]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const rows = Buffer.alloc(height * (1 + width * 3), 90);
  for (let row = 0; row < height; row += 1) rows[row * (1 + width * 3)] = 0;
  const start = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([start, chunk('IHDR', head), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]);
}

const file = (name, buffer) => ({ name, mimeType: 'image/png', buffer });

/** Puts everything back as Jalon has it. */
async function plain(page) {
  const { version } = await ask(page, 'branding.get');
  return ask(page, 'branding.save', { accent: '', logo: { kind: 'none' }, icon: { kind: 'none' }, version });
}

test('a logo and an accent are chosen, seen by whoever comes, and taken back', EN, async ({ page, server }) => {
  await signIn(page, 'administrator');
  await plain(page);
  await visit(page, '/admin/branding');
  // What is no picture is said beside its field, before anything is sent.
  await page.locator('#brand-logo').setInputFiles(file('notes.png', Buffer.from('no picture')));
  await page.locator('#brand-logo-error').getByText('This is no picture').waitFor();
  const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';
  await page.locator('#brand-logo').setInputFiles(file('logo.png', Buffer.from(svg)));
  await page.locator('#brand-logo-error').getByText('such a file can carry scripts').waitFor();
  await page.locator('#brand-icon').setInputFiles(file('icon.png', png(64, 32)));
  await page.locator('#brand-icon-error').getByText('as wide as it is high').waitFor();
  // What is too large is drawn smaller.
  await page.locator('#brand-logo').setInputFiles(file('large.png', png(1_600, 400)));
  await page.locator('.brand-chosen img').waitFor();
  await page.locator('#brand-accent').fill('yellow');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.locator('#brand-accent-error').getByText('This is no colour').waitFor();
  await page.locator('#brand-accent').fill(YELLOW);
  await page.locator('.brand-told').getByText('Text on buttons is black').waitFor();
  await page.locator('.brand-told').getByText('On light pages your colour would hardly stand out').waitFor();
  await axe(page, 'the look before it is saved');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.locator('.toast', { hasText: 'The look is saved' }).waitFor();
  const kept = await ask(page, 'branding.get');
  assert.deepEqual([kept.accent, kept.logo.width, kept.logo.height], [YELLOW, 640, 160]);
  // At once around the page, without loading it again.
  await page.locator(`nav.frame-nav .brand img[src="/brand/${kept.logo.hash}"]`).waitFor();
  await page.locator('link#brand-sheet[href="/brand/ffd400.css"]').waitFor({ state: 'attached' });

  // Whoever comes, without an account.
  const theirs = await (await page.context().browser().newContext({ locale: 'en-US' })).newPage();
  await theirs.goto(`${server.url}/sign-in`);
  await theirs.locator(`.brand img[src="/brand/${kept.logo.hash}"]`).waitFor();
  assert.ok(await theirs.locator('.brand img').evaluate((image) => image.complete && image.naturalWidth > 0));
  await axe(theirs, 'the sign-in page in yellow');
  await theirs.context().close();

  // Back to Jalon's look, and back from there.
  await page.getByRole('button', { name: 'Back to Jalon’s look' }).click();
  await page.locator('nav.frame-nav .brand-mark').waitFor();
  await page.locator('link#brand-sheet').waitFor({ state: 'detached' });
  await page.locator('.toast', { hasText: 'Jalon’s own look is back' }).getByRole('button', { name: 'Undo' }).click();
  await page.locator(`nav.frame-nav .brand img[src="/brand/${kept.logo.hash}"]`).waitFor();
  assert.equal((await ask(page, 'branding.get')).accent, YELLOW);
  await plain(page);
});

test('a hard colour is read everywhere, and only administrators choose one', { ...EN, limit: 400_000 }, async ({ page, allowNoise }) => {
  // The browser reports that a page is not for this person.
  allowNoise(/403/);
  await signIn(page, 'administrator');
  for (const accent of [YELLOW, '#101820']) {
    const now = await plain(page);
    const saved = await ask(page, 'branding.save', { accent, logo: { kind: 'none' }, icon: { kind: 'none' }, version: now.version });
    assert.equal(saved.accent, accent);
    for (const path of ['/admin/branding', '/pipeline', '/settings']) {
      await forEachView(page, path, async ({ name }) => {
        await axe(page, `${accent} on ${name}`);
        await noSideways(page, name);
        await bigTargets(page, name);
      });
    }
  }
  await plain(page);
  await leave(page);
  await signIn(page);
  await visit(page, '/admin');
  assert.equal(await page.locator('a[href="/admin/branding"]').count(), 0);
  const { version } = await ask(page, 'branding.get');
  const refused = await page.context().request.post(`${page.context().server.url}/call/branding.save`, {
    data: { request: { accent: '#000000', logo: { kind: 'none' }, icon: { kind: 'none' }, version } },
  });
  assert.equal(refused.status(), 403);
});
