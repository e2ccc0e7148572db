// commander: options, arguments, subcommands, help, errors.
const { Command, Option, InvalidArgumentError } = require('commander');
const make = () => {
  const program = new Command('tool').description('A tool').version('1.2.3').exitOverride();
  program.configureOutput({ writeErr: (text) => console.log('err:', text.trimEnd()) });
  program.option('-d, --debug', 'print more').option('-s, --size <size>', 'how large', 'medium').option('--no-color', 'plain');
  program.addOption(new Option('-l, --level <level>', 'the level').choices(['low', 'high']).env('TOOL_LEVEL'));
  const number = (text) => {
    if (Number.isNaN(Number(text))) throw new InvalidArgumentError('Not a number.');
    return Number(text);
  };
  program.command('add').alias('a').description('adds numbers').argument('<first>', 'a number', number)
    .argument('[rest...]', 'more numbers').option('-v, --verbose', 'say more', (_, before) => before + 1, 0)
    .action((first, rest, options, command) => console.log('sum', first + rest.map(Number).reduce((a, b) => a + b, 0), options, command.optsWithGlobals()));
  return program;
};
for (const line of ['add 1 2 3 -vv', '--debug -s large a 5', '-l middle add 1', 'add one', 'add', '--nope', 'ad 1', '--help', 'add --help', '--version', '--no-color --level=high add 7']) {
  console.log('$', line);
  try {
    make().parse(line.split(' '), { from: 'user' });
  } catch (error) {
    console.log(error.code, error.exitCode);
  }
}
