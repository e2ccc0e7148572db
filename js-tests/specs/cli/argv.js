#!/usr/bin/env node
// flags: --no-warnings --stack-trace-limit=5
// args: --flag value -x -- 'with space' ''
// argv, execArgv, execPath, argv0, title; what comes after the script is the script's.
const path = require('node:path');
console.log(process.argv.slice(2), process.execArgv, Error.stackTraceLimit);
console.log(process.argv[0] === process.execPath, path.isAbsolute(process.execPath), process.argv[1] === __filename);
console.log(typeof process.argv0, process.release.name, /^v\d+\.\d+\.\d+$/.test(process.version), typeof process.versions.node);
console.log(process.cwd() === __dirname, process.exitCode, process.platform, typeof process.pid, typeof process.uptime());
