//! Asking name servers: UDP, and TCP for what does not fit (<https://www.rfc-editor.org/rfc/rfc1035>).

use super::records::Record;
use simple_dns::{CLASS, Name, Packet, PacketFlag, QCLASS, QTYPE, Question as DnsQuestion, RCODE, TYPE};
use std::io::{ErrorKind, Read as _, Write as _};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream, UdpSocket};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// How long at most nobody looks whether the question was given up.
const LOOK: Duration = Duration::from_millis(50);

/// A question and whom to ask.
pub(super) struct Question {
    pub(super) name: String,
    /// The type of record, 255 for any.
    pub(super) kind: u16,
    pub(super) servers: Vec<SocketAddr>,
    /// For the first try; each next one waits twice as long.
    pub(super) timeout: Duration,
    pub(super) tries: u32,
    /// Addresses to ask from.
    pub(super) locals: Vec<IpAddr>,
    pub(super) cancelled: Arc<AtomicBool>,
}

/// c-ares' name of what went wrong.
type Code = &'static str;

impl Question {
    /// The records, or why there are none. Blocks.
    pub(super) fn ask(&self) -> Result<Vec<Record>, Code> {
        let id = id();
        let message = self.message(id)?;
        let mut last = "ECONNREFUSED";
        for attempt in 0..self.tries {
            let wait = self.timeout.saturating_mul(1 << attempt.min(6));
            for server in &self.servers {
                if self.cancelled.load(Ordering::Relaxed) {
                    return Err("ECANCELLED");
                }
                match self.ask_one(*server, &message, id, wait) {
                    // Another server may know better.
                    Err(code @ ("ETIMEOUT" | "ECONNREFUSED" | "ESERVFAIL" | "ENOTIMP" | "EREFUSED")) => last = code,
                    other => return other,
                }
            }
        }
        Err(last)
    }

    fn message(&self, id: u16) -> Result<Vec<u8>, Code> {
        let name = self.name.strip_suffix('.').unwrap_or(&self.name);
        // simple-dns passes over empty labels.
        if !name.is_empty() && name.split('.').any(str::is_empty) {
            return Err("EBADNAME");
        }
        let name = Name::new(name).map_err(|_| "EBADNAME")?;
        let kind = if self.kind == 255 { QTYPE::ANY } else { QTYPE::TYPE(TYPE::from(self.kind)) };
        let mut packet = Packet::new_query(id);
        packet.set_flags(PacketFlag::RECURSION_DESIRED);
        packet.questions.push(DnsQuestion::new(name, kind, QCLASS::CLASS(CLASS::IN), false));
        packet.build_bytes_vec().map_err(|_| "EBADNAME")
    }

    fn ask_one(&self, server: SocketAddr, message: &[u8], id: u16, wait: Duration) -> Result<Vec<Record>, Code> {
        let reply = self.over_udp(server, message, id, wait)?;
        let truncated = Packet::parse(&reply).is_ok_and(|packet| packet.has_flags(PacketFlag::TRUNCATION));
        let reply = if truncated { over_tcp(server, message, wait)? } else { reply };
        let packet = Packet::parse(&reply).map_err(|_| "EBADRESP")?;
        match packet.rcode() {
            RCODE::NoError => {}
            RCODE::FormatError => return Err("EFORMERR"),
            RCODE::ServerFailure => return Err("ESERVFAIL"),
            RCODE::NameError => return Err("ENOTFOUND"),
            RCODE::NotImplemented => return Err("ENOTIMP"),
            RCODE::Refused => return Err("EREFUSED"),
            _ => return Err("EBADRESP"),
        }
        let wanted = |record: &Record| self.kind == 255 || record.kind == self.kind;
        let found: Vec<Record> = packet.answers.iter().filter_map(Record::read).filter(wanted).collect();
        if found.is_empty() { Err("ENODATA") } else { Ok(found) }
    }

    fn over_udp(&self, server: SocketAddr, message: &[u8], id: u16, wait: Duration) -> Result<Vec<u8>, Code> {
        let any = if server.is_ipv4() { Ipv4Addr::UNSPECIFIED.into() } else { Ipv6Addr::UNSPECIFIED.into() };
        let local = self.locals.iter().find(|local| local.is_ipv4() == server.is_ipv4()).copied().unwrap_or(any);
        let socket = UdpSocket::bind((local, 0)).map_err(|_| "ECONNREFUSED")?;
        let send = socket.connect(server).and_then(|()| socket.send(message));
        send.map_err(|_| "ECONNREFUSED")?;
        let end = Instant::now() + wait;
        let mut room = vec![0; 65_535];
        loop {
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err("ETIMEOUT");
            }
            if self.cancelled.load(Ordering::Relaxed) {
                return Err("ECANCELLED");
            }
            socket.set_read_timeout(Some(left.min(LOOK))).map_err(|_| "ECONNREFUSED")?;
            match socket.recv(&mut room) {
                // Somebody else's answer is not waited for.
                Ok(len) if room[..len].starts_with(&id.to_be_bytes()) => return Ok(room[..len].to_vec()),
                Ok(_) => {}
                Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {}
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(_) => return Err("ECONNREFUSED"),
            }
        }
    }
}

/// A message behind its length (<https://www.rfc-editor.org/rfc/rfc1035#section-4.2.2>).
fn over_tcp(server: SocketAddr, message: &[u8], wait: Duration) -> Result<Vec<u8>, Code> {
    let exchange = || -> std::io::Result<Vec<u8>> {
        let mut stream = TcpStream::connect_timeout(&server, wait)?;
        stream.set_read_timeout(Some(wait))?;
        stream.set_write_timeout(Some(wait))?;
        let length = u16::try_from(message.len()).map_err(|_| ErrorKind::InvalidInput)?;
        stream.write_all(&[&length.to_be_bytes(), message].concat())?;
        let mut length = [0; 2];
        stream.read_exact(&mut length)?;
        let mut reply = vec![0; usize::from(u16::from_be_bytes(length))];
        stream.read_exact(&mut reply)?;
        Ok(reply)
    };
    exchange().map_err(|error| match error.kind() {
        ErrorKind::TimedOut | ErrorKind::WouldBlock => "ETIMEOUT",
        _ => "ECONNREFUSED",
    })
}

/// A number that nobody can guess.
fn id() -> u16 {
    use std::hash::{BuildHasher as _, RandomState};
    let hash = RandomState::new().hash_one(Instant::now());
    u16::from_be_bytes([hash.to_be_bytes()[0], hash.to_be_bytes()[1]])
}

#[cfg(test)]
mod tests {
    use super::*;
    use simple_dns::ResourceRecord;
    use simple_dns::rdata::{A, CNAME, RData};
    use std::thread;

    fn question(server: SocketAddr) -> Question {
        Question {
            name: "a.example".to_owned(),
            kind: 1,
            servers: vec![server],
            timeout: Duration::from_millis(200),
            tries: 1,
            locals: Vec::new(),
            cancelled: Arc::default(),
        }
    }

    /// A server that answers one question with what `fill` puts into the reply.
    fn server(fill: fn(&mut Packet<'_>)) -> SocketAddr {
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        let address = socket.local_addr().unwrap();
        thread::spawn(move || {
            let mut room = [0; 512];
            let (len, from) = socket.recv_from(&mut room).unwrap();
            let asked = Packet::parse(&room[..len]).unwrap();
            assert_eq!(asked.questions[0].qname.to_string(), "a.example");
            let mut reply = Packet::new_reply(asked.id());
            fill(&mut reply);
            // An answer to another question first: it must be passed over.
            socket.send_to(&Packet::new_reply(asked.id() ^ 1).build_bytes_vec().unwrap(), from).unwrap();
            socket.send_to(&reply.build_bytes_vec().unwrap(), from).unwrap();
        });
        address
    }

    #[test]
    fn answers_of_the_wanted_type_are_found() {
        let address = server(|reply| {
            let name = || Name::new_unchecked("a.example");
            let alias = RData::CNAME(CNAME(Name::new_unchecked("b.example")));
            reply.answers.push(ResourceRecord::new(name(), CLASS::IN, 5, alias));
            reply.answers.push(ResourceRecord::new(name(), CLASS::IN, 7, RData::A(A { address: 0x7F00_0001 })));
        });
        let found = question(address).ask().unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].kind, found[0].ttl), (1, 7));
    }

    #[test]
    fn failures_have_the_names_of_c_ares() {
        assert_eq!(question(server(|_| {})).ask().err(), Some("ENODATA"));
        let refused = server(|reply| *reply.rcode_mut() = RCODE::NameError);
        assert_eq!(question(refused).ask().err(), Some("ENOTFOUND"));
        let silent = UdpSocket::bind("127.0.0.1:0").unwrap();
        assert_eq!(question(silent.local_addr().unwrap()).ask().err(), Some("ETIMEOUT"));
        let given_up = question(silent.local_addr().unwrap());
        given_up.cancelled.store(true, Ordering::Relaxed);
        assert_eq!(given_up.ask().err(), Some("ECANCELLED"));
        let unnamed = Question { name: "a..b".to_owned(), ..question(silent.local_addr().unwrap()) };
        assert_eq!(unnamed.ask().err(), Some("EBADNAME"));
    }
}
