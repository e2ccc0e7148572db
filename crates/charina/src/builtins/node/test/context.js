// The tree of tests of one process: when each runs, what its hooks and its plan ask, how it ends, and the events that
// reporters get of it, in the order of declaration (https://nodejs.org/api/test.html#class-teststream).
const { AsyncLocalStorage } = require('async_hooks');
const { AbortError, codes: { ERR_INVALID_ARG_TYPE, ERR_TEST_FAILURE } } = require('internal/errors');
const { validateAbortSignal, validateFunction, validateNumber, validateUint32 } = require('internal/validators');
const { Assertions, TestPlan } = require('internal/test/plan');
const options = require('internal/test/options');
const { callSite, placed } = require('internal/test/place');
const { isPromise } = require('util').types;

const running = new AsyncLocalStorage();
// As they are before anybody mocks them.
const { setTimeout, clearTimeout, AbortController, AbortSignal } = globalThis;
const { now } = performance;
const MAX_TIMEOUT = 2 ** 31 - 1;

function failure(error, type, wrap = false) {
  if (!wrap && error?.code === 'ERR_TEST_FAILURE') return error;
  try {
    return new ERR_TEST_FAILURE(error, type);
  } catch {
    // Its own inspect function throws.
    const failed = new ERR_TEST_FAILURE('', type);
    failed.cause = error;
    return failed;
  }
}

// An object stands for itself, with what happened to the test written on it.
function aborted(reason) {
  if (typeof reason !== 'object' || reason === null) return failure(reason, 'testAborted');
  reason.failureType ??= 'testAborted';
  return reason;
}

const cancelTypes = new Set(['cancelledByParent', 'testAborted', 'testTimeoutFailure']);

// Without a name, which tests would take for theirs.
const [noop] = [() => {}];

// A race that is lost when the time is over or the signal aborts.
function stopAfter(timeout, signal) {
  let stop;
  const promise = new Promise((resolve, reject) => { stop = reject; });
  promise.catch(() => {});
  let timer;
  if (timeout !== Infinity) {
    timer = setTimeout(() => {
      stop(new ERR_TEST_FAILURE(`test timed out after ${timeout}ms`, 'testTimeoutFailure'));
    }, timeout);
    timer.unref();
  }
  const onAbort = () => stop(new AbortError(undefined, { cause: signal.reason }));
  if (signal.aborted) onAbort();
  else signal.addEventListener('abort', onAbort, { once: true });
  return {
    promise,
    done() {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
    },
  };
}

class SuiteContext {
  #test;
  constructor(test) { this.#test = test; }
  get signal() { return this.#test.signal; }
  get name() { return this.#test.name; }
  get filePath() { return this.#test.filePath; }
  get fullName() { return this.#test.fullName; }
  get passed() { return this.#test.passed; }
  get attempt() { return 0; }
  diagnostic(message) { this.#test.diagnostic(message); }
  log(message) { this.#test.diagnostic(message); }
}

class TestContext {
  #test;
  constructor(test) { this.#test = test; }
  get signal() { return this.#test.signal; }
  get name() { return this.#test.name; }
  get filePath() { return this.#test.filePath; }
  get fullName() { return this.#test.fullName; }
  get error() { return this.#test.error; }
  get passed() { return this.#test.passed; }
  get attempt() { return 0; }
  get workerId() { return undefined; }
  diagnostic(message) { this.#test.diagnostic(message); }
  plan(count, options = {}) {
    if (this.#test.plan !== null) throw new ERR_TEST_FAILURE('cannot set plan more than once', 'testCodeFailure');
    this.#test.plan = new TestPlan(count, options);
  }
  get assert() { return this.#test.assertions ??= new Assertions(this.#test, this); }
  get mock() { return this.#test.mock ??= new (require('internal/test/mock').MockTracker)(); }
  runOnly(value) { this.#test.runOnlySubtests = !!value; }
  skip(message) { this.#test.skip(message); }
  todo(message) { this.#test.todo(message); }
  test(name, options, fn) {
    this.#test.plan?.count();
    return this.#test.createSubtest(Test, name, options, fn, {}).start();
  }
  before(fn, options) { this.#test.createHook('before', fn, options); }
  after(fn, options) { this.#test.createHook('after', fn, options); }
  beforeEach(fn, options) { this.#test.createHook('beforeEach', fn, options); }
  afterEach(fn, options) { this.#test.createHook('afterEach', fn, options); }
  waitFor(condition, options = {}) { return require('internal/test/plan').waitFor(condition, options); }
}

class Test {
  constructor({ fn, name, parent, only, timeout, concurrency, skip, todo, signal, plan, expectFailure, loc }) {
    if (typeof fn !== 'function') fn = noop;
    if (typeof name !== 'string' || name === '') name = fn.name || '<anonymous>';
    const diagnostics = this.diagnostics = [];
    this.name = name;
    this.parent = parent;
    this.root = parent === null ? this : parent.root;
    this.nesting = parent === null ? 0 : parent.nesting + (parent.parent === null ? 0 : 1);
    this.testNumber = parent === null ? 0 : parent.subtests.length + 1;
    this.loc = loc;
    this.only = !!only;
    this.leftOut = only === false && parent?.only === true && options.onlyCounts;
    this.runOnlySubtests = parent === null && options.testOnly;
    switch (typeof concurrency) {
      case 'number': {
        validateUint32(concurrency, 'options.concurrency', true);
        this.concurrency = concurrency;
        break;
      }
      case 'boolean': {
        this.concurrency = !concurrency ? 1 :
          parent === null ? Math.max(require('os').availableParallelism() - 1, 1) : Infinity;
        break;
      }
      default: {
        if (concurrency != null) {
          throw new ERR_INVALID_ARG_TYPE('options.concurrency', ['boolean', 'number'], concurrency);
        }
        this.concurrency = parent === null ? 1 : parent.concurrency;
      }
    }
    this.timeout = parent === null ? Infinity : parent.timeout;
    if (timeout != null && timeout !== Infinity) {
      validateNumber(timeout, 'options.timeout', 0, MAX_TIMEOUT);
      this.timeout = timeout;
    }
    if (skip) fn = noop;
    this.skipped = !!skip;
    this.isTodo = todo !== undefined && todo !== false || parent?.isTodo === true;
    this.message = typeof skip === 'string' ? skip : typeof todo === 'string' ? todo : null;
    this.expectFailure = expectFailure !== undefined && expectFailure !== false ? expectFailure : false;
    if (signal !== undefined) validateAbortSignal(signal, 'options.signal');
    this.controller = new AbortController();
    this.outerSignal = signal;
    this.fn = fn;
    this.plan = null;
    // A wrong number is the test's own failure.
    if (plan !== undefined && plan !== null) this.planned = plan;
    this.mock = null;
    this.assertions = null;
    this.startTime = null;
    this.endTime = null;
    this.passed = false;
    this.error = null;
    this.diagnostics = diagnostics;
    this.finished = false;
    this.cancelled = false;
    this.subtests = [];
    this.active = 0;
    this.pending = [];
    this.ready = new Map();
    this.waitingOn = 1;
    this.reportedStart = false;
    this.shown = 0;
    this.filtered = false;
    this.onIdle = null;
    this.hooks = { before: [], after: [], beforeEach: [], afterEach: [] };
    this.beforeRun = undefined;
    this.done = new Promise((resolve) => { this.settle = resolve; });
    if (parent !== null) {
      parent.subtests.push(this);
      this.root.seen(this);
      if (this.only && options.onlyCounts) {
        // Those beside it are left out, and beside the suites that hold it.
        let above = parent;
        above.runOnlySubtests = true;
        for (; above.isSuite && !above.only; above = above.parent) above.parent.runOnlySubtests = true;
      } else if (this.only) {
        this.diagnostic("'only' and 'runOnly' require the --test-only command-line option.");
      }
    }
  }
  get isSuite() { return false; }
  get type() { return 'test'; }
  get signal() { return this.controller.signal; }
  get filePath() { return this.root.entryFile ?? this.loc?.file; }
  get fullName() {
    const above = this.parent !== null && this.parent.parent !== null ? `${this.parent.fullName} > ` : '';
    return `${above}${this.name}`;
  }
  get context() { return this.ctx ??= new TestContext(this); }
  diagnostic(message) { this.diagnostics.push(message); }
  skip(message) {
    this.skipped = true;
    if (message !== undefined) this.message = String(message);
  }
  todo(message) {
    this.isTodo = true;
    if (message !== undefined) this.message = String(message);
  }

  createSubtest(Kind, name, options, fn, overrides) {
    if (typeof name === 'function') {
      fn = name;
    } else if (name !== null && typeof name === 'object') {
      fn = options;
      options = name;
    } else if (typeof options === 'function') {
      fn = options;
    }
    if (options === null || typeof options !== 'object') options = {};
    // A test that is over can have no more of them: they fail, as the run's own.
    const late = this.finished && this.parent !== null;
    const test = new Kind({ __proto__: null, fn, loc: callSite(), ...options, ...overrides,
                            parent: late ? this.root : this, name: typeof name === 'string' ? name : options.name });
    if (late) {
      test.fail(new ERR_TEST_FAILURE('test could not be started because its parent finished', 'parentAlreadyFinished'));
      test.startTime = test.endTime;
    }
    return test;
  }
  createHook(kind, fn, options) {
    validateFunction(fn, 'fn');
    const { timeout, signal } = options ?? {};
    if (timeout != null && timeout !== Infinity) validateNumber(timeout, 'options.timeout', 0, MAX_TIMEOUT);
    if (signal !== undefined) validateAbortSignal(signal, 'options.signal');
    this.hooks[kind].push({ fn, timeout: timeout ?? Infinity, signal, loc: callSite() });
    if (kind === 'before' && this.startTime !== null && this.parent !== null && !this.isSuite) {
      // In a test that runs already it is its turn now.
      const hook = this.hooks.before.pop();
      this.beforeRun = (this.beforeRun ?? Promise.resolve()).then(() => this.runHook(hook, 'before', this.context));
      this.beforeRun.catch((error) => this.fail(error));
    }
    if (this.parent === null) this.seen();
  }

  // Runs now if there is room, else when a place becomes free.
  start() {
    if (this.parent.active < this.parent.concurrency) {
      this.parent.active++;
      if (this.parent.parent === null) queueMicrotask(() => this.run());
      else this.run();
    } else {
      this.parent.pending.push(this);
    }
    return this.done;
  }

  // Whether patterns and `only` leave it out, without a word.
  isFiltered() {
    if (!this.matches() || this.leftOut) return true;
    return this.parent.runOnlySubtests && !this.only && !this.subtests.some((test) => test.wanted());
  }
  wanted() { return this.only || this.subtests.some((test) => test.wanted()); }
  matches() {
    const { namePatterns, skipPatterns } = options;
    const hit = (patterns, test) => patterns.some((pattern) => pattern.test(test.name) || pattern.test(test.fullName));
    if (skipPatterns.length > 0 && hit(skipPatterns, this)) return false;
    if (namePatterns.length === 0) return true;
    for (let test = this; test.parent !== null; test = test.parent) if (hit(namePatterns, test)) return true;
    return this.subtests.some((test) => test.matches());
  }

  // Hooks //

  async runHook({ fn, timeout, signal }, kind, context) {
    const stop = stopAfter(timeout, signal ?? this.signal);
    try {
      if (signal?.aborted) throw aborted(signal.reason);
      await running.run(this, () => Promise.race([invoke(fn, context, context), stop.promise]));
      if (signal?.aborted) throw aborted(signal.reason);
    } catch (error) {
      if (signal?.aborted) throw aborted(signal.reason);
      if (error?.code === 'ERR_TEST_FAILURE') {
        error.failureType = 'hookFailed';
        throw error;
      }
      throw failure(error, 'hookFailed');
    } finally {
      stop.done();
    }
  }
  runBefore() {
    this.beforeRun ??= (async () => {
      for (let i = 0; i < this.hooks.before.length; i++) await this.runHook(this.hooks.before[i], 'before', this.context);
    })();
    this.beforeRun.catch(() => {});
    return this.beforeRun;
  }
  async runEach(kind, context) {
    const chain = [];
    for (let test = this.parent; test !== null; test = test.parent) chain.push(test);
    if (kind === 'beforeEach') chain.reverse();
    for (const test of chain) {
      for (const hook of test.hooks[kind].slice()) await this.runHook(hook, kind, context);
    }
  }
  async runAfter() {
    const hooks = this.hooks.after;
    this.hooks.after = [];
    for (const hook of hooks) await this.runHook(hook, 'after', this.context);
  }

  // Its turn //

  async run() {
    this.startTime ??= now.call(performance);
    this.filtered = this.error === null && this.isFiltered();
    if (this.outerSignal?.aborted) this.abort(this.outerSignal.reason);
    if (this.finished || this.error !== null) {
      this.end();
      return;
    }
    if (this.skipped || this.filtered) {
      this.pass();
      this.end();
      return;
    }
    const onAbort = () => this.abort(this.outerSignal.reason);
    this.outerSignal?.addEventListener('abort', onAbort, { once: true });
    let stop;
    try {
      await (this.parent.parent === null || !this.parent.isSuite ? this.parent.runBefore() : this.parent.beforeRun);
      await this.runEach('beforeEach', this.context);
      if (this.planned !== undefined) this.plan = new TestPlan(this.planned, {});
      stop = stopAfter(this.timeout, this.signal);
      await running.run(this, () => Promise.race([invoke(this.fn, this.context, this.context), stop.promise]));
      if (this.plan !== null) await Promise.race([this.plan.check(), stop.promise]);
      await Promise.race([this.idle(), stop.promise]);
      this.pass();
    } catch (error) {
      this.caught(error);
    }
    try {
      await this.runEach('afterEach', this.context);
      await this.runAfter();
    } catch (error) {
      this.fail(error?.failureType === 'testAborted' ? error : failure(error, 'hookFailed'));
    }
    stop?.done();
    this.outerSignal?.removeEventListener('abort', onAbort);
    this.controller.abort();
    this.mock?.reset();
    this.end();
  }
  caught(error) {
    // What was reported of it already: the uncaught error that stopped it.
    if (this.error !== null && error?.name === 'AbortError') return;
    if (error?.failureType === 'testAborted') {
      this.fail(error);
    } else if (error?.code === 'ERR_TEST_FAILURE') {
      if (cancelTypes.has(error.failureType)) this.cancel(error);
      else this.fail(error);
    } else {
      this.fail(failure(error, 'testCodeFailure'));
    }
  }
  // Resolves when no subtest runs or waits.
  idle() {
    if (this.active === 0 && this.pending.length === 0) return undefined;
    return new Promise((resolve) => { this.onIdle = resolve; });
  }
  // Its signal, or one above, aborted.
  abort(reason) {
    if (this.endTime !== null) return;
    this.fail(aborted(reason));
    this.startTime ??= this.endTime;
    this.cancelled = true;
    this.controller.abort();
    // Those that wait are cancelled with their parent's end.
    for (const subtest of this.subtests) if (subtest.startTime === null) subtest.abort(this.signal.reason);
  }
  cancel(error) {
    if (this.endTime !== null) return;
    this.fail(error ?? new ERR_TEST_FAILURE('test did not finish before its parent and was cancelled',
                                            'cancelledByParent'));
    this.startTime ??= this.endTime;
    this.cancelled = true;
    this.controller.abort();
  }
  pass() {
    if (this.error !== null) return;
    this.endTime ??= now.call(performance);
    this.passed = true;
  }
  fail(error) {
    if (this.error !== null) return;
    if (this.finished && this.passed) return;
    this.passed = false;
    this.endTime ??= now.call(performance);
    this.error = error;
  }

  // Over: those left below are cancelled, and the next in line begins.
  end(pendingError) {
    if (this.finished) return;
    this.startTime ??= now.call(performance);
    this.endTime ??= now.call(performance);
    let failed = 0;
    this.pending = [];
    for (const subtest of this.subtests) {
      if (!subtest.finished) {
        subtest.cancel(pendingError);
        subtest.end(pendingError);
      }
      if (!subtest.passed && !subtest.isTodo) failed++;
    }
    if (this.expectFailure) this.invert();
    if ((this.passed || this.parent === null) && failed > 0) {
      this.passed = false;
      this.error ??= new ERR_TEST_FAILURE(`${failed} subtest${failed > 1 ? 's' : ''} failed`, 'subtestsFailed');
    }
    this.finished = true;
    if (this.parent === null) return;
    this.root.count(this);
    const { parent } = this;
    parent.ready.set(this.testNumber, this);
    parent.reportReady();
    parent.next();
    this.settle();
  }
  invert() {
    if (this.error === null) {
      this.fail(new ERR_TEST_FAILURE('test was expected to fail but passed', 'expectedFailure'));
    } else if (!this.cancelled) {
      this.error = null;
      this.passed = true;
    } 
  }
  next() {
    this.active--;
    const next = this.pending.shift();
    if (next !== undefined) {
      this.active++;
      next.run();
    } else if (this.active <= 0) {
      this.onIdle?.();
      if (this.parent === null) this.allDone();
    }
  }

  // Reports, in the order of declaration //

  isClear() { return this.parent === null || this.parent.waitingOn === this.testNumber && this.parent.isClear(); }
  reportReady() {
    if (!this.isClear()) return;
    for (let test; (test = this.ready.get(this.waitingOn)) !== undefined;) {
      this.ready.delete(this.waitingOn);
      // Those that ended below while it was not its turn.
      test.reportReady();
      test.report();
      this.waitingOn++;
    }
    // The next one may have some to tell of already.
    this.subtests[this.waitingOn - 1]?.reportReady();
  }
  reportStarted() {
    if (this.reportedStart || this.parent === null) return;
    this.reportedStart = true;
    this.parent.reportStarted();
    this.root.emit('test:start', placed({ __proto__: null, nesting: this.nesting, name: this.name }, this.loc));
  }
  report() {
    if (this.filtered) return;
    this.parent.shown++;
    if (this.shown > 0) {
      this.reportStarted();
      this.root.emit('test:plan',
                     placed({ __proto__: null, nesting: this.subtests[0].nesting, count: this.shown }, this.loc));
    } else {
      this.reportStarted();
    }
    const details = { __proto__: null, duration_ms: this.duration(), type: this.type };
    const data = { __proto__: null, name: this.name, nesting: this.nesting, testNumber: this.parent.shown, details };
    if (this.skipped) data.skip = this.message ?? true;
    else if (this.isTodo) data.todo = this.message ?? true;
    else if (this.expectFailure && this.passed) data.expectFailure = this.expectFailure;
    if (!this.passed) details.error = this.error;
    placed(data, this.loc);
    this.root.emit(this.passed ? 'test:pass' : 'test:fail', data);
    for (const message of this.diagnostics) {
      this.root.emit('test:diagnostic',
                     placed({ __proto__: null, nesting: this.nesting, message, level: 'info' }, this.loc));
    }
  }
  // Whole nanoseconds.
  duration() { return Math.round((this.endTime - this.startTime) * 1e6) / 1e6; }
}

class Suite extends Test {
  constructor(given) {
    super(given);
    this.built = undefined;
    if (this.skipped || given.signal?.aborted) return;
    this.startTime = now.call(performance);
    try {
      const result = running.run(this, () => this.fn.call(this.context, this.context));
      if (typeof result === 'object' && result !== null) {
        this.built = new Promise((resolve) => { resolve(result); });
        this.built.catch(() => {});
      }
    } catch (error) {
      this.fail(failure(error, 'testCodeFailure'));
    }
  }
  get isSuite() { return true; }
  get type() { return 'suite'; }
  get context() { return this.ctx ??= new SuiteContext(this); }
  async run() {
    if (this.error === null) this.startTime = now.call(performance);
    this.filtered = this.isFiltered();
    if (this.skipped || this.filtered) {
      this.subtests.length = 0;
      this.pass();
      this.end();
      return;
    }
    if (this.outerSignal?.aborted) this.abort(this.outerSignal.reason);
    const onAbort = () => this.abort(this.outerSignal.reason);
    this.outerSignal?.addEventListener('abort', onAbort, { once: true });
    const stop = stopAfter(this.timeout, this.signal);
    try {
      if (this.built !== undefined) await Promise.race([this.built, stop.promise]);
    } catch (error) {
      this.fail(failure(error, 'testCodeFailure'));
    }
    if (this.error === null) {
      try {
        await (this.parent.parent === null ? this.parent.runBefore() : this.parent.beforeRun);
        await Promise.race([this.runBefore(), stop.promise]);
        for (const subtest of this.subtests) subtest.begin();
        await Promise.race([this.idle(), stop.promise]);
        this.pass();
      } catch (error) {
        this.caught(error);
      }
    }
    try {
      if (this.beforeRun !== undefined) await this.runAfter();
    } catch (error) {
      this.passed = false;
      this.fail(error?.failureType === 'testAborted' ? error : failure(error, 'hookFailed'));
    }
    stop.done();
    this.outerSignal?.removeEventListener('abort', onAbort);
    this.controller.abort();
    this.end();
  }
}

// Tests of a suite wait for its turn, the others start at once.
Test.prototype.begin = Test.prototype.start;
Test.prototype.start = function() {
  return this.parent.isSuite && this.parent.idleStart !== true ? this.done : this.begin();
};

// Calls a test or hook: with a callback if it takes one more argument.
function invoke(fn, self, argument) {
  return new Promise((resolve, reject) => {
    if (fn.length < 2) {
      resolve(Reflect.apply(fn, self, [argument]));
      return;
    }
    let called = false;
    const twice = new ERR_TEST_FAILURE('callback invoked multiple times', 'multipleCallbackInvocations');
    const test = running.getStore();
    let result;
    try {
      result = Reflect.apply(fn, self, [argument, (error) => {
        if (called) throw twice;
        called = true;
        if (error) reject(error);
        else resolve();
      }]);
    } catch (error) {
      // The promise may be settled, but the test is not over.
      if (called && test?.finished === false) test.fail(failure(error, 'testCodeFailure'));
      reject(error);
    }
    if (isPromise(result)) {
      reject(new ERR_TEST_FAILURE('passed a callback but also returned a Promise', 'callbackAndPromisePresent'));
    }
  });
}

module.exports = { Suite, Test, callSite, failure, running, now };
