// Lists: filters put together in the panel, views kept and shared, groups with sums, editing in
// place, many records at once with undo, files, the phone.
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { ask, BOTH, leave, PHONE, assert, axe, noSideways, signIn, test, visit, ready } from '../../harness.mjs';

/** The texts below are English. */
const EN = { locale: 'en-US' };

const rows = (page) => page.locator('.list-table tbody tr[data-id]');

test('the list opens with open deals, and says what it is narrowed to', EN, async ({ page }) => {
  await signIn(page, 'manager');
  await visit(page, '/opportunities');
  await page.locator('.list-chip', { hasText: 'State: Open' }).waitFor();
  assert.equal(await page.locator('.list-tab[aria-current]').textContent(), 'Open');
  await axe(page, 'list');
  await page.locator('.list-tab', { hasText: /^All$/ }).click();
  await page.waitForURL(/view=all/);
  await page.locator('.list-chip').waitFor({ state: 'detached' });
});

test('a filter is put together in the panel and its address reproduces it', { ...EN, browsers: BOTH }, async ({ page }) => {
  await signIn(page, 'manager');
  await visit(page, '/opportunities?view=all');
  await page.locator('#list-filter-button').click();
  const panel = page.locator('#list-filter');
  await panel.getByRole('button', { name: 'Add condition' }).click();
  await panel.getByLabel('Field').selectOption('kind');
  await panel.locator('.list-pick > summary').click();
  await panel.getByLabel('Renewal').check();
  await page.waitForURL((url) => url.searchParams.get('f') === 'kind.is(renewal)');
  await panel.getByRole('button', { name: 'Add condition' }).click();
  await panel.getByLabel('Field').nth(1).selectOption('amount');
  await panel.locator('.list-typed input').fill('20000');
  await panel.locator('.list-typed input').press('Tab');
  await page.waitForURL((url) => url.searchParams.get('f') === 'and(kind.is(renewal),amount.ge(20000_EUR))');
  await axe(page, 'filter panel');
  await panel.getByRole('button', { name: 'Done' }).click();
  const count = await page.locator('.list-totals').textContent();
  await page.reload();
  await ready(page);
  await page.locator('.list-chip', { hasText: 'Amount is at least' }).waitFor();
  assert.equal(await page.locator('.list-totals').textContent(), count);
  await page.locator('.list-chip').first().locator('.chip-remove').click();
  await page.waitForURL((url) => url.searchParams.get('f') === 'amount.ge(20000_EUR)');
});

test('an unreadable filter is named, not ignored', EN, async ({ page, allowNoise }) => {
  allowNoise(/422/);
  await signIn(page, 'rep');
  await visit(page, '/opportunities?f=amount.ge(lots)');
  await page.getByText('This filter cannot be read').waitFor();
  await axe(page, 'unreadable filter');
});

test('a view is saved, changed, shared with the team and deleted with undo', EN, async ({ page }) => {
  await signIn(page, 'manager');
  await visit(page, '/opportunities?f=kind.is(renewal)&sort=-amount');
  await page.locator('#list-view-button').click();
  await page.getByRole('menuitem', { name: 'Save as a new view' }).click();
  await page.locator('#list-view-name').fill('My renewals');
  await axe(page, 'save dialog');
  await page.locator('#list-view-sharing').selectOption('team');
  await page.locator('#list-view-dialog').getByRole('button', { name: 'Save', exact: true }).click();
  const tab = page.locator('.list-tab', { hasText: 'My renewals' });
  await tab.waitFor();
  await page.waitForURL((url) => url.searchParams.get('view')?.length === 36 && url.searchParams.get('f') === 'kind.is(renewal)');
  await page.locator('th button', { hasText: 'Close date' }).click();
  await page.getByRole('button', { name: 'Save changes' }).click();
  await page.getByText('View My renewals saved').first().waitFor();
  // The tabs are read again after the save, and an open menu with them.
  const remove = page.getByRole('menuitem', { name: 'Delete view' });
  for (let tries = 0; tries < 5 && !(await remove.isVisible()); tries += 1) {
    await page.locator('#list-view-button').click();
    await remove.waitFor({ timeout: 2_000 }).catch(() => {});
  }
  await remove.click();
  await tab.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Undo' }).click();
  await tab.waitFor();
});

test('groups have their sums', EN, async ({ page }) => {
  await signIn(page, 'manager');
  await visit(page, '/opportunities?group=owner');
  await page.locator('.list-group').first().waitFor();
  assert.match(await page.locator('.list-group').first().textContent(), /records? · Amount/);
  await axe(page, 'groups');
});

test('a cell is edited where it stands, and undone', EN, async ({ page }) => {
  await signIn(page, 'rep');
  await visit(page, '/opportunities?sort=name');
  const row = rows(page).first();
  const id = await row.getAttribute('data-id');
  const cell = page.locator(`tr[data-id="${id}"] .list-name`);
  const before = await cell.locator('.row-anchor').textContent();
  await cell.getByRole('button', { name: 'Edit Name' }).focus();
  await page.keyboard.press('Enter');
  await cell.locator('input').fill(`${before} A`);
  await page.keyboard.press('Enter');
  await cell.locator('.row-anchor', { hasText: `${before} A` }).waitFor();
  const restored = () => page.waitForFunction(
    ([wanted, text]) => document.querySelector(`tr[data-id="${wanted}"] .row-anchor`)?.textContent === text,
    [id, before],
  );
  await page.getByRole('button', { name: 'Undo' }).click();
  await restored();
  // The key does what the button does.
  await cell.getByRole('button', { name: 'Edit Name' }).focus();
  await page.keyboard.press('Enter');
  await cell.locator('input').fill(`${before} B`);
  await page.keyboard.press('Enter');
  await cell.locator('.row-anchor', { hasText: `${before} B` }).waitFor();
  await page.locator('.toast').getByRole('button', { name: 'Undo' }).waitFor();
  await page.keyboard.press('Control+z');
  await restored();
});

test('what cannot be read or is refused stays in its cell with the reason', EN, async ({ page, allowNoise }) => {
  allowNoise(/422/);
  await signIn(page, 'rep');
  await visit(page, '/opportunities?sort=name');
  const row = page.locator(`tr[data-id="${await rows(page).first().getAttribute('data-id')}"]`);
  const open = async (name) => {
    await row.getByRole('button', { name: `Edit ${name}` }).focus();
    await page.keyboard.press('Enter');
  };
  const box = row.locator('.list-editor input');
  const reason = page.locator('#list-editor-error');
  await open('Amount');
  await box.fill('a lot');
  await page.keyboard.press('Enter');
  await reason.filter({ hasText: /\S/ }).waitFor();
  assert.equal(await box.inputValue(), 'a lot');
  assert.equal(await box.getAttribute('aria-invalid'), 'true');
  assert.equal(await box.getAttribute('aria-describedby'), 'list-editor-error');
  await axe(page, 'a cell that cannot be read');
  await page.keyboard.press('Escape');
  await box.waitFor({ state: 'detached' });
  // What only the server refuses comes back to its box.
  const before = await row.locator('.row-anchor').textContent();
  await open('Name');
  await box.fill('x'.repeat(400));
  await page.keyboard.press('Enter');
  await reason.filter({ hasText: /\S/ }).waitFor();
  assert.equal((await box.inputValue()).length, 400);
  await page.keyboard.press('Escape');
  await row.locator('.row-anchor', { hasText: before }).waitFor();
});

test('many records are changed at once, and put back', { ...EN, browsers: BOTH }, async ({ page }) => {
  await signIn(page, 'manager');
  await visit(page, '/opportunities');
  const total = async () => Number(/^[\d,]+/.exec((await page.locator('.list-totals').textContent()).replace(/,/g, ''))[0]);
  await page.keyboard.press('j');
  await page.waitForFunction(() => document.activeElement?.closest('tbody tr'));
  await page.keyboard.press('x');
  await page.locator('.list-bulk-count', { hasText: '1 selected' }).waitFor();
  await rows(page).nth(3).locator('.check-box').click({ modifiers: ['Shift'] });
  await page.locator('.list-bulk-count', { hasText: '4 selected' }).waitFor();
  await axe(page, 'bulk bar');
  await page.getByRole('button', { name: 'Edit', exact: true }).click();
  await page.locator('#list-bulk-field').selectOption('source');
  await page.locator('#list-bulk-value').fill('Trade fair');
  await axe(page, 'bulk dialog');
  await page.getByRole('button', { name: 'Apply' }).click();
  await page.getByText('4 records changed').waitFor();
  await page.locator('.toast').getByRole('button', { name: 'Undo' }).click();
  await page.getByText('4 records put back').waitFor();
  await page.locator('thead .check-box').check();
  await page.getByRole('button', { name: /Select all/ }).click();
  await page.locator('.list-bulk-count', { hasText: `All ${await total()}` }).waitFor();
  await page.getByRole('button', { name: 'Clear selection' }).click();
  await page.locator('.list-bulk').waitFor({ state: 'detached' });
});

test('what could not be changed is a file, and very many are not deleted without their number', EN, async ({ page }) => {
  await signIn(page, 'rep');
  // Accounts are everybody's to see, and their owner's to change.
  await visit(page, '/accounts?f=not(owner.is(me))');
  const name = await rows(page).first().locator('.row-anchor').textContent();
  await rows(page).first().locator('.check-box').check();
  const bar = page.locator('.list-bulk');
  await bar.getByRole('button', { name: 'Edit', exact: true }).click();
  await page.locator('#list-bulk-field').selectOption('country');
  await page.locator('#list-bulk-value').selectOption({ index: 1 });
  await page.getByRole('button', { name: 'Apply' }).click();
  await page.locator('.toast').getByRole('button', { name: 'Show why' }).click();
  const report = page.locator('#list-bulk-report[open]');
  await report.getByText(name).waitFor();
  await axe(page, 'what could not be changed');
  const download = page.waitForEvent('download');
  await report.getByRole('button', { name: 'Save as a file' }).click();
  const text = (await readFile(await (await download).path())).toString();
  assert.ok(text.startsWith('\ufeffName,reason,record\n') && text.includes(name) && text.includes('/accounts/'), text);

  await leave(page);
  await signIn(page, 'administrator');
  await visit(page, '/contacts');
  await page.locator('thead .check-box').check();
  await page.getByRole('button', { name: /Select all/ }).click();
  await bar.getByRole('button', { name: 'Delete', exact: true }).click();
  const dialog = page.locator('#list-bulk-dialog[open]');
  await dialog.getByLabel(/^Type [\d,]+ to delete them/).fill('1');
  await axe(page, 'deleting very many');
  await dialog.getByRole('button', { name: 'Delete', exact: true }).click();
  await dialog.getByText(/that are selected/).waitFor();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await dialog.waitFor({ state: 'detached' });
});

test('from record to record in the order of the list one came from', EN, async ({ page }) => {
  await signIn(page, 'rep');
  await visit(page, '/accounts?sort=-name');
  const places = await rows(page).locator('.list-name .row-anchor').evaluateAll((all) => all.map((one) => one.getAttribute('href')));
  const names = await rows(page).locator('.list-name .row-anchor').allTextContents();
  const at = (index) => page.waitForURL((url) => url.pathname === places[index]);
  const link = (name) => page.getByRole('link', { name });
  await rows(page).nth(1).locator('.row-anchor').click();
  await at(1);
  await link('Next in the list').waitFor();
  await axe(page, 'a record with the way to its neighbours');
  await page.keyboard.press('n');
  await at(2);
  await page.locator('h1', { hasText: names[2] }).waitFor();
  assert.notEqual(await page.evaluate(() => document.activeElement.tagName), 'BODY', 'the keyboard is on the page');
  await link('Previous in the list').click();
  await at(1);
  await page.keyboard.press('p');
  await at(0);
  await link('Previous in the list').waitFor({ state: 'detached' });
  // Who did not come from a list has no neighbours.
  await visit(page, places[1]);
  await page.locator('h1').waitFor();
  assert.equal(await link('Next in the list').count(), 0);
});

test('files hold what is shown', EN, async ({ page }) => {
  await signIn(page, 'manager');
  await visit(page, '/accounts?f=country.is(FR)&cols=name,country&sort=-name');
  const first = await rows(page).first().locator('.row-anchor').textContent();
  for (const [name, check] of [
    ['CSV file', (bytes) => assert.ok(bytes.toString().startsWith(`\ufeffName,Country\n`) && bytes.toString().split('\n')[1].includes(first))],
    ['Excel workbook', (bytes) => assert.equal(bytes.subarray(0, 2).toString(), 'PK')],
  ]) {
    await page.locator('#list-export-button').click();
    const download = page.waitForEvent('download');
    await page.getByRole('menuitem', { name }).click();
    check(await readFile(await (await download).path()));
  }
});

test('columns are chosen and moved', EN, async ({ page }) => {
  await signIn(page, 'rep');
  await visit(page, '/contacts');
  await page.getByRole('button', { name: 'Columns' }).click();
  const panel = page.locator('#list-columns');
  await panel.getByRole('checkbox', { name: 'Language' }).check();
  await page.waitForURL(/cols=name,account,title,email,phone,owner,last_activity,updated,language/);
  await panel.getByRole('button', { name: 'Move Language up' }).click();
  await page.waitForURL(/language,updated/);
  await axe(page, 'columns');
});

test('a list uses the room of a wide screen', EN, async ({ page }) => {
  await signIn(page, 'rep');
  await page.setViewportSize({ width: 1920, height: 1000 });
  await visit(page, '/contacts');
  await rows(page).first().waitFor();
  const { width } = await page.locator('main').boundingBox();
  assert.ok(width > 1600, `${width} of 1920 pixels`);
  await noSideways(page);
});

test('the phone shows cards, nothing sideways', EN, async ({ page }) => {
  await signIn(page, 'manager');
  await page.setViewportSize(PHONE);
  for (const path of ['/opportunities?group=stage', '/accounts', '/contacts']) {
    await visit(page, path);
    await rows(page).first().waitFor();
    await noSideways(page);
  }
  await page.locator('#list-filter-button').click();
  await noSideways(page);
  await axe(page, 'phone');
});

/** Somebody new of the representatives, signed in: no record is theirs yet. */
async function newcomer(page, server) {
  await signIn(page, 'admin');
  const { users } = await ask(page, 'people.directory');
  const { facts } = users.find((user) => user.facts.email === server.logins.representative.email);
  const email = `new.${facts.email}`;
  const password = 'typed by somebody';
  const user = { ...facts, name: 'Nell Newcomer', email, lang: 'en' };
  await ask(page, 'people.save_user', { id: randomUUID(), version: 0, facts: user, password });
  await leave(page);
  await signIn(page, { email, password });
}

test('a list without any record says what to do next; one without a match, how to see more', EN, async ({ page, server }) => {
  await newcomer(page, server);
  const empty = page.locator('.empty');
  for (const [path, title, action, dialog] of [
    ['/quotes', 'No quotes yet', 'New quote', '#new-quote'],
    ['/opportunities', 'No opportunities yet', 'New opportunity', '#new-opportunity'],
  ]) {
    await visit(page, path);
    // The first view has a filter: it is not why nothing is there.
    await page.locator('.list-chip').first().waitFor();
    await empty.getByText(title).waitFor();
    assert.equal(await empty.getByRole('link', { name: 'Clear filters' }).count(), 0);
    await axe(page, `${path} without any record`);
    await empty.getByRole('button', { name: action }).click();
    await page.locator(`${dialog}[open]`).waitFor();
  }
  await leave(page);
  await signIn(page, 'manager');
  await visit(page, '/quotes?f=name.is(nobody)');
  await empty.getByText('Nothing found').waitFor();
  await empty.getByRole('link', { name: 'Clear filters' }).click();
  await rows(page).first().waitFor();
});
