// node:cluster in a worker: https://nodejs.org/api/cluster.html

const EventEmitter = require('events');
const { Worker, internal, join, sendInternal } = require('internal/cluster/worker');

// The longest delay of a timer.
const kForever = 2 ** 31 - 1;

const cluster = module.exports = new EventEmitter();
// What servers and UDP sockets listen on, by the primary's key: { handle, owner }.
const handles = new Map();
// How often, and under which numbers, the same address was asked for.
const indexes = new Map();

cluster.isWorker = true;
// Deprecated alias. Must be same as isPrimary.
cluster.isMaster = false;
cluster.isPrimary = false;
cluster.worker = null;
cluster.Worker = Worker;

function send(message, callback) {
  return sendInternal(process, message, null, callback);
}

cluster._setupWorker = function() {
  const worker = cluster.worker = new Worker({ id: +process.env.NODE_UNIQUE_ID | 0, process, state: 'online' });
  process.once('disconnect', () => {
    process.channel = null;
    worker.emit('disconnect');
    // Without its primary a worker has nothing to do.
    if (!worker.exitedAfterDisconnect) process.exit(0);
  });
  process.on('internalMessage', internal(worker, function(message, handle) {
    if (message.act === 'newconn') onConnection(message, handle);
    else if (message.act === 'disconnect') leave(this, true);
  }));
  send({ act: 'online' });
};

// Asks the primary for what `owner`, a net.Server or dgram.Socket, is to listen on.
cluster._getServer = function(owner, options, cb) {
  let { address } = options;
  if (options.port < 0 && typeof address === 'string') address = require('path').resolve(address);
  const place = [address, options.port, options.addressType, options.fd].join(':');
  let used = indexes.get(place);
  if (used === undefined) {
    used = { next: 0, open: new Set() };
    indexes.set(place, used);
  }
  const index = used.next++;
  used.open.add(index);
  const forget = () => {
    used.open.delete(index);
    if (used.open.size === 0 && indexes.get(place) === used) indexes.delete(place);
  };

  const message = { act: 'queryServer', index, data: null, ...options, address };
  if (owner._getServerData) message.data = owner._getServerData();
  send(message, (reply, handle) => {
    if (typeof owner._setServerData === 'function') owner._setServerData(reply.data);
    if (handle) share(reply, handle, owner, forget, cb);
    else if (reply.errno) cb(reply.errno, null);
    else takeTurns(reply, owner, forget, cb);
  });

  owner.once('listening', () => {
    // It may have been closed again.
    if (!indexes.has(place)) return;
    cluster.worker.state = 'listening';
    const bound = owner.address();
    send({ ...message, act: 'listening', port: bound?.port || options.port });
  });
};

// The socket itself has come.
function share(reply, handle, owner, forget, cb) {
  const { key } = reply;
  const { close } = handle;
  handle.close = function(...args) {
    send({ act: 'close', key });
    handles.delete(key);
    forget();
    handle.close = close;
    return close.apply(handle, args);
  };
  handles.set(key, { handle, owner });
  cb(reply.errno, handle);
}

// The primary accepts: here stands something that looks like a handle.
function takeTurns(reply, owner, forget, cb) {
  let { key } = reply;
  let timer = null;
  const handle = {
    close() {
      if (key === undefined) return;
      handle.unref();
      send({ act: 'close', key });
      handles.delete(key);
      forget();
      key = undefined;
    },
    listen: () => 0,
    ref() {
      timer ??= setInterval(() => {}, kForever);
    },
    unref() {
      clearInterval(timer);
      timer = null;
    },
  };
  handle.ref();
  if (reply.sockname) {
    handle.getsockname = (out) => {
      if (key) Object.assign(out, reply.sockname);
      return 0;
    };
  }
  handles.set(key, { handle, owner });
  cb(0, handle);
}

function onConnection({ key, seq }, connection) {
  const server = handles.get(key);
  const { maxConnections, _connections } = server?.owner ?? {};
  // The primary finds somebody else, or somebody later.
  const accepted = server !== undefined && !(maxConnections != null && _connections >= maxConnections);
  send({ ack: seq, accepted });
  if (accepted) server.handle.onconnection(0, connection);
  else connection.close();
}

function leave(worker, wasTold) {
  worker.exitedAfterDisconnect = true;
  let left = 1;
  const one = () => {
    if (--left > 0) return;
    // The primary must know first that this was no accident.
    if (wasTold) process.disconnect();
    else send({ act: 'exitedAfterDisconnect' }, () => process.disconnect());
  };
  for (const { owner } of [...handles.values()]) {
    left++;
    owner.close(one);
  }
  handles.clear();
  one();
}

/** https://nodejs.org/api/cluster.html#workerdisconnect */
Worker.prototype.disconnect = function() {
  if (this.state !== 'disconnecting' && this.state !== 'destroying') {
    this.state = 'disconnecting';
    leave(this, false);
  }
  return this;
};

/** https://nodejs.org/api/cluster.html#workerkillsignal */
Worker.prototype.destroy = function() {
  if (this.state === 'destroying') return;
  this.exitedAfterDisconnect = true;
  if (!this.isConnected()) process.exit(0);
  this.state = 'destroying';
  send({ act: 'exitedAfterDisconnect' }, () => process.disconnect());
  process.once('disconnect', () => process.exit(0));
};

join();
cluster._setupWorker();
delete process.env.NODE_UNIQUE_ID;
