// performance.mark() and measure(): https://w3c.github.io/user-timing/

const {
  codes: {
    ERR_ILLEGAL_CONSTRUCTOR, ERR_INVALID_ARG_VALUE, ERR_INVALID_THIS, ERR_MISSING_ARGS,
    ERR_PERFORMANCE_INVALID_TIMESTAMP, ERR_PERFORMANCE_MEASURE_INVALID_OPTIONS,
  },
} = require('internal/errors');
const { expose } = require('internal/interface');
const { PerformanceEntry, buffer, enqueue, kCreate } = require('internal/perf/timeline');
const { validateNumber, validateObject, validateString } = require('internal/validators');

// The latest mark of each name.
const marks = new Map();
const milestones = ['nodeStart', 'v8Start', 'environment', 'loopStart', 'loopExit', 'bootstrapComplete'];

const copy = (detail) => (detail == null ? null : structuredClone(detail));

function timeOf(mark) {
  if (mark === undefined) return undefined;
  if (typeof mark === 'number') {
    if (mark < 0) throw new ERR_PERFORMANCE_INVALID_TIMESTAMP(mark);
    return mark;
  }
  mark = `${mark}`;
  if (milestones.includes(mark)) return require('internal/perf/node_timing')[mark];
  const time = marks.get(mark);
  if (time === undefined) {
    const { DOMException } = require('internal/dom_exception');
    throw new DOMException(`The "${mark}" performance mark has not been set`, 'SyntaxError');
  }
  return time;
}

class PerformanceMark extends PerformanceEntry {
  #detail;

  constructor(name, options = undefined) {
    if (arguments.length === 0) throw new ERR_MISSING_ARGS('name');
    name = `${name}`;
    if (milestones.includes(name)) throw new ERR_INVALID_ARG_VALUE('name', name);
    if (options != null) validateObject(options, 'options');
    const startTime = options?.startTime ?? ops.now();
    validateNumber(startTime, 'startTime');
    if (startTime < 0) throw new ERR_PERFORMANCE_INVALID_TIMESTAMP(startTime);
    const detail = copy(options?.detail);
    marks.set(name, startTime);
    super(kCreate, name, 'mark', startTime, 0);
    this.#detail = detail;
  }

  get detail() {
    if (this === null || typeof this !== 'object' || !(#detail in this)) throw new ERR_INVALID_THIS('PerformanceMark');
    return this.#detail;
  }

  toJSON() { return { ...super.toJSON(), detail: this.detail }; }
}
expose(PerformanceMark, 'detail');

class PerformanceMeasure extends PerformanceEntry {
  #detail;

  constructor() {
    if (arguments[0] !== kCreate) throw new ERR_ILLEGAL_CONSTRUCTOR();
    super(...arguments);
    this.#detail = arguments[5];
  }

  get detail() {
    if (this === null || typeof this !== 'object' || !(#detail in this)) {
      throw new ERR_INVALID_THIS('PerformanceMeasure');
    }
    return this.#detail;
  }

  toJSON() { return { ...super.toJSON(), detail: this.detail }; }
}
expose(PerformanceMeasure, 'detail');

function add(entry) {
  enqueue(entry);
  buffer(entry);
  return entry;
}

// https://w3c.github.io/user-timing/#dom-performance-measure
function measure(name, startOrOptions, endMark) {
  validateString(name, 'name');
  startOrOptions ??= 0;
  let start;
  let end;
  let duration;
  let detail;
  let fromOptions = false;
  if (typeof startOrOptions === 'object') {
    ({ start, end, duration, detail } = startOrOptions);
    fromOptions = start !== undefined || end !== undefined;
    if (fromOptions && endMark !== undefined) {
      throw new ERR_PERFORMANCE_MEASURE_INVALID_OPTIONS('endMark must not be specified');
    }
    if (start !== undefined && end !== undefined && duration !== undefined) {
      throw new ERR_PERFORMANCE_MEASURE_INVALID_OPTIONS(
        'Must not have options.start, options.end, and options.duration specified');
    }
  }

  let endTime;
  if (endMark !== undefined) endTime = timeOf(endMark);
  else if (fromOptions && end !== undefined) endTime = timeOf(end);
  else if (fromOptions && duration !== undefined) endTime = timeOf(start) + timeOf(duration);
  else endTime = ops.now();

  let startTime = 0;
  if (typeof startOrOptions === 'string') startTime = timeOf(startOrOptions);
  else if (fromOptions && start !== undefined) startTime = timeOf(start);
  else if (fromOptions && duration !== undefined) startTime = endTime - timeOf(duration);

  return add(new PerformanceMeasure(kCreate, name, 'measure', startTime, endTime - startTime, copy(detail)));
}

function clearMarks(name) {
  if (name === undefined) {
    marks.clear();
  } else {
    if (milestones.includes(name)) throw new ERR_INVALID_ARG_VALUE('name', name);
    marks.delete(name);
  }
}

module.exports = {
  PerformanceMark,
  PerformanceMeasure,
  clearMarks,
  mark: (name, options) => add(new PerformanceMark(name, options)),
  measure,
};
