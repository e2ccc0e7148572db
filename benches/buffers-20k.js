// 20,000 buffers of 1 MB, one after the other: memory outside the JavaScript heap must drive collection.
// skip: qjs
let sum = 0;
let peak = 0;
for (let index = 0; index < 20_000; index++) {
  const buffer = Buffer.alloc(1 << 20, index & 0xff);
  sum += buffer[index];
  if (index % 500 === 0) peak = Math.max(peak, process.memoryUsage().rss);
}
if (sum === 0) throw new Error('nothing was written');
console.log(JSON.stringify({ name: 'highest rss seen', value: peak / 1048576, unit: 'MB' }));
