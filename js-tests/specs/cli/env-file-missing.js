// by hand: the name of the command
// run: --env-file=no-such.env $FILE
// exit: 9
