// module.registerHooks: chains for import and require, virtual modules, errors of hooks that end the chain unasked.
import { createRequire, registerHooks } from 'node:module';
const require = createRequire(import.meta.url);
const log = [];
const outer = registerHooks({
  resolve(specifier, context, next) {
    if (specifier === 'virtual:one') return { url: specifier, format: 'module', shortCircuit: true };
    const result = next(specifier, context);
    log.push(['resolve', specifier, context.conditions.includes('require')]);
    return result;
  },
  load(url, context, next) {
    if (url === 'virtual:one') {
      return { format: 'module', source: 'export default import.meta.url', shortCircuit: true };
    }
    const result = next(url, context);
    log.push(['load', url.split('/').pop(), result.format]);
    return result;
  },
});
const inner = registerHooks({
  load(url, context, next) {
    const result = next(url, context);
    if (!url.endsWith('hooked.cjs')) return result;
    return { ...result, source: `${result.source}`.replace('plain', 'changed') };
  },
});
console.log((await import('virtual:one')).default);
console.log(require('./fixtures/hooked.cjs'), (await import('./fixtures/hooked.cjs?again')).default);
console.log(require('node:path') === (await import('node:path')).default);
console.log(log);
inner.deregister();
outer.deregister();
delete require.cache[require.resolve('./fixtures/hooked.cjs')];
console.log(require('./fixtures/hooked.cjs'));
for (const hooks of [
  { resolve: () => ({ url: 'file:///x' }) },
  { resolve: () => ({ url: 5, shortCircuit: true }) },
  { load: () => ({ format: 'module', source: 5, shortCircuit: true }) },
  { load: () => ({ format: 'nope', source: '', shortCircuit: true }) },
  { resolve() { throw new TypeError('from the hook'); } },
]) {
  const registered = registerHooks(hooks);
  await import('./fixtures/none.mjs').catch((error) => console.log(error.name, error.code, error.message.split(' imported from ')[0]));
  registered.deregister();
}
for (const wrong of [{ resolve: 5 }, { load: 'x' }]) {
  try {
    registerHooks(wrong);
  } catch (error) {
    console.log(error.code, error.message);
  }
}
