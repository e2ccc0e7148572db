// import() from CommonJS: a promise always, the same namespace each time.
console.log('before');
const one = import('./fixtures/live.mjs');
import('./fixtures/live.mjs').then(async (two) => console.log('same', two === await one, two.count));
import('./fixtures/assigned.cjs').then(({ default: value }) => console.log(value));
import('./no-such.mjs').catch((error) => console.log(error.code));
(async () => {
  const { default: sub } = await import('../modules/fixtures/app/node_modules/mapped/index.mjs');
  console.log(sub);
})();
const symbol = Symbol('no string');
import({ toString() { throw symbol; } }).catch((error) => console.log(error === symbol));
console.log('after', one instanceof Promise);
