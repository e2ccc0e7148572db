// Names that are declared twice, in scripts and in functions: early errors. And what may be.
const { Script } = require('vm');
const sources = [
  'const a = 1; const a = 2;', 'let a; var a;', 'var a; let a;', 'class A {} class A {}', 'let a; { var a; }', 'let a; function a() {}',
  'const [a] = []; let { a } = {};', 'const a = 1; for (var a of []);', 'let a; { let a; }', 'var a; var a; function a() {} function a() {}',
  'let a; (() => { var a; })();', 'let a; { function a() {} }', 'try {} catch (a) { var a; }', 'const a = 1; const b = () => a;',
];
for (const source of sources) {
  for (const text of [source, `function f() { ${source} }`, `(() => { ${source} });`, `class C { method() { ${source} } }`, `async function* g() { ${source} }`]) {
    try {
      new Script(text);
      console.log('fine', text);
    } catch (error) {
      console.log(error.name, error.message, text);
    }
  }
}
