import { test, assert, signIn, visit, ready, axe, noSideways, bigTargets, forEachView, DESK } from '../../harness.mjs';

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

test('facts are edited where they stand', async ({ page }) => {
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

test('a line logs a call', async ({ page }) => {
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

test('two browsers change one field: mine, theirs and the original are shown', async ({ page, context }) => {
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

test('a change in one browser appears in another', async ({ page, context }) => {
  await signIn(page, 'rep');
  const deal = await anyDeal(page);
  await visit(page, deal);
  const other = await context.newPage();
  await visit(other, deal);
  await write(other, 'deal-next-step', 'Seen elsewhere');
  await page.locator('#deal-next-step', { hasText: 'Seen elsewhere' }).waitFor({ timeout: 3000 });
  await other.close();
});

test('a stage asks for what is missing, a lost deal for its reason', async ({ page }) => {
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

test('a deleted deal can be restored', async ({ page }) => {
  await signIn(page, 'rep');
  await visit(page, await anyDeal(page));
  await page.locator('#deal-more-button').click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await page.locator('.deal-title .badge', { hasText: 'Deleted' }).waitFor();
  await page.locator('.page-actions').getByRole('button', { name: 'Restore' }).click();
  await page.locator('.deal-title .badge', { hasText: 'Deleted' }).waitFor({ state: 'detached' });
});

test('products add up in the browser', async ({ page }) => {
  await signIn(page, 'rep');
  await visit(page, await anyDeal(page));
  await page.getByRole('tab', { name: /Products/ }).click();
  const before = await page.locator('.deal-products tbody tr').count();
  await page.locator('#deal-add-product').click();
  await page.locator('#deal-add-product-option-0').click();
  await page.locator('.deal-products tbody tr').nth(before).waitFor();
});

test('an unknown deal says so', async ({ page, allowNoise }) => {
  allowNoise(/404/);
  await signIn(page, 'rep');
  await visit(page, '/opportunities/00000000-0000-7000-8000-000000000000');
  await page.locator('.empty').waitFor();
});

test('the page is accessible in every view', { limit: 300_000 }, async ({ page }) => {
  await signIn(page, 'rep');
  const deal = await anyDeal(page);
  await forEachView(page, deal, async ({ size, name }) => {
    await axe(page, name);
    await noSideways(page, name);
    if (size === DESK) await bigTargets(page, name);
    await ready(page);
  });
});
