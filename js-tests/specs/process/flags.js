// process.allowedNodeEnvironmentFlags knows options in every spelling, and nothing changes it.
// env: NODE_OPTIONS=
const flags = process.allowedNodeEnvironmentFlags;
for (const name of ['--no-warnings', '--no_warnings', 'no-warnings', 'trace_uncaught', '--title=x', '-r', 'r', '--eval',
                    '--nope', '', '-', 5]) {
  console.log(name, flags.has(name));
}
console.log(flags instanceof Set, Object.isFrozen(flags), flags.delete('--title'), flags.clear(), flags.has('--title'));
console.log(flags.add('--nope') === flags, flags.has('--nope'), flags.size > 10);
