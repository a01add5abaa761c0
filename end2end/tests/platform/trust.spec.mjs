// What people type stays text wherever it is shown; a database that is away is a page that says so.
import { rename } from 'node:fs/promises';
import { ask, assert, axe, signIn, test, visit } from '../../harness.mjs';

const HOSTILE = [
  '<img src=x onerror="window.pwned=1">',
  '<script>window.pwned=1</script>',
  '"><svg onload=window.pwned=1>',
  '</title><script>window.pwned=1</script>',
  '{{constructor.constructor("window.pwned=1")()}}',
];

const today = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

test('hostile names are text on every page that shows them', { walk: true }, async ({ page }) => {
  await signIn(page, 'administrator');
  const me = await ask(page, 'profile.get');
  const { people } = await ask(page, 'session.people');
  const owner = people.find((person) => person.name === me.name).id;
  const { pipelines } = await ask(page, 'pipelines.list');
  const made = [];
  for (const [index, name] of HOSTILE.entries()) {
    const facts = { name, kind: 'business', industry: name, website: '', phone: '', street: name, postal_code: '', city: name, country: '', vat_number: '', employees: null, annual_revenue: null, founded_year: null, notes: name, parent_id: null, owner_id: owner };
    const account = await ask(page, 'accounts.create', { id: crypto.randomUUID(), facts });
    const deal = await ask(page, 'opportunities.create', {
      id: crypto.randomUUID(), name, account_id: account.id, contact: null, pipeline_id: pipelines[0].id, stage_id: null, owner_id: null,
      kind: 'new', amount: { minor: 100_000 + index, currency: 'EUR' }, close_date: today(20), next_step: name, next_step_on: today(3), source: name,
    });
    made.push({ account: account.id, deal: deal.id, name });
  }
  const harmless = async (where) => {
    assert.equal(await page.evaluate(() => window.pwned), undefined, where);
    assert.equal(await page.locator('img[src="x"], svg[onload]').count(), 0, where);
  };
  const shows = (name) => page.getByText(name, { exact: false }).first().waitFor({ state: 'attached' });
  await visit(page, `/pipeline?q=${encodeURIComponent('pwned')}`);
  for (const { name } of made) await shows(name);
  await harmless('board');
  await visit(page, `/opportunities?q=${encodeURIComponent('pwned')}`);
  for (const { name } of made) await shows(name);
  await harmless('list');
  for (const { account, deal, name } of made) {
    for (const address of [`/opportunities/${deal}`, `/accounts/${account}`]) {
      await visit(page, address);
      await shows(name);
      assert.ok((await page.title()).includes(name), `${address}: ${await page.title()}`);
      await harmless(address);
    }
  }
  await visit(page, '/');
  await page.keyboard.press('Control+k');
  await page.locator('[role="combobox"]:visible').last().fill('pwned');
  await page.getByRole('option').first().waitFor();
  await harmless('palette');
});

test('a database that is away is a clear page, and the same address works when it is back', async ({ page, server, allowNoise }) => {
  allowNoise(/503/);
  await signIn(page);
  await visit(page, '/opportunities');
  const files = ['', '-wal', '-shm'].map((end) => `${server.database}${end}`);
  const away = files.map((file) => `${file}.away`);
  await rename(files[0], away[0]);
  try {
    const answer = await page.goto(`${server.url}/opportunities`);
    assert.equal(answer.status(), 503);
    await page.locator('[role="alert"]').waitFor();
    await axe(page, 'the page of a database that is away');
  } finally {
    await rename(away[0], files[0]);
  }
  // It asks again by itself.
  await page.waitForSelector('html[data-ready]', { state: 'attached', timeout: 30_000 });
  assert.ok(page.url().endsWith('/opportunities'));
});
