// The channel between a process and its child, from either side: messages, and handles that go with them.
// https://nodejs.org/api/child_process.html#subprocesssendmessage-sendhandle-options-callback

const EventEmitter = require('events');
const {
  ErrnoException,
  codes: { ERR_INVALID_ARG_TYPE, ERR_IPC_CHANNEL_CLOSED, ERR_IPC_DISCONNECTED, ERR_MISSING_ARGS },
} = require('internal/errors');
const { validateObject } = require('internal/validators');

// Scripts may put their own in its place.
const { stringify } = JSON;
const { nextTick } = process;

const kPendingMessages = Symbol('kPendingMessages');
const kInternal = 'NODE_';
const kMaxRetransmissions = 3;
// Who has more than this unsent is told to wait.
const kHighWaterMark = 2 * 65536;

/** https://nodejs.org/api/process.html#processchannel */
class Control extends EventEmitter {
  #handle;
  #refs = 0;
  #explicit = false;

  constructor(handle) {
    super();
    this.#handle = handle;
    this[kPendingMessages] = [];
  }

  // How many want to hear of the channel; after ref() or unref() that counts no more.
  refCounted() {
    if (++this.#refs === 1 && !this.#explicit) this.#handle.ref();
  }

  unrefCounted() {
    if (--this.#refs === 0 && !this.#explicit) {
      this.#handle.unref();
      this.emit('unref');
    }
  }

  ref() {
    this.#explicit = true;
    this.#handle.ref();
  }

  unref() {
    this.#explicit = true;
    this.#handle.unref();
  }

  get fd() {
    const { fd } = this.#handle;
    return fd >= 0 ? fd : undefined;
  }
}

let serializers;

// V8's serialization with what it has no form for: such objects become plain ones.
function advanced() {
  if (serializers) return serializers;
  const { DefaultDeserializer, DefaultSerializer } = require('v8');
  const kView = 0;
  const kOther = 1;
  class Serializer extends DefaultSerializer {
    _writeHostObject(object) {
      if (ArrayBuffer.isView(object)) {
        this.writeUint32(kView);
        super._writeHostObject(object);
      } else {
        this.writeUint32(kOther);
        this.writeValue({ ...object });
      }
    }
  }
  class Deserializer extends DefaultDeserializer {
    _readHostObject() {
      return this.readUint32() === kView ? super._readHostObject() : this.readValue();
    }
  }
  serializers = {
    serialize(message) {
      const serializer = new Serializer();
      serializer.writeHeader();
      serializer.writeValue(message);
      return serializer.releaseBuffer();
    },
    deserialize(bytes) {
      const deserializer = new Deserializer(bytes);
      deserializer.readHeader();
      return deserializer.readValue();
    },
  };
  return serializers;
}

function isInternal(message) {
  return message !== null && typeof message === 'object' && typeof message.cmd === 'string' &&
    message.cmd.length > kInternal.length && message.cmd.startsWith(kInternal);
}

function isAnswer(message) {
  return message !== null && (message.cmd === 'NODE_HANDLE_ACK' || message.cmd === 'NODE_HANDLE_NACK');
}

// The deprecated name of `channel`.
function defineOldName(target) {
  const { deprecate } = require('internal/util');
  const tell = (call) => deprecate(call, 'ChildProcess._channel is deprecated. Use ChildProcess.channel instead.', 'DEP0129');
  Object.defineProperty(target, '_channel', {
    __proto__: null,
    configurable: true,
    enumerable: false,
    get: tell(function() { return this.channel; }),
    set: tell(function(value) { this.channel = value; }),
  });
}

/**
 * Gives `target`, a ChildProcess or `process`, its side of the channel. `ended` is called when the other side has gone.
 */
function setupChannel(target, handle, serialization, ended) {
  const control = new Control(handle);
  const encode = serialization === 'advanced' ? advanced().serialize : stringify;
  // The callbacks of messages that wait to be sent.
  const waiting = [];

  target.channel = control;
  defineOldName(target);
  target._handleQueue = null;
  target._pendingMessage = null;
  handle.sockets = { got: {}, send: {} };
  if (serialization === 'advanced') handle.useAdvanced();

  function emit(event, message, sent) {
    if (event === 'internalMessage' || target.listenerCount('message')) target.emit(event, message, sent);
    // Kept for the first who listens.
    else target.channel?.[kPendingMessages].push([event, message, sent]);
  }

  function deliver(message, sent, internal) {
    if (target.channel) nextTick(emit, internal ? 'internalMessage' : 'message', message, sent);
  }

  handle.onmessages = (list) => {
    for (let i = 0; i < list.length && target.channel; i++) {
      const message = serialization === 'advanced' ? advanced().deserialize(list[i]) : list[i];
      if (!isInternal(message)) deliver(message, undefined, false);
      else deliver(message, message.cmd === 'NODE_HANDLE' ? handle.takeHandle() : undefined, true);
    }
  };

  handle.onsent = (count) => {
    for (const callback of waiting.splice(0, count)) {
      control.unrefCounted();
      if (typeof callback === 'function') callback(null);
    }
  };

  handle.onend = () => {
    if (target.connected) {
      target.disconnect();
    } else if (target.channel) {
      // It waited for answers that nobody will give.
      target._handleQueue = null;
      target._disconnect();
    }
    handle.close();
    ended?.();
  };

  target.on('internalMessage', (message, sent) => {
    if (isAnswer(message)) {
      require('internal/child_process/handles').answered(target, message.cmd === 'NODE_HANDLE_ACK', kMaxRetransmissions);
    } else if (message.cmd === 'NODE_HANDLE') {
      // Nothing to be told to users if this fails: they did not send it.
      target._send({ cmd: sent ? 'NODE_HANDLE_ACK' : 'NODE_HANDLE_NACK' }, null, true);
      if (!sent) return;
      require('internal/child_process/handles').received(target, handle, message, sent, (object) => {
        deliver(message.msg, object, isInternal(message.msg));
      });
    }
  });

  target.on('newListener', () => {
    nextTick(() => {
      if (!target.channel || !target.listenerCount('message')) return;
      const pending = target.channel[kPendingMessages];
      target.channel[kPendingMessages] = [];
      for (const args of pending) target.emit(...args);
    });
  });

  target.send = function(message, handle, options, callback) {
    if (typeof handle === 'function') {
      callback = handle;
      handle = undefined;
      options = undefined;
    } else if (typeof options === 'function') {
      callback = options;
      options = undefined;
    } else if (options !== undefined) {
      validateObject(options, 'options');
    }
    options = { swallowErrors: false, ...options };
    if (this.connected) return this._send(message, handle, options, callback);
    const error = new ERR_IPC_CHANNEL_CLOSED();
    if (typeof callback === 'function') nextTick(callback, error);
    else nextTick(() => this.emit('error', error));
    return false;
  };

  target._send = function(message, object, options, callback) {
    if (message === undefined) throw new ERR_MISSING_ARGS('message');
    const type = typeof message;
    if (type !== 'string' && type !== 'object' && type !== 'number' && type !== 'boolean') {
      throw new ERR_INVALID_ARG_TYPE('message', ['string', 'object', 'number', 'boolean'], message);
    }
    if (typeof options === 'boolean') options = { swallowErrors: options };
    let sent;
    let kind;
    if (object) {
      const { kindOf } = require('internal/child_process/handles');
      kind = kindOf(object);
      if (this._handleQueue) {
        this._handleQueue.push({ message, handle: object, options, callback });
        return this._handleQueue.length === 1;
      }
      const whole = { cmd: 'NODE_HANDLE', type: kind.type, msg: message };
      sent = kind.send(target, handle, whole, object, options);
      // A handle that was sent already goes as the message alone.
      if (sent) message = whole;
    } else if (this._handleQueue && !isAnswer(message)) {
      // Behind the handles, to stay in order.
      this._handleQueue.push({ message, handle: null, options, callback });
      return this._handleQueue.length === 1;
    }

    const status = handle.send(encode(message), sent);
    if (status >= 0) {
      if (sent) {
        this._handleQueue ??= [];
        kind.sent?.(target, message, sent, object, options, callback);
      }
      if (status === 1) {
        waiting.push(callback);
        control.refCounted();
      } else if (typeof callback === 'function') {
        nextTick(callback, null);
      }
    } else {
      if (sent) kind.sent?.(null, message, sent, object, options, callback);
      if (!options?.swallowErrors) {
        const error = new ErrnoException(status, 'write');
        if (typeof callback === 'function') nextTick(callback, error);
        else nextTick(() => this.emit('error', error));
      }
    }
    return handle.writeQueueSize < kHighWaterMark;
  };

  target.connected = true;

  target.disconnect = function() {
    if (this.connected) this._disconnect();
    else this.emit('error', new ERR_IPC_DISCONNECTED());
  };

  target._disconnect = function() {
    this.connected = false;
    // Handles that are under way arrive first.
    if (this._handleQueue) return;
    this.channel = null;
    if (this._pendingMessage) require('internal/child_process/handles').closePending(this);
    let done = false;
    const finish = () => {
      if (done) return;
      done = true;
      handle.close();
      target.emit('disconnect');
    };
    if (handle.buffering) {
      // A message of which the rest is still to come.
      target.once('message', finish);
      target.once('internalMessage', finish);
    } else {
      nextTick(finish);
    }
  };

  handle.readStart();
  return control;
}

// What the runtime calls in a process that was started with a channel, before anything else.
function connectToParent(number, mode) {
  delete process.env.NODE_CHANNEL_FD;
  delete process.env.NODE_CHANNEL_SERIALIZATION_MODE;
  number = parseInt(number, 10);
  if (number >= 0) forkChild(number, mode === 'advanced' ? mode : 'json');
}

function forkChild(number, serialization) {
  const handle = ops.newChannel();
  const status = handle.open(number);
  if (status < 0) throw new ErrnoException(status, 'open');
  handle.unref();
  const control = setupChannel(process, handle, serialization);
  const isHeard = (name) => name === 'message' || name === 'disconnect';
  process.on('newListener', (name) => {
    if (isHeard(name)) control.refCounted();
  });
  process.on('removeListener', (name) => {
    if (isHeard(name)) control.unrefCounted();
  });
}

module.exports = { connectToParent, forkChild, setupChannel };
