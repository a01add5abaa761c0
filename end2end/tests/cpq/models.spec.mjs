// Product models: written, checked while typing, published; and a line configured with one, without a
// request per click.
import { randomUUID } from 'node:crypto';
import { ask, assert, axe, bigTargets, forEachView, noSideways, signIn, test, visit, DESK, PHONE } from '../../harness.mjs';
import { id } from '../deals/support.mjs';

const EN = { locale: 'en-US' };

async function quote(page) {
  const [account] = await ask(page, 'accounts.suggest', { text: '', limit: 1 });
  return ask(page, 'quotes.create', {
    id: randomUUID(),
    opportunity_id: null,
    account_id: account.id,
    price_book_id: null,
    title: 'Configured offer',
    language: 'en',
  });
}

const value = (page, pick) => page.locator(`#configure [data-pick="${pick}"]`);
const pressed = (page, pick) => value(page, pick).getAttribute('aria-pressed');
const digits = (text) => Number(text.replace(/[^\d]/g, ''));

/** A quote with one line of the sample's controller, its window open. */
async function configuring(page, sku = 'ML-500') {
  const view = await quote(page);
  await visit(page, `/quotes/${view.id}`);
  await page.locator('#add-line').click();
  await page.locator('[id^="cell-0-"]').last().pressSequentially(sku);
  await page.locator('#quote-products [role="option"]').first().waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Configure', exact: true }).click();
  await page.locator('#configure .cfg').waitFor();
  return view;
}

test('a line is configured: consequences, reasons, repairs, price, and the server agrees', EN, async ({ page }) => {
  await signIn(page, 'rep');
  const view = await configuring(page);
  await axe(page, 'the configurator');
  const calls = [];
  page.on('request', (request) => {
    if (request.url().includes('/call/models')) calls.push(request.url());
  });

  // ATEX settles housing and power; the other values say why.
  await value(page, 'atex=yes').click();
  assert.equal(await pressed(page, 'atex=yes'), 'false', 'the default rail is in its way');
  const why = page.locator('#configure .cfg-why');
  await why.getByText('ATEX: wall box and 24 V only').waitFor();
  // What its author wrote, and what it says in the names on the page.
  await why.getByText(/If you choose .* has to be/).waitFor();
  await why.getByRole('button', { name: /Give up Housing: DIN rail/ }).click();
  assert.equal(await pressed(page, 'atex=yes'), 'true');
  assert.equal(await pressed(page, 'housing=wall'), 'true');
  await value(page, 'protocols.lte=yes').click();
  await why.getByText('No 4G modem in an ATEX zone').waitFor();
  await why.getByRole('button', { name: 'Close the explanation' }).click();

  // Another value of the same item takes its place; a choice is taken back by its chip, in any order.
  await value(page, 'memory=gb8').click();
  assert.equal(await pressed(page, 'memory=gb4'), 'false');
  await page.getByRole('button', { name: 'Take back ATEX zone 2' }).click();
  assert.equal(await pressed(page, 'atex=yes'), 'false');

  // An option that may come several times is counted.
  await value(page, 'supply').click();
  const counted = page.locator('#configure .cfg-option', { has: page.locator('[data-pick="supply"]') }).locator('.cfg-stepper');
  await counted.getByRole('button', { name: /DIN rail power supply/ }).last().click();
  await page.waitForFunction((sum) => sum.textContent === '2', await counted.locator('.num').elementHandle());
  assert.equal((await counted.innerText()).trim(), '2');
  assert.equal(await value(page, 'supply').getAttribute('title'), 'chosen', 'told to who does not see the tick');

  await page.getByRole('button', { name: 'Complete at the lowest price' }).click();
  await page.getByText('Complete and valid.').waitFor();
  const each = digits(await page.locator('#configure [data-each]').innerText());
  await page.locator('#configure-save').click();
  await page.locator('#configure[open]').waitFor({ state: 'detached' });
  await page.locator('[data-configuration]', { hasText: 'Memory: 8 GB' }).first().waitFor();
  await page.locator('[data-save="saved"]').waitFor({ timeout: 15_000 });
  assert.deepEqual(calls, [], 'no request per click');

  const saved = await ask(page, 'quotes.get', { id: view.id });
  const line = saved.draft.lines[0];
  assert.equal(line.configuration.number, 1);
  assert.equal((line.price.list_price + line.price.options) / 100, each);
  assert.equal(saved.figures.net_minor, each);
  // The waterfall has the step, and the window shows the same choices again.
  await page.locator('.quote-amount').first().click();
  await page.locator('#line-details [data-step="options"]').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Change configuration' }).click();
  await page.locator('#configure .cfg').waitFor();
  assert.equal(await pressed(page, 'memory=gb8'), 'true');
});

test('the configurator fits a telephone and is used by keyboard', { ...EN, viewport: PHONE }, async ({ page }) => {
  await signIn(page, 'rep');
  await page.setViewportSize(DESK);
  await configuring(page, 'MC-PLANT');
  await page.setViewportSize(PHONE);
  await noSideways(page, 'the configurator');
  await bigTargets(page, 'the configurator');
  await value(page, 'edition=predictive').focus();
  await page.keyboard.press('Enter');
  assert.equal(await pressed(page, 'edition=predictive'), 'true');
  assert.equal(await page.evaluate(() => document.activeElement.dataset.pick), 'edition=predictive');
  await page.keyboard.press('Escape');
  await page.locator('#configure[open]').waitFor({ state: 'detached' });
});

test('a model is written, checked while typing, and published', EN, async ({ page }) => {
  await signIn(page, 'admin');
  const product = await ask(page, 'products.create', {
    id: id(),
    draft: {
      sku: `MODEL-${Date.now()}`,
      name: { en: 'Modelled product', fr: 'Produit modélisé' },
      description: { en: '', fr: '' },
      family: 'Test',
      unit: 'unit',
      tax: { category: 'S', rate: 2000 },
      cost: null,
    },
  });
  await visit(page, `/products/${product.id}/model`);
  await page.getByRole('button', { name: 'Start a model' }).click();
  await page.getByRole('button', { name: 'Add attribute' }).click();
  const attribute = page.locator('[data-attribute]').first();
  // By the words over the box: its label also holds what is wrong with it, once the check has come round.
  const fill = async (scope, label, n, text) => {
    const words = page.locator('.model-label', { hasText: new RegExp(`^${label.replace(/[()]/g, '\\$&')}$`) });
    await scope.locator('.model-cell', { has: words }).nth(n).locator('input').fill(text);
  };
  await fill(attribute, 'Key', 0, 'colour');
  await fill(attribute, 'Name (English)', 0, 'Colour');
  for (const [n, key] of [[1, 'red'], [2, 'blue']]) {
    await attribute.getByRole('button', { name: 'Add value' }).click();
    await fill(attribute, 'Key', n, key);
    await fill(attribute, 'Name (English)', n, key);
  }
  await page.getByRole('button', { name: 'Add rule' }).click();
  await page.locator('#rule-0').fill('colour = rde');
  await page.locator('#rule-0-error').getByText(/column 10.*Did you mean “red”/).waitFor();
  await page.locator('#rule-0').fill('colour = red');
  await page.locator('.model-finding', { hasText: 'Colour: blue can never be chosen.' }).waitFor();
  // A rule that says nothing new is found with what it follows from.
  await page.getByRole('button', { name: 'Add rule' }).click();
  await page.locator('#rule-1').fill('colour != blue');
  await page.locator('.model-finding', { hasText: 'Rule 2 says nothing new' }).locator('.cfg-reasons li').first().waitFor();
  await page.locator('#rule-1').fill('');
  await page.locator('#rule-0').fill('');
  await page.getByText('No contradiction, no dead value, no redundant rule.').waitFor();
  await page.locator('.model-preview [data-pick="colour=red"]').click();
  assert.equal(await page.locator('.model-preview [data-pick="colour=red"]').getAttribute('aria-pressed'), 'true');
  await axe(page, 'a model');
  await page.getByRole('button', { name: 'Publish', exact: true }).click();
  await page.locator('#model-publish').getByRole('button', { name: 'Publish' }).click();
  await page.getByText('A published version does not change.').waitFor();
  const desk = await ask(page, 'models.get_by_product', { product_id: product.id });
  assert.equal(desk.model.state, 'published');
  assert.equal(desk.model.hash.length, 64);
});

test('the page of a model in both languages and themes', { walk: true }, async ({ page }) => {
  await signIn(page, 'admin');
  const list = await ask(page, 'products.list', { text: 'ML-500', family: '', with_inactive: false, offset: 0, limit: 10 });
  const path = `/products/${list.rows[0].id}/model`;
  await forEachView(page, path, async ({ name }) => {
    await page.locator('.model-preview .cfg').waitFor();
    await axe(page, name);
    await noSideways(page, name);
    await bigTargets(page, name);
  });
});

/** What is wanted goes with the dear one or with both cheap ones, not with all of them; prices in euros. */
async function threeInTheWay(page) {
  const draft = {
    sku: `REPAIR-${Date.now()}`,
    name: { en: 'With repairs', fr: 'Avec réparations' },
    description: { en: '', fr: '' },
    family: 'Test',
    unit: 'unit',
    tax: { category: 'S', rate: 2000 },
    cost: null,
  };
  const product_id = randomUUID();
  await ask(page, 'products.create', { id: product_id, draft });
  const flag = ([key, price]) => {
    const name = `${key[0].toUpperCase()}${key.slice(1)}`;
    return { key, name: { en: name, fr: name }, kind: 'flag', default: false, adder: { price: price * 10_000 } };
  };
  const attributes = Object.entries({ dear: 500, left: 10, right: 15, wanted: 1, extra: 0 }).map(flag);
  const [flow, unit] = ['Flow', 'l/h'].map((word) => ({ en: word, fr: word }));
  attributes.push({ key: 'flow', name: flow, kind: 'number', min: 0, max: 2_000, step: 10, default: null, unit, adder: { price: 0 } });
  const rules = ['left', 'right'].map((cheap) => ({ name: { en: '', fr: '' }, text: `dear and ${cheap} -> not wanted` }));
  for (const text of ['dear -> extra', 'extra -> flow <= 1500']) rules.push({ name: { en: '', fr: '' }, text });
  await ask(page, 'models.save_draft', {
    id: randomUUID(),
    product_id,
    version: 0,
    draft: { valid_from: null, valid_to: null, content: { currency: 'EUR', attributes, groups: [], rules } },
  });
  return product_id;
}

test('of several ways to have a value the one that changes the price least is marked', EN, async ({ page }) => {
  await signIn(page, 'admin');
  const product = await threeInTheWay(page);
  await visit(page, `/products/${product}/model`);
  const flag = (key) => page.locator(`.model-preview [data-pick="${key}=yes"]`);
  for (const key of ['dear', 'left', 'right']) {
    await flag(key).click();
    await page.locator(`.model-preview [data-pick="${key}=yes"].is-chosen`).waitFor();
  }
  const why = page.locator('.model-preview .cfg-why');
  /** The ways offered: what is given up, by how many cents the price changes, whether it is marked. */
  const ways = () =>
    why.locator('.cluster > .cluster').evaluateAll((all) =>
      all.map((way) => {
        const effect = way.querySelector('[data-effect]').textContent;
        const cents = Number(effect.replace(/\D/g, ''));
        return [way.querySelector('button').textContent.trim(), /[-−]/.test(effect) ? -cents : cents, way.querySelector('[data-least]') !== null];
      }),
    );

  // Fewest choices first; the mark stands on the two cheap ones.
  await flag('wanted').click();
  await why.getByRole('button', { name: 'Give up Dear', exact: true }).waitFor();
  assert.deepEqual(await ways(), [
    ['Give up Dear', -49_900, false],
    ['Give up Left, Right', -2_400, true],
  ]);
  assert.equal(await why.getByText('least effect on the price').count(), 1);
  await axe(page, 'ways to have a value');

  // Taken, it asks the other way round: giving up what was wanted now changes least.
  await why.getByRole('button', { name: 'Give up Left, Right' }).click();
  await page.locator('.model-preview [data-pick="wanted=yes"].is-chosen').waitFor();
  await flag('left').click();
  await why.getByRole('button', { name: 'Give up Wanted', exact: true }).waitFor();
  assert.deepEqual(await ways(), [
    ['Give up Wanted', 900, true],
    ['Give up Dear', -49_000, false],
  ]);

  // What follows can be done without, too: no is a value of its own, and gives way to yes.
  const chosen = (pick) => page.locator(`.model-preview [data-pick="${pick}"].is-chosen`).waitFor();
  await page.locator('.model-preview [data-pick="extra=yes"].is-forced').click();
  await why.getByText('To do without it').waitFor();
  await why.getByRole('button', { name: 'Give up Dear', exact: true }).click();
  await chosen('extra=no');
  await page.locator('.model-preview [data-pick="dear=yes"].is-excluded').waitFor();
  await flag('extra').click();
  await chosen('extra=yes');
  await page.locator('.model-preview [data-pick="dear=yes"]:not(.is-excluded)').waitFor();

  // A number is typed as people write it, and one that is none of those there are says so.
  const number = page.locator('.model-preview #cfg-flow');
  await page.locator('#cfg-flow-hint', { hasText: 'possible now: 0 to 1,500' }).waitFor();
  await number.fill('1,200');
  await number.press('Tab');
  await page.getByRole('button', { name: 'Take back Flow: 1200 l/h' }).waitFor();
  await number.fill('15');
  await number.press('Tab');
  await why.getByText('There is no such value').waitFor();
  assert.equal(await number.inputValue(), '1200');
});

test('a model of another tool is read in the currency that was chosen', EN, async ({ page }) => {
  await signIn(page, 'admin');
  const product = await threeInTheWay(page);
  await visit(page, `/products/${product}/model`);
  await page.locator('#model-currency').selectOption('USD');
  await page.getByRole('button', { name: 'Import', exact: true }).first().click();
  await page.locator('#model-import-text').fill('features\n\tBike\n\t\toptional\n\t\t\tRack\n');
  await page.locator('#model-import').getByRole('button', { name: 'Import', exact: true }).click();
  await page.locator('.model-preview [data-pick="Rack=yes"]').waitFor();
  await page.getByRole('button', { name: 'Save draft' }).click();
  await page.getByText('Draft saved.').waitFor();
  const desk = await ask(page, 'models.get_by_product', { product_id: product });
  assert.equal(desk.model.draft.content.currency, 'USD');
  assert.equal(await page.locator('#model-currency').inputValue(), 'USD');
});
