//! The instructions.

use super::disposal::Disposal;

edit! {
    /// One of the places that upstream keeps free is the instruction of `using`: a step of `vm/disposal.rs`, the list of
    /// resources and a value.
    "generate_opcodes!", "333fef8742427dcb":
    "Reserved1 => Reserved," => "Disposal { step: IndexOperand, resources: RegisterOperand, value: RegisterOperand },",
}
