// Records cases.txt: what Node gives for every case of cases.js. Run with the Node to be followed: node record.mjs
import { readFileSync, writeFileSync } from 'node:fs';
import util from 'node:util';
import vm from 'node:vm';

const { inspect, format, formatWithOptions } = util;
Object.assign(globalThis, { inspect, format, formatWithOptions, util });
const here = (name) => new URL(name, import.meta.url);

// Blocks of several lines that open with a declaration are one case; other lines are a case each.
export const split = (text) => text.split('// ---\n').slice(1).flatMap((block) =>
  (/^(const|let|function) /.test(block) ? [block.trim()] : block.trim().split('\n')));

const out = split(readFileSync(here('cases.js'), 'utf8')).map((source) => {
  let result;
  try {
    result = vm.runInThisContext(source.startsWith('const') ? `{ ${source} }` : source);
  } catch (error) {
    result = `THROWS ${error}`;
  }
  return `${source}\n=>\n${JSON.stringify(String(result))}`;
});
writeFileSync(here('cases.txt'), `${out.join('\n---\n')}\n`);
