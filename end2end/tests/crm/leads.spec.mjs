// Leads: the list with its tabs and the queue, the record page with its path, what was said, and the
// conversion into an account, a contact and a deal.
import { BOTH, ask, assert, axe, recordLink, signIn, test, visit } from '../../harness.mjs';

/** The texts below are English. */
const EN = { locale: 'en-US' };

/** A second person's page on the same server. */
async function another(page, login) {
  const context = await page.context().browser().newContext({ locale: 'en-US', timezoneId: 'Europe/Paris' });
  context.server = page.context().server;
  const other = await context.newPage();
  await signIn(other, login);
  return other;
}

/** Makes a lead and ends on its page. */
async function create(page, { first = 'Zoé', last, company, email = '', queue = false }) {
  await visit(page, '/leads?new=1');
  await page.locator('#new-lead-first').fill(first);
  await page.locator('#new-lead-last').fill(last);
  await page.locator('#new-lead-company').fill(company);
  if (email) await page.locator('#new-lead-email').fill(email);
  if (queue) await page.locator('#new-lead-queue').check();
  await page.locator('form').getByRole('button', { name: 'Create', exact: true }).click();
  await page.waitForURL(/\/leads\/[0-9a-f-]{36}$/);
  await page.getByRole('heading', { level: 1, name: `${first} ${last}` }).waitFor();
}

const current = (page) => page.locator('.path [aria-current="step"] .step-name');

test('the list is narrowed by view, filter and search, in its address', { ...EN, browsers: BOTH }, async ({ page }) => {
  await signIn(page, 'manager');
  await visit(page, '/leads');
  const words = async (label) => new Set(await page.locator(`#leads td[data-label="${label}"]`).allInnerTexts());
  const open = await words('Status');
  assert.ok(open.has('New') && !open.has('Converted') && !open.has('Disqualified'), [...open].join());
  const views = page.locator('.list-views');
  await views.getByRole('link', { name: 'Converted' }).click();
  await page.waitForURL((url) => url.searchParams.get('view') === 'converted');
  await page.waitForFunction(() => document.querySelector('#leads td[data-label="Status"]')?.innerText === 'Converted');
  await visit(page, '/leads?f=and(rating.is(hot),lead_source.is(web))&cols=name,rating,lead_source');
  assert.deepEqual([...(await words('Rating'))], ['Hot']);
  assert.deepEqual([...(await words('Source'))], ['Web form']);
  await visit(page, '/leads?view=late');
  assert.ok([...(await words('First answer'))].every((text) => text.endsWith('overdue')));
  await visit(page, '/leads?whose=queue');
  assert.ok((await page.getByRole('button', { name: 'Take', exact: true }).count()) > 3);
  await page.locator('#lead-search').fill('nobody-is-called-so');
  await page.getByText('Nothing found').waitFor();
  await axe(page);
});

test('many leads are given to a colleague at once, and go back to the queue', EN, async ({ page }) => {
  await signIn(page, 'manager');
  await visit(page, '/leads?view=queue');
  const rows = page.locator('#leads tbody tr');
  const before = await rows.count();
  for (const at of [0, 1]) await rows.nth(at).locator('.check-box').check();
  await page.getByRole('button', { name: 'Assign' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.locator('select option').nth(1).waitFor({ state: 'attached' });
  await dialog.locator('select').selectOption({ index: 1 });
  await dialog.getByRole('button', { name: 'Apply' }).click();
  await page.waitForFunction((n) => document.querySelectorAll('#leads tbody tr').length === n, before - 2);
  await page.locator('.toast').getByRole('button', { name: 'Undo' }).click();
  await page.waitForFunction((n) => document.querySelectorAll('#leads tbody tr').length === n, before);
});

test('who takes a lead from the queue has it, and others see it go', EN, async ({ page }) => {
  await signIn(page, 'rep');
  const boss = await another(page, 'manager');
  await visit(boss, '/leads?whose=queue');
  await visit(page, '/leads?whose=queue');
  const name = await page.locator('#leads .row-anchor').first().textContent();
  const link = await recordLink(page, '/leads');
  const before = await boss.locator('#leads tbody tr').count();
  await page.getByRole('button', { name: 'Take', exact: true }).first().click();
  await page.getByText(`${name} is yours now.`).waitFor();
  await boss.waitForFunction((n) => document.querySelectorAll('#leads tbody tr').length < n, before, { timeout: 5000 });
  await visit(page, link);
  await page.getByText('Taken from the queue').waitFor();
  await boss.context().close();
});

test('a call stops the clock and makes the lead a contacted one', EN, async ({ page }) => {
  await signIn(page, 'rep');
  await create(page, { last: 'Clocked', company: 'Clockworks' });
  await page.locator('.lead-clock').getByText(/left$/).first().waitFor();
  assert.equal(await current(page).textContent(), 'New');
  await page.locator('#lead-touch-body').fill('Asked for prices');
  await page.locator('#lead-log').getByRole('button', { name: 'Log', exact: true }).click();
  await page.locator('.lead-clock').getByText(/^answered in/).first().waitFor();
  assert.equal(await current(page).textContent(), 'Contacted');
  await page.locator('#history').getByText('Asked for prices').waitFor();
});

test('a lead is disqualified with a reason and recycled', EN, async ({ page }) => {
  await signIn(page, 'rep');
  await create(page, { last: 'Refused', company: 'Refusal' });
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Disqualify' }).click();
  await page.getByRole('button', { name: 'Apply' }).click();
  await page.locator('#lead-reason-error').getByText('Required').waitFor();
  await page.locator('#lead-reason').selectOption({ label: 'No budget' });
  await axe(page);
  await page.getByRole('button', { name: 'Apply' }).click();
  await page.getByText('Disqualified: No budget').waitFor();
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Recycle' }).click();
  await page.getByRole('button', { name: 'Apply' }).click();
  await page.locator('.path [aria-current="step"]').getByText('Recycled').waitFor();
});

test('a lead becomes an account, a contact and a deal', { ...EN, browsers: BOTH }, async ({ page }) => {
  // Both browsers share a server: what the first one made is there for the second.
  const company = `Becoming ${page.context().browser().browserType().name()}`;
  await signIn(page, 'rep');
  await create(page, { last: 'Becoming', company });
  await page.getByRole('button', { name: 'Convert', exact: true }).first().click();
  await page.locator('#convert-account').waitFor();
  await page.getByText(`The account ${company} is created.`).waitFor();
  await axe(page);
  await page.locator('#convert-amount').fill('12,500');
  await page.locator('form').getByRole('button', { name: 'Convert', exact: true }).click();
  await page.getByText(/^Converted on/).waitFor();
  assert.equal(await current(page).textContent(), 'Converted');
  await page.locator('.lead-became').getByRole('link', { name: company }).first().click();
  await page.waitForURL(/\/accounts\//);
  await page.locator('#deals').getByText('€12,500.00').waitFor();
  await page.locator('#contacts').getByRole('link', { name: 'Zoé Becoming' }).waitFor();
});

test('a conversion proposes what is there already', EN, async ({ page }) => {
  await signIn(page, 'rep');
  const { page: contacts } = { page: await ask(page, 'contacts.list', { query: { search: '', owner: null, account: null, sort: 'Name', descending: false }, after: null, limit: 50 }) };
  const known = contacts.rows.find((row) => row.email && row.account);
  await create(page, { last: 'Again', company: known.account.name, email: known.email });
  await page.getByRole('button', { name: 'Convert', exact: true }).first().click();
  // Everybody's further accounts are offered, too.
  await page.locator('#convert-account option', { hasText: 'same e-mail' }).first().waitFor({ state: 'attached' });
  await page.getByText(`${known.name} stays the contact.`).waitFor();
});

test('facts are edited in place and a deleted lead comes back', EN, async ({ page }) => {
  await signIn(page, 'rep');
  await create(page, { last: 'Edited', company: 'Before' });
  await page.locator('#lead-company .inline-read').click();
  await page.locator('#lead-company input').fill('After');
  await page.keyboard.press('Enter');
  await page.locator('#lead-company .inline-text').getByText('After').waitFor();
  await page.reload();
  await page.locator('#lead-company .inline-text').getByText('After').waitFor();
  await page.getByRole('button', { name: 'More actions' }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await page.waitForURL(/\/leads$/);
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('heading', { level: 1, name: 'Zoé Edited' }).waitFor();
});

test('the palette finds a lead', EN, async ({ page }) => {
  await signIn(page, 'rep');
  await create(page, { last: 'Findable', company: 'Palette' });
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').fill('findable');
  await page.getByRole('option', { name: /Zoé Findable/ }).click();
  await page.waitForURL(/\/leads\//);
});

test('finance reads and cannot change', EN, async ({ page }) => {
  await signIn(page, 'finance');
  await visit(page, '/leads');
  assert.equal(await page.getByRole('button', { name: 'New lead' }).count(), 0);
  assert.equal(await page.getByRole('button', { name: 'Take', exact: true }).count(), 0);
  await page.locator('#leads .row-anchor').first().click();
  await page.waitForURL(/\/leads\/[0-9a-f-]{36}$/);
  await page.locator('#lead-facts').waitFor();
  assert.equal(await page.getByRole('button', { name: 'Convert', exact: true }).count(), 0);
  assert.equal(await page.locator('#lead-log').count(), 0);
});

test('a call to a lead is logged by two keys', EN, async ({ page }) => {
  await signIn(page, 'rep');
  await create(page, { last: 'Rung', company: 'Bells' });
  await page.locator('#lead-log').getByText('Note', { exact: true }).click();
  await page.locator('main h1').click();
  await page.keyboard.press('l');
  await page.waitForFunction(() => document.activeElement?.id === 'lead-touch-body');
  const answered = page.waitForResponse((answer) => answer.url().includes('leads.log'));
  await page.keyboard.press('Enter');
  const answer = await answered;
  assert.equal(answer.status(), 200);
  assert.equal(answer.request().postDataJSON().request.kind.toLowerCase(), 'call');
  await page.locator('.lead-clock').getByText(/^answered in/).first().waitFor();
  // With words, Enter is a new line of them.
  await page.keyboard.press('Escape');
  await page.locator('#lead-touch-body').fill('One');
  await page.locator('#lead-touch-body').press('Enter');
  assert.equal(await page.locator('#lead-touch-body').inputValue(), 'One\n');
});
