//! The heart of `util.inspect`: any value into text, by kind, depth and circularity.

use super::layout::{Extras, Frame};
use super::names::display_name;
use super::options::{Compact, Getters, InspectOptions, Sorted};
use super::primitives::{escaped, quote, symbol_text};
use super::rope::Text;
use super::state::{inspect_function, inspect_state};
use super::style::{Style, StyleCache, Stylize};
use charina_engine::reflect::{self, Kind};
use charina_engine::{
    Context, EngineError, JsError, JsNativeError, JsNativeErrorKind, JsObject, JsResult, JsString, JsSymbol, JsValue,
    PropertyDescriptor, PropertyKey, text,
};
use std::cell::Cell;

/// Objects within objects before an inspection is interrupted. Node's bound is its stack; ours is this number, which
/// counts all inspections that run on the thread, as custom functions may start further ones.
const MAX_NESTING: u32 = 2_000;

/// A level that yields this much text ends the descent: the output would not stop growing.
const BUDGET: usize = 1 << 27;

thread_local! {
    static NESTING: Cell<u32> = const { Cell::new(0) };
}

/// One level of native recursion.
pub(super) struct Level;

impl Level {
    /// Enters a level, or throws the RangeError of an exhausted stack.
    pub(super) fn enter() -> JsResult<Self> {
        let nesting = NESTING.get();
        if nesting >= MAX_NESTING {
            return Err(JsNativeError::range().with_message("Maximum call stack size exceeded").into());
        }
        NESTING.set(nesting + 1);
        Ok(Self)
    }
}

impl Drop for Level {
    fn drop(&mut self) {
        NESTING.set(NESTING.get() - 1);
    }
}

/// One inspection: its options and where it is.
pub(super) struct Formatter {
    pub(super) options: InspectOptions,
    pub(super) indentation: usize,
    /// The depth of the innermost object shown last.
    pub(super) current_depth: u32,
    /// The addresses of the objects around the current value, outermost first. Each is held by the frame that works on
    /// it, and the collector does not move objects.
    pub(super) seen: Vec<usize>,
    /// Objects found within themselves; the index plus one is their reference number.
    circular: Vec<JsObject>,
    /// Text produced so far, by indentation.
    budget: Vec<usize>,
    styles: StyleCache,
}

/// What the kind of an object has to say about its shape.
pub(super) struct Shape {
    /// Shown in front of the braces: the function, the date, the error.
    pub(super) base: String,
    pub(super) open: String,
    pub(super) close: &'static str,
    pub(super) keys: Vec<PropertyKey>,
    pub(super) extras: Extras,
    pub(super) body: Body,
}

/// The entries that come before the properties.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Body {
    None,
    Array,
    Set,
    Map,
    TypedArray,
    Iterator,
    ArrayBuffer,
    DataView,
    Promise,
    Weak,
    Namespace,
}

/// How a kind decided: text that is final, or a shape to be filled.
pub(super) enum Decision {
    Done(Text),
    Shape(Shape),
}

/// The name of the constructor (`None`: there is none) and the tag of an object.
pub(super) struct Naming {
    pub(super) constructor: Option<String>,
    pub(super) tag: String,
}

impl Formatter {
    pub(super) fn new(options: InspectOptions) -> Self {
        Self {
            options,
            indentation: 0,
            current_depth: 0,
            seen: Vec::new(),
            circular: Vec::new(),
            budget: Vec::new(),
            styles: StyleCache::default(),
        }
    }

    /// The text in its style.
    pub(super) fn style(&mut self, text: &str, style: Style, context: &mut Context) -> JsResult<String> {
        match &self.options.stylize {
            Stylize::Plain => Ok(text.to_owned()),
            Stylize::Color => self.styles.apply(text, style, context),
            Stylize::Custom(function) => {
                let arguments = [text::from_utf8(text).into(), JsString::from(style.name()).into()];
                let styled = function.call(&JsValue::undefined(), &arguments, context)?;
                Ok(text::to_utf8(&styled.to_string(context)?))
            }
        }
    }

    /// [`Formatter::style`] where a [`Text`] is wanted.
    pub(super) fn styled(&mut self, text: &str, style: Style, context: &mut Context) -> JsResult<Text> {
        self.style(text, style, context).map(Text::from)
    }

    /// Any value.
    pub(super) fn value(&mut self, value: &JsValue, depth: u32, context: &mut Context) -> JsResult<Text> {
        match value.as_object() {
            Some(object) => self.object(&object, depth, false, context),
            None => self.primitive(value, context).map(Text::from),
        }
    }

    /// An object: proxies are opened, custom functions asked, circles cut. `of_typed_array` marks the buffer of a
    /// typed array, whose bytes were shown already.
    pub(super) fn object(
        &mut self,
        given: &JsObject,
        depth: u32,
        of_typed_array: bool,
        context: &mut Context,
    ) -> JsResult<Text> {
        let _level = Level::enter()?;
        let mut object = given.clone();
        let mut through_proxy = false;
        while let Some(parts) = reflect::proxy_parts(&object) {
            let Some((target, handler)) = parts else {
                return self.styled("<Revoked Proxy>", Style::Special, context);
            };
            if self.options.show_proxy {
                return self.proxy(&target, &handler, depth, context);
            }
            through_proxy = true;
            object = target;
        }
        if self.options.custom_inspect
            && let Some(text) = self.custom(given, &object, through_proxy, depth, context)?
        {
            return Ok(text);
        }
        if self.seen.contains(&address(&object)) {
            let known = self.circular.iter().position(|other| JsObject::equals(other, &object));
            let index = known.unwrap_or_else(|| {
                self.circular.push(object.clone());
                self.circular.len() - 1
            });
            return self.styled(&format!("[Circular *{}]", index + 1), Style::Special, context);
        }
        self.raw(&object, depth, of_typed_array, context)
    }

    fn proxy(&mut self, target: &JsObject, handler: &JsObject, depth: u32, context: &mut Context) -> JsResult<Text> {
        if self.options.too_deep(depth) {
            return self.styled("Proxy [Array]", Style::Special, context);
        }
        self.indentation += 2;
        let target = self.object(target, depth + 1, false, context)?;
        let handler = self.object(handler, depth + 1, false, context)?;
        self.indentation -= 2;
        let frame = Frame { base: "", braces: ("Proxy [", "]"), extras: Extras::Array };
        self.reduce(vec![target, handler], frame, depth + 1, None, context)
    }

    /// Asks the object's own inspection function, if it has one.
    fn custom(
        &mut self,
        given: &JsObject,
        object: &JsObject,
        through_proxy: bool,
        depth: u32,
        context: &mut Context,
    ) -> JsResult<Option<Text>> {
        let state = inspect_state(context)?;
        let key = PropertyKey::from(state.custom.clone());
        let Some(function) = reflect::get(object, &key, context)?.as_callable() else { return Ok(None) };
        if state.function().is_some_and(|inspect| JsObject::equals(&inspect, &function)) {
            return Ok(None);
        }
        // A prototype is shown as what it is: its function expects an instance.
        if let Some(constructor) = object.get(JsString::from("constructor"), context)?.as_object()
            && let Some(prototype) = constructor.get(JsString::from("prototype"), context)?.as_object()
            && JsObject::equals(&prototype, object)
        {
            return Ok(None);
        }
        let left = self.options.depth.map_or(JsValue::null(), |limit| JsValue::from(limit - f64::from(depth)));
        let foreign = through_proxy || !inherits_from_object(given, context);
        let options = self.options.to_user_object(foreign, context)?;
        let inspect = inspect_function(context)?;
        let arguments = [left, options.into(), inspect.into()];
        let result = function.call(&given.clone().into(), &arguments, context)?;
        if result.as_object().is_some_and(|result| JsObject::equals(&result, given)) {
            return Ok(None);
        }
        match result.as_string() {
            Some(text) => {
                let text = text::to_utf8(&text);
                Ok(Some(text.replace('\n', &format!("\n{:1$}", "", self.indentation)).into()))
            }
            None => self.value(&result, depth, context).map(Some),
        }
    }

    fn raw(&mut self, object: &JsObject, depth: u32, of_typed_array: bool, context: &mut Context) -> JsResult<Text> {
        let mut proto_properties = Vec::new();
        let with_proto = self.options.show_hidden && !self.options.too_deep(depth);
        let constructor = self.constructor_name(object, depth, with_proto.then_some(&mut proto_properties), context)?;
        let tag = self.tag(object, context)?;
        let naming = Naming { constructor, tag };
        let bare = proto_properties.is_empty();
        let mut shape = match self.decide(object, &naming, bare, depth, of_typed_array, context)? {
            Decision::Done(text) => return Ok(text),
            Decision::Shape(shape) => shape,
        };
        if self.options.too_deep(depth) {
            let mut name = display_name(object, &naming, context);
            name.pop();
            if naming.constructor.is_some() {
                name = format!("[{name}]");
            }
            return self.styled(&name, Style::Special, context);
        }
        let depth = depth + 1;
        let around = self.seen.len();
        self.seen.push(address(object));
        self.current_depth = depth;
        let indentation = self.indentation;
        let key_count = shape.keys.len();
        let filled = self.fill(object, &mut shape, depth, context);
        let mut output = match filled {
            Ok(output) => output,
            Err(error) if is_stack_overflow(&error, context) => {
                self.seen.truncate(around);
                self.indentation = indentation;
                let mut name = display_name(object, &naming, context);
                name.pop();
                let text = format!("[{name}: Inspection interrupted prematurely. Maximum call stack size exceeded.]");
                return self.styled(&text, Style::Special, context);
            }
            Err(error) => return Err(error),
        };
        output.append(&mut proto_properties);
        if let Some(index) = self.circular.iter().position(|other| JsObject::equals(other, object)) {
            let reference = self.style(&format!("<ref *{}>", index + 1), Style::Special, context)?;
            if self.options.compact == Compact::Dense {
                shape.open = format!("{reference} {}", shape.open);
            } else if shape.base.is_empty() {
                shape.base = reference;
            } else {
                shape.base = format!("{reference} {}", shape.base);
            }
        }
        self.seen.pop();
        self.sort(&mut output, &shape, key_count, context)?;
        let braces = (shape.open.as_str(), shape.close);
        let frame = Frame { base: &shape.base, braces, extras: shape.extras };
        let text = self.reduce(output, frame, depth, Some(object), context)?;
        self.charge(&text);
        Ok(text)
    }

    /// The entries of the body, then the properties.
    fn fill(&mut self, object: &JsObject, shape: &mut Shape, depth: u32, context: &mut Context) -> JsResult<Vec<Text>> {
        let mut output = match shape.body {
            Body::None => Vec::with_capacity(shape.keys.len()),
            Body::Array => self.array_elements(object, depth, context)?,
            Body::Set => self.set_values(object, depth, context)?,
            Body::Map => self.map_entries(object, depth, context)?,
            Body::TypedArray => self.typed_array_elements(object, depth, context)?,
            Body::Iterator => self.iterator_entries(object, &mut shape.open, depth, context)?,
            Body::ArrayBuffer => {
                let mut bytes = self.array_buffer_bytes(object, context)?;
                bytes.append(&mut self.geometry(object, &["byteLength"], depth, context)?);
                bytes
            }
            Body::DataView => self.geometry(object, &["byteLength", "byteOffset", "buffer"], depth, context)?,
            Body::Promise => self.promise_state(object, depth, context)?,
            Body::Weak => vec![self.styled("<items unknown>", Style::Special, context)?],
            Body::Namespace => {
                let keys = std::mem::take(&mut shape.keys);
                self.namespace_bindings(object, &keys, depth, context)?
            }
        };
        for key in &shape.keys {
            output.push(self.property(object, depth, key, shape.extras, context)?);
        }
        Ok(output)
    }

    fn sort(&mut self, output: &mut Vec<Text>, shape: &Shape, key_count: usize, context: &mut Context) -> JsResult<()> {
        if matches!(self.options.sorted, Sorted::No) {
            return Ok(());
        }
        let start = match shape.extras {
            Extras::Object => 0,
            _ if key_count > 1 => output.len().saturating_sub(key_count),
            _ => return Ok(()),
        };
        let entries: Vec<String> = output.split_off(start).into_iter().map(Text::into_string).collect();
        let sorted = match self.options.sorted.clone() {
            Sorted::By(comparator) => merge_sort(entries, &comparator, context)?,
            _ => {
                let mut entries = entries;
                sort_by_code_units(&mut entries);
                entries
            }
        };
        output.extend(sorted.into_iter().map(Text::from));
        Ok(())
    }

    fn charge(&mut self, text: &Text) {
        if self.budget.len() <= self.indentation {
            self.budget.resize(self.indentation + 1, 0);
        }
        let spent = &mut self.budget[self.indentation];
        *spent += text.units();
        if *spent > BUDGET {
            self.options.depth = Some(-1.0);
        }
    }

    /// `key: value` of an own property, or the value alone for an array's element.
    pub(super) fn property(
        &mut self,
        object: &JsObject,
        depth: u32,
        key: &PropertyKey,
        extras: Extras,
        context: &mut Context,
    ) -> JsResult<Text> {
        let descriptor = match reflect::own_property(object, key, context)? {
            Some(descriptor) => descriptor,
            None => {
                // What is shown without being an own property: a view's geometry, an error's inherited cause and stack.
                let value = reflect::get(object, key, context)?;
                let enumerable = *key != super::names::key("stack");
                PropertyDescriptor::builder()
                    .value(value)
                    .writable(true)
                    .enumerable(enumerable)
                    .configurable(true)
                    .build()
            }
        };
        self.described_property(&descriptor, object, depth, key, extras, context)
    }

    /// [`Formatter::property`] of a descriptor at hand; getters run on `this`.
    pub(super) fn described_property(
        &mut self,
        descriptor: &PropertyDescriptor,
        this: &JsObject,
        depth: u32,
        key: &PropertyKey,
        extras: Extras,
        context: &mut Context,
    ) -> JsResult<Text> {
        let mut separator = String::from(" ");
        let getter = descriptor.get().and_then(JsValue::as_callable);
        let has_setter = descriptor.set().is_some_and(JsValue::is_object);
        let shown = if let Some(value) = descriptor.value().filter(|value| !value.is_undefined()) {
            let dense = self.options.compact == Compact::Dense && extras == Extras::Object;
            let indent = if dense { 3 } else { 2 };
            self.indentation += indent;
            let shown = self.value(value, depth, context)?;
            if dense && self.wider_than_line(&shown) {
                separator = format!("\n{:1$}", "", self.indentation);
            }
            self.indentation -= indent;
            shown
        } else if let Some(getter) = getter {
            self.getter(&getter, has_setter, this, depth, context)?
        } else if has_setter {
            self.styled("[Setter]", Style::Special, context)?
        } else {
            self.styled("undefined", Style::Undefined, context)?
        };
        if extras == Extras::Elements {
            return Ok(shown);
        }
        let name = self.key_text(key, descriptor.enumerable() != Some(false), context)?;
        Ok(Text::concat(vec![Text::Flat(format!("{name}:{separator}")), shown]))
    }

    fn getter(
        &mut self,
        getter: &JsObject,
        has_setter: bool,
        this: &JsObject,
        depth: u32,
        context: &mut Context,
    ) -> JsResult<Text> {
        let label = if has_setter { "Getter/Setter" } else { "Getter" };
        let wanted = match self.options.getters {
            Getters::No => false,
            Getters::All => true,
            Getters::WithoutSetter => !has_setter,
            Getters::WithSetter => has_setter,
        };
        if !wanted {
            return self.styled(&format!("[{label}]"), Style::Special, context);
        }
        let (indentation, around) = (self.indentation, self.seen.len());
        let result = getter.call(&this.clone().into(), &[], context).and_then(|value| {
            self.indentation += 2;
            if value.is_object() {
                let head = self.style(&format!("[{label}]"), Style::Special, context)?;
                return Ok(Text::concat(vec![format!("{head} ").into(), self.value(&value, depth, context)?]));
            }
            let shown = self.primitive(&value, context)?;
            let head = self.style(&format!("[{label}:"), Style::Special, context)?;
            Ok(format!("{head} {shown}{}", self.style("]", Style::Special, context)?).into())
        });
        self.indentation = indentation;
        self.seen.truncate(around);
        let error = match result {
            Ok(shown) => return Ok(shown),
            Err(error) => error,
        };
        let thrown = error.into_opaque(context)?;
        self.indentation += 2;
        let shown = self.value(&thrown, depth, context);
        self.indentation = indentation;
        let head = self.style(&format!("[{label}:"), Style::Special, context)?;
        let close = format!(")>{}", self.style("]", Style::Special, context)?);
        Ok(Text::concat(vec![format!("{head} <Inspection threw (").into(), shown?, close.into()]))
    }

    /// A property's key as shown in front of its value.
    fn key_text(&mut self, key: &PropertyKey, enumerable: bool, context: &mut Context) -> JsResult<String> {
        let name = match key {
            PropertyKey::Symbol(symbol) => {
                let shown = escaped(&text::from_utf8(&symbol_text(symbol)));
                self.style(&shown, Style::Symbol, context)?
            }
            PropertyKey::Index(index) => self.style(&format!("'{}'", index.get()), Style::String, context)?,
            PropertyKey::String(name) if *name == "__proto__" => "['__proto__']".to_owned(),
            PropertyKey::String(name) if is_identifier(name) => {
                self.style(&text::to_utf8(name), Style::Name, context)?
            }
            PropertyKey::String(name) => self.style(&quote(name), Style::String, context)?,
        };
        Ok(if enumerable { name } else { format!("[{name}]") })
    }

    /// `object[Symbol.toStringTag]`, unless it will be shown among the properties.
    fn tag(&self, object: &JsObject, context: &mut Context) -> JsResult<String> {
        let key = PropertyKey::from(JsSymbol::to_string_tag());
        // A getter that throws counts as no tag.
        let tag = reflect::get(object, &key, context).unwrap_or_default();
        let Some(tag) = tag.as_string().filter(|tag| !tag.is_empty()) else { return Ok(String::new()) };
        let own = reflect::own_property(object, &key, context)?;
        let shown_below = own.is_some_and(|own| self.options.show_hidden || own.enumerable() == Some(true));
        Ok(if shown_below { String::new() } else { text::to_utf8(&tag) })
    }
}

fn is_identifier(name: &JsString) -> bool {
    let mut units = name.iter();
    let first_ok = units.next().is_some_and(|u| u < 128 && (char::from(u as u8).is_ascii_alphabetic() || u == 95));
    first_ok && units.all(|u| u < 128 && (char::from(u as u8).is_ascii_alphanumeric() || u == 95))
}

/// `object instanceof Object`, without asking proxies or `Symbol.hasInstance`.
fn inherits_from_object(object: &JsObject, context: &Context) -> bool {
    let root = context.intrinsics().constructors().object().prototype();
    let mut next = object.prototype();
    while let Some(prototype) = next {
        if JsObject::equals(&prototype, &root) {
            return true;
        }
        next = prototype.prototype();
    }
    false
}

/// What tells an object from all others while it lives.
pub(super) fn address(object: &JsObject) -> usize {
    std::ptr::from_ref(object.as_ref()).addr()
}

/// Whether the stack is exhausted: ours, or the engine's.
pub(super) fn is_stack_overflow(error: &JsError, context: &mut Context) -> bool {
    if let Some(engine) = error.as_engine() {
        return matches!(engine, EngineError::RuntimeLimit(_));
    }
    match error.try_native(context) {
        Ok(native) => {
            matches!(native.kind(), JsNativeErrorKind::Range) && native.message() == "Maximum call stack size exceeded"
        }
        Err(_) => false,
    }
}

/// As `Array.prototype.sort` orders strings.
pub(super) fn sort_by_code_units(entries: &mut [String]) {
    entries.sort_by(
        |a, b| {
            if a.is_ascii() && b.is_ascii() { a.cmp(b) } else { a.encode_utf16().cmp(b.encode_utf16()) }
        },
    );
}

/// A stable sort whose comparator may throw and may contradict itself.
fn merge_sort(mut entries: Vec<String>, comparator: &JsObject, context: &mut Context) -> JsResult<Vec<String>> {
    if entries.len() < 2 {
        return Ok(entries);
    }
    let right = entries.split_off(entries.len() / 2);
    let left = merge_sort(entries, comparator, context)?;
    let right = merge_sort(right, comparator, context)?;
    let mut merged = Vec::with_capacity(left.len() + right.len());
    let (mut left, mut right) = (left.into_iter().peekable(), right.into_iter().peekable());
    while let (Some(a), Some(b)) = (left.peek(), right.peek()) {
        let arguments = [text::from_utf8(a).into(), text::from_utf8(b).into()];
        let order = comparator.call(&JsValue::undefined(), &arguments, context)?.to_number(context)?;
        merged.extend(if order > 0.0 { right.next() } else { left.next() });
    }
    merged.extend(left);
    merged.extend(right);
    Ok(merged)
}

/// Whether a kind is only shown as itself if it can be iterated.
pub(super) const fn is_iterable_kind(kind: Kind) -> bool {
    matches!(kind, Kind::Array | Kind::Set | Kind::Map | Kind::TypedArray | Kind::MapIterator | Kind::SetIterator)
}
