// Photographs every page into shots/: node shots.mjs [text in the address].
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DESK, PHONE, recordLink, setView, signIn, visit } from './harness.mjs';
import { browser, closeAll } from './lib/browsers.mjs';
import { cleanUp, start } from './lib/server.mjs';
import { plainRoutes, recordRoutes } from './routes.mjs';

const wanted = process.argv[2] ?? '';
const folder = process.env.JALON_SHOTS ?? join(import.meta.dirname, '../shots');
await mkdir(folder, { recursive: true });

const server = await start();
const context = await (await browser('chromium')).newContext({ viewport: DESK, timezoneId: 'Europe/Paris', reducedMotion: 'reduce' });
context.server = server;
const page = await context.newPage();
const name = (path) => (path === '/' ? 'home' : path.slice(1).replace(/\/[0-9a-f]{8}-[0-9a-f-]{27}/, '-one').replace(/[^\w-]+/g, '-'));
const shoot = (what) => page.screenshot({ path: join(folder, `${what}.png`), fullPage: true });

let count = 0;
for (const [lang, locale] of [['fr', 'fr-FR'], ['en', 'en-US']]) {
  const visitor = await (await browser('chromium')).newContext({ viewport: DESK, locale });
  const door = await visitor.newPage();
  await door.goto(`${server.url}/sign-in`);
  await door.screenshot({ path: join(folder, `sign-in-${lang}-light-1440.png`) });
  await visitor.close();
}
await signIn(page, process.env.JALON_SHOTS_ROLE ?? 'administrator');
const paths = await plainRoutes();
for (const list of await recordRoutes()) {
  await visit(page, list);
  paths.push(await recordLink(page, list).catch(() => list));
}
for (const language of ['fr', 'en']) {
  for (const theme of ['light', 'dark']) {
    await setView(page, { language, theme });
    for (const size of [DESK, PHONE]) {
      await page.setViewportSize(size);
      for (const path of paths.filter((path) => path.includes(wanted))) {
        await visit(page, path).catch((fault) => console.log(`${path}: ${fault.message.split('\n')[0]}`));
        await page.waitForTimeout(150);
        await shoot(`${name(path)}-${language}-${theme}-${size.width}`);
        count += 1;
      }
    }
  }
}
await closeAll();
await server.stop();
await cleanUp();
console.log(`${count} photographs in ${folder}`);
