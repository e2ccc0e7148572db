//! Messages on their way out, each with the descriptor that goes with it.

use rustix::fd::{AsFd as _, BorrowedFd, OwnedFd};
use rustix::io::Errno;
use rustix::net::{SendAncillaryBuffer, SendAncillaryMessage, SendFlags, sendmsg};
use std::collections::VecDeque;
use std::io::IoSlice;
use std::mem::MaybeUninit;

/// One message.
struct Outgoing {
    bytes: Vec<u8>,
    /// How much of it is sent.
    done: usize,
    /// Sent with the first byte.
    descriptor: Option<OwnedFd>,
}

/// What the other side has not taken yet.
#[derive(Default)]
pub(super) struct Outbox {
    waiting: VecDeque<Outgoing>,
}

impl Outbox {
    pub(super) fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// How many bytes wait.
    pub(super) fn len(&self) -> usize {
        self.waiting.iter().map(|message| message.bytes.len() - message.done).sum()
    }

    pub(super) fn push(&mut self, bytes: Vec<u8>, descriptor: Option<OwnedFd>) {
        self.waiting.push_back(Outgoing { bytes, done: 0, descriptor });
    }

    /// Sends as much as is taken now: how many messages have gone out whole.
    ///
    /// # Errors
    /// The kernel's. Nothing waits any more then; the count says how many messages were lost.
    pub(super) fn flush(&mut self, socket: BorrowedFd<'_>) -> Result<usize, (Errno, usize)> {
        let mut gone = 0;
        while let Some(message) = self.waiting.front_mut() {
            match message.send(socket) {
                Ok(count) => {
                    message.done += count;
                    message.descriptor = None;
                    if message.done >= message.bytes.len() {
                        self.waiting.pop_front();
                        gone += 1;
                    }
                }
                Err(Errno::INTR) => {}
                Err(Errno::AGAIN) => break,
                Err(errno) => {
                    let lost = gone + self.waiting.len();
                    self.waiting.clear();
                    return Err((errno, lost));
                }
            }
        }
        Ok(gone)
    }

    pub(super) fn clear(&mut self) {
        self.waiting.clear();
    }
}

impl Outgoing {
    fn send(&self, socket: BorrowedFd<'_>) -> Result<usize, Errno> {
        let rest = self.bytes.get(self.done..).unwrap_or_default();
        let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(1))];
        let mut control = SendAncillaryBuffer::new(&mut space);
        let descriptors = self.descriptor.as_ref().map(|descriptor| [descriptor.as_fd()]);
        if let Some(descriptors) = &descriptors {
            control.push(SendAncillaryMessage::ScmRights(descriptors));
        }
        sendmsg(socket, &[IoSlice::new(rest)], &mut control, SendFlags::NOSIGNAL)
    }
}
