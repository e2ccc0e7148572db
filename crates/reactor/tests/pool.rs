//! The blocking pool: order, values, panics, cancelling, threads.
#![allow(clippy::unwrap_used, reason = "a test ends at what it did not expect")]

use charina_reactor::{Event, Options, Pool, Reactor, TaskId};
use std::any::Any;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

fn reactor(pool_threads: usize) -> Reactor {
    Reactor::new(Options { pool_threads }).unwrap()
}

type Outcome = (TaskId, std::thread::Result<Box<dyn Any + Send>>);

fn completed(reactor: &mut Reactor, count: usize) -> Vec<Outcome> {
    let mut events = Vec::new();
    while events.len() < count {
        let before = events.len();
        reactor.poll(Some(Duration::from_secs(20)), &mut events).unwrap();
        assert!(events.len() > before, "timed out");
    }
    let outcome = |event| match event {
        Event::Completed { id, result } => (id, result),
        other => panic!("{other:?}"),
    };
    events.into_iter().map(outcome).collect()
}

/// Work that says when it begins and ends when told (or when the teller is gone).
fn gate(reactor: &Reactor) -> (TaskId, Receiver<()>, Sender<()>) {
    let (begun, beginning) = channel();
    let (open, opening) = channel();
    let id = reactor.spawn_blocking(move || {
        let _ = begun.send(());
        let _ = opening.recv();
    });
    (id, beginning, open)
}

#[test]
fn values_come_back_under_their_ids() {
    let mut reactor = reactor(4);
    let ids: Vec<_> = (0..100u32).map(|n| reactor.spawn_blocking(move || n)).collect();
    let mut outcomes = completed(&mut reactor, 100);
    outcomes.sort_by_key(|(id, _)| *id);
    for (n, (id, result)) in outcomes.into_iter().enumerate() {
        assert_eq!(id, ids[n]);
        assert_eq!(*result.unwrap().downcast::<u32>().unwrap() as usize, n);
    }
}

#[test]
fn a_boxed_value_is_not_boxed_again() {
    let mut reactor = reactor(1);
    reactor.spawn_blocking_boxed(Box::new(|| Box::new("text")));
    let (_, result) = completed(&mut reactor, 1).remove(0);
    assert_eq!(*result.unwrap().downcast::<&str>().unwrap(), "text");
}

#[test]
fn work_begins_in_order() {
    let mut reactor = reactor(1);
    let order = Arc::new(Mutex::new(Vec::new()));
    for n in 0..200 {
        let order = Arc::clone(&order);
        reactor.spawn_blocking(move || order.lock().unwrap().push(n));
    }
    completed(&mut reactor, 200);
    assert!(order.lock().unwrap().iter().copied().eq(0..200));
}

#[test]
fn a_panic_is_an_error_and_the_thread_goes_on() {
    let mut reactor = reactor(1);
    reactor.spawn_blocking(|| -> () { std::panic::panic_any(42) });
    let (_, result) = completed(&mut reactor, 1).remove(0);
    assert_eq!(*result.unwrap_err().downcast::<i32>().unwrap(), 42);
    reactor.spawn_blocking(|| 1);
    assert!(completed(&mut reactor, 1)[0].1.is_ok());
    assert_eq!(reactor.pool().threads(), 1);
}

#[test]
fn what_has_not_begun_can_be_cancelled() {
    let mut reactor = reactor(1);
    let (running, begun, open) = gate(&reactor);
    begun.recv().unwrap();
    let held = Arc::new(());
    let in_work = Arc::clone(&held);
    let waiting = reactor.spawn_blocking(move || drop(in_work));
    let last = reactor.spawn_blocking(|| ());
    assert!(!reactor.cancel(running), "it has begun");
    assert!(reactor.cancel(waiting));
    assert!(!reactor.cancel(waiting), "only once");
    assert_eq!(Arc::strong_count(&held), 1, "the work is dropped at once");
    drop(open);
    let ids: Vec<_> = completed(&mut reactor, 2).into_iter().map(|(id, _)| id).collect();
    assert_eq!(ids, [running, last], "and there is no event of it");
    assert!(!reactor.cancel(last), "it has ended");
}

#[test]
fn completions_of_a_turn_come_together() {
    let mut reactor = reactor(2);
    (0..500).for_each(|_| {
        reactor.spawn_blocking(|| ());
    });
    let (last, _begun, open) = gate(&reactor);
    // In order, so the last task's beginning does not yet mean the 500th's end: with two threads at most one is open.
    drop(open);
    let (marker, begun, open) = gate(&reactor);
    begun.recv().unwrap();
    drop(open);
    let deadline = Instant::now() + Duration::from_secs(20);
    let mut events = Vec::new();
    let mut turns = 0;
    while events.len() < 502 && Instant::now() < deadline {
        std::thread::sleep(Duration::from_millis(50));
        reactor.poll(Some(Duration::from_secs(1)), &mut events).unwrap();
        turns += 1;
    }
    assert_eq!(events.len(), 502);
    assert!(turns <= 3, "{turns} turns");
    assert_ne!(last, marker);
}

#[test]
fn threads_start_when_needed_up_to_the_limit_and_all_work_at_once() {
    let mut reactor = reactor(3);
    assert_eq!(reactor.pool().threads(), 0);
    reactor.spawn_blocking(|| ());
    completed(&mut reactor, 1);
    assert_eq!(reactor.pool().threads(), 1);
    // The one thread may not be waiting yet; a gate right behind another must still get a thread of its own.
    let gates: Vec<_> = (0..5).map(|_| gate(&reactor)).collect();
    for (_, begun, _) in &gates[..3] {
        begun.recv_timeout(Duration::from_secs(20)).expect("three work at once");
    }
    assert!(gates[3].1.recv_timeout(Duration::from_millis(50)).is_err(), "but not four");
    assert_eq!(reactor.pool().threads(), 3);
    drop(gates);
    completed(&mut reactor, 5);
}

/// The thread that is notified counts as idle until it wakes: the second task must not be left to it.
#[test]
fn two_tasks_for_one_idle_thread_are_done_by_two() {
    for _ in 0..50 {
        let mut reactor = reactor(2);
        reactor.spawn_blocking(|| ());
        completed(&mut reactor, 1);
        std::thread::sleep(Duration::from_millis(2));
        let first = gate(&reactor);
        let second = gate(&reactor);
        first.1.recv_timeout(Duration::from_secs(20)).unwrap();
        second.1.recv_timeout(Duration::from_secs(20)).unwrap();
        drop((first, second));
        completed(&mut reactor, 2);
    }
}

#[test]
fn reactors_share_a_pool_and_each_gets_its_own_completions() {
    let pool = Pool::new(2);
    let mut first = Reactor::with_pool(pool.clone()).unwrap();
    let mut second = Reactor::with_pool(pool.clone()).unwrap();
    let a = first.spawn_blocking(|| 'a');
    let b = second.spawn_blocking(|| 'b');
    assert_ne!(a, b);
    let (id, result) = completed(&mut second, 1).remove(0);
    assert_eq!((id, *result.unwrap().downcast::<char>().unwrap()), (b, 'b'));
    let (id, result) = completed(&mut first, 1).remove(0);
    assert_eq!((id, *result.unwrap().downcast::<char>().unwrap()), (a, 'a'));
    assert!(pool.threads() <= 2);
}

#[test]
fn a_dropped_reactor_takes_its_waiting_work_along() {
    let pool = Pool::new(1);
    let mut stays = Reactor::with_pool(pool.clone()).unwrap();
    let goes = Reactor::with_pool(pool).unwrap();
    let (_, begun, open) = gate(&goes);
    begun.recv().unwrap();
    let held = Arc::new(());
    let in_work = Arc::clone(&held);
    goes.spawn_blocking(move || drop(in_work));
    let kept = stays.spawn_blocking(|| ());
    drop(goes);
    assert_eq!(Arc::strong_count(&held), 1);
    drop(open);
    assert_eq!(completed(&mut stays, 1)[0].0, kept, "the thread outlives the reactor that is gone");
}

/// A value of the thread that tells when the thread ends.
struct AtEnd(Sender<()>);

impl Drop for AtEnd {
    fn drop(&mut self) {
        let _ = self.0.send(());
    }
}

std::thread_local!(static AT_END: std::cell::RefCell<Option<AtEnd>> = const { std::cell::RefCell::new(None) });

#[test]
fn threads_end_with_the_last_handle() {
    let reactor = reactor(1);
    let (ended, ending) = channel();
    let (began, beginning) = channel();
    reactor.spawn_blocking(move || {
        AT_END.set(Some(AtEnd(ended)));
        let _ = began.send(());
    });
    beginning.recv().unwrap();
    assert!(ending.recv_timeout(Duration::from_millis(50)).is_err());
    drop(reactor);
    ending.recv_timeout(Duration::from_secs(20)).expect("the thread ends");
}

/// What the copy of this test program below does: with no address space left for a thread's stack, work runs all the
/// same.
#[cfg(target_os = "linux")]
#[test]
fn role() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    if std::env::var_os("REACTOR_TEST_ROLE").is_none() {
        return;
    }
    let mut reactor = reactor(4);
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let size = status.lines().find_map(|line| line.strip_prefix("VmSize:")).unwrap();
    let size: u64 = size.trim().trim_end_matches("kB").trim().parse().unwrap();
    let maximum = getrlimit(Resource::As).maximum;
    setrlimit(Resource::As, Rlimit { current: Some(size * 1024 + (1 << 20)), maximum }).unwrap();
    let ids = [1, 2].map(|n| reactor.spawn_blocking(move || n));
    assert_eq!(reactor.pool().threads(), 0);
    assert_eq!(completed(&mut reactor, 2).iter().map(|(id, _)| *id).collect::<Vec<_>>(), ids);
    setrlimit(Resource::As, Rlimit { current: maximum, maximum }).unwrap();
    reactor.spawn_blocking(|| ());
    completed(&mut reactor, 1);
    assert_eq!(reactor.pool().threads(), 1);
    std::process::exit(55);
}

#[cfg(target_os = "linux")]
#[test]
fn without_a_thread_to_be_had_work_still_runs() {
    let output = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "role", "--test-threads", "1", "--nocapture"])
        .env("REACTOR_TEST_ROLE", "1")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(55), "{output:?}");
}
