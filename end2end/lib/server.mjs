// Starts the built server on a copy of a database that holds the sample company.
import { spawn } from 'node:child_process';
import { copyFile, mkdtemp, rm, access } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');
const target = process.env.CARGO_TARGET_DIR ?? join(root, 'target');

/** The program under test: `JALON_BIN`, else the release build. */
export const program = process.env.JALON_BIN ?? join(target, 'release/jalon');

let folder;
let template;
let count = 0;

const work = () => (folder ??= mkdtemp(join(tmpdir(), 'jalon-end2end-')));

/** A port nobody listens on. */
export const freePort = () =>
  new Promise((done, fail) => {
    const probe = createServer();
    probe.once('error', fail);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => done(port));
    });
  });

/** A running server; `url` has no slash at its end. */
export class Server {
  constructor(child, url, database) {
    Object.assign(this, { child, url, database, log: '', first: '' });
    const keep = (text) => {
      this.log = (this.log + text).slice(-20_000);
      // Who may sign in is said first, however much is said later.
      this.first = (this.first + text).slice(0, 4_000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
  }

  /**
   * Serve `database` (made when missing). `options.demo` loads the sample company into an empty one;
   * `options.host` is a name of this machine to be served at, for what browsers refuse to a number.
   */
  static async on(database, options = {}) {
    const port = await freePort();
    const url = `http://${options.host ?? '127.0.0.1'}:${port}`;
    const args = ['serve', '--database', `sqlite:${database}`, '--listen', `127.0.0.1:${port}`];
    if (options.demo ?? true) args.push('--demo');
    if (options.host) args.push('--public-url', url, '--demo-public');
    const child = spawn(program, args, {
      cwd: await work(),
      env: { ...process.env, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const server = new Server(child, url, database);
    await server.#ready(options.patience ?? 120_000);
    return server;
  }

  async #ready(patience) {
    const start = Date.now();
    let ended;
    this.child.once('exit', (code) => (ended = code ?? 'a signal'));
    this.child.once('error', (error) => (ended = error.message));
    while (Date.now() - start < patience) {
      if (ended !== undefined) throw new Error(`${program} stopped (${ended})\n${this.log}`);
      try {
        const answer = await fetch(`${this.url}/health`, { redirect: 'manual' });
        if (answer.status < 500) return void (this.startMs = Date.now() - start);
      } catch {
        // not listening yet
      }
      await new Promise((done) => setTimeout(done, 10));
    }
    this.child.kill('SIGKILL');
    throw new Error(`no answer on ${this.url} within ${patience} ms\n${this.log}`);
  }

  /** The demo logins it printed: `{ representative: { email, password }, … }`, the first of each role. */
  get logins() {
    const found = {};
    for (const [, role, email, password] of this.first.matchAll(/^\s+(\w+)\s+(\S+@\S+)\s+password (\S+)$/gm)) {
      found[role] ??= { email, password };
    }
    return found;
  }

  /** Stop it as a service manager would, or at once after ten seconds. */
  async stop() {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const gone = new Promise((done) => this.child.once('exit', done));
    this.child.kill('SIGINT');
    const timer = setTimeout(() => this.child.kill('SIGKILL'), 10_000);
    await gone;
    clearTimeout(timer);
  }
}

async function sample(home) {
  const made = join(home, 'template.db');
  await (await Server.on(made)).stop();
  return made;
}

/** A server of one's own with the sample company, which is made once and then copied. */
export async function start(options = {}) {
  const home = await work();
  const made = await (template ??= sample(home));
  const database = join(home, `${(count += 1)}.db`);
  for (const ending of ['', '-wal']) {
    if (await access(made + ending).then(() => true, () => false)) await copyFile(made + ending, database + ending);
  }
  return Server.on(database, options);
}

/** Remove every database. */
export const cleanUp = async () => {
  if (folder) await rm(await folder, { recursive: true, force: true });
};
