// What price books and discount schedules say beside prices: channels, rounding, steps by quantity; and how a quote explains them.
import { randomUUID } from 'node:crypto';
import { ask, assert, axe, noSideways, PHONE, signIn, test, visit } from '../../harness.mjs';
import { deal } from '../deals/support.mjs';

/** The texts below are English. */
const EN = { locale: 'en-US' };

const row = (page, words) => page.locator('tbody tr', { hasText: words });

/** A product at 100.00 once in a price book of its own. */
async function book(page, name, sku, draft = {}) {
  const product_id = randomUUID();
  await ask(page, 'products.create', {
    id: product_id,
    draft: { sku, name: { en: `Product ${sku}`, fr: `Produit ${sku}` }, description: { en: '', fr: '' }, family: name, unit: 'unit', tax: { category: 'E', rate: 0 }, cost: null },
  });
  const { book: made } = await ask(page, 'price_books.create', {
    id: randomUUID(),
    // No customer is of this industry: other tests are not given this price book.
    draft: { name, currency: 'EUR', valid_from: null, valid_to: null, segments: ['none of ours'], ...draft },
    copy_of: null,
  });
  const entry = { id: randomUUID(), product_id, charge: 'one_time', unit_price: 1_000_000, floor: null, tier_mode: 'none', tiers: [] };
  await ask(page, 'price_books.save_entry', { price_book_id: made.id, version: made.version, entry });
  return made;
}

/** A quote with two lines of the product of a price book, opened. */
async function quote(page, price_book_id, quantities) {
  const id = randomUUID();
  const made = await ask(page, 'quotes.create', { id, opportunity_id: null, account_id: null, price_book_id, title: 'Price policies', language: 'en' });
  await visit(page, `/quotes/${id}`);
  await page.locator('#add-line').click();
  for (const [at, quantity] of quantities.entries()) {
    await page.locator('.quote-row').last().locator('[id^="cell-0-"]').click();
    await page.keyboard.type('POLICY');
    await page.locator('#quote-products [role="option"]').first().waitFor();
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.activeElement?.id.startsWith('cell-1-'));
    await page.keyboard.type(String(quantity));
    if (at + 1 === quantities.length) break;
    await page.keyboard.press('Enter');
    await page.waitForFunction((rows) => document.querySelectorAll('.quote-row').length > rows, at + 1);
  }
  await page.keyboard.press('Tab');
  return made;
}

const saved = (page) => page.locator('[data-save="saved"]').waitFor({ timeout: 15_000 });

/** The explanation of a line has this step with these words. */
async function explained(page, n, step, words) {
  await page.locator('.quote-row').nth(n).locator('[id^="cell-7-"]').focus();
  await page.keyboard.press('Enter');
  const found = page.locator(`#line-details[open] [data-step="${step}"]`);
  await found.waitFor();
  assert.match(await found.innerText(), words);
  await page.keyboard.press('Escape');
  await page.locator('#line-details[open]').waitFor({ state: 'detached' });
}

test('a price book is given channels and a rounding; a quote says why it has it and rounds its prices', EN, async ({ page }) => {
  await signIn(page, 'admin');
  const made = await book(page, 'Rounded prices', 'POLICY-R');
  await visit(page, `/price-books/${made.id}`);
  await page.getByRole('button', { name: 'Edit', exact: true }).first().click();
  const form = page.locator('#rename-book[open]');
  await form.waitFor();
  await form.locator('#book-rounding').fill('1');
  await form.locator('#book-ending').fill('2');
  await form.locator('#book-channel').selectOption('partner');
  await axe(page, 'the form of a price book');
  await form.locator('button[type="submit"]').click();
  await form.getByText('The ending must be less than the multiple.').waitFor();
  await form.locator('#book-ending').fill('0.99');
  await form.locator('button[type="submit"]').click();
  await form.waitFor({ state: 'detached' });
  const kept = await ask(page, 'price_books.get', { id: made.id });
  assert.deepEqual(kept.book.draft.rounding, { place: 'unit', step_e4: 10_000, ending_e4: 9_900, mode: 'half_up' });
  assert.deepEqual(kept.book.draft.channels, ['partner']);
  await visit(page, '/price-books');
  await row(page, 'Rounded prices').getByText('Partner or reseller').waitFor();

  const { id } = await quote(page, made.id, [3]);
  await page.locator('#quote-book-why', { hasText: 'meant for other customers or channels' }).waitFor();
  // 100.00 is rounded to 99.99; less 10 % it is 90.00, and so 89.99.
  await page.locator('.quote-row').first().locator('[id^="cell-7-"]', { hasText: '€299.97' }).waitFor();
  await page.locator('#quote-channel').selectOption('partner');
  await saved(page);
  await explained(page, 0, 'rounding', /price per unit: multiples of 1(\.00)? ending in 0\.99/);
  const read = await ask(page, 'quotes.get', { id });
  assert.equal(read.draft.channel, 'partner');
  assert.equal(read.figures.net_minor, 29_997);
});

test('a deal says by which channel it is sold, and its quote takes it over', EN, async ({ page }) => {
  await signIn(page, 'admin');
  const made = await book(page, 'Channel prices', 'POLICY-C', { segments: [], channels: ['marketplace'] });
  const sold = await deal(page, 'Sold on a marketplace');
  await visit(page, `/opportunities/${sold.id}`);
  await page.locator('#deal-channel', { hasText: 'Direct' }).waitFor();
  await page.locator('#deal-channel .inline-read').click();
  await page.locator('#deal-channel-input').selectOption('marketplace');
  await page.keyboard.press('Enter');
  await page.locator('#deal-channel .inline-read', { hasText: 'Marketplace' }).waitFor();
  const id = randomUUID();
  await ask(page, 'quotes.create', { id, opportunity_id: sold.id, account_id: null, price_book_id: null, title: '', language: 'en' });
  await visit(page, `/quotes/${id}`);
  await page.locator('#quote-book-why', { hasText: 'names the channel of this quote' }).waitFor();
  const read = await ask(page, 'quotes.get', { id });
  assert.deepEqual([read.draft.channel, read.draft.price_book_id], ['marketplace', made.id]);
  const { book: { version } } = await ask(page, 'price_books.get', { id: made.id });
  await ask(page, 'price_books.set_active', { id: made.id, version, active: false });
});

test('a discount schedule is written, taken over, measured across lines and explained', EN, async ({ page }) => {
  await signIn(page, 'admin');
  const made = await book(page, 'Scheduled prices', 'POLICY-S');
  await visit(page, '/admin/discount-schedules');
  await axe(page, 'the discount schedules');
  await page.getByRole('button', { name: 'New discount schedule' }).click();
  const form = page.locator('#schedule-form[open]');
  await form.waitFor();
  await axe(page, 'the form of a discount schedule');
  await form.locator('button[type="submit"]').click();
  await form.locator('#schedule-name-en[aria-invalid="true"]').waitFor();
  await form.locator('#schedule-name-fr').fill('Volume');
  await form.locator('#schedule-name-en').fill('Volume');
  await form.locator('#schedule-across').selectOption('quote');
  await form.locator('#schedule-from-0').fill('5');
  await form.locator('#schedule-value-0').fill('120');
  await form.getByText(/between 0/).first().waitFor();
  await form.locator('#schedule-value-0').fill('10');
  await form.getByRole('button', { name: 'Add a step' }).click();
  await form.locator('#schedule-from-1').fill('20');
  await form.locator('#schedule-value-1').fill('15');
  await form.locator('#schedule-family').selectOption('Scheduled prices');
  await form.locator('button[type="submit"]').click();
  const own = page.locator('[data-schedule]', { hasText: 'Scheduled prices' });
  await own.getByText('≥ 5: −10% · ≥ 20: −15%').waitFor({ timeout: 15_000 });

  await quote(page, made.id, [2, 3]);
  await page.locator('.quote-row').nth(1).locator('[id^="cell-7-"]', { hasText: '€270.00' }).waitFor();
  await page.locator('.quote-row').nth(0).locator('[id^="cell-7-"]', { hasText: '€180.00' }).waitFor();
  await saved(page);
  await explained(page, 0, 'schedule', /Volume: −10% for 5 across 2 lines\. 15 more: −15%\./);

  // Taken away and brought back; the quote keeps what it has.
  await visit(page, '/admin/discount-schedules');
  await own.getByRole('button', { name: 'Delete Volume' }).click();
  await own.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Undo' }).click();
  await own.waitFor({ timeout: 15_000 });
  await page.setViewportSize(PHONE);
  await noSideways(page);
  const rows = await ask(page, 'discount_schedules.list', {});
  for (const { id, version } of rows) await ask(page, 'discount_schedules.delete', { id, version });
});
