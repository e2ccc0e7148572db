// Objects converted within their own conversion, and arrays that hold themselves.
let n = 0;
console.log(+{ valueOf() { return n++ < 5 ? +this + 1 : 10; } });
const o = { toString() { return n++ < 9 ? `${this}x` : 'end'; } };
console.log(String(o));
const a = [1];
a.push(a, [a], 2);
console.log(a.join(), String(a), `${a}`, a.toLocaleString(), a + '');
console.log(a.join('-'), [a, a].join(';'));
for (const endless of [{ toString() { return `${this}x`; } }, { toString() { return String(this); } }]) {
  try {
    console.log(String(endless));
  } catch (error) {
    console.log(error.name, error.message);
  }
}
try {
  console.log(+{ valueOf() { return +this; } });
} catch (error) {
  console.log(error.name, error.message);
}
