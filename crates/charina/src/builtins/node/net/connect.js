// How sockets connect: arguments, host names, one address or several (https://datatracker.ietf.org/doc/html/rfc8305).
// https://nodejs.org/api/net.html#socketconnect

const { codes, ExceptionWithHostPort } = require('internal/errors');
const {
  Socket, adoptHandle, kKeepAlive, kKeepAliveDelay, kNoDelay, kNormalized, kOwner,
} = require('internal/net/socket');
const validators = require('internal/validators');
const { nextTick } = process;

const kAddressInUse = -98;
const kTimedOut = -110;

const defaults = { autoSelectFamily: ops.autoSelectFamily(), attemptTimeout: ops.attemptTimeout() };

function toNumber(value) {
  return (value = Number(value)) >= 0 ? value : false;
}

function isPipeName(value) {
  return typeof value === 'string' && toNumber(value) === false;
}

// What connect() and listen() take: [options, callback or null].
function normalizeArgs(args) {
  let options = {};
  if (args.length > 0) {
    const first = args[0];
    if (typeof first === 'object' && first !== null) {
      options = first;
    } else if (isPipeName(first)) {
      options.path = first;
    } else {
      options.port = first;
      if (args.length > 1 && typeof args[1] === 'string') options.host = args[1];
    }
  }
  const last = args[args.length - 1];
  const normalized = [options, typeof last === 'function' ? last : null];
  normalized[kNormalized] = true;
  return normalized;
}

function listenToSignal(socket, signal) {
  validators.validateAbortSignal(signal, 'options.signal');
  require('internal/streams/add-abort-signal').addAbortSignal(signal, socket);
}

// The method `connect` of sockets.
function connect(socket, options, cb) {
  if (options.port === undefined && options.path == null) {
    throw new codes.ERR_MISSING_ARGS(['options', 'port', 'path']);
  }
  if (cb !== null) socket.once('connect', cb);
  if (socket._parent?.connecting) return socket;
  if (Object.hasOwn(socket, 'write') && socket.write !== Socket.prototype.write) socket.write = Socket.prototype.write;
  if (socket.destroyed) {
    socket._handle = null;
    socket._peername = undefined;
    socket._sockname = undefined;
  }
  if (options.noDelay) socket[kNoDelay] = true;
  if (options.keepAlive) socket[kKeepAlive] = true;
  if (options.keepAliveInitialDelay) socket[kKeepAliveDelay] = ~~(Math.max(options.keepAliveInitialDelay, 0) / 1000);
  const { path } = options;
  if (!socket._handle) {
    socket._handle = ops.newHandle(!!path);
    adoptHandle(socket);
  }
  socket._unrefTimer();
  socket.connecting = true;
  if (path) {
    validators.validateString(path, 'options.path');
    connectTo(socket, path);
  } else {
    lookupAndConnect(socket, options);
  }
  return socket;
}

function lookupAndConnect(socket, options) {
  const { localAddress, localPort } = options;
  const host = options.host || 'localhost';
  let { port } = options;
  if (localAddress && !ops.isIP(localAddress)) throw new codes.ERR_INVALID_IP_ADDRESS(localAddress);
  if (localPort) validators.validateNumber(localPort, 'options.localPort');
  if (port !== undefined) {
    if (typeof port !== 'number' && typeof port !== 'string') {
      throw new codes.ERR_INVALID_ARG_TYPE('options.port', ['number', 'string'], port);
    }
    validators.validatePort(port);
  }
  port |= 0;
  let { autoSelectFamily, autoSelectFamilyAttemptTimeout: timeout } = options;
  if (autoSelectFamily != null) validators.validateBoolean(autoSelectFamily, 'options.autoSelectFamily');
  else autoSelectFamily = defaults.autoSelectFamily;
  if (timeout != null) {
    validators.validateInt32(timeout, 'options.autoSelectFamilyAttemptTimeout', 1);
    timeout = Math.max(timeout, 10);
  } else {
    timeout = defaults.attemptTimeout;
  }
  const local = { localAddress, localPort };

  const family = ops.isIP(host);
  if (family) {
    nextTick(() => {
      if (socket.connecting) connectTo(socket, host, port, family, local);
    });
    return;
  }
  if (options.lookup != null) validators.validateFunction(options.lookup, 'options.lookup');
  const lookup = options.lookup || require('dns').lookup;
  const dnsOptions = { family: dnsFamily(options.family), hints: options.hints || 0 };
  const either = dnsOptions.family !== 4 && dnsOptions.family !== 6;
  if (either && dnsOptions.hints === 0) dnsOptions.hints = require('dns').ADDRCONFIG;
  socket._host = host;

  if (autoSelectFamily && either && !localAddress) {
    dnsOptions.all = true;
    lookup(host, dnsOptions, (err, addresses) => afterLookupAll(socket, options, err, addresses, { port, localPort, timeout }));
    return;
  }
  lookup(host, dnsOptions, (err, address, family) => {
    socket.emit('lookup', err, address, family, host);
    if (!socket.connecting) return;
    if (!err) err = addressError(address, family, options);
    if (err) {
      nextTick(fail, socket, err);
    } else {
      socket._unrefTimer();
      connectTo(socket, address, port, family, local);
    }
  });
}

function dnsFamily(family) {
  switch (family) {
    case 'IPv4': return 4;
    case 'IPv6': return 6;
    default: return family;
  }
}

function addressError(address, family, options) {
  if (typeof address !== 'string' || !ops.isIP(address)) return new codes.ERR_INVALID_IP_ADDRESS(address);
  if (family !== 4 && family !== 6) return new codes.ERR_INVALID_ADDRESS_FAMILY(family, options.host, options.port);
  return null;
}

function fail(socket, err) {
  socket.destroy(err);
}

function connectionError(status, syscall, address, port, { localAddress, localPort } = {}) {
  const err = new ExceptionWithHostPort(status, syscall, address, port, localAddress && `${localAddress}:${localPort}`);
  if (localAddress) {
    err.localAddress = localAddress;
    err.localPort = localPort;
  }
  return err;
}

// Binds the handle to the local address that was asked for; the error, if there is one.
function bindLocally(handle, family, { localAddress, localPort }) {
  if (!localAddress && !localPort) return null;
  localAddress ||= family === 4 ? '0.0.0.0' : '::';
  localPort ||= 0;
  let errno = handle.bind(localAddress, localPort, 0);
  if (errno === 0 && localPort > 0) {
    // An address in use does not show before.
    const out = {};
    errno = handle.getsockname(out);
    if (errno === 0 && out.port !== localPort) errno = kAddressInUse;
  }
  return errno ? new ExceptionWithHostPort(errno, 'bind', localAddress, localPort) : null;
}

// The local end for error messages.
function localEnd(socket, local) {
  const { address, port } = socket._getsockname();
  return local?.localAddress && address ? { localAddress: address, localPort: port } : undefined;
}

function connectTo(socket, address, port, family, local = {}) {
  const handle = socket._handle;
  if (family !== undefined) {
    const err = bindLocally(handle, family, local) ??
      (socket.blockList?.check(address, `ipv${family}`) ? new codes.ERR_IP_BLOCKED(address) : null);
    if (err) {
      socket.destroy(err);
      return;
    }
  }
  socket.emit('connectionAttempt', address, port, family);
  if (socket.destroyed) return;
  handle.onconnect = function(status) {
    if (socket.destroyed) return;
    if (status === 0) {
      connected(socket, this);
      return;
    }
    socket.connecting = false;
    const err = connectionError(status, 'connect', address, port, localEnd(socket, local));
    socket.emit('connectionAttemptFailed', address, port, family, err);
    socket.destroy(err);
  };
  const status = family === undefined ? handle.connectPath(address) : handle.connect(address, port);
  if (status) {
    const { address: localAddress, port: localPort } = socket._getsockname();
    socket.destroy(connectionError(status, 'connect', address, port, { localAddress, localPort }));
  }
}

function connected(socket, handle) {
  socket.connecting = false;
  socket._sockname = undefined;
  socket._unrefTimer();
  if (socket[kNoDelay]) handle.setNoDelay?.(true);
  if (socket[kKeepAlive]) handle.setKeepAlive?.(true, socket[kKeepAliveDelay] ?? 0);
  socket.emit('connect');
  socket.emit('ready');
  if (socket.readable && !socket.isPaused()) socket.read(0);
}

// Several addresses //

function afterLookupAll(socket, options, err, addresses, { port, localPort, timeout }) {
  const host = options.host || 'localhost';
  if (!socket.connecting) return;
  if (err) {
    socket.emit('lookup', err, undefined, undefined, host);
    nextTick(fail, socket, err);
    return;
  }
  // The first address says which family goes first; then they take turns.
  const byFamily = { 4: [], 6: [] };
  let first;
  for (const { address, family } of addresses) {
    socket.emit('lookup', null, address, family, host);
    if (!socket.connecting) return;
    if (ops.isIP(address) && (family === 4 || family === 6)) {
      first ??= family;
      if (!byFamily[family].some((known) => known.address === address)) byFamily[family].push({ address, family });
    }
  }
  if (first === undefined) {
    const { address, family } = addresses[0] ?? {};
    nextTick(fail, socket, addressError(address, family, options));
    return;
  }
  const order = [];
  const [one, other] = first === 4 ? [byFamily[4], byFamily[6]] : [byFamily[6], byFamily[4]];
  for (let i = 0; i < Math.max(one.length, other.length); i++) {
    if (i < one.length) order.push(one[i]);
    if (i < other.length) order.push(other[i]);
  }
  socket._unrefTimer();
  if (order.length === 1) {
    connectTo(socket, order[0].address, port, order[0].family, { localPort });
    return;
  }
  socket.autoSelectFamilyAttemptedAddresses = [];
  attempt({ socket, order, next: 0, port, localPort, timeout, timer: null, errors: [] });
}

function attempt(race) {
  clearTimeout(race.timer);
  const { socket, order, port, localPort } = race;
  if (race.next === order.length) {
    if (race.errors.length === 0) {
      socket.destroy(new codes.ERR_SOCKET_CONNECTION_TIMEOUT());
    } else {
      const { NodeAggregateError } = require('internal/errors');
      socket.destroy(new NodeAggregateError(race.errors, ''));
    }
    return;
  }
  const index = race.next++;
  if (index > 0) {
    socket._handle?.close();
    socket._handle = ops.newHandle(false);
    socket._handle[kOwner] = socket;
    adoptHandle(socket);
    socket.connecting = true;
  }
  const handle = socket._handle;
  const { address, family } = order[index];
  const failed = (err) => {
    race.errors.push(err);
    socket.emit('connectionAttemptFailed', address, port, family, err);
    if (socket.connecting) attempt(race);
  };
  if (localPort) {
    const err = bindLocally(handle, family, { localPort });
    if (err) {
      race.errors.push(err);
      attempt(race);
      return;
    }
  }
  if (socket.blockList?.check(address, `ipv${family}`)) {
    failed(new codes.ERR_IP_BLOCKED(address));
    return;
  }
  socket.emit('connectionAttempt', address, port, family);
  if (!socket.connecting) return;
  socket.autoSelectFamilyAttemptedAddresses.push(`${address}:${port}`);
  handle.onconnect = function(status) {
    clearTimeout(race.timer);
    if (socket.destroyed || socket._handle !== this) return;
    if (status === 0) connected(socket, this);
    else failed(connectionError(status, 'connect', address, port));
  };
  const status = handle.connect(address, port);
  if (status) {
    failed(connectionError(status, 'connect', address, port));
    return;
  }
  if (index < order.length - 1) {
    race.timer = setTimeout(() => {
      if (!socket.connecting || socket._handle !== handle) return;
      socket.emit('connectionAttemptTimeout', address, port, family);
      race.errors.push(connectionError(kTimedOut, 'connect', address, port));
      if (socket.connecting) attempt(race);
    }, race.timeout);
  }
}

module.exports = { connect, defaults, isPipeName, listenToSignal, normalizeArgs, toNumber };
