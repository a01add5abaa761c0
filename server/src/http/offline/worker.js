// The service worker of those who have taken quotes along. It keeps the program's files and two pages, answers
// with them when there is no network, and goes when its person signs out. Pages of records and answers of the
// server are never kept: what was taken along is put into its own cache by the page, because somebody asked.
//
// The server writes the names of the build into the first lines, so that another build is another worker. It waits
// until the last page of the old build is closed: until then that page finds its files here.
const BUILD = '__BUILD__';
const MAIN = '__MAIN__';
const FILES = __FILES__;

const PROGRAM = `jalon-program-${BUILD}`;
// What was written and not sent stays for its author; everything else goes with the session.
const DRAFTS = 'jalon-drafts';
const LUGGAGE = ['jalon-luggage', '/offline/kept/luggage'];
const SHELL = '/quotes/offline';
const NOTICE = '/offline';
const DAY = 24 * 60 * 60 * 1000;

/** Keeps a page as it is served now, its policy and nonce with it. Without a session there is none to keep. */
const keepPage = async (path) => {
  const answer = await fetch(path, { redirect: 'error', cache: 'no-store' });
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  await (await caches.open(PROGRAM)).put(path, answer);
};

/** The page quotes are made with, when it is of this build: another one would not find its program. */
const keepShell = async (answer) => {
  const text = await answer.clone().text();
  if (text.includes(MAIN)) await (await caches.open(PROGRAM)).put(SHELL, answer);
};

/** Everything but what was not sent. */
const forget = async () => {
  const names = await caches.keys();
  const ours = names.filter((name) => name.startsWith('jalon-') && name !== DRAFTS);
  await Promise.all(ours.map((name) => caches.delete(name)));
  await self.registration.unregister();
};

let freshening = false;

/** Takes along anew what is older than a day. What another person is answered is not for the one before. */
const freshen = async () => {
  if (freshening || !(await caches.has(LUGGAGE[0]))) return;
  freshening = true;
  try {
    const cache = await caches.open(LUGGAGE[0]);
    const kept = await (await cache.match(LUGGAGE[1]))?.json();
    if (!kept || Date.now() - kept.taken_at < DAY) return;
    const answer = await fetch('/call/offline.take_along', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"request":{}}',
      redirect: 'error',
    });
    if (!answer.ok) return;
    const text = await answer.text();
    if (JSON.parse(text).owner !== kept.owner) return await forget();
    if (await caches.has(LUGGAGE[0])) await cache.put(LUGGAGE[1], new Response(text));
  } catch {
    // No network, or a server of another build: the next page asks again.
  } finally {
    freshening = false;
  }
};

const navigate = async (event, { pathname, search }) => {
  let answer;
  try {
    answer = await fetch(event.request);
  } catch {
    const kept = await caches.match(pathname === SHELL ? SHELL : NOTICE, { ignoreVary: true });
    return kept ?? Response.error();
  }
  if (answer.ok && pathname === SHELL && search === '') event.waitUntil(keepShell(answer.clone()));
  event.waitUntil(freshen());
  return answer;
};

const signOut = async (request) => {
  const answer = await fetch(request);
  await forget();
  return answer;
};

const file = async (request) => (await caches.match(request, { ignoreVary: true })) ?? fetch(request);

self.addEventListener('install', (event) => {
  const load = async () => {
    await (await caches.open(PROGRAM)).addAll(FILES);
    await keepPage(NOTICE);
    await keepPage(SHELL);
  };
  event.waitUntil(load());
});

self.addEventListener('activate', (event) => {
  const begin = async () => {
    const names = await caches.keys();
    const old = names.filter((name) => name.startsWith('jalon-program-') && name !== PROGRAM);
    await Promise.all(old.map((name) => caches.delete(name)));
    await self.clients.claim();
  };
  event.waitUntil(begin());
});

self.addEventListener('message', (event) => {
  if (event.data === 'forget') event.waitUntil(forget());
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.mode === 'navigate') {
    if (request.method === 'GET') event.respondWith(navigate(event, url));
    else if (url.pathname === '/sign-out') event.respondWith(signOut(request));
  } else if (request.method === 'GET' && url.pathname.startsWith('/assets/')) {
    event.respondWith(file(request));
  }
});
