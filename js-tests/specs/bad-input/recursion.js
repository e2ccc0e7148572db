// Endless recursion, straight and through natives: a RangeError that can be caught, and the process goes on.
const attempt = (name, action) => {
  try {
    action();
    console.log(name, 'came back');
  } catch (error) {
    if (!(error instanceof RangeError)) console.log(name, 'threw', error?.name, error?.message);
  }
};
attempt('function', function f() { return f() + 1; });
attempt('method', () => { const o = { m() { return o.m() + 1; } }; o.m(); });
attempt('constructor', () => { class A { constructor() { this.a = new A(); } } new A(); });
attempt('getter', () => { const o = { get x() { return o.x + 1; } }; o.x; });
attempt('proxy', () => { const p = new Proxy({}, { get: (target, key, self) => self[key] }); p.x; });
attempt('proxy has', () => { const p = new Proxy({}, { has: (target, key) => key in p }); 'x' in p; });
attempt('map', function f() { [1].map(f); });
attempt('forEach', function f() { [1].forEach(f); });
attempt('sort', () => { const f = () => [2, 1].sort(f); f(); });
attempt('reduce', function f() { [1, 2].reduce(f); });
attempt('Array.from', function f() { Array.from([1], f); });
attempt('replace', () => { const f = () => 'a'.replace(/a/, f); f(); });
attempt('replaceAll', () => { const f = () => 'a'.replaceAll('a', f); f(); });
attempt('toString', () => { const o = { toString() { return `${o}x`; } }; String(o); });
attempt('valueOf', () => { const o = { valueOf() { return +o + 1; } }; +o; });
attempt('toPrimitive', () => { const o = { [Symbol.toPrimitive]() { return o + 1; } }; o + 1; });
attempt('toJSON', () => { const o = { toJSON() { return JSON.stringify(o); } }; JSON.stringify(o); });
attempt('reviver', () => { const f = () => JSON.parse('[1]', f); f(); });
attempt('apply', function f() { f.apply(this, arguments); });
attempt('call', function f() { f.call(this); });
attempt('Reflect.apply', function f() { Reflect.apply(f, null, []); });
attempt('Reflect.construct', function f() { Reflect.construct(f, []); });
attempt('bind', () => { let f = () => f.bind(null)(); f(); });
attempt('eval', () => { globalThis.evalAgain = () => eval('evalAgain()'); evalAgain(); });
attempt('Function', () => { globalThis.makeAgain = () => Function('makeAgain()')(); makeAgain(); });
attempt('iterator', () => { const o = { *[Symbol.iterator]() { yield* o; } }; [...o]; });
attempt('generator', () => { function* g() { yield* g(); } g().next(); });
attempt('spread', function f() { f(...[1, 2]); });
attempt('template tag', function f() { f``; });
attempt('setter', () => { const o = { set x(value) { o.x = value; } }; o.x = 1; });
attempt('defineProperty trap', () => { const p = new Proxy({}, { defineProperty: () => Reflect.defineProperty(p, 'x', {}) }); Object.defineProperty(p, 'x', {}); });
attempt('emit', () => { const E = require('node:events'); const e = new E(); e.on('x', () => e.emit('x')); e.emit('x'); });
attempt('inspect', () => { const { inspect } = require('node:util'); const o = { [inspect.custom]() { return inspect(o); } }; inspect(o); });
attempt('dispatchEvent', () => { const t = new EventTarget(); t.addEventListener('x', () => { [1].forEach(function f() { [1].forEach(f); }); }); [1].map(function f() { [1].map(f); }); });
attempt('structuredClone', () => { const o = { get x() { return structuredClone(o); } }; structuredClone(o); });
console.log('alive');
let depth = 0;
(function measure() {
  depth++;
  try {
    measure();
  } catch {}
})();
console.log(depth > 1000);
