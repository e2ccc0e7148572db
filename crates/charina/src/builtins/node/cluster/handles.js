// The sockets of a cluster's primary: one that it accepts on, handing connections over in turn, and one that workers
// share. https://nodejs.org/api/cluster.html#how-it-works

const { sendInternal } = require('internal/cluster/worker');

const kIpv6Only = 1;

/** The primary accepts; each connection goes to a worker that has none to take. */
class RoundRobinHandle {
  constructor(key, address, { port, fd, flags, backlog, readableAll, writableAll }) {
    this.key = key;
    this.all = new Map();
    this.free = new Map();
    this.connections = [];
    this.handle = null;
    const server = this.server = require('net').createServer();
    if (fd >= 0) server.listen({ fd, backlog });
    else if (port >= 0) server.listen({ port, host: address, ipv6Only: !!(flags & kIpv6Only), backlog });
    else server.listen({ path: address, backlog, readableAll, writableAll });
    server.once('listening', () => {
      this.handle = server._handle;
      this.handle.onconnection = (errno, connection) => this.distribute(errno, connection);
      server._handle = null;
      this.server = null;
      // Nobody was left to wait for it.
      if (this.all.size === 0) this.close();
    });
  }

  add(worker, send) {
    this.all.set(worker.id, worker);
    const done = () => {
      if (this.handle === null) return;
      if (this.handle.constructor.name === 'TCP') {
        const sockname = {};
        this.handle.getsockname(sockname);
        send(null, { sockname }, null);
      } else {
        send(null, null, null);
      }
      this.handoff(worker);
    };
    if (this.server === null) {
      done();
    } else {
      this.server.once('listening', done);
      this.server.once('error', (error) => send(error.errno, null));
    }
  }

  remove(worker) {
    if (!this.all.delete(worker.id)) return false;
    this.free.delete(worker.id);
    if (this.all.size !== 0) return false;
    for (const connection of this.connections) connection.close();
    this.connections = [];
    this.close();
    return true;
  }

  close() {
    this.handle?.close();
    this.handle = null;
  }

  distribute(errno, connection) {
    if (errno) return;
    this.connections.push(connection);
    for (const [id, worker] of this.free) {
      this.free.delete(id);
      this.handoff(worker);
      return;
    }
  }

  handoff(worker) {
    // It has closed its server, or is about to.
    if (!this.all.has(worker.id)) return;
    const connection = this.connections.shift();
    if (connection === undefined) {
      this.free.set(worker.id, worker);
      return;
    }
    sendInternal(worker.process, { act: 'newconn', key: this.key }, connection, (reply) => {
      if (reply.accepted) connection.close();
      else this.distribute(0, connection);
      this.handoff(worker);
    });
  }
}

/** Every worker gets the socket, and accepts or receives on it. */
class SharedHandle {
  constructor(key, address, { port, addressType, fd, flags }) {
    this.key = key;
    this.workers = new Map();
    this.handle = null;
    this.errno = 0;
    let made;
    if (addressType === 'udp4' || addressType === 'udp6') {
      require('dgram');
      made = require('internal/dgram/send').shared.createSocketHandle(address, port, addressType, fd, flags);
    } else {
      made = require('internal/net/server').createServerHandle(address, port, addressType, fd, flags);
    }
    if (typeof made === 'number') this.errno = made;
    else this.handle = made;
  }

  add(worker, send) {
    this.workers.set(worker.id, worker);
    send(this.errno, null, this.handle);
  }

  remove(worker) {
    if (!this.workers.delete(worker.id) || this.workers.size !== 0) return false;
    this.handle?.close();
    this.handle = null;
    return true;
  }
}

module.exports = { RoundRobinHandle, SharedHandle };
