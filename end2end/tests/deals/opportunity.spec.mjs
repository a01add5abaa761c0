import { test, assert, signIn, visit, axe, PHONE } from '../../harness.mjs';
import { call, deal } from './support.mjs';

// The demo logins speak the language of the browser, and these tests read words.
const EN = { locale: 'en-US' };

/** The address of an open deal of the signed-in person. */
const anyDeal = async (page) => {
  await visit(page, '/opportunities?state=open');
  const link = page.locator('a.row-anchor[href^="/opportunities/"]').first();
  await link.waitFor();
  return link.getAttribute('href');
};
const fact = (page, id) => page.locator(`#${id} .inline-read`);
const write = async (page, id, text) => {
  await fact(page, id).click();
  await page.locator(`#${id}-input`).fill(text);
  await page.keyboard.press('Enter');
};

test('facts are edited where they stand', EN, async ({ page }) => {
  await signIn(page, 'rep');
  const deal = await anyDeal(page);
  await visit(page, deal);
  await write(page, 'deal-next-step', 'Send the security annex');
  await page.locator('#deal-next-step', { hasText: 'Send the security annex' }).waitFor();
  await page.reload();
  await page.locator('#deal-next-step', { hasText: 'Send the security annex' }).waitFor();
  await fact(page, 'deal-close-date').click();
  await page.locator('#deal-close-date-input').fill('1875-01-01');
  await page.keyboard.press('Enter');
  await page.locator('#deal-close-date-error', { hasText: /./ }).waitFor();
  await page.keyboard.press('Escape');
});

test('a line logs a call', EN, async ({ page }) => {
  await signIn(page, 'rep');
  await visit(page, await anyDeal(page));
  await page.locator('#quick-log').fill('call 15 min left voicemail');
  await page.locator('.quick-log-read', { hasText: '15 min' }).waitFor();
  await page.keyboard.press('Enter');
  const entry = page.locator('.timeline-item', { hasText: 'Call 15 min left voicemail' }).first();
  await entry.waitFor();
  assert.match(await entry.innerText(), /Left a message/);
  await entry.getByRole('button', { name: /^Delete/ }).click();
  await page.locator('.toast').getByRole('button', { name: 'Undo' }).click();
  await page.locator('.timeline-item', { hasText: 'Call 15 min left voicemail' }).first().waitFor();
});

test('two browsers change one field: mine, theirs and the original are shown', EN, async ({ page, context, allowNoise }) => {
  allowNoise(/status of 409/);
  await signIn(page, 'rep');
  const deal = await anyDeal(page);
  await visit(page, deal);
  await write(page, 'deal-source', 'Fair');
  await page.locator('#deal-source', { hasText: 'Fair' }).waitFor();
  const other = await context.newPage();
  await visit(other, deal);
  await fact(page, 'deal-source').click();
  await page.locator('#deal-source-input').fill('Mine');
  await write(other, 'deal-source', 'Theirs');
  await other.locator('#deal-source', { hasText: 'Theirs' }).waitFor();
  // The event has arrived by now; it must not replace what the open box began with.
  await page.waitForTimeout(1500);
  await page.locator('#deal-source-input').press('Enter');
  const dialog = page.locator('#conflict');
  for (const value of ['Mine', 'Theirs', 'Fair']) await dialog.getByText(value).first().waitFor();
  await dialog.locator('.btn-primary').click();
  await page.locator('#deal-source', { hasText: 'Mine' }).waitFor();
  await other.locator('#deal-source', { hasText: 'Mine' }).waitFor();
  await other.close();
});

test('a change in one browser appears in another', EN, async ({ page, context }) => {
  await signIn(page, 'rep');
  const deal = await anyDeal(page);
  await visit(page, deal);
  const other = await context.newPage();
  await visit(other, deal);
  await write(other, 'deal-next-step', 'Seen elsewhere');
  await page.locator('#deal-next-step', { hasText: 'Seen elsewhere' }).waitFor({ timeout: 3000 });
  await other.close();
});

test('a stage asks for what is missing, a lost deal for its reason', EN, async ({ page }) => {
  await signIn(page, 'rep');
  await visit(page, await anyDeal(page));
  await page.locator('.page-actions').getByRole('button', { name: 'Lost' }).click();
  const gate = page.locator('#gate');
  await gate.waitFor();
  await gate.getByRole('button', { name: 'Mark as lost' }).click();
  await page.locator('#gate-loss-reason-error', { hasText: /./ }).waitFor();
  await page.locator('#gate-loss-reason').selectOption({ index: 1 });
  await gate.getByRole('button', { name: 'Mark as lost' }).click();
  await page.locator('.deal-title .badge', { hasText: 'Lost' }).waitFor();
  await page.locator('.toast').getByRole('button', { name: 'Undo' }).click();
  await page.locator('.page-actions').getByRole('button', { name: 'Lost' }).waitFor();
});

test('a deleted deal can be restored', EN, async ({ page, allowNoise }) => {
  allowNoise(/status of 404/); // The page asks for its panels while the deal is being deleted.
  await signIn(page, 'rep');
  await visit(page, await anyDeal(page));
  await page.locator('#deal-more-button').click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await page.locator('.deal-title .badge', { hasText: 'Deleted' }).waitFor();
  await page.locator('.page-actions').getByRole('button', { name: 'Restore' }).click();
  await page.locator('.deal-title .badge', { hasText: 'Deleted' }).waitFor({ state: 'detached' });
});

test('products add up in the browser', EN, async ({ page }) => {
  await signIn(page, 'rep');
  await visit(page, await anyDeal(page));
  await page.getByRole('tab', { name: /Products/ }).click();
  const before = await page.locator('.deal-products tbody tr').count();
  await page.locator('#deal-add-product').click();
  await page.locator('#deal-add-product-option-0').click();
  await page.locator('.deal-products tbody tr').nth(before).waitFor();
});

test('an unknown deal says so', EN, async ({ page, allowNoise }) => {
  allowNoise(/404/);
  await signIn(page, 'rep');
  await visit(page, '/opportunities/00000000-0000-7000-8000-000000000000');
  await page.locator('.empty').waitFor();
});

test('what is missing leads to the place where it is filled in', EN, async ({ page }) => {
  await signIn(page, 'rep');
  const made = await deal(page, 'Bare links', { known: false });
  await visit(page, `/opportunities/${made.id}`);
  const missing = page.locator('.deal-criterion:not(.is-met) button');
  await missing.first().click();
  await page.waitForFunction(() => document.activeElement?.closest('.deal-key, #deal-facts, #deal-contacts'));
  // On a phone the details are a tab: it opens.
  await page.setViewportSize(PHONE);
  const contact = page.locator('.deal-criterion:not(.is-met) button', { hasText: /contact/i }).first();
  await contact.click();
  await page.waitForFunction(() => document.activeElement?.id === 'deal-add-contact');
  await page.locator('#deal-add-contact').waitFor({ state: 'visible' });
});

test('contacts stand with their buying roles, also those of other houses and new ones', EN, async ({ page }) => {
  await signIn(page, 'rep');
  const made = await deal(page, 'Buying group', { known: false });
  const [account, other] = await call(page, 'accounts.suggest', { text: '', limit: 2 });
  await call(page, 'opportunities.edit', { id: made.id, version: made.version, changes: [{ Account: account.id }] });
  await visit(page, `/opportunities/${made.id}`);
  // Somebody who is not of this account.
  const [stranger] = await call(page, 'contacts.suggest', { text: '', limit: 1, account: other.id });
  await page.locator('#deal-add-contact').fill(stranger.name);
  await page.locator('[id^="deal-add-contact-option"]', { hasText: stranger.name }).first().click();
  const person = page.locator('#deal-contacts .deal-person', { hasText: stranger.name });
  await person.waitFor();
  await person.locator('select').selectOption('champion');
  // A person nobody knows yet.
  await page.locator('#deal-contacts').getByRole('button', { name: 'New contact' }).click();
  await page.locator('#new-contact-first').fill('Ysolde');
  await page.locator('#new-contact-last').fill('Quimper');
  await page.locator('#new-contact[open] button[type=submit]').click();
  await page.locator('#deal-contacts .deal-person', { hasText: 'Ysolde Quimper' }).waitFor();
  // Changes are sent one after another: with her the one before is saved, too.
  const saved = async () => (await call(page, 'opportunities.get', { id: made.id })).contacts;
  let contacts = await saved();
  for (let n = 0; n < 50 && !contacts.some(({ name }) => name === 'Ysolde Quimper'); n += 1) {
    await page.waitForTimeout(100);
    contacts = await saved();
  }
  const role = (name) => contacts.find((contact) => contact.name === name)?.role;
  assert.equal(role(stranger.name), 'champion');
  assert.equal(role('Ysolde Quimper'), 'influencer');
});

test('what a cross takes off the deal comes back with Undo', EN, async ({ page }) => {
  await signIn(page, 'rep');
  const made = await deal(page, 'Crossed out by mistake');
  await visit(page, `/opportunities/${made.id}`);
  const person = page.locator('#deal-contacts .deal-person');
  const name = await person.locator('a').first().innerText();
  await person.getByRole('button', { name: `Remove ${name}` }).click();
  await person.waitFor({ state: 'detached' });
  // The message outlives the page.
  const message = page.locator('.toast', { hasText: `${name} is no longer on the deal` });
  await message.waitFor();
  await page.locator('nav a[href="/accounts"]').first().click();
  await page.locator('h1', { hasText: 'Accounts' }).waitFor();
  const saved = page.waitForResponse((answer) => answer.url().endsWith('/call/opportunities.set_contacts') && answer.ok());
  await Promise.all([saved, message.getByRole('button', { name: 'Undo' }).click()]);
  const { contacts } = await call(page, 'opportunities.get', { id: made.id });
  assert.deepEqual(contacts.map((contact) => [contact.name, contact.role]), [[name, 'decision_maker']]);
});

test('a judgement stands beside what the stage says, and stays when the deal moves', EN, async ({ page }) => {
  await signIn(page, 'rep');
  const made = await deal(page, 'Gut feeling');
  await visit(page, `/opportunities/${made.id}`);
  const row = page.locator('#deal-forecast tbody tr').first();
  const computed = await row.locator('td').first().innerText();
  await write(page, 'deal-probability', '85');
  await row.locator('td').nth(1).getByText('85%').waitFor();
  assert.equal(await row.locator('td').first().innerText(), computed);
  await page.locator('.path .step-button').nth(1).click();
  await page.locator('.toast', { hasText: 'Moved to' }).waitFor();
  await row.locator('td').nth(1).getByText('85%').waitFor();
  assert.notEqual(await row.locator('td').first().innerText(), computed);
  await row.getByRole('button', { name: 'Back to the computed value' }).click();
  await row.locator('td').nth(1).getByText('85%').waitFor({ state: 'detached' });
});

test('a close date that slips is in the timeline, with both days', EN, async ({ page }) => {
  await signIn(page, 'rep');
  const made = await deal(page, 'Slipping away');
  await visit(page, `/opportunities/${made.id}`);
  const later = new Date(Date.now() + 75 * 86_400_000).toISOString().slice(0, 10);
  await write(page, 'deal-close-date', later);
  await page.locator('.deal-key', { hasText: 'Pushed back 1 time' }).waitFor();
  await page.locator('.timeline-item', { hasText: /Close date slipped/ }).first().waitFor();
});

test('the gate begins with the next step the deal has', EN, async ({ page }) => {
  await signIn(page, 'rep');
  let made = await deal(page, 'Step without a day');
  const asks = (stage) => stage.exit_criteria.includes('next_step');
  const { pipelines } = await call(page, 'pipelines.list', {});
  const rails = pipelines.find(({ active, stages }) => active && stages.some(asks));
  const { id } = made;
  if (rails.id !== made.pipeline_id) {
    made = await call(page, 'opportunities.change_pipeline', { id, version: made.version, pipeline_id: rails.id });
  }
  const changes = [{ NextStep: { text: 'Send the annex', on: null } }];
  await call(page, 'opportunities.edit', { id, version: made.version, changes });
  await visit(page, `/opportunities/${id}`);
  await page.locator('.path .step-button').nth(rails.stages.findIndex(asks) + 1).click();
  await page.locator('#gate-next-step').waitFor();
  assert.equal(await page.locator('#gate-next-step').inputValue(), 'Send the annex');
  assert.equal(await page.locator('#gate-next-step-on').inputValue(), '');
});

test('the deal changes its pipeline', EN, async ({ page }) => {
  await signIn(page, 'rep');
  const made = await deal(page, 'Other rails');
  await visit(page, `/opportunities/${made.id}`);
  await page.locator('#deal-more-button').click();
  await page.getByRole('menuitem', { name: 'Change pipeline' }).click();
  const dialog = page.locator('#deal-change-pipeline[open]');
  await dialog.getByText('first stage').waitFor();
  await axe(page, 'change pipeline');
  await dialog.locator('.btn-primary').click();
  await page.locator('.toast', { hasText: 'Now in the pipeline' }).waitFor();
  assert.notEqual((await call(page, 'opportunities.get', { id: made.id })).pipeline_id, made.pipeline_id);
  const undone = page.waitForResponse((answer) => answer.url().endsWith('/call/opportunities.undo_move') && answer.ok());
  await Promise.all([undone, page.locator('.toast', { hasText: 'Now in the pipeline' }).getByRole('button', { name: 'Undo' }).click()]);
  const back = await call(page, 'opportunities.get', { id: made.id });
  assert.deepEqual([back.pipeline_id, back.stage_id], [made.pipeline_id, made.stage_id]);
  await page.getByRole('tab', { name: 'History' }).click();
  await page.locator('.deal-history', { hasText: 'Pipeline' }).waitFor();
});

test('the history says what a list was before and is after', EN, async ({ page }) => {
  await signIn(page, 'rep');
  const made = await deal(page, 'Told twice');
  await visit(page, `/opportunities/${made.id}`);
  const saved = page.waitForResponse((answer) => answer.url().endsWith('/call/opportunities.set_contacts') && answer.ok());
  await Promise.all([saved, page.locator('#deal-contacts select').first().selectOption('champion')]);
  await page.getByRole('tab', { name: 'History' }).click();
  const row = page.locator('.deal-history tr', { hasText: '(Champion)' }).first();
  await row.waitFor();
  assert.match(await row.innerText(), /\(Decision maker\)/);
});
