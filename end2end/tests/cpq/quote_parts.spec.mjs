// What quotes are put together from: a template, sections, clauses that are required by a rule, and what the
// customer sees of them.
import { randomUUID } from 'node:crypto';
import { assert, ask, axe, bigTargets, listed, noSideways, signIn, test, visit, DESK, PHONE } from '../../harness.mjs';

const EN = { locale: 'en-US', viewport: DESK };

const saved = (page) => page.locator('[data-save="saved"]').waitFor({ timeout: 15_000 });
const cell = (page, column, n) => page.locator('.quote-row').nth(n).locator(`[id^="cell-${column}-"]`);
const subtotals = (page) => page.locator('[data-subtotal] [data-amount]').allInnerTexts();
const titles = (page) => page.locator('.quote-section-title').evaluateAll((all) => all.map((one) => one.value));

test('a quote starts from a template, is rearranged by keyboard and reaches the customer whole', EN, async ({ page }) => {
  await signIn(page, 'rep');
  await visit(page, '/quotes?new=1');
  await page.locator('#new-quote-template').selectOption({ label: 'Cold chain starter' });
  await page.locator('#new-quote-name').fill('From a template');
  await page.locator('#new-quote-account').click();
  await page.locator('#new-quote-account-list [role="option"]').first().click();
  await page.locator('#new-quote button[type="submit"]').click();
  await page.waitForURL(/\/quotes\/[0-9a-f-]{36}$/);
  await page.locator('.toast', { hasText: 'no longer sold' }).waitFor();
  const id = page.url().split('/').pop();
  const made = await ask(page, 'quotes.get', { id });
  assert.equal(await page.locator('.quote-row').count(), made.draft.lines.length);
  assert.deepEqual(await titles(page), ['Equipment', 'Services', 'Subscriptions']);
  assert.ok(made.draft.lines.every((line) => line.price.manual_price === null));

  // The clause the subscriptions ask for came by itself and says why.
  const clause = page.locator('.quote-clause', { hasText: 'Processing of personal data' });
  await clause.locator('.badge', { hasText: 'Required' }).waitFor();
  await clause.locator('code', { hasText: 'families contains' }).waitFor();
  assert.equal(await clause.getByRole('button', { name: /Remove/ }).count(), 0);

  // The last line of the equipment goes over the edge into the services, by keyboard.
  const equipment = made.draft.lines.filter((line) => line.section === made.draft.sections[0].id);
  const last = equipment.length - 1;
  const before = await subtotals(page);
  await cell(page, 1, last).focus();
  const focused = await cell(page, 1, last).getAttribute('id');
  await page.keyboard.press('Alt+ArrowDown');
  await page.waitForFunction((id) => document.activeElement?.id === id, focused);
  const after = await subtotals(page);
  assert.notEqual(after[0], before[0]);
  assert.notEqual(after[1], before[1]);
  assert.equal(after[2], before[2]);
  await saved(page);
  const moved = await ask(page, 'quotes.get', { id });
  const line = moved.draft.lines.find((one) => one.id === equipment[last].id);
  assert.equal(line.section, made.draft.sections[1].id);
  assert.equal(moved.figures.net_minor, made.figures.net_minor);

  // And back, by dragging it onto the head of its section.
  const grip = await page.locator('.quote-row').nth(last).locator('.quote-grip').boundingBox();
  const head = await page.locator('.quote-section').first().boundingBox();
  await page.mouse.move(grip.x + grip.width / 2, grip.y + grip.height / 2);
  await page.mouse.down();
  await page.mouse.move(head.x + 60, head.y + head.height / 2, { steps: 6 });
  await page.mouse.up();
  await page.waitForFunction((was) => document.querySelector('[data-subtotal] [data-amount]').textContent === was, before[0]);

  // What the amount asks for comes while it is typed.
  await cell(page, 1, 1).click();
  await page.keyboard.type('400');
  const instalments = page.locator('.quote-clause', { hasText: 'Payment by instalments' });
  await instalments.locator('code', { hasText: 'net >= 50000' }).waitFor();
  await instalments.getByRole('button', { name: /Reword/ }).click();
  await instalments.locator('textarea').fill('Half with the order, half with delivery.');
  await instalments.locator('.badge', { hasText: 'Reworded' }).waitFor();
  await saved(page);
  for (const size of [DESK, PHONE]) {
    await page.setViewportSize(size);
    await axe(page, `a quote with its parts at ${size.width}`);
    await noSideways(page, `a quote with its parts at ${size.width}`);
    await bigTargets(page, `a quote with its parts at ${size.width}`);
  }
  await page.setViewportSize(DESK);

  await page.locator('.page-header').getByRole('button', { name: 'Mark as sent' }).click();
  await page.locator('.quote-line .badge', { hasText: 'Sent' }).waitFor();
  await page.locator('#deal-room-recipient').fill('Camille Roux');
  await page.locator('#deal-room-recipient').press('Enter');
  const address = await page.locator('#deal-room-address').inputValue();
  const context = await page.context().browser().newContext({ locale: 'en-US', timezoneId: 'Europe/Paris' });
  const theirs = await context.newPage();
  await theirs.goto(address);
  const sections = await theirs.locator('#lines .room-section').allInnerTexts();
  assert.deepEqual(sections, ['Equipment', 'Services', 'Subscriptions']);
  assert.equal(await theirs.locator('.room-subtotal').count(), 3);
  await theirs.locator('.room-clauses', { hasText: 'Half with the order' }).waitFor();
  await theirs.locator('.room-clauses', { hasText: 'Processing of personal data' }).waitFor();
  const file = await theirs.request.get(`${address}/document`);
  assert.equal(file.headers()['content-type'], 'application/pdf');
  await axe(theirs, 'the room of a quote with its parts');
  await context.close();
});

test('a quote is kept as a template, renamed, deleted and brought back', EN, async ({ page }) => {
  await signIn(page, 'rep');
  const [account] = await ask(page, 'accounts.suggest', { text: '', limit: 1 });
  const [{ id: template_id }] = await ask(page, 'templates.list', {});
  const id = randomUUID();
  await ask(page, 'quotes.create', { id, opportunity_id: null, account_id: account.id, price_book_id: null, title: 'To be repeated', language: 'en', template_id });
  await visit(page, `/quotes/${id}`);
  await page.locator('.page-header').getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Save as template' }).click();
  await page.locator('#template-save[open] #template-name').fill('Worth repeating');
  assert.equal(await page.locator('#template-sharing option[value="company"]').count(), 0, 'only who leads shares with all');
  await page.locator('#template-save button[type="submit"]').click();
  await page.locator('.toast', { hasText: 'Worth repeating' }).waitFor();

  await visit(page, '/quotes');
  await page.locator('#templates-open').click();
  const own = (name) => page.locator('[data-template]', { hasText: name });
  await own('Worth repeating').locator('[id^="template-name-"]').first().click();
  await page.keyboard.press('Control+a');
  await page.keyboard.type('Worth it');
  await page.keyboard.press('Enter');
  await own('Worth it').getByRole('button', { name: /Delete/ }).waitFor();
  await axe(page, 'the templates');
  await own('Worth it').getByRole('button', { name: /Delete/ }).click();
  // The message is reached within the dialog.
  await page.locator('.toast', { hasText: 'deleted' }).getByRole('button', { name: 'Undo' }).click();
  await own('Worth it').waitFor();
  const left = (await ask(page, 'templates.list', {})).find((one) => one.name === 'Worth it');
  await ask(page, 'templates.delete', { id: left.id, version: left.version });
});

test('an administrator writes a clause; quotes keep theirs and are offered the newer text', EN, async ({ page }) => {
  await signIn(page, 'admin');
  await visit(page, '/admin/clauses');
  await page.getByRole('button', { name: 'New clause' }).click();
  const form = page.locator('#clause-form[open]');
  await form.locator('#clause-title-en').fill('Night work');
  await form.locator('#clause-text-en').fill('At night it costs more.');
  await form.locator('#clause-condition').fill('margin < 10');
  await form.locator('#clause-condition-error', { hasText: 'costs' }).waitFor();
  await form.locator('#clause-condition').fill('');
  await axe(page, 'the form of a clause');
  await form.locator('button[type="submit"]').click();
  const own = page.locator('[data-clause]', { hasText: 'Night work' });
  await own.waitFor();

  const [quote] = await listed(page, 'quotes', { filter: 'state.is(draft)', limit: 1 });
  await visit(page, `/quotes/${quote.id}`);
  await page.locator('#clause-choice').selectOption({ label: 'Other – Night work' });
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  const held = page.locator('.quote-clause', { hasText: 'Night work' });
  await held.waitFor();
  await saved(page);
  const clause = (await ask(page, 'clauses.list', {})).find((one) => one.draft.title.en === 'Night work');
  const draft = { ...clause.draft, text: { en: 'At night it costs twice as much.', fr: '' } };
  const [newer] = (await ask(page, 'clauses.save', { id: clause.id, version: clause.version, draft })).filter((one) => one.id === clause.id);
  assert.equal(newer.number, 2);
  await held.getByRole('button', { name: 'Take the newer text' }).click();
  await held.locator('.clause-text', { hasText: 'twice as much' }).waitFor();
  await held.getByRole('button', { name: /Remove/ }).click();
  await saved(page);
  await ask(page, 'clauses.delete', { id: clause.id, version: newer.version });
});
