// Lengths that only a script names, strings beyond what a string may be, comparisons that contradict themselves.
const attempt = (name, action) => {
  try {
    console.log(name, typeof action());
  } catch (error) {
    console.log(name, error.name, error.message);
  }
};
const half = 'x'.repeat(2 ** 28);
attempt('apply', () => Reflect.apply(Math.max, null, { length: 2 ** 32 }));
attempt('push.apply', () => [].push.apply([], { length: 2 ** 31 }));
attempt('toSorted', () => [].toSorted.call({ length: 2 ** 32 }));
attempt('with', () => [].with.call({ length: 2 ** 32 }, 0, 1));
attempt('new Array', () => new Array(2 ** 32));
attempt('join', () => new Array(2 ** 27).join('abcd'));
attempt('+', () => half + half);
attempt('template', () => `${half}${half}`);
attempt('join of long', () => [half, half].join(''));
attempt('JSON', () => JSON.stringify({ half: '\u0001'.repeat(2 ** 27) }));
attempt('array buffer', () => new ArrayBuffer(2 ** 45));
for (const contradiction of [() => 1, () => -1, () => NaN, (a, b) => (a % 7 < b % 5 ? -1 : 1), () => Math.random() - 0.5, () => 'x']) {
  const list = Array.from({ length: 5000 }, (_, i) => i);
  attempt('sort', () => { list.sort(contradiction); Float64Array.from(list).sort(contradiction); });
  console.log(new Set(list).size);
}
const stable = Array.from({ length: 1000 }, (_, i) => ({ key: i % 3, i }));
stable.sort((a, b) => a.key - b.key);
console.log(stable.every((item, i) => i === 0 || stable[i - 1].key < item.key || stable[i - 1].key === item.key && stable[i - 1].i < item.i));
attempt('sort throws', () => [3, 2, 1].sort(() => { throw new Error('compared'); }));
