// node:test: the functions users call, over the tree of tests in internal/test/context.
const { root, Test, Suite } = require('internal/test/context');

// (name?, options?, fn?) in any of Node's shapes.
function parse(name, options, fn) {
  if (typeof name === 'function') {
    fn = name;
  } else if (name !== null && typeof name === 'object') {
    fn = options;
    options = name;
  } else if (typeof options === 'function') {
    fn = options;
  }
  if (options === null || typeof options !== 'object') options = {};
  if (typeof name !== 'string' || name === '') name = options.name || (fn && fn.name) || '<anonymous>';
  return { name, options, fn };
}

function make(Kind, overrides) {
  return function(name, options, fn) {
    const parsed = parse(name, options, fn);
    return root.current().start(Kind, parsed.name, { ...parsed.options, ...overrides }, parsed.fn);
  };
}

function family(Kind, name) {
  const main = make(Kind);
  Object.defineProperty(main, 'name', { value: name });
  main.skip = make(Kind, { skip: true });
  main.todo = make(Kind, { todo: true });
  main.only = make(Kind, { only: true });
  return main;
}

const test = module.exports = family(Test, 'test');
test.test = test;
test.it = family(Test, 'it');
test.describe = family(Suite, 'describe');
test.suite = family(Suite, 'suite');
for (const kind of ['before', 'after', 'beforeEach', 'afterEach']) {
  test[kind] = { [kind](fn, options) { root.current().hook(kind, fn, options); } }[kind];
}
Object.defineProperty(test, 'mock', {
  __proto__: null, configurable: true, enumerable: true, get() { return root.mock; },
});
