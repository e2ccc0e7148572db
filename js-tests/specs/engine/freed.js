// What is freed with its last handle, and what must not be: lists, weak references, prototypes, cycles, closures.
function list(length) {
  let head = null;
  for (let i = 0; i < length; i++) head = { next: head, i };
  return head;
}

// No stack is needed to free it.
let long = list(300000);
console.log(long.i, long.next.i);
long = null;
for (let i = 0; i < 1000; i++) list(10);

// Objects that something refers to weakly only.
const map = new WeakMap();
const set = new WeakSet();
let key = { name: 'key' };
map.set(key, { value: 'kept' });
set.add(key);
const weak = new WeakRef(key);
key = null;
list(1000);
console.log(weak.deref()?.name, map.get(weak.deref())?.value, set.has(weak.deref()));

// A value that is taken out of where it was while that is freed.
function taken() {
  const outer = { inner: { deep: { value: 1 } } };
  return outer.inner.deep;
}
const deep = [];
for (let i = 0; i < 2000; i++) deep.push(taken());
console.log(deep.length, deep.every((one) => one.value === 1));

// Constructors and prototypes that come and go at the same addresses.
const sums = [];
for (let round = 0; round < 50; round++) {
  function Thing(value) {
    this.value = value;
    if (round % 2) this.extra = round;
  }
  Thing.prototype.get = function() { return this.value + round; };
  if (round % 3 === 0) Thing.prototype.value = 'shadowed';
  let sum = 0;
  for (let i = 0; i < 20; i++) {
    const thing = new Thing(i);
    sum += thing.get() + (thing.extra ?? 0);
    list(3);
  }
  sums.push(sum);
}
console.log(sums.join(' '));

// Inherited properties through objects that are made anew each time.
const results = new Set();
for (let i = 0; i < 3000; i++) {
  const base = { [i % 2 ? 'odd' : 'even']: i % 5 };
  const derived = Object.create(base);
  results.add(`${derived.odd} ${derived.even} ${derived.neither}`);
}
console.log([...results].sort().join(', '));

// Closures and their variables; generators and async functions left in the middle.
const calls = [];
for (let i = 0; i < 100; i++) {
  let count = 0;
  const increment = () => ++count;
  (function again(n) { if (n > 0) { increment(); again(n - 1); } })(i % 7);
  calls.push(count);
  const generator = (function*() { yield list(5); yield list(5); })();
  generator.next();
  new Promise(() => list(2)).then(() => {});
}
console.log(calls.slice(0, 10).join(' '));

// Buffers, maps, regular expressions, errors, proxies.
for (let i = 0; i < 500; i++) {
  new Uint8Array(1000).fill(i).subarray(10, 20);
  new Map([[{}, list(2)]]).forEach((value) => value.i);
  /a(b)/.exec('ab');
  try { throw new Error('x', { cause: list(1) }); } catch {}
  new Proxy(list(1), {}).next;
}

class Held {
  static #count = 0;
  #self = this;
  constructor() { Held.#count++; }
  self() { return this.#self; }
  static get count() { return Held.#count; }
}
for (let i = 0; i < 1000; i++) new Held().self().self();
console.log(Held.count);

// Finalization says so of what is gone, and of nothing else.
const registry = new FinalizationRegistry(() => {});
let registered = { alive: true };
registry.register(registered, 'token');
list(1000);
console.log(registered.alive);
