// Makes WebAssembly files smaller in place: node shrink.mjs <binaryen's index.js> quickly|fully <file>…
//
// One process for all of them: starting the optimiser takes longer than its work on most files. What
// cannot be made smaller stays as it is, and is named.
import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const [library, how, ...files] = process.argv.slice(2);
const { default: binaryen } = await import(pathToFileURL(library).href);

// Those Rust itself turns on for this target: no browser that runs the plain bundle refuses the small
// one. The cut takes the section that names them out of a part; here it is put back and taken out again.
const FEATURES = ['bulk-memory', 'bulk-memory-opt', 'multivalue', 'mutable-globals', 'nontrapping-fptoint', 'reference-types', 'sign-ext'];
const named = (text) => [text.length, ...Buffer.from(text)];
const content = [...named('target_features'), FEATURES.length, ...FEATURES.flatMap((name) => [0x2b, ...named(name)])];
// A custom section; its length takes two bytes in LEB128.
const section = Buffer.from([0, (content.length & 0x7f) | 0x80, content.length >> 7, ...content]);

// The levels of `wasm-opt -Oz`.
binaryen.setOptimizeLevel(2);
binaryen.setShrinkLevel(2);
for (const file of files) {
  try {
    const bytes = readFileSync(file);
    const program = binaryen.readBinary(bytes.includes('target_features') ? bytes : Buffer.concat([bytes, section]));
    // The cut leaves all the whole program has in every part; what a part does not use goes in any case.
    if (how === 'fully') program.optimize();
    else program.runPasses(['remove-unused-module-elements']);
    program.runPasses(['strip-target-features']);
    writeFileSync(file, program.emitBinary());
    program.dispose();
  } catch (fault) {
    console.error(`        ${file} stays larger: ${fault.message ?? fault}`);
    process.exitCode = 1;
  }
}
