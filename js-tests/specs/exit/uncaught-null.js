// by hand: the name of the command
// exit: 1
setImmediate(() => {
  throw null;
});
