// Every page of the product, for the tests and the photographs that must leave none out.
// `app/src/shell/app.rs` has the table they are compared with.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Addresses that need no record, from the table of routes; those of people who are not in yet are looked at apart. */
export async function plainRoutes() {
  const paths = await allRoutes();
  return paths.filter((path) => !path.includes(':') && !path.startsWith('/sign-in') && path !== '/forgot');
}

/** Lists, each leading to the page of one record: `/accounts/:id` is reached from `/accounts`. */
export async function recordRoutes() {
  const paths = await allRoutes();
  return paths.filter((path) => /^\/[\w-]+\/:id$/.test(path)).map((path) => path.replace('/:id', ''));
}

async function allRoutes() {
  const table = await readFile(join(import.meta.dirname, '../app/src/shell/app.rs'), 'utf8');
  return [...table.matchAll(/path!\("([^"]+)"\)/g)].map(([, path]) => path);
}
