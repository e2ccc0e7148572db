//! The interpreter's loop. The instructions that programs spend their time in are done here, in one `match`, with what
//! they need in local variables; all others, and the rare cases of these, go through upstream's table of functions,
//! which looks up frame, code and registers anew for each instruction.
//!
//! Only operands that the compiler wrote are trusted, as upstream trusts those of registers.

use super::{CallFrameFlags, CodeBlock, CompletionRecord, Constant, Opcode};
use crate::builtins::function::quick_instance_of;
use crate::builtins::{Array, OrdinaryObject};
use crate::vm::elements::{append_element, element, push_element, set_element};
use crate::vm::glance::{binding, kind, loosely_equal, strictly_equal, truth};
use crate::vm::opcode::OPCODE_HANDLERS;
use crate::{Context, JsError, JsNativeError, JsValue};
use std::ops::ControlFlow;

/// Names for instructions that `match` takes.
macro_rules! opcodes {
    ($($name:ident),* $(,)?) => {
        #[allow(non_upper_case_globals)]
        mod op {
            $(pub(super) const $name: u8 = super::Opcode::$name as u8;)*
        }
    };
}

opcodes!(
    Add, BitAnd, BitOr, BitXor, Call, Case, CheckReturn, Coalesce, Dec, DefInitVar, DefVar,
    DefineOwnPropertyByName, Div, Eq, GetArgument, GetLengthProperty, GetLocator, GetName, GetNameAndLocator,
    GetNameGlobal, GetPropertyByName, GetPropertyByValue, GreaterThan, GreaterThanOrEq, Inc, IncrementLoopIteration,
    InstanceOf, IteratorDone, IteratorNext, IteratorValue, Jump,
    JumpIfFalse, JumpIfNotGreaterThan, JumpIfNotGreaterThanOrEqual, JumpIfNotLessThan, JumpIfNotLessThanOrEqual,
    JumpIfNotUndefined, JumpIfNullOrUndefined, JumpIfTrue, LessThan, LessThanOrEq, LogicalAnd, LogicalNot, LogicalOr,
    Mod, Move, Mul, New, NotEq, PopIntoRegister, PushFromRegister, PushValueToArray, PutLexicalValue, Return, SetAccumulator, SetName, SetNameByLocator,
    SetPropertyByName, SetPropertyByValue, SetRegisterFromAccumulator, ShiftLeft, ShiftRight, StoreEmptyObject, StoreFalse, StoreInt8,
    StoreInt16, StoreInt32, StoreLiteral, StoreNewArray, StoreNull, StoreOne, StoreTrue, StoreUndefined, StoreZero, StrictEq,
    StrictNotEq, Sub, SuperCall, SuperCallDerived, This, TypeOf, UnsignedShiftRight,
);

/// How long an instruction is that has so many operands of four bytes.
const fn length(operands: usize) -> usize {
    1 + 4 * operands
}

/// Puts `value` where another was.
///
/// # Safety
/// `place` holds a value, to which nothing refers.
#[inline(always)]
unsafe fn put(place: *mut JsValue, value: JsValue) {
    // SAFETY: the caller's. Most values are bits only.
    unsafe {
        if (*place).is_counted() {
            drop_counted(place);
        }
        place.write(value);
    }
}

#[inline(never)]
unsafe fn drop_counted(place: *mut JsValue) {
    // SAFETY: the caller of `put`'s.
    unsafe { place.drop_in_place() }
}

impl Context {
    /// Runs the frame on top until it is left.
    pub(crate) fn run_hot(&mut self) -> CompletionRecord {
        'frames: loop {
            // The last instruction may have changed frames, and the stack may lie elsewhere.
            let frame: *mut super::CallFrame = self.vm.frame_mut();
            // SAFETY: the frame stays where it is, and so do its code and the stack, until an instruction runs that is not
            // done below. Nothing else is done to them meanwhile but through these pointers.
            let (mut pc, block, bytes, registers) = unsafe {
                let block: *const CodeBlock = &raw const **(&(*frame).code_block);
                let bytes = &(*block).bytecode.bytes;
                if (*frame).pc as usize >= bytes.len() {
                    return CompletionRecord::Throw(JsError::from_native(JsNativeError::error()));
                }
                let registers = self.vm.stack.stack.as_mut_ptr().add((*frame).rp as usize);
                ((*frame).pc as usize, &*block, bytes.as_ptr(), registers)
            };
            macro_rules! operand {
                ($number:literal) => {
                    // SAFETY: the compiler wrote as many operands as the instruction has.
                    unsafe { bytes.add(pc + length($number)).cast::<u32>().read_unaligned() as usize }
                };
            }
            macro_rules! register {
                ($number:literal) => {
                    // SAFETY: the compiler names registers that the frame has.
                    unsafe { &*registers.add(operand!($number)) }
                };
            }
            // Writes the register that is an operand.
            macro_rules! put {
                ($number:literal, $value:expr) => {{
                    let value: JsValue = $value;
                    // SAFETY: as above.
                    unsafe { put(registers.add(operand!($number)), value) }
                }};
            }
            macro_rules! store {
                ($value:expr) => {{
                    put!(0, $value);
                    pc += length(1);
                    continue;
                }};
            }
            macro_rules! binary {
                ($method:ident) => {
                    if let Some(result) = register!(1).$method(register!(2)) {
                        put!(0, result.into());
                        pc += length(3);
                        continue;
                    }
                };
            }
            macro_rules! jump_unless {
                ($method:ident) => {
                    if let Some(holds) = register!(1).$method(register!(2)) {
                        pc = if holds { pc + length(3) } else { operand!(0) };
                        continue;
                    }
                };
            }
            macro_rules! jump_if {
                ($test:expr) => {{
                    pc = if $test(register!(1)) { operand!(0) } else { pc + length(2) };
                    continue;
                }};
            }
            let opcode = loop {
                // SAFETY: code ends with an instruction that leaves the frame, and jumps lead to instructions.
                let opcode = unsafe { *bytes.add(pc) };
                match opcode {
                    op::Move => {
                        put!(0, register!(1).clone());
                        pc += length(2);
                        continue;
                    }
                    op::GetPropertyByName => {
                        if let Some(object) = register!(1).peek_object()
                            && let Some(cache) = block.ic.get(operand!(2))
                            && let Some(value) = cache.read(&object)
                        {
                            put!(0, value);
                            pc += length(3);
                            continue;
                        }
                    }
                    op::SetPropertyByName => {
                        if let Some(object) = register!(1).peek_object()
                            && let Some(cache) = block.ic.get(operand!(2))
                            && (cache.write(&object, register!(0))
                                || cache.additions.write(&object, register!(0)).is_ok())
                        {
                            pc += length(3);
                            continue;
                        }
                    }
                    op::GetName => {
                        // SAFETY: see above.
                        if let Some(value) = block.value(operand!(1), unsafe { &*frame }) {
                            put!(0, value);
                            pc += length(2);
                            continue;
                        }
                    }
                    op::SetName => {
                        // SAFETY: a value is put, and nothing else done.
                        if let Some(Some(place)) = unsafe { block.binding(operand!(1), &*frame) } {
                            *place = register!(0).clone();
                            pc += length(2);
                            continue;
                        }
                    }
                    op::DefInitVar => {
                        // SAFETY: as above.
                        if let Some(place) = unsafe { block.binding(operand!(1), &*frame) } {
                            *place = Some(register!(0).clone());
                            pc += length(2);
                            continue;
                        }
                    }
                    op::DefVar => {
                        // SAFETY: as above.
                        if let Some(place) = unsafe { block.binding(operand!(0), &*frame) } {
                            place.get_or_insert_default();
                            pc += length(1);
                            continue;
                        }
                    }
                    op::GetLocator => {
                        // SAFETY: as above.
                        if unsafe { block.binding(operand!(0), &*frame) }.is_some() {
                            let locator = block.bindings.get(operand!(0)).cloned();
                            // SAFETY: see above.
                            unsafe { (*frame).binding_stack.extend(locator) };
                            pc += length(1);
                            continue;
                        }
                    }
                    op::GetNameAndLocator => {
                        // SAFETY: as above.
                        if let Some(Some(value)) = unsafe { block.binding(operand!(1), &*frame) } {
                            put!(0, value.clone());
                            let locator = block.bindings.get(operand!(1)).cloned();
                            // SAFETY: see above.
                            unsafe { (*frame).binding_stack.extend(locator) };
                            pc += length(2);
                            continue;
                        }
                    }
                    op::SetNameByLocator => {
                        // SAFETY: a value is put, and nothing else done.
                        let place = unsafe {
                            let frame = &*frame;
                            frame.binding_stack.last().and_then(|locator| binding(locator, frame))
                        };
                        if let Some(Some(place)) = place {
                            *place = register!(0).clone();
                            // SAFETY: see above.
                            drop(unsafe { (*frame).binding_stack.pop() });
                            pc += length(1);
                            continue;
                        }
                    }
                    op::PutLexicalValue => {
                        // SAFETY: as above.
                        if let Some(place) = unsafe { block.binding(operand!(1), &*frame) } {
                            *place = Some(register!(0).clone());
                            pc += length(2);
                            continue;
                        }
                    }
                    op::GetPropertyByValue => {
                        if let Some(value) = element(register!(3), register!(1)) {
                            put!(0, value);
                            pc += length(4);
                            continue;
                        }
                        if let Some(object) = register!(3).peek_object()
                            && let Some(value) = self.vm.by_value.read(&object, register!(1))
                        {
                            put!(0, value);
                            pc += length(4);
                            continue;
                        }
                    }
                    op::SetPropertyByValue => {
                        if set_element(register!(3), register!(1), register!(0)) {
                            pc += length(4);
                            continue;
                        }
                        // Not for `super[name] = value`.
                        if operand!(2) == operand!(3) && append_element(register!(3), register!(1), register!(0), self) {
                            pc += length(4);
                            continue;
                        }
                        if operand!(2) == operand!(3)
                            && let Some(object) = register!(3).peek_object()
                            && self.vm.by_value.write(&object, register!(1), register!(0))
                        {
                            pc += length(4);
                            continue;
                        }
                    }
                    op::GetLengthProperty => {
                        let object = register!(1);
                        let length_of = match object.peek_object() {
                            // SAFETY: a value is copied, and nothing else done.
                            Some(array) if array.is_array() => unsafe { (*array.address()).peek() }
                                .and_then(|array| array.properties().storage.first().cloned()),
                            _ => None,
                        };
                        if let Some(found) = length_of {
                            put!(0, found);
                            pc += length(3);
                            continue;
                        }
                    }
                    op::StoreEmptyObject => {
                        let template = self.intrinsics().templates().ordinary_object();
                        store!(template.create(OrdinaryObject, Vec::new()).into());
                    }
                    op::StoreNewArray => {
                        let template = self.intrinsics().templates().array();
                        store!(template.create(Array, vec![JsValue::new(0)]).into());
                    }
                    op::DefineOwnPropertyByName => {
                        if let Some(object) = register!(0).peek_object()
                            && block.definitions.add(operand!(2), &object, register!(1)).is_ok()
                        {
                            pc += length(3);
                            continue;
                        }
                    }
                    op::PushValueToArray => {
                        if push_element(register!(1), register!(0)) {
                            pc += length(2);
                            continue;
                        }
                    }
                    op::IteratorNext => {
                        // SAFETY: see above.
                        if let Some(iterator) = unsafe { (*frame).iterators.last_mut() }
                            && iterator.quick_step().is_some()
                        {
                            pc += length(0);
                            continue;
                        }
                    }
                    op::IteratorDone => {
                        // SAFETY: see above.
                        if let Some(iterator) = unsafe { (*frame).iterators.last() } {
                            store!(iterator.done().into());
                        }
                    }
                    op::IteratorValue => {
                        // SAFETY: see above.
                        if let Some(value) = unsafe { (*frame).iterators.last() }.and_then(|iterator| iterator.ready()) {
                            store!(value.clone());
                        }
                    }
                    op::Call => {
                        let next = pc + length(1);
                        // SAFETY: see above.
                        unsafe { (*frame).pc = next as u32 };
                        if self.enter(operand!(0)) {
                            continue 'frames;
                        }
                        match self.call_native(operand!(0)) {
                            Some(Ok(())) => continue 'frames,
                            Some(Err(error)) => match self.handle_error(error) {
                                ControlFlow::Continue(()) => continue 'frames,
                                ControlFlow::Break(record) => return record,
                            },
                            None => {}
                        }
                    }
                    op::New => {
                        let next = pc + length(1);
                        // SAFETY: see above.
                        unsafe { (*frame).pc = next as u32 };
                        if self.enter_new(operand!(0), None) {
                            continue 'frames;
                        }
                    }
                    op::SuperCall => {
                        let next = pc + length(1);
                        // SAFETY: see above.
                        unsafe { (*frame).pc = next as u32 };
                        if self.enter_super(operand!(0)) {
                            continue 'frames;
                        }
                    }
                    op::SuperCallDerived => {
                        let next = pc + length(0);
                        // SAFETY: see above.
                        unsafe { (*frame).pc = next as u32 };
                        if self.enter_super_derived() {
                            continue 'frames;
                        }
                    }
                    op::InstanceOf => {
                        if let Some(result) = quick_instance_of(register!(1), register!(2), self) {
                            put!(0, result.into());
                            pc += length(3);
                            continue;
                        }
                    }
                    op::Return => {
                        if self.leave() {
                            continue 'frames;
                        }
                    }
                    op::CheckReturn => {
                        // SAFETY: see above.
                        let frame = unsafe { &*frame };
                        if !frame.construct() || self.vm.return_value.is_object() {
                            pc += length(0);
                            continue;
                        }
                        if self.vm.return_value.is_undefined()
                            && frame.flags.contains(CallFrameFlags::THIS_VALUE_CACHED)
                            && let Some(this) = self.vm.stack.stack.get(frame.this_index())
                        {
                            self.vm.return_value = this.clone();
                            pc += length(0);
                            continue;
                        }
                    }
                    op::GetNameGlobal => {
                        // SAFETY: see above.
                        let frame = unsafe { &*frame };
                        if block.bindings.get(operand!(1)).is_some_and(|locator| locator.is_global())
                            && frame.environments.is_plain(frame.realm.environment())
                            && let Some(cache) = block.ic.get(operand!(2))
                            && let Some(value) = cache.read(frame.realm.global_object())
                            && !value.is_undefined()
                        {
                            put!(0, value);
                            pc += length(3);
                            continue;
                        }
                    }
                    op::TypeOf => {
                        if let Some(name) = kind(register!(0)) {
                            store!(name.into());
                        }
                    }
                    op::PushFromRegister => {
                        let stack = &mut self.vm.stack.stack;
                        if stack.len() < stack.capacity() {
                            stack.push(register!(0).clone());
                            pc += length(1);
                            continue;
                        }
                    }
                    op::PopIntoRegister => {
                        if let Some(value) = self.vm.stack.stack.pop() {
                            put!(0, value);
                            pc += length(1);
                            continue;
                        }
                    }
                    op::GetArgument => {
                        // SAFETY: the frame says where its arguments lie.
                        let value = unsafe {
                            if operand!(0) < (*frame).argument_count as usize {
                                let arguments = (*frame).arguments_range().start;
                                (*self.vm.stack.stack.as_ptr().add(arguments + operand!(0))).clone()
                            } else {
                                JsValue::undefined()
                            }
                        };
                        put!(1, value);
                        pc += length(2);
                        continue;
                    }
                    op::This => {
                        // SAFETY: the frame says where `this` lies.
                        let value = unsafe {
                            (*frame)
                                .flags
                                .contains(CallFrameFlags::THIS_VALUE_CACHED)
                                .then(|| (*self.vm.stack.stack.as_ptr().add((*frame).this_index())).clone())
                        };
                        if let Some(value) = value {
                            store!(value);
                        }
                    }
                    op::SetAccumulator => {
                        self.vm.return_value = register!(0).clone();
                        pc += length(1);
                        continue;
                    }
                    op::SetRegisterFromAccumulator => store!(self.vm.return_value.clone()),
                    op::StoreZero => store!(JsValue::new(0)),
                    op::StoreOne => store!(JsValue::new(1)),
                    op::StoreTrue => store!(JsValue::new(true)),
                    op::StoreFalse => store!(JsValue::new(false)),
                    op::StoreNull => store!(JsValue::null()),
                    op::StoreUndefined => store!(JsValue::undefined()),
                    op::StoreInt8 => {
                        // SAFETY: the compiler wrote the operand.
                        let value = unsafe { bytes.add(pc + length(1)).cast::<i8>().read() };
                        put!(0, JsValue::new(i32::from(value)));
                        pc += length(1) + 1;
                        continue;
                    }
                    op::StoreInt16 => {
                        // SAFETY: the compiler wrote the operand.
                        let value = unsafe { bytes.add(pc + length(1)).cast::<i16>().read_unaligned() };
                        put!(0, JsValue::new(i32::from(value)));
                        pc += length(1) + 2;
                        continue;
                    }
                    op::StoreInt32 => {
                        // SAFETY: the compiler wrote the operand.
                        let value = unsafe { bytes.add(pc + length(1)).cast::<i32>().read_unaligned() };
                        put!(0, JsValue::new(value));
                        pc += length(2);
                        continue;
                    }
                    op::StoreLiteral => {
                        if let Some(Constant::String(text)) = block.constants.get(operand!(1)) {
                            put!(0, JsValue::new(text.clone()));
                            pc += length(2);
                            continue;
                        }
                    }
                    op::Inc => {
                        if let Some(number) = register!(1).as_small()
                            && let Some(next) = number.checked_add(1)
                        {
                            put!(0, JsValue::new(next));
                            pc += length(2);
                            continue;
                        }
                    }
                    op::Dec => {
                        if let Some(number) = register!(1).as_small()
                            && let Some(next) = number.checked_sub(1)
                        {
                            put!(0, JsValue::new(next));
                            pc += length(2);
                            continue;
                        }
                    }
                    op::Add => binary!(add_fast),
                    op::Sub => binary!(sub_fast),
                    op::Mul => binary!(mul_fast),
                    op::Div => binary!(div_fast),
                    op::Mod => binary!(rem_fast),
                    op::BitAnd => binary!(bitand_fast),
                    op::BitOr => binary!(bitor_fast),
                    op::BitXor => binary!(bitxor_fast),
                    op::ShiftLeft => binary!(shl_fast),
                    op::ShiftRight => binary!(shr_fast),
                    op::UnsignedShiftRight => binary!(ushr_fast),
                    op::LessThan => binary!(lt_fast),
                    op::LessThanOrEq => binary!(le_fast),
                    op::GreaterThan => binary!(gt_fast),
                    op::GreaterThanOrEq => binary!(ge_fast),
                    op::StrictEq => {
                        if let Some(result) = strictly_equal(register!(1), register!(2)) {
                            put!(0, result.into());
                            pc += length(3);
                            continue;
                        }
                    }
                    op::StrictNotEq => {
                        if let Some(result) = strictly_equal(register!(1), register!(2)) {
                            put!(0, (!result).into());
                            pc += length(3);
                            continue;
                        }
                    }
                    op::Eq => {
                        if let Some(result) = loosely_equal(register!(1), register!(2)) {
                            put!(0, result.into());
                            pc += length(3);
                            continue;
                        }
                    }
                    op::NotEq => {
                        if let Some(result) = loosely_equal(register!(1), register!(2)) {
                            put!(0, (!result).into());
                            pc += length(3);
                            continue;
                        }
                    }
                    op::Case => {
                        if let Some(equal) = strictly_equal(register!(1), register!(2)) {
                            pc = if equal { operand!(0) } else { pc + length(3) };
                            continue;
                        }
                    }
                    op::LogicalNot => {
                        let truth = truth(register!(0));
                        store!(JsValue::new(!truth));
                    }
                    op::Jump => {
                        pc = operand!(0);
                        continue;
                    }
                    op::JumpIfTrue | op::LogicalOr => jump_if!(truth),
                    op::JumpIfFalse | op::LogicalAnd => jump_if!(|value| !truth(value)),
                    op::JumpIfNotUndefined => jump_if!(|value: &JsValue| !value.is_undefined()),
                    op::JumpIfNullOrUndefined => jump_if!(JsValue::is_null_or_undefined),
                    op::Coalesce => jump_if!(|value: &JsValue| !value.is_null_or_undefined()),
                    op::JumpIfNotLessThan => jump_unless!(lt_fast),
                    op::JumpIfNotLessThanOrEqual => jump_unless!(le_fast),
                    op::JumpIfNotGreaterThan => jump_unless!(gt_fast),
                    op::JumpIfNotGreaterThanOrEqual => jump_unless!(ge_fast),
                    op::IncrementLoopIteration => {
                        let most = self.vm.runtime_limits.loop_iteration_limit();
                        // SAFETY: see above.
                        let count = unsafe { &mut (*frame).loop_iteration_count };
                        if *count <= most && !self.vm.is_interrupted() {
                            *count = count.wrapping_add(1);
                            pc += length(0);
                            continue;
                        }
                    }
                    _ => {}
                }
                break opcode;
            };
            if let ControlFlow::Break(record) = OPCODE_HANDLERS[opcode as usize](self, pc) {
                return record;
            }
        }
    }
}
