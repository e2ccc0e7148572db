//! The blocking pool: threads that start when work waits and no thread is idle, up to a limit, and run work in order of
//! submission.

use crate::Event;
use crate::inbox::Inbox;
use std::any::Any;
use std::collections::BTreeMap;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

/// Work handed to the blocking pool. Never reused within a pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TaskId(u64);

impl TaskId {
    /// The id as a number.
    #[must_use]
    pub fn as_u64(self) -> u64 {
        self.0
    }
}

/// Work that returns its value boxed.
pub(crate) type Work = Box<dyn FnOnce() -> Box<dyn Any + Send> + Send>;

struct Task {
    work: Work,
    inbox: Arc<Inbox>,
}

impl Task {
    fn run(self, id: TaskId) {
        let Self { work, inbox } = self;
        let result = catch_unwind(AssertUnwindSafe(work));
        inbox.push(Event::Completed { id, result });
    }
}

#[derive(Default)]
struct Queue {
    /// Tasks that have not begun. Ids grow, so the first is the oldest.
    tasks: BTreeMap<TaskId, Task>,
    last_id: u64,
    /// Threads that exist or are being started.
    threads: usize,
    /// Threads that wait for work (or were just notified and have not taken theirs yet).
    idle: usize,
    /// The last handle is gone.
    closed: bool,
}

struct Shared {
    queue: Mutex<Queue>,
    available: Condvar,
    max_threads: usize,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn work(&self) {
        let mut queue = self.lock();
        loop {
            if let Some((id, task)) = queue.tasks.pop_first() {
                drop(queue);
                // The work's own panics are caught inside; this is for values whose drop panics.
                let _ = catch_unwind(AssertUnwindSafe(|| task.run(id)));
                queue = self.lock();
            } else if queue.closed {
                queue.threads -= 1;
                return;
            } else {
                queue.idle += 1;
                queue = self.available.wait(queue).unwrap_or_else(PoisonError::into_inner);
                queue.idle -= 1;
            }
        }
    }
}

/// Ends the threads when the last handle goes.
struct Handle(Arc<Shared>);

impl Drop for Handle {
    fn drop(&mut self) {
        self.0.lock().closed = true;
        self.0.available.notify_all();
    }
}

/// A pool of threads for blocking work. Clones are handles of the same pool: several reactors of one process may share
/// one, as Node's workers do (`Reactor::with_pool`). Threads end when the last handle is dropped; work that runs then is
/// left to finish by itself.
#[derive(Clone)]
pub struct Pool {
    handle: Arc<Handle>,
}

/// As libuv: <https://docs.libuv.org/en/v1.x/threadpool.html>.
const MAX_THREADS: usize = 1024;

impl Pool {
    /// A pool of at most `threads` threads (1 to 1024); none is started before there is work.
    #[must_use]
    pub fn new(threads: usize) -> Self {
        let shared =
            Shared { queue: Mutex::default(), available: Condvar::new(), max_threads: threads.clamp(1, MAX_THREADS) };
        Self { handle: Arc::new(Handle(Arc::new(shared))) }
    }

    fn shared(&self) -> &Arc<Shared> {
        &self.handle.0
    }

    /// How many threads there are now.
    #[must_use]
    pub fn threads(&self) -> usize {
        self.shared().lock().threads
    }

    pub(crate) fn spawn(&self, inbox: Arc<Inbox>, work: Work) -> TaskId {
        let shared = self.shared();
        let (id, start) = {
            let mut queue = shared.lock();
            queue.last_id += 1;
            let id = TaskId(queue.last_id);
            queue.tasks.insert(id, Task { work, inbox });
            // A notified thread counts as idle until it has taken its task, which is in the queue so long: comparing
            // the two tells whether one is left over.
            let start = queue.tasks.len() > queue.idle && queue.threads < shared.max_threads;
            if start {
                queue.threads += 1;
            }
            (id, start)
        };
        if start {
            self.start_thread();
        } else {
            shared.available.notify_one();
        }
        id
    }

    fn start_thread(&self) {
        let shared = Arc::clone(self.shared());
        let started = thread::Builder::new().name("charina-pool".to_owned()).spawn(move || shared.work());
        if started.is_ok() {
            return;
        }
        // The system has no thread left. Other threads of the pool will come to it; without any, this one must.
        let shared = self.shared();
        let mut queue = shared.lock();
        queue.threads -= 1;
        if queue.threads > 0 {
            return;
        }
        let orphans = std::mem::take(&mut queue.tasks);
        drop(queue);
        for (id, task) in orphans {
            task.run(id);
        }
    }

    /// Takes the task out if it has not begun.
    pub(crate) fn cancel(&self, id: TaskId) -> bool {
        // A statement of its own: the work is dropped after the lock is released.
        let task = self.shared().lock().tasks.remove(&id);
        task.is_some()
    }

    /// Drops the tasks of a reactor that is going and have not begun.
    pub(crate) fn discard(&self, inbox: &Arc<Inbox>) {
        let discarded: Vec<_> =
            self.shared().lock().tasks.extract_if(.., |_, task| Arc::ptr_eq(&task.inbox, inbox)).collect();
        drop(discarded);
    }
}

impl fmt::Debug for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pool").field("max_threads", &self.shared().max_threads).finish_non_exhaustive()
    }
}
