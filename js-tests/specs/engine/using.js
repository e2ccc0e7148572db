// `using` and `await using`: when resources are disposed of, and what is thrown.
const log = [];
const r = (name, fail) => ({ [Symbol.dispose]() { log.push(name); if (fail) throw new Error(fail); } });
const ar = (name, fail) => ({ async [Symbol.asyncDispose]() { await null; log.push(name); if (fail) throw new Error(fail); } });
const show = (label) => { console.log(label, log.splice(0).join(' ')); };
{ using a = r('a'), b = r('b'); log.push('body'); } show('block');
for (const i of [1, 2, 3]) { using a = r('a' + i); if (i === 1) continue; if (i === 2) break; } show('break, continue');
for (using x of [r('x1'), r('x2')]) log.push('turn'); show('for of');
for (using x = r('x'), i = null; log.length < 2;) log.push('turn'); show('for');
outer: for (const i of [1, 2]) { using a = r('a' + i); for (const j of [1, 2]) { using b = r('b' + j); if (j === 2) continue outer; } } show('labels');
function f() { using a = r('a'); { using b = r('b'); return (log.push('return'), 'value'); } }
console.log(f()); show('return');
function* g() { using a = r('a'); try { yield 1; yield 2; } finally { log.push('finally'); } }
console.log([...g()]); show('generator'); for (const v of g()) break; show('generator left'); { const it = g(); it.next(); try { it.throw(new Error('t')); } catch (e) { console.log(e.message); } } show('generator threw');
try { using a = r('a', 'one'), b = r('b', 'two'); throw new Error('body'); } catch (e) { console.log(e.name, e.message, e.error.message, e.suppressed.name, e.suppressed.error.message, e.suppressed.suppressed.message, e instanceof SuppressedError, e instanceof Error); } show('suppressed');
try { using a = r('a', 'only'); } catch (e) { console.log(e.message); }
try { using a = r('a'); using b = 1; } catch (e) { console.log(e.name, e.message); } show('no object');
{ using n = null, u = undefined; console.log(n, u); }
try { using c = r('c'); c = 1; } catch (e) { console.log(e.name); } show('constant');
try { tdz; using tdz = null; } catch (e) { console.log(e.name, e.message); }
class S { static { using s = r('static'); log.push('in'); } } show('static block');
{ using fn = Object.assign(() => {}, { [Symbol.dispose]() { log.push(this.name); } }); } show('name');
const using = 1; console.log(using);
{ using c = r('closure'); log.push((() => typeof c)()); } show('closure');
switch (1) { case 1: { using s = r('s'); log.push('case'); } } show('switch');
const arrow = () => { using a = r('a'); return 5; }; console.log(arrow()); show('arrow');
console.log(eval('{ using e = r("eval"); 7 }')); show('eval');
for (const code of ['using x = null', 'switch (1) { case 1: using x = null }', 'for (using x in {}) ;', '{ using [a] = [1]; }']) { try { new Function('return 1'); (0, eval)(code); console.log('no error'); } catch (e) { console.log(e.name); } }
(async () => {
  { await using a = ar('a'); using b = r('b'); await using c = null; log.push('body'); } show('async block');
  for (await using x of [ar('x1'), r('x2')]) log.push('turn'); show('for of, awaited');
  async function af() { await using a = ar('a'); return 'returned'; } console.log(await af()); show('async return');
  try { await using a = ar('a', 'one'), b = ar('b', 'two'); throw new Error('body'); } catch (e) { console.log(e.name, e.error.message, e.suppressed.error.message, e.suppressed.suppressed.message); } show('async suppressed');
  async function* ag() { await using a = ar('a'); yield 1; yield 2; } for await (const v of ag()) break; show('async generator left');
  const order = []; const p = (async () => { { await using n = null; } order.push('after'); })(); order.push('sync'); await p; console.log(order.join(' '));
  try { await using a = {}; } catch (e) { console.log(e.name); }
  const stack = new AsyncDisposableStack(); stack.use(ar('used')); stack.defer(() => { log.push('deferred'); }); stack.adopt(5, async (v) => { log.push('adopted ' + v); }); await stack.disposeAsync(); show('AsyncDisposableStack'); console.log(stack.disposed, String(stack));
  { const ds = new DisposableStack(); ds.use(r('u')); ds.defer(() => log.push('d')); const moved = ds.move(); console.log(ds.disposed, moved.disposed); moved.dispose(); moved.dispose(); show('DisposableStack'); try { moved.use(null); } catch (e) { console.log(e.name, e.message); } }
  function* it() { try { yield 1; } finally { log.push('closed'); } } { using i = it(); i.next(); } show('iterator');
  async function* ait() { try { yield 1; } finally { log.push('closed'); } } { await using i = ait(); await i.next(); } show('async iterator');
})();
