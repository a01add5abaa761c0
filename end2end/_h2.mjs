import { start, cleanUp } from './lib/server.mjs';
import { browser, closeAll } from './lib/browsers.mjs';
const server = await start();
const context = await (await browser('chromium')).newContext({ viewport: {width:1440,height:900}, locale: 'fr-FR' });
context.server = server;
const page = await context.newPage();
let last='';
page.on('console', m => { if (m.type()==='error') last += m.text().slice(0,160)+' | '; });
const { email, password } = server.logins.administrator;
await page.goto(`${server.url}/sign-in`);
await page.locator('input#email').fill(email);
await page.locator('input#password').fill(password);
await page.locator('form:has(input#password) button[type="submit"]').click();
await page.waitForTimeout(3000);
for (const p of ['/', '/pipeline', '/opportunities', '/forecast', '/quotes', '/accounts', '/tasks', '/admin', '/admin/company','/settings', '/nothing']) {
  last='';
  await page.goto(server.url+p);
  const ok = await page.waitForSelector('html[data-ready]', {state:'attached', timeout: 6000}).then(()=>true,()=>false);
  console.log(p, ok, last);
}
await closeAll(); await server.stop(); await cleanUp();
