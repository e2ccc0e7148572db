//! Signals: a self-pipe for each watch, and the default behaviour again once nobody watches.
//!
//! signal-hook keeps its handler installed for good once a signal was caught, so the default disposition is not set
//! again but emulated by the first action of the handler while the process has no watch of the signal: what terminates
//! resets the disposition and raises the signal anew, and the parent sees the same as ever.

use mio::event::Source;
use mio::unix::pipe;
use mio::{Interest, Registry, Token};
use rustix::io::Errno;
use signal_hook::consts::{SIGBUS, SIGFPE, SIGILL, SIGIO, SIGKILL, SIGPIPE, SIGSEGV, SIGSTOP, SIGXFSZ};
use signal_hook::{SigId, flag, low_level};
use std::collections::BTreeMap;
use std::io::{self, Read};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// What cannot be caught, or not be answered later: returning from the handler of a fault runs into the fault again.
const REFUSED: [i32; 6] = [SIGKILL, SIGSTOP, SIGSEGV, SIGBUS, SIGFPE, SIGILL];

/// A signal that was watched at some time in this process.
struct Caught {
    watches: usize,
    /// Whether the handler is to do what the signal does by default.
    default: Arc<AtomicBool>,
}

static CAUGHT: Mutex<BTreeMap<i32, Caught>> = Mutex::new(BTreeMap::new());

/// Counts a watch of the process, first of all catching the signal.
fn begin_watch(signal: i32) -> io::Result<()> {
    let mut caught = CAUGHT.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = caught.get_mut(&signal) {
        known.watches += 1;
        known.default.store(false, Ordering::SeqCst);
        return Ok(());
    }
    let default = Arc::new(AtomicBool::new(false));
    register_default(signal, &default)?;
    caught.insert(signal, Caught { watches: 1, default });
    Ok(())
}

fn end_watch(signal: i32) {
    let mut caught = CAUGHT.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = caught.get_mut(&signal) {
        known.watches -= 1;
        if known.watches == 0 {
            known.default.store(true, Ordering::SeqCst);
        }
    }
}

/// Installs the emulation of the default behaviour, which acts while `default` is set.
fn register_default(signal: i32, default: &Arc<AtomicBool>) -> io::Result<()> {
    if signal == SIGPIPE || signal == SIGXFSZ {
        // Rust's runtime ignores the one, `outlive_file_size_limit` the other, and so does the emulation: by doing
        // nothing.
        return flag::register(signal, Arc::new(AtomicBool::new(false))).map(|_| ());
    }
    // Real-time signals and some of Linux's are not in signal-hook's table, which also takes SIGIO for ignored, as BSD
    // has it. They terminate; that the parent sees a code instead of the signal is what remains of the difference.
    let known = low_level::signal_name(signal).is_some();
    if known && !(cfg!(target_os = "linux") && signal == SIGIO) {
        flag::register_conditional_default(signal, Arc::clone(default)).map(|_| ())
    } else {
        flag::register_conditional_shutdown(signal, 128 + signal, Arc::clone(default)).map(|_| ())
    }
}

/// Makes writes beyond `RLIMIT_FSIZE` fail with `EFBIG` instead of ending the process. The signal is caught and not
/// ignored, so that children start with its default.
pub fn outlive_file_size_limit() {
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| {
        let _ = flag::register(SIGXFSZ, Arc::new(AtomicBool::new(false)));
    });
}

/// A pipe that gets a byte at each arrival of a signal, as long as it exists.
pub(crate) struct SignalPipe {
    signal: i32,
    receiver: pipe::Receiver,
    action: SigId,
}

impl SignalPipe {
    pub(crate) fn open(signal: i32) -> io::Result<Self> {
        if signal <= 0 || REFUSED.contains(&signal) {
            return Err(Errno::INVAL.into());
        }
        let (sender, receiver) = pipe::new()?;
        // The watch counts first: the other way round a signal would find both its pipe and the default.
        begin_watch(signal)?;
        match low_level::pipe::register(signal, sender) {
            Ok(action) => Ok(Self { signal, receiver, action }),
            Err(error) => {
                end_watch(signal);
                Err(error)
            }
        }
    }

    /// Empties the pipe; returns how often the signal arrived.
    pub(crate) fn drain(&mut self) -> usize {
        let mut arrivals = 0;
        let mut buffer = [0; 256];
        loop {
            match self.receiver.read(&mut buffer) {
                Ok(0) => return arrivals,
                Ok(count) => arrivals += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(_) => return arrivals,
            }
        }
    }
}

impl Drop for SignalPipe {
    fn drop(&mut self) {
        low_level::unregister(self.action);
        end_watch(self.signal);
    }
}

impl Source for SignalPipe {
    fn register(&mut self, registry: &Registry, token: Token, interest: Interest) -> io::Result<()> {
        self.receiver.register(registry, token, interest)
    }

    fn reregister(&mut self, registry: &Registry, token: Token, interest: Interest) -> io::Result<()> {
        self.receiver.reregister(registry, token, interest)
    }

    fn deregister(&mut self, registry: &Registry) -> io::Result<()> {
        self.receiver.deregister(registry)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn watches_of_one_signal_are_counted_across_the_process() {
        let signal = signal_hook::consts::SIGURG;
        let default = || CAUGHT.lock().unwrap()[&signal].default.load(Ordering::SeqCst);
        let first = SignalPipe::open(signal).unwrap();
        let second = SignalPipe::open(signal).unwrap();
        assert!(!default());
        drop(first);
        assert!(!default(), "one watch is left");
        drop(second);
        assert!(default());
        let third = SignalPipe::open(signal).unwrap();
        assert!(!default(), "watched again");
        drop(third);
    }
}
