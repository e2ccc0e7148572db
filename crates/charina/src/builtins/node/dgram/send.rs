//! Sending: at once if the kernel takes it, else from a queue of datagrams.

use super::handle::{Udp, of, with_object};
use crate::builtins::node::net::handle::{address, negative, number_argument, text_argument};
use crate::{event_loop, hooks};
use charina_engine::bytes::ByteView;
use charina_engine::{Context, JsArgs, JsArray, JsResult, JsValue, promises};
use rustix::io::Errno;
use rustix::net::SendFlags;
use std::collections::VecDeque;
use std::net::SocketAddr;

/// A datagram that the kernel has not taken yet.
struct Datagram {
    bytes: Vec<u8>,
    /// None for the one a socket is connected to.
    to: Option<SocketAddr>,
    /// Who is to be told.
    done: JsValue,
    frame: JsValue,
}

/// What waits, in the order it was sent.
#[derive(Default)]
pub(super) struct Queue {
    datagrams: VecDeque<Datagram>,
    size: usize,
}

impl Queue {
    pub(super) fn is_empty(&self) -> bool {
        self.datagrams.is_empty()
    }

    fn push(&mut self, datagram: Datagram) {
        self.size += datagram.bytes.len();
        self.datagrams.push_back(datagram);
    }

    fn pop(&mut self) -> Option<Datagram> {
        let datagram = self.datagrams.pop_front()?;
        self.size -= datagram.bytes.len();
        Some(datagram)
    }

    /// Empties the queue: who waited to be told.
    pub(super) fn drain(&mut self) -> Vec<JsValue> {
        self.size = 0;
        self.datagrams.drain(..).map(|datagram| datagram.done).filter(JsValue::is_callable).collect()
    }
}

impl Udp {
    fn transmit(&self, bytes: &[u8], to: Option<SocketAddr>) -> Result<usize, Errno> {
        let socket = self.socket.borrow();
        let socket = socket.as_ref().ok_or(Errno::BADF)?;
        loop {
            let sent = match to {
                Some(to) => rustix::net::sendto(socket, bytes, SendFlags::NOSIGNAL, &to),
                None => rustix::net::send(socket, bytes, SendFlags::NOSIGNAL),
            };
            if sent != Err(Errno::INTR) {
                return sent;
            }
        }
    }
}

fn is_full(errno: Errno) -> bool {
    matches!(errno, Errno::AGAIN | Errno::NOBUFS)
}

/// The bytes of `chunks`, an array of views, in one piece: what `with` makes of them.
fn with_bytes<R>(
    chunks: &JsValue,
    context: &mut Context,
    with: impl FnOnce(&[u8], &mut Context) -> R,
) -> JsResult<Option<R>> {
    let Some(object) = chunks.as_object() else { return Ok(None) };
    if !object.is_array() {
        let Some(view) = ByteView::from_object(&object, context)? else { return Ok(None) };
        return Ok(Some(view.read(|bytes| with(bytes, context))));
    }
    let chunks = JsArray::from_object(object)?;
    let mut together = Vec::new();
    for index in 0..chunks.length(context)? {
        let chunk = chunks.get(index, context)?;
        let Some(view) = ByteView::from_value(&chunk, context)? else { return Ok(None) };
        view.read(|bytes| together.extend_from_slice(bytes));
    }
    Ok(Some(with(&together, context)))
}

fn count(number: usize) -> JsValue {
    JsValue::from(i32::try_from(number).unwrap_or(i32::MAX))
}

/// `send(chunks, port, address, done)`: how much was sent and one more; 0 when it waits and `done(errno, sent)` will be
/// called; a negative errno. No address is that of the socket's connection.
pub(super) fn send(this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let to = if arguments.get_or_undefined(2).is_string() {
        let port = u16::try_from(number_argument(arguments, 1)).unwrap_or(0);
        match address::parse_ip(&text_argument(arguments, 2), port) {
            Ok(to) => Some(to),
            Err(errno) => return Ok(negative(errno)),
        }
    } else {
        None
    };
    let Some(udp) = of(this) else { return Ok(negative(Errno::BADF)) };
    let v6 = to.is_some_and(|to| to.is_ipv6());
    if let Err(errno) = with_object(this, |udp, object| udp.ensure_bound(object, v6, 0, context)) {
        return Ok(negative(errno));
    }
    let done = arguments.get_or_undefined(3).clone();
    let frame = promises::continuation(context);
    let answer = with_bytes(arguments.get_or_undefined(0), context, |bytes, context| {
        if udp.queue.borrow().is_empty() {
            match udp.transmit(bytes, to) {
                Ok(sent) => return count(sent + 1),
                Err(errno) if is_full(errno) => {}
                Err(errno) => return negative(errno),
            }
        }
        udp.queue.borrow_mut().push(Datagram { bytes: bytes.to_vec(), to, done, frame });
        udp.update_reference(context);
        JsValue::from(0)
    })?;
    Ok(answer.unwrap_or_else(|| negative(Errno::INVAL)))
}

/// Sends from the queue what the kernel takes now.
pub(super) fn flush(udp: &Udp, context: &mut Context) -> JsResult<()> {
    loop {
        let sent = match udp.queue.borrow().datagrams.front() {
            Some(first) => udp.transmit(&first.bytes, first.to),
            None => break,
        };
        if sent.is_err_and(is_full) {
            return Ok(());
        }
        let Some(datagram) = udp.queue.borrow_mut().pop() else { break };
        udp.update_reference(context);
        let Some(done) = datagram.done.as_callable() else { continue };
        let arguments = match sent {
            Ok(sent) => [JsValue::from(0), count(sent)],
            Err(errno) => [negative(errno), JsValue::from(0)],
        };
        hooks::with_frame(datagram.frame, context, |context| {
            event_loop::call(&done, &JsValue::undefined(), &arguments, context)
        })?;
    }
    Ok(())
}

/// <https://nodejs.org/api/dgram.html#socketgetsendqueuesize>
pub(super) fn queue_size(this: &JsValue, _arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    Ok(of(this).map_or_else(JsValue::undefined, |udp| count(udp.queue.borrow().size)))
}

/// <https://nodejs.org/api/dgram.html#socketgetsendqueuecount>
pub(super) fn queue_count(this: &JsValue, _arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    Ok(of(this).map_or_else(JsValue::undefined, |udp| count(udp.queue.borrow().datagrams.len())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn datagram(bytes: &[u8]) -> Datagram {
        Datagram { bytes: bytes.to_vec(), to: None, done: JsValue::undefined(), frame: JsValue::undefined() }
    }

    #[test]
    fn the_size_of_a_queue_is_that_of_what_waits() {
        let mut queue = Queue::default();
        queue.push(datagram(b"abc"));
        queue.push(datagram(b""));
        assert_eq!(queue.size, 3);
        assert_eq!(queue.pop().map(|first| first.bytes), Some(b"abc".to_vec()));
        assert!(queue.size == 0 && !queue.is_empty(), "an empty datagram waits too");
        queue.push(datagram(b"de"));
        assert!(queue.drain().is_empty(), "nobody is to be told");
        assert!(queue.size == 0 && queue.is_empty());
    }
}
