//! Times the timer queue, the pool and the wake-ups: `cargo bench -p charina-reactor`. Figures are nanoseconds an
//! operation, the best of five rounds.

use charina_reactor::{Event, Options, Reactor, TimerQueue};
use std::hint::black_box;
use std::time::{Duration, Instant};

const TIMERS: u64 = 1_000_000;
const TASKS: u64 = 100_000;

fn best(name: &str, operations: u64, mut round: impl FnMut() -> Duration) {
    let best = (0..5).map(|_| round()).min().unwrap_or_default();
    let each = best.as_nanos() / u128::from(operations);
    println!("{name:<64} {each:>7} ns");
}

fn timed(work: impl FnOnce()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}

/// Deadlines scattered over a minute, a tenth of a second apart for neighbours, never in order.
fn deadline(id: u64) -> u64 {
    1000 + id.wrapping_mul(7_919) % 60_000
}

fn filled() -> TimerQueue {
    let mut queue = TimerQueue::new();
    (0..TIMERS).for_each(|id| queue.insert(deadline(id), id));
    queue
}

fn resident_kilobytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|rest| rest.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}

fn main() {
    // First, while the allocator has nothing of earlier rounds to hand.
    let before = resident_kilobytes();
    let queue = filled();
    println!("{:<64} {:>7} kB", "memory of a million", resident_kilobytes().saturating_sub(before));
    drop(queue);
    best("insert a million, same deadline", TIMERS, || {
        let mut queue = TimerQueue::new();
        timed(|| (0..TIMERS).for_each(|id| queue.insert(1000, id)))
    });
    best("insert a million, scattered over 60 000 deadlines", TIMERS, || {
        let mut queue = TimerQueue::new();
        timed(|| (0..TIMERS).for_each(|id| queue.insert(deadline(id), id)))
    });
    best("remove a million, scattered", TIMERS, || {
        let mut queue = filled();
        timed(|| assert!((0..TIMERS).all(|id| queue.remove(id))))
    });
    best("refresh among a million live ones", TIMERS, || {
        let mut queue = filled();
        timed(|| (0..TIMERS).for_each(|id| queue.insert(deadline(id) + 500, id * 514_229 % TIMERS)))
    });
    best("pop a million, scattered", TIMERS, || {
        let mut queue = filled();
        timed(|| while black_box(queue.pop_expired(u64::MAX)).is_some() {})
    });
    best("insert and remove, nothing else live (a request's timeout)", TIMERS, || {
        let mut queue = TimerQueue::new();
        timed(|| {
            (0..TIMERS).for_each(|id| {
                queue.insert(120_000 + id / 100, id);
                black_box(queue.remove(id));
            });
        })
    });
    best("a hundred thousand tasks through the pool", TASKS, || {
        let mut reactor = Reactor::new(Options::default()).expect("a reactor");
        let mut events = Vec::new();
        timed(|| {
            (0..TASKS).for_each(|n| {
                reactor.spawn_blocking(move || n);
            });
            let mut left = TASKS;
            while left > 0 {
                reactor.poll(None, &mut events).expect("a poll");
                left -= events.drain(..).filter(|event| matches!(event, Event::Completed { .. })).count() as u64;
            }
        })
    });
    best("one task at a time, there and back", 10_000, || {
        let mut reactor = Reactor::new(Options::default()).expect("a reactor");
        let mut events = Vec::new();
        timed(|| {
            for n in 0..10_000 {
                reactor.spawn_blocking(move || n);
                reactor.poll(None, &mut events).expect("a poll");
                events.clear();
            }
        })
    });
}
