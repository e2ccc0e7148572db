// flags: --trace-uncaught
// exit: 1
function thrower(value) {
  throw /* a comment */ (value);
}
setImmediate(() => thrower({ plain: true }));
