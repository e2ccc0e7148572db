// node:test/reporters: https://nodejs.org/api/test.html#test-reporters
const { kinds } = require('internal/test/report');

function generator(name) {
  return { async *[name](source) {
    const reporter = new kinds[name]();
    for await (const event of source) {
      const text = reporter.write(event);
      if (text !== '') yield text;
    }
    const text = reporter.end();
    if (text !== '') yield text;
  } }[name];
}

let Spec;
// A class of streams that may be called without `new`.
function spec(...args) {
  if (Spec === undefined) {
    const { Transform } = require('stream');
    Spec = class SpecReporter extends Transform {
      #reporter = new kinds.spec();
      constructor() { super({ __proto__: null, writableObjectMode: true }); }
      _transform(event, encoding, callback) { callback(null, this.#reporter.write(event)); }
      _flush(callback) { callback(null, this.#reporter.end()); }
    };
  }
  return Reflect.construct(Spec, args);
}

module.exports = { dot: generator('dot'), junit: generator('junit'), spec, tap: generator('tap') };
