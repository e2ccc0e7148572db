// node:net: https://nodejs.org/api/net.html

const { validateBoolean, validateInt32 } = require('internal/validators');

function connect(...args) {
  const { normalizeArgs } = require('internal/net/connect');
  const { Socket } = require('internal/net/socket');
  const normalized = normalizeArgs(args);
  const [options] = normalized;
  const socket = new Socket(options);
  if (ops.isLoaded('diagnostics_channel')) {
    const channel = require('diagnostics_channel').channel('net.client.socket');
    if (channel.hasSubscribers) channel.publish({ socket });
  }
  if (options.timeout) socket.setTimeout(options.timeout);
  return socket.connect(normalized);
}

function createServer(options, connectionListener) {
  const { Server } = require('internal/net/server');
  return new Server(options, connectionListener);
}

let warned = false;
function _setSimultaneousAccepts() {
  if (warned) return;
  warned = true;
  process.emitWarning('net._setSimultaneousAccepts() is deprecated and will be removed.', 'DeprecationWarning', 'DEP0121');
}

module.exports = {
  _createServerHandle(...args) { return require('internal/net/server').createServerHandle(...args); },
  _normalizeArgs(args) { return require('internal/net/connect').normalizeArgs(args); },
  get BlockList() { return require('internal/blocklist').BlockList; },
  get SocketAddress() { return require('internal/socketaddress').SocketAddress; },
  connect,
  createConnection: connect,
  createServer,
  isIP: ops.isIP,
  isIPv4: ops.isIPv4,
  isIPv6: ops.isIPv6,
  get Server() { return require('internal/net/server').Server; },
  get Socket() { return require('internal/net/socket').Socket; },
  get Stream() { return require('internal/net/socket').Socket; },
  getDefaultAutoSelectFamily() { return require('internal/net/connect').defaults.autoSelectFamily; },
  setDefaultAutoSelectFamily(value) {
    validateBoolean(value, 'value');
    require('internal/net/connect').defaults.autoSelectFamily = value;
  },
  getDefaultAutoSelectFamilyAttemptTimeout() { return require('internal/net/connect').defaults.attemptTimeout; },
  setDefaultAutoSelectFamilyAttemptTimeout(value) {
    validateInt32(value, 'value', 1);
    require('internal/net/connect').defaults.attemptTimeout = Math.max(value, 10);
  },
  _setSimultaneousAccepts,
};
