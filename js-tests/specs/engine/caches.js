// What the engine remembers of properties holds only as long as it is true: each place in the code runs hot, then the
// world changes, and it runs again.
'use strict';

const hot = (action) => { let last; for (let i = 0; i < 50; i++) last = action(); return last; };
const garbage = () => { let kept = []; for (let i = 0; i < 200_000; i++) kept = [kept.length, { i }]; return kept.length; };
const show = (label, ...values) => console.log(label.padEnd(36), ...values);

// Further away than one prototype.
class A { which() { return 'A'; } }
class B extends A {}
class C extends B {}
class D extends C {}
const d = new D();
const which = () => d.which();
show('inherited', hot(which));
C.prototype.which = () => 'C';
show('hidden by one between', hot(which));
delete C.prototype.which;
show('and no more', hot(which));
Object.setPrototypeOf(C.prototype, { which: () => 'other' });
show('another prototype between', hot(which));
d.which = () => 'own';
show('own', hot(which));
garbage();
show('after a collection', hot(which));

// Prototypes with a shape of their own: builtins.
const array = [];
const absent = () => array.absent;
show('absent', hot(absent));
Object.prototype.absent = 'of Object';
show('on Object.prototype', hot(absent));
Array.prototype.absent = 'of Array';
show('on Array.prototype', hot(absent));
delete Array.prototype.absent;
delete Object.prototype.absent;
show('absent again', hot(absent));
Object.defineProperty(Object.prototype, 'absent', { configurable: true, get() { return Array.isArray(this); } });
show('a getter', hot(absent));
delete Object.prototype.absent;
show('absent once more', hot(absent));

// Symbols and computed names.
const key = Symbol('key');
const name = ['na', 'me'].join('');
const object = { [key]: 1, [name]: 2 };
const read = () => [object[key], object[name]].join();
show('by value', hot(read));
object[key] = 3;
delete object[name];
show('written and deleted', hot(read));
Object.prototype[name] = 'inherited';
show('inherited by value', hot(read));
delete Object.prototype[name];
Object.defineProperty(object, key, { get: () => 'getter' });
show('a getter by value', hot(read));
garbage();
show('by value after a collection', hot(read));
const numbers = { 5: 'five', length: 7 };
show('index by text', hot(() => numbers['5'] + numbers['length']));

// Writes.
const write = (to, value) => { to.written = value; };
const target = {};
for (let i = 0; i < 50; i++) write(target, i);
show('written', target.written);
Object.freeze(target);
try { write(target, 'frozen'); } catch (error) { show('frozen', error.constructor.name, target.written); }
const make = () => { const made = {}; made.one = 1; made.two = 2; return Object.keys(made).join(); };
show('added', hot(make));
Object.defineProperty(Object.prototype, 'two', { configurable: true, set(value) { this.seen = value; } });
show('a setter on Object.prototype', hot(make));
delete Object.prototype.two;
show('added again', hot(make));
Object.defineProperty(Object.prototype, 'one', { configurable: true, value: 0, writable: false });
try { show('read-only', hot(make)); } catch (error) { show('read-only', error.constructor.name); }
delete Object.prototype.one;
const sym = (to) => { to[key] = 1; return Object.getOwnPropertySymbols(to).length; };
show('added by symbol', hot(() => sym({})));
show('to one that is not extensible', (() => { try { return sym(Object.preventExtensions({})); } catch (e) { return e.constructor.name; } })());
const list = [1, 2, 3];
const shorten = (length) => { list.length = length; return list.length; };
for (let i = 0; i < 50; i++) shorten(3);
show('length of an array', shorten(1), list.join());
try { shorten(-1); } catch (error) { show('a bad one', error.constructor.name); }
const accessor = { set value(given) { this.kept = given * 2; }, get value() { return this.kept + 1; } };
show('accessors', hot(() => { accessor.value = 4; return accessor.value; }));

// Exotic objects.
const bytes = new Uint8Array(4);
show('typed array', hot(() => [bytes.length, bytes[0], bytes[9], bytes['-0'], bytes.nothing].join()));
Object.setPrototypeOf(bytes, { __proto__: Uint8Array.prototype, get length() { return 'mine'; } });
show('with another prototype', hot(() => bytes.length));
const proxy = new Proxy({}, { get: (_, property) => `got ${String(property)}` });
const child = Object.create(proxy);
show('proxy', hot(() => proxy.some), hot(() => child.some), hot(() => child[key]));
const text = 'text';
show('string', hot(() => [text.length, text[1], text.nothing, text.at(-1)].join()));
String.prototype.nothing = 'something';
show('on String.prototype', hot(() => text.nothing));
delete String.prototype.nothing;
function sloppy() { return arguments[0] + arguments.length; }
show('arguments', hot(() => sloppy(1, 2)));

// Proxies have nothing of what is known of other objects, whoever made them first.
const missing = (object) => object.absent;
const inherited = (object) => typeof object.hasOwnProperty;
const byName = (object, key) => object[key];
const writing = (object) => { object.absent = 1; };
const trapped = () => new Proxy({}, { get: (target, key) => `got ${String(key)}`, set: (target, key) => { sets.push(key); return true; } });
const sets = [];
const kinds = [() => ({}), () => new Object(), () => Object.create(Object.prototype), trapped, () => new Proxy({ absent: 2, hasOwnProperty: 0 }, {}), () => ({})];
for (const read of [missing, inherited, (object) => byName(object, 'absent'), (object) => byName(object, Symbol.iterator), (object) => Reflect.get(object, 'absent')]) {
  show('proxy', kinds.map((make) => { const object = make(); return hot(() => String(read(object))); }).join());
}
for (let i = 0; i < 20; i++) for (const make of kinds) writing(make());
show('proxy sets', [...new Set(sets)].join(), sets.length);
const behind = (object) => object.absent;
show('proxy as prototype', [{}, new Proxy({ absent: 3 }, {}), trapped(), {}].map((prototype) => hot(() => behind(Object.create(prototype)))).join());
show('names of errors', [{}, [], new Map(), {}].map((value) => {
  const message = (options) => { try { require('fs').mkdirSync('/never', options); } catch (error) { return error.message.slice(-12); } };
  return message({ recursive: value }) + message({ recursive: new Proxy(value, { get: (target, key) => Reflect.get(target, key) }) });
}).join());

// Constructors.
function Made(value) { this.value = value; }
Made.prototype = { kind: 'first' };
const construct = () => { const made = new Made(1); return made.kind + Object.keys(made); };
show('constructed', hot(construct));
Made.prototype = { kind: 'second' };
show('with another prototype', hot(construct));
Made.prototype = 1;
show('with none', hot(() => Object.getPrototypeOf(new Made(1)) === Object.prototype));
class Field { #secret = 1; open = 2; tell() { return this.#secret + this.open; } }
show('fields', hot(() => new Field().tell()));
show('return of another', hot(() => new (function() { return { other: 1 }; })().other));
show('new.target', hot(() => new (function() { this.is = new.target !== undefined; })().is));

// Variables.
let counter = 0;
const count = () => ++counter;
show('captured', hot(count));
show('before its time', (() => { try { late(); return 'no error'; } catch (error) { return error.constructor.name; } })());
function late() { return later; }
let later = 1;
show('and after', hot(late));
show('unknown', hot(() => { try { return unknownName; } catch (error) { return error.constructor.name; } }));
globalThis.unknownName = 'known';
show('known', hot(() => unknownName));
delete globalThis.unknownName;
show('unknown again', hot(() => { try { return unknownName; } catch (error) { return error.constructor.name; } }));
show('with and eval', Function('o', 'var f; with (o) { f = function() { return x; } } var r = []; for (var i = 0; i < 50; i++) r = [f()]; o.x = 2; r.push(f()); eval("var x = 3"); r.push(f()); delete o.x; r.push(f()); return r.join()')({ x: 1 }));
