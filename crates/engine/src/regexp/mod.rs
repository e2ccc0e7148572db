//! RegExp without Boa's cost per match: its `exec` clones the compiled expression, copies its input and makes the
//! arrays of `indices` every time, so that a `/g` loop over a long text takes quadratic time.
//!
//! `exec` here keeps the input of the last match ready; `test`, `match`, `replace` and `split` do without result
//! objects where nobody could tell (expression and prototype are as they were made), and are the engine's own
//! otherwise. The legacy properties (`RegExp.$1`) come for free. Specification:
//! <https://tc39.es/ecma262/#sec-regexp-regular-expression-objects>.

mod exec;
mod legacy;
mod matcher;
mod replace;
mod source;
mod split;
#[cfg(test)]
mod tests;

use crate::{Context, JsObject, JsSymbol, JsValue, js_string, ops, raw};
use boa_engine::builtins::regexp::RegExp;
use boa_engine::object::builtins::JsRegExp;
use boa_engine::object::shape::Shape;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// What the natives know of the realm's RegExp.
struct State {
    /// The shape of expressions as they are made: `lastIndex`, writable, and nothing else; `RegExp.prototype`.
    pristine: Shape,
    prototype: JsObject,
    constructor: JsObject,
    /// What the two held when the natives were installed.
    prototype_slots: RefCell<Vec<JsValue>>,
    constructor_slots: RefCell<Vec<JsValue>>,
    /// The shape of result arrays.
    result_shape: RefCell<Option<Shape>>,
    input: RefCell<matcher::Input>,
    last: RefCell<legacy::LastMatch>,
    /// Whether the layouts are as `raw` and `matcher` take them to be.
    usable: Cell<bool>,
}

impl State {
    /// Whether an expression, its prototype and its constructor are as the engine and [`install`] made them, so that
    /// reading `exec`, `flags` or a species would run nothing of the script's and give nothing new.
    fn is_pristine(&self, regexp: &JsObject) -> bool {
        self.usable.get()
            && regexp.is::<RegExp>()
            && raw::shape_address(regexp) == self.pristine.to_addr_usize()
            && raw::slots_are(&self.prototype, &self.prototype_slots.borrow())
            && raw::slots_are(&self.constructor, &self.constructor_slots.borrow())
            && raw::slot(regexp, 0).is_some_and(|last_index| last_index.as_i32().is_some_and(|index| index >= 0))
    }
}

fn state(context: &Context) -> Option<Rc<State>> {
    context.get_data::<Rc<State>>().cloned()
}

/// Replaces methods of `RegExp.prototype` and adds the legacy properties to `RegExp`.
pub fn install(context: &mut Context) {
    let constructors = context.intrinsics().constructors().regexp();
    let (constructor, prototype) = (constructors.constructor(), constructors.prototype());
    let Ok(sample) = JsRegExp::new(js_string!("(?:)"), js_string!("g"), context) else { return };
    let sample: JsObject = sample.into();
    let Some(pristine) = raw::shape_if_shared(&sample) else { return };
    let usable = raw::usable(context) && matcher::usable(&sample);
    if !usable {
        return;
    }
    // Boa leaves a property on the prototype that belongs on expressions alone.
    let _ = prototype.delete_property_or_throw(js_string!("lastIndex"), context);
    ops::wrap(&prototype, "exec", 1, exec::exec, context);
    ops::wrap(&prototype, "test", 1, exec::test, context);
    let by_symbol: [(JsSymbol, &'static str, usize, ops::WrapFn); 3] = [
        (JsSymbol::r#match(), "[Symbol.match]", 1, exec::match_),
        (JsSymbol::replace(), "[Symbol.replace]", 2, replace::replace),
        (JsSymbol::split(), "[Symbol.split]", 2, split::split),
    ];
    for (symbol, name, length, function) in by_symbol {
        ops::wrap_as(&prototype, symbol, name, length, function, context);
    }
    source::install(&prototype, context);
    legacy::install(&constructor, context);
    let state = State {
        pristine,
        prototype_slots: RefCell::new(raw::all_slots(&prototype)),
        constructor_slots: RefCell::new(raw::all_slots(&constructor)),
        prototype,
        constructor,
        result_shape: RefCell::default(),
        input: RefCell::default(),
        last: RefCell::default(),
        usable: Cell::new(usable),
    };
    context.insert_data(Rc::new(state));
}
