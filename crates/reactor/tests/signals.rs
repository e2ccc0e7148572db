//! Signals as events. Each test has signals of its own: they belong to the whole process.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test ends at what it did not expect")]

use charina_reactor::{Event, Options, Reactor};
use rustix::process::{Pid, Signal, getpid, kill_process};
use std::os::unix::process::ExitStatusExt;
use std::process::{Command, ExitStatus};
use std::time::{Duration, Instant};

fn reactor() -> Reactor {
    Reactor::new(Options::default()).unwrap()
}

fn raise(signal: Signal) {
    kill_process(getpid(), signal).unwrap();
}

/// The signals that arrive until there are `count`, or none for a while.
fn signals(reactor: &mut Reactor, count: usize) -> Vec<i32> {
    let start = Instant::now();
    let mut events = Vec::new();
    while events.len() < count && start.elapsed() < Duration::from_secs(20) {
        reactor.poll(Some(Duration::from_millis(200)), &mut events).unwrap();
    }
    let signal = |event| match event {
        Event::Signal(signal) => signal,
        other => panic!("{other:?}"),
    };
    events.into_iter().map(signal).collect()
}

fn none(reactor: &mut Reactor) {
    let mut events = Vec::new();
    reactor.poll(Some(Duration::from_millis(50)), &mut events).unwrap();
    assert!(events.is_empty(), "{events:?}");
}

#[test]
fn every_reactor_that_watches_is_told() {
    let signal = Signal::USR1;
    let (mut first, mut second, mut third) = (reactor(), reactor(), reactor());
    first.watch_signal(signal.as_raw()).unwrap();
    first.watch_signal(signal.as_raw()).unwrap();
    second.watch_signal(signal.as_raw()).unwrap();
    raise(signal);
    assert_eq!(signals(&mut first, 1), [signal.as_raw()], "once, though watched twice");
    assert_eq!(signals(&mut second, 1), [signal.as_raw()]);
    none(&mut first);
    none(&mut third);
    assert!(first.unwatch_signal(signal.as_raw()));
    assert!(!first.unwatch_signal(signal.as_raw()));
    raise(signal);
    assert_eq!(signals(&mut second, 1), [signal.as_raw()]);
    none(&mut first);
    // The dropped reactor's watch ends; the process lives on only because of this one.
    first.watch_signal(signal.as_raw()).unwrap();
    drop(second);
    raise(signal);
    assert_eq!(signals(&mut first, 1), [signal.as_raw()]);
}

#[test]
fn arrivals_are_counted_and_keep_their_order() {
    let mut reactor = reactor();
    let (one, other) = (Signal::WINCH, Signal::USR2);
    reactor.watch_signal(one.as_raw()).unwrap();
    reactor.watch_signal(other.as_raw()).unwrap();
    // To this very thread, so that each is delivered before the next is sent.
    signal_hook::low_level::raise(other.as_raw()).unwrap();
    for _ in 0..3 {
        signal_hook::low_level::raise(one.as_raw()).unwrap();
    }
    let (one, other) = (one.as_raw(), other.as_raw());
    assert_eq!(signals(&mut reactor, 4), [other, one, one, one]);
}

#[test]
fn what_cannot_be_watched_is_refused() {
    let mut reactor = reactor();
    let refused = [Signal::KILL, Signal::STOP, Signal::SEGV, Signal::BUS, Signal::FPE, Signal::ILL];
    for signal in refused.map(Signal::as_raw).into_iter().chain([0, -1, 32, 65, 1000]) {
        let error = reactor.watch_signal(signal).expect_err(&signal.to_string());
        assert_eq!(error.raw_os_error(), Some(rustix::io::Errno::INVAL.raw_os_error()), "{signal}");
        assert!(!reactor.unwatch_signal(signal));
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_signal_neither_shortens_nor_prolongs_a_poll_that_does_not_watch_it() {
    let mut watching = reactor();
    watching.watch_signal(Signal::IO.as_raw()).unwrap();
    let mut polling = reactor();
    // kill(2) prefers the thread whose id it is given.
    let this = std::fs::read_link("/proc/thread-self").unwrap();
    let this = Pid::from_raw(this.file_name().unwrap().to_str().unwrap().parse().unwrap()).unwrap();
    let sender = std::thread::spawn(move || {
        for _ in 0..3 {
            std::thread::sleep(Duration::from_millis(300));
            kill_process(this, Signal::IO).unwrap();
        }
    });
    let start = Instant::now();
    let mut events = Vec::new();
    polling.poll(Some(Duration::from_secs(1)), &mut events).unwrap();
    let took = start.elapsed();
    sender.join().unwrap();
    assert!(events.is_empty());
    assert!(took >= Duration::from_secs(1), "{took:?}");
    // The last signal came after 900: a wait that began anew would end at 1900.
    assert!(took < Duration::from_millis(1800), "{took:?}");
    assert!(!signals(&mut watching, 1).is_empty());
    // Never dropped: a late signal would end the process.
    Box::leak(Box::new(watching));
}

/// What the copies of this test program below do, each in a process of its own.
#[test]
fn role() {
    let Ok(role) = std::env::var("REACTOR_TEST_ROLE") else { return };
    let (role, number) = role.split_once(' ').unwrap();
    let number: i32 = number.parse().unwrap();
    let mut reactor = reactor();
    reactor.watch_signal(number).unwrap();
    signal_hook::low_level::raise(number).unwrap();
    assert_eq!(signals(&mut reactor, 1), [number]);
    match role {
        "unwatch" => drop(reactor.unwatch_signal(number)),
        "drop" => drop(reactor),
        "keep" => {
            Box::leak(Box::new(reactor));
        }
        other => panic!("{other}"),
    }
    signal_hook::low_level::raise(number).unwrap();
    std::process::exit(55);
}

fn play(role: &str, signal: Signal) -> ExitStatus {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "role", "--test-threads", "1"])
        .env("REACTOR_TEST_ROLE", format!("{role} {}", signal.as_raw()))
        .output()
        .unwrap()
        .status
}

#[test]
fn after_the_last_watch_a_signal_does_what_it_did() {
    for signal in [Signal::TERM, Signal::HUP, Signal::INT, Signal::USR1] {
        assert_eq!(play("unwatch", signal).signal(), Some(signal.as_raw()));
    }
    assert_eq!(play("drop", Signal::TERM).signal(), Some(Signal::TERM.as_raw()));
    assert_eq!(play("keep", Signal::TERM).code(), Some(55), "a watched one does nothing");
    assert_eq!(play("unwatch", Signal::WINCH).code(), Some(55), "ignored by default");
    assert_eq!(play("unwatch", Signal::PIPE).code(), Some(55), "ignored by Rust");
}

#[cfg(target_os = "linux")]
#[test]
fn signals_outside_the_table_terminate_too() {
    for signal in [Signal::POWER, Signal::STKFLT, Signal::IO] {
        assert_eq!(play("unwatch", signal).code(), Some(128 + signal.as_raw()));
        assert_eq!(play("keep", signal).code(), Some(55));
    }
}
