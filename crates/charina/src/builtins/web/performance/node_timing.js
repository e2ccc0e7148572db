// performance.nodeTiming: https://nodejs.org/api/perf_hooks.html#class-performancenodetiming

const { inspectAs, kInspect } = require('internal/interface');
const { PerformanceEntry } = require('internal/perf/timeline');

// In the order of ops.milestones(), milliseconds since the time origin; -1 for what has not happened.
const milestones = ['nodeStart', 'v8Start', 'environment', 'loopStart', 'loopExit', 'bootstrapComplete'];

class PerformanceNodeTiming {
  constructor() {
    const define = (name, descriptor) => {
      Object.defineProperty(this, name, { __proto__: null, enumerable: true, configurable: true, ...descriptor });
    };
    define('name', { value: 'node' });
    define('entryType', { value: 'node' });
    define('startTime', { value: 0 });
    define('duration', { get: ops.now });
    milestones.forEach((name, index) => define(name, { get: () => ops.milestones()[index] }));
    define('idleTime', { get: ops.idleTime });
    define('uvMetricsInfo', {
      get() {
        const [loopCount, events, eventsWaiting] = ops.loopMetrics();
        return { loopCount, events, eventsWaiting };
      },
    });
  }

  [kInspect](depth, options) { return inspectAs(this, 'PerformanceNodeTiming', this.toJSON(), depth, options); }

  toJSON() {
    const { name, entryType, startTime, duration, nodeStart, v8Start, bootstrapComplete, environment, loopStart,
            loopExit, idleTime } = this;
    return { name, entryType, startTime, duration, nodeStart, v8Start, bootstrapComplete, environment, loopStart,
             loopExit, idleTime };
  }
}
Object.setPrototypeOf(PerformanceNodeTiming.prototype, PerformanceEntry.prototype);

module.exports = new PerformanceNodeTiming();
