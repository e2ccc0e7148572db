// node:readline: https://nodejs.org/api/readline.html

const { AbortError } = require('internal/errors');
const { inspect } = require('internal/util/inspect');
const { validateAbortSignal } = require('internal/validators');
const { clearLine, clearScreenDown, cursorTo, moveCursor } = require('internal/readline/callbacks');
const { Interface: Base, InterfaceConstructor } = require('internal/readline/interface');
const { addAbortListener } = require('events');

function Interface(input, output, completer, terminal) {
  if (!(this instanceof Interface)) return new Interface(input, output, completer, terminal);
  // Completers with one parameter return their answer.
  if (input?.input && typeof input.completer === 'function' && input.completer.length !== 2) {
    const { completer: complete } = input;
    input.completer = (line, cb) => cb(null, complete(line));
  } else if (typeof completer === 'function' && completer.length !== 2) {
    const complete = completer;
    completer = (line, cb) => cb(null, complete(line));
  }
  InterfaceConstructor.call(this, input, output, completer, terminal);
  if (this.terminal && process.env.TERM === 'dumb') this._ttyWrite = writeDumb.bind(this);
}
Object.setPrototypeOf(Interface.prototype, Base.prototype);
Object.setPrototypeOf(Interface, Base);

// A terminal that can move no cursor.
function writeDumb(s, key) {
  key ||= {};
  if (key.name === 'escape') return;
  if (this._sawReturnAt && key.name !== 'enter') this._sawReturnAt = 0;
  if (key.ctrl && (key.name === 'c' || key.name === 'd')) {
    if (key.name === 'c' && this.listenerCount('SIGINT') > 0) this.emit('SIGINT');
    else this.close();
    return;
  }
  if (key.name === 'return') {
    this._sawReturnAt = Date.now();
    this._line();
  } else if (key.name === 'enter') {
    if (this._sawReturnAt === 0 || Date.now() - this._sawReturnAt > this.crlfDelay) this._line();
    this._sawReturnAt = 0;
  } else if (typeof s === 'string' && s) {
    this.line += s;
    this.cursor += s.length;
    this._writeToOutput(s);
  }
}

Interface.prototype.question = function question(query, options, cb) {
  cb = typeof options === 'function' ? options : cb;
  if (options === null || typeof options !== 'object') options = {};
  const { signal } = options;
  if (signal) {
    validateAbortSignal(signal, 'options.signal');
    if (signal.aborted) return;
    const disposable = addAbortListener(signal, () => this._questionCancel());
    const answer = cb;
    cb = (text) => {
      disposable[Symbol.dispose]();
      return typeof answer === 'function' ? answer(text) : undefined;
    };
  }
  if (typeof cb === 'function') this._question(query, cb);
};

Interface.prototype.question[Symbol.for('nodejs.util.promisify.custom')] = function question(query, options) {
  if (options === null || typeof options !== 'object') options = {};
  const { signal } = options;
  const aborted = () => new AbortError(undefined, { cause: signal.reason });
  if (signal?.aborted) return Promise.reject(aborted());
  return new Promise((resolve, reject) => {
    let cb = resolve;
    if (signal) {
      const disposable = addAbortListener(signal, () => reject(aborted()));
      cb = (answer) => {
        disposable[Symbol.dispose]();
        resolve(answer);
      };
    }
    this.question(query, options, cb);
  });
};

// Here completers have a callback.
Interface.prototype._tabComplete = function _tabComplete(lastKeypressWasTab) {
  this.pause();
  this.completer(this.line.slice(0, this.cursor), (err, value) => {
    this.resume();
    if (err) this._writeToOutput(`Tab completion error: ${inspect(err)}`);
    else this._tabCompleter(lastKeypressWasTab, value);
  });
};

function createInterface(input, output, completer, terminal) {
  return new Interface(input, output, completer, terminal);
}

function emitKeypressEvents(stream, iface) {
  require('internal/readline/keys').emitKeypressEvents(stream, iface);
}

module.exports = {
  Interface, clearLine, clearScreenDown, createInterface, cursorTo, emitKeypressEvents, moveCursor,
  get promises() { return require('readline/promises'); },
};
