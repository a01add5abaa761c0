// Approvals: preview on the quote, chain from manager to finance, the panel, the rules, absences.
import { randomUUID } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { assert, ask, axe, bigTargets, leave, noSideways, signIn, test, visit, DESK, PHONE } from '../../harness.mjs';

const EN = { locale: 'en-US' };

/** A quote of one free line of 1,000.00 with a discount on the whole, in basis points. */
async function discounted(page, discount) {
  const [account] = await ask(page, 'accounts.suggest', { text: '', limit: 1 });
  const view = await ask(page, 'quotes.create', {
    id: randomUUID(),
    opportunity_id: null,
    account_id: account.id,
    price_book_id: null,
    title: 'Approval of a test',
    language: 'en',
  });
  const line = {
    id: randomUUID(),
    product_id: null,
    description: 'Line',
    unit: 'unit',
    price: {
      charge: 'one_time',
      quantity: 10_000,
      list_price: 10_000_000,
      manual_price: null,
      tier_mode: 'none',
      tiers: [],
      floor: null,
      cost: null,
      discount: 0,
      tax: { category: 'E', rate: 0 },
      optional: false,
    },
  };
  const net = 100_000 - (100_000 * discount) / 10_000;
  return ask(page, 'quotes.save', {
    id: view.id,
    version: view.version,
    draft: { ...view.draft, discount, lines: [line] },
    figures: { net_minor: net, tax_minor: 0, gross_minor: net, one_time_minor: net, monthly_minor: 0 },
  });
}

/** Two lines of 1,000.00, the second at a quarter off, of which the customer may take up to 50. */
async function openToMore(page) {
  const view = await discounted(page, 0);
  const [line] = view.draft.lines;
  const more = {
    ...line,
    id: randomUUID(),
    description: 'Sensor',
    price: { ...line.price, discount: 2_500 },
    choice: { limits: { min: 10_000, max: 500_000 } },
  };
  const net = 100_000 + 75_000;
  return ask(page, 'quotes.save', {
    id: view.id,
    version: view.version,
    draft: { ...view.draft, lines: [line, more] },
    figures: { net_minor: net, tax_minor: 0, gross_minor: net, one_time_minor: net, monthly_minor: 0 },
  });
}

/** Asks for the approval of the quote on the page, with a word for those who are asked. */
async function submit(page, comment = '') {
  await page.getByRole('button', { name: 'Ask for approval' }).first().click();
  const dialog = page.locator('#quote-reason');
  await dialog.getByLabel('Comment for those who are asked').fill(comment);
  await axe(page, 'asking for an approval');
  await dialog.getByRole('button', { name: 'Ask for approval' }).click();
}

test('a rule looks at the most a customer may take, and says so', { ...EN, viewport: DESK }, async ({ page }) => {
  await signIn(page, 'rep');
  const quote = await openToMore(page);
  await visit(page, `/quotes/${quote.id}`);
  const findings = page.locator('.quote-finding-list');
  await findings.getByText(/because the customer may take 50 × Sensor/).first().waitFor();
  await submit(page);
  const card = page.locator('#quote-approval');
  await card.getByText('Because the customer may take 50 × Sensor').waitFor({ timeout: 15_000 });
  await axe(page);
});

/** The next person at the same browser. */
async function as(page, who) {
  await leave(page);
  await signIn(page, who);
}

test('a large discount goes from the manager to finance, on one panel', { ...EN, viewport: DESK }, async ({ page, allowNoise }) => {
  // Rejecting without a word is refused.
  allowNoise(/422 .*approvals\.decide/);
  await signIn(page, 'rep');
  const quote = await discounted(page, 2_800);
  await visit(page, `/quotes/${quote.id}`);
  const findings = page.locator('.quote-finding-list');
  await findings.getByText(/Discount above 20 ?%/).first().waitFor();
  await page.getByText('At a discount of 20% on the whole, nobody is asked.').waitFor();
  // What is out of the ordinary is said while it is written, and to whoever decides.
  await page.locator('.quote-findings').getByText(/^28% below the price book/).waitFor();
  await submit(page, 'They decide this week.');
  const card = page.locator('#quote-approval');
  await card.getByText('Waiting for Marc Delorme').waitFor({ timeout: 15_000 });
  await card.locator('.approval-need').nth(1).waitFor();
  await axe(page);

  await as(page, 'manager');
  await visit(page, `/approvals?tab=mine&quote=${quote.id}`);
  const panel = page.locator('.approval-panel');
  await panel.getByText('From the price book to the margin').waitFor();
  await panel.locator('.approval-risk').getByText(/\d+ of 100 – (medium|high)/).waitFor();
  // What whoever asks says comes before the figures.
  const note = panel.locator('.approval-note', { hasText: 'They decide this week.' });
  await note.waitFor();
  assert.ok((await note.boundingBox()).y < (await panel.locator('.approval-chain').boundingBox()).y);
  await page.locator('.approval-row-on').waitFor();
  await axe(page);
  await page.setViewportSize(PHONE);
  await noSideways(page);
  await bigTargets(page);
  await page.setViewportSize(DESK);
  // Without a word nothing is rejected.
  await panel.getByRole('button', { name: 'Reject' }).click();
  await page.locator('#approval-comment-error').waitFor();
  await page.locator('#approval-condition').fill('Paid in advance');
  await panel.getByRole('button', { name: 'Approve on a condition' }).click();
  await panel.getByText('Marc Delorme approved on a condition').waitFor({ timeout: 15_000 });
  assert.equal(await panel.getByRole('button', { name: 'Reject' }).count(), 0, 'decided once');

  await as(page, 'finance');
  await visit(page, `/approvals?tab=mine&quote=${quote.id}`);
  await panel.getByRole('button', { name: 'Approve', exact: true }).click();
  await panel.getByText('Paul Lemoine approved').waitFor({ timeout: 15_000 });
  assert.equal((await ask(page, 'quotes.get', { id: quote.id })).state, 'approved');
  await visit(page, '/approvals?tab=decided');
  await page.getByText(quote.number).first().waitFor();

  await as(page, 'rep');
  await visit(page, '/approvals?tab=asked');
  await page.getByText(quote.number).first().waitFor();
});

/** The newest link to decide in the messages to `address`, beside the database. */
async function mailedLink(server, address) {
  const folder = join(dirname(server.database), 'outbox');
  for (let tries = 0; tries < 150; tries += 1) {
    const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.eml')).sort().reverse();
    for (const name of names) {
      const text = (await readFile(join(folder, name), 'utf8')).replaceAll('=\r\n', '');
      const found = text.match(/\/approve\/([0-9a-f]{64})/);
      if (found && text.includes(`To: ${address}`)) return `/approve/${found[1]}`;
    }
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error(`no message to ${address} with a link to decide`);
}

test('who wishes it decides from the message, once, without a session or a script', { ...EN, viewport: DESK }, async ({ page, server }) => {
  await signIn(page, 'manager');
  const { wishes, version } = await ask(page, 'notifications.wishes', {});
  await ask(page, 'notifications.save_wishes', { wishes: { ...wishes, mail: ['approval'] }, version });
  await as(page, 'rep');
  const quote = await discounted(page, 2_300);
  await ask(page, 'quotes.move', { id: quote.id, version: quote.version, step: 'submit', reason: '' });
  const address = new URL(await mailedLink(server, server.logins.manager.email), server.url).href;

  const browser = page.context().browser();
  const looking = await (await browser.newContext({ locale: 'en-US', viewport: PHONE })).newPage();
  const first = await looking.goto(address);
  assert.match(first.headers()['content-security-policy'], /default-src 'none'/);
  await looking.locator('h1', { hasText: quote.number }).waitFor();
  await axe(looking, 'the page of a mailed link');
  await noSideways(looking);
  await bigTargets(looking);
  await looking.context().close();
  assert.equal((await ask(page, 'quotes.get', { id: quote.id })).state, 'in_approval', 'looking decides nothing');

  const theirs = await (await browser.newContext({ locale: 'en-US', javaScriptEnabled: false })).newPage();
  await theirs.goto(address);
  await theirs.locator('.approve button[value="reject"]').click();
  await theirs.locator('#approve-problem').waitFor();
  await theirs.locator('#comment').fill('Too low for one licence');
  await theirs.locator('.approve button[value="reject"]').click();
  await theirs.locator('.plain-page h1', { hasText: quote.number }).waitFor();
  assert.equal((await ask(page, 'quotes.get', { id: quote.id })).state, 'draft');
  await theirs.goto(address);
  assert.equal(await theirs.locator('form').count(), 0, 'a link decides once');
  await theirs.context().close();
  await visit(page, `/quotes/${quote.id}`);
  await page.locator('#quote-approval').getByText('by mail link').waitFor();
});

test('who is told of a request agrees where they are told', { ...EN, viewport: DESK }, async ({ page }) => {
  await signIn(page, 'rep');
  const quote = await discounted(page, 2_400);
  await ask(page, 'quotes.move', { id: quote.id, version: quote.version, step: 'submit', reason: '' });
  await as(page, 'manager');
  await visit(page, '/notifications');
  const row = page.locator('.notify-row.is-unread').filter({ has: page.getByRole('button', { name: 'Decide here' }) }).first();
  await row.getByRole('button', { name: 'Decide here' }).click();
  await row.getByText(/760\.00/).waitFor();
  await axe(page, 'a notice that is decided where it stands');
  await row.getByRole('button', { name: 'Approve', exact: true }).click();
  await page.locator('.toast', { hasText: `Decision saved for ${quote.number}` }).waitFor();
  assert.equal((await ask(page, 'quotes.get', { id: quote.id })).state, 'approved');
});

test('a rule is checked while it is written, tried, saved, deleted and brought back', { ...EN, viewport: DESK }, async ({ page }) => {
  await signIn(page, 'rep');
  const quote = await discounted(page, 1_500);
  await as(page, 'admin');
  await visit(page, '/admin/approvals');
  await axe(page);
  await page.getByRole('button', { name: 'New rule' }).click();
  const form = page.locator('#approval-rule-form');
  await form.locator('#rule-name-en').fill('Long offers');
  await form.locator('#rule-condition').fill('discount > "a"');
  await form.getByText('Line 1, column 12: a number is expected here.').waitFor();
  await form.locator('#rule-condition').fill('discount > 12 and term >= 1');
  await form.getByText('The condition can be read. It looks at Discount, Term in months.').waitFor();
  await form.locator('#rule-try').fill(quote.number);
  await form.getByRole('button', { name: 'Try', exact: true }).click();
  await form.getByText('This rule would ask.').waitFor({ timeout: 15_000 });
  await form.getByText('At a discount of 12% on the whole, nobody is asked.').waitFor();
  await axe(page);
  await form.getByRole('button', { name: 'Save' }).click();
  const rule = page.locator('.approval-rule', { hasText: 'Long offers' });
  await rule.waitFor({ timeout: 15_000 });
  await rule.getByRole('button', { name: 'Delete' }).click();
  await rule.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Undo' }).click();
  await rule.waitFor({ timeout: 15_000 });
  await page.setViewportSize(PHONE);
  await noSideways(page);
  await page.setViewportSize(DESK);
  await rule.getByRole('switch').click();
  for (let tries = 0; ; tries += 1) {
    const { rules } = await ask(page, 'approvals.rules');
    if (rules.some((one) => one.draft.name.en === 'Long offers' && !one.draft.active)) break;
    assert.ok(tries < 50, 'the rule is switched off');
    await page.waitForTimeout(100);
  }
});

test('a long time to pay asks, and the customer reads it', { ...EN, viewport: DESK }, async ({ page }) => {
  await signIn(page, 'admin');
  await visit(page, '/admin/approvals');
  await page.getByRole('button', { name: 'New rule' }).click();
  const form = page.locator('#approval-rule-form');
  await form.locator('#rule-name-en').fill('Long time to pay');
  await form.locator('#rule-condition').fill('payment_days > 300');
  await form.getByText(/^Days to pay above 300\. The condition can be read/).waitFor();
  await form.getByRole('button', { name: 'Save' }).click();
  const rule = page.locator('.approval-rule', { hasText: 'Long time to pay' });
  await rule.getByText('Asked when: Days to pay above 300').waitFor({ timeout: 15_000 });
  await axe(page, 'rules in words');

  await as(page, 'rep');
  const quote = await discounted(page, 0);
  await visit(page, `/quotes/${quote.id}`);
  const days = page.locator('#quote-payment-days');
  await days.fill('400');
  await page.locator('#quote-payment-days-error').waitFor();
  await days.fill('301');
  const findings = page.locator('.quote-finding-list');
  await findings.getByText(/Long time to pay/).first().waitFor();
  await axe(page, 'the time to pay');
  await days.fill('45');
  await findings.getByText(/Long time to pay/).first().waitFor({ state: 'detached' });
  await page.locator('[data-save="saved"]').waitFor({ timeout: 15_000 });
  const saved = await ask(page, 'quotes.get', { id: quote.id });
  assert.equal(saved.draft.payment_days, 45);
  await ask(page, 'quotes.move', { id: quote.id, version: saved.version, step: 'send', reason: '' });
  await visit(page, `/quotes/${quote.id}`);
  await page.locator('#quote-facts').getByText('45 days from the invoice date').waitFor();
  await page.locator('#deal-room-recipient').fill('Camille Roux');
  await page.locator('#deal-room-recipient').press('Enter');
  await page.goto(await page.locator('#deal-room-address').inputValue());
  await page.locator('#terms').getByText('Payment: 45 days from the invoice date.').waitFor();
  await axe(page, 'the time to pay in a deal room');
});

test('who is away says who decides', { ...EN, viewport: DESK }, async ({ page }) => {
  await signIn(page, 'manager');
  await visit(page, '/settings');
  const card = page.locator('#settings-away');
  await card.getByText('No absence is planned.').waitFor();
  await card.getByRole('button', { name: 'Add' }).click();
  await card.locator('#away-delegate-error').waitFor();
  await card.locator('#away-delegate').selectOption({ label: 'Inès Caron' });
  await card.getByRole('button', { name: 'Add' }).click();
  await card.getByText(/Inès Caron decides/).waitFor({ timeout: 15_000 });
  await axe(page);
  await card.getByRole('button', { name: 'Remove' }).click();
  await card.getByText('No absence is planned.').waitFor({ timeout: 15_000 });
});
