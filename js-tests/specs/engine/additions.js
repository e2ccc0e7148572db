// A place that adds a property remembers what the object becomes: what must not be remembered, or no longer holds.
'use strict';
const show = (...values) => console.log(...values.map((v) => (typeof v === 'object' ? JSON.stringify(v) : v)));
const attempt = (f) => { try { return f(); } catch (error) { return `${error.name}: ${error.message}`; } };

class Point { constructor(x) { this.x = x; this.y = 1; } }
for (let i = 0; i < 5; i++) new Point(i);
// A setter that the prototype gets later has its say, wherever in the chain it is.
Object.defineProperty(Point.prototype, 'x', { set(v) { this.seen = `set ${v}`; }, configurable: true });
show(new Point(1), Object.keys(new Point(2)));
delete Point.prototype.x;
show(new Point(3));
Object.defineProperty(Object.prototype, 'y', { value: 'fixed', writable: false, configurable: true });
show(attempt(() => new Point(4)));
delete Object.prototype.y;
show(new Point(5));
Object.setPrototypeOf(Point.prototype, new Proxy({}, { set(target, key, value, receiver) { return Reflect.set(target, key, `${value}!`, receiver); } }));
show(new Point(6));
Object.setPrototypeOf(Point.prototype, Object.prototype);
show(new Point(7));

// What cannot be extended stays as it is, though its shape is known.
const write = (o) => { o.added = 1; return o; };
for (let i = 0; i < 5; i++) write({ i });
show(write({ i: 9 }), attempt(() => write(Object.preventExtensions({ i: 1 }))), attempt(() => write(Object.freeze({ i: 1 }))));
show(write(Object.create({ added: 2 })), write(Object.create(null)).added, write([1]).added, write(() => {}).added);
show(attempt(() => write(Object.create(Object.freeze({ added: 2 })))));
show(write(new Proxy({}, { defineProperty(target, key, d) { return Reflect.defineProperty(target, key, { ...d, value: 'trapped' }); } })));
const inherited = Object.create(new Proxy({}, { set(target, key, value, receiver) { return Reflect.defineProperty(receiver, 'other', { value, configurable: true, enumerable: true }); } }));
show(Object.keys(write(inherited)));

// A property that comes, goes and comes again is at the end.
for (let i = 0; i < 4; i++) { const o = { a: 1, b: 2 }; delete o.a; o.a = 3; o.c = 4; show(o); }
// Literals: the same name twice, accessors, a prototype, names that are indices, and many kinds at one place.
for (let i = 0; i < 3; i++) show({ a: i, b: 1, a: 2 }, { get a() { return 5; }, b: i }, { a: 1, get a() { return 6; } }, { __proto__: { z: 1 }, a: i }.z, { b: i, 1: 2, '0': 3, a: 4 });
const made = (spread, i) => ({ ...spread, last: i });
for (let i = 0; i < 40; i++) made({ [`k${i}`]: i }, i);
show(made({ k1: 1 }, 2), made({ last: 0, k1: 1 }, 3), made({ get last() { return 1; } }, 4));
for (let i = 0; i < 3; i++) { const o = made({ a: 1 }, i); Object.defineProperty(o, 'last', { writable: false }); show(attempt(() => { o.last = 9; }), o); }
// The receiver is another object.
class Base { } class Derived extends Base { put(v) { super.put = v; return this; } }
for (let i = 0; i < 3; i++) show(new Derived().put(i));
const target = {}; for (let i = 0; i < 3; i++) Reflect.set({ own: 1 }, 'own', i, target); show(target);
// An object with more properties than shapes are shared for.
const many = {}; for (let i = 0; i < 2000; i++) many[`p${i}`] = i; for (let i = 0; i < 3; i++) write(many); show(Object.keys(many).length, many.added, many.p1999);
// Writes that the write of the value has an influence on.
const tricky = (o, f) => { o.q = f(); return o; };
for (let i = 0; i < 4; i++) tricky({ a: 1 }, () => 1);
const odd = { a: 1 }; show(tricky(odd, () => { odd.b = 2; return 3; }), tricky(odd, () => { delete odd.a; return 4; }));
