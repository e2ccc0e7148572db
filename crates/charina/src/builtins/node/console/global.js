// The global console, small because nearly every program loads it: https://nodejs.org/api/console.html
// The methods live in internal/console/constructor and come with the first call that is not plain printing.
// `ops.log(fd, string)` writes a line. `ops.colors(fd)` answers whether the file shows colours, or undefined once
// process.stdout (stderr) exists as a stream: that is written to then, as somebody may have replaced its write().

const { defineProperty } = Object;

// https://console.spec.whatwg.org/#console-namespace: its prototype is an empty object.
const console = { __proto__: {} };
module.exports = console;

let methods;

function slow() {
  if (methods === undefined) {
    const constructor = require('internal/console/constructor');
    constructor.setUp(console, true, 'auto');
    ({ methods } = constructor);
  }
  return methods;
}

const streams = [];

// console[name] prints to fd.
function print(name, fd) {
  const { [name]: method } = {
    [name](...args) {
      const colors = methods === undefined && streams[fd] === undefined ? ops.colors(fd) : undefined;
      if (colors === undefined) {
        slow()[name].apply(console, args);
        return;
      }
      ops.log(fd, args.length === 1 && typeof args[0] === 'string' ? args[0] :
        require('internal/util/inspect').formatWithOptions(colors ? { colors } : {}, ...args));
    },
  };
  console[name] = method;
}

function other(name) {
  const { [name]: method } = { [name](...args) { return slow()[name].apply(console, args); } };
  console[name] = method;
}

print('log', 1);
print('warn', 2);
for (const name of ['dir', 'time', 'timeEnd', 'timeLog', 'trace', 'assert', 'clear', 'count', 'countReset', 'group',
                    'groupEnd', 'table']) other(name);
print('debug', 1);
print('info', 1);
print('dirxml', 1);
print('error', 2);
other('groupCollapsed');

// Legacy: the class is a member of the namespace.
defineProperty(console, 'Console', {
  __proto__: null,
  enumerable: true,
  configurable: true,
  get() {
    slow();
    return console.Console = require('internal/console/constructor').Console;
  },
  set(value) { defineProperty(console, 'Console', { value, writable: true, enumerable: true, configurable: true }); },
});

// Of interest to an inspector only, there is none.
for (const name of ['profile', 'profileEnd', 'timeStamp']) console[name] = { [name]() {} }[name];

// The streams come into being when somebody looks.
function stream(key, name, fd) {
  defineProperty(console, key, {
    __proto__: null,
    configurable: true,
    get() { return streams[fd] ??= process[name]; },
    set(value) { streams[fd] = value; },
  });
}
stream('_stdout', 'stdout', 1);
stream('_stderr', 'stderr', 2);

defineProperty(console, Symbol.toStringTag, { __proto__: null, configurable: true, value: 'console' });
