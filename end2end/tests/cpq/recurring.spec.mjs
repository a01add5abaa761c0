// Subscriptions in quotes: first day, free months, billing and a ramp, priced while they are typed; what is
// billed when, for the seller and for the customer.
import { randomUUID } from 'node:crypto';
import { assert, ask, axe, bigTargets, noSideways, signIn, test, visit, DESK, PHONE } from '../../harness.mjs';

const EN = { locale: 'en-US' };

/** A free monthly line without tax, 10 units at 10.00. */
const seats = (more = {}) => ({
  id: randomUUID(),
  product_id: null,
  description: 'Seats',
  unit: 'user',
  price: {
    charge: 'monthly',
    quantity: 100_000,
    list_price: 100_000,
    manual_price: null,
    tier_mode: 'none',
    tiers: [],
    floor: null,
    cost: null,
    discount: 0,
    tax: { category: 'E', rate: 0 },
    optional: false,
    ...more,
  },
});

/** A quote over 24 months with these lines; `net` and `monthly` are what it comes to. */
async function quote(page, lines, net, monthly, subscription) {
  const [account] = await ask(page, 'accounts.suggest', { text: '', limit: 1 });
  const id = randomUUID();
  const made = await ask(page, 'quotes.create', { id, opportunity_id: null, account_id: account.id, price_book_id: null, title: 'A subscription', language: 'en' });
  const draft = { ...made.draft, term_months: 24, lines, ...(subscription && { subscription }) };
  const figures = { net_minor: net, tax_minor: 0, gross_minor: net, one_time_minor: 0, monthly_minor: monthly };
  return ask(page, 'quotes.save', { id, version: made.version, draft, figures });
}

const saved = (page) => page.locator('[data-save="saved"]').waitFor({ timeout: 15_000 });
const digits = (text) => Number(text.replace(/\D/g, ''));
const net = (page) => page.locator('[data-total="net"] dd');
/** Waits until the total without tax is so many cents. */
const comesTo = (page, minor) =>
  page.waitForFunction((minor) => Number(document.querySelector('[data-total="net"] dd')?.textContent.replace(/\D/g, '')) === minor, minor);

test('terms and a ramp are priced while they are typed, and the server agrees', EN, async ({ page }) => {
  await signIn(page, 'rep');
  const view = await quote(page, [seats()], 240_000, 10_000);
  await visit(page, `/quotes/${view.id}`);
  assert.equal(digits(await net(page).innerText()), 240_000);
  await page.locator('.quote-recurring > summary').click();
  await page.locator('#quote-starts-on').fill('2027-01-01');
  await page.locator('#quote-billing').selectOption('quarterly');
  await page.locator('#quote-free-months').fill('2');
  await comesTo(page, 220_000);

  // The second year has twice the seats at ten percent less: 10 months of 100.00, 12 of 180.00.
  await page.locator('.quote-row [id^="cell-7-"]').click();
  const panel = page.locator('#line-details[open]');
  await panel.getByRole('button', { name: 'Add a year' }).click();
  await panel.locator('#ramp-0-quantity').fill('20');
  await panel.locator('#ramp-0-discount').fill('10');
  await comesTo(page, 316_000);
  assert.equal(await panel.locator('[data-step="free_months"]').count(), 1);
  assert.match(await panel.locator('[data-step="ramp"]').innerText(), /from month 13: 20 × /);
  await axe(page, 'the terms of a line');
  await page.keyboard.press('Escape');

  await page.locator('.quote-plan > summary').click();
  const plan = page.locator('#quote-plan-bills');
  await plan.waitFor();
  assert.equal(digits(await plan.locator('[data-plan="sum"]').innerText()), 316_000);
  // 100.00 is left of the first quarter, 300.00 for three more, then 540.00 for four.
  assert.equal(await plan.locator('tbody tr').count(), 3);
  assert.match(await plan.locator('tbody tr').nth(2).innerText(), /4 × /);
  assert.equal(await page.locator('#quote-plan-years tbody tr').count(), 2);
  await saved(page);
  const now = await ask(page, 'quotes.get', { id: view.id });
  assert.equal(now.figures.net_minor, 316_000);
  assert.deepEqual(now.draft.subscription, { starts_on: '2027-01-01', billing: 'quarterly', free_months: 2, proration: 'calendar_day' });
  assert.equal(now.draft.lines[0].price.term.ramps[0].quantity, 200_000);
});

test('a common end prorates the first month and says what is missing', EN, async ({ page, allowNoise }) => {
  // The editor may save before the first day is there: refused, and saved again with it.
  allowNoise(/422/);
  await signIn(page, 'rep');
  const view = await quote(page, [seats()], 240_000, 10_000);
  await visit(page, `/quotes/${view.id}`);
  await page.locator('.quote-recurring > summary').click();
  await page.locator('#quote-ends-on').fill('2027-12-31');
  await page.locator('.quote-finding', { hasText: 'need a first day' }).first().waitFor();
  await page.locator('#quote-starts-on').fill('2027-11-16');
  // 15 of 30 days of November and all of December.
  await comesTo(page, 15_000);
  await saved(page);
  for (const size of [DESK, PHONE]) {
    await page.setViewportSize(size);
    await visit(page, `/quotes/${view.id}`);
    await page.locator('.quote-recurring[open] #quote-ends-on').waitFor();
    await axe(page, `terms at ${size.width}`);
    await noSideways(page, `terms at ${size.width}`);
    await bigTargets(page, `terms at ${size.width}`);
  }
});

test('a trial is said, moves the first bill, and is read by the customer', EN, async ({ page }) => {
  await signIn(page, 'rep');
  const view = await quote(page, [seats()], 240_000, 10_000);
  await visit(page, `/quotes/${view.id}`);
  await page.locator('.quote-recurring > summary').click();
  await page.locator('#quote-starts-on').fill('2027-01-01');
  await page.locator('#quote-trial').fill('999');
  await page.locator('#quote-trial-error').waitFor();
  await page.locator('#quote-trial').fill('1');
  await page.locator('#quote-trial-unit').selectOption('months');
  await page.locator('.quote-plan > summary').click();
  await page.locator('[data-plan="trial"]').getByText(/^Trial of 1 month without charge, until Jan 31, 2027/).waitFor();
  // The term begins after it: all of its months are charged.
  assert.equal(digits(await net(page).innerText()), 240_000);
  await page.locator('#quote-trial-term').selectOption('within');
  await comesTo(page, 230_000);
  assert.match(await page.locator('#quote-plan-bills tbody tr').first().innerText(), /Feb 1, 2027/);
  await axe(page, 'a trial');
  await saved(page);
  const now = await ask(page, 'quotes.get', { id: view.id });
  assert.deepEqual(now.draft.subscription.trial, { months: 1 });
  assert.equal(now.figures.monthly_minor, 10_000);
  await ask(page, 'quotes.move', { id: view.id, version: now.version, step: 'send', reason: '' });
  await visit(page, `/quotes/${view.id}`);
  await page.locator('#quote-facts').getByText('The trial is part of the term').waitFor();
  await page.locator('#deal-room-recipient').fill('Camille Roux');
  await page.locator('#deal-room-recipient').press('Enter');
  await page.goto(await page.locator('#deal-room-address').inputValue());
  await page.locator('#lines').getByText(/becomes the paid subscription at its end unless cancelled before/).waitFor();
  await page.locator('#billing').getByText(/^Trial of 1 month without charge/).waitFor();
  await axe(page, 'a trial in a deal room');
});

test('the customer reads the terms and what is billed when', EN, async ({ page }) => {
  await signIn(page);
  const subscription = { starts_on: '2027-01-01', billing: 'yearly', free_months: 1, proration: 'calendar_day' };
  const view = await quote(page, [seats()], 230_000, 10_000, subscription);
  await ask(page, 'quotes.move', { id: view.id, version: view.version, step: 'send', reason: '' });
  await visit(page, `/quotes/${view.id}`);
  await page.locator('#deal-room-recipient').fill('Camille Roux');
  await page.locator('#deal-room-recipient').press('Enter');
  const address = await page.locator('#deal-room-address').inputValue();
  await page.goto(address);
  const bills = page.locator('#billing .room-line');
  await bills.first().waitFor();
  assert.equal(await bills.count(), 2);
  assert.match(await bills.nth(0).innerText(), /Jan 1, 2027[^]*1,100\.00/);
  assert.match(await bills.nth(1).innerText(), /Jan 1, 2028[^]*1,200\.00/);
  assert.match(await page.locator('#lines').innerText(), /1 month free/);
  await axe(page, 'the billing of a deal room');
});
