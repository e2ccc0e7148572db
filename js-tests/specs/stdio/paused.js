// shell: sleep 2 | "$RUNTIME" "$FILE"
// Standard input keeps no process that does not want it.
'use strict';
const start = Date.now();
process.stdin.resume();
process.stdin.on('data', () => {});
setImmediate(() => {
  process.stdin.pause();
  console.log('paused');
});
process.on('exit', () => console.log('waited', Date.now() - start > 1500));
