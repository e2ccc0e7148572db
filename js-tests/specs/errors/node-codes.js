// Node's errors: the name shows the code, the code is a property, toString as documented.
const fs = require('node:fs');
const attempt = (action) => {
  try {
    action();
  } catch (error) {
    console.log(error.name, error.code, '|', String(error), '|', error.stack.split('\n')[0], '|', Object.keys(error));
  }
};
attempt(() => fs.readFileSync('no-such-file'));
attempt(() => fs.readFileSync(__dirname));
attempt(() => fs.readFileSync(5.5));
attempt(() => fs.readFileSync('nul\0byte'));
attempt(() => Buffer.alloc('x'));
attempt(() => Buffer.from(5));
attempt(() => Buffer.from('x').readUInt8(9));
attempt(() => new URL('nope'));
attempt(() => new URL('nope', 'also nope'));
attempt(() => require('node:path').join(1));
attempt(() => require('node:assert').strictEqual(1, 1n) || 0);
attempt(() => new AbortController().signal.throwIfAborted() || AbortSignal.abort().throwIfAborted());
attempt(() => structuredClone(() => {}));
attempt(() => atob('*'));
attempt(() => require('node:util').parseArgs({ args: ['--nope'] }));
