// printf-like directives of console.log and util.format.
const { format } = require('node:util');
console.log('%s %d %i %f %j %o %O %c %%', 'text', '42.5', '42.9', '1.5', { a: 1 }, [1], { b: { c: {} } }, 'css');
console.log('%s', null, undefined, 5n, Symbol('s'), -0, () => {}, class A {}, [1, [2, [3]]], { toString() { return 'own'; } });
console.log('%d|%i|%f', '0x10', 'x', 'y', '%s', 'left over');
console.log('%d %i', 10n, 20n, '%');
console.log('100%', 'sure', '%x', '%');
console.log();
console.log('');
console.log(undefined, null, -0, 0, NaN, 1e21, 123456789012345680000, 'plain', ['quoted', "it's", 'a "b"', `c\`d'"`]);
console.log(format('%s', new Error('message only').message), format(1, 2, '3'), format('%s'), format('%s %s', 'a'));
console.log('%j', { toJSON() { return 'json'; } });
const circle = {};
circle.self = circle;
console.log('%j %s', circle, circle);
console.error('to %s', 'stderr');
console.warn('warn');
console.info('info');
console.debug('debug');
