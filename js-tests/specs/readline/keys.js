// What 'keypress' tells of the sequences that terminals send.
'use strict';
const { PassThrough } = require('node:stream');
const { emitKeypressEvents } = require('node:readline');
const input = new PassThrough();
emitKeypressEvents(input);
input.on('keypress', (text, { sequence, name, ctrl, meta, shift, code }) => {
  console.log(JSON.stringify([text, sequence, name, code]), `${ctrl ? 'C' : ''}${meta ? 'M' : ''}${shift ? 'S' : ''}`);
});
const sequences = ['a', 'Z', '5', '.', 'é', '😀', ' ', '\r', '\n', '\t', '\x7f', '\x01', '\x1a', '\x1bx', '\x1bX', '\x1b\r',
  '\x1b[A', '\x1b[1;2A', '\x1b[1;5H', '\x1bOD', '\x1bO5C', '\x1bOP', '\x1b[11~', '\x1b[24;5~', '\x1b[[A', '\x1b[[5~',
  '\x1b[a', '\x1bOa', '\x1b[3$', '\x1b[3^', '\x1b[Z', '\x1b[200~', '\x1b\x1b[A', '\x1b[99~', '\x1b[?'];
for (const sequence of sequences) input.write(sequence);
