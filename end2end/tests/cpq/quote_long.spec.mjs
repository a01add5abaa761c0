// The longest quote there may be: a part of it stands on the page at a time, keys go over its edges, the line at hand
// is priced at once and the whole a moment later; the customer's page stays light.
import { randomUUID } from 'node:crypto';
import { assert, ask, axe, signIn, test, visit, DESK } from '../../harness.mjs';

const EN = { locale: 'en-US', viewport: DESK };
const LINES = 10_000;

const line = (n) => ({
  id: randomUUID(),
  product_id: null,
  description: `Part ${n}`,
  unit: 'unit',
  price: {
    charge: 'one_time', quantity: 10_000, list_price: 10_000, manual_price: null, tier_mode: 'none', tiers: [],
    floor: null, cost: null, discount: 0, tax: { category: 'E', rate: 0 }, optional: false,
  },
});

const figures = (net) => ({ net_minor: net, tax_minor: 0, gross_minor: net, one_time_minor: net, monthly_minor: 0 });

test('ten thousand lines are edited a part at a time, and told in brief to the customer', { ...EN, limit: 240_000 }, async ({ page, context }) => {
  await signIn(page, 'manager');
  const [account] = await ask(page, 'accounts.suggest', { text: '', limit: 1 });
  const view = await ask(page, 'quotes.create', { id: randomUUID(), opportunity_id: null, account_id: account.id, price_book_id: null, title: 'A whole plant', language: 'en' });
  const draft = { ...view.draft, lines: Array.from({ length: LINES }, (_, n) => line(n + 1)) };
  const saved = await ask(page, 'quotes.save', { id: view.id, version: view.version, draft, figures: figures(LINES * 100) });
  await visit(page, `/quotes/${view.id}`);
  const parts = page.locator('.quote-parts').first();
  await parts.getByText('Lines 1 to 200 of 10,000').waitFor();
  assert.ok(await page.locator('.quote-row').count() <= 200);

  // On from below the table, at the beginning of what comes then.
  await page.locator('.quote-parts').last().getByRole('button', { name: 'Further lines' }).click();
  await page.waitForFunction(() => document.activeElement?.value === 'Part 201');
  await parts.getByText('Lines 201 to 400 of 10,000').waitFor();

  // By its number, then over the edge of the part by keys.
  await parts.getByRole('searchbox').fill('5000');
  await page.keyboard.press('Enter');
  const name = () => page.evaluate(() => document.activeElement?.value);
  await page.waitForFunction(() => document.activeElement?.value === 'Part 5000');
  await parts.getByRole('button', { name: 'Lines before' }).click();
  const last = page.locator('.quote-row').last().locator('[id^="cell-1-"]');
  await last.focus();
  const of = (id) => id.slice('cell-1-'.length);
  const before = of(await last.getAttribute('id'));
  await page.keyboard.press('ArrowDown');
  await page.waitForFunction((id) => document.activeElement?.id.startsWith('cell-1-') && !document.activeElement.id.endsWith(id), before);
  assert.ok(await page.locator('.quote-row').count() <= 200);
  // By words of it.
  await parts.getByRole('searchbox').fill('part 9999');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.activeElement?.value === 'Part 9999');
  assert.equal(await name(), 'Part 9999');

  // The line follows each keystroke, the totals a moment later, and it is saved.
  const row = page.locator('.quote-row', { has: page.locator(':focus') });
  await row.locator('[id^="cell-1-"]').fill('3');
  await row.locator('[data-amount]').getByText('€3.00').waitFor();
  await page.locator('.quote-side').getByText('€10,002.00').first().waitFor();
  await page.locator('[data-save="saved"]').waitFor({ timeout: 60_000 });
  await axe(page);

  const now = await ask(page, 'quotes.get', { id: view.id });
  assert.equal(now.figures.net_minor, LINES * 100 + 200);
  assert.ok(now.version > saved.version);

  // The customer's page tells them by section.
  await ask(page, 'quotes.move', { id: view.id, version: now.version, step: 'send', reason: '' });
  await visit(page, `/quotes/${view.id}`);
  await page.locator('#deal-room-recipient').fill('Camille Roux');
  await page.locator('#deal-room-recipient').press('Enter');
  const address = await page.locator('#deal-room-address').inputValue();
  for (const path of ['', '/slides']) {
    const answer = await context.request.get(`${address}${path}`);
    const text = await answer.text();
    assert.ok(text.length < 100_000, `${path}: ${text.length} bytes`);
    assert.match(text, path ? /250 lines, item by item in the document/ : /10,000 lines, item by item in the document/);
  }
});
