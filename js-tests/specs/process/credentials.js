// Setting the users and groups of the process: every argument that is refused, and what with.
const tries = [
  () => process.setuid({}), () => process.setgid(-1), () => process.seteuid(1.5), () => process.setegid('no such group'),
  () => process.setuid('no such user'), () => process.setuid(''), () => process.setgroups(), () => process.setgroups([null]),
  () => process.setgroups([0, 'no such group']), () => process.setgroups([0, -1]), () => process.initgroups(),
  () => process.initgroups('root', null), () => process.initgroups('root', 'no such group'),
];
for (const attempt of tries) {
  try {
    console.log(attempt());
  } catch (error) {
    console.log(error.name, error.code, error.message);
  }
}
console.log(Array.isArray(process.getgroups()));
