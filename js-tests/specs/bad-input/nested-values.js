// Arrays, objects, maps and errors nested 100,000 deep, handed to natives.
const util = require('node:util');
const assert = require('node:assert');
const v8 = require('node:v8');
const deep = 100_000;
let array = [], other = [], object = {}, map = new Map(), error = new Error('innermost'), proxy = {}, bound = () => 1;
let chain = {}, promise = Promise.resolve(1), getter = {};
Error.stackTraceLimit = 0;
for (let level = 0; level < deep; level++) {
  array = [array];
  other = [other];
  object = { object };
  map = new Map([[level, map]]);
  if (level < 2000) error = new Error('level', { cause: error });
  proxy = new Proxy(proxy, {});
  bound = bound.bind(null);
  chain = Object.create(chain);
}
const attempt = (name, action) => {
  try {
    action();
  } catch (problem) {
    const fine = problem instanceof RangeError || problem.name === 'DataCloneError' || problem.name === 'AssertionError';
    if (!fine) console.log(name, 'threw', problem);
  }
};
for (const [name, value] of Object.entries({ array, object, map })) {
  attempt(`inspect ${name}`, () => util.inspect(value));
  attempt(`inspect deep ${name}`, () => util.inspect(value, { depth: Infinity }));
  attempt(`format ${name}`, () => util.format('%o %O %j %s', value, value, value, value));
  attempt(`structuredClone ${name}`, () => structuredClone(value));
  attempt(`serialize ${name}`, () => v8.serialize(value));
  attempt(`String ${name}`, () => String(value));
}
attempt('inspect error', () => util.inspect(error));
attempt('deepEqual', () => assert.deepStrictEqual(array, other));
attempt('isDeepStrictEqual', () => util.isDeepStrictEqual(array, other));
attempt('flat', () => array.flat(Infinity));
attempt('toString', () => array.toString());
attempt('join', () => array.join());
attempt('proxy get', () => proxy.x);
attempt('proxy set', () => { proxy.x = 1; });
attempt('proxy keys', () => Object.keys(proxy));
attempt('bound call', () => bound());
attempt('prototype chain', () => chain.missing);
attempt('instanceof', () => chain instanceof Map);
attempt('inspect proxy', () => util.inspect(proxy, { showProxy: true }));
attempt('isArray', () => Array.isArray(proxy));
console.log('alive');
