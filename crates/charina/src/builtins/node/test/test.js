// node:test: the functions users call, over the tree of tests in internal/test/context (https://nodejs.org/api/test.html).
const { Suite, Test, running } = require('internal/test/context');
const { root } = require('internal/test/root');

function make(Kind, overrides) {
  return (name, options, fn) => {
    const parent = root.current();
    const test = parent.createSubtest(Kind, name, options, fn, overrides);
    // What runs within a suite's function is the suite's affair.
    const done = test.start();
    return parent.isSuite ? Promise.resolve() : done;
  };
}

function family(Kind, name) {
  const run = make(Kind, {});
  const main = { [name](name, options, fn) { return run(name, options, fn); } }[name];
  for (const [key, value] of [['expectFailure', true], ['skip', true], ['todo', true], ['only', true]]) {
    main[key] = make(Kind, { [key]: value });
  }
  return main;
}

const hook = (kind) => ({ [kind](fn, options) { root.current().createHook(kind, fn, options); } })[kind];

const test = module.exports = family(Test, 'test');
const suite = family(Suite, 'suite');
// What is one function in Node has one name.
Object.defineProperty(suite, 'name', { __proto__: null, value: 'test', configurable: true });
test.after = hook('after');
test.afterEach = hook('afterEach');
test.before = hook('before');
test.beforeEach = hook('beforeEach');
test.describe = suite;
test.getTestContext = function getTestContext() { return running.getStore()?.context; };
test.it = test;
test.run = function run(options) { return require('internal/test/run').run(options); };
test.suite = suite;
test.test = test;
Object.defineProperty(test, 'mock', {
  __proto__: null,
  configurable: true,
  enumerable: true,
  get() { return root.mock ??= new (require('internal/test/mock').MockTracker)(); },
});
Object.defineProperty(test, 'assert', {
  __proto__: null,
  configurable: true,
  enumerable: true,
  get() { return { __proto__: null, register: require('internal/test/plan').register }; },
});
