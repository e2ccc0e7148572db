// v8.serialize: V8's own bytes, and what is wrong with bytes that are not.
const v8 = require("v8");
console.log(v8.serialize({a:1,b:[1,2.5,,"x"],c:"€",d:new Uint8Array([1,2]),e:Buffer.from("hi"),f:-3}).toString("hex"));
console.log(v8.serialize([1.5,"2"]).toString("hex"), v8.serialize(10n**20n).toString("hex"), v8.serialize(-(2n**64n)).toString("hex"), v8.serialize(new Error("m")).toString("latin1").slice(0,9));
console.log(v8.serialize([new Map([[1,{}]]), new Set([1]), /x/gi, new Date(1), Object(1), Object('s'), Object(true), Object(2n), new ArrayBuffer(2), undefined, null, 2**31, -0, 'a'.repeat(200), '€'.repeat(100)]).toString("hex"));
for (const f of [()=>v8.serialize(()=>1),()=>v8.deserialize(Buffer.from("ff0f00","hex")),()=>v8.deserialize("x"),()=>new v8.Deserializer(1),()=>v8.deserialize(Buffer.from("ff20","hex")),()=>new v8.Deserializer(Buffer.from("")).readUint32(), ()=>v8.setFlagsFromString(1), ()=>v8.serialize(new SharedArrayBuffer(1)),()=>new v8.Serializer().writeUint32("x"),()=>v8.serialize(new WeakMap()), ()=>new v8.Serializer().writeValue(new SharedArrayBuffer(1)),()=>new v8.Serializer().writeRawBytes(1),()=>new v8.Deserializer(Buffer.from("ff0f5c","hex")).readHeader(), ()=>{const d=new v8.Deserializer(Buffer.from("ff0f5c","hex"));d.readHeader();d.readValue()} ]) try { console.log(f()) } catch(e) { console.log(f+"", e.name, e.code, e.message) }
const o = { x: [1, { y: 2 }], b: 3 }; o.me = o;
console.log(v8.deserialize(v8.serialize(o)));
for (const hex of ['ff0f220a', 'ff0f4180808080', 'ff0f56', 'ff0f5e05', 'ff0f7b', 'ff0f6f', 'ff0f42ffffffff0f', 'ff0f52220128', 'ff0f3b', 'ff0f5aff01']) try { console.log(v8.deserialize(Buffer.from(hex,'hex'))) } catch (e) { console.log(hex, e.message) }
