//! Readiness, timeouts, wake-ups and messages from other threads.
#![allow(clippy::unwrap_used, reason = "a test ends at what it did not expect")]

use charina_reactor::net::{TcpListener, TcpStream};
use charina_reactor::{Error, Event, Interest, Options, Reactor, Token};
use std::io::{self, Read, Write};
use std::thread;
use std::time::{Duration, Instant};

fn reactor() -> Reactor {
    Reactor::new(Options::default()).unwrap()
}

/// One poll that must bring something.
fn events(reactor: &mut Reactor) -> Vec<Event> {
    let mut events = Vec::new();
    reactor.poll(Some(Duration::from_secs(20)), &mut events).unwrap();
    assert!(!events.is_empty(), "timed out");
    events
}

fn refusal(error: &io::Error) -> Option<&Error> {
    error.get_ref().and_then(|inner| inner.downcast_ref())
}

fn listen() -> TcpListener {
    TcpListener::bind("127.0.0.1:0".parse().unwrap()).unwrap()
}

#[test]
fn a_connection_is_told_to_both_ends() {
    let mut reactor = reactor();
    let mut listener = listen();
    let accepting = reactor.register(&mut listener, Interest::READABLE).unwrap();
    let mut client = std::net::TcpStream::connect(listener.local_addr().unwrap()).unwrap();
    assert!(matches!(events(&mut reactor)[..], [Event::Ready { token, readable: true, .. }] if token == accepting));
    let (mut server, _) = listener.accept().unwrap();
    let token = reactor.register(&mut server, Interest::READABLE | Interest::WRITABLE).unwrap();
    assert!(matches!(
        events(&mut reactor)[..],
        [Event::Ready { token: said, readable: false, writable: true, read_closed: false, error: false, .. }]
            if said == token
    ));
    client.write_all(b"hello").unwrap();
    assert!(matches!(events(&mut reactor)[..], [Event::Ready { readable: true, read_closed: false, .. }]));
    let mut buffer = [0; 16];
    assert_eq!(server.read(&mut buffer).unwrap(), 5);
    client.shutdown(std::net::Shutdown::Write).unwrap();
    assert!(matches!(
        events(&mut reactor)[..],
        [Event::Ready { readable: true, read_closed: true, write_closed: false, .. }]
    ));
}

#[test]
fn events_are_appended() {
    let mut reactor = reactor();
    let mut all = vec![Event::Signal(0)];
    reactor.remote().post(Box::new(1));
    reactor.poll(None, &mut all).unwrap();
    assert!(matches!(all[..], [Event::Signal(0), Event::Posted(_)]));
}

#[test]
fn reregistering_tells_again_of_what_is_still_ready() {
    let mut reactor = reactor();
    let (mut sender, mut receiver) = charina_reactor::pipe::new().unwrap();
    let token = reactor.register(&mut receiver, Interest::READABLE).unwrap();
    sender.write_all(b"x").unwrap();
    assert_eq!(events(&mut reactor).len(), 1);
    let mut none = Vec::new();
    reactor.poll(Some(Duration::ZERO), &mut none).unwrap();
    assert!(none.is_empty(), "edge-triggered");
    reactor.reregister(&mut receiver, token, Interest::READABLE).unwrap();
    assert!(matches!(events(&mut reactor)[..], [Event::Ready { readable: true, .. }]));
}

#[test]
fn a_token_is_never_used_again() {
    let mut reactor = reactor();
    let mut listener = listen();
    let mut seen = std::collections::HashSet::new();
    let mut last: Option<Token> = None;
    for _ in 0..1000 {
        let token = reactor.register(&mut listener, Interest::READABLE).unwrap();
        assert!(seen.insert(token));
        if let Some(stale) = last {
            let error = reactor.reregister(&mut listener, stale, Interest::READABLE).unwrap_err();
            assert_eq!(refusal(&error), Some(&Error::StaleToken));
            assert_eq!(error.kind(), io::ErrorKind::NotFound);
            assert!(reactor.deregister(&mut listener, stale).is_err());
            assert!(!reactor.forget(stale));
        }
        reactor.deregister(&mut listener, token).unwrap();
        last = Some(token);
    }
}

#[test]
fn a_deregistered_source_is_silent() {
    let mut reactor = reactor();
    let (mut sender, mut receiver) = charina_reactor::pipe::new().unwrap();
    let token = reactor.register(&mut receiver, Interest::READABLE).unwrap();
    sender.write_all(b"x").unwrap();
    reactor.deregister(&mut receiver, token).unwrap();
    let mut none = Vec::new();
    reactor.poll(Some(Duration::from_millis(20)), &mut none).unwrap();
    assert!(none.is_empty(), "{none:?}");
}

/// The kernel goes on telling of a descriptor that was closed while a duplicate lives: nobody must hear it, least of all
/// the next source in the slot.
#[cfg(unix)]
#[test]
fn the_ghost_of_a_closed_source_does_not_reach_its_successor() {
    use std::os::fd::{AsRawFd, OwnedFd};
    let mut reactor = reactor();
    let (mut sender, receiver) = charina_reactor::pipe::new().unwrap();
    let original = OwnedFd::from(receiver);
    let _duplicate = original.try_clone().unwrap();
    let ghost = reactor.register_fd(original.as_raw_fd(), Interest::READABLE).unwrap();
    drop(original);
    assert!(reactor.forget(ghost));
    let mut listener = listen();
    reactor.register(&mut listener, Interest::READABLE).unwrap();
    sender.write_all(b"x").unwrap();
    let start = Instant::now();
    let mut none = Vec::new();
    reactor.poll(Some(Duration::from_millis(50)), &mut none).unwrap();
    assert!(none.is_empty(), "{none:?}");
    assert!(start.elapsed() >= Duration::from_millis(50), "and the wait goes on");
}

#[cfg(unix)]
#[test]
fn descriptors_are_sources_but_files_are_not() {
    use std::os::fd::AsRawFd;
    let mut reactor = reactor();
    let (mut sender, receiver) = io::pipe().map(|(receiver, sender)| (sender, receiver)).unwrap();
    let fd = receiver.as_raw_fd();
    let token = reactor.register_fd(fd, Interest::READABLE).unwrap();
    let twice = reactor.register_fd(fd, Interest::READABLE).unwrap_err();
    assert_eq!(twice.kind(), io::ErrorKind::AlreadyExists);
    sender.write_all(b"x").unwrap();
    assert!(matches!(events(&mut reactor)[..], [Event::Ready { token: said, .. }] if said == token));
    reactor.reregister_fd(fd, token, Interest::READABLE).unwrap();
    assert_eq!(events(&mut reactor).len(), 1);
    reactor.deregister_fd(fd, token).unwrap();

    let file = std::fs::File::open(std::env::current_exe().unwrap()).unwrap();
    let error = reactor.register_fd(file.as_raw_fd(), Interest::READABLE).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::Unsupported);
    assert_eq!(refusal(&error), Some(&Error::NotPollable));
    let closed = reactor.register_fd(-1, Interest::READABLE).unwrap_err();
    assert_eq!(closed.raw_os_error(), Some(rustix::io::Errno::BADF.raw_os_error()));
}

#[test]
fn a_poll_ends_at_its_timeout_and_not_before() {
    let mut reactor = reactor();
    let mut none = Vec::new();
    let start = Instant::now();
    reactor.poll(Some(Duration::from_millis(40)), &mut none).unwrap();
    assert!(start.elapsed() >= Duration::from_millis(40));
    let start = Instant::now();
    reactor.poll(Some(Duration::ZERO), &mut none).unwrap();
    assert!(start.elapsed() < Duration::from_secs(5));
    assert!(none.is_empty());
}

#[test]
fn a_timeout_beyond_the_clock_is_none() {
    let mut reactor = reactor();
    let remote = reactor.remote();
    let waking = thread::spawn(move || {
        thread::sleep(Duration::from_millis(20));
        remote.post(Box::new(()));
    });
    let mut one = Vec::new();
    reactor.poll(Some(Duration::MAX), &mut one).unwrap();
    assert_eq!(one.len(), 1);
    waking.join().unwrap();
}

#[test]
fn messages_of_a_thread_arrive_in_order() {
    let mut reactor = reactor();
    let threads: Vec<_> = (0..4u32)
        .map(|thread| {
            let remote = reactor.remote();
            thread::spawn(move || (0..1000u32).for_each(|n| assert!(remote.post(Box::new((thread, n))))))
        })
        .collect();
    let mut next = [0; 4];
    while next.iter().sum::<u32>() < 4000 {
        for event in events(&mut reactor) {
            let Event::Posted(message) = event else { panic!("{event:?}") };
            let (thread, n) = *message.downcast::<(u32, u32)>().unwrap();
            assert_eq!(n, next[thread as usize]);
            next[thread as usize] += 1;
        }
    }
    for thread in threads {
        thread.join().unwrap();
    }
}

#[test]
fn a_batch_of_messages_is_one_turn() {
    let mut reactor = reactor();
    let remote = reactor.remote();
    (0..5000).for_each(|n| assert!(remote.post(Box::new(n))));
    assert_eq!(events(&mut reactor).len(), 5000);
    let mut none = Vec::new();
    reactor.poll(Some(Duration::ZERO), &mut none).unwrap();
    assert!(none.is_empty());
}

#[test]
fn a_wake_ends_the_poll_under_way_or_the_next() {
    let mut reactor = reactor();
    let remote = reactor.remote();
    remote.wake();
    remote.wake();
    let mut none = Vec::new();
    reactor.poll(None, &mut none).unwrap();
    let waking = thread::spawn(move || {
        thread::sleep(Duration::from_millis(20));
        remote.wake();
    });
    let start = Instant::now();
    reactor.poll(Some(Duration::from_secs(20)), &mut none).unwrap();
    assert!(start.elapsed() >= Duration::from_millis(20), "two wakes are one");
    assert!(start.elapsed() < Duration::from_secs(10));
    assert!(none.is_empty());
    waking.join().unwrap();
}

#[test]
fn a_remote_outlives_its_reactor() {
    let remote = reactor().remote();
    let message = std::sync::Arc::new(());
    assert!(!remote.post(Box::new(std::sync::Arc::clone(&message))));
    remote.wake();
    assert_eq!(std::sync::Arc::strong_count(&message), 1, "the message is dropped");
}

#[cfg(unix)]
#[test]
fn the_polls_descriptor_tells_another_loop() {
    use std::os::fd::AsRawFd;
    let mut inner = reactor();
    let mut outer = reactor();
    let token = outer.register_fd(inner.as_raw_fd(), Interest::READABLE).unwrap();
    let mut none = Vec::new();
    outer.poll(Some(Duration::from_millis(20)), &mut none).unwrap();
    assert!(none.is_empty(), "{none:?}");
    for _ in 0..3 {
        inner.spawn_blocking(|| 5);
        assert!(matches!(events(&mut outer)[..], [Event::Ready { token: said, readable: true, .. }] if said == token));
        assert!(matches!(events(&mut inner)[..], [Event::Completed { .. }]));
    }
}

#[test]
fn a_refused_connection_is_told() {
    let mut reactor = reactor();
    let address = listen().local_addr().unwrap();
    let Ok(mut stream) = TcpStream::connect(address) else { return };
    reactor.register(&mut stream, Interest::READABLE | Interest::WRITABLE).unwrap();
    assert!(matches!(events(&mut reactor)[..], [Event::Ready { writable: true, error: true, .. }]));
    assert!(stream.take_error().unwrap().is_some());
}
