//! What the interpreter's loop sees of values and variables at a glance: without calls, counting or borrowing.

use super::{CallFrame, CodeBlock};
use crate::builtins::is_html_dda::IsHTMLDDA;
use crate::{JsString, JsValue, js_string};
use boa_ast::scope::{BindingLocator, BindingLocatorScope};

/// `left === right`, if that takes no more than a look.
#[inline(always)]
pub(crate) fn strictly_equal(left: &JsValue, right: &JsValue) -> Option<bool> {
    if let (Some(left), Some(right)) = (left.as_small(), right.as_small()) {
        return Some(left == right);
    }
    if let (Some(left), Some(right)) = (left.peek_object(), right.peek_object()) {
        return Some(std::ptr::addr_eq(left.address(), right.address()));
    }
    if left.is_undefined() || right.is_undefined() {
        return Some(left.is_undefined() && right.is_undefined());
    }
    if left.is_null() || right.is_null() {
        return Some(left.is_null() && right.is_null());
    }
    if let (Some(left), Some(right)) = (left.peek_string(), right.peek_string()) {
        return Some(*left == *right);
    }
    Some(left.as_boolean()? == right.as_boolean()?)
}

/// `left == right`, the same.
#[inline(always)]
pub(crate) fn loosely_equal(left: &JsValue, right: &JsValue) -> Option<bool> {
    if let (Some(left), Some(right)) = (left.as_small(), right.as_small()) {
        return Some(left == right);
    }
    let (left_object, right_object) = (left.peek_object(), right.peek_object());
    if let (Some(left), Some(right)) = (&left_object, &right_object) {
        return Some(std::ptr::addr_eq(left.address(), right.address()));
    }
    // Objects may be `document.all`.
    if right.is_null_or_undefined() {
        return match left_object {
            Some(object) if object.is::<IsHTMLDDA>() => None,
            _ => Some(left.is_null_or_undefined()),
        };
    }
    if left.is_null_or_undefined() {
        return match right_object {
            Some(object) if object.is::<IsHTMLDDA>() => None,
            _ => Some(false),
        };
    }
    if let (Some(left), Some(right)) = (left.peek_string(), right.peek_string()) {
        return Some(*left == *right);
    }
    None
}

/// `typeof value`, unless it is `document.all`.
#[inline(always)]
pub(crate) fn kind(value: &JsValue) -> Option<JsString> {
    Some(match value.peek_object() {
        Some(object) if object.is::<IsHTMLDDA>() => return None,
        Some(object) if object.is_callable() => js_string!("function"),
        Some(_) => js_string!("object"),
        None if value.is_undefined() => js_string!("undefined"),
        None if value.is_string() => js_string!("string"),
        None if value.is_number() => js_string!("number"),
        None if value.is_boolean() => js_string!("boolean"),
        None => return None,
    })
}

#[inline(always)]
pub(crate) fn truth(value: &JsValue) -> bool {
    value.as_boolean().unwrap_or_else(|| value.to_boolean())
}

impl CodeBlock {
    /// The value of the binding at `index` of the code, if it has one and lies where `eval` and `with` leave it alone.
    #[inline(always)]
    pub(crate) fn value(&self, index: usize, frame: &CallFrame) -> Option<JsValue> {
        let locator = self.bindings.get(index)?;
        let BindingLocatorScope::Stack(scope) = locator.scope() else { return None };
        frame.environments.plain(scope)?.plain_value(locator.binding_index())
    }

    /// The binding at `index` of the code, if it lies in a function or block that `eval` and `with` leave alone.
    ///
    /// # Safety
    /// As for [`boa_gc::GcRefCell::peek_mut`], and the code block is the frame's.
    #[inline(always)]
    pub(crate) unsafe fn binding<'a>(&self, index: usize, frame: &'a CallFrame) -> Option<&'a mut Option<JsValue>> {
        // SAFETY: the caller's.
        unsafe { binding(self.bindings.get(index)?, frame) }
    }
}

/// The same for a locator that is at hand.
///
/// # Safety
/// As there.
#[inline(always)]
pub(crate) unsafe fn binding<'a>(locator: &BindingLocator, frame: &'a CallFrame) -> Option<&'a mut Option<JsValue>> {
    let BindingLocatorScope::Stack(scope) = locator.scope() else { return None };
    let bindings = frame.environments.plain(scope)?.plain_bindings()?;
    // SAFETY: the caller's.
    unsafe { bindings.peek_mut() }?.get_mut(locator.binding_index() as usize)
}
