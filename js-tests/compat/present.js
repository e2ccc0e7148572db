// present.js: prints, as JSON, which of the names in node24-api.json this runtime has: {module: {present, missing, more}},
// or {module: null} where the module is not there.
'use strict';

const api = require('./node24-api.json');

const result = {};
for (const [name, names] of Object.entries(api)) {
  let exports;
  try {
    exports = name === 'global' ? globalThis : require(`node:${name}`);
  } catch {
    result[name] = null;
    continue;
  }
  const known = new Set(names);
  const own = name === 'global' ? Object.getOwnPropertyNames(exports) : Object.keys(exports);
  result[name] = {
    present: names.filter((it) => it in exports).length,
    missing: names.filter((it) => !(it in exports)),
    more: own.filter((it) => !known.has(it) && !it.startsWith('_')).sort(),
  };
}
process.stdout.write(JSON.stringify(result));
