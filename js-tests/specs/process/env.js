// flags: --pending-deprecation --no-warnings
process.on('warning', (warning) => console.log(warning.name, warning.code, warning.message));
process.env.A = 1;
process.env.B = true;
process.env.C = undefined;
process.env.D = null;
console.log(process.env.A, process.env.B, process.env.C, process.env.D);
process.env[''] = 'x';
console.log('' in process.env, Symbol('s') in process.env, process.env[Symbol.iterator], delete process.env.nothing);
console.log(structuredClone(process.env).A);
for (const attempt of [() => { process.env[Symbol('s')] = 1; }, () => { process.env.s = Symbol('s'); },
                       () => Object.defineProperty(process.env, 'E', { value: 'x' }),
                       () => Object.defineProperty(process.env, 'E', { get() {} })]) {
  try { attempt(); } catch (error) { console.log(error.name, error.code, error.message); }
}
