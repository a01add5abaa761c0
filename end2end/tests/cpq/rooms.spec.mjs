// Deal rooms: a link for the customer, options priced at once, a question, a signature, and what the
// seller sees of it while it happens.
import { randomUUID } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { assert, ask, axe, bigTargets, noSideways, signIn, test, visit, DESK, PHONE } from '../../harness.mjs';

const EN = { locale: 'en-US' };

/** A free line without tax at 100.00. */
const line = (description, optional = false) => ({
  id: randomUUID(),
  product_id: null,
  description,
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
    optional,
  },
});

/** A sent quote with one line and one option or more, as the signed-in person. */
async function sent(page, language = 'en', options = 1) {
  const [account] = await ask(page, 'accounts.suggest', { text: '', limit: 1 });
  const id = randomUUID();
  const made = await ask(page, 'quotes.create', { id, opportunity_id: null, account_id: account.id, price_book_id: null, title: 'Offer with an option', language });
  const draft = { ...made.draft, introduction: 'Thank you for your interest.', terms: 'Payment within 30 days.', lines: [line('The machine'), ...Array.from({ length: options }, () => line('Its training', true))] };
  const figures = { net_minor: 10_000, tax_minor: 0, gross_minor: 10_000, one_time_minor: 10_000, monthly_minor: 0 };
  const saved = await ask(page, 'quotes.save', { id, version: made.version, draft, figures });
  return ask(page, 'quotes.move', { id, version: saved.version, step: 'send', reason: '' });
}

/** Makes a link on the quote's page; gives its address. */
async function link(page, quote) {
  await visit(page, `/quotes/${quote.id}`);
  await page.locator('#deal-room-recipient').fill('Camille Roux');
  await page.locator('#deal-room-recipient').press('Enter');
  return page.locator('#deal-room-address').inputValue();
}

/** A browser of somebody without an account. */
async function customer(page, options = {}) {
  const context = await page.context().browser().newContext({ locale: 'en-US', timezoneId: 'Europe/Paris', ...options });
  return context.newPage();
}

test('a customer chooses, asks and signs; the seller sees it live', EN, async ({ page }) => {
  await signIn(page);
  const quote = await sent(page);
  const address = await link(page, quote);
  const theirs = await customer(page);
  await theirs.goto(address);
  await theirs.locator('h1', { hasText: 'Offer with an option' }).waitFor();
  // The seller's page learns that it was opened, without being asked.
  await page.locator('.deal-room', { hasText: 'Last read' }).waitFor({ timeout: 15_000 });
  assert.match(await theirs.locator('.room-gross').innerText(), /100\.00/);
  await theirs.locator('#choice input[type=checkbox]').check();
  await theirs.locator('.room-gross', { hasText: '200.00' }).waitFor();
  assert.match(theirs.url(), /\?o=/);

  await theirs.locator('#questions textarea').fill('Is the training on site?');
  await theirs.locator('#questions button').click();
  await theirs.locator('.room-message', { hasText: 'on site' }).waitFor();
  // What is chosen outlives a question, and goes along to the presentation.
  assert.match(await theirs.locator('.room-gross').innerText(), /200\.00/);
  assert.match(await theirs.getByRole('link', { name: 'Presentation' }).getAttribute('href'), /\/slides\?o=/);
  await page.locator('.room-message', { hasText: 'on site' }).waitFor({ timeout: 15_000 });
  await page.locator('#deal-room-answer').fill('Yes, two days.');
  await page.locator('form:has(#deal-room-answer) button').click();
  await page.locator('.room-message.is-ours', { hasText: 'two days' }).waitFor();

  await theirs.goto(address);
  await theirs.locator('.room-message.is-ours', { hasText: 'two days' }).waitFor();
  await theirs.locator('#choice input[type=checkbox]').check();
  await theirs.locator('.room-gross', { hasText: '200.00' }).waitFor();
  await theirs.locator('#signing input[name=name]').fill('Camille Roux');
  const pad = await theirs.locator('#signing .room-pad').boundingBox();
  await theirs.mouse.move(pad.x + 20, pad.y + 20);
  await theirs.mouse.down();
  await theirs.mouse.move(pad.x + 120, pad.y + 60, { steps: 5 });
  await theirs.mouse.up();
  await theirs.locator('#signing input[name=consent]').check();
  await theirs.locator('#signing button[type=submit]').click();
  await theirs.locator('#signed').waitFor();
  assert.match(await theirs.locator('#signed').innerText(), /Camille Roux/);
  assert.match(await theirs.locator('#signed').innerText(), /record, document and seal fit/);
  await page.locator('.deal-room-signed', { hasText: 'Camille Roux' }).waitFor({ timeout: 15_000 });
  const now = await ask(page, 'quotes.get', { id: quote.id });
  assert.equal(now.state, 'accepted');
  assert.equal(now.figures.gross_minor, 20_000);
  const file = await theirs.request.get(`${address}/document`);
  assert.equal(file.headers()['content-type'], 'application/pdf');
  // The certificate, for both.
  const proof = await theirs.locator('#signed a', { hasText: 'Download the certificate' }).getAttribute('href');
  const certificate = await theirs.request.get(new URL(proof, address).href);
  assert.equal(certificate.headers()['content-type'], 'application/pdf');
  const ours = await page.locator('.deal-room-signed a', { hasText: 'Download the certificate' }).getAttribute('href');
  assert.deepEqual(await (await page.request.get(new URL(ours, page.url()).href)).body(), await certificate.body());
  await theirs.context().close();
});

test('the room works without its script, and keeps what was typed when it refuses', EN, async ({ page }) => {
  await signIn(page);
  const address = await link(page, await sent(page));
  const theirs = await customer(page, { javaScriptEnabled: false });
  await theirs.goto(address);
  await theirs.locator('#choice input[type=checkbox]').check();
  await theirs.locator('#choice button').click();
  assert.match(await theirs.locator('.room-gross').innerText(), /200\.00/);
  await theirs.locator('#decline summary').click();
  await theirs.locator('#decline textarea').fill('Too late for us this year');
  await theirs.locator('#decline button').click();
  await theirs.locator('.room-standing.is-declined').waitFor();
  await theirs.context().close();
});

test('more options than an address holds are chosen and signed', EN, async ({ page }) => {
  await signIn(page);
  const quote = await sent(page, 'en', 400);
  const address = await link(page, quote);
  const theirs = await customer(page);
  await theirs.goto(address);
  assert.equal(await theirs.locator('#choice').getAttribute('method'), 'post', 'also without the script');
  const takeAll = async (to) => {
    const asked = theirs.waitForRequest((request) => request.method() === 'POST' && request.url() === to);
    await theirs.locator('main input[form=choice][type=checkbox], #choice input[type=checkbox]').evaluateAll((boxes) => {
      for (const box of boxes) box.checked = true;
      boxes.at(-1).dispatchEvent(new Event('change', { bubbles: true }));
    });
    await asked;
  };
  await takeAll(address);
  await theirs.locator('.room-gross', { hasText: '40,100.00' }).waitFor();
  assert.equal(theirs.url(), address);
  // No address holds them, so that the window keeps them: for a page that is loaded again, and for the presentation.
  await theirs.reload();
  await theirs.locator('.room-gross', { hasText: '40,100.00' }).waitFor();
  await theirs.getByRole('link', { name: 'Presentation' }).click();
  await theirs.locator('.slide-gross', { hasText: '40,100.00' }).waitFor();
  // The presentation takes as many, and on to the room.
  await takeAll(`${address}/slides`);
  await theirs.locator('main.slides:not([aria-busy])').waitFor();
  await theirs.reload();
  await theirs.locator('.slide-gross', { hasText: '40,100.00' }).waitFor();
  await theirs.keyboard.press('End');
  await theirs.locator('.slide-links .btn-primary', { hasText: '40,100.00' }).click();
  await theirs.locator('.room-gross', { hasText: '40,100.00' }).waitFor();
  assert.equal(theirs.url(), `${address}#signing`);
  await theirs.locator('#signing input[name=name]').fill('Camille Roux');
  await theirs.locator('#signing input[name=consent]').check();
  await theirs.locator('#signing button[type=submit]').click();
  await theirs.locator('#signed').waitFor();
  const now = await ask(page, 'quotes.get', { id: quote.id });
  assert.equal(now.state, 'accepted');
  assert.equal(now.figures.gross_minor, 4_010_000);
  await theirs.context().close();
});

/** The code in the last message to `address`, beside the database. */
async function mailedCode(server, address) {
  const folder = join(dirname(server.database), 'outbox');
  for (let tries = 0; tries < 100; tries += 1) {
    for (const name of (await readdir(folder).catch(() => [])).filter((one) => one.endsWith('.eml')).sort().reverse()) {
      const text = await readFile(join(folder, name), 'utf8');
      const code = text.includes(address) && /^\s*(\d{6})\s*$/m.exec(text);
      if (code) return code[1];
    }
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error(`no code for ${address}`);
}

test('a code by mail comes before the signature when the link asks for one', EN, async ({ page, server }) => {
  await signIn(page);
  const quote = await sent(page);
  await visit(page, `/quotes/${quote.id}`);
  await page.locator('#deal-room-recipient').fill('Nadia Signs');
  await page.locator('#deal-room-email').fill('nadia.signs@example.com');
  await page.locator('#deal-room-email').press('Enter');
  await page.locator('.deal-room', { hasText: 'code to nadia.signs@example.com' }).waitFor();
  const theirs = await customer(page);
  await theirs.goto(await page.locator('#deal-room-address').inputValue());
  await theirs.getByText('a code is sent to n…@example.com').waitFor();
  await theirs.locator('#signing input[name=name]').fill('Nadia Signs');
  await theirs.locator('#signing input[name=consent]').check();
  await theirs.locator('#signing button[type=submit]').click();
  await theirs.getByText('A code is on its way to n…@example.com').waitFor();
  // What was typed is still there, and the place for the code is where one types.
  assert.equal(await theirs.locator('#signing input[name=name]').inputValue(), 'Nadia Signs');
  assert.equal(await theirs.evaluate(() => document.activeElement?.name), 'code');
  await axe(theirs, 'a room that waits for a code');
  await theirs.locator('input[name=code]').fill('12');
  await theirs.locator('#signing button[type=submit]').click();
  await theirs.getByText('This is not the code').waitFor();
  await theirs.locator('input[name=code]').fill(await mailedCode(server, 'nadia.signs@example.com'));
  await theirs.locator('#signing button[type=submit]').click();
  await theirs.locator('#signed', { hasText: 'n…@example.com' }).waitFor();
  await theirs.context().close();
});

test('a wrong link and a closed one lead nowhere', EN, async ({ page }) => {
  await signIn(page);
  const address = await link(page, await sent(page));
  const theirs = await customer(page);
  assert.equal((await theirs.goto(`${address}0`)).status(), 404);
  await page.locator('.deal-room').getByRole('button', { name: /Close the link/ }).click();
  // Nobody can open it again, so a slip of the hand is asked about.
  const asked = page.getByRole('dialog', { name: /Close the link of/ });
  await asked.getByRole('button', { name: 'Cancel' }).click();
  assert.equal((await theirs.goto(address)).status(), 200);
  await page.locator('.deal-room').getByRole('button', { name: /Close the link/ }).click();
  await asked.getByRole('button', { name: 'Close the link', exact: true }).click();
  await page.locator('.deal-room .badge', { hasText: 'closed' }).waitFor();
  assert.equal((await theirs.goto(address)).status(), 404);
  await theirs.context().close();
});

test('the quote is presented: keys, options, the price, what was looked at', { ...EN, viewport: DESK }, async ({ page }) => {
  await signIn(page);
  const address = await link(page, await sent(page));
  const theirs = await customer(page);
  await theirs.goto(address);
  await theirs.getByRole('link', { name: 'Presentation' }).click();
  await theirs.locator('#slide-1 h1', { hasText: 'Offer with an option' }).waitFor();
  // Whatever is on screen is the slide whose number is in the address.
  const at = (slide) => theirs.waitForFunction((n) => {
    const box = document.getElementById(`slide-${n}`).getBoundingClientRect();
    return location.hash === `#slide-${n}` && Math.abs(box.left) < 2;
  }, slide);
  await theirs.keyboard.press('ArrowRight');
  await at(2);
  await theirs.locator('#slide-2 input[type=checkbox]').check();
  await theirs.locator('#slide-2 .slide-total', { hasText: '200.00' }).waitFor();
  assert.match(theirs.url(), /\?o=/);
  await theirs.keyboard.press('End');
  await at(4);
  await theirs.keyboard.press('ArrowLeft');
  await at(3);
  await theirs.locator('#slide-3 .slide-gross', { hasText: '200.00' }).waitFor();
  await page.locator('.deal-room', { hasText: 'Slides looked at' }).waitFor({ timeout: 15_000 });
  await page.locator('.deal-room', { hasText: 'Price' }).waitFor({ timeout: 15_000 });
  await theirs.keyboard.press('Home');
  await at(1);
  await theirs.keyboard.press('End');
  await at(4);
  await theirs.locator('#slide-4 .btn-primary').click();
  // On to the room, with what was chosen.
  await theirs.locator('#signing', { hasText: '200.00' }).waitFor();
  await theirs.context().close();

  // Without a script and without a key: links turn the slides, a button is not needed to read them.
  const plain = await customer(page, { javaScriptEnabled: false, viewport: PHONE });
  await plain.goto(`${address}/slides`);
  await plain.locator('#slide-1 a[href="#slide-2"]').click();
  await plain.locator('#slide-2', { hasText: 'The machine' }).waitFor();
  await plain.context().close();
});

test('a room is small and readable everywhere', { ...EN, walk: true }, async ({ page }) => {
  await signIn(page);
  for (const language of ['fr', 'en']) {
    const address = await link(page, await sent(page, language));
    for (const colorScheme of ['light', 'dark']) {
      for (const viewport of [DESK, PHONE]) {
        const theirs = await customer(page, { colorScheme, viewport });
        let bytes = 0;
        // The browser may be closed before it has told the size of a last small answer.
        const counted = async (answer) => (await answer.request().sizes().catch(() => ({ responseBodySize: 0 }))).responseBodySize;
        theirs.on('response', async (answer) => { bytes += await counted(answer); });
        await theirs.goto(address, { waitUntil: 'networkidle' });
        assert.ok(bytes < 100_000, `${bytes} bytes`);
        const name = `room ${language} ${colorScheme} ${viewport.width}`;
        await axe(theirs, name);
        await noSideways(theirs, name);
        await bigTargets(theirs, name);
        // The presentation on top of it, too.
        await theirs.goto(`${address}/slides`, { waitUntil: 'networkidle' });
        assert.ok(bytes < 100_000, `${bytes} bytes with the presentation`);
        await axe(theirs, `slides ${name}`);
        await noSideways(theirs, `slides ${name}`);
        await bigTargets(theirs, `slides ${name}`);
        await theirs.context().close();
      }
    }
  }
});
