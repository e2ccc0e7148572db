//! The terminal's window and modes (<https://nodejs.org/api/tty.html>).

use super::{descriptor_argument, negative};
use crate::descriptor;
use charina_engine::{Context, JsArgs, JsArray, JsResult, JsValue};
use rustix::io::Errno;
use rustix::termios::{
    ControlModes, InputModes, LocalModes, OptionalActions, OutputModes, SpecialCodeIndex, Termios, tcgetattr,
    tcgetwinsize, tcsetattr,
};
use std::sync::{Mutex, PoisonError};

/// The mode of the terminal that was made raw, as it was before. One a process, as the terminal is.
static ORIGINAL: Mutex<Option<(i32, Termios)>> = Mutex::new(None);

/// `windowSize(fd)`: `[columns, rows]`, or a negative errno.
pub(super) fn window_size(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let fd = descriptor_argument(arguments, context)?;
    match descriptor::borrow(fd).and_then(tcgetwinsize) {
        Ok(size) => Ok(JsArray::from_iter([JsValue::from(size.ws_col), JsValue::from(size.ws_row)], context).into()),
        Err(error) => Ok(negative(error)),
    }
}

/// `setRawMode(fd, raw)`: 0, or a negative errno.
pub(super) fn set_raw_mode(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let fd = descriptor_argument(arguments, context)?;
    let result = if arguments.get_or_undefined(1).to_boolean() { make_raw(fd) } else { make_ordinary(fd) };
    Ok(result.map_or_else(negative, |()| JsValue::from(0)))
}

/// The mode of libuv's `UV_TTY_MODE_RAW`: no echo, no lines, no signals, but newlines are still written as CR LF.
fn make_raw(fd: i32) -> Result<(), Errno> {
    let terminal = descriptor::borrow(fd)?;
    let before = tcgetattr(terminal)?;
    let mut raw = before.clone();
    raw.input_modes -=
        InputModes::BRKINT | InputModes::ICRNL | InputModes::INPCK | InputModes::ISTRIP | InputModes::IXON;
    raw.output_modes |= OutputModes::ONLCR;
    raw.control_modes |= ControlModes::CS8;
    raw.local_modes -= LocalModes::ECHO | LocalModes::ICANON | LocalModes::IEXTEN | LocalModes::ISIG;
    raw.special_codes[SpecialCodeIndex::VMIN] = 1;
    raw.special_codes[SpecialCodeIndex::VTIME] = 0;
    tcsetattr(terminal, OptionalActions::Drain, &raw)?;
    ORIGINAL.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert((fd, before));
    Ok(())
}

fn make_ordinary(fd: i32) -> Result<(), Errno> {
    let terminal = descriptor::borrow(fd)?;
    let mut original = ORIGINAL.lock().unwrap_or_else(PoisonError::into_inner);
    match original.as_ref() {
        Some((raw, modes)) if *raw == fd => {
            tcsetattr(terminal, OptionalActions::Drain, modes)?;
            *original = None;
            Ok(())
        }
        // Nobody made it raw; it only has to be a terminal.
        _ => tcgetattr(terminal).map(drop),
    }
}

/// Gives the terminal back as it was: to be called before the process ends.
pub(crate) fn restore() {
    if let Some((fd, modes)) = ORIGINAL.lock().unwrap_or_else(PoisonError::into_inner).take()
        && let Ok(terminal) = descriptor::borrow(fd)
    {
        // The terminal may be gone, and then there is nothing to give back.
        let _ = tcsetattr(terminal, OptionalActions::Now, &modes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rustix::fd::{AsRawFd as _, OwnedFd};

    fn terminal() -> (OwnedFd, OwnedFd) {
        use rustix::fs::{Mode, OFlags, open};
        let main =
            rustix::pty::openpt(rustix::pty::OpenptFlags::RDWR | rustix::pty::OpenptFlags::NOCTTY).expect("a pty");
        rustix::pty::grantpt(&main).and_then(|()| rustix::pty::unlockpt(&main)).expect("unlocked");
        let name = rustix::pty::ptsname(&main, Vec::new()).expect("its name");
        let other = open(name.as_c_str(), OFlags::RDWR | OFlags::NOCTTY, Mode::empty()).expect("its other end");
        (main, other)
    }

    #[test]
    fn raw_and_back() {
        let (_main, other) = terminal();
        let fd = other.as_raw_fd();
        let echo = || tcgetattr(&other).expect("modes").local_modes.contains(LocalModes::ECHO);
        assert!(echo());
        make_raw(fd).expect("raw");
        assert!(!echo());
        make_raw(fd).expect("raw twice");
        make_ordinary(fd).expect("back");
        assert!(echo());
        make_raw(fd).expect("raw");
        restore();
        assert!(echo());
    }

    #[test]
    fn no_terminal() {
        let (read, _write) = rustix::pipe::pipe().expect("a pipe");
        assert_eq!(make_raw(read.as_raw_fd()), Err(Errno::NOTTY));
        assert_eq!(make_ordinary(-1), Err(Errno::BADF));
    }
}
