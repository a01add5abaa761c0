// Further accounts of a contact, how people stand to each other, and the map of an account.
import { randomUUID } from 'node:crypto';
import { assert, ask, axe, bigTargets, forEachView, noSideways, signIn, test, visit } from '../../harness.mjs';

const EN = { locale: 'en-US' };

/** An account and two people of it, of the one who asks. */
async function house(page) {
  const me = (await ask(page, 'contacts.list', { query: { search: '', owner: null, account: null, sort: 'Name', descending: false }, after: null, limit: 1 })).rows[0].owner.id;
  const account = await ask(page, 'accounts.create', { id: randomUUID(), facts: accountFacts('Maison des liens', me) });
  const people = [];
  for (const name of ['Ada Cheffe', 'Basile Adjoint']) {
    const [first_name, last_name] = name.split(' ');
    people.push(await ask(page, 'contacts.create', { id: randomUUID(), facts: contactFacts(first_name, last_name, me, account.id) }));
  }
  return { account, people };
}

const accountFacts = (name, owner_id) => ({
  name, kind: 'business', industry: '', website: '', phone: '', street: '', postal_code: '', city: '', country: '',
  vat_number: '', employees: null, annual_revenue: null, founded_year: null, notes: '', parent_id: null, owner_id,
});
const contactFacts = (first_name, last_name, owner_id, account_id) => ({
  account_id, first_name, last_name, title: 'Cheffe de projet', email: '', phone: '', language: null, notes: '', owner_id,
});

test('a contact gets a second account and a manager, and the map shows it', EN, async ({ page }) => {
  await signIn(page, 'admin');
  const { account, people } = await house(page);
  const [ada, basile] = people;
  const [other] = await ask(page, 'accounts.suggest', { text: 'a', limit: 1 });

  await visit(page, `/contacts/${basile.id}`);
  const places = page.locator('#places');
  await places.getByRole('button', { name: 'Add an account' }).click();
  await page.locator('#place-form[open]').waitFor();
  await axe(page, 'the form of an affiliation');
  await page.locator('#place-account').fill(other.name);
  await page.getByRole('option', { name: other.name }).first().click();
  await page.locator('#place-role').fill('Adviser of a test');
  await page.locator('#place-form button[type="submit"]').click();
  await places.getByText('Adviser of a test').waitFor();

  // Removed, and brought back by the message.
  await places.getByRole('button', { name: /Actions for/ }).click();
  await page.getByRole('menuitem', { name: 'Remove' }).click();
  await places.getByText('Adviser of a test').waitFor({ state: 'detached' });
  await page.locator('.toast', { hasText: 'Affiliation removed.' }).getByRole('button', { name: 'Undo' }).click();
  await places.getByText('Adviser of a test').waitFor();

  const relations = page.locator('#relations');
  await relations.getByRole('button', { name: 'Add a relation' }).click();
  await page.locator('#relation-form[open]').waitFor();
  await axe(page, 'the form of a relation');
  await page.locator('#relation-other').fill('Ada Cheffe');
  await page.getByRole('option', { name: 'Ada Cheffe' }).first().click();
  await page.locator('#relation-form button[type="submit"]').click();
  await relations.getByText('Reports to').waitFor();
  // Seen from the other end it is called otherwise; the other way round it would be a circle.
  const back = await ask(page, 'relations.list', { contact_id: ada.id });
  assert.equal(back.rows[0].other.id, basile.id);
  const draft = { ...back.rows[0].relation.draft, from: ada.id, to: basile.id };
  await assert.rejects(ask(page, 'relations.save', { id: randomUUID(), version: 0, draft }));

  // The second account shows who is there, too.
  await visit(page, `/accounts/${other.id}`);
  await page.locator('#contacts').getByText('Adviser of a test').waitFor();

  await visit(page, `/accounts/${account.id}`);
  await page.locator('#to-people-map').click();
  await page.waitForURL(/\/people$/);
  const box = page.locator(`.people-box[data-person="${basile.id}"]`);
  await box.waitFor();
  // By the keyboard into the box, and through it to the person.
  await box.getByRole('link').focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Basile Adjoint' }).waitFor();

  await forEachView(page, `/accounts/${account.id}/people`, async ({ name }) => {
    await page.locator('#people-list a').first().waitFor();
    // The list says what the drawing shows: who reports stands beneath the manager.
    assert.equal(await page.locator('#people-list li li .people-entry > a').innerText(), 'Basile Adjoint');
    await axe(page, name);
    await noSideways(page, name);
    await bigTargets(page, name);
  });
});
