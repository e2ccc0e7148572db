// Elements are read and written without descriptors where arrays are plain: where they are not, scripts have their say.
'use strict';
const show = (...values) => console.log(...values);
const attempt = (f) => { try { return f(); } catch (error) { return `${error.name}: ${error.message}`; } };
class Sub extends Array {}
show([1, 2, 3].map((x) => x * 2), new Sub(1, 2, 3).map((x) => x) instanceof Sub, [1, 2, 3, 4].filter((x) => x % 2), [[1], [2, [3]]].flat(), [3, 1].concat([2], 5));
// Holes, and elements that only a prototype has.
Object.prototype[1] = 'inherited';
const seen = [[0, , 2].map((x) => `${x}!`), [0, , 2].indexOf('inherited'), [, 'own'].includes('inherited'), Array.from([0, , 2])];
delete Object.prototype[1];
show(...seen);
show([0, , 2].map((x) => x), [0, , 2].forEach((x) => show('each', x)), 1 in [0, , 2]);
// The callback changes the array.
const shrinks = [1, 2, 3, 4]; show(shrinks.map((x) => { shrinks.length = 2; return x; }));
const grows = [1, 2]; show(grows.map((x) => { grows.push(x); return x; }), grows);
const turns = [1, 2, 3]; show(turns.map((x, i) => { if (i === 0) Object.defineProperty(turns, 1, { get() { return 'got'; } }); return x; }));
const empties = [1, 2, 3]; show(empties.filter((x) => { delete empties[1]; return true; }));
// Constructors and species that are not the usual ones.
const own = [1, 2]; own.constructor = { [Symbol.species]: function(n) { this.made = n; } }; show(own.map((x) => x));
const none = [1, 2]; none.constructor = undefined; show(none.map((x) => x), attempt(() => { const a = [1]; a.constructor = 5; return a.map((x) => x); }));
const { get } = Object.getOwnPropertyDescriptor(Array, Symbol.species);
Object.defineProperty(Array, Symbol.species, { get() { return Sub; }, configurable: true });
show([1].map((x) => x) instanceof Sub);
Object.defineProperty(Array, Symbol.species, { get, configurable: true });
Array.prototype.constructor = Sub; show([1].map((x) => x) instanceof Sub); Array.prototype.constructor = Array;
const other = require('vm').runInNewContext('[1, 2]'); show(Array.prototype.map.call(other, (x) => x) instanceof Array);
// What cannot be changed.
show(attempt(() => Object.freeze([1, 2]).fill(0)), attempt(() => Object.freeze([1]).push(2)), attempt(() => Object.seal([1]).pop()));
const fixed = Object.preventExtensions([1, 2]); fixed[0] = 9; show(fixed, attempt(() => { fixed[2] = 1; }), attempt(() => Array.prototype.splice.call(fixed, 0, 1, 7, 8)), fixed);
const short = [1, 2]; Object.defineProperty(short, 'length', { writable: false }); show(attempt(() => short.push(3)).slice(0, 9), short, attempt(() => { short[2] = 1; }).slice(0, 9));
show(attempt(() => Array.from.call(function() { return Object.freeze([]); }, [1])), Array.from.call(function() { return { length: 0 }; }, [1, 2]));
// Other objects.
show(Array.prototype.map.call('ab', (x) => x + x), Array.prototype.map.call(new Uint8Array([1, 2]), (x) => x * 200), Array.prototype.map.call({ length: 2, 1: 'b' }, (x) => x));
(function() { arguments[0] = 7; show(Array.prototype.slice.call(arguments), Array.from(arguments)); })(1, 2);
show(Array.prototype.map.call(new Proxy([1, 2], { get(target, key, receiver) { if (key !== 'constructor') show('get', String(key)); return Reflect.get(target, key, receiver); }, has(target, key) { show('has', key); return key in target; } }), (x) => x));
show(JSON.stringify([1, , 3]), Object.entries([1, , 3]), [-0, 0.5, NaN].map((x) => x), [1.5, 'x', null].map((x) => x), [2 ** 31, -1, 1.0].map((x) => x));
const mixed = [1, 2, 3]; mixed.fill(0.5, 1, 2); mixed.copyWithin(0, 1); mixed.reverse(); show(mixed); mixed.sort(); show(mixed, mixed.at(-1), mixed.with(0, 'z'), mixed.toSpliced(1, 1, 'q'));
