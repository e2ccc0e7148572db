// exit: 42
// An exit code that is set wins over 13.
process.exitCode = 42;
await new Promise(() => {});
