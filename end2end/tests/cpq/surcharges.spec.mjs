// Surcharges: freight and the like on a line and on the whole quote, priced while they are typed, told to the customer.
import { randomUUID } from 'node:crypto';
import { ask, assert, axe, bigTargets, DESK, noSideways, PHONE, signIn, test, visit } from '../../harness.mjs';

const EN = { locale: 'en-US' };

/** Ten hours at 100.00 once, without tax. */
const work = () => ({
  id: randomUUID(),
  product_id: null,
  description: 'Work',
  unit: 'hour',
  price: {
    charge: 'one_time',
    quantity: 100_000,
    list_price: 1_000_000,
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

async function quote(page) {
  const [account] = await ask(page, 'accounts.suggest', { text: '', limit: 1 });
  const id = randomUUID();
  const made = await ask(page, 'quotes.create', { id, opportunity_id: null, account_id: account.id, price_book_id: null, title: 'With freight', language: 'en' });
  const figures = { net_minor: 100_000, tax_minor: 0, gross_minor: 100_000, one_time_minor: 100_000, monthly_minor: 0 };
  return ask(page, 'quotes.save', { id, version: made.version, draft: { ...made.draft, lines: [work()] }, figures });
}

const saved = (page) => page.locator('[data-save="saved"]').waitFor({ timeout: 15_000 });
/** Waits until the total without tax is so many cents. */
const comesTo = (page, minor) =>
  page.waitForFunction((minor) => Number(document.querySelector('[data-total="net"] dd')?.textContent.replace(/\D/g, '')) === minor, minor);

test('surcharges are added by keyboard, priced at once, compared and told to the customer', EN, async ({ page }) => {
  await signIn(page);
  const view = await quote(page);
  await visit(page, `/quotes/${view.id}`);
  await comesTo(page, 100_000);

  // On the whole: 50.00 of freight, and 2 % for pallets.
  await page.locator('#surcharge-add').focus();
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.activeElement?.id === 'surcharge-0-code');
  await page.locator('#surcharge-0-added').fill('-5');
  await page.getByText('Must not be negative.').first().waitFor();
  // One more leaves what is typed in the others.
  await page.locator('#surcharge-add').click();
  await page.waitForFunction(() => document.activeElement?.id === 'surcharge-1-code');
  assert.equal(await page.locator('#surcharge-0-added').inputValue(), '-5');
  await page.locator('#surcharge-0-added').fill('50');
  await comesTo(page, 105_000);
  await page.locator('#surcharge-1-code').selectOption('');
  // Without a word of its own it is called by its place.
  await page.getByRole('button', { name: 'Remove the surcharge “Surcharge 2”' }).waitFor();
  await page.locator('#surcharge-1-reason').fill('Pallets');
  await page.locator('#surcharge-1-way').selectOption('percent');
  await page.locator('#surcharge-1-added').fill('2');
  await comesTo(page, 107_000);
  // A discount takes from the lines alone.
  await page.locator('#quote-discount').fill('10');
  await comesTo(page, 97_000);
  await axe(page, 'surcharges on a quote');

  // On the line: 1.50.
  await page.locator('.quote-row [id^="cell-7-"]').click();
  const panel = page.locator('#line-details[open]');
  await panel.locator('#line-surcharge-add').click();
  await panel.locator('#line-surcharge-0-code').selectOption('PC');
  await panel.locator('#line-surcharge-0-added').fill('1.5');
  await comesTo(page, 97_150);
  assert.match(await panel.locator('[data-step="surcharge"]').innerText(), /Packing/);
  await axe(page, 'surcharges of a line');
  await page.keyboard.press('Escape');
  await saved(page);
  let now = await ask(page, 'quotes.get', { id: view.id });
  assert.equal(now.figures.net_minor, 97_150);
  assert.deepEqual(now.draft.surcharges, [
    { reason: '', code: 'FC', added: { amount_minor: 5_000 }, tax: { category: 'E', rate: 0 } },
    { reason: 'Pallets', code: '', added: { percent_bp: 200 }, tax: { category: 'E', rate: 0 } },
  ]);
  assert.deepEqual(now.draft.lines[0].price.surcharges, [{ reason: '', code: 'PC', added: { amount_minor: 150 } }]);

  // Removed, and had back.
  await page.getByRole('button', { name: 'Remove the surcharge “Pallets”' }).click();
  await comesTo(page, 95_150);
  await page.waitForFunction(() => document.activeElement?.id === 'surcharge-add');
  await page.getByRole('button', { name: 'Undo' }).first().click();
  await comesTo(page, 97_150);
  await saved(page);

  for (const size of [DESK, PHONE]) {
    await page.setViewportSize(size);
    await visit(page, `/quotes/${view.id}`);
    await page.locator('#surcharge-1-added').waitFor();
    await axe(page, `surcharges at ${size.width}`);
    await noSideways(page, `surcharges at ${size.width}`);
    await bigTargets(page, `surcharges at ${size.width}`);
  }

  now = await ask(page, 'quotes.get', { id: view.id });
  await ask(page, 'quotes.move', { id: view.id, version: now.version, step: 'send', reason: '' });
  await visit(page, `/quotes/${view.id}`);
  await page.locator('#deal-room-recipient').fill('Camille Roux');
  await page.locator('#deal-room-recipient').press('Enter');
  const address = await page.locator('#deal-room-address').inputValue();
  await page.goto(address);
  const room = await page.locator('.room').innerText();
  // On this narrow page the rows before the total stand below the lines.
  assert.match(room, /Packing: \+€1\.50/);
  assert.match(room, /Freight\s+€50\.00/);
  assert.match(room, /Pallets \(2%\)\s+€20\.00/);
  await axe(page, 'surcharges in a deal room');
});

const holds = (page, value) => page.waitForFunction((value) => document.querySelector('#surcharge-0-added').value === value, value);

test('a surcharge without an amount is kept, told at its field and led to; given the other way it is no other surcharge', EN, async ({ page }) => {
  await signIn(page);
  const view = await quote(page);
  await visit(page, `/quotes/${view.id}`);
  await comesTo(page, 100_000);

  // Nothing is said of a new one before its field was left; everything is saved meanwhile.
  await page.locator('#surcharge-add').click();
  await page.waitForFunction(() => document.activeElement?.id === 'surcharge-0-code');
  const amount = page.locator('#surcharge-0-added');
  const error = page.locator('#surcharge-0-added-error');
  await amount.focus();
  assert.equal(await error.isVisible(), false);
  const reason = page.locator('#surcharge-0-reason');
  await reason.fill('Pallets');
  await reason.press('Tab');
  await error.waitFor();
  assert.match(await error.innerText(), /more than zero/);
  await saved(page);
  const kept = await ask(page, 'quotes.get', { id: view.id });
  assert.deepEqual(kept.draft.surcharges, [{ reason: 'Pallets', code: 'FC', added: { amount_minor: 0 }, tax: { category: 'E', rate: 0 } }]);
  await axe(page, 'a surcharge without an amount');
  await visit(page, `/quotes/${view.id}`);
  await error.waitFor();
  await page.locator('#quote-blocking').getByRole('button', { name: 'Surcharge 1' }).click();
  await page.waitForFunction(() => document.activeElement?.id === 'surcharge-0-added');

  // 50.00 of 1000.00 is 5 %, and back.
  await amount.fill('50');
  await comesTo(page, 105_000);
  const way = page.locator('#surcharge-0-way');
  await way.selectOption('percent');
  await holds(page, '5');
  await comesTo(page, 105_000);
  await page.getByText('€50.00 is now 5%.').first().waitFor();
  await way.selectOption('amount');
  await holds(page, '50');

  // 33.33 of 1000.00 is no whole percentage: nobody is asked 33.33 %, and the amount can be had back.
  await amount.fill('33.33');
  await comesTo(page, 103_333);
  await way.selectOption('percent');
  await holds(page, '');
  await comesTo(page, 100_000);
  await page.locator('.toast', { hasText: 'no exact value' }).getByRole('button', { name: 'Undo' }).click();
  await comesTo(page, 103_333);
  await holds(page, '33.33');
  assert.equal(await way.inputValue(), 'amount');

  // A missing reason is led to at its own field, on the whole and on a line.
  await page.locator('#surcharge-0-code').selectOption('');
  await reason.fill('');
  await reason.press('Tab');
  await page.locator('#quote-blocking').getByRole('button', { name: 'Surcharge 1' }).click();
  await page.waitForFunction(() => document.activeElement?.id === 'surcharge-0-reason');
  await reason.fill('Pallets');
  await reason.press('Tab');
  await page.locator('.quote-row [id^="cell-7-"]').click();
  await page.locator('#line-surcharge-add').click();
  await page.locator('#line-surcharge-0-added').fill('1');
  await page.locator('#line-surcharge-0-code').selectOption('');
  await page.keyboard.press('Escape');
  await page.locator('#quote-blocking').getByRole('button', { name: 'Line 1' }).first().click();
  await page.waitForFunction(() => document.activeElement?.id === 'line-surcharge-0-reason');
});
