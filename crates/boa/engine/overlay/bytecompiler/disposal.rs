//! Lists of statements that declare resources (`using`, `await using`): they are compiled as if they stood in a `try`
//! whose `finally` disposes of the resources. See `vm/disposal.rs`; the parser marks the declarations.

use super::{ByteCompiler, Register};
use crate::{
    bytecompiler::jump_control::JumpControlInfoFlags,
    vm::{disposal::Step, opcode::RegisterOperand},
};
use boa_ast::{
    Declaration, Expression, StatementListItem, declaration::LexicalDeclaration, expression::Spread,
};

/// Whether statements declare resources, and then whether one of them is awaited.
pub(super) fn resources_of<'a>(items: impl IntoIterator<Item = &'a StatementListItem>) -> Option<bool> {
    let declared = items.into_iter().filter_map(|item| match item {
        StatementListItem::Declaration(declaration) => match declaration.as_ref() {
            Declaration::Lexical(declaration) => resources_in(declaration),
            _ => None,
        },
        StatementListItem::Statement(_) => None,
    });
    declared.reduce(|one, other| one || other)
}

/// Whether a declaration is one of resources, and then whether they are awaited.
pub(super) fn resources_in(declaration: &LexicalDeclaration) -> Option<bool> {
    let LexicalDeclaration::Const(list) = declaration else { return None };
    let Some(Expression::Spread(mark)) = list.as_ref().first().and_then(|first| first.init()) else { return None };
    Some(matches!(mark.target(), Expression::Spread(_)))
}

impl ByteCompiler<'_> {
    /// Compiles what gives a declared name its value.
    pub(super) fn compile_initializer(&mut self, initializer: &Expression, dst: &Register) {
        match initializer {
            Expression::Spread(mark) => self.compile_resource(mark, dst),
            other => self.compile_expr(other, dst),
        }
    }

    fn compile_resource(&mut self, mark: &Spread, dst: &Register) {
        let (value, step) = match mark.target() {
            Expression::Spread(inner) => match inner.target() {
                Expression::Await(awaited) => (awaited.target(), Step::AddAsync),
                other => (other, Step::AddAsync),
            },
            other => (other, Step::Add),
        };
        self.compile_expr(value, dst);
        if let Some(resources) = self.resources {
            self.bytecode.emit_disposal((step as u32).into(), RegisterOperand::new(resources), dst.variable());
        }
    }

    fn dispose(&mut self, step: Step, resources: &Register, value: &Register) {
        self.bytecode.emit_disposal((step as u32).into(), resources.variable(), value.variable());
    }

    /// Compiles `body`, whose resources are disposed of however it ends.
    pub(super) fn with_resources(&mut self, is_async: bool, use_expr: bool, body: impl FnOnce(&mut Self)) {
        let resources = self.register_allocator.alloc();
        self.dispose(Step::New, &resources, &resources);
        let outer = self.resources.replace(resources.index());

        let re_throw = self.register_allocator.alloc();
        let jump_index = self.register_allocator.alloc();
        self.bytecode.emit_store_true(re_throw.variable());
        self.bytecode.emit_store_zero(jump_index.variable());
        self.push_try_with_finally_control_info(&re_throw, &jump_index, use_expr);

        // try
        let try_handler = self.push_handler();
        body(self);
        self.bytecode.emit_store_false(re_throw.variable());
        let done = self.jump();
        self.patch_handler(try_handler);

        // catch: the error waits for what disposal may throw. The end of a generator is no error, and passes by.
        let catch_handler = self.push_handler();
        let error = self.register_allocator.alloc();
        self.bytecode.emit_exception(error.variable());
        self.dispose(Step::Note, &resources, &error);
        self.bytecode.emit_store_false(re_throw.variable());
        let noted = self.jump();
        self.patch_handler(catch_handler);
        self.bytecode.emit_store_true(re_throw.variable());
        self.patch_jump(noted);
        self.patch_jump(done);

        // finally
        let finally_start = self.next_opcode_location();
        if let Some(info) = self.jump_info.last_mut() {
            info.flags |= JumpControlInfoFlags::IN_FINALLY;
        }
        let completion = self.register_allocator.alloc();
        self.bytecode.emit_set_register_from_accumulator(completion.variable());
        if is_async {
            self.await_disposal(&resources, &error);
        }
        self.dispose(Step::Finish, &resources, &error);
        self.bytecode.emit_set_accumulator(completion.variable());
        self.register_allocator.dealloc(completion);
        self.register_allocator.dealloc(error);
        let quiet = self.jump_if_false(&re_throw);
        self.bytecode.emit_re_throw();
        self.patch_jump(quiet);
        self.pop_try_with_finally_control_info(finally_start);

        self.resources = outer;
        self.register_allocator.dealloc(re_throw);
        self.register_allocator.dealloc(jump_index);
        self.register_allocator.dealloc(resources);
    }

    /// Disposes of resources one after the other, awaiting what must be.
    fn await_disposal(&mut self, resources: &Register, value: &Register) {
        let start = self.next_opcode_location();
        self.dispose(Step::Dispose, resources, value);
        let end = self.jump_if_false(value);
        self.dispose(Step::Awaited, resources, value);
        let handler = self.push_handler();
        self.bytecode.emit_await(value.variable());
        let resume_kind = self.register_allocator.alloc();
        self.pop_into_register(&resume_kind);
        self.pop_into_register(value);
        self.generator_next(value, &resume_kind);
        self.register_allocator.dealloc(resume_kind);
        let fine = self.jump();
        self.patch_handler(handler);
        self.bytecode.emit_exception(value.variable());
        self.dispose(Step::Note, resources, value);
        self.patch_jump(fine);
        self.bytecode.emit_jump(start);
        self.patch_jump(end);
    }
}
