// What both sides of a worker share: data of the environment, and streams whose other end is in another thread.
// https://nodejs.org/api/worker_threads.html#workersetenvironmentdatakey-value

const { Readable } = require('internal/streams/readable');
const { Writable } = require('internal/streams/writable');

const environmentData = new Map();

function setEnvironmentData(key, value) {
  if (value === undefined) environmentData.delete(key);
  else environmentData.set(key, value);
}

// Sends what is written to the other side, as messages { type: 'stdio', name, chunk, encoding }.
class PortWritable extends Writable {
  #port;
  #name;
  constructor(port, name) {
    super({ decodeStrings: false });
    this.#port = port;
    this.#name = name;
  }
  _write(chunk, encoding, cb) {
    this.#port.postMessage({ type: 'stdio', name: this.#name, chunk, encoding });
    cb();
  }
  _final(cb) {
    this.#port.postMessage({ type: 'stdio', name: this.#name, chunk: null });
    cb();
  }
}

// What the other side writes. While somebody reads, it keeps the loop alive through `reading(true)`.
class PortReadable extends Readable {
  #reading;
  constructor(reading) {
    super();
    this.#reading = reading;
  }
  _read() {
    this.#reading?.(true);
  }
  receive({ chunk, encoding }) {
    if (chunk === null) {
      this.#reading?.(false);
      this.push(null);
    } else {
      this.push(typeof chunk === 'string' ? chunk : require('buffer').Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength), encoding);
    }
  }
}

module.exports = { PortReadable, PortWritable, environmentData, setEnvironmentData };
