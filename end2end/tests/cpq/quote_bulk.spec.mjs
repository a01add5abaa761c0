// Several lines of a quote at once: selected by keyboard and by pointer, discounted to the cent, moved, marked, copied
// and deleted, each with one way back.
import { randomUUID } from 'node:crypto';
import { assert, ask, axe, bigTargets, noSideways, signIn, test, visit, DESK, PHONE } from '../../harness.mjs';

const EN = { locale: 'en-US', viewport: DESK };

const line = (n, cents, section) => ({
  id: randomUUID(),
  product_id: null,
  section,
  description: `Line ${n}`,
  unit: 'unit',
  price: {
    charge: 'one_time', quantity: 10_000, list_price: cents * 100, manual_price: null, tier_mode: 'none', tiers: [],
    floor: null, cost: null, discount: 0, tax: { category: 'E', rate: 0 }, optional: false,
  },
});

/** A quote with lines of these cents; the first `inside` of them in a section. */
async function quoteOf(page, cents, inside = 0) {
  const [account] = await ask(page, 'accounts.suggest', { text: '', limit: 1 });
  const view = await ask(page, 'quotes.create', { id: randomUUID(), opportunity_id: null, account_id: account.id, price_book_id: null, title: 'Several at once', language: 'en' });
  const section = { id: randomUUID(), title: 'Hardware', introduction: '', subtotal: true };
  const lines = cents.map((one, n) => line(n + 1, one, n >= cents.length - inside ? section.id : undefined));
  const net = cents.reduce((sum, one) => sum + one, 0);
  const draft = { ...view.draft, sections: inside ? [section] : [], lines };
  const figures = { net_minor: net, tax_minor: 0, gross_minor: net, one_time_minor: net, monthly_minor: 0 };
  return ask(page, 'quotes.save', { id: view.id, version: view.version, draft, figures });
}

const saved = (page) => page.locator('[data-save="saved"]').waitFor({ timeout: 15_000 });
const row = (page, n) => page.locator('.quote-row').nth(n);
const cell = (page, column, n) => row(page, n).locator(`[id^="cell-${column}-"]`);
const amounts = (page) => page.locator('.quote-row [data-amount]').allInnerTexts();
const names = (page) => page.locator('.quote-row [id^="cell-0-"]').evaluateAll((all) => all.map((one) => one.value));
const picked = (page) => page.locator('.quote-row.is-picked').count();
const bar = (page) => page.locator('.quote-bulk');
const undo = (page, text) => page.locator('.toast', { hasText: text }).getByRole('button', { name: 'Undo' }).click();
const more = async (page, name) => {
  await page.locator('#bulk-more-button').click();
  await page.locator('#bulk-more').getByRole('menuitem', { name, exact: true }).click();
};
const settles = (page, wanted, read) => assert.doesNotReject(async () => {
  const until = Date.now() + 5_000;
  for (;;) {
    const found = JSON.stringify(await read(page));
    if (found === JSON.stringify(wanted)) return;
    if (Date.now() > until) throw new Error(`${found} is not ${JSON.stringify(wanted)}`);
    await page.waitForTimeout(50);
  }
});

/** The first three lines, by keyboard from the first. */
async function pickThree(page) {
  await page.keyboard.press('Shift+Space');
  for (const n of [1, 2]) {
    await page.keyboard.press('Shift+ArrowDown');
    const id = await cell(page, 1, n).getAttribute('id');
    await page.waitForFunction((id) => document.activeElement?.id === id, id);
  }
}

test('lines selected by keyboard take one discount to the cent, taken back at once', EN, async ({ page }) => {
  await signIn(page, 'rep');
  const view = await quoteOf(page, [10_000, 10_000, 10_000, 700]);
  await visit(page, `/quotes/${view.id}`);
  await cell(page, 1, 0).focus();
  const top = (await row(page, 3).boundingBox()).y;
  await pickThree(page);
  await bar(page).locator('[data-picked]', { hasText: '3 lines · €300.00' }).waitFor();
  assert.equal(await picked(page), 3);
  assert.equal((await row(page, 3).boundingBox()).y, top, 'the bar does not move the lines');
  await page.keyboard.press('Escape');
  await bar(page).waitFor({ state: 'detached' });
  await page.keyboard.press('Control+a');
  await bar(page).locator('[data-picked]', { hasText: '4 lines' }).waitFor();
  await page.keyboard.press('Escape');
  await cell(page, 1, 0).focus();
  await pickThree(page);
  for (const size of [DESK, PHONE]) {
    await page.setViewportSize(size);
    await axe(page, `selected lines at ${size.width}`);
    await noSideways(page, `selected lines at ${size.width}`);
    await bigTargets(page, `selected lines at ${size.width}`);
    const box = await bar(page).boundingBox();
    assert.ok(box.x >= 0 && box.x + box.width <= size.width, 'the bar fits');
  }
  await page.setViewportSize(DESK);
  await cell(page, 1, 2).focus();
  await page.keyboard.press('Alt+b');
  await page.waitForFunction(() => document.activeElement?.id === 'bulk-discount-open');
  await page.keyboard.press('Enter');
  const form = page.locator('#bulk-discount[open]');
  await form.locator('#bulk-discount-kind').selectOption('left');
  await form.locator('#bulk-discount-value').fill('400');
  await form.locator('#bulk-discount-value-error', { hasText: '300' }).waitFor();
  assert.ok(await form.locator('#bulk-discount-apply').isDisabled());
  await form.locator('#bulk-discount-value').fill('200');
  await form.locator('[data-outcome]', { hasText: '€300.00 → €200.00' }).waitFor();
  await axe(page, 'a discount on several lines');
  await page.keyboard.press('Enter');
  await settles(page, ['€66.66', '€66.67', '€66.67', '€7.00'], async () => (await amounts(page)).toSorted((a, b) => b.length - a.length || a.localeCompare(b)));
  await saved(page);
  const after = await ask(page, 'quotes.get', { id: view.id });
  assert.equal(after.figures.net_minor, 20_700);
  await undo(page, 'Discount set on 3 lines');
  await settles(page, ['€100.00', '€100.00', '€100.00', '€7.00'], amounts);
  await saved(page);
  assert.equal((await ask(page, 'quotes.get', { id: view.id })).figures.net_minor, 30_700);
});

test('selected lines are moved, marked, copied and deleted, each with one way back', EN, async ({ page }) => {
  await signIn(page, 'rep');
  const view = await quoteOf(page, [10_000, 20_000, 30_000, 40_000], 1);
  await visit(page, `/quotes/${view.id}`);
  const start = ['Line 1', 'Line 2', 'Line 3', 'Line 4'];
  await row(page, 0).hover();
  await row(page, 0).locator('[data-pick]').click();
  await row(page, 2).locator('[data-pick]').click();
  await bar(page).locator('[data-picked]', { hasText: '2 lines · €400.00' }).waitFor();
  await page.locator('#bulk-move-button').click();
  await page.locator('#bulk-move').getByRole('menuitem', { name: 'Hardware' }).click();
  await settles(page, ['Line 2', 'Line 4', 'Line 1', 'Line 3'], names);
  await undo(page, '2 lines moved');
  await settles(page, start, names);

  await more(page, 'Mark as optional');
  await settles(page, 2, () => page.locator('.quote-row.is-optional').count());
  await undo(page, '2 lines are optional');
  await settles(page, 0, () => page.locator('.quote-row.is-optional').count());

  await more(page, 'Duplicate');
  await settles(page, ['Line 1', 'Line 1', 'Line 2', 'Line 3', 'Line 3', 'Line 4'], names);
  await undo(page, '2 lines duplicated');
  await settles(page, start, names);

  await more(page, 'Delete');
  await settles(page, ['Line 2', 'Line 4'], names);
  await bar(page).waitFor({ state: 'detached' });
  await undo(page, '2 lines deleted');
  await settles(page, start, names);
  await saved(page);
  assert.equal((await ask(page, 'quotes.get', { id: view.id })).figures.net_minor, 100_000);

  // The header of a section selects its lines; what is charged otherwise shares no amount.
  await page.locator('.quote-section').hover();
  await page.locator('.quote-section [data-pick]').click();
  assert.equal(await picked(page), 1);
  await cell(page, 5, 3).selectOption('monthly');
  await row(page, 0).locator('[data-pick]').click();
  await page.locator('#bulk-discount-open').click();
  const form = page.locator('#bulk-discount[open]');
  await form.locator('#bulk-discount-kind').selectOption('amount');
  await form.locator('#bulk-discount-value').fill('10');
  await form.locator('#bulk-discount-value-error', { hasText: 'same way' }).waitFor();
  await form.locator('#bulk-discount-value').fill('10 %');
  await form.locator('[data-outcome]', { hasText: '2 lines' }).waitFor();
});
