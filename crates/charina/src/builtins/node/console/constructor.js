// The Console class and the methods it shares with the global console: https://nodejs.org/api/console.html

const {
  codes: { ERR_CONSOLE_WRITABLE_STREAM, ERR_INCOMPATIBLE_OPTION_PAIR },
} = require('internal/errors');
const { validateArray, validateInteger, validateObject, validateOneOf } = require('internal/validators');
const { formatWithOptions, inspect } = require('internal/util/inspect');
const { defineProperty } = Object;

const kState = Symbol('kState');

function noop() {}

function Console(options /* or: stdout, stderr, ignoreErrors = true */) {
  // Callable without new: instances may be asked for in the old way.
  if (new.target === undefined) return Reflect.construct(Console, arguments);

  if (!options || typeof options.write === 'function') {
    options = { stdout: options, stderr: arguments[1], ignoreErrors: arguments[2] };
  }
  const {
    stdout, stderr = stdout, ignoreErrors = true, colorMode = 'auto', inspectOptions, groupIndentation,
  } = options;
  if (!stdout || typeof stdout.write !== 'function') throw new ERR_CONSOLE_WRITABLE_STREAM('stdout');
  if (!stderr || typeof stderr.write !== 'function') throw new ERR_CONSOLE_WRITABLE_STREAM('stderr');
  validateOneOf(colorMode, 'colorMode', ['auto', true, false]);
  if (groupIndentation !== undefined) validateInteger(groupIndentation, 'groupIndentation', 0, 1000);
  if (inspectOptions !== undefined) {
    validateObject(inspectOptions, 'options.inspectOptions');
    const all = inspectOptions instanceof Map ? [...inspectOptions.values()] : [inspectOptions];
    if (options.colorMode !== undefined && all.some((each) => each.colors !== undefined)) {
      throw new ERR_INCOMPATIBLE_OPTION_PAIR('options.inspectOptions.color', 'colorMode');
    }
  }

  // Bound to the instance, but looked up on it: subclasses override them on their prototypes.
  for (const key of Object.keys(Console.prototype)) {
    this[key] = this[key].bind(this);
    defineProperty(this[key], 'name', { __proto__: null, value: key });
  }
  hide(this, '_stdout', stdout);
  hide(this, '_stderr', stderr);
  setUp(this, ignoreErrors, colorMode, groupIndentation, inspectOptions);
}

// The global console is an instance too.
defineProperty(Console, Symbol.hasInstance, { __proto__: null, value: (instance) => instance?.[kState] !== undefined });

function hide(self, key, value) {
  defineProperty(self, key, { __proto__: null, value, writable: true, configurable: true });
}

function setUp(self, ignoreErrors, colorMode, groupIndentation = 2, inspectOptions = undefined) {
  hide(self, '_stdoutErrorHandler', writeErrorHandler(self, '_stdout'));
  hide(self, '_stderrErrorHandler', writeErrorHandler(self, '_stderr'));
  hide(self, '_ignoreErrors', Boolean(ignoreErrors));
  hide(self, '_times', new Map());
  hide(self, kState, { indent: '', groupIndentation, colorMode, inspectOptions, counts: new Map() });
  defineProperty(self, Symbol.toStringTag, { __proto__: null, configurable: true, value: 'console' });
}

// An error that the stream has not told of yet will come as an 'error' event: nobody needs to die of it.
function writeErrorHandler(self, key) {
  return (error) => {
    const stream = self[key];
    if (error !== null && !stream._writableState.errorEmitted && stream.listenerCount('error') === 0) {
      stream.once('error', noop);
    }
  };
}

function write(self, key, string) {
  const { indent } = self[kState];
  const stream = self[key];
  if (indent !== '') {
    if (string.includes('\n')) string = string.replaceAll('\n', `\n${indent}`);
    string = indent + string;
  }
  string += '\n';
  if (self._ignoreErrors === false) return stream.write(string);

  // Errors may come at once (files, terminals) or later (pipes).
  try {
    if (stream.listenerCount('error') === 0) stream.once('error', noop);
    stream.write(string, self[`${key}ErrorHandler`]);
  } catch (error) {
    // A console swallows what the stream says, but not that the stack is exhausted.
    if (error instanceof RangeError && /call stack|recursion/i.test(error.message)) throw error;
  } finally {
    stream.removeListener('error', noop);
  }
}

function shouldColorize(stream) {
  const { FORCE_COLOR } = process.env;
  if (FORCE_COLOR !== undefined) return ['', '1', 'true', '2', '3'].includes(FORCE_COLOR);
  return Boolean(stream?.isTTY && (typeof stream.getColorDepth === 'function' ? stream.getColorDepth() > 2 : true));
}

function inspectOptionsFor(self, stream) {
  let { colorMode: colors, inspectOptions } = self[kState];
  if (inspectOptions instanceof Map) inspectOptions = inspectOptions.get(stream);
  if (inspectOptions?.colors !== undefined) return inspectOptions;
  if (colors === 'auto') colors = shouldColorize(stream);
  if (inspectOptions !== undefined) return Object.assign(inspectOptions, { colors });
  return colors ? { colors } : {};
}

const format = (self, key, args) => formatWithOptions(inspectOptionsFor(self, self[key]), ...args);

function elapsed(self, method, label, data) {
  const started = self._times.get(label);
  if (started === undefined) {
    process.emitWarning(`No such label '${label}' for console.${method}()`);
    return false;
  }
  const [seconds, nanoseconds] = process.hrtime(started);
  self.log('%s: %s', label, formatTime(seconds * 1000 + nanoseconds / 1e6), ...data);
  return true;
}

const pad = (number) => `${number}`.padStart(2, '0');

function formatTime(ms) {
  if (ms < 1000) return `${Number(ms.toFixed(3))}ms`;
  const hours = Math.floor(ms / 3600000);
  const minutes = Math.floor(ms % 3600000 / 60000);
  const seconds = ms % 60000 / 1000;
  if (hours === 0 && minutes === 0) return `${seconds.toFixed(3)}s`;
  const [whole, rest] = seconds.toFixed(3).split('.');
  return `${hours === 0 ? minutes : `${hours}:${pad(minutes)}`}:${pad(whole)}.${rest} (${
    hours === 0 ? '' : 'h:m'}m:ss.mmm)`;
}

// In the order of Node's namespace object.
const methods = {
  log(...args) { write(this, '_stdout', format(this, '_stdout', args)); },

  warn(...args) { write(this, '_stderr', format(this, '_stderr', args)); },

  dir(object, options) {
    write(this, '_stdout', inspect(object, {
      customInspect: false, ...inspectOptionsFor(this, this._stdout), ...options,
    }));
  },

  time(label = 'default') {
    label = `${label}`;
    if (this._times.has(label)) {
      process.emitWarning(`Label '${label}' already exists for console.time()`);
      return;
    }
    this._times.set(label, process.hrtime());
  },

  timeEnd(label = 'default') {
    label = `${label}`;
    if (elapsed(this, 'timeEnd', label, [])) this._times.delete(label);
  },

  timeLog(label = 'default', ...data) { elapsed(this, 'timeLog', `${label}`, data); },

  trace: function trace(...args) {
    const error = { name: 'Trace', message: format(this, '_stderr', args) };
    Error.captureStackTrace(error, trace);
    this.error(error.stack);
  },

  assert(expression, ...args) {
    if (expression) return;
    args[0] = `Assertion failed${args.length === 0 ? '' : `: ${args[0]}`}`;
    this.warn(...args);
  },

  clear() {
    // Cursor to the top left, then everything below is erased.
    if (this._stdout.isTTY && process.env.TERM !== 'dumb') this._stdout.write('\x1b[1;1H\x1b[0J');
  },

  count(label = 'default') {
    label = `${label}`;
    const { counts } = this[kState];
    const count = (counts.get(label) ?? 0) + 1;
    counts.set(label, count);
    this.log(`${label}: ${count}`);
  },

  countReset(label = 'default') {
    label = `${label}`;
    if (!this[kState].counts.delete(label)) process.emitWarning(`Count for '${label}' does not exist`);
  },

  group(...data) {
    if (data.length > 0) this.log(...data);
    const state = this[kState];
    state.indent += ' '.repeat(state.groupIndentation);
  },

  groupEnd() {
    const state = this[kState];
    state.indent = state.indent.slice(0, Math.max(state.indent.length - state.groupIndentation, 0));
  },

  table(tabularData, properties) {
    if (properties !== undefined) validateArray(properties, 'properties');
    if (tabularData === null || typeof tabularData !== 'object') return this.log(tabularData);
    return this.log(require('internal/console/table')(
      tabularData, properties, (value, options) => inspect(value, {
        ...options, ...inspectOptionsFor(this, this._stdout),
      })));
  },
};
methods.debug = methods.log;
methods.info = methods.log;
methods.dirxml = methods.log;
methods.error = methods.warn;
methods.groupCollapsed = methods.group;

Object.assign(Console.prototype, methods);

module.exports = { Console, formatTime, methods, setUp };
