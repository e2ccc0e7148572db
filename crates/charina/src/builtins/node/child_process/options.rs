//! What a child is to be: the options that glue checked, read into Rust, and its start.

use super::pipe;
use crate::builtins::node::process::env_snapshot;
use crate::descriptor;
use charina_engine::{Context, JsArray, JsObject, JsResult, JsString, JsValue, text};
use rustix::fd::{AsFd as _, OwnedFd};
use rustix::fs::OFlags;
use rustix::io::Errno;
use rustix::net::{AddressFamily, SocketFlags, SocketType, socketpair};
use std::os::unix::process::CommandExt as _;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

/// One descriptor of the child.
pub(super) enum Place {
    /// Nothing: /dev/null for the first three.
    Ignore,
    /// A pipe; the handle that is to be our end, where the parent does not block.
    Pipe(Option<JsObject>),
    /// A copy of our descriptor.
    Fd(i32),
    /// A copy of what a stream of ours holds.
    Wrap(JsObject),
}

/// A child to be.
pub(super) struct Plan {
    pub(super) file: String,
    args: Vec<String>,
    /// `NAME=value`; `None` is our own environment.
    env: Vec<String>,
    cwd: Option<String>,
    uid: Option<u32>,
    gid: Option<u32>,
    detached: bool,
    pub(super) stdio: Vec<Place>,
}

/// A child that runs, and our ends of its pipes by index.
pub(super) struct Started {
    pub(super) child: Child,
    pub(super) ends: Vec<(usize, OwnedFd)>,
}

fn property(object: &JsObject, name: &str, context: &mut Context) -> JsResult<JsValue> {
    object.get(JsString::from(name), context)
}

fn optional_string(object: &JsObject, name: &str, context: &mut Context) -> JsResult<Option<String>> {
    Ok(property(object, name, context)?.as_string().map(|string| text::to_utf8(&string)))
}

fn optional_id(object: &JsObject, name: &str, context: &mut Context) -> JsResult<Option<u32>> {
    let value = property(object, name, context)?;
    if value.is_undefined() || value.is_null() { Ok(None) } else { value.to_u32(context).map(Some) }
}

/// The strings of an array, or none.
fn strings(object: &JsObject, name: &str, context: &mut Context) -> JsResult<Option<Vec<String>>> {
    let value = property(object, name, context)?;
    let Some(array) = value.as_object().filter(JsObject::is_array) else { return Ok(None) };
    let array = JsArray::from_object(array)?;
    let mut list = Vec::new();
    for index in 0..array.length(context)? {
        let item = array.get(index, context)?.to_string(context)?;
        list.push(text::to_utf8(&item));
    }
    Ok(Some(list))
}

fn place(entry: &JsObject, context: &mut Context) -> JsResult<Place> {
    let kind = optional_string(entry, "type", context)?.unwrap_or_default();
    let handle = property(entry, "handle", context)?.as_object();
    Ok(match (kind.as_str(), handle) {
        ("pipe", handle) => Place::Pipe(handle),
        ("inherit" | "fd", _) => Place::Fd(property(entry, "fd", context)?.to_i32(context)?),
        ("wrap", Some(handle)) if pipe::is_pipe(&handle) => Place::Wrap(handle),
        ("wrap", Some(handle)) => Place::Fd(property(&handle, "fd", context)?.to_i32(context)?),
        _ => Place::Ignore,
    })
}

impl Plan {
    /// Reads `options` as `ChildProcess.prototype.spawn` gets them.
    pub(super) fn read(options: &JsObject, context: &mut Context) -> JsResult<Self> {
        let file = optional_string(options, "file", context)?.unwrap_or_default();
        let env = match strings(options, "envPairs", context)? {
            Some(pairs) => pairs,
            None => env_snapshot(context)?.into_iter().map(|(name, value)| format!("{name}={value}")).collect(),
        };
        let mut stdio = Vec::new();
        if let Some(list) = property(options, "stdio", context)?.as_object().filter(JsObject::is_array) {
            let list = JsArray::from_object(list)?;
            for index in 0..list.length(context)? {
                let entry = list.get(index, context)?;
                stdio.push(entry.as_object().map_or(Ok(Place::Ignore), |entry| place(&entry, context))?);
            }
        }
        while stdio.len() < 3 {
            stdio.push(Place::Ignore);
        }
        Ok(Self {
            args: strings(options, "args", context)?.unwrap_or_default(),
            env,
            // An empty one is none.
            cwd: optional_string(options, "cwd", context)?.filter(|cwd| !cwd.is_empty()),
            uid: optional_id(options, "uid", context)?,
            gid: optional_id(options, "gid", context)?,
            detached: property(options, "detached", context)?.to_boolean(),
            stdio,
            file,
        })
    }

    /// Starts the child. Our ends of its pipes are not blocking.
    pub(super) fn start(&self) -> Result<Started, Errno> {
        let mut command = Command::new(PathBuf::from(&self.file));
        if let Some((name, rest)) = self.args.split_first() {
            command.arg0(name).args(rest);
        }
        command.env_clear();
        for pair in &self.env {
            // A name may begin with "=".
            let at = pair.get(1..).and_then(|rest| rest.find('=')).map(|at| at + 1);
            if let Some(at) = at {
                command.env(&pair[..at], &pair[at + 1..]);
            }
        }
        if let Some(cwd) = &self.cwd {
            command.current_dir(cwd);
        }
        if let Some(uid) = self.uid {
            command.uid(uid);
        }
        if let Some(gid) = self.gid {
            command.gid(gid);
        }
        let mut ends = Vec::new();
        let mut more = Vec::new();
        for (index, place) in self.stdio.iter().enumerate() {
            let theirs = match place {
                Place::Ignore => None,
                Place::Pipe(_) => {
                    let flags = SocketFlags::CLOEXEC;
                    let (ours, theirs) = socketpair(AddressFamily::UNIX, SocketType::STREAM, flags, None)?;
                    rustix::io::ioctl_fionbio(&ours, true)?;
                    ends.push((index, ours));
                    Some(theirs)
                }
                Place::Fd(fd) => Some(rustix::io::fcntl_dupfd_cloexec(descriptor::borrow(*fd)?, 3)?),
                Place::Wrap(handle) => {
                    let theirs = pipe::duplicate(handle)?;
                    if index < 3 {
                        // Programs do not expect their standard streams to be non-blocking.
                        let flags = rustix::fs::fcntl_getfl(theirs.as_fd())?;
                        rustix::fs::fcntl_setfl(theirs.as_fd(), flags - OFlags::NONBLOCK)?;
                    }
                    Some(theirs)
                }
            };
            match (index, theirs) {
                (0, theirs) => drop(command.stdin(theirs.map_or_else(Stdio::null, Stdio::from))),
                (1, theirs) => drop(command.stdout(theirs.map_or_else(Stdio::null, Stdio::from))),
                (2, theirs) => drop(command.stderr(theirs.map_or_else(Stdio::null, Stdio::from))),
                (index, Some(theirs)) => more.push((theirs, i32::try_from(index).map_err(|_| Errno::INVAL)?)),
                (_, None) => {}
            }
        }
        descriptor::prepare_child(&mut command, more, self.detached);
        let child = command.spawn().map_err(|error| Errno::from_io_error(&error).unwrap_or(Errno::INVAL))?;
        Ok(Started { child, ends })
    }
}
