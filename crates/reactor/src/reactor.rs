//! The reactor: one poll with all that feeds it.

use crate::children::Children;
use crate::inbox::{Inbox, Remote};
use crate::pool::{Pool, TaskId};
use crate::slots::{Owner, Slots, Token, WAKER};
use crate::sys::SignalPipe;
use crate::{Error, Event};
use mio::event::Source;
use mio::{Events, Interest, Poll, Waker};
use std::any::Any;
use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// What a reactor is made with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// The most threads of the blocking pool. They start when work first needs them.
    pub pool_threads: usize,
}

impl Default for Options {
    /// Four threads, as libuv: <https://docs.libuv.org/en/v1.x/threadpool.html>.
    fn default() -> Self {
        Self { pool_threads: 4 }
    }
}

/// How many readiness events one turn takes from the kernel; more wait for the next.
const EVENTS_PER_TURN: usize = 1024;

/// A poll with what feeds it: registered sources, the blocking pool, other threads, signals and children. It belongs to
/// one thread; [`Reactor::remote`] is the way in from others.
pub struct Reactor {
    pub(crate) poll: Poll,
    ready: Events,
    pub(crate) slots: Slots,
    pub(crate) inbox: Arc<Inbox>,
    pool: Pool,
    signals: BTreeMap<i32, (SignalPipe, Token)>,
    pub(crate) children: Children,
}

impl Reactor {
    /// A reactor with a pool of its own.
    ///
    /// # Errors
    /// The system has no descriptor left for the poll or its waker.
    pub fn new(options: Options) -> io::Result<Self> {
        Self::with_pool(Pool::new(options.pool_threads))
    }

    /// A reactor that shares its blocking pool with others.
    ///
    /// # Errors
    /// As [`Reactor::new`].
    pub fn with_pool(pool: Pool) -> io::Result<Self> {
        let selector = Poll::new()?;
        let waker = Waker::new(selector.registry(), WAKER)?;
        Ok(Self {
            poll: selector,
            ready: Events::with_capacity(EVENTS_PER_TURN),
            slots: Slots::default(),
            inbox: Arc::new(Inbox::new(waker)),
            pool,
            signals: BTreeMap::new(),
            children: Children::default(),
        })
    }

    /// The blocking pool, to share it.
    #[must_use]
    pub fn pool(&self) -> &Pool {
        &self.pool
    }

    /// Tells of the source's readiness from now on; at once, if it is ready.
    ///
    /// # Errors
    /// What the system says (`AlreadyExists` for a descriptor registered before), or [`Error::NotPollable`] and
    /// [`Error::TooManySources`].
    pub fn register(&mut self, source: &mut (impl Source + ?Sized), interest: Interest) -> io::Result<Token> {
        self.register_as(Owner::User, source, interest)
    }

    pub(crate) fn register_as(
        &mut self,
        owner: Owner,
        source: &mut (impl Source + ?Sized),
        interest: Interest,
    ) -> io::Result<Token> {
        let token = self.slots.insert(owner)?;
        let registered = self.poll.registry().register(source, self.slots.to_mio(token), interest);
        if let Err(error) = registered {
            self.slots.remove(token);
            return Err(crate::sys::explain_register(error));
        }
        Ok(token)
    }

    /// Changes what is told of the source, and tells again of what is ready now.
    ///
    /// # Errors
    /// [`Error::StaleToken`], or what the system says.
    pub fn reregister(
        &mut self,
        source: &mut (impl Source + ?Sized),
        token: Token,
        interest: Interest,
    ) -> io::Result<()> {
        self.check_user(token)?;
        self.poll.registry().reregister(source, self.slots.to_mio(token), interest)
    }

    /// Tells of the source no more; the token is stale from now on, even if the system refuses.
    ///
    /// # Errors
    /// As [`Reactor::reregister`].
    pub fn deregister(&mut self, source: &mut (impl Source + ?Sized), token: Token) -> io::Result<()> {
        self.check_user(token)?;
        self.slots.remove(token);
        self.poll.registry().deregister(source)
    }

    /// Makes the token of a source that was closed already stale. Returns `false` if it was so before.
    pub fn forget(&mut self, token: Token) -> bool {
        self.check_user(token).is_ok() && self.slots.remove(token)
    }

    fn check_user(&self, token: Token) -> Result<(), Error> {
        match self.slots.owner(token) {
            Some(Owner::User) => Ok(()),
            _ => Err(Error::StaleToken),
        }
    }

    /// Waits until something happened or `timeout` has passed (`None`: without limit; zero: looks and returns), and
    /// appends what happened to `events`, each source's in its order. Returns without an event only at the timeout or
    /// when [`Remote::wake`] asked for it.
    ///
    /// # Errors
    /// What the system says. Interruption by a signal is no error: the wait goes on for the time that remains.
    pub fn poll(&mut self, timeout: Option<Duration>, events: &mut Vec<Event>) -> io::Result<()> {
        let before = events.len();
        // A timeout beyond what the clock can say is none.
        let deadline = match timeout {
            Some(timeout) if !timeout.is_zero() => Instant::now().checked_add(timeout),
            _ => None,
        };
        let mut wait = timeout;
        loop {
            let woken = match self.poll.poll(&mut self.ready, wait) {
                Ok(()) => self.take(events),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => false,
                Err(error) => return Err(error),
            };
            if woken || events.len() > before || wait == Some(Duration::ZERO) {
                return Ok(());
            }
            // Interrupted, or nothing that concerns the caller.
            if let Some(deadline) = deadline {
                let remaining = deadline.saturating_duration_since(Instant::now());
                if remaining.is_zero() {
                    return Ok(());
                }
                wait = Some(remaining);
            }
        }
    }

    /// Translates what the kernel said; returns whether a bare wake-up was asked for.
    fn take(&mut self, events: &mut Vec<Event>) -> bool {
        let mut woken = false;
        for said in &self.ready {
            if said.token() == WAKER {
                woken |= self.inbox.drain(events);
                continue;
            }
            // A source may be gone whose descriptor lives on as a duplicate.
            let Some((token, owner)) = self.slots.resolve(said.token()) else { continue };
            match owner {
                Owner::User => events.push(Event::Ready {
                    token,
                    readable: said.is_readable(),
                    writable: said.is_writable(),
                    read_closed: said.is_read_closed(),
                    write_closed: said.is_write_closed(),
                    error: said.is_error(),
                    priority: said.is_priority(),
                }),
                Owner::Signal(signal) => {
                    if let Some((pipe, _)) = self.signals.get_mut(&signal) {
                        let count = pipe.drain();
                        events.extend(std::iter::repeat_with(|| Event::Signal(signal)).take(count));
                    }
                }
                Owner::Child(pid) => self.children.handle_ready(pid),
                Owner::AnyChild => self.children.signal_ready(),
            }
        }
        self.reap(events);
        woken
    }

    /// Runs `work` on the blocking pool; what it returns comes back in a box as [`Event::Completed`]. Work begins in the
    /// order of these calls.
    pub fn spawn_blocking<T: Any + Send>(&self, work: impl FnOnce() -> T + Send + 'static) -> TaskId {
        self.spawn_blocking_boxed(Box::new(|| Box::new(work())))
    }

    /// [`Reactor::spawn_blocking`] for work that returns its value in a box: the event has that box itself, not a box
    /// with a box in it.
    pub fn spawn_blocking_boxed(&self, work: Box<dyn FnOnce() -> Box<dyn Any + Send> + Send>) -> TaskId {
        self.pool.spawn(Arc::clone(&self.inbox), work)
    }

    /// Takes back work that has not begun: `true` if so, and then it never runs and there is no event. `false` if it
    /// has begun or ended.
    #[allow(clippy::must_use_candidate, reason = "a caller may not care whether it came too late")]
    pub fn cancel(&self, id: TaskId) -> bool {
        self.pool.cancel(id)
    }

    /// The way to this reactor from other threads.
    #[must_use]
    pub fn remote(&self) -> Remote {
        Remote::new(Arc::clone(&self.inbox))
    }

    /// Tells of the signal as [`Event::Signal`] instead of what it does by default. Several reactors may watch the same
    /// signal, and each is told. Watching twice is watching once.
    ///
    /// # Errors
    /// `EINVAL` for what is no signal, for SIGKILL and SIGSTOP, which cannot be caught, and for the faults (SIGSEGV,
    /// SIGBUS, SIGFPE, SIGILL), which cannot be answered later.
    pub fn watch_signal(&mut self, signal: i32) -> io::Result<()> {
        if self.signals.contains_key(&signal) {
            return Ok(());
        }
        let mut pipe = SignalPipe::open(signal)?;
        let token = self.register_as(Owner::Signal(signal), &mut pipe, Interest::READABLE)?;
        self.signals.insert(signal, (pipe, token));
        Ok(())
    }

    /// Tells of the signal no more. When the last watch of the process ends, the signal does again what it does by
    /// default (SIGPIPE, which Rust programs ignore, is ignored). Returns `false` if it was not watched.
    pub fn unwatch_signal(&mut self, signal: i32) -> bool {
        let Some((pipe, token)) = self.signals.remove(&signal) else { return false };
        self.close_pipe(pipe, token);
        true
    }

    pub(crate) fn close_pipe(&mut self, mut pipe: SignalPipe, token: Token) {
        self.slots.remove(token);
        // The descriptor is closed next, which deregisters it as well.
        let _ = self.poll.registry().deregister(&mut pipe);
    }
}

impl Drop for Reactor {
    fn drop(&mut self) {
        self.pool.discard(&self.inbox);
        self.inbox.close();
    }
}

impl fmt::Debug for Reactor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reactor").field("pool", &self.pool).finish_non_exhaustive()
    }
}
