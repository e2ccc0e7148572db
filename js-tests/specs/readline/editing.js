// env: TERM=xterm
// Keys on a terminal: what is written to it and what comes of it.
'use strict';
const { EventEmitter } = require('node:events');
const readline = require('node:readline');

class Terminal extends EventEmitter {
  columns = 20;
  written = '';
  write(text) { this.written += text; return true; }
  pause() {}
  resume() {}
}

function type(name, keys, options) {
  const terminal = new Terminal();
  const lines = [];
  const rl = readline.createInterface({ input: terminal, output: terminal, terminal: true, ...options });
  rl.on('line', (line) => lines.push(line)).on('close', () => lines.push('closed'));
  rl.prompt();
  for (const key of keys) terminal.emit('data', key);
  console.log(name, JSON.stringify([rl.line, rl.cursor, lines, rl.history, terminal.written]));
  rl.close();
}

type('insert', ['ab', '\x1b[D', 'X', '\r']);
type('delete', ['abc', '\x7f', '\x01', '\x1b[3~', '\r']);
type('words', ['one two  three', '\x17', '\x1bb', '\x1b[1;5D', '\x1bd', '\r']);
type('kill and yank', ['left right', '\x1b[D\x1b[D', '\x0b', '\x15', '\x19', '\x1by', '\r']);
type('undo', ['a', 'b', '\x1f', '\x1e', '\r']);
type('history', ['one\r', 'two\r', '\x1b[A', '\x1b[A', '\x1b[B', '!\r']);
type('search', ['\x1b[A', '\x01', 'o', '\x1b[A'], { history: ['two', 'one', 'other'] });
type('wide', ['你好', '\x1b[D', '😀', '\x7f', '\r']);
type('wrap', ['0123456789012345678901', '\x01', 'x', '\x05', '\r'], { prompt: '$ ' });
type('complete', ['f', '\t', '\t', '\r'], { completer: (line) => [['foo', 'food'].filter((word) => word.startsWith(line)), line] });
type('pasted', ['a\nb\r\nc']);
type('end', ['\x04']);
