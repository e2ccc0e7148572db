// typescript: tsc type-checks and emits a small project; transpileModule.
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
fs.mkdirSync('src');
fs.writeFileSync('tsconfig.json', JSON.stringify({ compilerOptions: { target: 'es2020', module: 'commonjs', strict: true, outDir: 'out', declaration: true, sourceMap: true, lib: ['es2020'], types: [] }, include: ['src'] }));
fs.writeFileSync('src/shapes.ts', `export interface Shape { readonly name: string; area(): number }
export abstract class Base implements Shape { constructor(public readonly name: string) {} abstract area(): number; }
export class Circle extends Base { constructor(private r: number) { super('circle'); } area(): number { return Math.round(Math.PI * this.r ** 2); } }
export enum Color { Red = 'red', Blue = 'blue' }
export type Keys<T> = { [K in keyof T as \`get\${Capitalize<string & K>}\`]: () => T[K] };
export const sum = <T extends Shape>(shapes: readonly T[]): number => shapes.reduce((total, shape) => total + shape.area(), 0);
`);
fs.writeFileSync('src/main.ts', `import { Circle, Color, sum, type Keys } from './shapes';
const getters: Keys<{ size: number }> = { getSize: () => 3 };
function isCircle(x: unknown): x is Circle { return x instanceof Circle; }
const shapes = [new Circle(1), new Circle(getters.getSize())];
export const report = \`\${sum(shapes)} \${Color.Blue} \${isCircle(shapes[0])} \${shapes.at?.length ?? 'none'}\`;
`);
const tsc = path.join(process.env.MODULES, 'typescript/bin/tsc');
const run = (...words) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [tsc, ...words], { encoding: 'utf8' });
  console.log('tsc', words.join(' '), status, stdout.trim(), stderr.trim());
};
run();
fs.writeFileSync('src/main.ts', fs.readFileSync('src/main.ts', 'utf8').replace("shapes.at?.length ?? 'none'", 'shapes.length'));
run();
console.log(fs.readdirSync('out').sort(), fs.readFileSync('out/main.js', 'utf8'), fs.readFileSync('out/shapes.d.ts', 'utf8'));
console.log(require(path.resolve('out/main.js')).report);
const ts = require('typescript');
console.log(ts.transpileModule('enum E { A } const x: number = <any>E.A; export = x satisfies number;', { compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES5 } }).outputText);
