//! The trace of an error object.

use crate::vm::shadow_stack::{NativeCall, StackFrame};

edit! {
    /// What the trace holds must be seen by the collector.
    "struct Error", "068846040840254c":
    "#[unsafe_ignore_trace]" => "",
}

edit! {
    /// No call.
    "Error::new", "86069638e3004175":
    "function_name: None," => "function_name: None,\n                call: NativeCall::None,",
}

impl Error {
    /// With the calls, and no more frames than will be seen.
    #[replace("60decd1e94d0dbdb")]
    pub(crate) fn with_caller_position(tag: ErrorKind, context: &Context) -> Self {
        let backtrace = context.vm.caller_backtrace(context.backtrace_wanted());
        Self { tag, stack: IgnoreEq(ErrorStack::Backtrace(backtrace)) }
    }

    #[add]
    /// The frames in which the error was made, innermost first.
    #[must_use]
    pub fn frames(&self) -> Vec<StackFrame> {
        self.stack.0.backtrace().map_or_else(Vec::new, |backtrace| backtrace.frames())
    }
}
