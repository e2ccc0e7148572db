// A function's `prototype` is there whenever somebody asks, however they ask.
const ways = {
  read: (f) => f.prototype,
  computed: (f) => f[['proto', 'type'].join('')],
  descriptor: (f) => Object.getOwnPropertyDescriptor(f, 'prototype').value,
  descriptors: (f) => Object.getOwnPropertyDescriptors(f).prototype.value,
  reflect: (f) => Reflect.get(f, 'prototype'),
  destructured: ({ prototype }) => prototype,
  proxied: (f) => new Proxy(f, {}).prototype,
  inherited: (f) => Object.create(f).prototype,
  made: (f) => Object.getPrototypeOf(new f()),
  constructed: (f) => Object.getPrototypeOf(Reflect.construct(Object, [], f)),
  extended: (f) => Object.getPrototypeOf((class extends f {}).prototype),
  bound: (f) => Object.getPrototypeOf(new (f.bind(null))()),
  defined: (f) => Object.defineProperty(f, 'prototype', { writable: false }).prototype,
  frozen: (f) => Object.freeze(f).prototype,
};
for (const [name, way] of Object.entries(ways)) {
  // Each function is asked twice, and the second of two functions in the same place.
  for (const f of [function() {}, function() {}]) {
    const prototype = way(f);
    console.log(name, typeof prototype, prototype === f.prototype, Object.getPrototypeOf(prototype) === Object.prototype,
                prototype.constructor === f, Object.getOwnPropertyNames(prototype).join());
  }
}
const { writable, enumerable, configurable } = Object.getOwnPropertyDescriptor(function() {}, 'prototype');
console.log(writable, enumerable, configurable, Object.keys(function() {}), 'prototype' in function() {});

function assigned() {}
assigned.prototype = { own: 1 };
console.log(new assigned().own, {} instanceof assigned, new assigned() instanceof assigned);
function primitive() {}
primitive.prototype = 5;
console.log(Object.getPrototypeOf(new primitive()) === Object.prototype);
try {
  ({}) instanceof primitive;
} catch (error) {
  console.log(error.name);
}
function symbol() {}
symbol.prototype = Symbol.asyncDispose;
console.log(symbol.prototype, Object.getOwnPropertyDescriptor(symbol, 'prototype').value);
console.log(require('util').inspect(Object.getOwnPropertyDescriptor(function named() {}, 'prototype')));
console.log({} instanceof function() {}, [] instanceof Array, 5 instanceof Number, Object.create(null) instanceof Object);
console.log((() => {}).prototype, (async () => {}).prototype, ({ method() {} }).method.prototype, typeof (function*() {}).prototype);

// super() in its forms.
class A {
  constructor(...args) { this.args = args; this.target = new.target.name; }
}
class B extends A {}
class C extends B {
  field = this.args.length;
  constructor(a, b) { super(a, b, 'more'); this.after = true; }
}
class D extends C {
  constructor() { const make = () => super(1, 2); make(); }
}
class E extends null {
  constructor() { return Object.create(E.prototype); }
}
class F extends A {
  constructor(value) { super(); return value; }
}
function Old() { this.old = new.target === Young; }
Old.prototype.hello = 'hello';
class Young extends Old {}
console.log(new B(1, 2), new C(1, 2), new D(), new E() instanceof E, new F({ returned: 1 }), new F(undefined), new Young(), new Young().hello);
for (const wrong of [() => new (class extends A { constructor() {} })(), () => new F(1),
                     () => new (class extends A { constructor() { super(); super(); } })(), () => new (class extends null {})(),
                     () => new (class extends A { constructor() { this.x = 1; super(); } })()]) {
  try {
    console.log(wrong());
  } catch (error) {
    console.log(error.name, error.message);
  }
}

// Arrays that are filled in other orders.
const back = [];
for (let i = 9; i >= 0; i--) back[i] = i;
const sparse = [];
sparse[5] = 5;
sparse[0] = 0;
const room = new Array(4);
for (let i = 0; i < 6; i++) room[i] = i * 2;
console.log(back, sparse, room, room.length, Object.keys(sparse), back.indexOf(4), sparse.indexOf(undefined));
const closed = Object.freeze([1]);
closed[1] = 2;
const sealed = Object.preventExtensions([1]);
sealed[1] = 2;
const short = Object.defineProperty([1], 'length', { writable: false });
short[1] = 2;
console.log(closed, sealed, short);
Object.defineProperty(Array.prototype, 3, { configurable: true, set(value) { console.log('setter', value); } });
const watched = [0, 1, 2];
watched[3] = 'three';
delete Array.prototype[3];
watched[3] = 'now';
console.log(watched);
