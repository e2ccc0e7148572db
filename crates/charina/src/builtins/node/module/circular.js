// What stands behind the exports of a module that is required again before it is done: it warns of what is not there.
// https://nodejs.org/api/modules.html#cycles

function warn(name) {
  process.emitWarning(
    `Accessing non-existent property '${String(name)}' of module exports inside circular dependency`);
}

module.exports = new Proxy({}, {
  get(target, name) {
    if (name in target || name === '__esModule') return target[name];
    warn(name);
  },
  getOwnPropertyDescriptor(target, name) {
    if (Object.hasOwn(target, name) || name === '__esModule') return Object.getOwnPropertyDescriptor(target, name);
    warn(name);
  },
});
