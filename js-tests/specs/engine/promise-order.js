// In which order reactions run, and what of their making scripts can see: as in V8, although ours make no functions.
const log = [];
const note = (name) => (value) => { log.push(`${name}:${String(value?.message ?? value)}`); return value; };
const tick = (name, n) => { let p = Promise.resolve(); for (let i = 1; i <= n; i++) p = p.then(() => { log.push(`${name}${i}`); }); };

async function plain() { return 1; }
async function returnsPromise() { return Promise.resolve(2); }
async function returnsThenable() { return { then(resolve) { log.push('then called'); resolve(3); } }; }
async function awaits() { log.push('a0'); await null; log.push('a1'); await Promise.resolve(); log.push('a2'); await { then(f) { f(); } }; log.push('a3'); }
async function throws() { await null; throw new Error('thrown'); }
async function catches() { try { await throws(); } catch (error) { return error; } finally { log.push('finally'); } }
async function* generates() { yield 1; const got = yield Promise.resolve(2); log.push(`got ${got}`); try { yield 3; } finally { await null; log.push('closed'); } }

tick('t', 8);
plain().then(note('plain'));
returnsPromise().then(note('promise'));
returnsThenable().then(note('thenable'));
awaits().then(note('awaits'));
catches().then(note('catches'));
(async () => { for await (const value of generates()) { log.push(`value ${value}`); if (value === 3) break; } log.push('loop ended'); })();
(async () => { for await (const value of [Promise.resolve('x'), 'y']) log.push(value); })();
const g = generates();
Promise.all([g.next('p'), g.next('q'), g.return('r'), g.next('s')]).then((all) => log.push(JSON.stringify(all)));
new Promise((resolve) => resolve(new Promise((inner) => inner('deep')))).then(note('nested'));
new Promise((resolve, reject) => { reject(new Error('first')); resolve('second'); }).catch(note('once'));
const itself = new Promise((resolve) => setImmediate(() => resolve(itself)));
itself.catch(note('itself'));
Promise.resolve({ get then() { throw new Error('getter'); } }).catch(note('getter'));
Promise.reject(new Error('through')).then(note('no')).finally(() => log.push('finally too')).catch(note('through'));

// What scripts can replace is looked at.
class Sub extends Promise { constructor(executor) { super(executor); log.push('sub made'); } }
const sub = Sub.resolve('s');
log.push(sub instanceof Sub, sub.then(() => {}) instanceof Sub, Promise.resolve(sub) === sub, Sub.resolve(sub) === sub);
class Species extends Promise { static get [Symbol.species]() { log.push('species asked'); return Promise; } }
log.push(Species.resolve(1).then(() => {}) instanceof Species);
const odd = Promise.resolve('odd');
odd.constructor = { [Symbol.species]: function(executor) { executor((v) => log.push(`own resolve ${v}`), () => {}); } };
log.push(odd.then((v) => `${v}!`) instanceof Promise);
const badSpecies = Promise.resolve(1);
badSpecies.constructor = 1;
try { badSpecies.then(() => {}); } catch (error) { log.push(error.constructor.name); }
try { Promise.prototype.then.call({}, () => {}); } catch (error) { log.push(error.constructor.name); }
const { then } = Promise.prototype;
const patched = Promise.resolve('patched');
patched.then = function(...args) { log.push('own then'); return then.apply(this, args); };
Promise.resolve().then(() => patched).then(note('by then'));
(async () => note('by await')(await patched))();
setTimeout(() => {
  console.log(log.join('\n'));
  const [resolve, reject] = ((f) => { new Promise((...both) => f = both); return f; })();
  console.log(resolve.name === '', resolve.length, 'prototype' in resolve, reject.length, resolve(1), reject(2));
}, 20);
