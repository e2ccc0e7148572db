// MessageChannel, MessagePort, BroadcastChannel and MessageEvent:
// https://nodejs.org/api/worker_threads.html#class-messagechannel, https://html.spec.whatwg.org/multipage/web-messaging.html
// A port is an object over one end of a channel, which has the queue; a port that is transferred leaves it to another.

const { codes: { ERR_CLOSED_MESSAGE_PORT, ERR_INVALID_ARG_TYPE, ERR_INVALID_THIS, ERR_MISSING_ARGS } } = require('internal/errors');
const { Event, defineEventHandler, kCreateEvent, kHybridDispatch, kNewListener, kRemoveListener } =
  require('internal/event_target');
const { NodeEventTarget, initNodeEventTarget } = require('internal/node_event_target');
const { expose, inspectAs, kClone, kContextOf, kFileHandle, kInspect, kTransfer } = require('internal/interface');
const { isDetached, setUncloneable } = require('internal/structured_clone');
const { isArrayBuffer } = require('util').types;

// What structuredClone() or postMessage() was told of: `{ ports, ids, others }`, the ends of ports being told to Rust by
// their numbers. Platform objects that are cloned by a channel add its other end.
let transferring;
// Those that came with the message being read.
let receiving;

function coded(code, message) {
  const error = new TypeError(message);
  error.code = code;
  return error;
}

function needsTransfer() {
  return cloneError('Object that needs transfer was found in message but not listed in transferList');
}

function cloneError(message) { return new DOMException(message, 'DataCloneError'); }

const kClosed = Symbol('kClosed');
const kReceive = Symbol('kReceive');
// The number of the port's end of the channel, 0 once it is closed or gone.
const kEnd = Symbol('kEnd');
const kReferenced = Symbol('kReferenced');
const kClosing = Symbol('kClosing');

ops.setReceive((port, kind, value, ports) => {
  if (kind === 'close') port[kClosed]();
  else port[kReceive](value, kind, ports);
}, (ids) => receiving = ids?.map((id) => new Port(id)));

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
  const listed = newList();
  try {
    for (const item of list) {
      if (typeof item !== 'object' || item === null) throw cloneError('Found invalid value in transferList.');
      if (isMarked(item)) throw cloneError('Cannot transfer object of unsupported type.');
      if (item instanceof MessagePort) {
        if (item === source) throw cloneError('Transfer list contains source port');
        if (listed.ports.includes(item)) throw cloneError('Transfer list contains duplicate MessagePort');
        if (item[kEnd] === 0 || item[kClosing]) throw cloneError('MessagePort in transfer list is already detached');
        add(listed, item);
      } else if (isArrayBuffer(item)) {
        if (buffers.includes(item)) throw cloneError('Transfer list contains duplicate ArrayBuffer');
        if (isDetached(item)) throw cloneError('Cannot transfer object of unsupported type.');
        buffers.push(item);
      } else if (typeof item[kTransfer] === 'function') {
        listed.others.add(item);
      } else if (!beginStream(item, listed)) {
        throw cloneError('Found invalid value in transferList.');
      }
    }
  } catch (error) {
    if (listed.streams) require('internal/webstreams/transfer').endTransfer();
    throw error;
  }
  return { buffers, listed };
}

const newList = () => ({ ports: [], ids: [], others: new Set(), streams: false });

function add(listed, port) {
  listed.ids.push(port[kEnd]);
  return listed.ports.push(port) - 1;
}

function beginStream(item, listed) {
  if (!item[Symbol.toStringTag]?.endsWith?.('Stream')) return false;
  const begun = require('internal/webstreams/transfer').beginTransfer(item);
  listed.streams ||= begun;
  return begun;
}

let marked = (item) => false;
function isMarked(item) { return marked(item); }

// Sends over the end `id`, by `send`; the ports in the list are gone then.
function post(id, message, { buffers, listed }, send = ops.post) {
  const before = transferring;
  transferring = listed;
  try {
    return send(id, message, buffers, listed.ids);
  } finally {
    transferring = before;
    if (listed.streams) require('internal/webstreams/transfer').endTransfer();
    for (const port of listed.ports) if (!ops.has(port[kEnd])) port[kEnd] = 0;
  }
}

// The clone of a transferred port.
function receive(index) {
  if (receiving !== undefined) return receiving[index];
  const port = transferring.ports[index];
  const made = new Port(port[kEnd]);
  port[kEnd] = 0;
  ops.setReferenced(made[kEnd], false);
  ops.start(made[kEnd], false);
  return made;
}

// Sends a port along with the object that is being cloned; the number by which receive() knows it.
function attach(port) { return add(transferring ??= newList(), port); }

// What fs.promises.open() resolved with, in another thread: https://nodejs.org/api/fs.html#class-filehandle
function receiveFileHandle(fd) {
  ops.moveDescriptor(fd, true);
  return new (require('fs/promises')[kFileHandle])(fd);
}
function sendFileHandle(fd) {
  ops.moveDescriptor(fd, false);
  return { data: fd, deserializeInfo: 'internal/worker/messaging:receiveFileHandle' };
}

// Whether the transfer under way names the object.
function isListed(object) { return transferring?.others.has(object) ?? false; }

// What structuredClone() does with the ports in its own list.
function beginTransfer(port) {
  if (!(port instanceof MessagePort) || port[kEnd] === 0) return false;
  add(transferring ??= newList(), port);
  return true;
}
function endTransfer() { transferring = undefined; }

// What has its prototype, a plain function for what Node says of a call.
function MessagePort() { throw coded('ERR_CONSTRUCT_CALL_INVALID', 'Constructor cannot be called'); }

class Port extends NodeEventTarget {
  constructor(id) {
    super();
    hidden(this, kEnd, id);
    hidden(this, kReferenced, false);
    hidden(this, kPorts, undefined);
    ops.bind(id, this, 'MESSAGEPORT');
  }
  postMessage(message, transfer) {
    if (!brand(this)) throw new TypeError('Illegal invocation');
    if (arguments.length === 0) throw coded('ERR_MISSING_ARGS', 'Not enough arguments to MessagePort.postMessage');
    if (post(this[kEnd], message, transferList(transfer, this))) {
      process.emitWarning('The target port was posted to itself, and the communication channel was lost');
    }
  }
  start() { if (this[kEnd] !== 0) ops.start(this[kEnd], true); }
  close(callback) {
    if (typeof callback === 'function') this.once('close', callback);
    if (this[kEnd] === 0) return;
    hidden(this, kClosing, true);
    ops.close(this[kEnd]);
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
    const index = transferring?.ports.indexOf(this) ?? -1;
    if (index === -1) throw needsTransfer();
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
  Object.defineProperty(Port.prototype, name, { __proto__: null, enumerable: name !== 'hasRef' });
}
defineEventHandler(Port.prototype, 'message');
defineEventHandler(Port.prototype, 'messageerror');

// A plain function, for what Node says of a call without `new`.
function MessageChannel() {
  if (new.target === undefined) throw coded('ERR_CONSTRUCT_CALL_REQUIRED', 'Cannot call constructor without `new`');
  const [one, other] = ops.channel();
  this.port1 = new Port(one);
  this.port2 = new Port(other);
}

function receiveMessageOnPort(port) {
  if (!brand(port)) throw coded('ERR_INVALID_ARG_TYPE', 'The "port" argument must be a MessagePort instance');
  if (port[kEnd] === 0) return undefined;
  const message = ops.take(port[kEnd]);
  return message && { message: message[0] };
}

Object.setPrototypeOf(MessagePort, NodeEventTarget);
MessagePort.prototype = Port.prototype;
hidden(Port.prototype, 'constructor', MessagePort);

class BroadcastChannel extends NodeEventTarget {
  #name;
  constructor(name) {
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('name');
    super();
    if (typeof name === 'symbol') throw new TypeError('Cannot convert a Symbol value to a string');
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
const adoptPort = (id) => new Port(id);

// The number of a port's end, which is then somebody else's.
function endOf(port) {
  const id = port[kEnd];
  port[kEnd] = 0;
  return id;
}

function moveMessagePortToContext(port, contextified) {
  if (!brand(port)) throw coded('ERR_INVALID_ARG_TYPE', 'The "port" argument must be a MessagePort instance');
  if (port[kEnd] === 0 || port[kClosing]) {
    throw new ERR_CLOSED_MESSAGE_PORT();
  }
  const made = ops.moveToContext(port[kEnd], require('vm')[kContextOf](contextified));
  if (made === undefined) throw coded('ERR_INVALID_ARG_TYPE', 'Invalid context argument');
  port[kEnd] = 0;
  return made;
}

// What a port in another context sends.
function postFrom(id, message, transfer) { post(id, message, transferList(transfer, undefined)); }

const isObject = (value) => (typeof value === 'object' && value !== null) || typeof value === 'function';

let untransferable;
let uncloneable;
function markAsUntransferable(obj) {
  if (!isObject(obj)) return;
  untransferable ??= new WeakSet();
  marked = (item) => untransferable.has(item);
  untransferable.add(obj);
}
function isMarkedAsUntransferable(obj) { return isObject(obj) && isMarked(obj); }
function markAsUncloneable(obj) {
  if (!isObject(obj)) return;
  if (uncloneable === undefined) {
    uncloneable = new WeakSet();
    setUncloneable((item) => uncloneable.has(item));
  }
  uncloneable.add(obj);
}

module.exports = {
  BroadcastChannel, MessageChannel, MessageEvent, MessagePort, adoptPort, attach, beginTransfer, endOf, endTransfer,
  isListed, isMarkedAsUntransferable, markAsUncloneable, markAsUntransferable, moveMessagePortToContext,
  needsTransfer, post, postFrom, receive,
  receiveFileHandle, receiveMessageOnPort, sendFileHandle, transferList,
};
