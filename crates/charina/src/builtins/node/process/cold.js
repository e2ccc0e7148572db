// What of process is seldom called: warnings, capture callbacks, getBuiltinModule.
const { codes: { ERR_INVALID_ARG_TYPE, ERR_UNCAUGHT_EXCEPTION_CAPTURE_ALREADY_SET, ERR_INVALID_MODULE } } =
  require('internal/errors');
const { validateString, validateFunction } = require('internal/validators');
const process = require('process');
const flags = ops.flags();

let toldOfTrace = false;
const warned = new Set();

function onWarning(warning) {
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
    text += `\n(Use \`${process.argv0 || 'node'} ${flag} ...\` to show where the warning was created)`;
    toldOfTrace = true;
  }
  ops.writeStderr(`${text}\n`);
}
if (!flags.noWarnings && process.env.NODE_NO_WARNINGS !== '1') process.on('warning', onWarning);

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
  throw new ERR_INVALID_MODULE(`No such binding: ${name}`);
};

exports.loadEnvFile = function loadEnvFile(path = '.env') {
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

exports.assert = function assert(value, message) {
  require('assert')(value, message);
};

exports.openStdin = function openStdin() {
  process.stdin.resume();
  return process.stdin;
};
