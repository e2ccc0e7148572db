//! Channels between ports, in one thread or two: queues of messages, and whom to wake for them.

use crate::builtins::web::structured_clone::Serialized;
use crate::event_loop::HandleId;
use charina_engine::{Context, JsResult};
use charina_reactor::Remote;
use std::collections::{BTreeSet, HashMap, VecDeque};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A message on its way, with the ports that move with it.
pub(crate) struct Message {
    pub(crate) value: Serialized,
    pub(crate) ports: Vec<End>,
}

/// What a queue holds.
pub(super) enum Item {
    Message(Message),
    /// The other end was closed after what was sent before.
    Close,
}

/// Where an end is received: its runtime's mailbox, and its number there.
struct Place {
    mailbox: Arc<Mailbox>,
    id: HandleId,
}

/// Which ends of a runtime have something for it. The loop is told once for all of them.
pub(crate) struct Mailbox {
    remote: Remote,
    ready: Mutex<BTreeSet<HandleId>>,
}

impl Mailbox {
    pub(super) fn new(remote: Remote) -> Self {
        Self { remote, ready: Mutex::default() }
    }

    fn lock(&self) -> MutexGuard<'_, BTreeSet<HandleId>> {
        self.ready.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes an end; false if the runtime is gone.
    fn note(&self, id: HandleId) -> bool {
        let mut ready = self.lock();
        let first = ready.is_empty();
        ready.insert(id);
        drop(ready);
        let deliver: Posted = Box::new(super::deliver);
        !first || self.remote.post(Box::new(deliver))
    }

    /// Those that were noted, in the order in which they were made, as libuv looks at its handles.
    pub(super) fn take(&self) -> BTreeSet<HandleId> {
        std::mem::take(&mut self.lock())
    }
}

/// One side of a channel.
#[derive(Default)]
struct Side {
    queue: VecDeque<Item>,
    place: Option<Place>,
    /// Whether messages are delivered; that the other end was closed always is.
    started: bool,
    /// The loop was told and has not come yet.
    woken: bool,
    /// Nothing is sent to it any more.
    closed: bool,
}

/// Two sides, behind one lock.
#[derive(Default)]
struct Channel {
    sides: Mutex<[Side; 2]>,
}

impl Channel {
    fn lock(&self) -> MutexGuard<'_, [Side; 2]> {
        self.sides.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Queues for `side`, and wakes whoever receives there.
    fn push(&self, side: usize, item: Item) {
        let mut sides = self.lock();
        let side = &mut sides[side];
        if side.closed {
            // Ports in it are closed, which takes locks.
            drop(sides);
            drop(item);
            return;
        }
        side.queue.push_back(item);
        side.wake();
    }
}

impl Side {
    fn has_work(&self) -> bool {
        if self.started { !self.queue.is_empty() } else { self.queue.iter().any(|item| matches!(item, Item::Close)) }
    }

    fn wake(&mut self) {
        if self.woken || !self.has_work() {
            return;
        }
        if let Some(Place { mailbox, id }) = &self.place {
            self.woken = mailbox.note(*id);
        }
    }
}

/// What the loop calls of a posted message.
pub(crate) type Posted = Box<dyn FnOnce(&mut Context) -> JsResult<()> + Send>;

/// One end of a channel; dropping it closes it. It may move to another thread.
pub(crate) struct End(Tap);

/// The way to one end of a channel.
#[derive(Clone)]
pub(super) struct Tap {
    channel: Arc<Channel>,
    side: usize,
    /// The name under which all of this name hear each other.
    group: Option<(Arc<Group>, String)>,
}

impl End {
    /// The two ends of a new channel.
    pub(crate) fn pair() -> (Self, Self) {
        let channel = Arc::new(Channel::default());
        let end = |side| Self(Tap { channel: channel.clone(), side, group: None });
        (end(0), end(1))
    }

    /// The end of who hears what others of the same name say.
    pub(super) fn broadcast(group: &Arc<Group>, name: String) -> Self {
        let channel = Arc::new(Channel::default());
        group.lock().entry(name.clone()).or_default().push(channel.clone());
        Self(Tap { channel, side: 0, group: Some((group.clone(), name)) })
    }

    /// The way to it, for who does not own it.
    pub(super) fn tap(&self) -> &Tap {
        &self.0
    }
}

impl Tap {
    /// Says where the end is received from now on.
    pub(super) fn settle(&self, mailbox: Arc<Mailbox>, id: HandleId) {
        let side = &mut self.channel.lock()[self.side];
        side.place = Some(Place { mailbox, id });
        side.woken = false;
        side.wake();
    }

    /// Nobody receives until somebody settles again.
    pub(super) fn unsettle(&self) {
        let side = &mut self.channel.lock()[self.side];
        side.place = None;
        side.started = false;
        side.woken = false;
    }

    /// Begins or stops to deliver messages.
    pub(super) fn start(&self, started: bool) {
        let side = &mut self.channel.lock()[self.side];
        side.started = started;
        side.wake();
    }

    /// Sends to the other end, or to all of the same name.
    pub(super) fn send(&self, message: Message) {
        let Some((group, name)) = &self.group else {
            self.channel.push(1 - self.side, Item::Message(message));
            return;
        };
        let members = group.lock().get(name).cloned().unwrap_or_default();
        for member in members.iter().filter(|member| !Arc::ptr_eq(member, &self.channel)) {
            let copy = Message { value: message.value.duplicate(), ports: Vec::new() };
            member.push(0, Item::Message(copy));
        }
    }

    /// Whether `other` is the other end of the same channel.
    pub(super) fn is_peer(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.channel, &other.channel) && self.side != other.side
    }

    /// The next item to be delivered. After the last the loop must be told again.
    pub(super) fn next(&self) -> Option<Item> {
        let side = &mut self.channel.lock()[self.side];
        if !side.has_work() {
            side.woken = false;
            return None;
        }
        let at = if side.started { 0 } else { side.queue.iter().position(|item| matches!(item, Item::Close))? };
        side.queue.remove(at)
    }

    /// The next message, delivered or not.
    pub(super) fn take(&self) -> Option<Message> {
        let side = &mut self.channel.lock()[self.side];
        match side.queue.pop_front()? {
            Item::Message(message) => Some(message),
            close @ Item::Close => {
                side.queue.push_front(close);
                None
            }
        }
    }

    /// How many items wait.
    pub(super) fn waiting(&self) -> usize {
        self.channel.lock()[self.side].queue.len()
    }

    /// Has the loop come again for what is still there.
    pub(super) fn wake_again(&self) {
        let side = &mut self.channel.lock()[self.side];
        side.woken = false;
        side.wake();
    }

    /// Begins to close: both ends hear of it. False if that had begun already.
    pub(super) fn close(&self) -> bool {
        if let Some((group, name)) = &self.group {
            group.leave(name, &self.channel);
        }
        let unread = {
            let mut sides = self.channel.lock();
            if sides[self.side].closed {
                return false;
            }
            let unread = std::mem::take(&mut sides[self.side].queue);
            for index in [self.side, 1 - self.side] {
                let side = &mut sides[index];
                if !side.closed {
                    side.queue.push_back(Item::Close);
                    side.wake();
                }
            }
            sides[self.side].closed = true;
            unread
        };
        drop(unread);
        true
    }

    /// Forgets what is queued, once the end is closed for good.
    pub(super) fn closed(&self) {
        let unread = {
            let side = &mut self.channel.lock()[self.side];
            side.closed = true;
            side.place = None;
            std::mem::take(&mut side.queue)
        };
        drop(unread);
    }
}

impl Drop for End {
    fn drop(&mut self) {
        self.0.close();
        self.0.closed();
    }
}

/// What all threads of a program share.
#[derive(Default)]
pub(crate) struct Group {
    last_thread: AtomicU32,
    /// The threads that can be sent to, by number.
    threads: Mutex<HashMap<u32, Line>>,
    named: Mutex<HashMap<String, Vec<Arc<Channel>>>>,
}

/// The way to a thread's loop.
enum Line {
    /// The thread has just been made: what is sent waits for its loop.
    Early(Vec<Posted>),
    Open(Remote),
}

impl Group {
    /// A number for a new thread, which can be sent to from now on; the main one has 0.
    pub(crate) fn new_thread(&self) -> u32 {
        let id = self.last_thread.fetch_add(1, Ordering::Relaxed) + 1;
        self.lines().insert(id, Line::Early(Vec::new()));
        id
    }

    fn lines(&self) -> MutexGuard<'_, HashMap<u32, Line>> {
        self.threads.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The thread has a loop.
    pub(crate) fn listen(&self, id: u32, remote: Remote) {
        let before = self.lines().insert(id, Line::Open(remote.clone()));
        if let Some(Line::Early(waiting)) = before {
            for message in waiting {
                remote.post(Box::new(message));
            }
        }
    }

    /// The thread is gone.
    pub(crate) fn hang_up(&self, id: u32) {
        // What waits may take locks when it is dropped.
        let line = self.lines().remove(&id);
        drop(line);
    }

    /// Has the thread's loop call `message`, or drops it where there is no such thread.
    pub(crate) fn call(&self, id: u32, message: Posted) {
        let mut lines = self.lines();
        let remote = match lines.get_mut(&id) {
            Some(Line::Early(waiting)) => return waiting.push(message),
            Some(Line::Open(remote)) => Some(remote.clone()),
            None => None,
        };
        drop(lines);
        if let Some(remote) = remote {
            remote.post(Box::new(message));
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Vec<Arc<Channel>>>> {
        self.named.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn leave(&self, name: &str, channel: &Arc<Channel>) {
        let mut named = self.lock();
        if let Some(members) = named.get_mut(name) {
            members.retain(|member| !Arc::ptr_eq(member, channel));
            if members.is_empty() {
                named.remove(name);
            }
        }
    }
}
