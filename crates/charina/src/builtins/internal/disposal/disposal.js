// DisposableStack, AsyncDisposableStack, SuppressedError: https://tc39.es/proposal-explicit-resource-management/

const hidden = (value) => ({ __proto__: null, value, writable: true, enumerable: false, configurable: true });
const callable = (value) => {
  if (typeof value !== 'function') throw new TypeError(`${typeof value === 'string' ? `"${value}"` : String(value)} is not a function`);
};

function SuppressedError(error, suppressed, message) {
  const self = Reflect.construct(Error, message === undefined ? [] : [message], new.target ?? SuppressedError);
  Error.captureStackTrace(self, SuppressedError);
  Object.defineProperties(self, { error: hidden(error), suppressed: hidden(suppressed) });
  return self;
}
Object.setPrototypeOf(SuppressedError, Error);
Object.defineProperty(SuppressedError, 'prototype', {
  __proto__: null,
  value: Object.create(Error.prototype, { constructor: hidden(SuppressedError), name: hidden('SuppressedError'), message: hidden('') }),
  writable: false, enumerable: false, configurable: false,
});

const suppress = (error, suppressed) => new SuppressedError(error, suppressed, 'An error was suppressed during disposal');

// The method that disposes of `value`: a synchronous one is not waited for, whatever it returns.
function disposer(value, isAsync) {
  if (value === null || (typeof value !== 'object' && typeof value !== 'function')) {
    throw new TypeError('An object is expected with `using` declarations');
  }
  let method = isAsync ? value[Symbol.asyncDispose] : undefined;
  if (method !== undefined && method !== null) {
    if (typeof method !== 'function') throw new TypeError('Symbol(Symbol.asyncDispose) is not a function');
    return () => Reflect.apply(method, value, []);
  }
  method = value[Symbol.dispose];
  if (typeof method !== 'function') throw new TypeError('Symbol(Symbol.dispose) is not a function');
  return () => { Reflect.apply(method, value, []); };
}

// What both kinds of stack do, with the private state that `state(self, method)` gives.
const shared = (state, isAsync, create) => ({
  use(value) {
    const own = state(this, 'use');
    if (value !== null && value !== undefined) own.push(disposer(value, isAsync));
    else if (isAsync) own.push(undefined);
    return value;
  },
  adopt(value, onDispose) {
    const own = state(this, 'adopt');
    callable(onDispose);
    own.push(() => Reflect.apply(onDispose, undefined, [value]));
    return value;
  },
  defer(onDispose) {
    const own = state(this, 'defer');
    callable(onDispose);
    own.push(() => Reflect.apply(onDispose, undefined, []));
  },
  move() { return create(state(this, 'move')); },
});

const install = (Class, methods) => {
  for (const name of ['use', 'dispose', 'disposeAsync', 'adopt', 'defer', 'move']) {
    if (methods[name]) Object.defineProperty(Class.prototype, name, hidden(methods[name]));
  }
};
const foreign = (name, method, self, kind = '') => {
  const shown = self !== null && (typeof self === 'object' || typeof self === 'function') ? `#<${self.constructor?.name || 'Object'}>` : String(self);
  return new TypeError(`Method ${kind}${name}.prototype.${method} called on incompatible receiver ${shown}`);
};
const disposedAlready = (name, method) =>
  new ReferenceError(`Cannot call ${name}.prototype.${method} on an already-disposed ${name}`);

class DisposableStack {
  // The disposers, last in first out; nothing when they have run.
  #own = [];
  static {
    const state = (self, method) => {
      if (self === null || typeof self !== 'object' || !(#own in self)) throw foreign('DisposableStack', method, self);
      if (self.#own === undefined) throw disposedAlready('DisposableStack', method);
      return self.#own;
    };
    const methods = shared(state, false, (own) => {
      const stack = new DisposableStack();
      stack.#own = own;
      return stack;
    });
    const { move } = methods;
    methods.move = { move() {
      const moved = Reflect.apply(move, this, []);
      this.#own = undefined;
      return moved;
    } }.move;
    methods.dispose = { dispose() {
      if (this === null || typeof this !== 'object' || !(#own in this)) throw foreign('DisposableStack', 'dispose', this);
      const own = this.#own;
      this.#own = undefined;
      let failed = false;
      let failure;
      for (let i = (own?.length ?? 0) - 1; i >= 0; i--) {
        try {
          own[i]();
        } catch (error) {
          failure = failed ? suppress(error, failure) : error;
          failed = true;
        }
      }
      if (failed) throw failure;
    } }.dispose;
    install(DisposableStack, methods);
  }
  get disposed() {
    if (this === null || typeof this !== 'object' || !(#own in this)) throw foreign('DisposableStack', 'disposed', this, 'get ');
    return this.#own === undefined;
  }
}
Object.defineProperty(DisposableStack.prototype, Symbol.dispose, hidden(DisposableStack.prototype.dispose));

class AsyncDisposableStack {
  #own = [];
  static {
    const state = (self, method) => {
      if (self === null || typeof self !== 'object' || !(#own in self)) throw foreign('AsyncDisposableStack', method, self);
      if (self.#own === undefined) throw disposedAlready('AsyncDisposableStack', method);
      return self.#own;
    };
    const methods = shared(state, true, (own) => {
      const stack = new AsyncDisposableStack();
      stack.#own = own;
      return stack;
    });
    const { move } = methods;
    methods.move = { move() {
      const moved = Reflect.apply(move, this, []);
      this.#own = undefined;
      return moved;
    } }.move;
    methods.disposeAsync = { async disposeAsync() {
      if (this === null || typeof this !== 'object' || !(#own in this)) throw foreign('AsyncDisposableStack', 'disposeAsync', this);
      const own = this.#own;
      this.#own = undefined;
      let failed = false;
      let failure;
      let awaits = false;
      let awaited = false;
      for (let i = (own?.length ?? 0) - 1; i >= 0; i--) {
        if (own[i] === undefined) { awaits = true; continue; }
        try {
          const result = own[i]();
          awaited = true;
          await result;
        } catch (error) {
          failure = failed ? suppress(error, failure) : error;
          failed = true;
        }
      }
      if (awaits && !awaited) await undefined;
      if (failed) throw failure;
    } }.disposeAsync;
    install(AsyncDisposableStack, methods);
  }
  get disposed() {
    if (this === null || typeof this !== 'object' || !(#own in this)) throw foreign('AsyncDisposableStack', 'disposed', this, 'get ');
    return this.#own === undefined;
  }
}
Object.defineProperty(AsyncDisposableStack.prototype, Symbol.asyncDispose, hidden(AsyncDisposableStack.prototype.disposeAsync));

for (const Class of [DisposableStack, AsyncDisposableStack]) {
  Object.defineProperty(Class.prototype, Symbol.toStringTag, { __proto__: null, value: Class.name, configurable: true });
}

module.exports = { AsyncDisposableStack, DisposableStack, SuppressedError };
