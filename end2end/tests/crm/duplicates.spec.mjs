// Duplicates: a warning while one types, pairs with their reasons, a merge with a choice per field,
// and the way back.
import { PHONE, ask, assert, axe, forEachView, noSideways, signIn, test, visit } from '../../harness.mjs';

/** The texts below are English. */
const EN = { locale: 'en-US' };

/** Makes an account; its address. */
async function account(page, name, website, city) {
  await visit(page, '/accounts?new=1');
  await page.locator('#new-account-name').fill(name);
  await page.locator('#new-account-website').fill(website);
  await page.locator('#new-account-city').fill(city);
  await page.locator('form').getByRole('button', { name: 'Create', exact: true }).click();
  await page.waitForURL(/\/accounts\/[0-9a-f-]{36}$/);
  return new URL(page.url()).pathname;
}

test('a new contact shows who may be there already', EN, async ({ page }) => {
  await signIn(page, 'rep');
  const known = (await ask(page, 'contacts.list', { query: { search: '', owner: null, account: null, sort: 'Name', descending: false }, after: null, limit: 20 })).rows.find((row) => row.email);
  await visit(page, '/contacts?new=1');
  await page.locator('#new-contact-last').fill(known.name.split(' ').at(-1));
  await page.locator('#new-contact-first').fill(known.name.split(' ')[0]);
  await page.locator('#new-contact-email').fill(known.email.toUpperCase());
  await page.locator('.crm-similar').getByText('same e-mail').first().waitFor();
  await page.locator('.crm-similar').getByRole('link', { name: known.name }).first().waitFor();
  await axe(page);
});

test('two accounts are merged field by field and taken apart again', EN, async ({ page }) => {
  await signIn(page, 'rep');
  const one = await account(page, 'Quixotic Sensors SAS', 'quixotic.example', 'Lyon');
  await account(page, 'QUIXOTIC SENSORS', 'www.quixotic.example', 'Paris');
  await visit(page, '/duplicates');
  const pair = page.locator('.duplicate-pair', { hasText: 'Quixotic Sensors SAS' });
  await pair.getByText('same domain').waitFor();
  await pair.getByRole('button', { name: 'Merge…' }).click();
  // Of two of which nothing else is known the older one stays, and its name.
  const name = page.locator('.duplicate-choice:has(input[name="merge-name"]:checked)');
  assert.equal((await name.textContent()).trim(), 'Quixotic Sensors SAS');
  assert.match(await page.locator('#merge-kept option:checked').textContent(), /^Quixotic Sensors SAS/);
  await page.locator('#merge-city-one').check();
  await page.locator('#merge-kept').selectOption('one');
  await axe(page);
  await page.getByRole('button', { name: 'Merge', exact: true }).click();
  await pair.waitFor({ state: 'detached' });
  await page.locator('#merges').getByText('Quixotic').first().waitFor();
  await page.locator('#merges').getByRole('button', { name: 'Take apart' }).first().click();
  await page.locator('#merges').getByText('Undone').waitFor();
  await pair.waitFor();
  await visit(page, one);
  await page.locator('#duplicates').getByRole('link', { name: 'QUIXOTIC SENSORS' }).waitFor();
  await visit(page, '/duplicates');
  await pair.getByRole('button', { name: 'Not the same' }).click();
  await pair.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Undo' }).click();
  await pair.waitFor();
});

test('the sample company has leads that came twice', EN, async ({ page }) => {
  await signIn(page, 'manager');
  await visit(page, '/duplicates?kind=lead');
  await page.locator('.duplicate-pair').first().waitFor();
});

test('the page in both languages and themes, on the desk and the phone', async ({ page }) => {
  await signIn(page, 'manager');
  await forEachView(page, '/duplicates?kind=lead', async ({ name, size }) => {
    await axe(page, name);
    if (size.width === PHONE.width) await noSideways(page, name);
  });
});

test('the public form needs no session and no program', EN, async ({ page }) => {
  const { url } = page.context().server;
  await page.goto(`${url}/web/lead-form?lang=en`);
  assert.equal(await page.locator('script').count(), 0);
  await axe(page);
  await page.locator('#last_name').fill('Formsent');
  await page.locator('#email').fill('zoe@formsent.example');
  await page.locator('#interest').fill('Forty probes');
  await page.locator('#consent').check();
  await page.waitForTimeout(3200);
  await page.getByRole('button', { name: 'Send' }).click();
  await page.waitForURL(/\/web\/thanks\?lang=en$/);
  await page.getByRole('heading', { level: 1, name: 'Thank you' }).waitFor();
  await axe(page);
  await signIn(page, 'rep');
  await visit(page, '/leads?whose=queue');
  await page.getByRole('link', { name: 'Formsent' }).click();
  await page.locator('#lead-consent').getByText(/I agree that my details/).waitFor();
  await page.locator('#history').getByText('Received through the web form').waitFor();
});
