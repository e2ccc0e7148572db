// spawnSync, execFileSync, execSync: https://nodejs.org/api/child_process.html#synchronous-process-creation

const { ErrnoException, genericNodeError, codes: { ERR_INVALID_ARG_TYPE } } = require('internal/errors');
const {
  checkExecFileArguments, normalizeExecArgs, normalizeSpawnArguments, validateTimeout, validateMaxBuffer,
  sanitizeKillSignal, MAX_BUFFER,
} = require('internal/child_process/arguments');
const { getValidStdio } = require('internal/child_process');

function spawnSync(file, args, options) {
  options = { maxBuffer: MAX_BUFFER, ...normalizeSpawnArguments(file, args, options) };
  validateTimeout(options.timeout);
  validateMaxBuffer(options.maxBuffer);
  options.killSignal = sanitizeKillSignal(options.killSignal);
  options.stdio = getValidStdio(options.stdio || 'pipe', true).stdio;
  // `input` is what the child reads, whatever its stdio says.
  if (options.input) options.stdio[0] = { ...options.stdio[0], type: 'pipe', readable: true, input: options.input };
  options.stdio.forEach((place, i) => {
    const { input } = place;
    if (input == null) return;
    if (ArrayBuffer.isView(input)) return;
    if (typeof input !== 'string') {
      throw new ERR_INVALID_ARG_TYPE(`options.stdio[${i}]`, ['Buffer', 'TypedArray', 'DataView', 'string'], input);
    }
    place.input = Buffer.from(input, options.encoding);
  });
  return run(options);
}

function run(options) {
  const result = ops.spawnSync(options);
  if (result.output && options.encoding && options.encoding !== 'buffer') {
    result.output = result.output.map((bytes) => (bytes ? bytes.toString(options.encoding) : bytes));
  }
  result.stdout = result.output && result.output[1];
  result.stderr = result.output && result.output[2];
  if (result.error) {
    result.error = new ErrnoException(result.error, `spawnSync ${options.file}`);
    result.error.path = options.file;
    result.error.spawnargs = options.args.slice(1);
  }
  return result;
}

function failure(result, args, cmd) {
  if (result.error) return Object.assign(result.error, result);
  if (result.status === 0) return undefined;
  let message = `Command failed: ${cmd || args.join(' ')}`;
  if (result.stderr?.length > 0) message += `\n${result.stderr.toString()}`;
  return genericNodeError(message, result);
}

function finish(result, args, cmd, inheritStderr) {
  if (inheritStderr && result.stderr) process.stderr.write(result.stderr);
  const error = failure(result, args, cmd);
  if (error) throw error;
  return result.stdout;
}

function execFileSync(file, args, options) {
  ({ file, args, options } = checkExecFileArguments(file, args, options));
  const inheritStderr = !options.stdio;
  const result = spawnSync(file, args, options);
  return finish(result, [options.argv0 || file, ...args], undefined, inheritStderr);
}

function execSync(command, options) {
  const normal = normalizeExecArgs(command, options, null);
  const inheritStderr = !normal.options.stdio;
  return finish(spawnSync(normal.file, normal.options), undefined, command, inheritStderr);
}

module.exports = { spawnSync, execFileSync, execSync };
