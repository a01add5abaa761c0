// Administration: people and teams, pipelines and loss reasons, company, rates, the sample's removal.
import { ask, assert, axe, leave, signIn, test, visit } from '../../harness.mjs';

/** The texts below are English. */
const EN = { locale: 'en-US' };

const toast = (page, words) => page.locator('.toast', { hasText: words });
const undo = (page, words) => toast(page, words).getByRole('button', { name: 'Undo' }).click();
const userRow = (page, name) => page.locator('#users tbody tr', { hasText: name });
const saved = (page) => toast(page, 'Saved.').first().waitFor();

async function open(page, path, who = 'admin') {
  await signIn(page, who);
  await visit(page, path);
}

test('a user is added, found, switched off by mistake and back', EN, async ({ page }) => {
  await open(page, '/admin/people');
  await page.getByRole('button', { name: 'Add a user' }).click();
  await page.locator('#user-name').fill('Zoé Quarante');
  await page.locator('#user-email').fill('not an address');
  await page.locator('#user-form').getByRole('button', { name: 'Save' }).click();
  await page.locator('#user-email-error').getByText(/./).waitFor();
  await axe(page, 'the form of a user');
  await page.locator('#user-email').fill('zoe.quarante@example.org');
  await page.locator('#user-way').getByText('Password').click();
  await page.locator('#user-password').fill('a long enough password');
  await page.locator('#user-team').selectOption({ index: 1 });
  await page.locator('#user-form').getByRole('button', { name: 'Save' }).click();
  await saved(page);

  await page.locator('#user-search').fill('quarante');
  await page.getByRole('status').getByText('1 user', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Edit Zoé Quarante' }).click();
  await page.locator('#user-zone').fill('toron');
  await page.locator('#user-zone-list [role="option"]', { hasText: 'America/Toronto' }).click();
  await page.locator('#user-active').click();
  await page.locator('#user-form').getByRole('button', { name: 'Save' }).click();
  await userRow(page, 'Zoé Quarante').getByText('Inactive').waitFor();
  await undo(page, 'can no longer sign in');
  await userRow(page, 'Zoé Quarante').getByText('Inactive').waitFor({ state: 'detached' });
  const { users } = await ask(page, 'people.directory');
  const { facts } = users.find((user) => user.facts.email === 'zoe.quarante@example.org');
  assert.equal(facts.active, true);
  assert.equal(facts.time_zone, 'America/Toronto');
});

test('a team is added, renamed, removed by mistake and back; a full one stays', EN, async ({ allowNoise, page }) => {
  allowNoise(/status of 422/);
  await open(page, '/admin/people');
  await page.getByRole('button', { name: 'Add a team' }).click();
  await page.locator('#team-name').fill('Export');
  await page.locator('#team-form').getByRole('button', { name: 'Save' }).click();
  await page.getByRole('button', { name: 'Edit Export' }).click();
  await page.locator('#team-name').fill('Overseas');
  await page.locator('#team-form').getByRole('button', { name: 'Save' }).click();
  await page.getByRole('button', { name: 'Edit Overseas' }).click();
  await page.getByRole('button', { name: 'Remove this team' }).click();
  await page.getByRole('button', { name: 'Edit Overseas' }).waitFor({ state: 'detached' });
  await undo(page, 'The team Overseas is removed.');
  await page.getByRole('button', { name: 'Edit Overseas' }).waitFor();

  const { teams } = await ask(page, 'people.directory');
  const full = teams.find(({ members }) => members > 0);
  await page.locator('.team-tree').getByRole('button', { name: `Edit ${full.name}`, exact: true }).click();
  await page.getByRole('button', { name: 'Remove this team' }).click();
  await page.locator('#team-form .notice').getByText(/./).waitFor();
});

test('edits of a pipeline survive a look at another one, can be thrown away and saved', EN, async ({ page }) => {
  await open(page, '/admin/pipelines');
  const tabs = page.locator('#pipelines [role="tab"]');
  const first = (await tabs.first().textContent()).trim();
  await page.locator('#pipeline-en').fill('Renamed');
  await page.getByText('Not saved yet').waitFor();
  await tabs.nth(1).click();
  await page.waitForFunction(() => document.querySelector('#pipeline-en').value !== 'Renamed');
  await tabs.first().click();
  await page.waitForFunction(() => document.querySelector('#pipeline-en').value === 'Renamed');
  // Saving the loss reasons below leaves them alone, too.
  await page.locator('#loss-reasons').getByRole('button', { name: 'Save' }).click();
  await saved(page);
  assert.equal(await page.locator('#pipeline-en').inputValue(), 'Renamed');
  await page.getByRole('button', { name: 'Discard my changes' }).click();
  await page.waitForFunction((name) => document.querySelector('#pipeline-en').value === name, first);

  await page.locator('#pipeline-en').fill('Renamed for good');
  await page.locator('form:has(#pipeline-en)').getByRole('button', { name: 'Save' }).click();
  await page.getByRole('tab', { name: 'Renamed for good' }).waitFor();
  await page.getByText('Not saved yet').waitFor({ state: 'detached' });
});

test('a stage is changed, switched off and used again; its meaning stays while deals are in it', EN, async ({ allowNoise, page }) => {
  allowNoise(/status of 422/);
  await open(page, '/admin/pipelines');
  const { pipelines } = await ask(page, 'pipelines.list');
  const stage = pipelines[0].stages[0].name.en;
  const form = page.locator('form:has(#pipeline-en)');
  const save = () => form.getByRole('button', { name: 'Save' }).click();
  // At an end of the list an arrow leads nowhere; the keyboard keeps its place all the same.
  const up = page.getByRole('button', { name: `Move ${stage} up`, exact: true });
  assert.equal(await up.getAttribute('aria-disabled'), 'true');
  await up.focus();
  await up.press('Enter');
  assert.ok(await up.evaluate((arrow) => arrow === document.activeElement));
  assert.equal(await form.getByText('Not saved yet').count(), 0);
  await page.getByRole('button', { name: `Edit ${stage}`, exact: true }).click();
  await axe(page, 'the form of a stage');
  await page.locator('#stage-state').selectOption('lost');
  await page.locator('#stage-probability').fill('0');
  await page.locator('#stage-form').getByRole('button', { name: 'Save' }).click();
  for (let step = 0; step < pipelines[0].stages.length - 1; step += 1) {
    await page.getByRole('button', { name: `Move ${stage} down`, exact: true }).click();
  }
  await page.locator(`button[aria-label="Move ${stage} down"][aria-disabled=true]`).waitFor();
  await save();
  await form.locator('.notice').getByText(`Deals are or were in the stage “${stage}”`).waitFor();
  await page.getByRole('button', { name: 'Discard my changes' }).click();

  await page.getByRole('button', { name: `Edit ${stage}`, exact: true }).click();
  await page.locator('#stage-probability').fill('12');
  await page.locator('#stage-form').getByRole('button', { name: 'Save' }).click();
  await save();
  await saved(page);
  const after = await ask(page, 'pipelines.list');
  assert.equal(after.pipelines[0].stages[0].probability, 1200);

  await page.getByRole('button', { name: `Remove ${stage}`, exact: true }).click();
  await save();
  await form.getByText('No longer used').waitFor();
  await page.getByRole('button', { name: `Use ${stage} again`, exact: true }).click();
  await save();
  await form.getByText('No longer used').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: `Remove ${stage}`, exact: true }).waitFor();
});

test('a new pipeline with a stage of its own', EN, async ({ page }) => {
  await open(page, '/admin/pipelines');
  await page.getByRole('button', { name: 'Add a pipeline' }).click();
  await page.locator('#pipeline-en').fill('Partners');
  await page.getByRole('tab', { name: 'Partners' }).waitFor();
  await page.getByRole('button', { name: 'Add a stage' }).click();
  await page.locator('#stage-en').fill('Agreed in words');
  await page.locator('#stage-form').getByRole('button', { name: 'Save' }).click();
  await page.locator('form:has(#pipeline-en)').getByRole('button', { name: 'Save' }).click();
  await saved(page);
  const { pipelines } = await ask(page, 'pipelines.list');
  const made = pipelines.find(({ name }) => name.en === 'Partners');
  assert.ok(made.stages.some(({ name }) => name.en === 'Agreed in words'));
});

/** Press a form's save button and wait for the server's answer. */
const saveAnd = async (page, operation, button) => {
  const answer = page.waitForResponse((one) => one.url().includes(operation));
  await button.click();
  assert.equal((await answer).status(), 200);
};

test('a used loss reason that is removed stays off, and is offered again', EN, async ({ page }) => {
  await open(page, '/admin/pipelines');
  const card = page.locator('#loss-reasons');
  const save = () => saveAnd(page, 'pipelines.save_loss_reasons', card.getByRole('button', { name: 'Save' }));
  const { loss_reasons } = await ask(page, 'pipelines.list');
  const { en } = loss_reasons[0].name;
  await card.getByRole('button', { name: 'Add a reason' }).click();
  await card.locator('.loss-reason input').nth(2 * loss_reasons.length).fill('Moved abroad');
  await card.getByRole('button', { name: `Remove the reason ${en}`, exact: true }).click();
  await save();
  await card.getByText('No longer offered').waitFor();
  // Saving once more does not bring it back, and what is typed after a save is saved, too.
  await card.locator('.loss-reason input').nth(2).fill('Worded anew');
  await save();
  let now = (await ask(page, 'pipelines.list')).loss_reasons;
  assert.equal(now.find(({ name }) => name.en === en).active, false);
  assert.ok(now.some(({ name, active }) => name.en === 'Moved abroad' && active));
  assert.ok(now.some(({ name }) => name.en === 'Worded anew'));
  await axe(page, 'a loss reason that is off');
  await card.getByRole('button', { name: `Offer ${en} again`, exact: true }).click();
  await save();
  await card.getByText('No longer offered').waitFor({ state: 'detached' });
  now = (await ask(page, 'pipelines.list')).loss_reasons;
  assert.equal(now.find(({ name }) => name.en === en).active, true);
});

test('the company is saved, and a wrong country is named', EN, async ({ page }) => {
  await open(page, '/admin/company');
  await page.locator('#company-name').fill('Atelier du Rhône SAS');
  await page.locator('#company-country').fill('F');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.locator('#company-country-error').getByText(/./).waitFor();
  await page.locator('#company-country').fill('fr');
  const save = () => saveAnd(page, 'company.save', page.getByRole('button', { name: 'Save' }));
  await save();
  await saved(page);
  // The version goes on: a second save from the same page is no conflict.
  await page.locator('#company-address').fill('1, rue du Port\n69002 Lyon');
  await save();
  const { company } = await ask(page, 'company.get');
  assert.deepEqual([company.name, company.country], ['Atelier du Rhône SAS', 'FR']);
});

test('a rate is added, removed by mistake and back', EN, async ({ page }) => {
  await open(page, '/admin/rates');
  const { rates } = await ask(page, 'company.get');
  await page.locator('#rate-currency').selectOption('JPY');
  await page.locator('#rate-day').fill('2026-01-02');
  await page.locator('#rate-value').fill('zero');
  await page.locator('form:has(#rate-value)').getByRole('button', { name: 'Add a rate' }).click();
  await page.locator('#rate-value-error').getByText(/./).waitFor();
  await page.locator('#rate-value').fill('0.0061');
  await page.locator('form:has(#rate-value)').getByRole('button', { name: 'Add a rate' }).click();
  const row = page.locator('#rates tbody tr', { hasText: '1 JPY = 0.0061 EUR' });
  await row.waitFor();
  await row.getByRole('button').click();
  await row.waitFor({ state: 'detached' });
  await undo(page, '1 JPY = 0.0061 EUR');
  await row.waitFor();
  const now = await ask(page, 'company.get');
  assert.equal(now.rates.length, rates.length + 1);
});

test('every section leads to the others, and only administrators come in', EN, async ({ page, allowNoise }) => {
  // The browser reports that a page is not for this person.
  allowNoise(/403/);
  await open(page, '/admin/rates');
  const links = await page.locator('nav.tabs a').evaluateAll((all) => all.map((one) => one.getAttribute('href')));
  for (const path of ['/admin/people', '/admin/pipelines', '/products', '/price-books', '/import', '/admin/company']) {
    assert.ok(links.includes(path), path);
  }
  await leave(page);
  await open(page, '/admin/people', 'rep');
  assert.equal(await page.locator('#users').count(), 0);
});

// The last one: nothing of the sample is left for others.
test('the sample company goes once an administrator of one’s own is there', EN, async ({ page }) => {
  await open(page, '/import');
  await page.getByRole('button', { name: 'Remove the sample company' }).first().click();
  const dialog = page.getByRole('dialog', { name: 'Remove the sample company' });
  await dialog.getByText('first add an administrator of your own').waitFor();
  assert.equal(await dialog.getByRole('button', { name: 'Remove the sample company' }).count(), 0);
  await axe(page, 'the sample cannot go yet');
  await dialog.getByRole('link', { name: 'Add an administrator' }).click();
  await page.waitForURL(/\/admin\/people/);
  const own = { email: 'own@example.org', password: 'a long enough password' };
  await page.getByRole('button', { name: 'Add a user' }).click();
  await page.locator('#user-name').fill('Own Administrator');
  await page.locator('#user-email').fill(own.email);
  await page.locator('#user-role').selectOption('administrator');
  await page.locator('#user-way').getByText('Password').click();
  await page.locator('#user-password').fill(own.password);
  await page.locator('#user-form').getByRole('button', { name: 'Save' }).click();
  await saved(page);

  await leave(page);
  await open(page, '/import', own);
  await page.getByRole('button', { name: 'Remove the sample company' }).first().click();
  await dialog.getByRole('button', { name: 'Remove the sample company' }).click();
  await toast(page, 'The sample company is gone.').waitFor({ timeout: 60_000 });
  const { company } = await ask(page, 'company.get');
  // The sample's words go; an address one's own people typed (the test of the company) stays.
  assert.deepEqual(company.legal_footer, { en: '', fr: '' });
  assert.ok(!company.address.includes('quai des Ateliers'));
  const { users } = await ask(page, 'people.directory');
  assert.ok(users.every(({ facts }) => !facts.email.endsWith('.example')));
});
