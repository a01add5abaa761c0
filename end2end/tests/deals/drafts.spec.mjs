// What was typed survives: an ended session, a server that is away, a page that is left.
import { assert, ready, signIn, test, visit } from '../../harness.mjs';
import { call, deal } from './support.mjs';

const EN = { locale: 'en-US' };
const fact = (page, id) => page.locator(`#${id} .inline-read`);
const write = async (page, id, text) => {
  await fact(page, id).click();
  await page.locator(`#${id}-input`).fill(text);
  await page.keyboard.press('Enter');
};
const read = (page, { id }) => call(page, 'opportunities.get', { id });
const until = async (what, limit = 8_000) => {
  const start = Date.now();
  while (Date.now() - start < limit) {
    if (await what()) return;
    await new Promise((done) => setTimeout(done, 50));
  }
  assert.fail(`not so within ${limit} ms: ${what}`);
};

test('a session that ends in mid-edit loses nothing: sign in again, go on, and it is saved', EN, async ({ page, context, allowNoise }) => {
  allowNoise(/401/);
  await signIn(page);
  const made = await deal(page, 'Long lunch');
  await visit(page, `/opportunities/${made.id}`);
  await context.clearCookies();
  await write(page, 'deal-source', 'Trade fair');
  const strip = page.locator('.interruption', { hasText: 'Your session has ended' });
  await strip.waitFor();
  // What was typed is still shown, and more may be typed.
  await fact(page, 'deal-source').filter({ hasText: 'Trade fair' }).waitFor();
  await write(page, 'deal-next-step', 'Call back after lunch');
  await fact(page, 'deal-next-step').filter({ hasText: 'Call back after lunch' }).waitFor();
  const other = await context.newPage();
  await signIn(other);
  await strip.getByRole('button', { name: 'Go on here' }).click();
  await until(async () => {
    const { source, next_step } = await read(other, made);
    return source === 'Trade fair' && next_step === 'Call back after lunch';
  });
  await page.locator('.interruption', { hasText: 'Your session has ended' }).waitFor({ state: 'detached' });
  // And the page is alive again: it hears of changes.
  const now = await read(other, made);
  await call(other, 'opportunities.edit', { id: made.id, version: now.version, changes: [{ Source: 'Heard live' }] });
  await fact(page, 'deal-source').filter({ hasText: 'Heard live' }).waitFor({ timeout: 10_000 });
  await other.close();
});

test('a server that is away for a moment takes nothing back', EN, async ({ page, allowNoise }) => {
  allowNoise(/503/);
  await signIn(page);
  const made = await deal(page, 'Short outage');
  await visit(page, `/opportunities/${made.id}`);
  let away = true;
  await page.route('**/call/opportunities.edit', (route) =>
    away
      ? route.fulfill({
          status: 503,
          contentType: 'application/json',
          body: JSON.stringify({ kind: 'Unavailable', issues: [], reference: null, current: null }),
        })
      : route.continue(),
  );
  await write(page, 'deal-source', 'Kept');
  const message = page.locator('.toast-danger').first();
  await message.waitFor();
  assert.match(await fact(page, 'deal-source').innerText(), /Kept/);
  away = false;
  await message.getByRole('button', { name: 'Try again' }).click();
  await until(async () => (await read(page, made)).source === 'Kept');
});

test('two quick edits are both saved, without a word of a colleague', EN, async ({ page }) => {
  await signIn(page);
  const made = await deal(page, 'Quick fingers');
  await visit(page, `/opportunities/${made.id}`);
  await page.route('**/call/opportunities.*', async (route) => {
    await new Promise((done) => setTimeout(done, 400));
    await route.continue();
  });
  await write(page, 'deal-source', 'One');
  await write(page, 'deal-next-step', 'Two');
  await page.locator('#deal-add-competitor').fill('Bolt');
  await page.keyboard.press('Enter');
  await page.locator('#deal-add-competitor').fill('Nut');
  await page.keyboard.press('Enter');
  await page.locator('#deal-competitors', { hasText: 'Nut' }).waitFor();
  await until(async () => {
    const { source, next_step, competitors } = await read(page, made);
    return source === 'One' && next_step === 'Two' && competitors.length === 2;
  });
  assert.equal(await page.locator('.toast').count(), 0, 'nothing to say');
  assert.match(await page.locator('#deal-competitors').innerText(), /Bolt[\s\S]*Nut|Nut[\s\S]*Bolt/);
});

test('an edit is saved though the page is left at once', EN, async ({ page }) => {
  await signIn(page);
  const made = await deal(page, 'In a hurry');
  await visit(page, `/opportunities/${made.id}`);
  await page.route('**/call/opportunities.edit', async (route) => {
    await new Promise((done) => setTimeout(done, 500));
    await route.continue();
  });
  await write(page, 'deal-source', 'First');
  await write(page, 'deal-next-step', 'Second');
  await page.getByRole('navigation').getByRole('link', { name: 'Accounts' }).first().click();
  await page.waitForURL('**/accounts');
  await until(async () => {
    const { source, next_step } = await read(page, made);
    return source === 'First' && next_step === 'Second';
  });
});

test('a message outlives its page: undo after leaving the deal', EN, async ({ page, allowNoise }) => {
  allowNoise(/status of 404/); // The page asks for its panels while the deal is being deleted.
  await signIn(page);
  const made = await deal(page, 'Second thoughts');
  await visit(page, `/opportunities/${made.id}`);
  await page.locator('#deal-more-button').click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await page.locator('.toast').getByRole('button', { name: 'Undo' }).waitFor();
  await page.getByRole('navigation').getByRole('link', { name: 'Accounts' }).first().click();
  await page.waitForURL('**/accounts');
  await page.locator('.toast').getByRole('button', { name: 'Undo' }).click();
  await page.locator('.toast', { hasText: 'Opportunity restored' }).waitFor();
  assert.equal((await read(page, made)).deleted_at, null);
  // The page still answers.
  await page.keyboard.press('Control+k');
  await page.locator('dialog[open]').waitFor();
});

test('a move on the board is undone after leaving the board', EN, async ({ page }) => {
  await signIn(page);
  const made = await deal(page, 'Left behind');
  await visit(page, '/pipeline?q=Left%20behind');
  await page.locator(`#card-${made.id} .board-handle`).first().click();
  await page.locator('#move-to[open] .move-choice').nth(1).click();
  const undo = page.locator('.toast', { hasText: 'Left behind' }).getByRole('button', { name: 'Undo' });
  await undo.waitFor();
  await page.locator('#deal-search').fill('something else');
  await page.waitForURL(/something/);
  await undo.click();
  await until(async () => (await read(page, made)).stage_id === made.stage_id);
  await page.locator('.toast', { hasText: 'is back in' }).waitFor();
});

test('a refused move that comes back late finds another page', EN, async ({ page, allowNoise }) => {
  allowNoise(/503/);
  await signIn(page);
  const made = await deal(page, 'Slow no');
  await visit(page, '/pipeline?q=Slow%20no');
  await page.route('**/call/opportunities.move_stage', async (route) => {
    await new Promise((done) => setTimeout(done, 1_200));
    await route.fulfill({
      status: 503,
      contentType: 'application/json',
      body: JSON.stringify({ kind: 'Unavailable', issues: [], reference: null, current: null }),
    });
  });
  await page.locator(`#card-${made.id} .board-handle`).first().click();
  await page.locator('#move-to[open] .move-choice').nth(1).click();
  await page.getByRole('navigation').getByRole('link', { name: 'Accounts' }).first().click();
  await page.waitForURL('**/accounts');
  await page.locator('.toast-danger', { hasText: 'Slow no' }).waitFor({ timeout: 6_000 });
  await page.keyboard.press('Control+k');
  await page.locator('dialog[open]').waitFor();
});
