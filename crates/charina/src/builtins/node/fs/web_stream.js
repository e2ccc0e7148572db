// FileHandle's readableWebStream(): https://nodejs.org/api/fs.html#filehandlereadablewebstreamoptions

const { codes: { ERR_INVALID_STATE } } = require('internal/errors');
const { validateBoolean, validateObject } = require('internal/validators');

const locked = new WeakSet();

// `busy`: what the handle is if it cannot be read. hold() and release() keep it open meanwhile.
exports.readableWebStream = (handle, options, { busy, hold, release }) => {
  if (busy !== undefined) throw new ERR_INVALID_STATE(`The FileHandle is ${busy}`);
  if (locked.has(handle)) throw new ERR_INVALID_STATE('The FileHandle is locked');
  validateObject(options, 'options');
  const { autoClose = false } = options;
  validateBoolean(autoClose, 'options.autoClose');
  locked.add(handle);
  let over = false;
  const done = async () => {
    if (over) return;
    over = true;
    release();
    if (autoClose) await handle.close();
  };
  const stream = new ReadableStream({
    type: 'bytes',
    autoAllocateChunkSize: 16384,
    async pull(controller) {
      const { byobRequest } = controller;
      const { view } = byobRequest;
      const { bytesRead } = await handle.read(view, 0, view.byteLength);
      if (bytesRead === 0) {
        controller.close();
        byobRequest.respond(0);
        await done();
        return;
      }
      byobRequest.respond(bytesRead);
    },
    cancel: done,
  });
  hold();
  handle.once('close', () => { require('internal/webstreams/readablestream').cancel(stream); });
  return stream;
};
