// Standard output outlives its end of the pipeline and destroy().
'use strict';
const { Readable, pipeline } = require('node:stream');
Readable.from(['piped\n']).pipe(process.stdout);
setImmediate(() => {
  process.stdout.destroy();
  process.stdout.write('destroyed\n');
  setImmediate(() => pipeline(Readable.from(['pipeline\n']), process.stdout, (err) => {
    console.error(err?.code);
    console.log('still there');
  }));
});
