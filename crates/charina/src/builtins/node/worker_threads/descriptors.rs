//! Which descriptors a worker's script opened by number: they are closed when it ends
//! (`trackUnmanagedFds` of <https://nodejs.org/api/worker_threads.html#new-workerfilename-options>).

use crate::builtins::node::process;
use crate::descriptor;
use charina_engine::{Context, JsResult, JsString};
use std::cell::RefCell;
use std::collections::BTreeSet;

/// The open ones; dropping it closes them.
#[derive(Default)]
pub(crate) struct Descriptors {
    open: RefCell<BTreeSet<i32>>,
}

impl Descriptors {
    /// Notes an opened descriptor; false if it was noted before.
    fn add(&self, fd: i32) -> bool {
        self.open.borrow_mut().insert(fd)
    }

    fn remove(&self, fd: i32) -> bool {
        self.open.borrow_mut().remove(&fd)
    }
}

impl Drop for Descriptors {
    fn drop(&mut self) {
        for fd in self.open.take() {
            // It may have been closed behind our back.
            let _ = descriptor::close(fd);
        }
    }
}

/// A script opened `fd`.
///
/// # Errors
/// Those of the listeners of warnings.
pub(crate) fn opened(fd: i32, context: &mut Context) -> JsResult<()> {
    let known = crate::state::state(context).threads.descriptors().is_some_and(|descriptors| !descriptors.add(fd));
    if known { warn(&format!("File descriptor {fd} opened in unmanaged mode twice"), context) } else { Ok(()) }
}

/// A script closes `fd`.
///
/// # Errors
/// Those of the listeners of warnings.
pub(crate) fn closed(fd: i32, context: &mut Context) -> JsResult<()> {
    let unknown = crate::state::state(context).threads.descriptors().is_some_and(|descriptors| !descriptors.remove(fd));
    if unknown {
        warn(&format!("File descriptor {fd} closed but not opened in unmanaged mode"), context)
    } else {
        Ok(())
    }
}

/// The descriptor goes to another thread, or comes from one.
pub(crate) fn moved(fd: i32, here: bool, context: &Context) {
    if let Some(descriptors) = crate::state::state(context).threads.descriptors() {
        if here {
            descriptors.add(fd)
        } else {
            descriptors.remove(fd)
        };
    }
}

fn warn(message: &str, context: &mut Context) -> JsResult<()> {
    process::emit_warning(&[JsString::from(message).into()], context)
}
