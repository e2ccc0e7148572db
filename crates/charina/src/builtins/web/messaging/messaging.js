// MessageChannel, MessagePort, BroadcastChannel and MessageEvent, within one thread:
// https://nodejs.org/api/worker_threads.html#class-messagechannel, https://html.spec.whatwg.org/multipage/web-messaging.html
// A port is an object over an endpoint, which has the queue; a port that is transferred leaves its endpoint to another.

const { codes: { ERR_INVALID_ARG_TYPE, ERR_INVALID_THIS, ERR_MISSING_ARGS } } = require('internal/errors');
const { Event, defineEventHandler, kCreateEvent, kHybridDispatch, kNewListener, kRemoveListener } =
  require('internal/event_target');
const { NodeEventTarget, initNodeEventTarget } = require('internal/node_event_target');
const { expose, inspectAs, kClone, kInspect } = require('internal/interface');
const { structuredClone } = require('internal/structured_clone');
const { isAnyArrayBuffer } = require('util').types;

const CLOSE = { __proto__: null };
const kConstruct = Symbol('kConstruct');
let transferring;

function coded(code, message) {
  const error = new TypeError(message);
  error.code = code;
  return error;
}

function cloneError(message) { return new DOMException(message, 'DataCloneError'); }

const endpoints = new Map();

class Endpoint {
  constructor() {
    // The handle keeps the loop alive while it is referenced.
    this.id = ops.hold();
    this.referenced = true;
    this.ref(false);
    this.queue = [];
    this.peer = null;
    this.port = null;
    this.started = false;
    this.closed = false;
    this.woken = false;
    endpoints.set(this.id, this);
  }
  ref(referenced) {
    if (this.closed || this.referenced === referenced) return;
    this.referenced = referenced;
    ops.setReferenced(this.id, referenced);
  }
  push(message) {
    if (this.closed) return;
    this.queue.push(message);
    this.wake();
  }
  wake() {
    if (this.woken || this.queue.length === 0 || !this.started && !this.queue.includes(CLOSE)) return;
    this.woken = true;
    ops.wake(this.id);
  }
  // The other end hears of it after what was sent before.
  close() {
    if (this.closing) return;
    this.closing = true;
    this.queue = [];
    // The loop waits for both 'close' events, whoever is referenced.
    for (const end of [this, this.peer]) {
      if (end === null || end.closed || end !== this && end.closing) continue;
      end.ref(true);
      end.push(CLOSE);
    }
  }
  // Delivers one message; whether there are more.
  deliver() {
    this.woken = false;
    if (this.closed || this.port === null) return false;
    const index = this.started ? 0 : this.queue.indexOf(CLOSE);
    if (index === -1 || this.queue.length === 0) return false;
    const [message] = this.queue.splice(index, 1);
    const { port } = this;
    if (message === CLOSE) {
      this.closed = this.closing = true;
      endpoints.delete(this.id);
      ops.release(this.id);
      port[kClosed]();
      return false;
    }
    port[kReceive](message);
    if (this.queue.length === 0) return false;
    this.woken = this.started;
    return this.started;
  }
}
ops.setDeliver((id) => endpoints.get(id)?.deliver() ?? false);

const kClosed = Symbol('kClosed');
const kReceive = Symbol('kReceive');
const kEndpoint = Symbol('kEndpoint');

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
      if (item[kEndpoint] === null) throw cloneError('MessagePort in transfer list is already detached');
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

// A copy of the message, the ports in it being new ones on the same endpoints.
function copy(message, { buffers, ports }) {
  const before = transferring;
  transferring = new Map(ports.map((port) => [port, null]));
  try {
    const value = structuredClone(message, { transfer: buffers });
    for (const [port, made] of transferring) {
      if (made === null) transferring.set(port, receive(port[kEndpoint].id));
    }
    return { value, ports: [...transferring.values()] };
  } finally {
    transferring = before;
  }
}

// The clone of a transferred port: its endpoint moves over.
function receive(id) {
  const endpoint = endpoints.get(id);
  const { port } = endpoint;
  const made = new MessagePort(kConstruct, endpoint);
  if (port !== null) {
    port[kEndpoint] = null;
    endpoint.started = false;
    endpoint.ref(false);
    transferring?.set(port, made);
  }
  endpoint.port = made;
  return made;
}

// What structuredClone() does with the ports in its own list.
function beginTransfer(port) {
  if (!(port instanceof MessagePort) || port[kEndpoint] === null) return false;
  transferring ??= new Map();
  transferring.set(port, null);
  return true;
}
function endTransfer() { transferring = undefined; }

class MessagePort extends NodeEventTarget {
  constructor(token, endpoint) {
    if (token !== kConstruct) throw coded('ERR_CONSTRUCT_CALL_INVALID', 'Constructor cannot be called');
    super();
    hidden(this, kEndpoint, endpoint);
    hidden(this, kPorts, undefined);
  }
  postMessage(message, transfer) {
    if (!brand(this)) throw new TypeError('Illegal invocation');
    if (arguments.length === 0) throw coded('ERR_MISSING_ARGS', 'Not enough arguments to MessagePort.postMessage');
    const endpoint = this[kEndpoint];
    const list = transferList(transfer, this);
    const sent = copy(message, list);
    endpoint?.peer?.push(sent);
  }
  start() {
    const endpoint = this[kEndpoint];
    if (endpoint === null) return;
    endpoint.started = true;
    endpoint.wake();
  }
  close(callback) {
    if (typeof callback === 'function') this.once('close', callback);
    this[kEndpoint]?.close();
  }
  ref() { this[kEndpoint]?.ref(true); }
  unref() { this[kEndpoint]?.ref(false); }
  hasRef() {
    const endpoint = this[kEndpoint];
    return endpoint !== null && !endpoint.closed && endpoint.referenced;
  }
  [kNewListener](size, type, ...rest) {
    super[kNewListener](size, type, ...rest);
    if (type !== 'message' || size !== 1) return;
    this.ref();
    this.start();
  }
  [kRemoveListener](size, type, ...rest) {
    super[kRemoveListener](size, type, ...rest);
    if (type !== 'message' || size !== 0 || this[kEndpoint] === null) return;
    this[kEndpoint].started = false;
    this.unref();
  }
  [kCreateEvent](data, type) {
    if (type !== 'message' && type !== 'messageerror') return super[kCreateEvent](data, type);
    return new MessageEvent(type, { data, ports: this[kPorts] });
  }
  [kReceive]({ value, ports }) {
    this[kPorts] = ports;
    try {
      this[kHybridDispatch](value, 'message', undefined);
    } finally {
      this[kPorts] = undefined;
    }
  }
  [kClosed]() {
    this[kEndpoint] = null;
    this.dispatchEvent(new Event('close'));
  }
  [kClone]() {
    if (!transferring?.has(this)) {
      throw cloneError('Object that needs transfer was found in message but not listed in transferList');
    }
    return { data: this[kEndpoint].id, deserializeInfo: 'internal/worker/messaging:receive' };
  }
  [kInspect](depth, options) {
    const { inspect } = require('internal/util/inspect');
    if (depth < 0) return '[MessagePort]';
    const fields = { active: this[kEndpoint] !== null, refed: this.hasRef() };
    return `MessagePort [EventTarget] ${inspect(fields, { ...options, depth: options.depth == null ? null : options.depth - 1 })}`;
  }
}
const kPorts = Symbol('kCurrentlyReceivingPorts');
function hidden(object, key, value) {
  Object.defineProperty(object, key, { __proto__: null, configurable: true, enumerable: false, writable: true, value });
}
function brand(self) { return typeof self === 'object' && self !== null && kEndpoint in self; }
for (const name of ['postMessage', 'start', 'close', 'ref', 'unref', 'hasRef']) {
  Object.defineProperty(MessagePort.prototype, name, { __proto__: null, enumerable: name !== 'hasRef' });
}
defineEventHandler(MessagePort.prototype, 'message');
defineEventHandler(MessagePort.prototype, 'messageerror');

// A plain function, for what Node says of a call without `new`.
function MessageChannel() {
  if (new.target === undefined) throw coded('ERR_CONSTRUCT_CALL_REQUIRED', 'Cannot call constructor without `new`');
  const [one, other] = [new Endpoint(), new Endpoint()];
  one.peer = other;
  other.peer = one;
  for (const [name, endpoint] of [['port1', one], ['port2', other]]) {
    endpoint.port = new MessagePort(kConstruct, endpoint);
    this[name] = endpoint.port;
  }
}

function receiveMessageOnPort(port) {
  if (!brand(port)) throw coded('ERR_INVALID_ARG_TYPE', 'The "port" argument must be a MessagePort instance');
  const queue = port[kEndpoint]?.queue;
  if (queue === undefined || queue.length === 0 || queue[0] === CLOSE) return undefined;
  return { message: queue.shift().value };
}

const channels = new Map();

class BroadcastChannel extends NodeEventTarget {
  #name;
  constructor(name) {
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('name');
    super();
    this.#name = `${name}`;
    const endpoint = new Endpoint();
    hidden(this, kEndpoint, endpoint);
    endpoint.port = this;
    endpoint.started = true;
    endpoint.ref(true);
    if (!channels.has(this.#name)) channels.set(this.#name, new Set());
    channels.get(this.#name).add(endpoint);
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
    const endpoint = this[kEndpoint];
    if (endpoint === null) return;
    const members = channels.get(this.#name);
    members.delete(endpoint);
    if (members.size === 0) channels.delete(this.#name);
    this[kEndpoint] = null;
    endpoint.close();
  }
  postMessage(message) {
    BroadcastChannel.#check(this);
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('message');
    if (this[kEndpoint] === null) throw new DOMException('BroadcastChannel is closed.', 'InvalidStateError');
    const sent = { value: structuredClone(message), ports: [] };
    let first = true;
    for (const endpoint of channels.get(this.#name)) {
      if (endpoint === this[kEndpoint]) continue;
      // Everybody gets a copy of his own.
      endpoint.push(first ? sent : { value: structuredClone(message), ports: [] });
      first = false;
    }
  }
  ref() {
    BroadcastChannel.#check(this);
    this[kEndpoint]?.ref(true);
    return this;
  }
  unref() {
    BroadcastChannel.#check(this);
    this[kEndpoint]?.ref(false);
    return this;
  }
  [kCreateEvent](data, type) { return new MessageEvent(type, { data }); }
  [kReceive]({ value }) { this.dispatchEvent(new MessageEvent('message', { data: value })); }
  [kClosed]() {}
  [kInspect](depth, options) {
    BroadcastChannel.#check(this);
    return inspectAs(this, 'BroadcastChannel', { name: this.#name, active: this[kEndpoint] !== null }, depth, options);
  }
}
expose(BroadcastChannel, 'name close postMessage');
defineEventHandler(BroadcastChannel.prototype, 'message');
defineEventHandler(BroadcastChannel.prototype, 'messageerror');

module.exports = {
  BroadcastChannel, MessageChannel, MessageEvent, MessagePort, beginTransfer, endTransfer, receive, receiveMessageOnPort,
};
