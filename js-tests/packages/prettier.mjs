// prettier: formats a file by its command, and texts of several languages by its API.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import * as prettier from 'prettier';
fs.writeFileSync('ugly.js', 'const a={b:1,c:[1,2,3].map(x=>x*2),long:"a string that is long",another:`template ${a}`,fn(){return a??b}}\nif(a){foo()}else bar(  1,2 )\nasync function  f (x,{y,z}={}){for await(const q of x)yield_(q);return await Promise.all([y,z])}');
fs.writeFileSync('.prettierrc', '{ "singleQuote": true, "printWidth": 60 }');
const command = path.join(process.env.MODULES, 'prettier/bin/prettier.cjs');
const { status, stdout, stderr } = spawnSync(process.execPath, [command, 'ugly.js'], { encoding: 'utf8' });
console.log(status, stdout, stderr);
for (const [parser, text] of Object.entries({
  babel: 'x=<div className="a" onClick={()=>1}>{y}</div>',
  typescript: 'interface A<T extends string|number>{readonly b?:T;c():void}\nenum E{A=1,B}\nconst x=y as unknown as Array<A<string>>',
  css: 'a{color:red;background:URL(x.png)}@media (max-width:10px){b>c,d{margin:0 1px}}',
  json: '{"a":[1,2,{"b":null}],"c":"d"}',
  markdown: '* a\n* b\n\n| x | yy |\n|--|:-:|\n| 1 | 2 |\n',
  html: '<div><p>text <b>bold</b></p><ul><li>1<li>2</ul></div>',
  yaml: 'a:   1\nb: [1,   2]\n',
})) console.log(`--- ${parser}\n${await prettier.format(text, { parser })}`);
console.log(await prettier.check('const a = 1;\n', { parser: 'babel' }), await prettier.format('let x = ;', { parser: 'babel' }).catch((error) => error.name));
