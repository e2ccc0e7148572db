// node:module: createRequire, builtinModules, isBuiltin.
import { createRequire, builtinModules, isBuiltin } from 'node:module';
const require = createRequire(import.meta.url);
console.log(require('./fixtures/data.json').list, require.resolve('./fixtures/child').split('/').pop());
console.log(createRequire(new URL('./fixtures/app/', import.meta.url))('mapped'));
console.log(['fs', 'path', 'fs/promises', 'util/types'].every((name) => builtinModules.includes(name)));
console.log(isBuiltin('node:fs'), isBuiltin('fs'), isBuiltin('node:test'), isBuiltin('test'), isBuiltin('wss'));
for (const bad of ['relative', 1, 'http://x/']) {
  try {
    createRequire(bad);
  } catch (error) {
    console.log(error.code);
  }
}
