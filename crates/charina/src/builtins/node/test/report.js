// The spec reporter (https://nodejs.org/api/test.html#test-reporters): one tree a top-level test, failures at the end.
const { inspect } = require('util');
const failed = [];

function write(text) {
  process.stdout.write(`${text}\n`);
}

function mark(test) {
  if (test.skipped) return '﹣';
  if (test.error !== null && !test.todo) return '✖';
  return '✔';
}

function tail(test) {
  let text = ` (${Math.round(test.duration * 1e6) / 1e6}ms)`;
  if (test.skipped) text += typeof test.skipped === 'string' ? ` # ${test.skipped}` : ' # SKIP';
  else if (test.todo) text += typeof test.todo === 'string' ? ` # ${test.todo}` : ' # TODO';
  return text;
}

function tree(test) {
  const indent = '  '.repeat(test.depth);
  if (test.children.length > 0) {
    write(`${indent}▶ ${test.name}`);
    for (const child of test.children) tree(child);
  }
  write(`${indent}${mark(test)} ${test.name}${tail(test)}`);
  for (const message of test.diagnostics) write(`${indent}ℹ ${message}`);
  if (test.error !== null && !test.todo && test.error.failureType !== 'subtestsFailed') failed.push(test);
}

function stray(error, type) {
  write(`✖ ${type}\n  ${inspect(error).replaceAll('\n', '\n  ')}`);
}

function summary(counts, duration) {
  for (const name of ['tests', 'suites', 'pass', 'fail', 'cancelled', 'skipped', 'todo']) write(`ℹ ${name} ${counts[name]}`);
  write(`ℹ duration_ms ${duration}`);
  if (failed.length === 0) return;
  write('\n✖ failing tests:\n');
  for (const test of failed) {
    write(`✖ ${test.name}${tail(test)}`);
    write(`  ${inspect(test.error.cause ?? test.error).replaceAll('\n', '\n  ')}\n`);
  }
}

module.exports = { stray, summary, tree };
