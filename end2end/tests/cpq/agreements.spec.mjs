// Agreed prices: kept on the account, inherited below, taken by a quote's lines by themselves.
import { randomUUID } from 'node:crypto';
import { ask, assert, axe, bigTargets, forEachView, leave, noSideways, signIn, test, visit, DESK } from '../../harness.mjs';

const EN = { locale: 'en-US', viewport: DESK };

/** An account without any agreement, its own or inherited. */
async function plain(page) {
  for (const { id } of await ask(page, 'accounts.suggest', { text: '', limit: 20 })) {
    const { rows } = await ask(page, 'agreements.list', { account_id: id });
    if (rows.length === 0) return id;
  }
  throw new Error('every account has an agreement');
}

const row = (page, text) => page.locator('#agreements tbody tr').filter({ hasText: text });
const saved = (page) => page.locator('[data-save="saved"]').waitFor({ timeout: 15_000 });
const digits = (text) => Number(text.replace(/\D/g, ''));

test('a price is agreed on the account and a quote takes it by itself', EN, async ({ page }) => {
  await signIn(page, 'admin');
  const account = await plain(page);
  await visit(page, `/accounts/${account}`);
  await page.locator('#agreements').getByRole('button', { name: 'Add' }).click();
  await page.locator('#agreement-form[open]').waitFor();
  await axe(page, 'the form of an agreement');
  // Everything that is missing is said at once.
  await page.locator('#agreement-form button[type="submit"]').click();
  for (const field of ['name', 'product', 'value']) {
    await page.locator(`#agreement-${field}[aria-invalid="true"]`).waitFor();
  }
  await page.locator('#agreement-name').fill('Frame of a test');
  await page.locator('#agreement-product').fill('MS-T20');
  await page.getByRole('option', { name: /MS-T20/ }).first().click();
  await page.locator('#agreement-value').fill('123.45');
  await page.locator('#agreement-from').fill('2026-01-01');
  await page.locator('#agreement-form button[type="submit"]').click();
  await row(page, 'Frame of a test').getByText('€123.45').waitFor();

  // The same is not agreed twice.
  const again = ask(page, 'agreements.save', {
    id: randomUUID(),
    account_id: account,
    version: 0,
    draft: (await ask(page, 'agreements.list', { account_id: account })).rows[0].agreement.draft,
  });
  await assert.rejects(again);

  await row(page, 'MS-T20').getByRole('button', { name: /Change/ }).click();
  await page.locator('#agreement-value').fill('120');
  await page.locator('#agreement-form button[type="submit"]').click();
  await row(page, '€120.00').waitFor();

  await row(page, 'MS-T20').getByRole('button', { name: /Remove/ }).click();
  await row(page, 'MS-T20').waitFor({ state: 'detached' });
  await page.locator('.toast', { hasText: 'Agreed price removed.' }).getByRole('button', { name: 'Undo' }).click();
  await row(page, '€120.00').waitFor();

  // A quote for the account.
  const quote = await ask(page, 'quotes.create', {
    id: randomUUID(),
    opportunity_id: null,
    account_id: account,
    price_book_id: null,
    title: 'At agreed prices',
    language: 'en',
  });
  await visit(page, `/quotes/${quote.id}`);
  await page.locator('#add-line').click();
  await page.keyboard.type('MS-T20');
  await page.locator('#quote-products [role="option"]').first().getByText('agreed price').waitFor();
  await page.keyboard.press('Enter');
  await page.locator('[data-agreed]').getByText('Frame of a test: €120.00').waitFor();
  await saved(page);
  const view = await ask(page, 'quotes.get', { id: quote.id });
  assert.equal(view.draft.lines[0].price.contracted.name, 'Frame of a test');
  assert.equal(view.figures.net_minor, 12_000);
  await page.locator('.quote-row [data-amount]').first().click();
  const step = page.locator('[data-step="contracted"]');
  await step.getByText('Frame of a test: €120.00 each').waitFor();
  assert.equal(digits(await step.locator('td.num').nth(1).innerText()), 12_000);
  await page.keyboard.press('Escape');

  // Another customer has no such price; this one has it again.
  const agreements = await ask(page, 'agreements.list', { account_id: account });
  const kept = agreements.rows.find(({ agreement }) => agreement.draft.name === 'Frame of a test').agreement;
  await ask(page, 'agreements.save', { ...kept, draft: { ...kept.draft, price: { unit_price_e4: 1_100_000 } } });
  await visit(page, `/quotes/${quote.id}`);
  await page.getByText('Agreed now: €110.00 (Frame of a test)').waitFor();
  await page.getByRole('button', { name: 'Use it' }).click();
  await page.locator('[data-agreed]').getByText('Frame of a test: €110.00').waitFor();
  await saved(page);
  assert.equal((await ask(page, 'quotes.get', { id: quote.id })).figures.net_minor, 11_000);
});

test('who sells sees what is agreed and changes nothing', EN, async ({ page }) => {
  await signIn(page, 'admin');
  const account = await plain(page);
  const { rows } = await ask(page, 'products.list', { text: 'MS-T10', family: '', with_inactive: false, offset: 0, limit: 1 });
  const draft = {
    name: 'Frame to be seen',
    product_id: rows[0].id,
    charge: 'one_time',
    currency: 'EUR',
    price: { percent_off_bp: 1_000 },
    starts_on: null,
    ends_on: '2026-01-31',
  };
  await ask(page, 'agreements.save', { id: randomUUID(), account_id: account, version: 0, draft });
  await leave(page);
  await signIn(page, 'rep');
  await forEachView(page, `/accounts/${account}`, async ({ name }) => {
    await page.locator('#agreements tbody tr').first().waitFor();
    await axe(page, name);
    await noSideways(page, name);
    await bigTargets(page, name);
  });
  await visit(page, `/accounts/${account}`);
  await row(page, 'Frame to be seen').getByText('Ended').waitFor();
  assert.equal(await page.locator('#agreements').getByRole('button').count(), 0);
});
