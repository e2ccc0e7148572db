//! Where the last `throw` was: what an uncaught error's report points at.

use super::source_info::SourceInfo;
use crate::vm::SourcePath;
use crate::{Context, JsError, JsObject, JsValue};
use boa_ast::Position;

/// A `throw` that was executed.
#[derive(Debug, Clone)]
pub(crate) struct Thrown {
    source: SourceInfo,
    pc: u32,
    /// Which object it threw; it is not kept alive for that.
    object: Option<usize>,
}

/// An object's identity.
fn address(object: &JsObject) -> usize {
    std::ptr::from_ref(object.as_ref()).addr()
}

impl Context {
    /// Records that the frame on top throws `value`.
    pub(crate) fn record_throw(&mut self, value: &JsValue) {
        let frame = self.vm.frame();
        let (source, pc) = (frame.code_block().source_info.clone(), frame.pc.saturating_sub(1));
        self.vm.thrown = Some(Thrown { source, pc, object: value.as_object().as_ref().map(address) });
    }

    /// An error comes from a native: unless it is passed on from a `throw`, the last one has nothing to do with it.
    pub(crate) fn forget_throw(&mut self, error: &JsError) {
        let Some(thrown) = &self.vm.thrown else { return };
        let passed_on = error.as_opaque().is_some_and(|value| value.as_object().as_ref().map(address) == thrown.object);
        if !passed_on {
            self.vm.thrown = None;
        }
    }

    /// Where the `throw` was that threw `value`, if it was the last thing thrown.
    #[must_use]
    pub fn thrown_at(&self, value: &JsValue) -> Option<(SourcePath, Position)> {
        let thrown = self.vm.thrown.as_ref()?;
        if value.as_object().as_ref().map(address) != thrown.object {
            return None;
        }
        let map = thrown.source.map();
        Some((map.path().clone(), map.find(thrown.pc)?))
    }
}
