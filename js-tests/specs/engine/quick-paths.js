// What the engine does without calls, result objects and descriptors where nothing can be seen of it: each kind of thing
// that can be seen is here.
'use strict';
const show = (label, ...values) => console.log(label.padEnd(28), ...values);
const attempt = (label, action) => {
  try {
    show(label, action());
  } catch (error) {
    show(label, error.name, error.message);
  }
};

// Iterating arrays.
const collect = (iterable) => { const list = []; for (const item of iterable) list.push(item); return list.join(); };
show('values', collect([1, 'b', null, undefined, 1.5]), collect([, 1, , 2]), collect([]));
{ const list = [1, 2, 3]; const seen = []; for (const item of list) { seen.push(item); if (seen.length < 6) list.push(item * 2); } show('grows', seen.join()); }
{ const list = [1, 2, 3, 4]; const seen = []; for (const item of list) { seen.push(item); list.pop(); } show('shrinks', seen.join(), list.length); }
{ const list = [1, 2, 3]; const seen = []; for (const item of list) { seen.push(item); list[1] = 'changed'; } show('changes', seen.join()); }
{ const list = [1, 2]; Object.defineProperty(list, 1, { get: () => 'got' }); show('a getter', collect(list)); }
{ const list = [1, , 3]; Object.setPrototypeOf(list, Object.create(Array.prototype, { 1: { value: 'inherited' } })); show('inherited', collect(list)); }
{ const iterator = [1, 2, 3].values(); show('one iterator', iterator.next().value, [...iterator].join(), iterator.next().done, [...iterator].length); }
{ const [first, , third = 'default', ...rest] = [1, 2, undefined, 4, 5]; show('destructured', first, third, rest.join()); }
{ const closing = { [Symbol.iterator]: () => ({ next: () => ({ value: 1, done: false }), return() { show('closed'); return {}; } }) }; const [one] = closing; for (const item of closing) break; show('one', one); }
show('entries', collect([7, 8].entries()), collect([7, 8].keys()), collect(new Uint8Array([7, 8])), collect(new Map([[1, 2]])), collect(new Set([3])), collect('aé😀'));
class Own extends Array { *[Symbol.iterator]() { yield 'own'; } }
show('own iterator', collect(Own.of(1, 2)), [...Own.of(1)].join());
{
  const prototype = Object.getPrototypeOf([][Symbol.iterator]());
  const next = prototype.next;
  prototype.next = function() { const result = next.call(this); if (!result.done) result.value *= 10; return result; };
  const seen = [collect([1, 2]), [...[3]].join(), Math.max(...[4, 5])];
  prototype.next = next;
  show('patched next', ...seen);
  show('and back', collect([1, 2]));
}
{ const values = Array.prototype[Symbol.iterator]; Array.prototype[Symbol.iterator] = function*() { yield 'patched'; }; const seen = [...[1, 2]]; Array.prototype[Symbol.iterator] = values; show('patched values', seen.join()); }

// for in.
const names = (object, action) => { const list = []; for (const name in object) { list.push(name); action?.(name); } return list.join(); };
show('names', names({ b: 1, a: 2, 1: 3, 0: 4, [Symbol('s')]: 5 }), names([5, , 6]), names('ab'), names(null), names(undefined), names(1), names(new Uint8Array(2)));
show('prototypes', names(Object.create({ a: 1, b: 2 }, { b: { value: 1 }, c: { value: 1, enumerable: true } })));
class Base { method() {} } class Derived extends Base { field = 1; get accessor() { return 1; } }
show('class', names(new Derived()), names(Object.assign(Object.create(new Derived()), { own: 1 })));
{ const object = { a: 1, b: 2, c: 3 }; show('deleted', names(object, (name) => { if (name === 'a') delete object.b; })); }
{ const object = { a: 1 }; show('added', names(object, () => { object[`x${Object.keys(object).length}`] = 1; })); }
{
  const log = [];
  const proxy = new Proxy({ a: 1, b: 2 }, {
    ownKeys: (target) => (log.push('ownKeys'), Reflect.ownKeys(target)),
    getOwnPropertyDescriptor: (target, key) => (log.push(`get ${key}`), Reflect.getOwnPropertyDescriptor(target, key)),
    getPrototypeOf: () => (log.push('prototype'), { inherited: 1 }),
  });
  const seen = names(proxy);
  show('proxy', seen, log[0], log.includes('get b'), log.includes('prototype'));
}
Object.prototype.polluted = 1;
show('polluted', names({ a: 1 }), names([1]), names({ polluted: 2 }));
delete Object.prototype.polluted;

// Copies.
const symbol = Symbol('symbol');
const source = { b: 1, a: 2, [symbol]: 3, get got() { return 'got'; } };
show('spread', { ...source }, { ...{ x: 1, y: { z: 1 } } }, { ...[1, 2] }, { ...'ab' }, { ...null, ...1 });
{ const copy = { ...{ x: 1 } }; copy.y = 2; const again = { ...copy }; again.x = 3; show('independent', copy, again); }
show('read-only', Object.getOwnPropertyDescriptors({ ...Object.freeze({ a: 1 }) }), { ...Object.defineProperty({ a: 1 }, 'hidden', { value: 2 }) });
show('prototype kept', Object.getPrototypeOf({ ...new Derived() }) === Object.prototype, { ...Object.create({ inherited: 1 }) }, { __proto__: null, ...{ a: 1 } }, { ...{ __proto__: null, a: 1 } });
{ const { a, ...rest } = source; show('rest', a, rest); }
show('own __proto__', Object.keys({ ...JSON.parse('{"__proto__": 1}') }), Object.getPrototypeOf(Object.assign({}, JSON.parse('{"__proto__": {"x": 1}}'))).x);
show('assign', Object.assign({ z: 0 }, source, null, 'cd', [9]), Object.assign([1, 2], { 1: 3 }));
attempt('assign to frozen', () => Object.assign(Object.freeze({ a: 1 }), { a: 2 }));
show('keys', Object.keys(source), Object.values(source), Object.entries({ a: 1, 2: 3 }), Object.keys([4, , 5]), Object.keys('ab'), Object.entries(new Derived()));
{ const object = { get a() { delete this.b; return 1; }, b: 2 }; show('deleting getter', Object.entries(object)); }

// push.
show('push', [].push(1), [1].push(2, 3), [1.5].push('x'), [, 1].push(2), Own.of(1).push(2));
attempt('push to frozen', () => Object.freeze([1]).push(2));
attempt('push to sealed', () => Object.seal([1]).push(2));
attempt('fixed length', () => { try { Object.defineProperty([1], 'length', { writable: false }).push(2); } catch (error) { return error.name; } });
{ const list = [1]; list.length = 3; show('longer than it is', list.push(4), list.length, 1 in list); }
{ const list = [1]; list.extra = 1; show('with a property', list.push(2), list.join()); }
{ const object = { length: 2, push: Array.prototype.push }; show('array-like', object.push('x'), object); }
Object.defineProperty(Array.prototype, 1, { configurable: true, set(value) { show('setter', value); } });
{ const list = [0]; show('push through a setter', list.push('seen'), 1 in list && list.hasOwnProperty(1), list.length); }
delete Array.prototype[1];

// Typed arrays.
const kinds = [Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array, Float32Array, Float64Array];
const values = [0, -1, 255, 256, 1.5, 2.5, -1.5, NaN, Infinity, -Infinity, 2 ** 31, 2 ** 32 + 1, -(2 ** 33), '7', null, undefined, true, { valueOf: () => 3 }];
for (const Kind of kinds) {
  const typed = new Kind(1);
  show(Kind.name, values.map((value) => { typed[0] = value; return Object.is(typed[0], -0) ? '-0' : typed[0]; }).join());
}
{ const typed = new Uint8Array(2); typed[2] = 1; typed[-1] = 1; typed[0.5] = 1; typed['1'] = 5; show('out of bounds', typed[2], typed[-1], typed[0.5], typed[1], Object.keys(typed)); }
{ const buffer = new ArrayBuffer(4, { maxByteLength: 8 }); const typed = new Uint8Array(buffer, 1); typed[2] = 9; buffer.resize(2); show('shrunk', typed.length, typed[2]); typed[2] = 1; buffer.resize(8); show('grown', typed.length, typed[2], typed[6]); }
{ const typed = new Int16Array([1, 2]); const moved = typed.buffer.transfer(); typed[0] = 5; show('detached', typed[0], typed.length, new Int16Array(moved)[0]); }
{ const whole = new Uint8Array([1, 2, 3, 4]); const part = whole.subarray(1, 3); part[0] = 9; part[2] = 7; show('part', whole.join(), part[2]); }
attempt('BigInt', () => { const typed = new BigInt64Array(1); typed[0] = 5n; return typed[0]; });
for (const [Kind, value] of [[BigInt64Array, 5], [Uint8Array, Symbol('s')]]) {
  attempt('refused', () => { try { new Kind(1)[0] = value; } catch (error) { return error.name; } });
}

// Regular expressions: each evaluation is another object.
const literals = [];
for (let i = 0; i < 3; i++) { const literal = /a(?<name>b)/g; literal.test('ab'); literal.own = i; literals.push(literal); }
show('literals', new Set(literals).size, literals.map((literal) => literal.lastIndex).join(), /a(?<name>b)/g.own, 'xaby'.match(/a(?<name>b)/).groups.name);
for (const flags of ['', 'i', 'v', 'x', 'ii']) attempt(`flags ${flags}`, () => new RegExp('A', flags).test('a'));
for (let i = 0; i < 2; i++) attempt('bad', () => new RegExp('(', 'g'));

// Calls of natives and by natives.
show('arguments', Math.max(), Math.max(1, 2, 3), Math.max(1, 2, 3, 4), Math.max(1, 2, 3, 4, 5), String.fromCharCode(97, 98, 99, 100, 101, 102));
attempt('throws', () => [1, 2].map((value) => { throw new RangeError(`at ${value}`); }));
attempt('after it', () => [1, 2].map((value) => value + 1).join());
function sloppy() { return typeof this; }
show('this', [1].map(function() { return this === undefined; }).join(), [1].map(function() { return this.x; }, { x: 'given' }).join(), Function('return [1].map(function() { return this === globalThis; }).join()')());
show('nested', [[1, [2]], [3]].map((list) => list.flatMap((item) => [].concat(item)).reduce((sum, item) => sum + item, 0)).join());
attempt('overflow', () => { const deep = () => [1].forEach(deep); deep(); });
attempt('class', () => [1].map(class A {}));
show('generators', [1, 2].map(function*(value) { yield value; }).map((generator) => generator.next().value).join());
show('other realm', require('vm').runInNewContext('[].constructor === Array && Array !== outer', { outer: Array }));
