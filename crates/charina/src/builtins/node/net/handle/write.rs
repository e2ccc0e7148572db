//! Writing: at once as much as the kernel takes, the rest from a queue when it takes more.

use super::{Handle, Role, negative, of};
use crate::encoding::{self, Encoding};
use charina_engine::bytes::ByteView;
use charina_engine::{Context, JsArgs, JsArray, JsResult, JsValue, js_string};
use rustix::io::Errno;
use rustix::net::Shutdown;
use std::collections::VecDeque;
use std::io::IoSlice;

/// Chunks from this size on are written by themselves rather than copied together with their neighbours.
const LARGE: usize = 64 * 1024;

/// How many pieces one system call gets.
const PIECES: usize = 64;

/// What the kernel has not taken yet.
#[derive(Default)]
pub(super) struct Queue {
    pieces: VecDeque<Vec<u8>>,
    /// How much of the first piece is gone.
    start: usize,
    len: usize,
}

impl Queue {
    pub(super) fn is_empty(&self) -> bool {
        self.len == 0
    }

    pub(super) fn len(&self) -> usize {
        self.len
    }

    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    fn push(&mut self, bytes: &[u8]) {
        self.len += bytes.len();
        self.pieces.push_back(bytes.to_vec());
    }

    fn advance(&mut self, mut count: usize) {
        self.len = self.len.saturating_sub(count);
        while let Some(first) = self.pieces.front() {
            let rest = first.len() - self.start;
            if count < rest {
                self.start += count;
                return;
            }
            count -= rest;
            self.start = 0;
            self.pieces.pop_front();
        }
    }
}

impl Handle {
    /// Writes after what waits already: `Ok(true)` if the kernel took it all, `Ok(false)` if some waits now.
    ///
    /// # Errors
    /// The kernel's; what waited is dropped then.
    pub(crate) fn send(&self, bytes: &[u8], context: &Context) -> Result<bool, Errno> {
        if self.role.get() == Role::Connecting || self.role.get() == Role::Listening {
            return Err(Errno::NOTCONN);
        }
        self.bytes_written.set(self.bytes_written.get() + u64::try_from(bytes.len()).unwrap_or(0));
        let mut rest = bytes;
        if self.queue.borrow().is_empty() {
            let socket = self.socket.borrow();
            let socket = socket.as_ref().ok_or(Errno::BADF)?;
            while !rest.is_empty() {
                match rustix::io::write(socket, rest) {
                    Ok(count) => rest = rest.get(count..).unwrap_or_default(),
                    Err(Errno::INTR) => {}
                    Err(Errno::AGAIN) => break,
                    Err(errno) => return Err(errno),
                }
            }
        }
        if rest.is_empty() {
            return Ok(true);
        }
        self.queue.borrow_mut().push(rest);
        self.update_reference(context);
        Ok(false)
    }
}

/// Writes from the queue: what came of it if it is empty now, `None` if not or if it was before.
pub(super) fn flush(handle: &Handle, context: &Context) -> Option<Result<(), Errno>> {
    if handle.queue.borrow().is_empty() {
        return None;
    }
    let outcome = loop {
        let written = {
            let queue = handle.queue.borrow();
            let socket = handle.socket.borrow();
            let socket = socket.as_ref()?;
            let mut pieces = Vec::with_capacity(queue.pieces.len().min(PIECES));
            for (index, piece) in queue.pieces.iter().take(PIECES).enumerate() {
                let from = if index == 0 { queue.start } else { 0 };
                pieces.push(IoSlice::new(piece.get(from..).unwrap_or_default()));
            }
            rustix::io::writev(socket, &pieces)
        };
        match written {
            Ok(count) => handle.queue.borrow_mut().advance(count),
            Err(Errno::INTR) => {}
            Err(Errno::AGAIN) => return None,
            Err(errno) => {
                handle.queue.borrow_mut().clear();
                break Err(errno);
            }
        }
        if handle.queue.borrow().is_empty() {
            break Ok(());
        }
    };
    handle.update_reference(context);
    Some(outcome)
}

/// The encoding of that name; the glue has made sure that there is one.
fn form(name: &JsValue) -> Encoding {
    name.as_string().and_then(|name| Encoding::parse(&name)).unwrap_or(Encoding::Utf8)
}

/// 0 when all is written, 1 when `onwrite` will tell, a negative errno where it failed.
fn answer(sent: Result<bool, Errno>) -> JsValue {
    sent.map_or_else(negative, |all| JsValue::from(i32::from(!all)))
}

fn send_chunk(
    handle: &Handle,
    chunk: &JsValue,
    name: &JsValue,
    context: &mut Context,
) -> JsResult<Result<bool, Errno>> {
    if let Some(string) = chunk.as_string() {
        return Ok(handle.send(&encoding::to_bytes(&string, form(name)), context));
    }
    Ok(match ByteView::from_value(chunk, context)? {
        Some(view) => view.read(|bytes| handle.send(bytes, context)),
        None => Err(Errno::INVAL),
    })
}

/// `write(chunk, encoding)`
pub(super) fn write(this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let Some(handle) = of(this) else { return Ok(negative(Errno::BADF)) };
    let sent = send_chunk(&handle, arguments.get_or_undefined(0), arguments.get_or_undefined(1), context)?;
    Ok(answer(sent))
}

/// `writev(chunks)` with the `{ chunk, encoding }` objects of a Writable, or with Buffers alone where the second
/// argument says so.
pub(super) fn writev(this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let Some(handle) = of(this) else { return Ok(negative(Errno::BADF)) };
    let Some(chunks) = arguments.get_or_undefined(0).as_object() else { return Ok(negative(Errno::INVAL)) };
    let chunks = JsArray::from_object(chunks)?;
    let mut together = Vec::new();
    let mut sent = Ok(true);
    for index in 0..chunks.length(context)? {
        let entry = chunks.get(index, context)?;
        let Some(entry) = entry.as_object() else { continue };
        let chunk = entry.get(js_string!("chunk"), context)?;
        if let Some(string) = chunk.as_string() {
            let name = entry.get(js_string!("encoding"), context)?;
            together.extend_from_slice(&encoding::to_bytes(&string, form(&name)));
        } else if let Some(view) = ByteView::from_value(&chunk, context)? {
            if view.len < LARGE {
                view.read(|bytes| together.extend_from_slice(bytes));
            } else {
                sent = sent.and_then(|_| handle.send(&together, context));
                together.clear();
                sent = sent.and_then(|_| view.read(|bytes| handle.send(bytes, context)));
            }
        }
    }
    sent = sent.and_then(|all| if together.is_empty() { Ok(all) } else { handle.send(&together, context) });
    Ok(answer(sent))
}

/// `shutdown()`: no more will be written, and the other side reads to its end.
pub(super) fn shutdown(this: &JsValue, _arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    let Some(handle) = of(this) else { return Ok(negative(Errno::BADF)) };
    if handle.role.get() != Role::Connected {
        return Ok(negative(Errno::NOTCONN));
    }
    Ok(super::on_socket(this, |_, socket| match rustix::net::shutdown(socket, Shutdown::Write) {
        // A FIFO has no halves.
        Err(Errno::NOTSOCK) => Ok(()),
        result => result,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_queue_gives_up_pieces_and_parts_of_them() {
        let mut queue = Queue::default();
        queue.push(b"abc");
        queue.push(b"defg");
        queue.advance(2);
        assert_eq!((queue.len(), queue.start, queue.pieces.len()), (5, 2, 2));
        queue.advance(3);
        assert_eq!((queue.len(), queue.start, queue.pieces.len()), (2, 2, 1));
        queue.advance(2);
        assert!(queue.is_empty() && queue.pieces.is_empty() && queue.start == 0);
    }
}
