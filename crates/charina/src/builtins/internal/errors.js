// Node's coded errors for glue: `codes`, AbortError and, on first touch, the rest. https://nodejs.org/api/errors.html

// Table and objects are native (ops); codes whose message is more than a template are in errors_messages.
function makeCode(code, base) {
  function NodeError(...args) {
    return ops.create(code, args, base) ?? require('internal/errors_messages').create(code, args, base);
  }
  return NodeError;
}

// Codes with a second base class, as in `codes.ERR_INVALID_STATE.TypeError`.
const alternatives = {
  __proto__: null,
  ERR_HTTP2_INVALID_SETTING_VALUE: ['RangeError'],
  ERR_INVALID_ARG_VALUE: ['RangeError'],
  ERR_INVALID_RETURN_VALUE: ['RangeError'],
  ERR_INVALID_STATE: ['TypeError', 'RangeError'],
  ERR_OPERATION_FAILED: ['TypeError'],
};

// A code's constructor is made when it is first read and then stays on `codes` as a plain property: only
// that first read reaches the proxy, and loading this module costs nothing per code.
const codes = Object.create(new Proxy({ __proto__: null }, {
  get(_, code) {
    if (typeof code !== 'string' || !code.startsWith('ERR_')) return undefined;
    const made = makeCode(code);
    if (alternatives[code]) for (const base of alternatives[code]) made[base] = makeCode(code, base);
    return codes[code] = made;
  },
}));

/** What an aborted operation rejects with. */
class AbortError extends Error {
  constructor(message = 'The operation was aborted', options = undefined) {
    if (options !== undefined && typeof options !== 'object') {
      throw new codes.ERR_INVALID_ARG_TYPE('options', 'Object', options);
    }
    super(message, options);
    this.code = 'ABORT_ERR';
    this.name = 'AbortError';
  }
}

function aggregateTwoErrors(inner, outer) {
  if (inner && outer && inner !== outer) {
    if (Array.isArray(outer.errors)) {
      outer.errors.push(inner);
      return outer;
    }
    const err = new AggregateError([outer, inner], outer.message);
    err.code = outer.code;
    return err;
  }
  return inner || outer;
}

// Stacks do not show glue frames in the first place, so there is nothing to hide.
function hideStackFrames(fn) {
  fn.withoutStackTrace = fn;
  return fn;
}

function genericNodeError(message, properties) {
  return Object.assign(new Error(message), properties);
}

function isErrorStackTraceLimitWritable() {
  const own = Object.getOwnPropertyDescriptor(Error, 'stackTraceLimit');
  if (own === undefined) return Object.isExtensible(Error);
  return 'writable' in own ? own.writable : own.set !== undefined;
}

// Whether `err` is the one that endless recursion throws, whatever words the engine has for it.
let overflow;
function isStackOverflowError(err) {
  if (overflow === undefined) {
    try {
      (function recurse() { recurse(); })();
    } catch (e) {
      overflow = e;
    }
  }
  return err?.name === overflow.name && err.message === overflow.message;
}

module.exports = {
  // The system exceptions, on first touch.
  __proto__: new Proxy({}, { get: (_, name) => require('internal/errors_system')[name] }),
  codes, AbortError, aggregateTwoErrors, genericNodeError, hideStackFrames,
  isErrorStackTraceLimitWritable, isStackOverflowError,
  determineSpecificType: ops.describe,
};
