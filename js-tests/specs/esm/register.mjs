// module.register: asynchronous hooks with data, and the chain's end.
import { register } from 'node:module';
const hooks = `
let prefix;
export async function initialize(data) { prefix = data.prefix; }
export async function resolve(specifier, context, next) {
  if (!specifier.startsWith(prefix)) return next(specifier, context);
  await null;
  return { url: specifier, format: 'json', shortCircuit: true };
}
export async function load(url, context, next) {
  if (!url.startsWith(prefix)) return next(url, context);
  return { format: 'json', source: JSON.stringify({ url }), shortCircuit: true };
}`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`, import.meta.url, { data: { prefix: 'made:' } });
console.log((await import('made:up', { with: { type: 'json' } })).default);
console.log((await import('./fixtures/hooked.cjs')).default);
console.log(await import('./nowhere.mjs').catch((error) => error.code));
register('data:text/javascript,export const load = () => ({ format: "module", source: "" })');
console.log(await import('./other.cjs').catch((error) => error.code));
