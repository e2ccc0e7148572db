// What an await, an async call, a then and a new promise take.
async function awaits(n) { let sum = 0; for (let i = 0; i < n; i++) sum += await i; return sum; }
async function same(value) { return value; }
async function calls(n) { let sum = 0; for (let i = 0; i < n; i++) sum += await same(i); return sum; }
function thens(n) { let p = Promise.resolve(0); for (let i = 0; i < n; i++) p = p.then((x) => x + 1); return p; }
async function makes(n) { let sum = 0; for (let i = 0; i < n; i++) sum += await new Promise((resolve) => resolve(i)); return sum; }
async function* generates(n) { for (let i = 0; i < n; i++) yield i; }
async function loops(n) { let sum = 0; for await (const x of generates(n)) sum += x; return sum; }

const print = globalThis.console ? console.log : globalThis.print;
(async () => {
  for (const [name, run, n] of [['await', awaits, 200_000], ['async call', calls, 100_000], ['then', thens, 100_000],
    ['new Promise', makes, 100_000], ['for await of a generator', loops, 50_000]]) {
    const start = Date.now();
    await run(n);
    print(JSON.stringify({ name, value: Math.round((Date.now() - start) * 1e6 / n), unit: 'ns' }));
  }
})();
