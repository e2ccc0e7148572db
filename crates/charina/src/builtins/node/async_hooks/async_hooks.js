// node:async_hooks: https://nodejs.org/api/async_context.html and https://nodejs.org/api/async_hooks.html
// What AsyncLocalStorage is made of, the context frame, is native (mod.rs).

const { codes: { ERR_ASYNC_TYPE, ERR_INVALID_ASYNC_ID } } = require('internal/errors');
const { validateFunction, validateObject, validateString } = require('internal/validators');
const hooks = require('internal/async_hooks');

const { getContextFrame, setContextFrame } = ops;
const { kAsyncId, kTriggerId } = hooks;
const kFrame = Symbol('context_frame');
const kDestroyed = Symbol('destroyed');

class AsyncResource {
  constructor(type, opts = {}) {
    validateString(type, 'type');
    let trigger = opts;
    let requireManualDestroy = false;
    if (typeof opts !== 'number') {
      trigger = opts.triggerAsyncId === undefined ? hooks.executionAsyncId() : opts.triggerAsyncId;
      requireManualDestroy = !!opts.requireManualDestroy;
    }
    if (!Number.isSafeInteger(trigger) || trigger < -1) throw new ERR_INVALID_ASYNC_ID('triggerAsyncId', trigger);

    const id = hooks.newAsyncId();
    this[kAsyncId] = id;
    this[kTriggerId] = trigger;
    this[kFrame] = getContextFrame();
    if (hooks.hasHooks()) {
      if (type.length === 0) throw new ERR_ASYNC_TYPE(type);
      hooks.emitInit(id, type, trigger, this);
      if (!requireManualDestroy) {
        this[kDestroyed] = { destroyed: false };
        hooks.destroyWhenCollected(this, id, this[kDestroyed]);
      }
    }
  }

  runInAsyncScope(fn, thisArg, ...args) {
    const id = this[kAsyncId];
    const prior = getContextFrame();
    setContextFrame(this[kFrame]);
    hooks.emitBefore(id, this[kTriggerId], this);
    try {
      return Reflect.apply(fn, thisArg, args);
    } finally {
      hooks.emitAfter(id);
      setContextFrame(prior);
    }
  }

  emitDestroy() {
    if (this[kDestroyed] !== undefined) this[kDestroyed].destroyed = true;
    hooks.emitDestroy(this[kAsyncId]);
    return this;
  }

  asyncId() { return this[kAsyncId]; }

  triggerAsyncId() { return this[kTriggerId]; }

  bind(fn, thisArg) {
    validateFunction(fn, 'fn');
    const resource = this;
    const bound = thisArg === undefined ?
      function(...args) { return resource.runInAsyncScope(fn, this, ...args); } :
      this.runInAsyncScope.bind(this, fn, thisArg);
    let self = this;
    const deprecated = () => {
      process.emitWarning('The asyncResource property on bound functions is deprecated', 'DeprecationWarning',
                          'DEP0172');
    };
    Object.defineProperties(bound, {
      length: { __proto__: null, configurable: true, value: fn.length },
      asyncResource: {
        __proto__: null,
        configurable: true,
        enumerable: true,
        get() {
          deprecated();
          return self;
        },
        set(value) {
          deprecated();
          self = value;
        },
      },
    });
    return bound;
  }

  static bind(fn, type, thisArg) {
    return new AsyncResource(type || fn.name || 'bound-anonymous-fn').bind(fn, thisArg);
  }
}

class AsyncLocalStorage {
  #defaultValue = undefined;
  #name = '';

  constructor(options = {}) {
    validateObject(options, 'options');
    this.#defaultValue = options.defaultValue;
    if (options.name !== undefined) this.#name = `${options.name}`;
  }

  get name() { return this.#name; }

  static bind(fn) { return AsyncResource.bind(fn); }

  static snapshot() { return AsyncLocalStorage.bind((cb, ...args) => cb(...args)); }

  exit(callback, ...args) { return this.run(undefined, callback, ...args); }

  getStore() { return ops.getStore(this, this.#defaultValue); }
}
for (const name of ['disable', 'enterWith', 'run']) {
  Object.defineProperty(AsyncLocalStorage.prototype, name,
                        { __proto__: null, value: ops[name], writable: true, configurable: true });
}

// The resource types of Node's documentation and its async_wrap.
const providers = ('NONE DIRHANDLE DNSCHANNEL ELDHISTOGRAM FILEHANDLE FILEHANDLECLOSEREQ BLOBREADER FSEVENTWRAP ' +
  'FSREQCALLBACK FSREQPROMISE GETADDRINFOREQWRAP GETNAMEINFOREQWRAP HEAPSNAPSHOT CPUHEAPPROFILE HTTP2SESSION ' +
  'HTTP2STREAM HTTP2PING HTTP2SETTINGS HTTPINCOMINGMESSAGE HTTPCLIENTREQUEST JSSTREAM JSUDPWRAP MESSAGEPORT ' +
  'PIPECONNECTWRAP PIPESERVERWRAP PIPEWRAP PROCESSWRAP PROMISE QUERYWRAP SHUTDOWNWRAP SIGNALWRAP STATWATCHER ' +
  'STREAMPIPE TCPCONNECTWRAP TCPSERVERWRAP TCPWRAP TTYWRAP UDPSENDWRAP UDPWRAP SIGINTWATCHDOG WORKER ' +
  'WORKERHEAPSNAPSHOT WRITEWRAP ZLIB CHECKPRIMEREQUEST PBKDF2REQUEST KEYPAIRGENREQUEST KEYGENREQUEST ' +
  'KEYEXPORTREQUEST CIPHERREQUEST DERIVEBITSREQUEST HASHREQUEST RANDOMBYTESREQUEST RANDOMPRIMEREQUEST SCRYPTREQUEST ' +
  'SIGNREQUEST TLSWRAP VERIFYREQUEST').split(' ');
const asyncWrapProviders = { __proto__: null };
providers.forEach((name, id) => { asyncWrapProviders[name] = id; });

module.exports = {
  AsyncLocalStorage,
  createHook: (callbacks) => new hooks.AsyncHook(callbacks),
  executionAsyncId: hooks.executionAsyncId,
  triggerAsyncId: hooks.triggerAsyncId,
  executionAsyncResource: hooks.executionAsyncResource,
  asyncWrapProviders: Object.freeze(asyncWrapProviders),
  AsyncResource,
};
