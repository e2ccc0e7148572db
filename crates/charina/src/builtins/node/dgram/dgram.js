// node:dgram: https://nodejs.org/api/dgram.html

const EE = require('events');
const { codes, ErrnoException, ExceptionWithHostPort } = require('internal/errors');
const validators = require('internal/validators');
const { nextTick } = process;

const kState = Symbol('state symbol');

const kUnbound = 0;
const kBinding = 1;
const kBound = 2;

const kDisconnected = 0;
const kConnecting = 1;
const kConnected = 2;

const kIpv6Only = 1;
const kReuseAddress = 4;
const kReusePort = 8;

const kInvalid = -22;

function newHandle(type, lookup) {
  if (lookup === undefined) lookup = require('dns').lookup;
  else validators.validateFunction(lookup, 'lookup');
  if (type !== 'udp4' && type !== 'udp6') throw new codes.ERR_SOCKET_BAD_TYPE();
  const handle = ops.newHandle();
  const family = type === 'udp4' ? 4 : 6;
  const local = type === 'udp4' ? '127.0.0.1' : '::1';
  handle.lookup = (address, callback) => lookup(address || local, family, callback);
  return handle;
}

function checkBlockList(options, name) {
  const list = options[name];
  if (list && !require('internal/blocklist').BlockList.isBlockList(list)) {
    throw new codes.ERR_INVALID_ARG_TYPE(`options.${name}`, 'net.BlockList', list);
  }
  return list;
}

function listenToSignal(socket, signal) {
  validators.validateAbortSignal(signal, 'options.signal');
  const aborted = () => {
    if (socket[kState].handle) socket.close();
  };
  if (signal.aborted) {
    aborted();
  } else {
    const subscription = EE.addAbortListener(signal, aborted);
    socket.once('close', () => subscription[Symbol.dispose]());
  }
}

function Socket(type, listener) {
  EE.call(this);
  let options;
  let lookup;
  if (type !== null && typeof type === 'object') {
    options = type;
    type = options.type;
    lookup = options.lookup;
    if (options.recvBufferSize) validators.validateUint32(options.recvBufferSize, 'options.recvBufferSize');
    if (options.sendBufferSize) validators.validateUint32(options.sendBufferSize, 'options.sendBufferSize');
  }
  const receiveBlockList = options && checkBlockList(options, 'receiveBlockList');
  const sendBlockList = options && checkBlockList(options, 'sendBlockList');
  const handle = newHandle(type, lookup);
  this.type = type;
  if (typeof listener === 'function') this.on('message', listener);
  this[kState] = {
    handle,
    receiving: false,
    bindState: kUnbound,
    connectState: kDisconnected,
    queue: undefined,
    reuseAddr: options?.reuseAddr,
    reusePort: options?.reusePort,
    ipv6Only: options?.ipv6Only,
    recvBufferSize: options?.recvBufferSize,
    sendBufferSize: options?.sendBufferSize,
    receiveBlockList,
    sendBlockList,
  };
  if (options?.signal !== undefined) listenToSignal(this, options.signal);
  if (ops.isLoaded('diagnostics_channel')) {
    const channel = require('diagnostics_channel').channel('udp.socket');
    if (channel.hasSubscribers) channel.publish({ socket: this });
  }
}
Object.setPrototypeOf(Socket.prototype, EE.prototype);
Object.setPrototypeOf(Socket, EE);

function createSocket(type, listener) {
  return new Socket(type, listener);
}

function healthCheck(socket) {
  if (!socket[kState].handle) throw new codes.ERR_SOCKET_DGRAM_NOT_RUNNING();
}

function stopReceiving(socket) {
  const state = socket[kState];
  if (!state.receiving) return;
  state.handle.recvStop();
  state.receiving = false;
}

// In place of the Socket's `emit` where there is a list of those that it does not hear.
function filter(event, data, from) {
  if (event === 'message' && this[kState].receiveBlockList.check(from.address, from.family?.toLowerCase())) return;
  this.emit(event, data, from);
}

function startReceiving(socket) {
  const state = socket[kState];
  state.handle.recvStart(socket, state.receiveBlockList ? filter : undefined);
  state.receiving = true;
  state.bindState = kBound;
  if (state.recvBufferSize) bufferSize(socket, state.recvBufferSize, true);
  if (state.sendBufferSize) bufferSize(socket, state.sendBufferSize, false);
}

function startListening(socket) {
  startReceiving(socket);
  socket.emit('listening');
}

function mustBeNumeric(address, name, method) {
  validators.validateString(address, name);
  if (require('net').isIP(address)) return;
  const reason = `must be a numeric IP address; ${method} does not perform DNS resolution`;
  throw new codes.ERR_INVALID_ARG_VALUE(name, address, reason);
}

// Waits with `call` until the socket is bound.
function enqueue(socket, call) {
  const state = socket[kState];
  if (state.queue === undefined) {
    state.queue = [];
    socket.once('error', onListenError);
    socket.once('listening', onListenSuccess);
  }
  state.queue.push(call);
}

function onListenSuccess() {
  this.removeListener('error', onListenError);
  const { queue } = this[kState];
  this[kState].queue = undefined;
  for (const call of queue) call();
}

function onListenError() {
  this.removeListener('listening', onListenSuccess);
  this[kState].queue = undefined;
}

function bufferSize(socket, size, receiving) {
  if (size >>> 0 !== size) throw new codes.ERR_SOCKET_BAD_BUFFER_SIZE();
  const answer = socket[kState].handle.bufferSize(size, receiving);
  if (answer < 0) {
    const [code, message] = require('util').getSystemErrorMap().get(answer);
    const syscall = receiving ? 'uv_recv_buffer_size' : 'uv_send_buffer_size';
    throw new codes.ERR_SOCKET_BUFFER_SIZE({ errno: answer, code, message, syscall });
  }
  return answer;
}

function replaceHandle(socket, handle) {
  const state = socket[kState];
  handle.lookup = state.handle.lookup;
  state.handle.close();
  state.handle = handle;
}

function bindDescriptor(socket, fd) {
  const state = socket[kState];
  const kind = ops.kindOf(fd);
  if (kind !== 'UDP') throw new codes.ERR_INVALID_FD_TYPE(kind);
  const errno = state.handle.open(fd);
  if (errno) throw new ErrnoException(errno, 'open');
  startListening(socket);
}

// In a worker of a cluster the primary has the sockets (https://nodejs.org/api/cluster.html).
function isShared(state, exclusive) {
  return !exclusive && !state.reusePort && ops.isLoaded('internal/cluster/child');
}

function bindShared(socket, query, fail) {
  const state = socket[kState];
  require('internal/cluster/child')._getServer(socket, query, (errno, handle) => {
    if (errno) {
      fail(errno);
    } else if (!state.handle) {
      handle.close();
    } else {
      replaceHandle(socket, handle);
      startListening(socket);
    }
  });
}

function flagsOf(state) {
  return (state.reuseAddr ? kReuseAddress : 0) | (state.ipv6Only ? kIpv6Only : 0) |
    (state.reusePort ? kReusePort : 0);
}

// Calls `method` of the handle, whose failures are exceptions.
function ask(socket, method, ...args) {
  const errno = socket[kState].handle[method](...args);
  if (errno) throw new ErrnoException(errno, method);
}

function connectNow(socket, port, address, callback) {
  const state = socket[kState];
  if (callback) socket.once('connect', callback);
  state.handle.lookup(address, (error, ip) => {
    if (!state.handle) return;
    if (!error) {
      const errno = state.handle.connect(ip, port);
      if (errno) error = new ExceptionWithHostPort(errno, 'connect', address, port);
    }
    if (!error) {
      state.connectState = kConnected;
      nextTick(() => socket.emit('connect'));
      return;
    }
    state.connectState = kDisconnected;
    nextTick(() => {
      if (callback) {
        socket.removeListener('connect', callback);
        callback(error);
      } else {
        socket.emit('error', error);
      }
    });
  });
}

Object.assign(Socket.prototype, {
  bind(port, address) {
    healthCheck(this);
    const state = this[kState];
    if (state.bindState !== kUnbound) throw new codes.ERR_SOCKET_ALREADY_BOUND();
    state.bindState = kBinding;
    const callback = arguments.length && arguments[arguments.length - 1];
    if (typeof callback === 'function') {
      const removeListeners = () => {
        this.removeListener('error', removeListeners);
        this.removeListener('listening', listening);
      };
      const listening = () => {
        removeListeners();
        callback.call(this);
      };
      this.on('error', removeListeners);
      this.on('listening', listening);
    }
    let exclusive = false;
    if (port !== null && typeof port === 'object') {
      exclusive = !!port.exclusive;
      if (typeof port.recvStart === 'function') {
        replaceHandle(this, port);
        startListening(this);
        return this;
      }
      if (Number.isInteger(port.fd) && port.fd > 0) {
        const { fd } = port;
        if (isShared(state, exclusive)) {
          bindShared(this, { address: null, port: null, addressType: this.type, fd, flags: null }, (errno) => {
            state.bindState = kUnbound;
            this.emit('error', new ErrnoException(errno, 'open'));
          });
          return this;
        }
        bindDescriptor(this, port.fd);
        return this;
      }
      ({ address = '', port } = port);
    } else if (typeof address === 'function') {
      address = '';
    }
    address ||= this.type === 'udp4' ? '0.0.0.0' : '::';
    state.handle.lookup(address, (error, ip) => {
      if (!state.handle) return;
      if (!error && isShared(state, exclusive)) {
        const query = { address: ip, port: port & 0xffff, addressType: this.type, fd: -1, flags: flagsOf(state) };
        bindShared(this, query, (errno) => {
          state.bindState = kUnbound;
          this.emit('error', new ExceptionWithHostPort(errno, 'bind', ip, port));
        });
        return;
      }
      if (!error) {
        const errno = state.handle.bind(ip, port & 0xffff, flagsOf(state));
        if (errno) error = new ExceptionWithHostPort(errno, 'bind', ip, port);
      }
      if (error) {
        state.bindState = kUnbound;
        this.emit('error', error);
        return;
      }
      startListening(this);
    });
    return this;
  },

  bindSync(options = {}) {
    healthCheck(this);
    validators.validateObject(options, 'options');
    const state = this[kState];
    if (state.bindState !== kUnbound) throw new codes.ERR_SOCKET_ALREADY_BOUND();
    const port = validators.validatePort(options.port ?? 0, 'options.port');
    const address = options.address || (this.type === 'udp4' ? '0.0.0.0' : '::');
    mustBeNumeric(address, 'options.address', 'bindSync');
    const errno = state.handle.bind(address, port, flagsOf(state));
    if (errno) throw new ExceptionWithHostPort(errno, 'bind', address, port);
    startReceiving(this);
    nextTick(() => {
      if (state.handle) this.emit('listening');
    });
    return this.address();
  },

  connectSync(port, address) {
    healthCheck(this);
    port = validators.validatePort(port, 'Port', false);
    address ||= this.type === 'udp4' ? '127.0.0.1' : '::1';
    mustBeNumeric(address, 'address', 'connectSync');
    const state = this[kState];
    if (state.connectState !== kDisconnected) throw new codes.ERR_SOCKET_DGRAM_IS_CONNECTED();
    if (state.bindState !== kBound) this.bindSync();
    const errno = state.handle.connect(address, port);
    if (errno) throw new ExceptionWithHostPort(errno, 'connect', address, port);
    state.connectState = kConnected;
    nextTick(() => {
      if (state.handle) this.emit('connect');
    });
  },

  connect(port, address, callback) {
    port = validators.validatePort(port, 'Port', false);
    if (typeof address === 'function') {
      callback = address;
      address = '';
    } else if (address === undefined) {
      address = '';
    }
    validators.validateString(address, 'address');
    const state = this[kState];
    if (state.connectState !== kDisconnected) throw new codes.ERR_SOCKET_DGRAM_IS_CONNECTED();
    state.connectState = kConnecting;
    if (state.bindState === kUnbound) this.bind({ port: 0, exclusive: true }, null);
    if (state.bindState !== kBound) enqueue(this, () => connectNow(this, port, address, callback));
    else connectNow(this, port, address, callback);
  },

  disconnect() {
    const state = this[kState];
    if (state.connectState !== kConnected) throw new codes.ERR_SOCKET_DGRAM_NOT_CONNECTED();
    const errno = state.handle.disconnect();
    if (errno) throw new ErrnoException(errno, 'connect');
    state.connectState = kDisconnected;
  },

  send(buffer, offset, length, port, address, callback) {
    return require('internal/dgram/send').send(this, this[kState], buffer, offset, length, port, address, callback);
  },

  sendto(buffer, offset, length, port, address, callback) {
    validators.validateNumber(offset, 'offset');
    validators.validateNumber(length, 'length');
    validators.validateNumber(port, 'port');
    validators.validateString(address, 'address');
    this.send(buffer, offset, length, port, address, callback);
  },

  close(callback) {
    const state = this[kState];
    if (typeof callback === 'function') this.on('close', callback);
    if (state.queue !== undefined) {
      state.queue.push(() => this.close());
      return this;
    }
    healthCheck(this);
    stopReceiving(this);
    const cancelled = state.handle.cancel();
    const tell = cancelled.length && (() => cancelled.forEach((done) => done(-125, 0)));
    state.handle.close(tell || undefined);
    state.handle = null;
    nextTick(() => this.emit('close'));
    return this;
  },

  async [Symbol.asyncDispose]() {
    if (!this[kState].handle) return;
    await require('util').promisify(this.close).call(this);
  },

  address() {
    healthCheck(this);
    const out = {};
    ask(this, 'getsockname', out);
    return out;
  },

  remoteAddress() {
    healthCheck(this);
    if (this[kState].connectState !== kConnected) throw new codes.ERR_SOCKET_DGRAM_NOT_CONNECTED();
    const out = {};
    ask(this, 'getpeername', out);
    return out;
  },

  setBroadcast(on) {
    ask(this, 'setBroadcast', on ? 1 : 0);
  },

  setTTL(ttl) {
    validators.validateNumber(ttl, 'ttl');
    ask(this, 'setTTL', ttl);
    return ttl;
  },

  setMulticastTTL(ttl) {
    validators.validateNumber(ttl, 'ttl');
    ask(this, 'setMulticastTTL', ttl);
    return ttl;
  },

  setMulticastLoopback(on) {
    ask(this, 'setMulticastLoopback', on ? 1 : 0);
    return on;
  },

  setMulticastInterface(interfaceAddress) {
    healthCheck(this);
    validators.validateString(interfaceAddress, 'interfaceAddress');
    ask(this, 'setMulticastInterface', interfaceAddress);
  },

  addMembership(multicastAddress, interfaceAddress) {
    healthCheck(this);
    if (!multicastAddress) throw new codes.ERR_MISSING_ARGS('multicastAddress');
    ask(this, 'addMembership', multicastAddress, interfaceAddress);
  },

  dropMembership(multicastAddress, interfaceAddress) {
    healthCheck(this);
    if (!multicastAddress) throw new codes.ERR_MISSING_ARGS('multicastAddress');
    ask(this, 'dropMembership', multicastAddress, interfaceAddress);
  },

  addSourceSpecificMembership(sourceAddress, groupAddress, interfaceAddress) {
    healthCheck(this);
    validators.validateString(sourceAddress, 'sourceAddress');
    validators.validateString(groupAddress, 'groupAddress');
    ask(this, 'addSourceSpecificMembership', sourceAddress, groupAddress, interfaceAddress);
  },

  dropSourceSpecificMembership(sourceAddress, groupAddress, interfaceAddress) {
    healthCheck(this);
    validators.validateString(sourceAddress, 'sourceAddress');
    validators.validateString(groupAddress, 'groupAddress');
    ask(this, 'dropSourceSpecificMembership', sourceAddress, groupAddress, interfaceAddress);
  },

  ref() {
    this[kState].handle?.ref();
    return this;
  },

  unref() {
    this[kState].handle?.unref();
    return this;
  },

  setRecvBufferSize(size) { bufferSize(this, size, true); },
  setSendBufferSize(size) { bufferSize(this, size, false); },
  getRecvBufferSize() { return bufferSize(this, 0, true); },
  getSendBufferSize() { return bufferSize(this, 0, false); },
  getSendQueueSize() { return this[kState].handle.getSendQueueSize(); },
  getSendQueueCount() { return this[kState].handle.getSendQueueCount(); },
});

Object.defineProperty(Socket.prototype, Symbol.asyncDispose, { enumerable: false });

function createSocketHandle(address, port, addressType, fd, flags) {
  const handle = newHandle(addressType);
  let errno = 0;
  if (Number.isInteger(fd) && fd > 0) errno = ops.kindOf(fd) === 'UDP' ? handle.open(fd) : kInvalid;
  else if (port || address) errno = handle.bind(address || (addressType === 'udp4' ? '0.0.0.0' : '::'), port || 0, flags);
  if (!errno) return handle;
  handle.close();
  return errno;
}

module.exports = { createSocket, Socket };
require('internal/dgram/deprecated').define(module.exports, { kState, createSocketHandle, healthCheck, stopReceiving });
require('internal/dgram/send').use({ createSocketHandle, enqueue, healthCheck, stateOf: (socket) => socket[kState] });
