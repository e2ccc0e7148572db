// The reporters (https://nodejs.org/api/test.html#test-reporters): each is made by a function and takes events, one by one,
// for which it answers text.
const { inspect } = require('internal/util/inspect');
const { relative } = require('path');
const options = require('internal/test/options');

const indents = new Map();
function indent(nesting) {
  if (!indents.has(nesting)) indents.set(nesting, '  '.repeat(nesting));
  return indents.get(nesting);
}

// Spec //

function colours(stream) {
  const on = stream?.isTTY ? !stream.hasColors || stream.hasColors() :
    process.env.FORCE_COLOR !== undefined && process.env.FORCE_COLOR !== '0' && !process.env.NO_COLOR;
  const code = (number) => (on ? `\u001b[${number}m` : '');
  return { on, red: code(31), green: code(32), yellow: code(33), blue: code(34), gray: code(90), white: code(39),
           reset: code(0) };
}

function shownError(error, indent, colors) {
  const inner = error?.code === 'ERR_TEST_FAILURE' && 'cause' in error ? error.cause : error;
  let text;
  try {
    text = inspect(inner, { colors });
  } catch {
    text = inspect(inner, { colors, customInspect: false });
  }
  return text.split(/\r\n|\n/).map((line) => `${indent}  ${line}`).join('\n');
}

class Spec {
  #stack = [];
  #reported = [];
  #failed = [];
  #colour;
  constructor(stream) { this.#colour = colours(stream); }
  // Headings of what the next line is in.
  #heading(nesting) {
    let text = '';
    const open = [];
    while (this.#stack.length > 0) {
      const data = this.#stack.shift();
      if (data.nesting < nesting) open.push(data);
    }
    for (const data of open) {
      this.#reported.unshift(data);
      text += `${indent(data.nesting)}▶ ${data.name}\n`;
    }
    return text;
  }
  #line(type, data, prefix = '') {
    const { red, green, yellow, gray, white } = this.#colour;
    const pad = indent(data.nesting);
    const todoFailure = type === 'test:fail' && data.todo !== undefined && data.todo !== false;
    let colour = type === 'test:pass' ? green : todoFailure ? yellow : red;
    let symbol = type === 'test:pass' ? '✔ ' : todoFailure ? '⚠ ' : '✖ ';
    let tail = '';
    if (data.skip !== undefined && data.skip !== false) {
      colour = gray;
      symbol = '﹣ ';
      tail = typeof data.skip === 'string' && data.skip !== '' ? ` # ${data.skip}` : ' # SKIP';
    } else if (data.todo !== undefined && data.todo !== false) {
      tail = typeof data.todo === 'string' && data.todo !== '' ? ` # ${data.todo}` : ' # TODO';
    } else if (data.expectFailure !== undefined) {
      tail = typeof data.expectFailure === 'string' ? ` # ${data.expectFailure}` : ' # EXPECTED FAILURE';
    }
    const time = data.details?.duration_ms ? ` ${gray}(${data.details.duration_ms}ms)${white}` : '';
    return `${prefix}${pad}${colour}${symbol}${data.name}${time}${tail}${white}\n`;
  }
  #result(type, data) {
    // Its own start needs no heading, unless something below it was told.
    if (this.#stack[0] !== undefined) this.#stack.pop();
    let text = this.#heading(data.nesting);
    if (this.#reported[0] !== undefined && this.#reported[0].nesting === data.nesting &&
        this.#reported[0].name === data.name) {
      this.#reported.shift();
    }
    if (type === 'test:fail' && data.details?.error?.failureType !== 'subtestsFailed') this.#failed.push(data);
    text += this.#line(type, data);
    return text;
  }
  write({ type, data }) {
    const { blue, white } = this.#colour;
    switch (type) {
      case 'test:start': {
        this.#stack.push(data);
        return '';
      }
      case 'test:pass':
      case 'test:fail': return this.#result(type, data);
      case 'test:stdout':
      case 'test:stderr': return data.message;
      case 'test:diagnostic': {
        return `${indent(data.nesting)}${blue}ℹ ${data.message}${white}\n`;
      }
      case 'test:interrupted': {
        return data.tests.map(({ name }) => `${name}\n`).join('');
      }
      default: return '';
    }
  }
  end() {
    if (this.#failed.length === 0) return '';
    const { red, white, on } = this.#colour;
    let text = `\n${red}✖ failing tests:${white}\n`;
    for (const data of this.#failed) {
      if (data.file !== undefined) text += `\ntest at ${relative(process.cwd(), data.file)}:${data.line}:${data.column}\n`;
      else text += '\n';
      text += this.#line('test:fail', { ...data, nesting: 0 });
      text += `${shownError(data.details.error, '', on)}\n`;
    }
    return text;
  }
}

// TAP //

const four = (nesting) => '    '.repeat(nesting);
function tapEscape(text) {
  return `${text}`.replaceAll('\\', '\\\\').replaceAll('#', '\\#').replaceAll('\n', '\\n').replaceAll('\t', '\\t')
    .replaceAll('\r', '\\r').replaceAll('\f', '\\f').replaceAll('\b', '\\b').replaceAll('\v', '\\v');
}

function yamlString(pad, name, text) {
  if (!text.includes('\n')) return `${pad}  ${name}: '${text.replaceAll("'", "\\'")}'\n`;
  return `${pad}  ${name}: |-\n${text.split(/\n/).map((line) => `${pad}    ${line}\n`).join('')}`;
}

function yaml(pad, name, value, seen) {
  if (value === null || value === undefined) return name === 'expected' || name === 'actual' ?
    `${pad}  ${name}: ${value === null ? '~' : '~'}\n` : '';
  if (typeof value === 'string') return yamlString(pad, name, value);
  if (typeof value !== 'object') return `${pad}  ${name}: ${inspect(value)}\n`;
  if (value instanceof Date) return `${pad}  ${name}: ${value.toISOString()}\n`;
  if (value instanceof Error) return '';
  if (value instanceof RegExp) return `${pad}  ${name}: ${inspect(value)}\n`;
  if (seen.includes(value)) return `${pad}  ${name}: <Circular>\n`;
  let text = `${pad}  ${name}:\n`;
  for (const key of Object.keys(value)) text += yaml(`${pad}  `, key, value[key], [...seen, value]);
  return text;
}

function yamlError(pad, error) {
  let text = '';
  const inner = error?.code === 'ERR_TEST_FAILURE' && 'cause' in error ? error.cause : error;
  text += yamlString(pad, 'failureType', error.failureType ?? 'testCodeFailure');
  const isError = inner instanceof Error;
  text += yamlString(pad, 'error', isError ? inner.message : typeof inner === 'string' ? inner : inspect(inner, { customInspect: false }));
  text += yaml(pad, 'code', isError ? inner.code ?? error.code : error.code, []);
  if (!isError) return text;
  if (inner.name !== 'Error') text += yaml(pad, 'name', inner.name, []);
  if (inner.code === 'ERR_ASSERTION') {
    text += yaml(pad, 'expected', inner.expected, []);
    text += yaml(pad, 'actual', inner.actual, []);
    if (inner.operator) text += yaml(pad, 'operator', inner.operator, []);
  }
  if (typeof inner.stack === 'string') {
    const frames = [];
    for (const line of inner.stack.split('\n')) {
      const match = /^\s+at (.*)$/.exec(line);
      if (match !== null) frames.push(match[1]);
    }
    if (frames.length > 0) text += yamlString(pad, 'stack', frames.join('\n'));
  }
  return text;
}

class Tap {
  #begun = false;
  write({ type, data }) {
    const head = this.#begun ? '' : 'TAP version 13\n';
    this.#begun = true;
    const text = this.#text(type, data);
    return head + text;
  }
  #text(type, data) {
    const pad = data.nesting === undefined ? '' : four(data.nesting);
    switch (type) {
      case 'test:start': return `${pad}# Subtest: ${tapEscape(data.name)}\n`;
      case 'test:pass': return this.#result('ok', pad, data);
      case 'test:fail': return this.#result('not ok', pad, data);
      case 'test:plan': return `${pad}1..${data.count}\n`;
      case 'test:diagnostic': return `${pad}# ${tapEscape(data.message)}\n`;
      case 'test:stdout':
      case 'test:stderr': return data.message.split(/\r?\n/).map((line) => (line === '' ? '' : `# ${tapEscape(line)}\n`)).join('');
      default: return '';
    }
  }
  #result(word, pad, data) {
    let line = `${pad}${word} ${data.testNumber}`;
    if (data.name) line += ` - ${tapEscape(data.name)}`;
    const reason = (value) => (typeof value === 'string' && value !== '' ? ` ${tapEscape(value)}` : '');
    if (data.skip !== undefined && data.skip !== false) line += ` # SKIP${reason(data.skip)}`;
    else if (data.todo !== undefined && data.todo !== false) line += ` # TODO${reason(data.todo)}`;
    else if (data.expectFailure !== undefined) line += ` # EXPECTED FAILURE${reason(data.expectFailure)}`;
    const { duration_ms: duration, type, error } = data.details;
    let text = `${line}\n${pad}  ---\n${pad}  duration_ms: ${inspect(duration)}\n${yaml(pad, 'type', type, [])}`;
    if (error !== undefined) {
      if (data.file !== undefined) text += yamlString(pad, 'location', `${data.file}:${data.line}:${data.column}`);
      text += yamlError(pad, error);
    }
    return `${text}${pad}  ...\n`;
  }
  end() { return ''; }
}

// Dots //

class Dot {
  #count = 0;
  #failed = [];
  #colour = colours(process.stdout);
  write({ type, data }) {
    if (type !== 'test:pass' && type !== 'test:fail') return '';
    const { green, red, reset } = this.#colour;
    if (type === 'test:fail') this.#failed.push(data);
    const columns = Math.max(process.stdout.columns ?? 20, 20);
    const mark = type === 'test:pass' ? `${green}.${reset}` : `${red}X${reset}`;
    return ++this.#count % columns === 0 ? `${mark}\n` : mark;
  }
  end() {
    if (this.#failed.length === 0) return '\n';
    const { red, white, reset, on } = this.#colour;
    let text = `\n\n${red}Failed tests:${white}\n`;
    for (const data of this.#failed) {
      text += `\n${red}✖ ${white}${data.name} (${data.details.duration_ms}ms)${reset}\n` +
        `${shownError(data.details.error, '', on)}\n`;
    }
    return text;
  }
}

// JUnit //

function xml(text) {
  return `${text}`.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

class JUnit {
  #open = [];
  #top = [];
  write({ type, data }) {
    switch (type) {
      case 'test:start': {
        this.#open[data.nesting] = { name: data.name, children: [] };
        this.#open.length = data.nesting + 1;
        const above = data.nesting === 0 ? this.#top : this.#open[data.nesting - 1].children;
        above.push(this.#open[data.nesting]);
        break;
      }
      case 'test:pass':
      case 'test:fail': Object.assign(this.#open[data.nesting], { data, failed: type === 'test:fail' }); break;
      case 'test:diagnostic': {
        (data.nesting === 0 || !this.#open[data.nesting] ? this.#top : this.#open[data.nesting].children).push(data.message);
      }
    }
    return '';
  }
  #tree(node, depth) {
    const pad = '\t'.repeat(depth);
    if (typeof node === 'string') return `${pad}<!-- ${xml(node).replaceAll('--', '&#45;&#45;')} -->\n`;
    const { data } = node;
    const time = `${(data?.details.duration_ms ?? 0) / 1000}`;
    const tests = node.children.filter((child) => typeof child !== 'string');
    if (tests.length > 0) {
      const skipped = tests.filter((test) => test.data?.skip).length;
      const failed = tests.filter((test) => test.failed).length;
      const inner = node.children.map((child) => this.#tree(child, depth + 1)).join('');
      return `${pad}<testsuite name="${xml(node.name)}" time="${time}" disabled="0" errors="0" tests="${tests.length}" ` +
        `failures="${failed}" skipped="${skipped}" hostname="${xml(require('os').hostname())}">\n${inner}${pad}</testsuite>\n`;
    }
    const file = data?.file === undefined ? '' : ` file="${xml(data.file)}"`;
    const head = `${pad}<testcase name="${xml(node.name)}" time="${time}" classname="${data?.classname ?? 'test'}"${file}`;
    let inner = '';
    if (data?.skip) inner += `${pad}\t<skipped type="skipped" message="${xml(data.skip)}"/>\n`;
    if (data?.todo) inner += `${pad}\t<skipped type="todo" message="${xml(data.todo)}"/>\n`;
    if (node.failed) {
      const { error } = data.details;
      const message = xml(error.cause?.message ?? error.message);
      inner += `${pad}\t<failure type="${error.failureType ?? error.code}" message="${message}">\n` +
        `${xml(inspect(error))}\n${pad}\t</failure>\n`;
    }
    return inner === '' ? `${head}/>\n` : `${head}>\n${inner}${pad}</testcase>\n`;
  }
  end() {
    return `<?xml version="1.0" encoding="utf-8"?>\n<testsuites>\n${
      this.#top.map((node) => this.#tree(node, 1)).join('')}</testsuites>\n`;
  }
}

const kinds = { __proto__: null, dot: Dot, junit: JUnit, spec: Spec, tap: Tap };

// The functions that take this process's events: one for each reporter asked for.
function start() {
  if (process.env.NODE_TEST_CONTEXT === 'child-v8') return [require('internal/test/run').childReporter()];
  const names = options.reporters.length > 0 ? options.reporters : ['spec'];
  return names.map((name, index) => open(name, options.destinations[index] ?? 'stdout'));
}

function open(name, destination) {
  const write = destination === 'stdout' ? (text) => process.stdout.write(text) :
    destination === 'stderr' ? (text) => process.stderr.write(text) :
      (text) => require('fs').appendFileSync(destination, text);
  if (destination !== 'stdout' && destination !== 'stderr') require('fs').writeFileSync(destination, '');
  const Kind = kinds[name];
  if (Kind === undefined) return require('internal/test/stream').custom(name, write);
  const reporter = new Kind(destination === 'stdout' ? process.stdout : undefined);
  return (event) => {
    let text = reporter.write(event);
    if (event.type === 'test:summary' && event.data.file === undefined) text += reporter.end();
    if (text !== '') write(text);
  };
}

module.exports = { kinds, start };
