//! Entering and leaving functions written in JavaScript, from the interpreter's loop: what upstream's
//! `function_call` and `handle_return` do, without the steps between that only other callers need.

use super::{CallFrame, CallFrameFlags, CodeBlockFlags};
use crate::builtins::function::{OrdinaryFunction, ThisMode, is_call, peek_function};
use crate::environments::{FunctionSlots, ThisBindingStatus};
use crate::native_function::{is_native_function, native_function_call};
use crate::object::internal_methods::InternalMethodCallContext;
use crate::{Context, JsObject, JsResult, JsValue};
use thin_vec::ThinVec;

impl Context {
    /// Enters the function that lies on the stack below `this` and its arguments, if it is a plain one. Else leaves
    /// everything as it was.
    #[inline]
    pub(crate) fn enter(&mut self, argument_count: usize) -> bool {
        let stack = &mut self.vm.stack.stack;
        let rp = stack.len();
        let Some(fp) = rp.checked_sub(argument_count + CallFrame::FUNCTION_PROLOGUE as usize) else { return false };
        let Some(object) = stack.get(fp + 1).and_then(JsValue::peek_object) else { return false };
        // SAFETY: the function is not written to as long as it is looked at here.
        let Some(function) = (unsafe { peek_function(&object) }) else { return false };
        let function: &OrdinaryFunction = function;
        let code = &function.code;
        let code_flags = code.flags.get();
        if code_flags.intersects(CodeBlockFlags::IS_CLASS_CONSTRUCTOR | CodeBlockFlags::HAS_BINDING_IDENTIFIER) {
            return false;
        }
        let mut flags = CallFrameFlags::empty();
        if code.this_mode != ThisMode::Lexical {
            let Some(this) = stack.get_mut(fp) else { return false };
            if !code_flags.contains(CodeBlockFlags::STRICT) && !this.is_object() {
                if !this.is_null_or_undefined() {
                    return false;
                }
                *this = function.realm.global_this().clone().into();
            }
            flags = CallFrameFlags::THIS_VALUE_CACHED;
        }
        if self.check_runtime_limits().is_err() {
            return false;
        }
        let this = || match flags.is_empty() {
            true => ThisBindingStatus::Lexical,
            false => ThisBindingStatus::Initialized(self.vm.stack.value_at(fp)),
        };
        let this = if code_flags.has_function_scope() { this() } else { ThisBindingStatus::Lexical };
        self.push_function_frame(function, &object, argument_count, flags, this, None);
        true
    }

    /// Calls the function that lies on the stack below `this` and its arguments, if it is a native one. Else leaves
    /// everything as it was.
    #[inline]
    pub(crate) fn call_native(&mut self, argument_count: usize) -> Option<JsResult<()>> {
        let stack = &self.vm.stack.stack;
        let fp = stack.len().checked_sub(argument_count + CallFrame::FUNCTION_PROLOGUE as usize)?;
        let object = stack.get(fp + 1)?.peek_object()?;
        if !is_native_function(&object) {
            return None;
        }
        let object = JsObject::clone(&object);
        if is_call(&object)
            && let Some((function, argument_count)) = self.unwrap_call(fp, argument_count)
        {
            if self.enter(argument_count) {
                return Some(Ok(()));
            }
            return Some(function.__call__(argument_count).resolve(self).map(|_| ()));
        }
        let context = &mut InternalMethodCallContext::new(self);
        Some(native_function_call(&object, argument_count, context).map(|_| ()))
    }

    /// `function.call(this, ...)`: puts the function where `call` lies, if it is one written in JavaScript, and what it is
    /// called on where it lies. The function, and how many arguments are left.
    fn unwrap_call(&mut self, fp: usize, argument_count: usize) -> Option<(JsObject, usize)> {
        let stack = &mut self.vm.stack.stack;
        let function = JsObject::clone(&*stack.get(fp)?.peek_object()?);
        // SAFETY: it is only looked at whether it is one.
        unsafe { peek_function(&function) }?;
        stack.swap(fp, fp + 1);
        if argument_count == 0 {
            *stack.get_mut(fp)? = JsValue::undefined();
            return Some((function, 0));
        }
        stack.swap(fp, fp + 2);
        stack.remove(fp + 2);
        Some((function, argument_count - 1))
    }

    /// Enters the constructor that lies on the stack below `this` and its arguments, if it is a plain one; `new_target` is
    /// the constructor itself if not given. Else leaves everything as it was.
    #[inline]
    pub(crate) fn enter_new(&mut self, argument_count: usize, new_target: Option<&JsObject>) -> bool {
        let stack = &self.vm.stack.stack;
        let rp = stack.len();
        let Some(fp) = rp.checked_sub(argument_count + CallFrame::FUNCTION_PROLOGUE as usize) else { return false };
        let Some(object) = stack.get(fp + 1).and_then(JsValue::peek_object) else { return false };
        // SAFETY: the function is not written to as long as it is looked at here.
        let Some(function) = (unsafe { peek_function(&object) }) else { return false };
        let function: &OrdinaryFunction = function;
        let code_flags = function.code.flags.get();
        let new_target = new_target.unwrap_or(&object);
        if code_flags.contains(CodeBlockFlags::HAS_BINDING_IDENTIFIER) || !object.is_constructor() {
            return false;
        }
        if code_flags.contains(CodeBlockFlags::IS_DERIVED_CONSTRUCTOR) {
            if self.check_runtime_limits().is_err() {
                return false;
            }
            let Some(place) = self.vm.stack.stack.get_mut(fp) else { return false };
            *place = JsValue::undefined();
            let this = ThisBindingStatus::Uninitialized;
            let flags = CallFrameFlags::CONSTRUCT;
            self.push_function_frame(function, &object, argument_count, flags, this, Some(new_target));
            return true;
        }
        if !function.get_fields().is_empty()
            || !function.get_private_methods().is_empty()
            || self.check_runtime_limits().is_err()
        {
            return false;
        }
        let root = self.root_shape().clone();
        let Some(this) = self.vm.constructors.make(new_target, &root) else { return false };
        let Some(place) = self.vm.stack.stack.get_mut(fp) else { return false };
        *place = this.clone().into();
        let flags = CallFrameFlags::CONSTRUCT | CallFrameFlags::THIS_VALUE_CACHED;
        let this = ThisBindingStatus::Initialized(this.into());
        self.push_function_frame(function, &object, argument_count, flags, this, Some(new_target));
        true
    }

    /// `new.target` of the function around, as `super()` passes it on.
    fn outer_new_target(&self) -> Option<(JsObject, JsObject)> {
        let frame = self.vm.frame();
        let environment = frame.environments.get_this_environment(frame.realm.environment()).as_function()?;
        let slots = environment.slots();
        Some((slots.function_object().clone(), slots.new_target()?.clone()))
    }

    /// Enters the parent's constructor, which lies on the stack like that of `new`, for `super(...)`.
    pub(crate) fn enter_super(&mut self, argument_count: usize) -> bool {
        let Some((_, new_target)) = self.outer_new_target() else { return false };
        self.enter_new(argument_count, Some(&new_target))
    }

    /// The same for a class without a constructor, with the arguments of the frame.
    pub(crate) fn enter_super_derived(&mut self) -> bool {
        let Some((function, new_target)) = self.outer_new_target() else { return false };
        let Some(parent) = function.prototype() else { return false };
        // SAFETY: it is only looked at whether it is one.
        if unsafe { peek_function(&parent) }.is_none() {
            return false;
        }
        let arguments = self.vm.frame().arguments_range();
        let count = arguments.len();
        let stack = &mut self.vm.stack.stack;
        let height = stack.len();
        stack.push(JsValue::undefined());
        stack.push(parent.into());
        stack.extend_from_within(arguments);
        if self.enter_new(count, Some(&new_target)) {
            return true;
        }
        self.vm.stack.stack.truncate(height);
        false
    }

    /// Pushes the frame of a function that lies on the stack with its arguments.
    #[inline]
    fn push_function_frame(
        &mut self,
        function: &OrdinaryFunction,
        object: &JsObject,
        argument_count: usize,
        flags: CallFrameFlags,
        this: ThisBindingStatus,
        new_target: Option<&JsObject>,
    ) {
        let code = &function.code;
        let stack = &mut self.vm.stack.stack;
        let rp = stack.len();
        let registers = code.register_count as usize;
        stack.reserve(registers);
        // SAFETY: there is room for as many.
        unsafe {
            let end = stack.as_mut_ptr().add(rp);
            for register in 0..registers {
                end.add(register).write(JsValue::undefined());
            }
            stack.set_len(rp + registers);
        }
        let mut environments = function.environments.clone();
        let env_fp = environments.len() as u32;
        if code.flags.get().has_function_scope() {
            let slots = FunctionSlots::new(this, object.clone(), new_target.cloned());
            environments.push_function(code.constant_scope(0), slots, function.realm.environment());
        }
        let caller = self.vm.frame();
        let active_runnable = match &function.script_or_module {
            Some(runnable) => Some(runnable.clone()),
            None => caller.active_runnable.clone(),
        };
        let caller_pc = caller.pc;
        self.vm.shadow_stack.push_bytecode(caller_pc, code.source_info.clone());
        self.vm.frames.push(CallFrame {
            code_block: code.clone(),
            pc: 0,
            fp: (rp - argument_count) as u32 - CallFrame::FUNCTION_PROLOGUE,
            argument_count: argument_count as u32,
            env_fp,
            rp: rp as u32,
            iterators: ThinVec::new(),
            binding_stack: ThinVec::new(),
            loop_iteration_count: 0,
            active_runnable,
            environments,
            realm: function.realm.clone(),
            flags,
        });
        self.vm.return_value = JsValue::undefined();
    }

    /// Leaves the frame on top, if the one below goes on.
    #[inline]
    pub(crate) fn leave(&mut self) -> bool {
        if self.vm.frame().exit_early() || self.vm.frames.len() < 2 {
            return false;
        }
        let Some(frame) = self.vm.frames.pop() else { return false };
        self.vm.shadow_stack.pop();
        let result = self.vm.take_return_value();
        let stack = &mut self.vm.stack.stack;
        let (height, base) = (stack.len(), frame.frame_pointer());
        // SAFETY: the values above the frame's begin are dropped here, each once; most are bits only.
        unsafe {
            stack.set_len(base.min(height));
            for place in base..height {
                let place = stack.as_mut_ptr().add(place);
                if (*place).is_counted() {
                    place.drop_in_place();
                }
            }
        }
        self.vm.stack.stack.push(result);
        true
    }
}
