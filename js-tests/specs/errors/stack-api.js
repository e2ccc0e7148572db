// V8's stack API: captureStackTrace, stackTraceLimit, prepareStackTrace and call sites.
const path = require('node:path');
function outer() { return inner(); }
function inner() { return {}; }
const holder = { message: 'm', name: 'N' };
Error.captureStackTrace(holder);
console.log(holder.stack.split('\n')[0], Object.keys(holder));
function factory() {
  const error = new Error('made by factory');
  Error.captureStackTrace(error, factory);
  return error;
}
(function caller() {
  console.log(factory().stack.split('\n')[1].trim().replace(/\(.*\//, '('));
})();
const limit = Error.stackTraceLimit;
Error.stackTraceLimit = 1;
console.log(limit, new Error('short').stack.split('\n').length);
Error.stackTraceLimit = 0;
console.log(new Error('none').stack);
Error.stackTraceLimit = limit;
Error.prepareStackTrace = (error, sites) => sites.map((site) =>
  [site.getFunctionName(), path.basename(String(site.getFileName())), site.getLineNumber(), typeof site.getColumnNumber(),
    site.isNative(), site.isEval(), site.isToplevel(), site.isConstructor(), typeof site.toString()]);
function Maker() { this.sites = new Error('structured').stack; }
function make() { return new Maker(); }
console.log(make().sites.slice(0, 2));
Error.prepareStackTrace = undefined;
const error = new Error('header');
console.log(error.stack.split('\n')[0], Object.prototype.hasOwnProperty.call(error, 'stack'), Object.keys(error));
error.message = 'changed later';
console.log(error.stack.split('\n')[0]);
class MyError extends TypeError {}
console.log(new MyError('sub').stack.split('\n')[0], new MyError('sub').name, `${new MyError('sub')}`);
console.log(inner(outer()) instanceof Object);
Error.prepareStackTrace = (_, sites) => sites.map((site) => [site.getFunctionName(), site.getMethodName(), site.getTypeName(),
  site.isToplevel(), site.isConstructor(), site.getThis() === globalThis, typeof site.getFunction(), site.isNative()]);
class Shape { area() { return new Error('').stack[0]; } static make() { return new Error('').stack[0]; } }
const called = { renamed: Shape.prototype.area, get got() { return new Error('').stack[0]; } };
console.log(new Shape().area(), Shape.make(), called.renamed(), called.got);
console.log([1].map(() => new Error('').stack.slice(0, 2))[0], new Promise((done) => done(new Error('').stack[1])));
Error.prepareStackTrace = undefined;
function above() { return inside(); }
function inside() { const holder = {}; Error.captureStackTrace(holder, above); return holder.stack.split('\n')[1].trim().split(' ').slice(0, 2); }
const other = { above() { return above(); } };
console.log(other.above(), Error.captureStackTrace(holder, class Never {}) ?? holder.stack);
