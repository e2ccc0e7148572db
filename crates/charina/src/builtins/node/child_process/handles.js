// Handles on their way from process to process: what stands for which, and what is kept until they have arrived.
// https://nodejs.org/api/child_process.html#subprocesssendmessage-sendhandle-options-callback

const { codes: { ERR_INVALID_HANDLE_TYPE } } = require('internal/errors');

// The sockets of a server that went to, or came from, the other process.
function socketList(direction, target, channel, key) {
  const lists = channel.sockets[direction];
  if (!lists[key]) {
    const { SocketListReceive, SocketListSend } = require('internal/child_process/socket_list');
    lists[key] = direction === 'send' ? new SocketListSend(target, key) : new SocketListReceive(target, key);
  }
  return lists[key];
}

const native = (type) => ({
  type,
  send: (target, channel, message, handle) => handle,
  received(target, channel, message, handle, done) { done(handle); },
});

const kinds = {
  'net.Native': native('net.Native'),
  'dgram.Native': native('dgram.Native'),

  'net.Server': {
    type: 'net.Server',
    send: (target, channel, message, server) => server._handle,
    received(target, channel, message, handle, done) {
      const { Server } = require('net');
      const server = new Server();
      server.listen(handle, () => done(server));
    },
  },

  'net.Socket': {
    type: 'net.Socket',
    send(target, channel, message, socket, options) {
      const handle = socket._handle;
      if (!handle) return undefined;
      const { server } = socket;
      if (server) {
        // From now on the other process counts the socket.
        message.key = server._connectionKey;
        const isFirst = !channel.sockets.send[message.key];
        const list = socketList('send', target, channel, message.key);
        if (isFirst) server._setupWorker(list);
        if (!options.keepOpen) server._connections--;
      }
      if (!options.keepOpen) {
        // It is closed when it has arrived.
        handle.onread = () => {};
        handle.readStop();
        socket._handle = null;
        socket.setTimeout(0);
        if (socket.parser) {
          require('_http_common').freeParser(socket.parser, null, socket);
          socket._httpMessage?.detachSocket(socket);
        }
      }
      return handle;
    },
    sent(target, message, handle, socket, options, callback) {
      if (options.keepOpen) return;
      if (target) target._pendingMessage = { callback, message, handle, options, retransmissions: 0 };
      else handle.close();
    },
    received(target, channel, message, handle, done) {
      const { Socket } = require('net');
      const socket = new Socket({ handle, readable: true, writable: true });
      if (message.key) socketList('got', target, channel, message.key).add({ socket });
      done(socket);
    },
  },

  'dgram.Socket': {
    type: 'dgram.Socket',
    send(target, channel, message, socket) {
      message.dgramType = socket.type;
      return require('internal/dgram/send').shared.stateOf(socket).handle;
    },
    received(target, channel, message, handle, done) {
      const { Socket } = require('dgram');
      const socket = new Socket(message.dgramType);
      socket.bind(handle, () => done(socket));
    },
  },
};

// What kind of thing is to be sent.
function kindOf(object) {
  const { Server, Socket } = require('net');
  if (object instanceof Socket) return kinds['net.Socket'];
  if (object instanceof Server) return kinds['net.Server'];
  if (typeof object.readStart === 'function' && typeof object.getAsyncId === 'function') return kinds['net.Native'];
  if (object instanceof require('dgram').Socket) return kinds['dgram.Socket'];
  if (typeof object.recvStart === 'function' && typeof object.getAsyncId === 'function') return kinds['dgram.Native'];
  throw new ERR_INVALID_HANDLE_TYPE();
}

// A handle has come: `done` gets what it stands for.
function received(target, channel, message, handle, done) {
  kinds[message.type]?.received(target, channel, message, handle, done);
}

function closePending(target) {
  target._pendingMessage.handle.close();
  target._pendingMessage = null;
}

// The other side has the handle, or did not get it: what waited for that goes on.
function answered(target, arrived, limit) {
  const pending = target._pendingMessage;
  if (pending) {
    if (arrived) {
      closePending(target);
    } else if (pending.retransmissions++ === limit) {
      closePending(target);
      process.emitWarning('Handle did not reach the receiving process correctly', 'SentHandleNotReceivedWarning');
    }
  }
  const queue = target._handleQueue ?? [];
  target._handleQueue = null;
  const again = target._pendingMessage;
  if (again) target._send(again.message, again.handle, again.options, again.callback);
  for (const { message, handle, options, callback } of queue) target._send(message, handle, options, callback);
  // Somebody wanted to disconnect meanwhile.
  if (!target.connected && target.channel && !target._handleQueue) target._disconnect();
}

module.exports = { answered, closePending, kindOf, received };
