//! The trace of an error, for the host.

use crate::vm::shadow_stack::{NativeCall, StackFrame};

edit! {
    /// Traced as what it holds.
    "struct IgnoreEq", "1ca158ef328c51b8":
    "#[derive(Debug, Clone, Finalize)]" => "#[derive(Debug, Clone, Trace, Finalize)]",
}

edit! {
    /// No call.
    "JsNativeError::new", "4bb5029b5935e755":
    "function_name: None," => "function_name: None,\n                call: NativeCall::None,",
}

impl JsError {
    #[add]
    /// The frames in which the error was made, or thrown if it is no error object; innermost first.
    #[must_use]
    pub fn frames(&self) -> Vec<StackFrame> {
        self.backtrace.as_ref().map_or_else(Vec::new, Backtrace::frames)
    }
}
