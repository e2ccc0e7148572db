//! A descriptor of any kind as a source: sockets that were made by system call, or came from elsewhere.

use mio::event::Source;
use mio::unix::SourceFd;
use mio::{Interest, Registry, Token};
use std::io;
use std::os::fd::{AsFd, AsRawFd as _, BorrowedFd, OwnedFd};

/// An owned descriptor that can be registered, whatever it is: a TCP, UDP or Unix socket that listens or is connected,
/// a pipe, a terminal. What is read and written goes through [`AsFd`]. It must be non-blocking.
#[derive(Debug)]
pub struct Descriptor(OwnedFd);

impl From<OwnedFd> for Descriptor {
    fn from(descriptor: OwnedFd) -> Self {
        Self(descriptor)
    }
}

impl From<Descriptor> for OwnedFd {
    fn from(descriptor: Descriptor) -> Self {
        descriptor.0
    }
}

impl AsFd for Descriptor {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.0.as_fd()
    }
}

impl Source for Descriptor {
    fn register(&mut self, registry: &Registry, token: Token, interest: Interest) -> io::Result<()> {
        SourceFd(&self.0.as_raw_fd()).register(registry, token, interest)
    }

    fn reregister(&mut self, registry: &Registry, token: Token, interest: Interest) -> io::Result<()> {
        SourceFd(&self.0.as_raw_fd()).reregister(registry, token, interest)
    }

    fn deregister(&mut self, registry: &Registry) -> io::Result<()> {
        SourceFd(&self.0.as_raw_fd()).deregister(registry)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Event, Options, Reactor};
    use std::net::{TcpListener, TcpStream, UdpSocket};
    use std::time::Duration;

    fn told(reactor: &mut Reactor) -> Vec<crate::Token> {
        let mut events = Vec::new();
        reactor.poll(Some(Duration::from_secs(10)), &mut events).unwrap();
        let token = |event| match event {
            Event::Ready { token, readable: true, .. } => Some(token),
            _ => None,
        };
        events.into_iter().filter_map(token).collect()
    }

    #[test]
    fn sockets_of_any_kind_tell_that_they_are_ready() {
        let mut reactor = Reactor::new(Options::default()).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let place = listener.local_addr().unwrap();
        listener.set_nonblocking(true).unwrap();
        let datagrams = UdpSocket::bind("127.0.0.1:0").unwrap();
        let mailbox = datagrams.local_addr().unwrap();
        datagrams.set_nonblocking(true).unwrap();
        let mut listener = Descriptor::from(OwnedFd::from(listener));
        let mut datagrams = Descriptor::from(OwnedFd::from(datagrams));
        let of_listener = reactor.register(&mut listener, Interest::READABLE).unwrap();
        let of_datagrams = reactor.register(&mut datagrams, Interest::READABLE).unwrap();
        assert!(reactor.register(&mut listener, Interest::READABLE).is_err());

        let _client = TcpStream::connect(place).unwrap();
        assert_eq!(told(&mut reactor), [of_listener]);
        UdpSocket::bind("127.0.0.1:0").unwrap().send_to(b"x", mailbox).unwrap();
        assert_eq!(told(&mut reactor), [of_datagrams]);

        reactor.reregister(&mut listener, of_listener, Interest::READABLE).unwrap();
        assert_eq!(told(&mut reactor), [of_listener], "what is still ready is told again");
        reactor.deregister(&mut listener, of_listener).unwrap();
        assert!(reactor.reregister(&mut listener, of_listener, Interest::READABLE).is_err());
    }
}
