// Strings that are appended to share memory, but no string changes for that.
const parts = [];
let text = 'x'.repeat(300);
text += '1';
const [b, c] = [text + '2', text + '3'];
const [d, e] = [b + '4', b + '5'];
console.log([text, b, c, d, e].map((s) => s.slice(299)));
// Branches off a growing string, narrow and wide, by every operator.
let grown = '';
let copy = '';
for (let i = 0; i < 3000; i++) {
  const unit = i % 500 === 499 ? '\u1234' : String.fromCharCode(97 + i % 26);
  grown += unit;
  copy = copy.concat(unit);
  if (i % 7 === 0) parts.push([grown, grown + '!', `${grown}?`, grown.length]);
}
console.log(grown === copy, grown.length, parts.every(([s, bang, question, length]) =>
  s === copy.slice(0, length) && bang === copy.slice(0, length) + '!' && question === copy.slice(0, length) + '?'));
const record = { log: '' };
for (let i = 0; i < 2000; i++) record.log += i + '\n';
console.log(record.log.split('\n').length, Buffer.byteLength(record.log), record.log.endsWith('1999\n'));
// A million appends take no time to speak of: with a copy each it would be minutes.
let long = '';
for (let i = 0; i < 1e6; i++) long += 'ab';
let template = '';
for (let i = 0; i < 1e5; i++) template = `${template}${i % 10}-`;
console.log(long.length, template.length, template.slice(-6));
