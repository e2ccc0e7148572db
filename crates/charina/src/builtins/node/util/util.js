// node:util. https://nodejs.org/api/util.html
const { codes } = require('internal/errors');
const { promisify, deprecate, copyOwn, defineLazyProperties } = require('internal/util');
const { inspect, format, formatWithOptions, stripVTControlCharacters } = require('internal/util/inspect');
const check = () => require('internal/validators');  // parsed only where something is validated

/** https://nodejs.org/api/util.html#utilcallbackifyoriginal */
function callbackify(original) {
  check().validateFunction(original, 'original');
  function callbackified(...args) {
    const callback = args.pop();
    check().validateFunction(callback, 'last argument');
    const done = callback.bind(this);
    Reflect.apply(original, this, args).then(
      (value) => process.nextTick(done, null, value),
      (reason) => process.nextTick(done, reason || new codes.ERR_FALSY_VALUE_REJECTION(reason)));
  }
  const length = Object.getOwnPropertyDescriptor(original, 'length');
  const name = Object.getOwnPropertyDescriptor(original, 'name');
  copyOwn(callbackified, original);
  // Both may have been redefined on the original as anything.
  if (typeof length?.value === 'number') {
    Object.defineProperty(callbackified, 'length', { __proto__: null, value: length.value + 1 });
  }
  if (typeof name?.value === 'string') {
    Object.defineProperty(callbackified, 'name', { __proto__: null, value: `${name.value}Callbackified` });
  }
  return callbackified;
}

// NODE_DEBUG as a predicate, read once: names and `*` patterns, in any case.
let debugEnabled;
function testDebug(set) {
  if (debugEnabled === undefined) {
    const wanted = process.env.NODE_DEBUG;
    if (wanted) {
      const pattern = wanted.replace(/[|\\{}()[\]^$+?.]/g, '\\$&').replaceAll('*', '.*').replaceAll(',', '$|^');
      const regexp = new RegExp(`^${pattern}$`, 'i');
      debugEnabled = (name) => regexp.test(name);
    } else {
      debugEnabled = () => false;
    }
  }
  return debugEnabled(set);
}

/** https://nodejs.org/api/util.html#utildebuglogsection-callback */
function debuglog(set, cb) {
  let enabled;
  const test = () => {
    if (enabled === undefined) {
      set = `${set}`.toUpperCase();
      enabled = testDebug(set);
    }
    return enabled;
  };
  let write = (...args) => {
    if (test()) {
      write = (...values) => {
        const colors = process.stderr.hasColors?.() ?? false;
        const message = formatWithOptions({ colors }, ...values);
        process.stderr.write(`${set} ${inspect(process.pid, { colors })}: ${message}\n`);
      };
    } else {
      write = () => {};
    }
    if (typeof cb === 'function') {
      Object.defineProperty(write, 'enabled', {
        __proto__: null, get() { return enabled; }, configurable: true, enumerable: true,
      });
      cb(write);
    }
    write(...args);
  };
  const logger = (...args) => { if (enabled !== false) write(...args); };
  return Object.defineProperty(logger, 'enabled', {
    __proto__: null, get() { return test(); }, configurable: true, enumerable: true,
  });
}

/** https://nodejs.org/api/util.html#utilinheritsconstructor-superconstructor */
function inherits(ctor, superCtor) {
  if (ctor == null) throw new codes.ERR_INVALID_ARG_TYPE('ctor', 'Function', ctor);
  if (superCtor == null) throw new codes.ERR_INVALID_ARG_TYPE('superCtor', 'Function', superCtor);
  if (superCtor.prototype === undefined) {
    throw new codes.ERR_INVALID_ARG_TYPE('superCtor.prototype', 'Object', superCtor.prototype);
  }
  Object.defineProperty(ctor, 'super_', { __proto__: null, value: superCtor, writable: true, configurable: true });
  Object.setPrototypeOf(ctor.prototype, superCtor.prototype);
}

function _extend(target, source) {
  if (source === null || typeof source !== 'object') return target;
  return Object.assign(target, source);
}

function negativeErrno(err) {
  check().validateNumber(err, 'err');
  if (err >= 0 || !Number.isSafeInteger(err)) throw new codes.ERR_OUT_OF_RANGE('err', 'a negative integer', err);
}

/** https://nodejs.org/api/util.html#utilgetsystemerrornameerr */
function getSystemErrorName(err) {
  negativeErrno(err);
  return ops.systemError(err)?.[0] ?? `Unknown system error ${err}`;
}

/** https://nodejs.org/api/util.html#utilgetsystemerrormessageerr */
function getSystemErrorMessage(err) {
  negativeErrno(err);
  return ops.systemError(err)?.[1] ?? `Unknown system error ${err}`;
}

/** https://nodejs.org/api/util.html#utilgetsystemerrormap */
function getSystemErrorMap() {
  return new Map(ops.systemErrors());
}

/** https://nodejs.org/api/util.html#utilgetcallsitesframecount-options */
function getCallSites(frameCount = 10, options) {
  if (options === undefined && typeof frameCount === 'object') {
    options = frameCount;
    frameCount = 10;
  } else {
    options ??= options === undefined ? {} : options;
  }
  check().validateObject(options, 'options');
  if (options.sourceMap !== undefined) check().validateBoolean(options.sourceMap, 'options.sourceMap');
  check().validateInteger(frameCount, 'frameCount', 1, 200);
  const { prepareStackTrace, stackTraceLimit } = Error;
  const holder = {};
  try {
    Error.stackTraceLimit = frameCount;
    Error.prepareStackTrace = (_, sites) => sites;
    Error.captureStackTrace(holder, getCallSites);
    return holder.stack.map((site) => ({
      __proto__: null,
      functionName: site.getFunctionName() ?? '',
      scriptId: '0',
      scriptName: site.getFileName() ?? '',
      lineNumber: site.getLineNumber() ?? 0,
      columnNumber: site.getColumnNumber() ?? 0,
      column: site.getColumnNumber() ?? 0,
    }));
  } finally {
    Error.prepareStackTrace = prepareStackTrace;
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** https://nodejs.org/api/util.html#utilisdeepstrictequalval1-val2-options */
function isDeepStrictEqual(a, b, skipPrototype) {
  const options = typeof skipPrototype === 'object' ? skipPrototype?.skipPrototype : skipPrototype;
  return require('internal/util/comparisons').isDeepStrictEqual(a, b, options);
}

/** https://nodejs.org/api/util.html#utilparseenvcontent */
function parseEnv(content) {
  check().validateString(content, 'content');
  return ops.parseEnv(content);
}

/** https://nodejs.org/api/util.html#utiltousvstringstring */
function toUSVString(input) {
  return `${input}`.toWellFormed();
}

/** https://nodejs.org/api/util.html#utilstyletextformat-text-options */
function styleText(format, text, options) {
  return require('internal/util/colors').styleText(format, text, options);
}

/** https://nodejs.org/api/util.html#utilparseargsconfig */
function parseArgs(config = undefined) {
  return require('internal/util/parse_args').parseArgs(config);
}

function checkDiffInput(value, name) {
  if (Array.isArray(value)) check().validateStringArray(value, name);
  else check().validateString(value, name);
}

/** https://nodejs.org/api/util.html#utildiffactual-expected */
function diff(actual, expected) {
  if (actual === expected) return [];
  checkDiffInput(actual, 'actual');
  checkDiffInput(expected, 'expected');
  return require('internal/util/comparisons').diff(actual, expected, false);
}

/** https://nodejs.org/api/util.html#utilconvertprocesssignaltoexitcodesignal */
function convertProcessSignalToExitCode(signalCode) {
  const { signals } = require('os').constants;
  check().validateOneOf(signalCode, 'signalCode', Object.keys(signals));
  return 128 + signals[signalCode];
}

/** https://nodejs.org/api/util.html#utilabortedsignal-resource */
async function aborted(signal, resource) {
  if (!(signal instanceof require('internal/abort_controller').AbortSignal)) {
    const error = new TypeError('signal is not of type AbortSignal.');
    error.code = 'ERR_INVALID_ARG_TYPE';
    throw error;
  }
  check().validateObject(resource, 'resource', check().kValidateObjectAllowObjects);
  if (signal.aborted) return;
  // A resource that is gone has nobody left to tell.
  const held = new WeakRef(resource);
  return new Promise((resolve) => {
    signal.addEventListener('abort', (event) => { if (held.deref() !== undefined) resolve(event); }, { once: true });
  });
}

module.exports = {
  _errnoException(...args) {
    return new (require('internal/errors').ErrnoException)(...args);
  },
  _exceptionWithHostPort(...args) {
    return new (require('internal/errors').ExceptionWithHostPort)(...args);
  },
  _extend: deprecate(_extend, 'The `util._extend` API is deprecated. Please use Object.assign() instead.', 'DEP0060'),
  callbackify,
  convertProcessSignalToExitCode,
  debug: debuglog,
  debuglog,
  deprecate,
  format,
  styleText,
  formatWithOptions,
  getCallSites,
  getSystemErrorMap,
  getSystemErrorName,
  getSystemErrorMessage,
  inherits,
  inspect,
  isArray: deprecate(
    Array.isArray, 'The `util.isArray` API is deprecated. Please use `Array.isArray()` instead.', 'DEP0044'),
  isDeepStrictEqual,
  promisify,
  stripVTControlCharacters,
  toUSVString,
  aborted,
  types: require('util/types'),
  parseEnv,
  parseArgs,
  diff,
};
defineLazyProperties(module.exports, 'internal/abort_controller', ['transferableAbortSignal', 'transferableAbortController']);
defineLazyProperties(module.exports, 'internal/encoding', ['TextDecoder', 'TextEncoder']);
defineLazyProperties(module.exports, 'internal/mime', ['MIMEType', 'MIMEParams']);
