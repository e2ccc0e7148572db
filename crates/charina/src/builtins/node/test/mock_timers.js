// Timers and a clock that move by hand (https://nodejs.org/api/test.html#class-mocktimers).
const { codes: { ERR_INVALID_ARG_VALUE, ERR_INVALID_STATE } } = require('internal/errors');
const { validateAbortSignal, validateNumber, validateObject, validateStringArray } = require('internal/validators');
const timers = require('timers');

const SUPPORTED = ['setTimeout', 'setInterval', 'setImmediate', 'Date', 'scheduler.wait', 'AbortSignal.timeout'];
const clears = { __proto__: null, setTimeout: 'clearTimeout', setInterval: 'clearInterval', setImmediate: 'clearImmediate' };

class Timeout {
  constructor(owner, fields) {
    Object.defineProperty(this, 'owner', { __proto__: null, value: owner });
    Object.assign(this, fields);
  }
  hasRef() { return true; }
  ref() { return this; }
  unref() { return this; }
  refresh() {
    this.runAt = this.owner.now() + this.after;
    return this;
  }
  [Symbol.toPrimitive]() { return this.id; }
  [Symbol.dispose]() { this.owner.clear(this); }
}

class MockTimers {
  #enabled = false;
  #apis = [];
  #now = 0;
  #lastId = 0;
  #queue = [];
  #restores = [];
  #clock;

  constructor() {
    this.#clock = { now: () => this.#now, clear: (timer) => this.#clear(timer) };
  }

  #assertEnabled() {
    if (!this.#enabled) throw new ERR_INVALID_STATE('You should enable MockTimers first by calling the .enable function');
  }
  #add(callback, after, args, repeat, immediate) {
    const id = ++this.#lastId;
    after = Math.max(Number(after) || 0, immediate ? 0 : 1);
    const timer = new Timeout(this.#clock, { id, callback, args, after, runAt: this.#now + (immediate ? 0 : after), repeat });
    this.#queue.push(timer);
    return timer;
  }
  #clear(timer) {
    const id = typeof timer === 'object' && timer !== null ? timer.id : Number(timer);
    this.#queue = this.#queue.filter((other) => other.id !== id);
  }
  #next() {
    let first;
    for (const timer of this.#queue) {
      if (first === undefined || timer.runAt < first.runAt || timer.runAt === first.runAt && timer.id < first.id) first = timer;
    }
    return first;
  }
  #replace(object, name, value) {
    const before = Object.getOwnPropertyDescriptor(object, name);
    this.#restores.push(() => {
      if (before === undefined) delete object[name];
      else Object.defineProperty(object, name, before);
    });
    Object.defineProperty(object, name, { __proto__: null, configurable: true, enumerable: before?.enumerable ?? true,
                                          writable: true, value });
  }
  #promise(start, options) {
    validateObject(options, 'options');
    const { signal } = options;
    if (signal !== undefined) validateAbortSignal(signal, 'options.signal');
    return new Promise((resolve, reject) => {
      const aborted = () => {
        this.#clear(timer);
        const { AbortError } = require('internal/errors');
        reject(new AbortError(undefined, { cause: signal.reason }));
      };
      if (signal?.aborted) {
        const { AbortError } = require('internal/errors');
        reject(new AbortError(undefined, { cause: signal.reason }));
        return;
      }
      const timer = start((value) => {
        signal?.removeEventListener('abort', aborted);
        resolve(value);
      });
      signal?.addEventListener('abort', aborted, { once: true });
    });
  }
  async *#ticks(after, value, options) {
    let due = 0;
    let wake;
    const timer = this.#add(() => {
      due++;
      wake?.();
    }, after, [], true);
    try {
      for (;;) {
        if (due === 0) await this.#promise((resolve) => { wake = resolve; return timer; }, options ?? {});
        for (; due > 0; due--) yield value;
      }
    } finally {
      this.#clear(timer);
    }
  }
  #install(api) {
    const promises = require('timers/promises');
    switch (api) {
      case 'Date': this.#replace(globalThis, 'Date', this.#date()); break;
      case 'scheduler.wait':
        this.#replace(promises.scheduler, 'wait', (after, options = {}) =>
          this.#promise((resolve) => this.#add(resolve, after, [], false), options));
        break;
      case 'AbortSignal.timeout':
        this.#replace(AbortSignal, 'timeout', (after) => {
          validateNumber(after, 'delay', 0, 2 ** 32 - 1);
          const controller = new AbortController();
          this.#add(() => {
            controller.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError'));
          }, after, [], false);
          return controller.signal;
        });
        break;
      default: {
        const immediate = api === 'setImmediate';
        const start = immediate ? (callback, ...args) => this.#add(callback, 0, args, false, true) :
          (callback, after, ...args) => this.#add(callback, after, args, api === 'setInterval');
        const clear = (timer) => { if (timer !== undefined && timer !== null) this.#clear(timer); };
        for (const object of [globalThis, timers]) {
          this.#replace(object, api, start);
          this.#replace(object, clears[api], clear);
        }
        const promised = api === 'setInterval' ? (after, value, options) => this.#ticks(after, value, options) :
          immediate ? (value, options = {}) =>
            this.#promise((resolve) => this.#add(() => resolve(value), 0, [], false, true), options) :
            (after, value, options = {}) =>
              this.#promise((resolve) => this.#add(() => resolve(value), after, [], false), options);
        this.#replace(promises, api, promised);
        const custom = require('util').promisify.custom;
        if (api !== 'setInterval') Object.defineProperty(start, custom, { __proto__: null, get: () => promised });
      }
    }
  }
  #date() {
    const Native = Date;
    const clock = this.#clock;
    function MockDate(...args) {
      if (new.target === undefined) return new Native(clock.now()).toString();
      return Reflect.construct(Native, args.length === 0 ? [clock.now()] : args,
                               new.target === MockDate ? Native : new.target);
    }
    Object.defineProperties(MockDate, Object.getOwnPropertyDescriptors(Native));
    MockDate.now = function now() { return clock.now(); };
    MockDate.isMock = true;
    return MockDate;
  }

  enable(options = { __proto__: null, apis: SUPPORTED, now: 0 }) {
    options = { __proto__: null, now: 0, ...options };
    if (this.#enabled) throw new ERR_INVALID_STATE('MockTimers is already enabled!');
    if (!options.apis) options.apis = SUPPORTED;
    const { now } = options;
    if (now instanceof Date) {
      this.#now = now.getTime();
    } else {
      validateNumber(now, 'initialTime');
      if (now < 0) throw new ERR_INVALID_ARG_VALUE('time', 'positive integer', now);
      this.#now = now;
    }
    validateStringArray(options.apis, 'options.apis');
    for (const api of options.apis) {
      if (!SUPPORTED.includes(api)) throw new ERR_INVALID_ARG_VALUE('options.apis', api, `option ${api} is not supported`);
    }
    this.#apis = options.apis;
    this.#enabled = true;
    for (const api of options.apis) this.#install(api);
  }
  tick(time = 1) {
    this.#assertEnabled();
    if (time < 0) throw new ERR_INVALID_ARG_VALUE('time', 'positive integer', time);
    // The clock stands at the end already while what was due on the way runs.
    const end = this.#now += time;
    for (let timer; (timer = this.#next()) !== undefined && timer.runAt <= end;) {
      if (timer.repeat) timer.runAt += timer.after;
      else this.#clear(timer);
      Reflect.apply(timer.callback, undefined, timer.args);
    }
  }
  runAll() {
    this.#assertEnabled();
    const last = this.#queue.reduce((time, timer) => Math.max(time, timer.runAt), this.#now);
    if (this.#queue.length > 0) this.tick(last - this.#now);
  }
  setTime(time = 0) {
    validateNumber(time, 'time');
    if (time < 0) throw new ERR_INVALID_ARG_VALUE('time', 'positive integer', time);
    this.#assertEnabled();
    this.#now = time;
    this.tick(0);
  }
  reset() {
    if (!this.#enabled) return;
    for (const restore of this.#restores.reverse()) restore();
    this.#restores = [];
    this.#queue = [];
    this.#apis = [];
    this.#enabled = false;
    this.#now = 0;
  }
  [Symbol.dispose]() { this.reset(); }
}

module.exports = { MockTimers };
