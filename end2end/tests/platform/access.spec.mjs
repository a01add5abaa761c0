// Ways in: an invitation by mail, a forgotten password, a second factor at the sign-in.
import { createHmac } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ask, assert, axe, bigTargets, DESK, leave, noSideways, PHONE, ready, signIn, signInByForm, test, visit } from '../../harness.mjs';

const EN = { locale: 'en-US' };

/** The newest link to `door` in the messages beside the database. */
async function mailed(server, door, address) {
  const folder = join(dirname(server.database), 'outbox');
  for (let tries = 0; tries < 100; tries += 1) {
    const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.eml')).sort().reverse();
    for (const name of names) {
      const text = (await readFile(join(folder, name), 'utf8')).replaceAll('=\r\n', '');
      const found = text.match(new RegExp(`/${door}/([0-9a-f]{64})`));
      if (found && text.includes(`To: ${address}`)) return `/${door}/${found[1]}`;
    }
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error(`no message to ${address} with a link to /${door}`);
}

/** The code an authenticator application shows now, or `ahead` periods from now (RFC 6238). */
function codeOf(key, ahead = 0) {
  const signs = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...key.replaceAll(' ', '')].map((sign) => signs.indexOf(sign).toString(2).padStart(5, '0')).join('');
  const secret = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigInt64BE(BigInt(Math.floor(Date.now() / 30_000) + ahead));
  const hash = createHmac('sha1', secret).update(step).digest();
  return String((hash.readUInt32BE(hash[19] & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

/** A page before the sign-in: plain forms, no program to wait for. */
const door = (page, path) => page.goto(new URL(path, page.context().server.url).href, { waitUntil: 'load' });

const send = (page) => page.locator('form button[type="submit"]').first().click();

test('somebody is invited, chooses a password and is in', EN, async ({ page, server }) => {
  await signIn(page, 'admin');
  await visit(page, '/admin/people');
  await page.getByRole('button', { name: 'Add a user' }).click();
  await page.locator('#user-name').fill('Zoé Invitée');
  await page.locator('#user-email').fill('zoe.invitee@example.org');
  await page.locator('#user-team').selectOption({ index: 1 });
  await page.locator('#user-form').getByRole('button', { name: 'Save' }).click();
  await page.locator('#users tbody tr', { hasText: 'Zoé Invitée' }).getByText('Invited').waitFor();
  await page.getByRole('button', { name: 'Edit Zoé Invitée' }).click();
  await page.locator('.person-access').getByText(/^Invited, until/).waitFor();
  await axe(page, 'the ways in of a person');

  const link = await mailed(server, 'welcome', 'zoe.invitee@example.org');
  await leave(page);
  await door(page, link);
  await axe(page, 'the invitation');
  assert.equal(await page.locator('#name').inputValue(), 'Zoé Invitée');
  await page.locator('#name').fill('Zoé Durand');
  await page.locator('#password').fill('a long new password');
  await page.locator('#repeat').fill('another long password');
  await send(page);
  await page.getByText('The two entries differ.').waitFor();
  assert.equal(await page.locator('#name').inputValue(), 'Zoé Durand');
  await page.locator('#password').fill('a long new password');
  await page.locator('#repeat').fill('a long new password');
  await send(page);
  await page.waitForURL((url) => url.pathname === '/');
  await ready(page);
  const { name } = await ask(page, 'profile.get');
  assert.equal(name, 'Zoé Durand');
  await door(page, link);
  await page.getByText(/taken up, taken back/).waitFor();
});

test('a forgotten password is replaced by a mailed link', EN, async ({ page, server }) => {
  const { email } = server.logins.finance;
  await door(page, '/sign-in');
  await page.getByRole('link', { name: 'Forgot your password?' }).click();
  await page.locator('#email').fill('nobody@example.org');
  await send(page);
  const same = 'If this address signs somebody in';
  await page.getByText(same).waitFor();
  await door(page, '/forgot');
  await page.locator('#email').fill(email);
  await send(page);
  await page.getByText(same).waitFor();
  const link = await mailed(server, 'reset', email);
  await door(page, link);
  await page.locator('#password').fill('a brand new password');
  await page.locator('#repeat').fill('a brand new password');
  await send(page);
  await page.getByText('Your password is changed.').waitFor();
  await signIn(page, { email, password: 'a brand new password' });
  await door(page, link);
  await page.getByText(/used or is older than an hour/).waitFor();
});

test('a password an administrator typed opens only the choice of one’s own', EN, async ({ page, server }) => {
  const { email } = server.logins.finance;
  await signIn(page, 'admin');
  const { users } = await ask(page, 'people.directory');
  const { id, version, facts } = users.find((user) => user.facts.email === email);
  await ask(page, 'people.save_user', { id, version, facts, password: 'typed by somebody' });
  await page.context().clearCookies();
  await door(page, '/sign-in');
  await page.locator('#email').fill(email);
  await page.locator('input#password').fill('typed by somebody');
  await page.locator('form:has(input#password) button[type="submit"]').first().click();
  await page.waitForURL(/\/reset\//);
  await page.locator('#password').fill('chosen by the person');
  await page.locator('#repeat').fill('chosen by the person');
  await send(page);
  await page.getByText('Your password is changed.').waitFor();
  await signIn(page, { email, password: 'chosen by the person' });
});

test('with a second factor the code is asked for; an administrator takes it away', EN, async ({ page, server }) => {
  const login = server.logins.manager;
  await signIn(page, login);
  await visit(page, '/settings');
  await page.getByRole('button', { name: 'Set up', exact: true }).click();
  await page.locator('.factor-picture').waitFor();
  await axe(page, 'the second factor being set up');
  const key = await page.locator('.factor-key').textContent();
  await page.locator('#factor-code').fill('12');
  await page.getByRole('button', { name: 'Confirm' }).click();
  await page.locator('#factor-code-error').getByText('six digits').waitFor();
  await page.locator('#factor-code').fill(codeOf(key));
  await page.getByRole('button', { name: 'Confirm' }).click();
  await page.locator('.factor-codes li').first().waitFor();
  const codes = await page.locator('.factor-codes li').allTextContents();
  assert.equal(codes.length, 10);
  await axe(page, 'the recovery codes');
  await page.getByRole('button', { name: 'I have kept them' }).click();
  await page.getByText('10 recovery codes left').waitFor();

  await leave(page);
  const firstStep = async () => {
    await page.goto(`${server.url}/sign-in?next=/tasks`);
    await page.locator('input#email').fill(login.email);
    await page.locator('input#password').fill(login.password);
    await page.locator('form:has(input#password) button[type="submit"]').first().click();
    await page.waitForURL(/\/sign-in\/code/);
  };
  await firstStep();
  await axe(page, 'the second step');
  await page.locator('#code').fill('000000');
  await send(page);
  await page.getByText('This code is not right').waitFor();
  await page.locator('#code').fill(codeOf(key, 1));
  await send(page);
  await page.waitForURL(/\/tasks$/);
  await leave(page);
  await firstStep();
  await page.locator('#code').fill(codes[0].toLowerCase());
  await send(page);
  await page.waitForURL(/\/tasks$/);

  await leave(page);
  await signIn(page, 'admin');
  const { users } = await ask(page, 'people.directory');
  const { id } = users.find(({ facts }) => facts.email === login.email);
  await ask(page, 'access.reset_second_factor', { id });
  await leave(page);
  await signIn(page, login);
});

test('whose role asks for a second factor sets it up before anything else', EN, async ({ page }) => {
  await signIn(page, 'admin');
  await ask(page, 'access.set_rule', { role: 'Representative', required: true });
  await leave(page);
  await signInByForm(page);
  assert.equal(new URL(page.url()).pathname, '/settings');
  await page.getByText('Your role asks for a second factor').waitFor();
  await axe(page, 'the second factor that is asked for');
  const { server } = page.context();
  const refused = await page.context().request.post(`${server.url}/call/home.my_day`, { data: { request: {} } });
  assert.equal(refused.status(), 403);
  await page.getByRole('button', { name: 'Set up', exact: true }).click();
  const key = await page.locator('.factor-key').textContent();
  await page.locator('#factor-code').fill(codeOf(key));
  await page.getByRole('button', { name: 'Confirm' }).click();
  await page.getByRole('button', { name: 'I have kept them' }).click();
  await page.waitForURL((url) => url.pathname === '/');
  await ready(page);
  await page.locator('nav').first().waitFor();
});

test('the doors are readable everywhere', async ({ page }) => {
  for (const path of ['/forgot', '/forgot?done=sent', `/reset/${'0'.repeat(64)}`, `/welcome/${'0'.repeat(64)}`, '/sign-in']) {
    for (const size of [DESK, PHONE]) {
      await page.setViewportSize(size);
      await door(page, path);
      await axe(page, `${path} ${size.width}`);
      await noSideways(page, path);
      await bigTargets(page, path);
    }
  }
});
