// by hand: Node 24 adds the name module.exports
// CommonJS from a module: default is module.exports, names come from lexing.
import assigned, { name, value } from './fixtures/assigned.cjs';
import * as compiled from './fixtures/compiled.cjs';
import fs, { readFileSync } from 'node:fs';
import * as path from 'node:path';
console.log(assigned, name, value);
console.log(Object.keys(compiled).sort(), compiled.default.named, compiled.named, compiled.__esModule);
console.log(fs.readFileSync === readFileSync, path.default === path.posix.posix, typeof path.join);
const { default: thrown } = await import('./fixtures/assigned.cjs');
console.log(thrown === assigned, Object.prototype.toString.call(compiled), Object.isFrozen(compiled));
try {
  await import('./fixtures/imports-missing-name.mjs');
} catch (error) {
  console.log(error.name, error.message.split('\n')[0]);
}
