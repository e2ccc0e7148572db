// shell.js ROOT SPEC: runs one web-platform test script outside a browser. Prints a line of JSON a subtest,
// {"name", "status"} (0 is a pass), and at the end {"done": status of the harness}.
'use strict';

const fs = require('fs');
const path = require('path');
const vm = require('vm');

const [root, spec] = process.argv.slice(2);
const [file, variant] = spec.split('?');
// The value of `cause` in testharness.js's terms that no subtest reports: ours for an uncaught error.
const UNCAUGHT = 100;

// Lone surrogates are no JSON text to everybody: each unit is spelled out.
const spell = (key, value) =>
  typeof value === 'string' ? value.replace(/[\ud800-\udfff]/g, (unit) => `<${unit.charCodeAt(0).toString(16)}>`) : value;
const report = (line) => fs.writeSync(1, `\n${JSON.stringify(line, spell)}\n`);

/** The file that a URL of the tests' own server stands for. */
function locate(url) {
  const [name] = String(url).split('?');
  if (name === '/resources/WebIDLParser.js') return path.join(root, 'resources/webidl2/lib/webidl2.js');
  return path.join(root, name.startsWith('/') ? '' : path.dirname(file), name);
}

function define(name, value) {
  Object.defineProperty(globalThis, name, { value, writable: true, enumerable: true, configurable: true });
}

const source = fs.readFileSync(path.join(root, file), 'utf8');
const meta = Array.from(source.matchAll(/^\/\/ META: (\w+)=(.+)$/gm), ([, key, value]) => ({ key, value: value.trim() }));

// What a test may expect around it.
if (typeof self === 'undefined') define('self', globalThis);
if (typeof Window === 'undefined') define('Window', Object.getPrototypeOf(globalThis).constructor);
define('GLOBAL', { isWindow: () => false, isWorker: () => false, isShadowRealm: () => false });
define('require', require);
define('location', new URL(`http://wpt/${file.replace(/\.js$/, '.html')}${variant === undefined ? '' : `?${variant}`}`));
define('META_TITLE', meta.find(({ key }) => key === 'title')?.value);
// Tests load only their JSON tables with it.
define('fetch', async (url) => {
  const body = fs.readFileSync(locate(url));
  return {
    ok: true,
    json: async () => JSON.parse(body.toString()),
    text: async () => body.toString(),
    arrayBuffer: async () => Uint8Array.from(body).buffer,
  };
});
// Globals that materialise on first touch must be there before the harness looks at them.
for (const name of Object.getOwnPropertyNames(globalThis)) void globalThis[name];

function run(filename, text = fs.readFileSync(filename, 'utf8')) {
  // Elements exist in browsers only.
  if (/["']url["'], ["']a["'], ["']area["']/.test(text)) text = text.replace(/\[["']url["'], ["']a["'], ["']area["']\]/g, '["url"]');
  vm.runInThisContext(text, { filename });
}

let done = false;
const alive = setInterval(() => {}, 1000);
process.on('uncaughtException', (error) => {
  if (done) return;
  report({ name: 'uncaught', status: UNCAUGHT, message: String(error?.message) });
  process.exit(1);
});
run(path.join(root, 'resources/testharness.js'));
globalThis.add_result_callback(({ name, status, message }) => report({ name, status, message: message ?? undefined }));
globalThis.add_completion_callback((tests, { status }) => {
  done = true;
  clearInterval(alive);
  report({ done: status });
  process.exit(0);
});
for (const { key, value } of meta) if (key === 'script') run(locate(value));
run(path.join(root, file), source);
