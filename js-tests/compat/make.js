// make.js DOCS: writes node24-api.json, the names that Node's modules export. Run it with a real Node; DOCS is the
// `doc/api` folder of Node's source. What Node 24 adds to and takes from the Node at hand is listed below, by hand,
// from the documentation's history (https://nodejs.org/docs/latest-v24.x/api/).
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { builtinModules } = require('node:module');

const ADDED = {
  assert: 'partialDeepStrictEqual Assert',
  crypto: 'hash argon2 argon2Sync encapsulate decapsulate',
  fs: 'glob globSync mkdtempDisposableSync',
  'fs/promises': 'glob mkdtempDisposable',
  global: 'CloseEvent Float16Array Navigator URLPattern WebSocket navigator Storage',
  http: 'CloseEvent MessageEvent WebSocket',
  module: 'constants enableCompileCache findPackageJSON flushCompileCache getCompileCacheDir getSourceMapsSupport registerHooks setSourceMapsSupport stripTypeScriptTypes',
  path: 'matchesGlob',
  process: 'availableMemory execve features finalization getBuiltinModule loadEnvFile ref threadCpuUsage unref',
  sqlite: 'DatabaseSync StatementSync backup constants',
  stream: 'duplexPair',
  test: 'snapshot',
  url: 'URLPattern fileURLToPathBuffer',
  util: 'diff getCallSites getSystemErrorMessage setTraceSigInt',
  v8: 'isStringOneByteRepresentation queryObjects',
  worker_threads: 'isInternalThread locks postMessageToThread',
  zlib: 'ZstdCompress ZstdDecompress createZstdCompress createZstdDecompress crc32 zstdCompress zstdCompressSync zstdDecompress zstdDecompressSync',
};
const REMOVED = {
  crypto: 'Cipher Decipher createCipher createDecipher',
  process: 'assert',
  tls: 'createSecurePair',
  util: 'isBoolean isBuffer isDate isError isFunction isNull isNullOrUndefined isNumber isObject isPrimitive isRegExp isString isSymbol isUndefined log',
};
for (const [alias, name] of [['assert/strict', 'assert'], ['path/posix', 'path'], ['path/win32', 'path'], ['sys', 'util']]) {
  ADDED[alias] = ADDED[name];
  REMOVED[alias] = REMOVED[name];
}
// Neither documented nor meant for users.
const HIDDEN = /^_|^domain$|^usingDomains$/;

/** Names that the documentation shows as `module.name`, where the module really has them. */
function documented(docs, name, exports) {
  const file = path.join(docs, `${name.split('/')[0]}.md`);
  if (!fs.existsSync(file)) return [];
  const heading = new RegExp(`^#+ (?:Class: )?\`(?:new )?(?:${name.split('/')[0]}\\.)?([A-Za-z]\\w*)`, 'gm');
  return Array.from(fs.readFileSync(file, 'utf8').matchAll(heading), ([, found]) => found).filter((found) => found in exports);
}

const words = (text = '') => text.split(' ').filter(Boolean);
const docs = process.argv[2];
const api = {};
const prefixed = ['sea', 'sqlite', 'test', 'test/reporters'];
for (const name of [...builtinModules.filter((it) => !it.startsWith('_')), ...prefixed, 'global'].sort()) {
  if (name === 'trace_events' || name.startsWith('inspector') || name === 'wasi' || name === 'sea') continue;
  let exports;
  try {
    exports = name === 'global' ? globalThis : require(`node:${name}`);
  } catch {
    // This Node is too old for it.
    exports = {};
  }
  const own = name === 'global' ? Object.getOwnPropertyNames(exports) : Object.keys(exports);
  const names = new Set([...own, ...documented(docs, name, exports), ...words(ADDED[name])]);
  for (const gone of words(REMOVED[name])) names.delete(gone);
  api[name] = [...names].filter((it) => !HIDDEN.test(it)).sort();
}
fs.writeFileSync(path.join(__dirname, 'node24-api.json'), `${JSON.stringify(api, null, 1)}\n`);
