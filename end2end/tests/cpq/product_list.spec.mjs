// The list of products has the grammar of the other lists beside the catalogue; costs are a field of who sees margins.
import { readFile } from 'node:fs/promises';
import { BOTH, PHONE, ask, assert, axe, noSideways, signIn, test, visit } from '../../harness.mjs';
import { id } from '../deals/support.mjs';

/** The texts below are English. */
const EN = { locale: 'en-US' };

const rows = (page) => page.locator('.list-products tbody tr[data-id]');
const row = (page, words) => page.locator('.list-products tbody tr[data-id]', { hasText: words });

/** A product made without a page. */
const product = (page, sku, family, cost = null) =>
  ask(page, 'products.create', {
    id: id(),
    draft: {
      sku,
      name: { en: `Product ${sku}`, fr: `Produit ${sku}` },
      description: { en: '', fr: '' },
      family,
      unit: 'hour',
      tax: { category: 'S', rate: 2000 },
      cost,
    },
  });

test('the catalogue leads to the list, which is filtered and grouped', EN, async ({ page, allowNoise }) => {
  allowNoise(/422/);
  await signIn(page, 'rep');
  await visit(page, '/products');
  await page.getByRole('link', { name: 'List', exact: true }).click();
  await page.waitForURL(/\/products\/list$/);
  await page.locator('.list-chip', { hasText: 'State: Offered' }).waitFor();
  await rows(page).first().waitFor();
  await axe(page, 'the list of products');
  // Who does not see margins is offered no cost, and asks for none by the address.
  await page.locator('#list-filter-button').click();
  const panel = page.locator('#list-filter');
  await panel.getByRole('button', { name: 'Add condition' }).click();
  const fields = await panel.getByLabel('Field').locator('option').evaluateAll((all) => all.map((one) => one.value));
  assert.ok(fields.includes('family') && !fields.includes('cost'), fields.join());
  await visit(page, '/products/list?f=cost.ge(1)');
  await page.getByText('This list filters by a field that is not shown to you').waitFor();
  await page.getByText('Only some roles see “Cost per unit”').waitFor();
  await axe(page, 'a list by a field that is not shown');
  await page.getByRole('link', { name: 'Open the whole list' }).click();
  await rows(page).first().waitFor();
  // A column not shown to the reader is left out, and the list says so until it is changed.
  await visit(page, '/products/list?cols=name,sku,cost');
  await page.getByText('Left out, as only some roles see it: Cost per unit.').waitFor();
  await axe(page, 'a list without a column it was asked for');
  await page.locator('th button', { hasText: 'Code' }).click();
  await page.waitForURL(/sort=/);
  await page.getByText('Left out, as only some roles see it').waitFor({ state: 'detached' });
  await visit(page, '/products/list?f=colour.is(red)');
  await page.getByText('This filter cannot be read').waitFor();
  await visit(page, '/products/list?group=family');
  await page.locator('.list-group').first().waitFor();
  await axe(page, 'products in groups');
});

test('a product is changed where it stands', EN, async ({ page }) => {
  await signIn(page, 'admin');
  await product(page, 'PLACE-1', 'Placed');
  await visit(page, '/products/list?q=place-1');
  await row(page, 'PLACE-1').getByText('hour', { exact: true }).waitFor();
  await row(page, 'PLACE-1').locator('.row-anchor').click();
  await page.locator('#product-name-en').fill('Placed product');
  await axe(page, 'the form over the list of products');
  await page.locator('#product-form button[type="submit"]').click();
  await row(page, 'Placed product').waitFor();
});

test('many products are switched off at once, and put back', { ...EN, browsers: BOTH }, async ({ page }) => {
  await signIn(page, 'admin');
  const tag = `many${Date.now()}`;
  for (const n of [1, 2]) await product(page, `${tag}-${n}`, 'Manifold');
  await visit(page, `/products/list?q=${tag}`);
  await rows(page).nth(1).waitFor();
  await page.locator('thead .check-box').check();
  const bar = page.locator('.list-bulk');
  await bar.getByText('2 selected').waitFor();
  assert.equal(await bar.getByRole('button', { name: 'Delete', exact: true }).count(), 0);
  assert.equal(await bar.getByRole('button', { name: 'Assign', exact: true }).count(), 0);
  await bar.getByRole('button', { name: 'Edit', exact: true }).click();
  await page.locator('#list-bulk-field').selectOption('status');
  await page.locator('#list-bulk-value').selectOption('retired');
  await page.getByRole('button', { name: 'Apply' }).click();
  await page.getByText('2 records changed').waitFor();
  await rows(page).first().waitFor({ state: 'detached' });
  await page.locator('.toast').getByRole('button', { name: 'Undo' }).click();
  await page.getByText('2 records put back').waitFor();
  await rows(page).nth(1).waitFor();
});

test('costs stand in the file of who sees margins', EN, async ({ page }) => {
  await signIn(page, 'admin');
  await product(page, 'COSTLY-1', 'Costly', 125_000);
  await visit(page, '/products/list?q=costly-1&cols=name,sku,cost');
  await row(page, 'COSTLY-1').getByText('12.5', { exact: true }).waitFor();
  await page.locator('#list-export-button').click();
  const download = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: 'CSV file' }).click();
  const lines = (await readFile(await (await download).path())).toString().split('\n');
  assert.equal(lines[0], '\ufeffName,Code,Cost per unit');
  assert.equal(lines[1], 'Product COSTLY-1,COSTLY-1,12.5');
});

test('the phone shows products as cards, nothing sideways', EN, async ({ page }) => {
  await signIn(page, 'rep');
  await page.setViewportSize(PHONE);
  await visit(page, '/products/list?view=all');
  await rows(page).first().waitFor();
  await noSideways(page);
  await axe(page, 'products on a phone');
});
