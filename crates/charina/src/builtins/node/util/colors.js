// ANSI styles: util.styleText, and whether a stream is to be coloured. https://nodejs.org/api/util.html#utilstyletextformat-text-options
const { codes } = require('internal/errors');
const { inspect } = require('internal/util/inspect');
const validators = require('internal/validators');

/** Whether text for `stream` gets colours, by FORCE_COLOR, then by the terminal. */
function shouldColorize(stream) {
  const forced = process.env.FORCE_COLOR;
  if (forced !== undefined) return ['', '1', 'true', '2', '3'].includes(forced);
  return !!stream?.isTTY && (typeof stream.getColorDepth === 'function' ? stream.getColorDepth() > 2 : true);
}

function isStream(value) {
  return value !== null && typeof value === 'object' && (
    typeof value.getReader === 'function' || typeof value.getWriter === 'function' ||
    typeof value.on === 'function' && (typeof value.write === 'function' || typeof value.pipe === 'function') ||
    value._readableState !== undefined || value._writableState !== undefined);
}

// The pair of sequences for one format, and whether an inner close must stay because two styles share it.
function sequences(format) {
  if (typeof format === 'string' && format[0] === '#') {
    if (!/^#(?:[0-9a-f]{3}|[0-9a-f]{6})$/i.test(format)) {
      throw new codes.ERR_INVALID_ARG_VALUE('format', format, 'must be a valid hex color (#RGB or #RRGGBB)');
    }
    let hex = format.slice(1);
    if (hex.length === 3) hex = hex.replace(/./g, '$&$&');
    const n = Number.parseInt(hex, 16);
    return { open: `\x1b[38;2;${n >> 16};${n >> 8 & 255};${n & 255}m`, close: '\x1b[39m', keep: false };
  }
  const pair = inspect.colors[format];
  if (!pair) validators.validateOneOf(format, 'format', Object.getOwnPropertyNames(inspect.colors));
  // bold and dim end with the same code.
  return { open: `\x1b[${pair[0]}m`, close: `\x1b[${pair[1]}m`, keep: pair[0] === 1 || pair[0] === 2 };
}

function styleText(format, text, options) {
  validators.validateString(text, 'text');
  if (options !== undefined) validators.validateObject(options, 'options');
  const validateStream = options?.validateStream ?? true;
  validators.validateBoolean(validateStream, 'options.validateStream');
  let plain = false;
  if (validateStream) {
    const stream = options?.stream ?? process.stdout;
    if (!isStream(stream)) {
      throw new codes.ERR_INVALID_ARG_TYPE('stream', ['ReadableStream', 'WritableStream', 'Stream'], stream);
    }
    plain = !shouldColorize(stream);
  }
  let open = '';
  let close = '';
  for (const one of Array.isArray(format) ? format : [format]) {
    if (one === 'none') continue;
    const style = sequences(one);
    if (plain) continue;
    open += style.open;
    close = style.close + close;
    // Where the text ends this style on its own account, it starts again, except at the very end.
    if (text.includes(style.close)) {
      const again = style.keep ? style.close + style.open : style.open;
      const end = text.endsWith(style.close) ? text.length - style.close.length : text.length;
      text = text.slice(0, end).replaceAll(style.close, again) + text.slice(end);
    }
  }
  return open + text + close;
}

// Escape sequences of a coloured terminal, or empty strings: filled by refresh().
const colors = {
  blue: '', green: '', white: '', yellow: '', red: '', gray: '', clear: '', reset: '', hasColors: false,
  shouldColorize,
  refresh() {
    // process.stderr is not made for this alone.
    const on = (ops.isStderrTty() || process.env.FORCE_COLOR !== undefined) && shouldColorize(process.stderr);
    if (on === this.hasColors) return;
    this.hasColors = on;
    this.blue = on ? '\x1b[34m' : '';
    this.green = on ? '\x1b[32m' : '';
    this.white = on ? '\x1b[39m' : '';
    this.yellow = on ? '\x1b[33m' : '';
    this.red = on ? '\x1b[31m' : '';
    this.gray = on ? '\x1b[90m' : '';
    this.clear = on ? '\x1bc' : '';
    this.reset = on ? '\x1b[0m' : '';
  },
  stderrColumns() {
    return ops.isStderrTty() ? process.stderr.columns : 80;
  },
  styleText,
};

module.exports = colors;
