// JSON.parse and JSON.stringify of documents of 70 KB and 5 MB; ms for one.
// skip: qjs
const document = (count) => ({
  users: Array.from({ length: count }, (_, id) => ({
    id, name: `User number ${id}`, email: `user${id}@example.org`, active: id % 3 === 0, score: (id * 7919) % 1000 / 7,
    tags: ['alpha', 'beta', `tag-${id % 10}`], address: { street: `${id} Main Street`, city: 'Zürich', zip: String(10000 + id), geo: [id / 3, -id / 7] },
    note: id % 5 === 0 ? 'line one\nline "two"\t\u00e9' : null,
  })),
});
for (const [label, count, rounds] of [['70 KB', 270, 30], ['5 MB', 19000, 2]]) {
  const value = document(count);
  const text = JSON.stringify(value);
  if (JSON.stringify(JSON.parse(text)) !== text) throw new Error('no round trip');
  const time = (name, run) => {
    const start = performance.now();
    for (let round = 0; round < rounds; round++) run();
    console.log(JSON.stringify({ name: `${name} ${label}`, value: (performance.now() - start) / rounds, unit: 'ms' }));
  };
  time('parse', () => JSON.parse(text));
  time('stringify', () => JSON.stringify(value));
  time('stringify indented', () => JSON.stringify(value, null, 2));
}
