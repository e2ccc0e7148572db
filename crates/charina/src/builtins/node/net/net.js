// node:net, so far without sockets: https://nodejs.org/api/net.html

const { validateBoolean, validateInt32 } = require('internal/validators');

let autoSelectFamily = true;
let attemptTimeout = 250;

module.exports = {
  isIP: ops.isIP,
  isIPv4: ops.isIPv4,
  isIPv6: ops.isIPv6,
  get BlockList() { return require('internal/blocklist').BlockList; },
  get SocketAddress() { return require('internal/socketaddress').SocketAddress; },
  getDefaultAutoSelectFamily() { return autoSelectFamily; },
  setDefaultAutoSelectFamily(value) {
    validateBoolean(value, 'value');
    autoSelectFamily = value;
  },
  getDefaultAutoSelectFamilyAttemptTimeout() { return attemptTimeout; },
  setDefaultAutoSelectFamilyAttemptTimeout(value) {
    validateInt32(value, 'value', 1);
    attemptTimeout = Math.max(value, 10);
  },
};
