// run: -e 'console.log(process.argv.length, __filename, module.id, require("path").sep, typeof fs.readFileSync, process.execArgv); exports.x = this === globalThis' one two
