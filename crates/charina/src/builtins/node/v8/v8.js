// node:v8: https://nodejs.org/api/v8.html

const { genericNodeError } = require('internal/errors');
const { validateString } = require('internal/validators');

const kHandle = Symbol('handle');

/** https://nodejs.org/api/v8.html#class-v8serializer */
class Serializer {
  constructor() {
    this[kHandle] = ops.newWriter();
    Object.defineProperty(this, kHandle, { __proto__: null, enumerable: false });
  }

  writeHeader() { ops.writeHeader(this[kHandle]); }

  writeValue(value) { return ops.writeValue(this[kHandle], value, this); }

  releaseBuffer() { return ops.release(this[kHandle]); }

  transferArrayBuffer(id, arrayBuffer) { ops.transferOut(this[kHandle], id, arrayBuffer); }

  writeUint32(value) { ops.writeVarint(this[kHandle], 0, value); }

  writeUint64(hi, lo) { ops.writeVarint(this[kHandle], hi, lo); }

  writeDouble(value) { ops.writeDouble(this[kHandle], value); }

  writeRawBytes(source) { ops.writeRaw(this[kHandle], source); }

  _setTreatArrayBufferViewsAsHostObjects(flag) { ops.viewsAreHostObjects(this[kHandle], flag); }
}
Serializer.prototype._getDataCloneError = Error;

/** https://nodejs.org/api/v8.html#class-v8deserializer */
class Deserializer {
  constructor(buffer) {
    const handle = ops.newReader(buffer);
    Object.defineProperty(this, kHandle, { __proto__: null, value: handle });
    this.buffer = buffer;
  }

  readHeader() { return ops.readHeader(this[kHandle]); }

  readValue() { return ops.readValue(this[kHandle], this); }

  getWireFormatVersion() { return ops.version(this[kHandle]); }

  transferArrayBuffer(id, arrayBuffer) { ops.transferIn(this[kHandle], id, arrayBuffer); }

  readUint32() { return ops.readUint32(this[kHandle]); }

  readUint64() { return ops.readUint64(this[kHandle]); }

  readDouble() { return ops.readDouble(this[kHandle]); }

  _readRawBytes(length) { return ops.readRaw(this[kHandle], length); }

  readRawBytes(length) {
    const offset = this._readRawBytes(length);
    return Buffer.from(this.buffer.buffer, this.buffer.byteOffset + offset, length);
  }
}

// By Node's numbers; a Buffer is the tenth.
const kBuffer = 10;
const viewTypes = [Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array,
  Float32Array, Float64Array, DataView, undefined, BigInt64Array, BigUint64Array, globalThis.Float16Array];

function typeOf(view) {
  if (Buffer.isBuffer(view)) return kBuffer;
  // By what it is, not by what it says.
  const { isDataView } = require('util/types');
  if (isDataView(view)) return viewTypes.indexOf(DataView);
  const tag = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Int8Array.prototype), Symbol.toStringTag).get;
  const name = tag.call(view);
  return viewTypes.findIndex((type) => type?.name === name);
}

class DefaultSerializer extends Serializer {
  constructor() {
    super();
    this._setTreatArrayBufferViewsAsHostObjects(true);
  }

  _writeHostObject(view) {
    const type = ArrayBuffer.isView(view) ? typeOf(view) : -1;
    if (type === -1) throw new this._getDataCloneError(`Unserializable host object: ${require('util').inspect(view)}`);
    this.writeUint32(type);
    this.writeUint32(view.byteLength);
    this.writeRawBytes(new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
  }
}

class DefaultDeserializer extends Deserializer {
  _readHostObject() {
    const index = this.readUint32();
    const length = this.readUint32();
    const at = this.buffer.byteOffset + this._readRawBytes(length);
    if (index === kBuffer) return Buffer.from(this.buffer.buffer, at, length);
    const Type = viewTypes[index];
    if (Type === undefined) throw new Error(`Unable to deserialize cloned data.`);
    const size = Type.BYTES_PER_ELEMENT || 1;
    if (at % size === 0) return new Type(this.buffer.buffer, at, length / size);
    // Elements must stand at multiples of their size.
    const copy = Buffer.alloc(length);
    copy.set(new Uint8Array(this.buffer.buffer, at, length));
    return new Type(copy.buffer, copy.byteOffset, length / size);
  }
}

function serialize(value) {
  const serializer = new DefaultSerializer();
  serializer.writeHeader();
  serializer.writeValue(value);
  return serializer.releaseBuffer();
}

function deserialize(buffer) {
  const deserializer = new DefaultDeserializer(buffer);
  deserializer.readHeader();
  return deserializer.readValue();
}

// The engine counts only its own boxes: what the process holds is told instead.
function getHeapStatistics() {
  const { rss, heapTotal, heapUsed, external } = process.memoryUsage();
  const { freemem, totalmem } = require('os');
  return {
    total_heap_size: heapTotal,
    total_heap_size_executable: 0,
    total_physical_size: heapTotal,
    total_available_size: freemem(),
    used_heap_size: heapUsed,
    heap_size_limit: totalmem(),
    malloced_memory: rss,
    peak_malloced_memory: process.resourceUsage().maxRSS * 1024,
    does_zap_garbage: 0,
    number_of_native_contexts: 1,
    number_of_detached_contexts: 0,
    total_global_handles_size: 0,
    used_global_handles_size: 0,
    external_memory: external,
  };
}

// There is one space.
function getHeapSpaceStatistics() {
  const { heapTotal, heapUsed } = process.memoryUsage();
  return [{
    space_name: 'old_space',
    space_size: heapTotal,
    space_used_size: heapUsed,
    space_available_size: heapTotal - heapUsed,
    physical_space_size: heapTotal,
  }];
}

// Flags of V8 that change how fast or how large it is, and nothing that a script could see.
const harmless = ['always-opt', 'always-sparkplug', 'flush-bytecode', 'jitless', 'lite-mode', 'max-lazy',
  'max-semi-space-size', 'min-semi-space-size', 'opt', 'optimize-for-size', 'semi-space-growth-factor',
  'single-threaded', 'sparkplug', 'turbofan'];

function setFlagsFromString(flags) {
  validateString(flags, 'flags');
  for (const flag of flags.split(/\s+/)) {
    if (!flag.startsWith('-')) continue;
    const name = flag.replace(/^--?(no-?)?/, '').replace(/=.*$/s, '').replaceAll('_', '-');
    if (!harmless.includes(name)) {
      throw genericNodeError(`The flag ${flag} of V8 has no equivalent in this runtime`,
        { code: 'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM' });
    }
  }
}

function isStringOneByteRepresentation(content) {
  validateString(content, 'content');
  return ops.isOneByte(content);
}

module.exports = {
  cachedDataVersionTag() { return ops.versionTag(); },
  getHeapStatistics,
  getHeapSpaceStatistics,
  setFlagsFromString,
  Serializer,
  Deserializer,
  DefaultSerializer,
  DefaultDeserializer,
  deserialize,
  serialize,
  isStringOneByteRepresentation,
};
