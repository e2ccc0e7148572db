// shell: "$RUNTIME"
// stdin: console.log('read from stdin', process.argv.length);\n
