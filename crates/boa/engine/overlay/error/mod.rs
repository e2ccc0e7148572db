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
    /// Throwing copies no trace: an error object has its own.
    #[replace("fc5af5b173b6d463")]
    #[must_use]
    pub fn from_opaque(value: JsValue) -> Self {
        Self { inner: Repr::Opaque(value), backtrace: None }
    }

    #[add]
    /// The frames in which the error was made, or thrown if it is no error object; innermost first.
    #[must_use]
    pub fn frames(&self) -> Vec<StackFrame> {
        if let Some(backtrace) = &self.backtrace {
            return backtrace.frames();
        }
        match &self.inner {
            Repr::Opaque(value) => {
                let object = value.as_object();
                object.and_then(|object| Some(object.downcast_ref::<Error>()?.frames())).unwrap_or_default()
            }
            Repr::Native(error) => error.stack.0.backtrace().map_or_else(Vec::new, Backtrace::frames),
            Repr::Engine(_) => Vec::new(),
        }
    }

    #[add]
    /// Whether nothing says yet where the error comes from. What a native threw gets its trace from its own position.
    pub(crate) fn wants_backtrace(&self) -> bool {
        self.backtrace.is_none()
            && match &self.inner {
                Repr::Opaque(value) => !value.as_object().is_some_and(|object| {
                    object.downcast_ref::<Error>().is_some_and(|error| error.stack.0.is_backtrace())
                }),
                Repr::Native(_) => false,
                Repr::Engine(_) => true,
            }
    }
}
