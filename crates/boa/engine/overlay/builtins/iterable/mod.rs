//! Iterating what cannot be iterated, in V8's words; arrays and the names of `for in` without result objects.

use crate::builtins::array::ArrayIterator;
use crate::builtins::object::for_in_iterator::ForInIterator;
use crate::native_function::NativeFunctionObject;

edit! {
    /// See above.
    "JsValue::get_iterator", "3fd928f4b6e0d71f":
    "JsNativeError::typ().with_message(format!(
        \"value with type `{}` is not iterable\",
        self.type_of()
    ))" =>* "crate::vm::messages::not_iterable(self)",
    "let method = match hint {" => "if self.is_null_or_undefined() {
            return Err(crate::vm::messages::not_iterable(self));
        }
        let method = match hint {",
}

edit! {
    /// A step that needs no result object leaves its value here.
    "struct IteratorRecord", "8efdf402bfb817ba":
    "done: bool," => "done: bool,\n\n    /// The value of the last step, if that made no result object.\n    ready: Option<JsValue>,\n\n    /// Whose `next` it is.\n    #[unsafe_ignore_trace]\n    quick: Quick,",
}

edit! {
    /// Upstream makes an object that nobody asks for.
    "IteratorRecord::new", "342ee8eb87d5385e":
    "Self {
            iterator,
            next_method,
            done: false,
            last_result: IteratorResult {
                object: JsObject::with_null_proto(),
            },
        }" => "Self {
            quick: Quick::of(&next_method),
            last_result: IteratorResult { object: iterator.clone() },
            iterator,
            next_method,
            done: false,
            ready: None,
        }",
}

edit! {
    /// See above.
    "IteratorRecord::value", "fa1c3354f83351e9":
    "self.set_done_on_err(" => "if let Some(value) = &self.ready {
            return Ok(value.clone());
        }
        self.set_done_on_err(",
}

edit! {
    /// See above.
    "IteratorRecord::update_result", "9404c3a798977d37":
    "self.set_done_on_err(" => "self.ready = None;
        self.set_done_on_err(",
}

impl IteratorRecord {
    /// Without a call and a result object where the iterator is one of the engine's own.
    #[wrap("3156306c9b0194f3")]
    pub(crate) fn step(&mut self, context: &mut Context) -> JsResult<bool> {
        if let Some(done) = self.quick_step() {
            return Ok(done);
        }
        self.ready = None;
        if matches!(self.quick, Quick::ForIn) {
            let next = ForInIterator::advance(&self.iterator, context);
            self.done = !matches!(next, Ok(Some(_)));
            self.ready = Some(next?.unwrap_or_default());
            return Ok(self.done);
        }
        self.upstream_step(context)
    }

    #[add]
    /// Steps an iterator of an array whose elements are stored one behind the other, which runs nothing. Whether it is at
    /// its end; `None` where it has to go the long way.
    #[inline]
    pub(crate) fn quick_step(&mut self) -> Option<bool> {
        if !matches!(self.quick, Quick::Array) {
            return None;
        }
        let next = self.iterator.downcast_mut::<ArrayIterator>()?.quick_next()?;
        self.done = next.is_none();
        self.ready = Some(next.unwrap_or_default());
        Some(self.done)
    }

    #[add]
    /// The value of the last step, if that made no result object.
    #[inline]
    pub(crate) const fn ready(&self) -> Option<&JsValue> {
        self.ready.as_ref()
    }
}

#[add]
/// Whose `next` a method is.
#[derive(Debug, Clone, Copy)]
enum Quick {
    Array,
    ForIn,
    No,
}

#[add]
/// See above.
impl Quick {
    fn of(next_method: &JsValue) -> Self {
        let Some(method) = next_method.as_object() else { return Self::No };
        match method.downcast_ref::<NativeFunctionObject>() {
            Some(native) if native.f.is(ArrayIterator::next) => Self::Array,
            Some(native) if native.f.is(ForInIterator::next) => Self::ForIn,
            _ => Self::No,
        }
    }
}
