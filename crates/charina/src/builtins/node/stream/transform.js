// Transform and PassThrough: https://nodejs.org/api/stream.html#class-streamtransform

const { codes } = require('internal/errors');
const { Duplex } = require('internal/streams/duplex');
const { getHighWaterMark } = require('internal/streams/state');
const { nextTick } = process;

// The callback of a write that waits until somebody reads.
const kCallback = Symbol('kCallback');
// Of the write that _transform() works on: its callback, how much was readable before, and what _transform() calls.
const kWriteCallback = Symbol('kWriteCallback');
const kLengthBefore = Symbol('kLengthBefore');
const kDone = Symbol('kDone');

function Transform(options) {
  if (!(this instanceof Transform)) return new Transform(options);
  if (options) {
    const readableHighWaterMark = getHighWaterMark(false, options, 'readableHighWaterMark');
    if (readableHighWaterMark === 0) {
      // Nothing is to be buffered on the readable side: then nothing is on the writable side either.
      options = {
        ...options,
        highWaterMark: null,
        readableHighWaterMark,
        writableHighWaterMark: options.writableHighWaterMark || 0,
      };
    }
  }
  Duplex.call(this, options);
  // _read() below never pushes by itself.
  this._readableState.sync = false;
  this[kCallback] = null;
  this[kDone] = null;
  if (options) {
    if (typeof options.transform === 'function') this._transform = options.transform;
    if (typeof options.flush === 'function') this._flush = options.flush;
  }
  this.on('prefinish', prefinish);
}
Object.setPrototypeOf(Transform.prototype, Duplex.prototype);
Object.setPrototypeOf(Transform, Duplex);

function final(cb) {
  if (typeof this._flush !== 'function' || this.destroyed) {
    this.push(null);
    cb?.();
    return;
  }
  this._flush((err, data) => {
    if (err) {
      if (cb) cb(err);
      else this.destroy(err);
      return;
    }
    if (data != null) this.push(data);
    this.push(null);
    cb?.();
  });
}

// Streams with a _final() of their own are flushed all the same.
function prefinish() {
  if (this._final !== final) final.call(this);
}

// One function a stream, not one a chunk: writes come one after the other.
function makeDone(stream) {
  return stream[kDone] = (err, value) => {
    const callback = stream[kWriteCallback];
    if (err) {
      callback(err);
      return;
    }
    const length = stream[kLengthBefore];
    if (value != null) stream.push(value);
    const r = stream._readableState;
    if (r.ended) nextTick(callback); // After push(null) the new state has to be seen first.
    else if (stream._writableState.ended || length === r.length || r.length < r.highWaterMark) callback();
    else stream[kCallback] = callback;
  };
}

Object.assign(Transform.prototype, {
  _final: final,

  _transform(chunk, encoding, callback) {
    throw new codes.ERR_METHOD_NOT_IMPLEMENTED('_transform()');
  },

  _write(chunk, encoding, callback) {
    this[kWriteCallback] = callback;
    this[kLengthBefore] = this._readableState.length;
    this._transform(chunk, encoding, this[kDone] ?? makeDone(this));
  },

  _read(n) {
    const callback = this[kCallback];
    if (!callback) return;
    this[kCallback] = null;
    callback();
  },
});

function PassThrough(options) {
  if (!(this instanceof PassThrough)) return new PassThrough(options);
  Transform.call(this, options);
}
Object.setPrototypeOf(PassThrough.prototype, Transform.prototype);
Object.setPrototypeOf(PassThrough, Transform);

PassThrough.prototype._transform = function _transform(chunk, encoding, callback) {
  callback(null, chunk);
};

module.exports = { PassThrough, Transform };
