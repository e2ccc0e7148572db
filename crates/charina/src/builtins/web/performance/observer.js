// PerformanceObserver: https://w3c.github.io/performance-timeline/#the-performanceobserver-interface

const {
  codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_INVALID_THIS, ERR_MISSING_ARGS },
} = require('internal/errors');
const { expose, inspectAs, kInspect } = require('internal/interface');
const { byStart, filter, kCreate, observers } = require('internal/perf/timeline');
const { validateFunction, validateObject } = require('internal/validators');

// Not 'gc': the engine tells nobody when it collects.
const supported = Object.freeze(['dns', 'function', 'http', 'http2', 'mark', 'measure', 'net', 'resource']);

// Observers with entries to deliver: once a turn, all together.
const pending = new Set();

function schedule(observer) {
  pending.add(observer);
  if (pending.size > 1) return;
  require('timers').setImmediate(() => {
    const due = [...pending];
    pending.clear();
    for (const each of due) each.dispatch();
  });
}

class PerformanceObserverEntryList {
  #entries;

  constructor() {
    if (arguments[0] !== kCreate) throw new ERR_ILLEGAL_CONSTRUCTOR();
    this.#entries = arguments[1].sort(byStart);
  }

  static #of(self) {
    if (self === null || typeof self !== 'object' || !(#entries in self)) {
      throw new ERR_INVALID_THIS('PerformanceObserverEntryList');
    }
    return self.#entries;
  }

  getEntries() { return PerformanceObserverEntryList.#of(this).slice(); }

  getEntriesByType(type) {
    const entries = PerformanceObserverEntryList.#of(this);
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('type');
    type = `${type}`;
    return entries.filter((entry) => entry.entryType === type);
  }

  getEntriesByName(name, type = undefined) {
    const entries = PerformanceObserverEntryList.#of(this);
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('name');
    name = `${name}`;
    return entries.filter((entry) => entry.name === name && (type == null || entry.entryType === type));
  }

  [kInspect](depth, options) {
    return inspectAs(this, 'PerformanceObserverEntryList', this.#entries, depth, options);
  }
}
expose(PerformanceObserverEntryList, 'getEntries getEntriesByType getEntriesByName');

class PerformanceObserver {
  #buffer = [];
  #entryTypes = new Set();
  // 'single' or 'multiple', for observe({ type }) and observe({ entryTypes }): they do not mix.
  #mode;
  #callback;
  // What the timeline sees of the observer.
  #handle = {
    wants: (type) => this.#entryTypes.has(type),
    offer: (entry) => {
      if (!this.#entryTypes.has(entry.entryType)) return;
      this.#buffer.push(entry);
      schedule(this.#handle);
    },
    dispatch: () => {
      const callback = this.#callback;
      callback.call(this, new PerformanceObserverEntryList(kCreate, this.takeRecords()), this);
    },
  };

  constructor(callback) {
    validateFunction(callback, 'callback');
    this.#callback = callback;
  }

  observe(options = {}) {
    validateObject(options, 'options');
    const { entryTypes, type, buffered } = { ...options };
    if (entryTypes === undefined && type === undefined) {
      throw new ERR_MISSING_ARGS('options.entryTypes', 'options.type');
    }
    if (entryTypes != null && type != null) {
      throw new ERR_INVALID_ARG_VALUE('options.entryTypes', entryTypes,
                                      'options.entryTypes can not set with options.type together');
    }
    const mode = type !== undefined ? 'single' : 'multiple';
    if (this.#mode !== undefined && this.#mode !== mode) {
      const { DOMException } = require('internal/dom_exception');
      throw new DOMException(`PerformanceObserver can not change to ${mode === 'single' ? 'single observation' :
        'multiple observations'}`, 'InvalidModificationError');
    }
    this.#mode = mode;

    if (mode === 'multiple') {
      if (!Array.isArray(entryTypes)) throw new ERR_INVALID_ARG_TYPE('options.entryTypes', 'string[]', entryTypes);
      this.#entryTypes = new Set(entryTypes.filter((each) => supported.includes(each)));
    } else {
      if (!supported.includes(type)) return;
      this.#entryTypes.add(type);
      if (buffered) {
        this.#buffer.push(...filter(undefined, type));
        schedule(this.#handle);
      }
    }
    if (this.#entryTypes.size > 0) observers.add(this.#handle);
    else this.disconnect();
  }

  disconnect() {
    observers.delete(this.#handle);
    pending.delete(this.#handle);
    this.#buffer = [];
    this.#entryTypes.clear();
    this.#mode = undefined;
  }

  takeRecords() {
    const records = this.#buffer;
    this.#buffer = [];
    return records;
  }

  static get supportedEntryTypes() { return supported; }

  [kInspect](depth, options) {
    return inspectAs(this, 'PerformanceObserver', {
      connected: observers.has(this.#handle),
      pending: pending.has(this.#handle),
      entryTypes: [...this.#entryTypes],
      buffer: this.#buffer,
    }, depth, options);
  }
}
expose(PerformanceObserver, 'observe disconnect takeRecords');

module.exports = { PerformanceObserver, PerformanceObserverEntryList };
