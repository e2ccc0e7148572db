// stdin: one\r\ntwo\n\nlast
// Lines of standard input, by event and by iteration, with a question.
'use strict';
const readline = require('node:readline');
const rl = readline.createInterface({ input: process.stdin });
const seen = [];
rl.question('first? ', (answer) => {
  seen.push(`answer ${answer}`);
  rl.on('line', (line) => seen.push(line));
});
rl.on('close', () => console.log(seen));
