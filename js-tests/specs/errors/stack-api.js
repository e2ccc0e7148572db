// V8's stack API: captureStackTrace, stackTraceLimit, prepareStackTrace and call sites.
const path = require('node:path');
function outer() { return inner(); }
function inner() { return {}; }
const holder = { message: 'm', name: 'N' };
Error.captureStackTrace(holder);
console.log(holder.stack.split('\n')[0], Object.keys(holder), typeof Object.getOwnPropertyDescriptor(holder, 'stack').value);
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
