// ajv: compiling schemas, errors, references, keywords, defaults, coercion.
const Ajv = require('ajv');
const Ajv2020 = require('ajv/dist/2020');
const ajv = new Ajv({ allErrors: true, useDefaults: true, coerceTypes: true });
ajv.addKeyword({ keyword: 'even', type: 'number', validate: (wanted, n) => (n % 2 === 0) === wanted, errors: false });
ajv.addFormat('upper', /^[A-Z]+$/);
ajv.addSchema({ $id: 'https://example.org/address', type: 'object', properties: { zip: { type: 'string', pattern: '^\\d{5}$' } }, required: ['zip'] });
const validate = ajv.compile({
  type: 'object',
  properties: {
    id: { type: 'integer', minimum: 1, even: true },
    code: { type: 'string', format: 'upper', minLength: 2 },
    tags: { type: 'array', items: { enum: ['a', 'b'] }, uniqueItems: true },
    address: { $ref: 'https://example.org/address' },
    kind: { type: 'string', default: 'plain' },
    either: { oneOf: [{ type: 'boolean' }, { type: 'number', multipleOf: 5 }] },
    tree: { $ref: '#/definitions/node' },
  },
  required: ['id', 'code'],
  additionalProperties: false,
  if: { properties: { kind: { const: 'special' } } },
  then: { required: ['tags'] },
  definitions: { node: { type: 'object', properties: { children: { type: 'array', items: { $ref: '#/definitions/node' } } } } },
});
const show = (data) => console.log(validate(data), JSON.stringify(data), (validate.errors ?? []).map((error) => `${error.instancePath} ${error.keyword} ${error.message}`));
show({ id: '4', code: 'AB', tags: ['a'], address: { zip: '12345' }, either: 10, tree: { children: [{ children: [] }] } });
show({ id: 3, code: 'x', tags: ['a', 'a', 'c'], address: { zip: 1 }, either: 7, extra: true, kind: 'special' });
show({});
const strict = new Ajv2020();
console.log(strict.validate({ type: 'array', prefixItems: [{ type: 'string' }], items: false, unevaluatedItems: false }, ['x', 1]), strict.errorsText());
for (const bad of [{ type: 'nope' }, { unknownKeyword: 1 }, { $ref: 'missing' }]) {
  try {
    strict.compile(bad);
  } catch (error) {
    console.log(error.message);
  }
}
