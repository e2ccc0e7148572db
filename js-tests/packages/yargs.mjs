// yargs: parsing, commands, types, validation, help.
import yargs from 'yargs';
import { hideBin } from 'yargs/helpers';
const make = () => yargs().scriptName('tool').usage('$0 <command>').locale('en').exitProcess(false).wrap(80)
  .option('verbose', { alias: 'v', type: 'count', describe: 'say more' })
  .option('out', { type: 'string', default: 'a.out', describe: 'where to' })
  .command('serve [port]', 'starts it', (y) => y.positional('port', { type: 'number', default: 5000 }), (argv) => console.log('serve', argv.port, argv))
  .command('fail', 'fails', () => {}, () => { throw new Error('as asked'); })
  .strict().demandCommand(1).help().version('3.2.1');
for (const line of ['serve', 'serve 80 -vv --out=x', 'serve --nope', 'fail', '', '--version', '--help', 'serve --help']) {
  console.log('$', line);
  try {
    await make().parse(line ? line.split(' ') : [], {}, (error, argv, output) => {
      if (error) console.log('error:', error.message);
      if (output) console.log(output);
    });
  } catch (error) {
    console.log('thrown:', error.message);
  }
}
console.log(hideBin(['node', 'script', 'a', '-b']), yargs(['--a.b=1', '--list', '1', '2', '--no-c', '--', 'x']).array('list').parse());
