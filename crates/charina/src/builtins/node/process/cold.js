// What of process is seldom called: warnings, capture callbacks, getBuiltinModule.
const {
  codes: {
    ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_UNCAUGHT_EXCEPTION_CAPTURE_ALREADY_SET,
  },
} = require('internal/errors');
const { validateArray, validateBoolean, validateObject, validateString } = require('internal/validators');
const process = require('process');
const flags = ops.flags();
const disabled = new Set(flags.disableWarnings);

let toldOfTrace = false;
const warned = new Set();

exports.onWarning = function onWarning(warning) {
  if (disabled.has(warning?.code) || disabled.has(warning?.name)) return;
  if (!(warning instanceof Error)) return;
  const deprecation = warning.name === 'DeprecationWarning';
  if (deprecation && process.noDeprecation) return;
  const trace = process.traceProcessWarnings || flags.traceWarnings || (deprecation && process.traceDeprecation);
  let text = `(${process.release.name}:${process.pid}) `;
  if (warning.code) text += `[${warning.code}] `;
  if (trace && warning.stack) {
    text += warning.stack;
  } else {
    text += typeof warning.toString === 'function' ? warning.toString() : Error.prototype.toString.call(warning);
  }
  if (typeof warning.detail === 'string') text += `\n${warning.detail}`;
  if (!trace && !toldOfTrace) {
    const flag = deprecation ? '--trace-deprecation' : '--trace-warnings';
    text += `\n(Use \`${require('path').basename(process.argv0 || 'node', '.exe')} ${flag} ...\` to show where the warning was created)`;
    toldOfTrace = true;
  }
  if (flags.redirectWarnings) {
    try {
      return require('fs').appendFileSync(flags.redirectWarnings, `${text}\n`);
    } catch {
      // A file that cannot be written to is no reason to lose the warning.
    }
  }
  process.stderr.write(`${text}\n`);
};

function makeWarning(warning, type, code, ctor, detail) {
  const { stackTraceLimit } = Error;
  if (!process.traceDeprecation && type === 'DeprecationWarning') Error.stackTraceLimit = 0;
  const made = new Error(warning);
  Error.stackTraceLimit = stackTraceLimit;
  made.name = String(type || 'Warning');
  if (code !== undefined) made.code = code;
  if (detail !== undefined) made.detail = detail;
  Error.captureStackTrace(made, ctor || exports.emitWarning);
  return made;
}

exports.emitWarning = function emitWarning(warning, type, code, ctor) {
  let detail;
  if (type !== null && typeof type === 'object' && !Array.isArray(type)) {
    ctor = type.ctor;
    code = type.code;
    if (typeof type.detail === 'string') detail = type.detail;
    type = type.type || 'Warning';
  } else if (typeof type === 'function') {
    ctor = type;
    code = undefined;
    type = 'Warning';
  }
  if (type !== undefined) validateString(type, 'type');
  if (typeof code === 'function') {
    ctor = code;
    code = undefined;
  } else if (code !== undefined) {
    validateString(code, 'code');
  }
  if (typeof warning === 'string') {
    warning = makeWarning(warning, type, code, ctor, detail);
  } else if (!(warning instanceof Error)) {
    throw new ERR_INVALID_ARG_TYPE('warning', ['Error', 'string'], warning);
  }
  if (warning.name === 'DeprecationWarning') {
    if (process.noDeprecation) return;
    if (process.throwDeprecation) {
      return process.nextTick(() => { throw warning; });
    }
  }
  process.nextTick((w) => process.emit('warning', w), warning);
};

// A warning that is told at once: the program may be about to end.
exports.emitWarningSync = function(warning, type, code) {
  process.emit('warning', makeWarning(warning, type, code));
};

exports.emitWarningOnce = function(key, ...args) {
  if (warned.has(key)) return;
  warned.add(key);
  process.emitWarning(...args);
};

exports.setUncaughtExceptionCaptureCallback = function setUncaughtExceptionCaptureCallback(fn) {
  if (fn === null) {
    ops.setCaptureCallback(undefined);
    return;
  }
  if (typeof fn !== 'function') throw new ERR_INVALID_ARG_TYPE('fn', ['Function', 'null'], fn);
  if (ops.hasCaptureCallback()) throw new ERR_UNCAUGHT_EXCEPTION_CAPTURE_ALREADY_SET();
  ops.setCaptureCallback(fn);
};

exports.hasUncaughtExceptionCaptureCallback = function hasUncaughtExceptionCaptureCallback() {
  return ops.hasCaptureCallback();
};

exports.getBuiltinModule = function getBuiltinModule(id) {
  validateString(id, 'id');
  const { isBuiltin } = require('module');
  if (!isBuiltin(id)) return undefined;
  return require(id.startsWith('node:') ? id.slice(5) : id);
};

exports.binding = function binding(name) {
  if (flags.pendingDeprecation) {
    exports.emitWarningOnce('binding', 'Access to process.binding(\'' + name + '\') is deprecated.',
                            'DeprecationWarning', 'DEP0111');
  }
  throw new Error(`No such module: ${name}`);
};

exports._linkedBinding = function _linkedBinding(name) {
  throw Object.assign(new Error(`No such binding was linked: ${name}`), { code: 'ERR_INVALID_MODULE' });
};

exports._rawDebug = function _rawDebug(...args) {
  ops.writeStderr(`${require('util').format(...args)}\n`);
};

function referenceOf(object, name) {
  const method = object?.[Symbol.for(`nodejs.${name}`)] || object?.[Symbol.for(`node:${name}`)] || object?.[name];
  if (typeof method === 'function') method.call(object);
}

exports.ref = function ref(maybeRefable) {
  referenceOf(maybeRefable, 'ref');
};

exports.unref = function unref(maybeRefable) {
  referenceOf(maybeRefable, 'unref');
};

exports.execve = function execve(execPath, args = [], env) {
  exports.emitWarningOnce('execve', 'process.execve is an experimental feature and might change at any time',
                          'ExperimentalWarning');
  validateString(execPath, 'execPath');
  validateArray(args, 'args');
  const bad = (value) => typeof value !== 'string' || value.includes('\0');
  for (let i = 0; i < args.length; i++) {
    if (bad(args[i])) throw new ERR_INVALID_ARG_VALUE(`args[${i}]`, args[i], 'must be a string without null bytes');
  }
  if (env === undefined) env = process.env; else validateObject(env, 'env');
  const names = Object.keys(env);
  const values = names.map((name) => env[name]);
  if (names.some(bad) || values.some(bad)) {
    throw new ERR_INVALID_ARG_VALUE('env', env, 'must be an object with string keys and values without null bytes');
  }
  ops.exec(execPath, args, names, values);
};

exports.setSourceMapsEnabled = function setSourceMapsEnabled(enabled) {
  validateBoolean(enabled, 'enabled');
};

// What process.finalization is: callbacks for objects that still live when the process ends.
exports.makeFinalization = function() {
  const kept = { exit: [], beforeExit: [] };
  const run = (event) => {
    process.removeListener(event, listeners[event]);
    for (const [weak, fn] of kept[event].splice(0)) {
      const object = weak.deref();
      if (object !== undefined) fn(object, event);
    }
  };
  const listeners = { exit() { run('exit'); }, beforeExit() { run('beforeExit'); } };
  function add(event, object, fn) {
    if (object === null || (typeof object !== 'object' && typeof object !== 'function')) {
      throw new ERR_INVALID_ARG_TYPE('obj', 'object', object);
    }
    if (kept[event].length === 0) process.on(event, listeners[event]);
    kept[event].push([new WeakRef(object), fn]);
  }
  const warn = (name) => exports.emitWarningOnce(
    name, `process.finalization.${name} is an experimental feature and might change at any time`,
    'ExperimentalWarning');
  return {
    register: function register(obj, fn) {
      warn('register');
      add('exit', obj, fn);
    },
    registerBeforeExit: function registerBeforeExit(obj, fn) {
      warn('registerBeforeExit');
      add('beforeExit', obj, fn);
    },
    unregister: function unregister(obj) {
      warn('unregister');
      if (obj === null || (typeof obj !== 'object' && typeof obj !== 'function')) {
        throw new TypeError(`Invalid unregisterToken ('${String(obj)}')`);
      }
      for (const event of ['exit', 'beforeExit']) {
        if (kept[event].length === 0) continue;
        kept[event] = kept[event].filter(([weak]) => weak.deref() !== obj);
        if (kept[event].length === 0) process.removeListener(event, listeners[event]);
      }
    },
  };
};

// A Set of options that knows each also with underscores, and with a value behind it; nothing changes it.
exports.makeAllowedFlags = function() {
  const names = new Set(flags.environment);
  const bare = new Set(flags.environment.map((flag) => flag.replace(/^--?/, '')));
  class NodeEnvironmentFlagsSet extends Set {
    add() { return this; }
    delete() { return false; }
    clear() {}
    has(key) {
      if (typeof key !== 'string') return false;
      key = key.replace(/_/g, '-');
      if (/^--?/.test(key)) return names.has(key.replace(/=.*$/, ''));
      return bare.has(key);
    }
    get size() { return names.size; }
    entries() { return names.entries(); }
    keys() { return names.keys(); }
    values() { return names.values(); }
    [Symbol.iterator]() { return names.values(); }
    forEach(callback, thisArg = undefined) {
      names.forEach((value) => Reflect.apply(callback, thisArg, [value, value, this]));
    }
  }
  Object.freeze(NodeEnvironmentFlagsSet.prototype.constructor);
  Object.freeze(NodeEnvironmentFlagsSet.prototype);
  return Object.freeze(new NodeEnvironmentFlagsSet());
};

exports.loadEnvFile = function loadEnvFile(path) {
  path ??= '.env';
  if (typeof path !== 'string' && !(path instanceof Uint8Array) && !(path instanceof URL)) {
    throw new ERR_INVALID_ARG_TYPE('path', ['string', 'Buffer', 'URL'], path);
  }
  const { readFileSync } = require('fs');
  const { parseEnv } = require('util');
  const values = parseEnv(readFileSync(path, 'utf8'));
  for (const key of Object.keys(values)) {
    if (process.env[key] === undefined) process.env[key] = values[key];
  }
};

exports.getActiveResourcesInfo = function getActiveResourcesInfo() {
  return ops.activeResources();
};

exports.openStdin = function openStdin() {
  process.stdin.resume();
  return process.stdin;
};
