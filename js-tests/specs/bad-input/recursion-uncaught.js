// by hand: the columns of the frames are free
// exit: 1
// An uncaught overflow ends with Node's message and status.
process.on('exit', (code) => console.log('exit', code));
(function again() { again(); })();
