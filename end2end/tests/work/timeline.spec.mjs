// The timeline of a record: a line logs a call, and every page it concerns shows it.
import { axe, recordLink, signIn, test, visit } from '../../harness.mjs';
import { deal } from '../deals/support.mjs';

/** The texts below are English. */
const EN = { locale: 'en-US' };

const entry = (page, words) => page.locator('.record-timeline li', { hasText: words });

/** The line of the quick log. */
const log = async (page, line) => {
  await page.locator('form.quick-log input').first().fill(line);
  await page.keyboard.press('Enter');
};

test('a call is logged with one line, changed, deleted by mistake and back', EN, async ({ page }) => {
  await signIn(page, 'rep');
  await visit(page, '/accounts');
  await visit(page, await recordLink(page, '/accounts'));
  await page.locator('form.quick-log input').first().fill('call 15 min left voicemail about the renewal');
  await page.locator('form.quick-log', { hasText: '15' }).waitFor();
  await page.keyboard.press('Enter');
  const item = entry(page, 'renewal').first();
  await item.waitFor();
  await axe(page, 'an account with a call');
  await item.getByRole('button', { name: /^Edit/ }).click();
  await page.locator('#activity-subject').fill('About the extension');
  await page.locator('#activity-dialog').getByRole('button', { name: 'Save' }).click();
  const changed = entry(page, 'About the extension').first();
  await changed.waitFor();
  await changed.getByRole('button', { name: /^Delete/ }).click();
  await entry(page, 'About the extension').first().waitFor({ state: 'detached' });
  const undo = page.locator('.toast').getByRole('button', { name: 'Undo' });
  await undo.waitFor();
  // The page may be left before: the message stays and works.
  const account = new URL(page.url()).pathname;
  await page.locator('nav a[href="/tasks"]').first().click();
  await page.waitForURL(/\/tasks/);
  await undo.click();
  await undo.waitFor({ state: 'detached' });
  await visit(page, account);
  await entry(page, 'About the extension').first().waitFor();
});

test('a call logged on a deal appears on the open page of its account', EN, async ({ page, context }) => {
  await signIn(page, 'rep');
  await visit(page, '/tasks');
  const made = await deal(page, 'Heard on the account');
  await visit(page, `/accounts/${made.account.id}`);
  await page.locator('form.quick-log').waitFor();
  const other = await context.newPage();
  await visit(other, `/opportunities/${made.id}`);
  await log(other, 'call about Zanzibar');
  await entry(other, 'Zanzibar').first().waitFor();
  await entry(page, 'Zanzibar').first().waitFor({ timeout: 5_000 });
});
