// console.table.
console.table([{ a: 1, b: 'x' }, { a: 2, c: true }]);
console.table([[1, 2], [3, 4, 5]]);
console.table({ row1: { col: 1 }, row2: { col: 2 } });
console.table([{ a: 1, b: 2 }, { a: 3, b: 4 }], ['b']);
console.table(new Map([['k', 'v'], ['k2', { a: 1 }]]));
console.table(new Set([1, 'two']));
console.table(['primitive', 'values', null, undefined, 5n]);
console.table([]);
console.table('no table');
console.table([{ wide: '宽字符' }, { wide: 'é😀' }]);
