// net.Server: https://nodejs.org/api/net.html#class-netserver

const EE = require('events');
const { codes, ErrnoException, ExceptionWithHostPort, UVExceptionWithHostPort } = require('internal/errors');
const { isPipeName, normalizeArgs, toNumber } = require('internal/net/connect');
const {
  Socket, createHandle, isTcp, kKeepAlive, kKeepAliveDelay, kNoDelay, kOwner,
} = require('internal/net/socket');
const validators = require('internal/validators');
const { nextTick } = process;

const kInvalid = -22;
const kAddressInUse = -98;
const kIpv6Only = 1;
const kReusePort = 2;

function Server(options, connectionListener) {
  if (!(this instanceof Server)) return new Server(options, connectionListener);
  EE.call(this);
  if (typeof options === 'function') {
    connectionListener = options;
    options = {};
  } else if (options == null || typeof options === 'object') {
    options = { ...options };
  } else {
    throw new codes.ERR_INVALID_ARG_TYPE('options', 'Object', options);
  }
  if (typeof connectionListener === 'function') this.on('connection', connectionListener);
  const { blockList, highWaterMark, keepAliveInitialDelay } = options;
  if (keepAliveInitialDelay !== undefined) {
    validators.validateNumber(keepAliveInitialDelay, 'options.keepAliveInitialDelay');
  }
  if (highWaterMark !== undefined) validators.validateNumber(highWaterMark, 'options.highWaterMark');
  if (blockList && !require('internal/blocklist').BlockList.isBlockList(blockList)) {
    throw new codes.ERR_INVALID_ARG_TYPE('options.blockList', 'net.BlockList', blockList);
  }
  this._connections = 0;
  this._handle = null;
  this._usingWorkers = false;
  this._workers = [];
  this._unref = false;
  this._listeningId = 1;
  this.allowHalfOpen = options.allowHalfOpen || false;
  this.pauseOnConnect = !!options.pauseOnConnect;
  this.noDelay = !!options.noDelay;
  this.keepAlive = !!options.keepAlive;
  this.keepAliveInitialDelay = ~~(Math.max(keepAliveInitialDelay ?? 0, 0) / 1000);
  this.highWaterMark = highWaterMark >= 0 ? highWaterMark : require('internal/streams/state').getDefaultHighWaterMark(false);
  if (blockList) this.blockList = blockList;
}
Object.setPrototypeOf(Server.prototype, EE.prototype);
Object.setPrototypeOf(Server, EE);

// The handle of a new server, bound but not yet listening; a negative errno where that failed.
function createServerHandle(address, port, addressType, fd, flags = 0) {
  let handle;
  let errno = 0;
  if (typeof fd === 'number' && fd >= 0) {
    try {
      handle = createHandle(fd);
    } catch {
      return kInvalid;
    }
    return handle.open(fd) || handle;
  }
  if (port === -1 && addressType === -1) {
    handle = ops.newHandle(true);
    errno = handle.bindPath(address);
  } else {
    handle = ops.newHandle(false);
    if (!address) {
      errno = handle.bind('::', port, flags);
      if (errno) {
        handle.close();
        return createServerHandle('0.0.0.0', port, 4, undefined, flags);
      }
    } else {
      errno = handle.bind(address, port, flags);
    }
  }
  if (errno) {
    handle.close();
    return errno;
  }
  return handle;
}

function emitError(server, err) {
  server.emit('error', err);
}

function emitListening(server) {
  if (server._handle) server.emit('listening');
}

function emitClose(server) {
  server.emit('close');
}

function flagsOf(options) {
  return (options.ipv6Only === true ? kIpv6Only : 0) | (options.reusePort === true ? kReusePort : 0);
}

function peerOf(handle) {
  const local = {};
  const remote = {};
  handle.getsockname(local);
  handle.getpeername(remote);
  return {
    localAddress: local.address, localPort: local.port, localFamily: local.family,
    remoteAddress: remote.address, remotePort: remote.port, remoteFamily: remote.family,
  };
}

function onconnection(errno, clientHandle) {
  const server = this[kOwner];
  if (errno) {
    server.emit('error', new ErrnoException(errno, 'accept'));
    return;
  }
  if (server.maxConnections != null && server._connections >= server.maxConnections) {
    const data = isTcp(clientHandle) ? peerOf(clientHandle) : undefined;
    clientHandle.close();
    server.emit('drop', data);
    return;
  }
  if (server.blockList && isTcp(clientHandle)) {
    const { remoteAddress: address, remoteFamily } = peerOf(clientHandle);
    if (address && server.blockList.check(address, remoteFamily.toLowerCase())) {
      clientHandle.close();
      return;
    }
  }
  const socket = new Socket({
    handle: clientHandle,
    allowHalfOpen: server.allowHalfOpen,
    pauseOnCreate: server.pauseOnConnect,
    readable: true,
    writable: true,
    readableHighWaterMark: server.highWaterMark,
    writableHighWaterMark: server.highWaterMark,
  });
  if (server.noDelay) {
    socket[kNoDelay] = true;
    clientHandle.setNoDelay(true);
  }
  if (server.keepAlive) {
    socket[kKeepAlive] = true;
    socket[kKeepAliveDelay] = server.keepAliveInitialDelay;
    clientHandle.setKeepAlive(true, server.keepAliveInitialDelay);
  }
  server._connections++;
  socket.server = server;
  socket._server = server;
  server.emit('connection', socket);
  if (ops.isLoaded('diagnostics_channel')) {
    const channel = require('diagnostics_channel').channel('net.server.socket');
    if (channel.hasSubscribers) channel.publish({ socket });
  }
}

Object.assign(Server.prototype, {
  listen(...args) {
    let [options, cb] = normalizeArgs(args);
    if (this._handle) throw new codes.ERR_SERVER_ALREADY_LISTEN();
    if (cb !== null) this.once('listening', cb);
    const backlogArgument = toNumber(args.length > 1 && args[1]) || toNumber(args.length > 2 && args[2]);

    options = options._handle || options.handle || options;
    if (typeof options.getsockname === 'function' && typeof options.readStart === 'function') {
      this._handle = options;
      this._listen2(null, -1, -1, backlogArgument);
      return this;
    }
    listenToSignal(this, options);
    const exclusive = !!options.exclusive || options.reusePort === true;
    if (typeof options.fd === 'number' && options.fd >= 0) {
      listenInCluster(this, exclusive, [null, null, null, backlogArgument, options.fd]);
      return this;
    }
    if (args.length === 0 || typeof args[0] === 'function' ||
        (options.port === undefined && 'port' in options) || options.port === null) {
      options.port = 0;
    }
    const backlog = options.backlog || backlogArgument;
    if (typeof options.port === 'number' || typeof options.port === 'string') {
      validators.validatePort(options.port, 'options.port');
      const port = options.port | 0;
      if (options.host) lookupAndListen(this, exclusive, port, options.host, backlog, flagsOf(options));
      else listenInCluster(this, exclusive, [null, port, 4, backlog, undefined, flagsOf(options)]);
      return this;
    }
    if (options.path && isPipeName(options.path)) {
      this._pipeName = options.path;
      const { readableAll, writableAll } = options;
      listenInCluster(this, exclusive, [options.path, -1, -1, backlog], { readableAll, writableAll });
      if (!this._handle) return this;
      const mode = (options.readableAll === true ? 1 : 0) | (options.writableAll === true ? 2 : 0);
      const errno = mode ? this._handle.fchmod(mode) : 0;
      if (errno) {
        this._handle.close();
        this._handle = null;
        throw new ErrnoException(errno, 'uv_pipe_chmod');
      }
      return this;
    }
    if (!('port' in options || 'path' in options)) {
      throw new codes.ERR_INVALID_ARG_VALUE('options', options, 'must have the property "port" or "path"');
    }
    throw new codes.ERR_INVALID_ARG_VALUE('options', options);
  },

  _listen2(address, port, addressType, backlog, fd, flags) {
    if (!this._handle) {
      let handle = null;
      if (!address && typeof fd !== 'number') {
        // All addresses: both families by one socket where there is IPv6.
        handle = createServerHandle('::', port, 6, fd, flags);
        if (typeof handle === 'number') {
          handle = null;
          address = '0.0.0.0';
          addressType = 4;
        } else {
          address = '::';
          addressType = 6;
        }
      }
      handle ??= createServerHandle(address, port, addressType, fd, flags);
      if (typeof handle === 'number') {
        nextTick(emitError, this, new UVExceptionWithHostPort(handle, 'listen', address, port));
        return;
      }
      this._handle = handle;
    }
    this._handle[kOwner] = this;
    this._handle.onconnection = onconnection;
    const errno = this._handle.listen(backlog || 511);
    if (errno) {
      this._handle.close();
      this._handle = null;
      nextTick(emitError, this, new UVExceptionWithHostPort(errno, 'listen', address, port));
      return;
    }
    this._connectionKey = `${addressType}:${address}:${port}`;
    if (this._unref) this.unref();
    nextTick(emitListening, this);
  },

  address() {
    if (this._pipeName !== undefined) return this._handle ? this._pipeName : null;
    // What stands for a socket of a cluster's primary tells only where that listens.
    if (!this._handle?.getsockname || this._handle.constructor.name === 'Pipe') return null;
    const out = {};
    const errno = this._handle.getsockname(out);
    if (errno) throw new ErrnoException(errno, 'address');
    return out;
  },

  getConnections(cb) {
    let count = this._connections;
    if (!this._usingWorkers) {
      nextTick(() => cb(null, count));
      return this;
    }
    // Some are in other processes.
    let left = this._workers.length;
    for (const worker of this._workers) {
      worker.getConnections((err, some) => {
        if (left < 0) return;
        count += err ? 0 : some;
        left = err ? -1 : left - 1;
        if (err) nextTick(cb, err);
        else if (left === 0) nextTick(cb, null, count);
      });
    }
    return this;
  },

  close(cb) {
    if (typeof cb === 'function') {
      if (this._handle) this.once('close', cb);
      else this.once('close', () => cb(new codes.ERR_SERVER_NOT_RUNNING()));
    }
    if (this._handle) {
      this._handle.close();
      this._handle = null;
    }
    this._listeningId++;
    if (this._usingWorkers) {
      let left = this._workers.length;
      // Counts as one until all have answered.
      this._connections++;
      for (const worker of this._workers) {
        worker.close(() => {
          if (--left > 0) return;
          this._connections = 0;
          this._emitCloseIfDrained();
        });
      }
    } else {
      this._emitCloseIfDrained();
    }
    return this;
  },

  async [Symbol.asyncDispose]() {
    if (!this._handle) return;
    await require('util').promisify(this.close).call(this);
  },

  _emitCloseIfDrained() {
    if (!this._handle && !this._connections) nextTick(emitClose, this);
  },

  [EE.captureRejectionSymbol](err, event, socket) {
    if (event === 'connection') socket.destroy(err);
    else this.emit('error', err);
  },

  // Sockets of this server go to another process, which answers for them by the list.
  _setupWorker(list) {
    this._usingWorkers = true;
    this._workers.push(list);
    list.once('exit', () => {
      this._workers.splice(this._workers.indexOf(list), 1);
    });
  },

  ref() {
    this._unref = false;
    this._handle?.ref();
    return this;
  },

  unref() {
    this._unref = true;
    this._handle?.unref();
    return this;
  },
});

Object.defineProperty(Server.prototype, 'listening', {
  __proto__: null, configurable: true, enumerable: true, get() { return !!this._handle; },
});

function lookupAndListen(server, exclusive, port, host, backlog, flags) {
  require('dns').lookup(host, (err, address, family) => {
    if (err) server.emit('error', err);
    else listenInCluster(server, exclusive, [address, port, address ? family : 4, backlog, undefined, flags]);
  });
}

// Listens; in a worker of a cluster on what the primary has, unless the server is to be the worker's own.
// https://nodejs.org/api/cluster.html#how-it-works
function listenInCluster(server, exclusive, place, options) {
  if (exclusive || !ops.isLoaded('internal/cluster/child')) {
    server._listen2(...place);
    return;
  }
  const [address, port, addressType, backlog, fd, flags] = place;
  const query = { address, port, addressType, fd, flags, backlog, ...options };
  // Only the last call counts.
  const id = ++server._listeningId;
  require('internal/cluster/child')._getServer(server, query, (errno, handle) => {
    if (!errno && port > 0 && handle.getsockname) {
      // That the address is in use shows only now.
      const out = {};
      errno = handle.getsockname(out);
      if (!errno && out.port !== port) errno = kAddressInUse;
    }
    if (id !== server._listeningId) {
      handle?.close();
      return;
    }
    if (errno) {
      server.emit('error', new ExceptionWithHostPort(errno, 'bind', address, port));
      return;
    }
    server._handle?.close();
    server._handle = handle;
    server._listen2(address, port, addressType, backlog, fd, flags);
  });
}

function listenToSignal(server, { signal }) {
  if (signal === undefined) return;
  validators.validateAbortSignal(signal, 'options.signal');
  const aborted = () => server.close();
  if (signal.aborted) {
    nextTick(aborted);
  } else {
    signal.addEventListener('abort', aborted);
    server.once('close', () => signal.removeEventListener('abort', aborted));
  }
}

module.exports = { Server, createServerHandle };
