// Workers end wherever they are: in loops, calls, microtasks, ticks, behind catch and finally.
const { Worker } = require('worker_threads');
const cases = {
  loop: 'while (true);', calls: 'for (;;) Math.max(1)', caught: 'for (;;) try { for (;;); } catch {} finally { for (;;); }',
  microtasks: 'const f = () => Promise.resolve().then(f); f()', regexp: 'for (;;) /a/.test("b")', generator: 'function* g() { for (;;) yield 1 } for (const x of g());',
  ticks: 'const f = () => process.nextTick(f); f()', recursion: 'const f = (n) => n ? f(n-1)+f(n-1) : 0; f(1e3)', timers: 'setInterval(() => { for (;;); }, 1)', listener: 'process.on("exit", () => { for (;;); }); for (;;);',
};
(async () => {
  for (const [name, code] of Object.entries(cases)) {
    const w = new Worker(`require('worker_threads').parentPort.postMessage(1); ${code}`, { eval: true });
    w.on('error', (e) => console.log(name, 'error', e.message));
    await new Promise((r) => w.once('message', r));
    await new Promise((r) => setTimeout(r, 100));
    const t = Date.now();
    const code2 = await w.terminate();
    console.log(name, code2, Date.now() - t < 10_000 ? 'at once' : Date.now() - t);
  }
})();
