// What the Interface classes of readline and readline/promises share: https://nodejs.org/api/readline.html#class-interfaceconstructor
// The names with an underscore are old ones of Node's that packages call and replace.

const EventEmitter = require('events');
const { codes: { ERR_INVALID_ARG_VALUE, ERR_USE_AFTER_CLOSE } } = require('internal/errors');
const { validateAbortSignal, validateArray, validateNumber, validateString, validateUint32 } =
  require('internal/validators');

const kLines = Symbol('line object stream');
const kQuestionReject = Symbol('kQuestionReject');
// \r\n, \n, a \r alone, U+2028 and U+2029.
const lineEnding = /\r?\n|\r(?!\n)|\u2028|\u2029/g;
const MIN_CRLF_DELAY = 100;

function InterfaceConstructor(input, output, completer, terminal) {
  this._sawReturnAt = 0;
  this.isCompletionEnabled = true;
  this._sawKeyPress = false;
  this._previousKey = null;
  this.escapeCodeTimeout = 500;
  this.tabSize = 8;
  EventEmitter.call(this);

  let prompt = '> ';
  let crlfDelay;
  let signal;
  let history = { history: input?.history, size: input?.size };
  if (input?.input) {
    const options = input;
    ({ output, completer, terminal, signal, crlfDelay } = options);
    if (options.tabSize !== undefined) {
      validateUint32(options.tabSize, 'tabSize', true);
      this.tabSize = options.tabSize;
    }
    if (options.prompt !== undefined) ({ prompt } = options);
    if (options.escapeCodeTimeout !== undefined) {
      if (!Number.isFinite(options.escapeCodeTimeout)) {
        throw new ERR_INVALID_ARG_VALUE('input.escapeCodeTimeout', this.escapeCodeTimeout);
      }
      this.escapeCodeTimeout = options.escapeCodeTimeout;
    }
    if (signal) validateAbortSignal(signal, 'options.signal');
    history = {
      history: options.history, size: options.historySize, removeDuplicates: options.removeHistoryDuplicates,
    };
    input = options.input;
  }
  setUpHistory(this, history);
  if (completer !== undefined && typeof completer !== 'function') throw new ERR_INVALID_ARG_VALUE('completer', completer);
  if (terminal === undefined && output != null) terminal = !!output.isTTY;

  this.line = '';
  this.output = output;
  this.input = input;
  this.crlfDelay = crlfDelay ? Math.max(MIN_CRLF_DELAY, crlfDelay) : MIN_CRLF_DELAY;
  this.completer = completer;
  this.setPrompt(prompt);
  this.terminal = !!terminal;
  this[kLines] = undefined;

  const onerror = (err) => this.emit('error', err);
  input.on('error', onerror);
  if (this.terminal) {
    listenToTerminal(this, onerror);
  } else {
    const ondata = (data) => this._normalWrite(data);
    const onend = () => {
      // What comes after the last line ending.
      if (typeof this._line_buffer === 'string' && this._line_buffer.length > 0) this.emit('line', this._line_buffer);
      this.close();
    };
    this._decoder = new (require('string_decoder').StringDecoder)('utf8');
    input.on('data', ondata);
    input.on('end', onend);
    this.once('close', () => {
      input.removeListener('data', ondata);
      input.removeListener('error', onerror);
      input.removeListener('end', onend);
    });
  }

  if (signal) {
    const onAborted = () => this.close();
    if (signal.aborted) {
      process.nextTick(onAborted);
    } else {
      const disposable = EventEmitter.addAbortListener(signal, onAborted);
      this.once('close', () => disposable[Symbol.dispose]());
    }
  }
  this.line = '';
  input.resume();
}
Object.setPrototypeOf(InterfaceConstructor.prototype, EventEmitter.prototype);
Object.setPrototypeOf(InterfaceConstructor, EventEmitter);

function setUpHistory(self, { history, size, removeDuplicates }) {
  if (history !== undefined) validateArray(history, 'history');
  if (size !== undefined) validateNumber(size, 'size', 0);
  self.history = history ?? [];
  self.historyIndex = -1;
  self.historySize = size ?? self.historySize ?? 30;
  self.removeHistoryDuplicates = removeDuplicates || false;
}

function listenToTerminal(self, onerror) {
  installEditor();
  const { input, output } = self;
  self._isMultiline = false;
  self._substringSearch = null;
  self._undoStack = [];
  self._redoStack = [];
  self._killRing = [];
  self._killRingCursor = 0;
  self._previousCursorCols = -1;

  const onend = () => {
    if (typeof self.line === 'string' && self.line.length > 0) self.emit('line', self.line);
    self.close();
  };
  const onkeypress = (s, key) => {
    self._ttyWrite(s, key);
    // With half of a surrogate pair the line is only right once it is written anew.
    const unit = key?.sequence ? key.sequence.codePointAt(0) : 0;
    if (unit >= 0xd800 && unit <= 0xdfff) self._refreshLine();
  };
  const onresize = () => self._refreshLine();

  require('internal/readline/keys').emitKeypressEvents(input, self);
  input.on('keypress', onkeypress);
  input.on('end', onend);
  self._setRawMode(true);
  self.cursor = 0;
  if (output != null) output.on('resize', onresize);
  self.once('close', () => {
    input.removeListener('keypress', onkeypress);
    input.removeListener('error', onerror);
    input.removeListener('end', onend);
    if (output != null) output.removeListener('resize', onresize);
  });
}

class Interface extends InterfaceConstructor {
  get columns() { return this.output?.columns || Infinity; }

  setPrompt(prompt) { this._prompt = prompt; }

  getPrompt() { return this._prompt; }

  _setRawMode(mode) {
    const wasInRawMode = this.input.isRaw;
    if (typeof this.input.setRawMode === 'function') this.input.setRawMode(mode);
    return wasInRawMode;
  }

  prompt(preserveCursor) {
    if (this.paused) this.resume();
    if (this.terminal && process.env.TERM !== 'dumb') {
      if (!preserveCursor) this.cursor = 0;
      this._refreshLine();
    } else {
      this._writeToOutput(this._prompt);
    }
  }

  _question(query, cb) {
    if (this.closed) throw new ERR_USE_AFTER_CLOSE('readline');
    if (!this._questionCallback) {
      this._oldPrompt = this._prompt;
      this.setPrompt(query);
      this._questionCallback = cb;
    }
    this.prompt();
  }

  _questionCancel() {
    if (!this._questionCallback) return;
    this._questionCallback = null;
    this.setPrompt(this._oldPrompt);
    this.clearLine();
  }

  _onLine(line) {
    const cb = this._questionCallback;
    if (cb) {
      this._questionCallback = null;
      this.setPrompt(this._oldPrompt);
      cb(line);
    } else {
      this.emit('line', line);
    }
  }

  _writeToOutput(stringToWrite) {
    validateString(stringToWrite, 'stringToWrite');
    if (this.output != null) this.output.write(stringToWrite);
  }

  close() {
    if (this.closed) return;
    this.pause();
    if (this.terminal) this._setRawMode(false);
    this.closed = true;
    this.emit('close');
  }

  pause() {
    if (this.closed) throw new ERR_USE_AFTER_CLOSE('readline');
    if (this.paused) return undefined;
    this.input.pause();
    this.paused = true;
    this.emit('pause');
    return this;
  }

  resume() {
    if (this.closed) throw new ERR_USE_AFTER_CLOSE('readline');
    if (!this.paused) return undefined;
    this.input.resume();
    this.paused = false;
    this.emit('resume');
    return this;
  }

  write(data, key) {
    if (this.closed) throw new ERR_USE_AFTER_CLOSE('readline');
    if (this.paused) this.resume();
    if (this.terminal) this._ttyWrite(data, key);
    else this._normalWrite(data);
  }

  // Input that is no terminal's: only lines count.
  _normalWrite(data) {
    if (data === undefined) return;
    let text = this._decoder.write(data);
    if (this._sawReturnAt && Date.now() - this._sawReturnAt <= this.crlfDelay) {
      if (text.startsWith('\n')) text = text.slice(1);
      this._sawReturnAt = 0;
    }
    if (!text) return;
    const rare = text.includes('\r') || text.includes('\u2028') || text.includes('\u2029');
    const lines = text.split(rare ? lineEnding : '\n');
    const last = lines.length - 1;
    if (this._line_buffer) lines[0] = this._line_buffer + lines[0];
    this._line_buffer = lines[last];
    if (last === 0) return;
    this._sawReturnAt = text.endsWith('\r') ? Date.now() : 0;
    for (let i = 0; i < last; i++) this._onLine(lines[i]);
  }

  [Symbol.asyncIterator]() {
    return this[kLines] ??= EventEmitter.on(this, 'line', {
      close: ['close'],
      highWaterMark: 1024,
      [require('internal/events/async').kFirstEventParam]: true,
    });
  }
}
Interface.prototype[Symbol.dispose] = Object.defineProperty(function() {
  this.close();
}, 'name', { __proto__: null, value: '[Symbol.dispose]', configurable: true });

// The methods that edit a line on a terminal: put on the prototype with the first terminal. Until then, accessors
// for who replaces them beforehand.
const editorMethods = [
  '_addHistory', '_beforeEdit', '_deleteLeft', '_deleteLineLeft', '_deleteLineRight', '_deleteRight',
  '_deleteWordLeft', '_deleteWordRight', '_getCursorPos', '_getDisplayPos', '_historyNext', '_historyPrev',
  '_insertString', '_line', '_moveCursor', '_redo', '_refreshLine', '_tabComplete', '_tabCompleter', '_ttyWrite',
  '_undo', '_wordLeft', '_wordRight', '_yank', '_yankPop', 'clearLine', 'getCursorPos',
];
const { defineProperty, getOwnPropertyDescriptor } = Object;
for (const name of editorMethods) {
  defineProperty(Interface.prototype, name, {
    __proto__: null,
    get: () => require('internal/readline/editor')[name],
    set(value) { defineMethod(this, name, value); },
    configurable: true,
  });
}

function defineMethod(target, name, value) {
  defineProperty(target, name, { __proto__: null, value, writable: true, enumerable: false, configurable: true });
}

let editorInstalled = false;
function installEditor() {
  if (editorInstalled) return;
  editorInstalled = true;
  const editor = require('internal/readline/editor');
  const { prototype } = Interface;
  for (const name of editorMethods) {
    if (getOwnPropertyDescriptor(prototype, name).get) defineMethod(prototype, name, editor[name]);
  }
}

module.exports = { Interface, InterfaceConstructor, kQuestionReject, lineEnding };
