// exit: 1
// The error's own properties and the chain of causes are printed.
const low = new RangeError('low level');
const error = new Error('high level', { cause: low });
error.code = 'E_HIGH';
error.detail = { list: [1, 2, 3], nested: { deep: { deeper: { deepest: true } } } };
throw error;
