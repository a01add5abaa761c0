// The timeline of a record: a line logs a call, and every page it concerns shows it.
import { ask, assert, axe, bigTargets, noSideways, recordLink, setView, signIn, test, visit, DESK, PHONE } from '../../harness.mjs';
import { deal, id } from '../deals/support.mjs';

/** The texts below are English. */
const EN = { locale: 'en-US' };

const entry = (page, words) => page.locator('.record-timeline li', { hasText: words });

/** The line of the quick log. */
const log = async (page, line) => {
  await page.locator('form.quick-log input').first().fill(line);
  await page.keyboard.press('Enter');
};

test('a call is logged with one line, changed, deleted by mistake and back', EN, async ({ page }) => {
  await signIn(page, 'rep');
  await visit(page, '/accounts');
  await visit(page, await recordLink(page, '/accounts'));
  await page.locator('form.quick-log input').first().fill('call 15 min left voicemail about the renewal');
  await page.locator('form.quick-log', { hasText: '15' }).waitFor();
  await page.keyboard.press('Enter');
  const item = entry(page, 'renewal').first();
  await item.waitFor();
  await axe(page, 'an account with a call');
  await item.getByRole('button', { name: /^Edit/ }).click();
  await page.locator('#activity-subject').fill('About the extension');
  await page.locator('#activity-dialog').getByRole('button', { name: 'Save' }).click();
  const changed = entry(page, 'About the extension').first();
  await changed.waitFor();
  await changed.getByRole('button', { name: /^Delete/ }).click();
  await entry(page, 'About the extension').first().waitFor({ state: 'detached' });
  const undo = page.locator('.toast').getByRole('button', { name: 'Undo' });
  await undo.waitFor();
  // The page may be left before: the message stays and works.
  const account = new URL(page.url()).pathname;
  await page.locator('nav a[href="/tasks"]').first().click();
  await page.waitForURL(/\/tasks/);
  await undo.click();
  await undo.waitFor({ state: 'detached' });
  await visit(page, account);
  await entry(page, 'About the extension').first().waitFor();
});

test('a call logged on a deal appears on the open page of its account', EN, async ({ page, context }) => {
  await signIn(page, 'rep');
  await visit(page, '/tasks');
  const made = await deal(page, 'Heard on the account');
  await visit(page, `/accounts/${made.account.id}`);
  await page.locator('form.quick-log').waitFor();
  const other = await context.newPage();
  await visit(other, `/opportunities/${made.id}`);
  await log(other, 'call about Zanzibar');
  await entry(other, 'Zanzibar').first().waitFor();
  await entry(page, 'Zanzibar').first().waitFor({ timeout: 5_000 });
});

test('a call is logged by two keys, on deals, accounts and contacts', EN, async ({ page }) => {
  await signIn(page, 'rep');
  await visit(page, '/');
  const made = await deal(page, 'Called with two keys');
  const [person] = await ask(page, 'contacts.suggest', { text: '', limit: 1, account: null });
  for (const path of [`/opportunities/${made.id}`, `/accounts/${made.account.id}`, `/contacts/${person.id}`]) {
    await visit(page, path);
    const line = page.locator('form.quick-log input').first();
    await line.waitFor();
    const answered = page.waitForResponse((answer) => answer.url().includes('activities.create'));
    await page.keyboard.press('l');
    await page.waitForFunction(() => document.querySelector('form.quick-log input')?.value === 'Call ');
    await page.keyboard.press('Enter');
    const answer = await answered;
    const { kind, subject } = await answer.json();
    assert.deepEqual([answer.status(), kind.toLowerCase(), subject], [200, 'call', 'Call'], path);
    await page.waitForFunction(() => document.querySelector('form.quick-log input')?.value === '');
  }
});

test('what is typed after the key goes on from the call, and a line begun stays', EN, async ({ page }) => {
  await signIn(page, 'rep');
  await visit(page, '/');
  const made = await deal(page, 'Called with a word');
  await visit(page, `/opportunities/${made.id}`);
  const line = page.locator('form.quick-log input').first();
  await line.waitFor();
  await page.keyboard.press('l');
  await page.waitForFunction(() => document.querySelector('form.quick-log input')?.value === 'Call ');
  await page.keyboard.type('about Timbuktu');
  assert.equal(await line.inputValue(), 'Call about Timbuktu');
  // From another tab the key leads back to the line.
  await page.getByRole('tab', { name: /^Products/ }).click();
  await page.keyboard.press('l');
  await page.waitForFunction(() => document.activeElement?.matches('form.quick-log input'));
  assert.equal(await line.inputValue(), 'Call about Timbuktu');
  await page.keyboard.press('Enter');
  await entry(page, 'Timbuktu').first().waitFor();
});

test('after a call, and after the last task, it is asked what comes next', EN, async ({ page }) => {
  await signIn(page, 'rep');
  await visit(page, '/');
  const made = await deal(page, 'Asked what comes next');
  await visit(page, `/opportunities/${made.id}`);
  const asked = page.locator('.record-timeline .next-step');
  await log(page, 'call about Quito');
  await asked.getByText('What is the next step for Asked what comes next?').waitFor();
  await axe(page, 'the question what comes next');
  await asked.locator('#timeline-next').fill('Send the Quito offer tomorrow');
  await page.keyboard.press('Enter');
  await asked.waitFor({ state: 'detached' });
  const tasks = page.locator('.record-tasks');
  const task = tasks.locator('li', { hasText: 'Quito offer' });
  await task.waitFor();
  // Something is planned: nothing is asked.
  const looked = page.waitForResponse((answer) => answer.url().includes('tasks.list'));
  await log(page, 'call about Lima');
  await looked;
  await entry(page, 'Lima').first().waitFor();
  assert.equal(await asked.count(), 0);
  await task.locator('.task-check').click();
  await tasks.locator('.next-step').waitFor();
  await tasks.getByRole('button', { name: 'No next step' }).click();
  await tasks.locator('.next-step').waitFor({ state: 'detached' });
  await tasks.locator('#record-task').waitFor();
});

test('the key that logs a call is in the list of keys, in both languages', async ({ page }) => {
  await signIn(page, 'rep');
  await visit(page, '/');
  const made = await deal(page, 'Called with a known key');
  for (const [language, label] of [['fr', 'Noter un appel'], ['en', 'Log a call']]) {
    await setView(page, { language });
    await visit(page, `/opportunities/${made.id}`);
    await page.locator('form.quick-log').waitFor();
    await page.keyboard.press('?');
    const help = page.locator('#shortcuts[open]');
    await help.locator('.shortcut', { hasText: label }).locator('kbd', { hasText: 'l' }).waitFor();
  }
});

/** An activity about a deal, made as a page makes one. */
const logged = (page, made, kind, subject, body = '') =>
  ask(page, 'activities.create', {
    id: id(),
    draft: {
      kind,
      subject,
      body,
      outcome: 'None',
      at: Date.now(),
      minutes: null,
      links: { account: null, contact: null, opportunity: made.id },
    },
  });

const search = (page) => page.getByRole('searchbox', { name: 'Search the timeline' });
const chip = (page, name) => page.locator('.timeline-filters').getByRole('button', { name, exact: true });
const asked = (page) => new URL(page.url()).searchParams;

test('words and kinds narrow a timeline, in its address, and are cleared by the keyboard', EN, async ({ page }) => {
  await signIn(page, 'rep');
  await visit(page, '/tasks');
  const made = await deal(page, 'Narrowed');
  await logged(page, made, 'Call', 'Prices', 'Zoé wants the déménagement included');
  await logged(page, made, 'Note', 'Zoé likes blue');
  await logged(page, made, 'Note', 'Something else');
  await visit(page, `/opportunities/${made.id}`);
  await entry(page, 'Something else').first().waitFor();

  await search(page).fill('DEMENAGEMENT zoe');
  await entry(page, 'Something else').first().waitFor({ state: 'detached' });
  await entry(page, 'Prices').first().waitFor();
  assert.deepEqual(await page.locator('.record-timeline mark').allInnerTexts(), ['Zoé', 'déménagement']);
  assert.equal(asked(page).get('timeline'), 'DEMENAGEMENT zoe');
  await page.locator('.timeline-count', { hasText: /^1 entry$/ }).waitFor();
  await page.locator('#announcer', { hasText: '1 entry' }).waitFor({ state: 'attached' });
  await axe(page, 'a timeline with words marked');

  // The address shows the same to somebody else, from the first picture on.
  await visit(page, page.url());
  assert.equal(await search(page).inputValue(), 'DEMENAGEMENT zoe');
  await entry(page, 'Prices').first().waitFor();
  assert.equal(await entry(page, 'Something else').count(), 0);

  await search(page).press('Escape');
  await entry(page, 'Something else').first().waitFor();
  assert.equal(await search(page).inputValue(), '');
  assert.equal(asked(page).get('timeline'), null);

  await chip(page, 'Calls').click();
  await entry(page, 'Zoé likes blue').first().waitFor({ state: 'detached' });
  assert.equal(await chip(page, 'Calls').getAttribute('aria-pressed'), 'true');
  await chip(page, 'Notes').click();
  await entry(page, 'Zoé likes blue').first().waitFor();
  await page.locator('.timeline-count', { hasText: /^3 entries$/ }).waitFor();
  assert.equal(asked(page).get('kinds'), 'call,note');

  await search(page).fill('nobody wrote this');
  await page.locator('.record-timeline', { hasText: 'Nothing found' }).waitFor();
  await axe(page, 'a timeline without what was looked for');
  await page.getByRole('button', { name: 'Show everything' }).click();
  await entry(page, 'Something else').first().waitFor();
  assert.equal(asked(page).get('kinds'), null);
  assert.equal(await search(page).inputValue(), '');

  await page.setViewportSize(PHONE);
  await noSideways(page, 'the filters of a timeline on a telephone');
  await bigTargets(page, 'the filters of a timeline on a telephone');
  await page.setViewportSize(DESK);
});

test('the timeline of an account tells how its deals moved', EN, async ({ page }) => {
  await signIn(page);
  await visit(page, '/opportunities?view=won');
  const deal = page.locator('.list-table tbody tr[data-id]').first();
  const name = await deal.locator('.row-anchor').textContent();
  await deal.locator('a[href^="/accounts/"]').first().click();
  await page.waitForURL(/\/accounts\/[0-9a-f-]{36}/);
  await chip(page, 'Stage moves').click();
  await page.waitForURL(/kinds=stage/);
  const won = entry(page, 'Won').filter({ hasText: name }).first();
  await won.waitFor();
  await axe(page, 'moves of deals on the timeline of an account');
  await won.getByRole('link', { name }).click();
  await page.waitForURL(/\/opportunities\/[0-9a-f-]{36}/);
});

test('what a customer asked about a quote is on the timeline of the account', EN, async ({ page }) => {
  await signIn(page);
  await visit(page, '/tasks');
  const [account] = await ask(page, 'accounts.suggest', { text: '', limit: 1 });
  const quote = await ask(page, 'quotes.create', {
    id: id(),
    opportunity_id: null,
    account_id: account.id,
    price_book_id: null,
    title: 'Offer with a question',
    language: 'en',
  });
  await ask(page, 'rooms.answer', { id: quote.id, message_id: id(), text: 'The crate of Timbuktu is included' });
  await visit(page, `/accounts/${account.id}?kinds=question&timeline=timbuktu`);
  const item = entry(page, 'The crate of').first();
  await item.waitFor();
  assert.deepEqual(await item.locator('mark').allInnerTexts(), ['Timbuktu']);
  assert.equal(await chip(page, 'Customer questions').getAttribute('aria-pressed'), 'true');
  await item.getByRole('link', { name: 'Offer with a question' }).click();
  await page.waitForURL(new RegExp(`/quotes/${quote.id}`));
});
