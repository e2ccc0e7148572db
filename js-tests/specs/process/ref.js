// process.ref and unref take whatever says how it is done.
for (const key of [Symbol.for('nodejs.ref'), 'ref']) {
  const object = { [key]() { console.log('ref', String(key), this === object); } };
  process.ref(object);
}
process.unref({ [Symbol.for('nodejs.unref')]() { console.log('symbol'); }, unref() { console.log('method'); } });
console.log(process.ref(undefined), process.unref(5), process.ref({ ref: 1 }));
const timer = setTimeout(() => console.log('never'), 1e6);
process.unref(timer);
