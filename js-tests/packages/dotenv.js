// dotenv: parsing and loading into process.env.
const dotenv = require('dotenv');
const fs = require('node:fs');
const text = `# comment
BASIC=basic
export EXPORTED=yes
SINGLE='single # quoted'
DOUBLE="double\\nquoted"
BACKTICK=\`back "tick" 'quoted'\`
SPACED =  trimmed   # comment
EMPTY=
JSON={"a": [1, "b"]}
MULTI="first
second"
TAKEN=from file
`;
fs.writeFileSync('.env', text);
console.log(dotenv.parse(Buffer.from(text)));
process.env.TAKEN = 'from outside';
const { parsed, error } = dotenv.config({ quiet: true });
console.log(Object.keys(parsed).length, error, process.env.BASIC, process.env.MULTI, process.env.TAKEN);
dotenv.config({ override: true, quiet: true });
console.log(process.env.TAKEN, dotenv.config({ path: 'none.env', quiet: true }).error.code);
const target = {};
dotenv.populate(target, { A: '1' });
console.log(target);
