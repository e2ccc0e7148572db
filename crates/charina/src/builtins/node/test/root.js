// The root of a process's tests: it hears the process's errors, counts, and hands the events to the reporters.
const { codes: { ERR_TEST_FAILURE } } = require('internal/errors');
const { Test, failure, now, running } = require('internal/test/context');
const options = require('internal/test/options');

class Root extends Test {
  constructor() {
    super({ __proto__: null, name: '<root>', parent: null, fn: undefined,
            timeout: options.timeout });
    this.startTime = now.call(performance);
    this.counts = { __proto__: null, tests: 0, failed: 0, passed: 0, cancelled: 0, skipped: 0, todo: 0, topLevel: 0,
                    suites: 0 };
    this.success = true;
    this.listening = false;
    this.reporters = undefined;
    this.entryFile = process.argv[1];
  }
  // The test that what runs now belongs to.
  current() { return running.getStore() ?? this; }
  // A test or hook was made: from now on the process's end is the run's.
  seen() {
    if (this.listening) return;
    this.listening = true;
    this.onException = (error) => this.stray(error, 'uncaughtException');
    this.onRejection = (error) => this.stray(error, 'unhandledRejection');
    process.on('uncaughtException', this.onException);
    process.on('unhandledRejection', this.onRejection);
    process.once('beforeExit', () => this.finish());
    process.once('exit', () => this.finish());
  }
  // What nobody caught is the failure of the test it happened in; of one that is over, it is the run's.
  stray(error, type) {
    const test = running.getStore();
    if (test === undefined || test.parent === null || test.finished) {
      let text = 'Error: A resource generated asynchronous activity after the test ended. This activity created the ' +
        `error "${error}" which triggered an ${type} event, caught by the test runner.`;
      if (test !== undefined && test.parent !== null) {
        const { file, line, column } = test.loc;
        const place = file === undefined ? '' : ` at ${require('path').relative(process.cwd(), file)}:${line}:${column}`;
        text = `Error: Test "${test.name}"${place} generated asynchronous activity after the test ended. This activity ` +
          `created the error "${error}" and would have caused the test to fail, but instead triggered an ${type} event.`;
      }
      this.diagnostic(text);
      this.success = false;
      process.exitCode = 1;
      return;
    }
    test.fail(failure(error, type, true));
    test.controller.abort();
  }
  count(test) {
    const { counts } = this;
    if (test.filtered) return;
    if (test.parent === this) counts.topLevel++;
    if (!test.passed && !test.isTodo) {
      this.success = false;
      process.exitCode = 1;
    }
    if (test.isSuite) {
      counts.suites++;
      return;
    }
    counts.tests++;
    if (test.skipped) counts.skipped++;
    else if (test.isTodo) counts.todo++;
    else if (test.cancelled) counts.cancelled++;
    else if (!test.passed) counts.failed++;
    else counts.passed++;
  }
  emit(type, data) {
    this.reporters ??= require('internal/test/report').start();
    for (const reporter of this.reporters) reporter({ __proto__: null, type, data });
  }
  // All that were declared have run: after() may end what keeps the loop alive.
  allDone() {
    queueMicrotask(() => {
      if (this.active > 0 || this.pending.length > 0) return;
      this.runAfter().catch((error) => this.hookFailed(error)).then(() => {
        if (options.forceExit) {
          this.finish();
          process.exit();
        }
      });
    });
  }
  // The run itself is what failed: told as a test with the file's name.
  hookFailed(error) {
    if (this.error !== null) return;
    this.fail(error);
    this.success = false;
    process.exitCode = 1;
  }
  finish() {
    if (this.reported) return;
    this.reported = true;
    const pending = this.subtests.some((test) => !test.finished);
    this.end(pending ? new ERR_TEST_FAILURE('Promise resolution is still pending but the event loop has already resolved',
                                            'cancelledByParent') : undefined);
    // Hooks of a run without tests.
    if (this.hooks.before.length > 0 && this.beforeRun === undefined) {
      this.runBefore().catch((error) => this.hookFailed(error));
    }
    this.runAfter().catch((error) => this.hookFailed(error)).then(() => this.summary());
  }
  summary() {
    const { counts } = this;
    const file = undefined;
    if (this.error?.failureType === 'hookFailed') {
      this.emit('test:fail', {
        __proto__: null, name: this.entryFile ?? this.name, nesting: 0, testNumber: this.shown + 1,
        details: { __proto__: null, duration_ms: this.duration(), error: this.error }, ...this.error.place,
      });
    }
    this.emit('test:plan', { __proto__: null, nesting: 0, count: this.shown, file });
    const tell = (message) => this.emit('test:diagnostic', { __proto__: null, nesting: 0, message, level: 'info', file });
    for (const message of this.diagnostics) tell(message);
    this.endTime = now.call(performance);
    const duration = this.duration();
    for (const [name, key] of [['tests', 'tests'], ['suites', 'suites'], ['pass', 'passed'], ['fail', 'failed'],
                               ['cancelled', 'cancelled'], ['skipped', 'skipped'], ['todo', 'todo']]) {
      tell(`${name} ${counts[key]}`);
    }
    tell(`duration_ms ${duration}`);
    this.emit('test:summary', { __proto__: null, success: this.success, counts, duration_ms: duration, file });
  }
}

module.exports = { root: new Root(), Root };
