// A real provider of OpenID Connect, run on this machine: `oidc-provider` with one client and a login page
// that believes whatever address is typed.
import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';
import { freePort } from './server.mjs';

export const CLIENT = { id: 'jalon', secret: 'a secret & more' };

const page = (uid) => `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Acme accounts</title>
<link rel="icon" href="data:,"></head><body><main><h1>Acme accounts</h1>
<form method="post" action="/interaction/${uid}"><label>Address <input name="email" type="email"></label>
<button name="go" value="in">Sign in at Acme</button> <button name="go" value="back">Cancel</button></form></main></body></html>`;

const body = async (request) => {
  let text = '';
  for await (const part of request) text += part;
  return new URLSearchParams(text);
};

/**
 * Start a provider that sends people back to `redirect`. Its name is `localhost`, the application's a number:
 * to a browser they are two sites, as they are outside. `verified` says whether its addresses are.
 */
export async function startProvider(redirect, { verified = true } = {}) {
  const port = await freePort();
  const issuer = `http://localhost:${port}`;
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: CLIENT.id,
        client_secret: CLIENT.secret,
        redirect_uris: [redirect],
        response_types: ['code'],
        grant_types: ['authorization_code'],
      },
    ],
    pkce: { required: () => true },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'locale'] },
    cookies: { keys: ['only for tests'] },
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), kid: 'acme-1', use: 'sig', alg: 'RS256' }] },
    ttl: { AccessToken: 60, AuthorizationCode: 60, Grant: 600, IdToken: 600, Interaction: 600, Session: 600 },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (_, id) => ({
      accountId: id,
      claims: () => ({ sub: id, email: id, email_verified: verified, name: `${id.split('@')[0]} of Acme`, locale: 'en-GB' }),
    }),
    // Nobody is asked for consent: what is asked for is given.
    loadExistingGrant: async ({ oidc }) => {
      const grant = new oidc.provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
      grant.addOIDCScope('openid email profile');
      await grant.save();
      return grant;
    },
  });
  const answer = provider.callback();
  const interact = async (request, response) => {
    const { uid } = await provider.interactionDetails(request, response);
    if (request.method !== 'POST') return void response.setHeader('content-type', 'text/html').end(page(uid));
    const form = await body(request);
    const result =
      form.get('go') === 'in' ? { login: { accountId: form.get('email') } } : { error: 'access_denied', error_description: 'cancelled' };
    await provider.interactionFinished(request, response, result);
  };
  const http = createServer((request, response) => {
    if (!request.url.startsWith('/interaction/')) return void answer(request, response);
    interact(request, response).catch((error) => response.writeHead(500).end(String(error)));
  });
  await new Promise((done) => http.listen(port, 'localhost', done));
  // The runner ends when its tests have: nothing waits for this.
  http.unref();
  return { issuer, stop: () => new Promise((done) => (http.close(done), http.closeAllConnections())) };
}
