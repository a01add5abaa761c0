import { test, assert, signIn, visit, axe, noSideways, bigTargets, forEachView, DESK } from '../../harness.mjs';

const add = async (page, line) => {
  await page.locator('#quick-add').fill(line);
  await page.keyboard.press('Enter');
};
const row = (page, words) => page.locator('[data-task]', { hasText: words });

test('one line of plain words becomes a task in its part of the queue', async ({ page }) => {
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

test('completing shows at once and can be undone', async ({ page }) => {
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

test('the keyboard goes through the queue', async ({ page }) => {
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

test('filters stand in the address', async ({ page }) => {
  await signIn(page, 'manager');
  await visit(page, '/tasks');
  await page.getByText('Everyone', { exact: true }).first().click();
  await page.waitForURL(/whose=team/);
  await page.locator('#tasks-kind').selectOption('call');
  await page.waitForURL(/kind=call/);
  await page.reload();
  assert.equal(await page.locator('#tasks-kind').inputValue(), 'call');
});

test('a form edits every fact and refuses an empty subject', async ({ page }) => {
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

test('markup in a subject stays text', async ({ page }) => {
  await signIn(page, 'rep');
  await visit(page, '/tasks');
  await add(page, '<img src=x onerror=alert(1)> today');
  await row(page, '<img src=x').waitFor();
});

test('the queue is accessible in every view', { limit: 240_000 }, async ({ page }) => {
  await signIn(page, 'rep');
  await forEachView(page, '/tasks', async ({ size, name }) => {
    await axe(page, name);
    await noSideways(page, name);
    if (size === DESK) await bigTargets(page, name);
  });
});
