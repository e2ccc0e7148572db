// Editing a line on a terminal: methods of readline's Interface, loaded with the first terminal.
// https://nodejs.org/api/readline.html#tty-keybindings

const { AbortError } = require('internal/errors');
const { getStringWidth, inspect, stripVTControlCharacters } = require('internal/util/inspect');
const { clearScreenDown, cursorTo, moveCursor } = require('internal/readline/callbacks');
const { kQuestionReject, lineEnding } = require('internal/readline/interface');

const MAX_UNDO = 2048;
const MAX_KILL_RING = 32;
// What stands before each further line of a text with several.
const CONTINUATION = '| ';

// UTF-16 units of the character before and at an index. At the end it is 1: completion moves there.
function lengthBefore(text, index) {
  if (index <= 0) return 0;
  return (index > 1 && text.codePointAt(index - 2) > 0xffff) || text.codePointAt(index - 1) > 0xffff ? 2 : 1;
}
function lengthAt(text, index) {
  return index < text.length && text.codePointAt(index) > 0xffff ? 2 : 1;
}

function commonPrefix(strings) {
  if (strings.length === 0) return '';
  const sorted = strings.toSorted();
  const first = sorted[0];
  const last = sorted[sorted.length - 1];
  let length = 0;
  while (length < first.length && first[length] === last[length]) length++;
  return first.slice(0, length);
}

// In the history a text of several lines is one entry, its last line first.
function flip(text, from, to) {
  return text.includes(from) ? text.split(from).reverse().join(to) : text;
}

// Text that the user of the interface assigned to `line`, or typed at its end, counts as one line.
function setLine(self, text) {
  self.line = text;
  self._isMultiline = text.includes('\n');
}

// The word (with the space after it) that ends where the cursor is: its length.
function wordBefore(self) {
  const reversed = Array.from(self.line.slice(0, self.cursor)).reverse().join('');
  return /^\s*(?:[^\w\s]+|\w+)?/.exec(reversed)[0].length;
}

function removeRange(self, from, to) {
  self.line = self.line.slice(0, from) + self.line.slice(to);
}

function kill(self, text) {
  const ring = self._killRing;
  if (!text || text === ring[0]) return;
  ring.unshift(text);
  self._killRingCursor = 0;
  if (ring.length > MAX_KILL_RING) ring.pop();
}

function restore(self, from, to) {
  if (from.length === 0) return;
  to.push({ text: self.line, cursor: self.cursor });
  const { text, cursor } = from.pop();
  setLine(self, text);
  self.cursor = cursor;
  self._refreshLine();
}

// Shows an entry of the history: the next in direction `step` that starts as what was typed.
function showHistory(self, step) {
  const { history } = self;
  const search = self._substringSearch || '';
  let index = self.historyIndex + step;
  while (index >= 0 && index < history.length && (!history[index].startsWith(search) || self.line === history[index])) {
    index += step;
  }
  self._beforeEdit(self.line, self.cursor);
  self.historyIndex = index;
  setLine(self, index === -1 || index === history.length ? search : flip(history[index], '\r', '\n'));
  self.cursor = self.line.length;
  self._refreshLine();
}

// Up (-1) and down (1) within a text of several lines, as near to the old column as its lines allow.
function moveVertically(self, direction, lines, { rows, cols }) {
  const current = lines[rows];
  const next = lines[rows + direction];
  const down = direction === 1;
  const clamped = down ? current.length - cols + CONTINUATION.length + next.length + 1 : 1 - cols;
  let distance;
  if (cols > next.length + 1) {
    if (self._previousCursorCols === -1) self._previousCursorCols = cols;
    distance = clamped;
  } else {
    distance = down ? current.length + 1 : -next.length - 1;
    if (self._previousCursorCols !== -1) {
      if (self._previousCursorCols <= next.length) {
        distance += self._previousCursorCols - cols;
        self._previousCursorCols = -1;
      } else {
        distance = clamped;
      }
    }
  }
  self._moveCursor(distance);
}

function moveOrHistory(self, direction) {
  if (self._isMultiline) {
    const lines = self.line.split('\n');
    const position = self.getCursorPos();
    if (direction === 1 ? position.rows < lines.length - 1 : position.rows > 0) {
      moveVertically(self, direction, lines, position);
      return;
    }
  }
  self._previousCursorCols = -1;
  if (direction === 1) self._historyNext();
  else self._historyPrev();
}

function suspend(self) {
  process.once('SIGCONT', () => {
    if (!self.paused) {
      // Paused and resumed, the input sees SIGINT, SIGTSTP and its end again.
      self.pause();
      self.emit('SIGCONT');
    }
    self._setRawMode(true);
    self._refreshLine();
  });
  self._setRawMode(false);
  process.kill(process.pid, 'SIGTSTP');
}

function finish(self, key) {
  self.close();
  self[kQuestionReject]?.(new AbortError(`Aborted with Ctrl+${key}`));
}

const withControlAndShift = {
  __proto__: null,
  backspace(self) { self._deleteLineLeft(); },
  delete(self) { self._deleteLineRight(); },
};

const withControl = {
  __proto__: null,
  c(self) {
    if (self.listenerCount('SIGINT') > 0) self.emit('SIGINT');
    else finish(self, 'C');
  },
  h(self) { self._deleteLeft(); },
  d(self) {
    if (self.cursor === 0 && self.line.length === 0) finish(self, 'D');
    else if (self.cursor < self.line.length) self._deleteRight();
  },
  u(self) { self._deleteLineLeft(); },
  k(self) { self._deleteLineRight(); },
  a(self) { self._moveCursor(-Infinity); },
  e(self) { self._moveCursor(Infinity); },
  b(self) { self._moveCursor(-lengthBefore(self.line, self.cursor)); },
  f(self) { self._moveCursor(lengthAt(self.line, self.cursor)); },
  l(self) {
    cursorTo(self.output, 0, 0);
    clearScreenDown(self.output);
    self._refreshLine();
  },
  n(self) { self._historyNext(); },
  p(self) { self._historyPrev(); },
  y(self) { self._yank(); },
  z(self) {
    if (process.platform === 'win32') return;
    if (self.listenerCount('SIGTSTP') > 0) self.emit('SIGTSTP');
    else suspend(self);
  },
  w(self) { self._deleteWordLeft(); },
  backspace(self) { self._deleteWordLeft(); },
  delete(self) { self._deleteWordRight(); },
  left(self) { self._wordLeft(); },
  right(self) { self._wordRight(); },
};

const withMeta = {
  __proto__: null,
  b(self) { self._wordLeft(); },
  f(self) { self._wordRight(); },
  d(self) { self._deleteWordRight(); },
  delete(self) { self._deleteWordRight(); },
  backspace(self) { self._deleteWordLeft(); },
  y(self) { self._yankPop(); },
};

const alone = {
  __proto__: null,
  return(self) {
    self._sawReturnAt = Date.now();
    self._line();
  },
  enter(self) {
    // The \n of a \r\n ends no second line.
    if (self._sawReturnAt === 0 || Date.now() - self._sawReturnAt > self.crlfDelay) self._line();
    self._sawReturnAt = 0;
  },
  backspace(self) { self._deleteLeft(); },
  delete(self) { self._deleteRight(); },
  left(self) { self._moveCursor(-lengthBefore(self.line, self.cursor)); },
  right(self) { self._moveCursor(lengthAt(self.line, self.cursor)); },
  home(self) { self._moveCursor(-Infinity); },
  end(self) { self._moveCursor(Infinity); },
  up(self) { moveOrHistory(self, -1); },
  down(self) { moveOrHistory(self, 1); },
};

// Text, maybe pasted: each line ending in it is a return.
function insertText(self, text) {
  let from = 0;
  for (const match of text.matchAll(lineEnding)) {
    self._insertString(text.slice(from, match.index));
    from = match.index + match[0].length;
    self._line();
  }
  self._insertString(text.slice(from));
}

module.exports = {
  _ttyWrite(s, key) {
    const previous = this._previousKey;
    key ||= {};
    this._previousKey = key;
    const { name } = key;
    if (!key.meta || name !== 'y') this._yanking = false;

    const vertical = name === 'up' || name === 'down';
    if (vertical && !key.ctrl && !key.meta && !key.shift) {
      // Only entries that start like what stands before the cursor.
      if (this._substringSearch === null && !this._isMultiline) this._substringSearch = this.line.slice(0, this.cursor);
    } else if (this._substringSearch !== null) {
      this._substringSearch = null;
      if (this.history.length === this.historyIndex) this.historyIndex = -1;
    }

    if (typeof key.sequence === 'string') {
      const code = key.sequence.codePointAt(0);
      if (code === 0x1f || code === 0x1e) {
        if (code === 0x1f) this._undo();
        else this._redo();
        return;
      }
    }
    if (name === 'escape') return;

    if (key.ctrl) {
      (key.shift ? withControlAndShift : withControl)[name]?.(this);
    } else if (key.meta) {
      withMeta[name]?.(this);
    } else {
      if (this._sawReturnAt && name !== 'enter') this._sawReturnAt = 0;
      if (name === 'tab' && typeof this.completer === 'function' && this.isCompletionEnabled) {
        this._tabComplete(previous && previous.name === 'tab');
      } else if (alone[name]) {
        alone[name](this);
        if (vertical) return;
      } else if (typeof s === 'string' && s) {
        insertText(this, s);
      }
    }
    this._previousCursorCols = -1;
  },

  // Writing and measuring //

  _refreshLine() {
    const text = this._prompt + this.line;
    const end = this._getDisplayPos(text);
    const position = this.getCursorPos();
    const { output } = this;
    if (this.prevRows > 0) moveCursor(output, 0, -this.prevRows);
    cursorTo(output, 0);
    clearScreenDown(output);
    if (this._isMultiline) {
      const lines = this.line.split('\n');
      this._writeToOutput(this._prompt + lines[0]);
      for (let i = 1; i < lines.length; i++) this._writeToOutput(`\n${CONTINUATION}${lines[i]}`);
    } else {
      this._writeToOutput(text);
    }
    // Makes the terminal begin a new row.
    if (end.cols === 0) this._writeToOutput(' ');
    cursorTo(output, position.cols);
    if (end.rows > position.rows) moveCursor(output, 0, position.rows - end.rows);
    this.prevRows = position.rows;
  },

  // Where the text ends on the screen.
  _getDisplayPos(text) {
    const { columns, tabSize } = this;
    const continued = this._isMultiline ? CONTINUATION.length : 0;
    let offset = 0;
    let rows = 0;
    for (const character of stripVTControlCharacters(text)) {
      if (character === '\n') {
        rows += Math.ceil(offset / columns) || 1;
        offset = continued;
      } else if (character === '\t') {
        offset += tabSize - (offset % tabSize);
      } else {
        const width = getStringWidth(character, false);
        // A wide character does not begin in the last column.
        if (width === 2 && (offset + 1) % columns === 0) offset++;
        offset += width;
      }
    }
    const cols = offset % columns;
    rows += (offset - cols) / columns;
    return { cols, rows };
  },

  getCursorPos() {
    return this._getDisplayPos(this._prompt + this.line.slice(0, this.cursor));
  },

  _getCursorPos() { return this.getCursorPos(); },

  _moveCursor(dx) {
    if (dx === 0) return;
    const before = this.getCursorPos();
    this.cursor = Math.min(Math.max(this.cursor + dx, 0), this.line.length);
    const after = this.getCursorPos();
    if (before.rows === after.rows) moveCursor(this.output, after.cols - before.cols, 0);
    else this._refreshLine();
  },

  clearLine() {
    this._moveCursor(Infinity);
    this._writeToOutput('\r\n');
    setLine(this, '');
    this.cursor = 0;
    this.prevRows = 0;
  },

  _line() {
    const line = this._addHistory();
    this._undoStack = [];
    this._redoStack = [];
    this.clearLine();
    this._onLine(line);
  },

  // Changing the text //

  _beforeEdit(text, cursor) {
    if (this._undoStack.push({ text, cursor }) > MAX_UNDO) this._undoStack.shift();
  },

  _insertString(text) {
    this._beforeEdit(this.line, this.cursor);
    const { cursor, line } = this;
    if (cursor < line.length) {
      const edited = line.slice(0, cursor) + text + line.slice(cursor);
      this.cursor += text.length;
      if (this.isCompletionEnabled) {
        setLine(this, edited);
        this._refreshLine();
      } else {
        this.line = edited;
        this._writeToOutput(text);
      }
      return;
    }
    const before = this.isCompletionEnabled ? this.getCursorPos() : null;
    this.line += text;
    this.cursor += text.length;
    if (before !== null && before.rows < this.getCursorPos().rows) this._refreshLine();
    else this._writeToOutput(text);
  },

  _deleteLeft() {
    if (this.cursor === 0 || this.line.length === 0) return;
    this._beforeEdit(this.line, this.cursor);
    const size = lengthBefore(this.line, this.cursor);
    removeRange(this, this.cursor - size, this.cursor);
    this.cursor -= size;
    this._refreshLine();
  },

  _deleteRight() {
    if (this.cursor >= this.line.length) return;
    this._beforeEdit(this.line, this.cursor);
    removeRange(this, this.cursor, this.cursor + lengthAt(this.line, this.cursor));
    this._refreshLine();
  },

  _wordLeft() {
    if (this.cursor > 0) this._moveCursor(-wordBefore(this));
  },

  _wordRight() {
    if (this.cursor >= this.line.length) return;
    this._moveCursor(/^(?:\s+|[^\w\s]+|\w+)\s*/.exec(this.line.slice(this.cursor))[0].length);
  },

  _deleteWordLeft() {
    if (this.cursor === 0) return;
    this._beforeEdit(this.line, this.cursor);
    const length = wordBefore(this);
    removeRange(this, this.cursor - length, this.cursor);
    this.cursor -= length;
    this._refreshLine();
  },

  _deleteWordRight() {
    if (this.cursor >= this.line.length) return;
    this._beforeEdit(this.line, this.cursor);
    const [word] = /^(?:\s+|\W+|\w+)\s*/.exec(this.line.slice(this.cursor));
    removeRange(this, this.cursor, this.cursor + word.length);
    this._refreshLine();
  },

  _deleteLineLeft() {
    this._beforeEdit(this.line, this.cursor);
    const killed = this.line.slice(0, this.cursor);
    setLine(this, this.line.slice(this.cursor));
    this.cursor = 0;
    kill(this, killed);
    this._refreshLine();
  },

  _deleteLineRight() {
    this._beforeEdit(this.line, this.cursor);
    const killed = this.line.slice(this.cursor);
    setLine(this, this.line.slice(0, this.cursor));
    kill(this, killed);
    this._refreshLine();
  },

  _yank() {
    if (this._killRing.length === 0) return;
    this._yanking = true;
    this._insertString(this._killRing[this._killRingCursor]);
  },

  // Replaces what was just yanked by what was killed before it.
  _yankPop() {
    const ring = this._killRing;
    if (!this._yanking || ring.length <= 1) return;
    const from = this.cursor - ring[this._killRingCursor].length;
    this._killRingCursor = (this._killRingCursor + 1) % ring.length;
    const text = ring[this._killRingCursor];
    setLine(this, this.line.slice(0, from) + text + this.line.slice(this.cursor));
    this.cursor = from + text.length;
    this._refreshLine();
  },

  _undo() { restore(this, this._undoStack, this._redoStack); },

  _redo() { restore(this, this._redoStack, this._undoStack); },

  // History //

  // The line just entered, as 'line' is to get it: 'history' listeners may change it.
  _addHistory() {
    const { line, history } = this;
    if (line.length === 0) return '';
    if (this.historySize === 0 || line.trim().length === 0) return line;
    const multiline = this._isMultiline;
    // While a text of several lines was typed, its first ones were added.
    if (multiline && this.historyIndex === -1) history.shift();
    const entry = flip(line, '\n', '\r');
    if (history[0] !== entry) {
      if (this.removeHistoryDuplicates) {
        const index = history.indexOf(entry);
        if (index !== -1) history.splice(index, 1);
      }
      history.unshift(entry);
      if (history.length > this.historySize) history.pop();
    }
    this.historyIndex = -1;
    const result = multiline ? flip(history[0], '\r', '\r') : history[0];
    this.emit('history', history);
    return result;
  },

  _historyNext() {
    if (this.historyIndex > -1 && this.history.length > 0) showHistory(this, -1);
  },

  _historyPrev() {
    if (this.history.length !== this.historyIndex && this.history.length > 0) showHistory(this, 1);
  },

  // Completion. https://nodejs.org/api/readline.html#use-of-the-completer-function

  async _tabComplete(lastKeypressWasTab) {
    this.pause();
    let value;
    try {
      value = await this.completer(this.line.slice(0, this.cursor));
    } catch (err) {
      this._writeToOutput(`Tab completion error: ${inspect(err)}`);
      return;
    } finally {
      this.resume();
    }
    this._tabCompleter(lastKeypressWasTab, value);
  },

  _tabCompleter(lastKeypressWasTab, [completions, completed]) {
    if (!completions || completions.length === 0) return;
    const prefix = commonPrefix(completions.filter((text) => text !== ''));
    if (prefix.startsWith(completed) && prefix.length > completed.length) {
      this._insertString(prefix.slice(completed.length));
      return;
    }
    if (!completed.startsWith(prefix)) {
      // It differs, in case for example: it is replaced.
      const from = this.cursor - completed.length;
      setLine(this, this.line.slice(0, from) + prefix + this.line.slice(this.cursor));
      this.cursor = from + prefix.length;
      this._refreshLine();
      return;
    }
    if (!lastKeypressWasTab) return;

    this._beforeEdit(this.line, this.cursor);
    const widths = completions.map((text) => getStringWidth(text));
    const columnWidth = Math.max(...widths) + 2;
    let columns = Math.floor(this.columns / columnWidth) || 1;
    if (columns === Infinity) columns = 1;
    let output = '\r\n';
    let column = 0;
    let padding = 0;
    completions.forEach((text, i) => {
      // An empty one separates groups.
      if (text === '' || column === columns) {
        output += '\r\n';
        column = 0;
        padding = 0;
      } else {
        output += ' '.repeat(padding);
      }
      if (text === '') {
        output += '\r\n';
      } else {
        output += text;
        padding = columnWidth - widths[i];
        column++;
      }
    });
    if (column !== 0) output += '\r\n\r\n';
    this._writeToOutput(output);
    this._refreshLine();
  },
};
