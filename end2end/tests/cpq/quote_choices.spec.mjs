// What a line of a quote can be and what the customer may change: alternatives, quantities within limits, and
// rows pasted from a spreadsheet.
import { randomUUID } from 'node:crypto';
import { assert, ask, axe, bigTargets, noSideways, signIn, test, visit, DESK, PHONE } from '../../harness.mjs';

const EN = { locale: 'en-US', viewport: DESK };

/** A free line without tax. */
const line = (description, price) => ({
  id: randomUUID(),
  product_id: null,
  description,
  unit: 'unit',
  price: {
    charge: 'one_time',
    quantity: 20_000,
    list_price: price,
    manual_price: null,
    tier_mode: 'none',
    tiers: [],
    floor: null,
    cost: null,
    discount: 0,
    tax: { category: 'E', rate: 0 },
    optional: false,
  },
});

/** A draft with two of each of these lines, as the signed-in person. */
async function quote(page, lines) {
  const [account] = await ask(page, 'accounts.suggest', { text: '', limit: 1 });
  const id = randomUUID();
  const made = await ask(page, 'quotes.create', { id, opportunity_id: null, account_id: account.id, price_book_id: null, title: 'Offer to choose from', language: 'en' });
  const net = lines.reduce((sum, one) => sum + (one.price.list_price * 2) / 100, 0);
  const figures = { net_minor: net, tax_minor: 0, gross_minor: net, one_time_minor: net, monthly_minor: 0 };
  return ask(page, 'quotes.save', { id, version: made.version, draft: { ...made.draft, lines }, figures });
}

const saved = (page) => page.locator('[data-save="saved"]').waitFor({ timeout: 15_000 });
const row = (page, n) => page.locator('.quote-row').nth(n);
const cell = (page, column, n) => row(page, n).locator(`[id^="cell-${column}-"]`);
const names = (page) => page.locator('.quote-row .quote-name').evaluateAll((all) => all.map((one) => one.value));

/** Pastes a text where the focus is, as the browser would. */
const paste = (page, text) => page.evaluate((text) => {
  const data = new DataTransfer();
  data.setData('text/plain', text);
  document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
}, text);

test('alternatives and a quantity are offered, chosen by the customer, signed and seen by the seller', EN, async ({ page }) => {
  await signIn(page);
  const view = await quote(page, [line('The large machine', 1_000_000), line('The small machine', 600_000), line('Spare parts', 100_000)]);
  await visit(page, `/quotes/${view.id}`);
  // The second becomes an alternative to the first, by keyboard; the total leaves it out.
  await cell(page, 1, 1).focus();
  await page.keyboard.press('Alt+a');
  await row(page, 1).locator('[data-alternative]', { hasText: 'Alternative to “The large machine”' }).waitFor();
  await page.locator('[data-total="gross"]', { hasText: '220.00' }).waitFor();
  // The other one is proposed, and the first again.
  await cell(page, 6, 1).check();
  await page.locator('[data-total="gross"]', { hasText: '140.00' }).waitFor();
  await cell(page, 6, 0).check();
  await page.locator('[data-total="gross"]', { hasText: '220.00' }).waitFor();
  // How many spare parts there are is the customer's to say.
  await cell(page, 7, 2).click();
  const panel = page.locator('#line-details[open]');
  await panel.locator('#line-limits').check();
  await panel.locator('#line-limits-to').fill('9');
  await axe(page, 'the panel of a line');
  await page.keyboard.press('Escape');
  await row(page, 2).locator('[data-limits]', { hasText: '1 to 9' }).waitFor();
  await saved(page);
  for (const size of [DESK, PHONE]) {
    await page.setViewportSize(size);
    await axe(page, `a quote with choices at ${size.width}`);
    await noSideways(page, `a quote with choices at ${size.width}`);
    await bigTargets(page, `a quote with choices at ${size.width}`);
  }
  await page.setViewportSize(DESK);
  await page.locator('.page-header').getByRole('button', { name: 'Mark as sent' }).click();
  await page.locator('#deal-room-recipient').fill('Camille Roux');
  await page.locator('#deal-room-recipient').press('Enter');
  const address = await page.locator('#deal-room-address').inputValue();

  const context = await page.context().browser().newContext({ locale: 'en-US', timezoneId: 'Europe/Paris' });
  const theirs = await context.newPage();
  await theirs.goto(address);
  await theirs.locator('.room-gross', { hasText: '220.00' }).waitFor();
  for (const size of [DESK, PHONE]) {
    await theirs.setViewportSize(size);
    await axe(theirs, `a room with choices at ${size.width}`);
    await noSideways(theirs, `a room with choices at ${size.width}`);
    await bigTargets(theirs, `a room with choices at ${size.width}`);
  }
  await theirs.locator('.room-alternatives input').nth(1).check();
  await theirs.locator('.room-gross', { hasText: '140.00' }).waitFor();
  const many = () => theirs.locator('.room-quantity input');
  await many().fill('5');
  await many().press('Enter');
  await theirs.locator('.room-gross', { hasText: '170.00' }).waitFor();
  // More than is offered is refused beside the field, and cannot be signed.
  await many().fill('12');
  await many().press('Enter');
  await theirs.locator('.room-quantity [role=alert]', { hasText: 'from 1 to 9' }).waitFor();
  assert.equal(await many().inputValue(), '12');
  await theirs.locator('#signing input[name=name]').fill('Camille Roux');
  await theirs.locator('#signing input[name=consent]').check();
  await theirs.locator('#signing button[type=submit]').click();
  await theirs.locator('#signing .room-problem', { hasText: 'from 1 to 9' }).waitFor();
  assert.equal(await theirs.locator('.room-alternatives input').nth(1).isChecked(), true, 'what was chosen is still there');
  await many().fill('5');
  await many().press('Enter');
  await theirs.locator('.room-gross', { hasText: '170.00' }).waitFor();
  await theirs.locator('#signing input[name=name]').fill('Camille Roux');
  await theirs.locator('#signing input[name=consent]').check();
  await theirs.locator('#signing button[type=submit]').click();
  await theirs.locator('#signed', { hasText: 'Spare parts: 5' }).waitFor();
  assert.match(await theirs.locator('#signed').innerText(), /The small machine/);
  await page.locator('[data-chosen]', { hasText: 'Spare parts: 5' }).waitFor({ timeout: 15_000 });
  const now = await ask(page, 'quotes.get', { id: view.id });
  assert.equal(now.figures.gross_minor, 17_000);
  assert.equal(now.draft.lines[2].price.quantity, 50_000);
  await context.close();
});

test('a room with choices works without its script', EN, async ({ page }) => {
  await signIn(page);
  const lines = [line('A machine', 1_000_000)];
  lines[0].choice = { limits: { min: 10_000, max: 90_000 } };
  const view = await quote(page, lines);
  const sent = await ask(page, 'quotes.move', { id: view.id, version: view.version, step: 'send', reason: '' });
  await visit(page, `/quotes/${sent.id}`);
  await page.locator('#deal-room-recipient').fill('Camille Roux');
  await page.locator('#deal-room-recipient').press('Enter');
  const context = await page.context().browser().newContext({ locale: 'en-US', javaScriptEnabled: false });
  const theirs = await context.newPage();
  await theirs.goto(await page.locator('#deal-room-address').inputValue());
  await theirs.locator('.room-quantity input').fill('3');
  await theirs.locator('#lines button').click();
  await theirs.locator('.room-gross', { hasText: '300.00' }).waitFor();
  await context.close();
});

test('rows of a spreadsheet become lines and sections; what cannot be a line is shown; one press takes all back', EN, async ({ page }) => {
  await signIn(page);
  const view = await quote(page, [line('First', 1_000_000), line('Last', 1_000_000)]);
  await visit(page, `/quotes/${view.id}`);
  await cell(page, 0, 0).focus();
  await paste(page, 'Désignation\tQté\tPrix unitaire\tRemise %\nPose\t1,5\t800\t10\nMise en route\tbeaucoup\t500\t\nAprès-vente\t\t\t\nContrat\t2\t120,50 €\t\n');
  const left = page.locator('#paste-left[open]');
  await left.locator('#paste-left-rows tr', { hasText: '“beaucoup” is not a number' }).waitFor();
  await axe(page, 'rows that were not taken');
  // The row is corrected where it stands, under its headings.
  const text = await left.locator('#paste-left-text').inputValue();
  assert.match(text, /^Désignation\tQté\tPrix unitaire\tRemise %\nMise en route\tbeaucoup\t500/);
  await left.locator('#paste-left-text').fill(text.replace('beaucoup', '3'));
  await left.locator('#paste-again').click();
  await page.waitForFunction(() => document.querySelectorAll('.quote-row').length === 5);
  assert.deepEqual(await names(page), ['First', 'Pose', 'Last', 'Contrat', 'Mise en route']);
  assert.deepEqual(await page.locator('input.quote-section-title').evaluateAll((all) => all.map((one) => one.value)), ['Après-vente']);
  await saved(page);
  const now = await ask(page, 'quotes.get', { id: view.id });
  assert.deepEqual(now.draft.lines.map((one) => one.price.quantity), [20_000, 15_000, 20_000, 20_000, 30_000]);
  assert.deepEqual(now.draft.lines.map((one) => one.price.list_price), [1_000_000, 8_000_000, 1_000_000, 1_205_000, 5_000_000]);
  assert.equal(now.draft.lines[1].price.discount, 1_000);
  assert.deepEqual(now.draft.lines.map((one) => Boolean(one.section)), [false, false, false, true, true]);

  await page.locator('.toast', { hasText: '3 lines pasted' }).getByRole('button', { name: 'Undo' }).click();
  await page.waitForFunction(() => document.querySelectorAll('.quote-row').length === 2);
  assert.deepEqual(await names(page), ['First', 'Last']);
  assert.equal(await page.locator('.quote-section').count(), 0);
});
