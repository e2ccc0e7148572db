// What the commonest operations take, each in a loop of its own. From `empty loop` on one can subtract that.
const key = Symbol('key');
const name = 'b';
const object = { a: 1, b: 2, [key]: 3, c: 4 };
class Base { method() { return 1; } get getter() { return 1; } [key]() { return 1; } }
class Middle extends Base {}
class Derived extends Middle {}
const derived = new Derived();
const list = [1, 2, 3, 4];
function call(a) { return a; }
function Four() { this.a = 1; this.b = 2; this.c = 3; this.d = 4; }
let captured = 0;
const cases = {
  'empty loop': (n) => { for (let i = 0; i < n; i++); },
  'captured variable': (n) => { for (let i = 0; i < n; i++) captured; },
  'captured variable, written': (n) => { for (let i = 0; i < n; i++) captured = i; },
  'global': (n) => { for (let i = 0; i < n; i++) Math; },
  'property': (n) => { for (let i = 0; i < n; i++) object.b; },
  'property, written': (n) => { for (let i = 0; i < n; i++) object.b = i; },
  'property by symbol': (n) => { for (let i = 0; i < n; i++) object[key]; },
  'property by symbol, written': (n) => { for (let i = 0; i < n; i++) object[key] = i; },
  'property by name': (n) => { for (let i = 0; i < n; i++) object[name]; },
  'property that is not there': (n) => { for (let i = 0; i < n; i++) object.nothing; },
  'element': (n) => { for (let i = 0; i < n; i++) list[i & 3]; },
  'element, written': (n) => { for (let i = 0; i < n; i++) list[i & 3] = i; },
  'call': (n) => { for (let i = 0; i < n; i++) call(i); },
  'inherited method': (n) => { for (let i = 0; i < n; i++) derived.method(); },
  'inherited method by symbol': (n) => { for (let i = 0; i < n; i++) derived[key](); },
  'inherited getter': (n) => { for (let i = 0; i < n; i++) derived.getter; },
  'constructor of four': (n) => { for (let i = 0; i < n; i++) new Four(); },
  'class derived twice': (n) => { for (let i = 0; i < n; i++) new Derived(); },
  'object': (n) => { for (let i = 0; i < n; i++) ({}); },
  'array': (n) => { for (let i = 0; i < n; i++) []; },
  'closure': (n) => { for (let i = 0; i < n; i++) () => i; },
  'instanceof': (n) => { for (let i = 0; i < n; i++) derived instanceof Base; },
  'typeof': (n) => { for (let i = 0; i < n; i++) typeof derived === 'function'; },
  'string comparison': (n) => { for (let i = 0; i < n; i++) name === 'c'; },
  'floating point': (n) => { let x = 0.5; for (let i = 0; i < n; i++) x = x * 1.5 % 7; },
};
const print = globalThis.console ? console.log : globalThis.print;
for (const [title, run] of Object.entries(cases)) {
  const n = 300_000;
  run(n / 100);
  const start = Date.now();
  run(n);
  print(JSON.stringify({ name: title, value: Math.round((Date.now() - start) * 1e7 / n) / 10, unit: 'ns' }));
}
