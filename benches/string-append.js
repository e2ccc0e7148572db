// Text built piece by piece, then read; ms in all.
const say = typeof console === 'undefined' ? print : console.log;
const time = (name, run) => {
  const start = Date.now();
  run();
  say(JSON.stringify({ name, value: Date.now() - start, unit: 'ms' }));
};
let text = '';
time('200,000 appends', () => { for (let index = 0; index < 200000; index++) text += 'piece'; });
time('charCodeAt over it', () => { let sum = 0; for (let index = 0; index < 200000; index++) sum += text.charCodeAt(index); if (!sum) throw new Error('empty'); });
time('join 200,000', () => { const list = []; for (let index = 0; index < 200000; index++) list.push('piece'); if (list.join('').length !== text.length) throw new Error('length'); });
time('split and replaceAll', () => { if (text.split('e').length !== text.replaceAll('e', '--').split('--').length) throw new Error('split'); });
