// by hand: where Node itself throws
// run: no-such-script.js
// exit: 1
