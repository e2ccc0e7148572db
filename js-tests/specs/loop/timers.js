// Timers: order by time, then by age; arguments; clearing; refresh; primitives; unref and hasRef.
const order = [];
setTimeout((...rest) => order.push('20', ...rest), 20, 'a', 'b');
setTimeout(() => order.push('5'), 5);
setTimeout(() => order.push('5 again'), 5);
setTimeout(() => order.push('none'));
const cleared = setTimeout(() => order.push('never'), 1);
clearTimeout(cleared);
const byNumber = setTimeout(() => order.push('never'), 1);
clearTimeout(+byNumber);
clearTimeout(undefined);
clearTimeout('nonsense');
const unreffed = setTimeout(() => order.push('never'), 100000).unref();
console.log(unreffed.hasRef(), unreffed.ref().hasRef(), unreffed.unref() === unreffed);
const again = setTimeout(() => order.push('refreshed'), 30);
setTimeout(() => again.refresh(), 15);
setTimeout(() => order.push('28'), 28);
let count = 0;
const interval = setInterval(() => {
  order.push(`interval ${++count}`);
  if (count === 3) clearInterval(interval);
}, 200);
console.log(typeof interval[Symbol.toPrimitive](), interval.constructor.name, typeof interval.close);
process.on('exit', () => console.log(order.join('\n')));
