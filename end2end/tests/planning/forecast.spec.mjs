// The forecast: every number opens its deals, the page moves live, a "what if" stays in the page.
import { ask, assert, axe, signIn, test, visit } from '../../harness.mjs';

/** "€1,234,500" or "1 234 500 €" as a number; dashes are nothing. */
const amount = (text) => Number((text.match(/[-−]?[\d\s\u00a0\u202f,.]*\d/)?.[0] ?? '0').replace('−', '-').replace(/[^\d-]/g, ''));

const cell = (page, column, row = 0) => page.locator('.fc-table tbody tr').nth(row).locator(`[data-cell="${column}"]`);
const figure = async (page, name) => amount(await page.locator(`[data-figure="${name}"]`).innerText());

test('the deals behind every number of the first line add up to it', async ({ page }) => {
  await signIn(page, 'manager');
  await visit(page, '/forecast');
  for (const column of ['closed', 'commit', 'best_case', 'pipeline', 'weighted']) {
    const door = cell(page, column);
    const shown = amount(await door.innerText());
    await door.click();
    const panel = page.locator('#fc-deals');
    await panel.locator('.fc-deal').first().waitFor();
    assert.equal(amount((await panel.locator('.fc-sum').innerText()).split(', ').slice(1).join(',')), shown, column);
    while (await panel.locator('.load-more button').count()) await panel.locator('.load-more button').click();
    const parts = (await panel.locator('.fc-deal-value').allInnerTexts()).map(amount);
    // Each amount is rounded to whole units for the eye: at most half a unit a deal.
    const sum = parts.reduce((a, b) => a + b, 0);
    assert.ok(Math.abs(sum - shown) <= parts.length / 2 + 1, `${column}: ${sum} is not ${shown}`);
    await page.keyboard.press('Escape');
    await panel.locator('.fc-deal').first().waitFor({ state: 'detached' });
  }
});

test('leaving a deal out moves totals and range at once, and nothing is saved', async ({ page }) => {
  await signIn(page, 'manager');
  await visit(page, '/forecast');
  const before = { commit: await figure(page, 'commit'), projected: await figure(page, 'projected') };
  const requests = [];
  await cell(page, 'commit').click();
  const deal = page.locator('#fc-deals .fc-deal').first();
  // The words of the deals came with the panel; from here on the page is on its own.
  await deal.locator('input[type="checkbox"]').waitFor({ state: 'attached' });
  page.on('request', (request) => request.method() === 'POST' && requests.push(request.url()));
  const worth = amount(await deal.locator('.fc-deal-value').innerText());
  await deal.locator('input[type="checkbox"]').uncheck({ force: true });
  await page.locator('.fc-what-if').waitFor();
  assert.ok(Math.abs(before.commit - worth - (await figure(page, 'commit'))) <= 1);
  assert.ok((await figure(page, 'projected')) < before.projected);
  assert.ok((await page.locator('#fc-fan svg .ch-line-before').count()) > 0, 'the line without the what-if is drawn');
  await deal.locator('select').selectOption('closed');
  assert.ok((await figure(page, 'closed')) >= worth);
  assert.deepEqual(requests, []);
  await page.keyboard.press('Escape');
  await page.locator('.fc-what-if button').click();
  await page.locator('.fc-what-if').waitFor({ state: 'detached' });
  assert.equal(await figure(page, 'commit'), before.commit);
  assert.equal(await figure(page, 'projected'), before.projected);
});

test('a deal changed elsewhere moves the page within a second', async ({ page }) => {
  await signIn(page, 'manager');
  await visit(page, '/forecast');
  const before = await figure(page, 'commit');
  await cell(page, 'best_case').click();
  const id = await page.locator('#fc-deals .fc-deal').first().getAttribute('data-deal');
  await page.keyboard.press('Escape');
  const deal = await ask(page, 'opportunities.get', { id });
  const started = Date.now();
  await ask(page, 'opportunities.edit', { id, version: deal.version, changes: [{ JudgedCategory: 'commit' }] });
  await page.waitForFunction(
    (before) => Number(document.querySelector('[data-figure="commit"]').textContent.replace(/\D/g, '')) !== before,
    before,
    { timeout: 5_000, polling: 50 },
  );
  const took = Date.now() - started;
  assert.ok(took < 1_500, `the page moved after ${took} ms`);
  assert.ok((await figure(page, 'commit')) > before);
});

test('the first and the last bar of the waterfall open their deals', async ({ page }) => {
  await signIn(page, 'manager');
  await visit(page, '/forecast');
  for (const step of ['opening', 'closing']) {
    const door = page.locator(`[data-step="${step}"]`).first();
    if (!(await door.isVisible())) await page.locator('#fc-waterfall .card-actions button').last().click();
    const shown = amount(await door.innerText());
    await door.click();
    const sum = (await page.locator('#fc-deals .fc-sum').innerText()).split(', ').slice(1).join(',');
    assert.equal(amount(sum), shown, step);
    await page.keyboard.press('Escape');
    await page.locator('#fc-deals .fc-sum').waitFor({ state: 'hidden' });
  }
});

test('a period that is over is not projected', async ({ page }) => {
  await signIn(page, 'manager');
  await visit(page, '/forecast');
  const first = await page.locator('.fc-period-name').innerText();
  await page.locator('.fc-period button').first().click();
  await page.waitForFunction((first) => document.querySelector('.fc-period-name').textContent !== first, first);
  await page.locator('[aria-busy="false"].fc').waitFor();
  assert.equal(await figure(page, 'projected'), await figure(page, 'closed'));
});

test('a manager sets a quota in the table', async ({ page }) => {
  await signIn(page, 'manager');
  await visit(page, '/forecast');
  const row = page.locator('.fc-rep').first();
  await row.locator('.inline-read').click();
  const input = row.locator('.inline-edit input');
  await input.fill('123456');
  await input.press('Enter');
  await page.waitForFunction(
    () => document.querySelector('.fc-rep .inline-edit').textContent.replace(/\D/g, '') === '123456',
    undefined,
    { timeout: 5_000 },
  );
  await visit(page, '/forecast');
  assert.equal(amount(await row.locator('.inline-edit').innerText()), 123_456);
  await row.locator('.inline-read').click();
  await input.fill('-5');
  await input.press('Enter');
  await row.locator('.inline-edit [role="alert"], .inline-edit .field-error').first().waitFor();
});

test('period, person and columns live in the address', async ({ page }) => {
  await signIn(page, 'finance');
  await visit(page, '/forecast');
  const first = await page.locator('.fc-period-name').innerText();
  await page.locator('.fc-period button').first().click();
  await page.waitForURL(/period=/);
  await page.waitForFunction((first) => document.querySelector('.fc-period-name').textContent !== first, first);
  const earlier = await page.locator('.fc-period-name').innerText();
  await page.locator('#fc-mode label').nth(1).click();
  await page.waitForURL(/columns=cumulative/);
  const commit = amount(await cell(page, 'commit').innerText());
  assert.ok(commit >= amount(await cell(page, 'closed').innerText()));
  await page.reload();
  assert.equal(await page.locator('.fc-period-name').innerText(), earlier);
  const names = await page.locator('#fc-whose option').allInnerTexts();
  assert.ok(names.length > 12);
});

test('a representative sees one line: their own', async ({ page, context }) => {
  await signIn(page, 'rep');
  await visit(page, '/forecast');
  assert.equal(await page.locator('.fc-table tbody tr').count(), 1);
  assert.equal(await page.locator('.fc-table .inline-edit').count(), 0);
  const request = { user_id: '00000000-0000-7000-8000-000000000000', period_start: '2026-10-01', amount_minor: 1, currency: 'EUR', version: null };
  const answer = await context.request.post(`${context.server.url}/call/quotas.set`, { data: { request } });
  assert.equal(answer.status(), 403);
});

test('the panel of deals behind a number is accessible', async ({ page }) => {
  await signIn(page, 'manager');
  await visit(page, '/forecast');
  await cell(page, 'commit').click();
  await page.locator('#fc-deals .fc-deal').first().waitFor();
  await axe(page, 'the panel of deals');
});
