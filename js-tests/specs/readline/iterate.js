// stdin: 1\n2\n3\n
'use strict';
const { createInterface } = require('node:readline/promises');
(async () => {
  let sum = 0;
  for await (const line of createInterface({ input: process.stdin })) sum += Number(line);
  console.log(sum);
})();
