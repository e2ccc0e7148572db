// by hand: Node 24 renamed the codes and does not warn
// JSON modules need their attribute (expected output by hand: Node 24 does not warn).
import data from '../modules/fixtures/data.json' with { type: 'json' };
console.log(data.list);
const namespace = await import('../modules/fixtures/data.json', { with: { type: 'json' } });
console.log(Object.keys(namespace), namespace.default === data);
for (const [specifier, attributes] of [['../modules/fixtures/data.json'], ['./fixtures/live.mjs', { type: 'json' }],
  ['../modules/fixtures/data.json', { type: 'css' }], ['./fixtures/live.mjs', { unknown: 'x' }]]) {
  try {
    await import(specifier, attributes && { with: attributes });
  } catch (error) {
    console.log(error.name, error.code);
  }
}
