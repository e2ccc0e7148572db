// The tree of tests of one process: when each runs, what its hooks and its plan ask, how it ends.
const { AsyncLocalStorage } = require('async_hooks');
const { codes: { ERR_TEST_FAILURE, ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { validateAbortSignal, validateFunction, validateUint32 } = require('internal/validators');

const running = new AsyncLocalStorage();
const { setTimeout, clearTimeout } = globalThis;

function failure(error, type) {
  if (error && error.code === 'ERR_TEST_FAILURE') return error;
  return new ERR_TEST_FAILURE(error, type);
}

class TestContext {
  #test;
  constructor(test) { this.#test = test; }
  get name() { return this.#test.name; }
  get fullName() { return this.#test.fullName; }
  get filePath() { return process.argv[1]; }
  get signal() { return this.#test.signal(); }
  get error() { return this.#test.error; }
  get passed() { return this.#test.error === null; }
  get mock() { return this.#test.mock; }
  get assert() { return this.#test.assertions(); }
  diagnostic(message) { this.#test.diagnostics.push(String(message)); }
  plan(count) {
    validateUint32(count, 'count');
    this.#test.planned = count;
  }
  skip(message) { this.#test.skipped = typeof message === 'string' ? message : true; }
  todo(message) { this.#test.todo = typeof message === 'string' ? message : true; }
  test(name, options, fn) {
    if (typeof name === 'function') [name, options, fn] = [name.name, {}, name];
    else if (typeof options === 'function') [options, fn] = [{}, options];
    else if (name !== null && typeof name === 'object') [name, options, fn] = [name.name, name, options];
    this.#test.asserted++;
    return this.#test.start(Test, name || (fn && fn.name) || '<anonymous>', options || {}, fn);
  }
  before(fn, options) { this.#test.hook('before', fn, options); }
  after(fn, options) { this.#test.hook('after', fn, options); }
  beforeEach(fn, options) { this.#test.hook('beforeEach', fn, options); }
  afterEach(fn, options) { this.#test.hook('afterEach', fn, options); }
}

class Test {
  constructor(parent, name, options, fn) {
    this.parent = parent;
    this.name = name;
    this.options = options;
    this.fn = fn;
    this.children = [];
    this.hooks = { before: [], after: [], beforeEach: [], afterEach: [] };
    this.diagnostics = [];
    this.error = null;
    this.planned = null;
    this.asserted = 0;
    this.skipped = options.skip || false;
    this.todo = options.todo || false;
    this.finished = false;
    this.queue = Promise.resolve();
    this.beforeRan = false;
    this.depth = parent === null ? -1 : parent.depth + 1;
    this.controller = null;
    this._mock = null;
    this._assert = null;
    if (options.signal !== undefined) validateAbortSignal(options.signal, 'options.signal');
    if (fn !== undefined && typeof fn !== 'function') throw new ERR_INVALID_ARG_TYPE('fn', 'function', fn);
  }
  get isSuite() { return false; }
  get fullName() { return this.parent && this.parent.parent ? `${this.parent.fullName} > ${this.name}` : this.name; }
  get mock() {
    if (this._mock === null) this._mock = new (require('internal/test/mock').MockTracker)();
    return this._mock;
  }
  signal() {
    this.controller ??= new AbortController();
    return this.controller.signal;
  }
  assertions() {
    if (this._assert === null) {
      const assert = require('assert');
      this._assert = {};
      for (const key of Object.keys(assert)) {
        if (typeof assert[key] !== 'function' || key === 'AssertionError' || key === 'strict' || key === 'CallTracker') {
          continue;
        }
        this._assert[key] = (...args) => {
          this.asserted++;
          return assert[key](...args);
        };
      }
    }
    return this._assert;
  }
  hook(kind, fn, options = {}) {
    validateFunction(fn, 'fn');
    this.hooks[kind].push({ fn, options });
  }
  // Queues a child. Its promise never rejects: a failure is the child's own.
  start(Kind, name, options, fn) {
    const child = new Kind(this, name, options, fn);
    this.children.push(child);
    root.begin();
    if (Kind === Suite && !child.skipped) child.collect();
    const run = () => child.run();
    const done = this.concurrent() ? run() : this.queue.then(run);
    if (!this.concurrent()) this.queue = done;
    child.done = done;
    return done;
  }
  concurrent() {
    const { concurrency } = this.options;
    return this.parent !== null && (concurrency === true || concurrency > 1);
  }
  async runHooks(kind, argument) {
    for (const { fn, options } of this.hooks[kind]) await call(fn, argument, options.timeout, undefined);
  }
  async around(kind, context) {
    const chain = [];
    for (let test = this.parent; test !== null; test = test.parent) chain.push(test);
    if (kind === 'beforeEach') chain.reverse();
    for (const test of chain) await test.runHooks(kind, context);
  }
  async runBefore() {
    if (this.beforeRan) return;
    this.beforeRan = true;
    if (this.parent !== null) await this.parent.runBefore();
    if (this.isSuite || this.parent === null) await this.runHooks('before', this.context);
  }
  get context() { return this._context ??= new TestContext(this); }
  async run() {
    const started = process.hrtime.bigint();
    if (root.onlyMode && !this.selected()) this.skipped = "'only' option not set";
    if (!this.skipped && this.fn !== undefined) {
      try {
        await this.parent.runBefore();
        await this.around('beforeEach', this.context);
        await running.run(this, () => call(this.fn, this.context, this.options.timeout, this.options.signal));
        await this.runHooks('before', this.context);
        await this.queue;
        this.check();
      } catch (error) {
        this.error = failure(error, error && error.code === 'ERR_TEST_FAILURE' ? error.failureType : 'testCodeFailure');
      }
      try {
        await this.runHooks('after', this.context);
        await this.around('afterEach', this.context);
      } catch (error) {
        this.error ??= failure(error, 'hookFailed');
      }
    }
    this.end(started);
  }
  selected() {
    if (this.options.only || this.children.some((child) => child.selected())) return true;
    for (let test = this.parent; test !== null; test = test.parent) if (test.options.only) return true;
    return false;
  }
  check() {
    if (this.planned !== null && this.planned !== this.asserted) {
      throw new ERR_TEST_FAILURE(`plan expected ${this.planned} assertions but received ${this.asserted}`,
                                 'testCodeFailure');
    }
    const failed = this.children.filter((child) => child.error !== null && !child.todo).length;
    if (failed > 0) throw new ERR_TEST_FAILURE(`${failed} subtest${failed > 1 ? 's' : ''} failed`, 'subtestsFailed');
  }
  end(started) {
    this.duration = Number(process.hrtime.bigint() - started) / 1e6;
    this.finished = true;
    this._mock?.reset();
    this.controller?.abort();
    root.ended(this);
  }
}

class Suite extends Test {
  get isSuite() { return true; }
  // A suite's function only declares; its tests run after it.
  collect() {
    if (this.fn === undefined) return;
    try {
      const result = running.run(this, () => this.fn.call(this.context, this.context));
      if (typeof result?.then === 'function') this.declared = result;
    } catch (error) {
      this.error = failure(error, 'testCodeFailure');
    }
  }
  // Children wait until the suite's own turn.
  start(Kind, name, options, fn) {
    const child = new Kind(this, name, options, fn);
    this.children.push(child);
    root.begin();
    if (Kind === Suite && !child.skipped) child.collect();
    let settle;
    child.done = new Promise((resolve) => { settle = resolve; });
    child.settle = settle;
    return child.done;
  }
  async run() {
    const started = process.hrtime.bigint();
    try {
      await this.declared;
    } catch (error) {
      this.error ??= failure(error, 'testCodeFailure');
    }
    const turn = async (child) => {
      if (this.skipped) child.skipped ||= this.skipped;
      await child.run();
      child.settle();
    };
    if (this.concurrent()) await Promise.all(this.children.map(turn));
    else for (const child of this.children) await turn(child);
    if (!this.skipped) {
      try {
        if (this.error === null) this.check();
        if (this.beforeRan) await this.runHooks('after', this.context);
      } catch (error) {
        this.error ??= failure(error, error && error.code === 'ERR_TEST_FAILURE' ? error.failureType : 'hookFailed');
      }
    }
    this.end(started);
  }
}

// Calls a test or hook: with a callback if it takes two arguments, within its time and until its signal aborts.
async function call(fn, context, timeout, signal) {
  let timer;
  let onAbort;
  const races = [new Promise((resolve, reject) => {
    if (fn.length >= 2) {
      let called = false;
      const result = fn.call(context, context, (error) => {
        if (called) {
          reject(new ERR_TEST_FAILURE('callback invoked multiple times', 'multipleCallbackInvocations'));
          return;
        }
        called = true;
        if (error) reject(error);
        else resolve();
      });
      if (typeof result?.then === 'function') {
        reject(new ERR_TEST_FAILURE('passed a callback but also returned a Promise', 'callbackAndPromisePresent'));
      }
    } else {
      resolve(fn.call(context, context));
    }
  })];
  if (timeout !== undefined && timeout !== Infinity) {
    races.push(new Promise((resolve, reject) => {
      timer = setTimeout(() => {
        reject(new ERR_TEST_FAILURE(`test timed out after ${timeout}ms`, 'testTimeoutFailure'));
      }, timeout);
    }));
  }
  if (signal !== undefined) {
    races.push(new Promise((resolve, reject) => {
      onAbort = () => reject(new ERR_TEST_FAILURE(signal.reason, 'cancelledByParent'));
      if (signal.aborted) onAbort();
      else signal.addEventListener('abort', onAbort, { once: true });
    }));
  }
  try {
    await Promise.race(races);
  } finally {
    clearTimeout(timer);
    if (onAbort) signal.removeEventListener('abort', onAbort);
  }
}

class Root extends Test {
  constructor() {
    super(null, '<root>', {}, undefined);
    this.pending = 0;
    this.listening = false;
    this.onlyMode = process.execArgv.includes('--test-only');
    this.counts = { tests: 0, suites: 0, pass: 0, fail: 0, cancelled: 0, skipped: 0, todo: 0 };
    this.startedAt = process.hrtime.bigint();
  }
  current() {
    const test = running.getStore();
    return test !== undefined && !test.finished ? test : this;
  }
  begin() {
    this.pending++;
    if (this.listening) return;
    this.listening = true;
    process.on('beforeExit', () => this.finish());
    process.on('exit', () => this.finish());
    // What a test leaves behind and throws later belongs to the run, not to nobody.
    process.on('uncaughtException', (error) => this.stray(error, 'uncaughtException'));
    process.on('unhandledRejection', (error) => this.stray(error, 'unhandledRejection'));
  }
  stray(error, type) {
    const test = this.current();
    if (test !== this && test.error === null) {
      test.error = failure(error, type);
      return;
    }
    this.counts.fail++;
    process.exitCode = 1;
    require('internal/test/report').stray(error, type);
  }
  ended(test) {
    this.pending--;
    const { counts } = this;
    if (test.isSuite) counts.suites++;
    else counts.tests++;
    if (!test.isSuite || test.error !== null && test.error.failureType !== 'subtestsFailed') {
      if (test.skipped) counts.skipped++;
      else if (test.todo) counts.todo++;
      else if (test.error === null) counts.pass++;
      else counts.fail++;
    }
    if (test.error !== null && !test.todo && !test.skipped) process.exitCode = 1;
    if (test.parent === this) require('internal/test/report').tree(test);
  }
  finish() {
    if (this.reported) return;
    this.reported = true;
    // What still waits when nothing can run any more will never end.
    const cancel = (test) => {
      for (const child of test.children) {
        cancel(child);
        if (child.finished) continue;
        child.error = new ERR_TEST_FAILURE('Promise resolution is still pending but the event loop has already resolved',
                                           'cancelledByParent');
        child.finished = true;
        child.duration = 0;
        this.counts.tests++;
        this.counts.cancelled++;
        process.exitCode = 1;
        if (child.parent === this) require('internal/test/report').tree(child);
      }
    };
    cancel(this);
    this.runHooks('after', this.context).catch((error) => this.stray(error, 'hookFailed'));
    require('internal/test/report').summary(this.counts, Number(process.hrtime.bigint() - this.startedAt) / 1e6);
  }
}

const root = new Root();
module.exports = { root, Test, Suite };
