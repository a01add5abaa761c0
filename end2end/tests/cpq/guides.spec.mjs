// Guided selling: questions that configure a line, the finder over the catalogue, and configurations
// side by side.
import { randomUUID } from 'node:crypto';
import { ask, assert, axe, bigTargets, forEachView, noSideways, signIn, test, visit, DESK, PHONE } from '../../harness.mjs';

const EN = { locale: 'en-US' };

async function quote(page) {
  const [account] = await ask(page, 'accounts.suggest', { text: '', limit: 1 });
  return ask(page, 'quotes.create', {
    id: randomUUID(),
    opportunity_id: null,
    account_id: account.id,
    price_book_id: null,
    title: 'Guided offer',
    language: 'en',
  });
}

/** A quote with a line of the sample's controller, saved. */
async function withLine(page, sku = 'ML-500') {
  const view = await quote(page);
  await visit(page, `/quotes/${view.id}`);
  await page.locator('#add-line').click();
  await page.locator('[id^="cell-0-"]').last().pressSequentially(sku);
  await page.locator('#quote-products [role="option"]').first().waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Guide me' }).waitFor();
  return view;
}

const answer = (page, said) => page.locator(`[data-answer="${said}"]`);
const question = (page, key) => page.locator(`[data-question="${key}"]`);
const step = (page, name) => page.locator('.guide-step', { hasText: name });

test('a line is configured by answering, with reasons, and back changes only what hangs on it', EN, async ({ page }) => {
  await signIn(page, 'rep');
  const view = await withLine(page);
  await page.getByRole('button', { name: 'Guide me' }).click();
  await question(page, 'place').waitFor();
  await axe(page, 'the guide');

  await answer(page, 'place=outdoors').click();
  // The next question is asked, and what follows is told with its reason.
  await question(page, 'explosive').waitFor();
  const fact = page.locator('.guide-side .guide-fact', { hasText: 'Housing: Wall box, IP66' });
  await fact.getByText('because you said “Outdoors, or where it gets wet”').waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.id), 'guide-now', 'the question is read out');
  await answer(page, 'explosive=yes').click();

  // Twelve points take sixteen inputs.
  await page.locator('#guide-points').fill('12');
  await page.keyboard.press('Tab');
  await page.locator('.guide-fact', { hasText: 'Analogue inputs: 16 inputs' }).first().waitFor();
  await page.getByRole('button', { name: 'Next', exact: true }).click();

  // What contradicts is shown, and says why.
  await question(page, 'source').waitFor();
  await answer(page, 'source=mains').click();
  const why = page.locator('#configure .cfg-why');
  await why.getByText('ATEX: wall box and 24 V only').waitFor();
  await why.getByRole('button', { name: /Give up/ }).first().waitFor();
  await answer(page, 'source=cabinet').click();
  await question(page, 'partners').waitFor();
  await answer(page, 'partners.meters=yes').click();
  await page.getByRole('button', { name: 'Next', exact: true }).click();
  await question(page, 'pause').waitFor();

  // Back to the place: a server room asks nothing about explosions, and keeps the points.
  await step(page, 'Where will it stand?').click();
  await answer(page, 'place=room').click();
  await why.waitFor();
  await why.getByRole('button', { name: /Give up/ }).first().click();
  await page.locator('.guide-fact', { hasText: 'Housing: 19-inch rack' }).first().waitFor();
  assert.equal(await step(page, 'Can there be gas').count(), 0);
  await step(page, 'How many measuring points?').getByText('16 points').waitFor();

  // What is said is kept when the window closes without being applied, and by a link.
  const line = await page.evaluate(() => new URLSearchParams(location.search).get('guide'));
  await page.locator('[data-save="saved"]').waitFor({ timeout: 15_000, state: 'attached' });
  await visit(page, `/quotes/${view.id}?guide=${line}`);
  await step(page, 'How many measuring points?').getByText('16 points').waitFor();
  await page.getByText('Your answers from before are back.').first().waitFor();

  // The rest is not known: the defaults fill it in.
  for (let turn = 0; turn < 8 && (await page.locator('[data-outcome]').count()) === 0; turn += 1) {
    await page.getByRole('button', { name: /^(I don’t know|Next)$/ }).click();
  }
  await page.getByText('Everything is set').waitFor();
  await axe(page, 'what the answers lead to');
  await page.locator('#configure-save').click();
  await page.locator('#configure[open]').waitFor({ state: 'detached' });
  await page.locator('[data-configuration]', { hasText: '19-inch rack' }).first().waitFor();
  await page.locator('[data-save="saved"]').waitFor({ timeout: 15_000 });
  const saved = await ask(page, 'quotes.get', { id: view.id });
  const said = saved.draft.lines[0].configuration.answers.map((pick) => `${pick.item}=${pick.value}`);
  assert.ok(said.includes('place=room') && said.includes('points=16'), said.join());
  assert.equal(new URL(page.url()).search, '');
});

test('two lines of a product are compared and one is taken', EN, async ({ page }) => {
  await signIn(page, 'rep');
  await withLine(page);
  const configure = async (n, memory) => {
    await page.getByRole('button', { name: /^(Configure|Change configuration)$/ }).nth(n).click();
    await page.getByRole('button', { name: 'All options' }).click();
    await page.locator(`#configure [data-pick="memory=${memory}"]`).click();
    await page.locator('#configure [data-pick="protocols.modbus=yes"]').click();
    await page.locator('#configure-save').click();
    await page.locator('#configure[open]').waitFor({ state: 'detached' });
  };
  await configure(0, 'gb8');
  // A copy of the line, configured otherwise.
  await page.locator('[id^="cell-0-"]').first().focus();
  await page.keyboard.press('Control+d');
  await page.locator('[id^="cell-0-"]').nth(1).waitFor();
  await page.getByRole('button', { name: 'Change configuration' }).nth(1).click();
  await page.getByRole('button', { name: 'All options' }).click();
  await page.locator('#configure [data-pick="memory=gb4"]').click();
  await page.locator('#configure-save').click();
  await page.locator('#configure[open]').waitFor({ state: 'detached' });

  await page.getByRole('button', { name: 'Compare', exact: true }).first().click();
  const rows = page.locator('#beside tbody tr');
  await rows.first().waitFor();
  const differs = page.locator('#beside .beside-differs');
  assert.equal(await differs.count(), 1);
  assert.match(await differs.innerText(), /Memory\s+8 GB\s+4 GB/);
  await axe(page, 'configurations side by side');
  await page.locator('#beside').getByRole('button', { name: 'Take this one' }).click();
  await page.locator('[data-configuration]', { hasText: 'Memory: 4 GB' }).nth(1).waitFor();
});

test('the finder narrows the catalogue, says why, and adds what it found', EN, async ({ page }) => {
  await signIn(page, 'rep');
  await visit(page, '/products/find');
  await answer(page, 'need=measure').click();
  await question(page, 'what').waitFor();
  await answer(page, 'what=vibration').click();
  await question(page, 'harsh').waitFor();
  assert.equal(await page.locator('.find-offer').count(), 2);
  await answer(page, 'harsh.explosive=yes').click();
  const best = page.locator('.find-offer.is-best');
  await best.getByText('because you said “Something can explode”: Approved for ATEX zones').waitFor();
  assert.equal(await best.getAttribute('data-sku'), 'MS-V35X');
  // A link leads to the same result; temperature leaves nothing, and says with what.
  await visit(page, page.url().replace(/^https?:\/\/[^/]+/, ''));
  await page.locator('.find-offer.is-best[data-sku="MS-V35X"]').waitFor();
  await step(page, 'What is to be measured?').click();
  await answer(page, 'what=temperature').click();
  const why = page.locator('.cfg-why');
  await why.getByText('together with “Something can explode”').waitFor();
  await why.getByRole('button', { name: 'Give up “Something can explode”' }).click();
  await page.locator('.find-offer[data-sku="MS-T20"]').waitFor();
  // The browser's way back takes back the last answer.
  await page.goBack();
  await page.locator('.find-offer.is-best[data-sku="MS-V35X"]').waitFor();

  const view = await quote(page);
  await visit(page, `/quotes/${view.id}`);
  await page.getByRole('button', { name: 'Find a product' }).click();
  await answer(page, 'need=connect').click();
  await question(page, 'way').waitFor();
  await page.getByRole('button', { name: 'I don’t know' }).click();
  await answer(page, 'clever=yes').click();
  const controller = page.locator('#find .find-offer[data-sku="ML-500"]');
  await controller.getByRole('button', { name: 'Add to the quote' }).click();
  await page.locator('#find[open]').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Guide me' }).waitFor();
});

test('the questions of the finder are written and checked', EN, async ({ page }) => {
  await signIn(page, 'admin');
  await visit(page, '/products/find/edit');
  await page.getByText('No contradiction').waitFor();
  // The boxes that stand side by side begin at one height, whether or not there is room for a finding below.
  const heights = await page.locator('.model-main .model-row').evaluateAll((rows) =>
    rows.map((row) => [...row.querySelectorAll('.quote-input')].map((box) => box.getBoundingClientRect().top)));
  for (const row of heights) assert.ok(row.every((top) => row.every((other) => top === other || Math.abs(top - other) > 20)), row.join(', '));
  const first = page.locator('.model-main [data-question="need"]');
  const sets = first.getByLabel('Then holds').first();
  await sets.fill('family = meridian_sens');
  await page.locator('.model-finding.is-error', { hasText: 'meridian_sense' }).waitFor();
  assert.ok(await page.getByRole('button', { name: 'Save questions' }).isDisabled());
  await sets.fill('product = ml_500 and product = ml_300');
  await page.locator('.model-finding', { hasText: 'can never be given' }).first().waitFor();
  await sets.fill('family = meridian_sense');
  await page.getByText('No contradiction').waitFor();
  await axe(page, 'the questions of the finder');
  await page.getByRole('button', { name: 'Save questions' }).click();
  await page.getByText('Questions saved.').first().waitFor();
});

test('the guide on a telephone, by keyboard', { ...EN, viewport: PHONE }, async ({ page }) => {
  await signIn(page, 'rep');
  await page.setViewportSize(DESK);
  await withLine(page, 'MC-PLANT');
  await page.getByRole('button', { name: 'Guide me' }).click();
  await question(page, 'data').waitFor();
  await page.setViewportSize(PHONE);
  await noSideways(page, 'the guide');
  await bigTargets(page, 'the guide');
  await answer(page, 'data=home').focus();
  await page.keyboard.press('Enter');
  await question(page, 'wish').waitFor();
  await page.keyboard.press('Escape');
  await page.locator('#configure[open]').waitFor({ state: 'detached' });
});

test('the finder in both languages and themes', { walk: true }, async ({ page }) => {
  await signIn(page, 'admin');
  for (const path of ['/products/find?said=need:measure,what:vibration', '/products/find/edit']) {
    await forEachView(page, path, async ({ name }) => {
      await page.locator('.guide').waitFor();
      await axe(page, name);
      await noSideways(page, name);
      await bigTargets(page, name);
    });
  }
});
