// node:string_decoder: the constructor, which people call with their own `this`; everything else is native.

const kNativeDecoder = Symbol('kNativeDecoder');
ops.init(kNativeDecoder);

function StringDecoder(encoding) {
  this.encoding = ops.normalize(encoding);
  this[kNativeDecoder] = ops.state(this.encoding);
}

const { prototype } = StringDecoder;
prototype.write = ops.write;
prototype.end = ops.end;
prototype.text = ops.text;
for (const name of ['lastChar', 'lastNeed', 'lastTotal']) {
  Object.defineProperty(prototype, name, { __proto__: null, configurable: true, enumerable: true, get: ops[name] });
}

exports.StringDecoder = StringDecoder;
