//! File descriptors that scripts name by number: the one place where a number becomes a descriptor.

use rustix::fd::{AsRawFd as _, BorrowedFd, FromRawFd as _, OwnedFd};
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

/// The signals that this process was started to ignore, as `nohup` and background jobs of a shell are.
fn ignored_signals() -> Vec<libc::c_int> {
    let is_ignored = |signal: &libc::c_int| {
        let mut action = std::mem::MaybeUninit::<libc::sigaction>::zeroed();
        // SAFETY: without a new action this only fills in the old one, of which zeroes are a valid value too.
        let known = unsafe { libc::sigaction(*signal, std::ptr::null(), action.as_mut_ptr()) };
        // SAFETY: as above.
        known == 0 && unsafe { action.assume_init() }.sa_sigaction == libc::SIG_IGN
    };
    // The standard library itself resets SIGPIPE in children.
    (1..32).filter(|signal| *signal != libc::SIGPIPE).filter(is_ignored).collect()
}

/// Has the child that `command` starts find each descriptor under the number beside it, and lead a session of its own
/// where `new_session` says so: what [`Command`] has no safe call for. No signal is ignored in it, as in Node's: a child
/// of a program in the background can be killed by SIGINT.
///
/// [`Command`]: std::process::Command
pub(crate) fn prepare_child(command: &mut std::process::Command, fds: Vec<(OwnedFd, i32)>, new_session: bool) {
    let ignored = ignored_signals();
    if fds.is_empty() && !new_session && ignored.is_empty() {
        // Without a step between fork and exec the child is started by the cheaper posix_spawn.
        return;
    }
    // Above every number that will be given: no copy may land on one that is still to be copied.
    let above = fds.iter().map(|(_, number)| number + 1).max().unwrap_or(3);
    let fds: Vec<(OwnedFd, i32)> = fds
        .into_iter()
        .map(|(fd, number)| (rustix::io::fcntl_dupfd_cloexec(&fd, above).unwrap_or(fd), number))
        .collect();
    // Nor may the pipe on which the child tells what went wrong: every lower number is taken while it starts.
    let mut taken = Vec::new();
    while let Some((fd, _)) = fds.first()
        && let Ok(copy) = rustix::io::fcntl_dupfd_cloexec(fd, 3)
    {
        let enough = copy.as_raw_fd() >= above;
        taken.push(copy);
        if enough {
            break;
        }
    }
    let between = move || {
        let _ = &taken;
        if new_session {
            rustix::process::setsid()?;
        }
        for signal in &ignored {
            // SAFETY: the default action runs no code of ours.
            unsafe { libc::signal(*signal, libc::SIG_DFL) };
        }
        for (fd, number) in &fds {
            // SAFETY: the number is a place in the child's own table; nothing owns it there, and what is put there
            // stays open for the program. It is forgotten, not closed.
            let mut target = std::mem::ManuallyDrop::new(unsafe { OwnedFd::from_raw_fd(*number) });
            rustix::io::dup2(fd, &mut target)?;
        }
        Ok(())
    };
    // SAFETY: between fork and exec only async-signal-safe calls are allowed: these are bare system calls (setsid,
    // sigaction, dup2) that neither allocate nor lock.
    unsafe { std::os::unix::process::CommandExt::pre_exec(command, between) };
}
