// shell: printf 'in' | "$RUNTIME" "$FILE" child 2>/dev/null | cat; "$RUNTIME" "$FILE" child < /dev/null > "$SCRATCH/out"; cat "$SCRATCH/out"
// Standard streams on pipes and files.
'use strict';
const { stdin, stdout, stderr } = process;
stdout.write(`${stdout.fd} ${stdout._type} ${stdout.isTTY} ${stdout.writable} ${stdout === process.stdout} ${stdout.columns}\n`);
stdout.write(`${stderr.fd} ${stderr.writable}\n`);
stdout.write('6c61740a', 'hex', () => stdout.write('callback\n'));
stdin.setEncoding('utf8');
stdin.on('data', (text) => stdout.write(`data ${text}\n`));
stdin.on('end', () => stdout.write('end\n'));
stdin.on('close', () => stdout.write('close\n'));
