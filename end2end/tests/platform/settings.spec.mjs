// One's own settings: appearance at once and for good, password, signed-in browsers.
import { assert, ask, signIn, test, visit } from '../../harness.mjs';

test('a theme shows at once and is there after a reload', async ({ page }) => {
  await signIn(page);
  await visit(page, '/settings');
  await page.locator('label:has(input[name="theme"][value="dark"])').click();
  await page.waitForSelector('html[data-theme="dark"]');
  await page.waitForFunction(() => performance.getEntriesByName(new URL('/call/profile.set_preference', location.href).href).length > 0);
  await visit(page, '/settings');
  assert.equal(await page.locator('html').getAttribute('data-theme'), 'dark');
});

test('a wrong current password is named beside its field', async ({ page, allowNoise }) => {
  // The browser reports the refusal (422) of the call.
  allowNoise(/422/);
  await signIn(page);
  await visit(page, '/settings');
  await page.locator('#current-password').fill('not my password');
  await page.locator('#new-password').fill('a new long password');
  await page.locator('#repeat-password').fill('a new long password');
  await page.locator('form:has(#new-password) button[type="submit"]').click();
  const error = page.locator('#current-password-error');
  await error.waitFor({ state: 'visible' });
  assert.ok((await error.textContent()).trim().length > 0);
  assert.equal(await page.locator('#current-password').getAttribute('aria-invalid'), 'true');
});

test('this browser is in the list and cannot sign itself out there', async ({ page }) => {
  await signIn(page);
  await visit(page, '/settings');
  const { sessions } = await ask(page, 'profile.get');
  assert.equal(await page.locator('.browser').count(), sessions.length);
  assert.equal(await page.locator('.browser .badge-success').count(), 1);
});
