// Dialogs: what they read is waited for in the dialog, and a person begins where there is something to type.
import { assert, signIn, test, visit } from '../../../harness.mjs';

const EN = { locale: 'en-US' };
const focused = (page, id) => page.waitForFunction((id) => document.activeElement?.id === id, id);

test('a dialog that reads the colleagues stays modal, and the page behind it stays where it is', EN, async ({ page }) => {
  await signIn(page);
  await visit(page, '/tasks');
  // The answer is late enough to be waited for.
  await page.route('**/call/session.people', async (route) => {
    await new Promise((done) => setTimeout(done, 200));
    await route.continue();
  });
  await page.evaluate(() => {
    window.gone = 0;
    new MutationObserver((changes) => {
      for (const { removedNodes } of changes) window.gone += [...removedNodes].filter((node) => node.querySelector?.('#task-dialog')).length;
    }).observe(document.body, { subtree: true, childList: true });
  });
  await page.getByRole('button', { name: 'New task' }).first().click();
  const dialog = page.locator('#task-dialog[open]');
  await page.waitForResponse('**/call/session.people');
  await dialog.locator('select option').nth(3).waitFor({ state: 'attached' });
  assert.equal(await dialog.evaluate((element) => element.matches(':modal')), true);
  assert.equal(await page.evaluate(() => window.gone), 0, 'nothing was taken away');
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
});

test('a form in a dialog begins at its first field and goes on at its first finding', EN, async ({ page }) => {
  await signIn(page);
  await visit(page, '/pipeline');
  await page.locator('.page-actions').getByRole('button', { name: 'New opportunity' }).click();
  const form = page.locator('#new-opportunity[open] form');
  const first = await form.locator('input').first().getAttribute('id');
  await focused(page, first);
  await form.locator('button[type=submit]').focus();
  await page.keyboard.press('Enter');
  await form.locator(`#${first}[aria-invalid=true]`).waitFor();
  await focused(page, first);
});
