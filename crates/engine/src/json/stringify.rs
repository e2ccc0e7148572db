//! `JSON.stringify` (<https://tc39.es/ecma262/#sec-json.stringify>).

use super::layouts::{Layout, Layouts};
use super::{MAX_DEPTH, argument, is_array, too_deep};
use crate::builder::Builder;
use crate::reflect::{self, Kind};
use crate::{Context, JsObject, JsResult, JsString, JsValue, JsVariant, js_string, raw};
use boa_engine::property::PropertyKey;
use boa_engine::{JsBigInt, JsNativeError};

/// `JSON.stringify(value, replacer, space)`.
pub(super) fn stringify(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let value = argument(arguments, 0);
    let mut replacer = None;
    let mut names = None;
    if let Some(object) = argument(arguments, 1).as_object() {
        if object.is_callable() {
            replacer = Some(object);
        } else if is_array(&object)? {
            names = Some(property_list(&object, context)?);
        }
    }
    let gap = gap(&argument(arguments, 2), context)?;
    let constructors = context.intrinsics().constructors();
    let mut writer = Writer {
        out: Builder::default(),
        replacer,
        names,
        gap,
        stack: Vec::new(),
        keys: Vec::new(),
        object_prototype: constructors.object().prototype(),
        array_prototype: constructors.array().prototype(),
        clean: None,
        layouts: Layouts::take(context),
    };
    let root = match &writer.replacer {
        Some(_) => {
            let root = raw::new_object(context);
            root.create_data_property_or_throw(JsString::default(), value.clone(), context)?;
            Some(root)
        }
        None => None,
    };
    let written = writer.property(root.as_ref(), &JsString::default().into(), value, context);
    let Writer { out, layouts, .. } = writer;
    layouts.give_back(context);
    let written = written?;
    out.check()?;
    Ok(if written { out.finish().into() } else { JsValue::undefined() })
}

/// The indentation unit, if there is one.
fn gap(space: &JsValue, context: &mut Context) -> JsResult<Option<JsString>> {
    let mut space = space.clone();
    if let Some(object) = space.as_object() {
        match reflect::boxed_primitive(&object) {
            Some(primitive) if primitive.is_number() => space = space.to_number(context)?.into(),
            Some(primitive) if primitive.is_string() => space = space.to_string(context)?.into(),
            _ => {}
        }
    }
    if let Some(number) = space.as_number() {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 0..=10")]
        let count = number.clamp(0.0, 10.0) as usize;
        return Ok((count > 0).then(|| JsString::from(&"          "[..count])));
    }
    Ok(space.as_string().map(|text| text.slice(0, text.len().min(10))).filter(|text| !text.is_empty()))
}

/// The names of an array replacer, each once.
fn property_list(replacer: &JsObject, context: &mut Context) -> JsResult<Vec<PropertyKey>> {
    let length = replacer.get(js_string!("length"), context)?.to_length(context)?;
    let mut names: Vec<PropertyKey> = Vec::new();
    for index in 0..length {
        let value = replacer.get(index, context)?;
        let boxed = value.as_object().and_then(|object| reflect::boxed_primitive(&object));
        let kind = boxed.as_ref().unwrap_or(&value);
        if kind.is_string() || kind.is_number() {
            let name = PropertyKey::from(value.to_string(context)?);
            if !names.contains(&name) {
                names.push(name);
            }
        }
    }
    Ok(names)
}

/// Whether `object` is what `JSON.rawJSON` makes: the engine's mark is private, but a frozen object without prototype
/// that is not ordinary and has this one property is nothing else.
fn raw_json(object: &JsObject) -> Option<JsString> {
    if object.is_ordinary() || object.is_array() || object.prototype().is_some() {
        return None;
    }
    if reflect::kind(object) != Kind::Other {
        return None;
    }
    let borrowed = object.borrow();
    let descriptor = borrowed.properties().get(&js_string!("rawJSON").into())?;
    let frozen = descriptor.writable() == Some(false) && descriptor.configurable() == Some(false);
    descriptor.value().filter(|_| frozen)?.as_string()
}

struct Writer {
    out: Builder,
    replacer: Option<JsObject>,
    names: Option<Vec<PropertyKey>>,
    gap: Option<JsString>,
    /// The objects being written, outermost first, and the key each was found under.
    stack: Vec<JsObject>,
    keys: Vec<PropertyKey>,
    object_prototype: JsObject,
    array_prototype: JsObject,
    /// Whether neither prototype leads to a `toJSON`; `None` when scripts may have run since it was looked at.
    clean: Option<bool>,
    layouts: Layouts,
}

impl Writer {
    /// Whether plain objects and arrays have no `toJSON` from their prototypes.
    fn prototypes_are_clean(&mut self) -> bool {
        *self.clean.get_or_insert_with(|| {
            let has = |object: &JsObject| object.borrow().properties().contains_key(&js_string!("toJSON").into());
            let parent = self.array_prototype.prototype();
            !has(&self.object_prototype)
                && !has(&self.array_prototype)
                && self.object_prototype.prototype().is_none()
                && parent.is_some_and(|parent| JsObject::equals(&parent, &self.object_prototype))
        })
    }

    /// Whether looking for `toJSON` on `object` would find nothing and run nothing.
    fn has_no_to_json(&mut self, object: &JsObject, layout: Option<&Layout>) -> bool {
        let simple = match layout {
            Some(layout) => layout.simple,
            None => {
                self.layouts.usable()
                    && object.is_array()
                    && raw::slots(object) == 1
                    && object.prototype().is_some_and(|of| JsObject::equals(&of, &self.array_prototype))
            }
        };
        simple && self.prototypes_are_clean()
    }

    /// SerializeJSONProperty; `holder` is made only where somebody will see it. Returns whether anything was written.
    fn property(
        &mut self,
        holder: Option<&JsObject>,
        key: &PropertyKey,
        value: JsValue,
        context: &mut Context,
    ) -> JsResult<bool> {
        let mut value = value;
        let mut layout = None;
        if let Some(object) = value.as_object() {
            layout = self.layouts.of(&object, &self.object_prototype);
            if !self.has_no_to_json(&object, layout.as_deref()) {
                let to_json = object.get(js_string!("toJSON"), context)?;
                value = self.transformed(value, &to_json, key, context)?;
                layout = None;
            }
        } else if value.is_bigint() {
            let prototype = context.intrinsics().constructors().bigint().prototype();
            let to_json = reflect::get_with_receiver(&prototype, &js_string!("toJSON").into(), &value, context)?;
            value = self.transformed(value, &to_json, key, context)?;
        }
        if let Some(replacer) = self.replacer.clone() {
            let name = JsValue::from(key.clone()).to_string(context)?;
            let this = holder.map_or_else(JsValue::undefined, |holder| holder.clone().into());
            value = replacer.call(&this, &[name.into(), value], context)?;
            self.clean = None;
            layout = None;
        }
        match value.variant() {
            JsVariant::Null => self.out.ascii("null"),
            JsVariant::Boolean(true) => self.out.ascii("true"),
            JsVariant::Boolean(false) => self.out.ascii("false"),
            JsVariant::String(string) => self.out.quoted(&string),
            JsVariant::Integer32(integer) => self.out.integer(integer),
            JsVariant::Float64(number) if number.is_finite() => self.out.number(number),
            JsVariant::Float64(_) => self.out.ascii("null"),
            JsVariant::BigInt(_) => return Err(no_bigint()),
            JsVariant::Object(object) => return self.any_object(&object, layout, key, context),
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// The value that `toJSON`, if it is a function, makes of `value`.
    fn transformed(
        &mut self,
        value: JsValue,
        to_json: &JsValue,
        key: &PropertyKey,
        context: &mut Context,
    ) -> JsResult<JsValue> {
        // Even where it is none, a getter may have run.
        self.clean = None;
        let Some(to_json) = to_json.as_callable() else { return Ok(value) };
        let name = JsValue::from(key.clone()).to_string(context)?;
        to_json.call(&value, &[name.into()], context)
    }

    fn any_object(
        &mut self,
        object: &JsObject,
        layout: Option<std::rc::Rc<Layout>>,
        key: &PropertyKey,
        context: &mut Context,
    ) -> JsResult<bool> {
        let plain = object.is_ordinary() || object.is_array();
        if !plain {
            if let Some(primitive) = reflect::boxed_primitive(object) {
                let value = JsValue::from(object.clone());
                self.clean = None;
                if primitive.is_number() {
                    let number = value.to_number(context)?;
                    if number.is_finite() {
                        self.out.number(number);
                    } else {
                        self.out.ascii("null");
                    }
                    return Ok(true);
                } else if primitive.is_string() {
                    let string = value.to_string(context)?;
                    self.out.quoted(&string);
                    return Ok(true);
                } else if let Some(boolean) = primitive.as_boolean() {
                    self.out.ascii(if boolean { "true" } else { "false" });
                    return Ok(true);
                } else if primitive.as_bigint().is_some_and(|_: JsBigInt| true) {
                    return Err(no_bigint());
                }
            }
            if let Some(text) = raw_json(object) {
                self.out.string(&text);
                return Ok(true);
            }
            if object.is_callable() {
                return Ok(false);
            }
        }
        self.enter(object, key, context)?;
        self.out.check()?;
        if is_array(object)? {
            self.array(object, context)?;
        } else {
            let layout = layout.or_else(|| self.layouts.of(object, &self.object_prototype));
            match layout {
                Some(layout) if self.names.is_none() => self.object_of_layout(object, &layout, context)?,
                _ => self.object(object, context)?,
            }
        }
        self.stack.pop();
        self.keys.pop();
        Ok(true)
    }

    fn enter(&mut self, object: &JsObject, key: &PropertyKey, context: &mut Context) -> JsResult<()> {
        if let Some(start) = self.stack.iter().position(|open| JsObject::equals(open, object)) {
            return Err(JsNativeError::typ().with_message(self.circle(start, key, context)).into());
        }
        if self.stack.len() >= MAX_DEPTH {
            return too_deep();
        }
        self.stack.push(object.clone());
        self.keys.push(key.clone());
        Ok(())
    }

    /// V8's account of a circle.
    fn circle(&self, start: usize, closing: &PropertyKey, context: &mut Context) -> String {
        let name = |object: &JsObject, context: &mut Context| {
            let constructor = object.get(js_string!("constructor"), context).ok().and_then(|c| c.as_object());
            let name = constructor.and_then(|c| c.get(js_string!("name"), context).ok());
            let name = name.and_then(|n| n.as_string()).map(|n| n.to_std_string_lossy());
            format!("object with constructor '{}'", name.unwrap_or_else(|| "Object".to_owned()))
        };
        let shown = |key: &PropertyKey, holder: &JsObject| match key {
            PropertyKey::Index(index) if holder.is_array() => format!("index {}", index.get()),
            PropertyKey::Index(index) => format!("property '{}'", index.get()),
            PropertyKey::String(name) => format!("property '{}'", name.to_std_string_lossy()),
            PropertyKey::Symbol(_) => String::new(),
        };
        let mut text =
            format!("Converting circular structure to JSON\n    --> starting at {}", name(&self.stack[start], context));
        let between = &self.stack[start + 1..];
        for (index, object) in between.iter().enumerate() {
            let last = index + 1 == between.len();
            if index < 2 || last {
                let key = shown(&self.keys[start + 1 + index], &self.stack[start + index]);
                text.push_str(&format!("\n    |     {key} -> {}", name(object, context)));
            } else if index == 2 {
                text.push_str("\n    |     ...");
            }
        }
        text.push_str(&format!("\n    --- {} closes the circle", shown(closing, &self.stack[self.stack.len() - 1])));
        text
    }

    fn line(&mut self, depth: usize) {
        let Some(gap) = &self.gap else { return };
        self.out.ascii("\n");
        for _ in 0..depth {
            self.out.string(gap);
        }
    }

    /// An object whose layout is known; values are read from their slots for as long as it stays so.
    fn object_of_layout(&mut self, object: &JsObject, layout: &Layout, context: &mut Context) -> JsResult<()> {
        let depth = self.stack.len();
        let mut any = false;
        self.out.ascii("{");
        for member in &layout.members {
            let value = match raw::slot_of_shape(object, layout.shape, member.slot) {
                Some(value) => value,
                None => {
                    self.clean = None;
                    object.get(member.key.clone(), context)?
                }
            };
            let mark = self.out.len();
            if any {
                self.out.ascii(",");
            }
            self.line(depth);
            member.write(&mut self.out);
            if self.gap.is_some() {
                self.out.ascii(" ");
            }
            if self.property(Some(object), &member.key, value, context)? {
                any = true;
            } else {
                self.out.truncate(mark);
            }
        }
        if any {
            self.line(depth - 1);
        }
        self.out.ascii("}");
        Ok(())
    }

    fn object(&mut self, object: &JsObject, context: &mut Context) -> JsResult<()> {
        let keys = match &self.names {
            Some(names) => names.clone(),
            None => reflect::enumerable_own_keys(object, context)?,
        };
        let depth = self.stack.len();
        let mut any = false;
        self.out.ascii("{");
        for key in keys {
            self.clean = None;
            let value = object.get(key.clone(), context)?;
            let mark = self.out.len();
            if any {
                self.out.ascii(",");
            }
            self.line(depth);
            let name = JsValue::from(key.clone()).to_string(context)?;
            self.out.quoted(&name);
            self.out.ascii(if self.gap.is_some() { ": " } else { ":" });
            if self.property(Some(object), &key, value, context)? {
                any = true;
            } else {
                self.out.truncate(mark);
            }
        }
        if any {
            self.line(depth - 1);
        }
        self.out.ascii("}");
        Ok(())
    }

    fn array(&mut self, array: &JsObject, context: &mut Context) -> JsResult<()> {
        let dense = self.layouts.usable() && array.is_array();
        let length = match raw::array_length(array) {
            Some(length) if dense => length,
            _ => array.get(js_string!("length"), context)?.to_length(context)?,
        };
        let depth = self.stack.len();
        self.out.ascii("[");
        for index in 0..length {
            if index > 0 {
                self.out.ascii(",");
            }
            self.out.check()?;
            self.line(depth);
            let element = usize::try_from(index).ok().filter(|_| dense);
            let value = match element.and_then(|index| raw::dense_element(array, index)) {
                Some(value) => value,
                None => {
                    self.clean = None;
                    array.get(index, context)?
                }
            };
            if !self.property(Some(array), &PropertyKey::from(index), value, context)? {
                self.out.ascii("null");
            }
        }
        if length > 0 {
            self.line(depth - 1);
        }
        self.out.ascii("]");
        Ok(())
    }
}

fn no_bigint() -> boa_engine::JsError {
    JsNativeError::typ().with_message("Do not know how to serialize a BigInt").into()
}
