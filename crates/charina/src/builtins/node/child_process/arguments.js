// The arguments of the functions that start children, checked and brought into one form.
// https://nodejs.org/api/child_process.html#child_processspawncommand-args-options

const { codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_OUT_OF_RANGE } } = require('internal/errors');
const { isInt32, validateBoolean, validateFunction, validateObject, validateString } = require('internal/validators');
const { convertToValidSignal } = require('internal/child_process');

const MAX_BUFFER = 1024 * 1024;
let toldOfShellArguments = false;

function nullCheck(value, name) {
  if (typeof value === 'string' && value.includes('\u0000')) {
    throw new ERR_INVALID_ARG_VALUE(name, value, 'must be a string without null bytes');
  }
}

function nullCheckAll(args, name) {
  for (let i = 0; i < args.length; ++i) nullCheck(args[i], `${name}[${i}]`);
}

function validateTimeout(timeout) {
  if (timeout != null && !(Number.isInteger(timeout) && timeout >= 0)) {
    throw new ERR_OUT_OF_RANGE('timeout', 'an unsigned integer', timeout);
  }
}

function validateMaxBuffer(maxBuffer) {
  if (maxBuffer != null && !(typeof maxBuffer === 'number' && maxBuffer >= 0)) {
    throw new ERR_OUT_OF_RANGE('options.maxBuffer', 'a positive number', maxBuffer);
  }
}

function sanitizeKillSignal(killSignal) {
  if (typeof killSignal === 'string' || typeof killSignal === 'number') return convertToValidSignal(killSignal);
  if (killSignal != null) throw new ERR_INVALID_ARG_TYPE('options.killSignal', ['string', 'number'], killSignal);
  return undefined;
}

// A path, or a file: URL.
function getValidatedPath(value, name) {
  if (value?.href && value.protocol && value.auth === undefined && value.path === undefined) {
    value = require('url').fileURLToPath(value);
  }
  if (typeof value !== 'string' && !(value instanceof Uint8Array)) {
    throw new ERR_INVALID_ARG_TYPE(name, ['string', 'Buffer', 'URL'], value);
  }
  if (typeof value !== 'string') value = Buffer.from(value).toString();
  nullCheck(value, name);
  return value;
}

function optional(value, validate, name) {
  if (value != null) validate(value, name);
}

function normalizeSpawnArguments(file, args, options) {
  validateString(file, 'file');
  nullCheck(file, 'file');
  if (file.length === 0) throw new ERR_INVALID_ARG_VALUE('file', file, 'cannot be empty');
  if (Array.isArray(args)) {
    args = args.slice();
  } else if (args == null) {
    args = [];
  } else if (typeof args !== 'object') {
    throw new ERR_INVALID_ARG_TYPE('args', 'object', args);
  } else {
    options = args;
    args = [];
  }
  nullCheckAll(args, 'args');
  if (options === undefined) options = {};
  else validateObject(options, 'options');
  options = { __proto__: null, ...options };
  let { cwd } = options;
  if (cwd != null) cwd = getValidatedPath(cwd, 'options.cwd');
  optional(options.detached, validateBoolean, 'options.detached');
  if (options.uid != null && !isInt32(options.uid)) throw new ERR_INVALID_ARG_TYPE('options.uid', 'int32', options.uid);
  if (options.gid != null && !isInt32(options.gid)) throw new ERR_INVALID_ARG_TYPE('options.gid', 'int32', options.gid);
  if (options.shell != null && typeof options.shell !== 'boolean' && typeof options.shell !== 'string') {
    throw new ERR_INVALID_ARG_TYPE('options.shell', ['boolean', 'string'], options.shell);
  }
  if (options.argv0 != null) {
    validateString(options.argv0, 'options.argv0');
    nullCheck(options.argv0, 'options.argv0');
  }
  optional(options.windowsHide, validateBoolean, 'options.windowsHide');
  optional(options.windowsVerbatimArguments, validateBoolean, 'options.windowsVerbatimArguments');
  if (options.shell) {
    nullCheck(options.shell, 'options.shell');
    if (args.length > 0 && !toldOfShellArguments) {
      toldOfShellArguments = true;
      process.emitWarning(
        'Passing args to a child process with shell option true can lead to security vulnerabilities, ' +
        'as the arguments are not escaped, only concatenated.', 'DeprecationWarning', 'DEP0190');
    }
    const command = args.length > 0 ? `${file} ${args.join(' ')}` : file;
    file = typeof options.shell === 'string' ? options.shell : '/bin/sh';
    args = ['-c', command];
  }
  args.unshift(typeof options.argv0 === 'string' ? options.argv0 : file);
  const env = options.env || process.env;
  const envPairs = [];
  // Inherited variables count, too: that is how defaults are given.
  // eslint-disable-next-line guard-for-in
  for (const name in env) {
    const value = env[name];
    if (value !== undefined) {
      nullCheck(name, `options.env['${name}']`);
      nullCheck(value, `options.env['${name}']`);
      envPairs.push(`${name}=${value}`);
    }
  }
  return {
    ...options, args, cwd, detached: !!options.detached, envPairs, file, windowsHide: !!options.windowsHide,
    windowsVerbatimArguments: !!options.windowsVerbatimArguments,
  };
}

function normalizeExecFileArgs(file, args, options, callback) {
  if (Array.isArray(args)) {
    args = args.slice();
  } else if (args != null && typeof args === 'object') {
    callback = options;
    options = args;
    args = null;
  } else if (typeof args === 'function') {
    callback = args;
    options = null;
    args = null;
  }
  args ??= [];
  if (typeof options === 'function') callback = options;
  else if (options != null) validateObject(options, 'options');
  options = options == null || typeof options === 'function' ? {} : options;
  if (callback != null) validateFunction(callback, 'callback');
  // Validate argv0, if present.
  if (options.argv0 != null) {
    validateString(options.argv0, 'options.argv0');
    nullCheck(options.argv0, 'options.argv0');
  }
  return { file, args, options, callback };
}

function checkExecFileArguments(file, args, options) {
  validateString(file, 'file');
  return normalizeExecFileArgs(file, args, options);
}

function normalizeExecArgs(command, options, callback) {
  validateString(command, 'command');
  nullCheck(command, 'command');
  if (typeof options === 'function') {
    callback = options;
    options = undefined;
  }
  options = { ...options };
  options.shell = typeof options.shell === 'string' ? options.shell : true;
  return { file: command, options, callback };
}

module.exports = {
  MAX_BUFFER, checkExecFileArguments, getValidatedPath, normalizeExecArgs, normalizeExecFileArgs,
  normalizeSpawnArguments, nullCheck, nullCheckAll, sanitizeKillSignal, validateMaxBuffer, validateTimeout,
};
