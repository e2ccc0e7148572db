// by hand: Node dies of a segmentation fault here
// Regular expressions nested deep or wrong: SyntaxError or RangeError, or they work.
// FIXME: 100,000 works too, but takes time that grows with the square: half a minute in a debug build.
const deep = 30_000;
const attempt = (name, source, input = 'a') => {
  try {
    new RegExp(source).test(input);
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof RangeError)) console.log(name, 'threw', error);
  }
};
attempt('groups', '('.repeat(deep) + 'a' + ')'.repeat(deep));
attempt('lookaheads', '(?='.repeat(deep) + 'a' + ')'.repeat(deep));
attempt('non-capturing', '(?:'.repeat(deep) + 'a' + ')'.repeat(deep));
attempt('unclosed', '('.repeat(deep));
attempt('classes', '['.repeat(deep));
attempt('alternatives', 'a|'.repeat(deep));
attempt('quantifier', 'a{99999999999}');
attempt('long input', '^(?:a|b)*c', 'ab'.repeat(200_000));
for (const bad of ['(', '[', '*', 'a**', '(?<n>a)(?<n>b)', '\\', 'a{2,1}', '(?<1>a)'])
  try {
    new RegExp(bad);
    console.log(bad, 'accepted');
  } catch (error) {
    console.log(bad, error.name);
  }
console.log('alive');
