//! The virtual machine: how deep calls may go.

edit! {
    /// A field that holds the address below which the native stack must not grow. Natives, accessors and proxies call
    /// back into the machine and take native stack each time, by amounts that no count of calls can foresee. And where
    /// the last `throw` was, for an error may have been made long before. And the strings that grow. And what follows
    /// promises about.
    "struct Vm", "9e3aa0e2478dd7c5":
    "pub(crate) host_call_depth: usize," => "pub(crate) host_call_depth: usize,\n    /// See `Context::set_native_stack_size`.\n    pub(crate) native_stack_end: usize,\n    /// The last `throw`.\n    pub(crate) thrown: Option<thrown::Thrown>,\n    /// Strings that grow.\n    pub(crate) append_buffers: append::Buffers,\n    /// See `Context::continuation`.\n    pub(crate) continuation: JsValue,\n    /// Hears of every promise.\n    pub(crate) promise_hook: Option<crate::builtins::promise::PromiseHook>,\n    /// See `Context::async_settlers`.\n    pub(crate) async_settlers: Option<ResolvingFunctions>,\n    /// See `vm/by_value.rs`.\n    pub(crate) by_value: by_value::ByValue,\n    /// The same.\n    pub(crate) constructors: by_value::Constructors,\n    /// See `builtins/regexp`.\n    pub(crate) patterns: crate::builtins::regexp::Patterns,\n    /// See `Context::interrupt_when`.\n    pub(crate) interrupt: Option<std::sync::Arc<std::sync::atomic::AtomicBool>>,",
}

edit! {
    /// The new fields' first values: no bound, and nothing thrown.
    "Vm::new", "eb06230f77b8533a":
    "host_call_depth: 0," => "host_call_depth: 0,\n            native_stack_end: 0,\n            thrown: None,\n            append_buffers: append::Buffers::default(),\n            continuation: JsValue::undefined(),\n            promise_hook: None,\n            async_settlers: None,\n            by_value: by_value::ByValue::default(),\n            constructors: by_value::Constructors::default(),\n            patterns: crate::builtins::regexp::Patterns::default(),\n            interrupt: None,",
}

/// Running out of stack is the RangeError that JavaScript programs expect and catch, as V8 words it; upstream ends the
/// script with an error that no `catch` sees. The native stack is looked at itself, so depth is bounded by what there
/// is, not by a guess. Upstream could take it.
impl Context {
    #[replace("37154eabceb80987")]
    pub(crate) fn check_runtime_limits(&self) -> JsResult<()> {
        // The dummy frame at index 0 does not count.
        let depth = self.vm.frames.len() - 1;
        let limits = &self.vm.runtime_limits;
        if depth >= limits.recursion_limit()
            || self.vm.stack.stack.len() >= limits.stack_size_limit()
            || !self.has_native_stack()
        {
            return Err(Self::stack_overflow());
        }
        if self.vm.is_interrupted() {
            return Err(RuntimeLimitError::LoopIteration.into());
        }
        Ok(())
    }

    #[add]
    /// Ends whatever script runs, at its next call or turn of a loop, once `flag` is set: from another thread, for good,
    /// with the error of loops that run too long, which no script catches.
    pub fn interrupt_when(&mut self, flag: std::sync::Arc<std::sync::atomic::AtomicBool>) {
        self.vm.interrupt = Some(flag);
    }

    #[add]
    /// Lets scripts use `bytes` of native stack from the caller's frame on; running out is a RangeError. Without it
    /// only the number of calls is bounded.
    #[inline(never)]
    pub fn set_native_stack_size(&mut self, bytes: usize) {
        let here = 0_u8;
        self.vm.native_stack_end = (&raw const here).addr().saturating_sub(bytes);
    }

    #[add]
    /// Whether the native stack has not grown to its bound.
    #[inline]
    pub(crate) fn has_native_stack(&self) -> bool {
        let here = 0_u8;
        (&raw const here).addr() > self.vm.native_stack_end
    }

    #[add]
    /// What check_runtime_limits does, for natives that call themselves.
    ///
    /// # Errors
    /// A RangeError if there is not enough native stack to go on.
    #[inline]
    pub fn check_native_stack(&self) -> JsResult<()> {
        if self.has_native_stack() { Ok(()) } else { Err(Self::stack_overflow()) }
    }

    #[add]
    #[cold]
    fn stack_overflow() -> JsError {
        JsNativeError::range().with_message("Maximum call stack size exceeded").into()
    }
}

edit! {
    /// A trace holds the calls, and no more of them than will be seen; an error of a native's was not thrown by `throw`.
    "Context::handle_error", "a613ad9d0c66a231":
    "// Capture the backtrace early, before any exception handler check," => "self.forget_throw(&err);
        // Capture the backtrace early, before any exception handler check,",
    "if err.backtrace.is_none() {" => "if err.wants_backtrace() {",
    "self.vm
                    .shadow_stack
                    .take(self.vm.runtime_limits.backtrace_limit(), self.vm.frame().pc)," =>
    "self.vm.backtrace(self.backtrace_wanted(), self.vm.frame().pc),",
    "self.vm.shadow_stack.take_and_push(
                self.vm.runtime_limits.backtrace_limit()," => "self.vm.backtrace_under(
                self.backtrace_wanted(),",
}

edit! {
    /// See above.
    "Context::handle_throw", "eb22dad476618838":
    ".is_some_and(|err| err.backtrace.is_none())" => ".is_some_and(JsError::wants_backtrace)",
    "let limit = self.vm.runtime_limits.backtrace_limit();
            let backtrace = self.vm.shadow_stack.take(limit, pc);" => "let limit = self.backtrace_wanted();
            let backtrace = self.vm.backtrace(limit, pc);",
}

pub use shadow_stack::{Call, StackFrame};

#[add]
/// What objects become by a property more.
pub(crate) mod additions;
#[add]
/// Strings that grow.
pub(crate) mod append;
#[add]
/// Resources that `using` declares.
pub(crate) mod disposal;
#[add]
/// Where errors are thrown.
pub(crate) mod thrown;
#[add]
/// V8's words for errors.
pub(crate) mod messages;
#[add]
/// What error messages call expressions.
pub(crate) mod notes;

/// What `await` needs.
impl Vm {
    #[add]
    /// The promise of the async function that runs; None in an async generator.
    pub(crate) fn async_promise(&self) -> Option<JsObject<crate::builtins::Promise>> {
        let register = self.frame().rp as usize + CallFrame::PROMISE_CAPABILITY_PROMISE_REGISTER_INDEX;
        self.stack.stack.get(register)?.as_promise_object()
    }
}

/// What a call that failed had put on the stack.
impl Stack {
    #[add]
    /// The height below a call's `this`, function and arguments.
    pub(crate) fn call_height(&self, argument_count: usize) -> usize {
        self.stack.len() - argument_count - CallFrame::FUNCTION_PROLOGUE as usize
    }

    #[add]
    /// Takes a call's `this`, function and arguments off.
    pub(crate) fn drop_call(&mut self, argument_count: usize) {
        self.stack.truncate(self.call_height(argument_count));
    }

    #[add]
    /// What lies at an index.
    pub(crate) fn value_at(&self, index: usize) -> JsValue {
        self.stack.get(index).cloned().unwrap_or_default()
    }

    #[add]
    /// Takes off what is above `height`.
    pub(crate) fn truncate_to(&mut self, height: usize) {
        self.stack.truncate(height);
    }
}

#[add]
/// Properties named by symbols and computed names.
pub(crate) mod by_value;
#[add]
/// Entering and leaving functions.
pub(crate) mod enter;
#[add]
/// The interpreter's loop.
pub(crate) mod hot;

#[add]
/// What the loop sees at a glance.
pub(crate) mod glance;

/// See `vm/hot.rs`.
impl Context {
    #[replace("cd282e190ddbfb33")]
    #[inline]
    pub(crate) fn run(&mut self) -> CompletionRecord {
        self.run_hot()
    }
}
#[add]
/// Elements of arrays.
pub(crate) mod elements;

impl Vm {
    #[add]
    /// Whether scripts are to end: see `Context::interrupt_when`.
    #[inline(always)]
    pub(crate) fn is_interrupted(&self) -> bool {
        match &self.interrupt {
            None => false,
            Some(flag) => flag.load(std::sync::atomic::Ordering::Relaxed),
        }
    }
}
