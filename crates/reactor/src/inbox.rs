//! What other threads send to a reactor: messages and completions, and the one wake-up they share.

use crate::Event;
use std::any::Any;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Events from other threads, in order of arrival.
pub(crate) struct Inbox {
    waker: mio::Waker,
    queue: Mutex<Queue>,
}

#[derive(Default)]
struct Queue {
    events: Vec<Event>,
    /// A wake-up is on its way: until the reactor has answered it, nobody needs to send another.
    signalled: bool,
    /// Somebody asked for the poll to return even without an event.
    wake: bool,
    /// The reactor is gone.
    closed: bool,
}

impl Queue {
    /// Queues the event and says whether the caller must wake the poll, or gives the event back if nobody will read it.
    fn push(&mut self, event: Event) -> Result<bool, Event> {
        if self.closed {
            return Err(event);
        }
        self.events.push(event);
        Ok(!std::mem::replace(&mut self.signalled, true))
    }
}

/// An event buffer beyond this size is not kept for the next burst.
const KEEP: usize = 1024;

impl Inbox {
    pub(crate) fn new(waker: mio::Waker) -> Self {
        Self { waker, queue: Mutex::default() }
    }

    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Queues the event; `false` (and the event is dropped) if the reactor is gone.
    pub(crate) fn push(&self, event: Event) -> bool {
        // A statement of its own: neither the wake-up nor the drop of a refused event happens under the lock.
        let pushed = self.lock().push(event);
        if let Ok(true) = pushed {
            self.send_wake();
        }
        pushed.is_ok()
    }

    fn wake(&self) {
        let first = {
            let mut queue = self.lock();
            queue.wake = true;
            !std::mem::replace(&mut queue.signalled, true)
        };
        if first {
            self.send_wake();
        }
    }

    fn send_wake(&self) {
        if self.waker.wake().is_err() {
            // The next to come tries again.
            self.lock().signalled = false;
        }
    }

    /// Moves what has arrived to `events`; returns whether a bare wake-up was asked for.
    pub(crate) fn drain(&self, events: &mut Vec<Event>) -> bool {
        let mut queue = self.lock();
        queue.signalled = false;
        events.append(&mut queue.events);
        if queue.events.capacity() > KEEP {
            queue.events.shrink_to(KEEP);
        }
        std::mem::take(&mut queue.wake)
    }

    /// Refuses events from now on and drops what has not been read.
    pub(crate) fn close(&self) {
        let unread = {
            let mut queue = self.lock();
            queue.closed = true;
            std::mem::take(&mut queue.events)
        };
        drop(unread);
    }
}

/// The way to a reactor from other threads.
#[derive(Clone)]
pub struct Remote {
    inbox: Arc<Inbox>,
}

impl Remote {
    pub(crate) fn new(inbox: Arc<Inbox>) -> Self {
        Self { inbox }
    }

    /// Wakes the poll and delivers the message there as [`Event::Posted`]. Messages of one thread arrive in the order
    /// in which they were posted. Returns `false`, and drops the message, if the reactor is gone.
    #[allow(clippy::must_use_candidate, reason = "a caller may not care whether anybody listens")]
    pub fn post(&self, message: Box<dyn Any + Send>) -> bool {
        self.inbox.push(Event::Posted(message))
    }

    /// Makes the poll under way, or else the next one, return at once, with no event of its own.
    pub fn wake(&self) {
        self.inbox.wake();
    }
}

impl fmt::Debug for Remote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Remote").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_wakes_once() {
        let mut queue = Queue::default();
        let wakes: Vec<_> = (0..100).map(|n| queue.push(Event::Signal(n)).unwrap()).collect();
        assert!(wakes[0], "the first must wake");
        assert!(wakes[1..].iter().all(|wake| !wake), "the rest ride along");
        queue.signalled = false;
        assert!(queue.push(Event::Signal(0)).unwrap(), "after the answer the next wakes again");
    }

    #[test]
    fn a_closed_inbox_gives_the_event_back() {
        let mut queue = Queue { closed: true, ..Queue::default() };
        assert!(matches!(queue.push(Event::Signal(4)), Err(Event::Signal(4))));
        assert!(queue.events.is_empty());
    }
}
