// Events as streams: what run() answers, and reporters that users write (https://nodejs.org/api/test.html#class-teststream).
const { Readable } = require('stream');

class TestsStream extends Readable {
  constructor() {
    super({ __proto__: null, objectMode: true, highWaterMark: Number.MAX_SAFE_INTEGER, read() {} });
  }
  take(type, data) {
    this.emit(type, data);
    this.push({ __proto__: null, type, data });
    if (type === 'test:summary' && data.file === undefined) this.push(null);
  }
}

// A reporter by its module's name: a stream (or its class), or a generator function.
function custom(name, write) {
  const source = new TestsStream();
  (async () => {
    const { resolve } = require('path');
    const { pathToFileURL } = require('url');
    const { existsSync } = require('fs');
    const specifier = name.startsWith('file:') ? name : existsSync(resolve(name)) ? pathToFileURL(resolve(name)).href : name;
    const found = await importModule(specifier);
    let reporter = found.default ?? found;
    if (reporter?.prototype && Object.getOwnPropertyDescriptor(reporter.prototype, 'constructor')) {
      reporter = new reporter();
    }
    const output = typeof reporter === 'function' ? Readable.from(reporter(source)) : source.compose(reporter);
    output.on('data', write);
  })();
  return ({ type, data }) => source.take(type, data);
}

const importModule = (specifier) => {
  const { createRequire } = require('module');
  try {
    const path = specifier.startsWith('file:') ? require('url').fileURLToPath(specifier) : specifier;
    return createRequire(`${process.cwd()}/`)(path);
  } catch (error) {
    return Promise.reject(error);
  }
};

module.exports = { TestsStream, custom };
