// ReadableStream.prototype.tee(): https://streams.spec.whatwg.org/#abstract-opdef-readablestreamtee

const {
  acquireReader, cancelStream, closeController, closedOf, createReadable, enqueue, errorController, read, release,
} = require('internal/webstreams/readablestream');
const { nop } = require('internal/webstreams/util');

const { pending, react, resolve } = ops;

function tee(rs) { return rs.c.bytes ? teeBytes(rs) : teeDefault(rs); }

// What the two ways have in common: the cancellation, which needs both branches.
function sharedCancel(rs) {
  const shared = { promise: pending(), canceled: [false, false], reasons: [undefined, undefined] };
  shared.cancel = (index) => (reason) => {
    shared.canceled[index] = true;
    shared.reasons[index] = reason;
    if (shared.canceled[1 - index]) resolve(shared.promise, cancelStream(rs, shared.reasons));
    return shared.promise;
  };
  shared.end = () => { if (!shared.canceled[0] || !shared.canceled[1]) resolve(shared.promise); };
  return shared;
}

// https://streams.spec.whatwg.org/#abstract-opdef-readablestreamdefaulttee
function teeDefault(rs) {
  const rd = acquireReader(rs);
  const shared = sharedCancel(rs);
  const { canceled } = shared;
  let reading = false;
  let again = false;
  const request = {
    chunk(chunk) {
      react(undefined, () => {
        again = false;
        if (!canceled[0]) enqueueQuietly(one.c, chunk);
        if (!canceled[1]) enqueueQuietly(two.c, chunk);
        reading = false;
        if (again) pull();
      }, nop);
    },
    close() {
      reading = false;
      if (!canceled[0]) closeController(one.c);
      if (!canceled[1]) closeController(two.c);
      shared.end();
    },
    error() { reading = false; },
  };
  const pull = () => {
    if (reading) {
      again = true;
      return;
    }
    reading = true;
    read(rd, request);
  };
  const one = createReadable(undefined, pull, shared.cancel(0), 1, undefined, undefined);
  const two = createReadable(undefined, pull, shared.cancel(1), 1, undefined, undefined);
  react(closedOf(rd), nop, (error) => {
    errorController(one.c, error);
    errorController(two.c, error);
    shared.end();
  });
  return [one.wrapper, two.wrapper];
}

function enqueueQuietly(c, chunk) { if (!c.closeRequested && c.rs.state === 'readable') enqueue(c, chunk); }

// https://streams.spec.whatwg.org/#abstract-opdef-readablebytestreamtee
function teeBytes(rs) {
  const bytes = require('internal/webstreams/bytes');
  let rd = acquireReader(rs);
  const shared = sharedCancel(rs);
  const { canceled } = shared;
  let reading = false;
  const again = [false, false];
  const branches = [undefined, undefined];
  const ofBranch = (index) => branches[index].c;

  const forwardError = (reader) => {
    react(closedOf(reader), nop, (error) => {
      if (rd !== reader) return;
      bytes.errorController(ofBranch(0), error);
      bytes.errorController(ofBranch(1), error);
      shared.end();
    });
  };
  const exchangeReader = (byob) => {
    if (rd.byob === byob) return;
    release(rd);
    rd = acquireReader(rs, byob);
    forwardError(rd);
  };
  const copied = (chunk) => {
    try {
      return new Uint8Array(chunk.buffer.slice(chunk.byteOffset, chunk.byteOffset + chunk.byteLength));
    } catch (error) {
      bytes.errorController(ofBranch(0), error);
      bytes.errorController(ofBranch(1), error);
      resolve(shared.promise, cancelStream(rs, error));
      return undefined;
    }
  };
  const goOn = () => {
    reading = false;
    if (again[0]) pull(0);
    else if (again[1]) pull(1);
  };

  const pullDefault = () => {
    exchangeReader(false);
    read(rd, {
      chunk(chunk) {
        react(undefined, () => {
          again[0] = again[1] = false;
          let second = chunk;
          if (!canceled[0] && !canceled[1]) {
            second = copied(chunk);
            if (second === undefined) return;
          }
          if (!canceled[0]) bytes.enqueue(ofBranch(0), chunk);
          if (!canceled[1]) bytes.enqueue(ofBranch(1), second);
          goOn();
        }, nop);
      },
      close() {
        reading = false;
        for (const index of [0, 1]) if (!canceled[index]) bytes.closeController(ofBranch(index));
        for (const index of [0, 1]) if (ofBranch(index).pullIntos.length > 0) bytes.respond(ofBranch(index), 0);
        shared.end();
      },
      error() { reading = false; },
    });
  };
  // `index`: the branch whose view is read into.
  const pullByob = (view, index) => {
    exchangeReader(true);
    const other = 1 - index;
    bytes.readInto(rd, view, 1, {
      chunk(chunk) {
        react(undefined, () => {
          again[0] = again[1] = false;
          if (!canceled[other]) {
            const clone = copied(chunk);
            if (clone === undefined) return;
            if (!canceled[index]) bytes.respondWithNewView(ofBranch(index), chunk);
            bytes.enqueue(ofBranch(other), clone);
          } else if (!canceled[index]) {
            bytes.respondWithNewView(ofBranch(index), chunk);
          }
          goOn();
        }, nop);
      },
      close(chunk) {
        reading = false;
        if (!canceled[index]) bytes.closeController(ofBranch(index));
        if (!canceled[other]) bytes.closeController(ofBranch(other));
        if (chunk !== undefined) {
          if (!canceled[index]) bytes.respondWithNewView(ofBranch(index), chunk);
          if (!canceled[other] && ofBranch(other).pullIntos.length > 0) bytes.respond(ofBranch(other), 0);
        }
        shared.end();
      },
      error() { reading = false; },
    });
  };
  const pull = (index) => {
    if (reading) {
      again[index] = true;
      return;
    }
    reading = true;
    const request = bytes.byobRequest(ofBranch(index));
    if (request === null) pullDefault();
    else pullByob(request.view, index);
  };
  for (const index of [0, 1]) branches[index] = bytes.createBytes(undefined, () => pull(index), shared.cancel(index));
  forwardError(rd);
  return [branches[0].wrapper, branches[1].wrapper];
}

module.exports = { tee };
