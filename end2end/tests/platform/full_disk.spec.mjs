// A full disk: everything is read, nothing is saved, whoever would is told why, and what was typed stays.
import { start } from '../../lib/server.mjs';
import { ask, assert, axe, signIn, test, visit } from '../../harness.mjs';

const EN = { locale: 'en-US' };

/** A server that finds no disk empty enough; `page` then is at it. */
async function onFullDisk(page, body) {
  const own = await start({ env: { JALON_MIN_FREE: '4000000000' } });
  page.context().server = own;
  try {
    await body(own);
  } finally {
    await own.stop();
  }
}

test('a full disk is read, says so on every page, and a form keeps what was typed', EN, async ({ allowNoise, page }) => {
  allowNoise(/status of 503/);
  await onFullDisk(page, async (own) => {
    await signIn(page, 'admin');
    await visit(page, '/accounts');
    await page.locator('.read-only').waitFor();
    assert.ok(await page.locator('table tbody tr').count() > 0, 'accounts are read');
    await axe(page, 'a page of a server without room');
    await visit(page, '/admin/company');
    await page.locator('#company-name').fill('Atelier du Rhône');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('nothing can be saved. What you typed').first().waitFor();
    assert.equal(await page.locator('#company-name').inputValue(), 'Atelier du Rhône');
    const { company } = await ask(page, 'company.get');
    assert.notEqual(company.name, 'Atelier du Rhône');
    // What to do about it is a click away, for who can.
    await page.locator('.read-only').getByRole('link').click();
    await page.waitForURL(/\/admin\/health$/);
    await page.getByText(/no room left on its disk/).waitFor();
    const answer = await fetch(`${own.url}/healthz`);
    assert.deepEqual([answer.status, await answer.text()], [200, 'read-only']);
  });
});
