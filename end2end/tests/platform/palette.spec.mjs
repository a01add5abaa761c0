// The command palette and the keyboard: every page and record without a mouse.
import { BOTH, DESK, PHONE, assert, ask, axe, leave, noSideways, ready, setView, signIn, test, turn, visit } from '../../harness.mjs';
import { deal, id } from '../deals/support.mjs';

const palette = '#palette[open]';

test('a few letters find a record and Enter opens it', { browsers: BOTH }, async ({ page }) => {
  await signIn(page, 'administrator');
  await visit(page, '/');
  const { rows } = await ask(page, 'opportunities.list', {
    pipeline: null, stage: null, sort: { column: 'updated', descending: true }, after: null, limit: 1,
    filter: {
      owner: null, team: null, account: null, category: null, close: null, kind: null,
      next_activity: null, stalled: false, search: '', state: null,
    },
  });
  const [deal] = rows;
  await page.keyboard.press('Control+k');
  await page.waitForSelector(palette);
  await axe(page, 'the open palette');
  await page.locator('.palette-input').fill(deal.name);
  await page.waitForSelector(`.palette-option:has-text("${deal.name.slice(0, 20)}")`);
  await page.locator('.palette-input').press('Enter');
  await page.waitForURL(/\/opportunities\/[0-9a-f-]{36}/);
});

test('nothing found says so and offers a way on', async ({ page }) => {
  await signIn(page);
  await visit(page, '/');
  await page.keyboard.press('/');
  await page.waitForSelector(palette);
  await page.locator('.palette-input').fill('zzqqxxyy');
  await page.waitForSelector('.palette-empty');
  await page.keyboard.press('Escape');
  await page.waitForSelector(palette, { state: 'detached' });
});

test('the page one stands on, chosen again, takes the focus as a new one does', { locale: 'en-US', browsers: BOTH }, async ({ page }) => {
  await signIn(page, 'rep');
  await setView(page, { language: 'en' });
  await visit(page, '/tasks');
  const again = async () => {
    await page.waitForSelector(palette);
    await page.locator('.palette-input').fill('Tasks');
    await group(page, 'Pages').filter({ hasText: 'Tasks' }).click();
    await page.waitForSelector(palette, { state: 'detached' });
    await page.waitForSelector('#main h1:focus');
  };
  // From nowhere, and from the bar above the page.
  await page.keyboard.press('Control+k');
  await again();
  await page.locator('.search-button').click();
  await again();
  await axe(page, 'the page that was chosen again');
  assert.ok(page.url().endsWith('/tasks'));
});

test('keys lead to pages and to the list of keys', async ({ page }) => {
  await signIn(page);
  await visit(page, '/');
  await page.keyboard.press('g');
  await page.keyboard.press('t');
  await page.waitForURL(/\/tasks/);
  await page.keyboard.press('?');
  await page.waitForSelector('#shortcuts[open]');
  await axe(page, 'the list of shortcuts');
});

test('letters typed into a field are no commands', async ({ page }) => {
  await signIn(page);
  await visit(page, '/settings');
  const name = page.locator('#name');
  await name.fill('');
  await name.pressSequentially('gt?c/');
  assert.equal(await name.inputValue(), 'gt?c/');
  assert.ok(page.url().endsWith('/settings'));
});

/** The labels under "Recently opened". */
const recent = (page) =>
  page.getByRole('group', { name: 'Recently opened' }).locator('.palette-option .palette-label');

test('with nothing typed the records opened last come first, for their person only', { locale: 'en-US' }, async ({ page }) => {
  await signIn(page, 'rep');
  await visit(page, '/');
  const one = await deal(page, 'Opened before');
  const two = await deal(page, 'Opened after');
  await visit(page, `/opportunities/${one.id}`);
  await visit(page, `/accounts/${one.account.id}`);
  await visit(page, `/opportunities/${two.id}`);
  await visit(page, '/');
  await page.keyboard.press('Control+k');
  await page.waitForSelector(palette);
  await recent(page).first().waitFor();
  const names = await recent(page).allTextContents();
  assert.deepEqual(names.slice(0, 3), [two.name, one.account.name, one.name]);
  await axe(page, 'the palette with what was opened last');
  // Letters narrow to what they find; without them the list is back, and the keys go through it.
  await page.locator('.palette-input').fill('zzqqxxyy');
  await page.waitForSelector('.palette-empty');
  assert.equal(await recent(page).count(), 0);
  await page.locator('.palette-input').fill('');
  await recent(page).first().waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.waitForURL(`**/opportunities/${one.id}`);
  // What is deleted is no longer offered: the server says what there is.
  const { version } = await ask(page, 'opportunities.get', { id: two.id });
  await ask(page, 'opportunities.delete', { id: two.id, version });
  await visit(page, '/');
  await page.keyboard.press('Control+k');
  await recent(page).first().waitFor();
  assert.ok(!(await recent(page).allTextContents()).includes(two.name));
  // Somebody else at the same browser, though the first one never signed out.
  await leave(page);
  await signIn(page, 'administrator');
  await visit(page, '/');
  await page.keyboard.press('Control+k');
  await page.waitForSelector('.palette-option');
  assert.equal(await recent(page).count(), 0);
  // Signing out leaves nothing of one's own.
  await visit(page, `/opportunities/${one.id}`);
  assert.ok(await page.evaluate(() => localStorage.getItem('jalon.visits')));
  await Promise.all([
    page.waitForURL(/\/sign-in/),
    page.locator('form[action="/sign-out"]').first().evaluate((form) => form.requestSubmit()),
  ]);
  assert.equal(await page.evaluate(() => localStorage.getItem('jalon.visits')), null);
});

const group = (page, name) => page.getByRole('group', { name, exact: true }).locator('.palette-option');

/** Opens the palette where the page stands, types, and waits for what is found under `name`. */
async function found(page, text, name) {
  await page.keyboard.press('Control+k');
  await page.waitForSelector(palette);
  await page.locator('.palette-input').fill(text);
  await group(page, name).first().waitFor();
}

test('words of a note, a task and a product lead to their places', { locale: 'en-US', browsers: BOTH }, async ({ page, browserName }) => {
  // Both browsers look at one company.
  const word = browserName === 'chromium' ? 'xylophonie' : 'xylophagie';
  const said = word.replace('x', 'X');
  await signIn(page, 'rep');
  await setView(page, { language: 'en' });
  await visit(page, '/');
  const made = await deal(page, 'Written about');
  const links = { account: null, contact: null, opportunity: made.id };
  const [noted, errand] = [id(), id()];
  // Older than a page of the timeline: the link finds it all the same.
  const body = `First of all <b>thanks</b>.\nThe ${said} clause\nis still open.`;
  const about = { outcome: 'None', minutes: null, links };
  await ask(page, 'activities.create', { id: noted, draft: { kind: 'Note', subject: 'What was agreed', body, at: Date.now() - 90 * 86_400_000, ...about } });
  for (let n = 0; n < 35; n += 1) {
    await ask(page, 'activities.create', { id: id(), draft: { kind: 'Call', subject: `Later ${n}`, body: '', at: Date.now() - n * 60_000, ...about } });
  }
  const task = { subject: `Send the ${word} annex`, kind: 'Todo', priority: 'Normal', notes: '', due: 'None', owner: made.owner.id, links };
  await ask(page, 'tasks.create', { id: errand, draft: task });

  await found(page, word, 'Calls, e-mails, meetings, notes');
  const note = group(page, 'Calls, e-mails, meetings, notes');
  assert.equal(await note.count(), 1);
  assert.match(await note.textContent(), new RegExp(`What was agreed.*Written about.*<b>thanks</b>\\. The ${said} clause is still open\\.`, 's'));
  assert.equal(await note.locator('mark').textContent(), said);
  assert.equal(await group(page, 'Tasks').locator('mark').textContent(), word);
  for (const size of [PHONE, DESK]) {
    await turn(page, { size });
    await noSideways(page, 'the palette with words found in texts');
    await axe(page, 'the palette with words found in texts');
  }
  // The note stands first: Enter goes to its place in the timeline of its deal.
  await page.keyboard.press('Enter');
  await page.waitForURL(`**/opportunities/${made.id}?timeline=${word}&entry=${noted}`);
  await page.locator(`#entry-${noted}:focus`).waitFor();
  assert.equal(await page.locator(`#entry-${noted} mark`).textContent(), said);
  // The same address opens the same place again.
  await page.reload();
  await ready(page);
  await page.locator(`#entry-${noted}:focus`).waitFor();
  // From another part of the same page the timeline comes forward.
  await visit(page, `/opportunities/${made.id}`);
  await page.locator('#deal-tab-products').click();
  await found(page, word, 'Calls, e-mails, meetings, notes');
  await page.keyboard.press('Enter');
  await page.locator(`#entry-${noted}:focus`).waitFor();

  await found(page, `${word} annex`, 'Tasks');
  await page.keyboard.press('Enter');
  await page.waitForSelector('#task-dialog[open]');
  await page.waitForFunction((word) => document.querySelector('#task-subject')?.value.includes(word), word);
  await page.keyboard.press('Escape');
  await page.waitForSelector('#task-dialog[open]', { state: 'detached' });
  assert.ok(page.url().endsWith('/tasks'), page.url());

  const { rows } = await ask(page, 'products.list', { text: '', family: '', with_inactive: false, offset: 0, limit: 1 });
  const { sku } = rows[0].draft;
  await found(page, sku, 'Products');
  await group(page, 'Products').first().click();
  await page.waitForURL((url) => url.pathname === '/products' && url.searchParams.get('q') === sku);
  await page.getByText(sku, { exact: true }).first().waitFor();
});

test('what is found in texts is told in French, and not to whoever may not read it', { locale: 'fr-FR' }, async ({ page }) => {
  await signIn(page, 'administrator');
  await setView(page, { language: 'fr' });
  await visit(page, '/');
  const made = await deal(page, 'Confié');
  const links = { account: null, contact: null, opportunity: made.id };
  const draft = { kind: 'Call', subject: 'Échange', body: 'La clause de zygomorphie', outcome: 'None', at: Date.now(), minutes: null, links };
  await ask(page, 'activities.create', { id: id(), draft });
  await found(page, 'zygomorphie', 'Appels, e-mails, réunions, notes');
  await axe(page, 'the palette in French with words found in a text');
  await page.keyboard.press('Escape');
  await leave(page);
  await signIn(page, 'rep');
  const { hits } = await ask(page, 'search.find', { text: 'zygomorphie', limit: 5 });
  assert.deepEqual(hits, []);
});

test('pages of the administration and choices are found by their names, by whoever may open them', { locale: 'en-US' }, async ({ page }) => {
  await signIn(page, 'administrator');
  await setView(page, { language: 'en' });
  await visit(page, '/');
  await page.keyboard.press('Control+k');
  await page.waitForSelector('.palette-option');
  const webhooks = group(page, 'Pages').filter({ hasText: 'Webhooks' });
  // There are too many to be shown before anything is typed.
  assert.equal(await webhooks.count(), 0);
  await page.locator('.palette-input').fill('webhooks');
  assert.match(await webhooks.textContent(), /Administration/);
  await page.locator('.palette-input').fill('admin webhooks');
  await webhooks.click();
  await page.waitForURL('**/admin/webhooks');
  await found(page, 'density compact', 'Commands');
  await page.keyboard.press('Escape');
  await leave(page);
  await signIn(page, 'rep');
  await visit(page, '/');
  await found(page, 'notifications', 'Pages');
  await page.locator('.palette-input').fill('webhooks');
  await group(page, 'Pages').first().waitFor({ state: 'detached' });
  assert.equal(await webhooks.count(), 0);
});
