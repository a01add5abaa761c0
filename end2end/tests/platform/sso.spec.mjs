// Single sign-on with a real provider, run on this machine: kept by an administrator, used by people.
import { ask, assert, axe, bigTargets, forEachView, leave, noSideways, ready, setView, signIn, test, visit } from '../../harness.mjs';
import { CLIENT, startProvider } from '../../lib/oidc.mjs';

const EN = { locale: 'en-US' };

let running;
const acme = (server) => (running ??= startProvider(`${server.url}/sign-in/callback`));

const draft = (issuer, more = {}) => ({
  name: 'Acme',
  issuer,
  client_id: CLIENT.id,
  scopes: 'openid email profile',
  domains: [],
  newcomers: 'refused',
  role: 'Representative',
  team_id: null,
  trust_email: false,
  second_factor: false,
  password_off: false,
  active: true,
  ...more,
});

const domain = (email) => email.split('@')[1];

/** The provider as the only one, with these settings, and nobody signed in. */
async function only(page, server, more) {
  await signIn(page, 'admin');
  const { issuer } = await acme(server);
  const { list } = await ask(page, 'sso.providers');
  for (const { id, version } of list) await ask(page, 'sso.delete_provider', { id, version });
  const id = crypto.randomUUID();
  await ask(page, 'sso.save_provider', { id, version: 0, draft: draft(issuer, more), secret: CLIENT.secret });
  await leave(page);
  return id;
}

/** A page before the sign-in: plain forms, no program to wait for. */
const door = (page, path) => page.goto(new URL(path, page.context().server.url).href, { waitUntil: 'load' });

/** Goes to the provider's page and signs in there. */
async function atAcme(page, email) {
  await page.getByRole('link', { name: 'Continue with Acme' }).click();
  await page.waitForURL((url) => url.hostname === 'localhost' && url.pathname.startsWith('/interaction/'));
  await page.getByLabel('Address').fill(email);
  await page.getByRole('button', { name: 'Sign in at Acme' }).click();
}

test('a provider is tested, kept without showing its secret, and lets people in', EN, async ({ page, server }) => {
  const { issuer } = await acme(server);
  const { email } = server.logins.representative;
  await signIn(page, 'admin');
  await visit(page, '/admin/sign-in');
  assert.equal(await page.locator('#sso-redirect').inputValue(), `${server.url}/sign-in/callback`);
  await page.getByRole('button', { name: 'New provider' }).click();
  const form = page.getByRole('dialog', { name: 'New provider' });
  await form.locator('#sso-name').fill('Acme');
  await form.locator('#sso-issuer').fill(`${issuer}/`);
  await form.getByRole('button', { name: 'Test' }).click();
  await form.getByText(`The provider calls itself ${issuer}.`).waitFor();
  await axe(page, 'a provider whose test failed');
  await form.locator('#sso-issuer').fill(issuer);
  await form.getByRole('button', { name: 'Test' }).click();
  await form.getByText('1 key found').waitFor();
  await form.locator('#sso-client').fill(CLIENT.id);
  await form.locator('#sso-secret').fill(CLIENT.secret);
  await form.getByText('Add', { exact: true }).click();
  await form.getByRole('button', { name: 'Save' }).click();
  await form.getByText('Name the domains this is for').waitFor();
  await form.locator('#sso-domains').fill(domain(email));
  await form.getByRole('button', { name: 'Save' }).click();
  const card = page.locator('.sso-provider', { hasText: 'Acme' });
  await card.getByText(`Only for ${domain(email)}.`).waitFor();
  await visit(page, '/admin/sign-in');
  assert.ok(!(await page.content()).includes(CLIENT.secret));

  await leave(page);
  await door(page, '/sign-in?next=/tasks');
  await axe(page, 'the sign-in with a provider');
  await atAcme(page, email);
  await page.waitForURL((url) => url.origin === server.url && url.pathname === '/tasks');
  await ready(page);
  assert.equal((await ask(page, 'profile.get')).email, email);

  await setView(page, { language: 'en' });
  await visit(page, '/settings');
  const linked = page.locator('.sso-identity', { hasText: 'Acme' });
  await linked.getByText(email).waitFor();
  await axe(page, 'linked accounts');
  await linked.getByRole('button', { name: 'Unlink Acme' }).click();
  await linked.waitFor({ state: 'detached' });
  const { list } = await ask(page, 'sso.identities');
  assert.equal(list.length, 0);

  // Somebody unknown here is added, and has no other way in.
  await leave(page);
  await door(page, '/sign-in');
  await atAcme(page, `new.person@${domain(email)}`);
  await page.waitForURL((url) => url.origin === server.url && url.pathname === '/');
  await ready(page);
  await visit(page, '/settings');
  await page.locator('.sso-identity').getByText('Your only way in').waitFor();
});

test('who is refused reads why, and where one wanted to go is kept', EN, async ({ page, server }) => {
  const { email } = server.logins.representative;
  const id = await only(page, server, { domains: [domain(email)], password_off: true });
  const told = (text) => page.locator('#sign-in-error', { hasText: text }).waitFor();
  await door(page, '/sign-in?next=/tasks');
  await atAcme(page, `nobody@${domain(email)}`);
  await told('Nobody here has your address.');
  assert.match(await page.getByRole('link', { name: 'Continue with Acme' }).getAttribute('href'), /next=\/tasks$/);
  await axe(page, 'a refused sign-in');

  await page.context().clearCookies();
  await door(page, '/sign-in');
  await page.getByRole('link', { name: 'Continue with Acme' }).click();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await told('cancelled at the provider');

  // The way back without having gone, a provider that is none, and a return address that leads away.
  await door(page, '/sign-in/callback?state=made-up&code=made-up');
  await told('begun in another browser');
  await door(page, `/sign-in/with/${crypto.randomUUID()}`);
  await told('no longer there');
  await page.context().clearCookies();
  await door(page, `/sign-in/with/${id}?next=//evil.example`);
  await page.getByLabel('Address').fill(email);
  await page.getByRole('button', { name: 'Sign in at Acme' }).click();
  await page.waitForURL((url) => url.origin === server.url && url.pathname === '/');
  await ready(page);

  // Passwords are off for the domain, but not for administrators while all of them are in it.
  await leave(page);
  await door(page, '/sign-in');
  await page.locator('input#email').fill(email);
  await page.locator('input#password').fill(server.logins.representative.password);
  await page.locator('form:has(input#password) button[type="submit"]').first().click();
  await told('sign in with one of the buttons above');
  await signIn(page, 'admin');
  await visit(page, '/admin/sign-in');
  await page.getByText('administrators keep their password').waitFor();
});

test('an account is connected in the settings, with another address', EN, async ({ page, server }) => {
  const { email } = server.logins.finance;
  await only(page, server, {});
  await signIn(page, 'finance');
  await setView(page, { language: 'en' });
  await visit(page, '/settings');
  const card = page.locator('#settings-identities');
  await card.getByRole('button', { name: 'Connect Acme' }).click();
  await page.waitForURL((url) => url.hostname === 'localhost' && url.pathname.startsWith('/interaction/'));
  await page.getByLabel('Address').fill('private@elsewhere.example');
  await page.getByRole('button', { name: 'Sign in at Acme' }).click();
  await page.waitForURL((url) => url.origin === server.url && url.pathname === '/settings');
  await ready(page);
  await card.getByText('The account is linked').waitFor();
  await card.locator('.sso-identity').getByText('private@elsewhere.example').waitFor();
  await axe(page, 'an account that was connected');

  await leave(page);
  await door(page, '/sign-in');
  await atAcme(page, 'private@elsewhere.example');
  await page.waitForURL((url) => url.origin === server.url && url.pathname === '/');
  await ready(page);
  assert.equal((await ask(page, 'profile.get')).email, email);
});

test('the page of providers is readable everywhere', EN, async ({ page, server }) => {
  await only(page, server, { domains: ['example.com', 'example.org'], second_factor: true });
  await signIn(page, 'admin');
  await forEachView(page, '/admin/sign-in', async ({ name }) => {
    await axe(page, name);
    await noSideways(page, name);
    await bigTargets(page, name);
  });
});
