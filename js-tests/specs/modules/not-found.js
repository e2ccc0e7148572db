// MODULE_NOT_FOUND: message, code, require stack; through a second module, too.
for (const name of ['./no-such-file', 'no-such-package', 'node:no-such-builtin', '', './fixtures/empty-folder']) {
  try {
    require(name);
  } catch (error) {
    console.log(error.name, error.code, error.message, error.requireStack);
  }
}
try {
  require('./fixtures/requires-missing');
} catch (error) {
  console.log(error.message);
}
for (const bad of [undefined, 1, null, {}]) {
  try {
    require(bad);
  } catch (error) {
    console.log(error.code, error.message);
  }
}
