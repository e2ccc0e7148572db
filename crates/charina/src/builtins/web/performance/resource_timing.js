// PerformanceResourceTiming, which fetch reports: https://w3c.github.io/resource-timing/

const { codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_THIS } } = require('internal/errors');
const { expose } = require('internal/interface');
const { PerformanceEntry, buffers, enqueue, kCreate } = require('internal/perf/timeline');

// Attribute -> member of fetch's timing info: https://fetch.spec.whatwg.org/#fetch-timing-info
const fields = {
  workerStart: 'finalServiceWorkerStartTime',
  redirectStart: 'redirectStartTime',
  redirectEnd: 'redirectEndTime',
  fetchStart: 'postRedirectStartTime',
  requestStart: 'finalNetworkRequestStartTime',
  responseStart: 'finalNetworkResponseStartTime',
  responseEnd: 'endTime',
  encodedBodySize: 'encodedBodySize',
  decodedBodySize: 'decodedBodySize',
};
const connectionFields = {
  domainLookupStart: 'domainLookupStartTime',
  domainLookupEnd: 'domainLookupEndTime',
  connectStart: 'connectionStartTime',
  connectEnd: 'connectionEndTime',
  secureConnectionStart: 'secureConnectionStartTime',
  nextHopProtocol: 'ALPNNegotiatedProtocol',
};
const order = ('initiatorType nextHopProtocol workerStart redirectStart redirectEnd fetchStart domainLookupStart ' +
  'domainLookupEnd connectStart connectEnd secureConnectionStart requestStart responseStart responseEnd transferSize ' +
  'encodedBodySize decodedBodySize').split(' ');

let infoOf;

class PerformanceResourceTiming extends PerformanceEntry {
  #info;
  #initiatorType;
  #cacheMode;

  constructor() {
    const [token, name, initiatorType, info, cacheMode] = arguments;
    if (token !== kCreate) throw new ERR_ILLEGAL_CONSTRUCTOR();
    super(token, name, 'resource');
    this.#info = info;
    this.#initiatorType = initiatorType;
    this.#cacheMode = cacheMode;
  }

  static {
    infoOf = (self) => {
      if (self === null || typeof self !== 'object' || !(#info in self)) {
        throw new ERR_INVALID_THIS('PerformanceResourceTiming');
      }
      return self.#info;
    };
  }

  get startTime() { return infoOf(this).startTime; }

  get duration() { return infoOf(this).endTime - infoOf(this).startTime; }

  get initiatorType() { return infoOf(this) && this.#initiatorType; }

  get transferSize() {
    const { encodedBodySize } = infoOf(this);
    if (this.#cacheMode === 'local') return 0;
    return this.#cacheMode === 'validated' ? 300 : encodedBodySize + 300;
  }

  toJSON() {
    const json = { name: this.name, entryType: this.entryType, startTime: this.startTime, duration: this.duration };
    for (const name of order) json[name] = this[name];
    return json;
  }
}

function attribute(name, read) {
  const { get } = Object.getOwnPropertyDescriptor({ get [name]() { return read(infoOf(this)); } }, name);
  Object.defineProperty(PerformanceResourceTiming.prototype, name, { __proto__: null, get, configurable: true });
}
for (const name of Object.keys(fields)) attribute(name, (info) => info[fields[name]]);
for (const name of Object.keys(connectionFields)) {
  attribute(name, (info) => info.finalConnectionTimingInfo?.[connectionFields[name]]);
}
expose(PerformanceResourceTiming, `${order.join(' ')} toJSON`);

let limit = 250;
let overflow = [];
let fullPending = false;

// https://w3c.github.io/resource-timing/#dfn-fire-a-buffer-full-event
function fireBufferFull() {
  const { Event, kTrustEvent } = require('internal/event_target');
  const { performance } = require('internal/perf/performance');
  while (overflow.length > 0) {
    const before = overflow.length;
    performance.dispatchEvent(new Event('resourcetimingbufferfull', { [kTrustEvent]: true }));
    const room = Math.max(limit - buffers.resource.length, 0);
    buffers.resource.push(...overflow.splice(0, room));
    // Nobody made room: what did not fit is dropped.
    if (overflow.length === before) overflow = [];
  }
  fullPending = false;
}

// https://w3c.github.io/resource-timing/#dfn-add-a-performanceresourcetiming-entry
function bufferResource(entry) {
  if (buffers.resource.length < limit && !fullPending) {
    buffers.resource.push(entry);
    return;
  }
  overflow.push(entry);
  if (!fullPending) {
    fullPending = true;
    require('timers').setImmediate(fireBufferFull);
  }
}

// https://w3c.github.io/resource-timing/#dfn-mark-resource-timing
function markResourceTiming(timingInfo, requestedUrl, initiatorType, global, cacheMode) {
  const entry = new PerformanceResourceTiming(kCreate, requestedUrl, initiatorType, timingInfo, cacheMode);
  enqueue(entry);
  bufferResource(entry);
  return entry;
}

module.exports = {
  PerformanceResourceTiming,
  markResourceTiming,
  setBufferSize(size) { limit = size; },
};
