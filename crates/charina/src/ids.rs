//! Changing the user and groups of the process: the C library's calls, for they change all threads, where the kernel's
//! own change the calling one alone.

use rustix::io::Errno;

/// Which identity to change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Identity {
    /// `setuid`
    User,
    /// `seteuid`
    EffectiveUser,
    /// `setgid`
    Group,
    /// `setegid`
    EffectiveGroup,
}

fn check(result: i32) -> Result<(), Errno> {
    if result == 0 {
        return Ok(());
    }
    Err(Errno::from_io_error(&std::io::Error::last_os_error()).unwrap_or(Errno::IO))
}

/// Sets one identity of the whole process.
///
/// # Errors
/// The system's: EPERM for who may not.
pub(crate) fn set(identity: Identity, id: u32) -> Result<(), Errno> {
    // SAFETY: these calls take numbers only and touch no memory of ours.
    let result = unsafe {
        match identity {
            Identity::User => libc::setuid(id),
            Identity::EffectiveUser => libc::seteuid(id),
            Identity::Group => libc::setgid(id),
            Identity::EffectiveGroup => libc::setegid(id),
        }
    };
    check(result)
}

/// Sets the supplementary groups of the whole process.
///
/// # Errors
/// The system's: EPERM for who may not, EINVAL for too many.
#[expect(clippy::useless_conversion, reason = "the length is a size_t on Linux and an int elsewhere")]
pub(crate) fn set_groups(groups: &[u32]) -> Result<(), Errno> {
    let length = groups.len().try_into().map_err(|_| Errno::INVAL)?;
    // SAFETY: pointer and length are those of the slice, which outlives the call and is only read.
    check(unsafe { libc::setgroups(length, groups.as_ptr()) })
}
