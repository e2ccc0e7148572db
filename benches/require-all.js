// Requires every public builtin: what all the glue together costs.
// skip: qjs
const { builtinModules } = require('module');
let loaded = 0;
const start = performance.now();
for (const name of builtinModules) {
  // Not in the count: what only one runtime has, and what warns when it is loaded.
  if (name.startsWith('_') || name.startsWith('bun') || ['sqlite', 'wasi', 'trace_events', 'inspector', 'inspector/promises'].includes(name)) continue;
  try {
    require(name);
    loaded++;
  } catch {
    // Listed and not there: the count shows it.
  }
}
console.log(JSON.stringify({ name: 'require all', value: performance.now() - start, unit: 'ms' }));
console.log(JSON.stringify({ name: 'modules', value: loaded, unit: 'count' }));
