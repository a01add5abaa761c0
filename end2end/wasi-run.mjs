// Runs a test program compiled for wasm32-wasip1: node wasi-run.mjs program.wasm [arguments].
// The current folder and the root of the file system are visible, as for a native test.
import { readFile } from 'node:fs/promises';
import { WASI } from 'node:wasi';

const [program, ...args] = process.argv.slice(2);
const wasi = new WASI({
  version: 'preview1',
  args: [program, ...args],
  env: process.env,
  preopens: { '.': process.cwd(), '/': '/' },
  returnOnExit: true,
});
const module = await WebAssembly.compile(await readFile(program));
try {
  const instance = await WebAssembly.instantiate(module, wasi.getImportObject());
  process.exitCode = wasi.start(instance);
} catch (fault) {
  console.error(String(fault));
  process.exitCode = 101;
}
