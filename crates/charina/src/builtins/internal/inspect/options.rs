//! The options of `util.inspect`: read from JS, defaulted, and handed on to custom inspection functions.
//!
//! <https://nodejs.org/api/util.html#utilinspectobject-options>

use super::state::{self, inspect_state};
use super::style::Stylize;
use charina_engine::{
    Context, IntegrityLevel, JsObject, JsResult, JsString, JsValue, JsVariant, PropertyKey, ops, reflect, text,
};

/// `compact`: whether and how many inner levels share a line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Compact {
    /// `true`: the old, dense mode.
    Dense,
    /// A number; what is neither `true` nor a number of 1 and above counts as 0.
    Levels(f64),
}

/// `sorted`.
#[derive(Debug, Clone)]
pub(crate) enum Sorted {
    No,
    ByCodeUnits,
    By(JsObject),
}

/// `getters`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Getters {
    No,
    All,
    WithoutSetter,
    WithSetter,
}

/// The options of one inspection.
#[derive(Debug, Clone)]
pub(crate) struct InspectOptions {
    /// `showHidden`
    pub(crate) show_hidden: bool,
    /// `depth`; `None` is `null`, without bound.
    pub(crate) depth: Option<f64>,
    /// `colors`
    pub(crate) colors: bool,
    /// `customInspect`
    pub(crate) custom_inspect: bool,
    /// `showProxy`
    pub(crate) show_proxy: bool,
    /// `maxArrayLength`, infinite for `null`.
    pub(crate) max_array_length: f64,
    /// `maxStringLength`, infinite for `null`.
    pub(crate) max_string_length: f64,
    /// `breakLength`
    pub(crate) break_length: f64,
    /// `compact`
    pub(crate) compact: Compact,
    /// `sorted`
    pub(crate) sorted: Sorted,
    /// `getters`
    pub(crate) getters: Getters,
    /// `numericSeparator`
    pub(crate) numeric_separator: bool,
    /// How texts are styled; what `colors` asks for unless an options object carried a `stylize` of its own.
    pub(crate) stylize: Stylize,
    /// The caller's object, where it had keys that are no options: custom functions get to see them.
    pub(crate) user_options: Option<JsObject>,
}

impl Default for InspectOptions {
    fn default() -> Self {
        Self {
            show_hidden: false,
            depth: Some(2.0),
            colors: false,
            custom_inspect: true,
            show_proxy: false,
            max_array_length: 100.0,
            max_string_length: 10_000.0,
            break_length: 80.0,
            compact: Compact::Levels(3.0),
            sorted: Sorted::No,
            getters: Getters::No,
            numeric_separator: false,
            stylize: Stylize::Plain,
            user_options: None,
        }
    }
}

/// The names, in Node's order.
const NAMES: [&str; 12] = [
    "showHidden",
    "depth",
    "colors",
    "customInspect",
    "showProxy",
    "maxArrayLength",
    "maxStringLength",
    "breakLength",
    "compact",
    "sorted",
    "getters",
    "numericSeparator",
];

impl InspectOptions {
    /// What `util.inspect.defaultOptions` says now.
    pub(crate) fn current_defaults(context: &mut Context) -> JsResult<Self> {
        let mut options = Self::default();
        // Nobody can have changed what nobody has seen.
        if let Some(defaults) = state::exposed_defaults(context) {
            options.read(&defaults, context)?;
            options.user_options = None;
            options.finish();
        }
        Ok(options)
    }

    /// The defaults, overridden by the own enumerable properties of an options object.
    pub(crate) fn from_js(value: &JsValue, context: &mut Context) -> JsResult<Self> {
        let mut options = Self::current_defaults(context)?;
        match value.variant() {
            JsVariant::Boolean(show_hidden) => options.show_hidden = show_hidden,
            JsVariant::Object(object) => options.read(&object, context)?,
            _ => {}
        }
        options.finish();
        Ok(options)
    }

    /// Sets what the object's keys name, unfinished.
    pub(crate) fn read(&mut self, object: &JsObject, context: &mut Context) -> JsResult<()> {
        for key in object.own_property_keys(context)? {
            let PropertyKey::String(name) = &key else { continue };
            let Some(descriptor) = reflect::own_property(object, &key, context)? else { continue };
            if descriptor.enumerable() != Some(true) {
                continue;
            }
            let value = match descriptor.value() {
                Some(value) => value.clone(),
                None => object.get(key.clone(), context)?,
            };
            if !self.set(&text::to_utf8(name), &value, context)? && self.user_options.is_none() {
                self.user_options = Some(object.clone());
            }
        }
        Ok(())
    }

    /// Sets one option; `false` if there is none of that name.
    pub(crate) fn set(&mut self, name: &str, value: &JsValue, context: &mut Context) -> JsResult<bool> {
        match name {
            "showHidden" => self.show_hidden = value.to_boolean(),
            "depth" => self.depth = number_or_null(value, context)?,
            "colors" => self.colors = value.to_boolean(),
            "customInspect" => self.custom_inspect = value.to_boolean(),
            "showProxy" => self.show_proxy = value.to_boolean(),
            "maxArrayLength" => self.max_array_length = number_or_null(value, context)?.unwrap_or(f64::INFINITY),
            "maxStringLength" => self.max_string_length = number_or_null(value, context)?.unwrap_or(f64::INFINITY),
            "breakLength" => self.break_length = number_or_null(value, context)?.unwrap_or(0.0),
            "compact" => {
                self.compact = match (value.as_boolean(), value.as_number()) {
                    (Some(true), _) => Compact::Dense,
                    (_, Some(levels)) => Compact::Levels(levels),
                    _ => Compact::Levels(0.0),
                }
            }
            "sorted" => {
                self.sorted = match value.as_callable() {
                    Some(comparator) => Sorted::By(comparator),
                    None if value.to_boolean() => Sorted::ByCodeUnits,
                    None => Sorted::No,
                }
            }
            "getters" => self.getters = getters(value),
            "numericSeparator" => self.numeric_separator = value.to_boolean(),
            "stylize" => self.stylize = Stylize::from_js(value, context),
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// To be called when all is set: `colors` wins over a `stylize` that came along.
    pub(crate) fn finish(&mut self) {
        if self.colors {
            self.stylize = Stylize::Color;
        }
    }

    /// Whether an object at this depth is shown by name alone.
    pub(crate) fn too_deep(&self, depth: u32) -> bool {
        self.depth.is_some_and(|limit| f64::from(depth) > limit)
    }

    fn value_of(&self, name: &str) -> JsValue {
        let or_null = |value: f64| JsValue::from(value);
        match name {
            "showHidden" => self.show_hidden.into(),
            "depth" => self.depth.map_or(JsValue::null(), or_null),
            "colors" => self.colors.into(),
            "customInspect" => self.custom_inspect.into(),
            "showProxy" => self.show_proxy.into(),
            "maxArrayLength" => or_null(self.max_array_length),
            "maxStringLength" => or_null(self.max_string_length),
            "breakLength" => or_null(self.break_length),
            "compact" => match self.compact {
                Compact::Dense => true.into(),
                Compact::Levels(0.0) => false.into(),
                Compact::Levels(levels) => levels.into(),
            },
            "sorted" => match &self.sorted {
                Sorted::No => false.into(),
                Sorted::ByCodeUnits => true.into(),
                Sorted::By(comparator) => comparator.clone().into(),
            },
            "getters" => match self.getters {
                Getters::No => false.into(),
                Getters::All => true.into(),
                Getters::WithoutSetter => JsString::from("get").into(),
                Getters::WithSetter => JsString::from("set").into(),
            },
            _ => self.numeric_separator.into(),
        }
    }

    /// The options object for a custom inspection function.
    ///
    /// If the value comes from a proxy or another realm (`foreign`), the object has no prototype and holds nothing
    /// through which that code could reach this realm's objects.
    pub(crate) fn to_user_object(&self, foreign: bool, context: &mut Context) -> JsResult<JsObject> {
        let object = JsObject::with_object_proto(context.intrinsics());
        let stylize = self.stylize.to_function(context);
        ops::define_value(&object, JsString::from("stylize"), stylize.clone(), true);
        for name in NAMES {
            ops::define_value(&object, JsString::from(name), self.value_of(name), true);
        }
        if let Some(user) = &self.user_options {
            object.copy_data_properties::<PropertyKey>(&user.clone().into(), Vec::new(), context)?;
        }
        if foreign {
            object.set_prototype(None);
            for key in object.own_property_keys(context)? {
                let value = object.get(key.clone(), context)?;
                if value.is_object() {
                    object.delete_property_or_throw(key, context)?;
                }
            }
            let shielded = Stylize::shield(stylize, context);
            ops::define_value(&object, JsString::from("stylize"), shielded, true);
        }
        Ok(object)
    }
}

fn number_or_null(value: &JsValue, context: &mut Context) -> JsResult<Option<f64>> {
    if value.is_null() {
        return Ok(None);
    }
    value.to_number(context).map(Some)
}

fn getters(value: &JsValue) -> Getters {
    match value.as_string() {
        Some(which) if which == "get" => Getters::WithoutSetter,
        Some(which) if which == "set" => Getters::WithSetter,
        Some(_) => Getters::No,
        None if value.as_boolean() == Some(true) => Getters::All,
        None => Getters::No,
    }
}

/// The getter of `inspect.defaultOptions`: a sealed object, whose values count from now on.
pub(super) fn get_defaults(_: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    if let Some(defaults) = state::exposed_defaults(context) {
        return Ok(defaults.into());
    }
    let object = JsObject::with_object_proto(context.intrinsics());
    let defaults = InspectOptions::default();
    for name in NAMES {
        ops::define_value(&object, JsString::from(name), defaults.value_of(name), true);
    }
    object.set_integrity_level(IntegrityLevel::Sealed, context)?;
    inspect_state(context)?.set_defaults(object.clone());
    Ok(object.into())
}

/// The setter of `inspect.defaultOptions`: assigns to that same object.
pub(super) fn set_defaults(this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let value = arguments.first().cloned().unwrap_or_default();
    let source = match value.as_object() {
        Some(object) if !object.is_array() && !object.is_callable() => object,
        _ => return Err(crate::errors::invalid_arg_type("options", &["Object"], &value, context)),
    };
    let defaults = get_defaults(this, &[], context)?;
    let Some(defaults) = defaults.as_object() else { return Ok(JsValue::undefined()) };
    for key in source.own_property_keys(context)? {
        let enumerable = reflect::own_property(&source, &key, context)?.and_then(|p| p.enumerable());
        if enumerable == Some(true) {
            let value = source.get(key.clone(), context)?;
            defaults.set(key, value, true, context)?;
        }
    }
    Ok(JsValue::undefined())
}
