// Promotions: written by an administrator, taken by quotes, a coupon typed, a gift taken; discounts typed in
// three ways.
import { randomUUID } from 'node:crypto';
import { ask, assert, axe, bigTargets, noSideways, signIn, test, visit, DESK, PHONE } from '../../harness.mjs';

const EN = { locale: 'en-US', viewport: DESK };

const saved = (page) => page.locator('[data-save="saved"]').waitFor({ timeout: 15_000 });
const own = (page, text) => page.locator('[data-promotion]').filter({ hasText: text });
const digits = (text) => Number(text.replace(/\D/g, ''));
const total = async (page, name) => digits(await page.locator(`[data-total="${name}"] dd`).innerText());
const cell = (page, column) => page.locator('.quote-row').first().locator(`[id^="cell-${column}-"]`);

/** A quote of the signed-in person. */
async function quote(page, title) {
  const [account] = await ask(page, 'accounts.suggest', { text: '', limit: 1 });
  return ask(page, 'quotes.create', {
    id: randomUUID(),
    opportunity_id: null,
    account_id: account.id,
    price_book_id: null,
    title,
    language: 'en',
  });
}

/** Takes away what other tests would be surprised by. */
async function clear(page) {
  for (const { id, version } of await ask(page, 'promotions.list', {})) {
    await ask(page, 'promotions.delete', { id, version });
  }
}

/** A promotion without conditions. */
async function promotion(page, name, coupon, rest = {}) {
  const draft = {
    name: { en: name, fr: name },
    benefit: { percent_bp: 1_000 },
    coupon,
    active: true,
    starts_on: null,
    ends_on: null,
    product_ids: [],
    families: [],
    min_quantity: null,
    min_minor: null,
    segments: [],
    price_book_id: null,
    currency: null,
    exclusive: false,
    priority: 0,
    uses: null,
    ...rest,
  };
  await ask(page, 'promotions.save', { id: randomUUID(), version: 0, draft });
}

/** Products by their code. */
async function products(page, text, limit) {
  const { rows } = await ask(page, 'products.list', { text, family: '', with_inactive: false, offset: 0, limit });
  return rows.map((row) => row.id);
}

/** A line of a product at 100.00 once. */
async function addProduct(page) {
  await page.locator('#add-line').click();
  await page.keyboard.type('MS-T20');
  await page.locator('#quote-products [role="option"]').first().waitFor();
  await page.keyboard.press('Enter');
  await cell(page, 2).fill('');
}

test('a promotion is written, tried, switched off, deleted and brought back', EN, async ({ page }) => {
  await signIn(page, 'admin');
  await clear(page);
  await visit(page, '/admin/promotions');
  await axe(page, 'the promotions');
  await page.getByRole('button', { name: 'New promotion' }).click();
  const form = page.locator('#promotion-form[open]');
  await form.waitFor();
  await axe(page, 'the form of a promotion');
  await form.locator('button[type="submit"]').click();
  await form.locator('#promo-name-en[aria-invalid="true"]').waitFor();
  await form.locator('#promo-name-fr').fill('Printemps');
  await form.locator('#promo-name-en').fill('Spring');
  await form.locator('#promo-value').fill('120');
  await form.locator('#promo-value[aria-invalid="true"]').waitFor();
  await form.locator('#promo-value').fill('10');
  await form.locator('[data-trial]').getByText('900.00').waitFor();
  await form.locator('#promo-min-quantity').fill('20');
  await form.locator('[data-trial]').getByText('It gives nothing here.').waitFor();
  await form.locator('#promo-min-quantity').fill('');
  await form.locator('#promo-kind').selectOption('buy_get');
  await form.locator('#promo-value').fill('100');
  await form.locator('[data-trial]').getByText('700.00').waitFor();
  await form.locator('button[type="submit"]').click();
  const row = own(page, 'Spring');
  await row.getByText('1 free for every 2 bought').waitFor({ timeout: 15_000 });
  await row.getByRole('switch').click();
  await row.getByRole('button', { name: 'Delete Spring' }).click();
  await row.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Undo' }).click();
  await row.waitFor({ timeout: 15_000 });
  await page.setViewportSize(PHONE);
  await noSideways(page);
  await bigTargets(page);
  await page.setViewportSize(DESK);
  await clear(page);
});

test('a quote takes promotions by itself and a coupon when it is typed', EN, async ({ page, allowNoise }) => {
  // A coupon that is refused is a refusal.
  allowNoise(/422/);
  await signIn(page, 'admin');
  await clear(page);
  await promotion(page, 'Spring', '');
  await promotion(page, 'Loyal', 'LOYAL');
  await promotion(page, 'Gone', 'GONE', { ends_on: '2020-01-01' });
  await promotion(page, 'Alone', 'ALONE', { exclusive: true });
  const made = await quote(page, 'With promotions');
  assert.equal(made.draft.promotions.length, 1);
  await visit(page, `/quotes/${made.id}`);
  await own(page, 'Spring').getByText('nothing yet on this quote').waitFor();
  await addProduct(page);
  await own(page, 'Spring').getByText('on 1 line').waitFor();
  await page.locator('.quote-row [data-promoted]').getByText('Spring').waitFor();
  await saved(page);
  const first = await ask(page, 'quotes.get', { id: made.id });
  const [{ off_minor: off }] = first.draft.lines[0].price.promotions;
  const book = first.draft.lines[0].price.list_price / 100;
  assert.equal(off, Math.round(book / 10));
  assert.equal(first.figures.net_minor, book - off);

  const coupon = page.locator('#quote-coupon');
  const answers = async (code, text) => {
    await coupon.fill(code);
    await coupon.press('Enter');
    await page.locator('.quote-coupon').getByText(text).waitFor({ timeout: 15_000 });
  };
  await answers('nothing', 'No promotion has this code.');
  await axe(page, 'a coupon that is refused');
  await answers('gone', 'This promotion ended on');
  await answers('alone', 'Not together with Spring.');
  await coupon.fill('loyal');
  await coupon.press('Enter');
  await own(page, 'Loyal').getByText('on 1 line').waitFor({ timeout: 15_000 });
  await saved(page);
  const second = await ask(page, 'quotes.get', { id: made.id });
  const names = second.draft.lines[0].price.promotions.map((granted) => granted.name.en);
  assert.deepEqual(names, ['Spring', 'Loyal']);

  // Each is a step of the price, by name.
  await page.locator('.quote-row [data-amount]').first().click();
  await page.locator('[data-step="promotion"]').getByText('Loyal').waitFor();
  await axe(page, 'the price with promotions');
  await page.keyboard.press('Escape');

  // Taken off, it is offered back.
  await own(page, 'Spring').getByRole('button', { name: 'Remove Spring' }).click();
  await page.getByText('Available: Spring, 10% off').waitFor();
  await page.getByRole('button', { name: 'Use it' }).click();
  await own(page, 'Spring').waitFor();
  await page.setViewportSize(PHONE);
  await noSideways(page);
  await bigTargets(page);
  await page.setViewportSize(DESK);
  await saved(page);
  await clear(page);
});

test('a discount is typed as a percentage, an amount or what is to be left', EN, async ({ page }) => {
  await signIn(page, 'admin');
  await clear(page);
  const made = await quote(page, 'Discounts');
  await visit(page, `/quotes/${made.id}`);
  await addProduct(page);
  await cell(page, 1).fill('10');
  await cell(page, 2).fill('100');
  await cell(page, 3).fill('10');
  assert.equal(await total(page, 'net'), 90_000);
  await cell(page, 3).fill('-50');
  assert.equal(await total(page, 'net'), 95_000);
  await page.locator('.quote-row [data-equal]').getByText('−5%').waitFor();
  await cell(page, 3).fill('=90');
  assert.equal(await total(page, 'net'), 90_000);
  // What was typed holds for another quantity.
  await cell(page, 1).fill('7');
  assert.equal(await total(page, 'net'), 63_000);
  await cell(page, 3).fill('=101');
  await page.locator('[id^="cell-3-"][aria-invalid="true"]').waitFor();
  await cell(page, 3).fill('=90');
  // The same by the menu.
  const way = page.locator('.quote-row [data-way]').first();
  // Who opens the menu leaves the cell.
  await way.focus();
  await way.selectOption('amount');
  assert.equal(await cell(page, 3).inputValue(), '70');
  assert.equal(await total(page, 'net'), 63_000);
  await way.selectOption('percent');
  assert.equal(await cell(page, 3).inputValue(), '10');

  // The whole quote, to the cent.
  await page.locator('#quote-discount').fill('=600.01');
  assert.equal(await total(page, 'net'), 60_001);
  assert.equal(await page.locator('#quote-discount-kind').inputValue(), 'left');
  await cell(page, 1).fill('8');
  assert.equal(await total(page, 'net'), 60_001);
  await page.locator('#quote-discount').fill('=1000');
  await page.locator('#quote-discount-error').getByText('above the sum of the lines').waitFor();
  await page.locator('#quote-discount').fill('-20');
  assert.equal(await total(page, 'net'), 70_000);
  await axe(page, 'discounts');
  await saved(page);
  const view = await ask(page, 'quotes.get', { id: made.id });
  assert.deepEqual(view.draft.off, { amount_minor: 2_000 });
  assert.equal(view.figures.net_minor, 70_000);
});

test('a price for products together and a gift are written and tried', EN, async ({ page }) => {
  await signIn(page, 'admin');
  await clear(page);
  const [one, other] = await products(page, 'MS-', 2);
  const name = 'Together';
  await promotion(page, name, 'TOGETHER', {
    benefit: { bundle_minor: 15_000 },
    product_ids: [one, other],
    currency: 'EUR',
    budget_minor: 100_000,
  });
  await visit(page, '/admin/promotions');
  const row = own(page, name);
  await row.getByText('2 products together for €150.00').waitFor();
  await row.getByText('of €1,000.00 given').waitFor();
  await row.getByRole('button', { name: `Change ${name}` }).click();
  const form = page.locator('#promotion-form[open]');
  await form.waitFor();
  // Ten sets at 150.00 in the place of 200.00.
  await form.locator('[data-trial]').getByText('1,500.00').waitFor();
  await form.locator('#promo-kind').selectOption('gift');
  await form.locator('button[type="submit"]').click();
  await form.locator('#promo-gift[aria-invalid="true"]').waitFor();
  await form.locator('#promo-gift').fill('MS-TH15');
  await page.locator('#promo-gift-list [role="option"]').first().click();
  await form.locator('#promo-gift-per').fill('5');
  await form.locator('[data-trial]').getByText('2 free').waitFor();
  await axe(page, 'the form of a gift');
  await page.setViewportSize(PHONE);
  await noSideways(page);
  await page.setViewportSize(DESK);
  await form.locator('button[type="submit"]').click();
  await row.getByText('free for every 5 bought').waitFor({ timeout: 15_000 });
  await clear(page);
});

test('a gift is offered on a quote, taken, and gone with its condition', EN, async ({ page }) => {
  await signIn(page, 'admin');
  await clear(page);
  const [given] = await products(page, 'MS-TH15', 1);
  await promotion(page, 'Present', '', {
    benefit: { gift: { product_id: given, units: 1, per: 10 } },
  });
  const made = await quote(page, 'With a gift');
  await visit(page, `/quotes/${made.id}`);
  await addProduct(page);
  await own(page, 'Present').getByText('nothing yet on this quote').waitFor();
  await cell(page, 1).fill('20');
  await own(page, 'Present').getByText('still to be added').waitFor();
  const before = await total(page, 'net');
  await page.locator('[data-gift]').click();
  const lines = page.locator('.quote-row');
  const gift = lines.nth(1);
  await gift.getByText('Gift: Present').waitFor();
  assert.equal(await total(page, 'net'), before);
  assert.equal(await gift.locator('[id^="cell-1-"]').inputValue(), '2');
  await axe(page, 'a quote with a gift');
  await saved(page);
  const first = await ask(page, 'quotes.get', { id: made.id });
  assert.equal(first.figures.net_minor, before);
  assert.equal(first.draft.lines[1].price.promotions[0].gift.alone, true);

  // Too few: the gift goes, and comes back with the quantity.
  await cell(page, 1).fill('9');
  await gift.waitFor({ state: 'detached' });
  await cell(page, 1).fill('10');
  await gift.getByText('Gift: Present').waitFor();
  assert.equal(await gift.locator('[id^="cell-1-"]').inputValue(), '1');
  await saved(page);
  await clear(page);
});
