// The sockets of a server that were sent to another process, so that close() and getConnections() of the server know of
// them. https://nodejs.org/api/child_process.html#example-sending-a-socket-object

const EventEmitter = require('events');
const { codes: { ERR_CHILD_CLOSED_BEFORE_REPLY } } = require('internal/errors');

/** Where the sockets came from: it asks. */
class SocketListSend extends EventEmitter {
  constructor(child, key) {
    super();
    this.key = key;
    this.child = child;
    child.once('exit', () => this.emit('exit', this));
  }

  #ask(question, answer, quiet, callback) {
    const { child, key } = this;
    if (!child.connected) {
      callback(new ERR_CHILD_CLOSED_BEFORE_REPLY());
      return;
    }
    child._send({ cmd: question, key }, undefined, quiet);
    const finish = (error, message) => {
      child.removeListener('disconnect', onGone);
      child.removeListener('internalMessage', onMessage);
      callback(error, message);
    };
    const onGone = () => finish(new ERR_CHILD_CLOSED_BEFORE_REPLY());
    const onMessage = (message) => {
      if (message.cmd === answer && message.key === key) finish(null, message);
    };
    child.once('disconnect', onGone);
    child.on('internalMessage', onMessage);
  }

  close(callback) {
    this.#ask('NODE_SOCKET_NOTIFY_CLOSE', 'NODE_SOCKET_ALL_CLOSED', true, callback);
  }

  getConnections(callback) {
    this.#ask('NODE_SOCKET_GET_COUNT', 'NODE_SOCKET_COUNT', false, (error, message) => callback(error, message?.count));
  }
}

/** Where the sockets are now: it counts, and answers. */
class SocketListReceive extends EventEmitter {
  constructor(child, key) {
    super();
    this.connections = 0;
    this.key = key;
    this.child = child;
    const send = (message, quiet) => {
      if (child.connected) child._send({ ...message, key }, undefined, quiet);
    };
    const allClosed = () => send({ cmd: 'NODE_SOCKET_ALL_CLOSED' }, true);
    child.on('internalMessage', (message) => {
      if (message.key !== key) return;
      if (message.cmd === 'NODE_SOCKET_NOTIFY_CLOSE') {
        if (this.connections === 0) allClosed();
        else this.once('empty', allClosed);
      } else if (message.cmd === 'NODE_SOCKET_GET_COUNT') {
        send({ cmd: 'NODE_SOCKET_COUNT', count: this.connections }, false);
      }
    });
  }

  add({ socket }) {
    this.connections++;
    socket.once('close', () => {
      if (--this.connections === 0) this.emit('empty', this);
    });
  }
}

module.exports = { SocketListReceive, SocketListSend };
