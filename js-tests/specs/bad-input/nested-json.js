// JSON nested 100,000 deep, both ways; broken JSON.
const deep = 100_000;
const attempt = (name, action) => {
  try {
    action();
  } catch (error) {
    if (!(error instanceof RangeError || error instanceof SyntaxError)) console.log(name, 'threw', error);
  }
};
attempt('arrays', () => JSON.parse('['.repeat(deep) + ']'.repeat(deep)));
attempt('objects', () => JSON.parse('{"a":'.repeat(deep) + '1' + '}'.repeat(deep)));
attempt('unclosed', () => JSON.parse('['.repeat(deep)));
attempt('reviver', () => JSON.parse('['.repeat(deep) + ']'.repeat(deep), (key, value) => value));
let array = [];
let object = {};
for (let level = 0; level < deep; level++) {
  array = [array];
  object = { object };
}
attempt('stringify array', () => JSON.stringify(array));
attempt('stringify object', () => JSON.stringify(object, null, 1).length);
const endless = { toJSON() { return { endless }; } };
attempt('toJSON', () => JSON.stringify(endless));
const circle = [];
circle.push(circle);
try {
  JSON.stringify(circle);
} catch (error) {
  console.log(error.name, error.message.split('\n')[0]);
}
for (const text of ['', '{', '[1,]', '{"a":1,}', 'undefined', "'x'", '01', '1.', '"\u0000"', '"\\x"', 'nul', '\ufeff1', '[1] 2'])
  try {
    console.log(JSON.parse(text));
  } catch (error) {
    console.log(JSON.stringify(text), error.name);
  }
console.log(JSON.parse('1e400'), JSON.parse('"\\ud800"').length, JSON.parse('{"__proto__":1}'));
console.log('alive');
