// node:perf_hooks: https://nodejs.org/api/perf_hooks.html

const { codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const { validateFunction, validateObject } = require('internal/validators');
const { Performance, performance } = require('internal/perf/performance');

// https://nodejs.org/api/perf_hooks.html#performanceeventlooputilizationutilization1-utilization2
function eventLoopUtilization(util1, util2) {
  const loopStart = ops.milestones()[3];
  if (loopStart <= 0) return { idle: 0, active: 0, utilization: 0 };
  let idle;
  let active;
  if (util2) {
    idle = util1.idle - util2.idle;
    active = util1.active - util2.active;
  } else {
    idle = ops.idleTime();
    active = ops.now() - loopStart - idle;
    if (util1) {
      idle -= util1.idle;
      active -= util1.active;
    }
  }
  return { idle, active, utilization: active / (idle + active) };
}

function timerify(fn, options = {}) {
  validateFunction(fn, 'fn');
  validateObject(options, 'options');
  const { histogram } = options;
  if (histogram !== undefined &&
      (!require('internal/histogram').isHistogram(histogram) || typeof histogram.record !== 'function')) {
    throw new ERR_INVALID_ARG_TYPE('options.histogram', 'RecordableHistogram', histogram);
  }
  const complete = (start, args) => {
    const duration = ops.now() - start;
    histogram?.record(Math.ceil(duration * 1e6));
    const { PerformanceNodeEntry, enqueue, kCreate } = require('internal/perf/timeline');
    const entry = new PerformanceNodeEntry(kCreate, fn.name, 'function', start, duration, args);
    for (let i = 0; i < args.length; i++) entry[i] = args[i];
    enqueue(entry);
  };
  function timerified(...args) {
    const start = ops.now();
    if (new.target !== undefined) {
      const made = Reflect.construct(fn, args, fn);
      complete(start, args);
      return made;
    }
    const result = fn.apply(this, args);
    if (typeof result?.finally === 'function') return result.finally(() => complete(start, args));
    complete(start, args);
    return result;
  }
  Object.defineProperties(timerified, {
    length: { __proto__: null, configurable: false, enumerable: true, value: fn.length },
    name: { __proto__: null, configurable: false, enumerable: true, value: `timerified ${fn.name}` },
  });
  return timerified;
}

module.exports = {
  Performance,
  get PerformanceEntry() { return require('internal/perf/timeline').PerformanceEntry; },
  get PerformanceMark() { return require('internal/perf/user_timing').PerformanceMark; },
  get PerformanceMeasure() { return require('internal/perf/user_timing').PerformanceMeasure; },
  get PerformanceObserver() { return require('internal/perf/observer').PerformanceObserver; },
  get PerformanceObserverEntryList() { return require('internal/perf/observer').PerformanceObserverEntryList; },
  get PerformanceResourceTiming() { return require('internal/perf/resource_timing').PerformanceResourceTiming; },
  monitorEventLoopDelay: (options) => require('internal/histogram').monitorEventLoopDelay(options),
  eventLoopUtilization,
  timerify,
  createHistogram: (options) => require('internal/histogram').createHistogram(options),
  performance,
};

Object.defineProperty(module.exports, 'constants', {
  __proto__: null,
  enumerable: true,
  value: {
    NODE_PERFORMANCE_GC_MAJOR: 4,
    NODE_PERFORMANCE_GC_MINOR: 1,
    NODE_PERFORMANCE_GC_INCREMENTAL: 8,
    NODE_PERFORMANCE_GC_WEAKCB: 16,
    NODE_PERFORMANCE_GC_FLAGS_NO: 0,
    NODE_PERFORMANCE_GC_FLAGS_CONSTRUCT_RETAINED: 2,
    NODE_PERFORMANCE_GC_FLAGS_FORCED: 4,
    NODE_PERFORMANCE_GC_FLAGS_SYNCHRONOUS_PHANTOM_PROCESSING: 8,
    NODE_PERFORMANCE_GC_FLAGS_ALL_AVAILABLE_GARBAGE: 16,
    NODE_PERFORMANCE_GC_FLAGS_ALL_EXTERNAL_MEMORY: 32,
    NODE_PERFORMANCE_GC_FLAGS_SCHEDULE_IDLE: 64,
  },
});
