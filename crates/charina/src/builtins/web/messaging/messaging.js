// MessageChannel, MessagePort, BroadcastChannel and MessageEvent:
// https://nodejs.org/api/worker_threads.html#class-messagechannel, https://html.spec.whatwg.org/multipage/web-messaging.html
// A port is an object over one end of a channel, which has the queue; a port that is transferred leaves it to another.

const { codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_THIS, ERR_MISSING_ARGS } } = require('internal/errors');
const { Event, defineEventHandler, kCreateEvent, kHybridDispatch, kNewListener, kRemoveListener } =
  require('internal/event_target');
const { NodeEventTarget, initNodeEventTarget } = require('internal/node_event_target');
const { expose, inspectAs, kClone, kInspect } = require('internal/interface');
const { isAnyArrayBuffer } = require('util').types;

const kConstruct = Symbol('kConstruct');
// The ports that structuredClone() or postMessage() was told of, by their place in the list.
let transferring;
// Those that came with the message being read.
let receiving;

function coded(code, message) {
  const error = new TypeError(message);
  error.code = code;
  return error;
}

function cloneError(message) { return new DOMException(message, 'DataCloneError'); }

const kClosed = Symbol('kClosed');
const kReceive = Symbol('kReceive');
// The number of the port's end of the channel, 0 once it is closed or gone.
const kEnd = Symbol('kEnd');
const kReferenced = Symbol('kReferenced');

ops.setReceive((port, kind, value, ports) => {
  if (kind === 'close') port[kClosed]();
  else port[kReceive](value, kind, ports);
}, (ids) => receiving = ids?.map((id) => new MessagePort(kConstruct, id)));

function reference(port, referenced) {
  if (port[kEnd] === 0 || port[kReferenced] === referenced) return;
  port[kReferenced] = referenced;
  ops.setReferenced(port[kEnd], referenced);
}

class MessageEvent extends Event {
  #data;
  #origin;
  #lastEventId;
  #source;
  #ports;
  constructor(type, init = {}) {
    const fault = (message) => new TypeError(`MessageEvent constructor: ${message}`);
    if (arguments.length === 0) throw fault('1 argument required, but 0 found.');
    if (init === null) init = {};
    if (typeof init !== 'object' && typeof init !== 'function') {
      throw fault(`Expected eventInitDict ("${String(init)}") to be an object.`);
    }
    super(type, init);
    const { data = null, origin = '', lastEventId = '', source = null, ports = [] } = init;
    if (source !== null && !(source instanceof MessagePort)) {
      throw fault(`Expected eventInitDict.source ("${String(source)}") to be an instance of MessagePort.`);
    }
    if (ports === null || typeof ports[Symbol.iterator] !== 'function') {
      throw fault(`eventInitDict.ports (${String(ports)}) is not iterable.`);
    }
    const list = [...ports];
    list.forEach((port, index) => {
      if (!(port instanceof MessagePort)) {
        throw fault(`Expected eventInitDict.ports[${index}] ("${String(port)}") to be an instance of MessagePort.`);
      }
    });
    this.#data = data;
    this.#origin = `${origin}`;
    this.#lastEventId = `${lastEventId}`;
    this.#source = source;
    this.#ports = Object.freeze(list);
  }
  get data() { return this.#data; }
  get origin() { return this.#origin; }
  get lastEventId() { return this.#lastEventId; }
  get source() { return this.#source; }
  get ports() { return this.#ports; }
}
expose(MessageEvent, 'data origin lastEventId source ports');

// The list behind a message: ArrayBuffers, and ports.
function transferList(value, source) {
  let list = value;
  if (value === undefined || value === null) {
    list = [];
  } else if (typeof value !== 'object' && typeof value !== 'function') {
    throw coded('ERR_INVALID_ARG_TYPE', 'Optional transferList argument must be an iterable');
  } else if (typeof value[Symbol.iterator] !== 'function') {
    list = value.transfer ?? [];
    if (typeof list[Symbol.iterator] !== 'function') {
      throw coded('ERR_INVALID_ARG_TYPE', 'Optional options.transfer argument must be an iterable');
    }
  }
  const buffers = [];
  const ports = [];
  for (const item of list) {
    if (item instanceof MessagePort) {
      if (item === source) throw cloneError('Transfer list contains source port');
      if (ports.includes(item)) throw cloneError('Transfer list contains duplicate MessagePort');
      if (item[kEnd] === 0) throw cloneError('MessagePort in transfer list is already detached');
      ports.push(item);
    } else if (typeof item === 'object' && item !== null && isAnyArrayBuffer(item)) {
      buffers.push(item);
    } else if (item?.[Symbol.toStringTag]?.endsWith?.('Stream')) {
      // Streams, which structuredClone() looks at itself.
      buffers.push(item);
    } else {
      throw cloneError('Found invalid value in transferList.');
    }
  }
  return { buffers, ports };
}

// Sends over the end `id`; the ports in the list are gone then.
function post(id, message, { buffers, ports }) {
  const before = transferring;
  transferring = ports;
  try {
    ops.post(id, message, buffers, ports.map((port) => port[kEnd]));
  } finally {
    transferring = before;
  }
  for (const port of ports) port[kEnd] = 0;
}

// The clone of a transferred port.
function receive(index) {
  if (receiving !== undefined) return receiving[index];
  const port = transferring[index];
  const made = new MessagePort(kConstruct, port[kEnd]);
  port[kEnd] = 0;
  ops.setReferenced(made[kEnd], false);
  ops.start(made[kEnd], false);
  return made;
}

// What structuredClone() does with the ports in its own list.
function beginTransfer(port) {
  if (!(port instanceof MessagePort) || port[kEnd] === 0) return false;
  (transferring ??= []).push(port);
  return true;
}
function endTransfer() { transferring = undefined; }

class MessagePort extends NodeEventTarget {
  constructor(token, id) {
    if (token !== kConstruct) throw coded('ERR_CONSTRUCT_CALL_INVALID', 'Constructor cannot be called');
    super();
    hidden(this, kEnd, id);
    hidden(this, kReferenced, false);
    hidden(this, kPorts, undefined);
    ops.bind(id, this);
  }
  postMessage(message, transfer) {
    if (!brand(this)) throw new TypeError('Illegal invocation');
    if (arguments.length === 0) throw coded('ERR_MISSING_ARGS', 'Not enough arguments to MessagePort.postMessage');
    post(this[kEnd], message, transferList(transfer, this));
  }
  start() { if (this[kEnd] !== 0) ops.start(this[kEnd], true); }
  close(callback) {
    if (typeof callback === 'function') this.once('close', callback);
    if (this[kEnd] !== 0) ops.close(this[kEnd]);
  }
  ref() { reference(this, true); }
  unref() { reference(this, false); }
  hasRef() { return this[kEnd] !== 0 && this[kReferenced]; }
  [kNewListener](size, type, ...rest) {
    super[kNewListener](size, type, ...rest);
    if (type !== 'message' || size !== 1) return;
    this.ref();
    this.start();
  }
  [kRemoveListener](size, type, ...rest) {
    super[kRemoveListener](size, type, ...rest);
    if (type !== 'message' || size !== 0 || this[kEnd] === 0) return;
    ops.start(this[kEnd], false);
    this.unref();
  }
  [kCreateEvent](data, type) {
    if (type !== 'message' && type !== 'messageerror') return super[kCreateEvent](data, type);
    return new MessageEvent(type, { data, ports: this[kPorts] });
  }
  [kReceive](value, kind, ports) {
    this[kPorts] = ports;
    try {
      this[kHybridDispatch](value, kind, undefined);
    } finally {
      this[kPorts] = undefined;
    }
  }
  [kClosed]() {
    this[kEnd] = 0;
    this.dispatchEvent(new Event('close'));
  }
  [kClone]() {
    const index = transferring?.indexOf(this) ?? -1;
    if (index === -1) {
      throw cloneError('Object that needs transfer was found in message but not listed in transferList');
    }
    return { data: index, deserializeInfo: 'internal/worker/messaging:receive' };
  }
  [kInspect](depth, options) {
    const { inspect } = require('internal/util/inspect');
    if (depth < 0) return '[MessagePort]';
    const fields = { active: this[kEnd] !== 0, refed: this.hasRef() };
    return `MessagePort [EventTarget] ${inspect(fields, { ...options, depth: options.depth == null ? null : options.depth - 1 })}`;
  }
}
const kPorts = Symbol('kCurrentlyReceivingPorts');
function hidden(object, key, value) {
  Object.defineProperty(object, key, { __proto__: null, configurable: true, enumerable: false, writable: true, value });
}
function brand(self) { return typeof self === 'object' && self !== null && kEnd in self; }
for (const name of ['postMessage', 'start', 'close', 'ref', 'unref', 'hasRef']) {
  Object.defineProperty(MessagePort.prototype, name, { __proto__: null, enumerable: name !== 'hasRef' });
}
defineEventHandler(MessagePort.prototype, 'message');
defineEventHandler(MessagePort.prototype, 'messageerror');

// A plain function, for what Node says of a call without `new`.
function MessageChannel() {
  if (new.target === undefined) throw coded('ERR_CONSTRUCT_CALL_REQUIRED', 'Cannot call constructor without `new`');
  const [one, other] = ops.channel();
  this.port1 = new MessagePort(kConstruct, one);
  this.port2 = new MessagePort(kConstruct, other);
}

function receiveMessageOnPort(port) {
  if (!brand(port)) throw coded('ERR_INVALID_ARG_TYPE', 'The "port" argument must be a MessagePort instance');
  if (port[kEnd] === 0) return undefined;
  const message = ops.take(port[kEnd]);
  return message && { message: message[0] };
}

class BroadcastChannel extends NodeEventTarget {
  #name;
  constructor(name) {
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('name');
    super();
    this.#name = `${name}`;
    const id = ops.broadcast(this.#name);
    hidden(this, kEnd, id);
    hidden(this, kReferenced, true);
    ops.bind(id, this);
    ops.setReferenced(id, true);
    ops.start(id, true);
  }
  static #check(self) {
    if (!(#name in self)) throw new ERR_INVALID_THIS('BroadcastChannel');
  }
  get name() {
    BroadcastChannel.#check(this);
    return this.#name;
  }
  close() {
    BroadcastChannel.#check(this);
    if (this[kEnd] === 0) return;
    ops.close(this[kEnd]);
    this[kEnd] = 0;
  }
  postMessage(message) {
    BroadcastChannel.#check(this);
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('message');
    if (this[kEnd] === 0) throw new DOMException('BroadcastChannel is closed.', 'InvalidStateError');
    ops.post(this[kEnd], message, [], []);
  }
  ref() {
    BroadcastChannel.#check(this);
    reference(this, true);
    return this;
  }
  unref() {
    BroadcastChannel.#check(this);
    reference(this, false);
    return this;
  }
  [kCreateEvent](data, type) { return new MessageEvent(type, { data }); }
  [kReceive](data, kind) { this.dispatchEvent(new MessageEvent(kind, { data })); }
  [kClosed]() {}
  [kInspect](depth, options) {
    BroadcastChannel.#check(this);
    return inspectAs(this, 'BroadcastChannel', { name: this.#name, active: this[kEnd] !== 0 }, depth, options);
  }
}
expose(BroadcastChannel, 'name close postMessage');
defineEventHandler(BroadcastChannel.prototype, 'message');
defineEventHandler(BroadcastChannel.prototype, 'messageerror');

// A port on an end that came to this thread without a message.
const adoptPort = (id) => new MessagePort(kConstruct, id);

// The number of a port's end, which is then somebody else's.
function endOf(port) {
  const id = port[kEnd];
  port[kEnd] = 0;
  return id;
}

function markAsUncloneable() {}

module.exports = {
  BroadcastChannel, MessageChannel, MessageEvent, MessagePort, adoptPort, beginTransfer, endOf, endTransfer,
  markAsUncloneable, receive, receiveMessageOnPort,
};
