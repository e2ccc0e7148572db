// Thenables cost two more turns of the microtask queue; async return of a promise three.
const log = console.log;
Promise.resolve().then(() => log(1)).then(() => log(2)).then(() => log(3)).then(() => log(4)).then(() => log(5));
Promise.resolve({ then(resolve) { log('then called'); resolve('thenable'); } }).then(log);
(async () => Promise.resolve('returned promise'))().then(log);
Promise.all([1, Promise.resolve(2)]).then((all) => log('all', all));
Promise.race([new Promise(() => {}), 'raced']).then(log);
Promise.any([Promise.reject(1), 2]).then((value) => log('any', value));
Promise.allSettled([Promise.reject('no'), 'yes']).then((all) => log(all));
