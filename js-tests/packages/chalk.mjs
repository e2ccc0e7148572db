// chalk: colours, nesting, levels, templates of styles.
import chalk, { Chalk, chalkStderr, supportsColor } from 'chalk';
console.log(JSON.stringify([chalk.level, chalk.red('plain when piped'), supportsColor, typeof chalkStderr.red]));
for (const level of [0, 1, 2, 3]) {
  const c = new Chalk({ level });
  console.log(JSON.stringify([
    c.red('red'), c.bold.underline.bgBlue('many'), c.hex('#ff8800')('hex'), c.rgb(1, 2, 3).inverse('rgb'), c.ansi256(200)('ansi'),
    c.green(`outer ${c.red('inner')} outer`), c.blue('two\nlines'), c.dim(''), c.visible('seen'), c.bgHex('#123456').gray('both'),
  ]));
}
const theme = new Chalk({ level: 1 });
const warn = theme.bold.yellow;
console.log(JSON.stringify([warn('a', 'b', 3), warn.inverse('x'), theme.reset.red('y')]));
