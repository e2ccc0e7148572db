//! File descriptors that scripts name by number: the one place where a number becomes a descriptor.

use rustix::fd::BorrowedFd;
use rustix::io::Errno;

/// The descriptor numbered `fd`, as Node's API takes them. A number that is not open is answered by the kernel with
/// EBADF at the call that uses it.
///
/// # Errors
/// EBADF for a negative number.
pub(crate) fn borrow(fd: i32) -> Result<BorrowedFd<'static>, Errno> {
    if fd < 0 {
        return Err(Errno::BADF);
    }
    // SAFETY: the number is not -1. Whether it is open the caller cannot know, as with every number a script passes:
    // the borrow is only ever handed to system calls, which answer EBADF, and never closed.
    Ok(unsafe { BorrowedFd::borrow_raw(fd) })
}

/// Closes the descriptor numbered `fd`.
///
/// # Errors
/// The kernel's.
pub(crate) fn close(fd: i32) -> Result<(), Errno> {
    let checked = borrow(fd)?;
    // An own dup2-free probe: closing what is not open must be EBADF, not silent.
    rustix::io::fcntl_getfd(checked)?;
    // SAFETY: scripts own the numbers they were given by open(); the runtime's own descriptors are never shown to them.
    unsafe { rustix::io::close(fd) };
    Ok(())
}
