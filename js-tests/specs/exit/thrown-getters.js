// exit: 1
throw {
  toString() { throw new Error('no text'); },
  get stack() { throw new Error('no stack'); },
};
