// util.parseArgs. https://nodejs.org/api/util.html#utilparseargsconfig
const { codes } = require('internal/errors');
const {
  validateArray, validateBoolean, validateBooleanArray, validateObject, validateString, validateStringArray,
  validateUnion,
} = require('internal/validators');

// Only own properties count, so that nothing on Object.prototype turns into an option.
const own = (object, key) => (Object.hasOwn(object, key) ? object[key] : undefined);

// The arguments meant for the script: with code from -e or -p there is no script path before them.
function mainArgs() {
  const evaluated = process.execArgv.some((arg) => ['-e', '--eval', '-p', '--print'].includes(arg));
  return process.argv.slice(evaluated ? 1 : 2);
}

function checkOptions(options) {
  validateObject(options, 'options');
  for (const [name, option] of Object.entries(options)) {
    const path = `options.${name}`;
    validateObject(option, path);
    const type = own(option, 'type');
    validateUnion(type, `${path}.type`, ['string', 'boolean']);
    if (Object.hasOwn(option, 'short')) {
      validateString(option.short, `${path}.short`);
      if (option.short.length !== 1) {
        throw new codes.ERR_INVALID_ARG_VALUE(`${path}.short`, option.short, 'must be a single character');
      }
    }
    const multiple = own(option, 'multiple');
    if (Object.hasOwn(option, 'multiple')) validateBoolean(multiple, `${path}.multiple`);
    const value = own(option, 'default');
    if (value !== undefined) {
      const check = type === 'string' ?
        (multiple ? validateStringArray : validateString) : (multiple ? validateBooleanArray : validateBoolean);
      check(value, `${path}.default`);
    }
  }
}

function tokenize(args, options) {
  const byShort = new Map();
  for (const [name, option] of Object.entries(options)) {
    const short = own(option, 'short');
    if (short !== undefined && !byShort.has(short)) byShort.set(short, name);
  }
  const longOf = (short) => byShort.get(short) ?? short;
  const takesValue = (name) => Object.hasOwn(options, name) && own(options[name], 'type') === 'string';

  const tokens = [];
  const rest = args.slice();
  let index = -1;
  let grouped = 0;  // members of a short group still to come: they share one index
  while (rest.length > 0) {
    const arg = rest.shift();
    if (grouped > 0) grouped--;
    else index++;
    const option = (name, rawName, value, inlineValue) => {
      if (value === undefined && takesValue(name) && rest[0] != null) {
        tokens.push({ kind: 'option', name, rawName, index, value: rest.shift(), inlineValue: false });
        index++;
      } else {
        tokens.push({ kind: 'option', name, rawName, index, value, inlineValue });
      }
    };
    if (arg === '--') {
      tokens.push({ kind: 'option-terminator', index });
      for (const value of rest) tokens.push({ kind: 'positional', index: ++index, value });
      break;
    } else if (arg.length === 2 && arg[0] === '-' && arg[1] !== '-') {
      option(longOf(arg[1]), arg);
    } else if (arg.length > 2 && arg[0] === '-' && arg[1] !== '-') {
      if (takesValue(longOf(arg[1]))) {
        option(longOf(arg[1]), arg.slice(0, 2), arg.slice(2), true);
        continue;
      }
      // -abc is -a -b -c, up to one that takes a value, which has the rest.
      const members = [];
      for (let i = 1; i < arg.length; i++) {
        if (takesValue(longOf(arg[i])) && i < arg.length - 1) {
          members.push(`-${arg.slice(i)}`);
          break;
        }
        members.push(`-${arg[i]}`);
      }
      rest.unshift(...members);
      grouped = members.length;
    } else if (arg.length > 2 && arg.startsWith('--')) {
      const equals = arg.indexOf('=', 3);
      if (equals === -1) option(arg.slice(2), arg);
      else option(arg.slice(2, equals), arg.slice(0, equals), arg.slice(equals + 1), true);
    } else {
      tokens.push({ kind: 'positional', index, value: arg });
    }
  }
  return tokens;
}

function checkUsage(token, options, allowPositionals, allowNegative) {
  let { name } = token;
  const { rawName, value } = token;
  if (!Object.hasOwn(options, name)) {
    if (allowNegative && name.startsWith('no-')) name = name.slice(3);
    if (name === token.name || !Object.hasOwn(options, name) || own(options[name], 'type') !== 'boolean') {
      throw new codes.ERR_PARSE_ARGS_UNKNOWN_OPTION(rawName, allowPositionals);
    }
  }
  const short = own(options[name], 'short');
  const shown = `${short ? `-${short}, ` : ''}--${name}`;
  if (own(options[name], 'type') === 'string') {
    if (typeof value !== 'string') {
      throw new codes.ERR_PARSE_ARGS_INVALID_OPTION_VALUE(`Option '${shown} <value>' argument missing`);
    }
  } else if (value != null) {
    throw new codes.ERR_PARSE_ARGS_INVALID_OPTION_VALUE(`Option '${shown}' does not take an argument`);
  }
  // A separate value that looks like an option was most likely meant as one.
  if (!token.inlineValue && value != null && value.length > 1 && value[0] === '-') {
    const example = rawName.startsWith('--') ? `'${rawName}=-XYZ'` : `'--${token.name}=-XYZ' or '${rawName}-XYZ'`;
    throw new codes.ERR_PARSE_ARGS_INVALID_OPTION_VALUE(
      `Option '${rawName}' argument is ambiguous.\nDid you forget to specify the option argument for '${rawName}'?\n` +
      `To specify an option argument starting with a dash use ${example}.`);
  }
}

exports.parseArgs = (config = {}) => {
  const args = own(config, 'args') ?? mainArgs();
  const strict = own(config, 'strict') ?? true;
  const allowPositionals = own(config, 'allowPositionals') ?? !strict;
  const returnTokens = own(config, 'tokens') ?? false;
  const allowNegative = own(config, 'allowNegative') ?? false;
  const options = own(config, 'options') ?? { __proto__: null };
  validateArray(args, 'args');
  validateBoolean(strict, 'strict');
  validateBoolean(allowPositionals, 'allowPositionals');
  validateBoolean(returnTokens, 'tokens');
  validateBoolean(allowNegative, 'allowNegative');
  checkOptions(options);

  const tokens = tokenize(args, options);
  const result = { values: { __proto__: null }, positionals: [] };
  if (returnTokens) result.tokens = tokens;
  const { values, positionals } = result;
  for (const token of tokens) {
    if (token.kind === 'positional') {
      if (!allowPositionals) throw new codes.ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL(token.value);
      positionals.push(token.value);
    } else if (token.kind === 'option') {
      if (strict) checkUsage(token, options, allowPositionals, allowNegative);
      let { value = true } = token;
      if (allowNegative && token.value === undefined && token.name.startsWith('no-')) {
        token.name = token.name.slice(3);
        value = false;
      }
      const { name } = token;
      if (name === '__proto__') continue;
      if (Object.hasOwn(options, name) && own(options[name], 'multiple')) (values[name] ??= []).push(value);
      else values[name] = value;
    }
  }
  for (const [name, option] of Object.entries(options)) {
    const value = own(option, 'default');
    if (value !== undefined && values[name] === undefined && name !== '__proto__') values[name] = value;
  }
  return result;
};
