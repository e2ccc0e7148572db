//! Deep equality as `assert.deepEqual`, `deepStrictEqual`, `partialDeepStrictEqual` and `util.isDeepStrictEqual` see it.
//!
//! <https://nodejs.org/api/assert.html#comparison-details>

use charina_engine::bytes::ByteView;
use charina_engine::object_builtins::{JsDate, JsRegExp, JsTypedArray};
use charina_engine::reflect::{self, Kind};
use charina_engine::{Context, JsError, JsNativeError, JsObject, JsResult, JsString, JsSymbol, JsValue, PropertyKey};
use std::cell::Cell;
use std::collections::HashSet;

/// How strict a comparison is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// `deepEqual`: primitives by `==`, prototypes and symbol keys ignored.
    Loose,
    /// `deepStrictEqual`.
    Strict,
    /// `deepStrictEqual` with `skipPrototype`.
    StrictWithoutPrototype,
    /// `partialDeepStrictEqual`: the first value may have more than the second.
    Partial,
}

/// Nested comparisons at most, those that getters start included: each takes up to a few kilobytes of stack.
const MAX_DEPTH: usize = 10_000;

thread_local! {
    // One count for the thread, since a getter may begin another comparison in the midst of one.
    static DEPTH: Cell<usize> = const { Cell::new(0) };
}

/// Whether `a` and `b` are deeply equal.
///
/// # Errors
/// What getters and proxies throw, and a RangeError where the values are nested too deeply.
pub(crate) fn is_deep_equal(a: &JsValue, b: &JsValue, mode: Mode, context: &mut Context) -> JsResult<bool> {
    Comparison { mode, context, open: HashSet::new() }.values(a, b)
}

/// One comparison under way.
pub(super) struct Comparison<'c> {
    pub(super) mode: Mode,
    pub(super) context: &'c mut Context,
    /// The objects being compared further out, of both sides: how cycles are met.
    open: HashSet<JsObject>,
}

/// What is compared of an object besides its properties.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Content {
    Properties,
    Array,
    Set,
    Map,
}

/// Own properties: each key with its value, or none for an accessor.
#[derive(Default)]
struct Own {
    strings: Vec<(PropertyKey, Option<JsValue>)>,
    symbols: Vec<(PropertyKey, Option<JsValue>)>,
}

/// A key of both objects, with the values as in [`Own`].
type Pair = (PropertyKey, Option<JsValue>, Option<JsValue>);

/// An object as `typeof` sees one: functions are none.
pub(super) fn as_object(value: &JsValue) -> Option<JsObject> {
    value.as_object().filter(|object| !object.is_callable())
}

fn is_nan(value: &JsValue) -> bool {
    value.as_number().is_some_and(f64::is_nan)
}

impl Comparison<'_> {
    /// The heart: compares two values of any kind.
    pub(super) fn values(&mut self, a: &JsValue, b: &JsValue) -> JsResult<bool> {
        if a.strict_equals(b) {
            return Ok(self.mode == Mode::Loose || JsValue::same_value(a, b));
        }
        let (Some(a_object), Some(b_object)) = (as_object(a), as_object(b)) else {
            if is_nan(a) && is_nan(b) {
                return Ok(true);
            }
            let primitives = as_object(a).is_none() && as_object(b).is_none();
            return if self.mode == Mode::Loose && primitives { a.equals(b, self.context) } else { Ok(false) };
        };
        let depth = DEPTH.get();
        if depth >= MAX_DEPTH {
            return Err(JsNativeError::range().with_message("Maximum call stack size exceeded").into());
        }
        DEPTH.set(depth + 1);
        let result = self.objects(&a_object, &b_object);
        DEPTH.set(depth);
        result
    }

    fn objects(&mut self, a: &JsObject, b: &JsObject) -> JsResult<bool> {
        if self.mode == Mode::Strict {
            let (of_a, of_b) = (reflect::prototype_of(a, self.context)?, reflect::prototype_of(b, self.context)?);
            let same = match (&of_a, &of_b) {
                (Some(of_a), Some(of_b)) => JsObject::equals(of_a, of_b),
                (None, None) => true,
                _ => false,
            };
            if !same {
                return Ok(false);
            }
        }
        let (kind_a, kind_b) = (reflect::kind(a), reflect::kind(b));
        let tag = self.tag(a, kind_a)?;
        if tag != self.tag(b, kind_b)? {
            return Ok(false);
        }
        if is_array(a)? {
            if !is_array(b)? {
                return Ok(false);
            }
            let (length_a, length_b) = (self.length(a)?, self.length(b)?);
            if if self.mode == Mode::Partial { length_a < length_b } else { length_a != length_b } {
                return Ok(false);
            }
            return self.keyed_without_indices(a, b, Content::Array);
        }
        if tag == "Object" {
            return self.keyed(a, b, Content::Properties);
        }
        match kind_a {
            Kind::Date => {
                if kind_b != Kind::Date || !self.same_time(a, b)? {
                    return Ok(false);
                }
            }
            Kind::RegExp => {
                if kind_b != Kind::RegExp || !self.same_pattern(a, b)? {
                    return Ok(false);
                }
            }
            Kind::TypedArray | Kind::DataView => {
                if kind_a != kind_b || !self.same_elements(a, b)? {
                    return Ok(false);
                }
                return self.keyed_without_indices(a, b, Content::Properties);
            }
            Kind::Set => {
                if kind_b != Kind::Set {
                    return Ok(false);
                }
                return self.keyed(a, b, Content::Set);
            }
            Kind::Map => {
                if kind_b != Kind::Map {
                    return Ok(false);
                }
                return self.keyed(a, b, Content::Map);
            }
            Kind::ArrayBuffer | Kind::SharedArrayBuffer => {
                if !matches!(kind_b, Kind::ArrayBuffer | Kind::SharedArrayBuffer) || !self.same_bytes(a, b)? {
                    return Ok(false);
                }
            }
            Kind::BoxedNumber | Kind::BoxedString | Kind::BoxedBoolean | Kind::BoxedBigInt | Kind::BoxedSymbol => {
                let same = match (reflect::boxed_primitive(a), reflect::boxed_primitive(b)) {
                    (Some(a), Some(b)) => JsValue::same_value(&a, &b),
                    _ => false,
                };
                if kind_a != kind_b || !same {
                    return Ok(false);
                }
            }
            _ if self.is_error(a, kind_a)? => {
                if !self.is_error(b, kind_b)? || !self.same_error(a, b)? {
                    return Ok(false);
                }
            }
            Kind::WeakMap | Kind::WeakSet | Kind::Promise => return Ok(false),
            _ => {
                if is_special(kind_b) || is_array(b)? || self.is_error(b, kind_b)? {
                    return Ok(false);
                }
                if tag == "URL" && !self.same_property(a, b, "href")? {
                    return Ok(false);
                }
            }
        }
        self.keyed(a, b, Content::Properties)
    }

    /// What `Object.prototype.toString` shows between its brackets.
    fn tag(&mut self, object: &JsObject, kind: Kind) -> JsResult<JsString> {
        let tag = reflect::get(object, &PropertyKey::from(JsSymbol::to_string_tag()), self.context)?;
        if let Some(tag) = tag.as_string() {
            return Ok(tag);
        }
        Ok(JsString::from(match kind {
            _ if is_array(object)? => "Array",
            Kind::Arguments => "Arguments",
            Kind::Error => "Error",
            Kind::BoxedBoolean => "Boolean",
            Kind::BoxedNumber => "Number",
            Kind::BoxedString => "String",
            Kind::Date => "Date",
            Kind::RegExp => "RegExp",
            _ => "Object",
        }))
    }

    fn length(&mut self, array: &JsObject) -> JsResult<u64> {
        reflect::get(array, &PropertyKey::from(JsString::from("length")), self.context)?.to_length(self.context)
    }

    fn same_property(&mut self, a: &JsObject, b: &JsObject, key: &str) -> JsResult<bool> {
        let key = PropertyKey::from(JsString::from(key));
        let (a, b) = (reflect::get(a, &key, self.context)?, reflect::get(b, &key, self.context)?);
        self.values(&a, &b)
    }

    fn same_time(&mut self, a: &JsObject, b: &JsObject) -> JsResult<bool> {
        let a = JsDate::from_object(a.clone())?.get_time(self.context)?;
        let b = JsDate::from_object(b.clone())?.get_time(self.context)?;
        Ok(a.strict_equals(&b) || (is_nan(&a) && is_nan(&b)))
    }

    fn same_pattern(&mut self, a: &JsObject, b: &JsObject) -> JsResult<bool> {
        let (x, y) = (JsRegExp::from_object(a.clone())?, JsRegExp::from_object(b.clone())?);
        if x.source(self.context)? != y.source(self.context)? || x.flags(self.context)? != y.flags(self.context)? {
            return Ok(false);
        }
        let key = PropertyKey::from(JsString::from("lastIndex"));
        let (a, b) = (reflect::get(a, &key, self.context)?, reflect::get(b, &key, self.context)?);
        Ok(a.strict_equals(&b))
    }

    /// Two typed arrays or two DataViews.
    fn same_elements(&mut self, a: &JsObject, b: &JsObject) -> JsResult<bool> {
        let kinds = (element_kind(a), element_kind(b));
        if kinds.0 != kinds.1 {
            return Ok(false);
        }
        // Loosely, 0 is -0 and NaN is not NaN; strictly, the bits decide.
        let float = if self.mode == Mode::Loose { kinds.0.as_deref() } else { None };
        let (Some(a), Some(b)) = (ByteView::from_object(a, self.context)?, ByteView::from_object(b, self.context)?)
        else {
            return Ok(false);
        };
        let partial = self.mode == Mode::Partial;
        Ok(a.read(|a| {
            b.read(|b| match float {
                Some("Float32") => same_floats(a, b, |bytes| f64::from(f32::from_ne_bytes(bytes))),
                Some("Float64") => same_floats(a, b, f64::from_ne_bytes),
                _ if partial => is_subsequence(a, b),
                _ => a == b,
            })
        }))
    }

    fn same_bytes(&mut self, a: &JsObject, b: &JsObject) -> JsResult<bool> {
        let (Some(a), Some(b)) = (ByteView::from_object(a, self.context)?, ByteView::from_object(b, self.context)?)
        else {
            return Ok(false);
        };
        let partial = self.mode == Mode::Partial;
        Ok(a.read(|a| b.read(|b| if partial { is_subsequence(a, b) } else { a == b })))
    }

    /// Whether the object is an error: made by an error constructor, or inheriting from `Error.prototype`.
    fn is_error(&mut self, object: &JsObject, kind: Kind) -> JsResult<bool> {
        if kind == Kind::Error {
            return Ok(true);
        }
        let error = self.context.intrinsics().constructors().error().prototype();
        let mut current = reflect::prototype_of(object, self.context)?;
        while let Some(prototype) = current {
            if JsObject::equals(&prototype, &error) {
                return Ok(true);
            }
            current = reflect::prototype_of(&prototype, self.context)?;
        }
        Ok(false)
    }

    /// Errors are alike by message, name, cause and errors, enumerable or not; the stack is no matter.
    fn same_error(&mut self, a: &JsObject, b: &JsObject) -> JsResult<bool> {
        for name in ["message", "name", "cause", "errors"] {
            let key = PropertyKey::from(JsString::from(name));
            // Enumerable ones are compared with all other keys.
            if self.enumerable(b, &key)? {
                continue;
            }
            if matches!(name, "cause" | "errors") {
                let in_a = reflect::own_property(a, &key, self.context)?.is_some();
                let in_b = reflect::own_property(b, &key, self.context)?.is_some();
                if in_a != in_b && (in_b || self.mode != Mode::Partial) {
                    return Ok(false);
                }
                if !in_b {
                    continue;
                }
            }
            let expected = reflect::get(b, &key, self.context)?;
            let absent = expected.is_undefined()
                || (name == "message" && expected.as_string().is_some_and(|message| message.is_empty()));
            if self.mode == Mode::Partial && absent {
                continue;
            }
            let actual = reflect::get(a, &key, self.context)?;
            if !self.values(&actual, &expected)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    pub(super) fn enumerable(&mut self, object: &JsObject, key: &PropertyKey) -> JsResult<bool> {
        let property = reflect::own_property(object, key, self.context)?;
        Ok(property.is_some_and(|property| property.enumerable() == Some(true)))
    }

    /// The own enumerable properties that count, each looked up once.
    fn own(&mut self, object: &JsObject, indices: bool) -> JsResult<Own> {
        let all = match object.own_property_keys(self.context) {
            Ok(all) => all,
            Err(error) => return Err(ownership_error(error, object, self.context)),
        };
        let mut own = Own::default();
        for key in all {
            let properties = match key {
                PropertyKey::Index(_) if !indices => continue,
                PropertyKey::Symbol(_) if self.mode == Mode::Loose => continue,
                PropertyKey::Symbol(_) => &mut own.symbols,
                _ => &mut own.strings,
            };
            let Some(property) = reflect::own_property(object, &key, self.context)? else { continue };
            if property.enumerable() == Some(true) {
                properties.push((key, property.value().cloned()));
            }
        }
        Ok(own)
    }

    /// Arrays and typed arrays: their elements are compared apart, the other keys as properties.
    fn keyed_without_indices(&mut self, a: &JsObject, b: &JsObject, content: Content) -> JsResult<bool> {
        let (of_a, of_b) = (self.own(a, false)?, self.own(b, false)?);
        self.keyed_by(a, b, content, of_a, of_b)
    }

    fn keyed(&mut self, a: &JsObject, b: &JsObject, content: Content) -> JsResult<bool> {
        let (of_a, of_b) = (self.own(a, true)?, self.own(b, true)?);
        self.keyed_by(a, b, content, of_a, of_b)
    }

    /// Compares keys, then content, then the values of the keys.
    fn keyed_by(&mut self, a: &JsObject, b: &JsObject, content: Content, of_a: Own, of_b: Own) -> JsResult<bool> {
        let same_count = of_a.strings.len() == of_b.strings.len() && of_a.symbols.len() == of_b.symbols.len();
        if !same_count && self.mode != Mode::Partial {
            return Ok(false);
        }
        let mut pairs = Vec::with_capacity(of_b.strings.len() + of_b.symbols.len());
        for (in_a, in_b) in [(of_a.strings, of_b.strings), (of_a.symbols, of_b.symbols)] {
            // Mostly both have their keys in the same order: then nothing is looked up again.
            let mut in_a = in_a.into_iter();
            for (key, value_b) in in_b {
                let value_a = match in_a.next() {
                    Some((same, value)) if same == key => value,
                    _ => match reflect::own_property(a, &key, self.context)? {
                        Some(property) if property.enumerable() == Some(true) => property.value().cloned(),
                        _ => return Ok(false),
                    },
                };
                pairs.push((key, value_a, value_b));
            }
        }
        // A cycle on one side must meet one on the other.
        let (open_a, open_b) = (self.open.contains(a), self.open.contains(b));
        if open_a || open_b {
            return Ok(open_a && open_b);
        }
        self.open.insert(a.clone());
        self.open.insert(b.clone());
        let result = self.contents(a, b, content, pairs);
        self.open.remove(a);
        self.open.remove(b);
        result
    }

    fn contents(&mut self, a: &JsObject, b: &JsObject, content: Content, pairs: Vec<Pair>) -> JsResult<bool> {
        let same = match content {
            Content::Properties => true,
            Content::Array if self.mode == Mode::Partial => self.partial_arrays(a, b)?,
            Content::Array => self.arrays(a, b)?,
            Content::Set => self.sets(a, b)?,
            Content::Map => self.maps(a, b)?,
        };
        if !same {
            return Ok(false);
        }
        for (key, value_a, value_b) in pairs {
            let value_a = self.value_of(a, &key, value_a)?;
            let value_b = self.value_of(b, &key, value_b)?;
            if !self.values(&value_a, &value_b)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The value of a property: what was found, or for accessors what they give now.
    pub(super) fn value_of(
        &mut self,
        object: &JsObject,
        key: &PropertyKey,
        found: Option<JsValue>,
    ) -> JsResult<JsValue> {
        match found {
            Some(value) => Ok(value),
            None => reflect::get(object, key, self.context),
        }
    }
}

/// `Array.isArray`.
fn is_array(object: &JsObject) -> JsResult<bool> {
    let mut current = object.clone();
    loop {
        match reflect::proxy_parts(&current) {
            None => return Ok(current.is_array()),
            Some(Some((target, _))) => current = target,
            Some(None) => {
                let message = "Cannot perform 'IsArray' on a proxy that has been revoked";
                return Err(JsNativeError::typ().with_message(message).into());
            }
        }
    }
}

/// Kinds that equal only their like, whatever their tag says.
fn is_special(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::TypedArray
            | Kind::DataView
            | Kind::Set
            | Kind::Map
            | Kind::Date
            | Kind::RegExp
            | Kind::ArrayBuffer
            | Kind::SharedArrayBuffer
            | Kind::BoxedNumber
            | Kind::BoxedString
            | Kind::BoxedBoolean
            | Kind::BoxedBigInt
            | Kind::BoxedSymbol
    )
}

/// The name of a typed array's elements; none for a DataView.
fn element_kind(object: &JsObject) -> Option<String> {
    let array = JsTypedArray::from_object(object.clone()).ok()?;
    array.kind().map(|kind| format!("{kind:?}"))
}

fn same_floats<const N: usize>(a: &[u8], b: &[u8], read: impl Fn([u8; N]) -> f64) -> bool {
    let read = |bytes: &[u8]| bytes.try_into().ok().map(&read);
    #[expect(clippy::float_cmp, reason = "loose equality of array elements is that of `===`")]
    let same = |(a, b): (&[u8], &[u8])| matches!((read(a), read(b)), (Some(a), Some(b)) if a == b);
    a.len() == b.len() && a.chunks_exact(N).zip(b.chunks_exact(N)).all(same)
}

/// Whether all of `b` is found in `a` in that order, with gaps.
fn is_subsequence(a: &[u8], b: &[u8]) -> bool {
    let mut rest = a.iter();
    b.iter().all(|wanted| rest.any(|byte| byte == wanted))
}

/// The error of a proxy that hides a key it may not hide, in V8's words, which name the key.
fn ownership_error(error: JsError, object: &JsObject, context: &mut Context) -> JsError {
    let hidden =
        error.as_native().is_some_and(|e| e.message().to_string().contains("all non-configurable property keys"));
    let Some(Some((target, _))) = reflect::proxy_parts(object).filter(|_| hidden) else { return error };
    for key in target.own_property_keys(context).unwrap_or_default() {
        let property = reflect::own_property(&target, &key, context).ok().flatten();
        if property.is_some_and(|property| property.configurable() == Some(false)) {
            let message = format!("'ownKeys' on proxy: trap result did not include '{key}'");
            return JsNativeError::typ().with_message(message).into();
        }
    }
    error
}
