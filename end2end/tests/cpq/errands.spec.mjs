// What the engine needs long for is done in a worker: the page answers meanwhile, says how far it is, and
// ends it when asked to.
import { randomUUID } from 'node:crypto';
import { ask, assert, axe, signIn, test, visit } from '../../harness.mjs';

const EN = { locale: 'en-US' };
const FLAGS = 240;

/** Yes/noes under rules of three drawn at random, the same each time: easy to satisfy, hopeless to count. */
function rules() {
  let seed = 7;
  const draw = (end) => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return Math.floor((seed / 2147483648) * end);
  };
  const word = () => `${draw(2) ? 'not ' : ''}f${draw(FLAGS)}`;
  return Array.from({ length: 2 * FLAGS }, () => ({ name: { en: '', fr: '' }, text: `${word()} or ${word()} or ${word()}` }));
}

async function largeModel(page) {
  const product_id = randomUUID();
  await ask(page, 'products.create', {
    id: product_id,
    draft: {
      sku: `LARGE-${Date.now()}`,
      name: { en: 'Large model', fr: 'Grand modèle' },
      description: { en: '', fr: '' },
      family: 'Test',
      unit: 'unit',
      tax: { category: 'S', rate: 2000 },
      cost: null,
    },
  });
  const attributes = Array.from({ length: FLAGS }, (_, n) => ({
    key: `f${n}`,
    name: { en: `Feature ${n}`, fr: `Fonction ${n}` },
    kind: 'flag',
    default: false,
  }));
  const never = { name: { en: 'Never both', fr: 'Jamais les deux' }, text: 'not f0' };
  await ask(page, 'models.save_draft', {
    id: randomUUID(),
    product_id,
    version: 0,
    draft: { valid_from: null, valid_to: null, content: { currency: 'EUR', attributes, groups: [], rules: [never, ...rules()] } },
  });
  return product_id;
}

test('a large model is checked and counted beside the page, which goes on answering', EN, async ({ page }) => {
  await signIn(page, 'admin');
  const product = await largeModel(page);
  const made = page.waitForEvent('worker');
  await visit(page, `/products/${product}/model`);
  assert.match((await made).url(), /\/assets\/worker\.[0-9a-f]{16}\.js$/);
  await page.locator('.model-finding', { hasText: 'Feature 0' }).first().waitFor({ timeout: 60_000 });

  // The preview is loaded from what the worker compiled; its products are too many to count.
  const preview = page.locator('.model-preview');
  await preview.locator('[data-count]', { hasText: 'Counting the valid products…' }).waitFor();
  const open = preview.locator('.cfg-value:not(.is-chosen):not(.is-forced):not(.is-excluded)');
  for (const at of [10, 20, 30]) {
    const pick = await open.nth(at).getAttribute('data-pick');
    const begun = Date.now();
    await preview.locator(`[data-pick="${pick}"]`).click();
    await preview.locator(`[data-pick="${pick}"].is-chosen`).waitFor();
    assert.ok(Date.now() - begun < 2_000, 'a choice waits for no count');
  }
  await preview.locator('[data-count]', { hasText: 'Counting the valid products…' }).waitFor();
  await axe(page, 'a large model');
});
