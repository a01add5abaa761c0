// What is built in one place holds in the others: a stage that requires an administrator's field, names offered
// behind an @.
import { ask, assert, axe, leave, noSideways, PHONE, signIn, test, visit } from '../../harness.mjs';
import { boardOf, card, column, deal, inColumn } from '../deals/support.mjs';

/** The texts below are English. */
const EN = { locale: 'en-US' };

test('a stage requires a field of the administrator; the gate asks for it by name', EN, async ({ page }) => {
  await signIn(page, 'admin');
  await visit(page, '/admin/pipelines');
  const { pipelines } = await ask(page, 'pipelines.list');
  const stage = pipelines[0].stages[0].name.en;
  await page.getByRole('button', { name: `Edit ${stage}`, exact: true }).click();
  const form = page.locator('#stage-form');
  await form.locator('#required-decision_criteria').check();
  await axe(page, 'the form of a stage with own fields');
  await form.getByRole('button', { name: 'Save' }).click();
  await page.locator('form:has(#pipeline-en)').getByRole('button', { name: 'Save' }).click();
  await page.getByText('Not saved yet').waitFor({ state: 'detached' });
  const after = await ask(page, 'pipelines.list');
  assert.equal(after.pipelines[0].stages[0].required_fields[0].key, 'decision_criteria');

  await leave(page);
  await signIn(page);
  const made = await deal(page, 'Asked by name');
  await boardOf(page, 'Asked by name');
  await card(page, made).locator('.board-handle').first().click();
  await page.locator('#move-to[open] .move-choice').nth(1).click();
  const gate = page.locator('#gate[open]');
  await gate.waitFor();
  const box = gate.locator('#gate-decision-criteria');
  await axe(page, 'the gate with an own field');
  await gate.locator('button[type=submit]').click();
  await gate.locator('#gate-decision-criteria-error:not([hidden])').waitFor();
  await box.selectOption({ index: 1 });
  await gate.locator('button[type=submit]').click();
  await inColumn(page, made, 1);
  // The card is there before the server has answered.
  const said = async () => JSON.stringify(await ask(page, 'opportunities.get', { id: made.id }));
  for (let n = 0; n < 50 && !(await said()).includes('"decision_criteria":'); n += 1) await page.waitForTimeout(200);
  assert.match(await said(), /"decision_criteria":/);
  assert.equal(await column(page, 1).locator(`#card-${made.id}`).count(), 1);
});

test('colleagues are offered behind an @, with the keyboard, on a telephone', EN, async ({ page }) => {
  await page.setViewportSize(PHONE);
  await signIn(page);
  const made = await deal(page, 'Named in a line');
  await visit(page, `/opportunities/${made.id}`);
  const timeline = page.locator('#deal-tab-timeline');
  if (await timeline.isVisible()) await timeline.click();
  const line = page.locator('#quick-log');
  await line.click();
  await page.keyboard.type('note Ask @');
  const list = page.locator('#quick-log-names');
  await list.locator('[role=option]').first().waitFor();
  await axe(page, 'the names offered');
  await noSideways(page, 'the names offered');
  const names = await list.locator('[role=option]').allInnerTexts();
  await page.keyboard.press('ArrowDown');
  assert.equal(await line.getAttribute('aria-activedescendant'), `quick-log-name-${1 % names.length}`);
  await page.keyboard.press('Escape');
  await list.waitFor({ state: 'hidden' });
  assert.equal(await line.inputValue(), 'note Ask @');
  const start = names[0].slice(0, 3);
  await page.keyboard.type(start);
  await list.locator('[role=option]', { hasText: names[0] }).waitFor();
  await page.keyboard.press('Enter');
  await page.waitForFunction((name) => document.querySelector('#quick-log').value === `note Ask @${name} `, names[0]);
  await page.keyboard.type('about it');
  await page.keyboard.press('Enter');
  await page.locator('.timeline-item', { hasText: `Ask @${names[0]} about it` }).first().waitFor();
});
