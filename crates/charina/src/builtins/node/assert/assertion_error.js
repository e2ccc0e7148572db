// AssertionError and the messages that show how two values differ. https://nodejs.org/api/assert.html#class-assertassertionerror
const { inspect } = require('internal/util/inspect');
const { validateObject } = require('internal/validators');
const colors = require('internal/util/colors');

const headers = {
  __proto__: null,
  deepStrictEqual: 'Expected values to be strictly deep-equal:',
  partialDeepStrictEqual: 'Expected values to be partially and strictly deep-equal:',
  strictEqual: 'Expected values to be strictly equal:',
  strictEqualObject: 'Expected "actual" to be reference-equal to "expected":',
  deepEqual: 'Expected values to be loosely deep-equal:',
  notDeepStrictEqual: 'Expected "actual" not to be strictly deep-equal to:',
  notStrictEqual: 'Expected "actual" to be strictly unequal to:',
  notStrictEqualObject: 'Expected "actual" not to be reference-equal to "expected":',
  notDeepEqual: 'Expected "actual" not to be loosely deep-equal to:',
  notIdentical: 'Values have same structure but are not reference-equal:',
  notDeepEqualUnequal: 'Expected values not to be loosely deep-equal:',
};
const diffOperators = ['deepStrictEqual', 'strictEqual', 'partialDeepStrictEqual'];

const isObject = (value) => typeof value === 'object' && value !== null;

// An error without its stack, which would differ in every line and drown the rest.
function withoutStack(source) {
  const target = Object.assign({ __proto__: Object.getPrototypeOf(source) }, source);
  Object.defineProperty(target, 'message', { __proto__: null, value: source.message });
  for (const key of ['cause', 'errors']) {
    if (!Object.hasOwn(source, key)) continue;
    const value = source[key];
    Object.defineProperty(target, key, {
      __proto__: null,
      value: value instanceof Error ? withoutStack(value) :
        Array.isArray(value) ? value.map((v) => (v instanceof Error ? withoutStack(v) : v)) : value,
    });
  }
  return target;
}

function inspectValue(value) {
  return inspect(value, {
    compact: false, customInspect: false, depth: 1000, maxArrayLength: Infinity, showHidden: false, showProxy: false,
    sorted: true, getters: true,
  });
}

const dots = () => `${colors.blue}...${colors.white}`;
const cut = (text, length) => (text.length > length ? `${text.slice(0, length - 3)}...` : text);

// At most 46 lines, as text.
function limitLines(lines) {
  return lines.length > 50 ? [...lines.slice(0, 46), dots()] : lines;
}

// Lines of both sides by the shortest edit script: `+` only in actual, `-` only in expected. Of a stretch of equal
// lines five are shown, and the last one in front of a difference.
function diffLines(a, e, commas) {
  const plus = `${colors.green}+${colors.white} `;
  const minus = `${colors.red}-${colors.white} `;
  const script = require('internal/util/comparisons').diff(a, e, commas);
  const out = [];
  let skipped = false;
  let equal = 0;   // length of the current stretch of equal lines
  for (let i = 0; i < script.length; i++) {
    const [kind, line] = script[i];
    if (kind === 0) {
      if (++equal <= 5) out.push(`${colors.white}  ${line}`);
      continue;
    }
    if (equal === 7) out.push(`  ${script[i - 2][1]}`);
    if (equal > 7) {
      out.push(dots());
      skipped = true;
    }
    if (equal > 5) out.push(`${colors.white}  ${script[i - 1][1]}`);
    equal = 0;
    out.push((kind === 1 ? plus : minus) + line);
  }
  return { text: `\n${out.join('\n')}`.trimEnd(), skipped };
}

// Where the two lines part, marked below them, where they fit beside each other on a terminal.
function indicator(a, e) {
  const width = colors.stderrColumns();
  if (a.length + e.length >= width) return '';
  let i = 0;
  while (i < a.length && a[i] === e[i]) i++;
  return i > 2 && i < a.length ? `\n  ${' '.repeat(i)}^` : '';
}

function differenceMessage(actual, expected, operator, customMessage, full) {
  if (operator === 'strictEqual' && ((isObject(actual) && isObject(expected)) ||
      (typeof actual === 'function' && typeof expected === 'function'))) {
    operator = 'strictEqualObject';
  }
  const header = customMessage || headers[operator];
  const { green, red, white } = colors;
  const legend = `${green}+ actual${white} ${red}- expected${white}`;
  const shown = inspectValue(actual);
  const shownExpected = inspectValue(expected);
  const a = shown.split('\n');
  const e = shownExpected.split('\n');
  if (a.length === 1 && e.length === 1 && !(isObject(actual) && isObject(expected))) {
    const [first, second] = [a[0], e[0]];
    const quotes = 2 * (typeof actual === 'string') + 2 * (typeof expected === 'string');
    if (first.length + second.length - quotes <= 12 && (actual !== 0 || expected !== 0)) {
      return `${header}\n\n${first} !== ${second}\n`;
    }
    return `${header}\n${legend}\n\n${green}+${white} ${first}\n${red}- ${white}${second}${indicator(first, second)}\n`;
  }
  if (shown === shownExpected) {
    const cut = a.length > 50 && !full;
    const lines = cut ? [...a.slice(0, 50), '...}'] : a;
    return `${headers.notIdentical}\n${cut ? '\n... Skipped lines' : ''}\n${lines.join('\n')}\n`;
  }
  const { text, skipped } = diffLines(a, e, isObject(actual));
  return `${header}\n${legend}${skipped ? '\n... Skipped lines' : ''}\n${text}\n`;
}

function generateMessage(actual, expected, operator, full) {
  if (isObject(actual) && isObject(expected) && 'stack' in actual && actual instanceof Error &&
      'stack' in expected && expected instanceof Error) {
    actual = withoutStack(actual);
    expected = withoutStack(expected);
  }
  if (diffOperators.includes(operator)) return differenceMessage(actual, expected, operator, undefined, full);
  if (operator === 'notDeepStrictEqual' || operator === 'notStrictEqual') {
    let header = headers[operator];
    if (operator === 'notStrictEqual' && (isObject(actual) || typeof actual === 'function')) {
      header = headers.notStrictEqualObject;
    }
    const lines = limitLines(inspectValue(actual).split('\n'));
    if (lines.length > 1) return `${header}\n\n${lines.join('\n')}\n`;
    return `${header}${lines[0].length > 5 ? '\n\n' : ' '}${lines[0]}`;
  }
  const a = inspectValue(actual);
  const e = inspectValue(expected);
  if (operator === 'notDeepEqual' && a === e) return cut(`${headers.notDeepEqual}\n\n${a}`, 1024);
  const left = cut(a, 512);
  const right = cut(e, 512);
  if (operator === 'deepEqual') return `${headers.deepEqual}\n\n${left}\n\nshould loosely deep-equal\n\n${right}`;
  if (operator === 'notDeepEqual') {
    return `${headers.notDeepEqualUnequal}\n\n${left}\n\nshould not loosely deep-equal\n\n${right}`;
  }
  return `${left} ${operator} ${right}`;
}

// What inspection shows of a long string: its first ten lines, or its end beyond 512 characters, as Node does.
function shorten(value) {
  if (typeof value !== 'string') return value;
  const lines = value.split('\n', 11);
  if (lines.length > 10) return `${lines.slice(0, 10).join('\n')}\n...`;
  return value.length > 512 ? `${value.slice(512)}...` : value;
}

class AssertionError extends Error {
  constructor(options) {
    validateObject(options, 'options');
    const { message, operator, stackStartFn, details, stackStartFunction, actual, expected, diff = 'simple' } = options;
    colors.refresh();
    if (message == null) super(generateMessage(actual, expected, operator, diff === 'full'));
    else if (diffOperators.includes(operator)) super(differenceMessage(actual, expected, operator, message, diff === 'full'));
    else super(String(message));
    this.generatedMessage = !message;
    Object.defineProperty(this, 'name', {
      __proto__: null, value: 'AssertionError [ERR_ASSERTION]', enumerable: false, writable: true, configurable: true,
    });
    this.code = 'ERR_ASSERTION';
    if (details) {
      this.actual = undefined;
      this.expected = undefined;
      this.operator = undefined;
      details.forEach((detail, i) => {
        this[`message ${i}`] = detail.message;
        this[`actual ${i}`] = detail.actual;
        this[`expected ${i}`] = detail.expected;
        this[`operator ${i}`] = detail.operator;
        this[`stack trace ${i}`] = detail.stack;
      });
    } else {
      this.actual = actual;
      this.expected = expected;
      this.operator = operator;
    }
    Error.captureStackTrace(this, stackStartFn || stackStartFunction);
    // The stack's first line names the code; the name does not.
    this.stack;
    this.name = 'AssertionError';
    this.diff = diff;
  }

  toString() {
    return `${this.name} [${this.code}]: ${this.message}`;
  }

  [inspect.custom](recurseTimes, ctx) {
    const { actual, expected } = this;
    this.actual = shorten(actual);
    this.expected = shorten(expected);
    // The values are told in the message: one level of them is enough here.
    const result = inspect(this, { ...ctx, customInspect: false, depth: 0 });
    this.actual = actual;
    this.expected = expected;
    return result;
  }
}

exports.AssertionError = AssertionError;
