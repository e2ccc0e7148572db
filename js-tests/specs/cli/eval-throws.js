// by hand: frames of the wrapper
// run: -e 'throw new Error("from the command line")'
// exit: 1
