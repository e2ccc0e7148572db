// Values as console.log shows them.
console.log({ a: 1, 'b-c': 'x', nested: { deep: { deeper: { deepest: 1 } } }, list: [1, , 3, , , 6], fn() {}, arrow: () => {} });
console.log([undefined, null, true, 1n, 'text', Symbol('sym'), /re/gi, new Date(0), new Date(NaN)]);
console.log(new Map([['key', { v: 1 }], [{ k: 1 }, new Set([1, 'two'])]]), new Set(), new WeakMap());
console.log(class A {}, class B extends Array {}, function named() {}, async () => {}, function* generator() {}, Math.max);
console.log(Object.create(null), Object.create({ inherited: 1 }), new (class Point { x = 1; #hidden = 2; })());
console.log(new Proxy({ p: 1 }, {}), Promise.resolve(4), Promise.reject(5).catch(() => {}) && new Promise(() => {}));
console.log([1.5, -0, 'a'.repeat(20)], new Array(3), Array.from({ length: 120 }, (_, index) => index));
console.log({ get getter() { return 1; }, set setter(value) {}, get both() { return 1; }, set both(value) {} });
console.log(new Uint8Array([1, 2, 3]), new ArrayBuffer(4), Buffer.from('hello'), new Float64Array(2), new DataView(new ArrayBuffer(1)));
console.log([['a', 'b'], ['c', ['d', ['e', ['f']]]]], { a: {}, b: [], c: '' });
console.log(new Number(1), new String('boxed'), new Boolean(false), Object(1n), Object(Symbol('boxed')));
console.log('a\nb', ['a\nb\t\u0000\x7f\ud800'], { 'key with space': 1, 2: 3, $ok: 4 });
const circle = { name: 'circle', list: [] };
circle.self = circle;
circle.list.push(circle, { circle });
console.log(circle);
console.log({ long: 'x'.repeat(100), other: 'y'.repeat(30), text: ['some text of a length', 'and another of such a length', 'three'] });
console.log(Array.from({ length: 30 }, (_, index) => `item ${index}`));
console.log(new Map(Array.from({ length: 4 }, (_, index) => [index, { index }])).entries(), [1, 2][Symbol.iterator](), 'x'.matchAll(/x/g));
console.log((function () { return arguments; })(1, 'two'), globalThis === global, JSON, Math, Reflect);
console.log(Object.assign(() => {}, { prop: 1 }), Object.assign([1], { extra: 'x' }), Object.assign(function f() {}, { a: { b: {} } }));
class Foo { get [Symbol.toStringTag]() { return 'tagged'; } }
console.log(new Foo(), new (class extends Map {})([[1, 2]]), new (class Stack extends Array {})(3));
console.log({ [Symbol.for('nodejs.util.inspect.custom')]: (depth, options) => `custom ${depth} ${typeof options.stylize}` });
