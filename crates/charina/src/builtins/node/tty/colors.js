// How many colors a terminal shows, from its environment. https://nodejs.org/api/tty.html#writestreamgetcolordepthenv

// Bits: none, the 16 of old, the palette of 256, 16 million.
const NONE = 1;
const BASIC = 4;
const PALETTE = 8;
const TRUE_COLOR = 24;

const isSet = (value) => value !== undefined && value !== '';

// FORCE_COLOR as chalk and others read it.
const forced = {
  '__proto__': null, '': BASIC, '1': BASIC, 'true': BASIC, '2': PALETTE, '3': TRUE_COLOR,
};

// Services that run tests, by the variable they set.
const services = [
  ['APPVEYOR', PALETTE], ['BUILDKITE', PALETTE], ['CIRCLECI', TRUE_COLOR], ['DRONE', PALETTE],
  ['GITEA_ACTIONS', TRUE_COLOR], ['GITHUB_ACTIONS', TRUE_COLOR], ['GITLAB_CI', PALETTE], ['TRAVIS', PALETTE],
];

const programs = {
  __proto__: null, HyperTerm: TRUE_COLOR, MacTerm: TRUE_COLOR, Apple_Terminal: PALETTE,
};

// What TERM says, lower-cased: terminals with true color, with colors, and name patterns of those with colors.
const trueColorTerms = ['mosh', 'rxvt-unicode-24bit', 'terminator', 'xterm-kitty'];
const basicTerms = ['eterm', 'cons25', 'console', 'cygwin', 'dtterm', 'gnome', 'hurd', 'jfbterm', 'konsole', 'kterm',
  'mlterm', 'putty', 'st'];
const basicPattern = /ansi|color|linux|direct|^con[0-9]*x[0-9]|^rxvt|^screen|^xterm|^vt100|^vt220/;

let warned = false;

function warnIgnored(env) {
  if (warned) return;
  const ignored = ['NODE_DISABLE_COLORS', 'NO_COLOR'].filter((name) => isSet(env[name]));
  if (ignored.length === 0) return;
  process.emitWarning(
    `The '${ignored.join("' and '")}' env is ignored due to the 'FORCE_COLOR' env being set.`, 'Warning');
  warned = true;
}

function getColorDepth(env = process.env) {
  if (env.FORCE_COLOR !== undefined) {
    const depth = forced[env.FORCE_COLOR];
    if (depth === undefined) return NONE;
    warnIgnored(env);
    return depth;
  }
  if (isSet(env.NODE_DISABLE_COLORS) || isSet(env.NO_COLOR) || env.TERM === 'dumb') return NONE;
  if (process.platform === 'win32') {
    const [major, , build] = require('os').release().split('.', 3).map(Number);
    return major < 10 || !(build >= 10586) ? BASIC : build >= 14931 ? TRUE_COLOR : PALETTE;
  }
  if (env.TMUX) return TRUE_COLOR;
  if (Object.hasOwn(env, 'TF_BUILD') && Object.hasOwn(env, 'AGENT_NAME')) return BASIC; // Azure
  if (Object.hasOwn(env, 'CI')) {
    const service = services.find(([name]) => Object.hasOwn(env, name));
    return service !== undefined ? service[1] : env.CI_NAME === 'codeship' ? PALETTE : NONE;
  }
  if ('TEAMCITY_VERSION' in env) {
    // From 9.1 on.
    return /^(9\.(0*[1-9]\d*)\.|\d{2,}\.)/.test(env.TEAMCITY_VERSION) ? BASIC : NONE;
  }
  if (env.TERM_PROGRAM === 'iTerm.app') {
    return !env.TERM_PROGRAM_VERSION || /^[0-2]\./.test(env.TERM_PROGRAM_VERSION) ? PALETTE : TRUE_COLOR;
  }
  if (programs[env.TERM_PROGRAM]) return programs[env.TERM_PROGRAM];
  if (env.COLORTERM === 'truecolor' || env.COLORTERM === '24bit') return TRUE_COLOR;
  if (env.TERM) {
    if (env.TERM.includes('truecolor')) return TRUE_COLOR;
    if (env.TERM.startsWith('xterm-256')) return PALETTE;
    const term = env.TERM.toLowerCase();
    if (trueColorTerms.includes(term)) return TRUE_COLOR;
    if (basicTerms.includes(term) || basicPattern.test(term)) return BASIC;
  }
  return env.COLORTERM ? BASIC : NONE;
}

function hasColors(count, env) {
  if (env === undefined && (count === undefined || (typeof count === 'object' && count !== null))) {
    env = count;
    count = 16;
  } else {
    require('internal/validators').validateInteger(count, 'count', 2);
  }
  return count <= 2 ** getColorDepth(env);
}

module.exports = { getColorDepth, hasColors };
