// Kinds of price: chosen in a price book with a table of what it costs, used and explained in a quote.
import { randomUUID } from 'node:crypto';
import { ask, assert, axe, noSideways, PHONE, setView, signIn, test, visit } from '../../harness.mjs';

/** The texts below are English. */
const EN = { locale: 'en-US' };

const row = (page, words) => page.locator('tbody tr', { hasText: words });

/** A product without cost, made without a page. */
const product = (page, sku) =>
  ask(page, 'products.create', {
    id: randomUUID(),
    draft: {
      sku,
      name: { en: `Product ${sku}`, fr: `Produit ${sku}` },
      description: { en: '', fr: '' },
      family: 'Kinds',
      unit: 'unit',
      tax: { category: 'E', rate: 0 },
      cost: null,
    },
  });

async function newBook(page, name) {
  const made = await ask(page, 'price_books.create', {
    id: randomUUID(),
    draft: { name, currency: 'EUR', valid_from: null, valid_to: null },
    copy_of: null,
  });
  return made.book;
}

test('a price by packages is typed with what it costs beside it; a bad field says so', EN, async ({ page, allowNoise }) => {
  allowNoise(/422 .*save_entry/);
  await signIn(page, 'admin');
  const book = await newBook(page, 'Kinds of price');
  await product(page, 'KIND-1');
  await visit(page, `/price-books/${book.id}`);
  await page.getByRole('button', { name: 'Add a price' }).click();
  await page.locator('#entry-product').fill('KIND-1');
  await page.getByRole('option', { name: /KIND-1/ }).first().click();
  await page.locator('#entry-mode').selectOption('package');
  await page.locator('#entry-price').fill('49');
  await page.locator('#entry-form button[type="submit"]').click();
  await page.locator('#kind-size-error').getByText('Required.').waitFor();
  await page.locator('#kind-size').fill('10');
  const preview = page.locator('.price-preview-table tbody tr');
  await preview.filter({ hasText: '€98.00' }).first().waitFor();
  assert.match(await preview.nth(3).innerText(), /^\s*11\s+€98\.00/);
  await axe(page, 'the form of a price by packages');
  await page.locator('#entry-form button[type="submit"]').click();
  await row(page, 'KIND-1').getByText('€49.00 for each package of 10 begun').waitFor();
  // A price on the cost needs one.
  await row(page, 'KIND-1').getByRole('button', { name: 'Edit' }).click();
  await page.locator('#entry-mode').selectOption('cost_plus');
  await page.locator('#kind-markup').fill('35');
  await page.locator('#entry-form button[type="submit"]').click();
  await page.locator('#entry-mode-error').getByText(/cost of this product is not known/).waitFor();
  assert.equal(await page.locator('#kind-markup').inputValue(), '35');
});

test('a formula is typed with its price on an example beside it; what is wrong is said at its place', EN, async ({ page, allowNoise }) => {
  allowNoise(/422 .*save_entry/);
  await signIn(page, 'admin');
  const book = await newBook(page, 'Formulas');
  await product(page, 'FORM-1');
  await visit(page, `/price-books/${book.id}`);
  await page.getByRole('button', { name: 'Add a price' }).click();
  await page.locator('#entry-product').fill('FORM-1');
  await page.getByRole('option', { name: /FORM-1/ }).first().click();
  await page.locator('#entry-mode').selectOption('formula');
  await page.locator('#kind-formula').fill('max(49, quantity("NONE") *');
  await page.locator('#kind-formula-error').getByText(/Line 1, column 27/).waitFor();
  await page.locator('#kind-formula').fill('max(49, term * 2) + quantity("NONE")');
  const result = page.locator('[data-formula-result]');
  // A year, and one of the other product beside it.
  await result.getByText('€50.00').waitFor();
  await page.locator('#try-term').fill('36');
  await result.getByText('€73.00').waitFor();
  await axe(page, 'the form of a formula');
  await page.locator('#entry-form button[type="submit"]').click();
  await page.locator('#kind-formula-error').getByText(/no product “NONE”/).waitFor();
  await page.locator('#kind-formula').fill('max(49, term * 2)');
  await page.locator('#entry-form button[type="submit"]').click();
  await row(page, 'FORM-1').getByText('Formula: max(49, term * 2)').waitFor();
});

test('the form of a percentage of other lines fits a telephone', { ...EN, viewport: PHONE }, async ({ page }) => {
  await signIn(page, 'admin');
  await setView(page, { language: 'en' });
  const book = await newBook(page, 'Kinds on a telephone');
  await visit(page, `/price-books/${book.id}`);
  await page.getByRole('button', { name: 'Add a price' }).click();
  await page.locator('#entry-mode').selectOption('share');
  await page.locator('#kind-rate').fill('18');
  await page.locator('#kind-of').selectOption('families');
  await page.locator('#kind-family').selectOption('Meridian Sense');
  await page.locator('.price-preview', { hasText: '18% of the lines of Meridian Sense' }).waitFor();
  await page.locator('.price-preview-table', { hasText: '€180.00' }).waitFor();
  await noSideways(page);
});

test('packages and a percentage are priced in the editor as on the server, and explained', EN, async ({ page }) => {
  await signIn(page, 'rep');
  const books = await ask(page, 'price_books.list', { with_inactive: false });
  const euros = books.find(({ draft }) => draft.name === 'Europe (EUR)');
  const { items } = await ask(page, 'price_books.catalog', { price_book_id: euros.id });
  const of = (sku) => items.find((item) => item.sku === sku);
  // What tells the cost is not told to who does not see margins.
  assert.deepEqual(of('ML-CUST').entry.kind, { kind: 'cost_plus', percent: null, step_e4: 100_000 });
  const id = randomUUID();
  await ask(page, 'quotes.create', { id, opportunity_id: null, account_id: null, price_book_id: euros.id, title: 'Kinds of price', language: 'en' });
  await visit(page, `/quotes/${id}`);
  await page.locator('#add-line').click();
  for (const [sku, quantity] of [['SV-CARE', '1'], ['ML-200', '1'], ['MC-SMS', '2500']]) {
    const before = await page.locator('.quote-row').count();
    await page.locator('.quote-row').last().locator('[id^="cell-0-"]').click();
    await page.keyboard.type(sku);
    await page.locator('#quote-products [role="option"]').first().waitFor();
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.activeElement?.id.startsWith('cell-1-'));
    await page.keyboard.type(quantity);
    if (sku === 'MC-SMS') break;
    await page.keyboard.press('Enter');
    await page.waitForFunction((rows) => document.querySelectorAll('.quote-row').length > rows, before);
  }
  await page.keyboard.press('Tab');
  await page.locator('.quote-row').nth(2).locator('[id^="cell-7-"]', { hasText: '€207.00' }).waitFor();
  await page.locator('[data-save="saved"]').waitFor({ timeout: 15_000 });
  const saved = await ask(page, 'quotes.get', { id });
  const line = (sku) => saved.draft.lines.find(({ product_id }) => product_id === of(sku).entry.product_id);
  assert.equal(line('MC-SMS').price.kind.kind, 'package');
  // 18 % of 490.00.
  assert.equal(line('SV-CARE').price.list_price, 882_000);
  const net = await page.locator('[data-total="net"] dd').innerText();
  assert.equal(Number(net.replace(/\D/g, '')), saved.figures.net_minor);

  // Why: in words.
  const why = page.locator('#line-details[open] [data-step="list"]');
  for (const [n, words] of [[0, /18% of the lines of Meridian Sense, Meridian Link \(€490\.00\)/], [2, /3 packages of 1,000 at €69\.00 each/]]) {
    await page.locator('.quote-row').nth(n).locator('[id^="cell-7-"]').focus();
    await page.keyboard.press('Enter');
    await why.waitFor();
    assert.match(await why.innerText(), words);
    await page.keyboard.press('Escape');
    await page.locator('#line-details[open]').waitFor({ state: 'detached' });
  }
});
