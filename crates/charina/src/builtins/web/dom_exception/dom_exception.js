// DOMException: https://webidl.spec.whatwg.org/#idl-DOMException

const { expose, kClone } = require('internal/interface');
const { defineProperty } = Object;

// The legacy codes count from 1 in this order.
const names = ('IndexSizeError DOMStringSizeError HierarchyRequestError WrongDocumentError InvalidCharacterError ' +
  'NoDataAllowedError NoModificationAllowedError NotFoundError NotSupportedError InUseAttributeError ' +
  'InvalidStateError SyntaxError InvalidModificationError NamespaceError InvalidAccessError ValidationError ' +
  'TypeMismatchError SecurityError NetworkError AbortError URLMismatchError QuotaExceededError TimeoutError ' +
  'InvalidNodeTypeError DataCloneError').split(' ');
const constants = ('INDEX_SIZE DOMSTRING_SIZE HIERARCHY_REQUEST WRONG_DOCUMENT INVALID_CHARACTER NO_DATA_ALLOWED ' +
  'NO_MODIFICATION_ALLOWED NOT_FOUND NOT_SUPPORTED INUSE_ATTRIBUTE INVALID_STATE SYNTAX INVALID_MODIFICATION ' +
  'NAMESPACE INVALID_ACCESS VALIDATION TYPE_MISMATCH SECURITY NETWORK ABORT URL_MISMATCH QUOTA_EXCEEDED TIMEOUT ' +
  'INVALID_NODE_TYPE DATA_CLONE').split(' ');

let read;

// Puts the internal slots on a real Error object: the base constructor returns the object it was given.
class Slots extends (function(error) { return error; }) {
  #name;
  #message;
  constructor(error, name, message) {
    super(error);
    this.#name = name;
    this.#message = message;
  }
  static {
    read = (self, name) => {
      if (self === null || typeof self !== 'object' || !(#name in self)) {
        throw new (require('internal/errors').codes.ERR_INVALID_THIS)('DOMException');
      }
      return name ? self.#name : self.#message;
    };
  }
}

class DOMException {
  constructor(message = '', options = 'Error') {
    // A real Error object, so that it has a stack and native brand checks see an error.
    const self = Object.setPrototypeOf(new Error(), new.target.prototype);
    let name = options;
    let hasCause = false;
    if (options !== null && typeof options === 'object') {
      ({ name = 'Error' } = options);
      hasCause = 'cause' in options;
    }
    new Slots(self, `${name}`, `${message}`);
    if (hasCause) {
      defineProperty(self, 'cause',
                     { __proto__: null, value: options.cause, configurable: true, writable: true, enumerable: false });
    }
    Error.captureStackTrace(self, new.target);
    return self;
  }

  get name() { return read(this, true); }

  get message() { return read(this, false); }

  get code() {
    const name = read(this, true);
    // Three names left the specification's table, but their constants stayed.
    if (name === 'DOMStringSizeError' || name === 'NoDataAllowedError' || name === 'ValidationError') return 0;
    return names.indexOf(name) + 1;
  }

  [kClone]() {
    const { name, message, stack } = this;
    return { data: { name, message, stack }, deserializeInfo: 'internal/dom_exception:restore' };
  }
}

Object.setPrototypeOf(DOMException.prototype, Error.prototype);
expose(DOMException, 'name message code');
constants.forEach((name, index) => {
  const descriptor = { __proto__: null, enumerable: true, value: index + 1 };
  defineProperty(DOMException, `${name}_ERR`, descriptor);
  defineProperty(DOMException.prototype, `${name}_ERR`, descriptor);
});

exports.DOMException = DOMException;

exports.restore = ({ name, message, stack }) => {
  const copy = new DOMException(message, name);
  copy.stack = stack;
  return copy;
};
