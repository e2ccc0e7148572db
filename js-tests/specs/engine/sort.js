// Sorting: stable, asking what V8 asks, and whatever the comparator says nothing ends but the sort.
const asked = (list) => {
  const questions = [];
  const sorted = list.slice().sort((a, b) => (questions.push(`${a}:${b}`), a - b));
  console.log(sorted.join(), '|', questions.join());
};
asked([3, 1, 2]);
asked([1, 2, 3, 4]);
asked([4, 3, 2, 1]);
asked([5, 2, 8, 1, 9, 3]);
asked([2, 2, 1, 1]);
asked([1]);
for (const length of [2, 63, 64, 65, 100, 1000]) {
  const list = Array.from({ length }, (_, i) => ({ key: (i * 7919) % 13, i }));
  const sorted = list.toSorted((a, b) => a.key - b.key);
  const right = sorted.every((x, i) => !i || sorted[i - 1].key < x.key || (sorted[i - 1].key === x.key && sorted[i - 1].i < x.i));
  console.log(length, sorted.length, new Set(sorted).size, right);
}
const lies = [1, -1, 1, 1, -1, 0, NaN, undefined, -Infinity];
for (const make of [(n) => Array.from({ length: n }, (_, i) => i), (n) => Uint8Array.from({ length: n }, (_, i) => i), (n) => new Float64Array(n)]) {
  for (const length of [10, 50, 500, 3000]) {
    let n = 0;
    const sorted = make(length).sort(() => lies[n++ % lies.length]);
    console.log(length, sorted.length, sorted.reduce((a, b) => a + b, 0) === make(length).reduce((a, b) => a + b, 0));
  }
}
try {
  [3, 2, 1].sort(() => { throw new TypeError('mine'); });
} catch (error) {
  console.log(error.message);
}
console.log(JSON.stringify([3, , undefined, 1, 10].sort()), [, 1].sort().length);
console.log([true, 'b', 10, 9, null, 'a'].sort().join());
