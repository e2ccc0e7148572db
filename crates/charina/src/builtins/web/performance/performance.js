// The performance object: https://w3c.github.io/hr-time/#sec-performance with Node's additions
// https://nodejs.org/api/perf_hooks.html#class-performance

const { codes: { ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_THIS, ERR_MISSING_ARGS } } = require('internal/errors');
const { EventTarget, defineEventHandler } = require('internal/event_target');
const { expose, inspectAs, kInspect } = require('internal/interface');

const { now, timeOrigin } = ops;
const kCreate = Symbol('kCreate');
const timeline = () => require('internal/perf/timeline');
const asName = (name) => (name === undefined ? undefined : `${name}`);

class Performance extends EventTarget {
  #brand;

  constructor() {
    if (arguments[0] !== kCreate) throw new ERR_ILLEGAL_CONSTRUCTOR();
    super();
  }

  static #check(self, count, name) {
    if (self === null || typeof self !== 'object' || !(#brand in self)) throw new ERR_INVALID_THIS('Performance');
    if (count === 0) throw new ERR_MISSING_ARGS(name);
  }

  now() {
    if (this === null || typeof this !== 'object' || !(#brand in this)) throw new ERR_INVALID_THIS('Performance');
    return now();
  }

  get timeOrigin() {
    Performance.#check(this);
    return timeOrigin();
  }

  mark(name, options = undefined) {
    Performance.#check(this, arguments.length, 'name');
    return require('internal/perf/user_timing').mark(name, options);
  }

  measure(name, startOrMeasureOptions = undefined, endMark = undefined) {
    Performance.#check(this, arguments.length, 'name');
    return require('internal/perf/user_timing').measure(name, startOrMeasureOptions, endMark);
  }

  clearMarks(name = undefined) {
    Performance.#check(this);
    name = asName(name);
    require('internal/perf/user_timing').clearMarks(name);
    timeline().clear('mark', name);
  }

  clearMeasures(name = undefined) {
    Performance.#check(this);
    timeline().clear('measure', asName(name));
  }

  clearResourceTimings(name = undefined) {
    Performance.#check(this);
    timeline().clear('resource', asName(name));
  }

  getEntries() {
    Performance.#check(this);
    return timeline().filter();
  }

  getEntriesByName(name, type = undefined) {
    Performance.#check(this, arguments.length, 'name');
    return timeline().filter(`${name}`, asName(type));
  }

  getEntriesByType(type) {
    Performance.#check(this, arguments.length, 'type');
    return timeline().filter(undefined, `${type}`);
  }

  setResourceTimingBufferSize(maxSize) {
    Performance.#check(this, arguments.length, 'maxSize');
    require('internal/perf/resource_timing').setBufferSize(maxSize >>> 0);
  }

  toJSON() {
    Performance.#check(this);
    return {
      nodeTiming: this.nodeTiming,
      timeOrigin: this.timeOrigin,
      eventLoopUtilization: this.eventLoopUtilization(),
    };
  }

  // Node's additions, not enumerable.

  get nodeTiming() { return require('internal/perf/node_timing'); }

  eventLoopUtilization(util1, util2) { return require('perf_hooks').eventLoopUtilization(util1, util2); }

  timerify(fn, options) { return require('perf_hooks').timerify(fn, options); }

  markResourceTiming(...args) { return require('internal/perf/resource_timing').markResourceTiming(...args); }

  [kInspect](depth, options) {
    return inspectAs(this, 'Performance', { nodeTiming: this.nodeTiming, timeOrigin: this.timeOrigin }, depth, options);
  }
}
expose(Performance, 'clearMarks clearMeasures clearResourceTimings getEntries getEntriesByName getEntriesByType mark ' +
  'measure now timeOrigin toJSON setResourceTimingBufferSize');
defineEventHandler(Performance.prototype, 'resourcetimingbufferfull');

module.exports = { Performance, performance: new Performance(kCreate) };
