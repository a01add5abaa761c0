// Runs a program compiled for wasm32-wasip1: node wasi-run.mjs program.wasm [arguments].
//
// The little of WASI a test program or a measurement needs: arguments, clock, randomness, output, the
// standard input, exit. There are no files (tests that read data say so and are skipped). Node's own
// `node:wasi` is not used: on Node 20 it crashes when a program that ran for long ends.
import { randomFillSync } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { readSync, writeSync } from 'node:fs';

const [program, ...rest] = process.argv.slice(2);
const args = [program, ...rest];
const environment = ['RUST_BACKTRACE', 'PROPTEST_CASES', 'RUST_TEST_THREADS']
  .filter((name) => process.env[name] !== undefined)
  .map((name) => `${name}=${process.env[name]}`);

const OK = 0;
const BAD_FILE = 8;
const NOT_THERE = 44;
const NO_SUCH_CALL = 52;

class Exit extends Error {
  constructor(code) {
    super(`exit ${code}`);
    this.code = code;
  }
}

let memory;
const view = () => new DataView(memory.buffer);
const bytes = (at, length) => new Uint8Array(memory.buffer, at, length);

const sizes = (texts) => (countAt, sizeAt) => {
  view().setUint32(countAt, texts.length, true);
  view().setUint32(sizeAt, texts.reduce((sum, text) => sum + Buffer.byteLength(text) + 1, 0), true);
  return OK;
};
const fill = (texts) => (pointersAt, textAt) => {
  for (const [index, text] of texts.entries()) {
    const data = Buffer.from(`${text}\0`);
    view().setUint32(pointersAt + index * 4, textAt, true);
    bytes(textAt, data.length).set(data);
    textAt += data.length;
  }
  return OK;
};

function write(file, partsAt, count, writtenAt) {
  if (file !== 1 && file !== 2) return BAD_FILE;
  let written = 0;
  for (let part = 0; part < count; part += 1) {
    const at = view().getUint32(partsAt + part * 8, true);
    let left = bytes(at, view().getUint32(partsAt + part * 8 + 4, true));
    while (left.length > 0) {
      const sent = put(file, left);
      left = left.subarray(sent);
      written += sent;
    }
  }
  view().setUint32(writtenAt, written, true);
  return OK;
}

function put(file, data) {
  try {
    return writeSync(file, data);
  } catch (fault) {
    if (fault.code === 'EAGAIN') return 0; // a full pipe: try again
    throw fault;
  }
}

function read(file, partsAt, count, readAt) {
  if (file !== 0) return BAD_FILE;
  let got = 0;
  for (let part = 0; part < count; part += 1) {
    const at = view().getUint32(partsAt + part * 8, true);
    const into = bytes(at, view().getUint32(partsAt + part * 8 + 4, true));
    const some = into.length > 0 ? readSync(0, into) : 0;
    got += some;
    if (some < into.length) break;
  }
  view().setUint32(readAt, got, true);
  return OK;
}

const calls = {
  args_sizes_get: sizes(args),
  args_get: fill(args),
  environ_sizes_get: sizes(environment),
  environ_get: fill(environment),
  clock_res_get: (_clock, at) => (view().setBigUint64(at, 1n, true), OK),
  clock_time_get(clock, _precision, at) {
    const now = clock === 0 ? BigInt(Date.now()) * 1_000_000n : process.hrtime.bigint();
    view().setBigUint64(at, now, true);
    return OK;
  },
  random_get: (at, length) => (randomFillSync(bytes(at, length)), OK),
  fd_write: write,
  fd_read: read,
  fd_close: () => OK,
  fd_seek: () => BAD_FILE,
  fd_prestat_get: () => BAD_FILE,
  fd_fdstat_get(file, at) {
    if (file > 2) return BAD_FILE;
    bytes(at, 24).fill(0);
    view().setUint8(at, 2); // a character device
    return OK;
  },
  path_open: () => NOT_THERE,
  path_filestat_get: () => NOT_THERE,
  sched_yield: () => OK,
  proc_exit: (code) => {
    throw new Exit(code);
  },
};
const imports = new Proxy(calls, { get: (known, name) => known[name] ?? (() => NO_SUCH_CALL) });

const module = await WebAssembly.compile(await readFile(program));
let code = 0;
try {
  const instance = await WebAssembly.instantiate(module, { wasi_snapshot_preview1: imports });
  memory = instance.exports.memory;
  instance.exports._start();
} catch (fault) {
  code = fault instanceof Exit ? fault.code : 101;
  if (!(fault instanceof Exit)) console.error(fault);
}
process.exit(code);
