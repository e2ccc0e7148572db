// What making and filling objects takes.
class Point { constructor(x, y) { this.x = x; this.y = y; this.z = 0; } }
const tree = (depth) => (depth === 0 ? null : { left: tree(depth - 1), right: tree(depth - 1) });
const cases = {
  'a literal of two': (n) => { let last; for (let i = 0; i < n; i++) last = { a: i, b: last && last.a }; },
  'a class of three': (n) => { let last; for (let i = 0; i < n; i++) last = new Point(i, i); },
  'a node of a tree': (n) => { for (let i = 0; i < n; i += 65535) tree(16); },
  'a closure': (n) => { let sum = 0; for (let i = 0; i < n; i++) sum += (() => i)(); },
  'an array of three, mapped': (n) => { for (let i = 0; i < n; i++) [i, i + 1, i + 2].map((x) => x + 1); },
  'a map entry': (n) => { const map = new Map(); for (let i = 0; i < n; i++) map.set(`k${i}`, { i }); },
};
const print = globalThis.console ? console.log : globalThis.print;
for (const [name, run] of Object.entries(cases)) {
  const n = 262_140;
  const start = Date.now();
  run(n);
  print(JSON.stringify({ name, value: Math.round((Date.now() - start) * 1e6 / n), unit: 'ns' }));
}
