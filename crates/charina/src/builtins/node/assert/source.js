// The text of a failed assert() call, read from its source file.

// Keywords after which an operand follows, so that `/` begins a regular expression and `(` is no call.
const keywords = new Set(['return', 'typeof', 'case', 'do', 'else', 'in', 'instanceof', 'new', 'of', 'throw', 'void',
  'delete', 'yield', 'await', 'if', 'while', 'for', 'switch', 'catch', 'with']);
const tokenPattern =
  /\s+|\/\/.*|\/\*[^]*?\*\/|([\p{ID_Start}$_#][\p{ID_Continue}$\u200c\u200d]*|\d[\w.]*)|("(?:[^"\\]|\\[^])*"|'(?:[^'\\]|\\[^])*')|(\?\.(?!\d)|=>|[^])/yu;
const regexpPattern = /\/(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/\w*/y;
const definition = /\s*(?:\{|=>)/y;  // what follows parameters, and no call
const templatePattern = /(?:[^`\\$]|\\[^]|\$(?!\{))*(?:`|\$\{)/y;

function match(pattern, code, at) {
  pattern.lastIndex = at;
  return pattern.exec(code);
}

// The engine gives a call in the arguments of another the place of that other one: what looks like an
// assertion within the call that was found is meant then.
const looksLikeAssertion = (callee) => /assert|\bok\b|\bstrict\b/i.test(callee);

/** The innermost call in `code` around `offset`, as `[start, end]`; undefined if there is none. */
function findCall(code, offset) {
  const open = [];
  let inner;
  let at = 0;
  let chain;         // where the operand before `at` starts, if there is one
  let member = false;  // whether `.` came last
  const template = () => {
    const found = match(templatePattern, code, at);
    if (found === null) return false;
    at += found[0].length;
    if (found[0].endsWith('`')) {
      chain = open.pop().chain;
      return true;
    }
    open.push({ type: '${' });
    chain = undefined;
    return true;
  };
  while (at < code.length) {
    const found = match(tokenPattern, code, at);
    if (found === null) return undefined;
    const start = at;
    at += found[0].length;
    if (found[1] !== undefined) {
      if (member) member = false;
      else chain = keywords.has(found[1]) ? undefined : start;
    } else if (found[2] !== undefined) {
      chain = start;
    } else if (found[3] !== undefined) {
      const wasMember = member;
      member = false;
      switch (found[3]) {
        case '.': case '?.':
          // A line may begin within a chain: then the name after the dot starts it.
          member = chain !== undefined;
          break;
        case '(': case '[':
          open.push({ type: found[3], chain, start });
          chain = undefined;
          break;
        case ')': case ']': {
          const opener = open.pop();
          if (opener?.type === '(' && opener.chain !== undefined && at > offset && match(definition, code, at) === null) {
            const assertion = looksLikeAssertion(code.slice(opener.chain, opener.start));
            if (opener.chain <= offset) return assertion || inner === undefined ? [opener.chain, at] : inner;
            if (assertion) inner ??= [opener.chain, at];
          }
          chain = opener === undefined ? undefined : opener.chain ?? opener.start;
          break;
        }
        case '{':
          open.push({ type: '{' });
          chain = undefined;
          break;
        case '}': {
          const opener = open.pop();
          chain = undefined;
          if (opener?.type === '${' && !template()) return undefined;
          break;
        }
        case '`':
          open.push({ type: '`', chain: chain ?? start });
          if (!template()) return undefined;
          break;
        case '/': {
          const regexp = chain === undefined ? match(regexpPattern, code, start) : null;
          if (regexp !== null) {
            at = start + regexp[0].length;
            chain = start;
          } else {
            chain = undefined;
          }
          break;
        }
        case ';':
          if (wasMember || start > offset && open.length === 0) return undefined;
          chain = undefined;
          break;
        default:
          chain = undefined;
      }
    }
  }
  return undefined;
}

const controls = /[\x00-\x08\x0b\x0c\x0e-\x1f]/g;

// `code` from the start of the line of the call; `column` counted from 0.
function describe(code, column) {
  const call = findCall(code, column);
  if (call === undefined) return undefined;
  const text = code.slice(call[0], call[1]);
  // Frames of evaluated code have no place of their own here: what was found is the eval around them.
  if (/^eval\s*\(/.test(text)) return undefined;
  const lines = text.replace(
    controls, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`).split(/\r?\n/);
  // Further lines lose the indentation of the first.
  for (let i = 1; i < lines.length; i++) {
    let indent = 0;
    while (indent < call[0] && (lines[i][indent] === ' ' || lines[i][indent] === '\t')) indent++;
    lines[i] = `  ${lines[i].slice(indent)}`;
  }
  return `The expression evaluated to a falsy value:\n\n  ${lines.join('\n')}\n`;
}

// The call site above `fn`, whatever the program did to the stack API.
function callSite(fn) {
  const { prepareStackTrace, stackTraceLimit } = Error;
  const holder = {};
  let site;
  try {
    Error.stackTraceLimit = 1;
    Error.prepareStackTrace = (_, sites) => sites;
    Error.captureStackTrace(holder, fn);
    site = holder.stack?.[0];
  } finally {
    Error.prepareStackTrace = prepareStackTrace;
    Error.stackTraceLimit = stackTraceLimit;
  }
  return site;
}

/** The message for the assertion that was called through `fn`; undefined where its source cannot be had. */
exports.messageOfCall = (fn) => {
  const site = callSite(fn);
  let file = site?.getFileName?.();
  if (typeof file !== 'string' || file.startsWith('node:') || site.isEval?.()) return undefined;
  try {
    if (file.startsWith('file:')) file = require('url').fileURLToPath(file);
    const text = require('fs').readFileSync(file, 'utf8');
    let start = 0;
    for (let line = site.getLineNumber(); line > 1; line--) {
      start = text.indexOf('\n', start) + 1;
      if (start === 0) return undefined;
    }
    // The site is where the name of the called function begins, or else its arguments.
    return describe(text.slice(start), text.indexOf('(', start + site.getColumnNumber() - 1) - start);
  } catch {
    return undefined;
  }
};
