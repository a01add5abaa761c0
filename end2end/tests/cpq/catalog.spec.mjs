// Products and price books: made, changed, switched off, prices with tiers, everything with undo; pictures.
import { crc32, deflateSync } from 'node:zlib';
import { ask, assert, axe, signIn, test, visit } from '../../harness.mjs';
import { id } from '../deals/support.mjs';

/** The texts below are English. */
const EN = { locale: 'en-US' };

const toast = (page, words) => page.locator('.toast', { hasText: words });
const undo = (page, words) => toast(page, words).getByRole('button', { name: 'Undo' }).click();
const row = (page, words) => page.locator('tbody tr', { hasText: words });

async function open(page, path, who = 'admin') {
  await signIn(page, who);
  await visit(page, path);
}

/** A product made without a page. */
const product = (page, sku, family = 'Bulk') =>
  ask(page, 'products.create', {
    id: id(),
    draft: {
      sku,
      name: { en: `Product ${sku}`, fr: `Produit ${sku}` },
      description: { en: '', fr: '' },
      family,
      unit: 'unit',
      tax: { category: 'S', rate: 2000 },
      cost: null,
    },
  });

test('a product is made, refused without a name, changed, switched off by mistake', EN, async ({ page }) => {
  await open(page, '/products');
  await page.getByRole('button', { name: 'New product' }).click();
  await page.locator('#product-sku').fill('ZZ-100');
  await page.locator('#product-form button[type="submit"]').click();
  // The person's own language stands first, with what is wrong.
  await page.locator('#product-name-en-error').getByText(/./).waitFor();
  const names = await page.locator('#product-form input[id^="product-name-"]').evaluateAll((boxes) => boxes.map((box) => box.id));
  assert.deepEqual(names, ['product-name-en', 'product-name-fr']);
  await axe(page, 'the form of a product');
  await page.locator('#product-name-en').fill('Zephyr sensor');
  await page.locator('#product-name-fr').fill('Capteur Zéphyr');
  await page.locator('#product-unit').fill('heure');
  await page.locator('#product-rate').fill('20');
  await page.locator('#product-form button[type="submit"]').click();
  await toast(page, /./).first().waitFor();
  // What was typed in French is a unit documents translate.
  await page.locator('#products-search').fill('ZZ-100');
  await page.keyboard.press('Enter');
  await row(page, 'Zephyr sensor').getByText('hour', { exact: true }).waitFor();

  await row(page, 'ZZ-100').getByRole('button', { name: 'Edit' }).click();
  await page.locator('#product-name-en').fill('Zephyr sensor 2');
  await page.locator('#product-form button[type="submit"]').click();
  await row(page, 'Zephyr sensor 2').waitFor();

  await row(page, 'ZZ-100').getByRole('button', { name: 'Switch off' }).click();
  await row(page, 'ZZ-100').waitFor({ state: 'detached' });
  await undo(page, 'Zephyr sensor 2 is no longer offered.');
  await row(page, 'ZZ-100').waitFor();
});

/** A PNG in one colour. */
function png(side) {
  const chunk = (name, data) => {
    const body = Buffer.concat([Buffer.from(name), data]);
    const [size, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    size.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([size, body, sum]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(side, 0);
  head.writeUInt32BE(side, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const rows = Buffer.alloc(side * (1 + side * 3), 90);
  for (let row = 0; row < side; row += 1) rows[row * (1 + side * 3)] = 0;
  const start = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([start, chunk('IHDR', head), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]);
}

test('a product gets a picture, made small, and loses it again', EN, async ({ page }) => {
  await open(page, '/products');
  const made = await product(page, 'PIC-1', 'Pictures');
  await visit(page, '/products?q=PIC-1');
  await row(page, 'PIC-1').getByRole('button', { name: 'Edit' }).click();
  const file = page.locator('#product-picture');
  await file.setInputFiles({ name: 'notes.png', mimeType: 'image/png', buffer: Buffer.from('no picture') });
  await page.locator('#product-picture-error').getByText('This is no picture').waitFor();
  await file.setInputFiles({ name: 'large.png', mimeType: 'image/png', buffer: png(1_600) });
  await page.locator('.picture-shown').waitFor();
  const kept = await ask(page, 'products.picture', { product_id: made.id });
  assert.deepEqual([kept.width, kept.height], [640, 640]);
  assert.ok(kept.size < 24_000, `${kept.size} bytes`);
  await page.locator('#product-picture-en').fill('A grey square');
  await page.getByRole('button', { name: 'Save the texts' }).click();
  await page.locator('.picture-shown[alt="A grey square"]').waitFor();
  await axe(page, 'the form of a product with a picture');
  await page.getByRole('button', { name: 'Remove the picture' }).click();
  await page.locator('.picture-shown').waitFor({ state: 'detached' });
});

test('every product can be reached, however many there are', EN, async ({ page }) => {
  await open(page, '/products');
  for (let n = 0; n < 210; n += 1) await product(page, `BULK-${String(n).padStart(3, '0')}`);
  await visit(page, '/products?family=Bulk');
  const rows = page.locator('tbody tr');
  assert.equal(await rows.count(), 200);
  await page.getByText('200 of 210').waitFor();
  await page.getByRole('button', { name: 'Show more' }).click();
  await page.waitForFunction(() => document.querySelectorAll('tbody tr').length === 210);
  assert.equal(await page.getByRole('button', { name: 'Show more' }).count(), 0);
});

test('a price book with tiers, a price removed by mistake and back', EN, async ({ page }) => {
  await open(page, '/price-books');
  const made = await product(page, 'TIER-1');
  await page.getByRole('button', { name: 'New price book' }).click();
  await page.locator('#book-name').fill('Volume prices');
  await page.locator('#book-currency').selectOption('EUR');
  await page.locator('#new-book').getByRole('button', { name: 'Create' }).click();
  await page.waitForURL(/\/price-books\/[0-9a-f-]{36}$/);
  await page.getByRole('heading', { level: 1, name: 'Volume prices' }).waitFor();

  await page.getByRole('button', { name: 'Add a price' }).click();
  await page.locator('#entry-product').fill('TIER-1');
  await page.getByRole('option', { name: /TIER-1/ }).first().click();
  await page.locator('#entry-price').fill('100');
  await page.locator('#entry-mode').selectOption('volume');
  await page.getByRole('button', { name: 'Add a tier' }).click();
  await page.locator('[id^="tier-from-"]').first().fill('10');
  await page.locator('[id^="tier-price-"]').first().fill('90');
  await axe(page, 'the form of a price');
  await page.locator('#entry-form button[type="submit"]').click();
  await row(page, 'TIER-1').getByText('≥ 10').waitFor();

  // Another price, and the version goes on.
  await row(page, 'TIER-1').getByRole('button', { name: 'Edit' }).click();
  await page.locator('#entry-price').fill('95.50');
  await page.locator('#entry-form button[type="submit"]').click();
  await page.locator('.table tbody tr', { hasText: '≥ 10' }).filter({ hasText: '€95.50' }).waitFor();

  await row(page, 'TIER-1').getByRole('button', { name: 'Remove the price' }).click();
  await row(page, 'TIER-1').waitFor({ state: 'detached' });
  await undo(page, 'Price removed.');
  await page.locator('.table tbody tr', { hasText: '≥ 10' }).filter({ hasText: '€95.50' }).waitFor();
  await row(page, '≥ 10').waitFor();

  await page.getByRole('button', { name: 'Switch off' }).click();
  await page.getByRole('button', { name: 'Use again' }).waitFor();
  await undo(page, 'Volume prices is switched off.');
  await page.getByRole('button', { name: 'Switch off' }).waitFor();
  const books = await ask(page, 'price_books.list', { with_inactive: true });
  assert.equal(books.find(({ draft }) => draft.name === 'Volume prices').entries, 1);
  assert.ok(made.id);
});

test('who sells reads the catalogue and changes nothing', EN, async ({ page }) => {
  await open(page, '/products', 'rep');
  await page.locator('tbody tr').first().waitFor();
  for (const name of ['New product', 'Switch off']) assert.equal(await page.getByRole('button', { name }).count(), 0);
  await visit(page, '/price-books');
  assert.equal(await page.getByRole('button', { name: 'New price book' }).count(), 0);
});
