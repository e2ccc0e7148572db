// Test files in processes of their own: run() and `--test` (https://nodejs.org/api/test.html#runoptions).
const { spawn } = require('child_process');
const { globSync } = require('fs');
const { basename, relative, resolve } = require('path');
const { codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_OUT_OF_RANGE, ERR_TEST_FAILURE } } =
  require('internal/errors');
const { validateAbortSignal, validateArray, validateBoolean, validateFunction, validateInteger, validateObject,
        validateString, validateUint32 } = require('internal/validators');
const { Test } = require('internal/test/context');
const { Root } = require('internal/test/root');
const { TestsStream } = require('internal/test/stream');
const { pattern } = require('internal/test/options');

// What stands before each event that a child writes to its standard output.
const MARK = '\u0002event ';

const inside = (extension) => [`**/test/**/*.${extension}`, `**/*.test.${extension}`, `**/*-test.${extension}`,
                               `**/*_test.${extension}`, `**/test-*.${extension}`, `**/test.${extension}`];
const defaults = inside('{js,mjs,cjs,ts,mts,cts}');

function testFiles(patterns, cwd) {
  const found = globSync(patterns.length > 0 ? patterns : defaults,
                         { cwd, exclude: (name) => basename(typeof name === 'string' ? name : name.name) === 'node_modules' });
  return [...new Set(found)].map((file) => resolve(cwd, file)).sort();
}

// Errors cross as what reporters show of them //

function packError(error) {
  if (typeof error === 'string') return { value: error };
  if (!(error instanceof Error)) return { value: require('internal/util/inspect').inspect(error) };
  const { name, message, stack, code, failureType, operator } = error;
  const own = { name, message, stack, code, failureType, operator };
  for (const key of ['expected', 'actual']) {
    if (key in error) own[key] = typeof error[key] === 'object' ? require('internal/util/inspect').inspect(error[key]) : error[key];
  }
  if ('generatedMessage' in error) own.generatedMessage = error.generatedMessage;
  if ('cause' in error) own.cause = packError(error.cause);
  return { error: own };
}

function unpackError(packed) {
  if (packed.error === undefined) return packed.value;
  const { cause, message, stack, name, ...rest } = packed.error;
  const error = new Error(message);
  for (const [key, value] of Object.entries({ stack, name })) {
    Object.defineProperty(error, key, { __proto__: null, value, writable: true, configurable: true });
  }
  for (const key of Object.keys(rest)) if (rest[key] !== undefined) error[key] = rest[key];
  if (cause !== undefined) {
    Object.defineProperty(error, 'cause', { __proto__: null, value: unpackError(cause), writable: true, configurable: true });
  }
  return error;
}

// The reporter of a child.
function childReporter() {
  return ({ type, data }) => {
    const copy = { ...data };
    if (data.details?.error !== undefined) copy.details = { ...data.details, error: packError(data.details.error) };
    process.stdout.write(`${MARK}${JSON.stringify({ type, data: copy })}\n`);
  };
}

// A file: its tests become the run's own; it counts itself only where it has none, or fails beside them.
class FileTest extends Test {
  constructor(given) {
    super({ ...given, name: relative(given.cwd, given.file) });
    this.file = given.file;
    this.events = [];
    this.failedTests = 0;
    this.seenTests = 0;
  }
  get context() { return this.ctx ??= { signal: this.signal }; }
  // Its tests stand where it stands.
  flush() {
    for (const { type, data } of this.events) this.tell(type, data);
    this.events = [];
  }
  // Its turn has come while it runs.
  reportReady() {
    if (this.isClear()) this.flush();
  }
  report() {
    this.flush();
    if (this.seenTests === 0 || !this.passed && this.failedTests === 0) super.report();
  }
  // A number only once it is its turn.
  tell(type, data) {
    if (data.nesting === 0 && (type === 'test:pass' || type === 'test:fail')) data.testNumber = ++this.root.shown;
    this.root.emit(type, data);
  }
  take(type, data) {
    if (this.isClear() && this.events.length === 0) this.tell(type, data);
    else this.events.push({ type, data });
  }
  event({ type, data }) {
    const { counts } = this.root;
    if (type === 'test:summary' || type === 'test:plan' && data.nesting === 0) return;
    if (type === 'test:diagnostic' && data.nesting === 0 && data.file === undefined &&
        /^(tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) /.test(data.message)) {
      return;
    }
    if (data.details?.error !== undefined) data.details.error = unpackError(data.details.error);
    if (type === 'test:pass' || type === 'test:fail') {
      const { failureType } = data.details.error ?? {};
      if (data.nesting === 0) {
        this.seenTests++;
        counts.topLevel++;
      }
      if (data.details.type === 'suite') {
        counts.suites++;
      } else {
        counts.tests++;
        if (data.skip !== undefined) counts.skipped++;
        else if (data.todo !== undefined) counts.todo++;
        else if (['cancelledByParent', 'testAborted', 'testTimeoutFailure'].includes(failureType)) counts.cancelled++;
        else counts[type === 'test:pass' ? 'passed' : 'failed']++;
      }
      if (type === 'test:fail' && data.todo === undefined) {
        this.failedTests++;
        this.root.success = false;
        if (this.root.setsExitCode) process.exitCode = 1;
      }
    }
    this.take(type, data);
  }
}

class RunRoot extends Root {
  constructor(stream, options) {
    super();
    this.stream = stream;
    this.listening = true;
    this.setsExitCode = options.setsExitCode === true;
    if (options.concurrency !== undefined) this.concurrency = options.concurrency;
    if (options.timeout !== undefined) this.timeout = options.timeout;
  }
  seen() {}
  emit(type, data) { this.stream.take(type, data); }
  count(test) {
    if (test.seenTests > 0 && (test.passed || test.failedTests > 0)) return;
    const { exitCode } = process;
    super.count(test);
    if (!this.setsExitCode) process.exitCode = exitCode;
  }
  allDone() {
    queueMicrotask(async () => {
      if (this.active > 0 || this.pending.length > 0 || this.reported) return;
      this.reported = true;
      this.end();
      this.summary();
    });
  }
}

function runFile(test, options) {
  const args = [...(options.execArgv ?? []), ...options.flags, test.file, ...(options.argv ?? [])];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      __proto__: null, cwd: options.cwd, signal: test.signal, stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...(options.env ?? process.env), NODE_TEST_CONTEXT: 'child-v8' },
    });
    let rest = '';
    child.stdout.setEncoding('utf8').on('data', (chunk) => {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop();
      for (const line of lines) {
        const at = line.indexOf(MARK);
        const plain = at === -1 ? `${line}\n` : line.slice(0, at);
        if (plain !== '') test.take('test:stdout', { __proto__: null, file: test.file, message: plain });
        if (at !== -1) test.event(JSON.parse(line.slice(at + MARK.length)));
      }
    });
    child.stderr.setEncoding('utf8').on('data', (message) => {
      test.take('test:stderr', { __proto__: null, file: test.file, message });
    });
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (rest !== '') test.take('test:stdout', { __proto__: null, file: test.file, message: rest });
      if (code === 0 && signal === null) {
        resolve();
        return;
      }
      const error = new ERR_TEST_FAILURE('test failed', test.failedTests > 0 ? 'subtestsFailed' : 'testCodeFailure');
      Object.assign(error, { exitCode: code, signal, stack: undefined });
      reject(error);
    });
  });
}

function patterns(value, name) {
  if (value == null) return [];
  return (Array.isArray(value) ? value : [value]).map((item, index) => {
    if (item instanceof RegExp) return item;
    if (typeof item === 'string') return pattern(item);
    throw new ERR_INVALID_ARG_TYPE(Array.isArray(value) ? `${name}[${index}]` : name, ['string', 'RegExp'], item);
  });
}

function run(options = {}) {
  validateObject(options, 'options');
  const { concurrency, timeout, signal, files, forceExit, watch, setup, only, globPatterns, shard, cwd = process.cwd(),
          isolation = 'process', execArgv, argv, env, testNamePatterns, testSkipPatterns } = options;
  if (files != null) validateArray(files, 'options.files');
  if (watch != null) validateBoolean(watch, 'options.watch');
  if (forceExit != null) {
    validateBoolean(forceExit, 'options.forceExit');
    if (forceExit && watch) throw new ERR_INVALID_ARG_VALUE('options.forceExit', watch, 'is not supported with watch mode');
  }
  if (only != null) validateBoolean(only, 'options.only');
  if (globPatterns != null) validateArray(globPatterns, 'options.globPatterns');
  if (globPatterns?.length > 0 && files?.length > 0) {
    throw new ERR_INVALID_ARG_VALUE('options.globPatterns', globPatterns, "is not supported when specifying 'options.files'");
  }
  if (shard != null) {
    validateObject(shard, 'options.shard');
    validateInteger(shard.total, 'options.shard.total', 1);
    validateInteger(shard.index, 'options.shard.index');
    if (shard.index <= 0 || shard.total < shard.index) {
      throw new ERR_OUT_OF_RANGE('options.shard.index', `>= 1 && <= ${shard.total} ("options.shard.total")`, shard.index);
    }
    if (watch) throw new ERR_INVALID_ARG_VALUE('options.shard', watch, 'shards not supported with watch mode');
  }
  validateString(cwd, 'options.cwd');
  if (setup != null) validateFunction(setup, 'options.setup');
  if (signal !== undefined) validateAbortSignal(signal, 'options.signal');
  const names = patterns(testNamePatterns, 'options.testNamePatterns');
  const skips = patterns(testSkipPatterns, 'options.testSkipPatterns');
  if (isolation !== 'process') {
    throw new ERR_INVALID_ARG_VALUE('options.isolation', isolation, "only 'process' is supported");
  }
  const flags = [...names.map((item) => `--test-name-pattern=${item}`), ...skips.map((item) => `--test-skip-pattern=${item}`)];
  if (only) flags.push('--test-only');
  if (forceExit) flags.push('--test-force-exit');

  const stream = new TestsStream();
  const root = new RunRoot(stream, { concurrency: Infinity, timeout: undefined, setsExitCode: options.setsExitCode });
  root.concurrency = concurrency === undefined ? 1 :
    typeof concurrency === 'number' ? (validateUint32(concurrency, 'options.concurrency', true), concurrency) :
      concurrency ? Math.max(require('os').availableParallelism() - 1, 1) : 1;
  let list = files?.map((file) => resolve(cwd, file)) ?? testFiles(globPatterns ?? [], cwd);
  if (shard != null) list = list.filter((_, index) => index % shard.total === shard.index - 1);
  (async () => {
    await setup?.(stream);
    if (list.length === 0) root.allDone();
    for (const file of list) {
      const test = new FileTest({ __proto__: null, parent: root, file, cwd, timeout, signal,
                                  loc: { file, line: 1, column: 1 },
                                  fn: () => runFile(test, { cwd, execArgv, argv, env, flags }) });
      test.start();
    }
  })();
  return stream;
}

// The command `--test`: its arguments are files or patterns.
function main() {
  const options = require('internal/test/options');
  const patterns = process.argv.slice(1);
  const { start } = require('internal/test/report');
  const reporters = start();
  const [index, total] = options.shard?.split('/').map(Number) ?? [];
  const flags = process.execArgv.filter((flag) => flag !== '--test' && !/^--test-(reporter|shard|concurrency|timeout)/.test(flag));
  const concurrency = options.concurrency ?? true;
  require('util').debuglog('test_runner')('test runner configuration:', {
    __proto__: null, isTestRunner: true, concurrency, coverage: false, destinations: options.destinations,
    forceExit: options.forceExit, isolation: 'process', only: options.testOnly, reporters: options.reporters,
    shard: total === undefined ? undefined : { index, total }, timeout: options.timeout ?? Infinity, watch: false,
    globPatterns: patterns,
  });
  process.argv.length = 1;
  const files = testFiles(patterns, process.cwd());
  if (files.length === 0 && patterns.length > 0) {
    process.stderr.write(`Could not find '${patterns.join(', ')}'\n`);
    process.exitCode = 1;
    return;
  }
  const stream = run({ files, concurrency, timeout: options.timeout, execArgv: flags, setsExitCode: true,
                       shard: total === undefined ? undefined : { index, total } });
  for (const type of ['test:start', 'test:pass', 'test:fail', 'test:plan', 'test:diagnostic', 'test:stdout', 'test:stderr',
                      'test:summary']) {
    stream.on(type, (data) => { for (const reporter of reporters) reporter({ __proto__: null, type, data }); });
  }
  stream.resume();
}

module.exports = { childReporter, main, run };
