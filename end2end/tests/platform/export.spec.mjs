// Everything the company keeps as one file: started, followed, downloaded, listed by name, deleted.
import { readFile } from 'node:fs/promises';
import { ask, assert, axe, bigTargets, forEachView, noSideways, PHONE, signIn, test, visit } from '../../harness.mjs';

const EN = { locale: 'en-US' };

/** The names in a ZIP file, from its central directory. */
function names(bytes) {
  const found = [];
  let at = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  assert.ok(at > 0, 'it is a ZIP file');
  at = bytes.readUInt32LE(at + 16);
  while (bytes.readUInt32LE(at) === 0x02014b50) {
    const [name, extra, comment] = [28, 30, 32].map((place) => bytes.readUInt16LE(at + place));
    found.push(bytes.toString('utf8', at + 46, at + 46 + name));
    at += 46 + name + extra + comment;
  }
  return found;
}

/** Waits until no export is under way. */
async function settled(page) {
  for (let tries = 0; tries < 300; tries += 1) {
    const all = await ask(page, 'export.read', {});
    if (all.every((one) => one.state !== 'running')) return all;
    await page.waitForTimeout(200);
  }
  throw new Error('the export does not end');
}

test('everything is exported, downloaded and deleted again', EN, async ({ page }) => {
  await signIn(page, 'administrator');
  await visit(page, '/admin');
  await page.getByRole('link', { name: 'Full export' }).first().click();
  await page.getByRole('heading', { name: 'Full export', level: 1 }).waitFor();
  await settled(page);
  await page.getByRole('button', { name: 'Export everything' }).click();
  await page.getByText('The export has begun').waitFor();
  const row = page.locator('#exports tbody tr').first();
  await row.getByText('Ready').waitFor({ timeout: 120_000 });
  assert.equal(await page.locator('#export-progress').count(), 0);
  const [file] = await Promise.all([page.waitForEvent('download'), row.getByRole('link', { name: /^Download the export of/ }).click()]);
  assert.match(file.suggestedFilename(), /^jalon-\d{4}-\d\d-\d\d-[0-9a-f]+\.zip$/);
  const inside = names(await readFile(await file.path()));
  for (const name of ['README.txt', 'schema.json', 'manifest.json', 'data/accounts.csv', 'data/accounts.jsonl', 'data/quotes.jsonl', 'data/events.csv']) {
    assert.ok(inside.includes(name), name);
  }
  assert.ok(inside.some((name) => name.startsWith('files/product_pictures/')));
  assert.ok(!inside.some((name) => /sessions|passkeys|api_tokens|mails/.test(name)));

  // Whoever asked for it is told, and led to its file.
  const id = (await row.getAttribute('id')).replace('export-', '');
  await visit(page, '/notifications?kind=export');
  const notice = page.locator('.notify-row', { has: page.locator(`a[href="/admin/export#export-${id}"]`) });
  await notice.getByText('Your full export is ready').waitFor({ timeout: 20_000 });
  await notice.locator('.notify-title').click();
  await row.getByRole('link', { name: /^Download the export of/ }).waitFor();

  await row.getByRole('button', { name: /^Delete the export of/ }).click();
  await row.getByText('File deleted').waitFor();
  await visit(page, '/admin/audit?kind=export');
  await page.locator('.audit-table').getByText('Full export downloaded').first().waitFor();
});

test('the page of exports is accessible', { walk: true }, async ({ page }) => {
  await signIn(page, 'administrator');
  await settled(page);
  await ask(page, 'export.start', {});
  await settled(page);
  await forEachView(page, '/admin/export', async ({ name: where }) => {
    await page.locator('#exports tbody tr').first().waitFor();
    await axe(page, where);
    await noSideways(page, where);
  });
  await page.setViewportSize(PHONE);
  await visit(page, '/admin/export');
  await bigTargets(page, '/admin/export');
  await noSideways(page, '/admin/export');
});

test('nobody but administrators exports', EN, async ({ allowNoise, page }) => {
  allowNoise(/status of 403/);
  await signIn(page, 'manager');
  await visit(page, '/admin/export');
  assert.equal(await page.getByRole('button', { name: 'Export everything' }).count(), 0);
});
