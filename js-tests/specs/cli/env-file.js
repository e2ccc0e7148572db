// flags: --env-file=fixtures/settings.env --env-file-if-exists=fixtures/none.env
// env: FROM_OUTSIDE=kept
const { PLAIN, QUOTED, SINGLE, SPACED, HASH, EMPTY, EXPORTED, MULTI, FROM_OUTSIDE } = process.env;
console.log({ PLAIN, QUOTED, SINGLE, SPACED, HASH, EMPTY, EXPORTED, MULTI, FROM_OUTSIDE });
