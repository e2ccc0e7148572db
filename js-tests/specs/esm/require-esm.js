// by hand: Node 24
// require() of a module: its namespace, or ERR_REQUIRE_ASYNC_MODULE (written by hand: Node 24).
const live = require('./fixtures/live.mjs');
console.log(live.count, Object.prototype.toString.call(live), require('./fixtures/live.mjs') === live);
console.log(require('./fixtures/default-only.mjs').default, require('./fixtures/default-only.mjs').__esModule);
console.log(require('./fixtures/module-exports.mjs'));
try {
  require('./fixtures/top-level-await.mjs');
} catch (error) {
  console.log(error.name, error.code);
}
import('./fixtures/live.mjs').then((namespace) => console.log(namespace === live));
