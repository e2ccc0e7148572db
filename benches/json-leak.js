// One million small documents, each with keys and texts of its own: memory must stay where it was.
// skip: qjs
const rounds = 1_000_000;
const rss = () => process.memoryUsage().rss / 1048576;
let early = 0;
let sum = 0;
for (let index = 0; index < rounds; index++) {
  sum += JSON.parse(`{"key${index}":"value ${index}","n":${index}}`).n;
  if (index === 100_000) early = rss();
}
if (sum !== (rounds * (rounds - 1)) / 2) throw new Error('wrong sum');
console.log(JSON.stringify({ name: 'rss after 1e5', value: early, unit: 'MB' }));
console.log(JSON.stringify({ name: 'rss after 1e6', value: rss(), unit: 'MB' }));
console.log(JSON.stringify({ name: 'growth', value: Math.max(0, rss() - early), unit: 'MB' }));
