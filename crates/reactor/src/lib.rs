//! WIP stand-in for the reactor crate.
use std::any::Any;
use std::collections::BTreeMap;
use std::sync::mpsc;
use std::time::Duration;
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Token(pub u64);
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TaskId(pub u64);
pub struct Options {
    pub pool_threads: usize,
}
pub struct ExitStatus;
impl ExitStatus {
    pub fn code(&self) -> Option<i32> {
        None
    }
    pub fn signal(&self) -> Option<i32> {
        None
    }
}
pub enum Event {
    Ready {
        token: Token,
        readable: bool,
        writable: bool,
        read_closed: bool,
        write_closed: bool,
        error: bool,
        priority: bool,
    },
    Completed {
        id: TaskId,
        result: std::thread::Result<Box<dyn Any + Send>>,
    },
    Posted(Box<dyn Any + Send>),
    Signal(i32),
    ChildExit {
        pid: u32,
        status: ExitStatus,
    },
}
pub struct Reactor {
    tx: mpsc::Sender<Event>,
    rx: mpsc::Receiver<Event>,
    next: std::cell::Cell<u64>,
}
impl Reactor {
    pub fn new(_: Options) -> std::io::Result<Self> {
        let (tx, rx) = mpsc::channel();
        Ok(Self { tx, rx, next: 0.into() })
    }
    pub fn poll(&mut self, timeout: Option<Duration>, events: &mut Vec<Event>) -> std::io::Result<()> {
        let first = match timeout {
            Some(t) => self.rx.recv_timeout(t).ok(),
            None => self.rx.recv().ok(),
        };
        events.extend(first);
        events.extend(self.rx.try_iter());
        Ok(())
    }
    pub fn spawn_blocking<T: Any + Send>(&self, work: impl FnOnce() -> T + Send + 'static) -> TaskId {
        let id = TaskId(self.next.get());
        self.next.set(id.0 + 1);
        let tx = self.tx.clone();
        std::thread::spawn(move || {
            let r: Box<dyn Any + Send> = Box::new(work());
            let _ = tx.send(Event::Completed { id, result: Ok(r) });
        });
        id
    }
    pub fn watch_signal(&mut self, _: i32) -> std::io::Result<()> {
        Ok(())
    }
    pub fn unwatch_signal(&mut self, _: i32) -> std::io::Result<()> {
        Ok(())
    }
}
#[derive(Default)]
pub struct TimerQueue {
    map: BTreeMap<(u64, u64), u64>,
    ids: std::collections::HashMap<u64, (u64, u64)>,
    seq: u64,
}
impl TimerQueue {
    pub fn insert(&mut self, deadline: u64, id: u64) {
        self.seq += 1;
        self.map.insert((deadline, self.seq), id);
        self.ids.insert(id, (deadline, self.seq));
    }
    pub fn remove(&mut self, id: u64) -> bool {
        self.ids.remove(&id).is_some_and(|k| self.map.remove(&k).is_some())
    }
    pub fn next_deadline(&mut self) -> Option<u64> {
        self.map.keys().next().map(|k| k.0)
    }
    pub fn pop_expired(&mut self, now: u64) -> Option<u64> {
        let (&k, &id) = self.map.iter().next()?;
        if k.0 > now {
            return None;
        }
        self.map.remove(&k);
        self.ids.remove(&id);
        Some(id)
    }
}
