// From what a terminal sends to 'keypress' events: https://nodejs.org/api/readline.html#readlineemitkeypresseventsstream-interface

const kDecoder = Symbol('keypress-decoder');
const kKeys = Symbol('escape-decoder');
const ESC = '\x1b';

// The last letter of ESC [ and ESC O sequences.
const letters = {
  __proto__: null, A: 'up', B: 'down', C: 'right', D: 'left', E: 'clear', F: 'end', H: 'home',
  P: 'f1', Q: 'f2', R: 'f3', S: 'f4',
};
// The number of ESC [ number ~. Those up to 8 are also ended by $ (shift) and ^ (control), as rxvt does.
const numbers = {
  '__proto__': null, '1': 'home', '2': 'insert', '3': 'delete', '4': 'end', '5': 'pageup', '6': 'pagedown',
  '7': 'home', '8': 'end', '11': 'f1', '12': 'f2', '13': 'f3', '14': 'f4', '15': 'f5', '17': 'f6', '18': 'f7',
  '19': 'f8', '20': 'f9', '21': 'f10', '23': 'f11', '24': 'f12', '200': 'paste-start', '201': 'paste-end',
};

// Names a key by its code ('[A', 'OP', '[24~', '[[5~', ...), adding the modifiers that the code itself tells.
function nameKey(key, code) {
  const [, intro, number, end] = /^(\[\[?|O)(\d*)(.)$/s.exec(code) ?? [];
  let name;
  if (number === '') {
    if (intro === '[[') {
      const index = 'ABCDE'.indexOf(end);
      if (index >= 0) name = `f${index + 1}`; // The Linux console
    } else if (end >= 'a' && end <= 'e') {
      name = letters[end.toUpperCase()]; // rxvt
      if (intro === '[') key.shift = true;
      else key.ctrl = true;
    } else if (code === '[Z') {
      name = 'tab';
      key.shift = true;
    } else {
      name = letters[end];
    }
  } else if (intro === '[[') {
    if (end === '~' && (number === '5' || number === '6')) name = numbers[number]; // putty
  } else if (intro === '[') {
    if (end === '~') {
      name = numbers[number];
    } else if ((end === '$' || end === '^') && /^[235678]$/.test(number)) {
      name = numbers[number];
      if (end === '$') key.shift = true;
      else key.ctrl = true;
    }
  }
  key.name = name ?? 'undefined';
}

const isDigit = (ch) => ch >= '0' && ch <= '9';

// Gets one character after the other, '' when an escape sequence takes too long, and emits on the stream.
function* decodeKeys(stream) {
  for (;;) {
    let ch = yield;
    let sequence = ch;
    let escaped = false;
    const key = { sequence: null, name: undefined, ctrl: false, meta: false, shift: false };

    if (ch === ESC) {
      escaped = true;
      sequence += (ch = yield);
      if (ch === ESC) sequence += (ch = yield);
    }

    if (escaped && (ch === 'O' || ch === '[')) {
      let code = ch;
      let modifier = 0;
      if (ch === 'O') {
        // O [modifier] letter
        sequence += (ch = yield);
        if (isDigit(ch)) {
          modifier = ch - 1;
          sequence += (ch = yield);
        }
        code += ch;
      } else {
        // [ [number [; modifier]] end, the bracket maybe doubled
        sequence += (ch = yield);
        if (ch === '[') {
          code += ch;
          sequence += (ch = yield);
        }
        const start = sequence.length - 1;
        for (let digits = 0; digits < 3 && isDigit(ch); digits++) sequence += (ch = yield);
        if (ch === ';') {
          sequence += (ch = yield);
          if (isDigit(ch)) sequence += yield;
        }
        const command = sequence.slice(start);
        let match;
        if ((match = /^(\d\d?)(?:;(\d))?([~^$])$/.exec(command)) !== null) {
          code += match[1] + match[3];
          modifier = (match[2] || 1) - 1;
        } else if ((match = /^(?:(?:\d;)?(\d))?([A-Za-z])$/.exec(command)) !== null) {
          code += match[2];
          modifier = (match[1] || 1) - 1;
        } else {
          code += command;
        }
      }
      key.ctrl = !!(modifier & 4);
      key.meta = !!(modifier & 10);
      key.shift = !!(modifier & 1);
      key.code = code;
      nameKey(key, code);
    } else if (ch === '\r') {
      key.name = 'return';
      key.meta = escaped;
    } else if (ch === '\n') {
      key.name = 'enter';
      key.meta = escaped;
    } else if (ch === '\t') {
      key.name = 'tab';
      key.meta = escaped;
    } else if (ch === '\b' || ch === '\x7f') {
      key.name = 'backspace';
      key.meta = escaped;
    } else if (ch === ESC) {
      key.name = 'escape';
      key.meta = escaped;
    } else if (ch === ' ') {
      key.name = 'space';
      key.meta = escaped;
    } else if (!escaped && ch <= '\x1a') {
      key.name = String.fromCharCode(ch.charCodeAt() + 96);
      key.ctrl = true;
    } else if (/^[0-9A-Za-z]$/.test(ch)) {
      key.name = ch.toLowerCase();
      key.shift = ch >= 'A' && ch <= 'Z';
      key.meta = escaped;
    } else if (escaped) {
      // An ESC by itself, or one before something without a name.
      key.name = ch === '' ? 'escape' : undefined;
      key.meta = true;
    }

    key.sequence = sequence;
    if (sequence.length !== 0 && (key.name !== undefined || escaped)) {
      stream.emit('keypress', escaped ? undefined : sequence, key);
    } else if (isOneCharacter(sequence)) {
      stream.emit('keypress', sequence, key);
    }
  }
}

// Of one or two UTF-16 units.
function isOneCharacter(text) {
  return text.length === 1 || (text.length === 2 && text.codePointAt(0) > 0xffff);
}

function start(stream) {
  stream[kKeys] = decodeKeys(stream);
  stream[kKeys].next();
}

function emitKeypressEvents(stream, iface = {}) {
  if (stream[kDecoder]) return;
  stream[kDecoder] = new (require('string_decoder').StringDecoder)('utf8');
  start(stream);
  const { escapeCodeTimeout = 500 } = iface;
  let timer;

  function ondata(input) {
    if (stream.listenerCount('keypress') === 0) {
      stream.removeListener('data', ondata);
      stream.on('newListener', onNewListener);
      return;
    }
    const text = stream[kDecoder].write(input);
    if (text === '') return;
    clearTimeout(timer);
    iface._sawKeyPress = isOneCharacter(text);
    // Pasted text is no keys: only its last character may be completed.
    iface.isCompletionEnabled = false;
    let length = 0;
    for (const character of text) {
      length += character.length;
      if (length === text.length) iface.isCompletionEnabled = true;
      try {
        stream[kKeys].next(character);
        if (length === text.length && character === ESC) {
          timer = setTimeout(() => stream[kKeys].next(''), escapeCodeTimeout);
        }
      } catch (err) {
        // A listener threw, and that ended the generator.
        start(stream);
        throw err;
      }
    }
  }

  function onNewListener(event) {
    if (event !== 'keypress') return;
    stream.on('data', ondata);
    stream.removeListener('newListener', onNewListener);
  }

  if (stream.listenerCount('keypress') > 0) stream.on('data', ondata);
  else stream.on('newListener', onNewListener);
}

module.exports = { emitKeypressEvents };
