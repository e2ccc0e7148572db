// by hand: where Node itself throws
// exit: 1
import { readFileSync } from 'node:fs';
const read = (name) => readFileSync(name);
await null;
read('no-such-file');
