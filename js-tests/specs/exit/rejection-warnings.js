// flags: --no-warnings --unhandled-rejections=warn
process.on('warning', ({ name, message, id }) => console.log(name, '|', message.split('\n')[0].slice(0, 40), '|', id));
process.on('unhandledRejection', (reason) => console.log('unhandled', reason));
const promise = Promise.reject({ a: 1 });
Promise.reject([1]);
Promise.reject(Symbol('s'));
setTimeout(() => promise.catch(() => {}), 1);
