// The list of tasks has the grammar of the other lists beside the day's own queue: views, filters, many completed, put
// off, given away at once.
import { BOTH, PHONE, assert, axe, noSideways, ready, signIn, test, visit } from '../../harness.mjs';

/** The texts below are English. */
const EN = { locale: 'en-US' };

const rows = (page) => page.locator('.list-tasks tbody tr[data-id]');
const row = (page, words) => page.locator('.list-tasks tbody tr[data-id]', { hasText: words });

/** Adds tasks in plain words in the queue. */
const add = async (page, ...lines) => {
  await visit(page, '/tasks');
  for (const line of lines) {
    await page.locator('#quick-add').fill(line);
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.querySelector('#quick-add').value === '');
  }
};
/** The rows of a search, once there are so many. */
const listed = async (page, words, count) => {
  await visit(page, `/tasks/list?q=${encodeURIComponent(words)}`);
  await page.waitForFunction(
    ([wanted]) => document.querySelectorAll('.list-tasks tbody tr[data-id]').length === wanted,
    [count],
  );
};

test('the queue leads to the list with the same tasks, and back', { ...EN, browsers: BOTH }, async ({ page }) => {
  await signIn(page, 'rep');
  await visit(page, '/tasks');
  await page.getByRole('link', { name: 'List', exact: true }).click();
  await page.waitForURL(/\/tasks\/list\?view=mine$/);
  assert.equal(await page.locator('.list-tab[aria-current]').textContent(), 'Mine');
  await page.locator('.list-chip', { hasText: 'Status: Open' }).waitFor();
  await rows(page).first().waitFor();
  await axe(page, 'the list of tasks');
  await page.getByRole('link', { name: 'My queue' }).click();
  await page.waitForURL(/\/tasks$/);
});

test('tasks are filtered by what they are about, grouped and sorted, and the address reproduces it', EN, async ({ page }) => {
  await signIn(page, 'manager');
  await visit(page, '/tasks/list?view=all');
  await page.locator('#list-filter-button').click();
  const panel = page.locator('#list-filter');
  await panel.getByRole('button', { name: 'Add condition' }).click();
  await panel.getByLabel('Field').selectOption('kind');
  await panel.locator('.list-pick > summary').click();
  await panel.getByLabel('Call', { exact: true }).check();
  await page.waitForURL((url) => url.searchParams.get('f') === 'kind.is(call)');
  await panel.getByRole('button', { name: 'Add condition' }).click();
  await panel.getByLabel('Field').nth(1).selectOption('contact');
  await panel.getByRole('combobox', { name: 'Value' }).waitFor();
  await axe(page, 'the filter of tasks');
  await panel.getByRole('button', { name: 'Done' }).click();
  await page.locator('th button', { hasText: 'Subject' }).click();
  await page.waitForURL(/sort=name/);
  await page.locator('th[aria-sort="ascending"]').waitFor();
  const totals = await page.locator('.list-totals').textContent();
  assert.match(totals, /tasks?/);
  await page.reload();
  await ready(page);
  await page.locator('.list-chip', { hasText: 'Type: Call' }).waitFor();
  assert.equal(await page.locator('.list-totals').textContent(), totals);
  await visit(page, '/tasks/list?view=all&group=priority');
  await page.locator('.list-group').first().waitFor();
  await axe(page, 'tasks in groups');
});

test('a task is completed in its row, and its form opens where it stands', EN, async ({ page }) => {
  await signIn(page, 'rep');
  await add(page, 'Rowbound task today');
  await listed(page, 'rowbound', 1);
  const url = page.url();
  await row(page, 'Rowbound').locator('.row-anchor').click();
  await page.locator('#task-subject').waitFor();
  assert.equal(page.url(), url);
  await axe(page, 'the form over the list');
  await page.locator('#task-subject').fill('Rowbound changed');
  await page.locator('#task-dialog').getByRole('button', { name: 'Save' }).click();
  await row(page, 'Rowbound changed').waitFor();
  await row(page, 'Rowbound changed').getByRole('button', { name: 'Complete Rowbound changed' }).click();
  await row(page, 'Rowbound changed').waitFor({ state: 'detached' });
  await page.locator('.toast', { hasText: 'Rowbound changed' }).getByRole('button', { name: 'Undo' }).click();
  await row(page, 'Rowbound changed').waitFor();
});

test('another day of a task shows at once, with the time it has', EN, async ({ page }) => {
  await signIn(page, 'rep');
  await add(page, 'Timely call tomorrow 10am');
  await listed(page, 'timely', 1);
  const cell = row(page, 'Timely').locator('[data-label="Due"]');
  await cell.getByText(/Tomorrow.*10:00/).waitFor();
  let release;
  const held = new Promise((go) => (release = go));
  await page.route('**/call/views.bulk', async (route) => {
    await held;
    await route.continue();
  });
  await cell.hover();
  await cell.locator('.list-pen').click();
  const day = cell.locator('input');
  const today = new Date(Date.parse(await day.inputValue()) - 86_400_000).toISOString().slice(0, 10);
  await day.fill(today);
  await page.keyboard.press('Enter');
  await cell.getByText(/Today.*10:00/).waitFor();
  release();
  await page.getByText('Due saved').waitFor();
  await cell.getByText(/Today.*10:00/).waitFor();
});

test('a press with a key held, or one that selects text, opens no form', EN, async ({ page }) => {
  await signIn(page, 'rep');
  await add(page, 'Pressed task today');
  await listed(page, 'pressed', 1);
  const link = row(page, 'Pressed').locator('.row-anchor');
  const form = page.locator('#task-subject');
  const [tab] = await Promise.all([page.context().waitForEvent('page'), link.click({ modifiers: ['ControlOrMeta'] })]);
  await tab.close();
  assert.equal(await form.count(), 0);
  /** Whether the page kept a press on the link from the browser. */
  const kept = (held, selects) =>
    link.evaluate(
      (anchor, [altKey, selected]) => {
        let prevented = null;
        const look = (event) => {
          prevented = event.defaultPrevented;
          event.preventDefault();
        };
        window.addEventListener('click', look, { once: true });
        if (selected) window.getSelection().selectAllChildren(anchor);
        anchor.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, detail: 1, altKey }));
        return prevented;
      },
      [held, selects],
    );
  assert.equal(await kept(true, false), false);
  assert.equal(await kept(false, true), true);
  assert.equal(await form.count(), 0);
  await page.evaluate(() => window.getSelection().removeAllRanges());
  await link.click();
  await form.waitFor();
});

test('a choice that must have a value is not offered none', EN, async ({ page }) => {
  await signIn(page, 'rep');
  await add(page, 'Weighty task today');
  await listed(page, 'weighty', 1);
  const cell = row(page, 'Weighty').locator('[data-label="Priority"]');
  await cell.hover();
  await cell.locator('.list-pen').click();
  await cell.locator('select').waitFor();
  const words = await cell.locator('.list-editor option').evaluateAll((all) => all.map((one) => one.value));
  assert.deepEqual(words, ['low', 'normal', 'high']);
  await cell.locator('select').selectOption('high');
  await page.keyboard.press('Enter');
  await cell.locator('select').waitFor({ state: 'detached' });
  await cell.getByText('High').waitFor();
});

test('a task completed by the keyboard leaves it in the row that follows', EN, async ({ page }) => {
  await signIn(page, 'rep');
  await add(page, 'Keyed one today', 'Keyed two today');
  await listed(page, 'keyed', 2);
  const [first, second] = await page.locator('.list-table .row-anchor').allInnerTexts();
  await page.getByRole('button', { name: `Complete ${first}` }).press('Space');
  await row(page, first).waitFor({ state: 'detached' });
  await page.waitForFunction((name) => document.activeElement?.getAttribute('aria-label') === name, `Complete ${second}`);
});

test('many tasks are put off and completed at once, and put back', { ...EN, browsers: BOTH }, async ({ page }) => {
  await signIn(page, 'rep');
  await add(page, 'Manifold one today', 'Manifold two today');
  await listed(page, 'manifold', 2);
  await page.keyboard.press('j');
  await page.waitForFunction(() => document.activeElement?.closest('tbody tr'));
  await page.keyboard.press('x');
  const bar = page.locator('.list-bulk');
  await bar.getByText('1 selected').waitFor();
  await page.locator('thead .check-box').check();
  await bar.getByText('2 selected').waitFor();
  await bar.getByRole('button', { name: 'Postpone' }).click();
  await axe(page, 'postponing tasks');
  await page.getByRole('menuitem', { name: 'Tomorrow' }).click();
  await page.getByText('2 records changed').waitFor();
  await page.waitForFunction(
    () => [...document.querySelectorAll('.list-tasks [data-label="Due"]')].every((cell) => cell.textContent.includes('Tomorrow')),
  );
  await page.locator('.toast').getByRole('button', { name: 'Undo' }).click();
  await page.getByText('2 records put back').waitFor();
  await page.waitForFunction(
    () => [...document.querySelectorAll('.list-tasks [data-label="Due"]')].every((cell) => cell.textContent.includes('Today')),
  );
  await page.locator('thead .check-box').check();
  await bar.getByRole('button', { name: 'Complete', exact: true }).click();
  await row(page, 'Manifold').first().waitFor({ state: 'detached' });
  await visit(page, '/tasks/list?view=done&q=manifold');
  await row(page, 'Manifold two').first().waitFor();
});

test('a manager gives tasks to somebody else and saves the view', EN, async ({ page }) => {
  await signIn(page, 'manager');
  await add(page, 'Delegated task today');
  await listed(page, 'delegated', 1);
  await row(page, 'Delegated').locator('.check-box').check();
  await page.locator('.list-bulk').getByRole('button', { name: 'Assign', exact: true }).click();
  const dialog = page.locator('#list-bulk-dialog[open]');
  await dialog.waitFor();
  const owner = dialog.locator('#list-bulk-owner');
  const [, somebody] = await owner.locator('option').evaluateAll((all) => all.map((one) => one.value));
  await owner.selectOption(somebody);
  await dialog.getByRole('button', { name: 'Apply' }).click();
  await page.getByText('1 record changed').waitFor();
  await page.locator('.toast').getByRole('button', { name: 'Undo' }).click();
  await page.getByText('1 record put back').waitFor();
  await visit(page, '/tasks/list?view=overdue&group=owner');
  await page.locator('#list-view-button').click();
  await page.getByRole('menuitem', { name: 'Save as a new view' }).click();
  await page.locator('#list-view-name').fill('Late by owner');
  await page.locator('#list-view-dialog').getByRole('button', { name: 'Save', exact: true }).click();
  await page.locator('.list-tab', { hasText: 'Late by owner' }).waitFor();
  await page.waitForURL((url) => url.searchParams.get('view')?.length === 36 && url.searchParams.get('group') === 'owner');
});

test('a record leads to all its tasks', EN, async ({ page }) => {
  await signIn(page, 'rep');
  await visit(page, '/opportunities');
  await page.locator('.list-opportunities .row-anchor').first().click();
  await page.waitForURL(/\/opportunities\/[0-9a-f-]{36}$/);
  await page.getByRole('link', { name: 'All tasks, including done ones' }).click();
  await page.waitForURL(/\/tasks\/list\?view=all&f=opportunity\.is\([0-9a-f-]{36}\)$/);
  await page.locator('.list-chip', { hasText: 'Opportunity:' }).waitFor();
});

test('the phone shows tasks as cards, nothing sideways', EN, async ({ page }) => {
  await signIn(page, 'rep');
  await page.setViewportSize(PHONE);
  await visit(page, '/tasks/list?view=all');
  await rows(page).first().waitFor();
  await noSideways(page);
  await axe(page, 'tasks on a phone');
});
