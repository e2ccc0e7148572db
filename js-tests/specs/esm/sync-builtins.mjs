// Exports of builtins follow module.syncBuiltinESMExports(), and only that.
import fs, { readFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import * as namespace from 'node:fs';
const original = fs.readFileSync;
fs.readFileSync = () => 'mine';
console.log(readFileSync === original, namespace.readFileSync === original);
syncBuiltinESMExports();
console.log(readFileSync(), namespace.readFileSync());
delete fs.readFileSync;
syncBuiltinESMExports();
console.log(readFileSync, 'readFileSync' in namespace);
fs.readFileSync = original;
syncBuiltinESMExports();
console.log(typeof readFileSync);
