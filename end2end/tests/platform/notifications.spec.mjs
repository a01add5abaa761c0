// What a person is told of: live at the bell, on the page, put away, and only what they wish.
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { assert, ask, axe, bigTargets, forEachView, noSideways, signIn, test, visit } from '../../harness.mjs';

/** The texts below are English. */
const EN = { locale: 'en-US' };

/** The page of another person, in a browser of their own. */
async function personOf(page, who) {
  const context = await page.context().browser().newContext({ locale: 'en-US', timezoneId: 'Europe/Paris' });
  context.server = page.context().server;
  const other = await context.newPage();
  await signIn(other, who);
  return other;
}

/** The manager gives the representative a task. */
async function give(manager, subject, to) {
  const id = crypto.randomUUID();
  const draft = { subject, kind: 'Todo', priority: 'Normal', notes: '', due: 'None', owner: to, links: { account: null, contact: null, opportunity: null } };
  await ask(manager, 'tasks.create', { id, draft });
}

/** The id of the person signed in on `page`: whose open tasks are listed as their own. */
async function idOf(page) {
  const filter = { whose: 'Mine', owner: null, kind: null, account: null, contact: null, opportunity: null, done: false };
  const { tasks } = await ask(page, 'tasks.list', { filter, after: null, limit: 1 });
  return tasks[0].owner.id;
}

/** The message about `words` beside the database. */
async function mailed(server, words) {
  const folder = join(dirname(server.database), 'outbox');
  for (let tries = 0; tries < 100; tries += 1) {
    for (const name of await readdir(folder).catch(() => [])) {
      const text = (await readFile(join(folder, name), 'utf8')).replaceAll('=\r\n', '');
      if (name.endsWith('.eml') && text.includes(words)) return text;
    }
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error(`no message about ${words}`);
}

const row = (page, words) => page.locator('.notify-row', { hasText: words });
const count = (page) => page.locator('.bell-count');

test('what a colleague gives one is at the bell within seconds, and leads to it', EN, async ({ page }) => {
  await signIn(page);
  const to = await idOf(page);
  const manager = await personOf(page, 'manager');
  await visit(page, '/accounts');
  const before = (await ask(page, 'notifications.count')).unread;
  await give(manager, 'Read the tender', to);
  await page.locator('.toast', { hasText: 'Read the tender' }).waitFor({ timeout: 10_000 });
  await page.waitForFunction((n) => Number(document.querySelector('.bell-count').textContent) === n, before + 1);
  await page.locator('.bell').click();
  await row(page, 'Read the tender').waitFor();
  assert.match(await row(page, 'Read the tender').innerText(), /gave you a task/);
  await row(page, 'Read the tender').locator('.notify-title').click();
  await page.waitForURL(/\/tasks/);
  await page.waitForFunction((n) => Number(document.querySelector('.bell-count').textContent) === n, before);
  await manager.context().close();
});

test('a notice is read, unread again and put away', EN, async ({ page }) => {
  await signIn(page);
  const to = await idOf(page);
  const manager = await personOf(page, 'manager');
  await give(manager, 'Put me away', to);
  await visit(page, '/notifications');
  await row(page, 'Put me away').waitFor({ timeout: 10_000 });
  await row(page, 'Put me away').getByRole('button', { name: /Mark as read/ }).click();
  await row(page, 'Put me away').getByRole('button', { name: /Mark as unread/ }).click();
  // What was just marked is read again, and a menu opened before that closes with its row.
  const gone = row(page, 'Put me away').waitFor({ state: 'detached' });
  for (let tries = 0; tries < 5; tries += 1) {
    await row(page, 'Put me away').getByRole('button', { name: /Put away/ }).click();
    const chosen = page.getByRole('menuitem', { name: 'Until tomorrow morning' }).click({ timeout: 3_000 });
    if (await chosen.then(() => true, () => false)) break;
  }
  await gone;
  await page.locator('.toast', { hasText: 'Comes back' }).waitFor();
  await visit(page, '/notifications');
  assert.equal(await row(page, 'Put me away').count(), 0);
  await manager.context().close();
});

test('a kind that is switched off is not told', EN, async ({ page }) => {
  await signIn(page);
  const to = await idOf(page);
  const manager = await personOf(page, 'manager');
  await visit(page, '/settings#settings-notifications');
  const saved = () => page.waitForResponse((answer) => answer.url().endsWith('/call/notifications.save_wishes') && answer.ok());
  await Promise.all([saved(), page.locator('#notify-assigned').uncheck()]);
  await give(manager, 'Never told', to);
  await new Promise((done) => setTimeout(done, 2_000));
  await visit(page, '/notifications');
  assert.equal(await row(page, 'Never told').count(), 0);
  await visit(page, '/settings');
  assert.equal(await page.locator('#notify-assigned').isChecked(), false);
  await Promise.all([saved(), page.locator('#notify-assigned').check()]);
  await manager.context().close();
});

test('what is mailed is chosen kind by kind', EN, async ({ page, server }) => {
  await signIn(page);
  const to = await idOf(page);
  const manager = await personOf(page, 'manager');
  await visit(page, '/settings#settings-notifications');
  const saved = () => page.waitForResponse((answer) => answer.url().endsWith('/call/notifications.save_wishes') && answer.ok());
  const tick = (id) => Promise.all([saved(), page.locator(`#${id}`).check()]);
  await tick('notify-mail-assigned');
  await tick('notify-digest');
  await axe(page, 'the choices');
  // What is not wanted at all cannot be wanted by mail.
  await Promise.all([saved(), page.locator('#notify-won').uncheck()]);
  await page.waitForFunction(() => document.querySelector('#notify-mail-won').disabled);
  await tick('notify-won');
  await visit(page, '/settings');
  assert.equal(await page.locator('#notify-mail-assigned').isChecked(), true);
  assert.equal(await page.locator('#notify-digest').isChecked(), true);
  await give(manager, 'Call the harbour office', to);
  const message = await mailed(server, 'Call the harbour office');
  assert.match(message, /gave you a task/);
  await manager.context().close();
});

test('notifications are readable everywhere', async ({ page }) => {
  await signIn(page);
  const to = await idOf(page);
  const manager = await personOf(page, 'manager');
  await give(manager, 'Relire la clause de révision', to);
  await visit(page, '/notifications');
  await row(page, 'Relire la clause').first().waitFor({ timeout: 10_000 });
  await forEachView(page, '/notifications', async ({ name }) => {
    await axe(page, name);
    await noSideways(page, name);
    await bigTargets(page, name);
  });
  await manager.context().close();
});
