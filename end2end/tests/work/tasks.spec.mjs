import { test, assert, ask, signIn, visit, axe, noSideways, bigTargets, forEachView, DESK } from '../../harness.mjs';

/** The texts below are English. */
const EN = { locale: 'en-US' };

const add = async (page, line) => {
  await page.locator('#quick-add').fill(line);
  await page.keyboard.press('Enter');
};
/** Every open task of the person. */
const list = { filter: { whose: 'Mine', owner: null, kind: null, account: null, contact: null, opportunity: null, done: false }, after: null, limit: 200 };
const row = (page, words) => page.locator('[data-task]', { hasText: words });

test('one line of plain words becomes a task in its part of the queue', EN, async ({ page }) => {
  await signIn(page, 'rep');
  await visit(page, '/tasks');
  await page.locator('#quick-add').fill('call Zephyr tomorrow 10am !');
  await page.locator('.quick-add-read', { hasText: 'Tomorrow' }).waitFor();
  await page.locator('.quick-add-read', { hasText: 'High' }).waitFor();
  await page.keyboard.press('Enter');
  await row(page, 'Call Zephyr').waitFor();
  assert.equal(await page.locator('#quick-add').inputValue(), '');
  assert.match(await row(page, 'Call Zephyr').innerText(), /10:00/);
  await page.reload();
  await row(page, 'Call Zephyr').waitFor();
});

test('a slow or lost answer takes away nothing that was typed', EN, async ({ page, allowNoise }) => {
  allowNoise(/503/);
  await signIn(page, 'rep');
  await visit(page, '/tasks');
  const box = page.locator('#quick-add');
  let answer;
  const answered = new Promise((resolve) => { answer = resolve; });
  await page.route('**/call/tasks.create', async (route) => {
    await answered;
    await route.continue();
  }, { times: 1 });
  await add(page, 'Slow one today');
  await page.waitForFunction(() => document.querySelector('#quick-add').value === '');
  await page.keyboard.type('Typed meanwhile today');
  answer();
  await row(page, 'Slow one').waitFor();
  assert.equal(await box.inputValue(), 'Typed meanwhile today');
  const away = { kind: 'Unavailable', issues: [], reference: null, current: null };
  await page.route('**/call/tasks.create', (route) => route.fulfill({ status: 503, json: away }), { times: 1 });
  await page.keyboard.press('Enter');
  // What could not be saved is in the box again, and Enter sends it again.
  await page.locator('.toast-danger').waitFor();
  await page.waitForFunction(() => document.querySelector('#quick-add').value === 'Typed meanwhile today');
  await box.press('Enter');
  await row(page, 'Typed meanwhile').waitFor();
});

test('completing shows at once and can be undone', EN, async ({ page }) => {
  await signIn(page, 'rep');
  await visit(page, '/tasks');
  await add(page, 'Undo me today');
  await row(page, 'Undo me').waitFor();
  await row(page, 'Undo me').locator('.task-check').click();
  await row(page, 'Undo me').waitFor({ state: 'detached', timeout: 1000 });
  await page.locator('.toast', { hasText: 'Undo me' }).getByRole('button', { name: 'Undo' }).click();
  await row(page, 'Undo me').waitFor();
  await visit(page, '/tasks?done=1');
  assert.equal(await row(page, 'Undo me').count(), 0);
});

test('the keyboard goes through the queue', EN, async ({ page }) => {
  await signIn(page, 'rep');
  await visit(page, '/tasks');
  await page.keyboard.press('n');
  await page.keyboard.type('Keyboard task today');
  await page.keyboard.press('Enter');
  await row(page, 'Keyboard task').waitFor();
  await page.locator('h1').focus();
  await page.keyboard.press('j');
  for (let step = 0; step < 60; step += 1) {
    const words = await page.evaluate(() => document.activeElement?.closest('[data-task]')?.innerText ?? '');
    if (words.includes('Keyboard task')) break;
    await page.keyboard.press('j');
  }
  await page.keyboard.press('s');
  await page.getByRole('menuitem', { name: 'Tomorrow' }).first().waitFor();
  await page.keyboard.press('Escape');
  await page.locator('[data-task]', { hasText: 'Keyboard task' }).locator('.task-check').focus();
  await page.keyboard.press('x');
  await row(page, 'Keyboard task').waitFor({ state: 'detached' });
});

test('filters stand in the address', EN, async ({ page }) => {
  await signIn(page, 'manager');
  await visit(page, '/tasks');
  await page.getByText('Everyone', { exact: true }).first().click();
  await page.waitForURL(/whose=team/);
  await page.locator('#tasks-kind').selectOption('call');
  await page.waitForURL(/kind=call/);
  await page.reload();
  assert.equal(await page.locator('#tasks-kind').inputValue(), 'call');
});

test('a form edits every fact and refuses an empty subject', EN, async ({ page }) => {
  await signIn(page, 'rep');
  await visit(page, '/tasks');
  await add(page, 'Prepare slides friday');
  await row(page, 'Prepare slides').locator('.task-subject').click();
  await page.locator('#task-subject').fill('');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.locator('#task-subject-error', { hasText: /./ }).waitFor();
  await page.locator('#task-subject').fill('Prepare the slides');
  await page.locator('#task-priority').selectOption('high');
  await page.getByRole('button', { name: 'Save' }).click();
  await row(page, 'Prepare the slides').waitFor();
  assert.match(await row(page, 'Prepare the slides').innerText(), /High/);
});

test('a task is put off and comes back by undo', EN, async ({ page }) => {
  await signIn(page, 'rep');
  await visit(page, '/tasks');
  await add(page, 'Snooze me today');
  const part = (name) => page.locator('section.task-part', { has: page.locator('h2', { hasText: name }) });
  await part('Today').locator('[data-task]', { hasText: 'Snooze me' }).waitFor();
  await row(page, 'Snooze me').getByRole('button', { name: 'Snooze Snooze me' }).click();
  await page.getByRole('menuitem', { name: 'Next week' }).click();
  await part('Today').locator('[data-task]', { hasText: 'Snooze me' }).waitFor({ state: 'detached' });
  await row(page, 'Snooze me').waitFor();
  await page.locator('.toast', { hasText: '1 task moved' }).getByRole('button', { name: 'Undo' }).click();
  await part('Today').locator('[data-task]', { hasText: 'Snooze me' }).waitFor();
});

test('several tasks move together and come back together', EN, async ({ page }) => {
  await signIn(page, 'rep');
  await visit(page, '/tasks');
  for (const name of ['Several one', 'Several two']) {
    await add(page, `${name} today`);
    await row(page, name).waitFor();
    await row(page, name).locator('.task-choose').check();
  }
  await page.locator('.task-chosen', { hasText: '2' }).waitFor();
  await axe(page, 'tasks chosen');
  const before = (await ask(page, 'tasks.list', list)).tasks.filter(({ subject }) => subject.startsWith('Several'));
  await page.locator('.task-chosen').getByRole('button', { name: 'Next week' }).click();
  const toast = page.locator('.toast', { hasText: '2 tasks moved' });
  await toast.waitFor();
  const moved = (await ask(page, 'tasks.list', list)).tasks.filter(({ subject }) => subject.startsWith('Several'));
  assert.notDeepEqual(moved.map(({ due }) => due), before.map(({ due }) => due));
  await toast.getByRole('button', { name: 'Undo' }).click();
  await page.waitForFunction(() => !document.querySelector('.task-chosen'));
  for (let tries = 0; tries < 30; tries += 1) {
    const now = (await ask(page, 'tasks.list', list)).tasks.filter(({ subject }) => subject.startsWith('Several'));
    if (now.every(({ id, due }) => JSON.stringify(due) === JSON.stringify(before.find((one) => one.id === id).due))) return;
    await page.waitForTimeout(100);
  }
  assert.fail('the days did not come back');
});

test('several tasks are done with one press, and opened again with one', EN, async ({ page }) => {
  await signIn(page, 'rep');
  await visit(page, '/tasks');
  const names = ['Bundle one', 'Bundle two'];
  for (const name of names) {
    await add(page, `${name} today`);
    await row(page, name).waitFor();
    await row(page, name).locator('.task-choose').check();
  }
  await page.locator('.task-chosen').getByRole('button', { name: 'Complete' }).click();
  for (const name of names) await row(page, name).waitFor({ state: 'detached' });
  const toast = page.locator('.toast', { hasText: '2 tasks done' });
  await toast.waitFor();
  for (const name of names) assert.equal(await page.locator('.toast', { hasText: name }).count(), 0);
  // With as many answers as tasks, nobody is asked what comes next.
  assert.equal(await page.locator('.next-step').count(), 0);
  await toast.getByRole('button', { name: 'Undo' }).click();
  for (const name of names) await row(page, name).waitFor();
});

test('undo works after the page was left', EN, async ({ page }) => {
  await signIn(page, 'rep');
  await visit(page, '/tasks');
  await add(page, 'Left behind today');
  await row(page, 'Left behind').locator('.task-check').click();
  const done = page.locator('.toast', { hasText: 'Left behind' });
  await done.waitFor();
  await page.locator('nav a[href="/calendar"]').first().click();
  await page.waitForURL(/\/calendar/);
  await done.getByRole('button', { name: 'Undo' }).click();
  await done.waitFor({ state: 'detached' });
  // The page still answers, and the task is open again.
  await page.locator('nav a[href="/tasks"]').first().click();
  await row(page, 'Left behind').waitFor();
  await row(page, 'Left behind').getByRole('button', { name: /^More/ }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  const gone = page.locator('.toast', { hasText: 'deleted' });
  await gone.waitFor();
  await page.locator('nav a[href="/accounts"]').first().click();
  await page.waitForURL(/\/accounts/);
  await gone.getByRole('button', { name: 'Undo' }).click();
  await page.locator('nav a[href="/tasks"]').first().click();
  await row(page, 'Left behind').waitFor();
});

test('a page hears of what happened while it was read', EN, async ({ page }) => {
  await signIn(page, 'rep');
  await visit(page, '/tasks');
  await add(page, 'Done meanwhile today');
  await row(page, 'Done meanwhile').waitFor();
  const id = await row(page, 'Done meanwhile').getAttribute('data-task');
  await visit(page, '/accounts');
  // The queue is read, then the task is done, and only after that was heard does the page get what it read.
  let held = 0;
  await page.route('**/call/tasks.list', async (route) => {
    held += 1;
    if (held > 1) return route.continue();
    const answer = await route.fetch();
    await ask(page, 'tasks.complete', { id });
    // Time for the event to be heard: heard later it proves nothing, and breaks nothing.
    await page.waitForTimeout(700);
    await route.fulfill({ response: answer });
  });
  await page.locator('nav a[href="/tasks"]').first().click();
  await page.waitForURL(/\/tasks/);
  await page.locator('#quick-add').waitFor();
  await row(page, 'Done meanwhile').waitFor({ state: 'detached' });
  assert.ok(held > 1, `the page read ${held} times`);
});

test('who may only read a task sees its form without a way to send it', EN, async ({ page }) => {
  await signIn(page, 'finance');
  await visit(page, '/tasks?whose=team');
  await page.locator('[data-task] .task-subject').first().click();
  await page.locator('#task-subject').waitFor();
  assert.ok(await page.locator('#task-subject').isDisabled());
  assert.equal(await page.locator('#task-dialog').getByRole('button', { name: 'Save' }).count(), 0);
  await page.locator('#task-dialog .notice').waitFor();
  await axe(page, 'a task one may only read');
});

test('who sells gives tasks to nobody else', EN, async ({ page }) => {
  await signIn(page, 'rep');
  await visit(page, '/tasks');
  await page.getByRole('button', { name: 'New task' }).click();
  await page.locator('#task-owner').waitFor();
  await page.waitForTimeout(500);
  assert.equal(await page.locator('#task-owner option').count(), 1);
});

test('a quick line finds the account it names', EN, async ({ page }) => {
  await signIn(page, 'rep');
  await visit(page, '/tasks');
  const [account] = await ask(page, 'accounts.suggest', { text: '', limit: 1 });
  await page.locator('#quick-add').fill(`call ${account.name} tomorrow`);
  await page.locator('.quick-add-read', { hasText: account.name }).waitFor();
});

test('markup in a subject stays text', EN, async ({ page }) => {
  await signIn(page, 'rep');
  await visit(page, '/tasks');
  await add(page, '<img src=x onerror=alert(1)> today');
  await row(page, '<img src=x').waitFor();
});

test('the queue is accessible in every view', { ...EN, limit: 240_000 }, async ({ page }) => {
  await signIn(page, 'rep');
  await forEachView(page, '/tasks', async ({ size, name }) => {
    await axe(page, name);
    await noSideways(page, name);
    if (size === DESK) await bigTargets(page, name);
  });
});
