// host.js HARNESS TEST KIND: the host of one test262 test. HARNESS is a file with the harness's own scripts, TEST the
// test; KIND is `script`, `strict`, `raw` or `module`. An error that ends the test is printed as one line,
// `test262 <phase> <constructor>: <message>`, and the exit status is 1.
// https://github.com/tc39/test262/blob/main/INTERPRETING.md
'use strict';

const fs = require('fs');
const path = require('path');
const url = require('url');
const vm = require('vm');

const [harness, test, kind] = process.argv.slice(2);

function fail(phase, error) {
  let name = String(error?.constructor?.name);
  let message = '';
  try {
    message = String(error?.message ?? error).split('\n')[0];
  } catch {
    message = 'an error that cannot be shown';
  }
  if (name === 'undefined') name = typeof error;
  fs.writeSync(1, `test262 ${phase} ${name}: ${message}\n`);
  process.exit(1);
}

function host(global, evalScript) {
  return {
    global,
    evalScript,
    createRealm() {
      const context = vm.createContext();
      const inner = vm.runInContext('globalThis', context);
      inner.$262 = host(inner, (text) => vm.runInContext(text, context));
      return inner.$262;
    },
    detachArrayBuffer(buffer) {
      structuredClone(buffer, { transfer: [buffer] });
      return null;
    },
    gc() {
      if (typeof globalThis.gc !== 'function') throw new Error('no gc here');
      globalThis.gc();
    },
  };
}

const define = (name, value) => Object.defineProperty(globalThis, name, { value, writable: true, configurable: true });
define('print', (...words) => fs.writeSync(1, `${words.join(' ')}\n`));
define('$262', host(globalThis, (text) => vm.runInThisContext(text)));
// What Node adds to the global object must not shadow what a test declares.
for (const name of ['require', 'module', 'exports', '__filename', '__dirname']) delete globalThis[name];
// The language does not mind a rejection that nobody handles.
process.on('unhandledRejection', () => {});
process.on('uncaughtException', (error) => fail('runtime', error));

vm.runInThisContext(fs.readFileSync(harness, 'utf8'), { filename: harness });
if (kind === 'module') {
  // Where it failed cannot be told from outside.
  import(url.pathToFileURL(path.resolve(test)).href).catch((error) => fail('module', error));
} else {
  const source = (kind === 'strict' ? '"use strict";\n' : '') + fs.readFileSync(test, 'utf8');
  const importModuleDynamically = vm.constants?.USE_MAIN_CONTEXT_DEFAULT_LOADER;
  let script;
  try {
    script = new vm.Script(source, { filename: path.resolve(test), importModuleDynamically });
  } catch (error) {
    fail('parse', error);
  }
  try {
    script.runInThisContext();
  } catch (error) {
    fail('runtime', error);
  }
}
