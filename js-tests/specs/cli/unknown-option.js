// by hand: the name of the command
// run: --no-such-option $FILE
// exit: 9
