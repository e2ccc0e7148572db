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

const equalButForComma = (a, e) => a === e || (a.endsWith(',') && a.slice(0, -1) === e);

// Lines of both sides, paired by position: `+` only in actual, `-` only in expected. The common tail and
// long equal stretches are shortened, and so is what goes beyond some 50 lines, unless `full`.
function diffLines(a, e, full) {
  let tail = 0;
  while (tail < a.length && tail < e.length && a[a.length - 1 - tail] === e[e.length - 1 - tail]) tail++;
  const ending = a.splice(a.length - tail).map((line) => `  ${line}`);
  e.length -= tail;

  let skipped = false;
  let printed = 0;
  let equal = 0;   // length of the current stretch of equal lines; its first two are already out
  let removed = [];  // `-` lines wait until the `+` lines beside them are out
  const out = [];
  const endStretch = (lines, i) => {
    const hidden = full ? equal - 2 : Math.min(equal - 2, equal > 5 ? 2 : 3);
    if (equal > 5 && !full) {
      out.push(dots());
      skipped = true;
    }
    for (let n = hidden; n > 0; n--) {
      out.push(`  ${lines[i - n]}`);
      printed++;
    }
    equal = 0;
  };
  const plus = `${colors.green}+${colors.white} `;
  const minus = `${colors.red}-${colors.white} `;
  const both = Math.min(a.length, e.length);
  const longer = a.length >= e.length ? a : e;
  for (let i = 0; i < longer.length; i++) {
    if (i >= both) {
      endStretch(longer, i);
      if (longer === a) out.push(plus + a[i]);
      else removed.push(minus + e[i]);
      printed++;
    } else if (equalButForComma(a[i], e[i]) || equalButForComma(e[i], a[i])) {
      out.push(...removed);
      removed = [];
      if (++equal <= 2) {
        // The longer of both: the comma belongs there, since more follows on that side.
        out.push(`  ${a[i].length >= e[i].length ? a[i] : e[i]}`);
        printed++;
      }
    } else {
      endStretch(a, i);
      out.push(plus + a[i]);
      removed.push(minus + e[i]);
      printed += 2;
    }
    if (printed > 50 && i < longer.length - 2 && !full) {
      return { lines: [...out, dots(), ...removed, dots()], skipped: true };
    }
  }
  out.push(...removed);
  if (tail > 4 && !full) {
    skipped = true;
    ending.splice(1, tail - 4, dots());
  }
  return { lines: out.concat(ending), skipped };
}

// Where the two lines part, marked below them, where they fit beside each other on a terminal.
function indicator(a, e) {
  const width = colors.stderrColumns();
  if (a.length + e.length >= width) return '';
  let i = 0;
  while (a[i] === e[i]) i++;
  return i > 2 ? `\n  ${' '.repeat(i)}^` : '';
}

function differenceMessage(actual, expected, operator, customMessage, full) {
  if (operator === 'strictEqual' && ((isObject(actual) && isObject(expected)) ||
      (typeof actual === 'function' && typeof expected === 'function'))) {
    operator = 'strictEqualObject';
  }
  const header = customMessage || headers[operator];
  const shown = inspectValue(actual);
  const a = shown.split('\n');
  const e = inspectValue(expected).split('\n');
  let mark = '';
  if (a.length === 1 && e.length === 1 && a[0] !== e[0]) {
    const plain = inspect.defaultOptions.colors ?
      (text) => require('internal/util/inspect').stripVTControlCharacters(text) : (text) => text;
    const [first, second] = [plain(a[0]), plain(e[0])];
    if (first.length + second.length <= 12) {
      if (!isObject(actual) && !isObject(expected) && (actual !== 0 || expected !== 0)) {
        return `${header}\n\n${a[0]} !== ${e[0]}\n`;
      }
    } else if (operator !== 'strictEqualObject') {
      mark = indicator(first, second);
    }
  } else if (a.length === e.length && a.every((line, i) => line === e[i])) {
    return `${headers.notIdentical}\n\n${limitLines(a).join('\n')}\n`;
  }
  const { lines, skipped } = diffLines(a, e, full);
  const { green, red, white } = colors;
  return `${header}\n${green}+ actual${white} ${red}- expected${white}${skipped ? ` ${dots()} Lines skipped` : ''}\n\n` +
    lines.join('\n') + mark;
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
