// Duplex, a Readable with Writable's methods: https://nodejs.org/api/stream.html#duplex-and-transform-streams

const EE = require('events');
const { construct } = require('internal/streams/destroy');
const { Readable, ReadableState, constructed: readableConstructed } = require('internal/streams/readable');
const { defineGetters } = require('internal/streams/state');
const { Writable, WritableState, applyOptions, constructed: writableConstructed } = require('internal/streams/writable');

function Duplex(options) {
  if (!(this instanceof Duplex)) return new Duplex(options);
  // In this order eventNames() lists the usual ones.
  this._events ??= {
    close: undefined, error: undefined, prefinish: undefined, finish: undefined, drain: undefined, data: undefined,
    end: undefined, readable: undefined,
  };
  const r = this._readableState = new ReadableState(options, this, true);
  const w = this._writableState = new WritableState(options, this, true);
  this.allowHalfOpen = options?.allowHalfOpen !== false;
  EE.init.call(this, options);
  if (options) {
    if (options.readable === false) {
      r.readable = false;
      r.ended = r.endEmitted = true;
    }
    if (options.writable === false) {
      w.writable = false;
      w.ending = w.ended = w.finished = true;
    }
    if (typeof options.read === 'function') this._read = options.read;
    applyOptions(this, options);
  }
  if (this._construct != null) {
    construct(this, () => {
      readableConstructed(this);
      writableConstructed(this);
    });
  }
}
Object.setPrototypeOf(Duplex.prototype, Readable.prototype);
Object.setPrototypeOf(Duplex, Readable);
module.exports = { Duplex };

for (const name of Object.keys(Writable.prototype)) Duplex.prototype[name] ||= Writable.prototype[name];
Duplex.prototype.destroy = Writable.prototype.destroy;

for (const name of ['writable', 'writableHighWaterMark', 'writableObjectMode', 'writableBuffer', 'writableLength',
  'writableFinished', 'writableCorked', 'writableEnded', 'writableNeedDrain']) {
  Object.defineProperty(Duplex.prototype, name, Object.getOwnPropertyDescriptor(Writable.prototype, name));
}

defineGetters(Duplex.prototype, {
  get destroyed() { return !!(this._readableState?.destroyed && this._writableState?.destroyed); },
  set destroyed(value) {
    if (!this._readableState || !this._writableState) return;
    this._readableState.destroyed = value;
    this._writableState.destroyed = value;
  },
});

Duplex.from = function from(body) {
  return require('internal/streams/duplexify').duplexify(body, 'body');
};

Duplex.fromWeb = function(pair, options) {
  return require('internal/webstreams/adapters').newStreamDuplexFromReadableWritablePair(pair, options);
};

Duplex.toWeb = function(duplex, options) {
  return require('internal/webstreams/adapters').newReadableWritablePairFromDuplex(duplex, options);
};
