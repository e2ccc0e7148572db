//! How long a worker's loop ran and how long it slept, to be read from its parent's thread
//! (<https://nodejs.org/api/worker_threads.html#workerperformance>).

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

/// Nanoseconds since the meter was made; 0 stands for never.
pub(crate) struct Meter {
    made: Instant,
    loop_start: AtomicU64,
    asleep_since: AtomicU64,
    idle: AtomicU64,
}

impl Default for Meter {
    fn default() -> Self {
        Self {
            made: Instant::now(),
            loop_start: AtomicU64::new(0),
            asleep_since: AtomicU64::new(0),
            idle: AtomicU64::new(0),
        }
    }
}

impl Meter {
    fn now(&self) -> u64 {
        u64::try_from(self.made.elapsed().as_nanos()).unwrap_or(u64::MAX).max(1)
    }

    /// The loop is about to wait for events.
    pub(crate) fn sleep(&self) {
        let now = self.now();
        let _ = self.loop_start.compare_exchange(0, now, Ordering::Relaxed, Ordering::Relaxed);
        self.asleep_since.store(now, Ordering::Relaxed);
    }

    /// The loop goes on.
    pub(crate) fn wake(&self) {
        let since = self.asleep_since.swap(0, Ordering::Relaxed);
        self.idle.fetch_add(self.now().saturating_sub(since), Ordering::Relaxed);
    }

    /// Milliseconds asleep and milliseconds awake since the loop began; `None` before that.
    pub(crate) fn read(&self) -> Option<(f64, f64)> {
        let start = self.loop_start.load(Ordering::Relaxed);
        if start == 0 {
            return None;
        }
        let now = self.now();
        let asleep = match self.asleep_since.load(Ordering::Relaxed) {
            0 => 0,
            since => now.saturating_sub(since),
        };
        let idle = self.idle.load(Ordering::Relaxed) + asleep;
        let active = now.saturating_sub(start).saturating_sub(idle);
        #[expect(clippy::cast_precision_loss, reason = "shown in milliseconds")]
        let in_ms = |nanoseconds: u64| nanoseconds as f64 / 1e6;
        Some((in_ms(idle), in_ms(active)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn sleep_is_idle_even_while_it_lasts() {
        let meter = Meter::default();
        assert_eq!(meter.read(), None);
        meter.sleep();
        std::thread::sleep(Duration::from_millis(20));
        let (idle, active) = meter.read().expect("the loop began");
        assert!(idle >= 20.0 && active < 20.0, "{idle} {active}");
        meter.wake();
        std::thread::sleep(Duration::from_millis(20));
        let (later, active) = meter.read().expect("the loop began");
        assert!(later < idle + 15.0 && active >= 20.0, "{later} {active}");
    }
}
