// Personal data erased on request: what goes, the copy, the confirmation, the certificate, the check.
import { readFile } from 'node:fs/promises';
import { ask, assert, axe, bigTargets, forEachView, noSideways, PHONE, signIn, test, visit } from '../../harness.mjs';

const EN = { locale: 'en-US' };

/** A contact that the page finds by its id. */
async function contact(page, first, last, email) {
  const id = crypto.randomUUID();
  const me = await ask(page, 'profile.get');
  const { people } = await ask(page, 'session.people');
  const owner = people.find((person) => person.name === me.name).id;
  const facts = { account_id: null, first_name: first, last_name: last, title: '', email, phone: '+33 6 11 22 33 99', language: null, notes: `${first} ${last} likes cats`, owner_id: owner };
  await ask(page, 'contacts.create', { id, facts });
  return id;
}

test('a person is erased everywhere, with a certificate, and the address is known again', EN, async ({ page }) => {
  await signIn(page, 'administrator');
  const id = await contact(page, 'Odile', 'Pangolin', 'odile@pangolin.example');
  await visit(page, `/contacts/${id}`);
  await page.locator('#contact-menu-button, [aria-controls="contact-menu"], button[popovertarget="contact-menu"]').first().click();
  await page.getByRole('menuitem', { name: 'Erase personal data' }).click();
  await page.getByRole('heading', { name: 'What goes' }).waitFor();
  assert.match(await page.locator('.privacy-places').innerText(), /Contacts/);
  const [copy] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Download everything known' }).click()]);
  assert.match(await readFile(await copy.path(), 'utf8'), /odile@pangolin\.example/);

  const press = page.getByRole('button', { name: 'Erase for good' });
  await page.locator('#erase-reason').fill('Letter of 12 November');
  await page.locator('#erase-typed').fill('Odile');
  await press.click();
  await page.getByText('This is not the name of the record.').waitFor();
  await page.locator('#erase-typed').fill('odile pangolin');
  await press.click();
  await page.getByRole('heading', { name: 'Certificate of erasure', level: 1 }).waitFor();
  const certificate = await page.locator('main').innerText();
  assert.match(certificate, /Letter of 12 November/);
  assert.match(certificate, /nothing was found/);
  assert.doesNotMatch(certificate, /pangolin/i);

  await visit(page, '/admin/privacy');
  await page.locator('#check-email').fill('odile@pangolin.example');
  await page.locator('#check-name').fill('Odile Pangolin');
  await page.getByRole('button', { name: 'Search everywhere' }).click();
  await page.getByText('Erased on').waitFor();
  await page.getByText('text columns searched: nothing found').waitFor();

  await visit(page, '/import');
  const text = 'first name;last name;email\nOdile;Pangolin;odile@pangolin.example\n';
  await page.locator('#import-files').setInputFiles({ name: 'contacts.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
  await page.getByText('This address was erased on request').waitFor();
});

test('the pages of personal data are accessible', { walk: true }, async ({ page }) => {
  await signIn(page, 'administrator');
  const id = await contact(page, 'Basile', 'Tamanoir', 'basile@tamanoir.example');
  await forEachView(page, `/admin/privacy/erase/contact/${id}`, async ({ name: where }) => {
    await page.locator('.privacy-places').waitFor();
    await axe(page, where);
    await noSideways(page, where);
  });
  const done = await ask(page, 'erasure.erase', { subject: { kind: 'contact', id }, typed: 'Basile Tamanoir', requester: 'person', reason: 'Asked' });
  for (const path of ['/admin/privacy', `/admin/privacy/${done.id}`]) {
    await forEachView(page, path, async ({ name: where }) => {
      await axe(page, where);
      await noSideways(page, where);
    });
  }
  await page.setViewportSize(PHONE);
  for (const path of ['/admin/privacy', `/admin/privacy/${done.id}`]) {
    await visit(page, path);
    await bigTargets(page, path);
    await noSideways(page, path);
  }
});

test('nobody but administrators erases', EN, async ({ allowNoise, page }) => {
  allowNoise(/status of 403/);
  await signIn(page, 'manager');
  await visit(page, '/admin/privacy');
  assert.equal(await page.locator('#check').count(), 0);
});
