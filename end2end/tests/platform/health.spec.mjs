// How the server is: figures, a message no mail server takes, its job retried and discarded, for
// administrators only.
import { createServer } from 'node:net';
import { start } from '../../lib/server.mjs';
import { ask, assert, axe, signIn, test, visit } from '../../harness.mjs';

const EN = { locale: 'en-US' };

/** A mail server that refuses every recipient for good, until `open` is set. */
async function mailServer() {
  const mail = { open: false, taken: 0 };
  const net = createServer((socket) => {
    let text = '';
    let body = false;
    const say = (line) => socket.write(`${line}\r\n`);
    socket.on('error', () => {});
    say('220 test');
    socket.on('data', (data) => {
      text += data;
      for (let end = text.indexOf('\r\n'); end >= 0; end = text.indexOf('\r\n')) {
        const line = text.slice(0, end);
        text = text.slice(end + 2);
        if (body) {
          if (line !== '.') continue;
          body = false;
          mail.taken += 1;
          say('250 taken');
        } else if (/^RCPT/i.test(line)) say(mail.open ? '250 ok' : '550 no such mailbox');
        else if (/^DATA/i.test(line)) {
          body = true;
          say('354 go on');
        } else if (/^QUIT/i.test(line)) socket.end('221 bye\r\n');
        else say('250 ok');
      }
    });
  });
  await new Promise((done) => net.listen(0, '127.0.0.1', done));
  mail.url = `smtp://127.0.0.1:${net.address().port}`;
  mail.stop = () => net.close();
  return mail;
}

/** A server whose mail goes to `mail`; `page` then is at it. */
async function withMail(page, mail, body) {
  const env = { JALON_SMTP_URL: mail.url, JALON_MAIL_FROM: 'Jalon <jalon@example.com>' };
  const own = await start({ env });
  page.context().server = own;
  try {
    await signIn(page, 'admin');
    await body(own);
  } finally {
    mail.stop();
    await own.stop();
  }
}

/** Somebody forgot the password: a message is written. */
const forget = (page) => {
  const { server } = page.context();
  return page.context().request.post(`${server.url}/forgot`, { form: { email: server.logins.finance.email } });
};

test('an administrator sees that all is well, and everybody may ask whether it answers', EN, async ({ page, server }) => {
  const answer = await fetch(`${server.url}/healthz`);
  assert.equal(answer.status, 200);
  assert.equal(await answer.text(), 'ok');
  await signIn(page, 'admin');
  await visit(page, '/admin/health');
  // The room left on the disk is the machine's affair, not the test's.
  const { disk } = await ask(page, 'health.get');
  const tight = disk && disk.free < Math.min(disk.total / 10, 10e9);
  await page.getByText(tight ? 'The disk is nearly full.' : 'All is well.').waitFor();
  await page.getByText('No parked job').waitFor();
  await page.getByText('SQLite', { exact: true }).waitFor();
});

test('a message refused for good is parked; its job is retried, or discarded', EN, async ({ allowNoise, page }) => {
  allowNoise(/ERR_|Failed to load/);
  const mail = await mailServer();
  await withMail(page, mail, async () => {
    await visit(page, '/admin/health');
    await page.getByText('No parked job').waitFor();
    await forget(page);
    // The page hears of it.
    const row = page.locator('#parked tbody tr').first();
    await row.getByText(/no such mailbox/).waitFor();
    await page.locator('#troubled-mail').getByText(/no such mailbox/).waitFor();
    await axe(page, 'a parked job');
    mail.open = true;
    await row.getByRole('button', { name: 'Retry' }).click();
    await page.getByText('No parked job').waitFor();
    for (let tries = 0; mail.taken === 0 && tries < 50; tries += 1) await page.waitForTimeout(100);
    assert.equal(mail.taken, 1);

    mail.open = false;
    await forget(page);
    await row.getByText(/no such mailbox/).waitFor();
    await row.getByRole('button', { name: 'Discard' }).click();
    await axe(page, 'the question before discarding');
    await page.locator('#discard-job').getByRole('button', { name: 'Discard' }).click();
    await page.getByText('No parked job').waitFor();
    const view = await ask(page, 'health.get');
    assert.deepEqual([view.mail.sent, view.mail.failed, view.mail.waiting], [1, 1, 0]);
  });
});

test('nobody else is told', EN, async ({ allowNoise, page }) => {
  allowNoise(/status of 403/);
  await signIn(page, 'manager');
  await visit(page, '/admin/health');
  await page.getByText('Your role does not allow').first().waitFor();
});
