//! Child exits.
#![cfg(unix)]
#![expect(clippy::zombie_processes, reason = "the reactor reaps them: that is what is tested")]
#![allow(clippy::unwrap_used, reason = "a test ends at what it did not expect")]

use charina_reactor::{Error, Event, ExitStatus, Options, Reactor};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

fn reactor() -> Reactor {
    Reactor::new(Options::default()).unwrap()
}

/// A shell that ends once its standard input does, if the script reads it.
fn shell(script: &str) -> Child {
    Command::new("/bin/sh").args(["-c", script]).stdin(Stdio::piped()).spawn().unwrap()
}

fn exits(reactor: &mut Reactor, count: usize) -> Vec<(u32, ExitStatus)> {
    let start = Instant::now();
    let mut events = Vec::new();
    while events.len() < count && start.elapsed() < Duration::from_secs(20) {
        reactor.poll(Some(Duration::from_secs(1)), &mut events).unwrap();
    }
    let exit = |event| match event {
        Event::ChildExit { pid, status } => (pid, status),
        other => panic!("{other:?}"),
    };
    events.into_iter().map(exit).collect()
}

fn is_zombie_or_alive(pid: u32) -> bool {
    std::fs::exists(format!("/proc/{pid}")).unwrap()
}

#[test]
fn an_exit_code_is_told_once_and_nothing_is_left() {
    let mut reactor = reactor();
    let mut child = shell("read line; exit 42");
    let pid = child.id();
    reactor.watch_child(pid).unwrap();
    let mut none = Vec::new();
    reactor.poll(Some(Duration::from_millis(30)), &mut none).unwrap();
    assert!(none.is_empty());
    drop(child.stdin.take());
    let told = exits(&mut reactor, 1);
    assert_eq!(told[0].0, pid);
    assert_eq!((told[0].1.code(), told[0].1.signal()), (Some(42), None));
    assert!(!told[0].1.success() && !told[0].1.core_dumped());
    assert!(!is_zombie_or_alive(pid));
    reactor.poll(Some(Duration::from_millis(30)), &mut none).unwrap();
    assert!(none.is_empty());
    assert!(!reactor.unwatch_child(pid));
}

#[test]
fn a_signal_is_told() {
    let mut reactor = reactor();
    let mut child = shell("read line");
    reactor.watch_child(child.id()).unwrap();
    child.kill().unwrap();
    let told = exits(&mut reactor, 1);
    assert_eq!((told[0].1.code(), told[0].1.signal()), (None, Some(9)));
}

#[test]
fn a_child_that_ended_before_the_watch_is_told() {
    let mut reactor = reactor();
    let child = shell("exit 0");
    let stat = format!("/proc/{}/stat", child.id());
    while !std::fs::read_to_string(&stat).unwrap().contains(") Z ") {
        std::thread::sleep(Duration::from_millis(1));
    }
    reactor.watch_child(child.id()).unwrap();
    assert!(exits(&mut reactor, 1)[0].1.success());
}

#[test]
fn a_hundred_at_once_are_each_told_once() {
    let mut reactor = reactor();
    let children: Vec<_> = (0..100).map(|n| (n, shell(&format!("exit {n}")))).collect();
    for (_, child) in &children {
        reactor.watch_child(child.id()).unwrap();
    }
    let mut told = exits(&mut reactor, 100);
    told.sort_by_key(|(_, status)| status.code());
    let expected: Vec<_> = children.iter().map(|(n, child)| (child.id(), Some(*n))).collect();
    assert_eq!(told.iter().map(|(pid, status)| (*pid, status.code())).collect::<Vec<_>>(), expected);
    assert!(children.iter().all(|(_, child)| !is_zombie_or_alive(child.id())));
}

#[test]
fn strangers_and_second_watches_are_refused() {
    let mut reactor = reactor();
    for pid in [0, 1, u32::MAX, std::process::id()] {
        let error = reactor.watch_child(pid).expect_err(&pid.to_string());
        assert_eq!(error.raw_os_error(), Some(rustix::io::Errno::CHILD.raw_os_error()), "{pid}");
    }
    let mut child = shell("read line");
    reactor.watch_child(child.id()).unwrap();
    let error = reactor.watch_child(child.id()).unwrap_err();
    assert_eq!(error.get_ref().and_then(|inner| inner.downcast_ref()), Some(&Error::AlreadyWatched));
    drop(child.stdin.take());
    assert_eq!(exits(&mut reactor, 1).len(), 1);
    let gone = reactor.watch_child(child.id()).unwrap_err();
    assert_eq!(gone.raw_os_error(), Some(rustix::io::Errno::CHILD.raw_os_error()));
}

#[test]
fn an_unwatched_child_is_left_to_its_owner() {
    let mut reactor = reactor();
    let mut child = shell("read line; exit 6");
    reactor.watch_child(child.id()).unwrap();
    assert!(reactor.unwatch_child(child.id()));
    assert!(!reactor.unwatch_child(child.id()));
    assert_eq!(child.wait().unwrap().code(), Some(6));
    let mut none = Vec::new();
    reactor.poll(Some(Duration::from_millis(30)), &mut none).unwrap();
    assert!(none.is_empty());
}

/// Somebody else's wait is not ours to prevent: the end is told, without a status.
#[test]
fn a_child_reaped_by_its_owner_is_told_without_status() {
    let mut reactor = reactor();
    let mut child = shell("read line; exit 6");
    reactor.watch_child(child.id()).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(6));
    assert_eq!(exits(&mut reactor, 1), [(child.id(), ExitStatus::default())]);
}
