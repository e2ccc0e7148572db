// What an inline cache remembers stops holding when shapes change: deleted, replaced, frozen, hidden properties.
{ function P(){}; P.prototype.a=1; P.prototype.b=2; var o=new P; function f(o){return o.b}; f(o);f(o); delete P.prototype.a; console.log(f(o)); }
{ const q = { get v() { Object.defineProperty(this, 'v', { value: 7, writable: true, configurable: true }); return 7; } };
  const r = (o) => o.v; console.log(r(q), r(q), r(q)); }
{ // shadowing on an object of its own shape
  class B { m() { return 'proto'; } }
  const make = () => { const b = new B; for (let i = 0; i < 1500; i++) b['k' + i] = i; return b; };
  const b = make(); const call = (o) => o.m(); console.log(call(b), call(b)); b.m = () => 'own'; console.log(call(b)); }
{ const big = {}; for (let i = 0; i < 1500; i++) big['k' + i] = i; const w = (o, v) => { o.k3 = v; }; w(big, 1); w(big, 2); Object.freeze(big); w(big, 9); console.log(big.k3); }
{ const s = (a, n) => { a.length = n; return a.length + ':' + a.join(); }; console.log(s([1,2,3], 3), s([1,2,3], 1), s([1,2,3], 0)); }
{ class C { get g() { return 1; } } const c = new C, rd = (o) => o.g; rd(c); rd(c); Object.defineProperty(C.prototype, 'g', { get() { return 2; }, configurable: true }); console.log(rd(c)); Object.defineProperty(C.prototype, 'g', { value: 3, configurable: true }); console.log(rd(c)); delete C.prototype.g; console.log(rd(c)); }
{ class D { set s(v) { this.t = v; } } const d = new D, wr = (o, v) => { o.s = v; }; wr(d, 1); wr(d, 2); Object.defineProperty(D.prototype, 's', { set(v) { this.t = -v; }, configurable: true }); wr(d, 3); console.log(d.t); delete D.prototype.s; wr(d, 4); console.log(d.t, d.s); }
{ let n = 0; const get = (o) => o.y; const proto = { y: 1 }; const k = Object.create(proto); console.log(get(k), get(k)); proto.y = 5; console.log(get(k)); Object.setPrototypeOf(k, { y: 6 }); console.log(get(k)); }
