// Quotes: made from a deal, priced at each keystroke in the browser, saved by themselves, sent, printed.
import { randomUUID } from 'node:crypto';
import { assert, ask, axe, bigTargets, noSideways, signIn, test, visit, DESK, PHONE } from '../../harness.mjs';

const EN = { locale: 'en-US' };

/** A quote for an account, as the signed-in person. */
async function quote(page, request = {}) {
  const [account] = await ask(page, 'accounts.suggest', { text: '', limit: 1 });
  return ask(page, 'quotes.create', {
    id: randomUUID(),
    opportunity_id: null,
    account_id: account.id,
    price_book_id: null,
    title: 'Offer of a test',
    language: 'en',
    ...request,
  });
}

/** A free line without tax at a price in ten-thousandths. */
const line = (n, price = 1_000_000) => ({
  id: randomUUID(),
  product_id: null,
  description: `Line ${n}`,
  unit: 'unit',
  price: {
    charge: 'one_time',
    quantity: 10_000,
    list_price: price,
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

/** The quote with these lines of 100.00 each, saved as the editor does. */
async function withLines(page, view, count) {
  const lines = Array.from({ length: count }, (_, n) => line(n + 1));
  const net = count * 10_000;
  return ask(page, 'quotes.save', {
    id: view.id,
    version: view.version,
    draft: { ...view.draft, lines },
    figures: { net_minor: net, tax_minor: 0, gross_minor: net, one_time_minor: net, monthly_minor: 0 },
  });
}

const saved = (page) => page.locator('[data-save="saved"]').waitFor({ timeout: 15_000 });
const row = (page, n) => page.locator('.quote-row').nth(n);
const cell = (page, column, n = 0) => row(page, n).locator(`[id^="cell-${column}-"]`);
const digits = (text) => Number(text.replace(/\D/g, ''));
const total = async (page, name) => digits(await page.locator(`[data-total="${name}"] dd`).innerText());
const focused = (page) => page.evaluate(() => document.activeElement?.id ?? '');

/** Types a product into the last line and takes it. */
async function take(page, sku) {
  await page.locator('.quote-row').last().locator('[id^="cell-0-"]').click();
  await page.keyboard.type(sku);
  const option = page.locator('#quote-products [role="option"]').first();
  await option.waitFor();
  const seen = await option.evaluate((element) => {
    const box = element.getBoundingClientRect();
    const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    return { inside: box.top >= 0 && box.bottom <= innerHeight && box.left >= 0 && box.right <= innerWidth, top: element.contains(top) };
  });
  assert.deepEqual(seen, { inside: true, top: true }, 'the first suggestion is in sight');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.activeElement?.id.startsWith('cell-1-'));
}

test('a quote is made from a deal and has its products', EN, async ({ page }) => {
  await signIn(page, 'rep');
  await visit(page, '/opportunities?state=open');
  const deal = await page.locator('a.row-anchor[href^="/opportunities/"]').first().getAttribute('href');
  await visit(page, deal);
  await page.locator('.page-actions').getByRole('button', { name: 'New quote' }).click();
  await page.waitForURL(/\/quotes\/[0-9a-f-]{36}$/);
  await page.locator('#quote-title').waitFor();
  const view = await ask(page, 'quotes.get', { id: page.url().split('/').pop() });
  assert.equal(`/opportunities/${view.opportunity.id}`, deal);
  assert.equal(await page.locator('.quote-row').count(), view.draft.lines.length);
  await page.locator(`a[href="${deal}"]`).first().waitFor();
});

test('the address of a new quote opens its form', EN, async ({ page }) => {
  await signIn(page, 'rep');
  await visit(page, '/quotes?new=1');
  await page.locator('#new-quote[open] #new-quote-name').waitFor();
  await page.locator('#new-quote-name').fill('By address');
  await page.locator('#new-quote button[type="submit"]').click();
  await page.waitForURL(/\/quotes\/[0-9a-f-]{36}$/);
  assert.equal(await page.locator('#quote-title').inputValue(), 'By address');
});

test('lines are written by keyboard, priced without a request, and the server agrees', EN, async ({ page }) => {
  await signIn(page, 'rep');
  const view = await quote(page);
  const catalog = await ask(page, 'price_books.catalog', { price_book_id: view.draft.price_book_id });
  const once = (item) => catalog.items.filter((other) => other.sku === item.sku).length === 1 && item.active;
  const tiered = catalog.items.find((item) => once(item) && item.entry.tier_mode === 'volume');
  const recurring = catalog.items.find((item) => once(item) && item.entry.charge !== 'one_time' && item !== tiered);
  assert.ok(tiered && recurring, 'the sample has a volume price and a recurring product');

  await visit(page, `/quotes/${view.id}`);
  await page.locator('#add-line').click();
  await take(page, tiered.sku);
  const quantity = tiered.entry.tiers[0].from / 10_000;
  await page.keyboard.type(String(quantity));
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.querySelectorAll('.quote-row').length === 2);
  await take(page, recurring.sku);
  await saved(page);

  // From here on nothing is asked until the pause before saving.
  const asked = [];
  page.on('request', (request) => request.method() === 'POST' && asked.push(request.url()));
  const before = await total(page, 'gross');
  await cell(page, 3, 0).click();
  await page.keyboard.type('10');
  await page.waitForFunction((before) => Number(document.querySelector('[data-total="gross"] dd').textContent.replace(/\D/g, '')) !== before, before);
  await page.locator('#quote-discount').fill('5');
  await page.locator('.quote-sum', { hasText: 'Document discount' }).waitFor();
  assert.deepEqual(asked, [], 'typing asks the server nothing');
  await saved(page);
  assert.ok(asked.some((url) => url.endsWith('/quotes.save')));

  const now = await ask(page, 'quotes.get', { id: view.id });
  assert.equal(await total(page, 'net'), now.figures.net_minor);
  assert.equal(await total(page, 'gross'), now.figures.gross_minor);
  assert.equal(now.draft.discount, 500);
  assert.equal(now.draft.lines[0].price.discount, 1_000);
  assert.equal(now.draft.lines[0].price.list_price, tiered.entry.unit_price);
  assert.ok(now.figures.monthly_minor > 0, 'the recurring line recurs');

  // Why this price: Enter on the amount.
  await cell(page, 7, 0).focus();
  await page.keyboard.press('Enter');
  const panel = page.locator('#line-details[open]');
  for (const step of ['list', 'volume', 'line_discount', 'document_discount', 'net', 'tax']) {
    await panel.locator(`[data-step="${step}"]`).waitFor();
  }
  assert.equal(await page.locator('.quote-row').count(), 2, 'Enter on an amount adds no line');
  await axe(page, 'the explanation of a price');

  // Any other rate of tax is typed here.
  await panel.locator('#line-tax-rate').fill('7.7');
  await page.keyboard.press('Escape');
  await page.locator('.quote-sum', { hasText: 'VAT 7.7%' }).waitFor();
  await saved(page);
  const taxed = await ask(page, 'quotes.get', { id: view.id });
  assert.equal(taxed.draft.lines[0].price.tax.rate, 770);
  assert.equal(await total(page, 'gross'), taxed.figures.gross_minor);
});

test('a typed price can be erased and typed again, and bad input is said', EN, async ({ page }) => {
  await signIn(page, 'rep');
  const view = await withLines(page, await quote(page), 1);
  await visit(page, `/quotes/${view.id}`);
  await cell(page, 2).click();
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Backspace');
  assert.equal(await cell(page, 2).inputValue(), '');
  await page.keyboard.type('12.50');
  assert.equal(await cell(page, 2).inputValue(), '12.50', 'a trailing zero stays while it is typed');
  assert.equal(await total(page, 'net'), 1_250);
  // Erasing a word is not erasing the line.
  await cell(page, 0).click();
  await page.keyboard.press('End');
  await page.keyboard.press('Control+Backspace');
  assert.equal(await page.locator('.quote-row').count(), 1);
  await page.locator('#quote-discount').fill('101');
  await page.locator('#quote-discount-error', { hasText: 'between 0 and 100%' }).waitFor();
  await page.locator('#quote-term').fill('0');
  await page.locator('#quote-term-error', { hasText: 'between 1 and' }).waitFor();
  await page.locator('#quote-discount').fill('');
  await page.locator('#quote-term').fill('12');
  await saved(page);
});

test('lines are copied, moved, deleted and brought back by keyboard', EN, async ({ page }) => {
  await signIn(page, 'rep');
  const view = await withLines(page, await quote(page), 3);
  await visit(page, `/quotes/${view.id}`);
  const names = () => page.locator('.quote-row [id^="cell-0-"]').evaluateAll((all) => all.map((one) => one.value));
  await cell(page, 1, 0).click();
  await page.keyboard.press('Control+d');
  await page.waitForFunction(() => document.querySelectorAll('.quote-row').length === 4);
  assert.deepEqual(await names(), ['Line 1', 'Line 1', 'Line 2', 'Line 3']);
  assert.equal(await total(page, 'net'), 40_000);
  await cell(page, 1, 3).click();
  await page.keyboard.press('Alt+ArrowUp');
  await page.waitForTimeout(100);
  assert.deepEqual(await names(), ['Line 1', 'Line 1', 'Line 3', 'Line 2']);
  assert.equal(await focused(page), await cell(page, 1, 2).getAttribute('id'));
  await page.keyboard.press('Alt+ArrowDown');
  await page.waitForTimeout(100);
  await cell(page, 0, 1).click();
  await page.keyboard.press('Alt+Delete');
  await page.waitForFunction(() => document.querySelectorAll('.quote-row').length === 3);
  await page.locator('.toast').getByRole('button', { name: 'Undo' }).click();
  await page.waitForFunction(() => document.querySelectorAll('.quote-row').length === 4);
  assert.deepEqual(await names(), ['Line 1', 'Line 1', 'Line 2', 'Line 3']);
  await saved(page);
  const now = await ask(page, 'quotes.get', { id: view.id });
  assert.deepEqual(now.draft.lines.map((one) => one.description), ['Line 1', 'Line 1', 'Line 2', 'Line 3']);
});

test('what was typed is saved when the page is left at once', EN, async ({ page, allowNoise }) => {
  // The next visit may read the quote before what was sent on leaving arrives, and then meets its own change.
  allowNoise(/409/);
  await signIn(page, 'rep');
  const view = await withLines(page, await quote(page), 1);
  await visit(page, `/quotes/${view.id}`);
  await cell(page, 1).click();
  await page.keyboard.type('7');
  await page.locator('.breadcrumbs a, nav a[href="/quotes"]').first().click();
  await page.waitForURL(/\/quotes$/);
  const quantity = async () => (await ask(page, 'quotes.get', { id: view.id })).draft.lines[0].price.quantity;
  const until = Date.now() + 5_000;
  while ((await quantity()) !== 70_000 && Date.now() < until) await page.waitForTimeout(50);
  assert.equal(await quantity(), 70_000);
  // And when the browser goes elsewhere.
  await visit(page, `/quotes/${view.id}`);
  await cell(page, 1).click();
  await page.keyboard.type('9');
  await page.goto('about:blank');
  // Delivered on the way out, or kept and taken up by the next visit: it is there either way.
  await visit(page, `/quotes/${view.id}`);
  await page.waitForFunction(() => document.querySelector('.quote-row [id^="cell-1-"]')?.value === '9');
  await saved(page);
  assert.equal(await quantity(), 90_000);
  assert.equal(await page.locator('.quote-notice').count(), 0, 'nothing is left over');
});

test('a session that ends while typing loses nothing', EN, async ({ page, context, allowNoise }) => {
  allowNoise(/401/);
  await signIn(page, 'rep');
  const view = await withLines(page, await quote(page), 2);
  await visit(page, `/quotes/${view.id}`);
  await cell(page, 1, 0).waitFor();
  await context.clearCookies();
  await cell(page, 1, 0).click();
  await page.keyboard.type('42');
  await page.locator('#quote-title').fill('Typed after the end');
  await page.locator('#quote-title').blur();
  await page.locator('#quote-discount').fill('3');
  await page.locator('.quote-notice', { hasText: 'session has ended' }).waitFor({ timeout: 15_000 });
  await signIn(page, 'rep');
  await visit(page, `/quotes/${view.id}`);
  await page.waitForFunction(() => document.querySelector('.quote-row [id^="cell-1-"]')?.value === '42');
  assert.equal(await page.locator('#quote-title').inputValue(), 'Typed after the end');
  assert.equal(await page.locator('#quote-discount').inputValue(), '3');
  await saved(page);
  const now = await ask(page, 'quotes.get', { id: view.id });
  assert.equal(now.draft.title, 'Typed after the end');
  assert.equal(now.draft.lines[0].price.quantity, 420_000);
  assert.equal(now.draft.discount, 300);
});

test('what keeps a quote from being sent is said', EN, async ({ page }) => {
  await signIn(page, 'rep');
  const view = await quote(page, { account_id: null });
  await visit(page, `/quotes/${view.id}`);
  const send = page.locator('.page-header').getByRole('button', { name: 'Mark as sent' });
  assert.ok(await send.isDisabled());
  const reasons = page.locator('#quote-blocking');
  await reasons.getByText('Account: Required.').waitFor();
  await reasons.getByText('Add at least one line.').waitFor();
  await page.locator('#add-line').click();
  await page.keyboard.type('A day of work');
  await page.keyboard.press('Escape');
  await page.locator('#quote-account').click();
  await page.locator('#quote-account-list [role="option"]').first().click();
  await page.locator('#quote-valid-until').fill('2020-01-01');
  await page.locator('#quote-valid-until').blur();
  await reasons.getByText('The last day has passed').first().waitFor();
  await page.locator('#quote-valid-until').fill('2099-01-01');
  await page.locator('#quote-valid-until').blur();
  await reasons.waitFor({ state: 'detached' });
  assert.ok(await send.isEnabled());
});

test('a sent quote gets a new version, and what changed is told', EN, async ({ page }) => {
  await signIn(page, 'rep');
  const view = await withLines(page, await quote(page), 2);
  await visit(page, `/quotes/${view.id}`);
  await page.locator('.page-header').getByRole('button', { name: 'Mark as sent' }).click();
  await page.locator('.quote-line .badge', { hasText: 'Sent' }).waitFor();
  assert.equal(await page.locator('#add-line').count(), 0, 'what is sent does not change');
  await page.getByRole('button', { name: 'New version' }).click();
  await page.waitForURL((url) => url.pathname.startsWith('/quotes/') && !url.pathname.endsWith(view.id));
  await page.locator('#add-line').waitFor();
  await cell(page, 3, 0).click();
  await page.keyboard.type('10');
  await page.locator('#quote-language').selectOption('fr');
  await saved(page);
  await page.getByRole('button', { name: 'What changed' }).click();
  const panel = page.locator('#quote-compare[open]');
  await panel.getByText('Changed: Discount').waitFor();
  await panel.getByText('−10%').waitFor();
  await panel.locator('td', { hasText: 'French' }).waitFor();
  await panel.getByText('1 line is unchanged.').waitFor();
  // What it does to the total is said as well.
  await panel.locator('[data-effect]', { hasText: '−' }).waitFor();
  await axe(page, 'the comparison of two versions');
});

test('the PDF comes in the language of the document, with what was typed last', EN, async ({ page, context, allowNoise }) => {
  allowNoise(/favicon/);
  await signIn(page, 'rep');
  for (const language of ['en', 'fr']) {
    const view = await withLines(page, await quote(page, { language }), 1);
    const answer = await context.request.get(`${context.server.url}/quotes/${view.id}/pdf`);
    assert.equal(answer.headers()['content-type'], 'application/pdf');
    const body = await answer.body();
    assert.equal(body.subarray(0, 5).toString('latin1'), '%PDF-');
    assert.ok(body.includes(Buffer.from(`/Lang(${language}`)) || body.length > 2_000);
    const data = await context.request.get(`${context.server.url}/quotes/${view.id}/ubl`);
    assert.equal(data.headers()['content-type'], 'application/xml');
    assert.match(data.headers()['content-disposition'], /^attachment; filename="Q-.*\.xml"$/);
    assert.match(await data.text(), /<cac:QuotationLine>/);
    await visit(page, `/quotes/${view.id}`);
    await page.locator('.page-header').getByRole('button', { name: 'More' }).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('menuitem', { name: 'Data (UBL XML)' }).click(),
    ]);
    assert.match(download.suggestedFilename(), /\.xml$/);
    await cell(page, 1).click();
    await page.keyboard.type('5');
    await page.locator('#quote-pdf').click();
    await saved(page);
    const now = await ask(page, 'quotes.get', { id: view.id });
    assert.equal(now.draft.lines[0].price.quantity, 50_000, 'saved before it is printed');
  }
});

test('finance reads quotes and changes nothing', EN, async ({ page }) => {
  await signIn(page, 'finance');
  await visit(page, '/quotes');
  assert.equal(await page.getByRole('button', { name: 'New quote' }).count(), 0);
  await page.locator('a.row-anchor[href^="/quotes/"]').first().click();
  await page.locator('.quote-row').first().waitFor();
  assert.equal(await page.locator('.quote-grid input, .quote-grid select, #add-line, #quote-more').count(), 0);
  await page.locator('[data-total="margin"]').waitFor();
  await axe(page);
});

test('a quote is accessible and fits a telephone', EN, async ({ page }) => {
  await signIn(page, 'rep');
  const view = await withLines(page, await quote(page), 3);
  for (const size of [DESK, PHONE]) {
    await page.setViewportSize(size);
    await visit(page, `/quotes/${view.id}`);
    await axe(page, `a quote at ${size.width}`);
    await noSideways(page, `a quote at ${size.width}`);
    await bigTargets(page, `a quote at ${size.width}`);
    if (process.env.JALON_SHOTS) await page.screenshot({ path: `${process.env.JALON_SHOTS}/quote-${size.width}.png`, fullPage: true });
  }
  const hidden = await page.locator('.table-wrap:has(.quote-grid)').evaluate((wrap) => wrap.scrollWidth - wrap.clientWidth);
  assert.ok(hidden <= 0, `${hidden} px of the lines are out of sight`);
  assert.equal(await cell(page, 1).inputValue(), '1');
});
