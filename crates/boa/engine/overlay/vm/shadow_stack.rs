//! What a trace of the stack tells of each call: the function, its receiver, whether `new` called it.

use super::source_info::SourcePath;
use super::{CallFrame, Vm};
use crate::{Context, JsObject, JsValue, js_string};
use boa_ast::Position;

#[add]
/// The call that a frame of a trace stands for (V8's CallSite has the same three).
#[derive(Debug, Clone, Default, Trace, Finalize)]
#[boa_gc(unsafe_no_drop)]
pub struct Call {
    /// The function that is called; of code at the top of a script or module there is none.
    pub function: Option<JsObject>,
    /// What it was called on.
    pub this: JsValue,
    /// Whether `new` called it.
    pub construct: bool,
    /// Whether it is strict code or native: V8 shows neither its function nor its receiver.
    pub strict: bool,
}

#[add]
/// One frame of a trace.
#[derive(Debug, Clone)]
pub struct StackFrame {
    /// The function's name in the source; empty if it has none there.
    pub name: JsString,
    /// The source; natives have none.
    pub path: Option<SourcePath>,
    /// Where in the source the frame is.
    pub position: Option<Position>,
    /// The call.
    pub call: Call,
}

#[add]
/// Where the machine's stack holds what a native was called with, while it runs.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) enum NativeCall {
    /// No call: the place of an error that Rust made.
    #[default]
    None,
    /// Called: `this` is at this index, the function behind it.
    Call(u32),
    /// Constructed.
    Construct(u32),
}

edit! {
    /// A native's entry knows where its receiver is: nothing is copied until somebody wants a trace.
    "enum ShadowEntry", "b5df7e3916f26417":
    "function_name: Option<JsString>," => "function_name: Option<JsString>,\n        call: NativeCall,",
}

edit! {
    /// The calls beside upstream's names and places, traced: an error must not keep for ever what it was made in.
    "struct Backtrace", "b171d121d39fc909":
    "stack: ThinVec<ShadowEntry>," => "stack: ThinVec<ShadowEntry>,\n    pub(crate) calls: ThinVec<Call>,",
}

edit! {
    /// See above.
    "enum ErrorStack", "3cfd698039a45810":
    "Backtrace(#[unsafe_ignore_trace] Backtrace)" => "Backtrace(Backtrace)",
}

edit! {
    /// The new field.
    "<DisplayShadowEntry<'_> as Display>::fmt", "0c1f17727d703793":
    "ShadowEntry::Native {
                function_name,
                source_info,
            }" => "ShadowEntry::Native { function_name, source_info, .. }",
}

edit! {
    /// The new field.
    "ShadowStack::push_native", "bafb9593377ed166":
    "function_name: JsString," => "function_name: JsString,\n        call: NativeCall,",
    "function_name: Some(function_name)," => "function_name: Some(function_name),\n            call,",
}

edit! {
    /// The new field.
    "ShadowStack::take", "59dd3450dc7ce7dc":
    "Backtrace { stack }" => "Backtrace { stack, calls: ThinVec::new() }",
}

edit! {
    /// The new field.
    "ShadowStack::take_and_push", "246783ddc27dde9e":
    "Backtrace { stack }" => "Backtrace { stack, calls: ThinVec::new() }",
}

edit! {
    /// The new field.
    "ShadowStack::caller_position", "39e867faf752840f":
    "Backtrace { stack }" => "Backtrace { stack, calls: ThinVec::new() }",
}

impl Backtrace {
    #[add]
    /// The frames, innermost first.
    pub(crate) fn frames(&self) -> Vec<StackFrame> {
        let calls = self.calls.iter().cloned().map(Some).chain(std::iter::repeat(None));
        let mut frames: Vec<_> =
            self.stack.iter().zip(calls).map(|(entry, call)| entry.frame(call.unwrap_or_default())).collect();
        frames.reverse();
        frames
    }
}

impl ShadowEntry {
    #[add]
    /// The frame that the entry stands for.
    fn frame(&self, call: Call) -> StackFrame {
        match self {
            Self::Native { function_name, .. } => {
                StackFrame { name: function_name.clone().unwrap_or_default(), path: None, position: None, call }
            }
            Self::Bytecode { pc, source_info } => StackFrame {
                name: source_info.function_name().clone(),
                path: Some(source_info.map().path().clone()),
                position: source_info.map().find(*pc),
                call,
            },
        }
    }
}

impl Vm {
    #[add]
    /// A trace of at most `limit` frames, as upstream's `ShadowStack::take`, with the calls.
    pub(crate) fn backtrace(&self, limit: usize, pc: u32) -> Backtrace {
        let mut backtrace = self.shadow_stack.take(limit, pc);
        backtrace.calls = self.calls(0, limit);
        backtrace
    }

    #[add]
    /// A trace with one more entry on top that is no call.
    pub(crate) fn backtrace_under(&self, limit: usize, pc: u32, top: ShadowEntry) -> Backtrace {
        let mut backtrace = self.shadow_stack.take_and_push(limit, pc, top);
        backtrace.calls = self.calls(0, limit);
        backtrace
    }

    #[add]
    /// A trace from the caller of the native that runs.
    pub(crate) fn caller_backtrace(&self, limit: usize) -> Backtrace {
        let mut backtrace = self.shadow_stack.caller_position(limit);
        backtrace.calls = self.calls(1, limit);
        backtrace
    }

    #[add]
    /// The calls of the `count` innermost entries behind the first `skip`, outermost first.
    fn calls(&self, skip: usize, count: usize) -> ThinVec<Call> {
        let mut frames = self.frames.iter().rev();
        // A resumed generator brings its own stack; the one below is out of reach until it yields.
        let mut readable = true;
        let at = |index: usize| self.stack.stack.get(index).cloned().unwrap_or_default();
        let entries = self.shadow_stack.stack.iter().rev().map(|entry| {
            match entry {
                ShadowEntry::Bytecode { .. } => {
                    let frame = frames.next()?;
                    let place = Some((frame.this_index(), frame.construct(), frame.code_block().strict()));
                    let place = place.filter(|_| readable);
                    readable &= !frame.registers_already_pushed();
                    place
                }
                ShadowEntry::Native { .. } if !readable => None,
                ShadowEntry::Native { call: NativeCall::Call(index), .. } => Some((*index as usize, false, true)),
                ShadowEntry::Native { call: NativeCall::Construct(index), .. } => Some((*index as usize, true, true)),
                ShadowEntry::Native { call: NativeCall::None, .. } => None,
            }
        });
        let mut calls: ThinVec<Call> = entries
            .skip(skip)
            .take(count)
            .map(|place| {
                place.map_or_else(Call::default, |(index, construct, strict)| Call {
                    function: at(index + 1).as_object().filter(JsObject::is_callable),
                    this: if construct { JsValue::undefined() } else { at(index) },
                    construct,
                    strict,
                })
            })
            .collect();
        calls.reverse();
        calls
    }
}

impl Context {
    #[add]
    /// The frames on the stack now, innermost first, natives among them; at most `limit`.
    #[must_use]
    pub fn stack_frames(&self, limit: usize) -> Vec<StackFrame> {
        self.vm.backtrace(limit, self.vm.frame().pc).frames()
    }

    #[add]
    /// How many frames an error records: what `Error.stackTraceLimit` says and a few more, for those of the error's own
    /// constructors are not shown.
    pub(crate) fn backtrace_wanted(&self) -> usize {
        let error = self.intrinsics().constructors().error().constructor();
        let limit = error.borrow().properties().get(&js_string!("stackTraceLimit").into());
        let limit = limit.and_then(|limit| limit.value().and_then(JsValue::as_number));
        let wanted = limit.filter(|limit| *limit > 0.0).map_or(0, |limit| limit.min(1e6) as usize) + 8;
        wanted.min(self.vm.runtime_limits.backtrace_limit())
    }
}
