// structuredClone: every type, what cannot be cloned, cycles, transfer. The DOMException and the detached buffer in a
// transfer list are as Node 24 has them.
const t = (v, o) => { try { return structuredClone(v, o) } catch (e) { return e.name + ': ' + e.message + ' ' + e.code } };
const cyc = { a: [1] }; cyc.self = cyc; cyc.a.push(cyc.a);
console.log(t(cyc));
console.log(t([1, , 3]), t(new Date(5)), t(new Map([[{}, 1], ['x', new Set([1, 'y'])]])), t(10n ** 30n), t(-5n), t(Object(1n)), t(new String('€é')), t('€é'), t(-0), t(NaN));
const e = new TypeError('msg', { cause: { x: 1 } }); e.foo = 1; const c = t(e);
console.log(c instanceof TypeError, c.message, c.cause, c.foo, c.stack === e.stack, Object.getOwnPropertyNames(c));
console.log(t(() => 1), t(Symbol('s')), t(new Proxy({}, {})), t(Promise.resolve()), t(new WeakMap()), t({ a: { b() {} } }), t((function* () {})()));
const ab = new ArrayBuffer(8); const u = new Uint16Array(ab, 2, 2); u[0] = 7;
const r = t({ u, ab, d: new DataView(ab, 1) }); console.log(r, r.u.buffer === r.ab, r.d.buffer === r.ab);
const m = t(ab, { transfer: [ab] }); console.log(m, ab.byteLength, t(ab), t(u));
console.log(t(1, { transfer: [1] }), t(1, 5), t(1, { transfer: [ab] }));
const dom = t(new DOMException('m', 'AbortError'));
console.log(dom.name, dom.message, dom.code, t({ __proto__: { x: 1 }, y: 2 }), t(Object.create(null, { a: { value: 1, enumerable: true } })));
class A { #x = 1; y = 2 } console.log(t(new A()), t(new (class extends Array {})(3)));
let deep = []; for (let i = 0; i < 100000; i++) deep = [deep]; console.log(t(deep));
console.log(t(new Error('x')) + '', t(Object.assign(new Error('y'), { name: 'RangeError' })) instanceof RangeError, t(new AggregateError([1], 'q')).message);
console.log(t(JSON.parse('{"__proto__": 1}')), t(new Uint8Array(new SharedArrayBuffer(4))), t(Buffer.from('abc')).constructor.name);
try { structuredClone(); } catch (e) { console.log(e.name, e.code); }
console.log(structuredClone.length, structuredClone.name, t(new ArrayBuffer(2, { maxByteLength: 4 })).maxByteLength, t(arguments = (function () { return arguments })(1, 2)));
console.log(t(new Blob(['x'])));
