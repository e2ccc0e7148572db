// zod: schemas, parsing, errors, refinements, transforms, JSON Schema.
import { z } from 'zod';
const User = z.object({
  name: z.string().min(2).trim(),
  age: z.number().int().positive().optional(),
  email: z.email(),
  role: z.enum(['admin', 'user']).default('user'),
  tags: z.array(z.string()).max(3).nonempty(),
  address: z.object({ street: z.string(), zip: z.string().regex(/^\d{5}$/) }).strict().nullable(),
});
console.log(User.parse({ name: ' Ann ', email: 'ann@example.org', tags: ['x'], address: null, extra: 1 }));
const failed = User.safeParse({ name: 'A', age: -1.5, email: 'no', role: 'root', tags: [], address: { street: 1, zip: 'x', more: 2 } });
console.log(failed.success, failed.error.issues.map((issue) => [issue.path.join('.'), issue.code, issue.message]));
console.log(z.prettifyError(failed.error));
const Shape = z.discriminatedUnion('kind', [z.object({ kind: z.literal('circle'), r: z.number() }), z.object({ kind: z.literal('box'), w: z.coerce.number() })]);
console.log(Shape.parse({ kind: 'box', w: '12.5' }), Shape.safeParse({ kind: 'line' }).error.issues[0].message);
const Even = z.string().transform(Number).pipe(z.number()).refine((n) => n % 2 === 0, { error: 'must be even' });
console.log(Even.parse('42'), Even.safeParse('3').error.issues[0].message, await z.string().refine(async (s) => s.length > 1).parseAsync('ok'));
console.log(z.record(z.string(), z.number()).parse({ a: 1 }), z.tuple([z.string(), z.bigint()]).parse(['a', 1n]), z.map(z.string(), z.date()).safeParse(new Map([['a', 1]])).success);
const Tree = z.object({ value: z.number(), get children() { return z.array(Tree); } });
console.log(JSON.stringify(Tree.parse({ value: 1, children: [{ value: 2, children: [] }] })), User.partial().pick({ name: true }).parse({}));
console.log(JSON.stringify(z.toJSONSchema(z.object({ a: z.string().min(1), b: z.array(z.int()).optional() }))));
