//! Standard input and output: the streams behind `process.stdin`, `stdout` and `stderr`, and what terminals need
//! (<https://nodejs.org/api/process.html#a-note-on-process-io>).

mod handle;
mod terminal;

pub(crate) use terminal::restore as restore_terminal;

use crate::builtins::{Builtin, glue};
use crate::descriptor;
use charina_engine::bytes::ByteView;
use charina_engine::{Context, JsArgs, JsResult, JsString, JsValue, Op, text};
use rustix::event::{PollFd, PollFlags, poll};
use rustix::fs::FileType;
use rustix::io::Errno;
use rustix::net::{AddressFamily, SocketType, sockopt};
use rustix::termios::isatty;

/// The modules.
pub(crate) const BUILTINS: &[Builtin] = &[
    Builtin::glue("internal/stdio", glue!("stdio.js"), OPS),
    Builtin::glue("internal/stdio/input", glue!("input.js"), OPS),
    Builtin::glue("internal/stdio/output", glue!("output.js"), OPS),
];

/// What the glue of this folder and of `node:tty` needs of Rust.
pub(crate) const OPS: &[Op] = &[
    Op::new("kindOf", 1, kind_of),
    Op::new("isTTY", 1, is_tty),
    Op::new("write", 2, write),
    Op::new("windowSize", 1, terminal::window_size),
    Op::new("setRawMode", 2, terminal::set_raw_mode),
    Op::new("open", 1, handle::open),
];

/// The `fd` argument: a number no descriptor has where it is none.
fn descriptor_argument(arguments: &[JsValue], context: &mut Context) -> JsResult<i32> {
    let value = arguments.get_or_undefined(0);
    match value.as_number() {
        Some(number) if number.fract() == 0.0 => value.to_i32(context),
        _ => Ok(-1),
    }
}

/// What libuv answers for an errno: its negative.
fn negative(errno: Errno) -> JsValue {
    JsValue::from(-errno.raw_os_error())
}

/// `isTTY(fd)`
fn is_tty(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let fd = descriptor_argument(arguments, context)?;
    Ok(descriptor::borrow(fd).is_ok_and(isatty).into())
}

/// `kindOf(fd)`: `TTY`, `FILE`, `PIPE`, `TCP`, `UDP` or `UNKNOWN`, as `uv_guess_handle` tells them apart.
pub(crate) fn kind_of(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let fd = descriptor_argument(arguments, context)?;
    Ok(JsString::from(kind(fd).unwrap_or("UNKNOWN")).into())
}

fn kind(fd: i32) -> Result<&'static str, Errno> {
    let descriptor = descriptor::borrow(fd)?;
    if isatty(descriptor) {
        return Ok("TTY");
    }
    let mode = rustix::fs::fstat(descriptor)?.st_mode;
    match FileType::from_raw_mode(mode) {
        FileType::RegularFile | FileType::CharacterDevice => Ok("FILE"),
        FileType::Fifo => Ok("PIPE"),
        FileType::Socket => {
            let address = rustix::net::getsockname(descriptor)?;
            let stream = sockopt::socket_type(descriptor)? == SocketType::STREAM;
            Ok(match (address.address_family(), stream) {
                (AddressFamily::UNIX, true) => "PIPE",
                (AddressFamily::INET | AddressFamily::INET6, true) => "TCP",
                (AddressFamily::INET | AddressFamily::INET6, false) => "UDP",
                _ => "UNKNOWN",
            })
        }
        _ => Ok("UNKNOWN"),
    }
}

/// `write(fd, chunk)`: writes all of a string (as UTF-8) or view before it returns; 0, or a negative errno.
fn write(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let fd = descriptor_argument(arguments, context)?;
    let chunk = arguments.get_or_undefined(1);
    let result = match chunk.as_string() {
        Some(string) => write_all(fd, &text::to_utf8_bytes(&string)),
        None => match ByteView::from_value(chunk, context)? {
            Some(view) => view.read(|bytes| write_all(fd, bytes)),
            None => Err(Errno::INVAL),
        },
    };
    Ok(result.map_or_else(negative, |()| JsValue::from(0)))
}

/// Writes everything, waiting where a descriptor that somebody made non-blocking is full.
pub(crate) fn write_all(fd: i32, mut bytes: &[u8]) -> Result<(), Errno> {
    charina_reactor::outlive_file_size_limit();
    let descriptor = descriptor::borrow(fd)?;
    while !bytes.is_empty() {
        match rustix::io::write(descriptor, bytes) {
            Ok(count) => bytes = bytes.get(count..).unwrap_or_default(),
            Err(Errno::INTR) => {}
            Err(Errno::AGAIN) => {
                let mut polled = [PollFd::new(&descriptor, PollFlags::OUT)];
                match poll(&mut polled, None) {
                    Ok(_) | Err(Errno::INTR) => {}
                    Err(error) => return Err(error),
                }
            }
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use rustix::fd::AsRawFd as _;

    #[test]
    fn kinds() {
        let (read, write) = rustix::pipe::pipe().expect("a pipe");
        assert_eq!(kind(read.as_raw_fd()), Ok("PIPE"));
        assert_eq!(kind(-1), Err(Errno::BADF));
        let null = rustix::fs::open("/dev/null", rustix::fs::OFlags::RDONLY, rustix::fs::Mode::empty());
        assert_eq!(kind(null.expect("/dev/null").as_raw_fd()), Ok("FILE"));
        drop(write);
    }

    #[test]
    fn a_full_non_blocking_pipe_is_waited_for() {
        let (read, write) = rustix::pipe::pipe().expect("a pipe");
        rustix::fs::fcntl_setfl(&write, rustix::fs::OFlags::NONBLOCK).expect("fcntl");
        let reader = std::thread::spawn(move || {
            let mut total = 0;
            let mut block = vec![0; 4096];
            while let Ok(count @ 1..) = rustix::io::read(&read, &mut block) {
                total += count;
            }
            total
        });
        write_all(write.as_raw_fd(), &vec![7; 1 << 20]).expect("written");
        drop(write);
        assert_eq!(reader.join().expect("the reader"), 1 << 20);
    }

    #[test]
    fn nobody_reads() {
        let (read, write) = rustix::pipe::pipe().expect("a pipe");
        drop(read);
        assert_eq!(write_all(write.as_raw_fd(), b"x"), Err(Errno::PIPE));
    }
}
