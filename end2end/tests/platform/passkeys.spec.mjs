// Passkeys, with the browser's own virtual authenticator. Browsers make none for a number: these tests have
// a server of their own, at a name.
import { ask, assert, axe, bigTargets, leave, noSideways, PHONE, ready, setView, signIn, test, visit } from '../../harness.mjs';
import { start } from '../../lib/server.mjs';

const EN = { locale: 'en-US' };

/** An authenticator of the device that knows its person and touches itself. */
const DEVICE = {
  protocol: 'ctap2',
  transport: 'internal',
  hasResidentKey: true,
  hasUserVerification: true,
  isUserVerified: true,
  automaticPresenceSimulation: true,
};

/**
 * What the browser offers for the address field. The virtual authenticator chooses at once, so it is offered nothing
 * (`null`) but where a test plays the person who chooses: then the question is asked as the button's would be.
 */
function offering(chosen) {
  if (!window.PublicKeyCredential) return;
  PublicKeyCredential.isConditionalMediationAvailable = async () => chosen !== null;
  const get = navigator.credentials.get.bind(navigator.credentials);
  navigator.credentials.get = ({ mediation, ...options }) => {
    if (mediation) sessionStorage.setItem('mediation', mediation);
    return get(options);
  };
}

/** Runs `body` on a server at `localhost`, with an authenticator in the page's browser. */
async function atAName(page, body, chosen = null) {
  await page.addInitScript(offering, chosen);
  const context = page.context();
  const server = await start({ host: 'localhost' });
  context.server = server;
  try {
    const devtools = await context.newCDPSession(page);
    await devtools.send('WebAuthn.enable');
    await devtools.send('WebAuthn.addVirtualAuthenticator', { options: DEVICE });
    await body(server);
  } finally {
    await server.stop();
  }
}

/** A page before the sign-in: a form and a little script, no program to wait for. */
const door = (page, path) => page.goto(new URL(path, page.context().server.url).href, { waitUntil: 'load' });

const card = (page) => page.locator('#settings-passkeys');

async function add(page, name, password) {
  await card(page).getByRole('button', { name: 'Add a passkey' }).click();
  await page.locator('#passkey-name').fill(name);
  await page.locator('#passkey-password').fill(password);
  await card(page).getByRole('button', { name: 'Go on' }).click();
  await card(page).locator('.passkey', { hasText: name }).waitFor();
}

test('a passkey is made, signs in without a password, and is removed', EN, async ({ page, allowNoise }) => {
  // The browser reports the refusal of a wrong password.
  allowNoise(/422/);
  await atAName(page, async (server) => {
    const { email, password } = server.logins.representative;
    await signIn(page);
    await setView(page, { language: 'en' });
    await visit(page, '/settings');
    await card(page).getByRole('button', { name: 'Add a passkey' }).click();
    assert.ok((await page.locator('#passkey-name').inputValue()).length > 0, 'it has a name to begin with');
    await page.locator('#passkey-password').fill('not my password');
    await card(page).getByRole('button', { name: 'Go on' }).click();
    await page.locator('#passkey-password-error').waitFor({ state: 'visible' });
    await axe(page, 'a passkey being added');
    await card(page).getByRole('button', { name: 'Cancel' }).click();
    await add(page, 'My laptop', password);
    await card(page).getByText('never used').waitFor();
    await axe(page, 'the passkeys');
    await card(page).getByRole('button', { name: 'Rename My laptop' }).click();
    await axe(page, 'a passkey being renamed');
    await page.locator('#passkey-name').fill('My old laptop');
    await card(page).getByRole('button', { name: 'Rename', exact: true }).click();
    await card(page).locator('.passkey', { hasText: 'My old laptop' }).waitFor();

    await leave(page);
    await page.setViewportSize(PHONE);
    await door(page, '/sign-in?next=/tasks');
    await axe(page, 'the sign-in by passkey');
    await noSideways(page);
    await bigTargets(page);
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
    await page.waitForURL(/\/tasks$/);
    await ready(page);
    const { email: who, sessions } = await ask(page, 'profile.get');
    assert.equal(who, email);
    assert.ok(sessions.some(({ way }) => way === 'passkey'));

    await visit(page, '/settings');
    await page.locator('.browser', { hasText: 'By passkey' }).first().waitFor();
    await card(page).locator('.passkey', { hasText: 'last used' }).waitFor();
    await noSideways(page);
    await card(page).getByRole('button', { name: 'Remove My old laptop' }).click();
    await axe(page, 'a passkey being removed');
    await page.locator('#passkey-password').fill(password);
    await card(page).getByRole('button', { name: 'Remove', exact: true }).click();
    await card(page).getByRole('button', { name: 'Add a passkey' }).waitFor();
    assert.equal(await card(page).locator('.passkey').count(), 0);

    // The device still offers it; here it is known no more.
    await leave(page);
    await door(page, '/sign-in');
    await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
    await page.locator('#sign-in-error', { hasText: 'not known here' }).waitFor();
  });
});

test('a passkey chosen among what the browser offers for the address signs in', EN, async ({ page }) => {
  const body = async (server) => {
    await signIn(page);
    await setView(page, { language: 'en' });
    await visit(page, '/settings');
    await add(page, 'My laptop', server.logins.representative.password);
    await leave(page);
    await door(page, '/sign-in?next=/tasks');
    await page.waitForURL(/\/tasks$/);
    await ready(page);
    assert.equal(await page.evaluate(() => sessionStorage.getItem('mediation')), 'conditional');
  };
  await atAName(page, body, 'the first');
});

test('a passkey is the second factor a role asks for; an administrator takes it away', EN, async ({ page }) => {
  await atAName(page, async (server) => {
    const login = server.logins.representative;
    await signIn(page);
    await setView(page, { language: 'en' });
    await visit(page, '/settings');
    await add(page, 'My telephone', login.password);
    await leave(page);
    await signIn(page, 'admin');
    await ask(page, 'access.set_rule', { role: 'Representative', required: true });
    await leave(page);

    await door(page, '/sign-in?next=/tasks');
    await page.locator('input#email').fill(login.email);
    await page.locator('input#password').fill(login.password);
    await page.locator('form:has(input#password) button[type="submit"]').first().click();
    await page.waitForURL(/\/sign-in\/code/);
    await axe(page, 'the second step with a passkey');
    await page.getByRole('button', { name: 'Use a passkey instead' }).click();
    await page.waitForURL(/\/tasks$/);
    await ready(page);

    await leave(page);
    await signIn(page, 'admin');
    await setView(page, { language: 'en' });
    const { users } = await ask(page, 'people.directory');
    const person = users.find(({ facts }) => facts.email === login.email);
    await visit(page, '/admin/people');
    await page.getByRole('button', { name: `Edit ${person.facts.name}` }).click();
    const ways = page.locator('.person-access');
    await ways.getByText('1 passkey').waitFor();
    await axe(page, 'the passkeys of a person');
    await ways.getByRole('button', { name: 'Take the passkeys away' }).click();
    await ways.getByText('1 passkey').waitFor({ state: 'detached' });
    const { passkeys } = await ask(page, 'access.person', { id: person.id });
    assert.equal(passkeys.length, 0);
  });
});
