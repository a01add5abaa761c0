// What the tests of boards and lists share: deals made through the same calls the pages use.
import { ask as call, visit } from '../../harness.mjs';

export { call };

/** A UUIDv7 made as a page makes one. */
export const id = () => {
  const time = Date.now().toString(16).padStart(12, '0');
  const random = crypto.randomUUID().replaceAll('-', '');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(13, 16)}-8${random.slice(17, 20)}-${random.slice(20, 32)}`;
};

const inDays = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

/** The first pipeline. */
export async function pipeline(page) {
  const { pipelines } = await call(page, 'pipelines.list', {});
  return pipelines.find(({ active }) => active);
}

/** A new deal in the first stage. `known`: with account and contact, so that it may go on. */
export async function deal(page, name, { known = true, amount = 1_234_500, currency = 'EUR' } = {}) {
  const { id: pipeline_id } = await pipeline(page);
  let account_id = null;
  let contact = null;
  if (known) {
    const [account] = await call(page, 'accounts.suggest', { text: '', limit: 1 });
    account_id = account.id;
    const [person] = await call(page, 'contacts.suggest', { text: '', limit: 1, account: null });
    contact = [person.id, 'decision_maker'];
  }
  return call(page, 'opportunities.create', {
    id: id(),
    name,
    account_id,
    contact,
    pipeline_id,
    stage_id: null,
    owner_id: null,
    kind: 'new',
    amount: { minor: amount, currency },
    close_date: inDays(20),
    next_step: '',
    next_step_on: null,
    source: '',
  });
}

/** The board narrowed to one deal. */
export async function boardOf(page, name) {
  await visit(page, `/pipeline?q=${encodeURIComponent(name)}`);
}

export const card = (page, { id }) => page.locator(`#card-${id}`);
export const grip = (page, { id }) => page.locator(`#grip-${id}`);
export const column = (page, index) => page.locator('.board-column').nth(index);

/** Wait until the card is in the column. */
export const inColumn = (page, deal, index) =>
  column(page, index).locator(`#card-${deal.id}`).waitFor({ state: 'visible', timeout: 15_000 });

/** Press on the card, carry it over the column, and stay there. */
export async function carry(page, deal, index) {
  const from = await card(page, deal).boundingBox();
  const to = await column(page, index).boundingBox();
  await page.mouse.move(from.x + from.width / 2, from.y + from.height - 8);
  await page.mouse.down();
  await page.mouse.move(from.x + from.width / 2 + 12, from.y + from.height, { steps: 3 });
  await page.mouse.move(to.x + to.width / 2, to.y + 160, { steps: 8 });
}

/** Carry and drop. */
export async function drag(page, deal, index) {
  await carry(page, deal, index);
  await page.mouse.up();
}
