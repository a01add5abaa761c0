// A won deal: its name and amount in a message, and a little confetti for those who want some.
import { assert, axe, signIn, test, visit } from '../../harness.mjs';
import { call, deal, pipeline } from './support.mjs';

const EN = { locale: 'en-US' };
const confetti = (page) => page.locator('.confetti');
const message = (page, { name }) => page.locator('.toast', { hasText: name });

/** Presses "Won" on the deal's page and answers whatever the gate asks. */
async function win(page, made) {
  await visit(page, `/opportunities/${made.id}`);
  await page.locator('.page-actions').getByRole('button', { name: 'Won' }).click();
  const gate = page.locator('#gate[open]');
  await gate.or(message(page, made)).first().waitFor();
  if (await gate.count()) {
    for (const select of await gate.locator('select').all()) await select.selectOption({ index: 1 });
    const next = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10);
    for (const [box, text] of [['#gate-next-step', 'Sign'], ['#gate-next-step-on', next], ['#gate-exception', 'Agreed by telephone']]) {
      if (await page.locator(box).count()) await page.locator(box).fill(text);
    }
    await gate.locator('button[type=submit]').click();
  }
  await message(page, made).waitFor();
  assert.match(await message(page, made).innerText(), /Deal won · .+ · €12,345/);
}

/** Saves whether the person signed in wishes to be told of won deals. */
async function wish(page, on) {
  await visit(page, '/settings#settings-notifications');
  const saved = page.waitForResponse((answer) => answer.url().endsWith('/call/notifications.save_wishes') && answer.ok());
  await page.locator('#notify-won').setChecked(on);
  await saved;
}

test('confetti falls for one’s own won deal and goes', EN, async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  await signIn(page, 'manager');
  await visit(page, '/');
  const made = await deal(page, 'Won with confetti');
  const fell = confetti(page).waitFor({ state: 'attached' });
  await win(page, made);
  await fell;
  assert.equal(await confetti(page).getAttribute('aria-hidden'), 'true');
  await confetti(page).waitFor({ state: 'detached', timeout: 3_000 });
  await message(page, made).getByRole('button', { name: 'Undo' }).waitFor();
});

test('with less motion asked for, the message alone says it', EN, async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await signIn(page, 'manager');
  await visit(page, '/');
  const asked = page.waitForResponse((answer) => answer.url().endsWith('/call/notifications.wishes'));
  await win(page, await deal(page, 'Won at rest'));
  await asked;
  await page.waitForTimeout(300);
  assert.equal(await confetti(page).count(), 0);
  await axe(page, 'a won deal');
});

test('whoever does not wish to hear of won deals sees no confetti', EN, async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  await signIn(page, 'manager');
  await wish(page, false);
  const made = await deal(page, 'Won in silence');
  const asked = page.waitForResponse((answer) => answer.url().endsWith('/call/notifications.wishes'));
  await win(page, made);
  await asked;
  await page.waitForTimeout(300);
  assert.equal(await confetti(page).count(), 0);
  await wish(page, true);
});

test('what a colleague wins for one is celebrated where one is, and takes no focus', EN, async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  await signIn(page, 'rep');
  await visit(page, '/tasks');
  const made = await deal(page, 'Won by the manager');
  const context = await page.context().browser().newContext({ locale: 'en-US', timezoneId: 'Europe/Paris' });
  context.server = page.context().server;
  const manager = await context.newPage();
  await signIn(manager, 'manager');
  const { stages } = await pipeline(manager);
  const { id: to } = stages.find(({ state }) => /won/i.test(state));
  const search = page.locator('.search-button');
  await search.focus();
  const fell = confetti(page).waitFor({ state: 'attached', timeout: 10_000 });
  await call(manager, 'opportunities.move_stage', {
    id: made.id,
    version: made.version,
    to,
    fill: [],
    request: { loss_reason: null, loss_note: '', closed_on: null, exception: { reason: 'Agreed by telephone' } },
  });
  await fell;
  await message(page, made).waitFor();
  assert.match(await message(page, made).innerText(), /won a deal · Won by the manager · €12,345/);
  assert.ok(await search.evaluate((button) => button === document.activeElement));
  await confetti(page).waitFor({ state: 'detached', timeout: 3_000 });
  await context.close();
});
