// env: 'NODE_OPTIONS=--stack-trace-limit=3 --no-warnings'
console.log(Error.stackTraceLimit, process.execArgv);
process.emitWarning('quiet');
