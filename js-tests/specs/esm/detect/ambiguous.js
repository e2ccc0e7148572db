// by hand: Node 24
// A .js file without "type" is a module if only a module can be written so (by hand: Node 22.7 and later).
import { basename } from 'node:path';
console.log(basename(import.meta.url), typeof require);
export {};
