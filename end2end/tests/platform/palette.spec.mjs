// The command palette and the keyboard: every page and record without a mouse.
import { BOTH, assert, ask, axe, signIn, test, visit } from '../../harness.mjs';

const palette = '#palette[open]';

test('a few letters find a record and Enter opens it', { browsers: BOTH }, async ({ page }) => {
  await signIn(page, 'administrator');
  await visit(page, '/');
  const { rows } = await ask(page, 'opportunities.list', {
    pipeline: null, stage: null, sort: { column: 'updated', descending: true }, after: null, limit: 1,
    filter: {
      owner: null, team: null, account: null, category: null, close: null, kind: null,
      next_activity: null, stalled: false, search: '', state: null,
    },
  });
  const [deal] = rows;
  await page.keyboard.press('Control+k');
  await page.waitForSelector(palette);
  await axe(page, 'the open palette');
  await page.locator('.palette-input').fill(deal.name);
  await page.waitForSelector(`.palette-option:has-text("${deal.name.slice(0, 20)}")`);
  await page.locator('.palette-input').press('Enter');
  await page.waitForURL(/\/opportunities\/[0-9a-f-]{36}/);
});

test('nothing found says so and offers a way on', async ({ page }) => {
  await signIn(page);
  await visit(page, '/');
  await page.keyboard.press('/');
  await page.waitForSelector(palette);
  await page.locator('.palette-input').fill('zzqqxxyy');
  await page.waitForSelector('.palette-empty');
  await page.keyboard.press('Escape');
  await page.waitForSelector(palette, { state: 'detached' });
});

test('keys lead to pages and to the list of keys', async ({ page }) => {
  await signIn(page);
  await visit(page, '/');
  await page.keyboard.press('g');
  await page.keyboard.press('t');
  await page.waitForURL(/\/tasks/);
  await page.keyboard.press('?');
  await page.waitForSelector('#shortcuts[open]');
  await axe(page, 'the list of shortcuts');
});

test('letters typed into a field are no commands', async ({ page }) => {
  await signIn(page);
  await visit(page, '/settings');
  const name = page.locator('#name');
  await name.fill('');
  await name.pressSequentially('gt?c/');
  assert.equal(await name.inputValue(), 'gt?c/');
  assert.ok(page.url().endsWith('/settings'));
});
