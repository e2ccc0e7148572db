//! Expressions as V8 writes them in error messages: names and accesses as they are, calls as `f(...)`, what has no short
//! form as `(intermediate value)`.

use super::ByteCompiler;
use crate::{
    JsString,
    vm::notes::{Notes, PatternSource},
};
use boa_ast::{
    Expression,
    expression::{
        Optional, OptionalOperationKind,
        access::{PropertyAccess, PropertyAccessField},
        literal::{LiteralKind, PropertyDefinition, TemplateElement},
        operator::{
            assign::AssignTarget,
            binary::BinaryOp,
            unary::UnaryOp,
            update::{UpdateOp, UpdateTarget},
        },
    },
    pattern::{ObjectPatternElement, ObjectPattern},
    property::PropertyName,
};
use boa_interner::{Interner, Sym};
use std::fmt::Write;

/// What V8 writes for an expression that it has no shorter words for.
const INTERMEDIATE: &str = "(intermediate value)";
/// How far an expression is written out: nobody reads further, and the text is kept.
const LONGEST: usize = 200;

impl ByteCompiler<'_> {
    /// Notes for the call or `new` just emitted what it calls.
    pub(crate) fn note_expression(&mut self, expression: &Expression) {
        let address = self.next_opcode_location().as_u32();
        let interner = &*self.interner;
        self.notes.add(address, |text| describe(expression, interner, text));
    }

    /// Notes for the instruction just emitted what it iterates.
    pub(crate) fn note_iterable(&mut self, expression: &Expression) {
        let address = self.next_opcode_location().as_u32();
        let interner = &*self.interner;
        self.notes.add(address, |text| describe_iterable(expression, interner, text));
    }

    /// Notes for the iterator just asked for what a call spreads: V8 has words of its own where one spread comes last,
    /// and no name for it elsewhere.
    pub(crate) fn note_spread(&mut self, expression: &Expression, arguments: &[Expression]) {
        let is_spread = |argument: &Expression| matches!(argument, Expression::Spread(_));
        if arguments.iter().position(is_spread) == Some(arguments.len() - 1) {
            let address = self.next_opcode_location().as_u32();
            let interner = &*self.interner;
            self.notes.add(address, |text| {
                text.push('\x01');
                describe(expression, interner, text);
            });
        }
    }

    /// Notes `text` for the instruction just emitted.
    pub(crate) fn note(&mut self, text: &str) {
        let address = self.next_opcode_location().as_u32();
        self.notes.add(address, |notes| notes.push_str(text));
    }

    /// Says which expression the pattern compiled next takes apart.
    pub(crate) fn pattern_takes(&mut self, expression: &Expression) {
        let (mut value, mut iterable) = (String::new(), String::new());
        describe(expression, self.interner, &mut value);
        describe_iterable(expression, self.interner, &mut iterable);
        self.pattern_source = PatternSource::Named(value, iterable);
    }

    /// Notes for the check just emitted how an object pattern names what it takes apart: the first property and the
    /// expression, apart by a zero; nothing before the zero if the property has no name known beforehand.
    pub(crate) fn note_object_pattern(&mut self, pattern: &ObjectPattern, source: PatternSource) {
        let (property, has_default) = match pattern.bindings().first() {
            Some(
                ObjectPatternElement::SingleName { name, default_init, .. }
                | ObjectPatternElement::AssignmentPropertyAccess { name, default_init, .. },
            ) => (literal_name(name, self.interner), default_init.is_some()),
            Some(ObjectPatternElement::Pattern { name, default_init, .. }) => {
                (literal_name(name, self.interner), default_init.is_some())
            }
            _ => (None, false),
        };
        let text = match (property, source) {
            // As for any other read.
            (Some(name), PatternSource::Unnamed) => format!("={name}"),
            (Some(name), _) if has_default => format!("={name}"),
            (name, PatternSource::Named(value, _)) => format!("{}\0{value}", name.unwrap_or_default()),
            (name, _) => format!("{}\0", name.unwrap_or_default()),
        };
        self.note(&text);
    }

    /// Notes for the iterator just asked for what an array pattern takes apart.
    pub(crate) fn note_array_pattern(&mut self, source: PatternSource) {
        if let PatternSource::Named(_, iterable) = source {
            self.note(&iterable);
        }
    }

    /// Says what the call that follows in an optional chain calls: the chain up to its `index`th operation.
    pub(crate) fn optional_callee(&mut self, optional: &Optional, index: usize) {
        if matches!(optional.chain().get(index).map(|item| item.kind()), Some(OptionalOperationKind::Call { .. })) {
            let mut text = String::new();
            describe_optional(optional, index, self.interner, &mut text);
            self.callee_text = Some(text);
        }
    }
}

fn literal_name(name: &PropertyName, interner: &Interner) -> Option<String> {
    name.literal().map(|identifier| word(identifier.sym(), interner))
}

fn word(symbol: Sym, interner: &Interner) -> String {
    interner.resolve_expect(symbol).to_string()
}

fn describe_iterable(expression: &Expression, interner: &Interner, text: &mut String) {
    match expression.flatten() {
        Expression::Call(call) => {
            describe(call.function(), interner, text);
            text.push_str(" is not a function or its return value");
        }
        Expression::New(new) => {
            describe(new.constructor(), interner, text);
            text.push_str(" is not a function or its return value");
        }
        other => describe(other, interner, text),
    }
}

/// Appends what V8 calls `expression`.
pub(crate) fn describe(expression: &Expression, interner: &Interner, text: &mut String) {
    if text.len() > LONGEST {
        return;
    }
    match expression.flatten() {
        Expression::This(_) => text.push_str("this"),
        Expression::Identifier(identifier) => text.push_str(&word(identifier.sym(), interner)),
        Expression::Literal(literal) => match literal.kind() {
            LiteralKind::String(symbol) => {
                text.push('"');
                text.push_str(&word(*symbol, interner));
                text.push('"');
            }
            LiteralKind::Num(number) => number_text(*number, text),
            LiteralKind::Int(integer) => number_text(f64::from(*integer), text),
            LiteralKind::Bool(value) => text.push_str(if *value { "true" } else { "false" }),
            LiteralKind::Null => text.push_str("null"),
            LiteralKind::Undefined => text.push_str("undefined"),
            LiteralKind::BigInt(_) => text.push_str(INTERMEDIATE),
        },
        Expression::RegExpLiteral(literal) => {
            let (pattern, flags) = (word(literal.pattern(), interner), word(literal.flags(), interner));
            let _ = write!(text, "/{pattern}/{flags}");
        }
        Expression::PropertyAccess(access) => describe_access(access, interner, text),
        Expression::Optional(optional) => describe_optional(optional, optional.chain().len(), interner, text),
        Expression::Call(call) => {
            describe(call.function(), interner, text);
            text.push_str("(...)");
        }
        Expression::SuperCall(_) => text.push_str("super(...)"),
        Expression::TaggedTemplate(template) => {
            describe(template.tag(), interner, text);
            text.push_str("(...)");
        }
        Expression::NewTarget(_) => text.push_str(".new.target"),
        Expression::TemplateLiteral(template) => match template.elements() {
            [TemplateElement::String(symbol)] => {
                text.push('"');
                text.push_str(&word(*symbol, interner));
                text.push('"');
            }
            elements => {
                for element in elements {
                    if let TemplateElement::Expr(expression) = element {
                        describe(expression, interner, text);
                    }
                }
            }
        },
        Expression::ArrayLiteral(array) => {
            text.push('[');
            for (index, element) in array.as_ref().iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                match element {
                    Some(element) => describe(element, interner, text),
                    None => text.push_str(INTERMEDIATE),
                }
            }
            text.push(']');
        }
        Expression::ObjectLiteral(object) => {
            text.push('{');
            for property in object.properties() {
                if let PropertyDefinition::SpreadObject(expression) = property {
                    describe(expression, interner, text);
                } else {
                    text.push_str(INTERMEDIATE);
                }
                if text.len() > LONGEST {
                    break;
                }
            }
            text.push('}');
        }
        Expression::Spread(spread) => {
            text.push_str("(...");
            describe(spread.target(), interner, text);
            text.push(')');
        }
        Expression::Unary(unary) => describe_unary(unary.op(), unary.target(), interner, text),
        Expression::Update(update) => {
            let prefix = matches!(update.op(), UpdateOp::IncrementPre | UpdateOp::DecrementPre);
            text.push('(');
            if prefix {
                let _ = write!(text, "{}", update.op());
            }
            match update.target() {
                UpdateTarget::Identifier(identifier) => text.push_str(&word(identifier.sym(), interner)),
                UpdateTarget::PropertyAccess(access) => describe_access(access, interner, text),
            }
            if !prefix {
                let _ = write!(text, "{}", update.op());
            }
            text.push(')');
        }
        Expression::Binary(binary) => {
            text.push('(');
            describe(binary.lhs(), interner, text);
            let _ = match binary.op() {
                BinaryOp::Comma => write!(text, " , "),
                other => write!(text, " {other} "),
            };
            describe(binary.rhs(), interner, text);
            text.push(')');
        }
        Expression::Assign(assign) => match assign.lhs() {
            AssignTarget::Identifier(identifier) => text.push_str(&word(identifier.sym(), interner)),
            AssignTarget::Access(access) => describe_access(access, interner, text),
            AssignTarget::Pattern(_) => text.push_str(INTERMEDIATE),
        },
        Expression::Conditional(_) => (0..3).for_each(|_| text.push_str(INTERMEDIATE)),
        _ => text.push_str(INTERMEDIATE),
    }
}

fn describe_unary(op: UnaryOp, target: &Expression, interner: &Interner, text: &mut String) {
    if op == UnaryOp::Minus
        && let Expression::Literal(literal) = target.flatten()
        && let LiteralKind::Num(_) | LiteralKind::Int(_) = literal.kind()
    {
        text.push('-');
        describe(target, interner, text);
        return;
    }
    let _ = write!(text, "({op}");
    if matches!(op, UnaryOp::TypeOf | UnaryOp::Void | UnaryOp::Delete) && !text.ends_with(' ') {
        text.push(' ');
    }
    describe(target, interner, text);
    text.push(')');
}

fn describe_access(access: &PropertyAccess, interner: &Interner, text: &mut String) {
    match access {
        PropertyAccess::Simple(access) => {
            describe(access.target(), interner, text);
            describe_field(access.field(), ".", interner, text);
        }
        PropertyAccess::Private(access) => {
            describe(access.target(), interner, text);
            let _ = write!(text, "[#{}]", word(access.field().description(), interner));
        }
        PropertyAccess::Super(access) => {
            text.push_str(INTERMEDIATE);
            describe_field(access.field(), ".", interner, text);
        }
    }
}

/// `.name` or `[expression]`, with `dot` for the dot and in front of the bracket what of it is not a dot.
fn describe_field(field: &PropertyAccessField, dot: &str, interner: &Interner, text: &mut String) {
    let expression = match field {
        PropertyAccessField::Const(identifier) => {
            text.push_str(dot);
            text.push_str(&word(identifier.sym(), interner));
            return;
        }
        PropertyAccessField::Expr(expression) => expression,
    };
    let name = match expression.flatten() {
        Expression::Literal(literal) => literal.as_string(),
        Expression::TemplateLiteral(template) => match template.elements() {
            [TemplateElement::String(symbol)] => Some(*symbol),
            _ => None,
        },
        _ => None,
    };
    if let Some(name) = name {
        text.push_str(dot);
        text.push_str(&word(name, interner));
        return;
    }
    if dot != "." {
        text.push_str(dot);
    }
    text.push('[');
    describe(expression, interner, text);
    text.push(']');
}

/// An optional chain up to its `end`th operation.
fn describe_optional(optional: &Optional, end: usize, interner: &Interner, text: &mut String) {
    describe(optional.target(), interner, text);
    for item in optional.chain().iter().take(end) {
        let dot = if item.shorted() { "?." } else { "." };
        match item.kind() {
            OptionalOperationKind::SimplePropertyAccess { field } => describe_field(field, dot, interner, text),
            OptionalOperationKind::PrivatePropertyAccess { field } => {
                let _ = write!(text, "[#{}]", word(field.description(), interner));
            }
            OptionalOperationKind::Call { .. } => text.push_str("(...)"),
        }
    }
}

fn number_text(number: f64, text: &mut String) {
    text.push_str(&crate::vm::notes::plain(&JsString::from(crate::JsValue::from(number).display().to_string().as_str())));
}
