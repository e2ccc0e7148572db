// Contexts: what scripts in them see, change and leave behind on their sandbox.
const vm = require('vm');
const show = (code, context, options) => {
  try { console.log(vm.runInContext(code, context, options)); } catch (error) { console.log(error.name, error.message); }
};

const sandbox = { given: 1, log: (...args) => console.log('log', ...args) };
const context = vm.createContext(sandbox);
console.log(context === sandbox, vm.isContext(sandbox), vm.isContext({}));
show('var declared = given + 1; function f() { return this === globalThis; } implicit = 3; let lexical = 4; f()', context);
console.log(Object.keys(sandbox), sandbox.declared, sandbox.implicit, sandbox.lexical);
console.log(Object.getOwnPropertyDescriptor(sandbox, 'declared'));
show('lexical += 1; [lexical, typeof process, typeof require]', context);
show('log(globalThis.log === log, "given" in globalThis, delete globalThis.implicit, typeof implicit)', context);
show('[] instanceof Array && {} instanceof Object && /x/ instanceof RegExp', context);
show('[]', context);
console.log(vm.runInContext('[]', context) instanceof Array, vm.runInContext('Array', context) === Array);
show('undeclared', context);
show('try { (function () { "use strict"; undeclared = 1; })() } catch (error) { error.name }', context);
show('Object.defineProperty(globalThis, "fixed", { value: 1 }); fixed = 2; fixed', context);
console.log(Object.getOwnPropertyDescriptor(sandbox, 'fixed'));
show('NaN = 1; undefined = 2; [NaN, undefined, Object.getOwnPropertyDescriptor(globalThis, "NaN").configurable]', context);
sandbox.later = 'added';
Object.defineProperty(sandbox, 'computed', { get: () => 'by a getter', configurable: true });
show('[later, computed, this.later, globalThis.computed]', context);
show('Object.getOwnPropertyNames(globalThis).includes("Array") && Object.keys(globalThis).join()', context);
show('this.itself = this; itself === globalThis', context);
console.log(sandbox.itself === sandbox);

// One script, many contexts.
const script = new vm.Script('count = (typeof count === "undefined" ? 0 : count) + 1; let once = 1; once');
const [a, b] = [vm.createContext({}), vm.createContext({ count: 10 })];
console.log(script.runInContext(a), script.runInContext(b), a, b);
try { script.runInContext(a); } catch (error) { console.log(error.name); }
globalThis.outer = 'outer';
console.log(vm.runInThisContext('outer'), vm.runInNewContext('typeof outer'));
console.log(new vm.Script('this.x * 2').runInNewContext({ x: 21 }));

// Code from strings may be forbidden.
const closed = vm.createContext({}, { codeGeneration: { strings: false } });
show('try { eval("1") } catch (error) { error.name + ": " + error.message }', closed);

// Functions with parameters of their own.
const add = vm.compileFunction('return a + b + extra', ['a', 'b'], { contextExtensions: [{ extra: 100 }] });
console.log(add(1, 2), add.length);
console.log(vm.compileFunction('return typeof given', [], { parsingContext: context })());
for (const code of ['}); evil(); (function () {', 'return (']) {
  try { vm.compileFunction(code); } catch (error) { console.log(error.name); }
}
for (const bad of [() => vm.createContext(1), () => vm.runInContext('1', {}), () => new vm.Script('1', 1),
  () => vm.compileFunction(1), () => vm.runInThisContext('1', { lineOffset: 'x' }), () => vm.isContext(1)]) {
  try { bad(); } catch (error) { console.log(error.code, error.message); }
}
import('vm').then(async () => {
  const refused = await vm.runInThisContext('import("fs")').catch((error) => error);
  console.log(refused.code);
  const taken = vm.runInThisContext('import("fs")', { importModuleDynamically: vm.constants?.USE_MAIN_CONTEXT_DEFAULT_LOADER });
  console.log(typeof (await taken).readFileSync);
});
