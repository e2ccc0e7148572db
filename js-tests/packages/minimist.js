// minimist: all its kinds of arguments.
const parse = require('minimist');
console.log(parse(['-a', 'beep', '-b', 'boop']), parse(['-x', '3', '-y', '4', '-n5', '-abc', '--beep=boop', 'foo', 'bar', 'baz']));
console.log(parse(['--no-color', '--a.b.c', '5', '--list', '1', '--list', '2', '--', '-x', 'y'], { '--': true }));
console.log(parse(['-vvv', '--name', '007', '-s', '--flag', 'next'], { string: ['name', 's'], boolean: 'flag', alias: { v: 'verbose' }, default: { port: 80 } }));
console.log(parse(['one', '--stop', 'two', '--not', 'an option'], { stopEarly: true }), parse(['--known', '--what'], { boolean: ['known'], unknown: (name) => console.log('unknown', name) || false }));
console.log(parse(['--__proto__.polluted', '1', '--constructor.prototype.x', '2']), {}.polluted, parse(['-1', '-.5', '1e5', '0x10', '--n', '-7']));
