// Handles on their way from process to process.
// https://nodejs.org/api/child_process.html#subprocesssendmessage-sendhandle-options-callback

const { codes: { ERR_INVALID_HANDLE_TYPE } } = require('internal/errors');

function kindOf() {
  throw new ERR_INVALID_HANDLE_TYPE();
}

module.exports = { kindOf };
