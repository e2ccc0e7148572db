// shell: { "$RUNTIME" "$FILE"; echo "exit $?" >&2; } | true
// Nobody reads: an 'error' event.
'use strict';
process.stdout.on('error', (err) => {
  process.stderr.write(`${err.code} ${err.syscall} ${err.errno} ${err.message}\n`);
  process.exit(3);
});
setTimeout(() => process.stdout.write('x'), 300);
