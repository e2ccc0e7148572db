// PerformanceEntry and the timeline that keeps entries: https://w3c.github.io/performance-timeline/

const { codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_THIS } } = require('internal/errors');
const { inspectAs, kInspect } = require('internal/interface');

const kCreate = Symbol('kCreate');

class PerformanceEntry {
  #name;
  #entryType;
  #startTime;
  #duration;

  constructor() {
    const [token, name, entryType, startTime, duration] = arguments;
    if (token !== kCreate) throw new ERR_ILLEGAL_CONSTRUCTOR();
    this.#name = name;
    this.#entryType = entryType;
    this.#startTime = startTime;
    this.#duration = duration;
  }

  static #check(self) {
    if (self === null || typeof self !== 'object' || !(#name in self)) throw new ERR_INVALID_THIS('PerformanceEntry');
    return self;
  }

  get name() { return PerformanceEntry.#check(this).#name; }

  get entryType() { return PerformanceEntry.#check(this).#entryType; }

  get startTime() { return PerformanceEntry.#check(this).#startTime; }

  get duration() { return PerformanceEntry.#check(this).#duration; }

  [kInspect](depth, options) { return inspectAs(this, this.constructor.name, this.toJSON(), depth, options); }

  toJSON() {
    PerformanceEntry.#check(this);
    return { name: this.name, entryType: this.entryType, startTime: this.startTime, duration: this.duration };
  }
}
for (const name of ['name', 'entryType', 'startTime', 'duration', 'toJSON']) {
  Object.defineProperty(PerformanceEntry.prototype, name, { __proto__: null, enumerable: true });
}

// Node's own kinds of entries carry a detail.
class PerformanceNodeEntry extends PerformanceEntry {
  #detail;

  constructor() {
    super(...arguments);
    this.#detail = arguments[5];
  }

  get detail() {
    if (this === null || typeof this !== 'object' || !(#detail in this)) {
      throw new ERR_INVALID_THIS('NodePerformanceEntry');
    }
    return this.#detail;
  }

  toJSON() { return { ...super.toJSON(), detail: this.detail }; }
}

const byStart = (a, b) => a.startTime - b.startTime;

// The entries that performance.getEntries() answers.
const buffers = { __proto__: null, mark: [], measure: [], resource: [] };
const observers = new Set();
const warned = new Set();

function buffer(entry) {
  const { entryType } = entry;
  const list = buffers[entryType];
  list.push(entry);
  if (list.length > 1e6 && !warned.has(entryType)) {
    warned.add(entryType);
    const warning = new Error(
      `Possible perf_hooks memory leak detected. ${list.length} ${entryType} entries added to the global performance ` +
      `entry buffer. Use performance.${entryType === 'mark' ? 'clearMarks' : 'clearMeasures'} to clear the buffer.`);
    warning.name = 'MaxPerformanceEntryBufferExceededWarning';
    warning.entryType = entryType;
    warning.count = list.length;
    process.emitWarning(warning);
  }
}

// https://w3c.github.io/performance-timeline/#dfn-queue-a-performanceentry
function enqueue(entry) {
  for (const observer of observers) observer.offer(entry);
}

function clear(type, name) {
  buffers[type] = name === undefined ? [] : buffers[type].filter((entry) => entry.name !== name);
}

function filter(name, type) {
  let list;
  if (type === undefined) list = [...buffers.mark, ...buffers.measure, ...buffers.resource];
  else list = buffers[type] ?? [];
  return list.filter((entry) => name === undefined || entry.name === name).sort(byStart);
}

// For the modules that report what they do (http, net, dns): does anybody observe this type?
function hasObserver(type) {
  for (const observer of observers) {
    if (observer.wants(type)) return true;
  }
  return false;
}

function startPerf(target, key, context) { target[key] = { ...context, startTime: ops.now() }; }

function stopPerf(target, key, context) {
  const started = target[key];
  if (!started) return;
  const { name, type, startTime, detail } = started;
  enqueue(new PerformanceNodeEntry(kCreate, name, type, startTime, ops.now() - startTime,
                                   { ...detail, ...context?.detail }));
}

module.exports = {
  PerformanceEntry, PerformanceNodeEntry, buffer, buffers, byStart, clear, enqueue, filter, hasObserver, kCreate,
  observers, startPerf, stopPerf,
};
