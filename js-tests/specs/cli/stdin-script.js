// run: - a b
// stdin: console.log(__filename, process.argv.slice(1), require.main === module);\n
