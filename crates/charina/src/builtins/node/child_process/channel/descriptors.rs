//! Handles as they go over a channel: a descriptor out of each, and the handle that fits one that came.

use super::super::pipe;
use crate::builtins::node::{dgram, net};
use charina_engine::{Context, JsResult, JsValue};
use rustix::fd::OwnedFd;
use rustix::io::Errno;
use rustix::net::{SocketType, sockopt};

/// A duplicate of what the handle holds.
///
/// # Errors
/// EBADF for a handle that holds nothing; EINVAL for what is no handle.
pub(super) fn duplicate(handle: &JsValue) -> Result<OwnedFd, Errno> {
    if let Some(handle) = net::handle::of(handle) {
        return handle.duplicate();
    }
    if let Some(descriptor) = dgram::duplicate(handle) {
        return descriptor;
    }
    match handle.as_object() {
        Some(object) if pipe::is_pipe(&object) => pipe::duplicate(&object),
        _ => Err(Errno::INVAL),
    }
}

/// The handle that fits the descriptor: TCP, Pipe or UDP; undefined for what is no socket.
pub(super) fn adopt(descriptor: OwnedFd, context: &mut Context) -> JsResult<JsValue> {
    let handle = match sockopt::socket_type(&descriptor) {
        Ok(SocketType::STREAM) => net::handle::receive_handle(descriptor, context),
        Ok(SocketType::DGRAM) => dgram::receive_handle(descriptor, context)?,
        _ => Err(Errno::NOTSUP),
    };
    Ok(handle.map_or_else(|_| JsValue::undefined(), JsValue::from))
}
