//! Which code runs for an instruction.

#[add]
/// Runs one instruction. The most frequent ones are compiled into the caller's loop, where nothing is passed through
/// memory; upstream calls each through a table of function pointers.
#[inline(always)]
pub(crate) fn dispatch(context: &mut Context, opcode: Opcode, pc: usize) -> ControlFlow<CompletionRecord> {
    match opcode {
        Opcode::Move => handle_move(context, pc),
        Opcode::StoreZero => handle_store_zero(context, pc),
        Opcode::StoreOne => handle_store_one(context, pc),
        Opcode::StoreInt8 => handle_store_int8(context, pc),
        Opcode::StoreUndefined => handle_store_undefined(context, pc),
        Opcode::StoreLiteral => handle_store_literal(context, pc),
        Opcode::PopIntoRegister => handle_pop_into_register(context, pc),
        Opcode::PushFromRegister => handle_push_from_register(context, pc),
        Opcode::Add => handle_add(context, pc),
        Opcode::Sub => handle_sub(context, pc),
        Opcode::Mul => handle_mul(context, pc),
        Opcode::Inc => handle_inc(context, pc),
        Opcode::Dec => handle_dec(context, pc),
        Opcode::BitAnd => handle_bit_and(context, pc),
        Opcode::BitOr => handle_bit_or(context, pc),
        Opcode::BitXor => handle_bit_xor(context, pc),
        Opcode::ShiftLeft => handle_shift_left(context, pc),
        Opcode::ShiftRight => handle_shift_right(context, pc),
        Opcode::LessThan => handle_less_than(context, pc),
        Opcode::StrictEq => handle_strict_eq(context, pc),
        Opcode::Jump => handle_jump(context, pc),
        Opcode::JumpIfTrue => handle_jump_if_true(context, pc),
        Opcode::JumpIfFalse => handle_jump_if_false(context, pc),
        Opcode::JumpIfNotLessThan => handle_jump_if_not_less_than(context, pc),
        Opcode::JumpIfNotLessThanOrEqual => handle_jump_if_not_less_than_or_equal(context, pc),
        Opcode::JumpIfNotGreaterThan => handle_jump_if_not_greater_than(context, pc),
        Opcode::JumpIfNotGreaterThanOrEqual => handle_jump_if_not_greater_than_or_equal(context, pc),
        Opcode::IncrementLoopIteration => handle_increment_loop_iteration(context, pc),
        Opcode::GetArgument => handle_get_argument(context, pc),
        Opcode::GetName => handle_get_name(context, pc),
        Opcode::This => handle_this(context, pc),
        Opcode::SetAccumulator => handle_set_accumulator(context, pc),
        Opcode::CheckReturn => handle_check_return(context, pc),
        Opcode::Return => handle_return(context, pc),
        Opcode::GetPropertyByName => handle_get_property_by_name(context, pc),
        Opcode::GetPropertyByValue => handle_get_property_by_value(context, pc),
        Opcode::SetPropertyByName => handle_set_property_by_name(context, pc),
        Opcode::SetPropertyByValue => handle_set_property_by_value(context, pc),
        Opcode::Call => handle_call(context, pc),
        _ => OPCODE_HANDLERS[opcode as usize](context, pc),
    }
}
