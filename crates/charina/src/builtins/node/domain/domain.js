// node:domain: https://nodejs.org/api/domain.html
// A stack of entered domains, of which the last is process.domain. Callbacks come back to the domain they were made in
// by an async hook; emitters remember theirs in `domain`; what nobody catches goes to the domain's 'error' event.

const {
  codes: {
    ERR_DOMAIN_CALLBACK_NOT_AVAILABLE, ERR_DOMAIN_CANNOT_SET_UNCAUGHT_EXCEPTION_CAPTURE, ERR_UNHANDLED_ERROR,
  },
} = require('internal/errors');
const { createHook, executionAsyncResource } = require('async_hooks');
const EventEmitter = require('events');
const process = require('process');

if (process.hasUncaughtExceptionCaptureCallback()) throw new ERR_DOMAIN_CALLBACK_NOT_AVAILABLE();

const stack = exports._stack = [];
let current = null;
Object.defineProperty(process, 'domain', {
  __proto__: null,
  enumerable: true,
  configurable: true,
  get() { return current; },
  set(domain) { return current = domain; },
});

function activate(domain) { exports.active = process.domain = domain; }

// `value.domain`, which is not to be seen in loops.
function own(value, domain) {
  Object.defineProperty(value, 'domain', {
    __proto__: null, configurable: true, enumerable: false, writable: true, value: domain,
  });
}

function isObject(value) {
  return value !== null && (typeof value === 'object' || typeof value === 'function');
}

// While a domain with an 'error' listener is entered, uncaught errors are its own.
function updateExceptionCapture() {
  const heard = stack.some((domain) => domain.listenerCount('error') > 0);
  ops.setCapture(heard ? (error) => process.domain._errorHandler(error) : undefined);
}

function leaveAll() {
  stack.length = 0;
  activate(null);
  updateExceptionCapture();
}

// Whoever tries to set a capture callback of his own learns who loaded this module.
const loaded = new Error('require(`domain`) at this point');
loaded.name = 'domain';
process.setUncaughtExceptionCaptureCallback = function(fn) {
  const error = new ERR_DOMAIN_CANNOT_SET_UNCAUGHT_EXCEPTION_CAPTURE();
  const at = loaded.stack.split('\n').slice(1).join('\n');
  error.stack = `${error.stack}\n${'-'.repeat(40)}\n${at}`;
  throw error;
};

// By resource, not by id: a callback that never comes leaves nothing behind.
const domains = new WeakMap();
const hook = createHook({
  init(id, type, trigger, resource) {
    const { domain } = process;
    if (domain === null || domain === undefined) return;
    domains.set(resource, domain);
    // A promise of another context must not lead out of it.
    if (type !== 'PROMISE' || resource instanceof Promise) own(resource, domain);
  },
  before() { domains.get(executionAsyncResource())?.enter(); },
  after() { domains.get(executionAsyncResource())?.exit(); },
});

class Domain extends EventEmitter {
  constructor() {
    super();
    this.members = [];
    hook.enable();
    this.on('removeListener', updateExceptionCapture);
    this.on('newListener', updateExceptionCapture);
  }
}
exports.Domain = Domain;

exports.create = exports.createDomain = function createDomain() { return new Domain(); };

exports.active = null;

// An error that nothing caught. Its handler runs outside this domain, so that what it throws goes to the next.
Domain.prototype._errorHandler = function(er) {
  if (isObject(er)) {
    own(er, this);
    er.domainThrown = true;
  }
  while (exports.active === this) this.exit();

  let caught = false;
  if (stack.length === 0) {
    // Nobody is left to handle what the handler throws: it ends the process.
    if (this.listenerCount('error') > 0) {
      ops.setCapture(undefined);
      try {
        caught = this.emit('error', er);
      } finally {
        updateExceptionCapture();
      }
    }
  } else {
    try {
      caught = this.emit('error', er);
    } catch (second) {
      updateExceptionCapture();
      if (stack.length === 0) throw second;
      activate(stack[stack.length - 1]);
      caught = process.domain._errorHandler(second);
    }
  }
  leaveAll();
  return caught;
};

Domain.prototype.enter = function() {
  activate(this);
  stack.push(this);
  updateExceptionCapture();
};

Domain.prototype.exit = function() {
  const index = stack.lastIndexOf(this);
  if (index === -1) return;
  // Those entered since are left as well.
  stack.length = index;
  activate(stack.length === 0 ? undefined : stack[stack.length - 1]);
  updateExceptionCapture();
};

Domain.prototype.add = function(ee) {
  if (ee.domain === this) return;
  if (ee.domain) ee.domain.remove(ee);
  // A domain never becomes its own ancestor: its errors would go round for ever.
  if (this.domain && ee instanceof Domain) {
    for (let domain = this.domain; domain; domain = domain.domain) {
      if (ee === domain) return;
    }
  }
  own(ee, this);
  this.members.push(ee);
};

Domain.prototype.remove = function(ee) {
  ee.domain = null;
  const index = this.members.indexOf(ee);
  if (index !== -1) this.members.splice(index, 1);
};

Domain.prototype.run = function(fn) {
  this.enter();
  const result = Reflect.apply(fn, this, Array.prototype.slice.call(arguments, 1));
  this.exit();
  return result;
};

function intercepted(target, domain, cb, args) {
  const er = args[0];
  if (er && er instanceof Error) {
    er.domainBound = cb;
    er.domainThrown = false;
    own(er, domain);
    domain.emit('error', er);
    return undefined;
  }
  domain.enter();
  const result = Reflect.apply(cb, target, Array.prototype.slice.call(args, 1));
  domain.exit();
  return result;
}

Domain.prototype.intercept = function(cb) {
  const domain = this;
  function runIntercepted() { return intercepted(this, domain, cb, arguments); }
  return runIntercepted;
};

Domain.prototype.bind = function(cb) {
  const domain = this;
  function runBound() {
    domain.enter();
    const result = Reflect.apply(cb, this, arguments);
    domain.exit();
    return result;
  }
  own(runBound, this);
  return runBound;
};

// Emitters //

EventEmitter.usingDomains = true;

const { init } = EventEmitter;
EventEmitter.init = function(opts) {
  own(this, exports.active && !(this instanceof Domain) ? exports.active : null);
  return Reflect.apply(init, this, [opts]);
};

const { emit } = EventEmitter.prototype;
EventEmitter.prototype.emit = function emit_(...args) {
  const { domain } = this;
  if (domain === null || domain === undefined || this === process) return Reflect.apply(emit, this, args);

  const [type] = args;
  if (type === 'error' && this.listenerCount('error') === 0) {
    const er = args.length > 1 && args[1] ? args[1] : new ERR_UNHANDLED_ERROR(args[1]);
    if (isObject(er)) {
      er.domainEmitter = this;
      own(er, domain);
      er.domainThrown = false;
    }
    // The handler runs outside the emitter's domain, then everything is as it was: nothing was thrown.
    const entered = stack.slice();
    const active = process.domain;
    let top = stack.lastIndexOf(active);
    while (top >= 0 && stack[top] === domain) top--;
    stack.length = top + 1;
    activate(stack.length === 0 ? null : stack[stack.length - 1]);
    updateExceptionCapture();
    domain.emit('error', er);
    stack.splice(0, stack.length, ...entered);
    activate(active);
    updateExceptionCapture();
    return false;
  }

  domain.enter();
  const result = Reflect.apply(emit, this, args);
  domain.exit();
  return result;
};
Object.defineProperty(EventEmitter.prototype.emit, 'name', { __proto__: null, value: 'emit', configurable: true });

ops.begin(leaveAll);
