// What happened: by day, narrowed in the address, what comes meanwhile is offered and moves nothing.
import { assert, ask, axe, bigTargets, forEachView, noSideways, signIn, test, visit } from '../../harness.mjs';

/** The texts below are English. */
const EN = { locale: 'en-US' };

/** A second person's page on the same server. */
async function another(page, login) {
  const context = await page.context().browser().newContext({ locale: 'en-US', timezoneId: 'Europe/Paris' });
  context.server = page.context().server;
  const other = await context.newPage();
  await signIn(other, login);
  return other;
}

/** The person of `page` makes a task and does it. */
async function doTask(page, subject) {
  const filter = { whose: 'Mine', owner: null, kind: null, account: null, contact: null, opportunity: null, done: false };
  const { tasks } = await ask(page, 'tasks.list', { filter, after: null, limit: 1 });
  const id = crypto.randomUUID();
  const links = { account: null, contact: null, opportunity: null };
  const draft = { subject, kind: 'Todo', priority: 'Normal', notes: '', due: 'None', owner: tasks[0].owner.id, links };
  await ask(page, 'tasks.create', { id, draft });
  await ask(page, 'tasks.complete', { id });
}

const items = (page) => page.locator('.feed-item');

test('the feed leads to records and keeps its filters in the address', EN, async ({ page }) => {
  await signIn(page, 'manager');
  await visit(page, '/activity');
  assert.ok((await items(page).count()) > 5);
  // How many days a page covers depends on what the sample company did today.
  await page.locator('.timeline-day').first().waitFor();
  assert.match(await page.locator('.feed-item time').first().getAttribute('title'), /\d/);
  assert.match(await page.locator('.feed-record').first().getAttribute('href'), /^\/(opportunities|quotes|leads|accounts|contacts)\//);
  await axe(page);

  await page.locator('#feed-doing').selectOption('created');
  await page.waitForURL(/doing=created/);
  await page.waitForFunction(() => {
    const told = [...document.querySelectorAll('.feed-item .feed-what')];
    return told.length > 0 && told.every((line) => /Deal (created|imported)/.test(line.innerText));
  });
  await page.reload();
  assert.equal(await page.locator('#feed-doing').inputValue(), 'created');

  await visit(page, '/activity?kind=task&doing=won');
  await page.getByText('Nothing happened').waitFor();
  await page.getByRole('button', { name: 'Clear the filters' }).click();
  await items(page).first().waitFor();
});

test('earlier entries are added below', EN, async ({ page }) => {
  await signIn(page, 'manager');
  await visit(page, '/activity');
  const before = await items(page).count();
  await page.getByRole('button', { name: 'Show earlier' }).click();
  await page.waitForFunction((n) => document.querySelectorAll('.feed-item').length > n, before);
});

test('what a colleague does is offered without moving what is read', EN, async ({ page }) => {
  await signIn(page, 'manager');
  await visit(page, '/activity');
  const first = await items(page).first().innerText();
  const rep = await another(page, 'representative');
  await doTask(rep, 'Send the samples');
  const offer = page.locator('.feed-news').getByRole('button', { name: '1 new' });
  await offer.waitFor({ timeout: 10_000 });
  assert.equal(await items(page).first().innerText(), first);
  await axe(page, 'the feed with news');
  await offer.click();
  await items(page).first().getByText('Task done: Send the samples').waitFor();
  await offer.waitFor({ state: 'detached' });
  await rep.context().close();
});

test('the feed fits every view', async ({ page }) => {
  await signIn(page, 'manager');
  await forEachView(page, '/activity', async ({ name }) => {
    await axe(page, name);
    await noSideways(page, name);
    await bigTargets(page, name);
  });
});
