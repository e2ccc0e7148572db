// uuid: all versions, validation, bytes, uniqueness.
import { v1, v3, v4, v5, v6, v7, NIL, MAX, parse, stringify, validate, version, v1ToV6 } from 'uuid';
console.log(v5('hello.example.com', v5.DNS), v3('hello.example.com', v3.DNS), v5('x', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'));
console.log(v4({ random: Uint8Array.from({ length: 16 }, (_, i) => i * 16) }), v7({ msecs: 1700000000000, seq: 5, random: new Uint8Array(16) }));
console.log(v1({ node: [1, 2, 3, 4, 5, 6], clockseq: 0x1234, msecs: Date.UTC(2020, 0, 1), nsecs: 5 }));
console.log([v1(), v4(), v6(), v7()].map((id) => [id.length, version(id), validate(id)]));
console.log(NIL, MAX, validate('not one'), version(NIL), [...parse('6ec0bd7f-11c0-43da-975e-2a8ad9ebae0b')].join());
console.log(stringify(parse(MAX)), v1ToV6('c232ab00-9414-11ec-b3c8-9f6bdeced846'));
const many = new Set(Array.from({ length: 20000 }, () => v4()));
const ordered = Array.from({ length: 2000 }, () => v7());
console.log(many.size, ordered.every((id, index) => index === 0 || id > ordered[index - 1]));
for (const bad of ['', 'x', 5]) {
  try {
    parse(bad);
  } catch (error) {
    console.log(error.name, error.message);
  }
}
