// What every Web IDL class in JavaScript needs: enumerable members, a tag, and Node's way of being inspected.
// https://webidl.spec.whatwg.org/#javascript-binding

// Makes the named prototype members (a string, separated by spaces) enumerable and sets Symbol.toStringTag.
exports.expose = (Class, names, tag = Class.name) => {
  const { prototype } = Class;
  if (names !== '') {
    for (const name of names.split(' ')) Object.defineProperty(prototype, name, { __proto__: null, enumerable: true });
  }
  Object.defineProperty(prototype, Symbol.toStringTag, { __proto__: null, configurable: true, value: tag });
};

// The body of a class's [util.inspect.custom](depth, options): `name { fields }`.
exports.inspectAs = (self, name, fields, depth, options) => {
  if (depth < 0) return self;
  const { inspect } = require('internal/util/inspect');
  return `${name} ${inspect(fields, { ...options, depth: options.depth == null ? null : options.depth - 1 })}`;
};

exports.kInspect = Symbol.for('nodejs.util.inspect.custom');

// A cloneable platform object: [kClone]() answers { data, deserializeInfo: 'module:function' }; the structured clone
// copies `data` and gives the copy to that exported function.
exports.kClone = Symbol('messaging_clone_symbol');
// What is moved rather than cloned where the transfer list names it: the same answer, and the object is spent.
exports.kTransfer = Symbol('messaging_transfer_symbol');

// The class of what fs.promises.open() resolves with, which is no property of a name.
exports.kFileHandle = Symbol('kFileHandle');
// What node:vm keeps of a contextified object, for message ports.
exports.kContextOf = Symbol('kContextOf');
