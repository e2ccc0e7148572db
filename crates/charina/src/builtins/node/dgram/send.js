// The method send of UDP sockets: https://nodejs.org/api/dgram.html#socketsendmsg-offset-length-port-address-callback

const { Buffer } = require('buffer');
const { codes, ExceptionWithHostPort } = require('internal/errors');
const { validatePort, validateString } = require('internal/validators');
const { nextTick } = process;

const kUnbound = 0;
const kBound = 2;
const kDisconnected = 0;
const kConnected = 2;

const kinds = ['Buffer', 'TypedArray', 'DataView', 'string'];

let shared;

function toView(value, name = 'buffer', whole = value) {
  if (typeof value === 'string') return Buffer.from(value);
  if (!ArrayBuffer.isView(value)) throw new codes.ERR_INVALID_ARG_TYPE(name, kinds, whole);
  return value;
}

function slice(buffer, offset, length) {
  buffer = toView(buffer);
  offset >>>= 0;
  length >>>= 0;
  if (offset > buffer.byteLength) throw new codes.ERR_BUFFER_OUT_OF_BOUNDS('offset');
  if (offset + length > buffer.byteLength) throw new codes.ERR_BUFFER_OUT_OF_BOUNDS('length');
  return Buffer.from(buffer.buffer, buffer.byteOffset + offset, length);
}

function sendNow(state, ip, chunks, address, port, callback) {
  if (ip && state.sendBlockList?.check(ip, `ipv${require('net').isIP(ip)}`)) {
    if (callback) nextTick(callback, new codes.ERR_IP_BLOCKED(ip));
    return;
  }
  const done = callback && ((errno, sent) => {
    if (errno) callback(new ExceptionWithHostPort(errno, 'send', address, port));
    else callback(null, sent);
  });
  const answer = ip ? state.handle.send(chunks, port, ip, done) : state.handle.send(chunks, undefined, undefined, done);
  if (!callback || answer === 0) return;
  if (answer > 0) nextTick(callback, null, answer - 1);
  else nextTick(callback, new ExceptionWithHostPort(answer, 'send', address, port));
}

exports.use = (functions) => { exports.shared = shared = functions; };

exports.send = (socket, state, buffer, offset, length, port, address, callback) => {
  const connected = state.connectState === kConnected;
  if (!connected) {
    if (address || (port && typeof port !== 'function')) {
      buffer = slice(buffer, offset, length);
    } else {
      callback = port;
      port = offset;
      address = length;
    }
  } else {
    if (typeof length === 'number') {
      buffer = slice(buffer, offset, length);
      if (typeof port === 'function') {
        callback = port;
        port = null;
      }
    } else {
      callback = offset;
    }
    if (port || address) throw new codes.ERR_SOCKET_DGRAM_IS_CONNECTED();
  }
  let chunks;
  if (Array.isArray(buffer)) {
    chunks = buffer.map((chunk) => toView(chunk, 'buffer list arguments', buffer));
  } else {
    chunks = toView(buffer);
  }
  if (!connected) port = validatePort(port, 'Port', false);
  if (typeof callback !== 'function') callback = undefined;
  if (typeof address === 'function') {
    callback = address;
    address = undefined;
  } else if (address != null) {
    validateString(address, 'address');
  }
  shared.healthCheck(socket);
  if (state.bindState === kUnbound) socket.bind({ port: 0, exclusive: true }, null);

  const transmit = () => {
    if (connected) {
      if (state.handle) sendNow(state, null, chunks, address, port, callback);
      return;
    }
    state.handle.lookup(address, (error, ip) => {
      if (error) {
        if (callback) nextTick(callback, error);
        else nextTick(() => socket.emit('error', error));
      } else if (state.handle) {
        sendNow(state, ip, chunks, address, port, callback);
      }
    });
  };
  if (state.bindState !== kBound) {
    // Whether it is connected is asked again then.
    shared.enqueue(socket, () => {
      if (state.connectState === kDisconnected) transmit();
      else exports.send(socket, state, chunks, port, address, callback);
    });
    return;
  }
  transmit();
};
