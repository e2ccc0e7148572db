// An arrow function's `this`, `arguments`, `new.target` and `super` are those of the function around it, however many
// arrow functions lie between.
'use strict';

function inFunction() {
  return (() => (() => (async () => [this.n, arguments.length])())())();
}
inFunction.call({ n: 'function' }, 1, 2).then((found) => console.log('function', ...found));

function Constructor() {
  return { target: (() => () => () => new.target)()()() };
}
console.log('new.target', new Constructor().target === Constructor, Constructor().target);

class Base {
  name() { return `base of ${this.n}`; }
}
class Derived extends Base {
  n = 'method';
  field = () => () => [1].map(() => this.n);
  static own = (() => () => this === Derived)()();
  method() {
    return [1].map(() => [2].map(() => [this.n, (() => (() => super.name())())()]));
  }
  * generator() {
    yield (() => () => this.n)()();
  }
  async asynchronous() {
    await null;
    return (async () => (await (async () => this.n)()))();
  }
  get getter() { return (() => () => this.n)()(); }
  static { console.log('static block', (() => () => this.name)()()); }
}
const derived = new Derived();
console.log('method', JSON.stringify(derived.method()));
console.log('field', derived.field()(), 'static', Derived.own);
console.log('generator', [...derived.generator()], 'getter', derived.getter);
derived.asynchronous().then((found) => console.log('async', found));

class Late extends Base {
  constructor() {
    const inner = () => () => { super(); this.n = 'late'; };
    inner()();
    this.seen = (() => () => this.n)()();
  }
}
console.log('super() from within', new Late().seen);

function byDefault(a = () => () => this.n, b = (c = () => () => this.n) => c()()) {
  return [a()(), b()];
}
console.log('parameters', byDefault.call({ n: 'parameter' }));

function evaluated() {
  return (() => () => eval('(() => this.n)()'))()();
}
console.log('eval', evaluated.call({ n: 'eval' }));

function around() {
  function own() { return (() => () => this === undefined)()(); }
  return [own(), (() => { const object = { f() { return (() => () => this === object)()(); } }; return object.f(); })()];
}
console.log('a function of its own', around.call({}));

function inBlocks() {
  const found = [];
  for (const i of [1, 2]) {
    try { [i].forEach((j) => { { let k = j; [k].forEach(() => found.push([this.n, i, j, k])); } }); } finally { /* none */ }
  }
  return found;
}
console.log('blocks', JSON.stringify(inBlocks.call({ n: 'b' })));
console.log('top level', (() => () => this === module.exports)()());
