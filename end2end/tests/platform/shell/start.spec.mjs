// The first thing a stranger sees: the page arrives, is taken over, signs in, and says nothing on the console.
import { BOTH, assert, axe, signIn, signInByForm, test } from '../../../harness.mjs';

test('the sign-in page is served under a strict policy', { browsers: BOTH }, async ({ page, server }) => {
  const answer = await page.goto(`${server.url}/`);
  assert.equal(answer.status(), 200);
  assert.ok(page.url().includes('/sign-in'));
  assert.match(answer.headers()['content-security-policy'], /'nonce-/);
});

test('a representative signs in', { browsers: BOTH }, async ({ page }) => {
  await signInByForm(page, 'representative');
  await axe(page);
});

test('the browser files are kept for ever and sent compressed', async ({ page: signedIn, server }) => {
  // Without a session there is nothing to bring to life; the first page behind it names everything.
  await signIn(signedIn);
  const page = await (await signedIn.context().request.get(`${server.url}/`)).text();
  const names = [...page.matchAll(/\/assets\/[\w.-]+\.(?:js|css|wasm)/g)].map(([name]) => name);
  assert.ok(names.some((name) => name.endsWith('.wasm')), `only ${names} in the page`);
  for (const name of new Set(names)) {
    const answer = await fetch(server.url + name, { headers: { 'accept-encoding': 'br' } });
    assert.equal(answer.status, 200, name);
    assert.equal(answer.headers.get('content-encoding'), 'br', name);
    assert.match(answer.headers.get('cache-control'), /immutable/, name);
    const again = await fetch(server.url + name, {
      headers: { 'accept-encoding': 'br', 'if-none-match': answer.headers.get('etag') },
    });
    assert.equal(again.status, 304, name);
    const unpacked = await fetch(server.url + name, { headers: { 'accept-encoding': 'identity' } });
    assert.equal(unpacked.headers.get('content-encoding'), null, name);
    assert.ok(Buffer.from(await unpacked.arrayBuffer()).equals(Buffer.from(await answer.arrayBuffer())), name);
  }
  assert.equal((await fetch(`${server.url}/assets/manifest.json`)).status, 404);
});
