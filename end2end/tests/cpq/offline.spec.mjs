// Quotes without a network: taken along, written in an aeroplane, sent once on return, what differs shown.
import { ask, assert, axe, bigTargets, listed, noSideways, ready, setView, signIn, test, visit, DESK, PHONE } from '../../harness.mjs';
import { id } from '../deals/support.mjs';

const EN = { locale: 'en-US', viewport: DESK };
/** What a browser without a network says on its console. */
const DISCONNECTED = /ERR_INTERNET_DISCONNECTED|ERR_FAILED|Failed to fetch|network error/;

/** A product of its own at 100.00 in the first euro price book. */
async function product(page, sku) {
  const product_id = id();
  const draft = {
    sku,
    name: { en: `Product ${sku}`, fr: `Produit ${sku}` },
    description: { en: '', fr: '' },
    family: 'Travel',
    unit: 'unit',
    tax: { category: 'S', rate: 2000 },
    cost: null,
  };
  await ask(page, 'products.create', { id: product_id, draft });
  const books = await ask(page, 'price_books.list', { with_inactive: false });
  const book = books.find(({ draft: { currency } }) => currency === 'EUR');
  const made = { product_id, entry: id(), book: book.id };
  await price(page, made, 1_000_000);
  return made;
}

/** Its price, in ten-thousandths. */
async function price(page, { product_id, entry, book }, unit_price) {
  const { book: { version } } = await ask(page, 'price_books.get', { id: book });
  const values = { id: entry, product_id, charge: 'one_time', unit_price, floor: null, tier_mode: 'none', tiers: [] };
  await ask(page, 'price_books.save_entry', { price_book_id: book, version, entry: values });
}

/** The sample's promotions would change what is expected below. */
async function withoutPromotions(page) {
  for (const { id: own, version } of await ask(page, 'promotions.list', {})) {
    await ask(page, 'promotions.delete', { id: own, version });
  }
}

/** Everything that is needed is in the browser, and the page, too. */
async function takeAlong(page) {
  await visit(page, '/quotes/offline');
  await page.getByRole('button', { name: 'Take along' }).click();
  await page.locator('[data-luggage]').waitFor({ timeout: 15_000 });
  await page.locator('[data-offline-ready]').waitFor({ timeout: 30_000 });
}

/** A quote for the first account, of so many of the product. */
async function write(page, title, sku, quantity) {
  await page.getByRole('button', { name: 'Write a quote' }).click();
  await page.locator('[data-writing]').waitFor();
  await page.locator('#offline-account').click();
  await page.locator('#offline-account-list [role="option"]').first().click();
  await page.locator('#offline-title').fill(title);
  await page.locator('#offline-product').fill(sku);
  await page.locator('#offline-product-list [role="option"]').filter({ hasText: sku }).first().click();
  await page.locator('[data-line] input[id^="offline-quantity-"]').fill(String(quantity));
}

const waiting = (page, title) => page.locator('[data-travelling]').filter({ hasText: title });
const total = (page, name) => page.locator(`[data-total="${name}"] dd`);
const quotes = (page, search) => listed(page, 'quotes', { search });

test('a quote is written in an aeroplane, sent once, and what differs is said', { ...EN, limit: 180_000 }, async ({ page, context, allowNoise }) => {
  allowNoise(DISCONNECTED);
  await signIn(page, 'admin');
  await setView(page, { language: 'en' });
  await withoutPromotions(page);
  const sold = await product(page, 'TRAVEL-1');
  const field = { id: id(), version: 0, number: 0, holder: 'quote', key: 'trip', label: { en: 'Trip', fr: 'Voyage' }, kind: 'text', options: [], help: { en: '', fr: '' }, required: false, position: 0, archived: false };
  await ask(page, 'fields.save', { field });
  await takeAlong(page);
  await axe(page, 'what is taken along');
  await price(page, sold, 1_200_000);

  await context.setOffline(true);
  await page.goto(`${context.server.url}/pipeline`);
  await page.getByRole('heading', { name: 'No network' }).waitFor();
  await page.getByRole('link', { name: 'Quotes without a network' }).click();
  await ready(page);
  await page.locator('[data-luggage]').waitFor();
  // A price is looked up without writing a quote.
  await page.locator('#offline-look-book').selectOption(sold.book);
  await page.locator('#offline-look').fill('travel-1');
  await page.locator('#offline-books tbody tr').filter({ hasText: 'TRAVEL-1' }).getByText('100.00').waitFor();
  await write(page, 'From seat 23A', 'TRAVEL-1', 3);
  await total(page, 'net').getByText('300.00').waitFor();
  await page.locator('#own-trip').click();
  await page.locator('#own-trip-input').fill('Flight to Lyon');
  await page.locator('#own-trip-input').press('Enter');
  await page.locator('#quote-own').getByText('Flight to Lyon').waitFor();
  await axe(page, 'a quote written without a network');
  await page.setViewportSize(PHONE);
  await noSideways(page);
  await bigTargets(page);
  await page.setViewportSize(DESK);
  // Kept at each change: the browser may be closed in between.
  await page.reload();
  await ready(page);
  await waiting(page, 'From seat 23A').getByText('300.00').waitFor();

  await context.setOffline(false);
  const arrived = page.locator('[data-arrived]').filter({ hasText: 'From seat 23A' });
  await arrived.waitFor({ timeout: 20_000 });
  await waiting(page, 'From seat 23A').waitFor({ state: 'detached' });
  const change = arrived.locator('[data-change]');
  await change.getByText('100.00').waitFor();
  await change.getByText('120.00').waitFor();
  await axe(page, 'what differs');
  await page.reload();
  await ready(page);
  await arrived.waitFor();
  const sent = await quotes(page, 'From seat 23A');
  assert.equal(sent.length, 1, 'sent once');
  const before = await ask(page, 'quotes.get', { id: sent[0].id });
  assert.equal(before.draft.lines[0].price.list_price, 1_200_000);
  assert.deepEqual(before.draft.custom, { trip: 'Flight to Lyon' });

  await arrived.getByRole('button', { name: 'Put in the offered prices' }).click();
  await arrived.waitFor({ state: 'detached', timeout: 15_000 });
  const after = await ask(page, 'quotes.get', { id: sent[0].id });
  assert.equal(after.draft.lines[0].price.manual_price, 1_000_000);
});

test('what is refused stays with its reason, and signing out deletes nothing unseen', { ...EN, limit: 180_000 }, async ({ page, context, allowNoise }) => {
  allowNoise(DISCONNECTED, /422/);
  await signIn(page, 'admin');
  await setView(page, { language: 'en' });
  const { product_id } = await product(page, 'TRAVEL-2');
  await takeAlong(page);
  await context.setOffline(true);
  await page.reload();
  await ready(page);
  await write(page, 'Over the sea', 'TRAVEL-2', 1);
  await page.getByRole('button', { name: 'Back to the list' }).click();
  await waiting(page, 'Over the sea').waitFor();
  const { version } = await ask(page, 'products.get', { id: product_id });
  await ask(page, 'products.set_active', { id: product_id, version, active: false });

  await context.setOffline(false);
  const refused = waiting(page, 'Over the sea').locator('[data-refused]');
  await refused.getByText('no longer sold').waitFor({ timeout: 20_000 });
  assert.equal((await quotes(page, 'Over the sea')).length, 0);
  await visit(page, '/quotes');
  await page.locator('.offline-waiting').getByText('1 quote').waitFor();
  await page.locator('form[action="/sign-out"]').first().evaluate((form) => form.requestSubmit());
  await page.waitForURL('**/quotes/offline?leaving=1');
  await ready(page);
  await page.getByRole('heading', { name: 'Quotes that were not sent' }).waitFor();
  await waiting(page, 'Over the sea').waitFor();
  await page.getByRole('button', { name: 'Sign out and delete them' }).click();
  await page.waitForURL('**/sign-in**');
  const kept = await page.evaluate(async () => (await caches.keys()).filter((name) => name.startsWith('jalon-')));
  assert.deepEqual(kept, []);
});
