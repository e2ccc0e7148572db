// What the command line says to the test runner (https://nodejs.org/api/test.html#running-tests-from-the-command-line).
const { codes: { ERR_INVALID_ARG_VALUE } } = require('internal/errors');

// All values of an option, in order.
function values(name) {
  const found = [];
  const { execArgv } = process;
  for (let i = 0; i < execArgv.length; i++) {
    if (execArgv[i] === name) found.push(execArgv[++i]);
    else if (execArgv[i].startsWith(`${name}=`)) found.push(execArgv[i].slice(name.length + 1));
  }
  return found;
}

function number(name) {
  const [value] = values(name).slice(-1);
  return value === undefined ? undefined : Number(value);
}

// A pattern is a regular expression, with slashes and flags or without.
function pattern(text) {
  const match = /^\/(.*)\/([a-z]*)$/s.exec(text);
  try {
    return match === null ? new RegExp(text) : new RegExp(match[1], match[2].replace(/[gy]/g, ''));
  } catch (error) {
    throw new ERR_INVALID_ARG_VALUE('test name pattern', text, `is an invalid regular expression. ${error.message}`);
  }
}

module.exports = {
  pattern,
  // In the processes of `--test` it counts only where that is asked for.
  onlyCounts: process.env.NODE_TEST_CONTEXT === undefined || process.execArgv.includes('--test-only'),
  testOnly: process.execArgv.includes('--test-only'),
  forceExit: process.execArgv.includes('--test-force-exit'),
  namePatterns: values('--test-name-pattern').map(pattern),
  skipPatterns: values('--test-skip-pattern').map(pattern),
  reporters: values('--test-reporter'),
  destinations: values('--test-reporter-destination'),
  concurrency: number('--test-concurrency'),
  timeout: number('--test-timeout'),
  shard: values('--test-shard').at(-1),
  isolation: values('--test-isolation').concat(values('--experimental-test-isolation')).at(-1) ?? 'process',
};
