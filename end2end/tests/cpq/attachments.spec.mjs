// Files of a quote: added, named, ordered, taken away and had back; given to the customer with the link,
// read where the seller sees it, part of what is signed.
import { randomUUID } from 'node:crypto';
import { assert, ask, axe, bigTargets, noSideways, signIn, test, visit, DESK, PHONE } from '../../harness.mjs';

const EN = { locale: 'en-US' };

/** A draft with one line without tax at 100.00, as the signed-in person. */
async function draft(page) {
  const [account] = await ask(page, 'accounts.suggest', { text: '', limit: 1 });
  const made = await ask(page, 'quotes.create', {
    id: randomUUID(),
    opportunity_id: null,
    account_id: account.id,
    price_book_id: null,
    title: 'Offer with files',
    language: 'en',
  });
  const line = {
    id: randomUUID(),
    product_id: null,
    description: 'The machine',
    unit: 'unit',
    price: {
      charge: 'one_time',
      quantity: 10_000,
      list_price: 1_000_000,
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
  const figures = { net_minor: 10_000, tax_minor: 0, gross_minor: 10_000, one_time_minor: 10_000, monthly_minor: 0 };
  return ask(page, 'quotes.save', { id: made.id, version: made.version, draft: { ...made.draft, lines: [line] }, figures });
}

const file = (name, text) => ({ name, mimeType: 'application/octet-stream', buffer: Buffer.from(text) });
const titles = (page) => page.locator('#quote-files .file-line input.input').evaluateAll((all) => all.map((one) => one.value));

test('files are attached, named, ordered, taken away and had back', { ...EN, viewport: DESK }, async ({ page }) => {
  await signIn(page, 'rep');
  const quote = await draft(page);
  await visit(page, `/quotes/${quote.id}`);
  const card = page.locator('#quote-files');
  await card.getByText('No file is attached.').waitFor();
  // What is no file to attach is said before it is sent.
  await page.locator('#quote-files-input').setInputFiles(file('page.html', '<script>'));
  await card.getByText('This kind of file cannot be attached').waitFor();
  await page.locator('#quote-files-input').setInputFiles([file('Sheet.txt', 'Read me'), file('Prices.csv', 'a;b')]);
  await card.locator('.file-line').nth(1).waitFor();
  assert.deepEqual(await titles(page), ['Sheet', 'Prices']);
  await axe(page, 'the files of a quote');
  await card.getByLabel('Title of Sheet').fill('Data sheet');
  await card.getByLabel('Title of Sheet').press('Enter');
  await card.getByLabel('Title of Data sheet').waitFor();
  await card.getByRole('button', { name: 'Move down Data sheet' }).click();
  await page.waitForFunction(() => document.querySelector('#quote-files .file-line input.input')?.value === 'Prices');
  // Who works by keys stays where the hand was.
  await page.waitForFunction(() => document.activeElement?.getAttribute('aria-label') === 'Move down Data sheet'
    || document.activeElement?.textContent?.includes('Move down Data sheet'));
  await card.getByRole('button', { name: 'Remove Prices' }).click();
  await page.waitForFunction(() => document.activeElement?.id === 'quote-files-input');
  await page.getByRole('button', { name: 'Undo' }).first().click();
  await page.waitForFunction(() => document.querySelectorAll('#quote-files .file-line').length === 2);
  assert.deepEqual(await titles(page), ['Prices', 'Data sheet']);
  // Prices are ours alone.
  await card.locator('.file-line', { hasText: 'Prices.csv' }).getByLabel('The customer sees it').uncheck();
  await page.setViewportSize(PHONE);
  await noSideways(page);
  await bigTargets(page);
  await page.setViewportSize(DESK);
  await visit(page, `/quotes/${quote.id}`);
  const own = card.locator('.file-line', { hasText: 'Prices.csv' });
  assert.equal(await own.getByLabel('The customer sees it').isChecked(), false);
  const answer = await page.request.get(await own.getByRole('link').getAttribute('href').then((href) => new URL(href, page.url()).href));
  assert.match(answer.headers()['content-disposition'], /^attachment; filename="Prices.csv"/);
  assert.equal(await answer.text(), 'a;b');
});

test('the customer gets the files, the seller sees it, the signature names them', EN, async ({ page }) => {
  await signIn(page, 'rep');
  const quote = await draft(page);
  const add = (name, shown) => ask(page, 'attachments.add', {
    quote_id: quote.id,
    id: randomUUID(),
    file_name: name,
    content: Buffer.from(`This is ${name}`).toString('base64'),
    shown,
  });
  await add('Sheet.txt', true);
  await add('Costs.txt', false);
  await ask(page, 'quotes.move', { id: quote.id, version: quote.version, step: 'send', reason: '' });
  await visit(page, `/quotes/${quote.id}`);
  // Sent, the list is only read.
  await page.locator('#quote-files .badge', { hasText: 'Internal' }).waitFor();
  assert.equal(await page.locator('#quote-files-input').count(), 0);
  await page.locator('#deal-room-recipient').fill('Camille Roux');
  await page.locator('#deal-room-recipient').press('Enter');
  const address = await page.locator('#deal-room-address').inputValue();
  const context = await page.context().browser().newContext({ locale: 'en-US', timezoneId: 'Europe/Paris' });
  const theirs = await context.newPage();
  await theirs.goto(address);
  await theirs.locator('#files', { hasText: 'TXT' }).waitFor();
  assert.equal(await theirs.locator('#files a').count(), 1, 'what is internal is not there');
  await axe(theirs, 'a room with files');
  const href = await theirs.locator('#files a').getAttribute('href');
  const got = await theirs.request.get(new URL(href, address).href);
  assert.equal(await got.text(), 'This is Sheet.txt');
  await page.locator('.deal-room', { hasText: 'Files downloaded (1 of 1) – Sheet' }).waitFor({ timeout: 15_000 });
  await theirs.locator('#signing input[name=name]').fill('Camille Roux');
  await theirs.locator('#signing input[name=consent]').check();
  await theirs.locator('#signing button[type=submit]').click();
  await theirs.locator('#signed', { hasText: 'Sheet (Sheet.txt' }).waitFor();
  assert.match(await theirs.locator('#signed').innerText(), /record, document and seal fit/);
  await context.close();
});

test('versions say which files differ, and a template carries its files', EN, async ({ page }) => {
  await signIn(page, 'rep');
  const quote = await draft(page);
  const list = await ask(page, 'attachments.add', {
    quote_id: quote.id, id: randomUUID(), file_name: 'Sheet.txt', content: Buffer.from('Read me').toString('base64'), shown: true,
  });
  assert.equal(list.items.length, 1);
  const template = await ask(page, 'templates.create', { id: randomUUID(), quote_id: quote.id, name: 'With a file', sharing: 'private' });
  const made = await ask(page, 'quotes.create', {
    id: randomUUID(), opportunity_id: null, account_id: null, price_book_id: null, title: '', language: null, template_id: template.id,
  });
  const theirs = await ask(page, 'attachments.get', { quote_id: made.id });
  assert.deepEqual(theirs.items.map((one) => one.sha256), list.items.map((one) => one.sha256));

  const sent = await ask(page, 'quotes.move', { id: quote.id, version: quote.version, step: 'send', reason: '' });
  const next = await ask(page, 'quotes.new_version', { id: quote.id, version: sent.version, new_id: randomUUID() });
  const copies = await ask(page, 'attachments.get', { quote_id: next.id });
  await ask(page, 'attachments.save', { quote_id: next.id, version: copies.version, items: [] });
  await visit(page, `/quotes/${next.id}`);
  await page.locator('#quote-versions').getByRole('button', { name: 'What changed' }).first().click();
  await page.locator('#quote-compare tr[data-changed="files"]', { hasText: 'Removed' }).waitFor();
  await axe(page, 'files in a comparison');
});
