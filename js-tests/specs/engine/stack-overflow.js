// Running out of stack is an error that scripts catch, whatever the calls go through.
function f(n){ try { return f(n+1); } catch (e) { return [e instanceof RangeError, e.message, n > 1000]; } }
console.log(f(0));
function g(){ return g(); }
try { g(); } catch (e) { console.log(e.name, e.message, typeof e.stack); }
const o = { get x() { return this.x; } };
try { o.x; } catch (e) { console.log(e.name, e.message); }
try { (function h(a){ [1].map(() => h(a)); })(); } catch (e) { console.log(e.name, e.message); }
let p = {}; for (let i = 0; i < 3; i++) p = new Proxy(p, { get(t, k) { return p[k]; } });
try { p.z; } catch (e) { console.log(e.name, e.message); }
class A { constructor() { new A(); } }
try { new A(); } catch (e) { console.log(e.name, e.message); }
try { (function r(s){ return 'a'.replace(/a/, () => r(s)); })(); } catch (e) { console.log(e.name, e.message); }
try { JSON.stringify({ toJSON() { return JSON.stringify(this); } }); } catch (e) { console.log(e.name, e.message); }
