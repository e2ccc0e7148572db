//! Colours: the styles of `util.inspect`, its `colors` and `styles` objects, and applying them.
//!
//! <https://nodejs.org/api/util.html#customizing-utilinspect-colors>

use super::state::inspect_state;
use charina_engine::{
    Context, JsArgs, JsArray, JsObject, JsResult, JsString, JsValue, NativeFunction, PropertyDescriptor, ops, reflect,
    text,
};

/// What a text is, for styling.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    Special,
    Number,
    BigInt,
    Boolean,
    Undefined,
    Null,
    String,
    Symbol,
    Date,
    RegExp,
    Module,
    Name,
}

impl Style {
    /// The key in `inspect.styles`.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Special => "special",
            Self::Number => "number",
            Self::BigInt => "bigint",
            Self::Boolean => "boolean",
            Self::Undefined => "undefined",
            Self::Null => "null",
            Self::String => "string",
            Self::Symbol => "symbol",
            Self::Date => "date",
            Self::RegExp => "regexp",
            Self::Module => "module",
            Self::Name => "name",
        }
    }
}

/// `inspect.styles`. `name` has no style to begin with.
const STYLES: &[(&str, &str)] = &[
    ("special", "cyan"),
    ("number", "yellow"),
    ("bigint", "yellow"),
    ("boolean", "yellow"),
    ("undefined", "grey"),
    ("null", "bold"),
    ("string", "green"),
    ("symbol", "green"),
    ("date", "magenta"),
    ("regexp", "red"),
    ("module", "underline"),
];

/// `inspect.colors`: the SGR codes that switch on and off (<https://en.wikipedia.org/wiki/ANSI_escape_code#SGR>).
const COLORS: &[(&str, u8, u8)] = &[
    ("reset", 0, 0),
    ("bold", 1, 22),
    ("dim", 2, 22),
    ("italic", 3, 23),
    ("underline", 4, 24),
    ("blink", 5, 25),
    ("inverse", 7, 27),
    ("hidden", 8, 28),
    ("strikethrough", 9, 29),
    ("doubleunderline", 21, 24),
    ("black", 30, 39),
    ("red", 31, 39),
    ("green", 32, 39),
    ("yellow", 33, 39),
    ("blue", 34, 39),
    ("magenta", 35, 39),
    ("cyan", 36, 39),
    ("white", 37, 39),
    ("bgBlack", 40, 49),
    ("bgRed", 41, 49),
    ("bgGreen", 42, 49),
    ("bgYellow", 43, 49),
    ("bgBlue", 44, 49),
    ("bgMagenta", 45, 49),
    ("bgCyan", 46, 49),
    ("bgWhite", 47, 49),
    ("framed", 51, 54),
    ("overlined", 53, 55),
    ("gray", 90, 39),
    ("redBright", 91, 39),
    ("greenBright", 92, 39),
    ("yellowBright", 93, 39),
    ("blueBright", 94, 39),
    ("magentaBright", 95, 39),
    ("cyanBright", 96, 39),
    ("whiteBright", 97, 39),
    ("bgGray", 100, 49),
    ("bgRedBright", 101, 49),
    ("bgGreenBright", 102, 49),
    ("bgYellowBright", 103, 49),
    ("bgBlueBright", 104, 49),
    ("bgMagentaBright", 105, 49),
    ("bgCyanBright", 106, 49),
    ("bgWhiteBright", 107, 49),
];

/// Other names of colours: accessors, not enumerable.
const ALIASES: &[(&str, &str)] = &[
    ("gray", "grey"),
    ("gray", "blackBright"),
    ("bgGray", "bgGrey"),
    ("bgGray", "bgBlackBright"),
    ("dim", "faint"),
    ("strikethrough", "crossedout"),
    ("strikethrough", "strikeThrough"),
    ("strikethrough", "crossedOut"),
    ("hidden", "conceal"),
    ("inverse", "swapColors"),
    ("inverse", "swapcolors"),
    ("doubleunderline", "doubleUnderline"),
];

/// How texts are styled.
#[derive(Debug, Clone)]
pub(crate) enum Stylize {
    /// Not at all.
    Plain,
    /// With `inspect.styles` and `inspect.colors`.
    Color,
    /// By the `stylize` of an options object.
    Custom(JsObject),
}

impl Stylize {
    /// A `stylize` option: our own two functions come back as what they are.
    pub(super) fn from_js(value: &JsValue, context: &mut Context) -> Self {
        let Some(function) = value.as_callable() else { return Self::Plain };
        let known = inspect_state(context).ok().and_then(|state| state.known_stylizers());
        match known {
            Some((plain, _)) if JsObject::equals(&plain, &function) => Self::Plain,
            Some((_, color)) if JsObject::equals(&color, &function) => Self::Color,
            _ => Self::Custom(function),
        }
    }

    /// The `stylize` function for an options object.
    pub(super) fn to_function(&self, context: &mut Context) -> JsValue {
        if let Self::Custom(function) = self {
            return function.clone().into();
        }
        let Ok(state) = inspect_state(context) else { return JsValue::undefined() };
        let (plain, color) = state.stylizers(context);
        if matches!(self, Self::Color) { color.into() } else { plain.into() }
    }

    /// A `stylize` that shows code of another realm nothing of this one: no prototype, no exceptions.
    pub(super) fn shield(stylize: JsValue, context: &mut Context) -> JsObject {
        let shielded = charina_engine::FunctionObjectBuilder::new(
            context.realm(),
            NativeFunction::from_copy_closure_with_captures(
                |_, arguments, stylize: &JsValue, context| {
                    let value = arguments.get_or_undefined(0).clone();
                    let styled = stylize
                        .as_callable()
                        .and_then(|function| function.call(&JsValue::undefined(), arguments, context).ok())
                        .and_then(|styled| styled.to_string(context).ok());
                    Ok(styled.map_or(value, JsValue::from))
                },
                stylize,
            ),
        )
        .name(JsString::default())
        .length(2)
        .build();
        shielded.set_prototype(None);
        shielded.into()
    }
}

/// Codes already looked up in one inspection; styles cannot change within it but by a custom function's doing.
#[derive(Debug, Default)]
pub(super) struct StyleCache(Vec<(Style, Option<(String, String)>)>);

impl StyleCache {
    /// Wraps the text in the escape codes of its style.
    pub(super) fn apply(&mut self, text: &str, style: Style, context: &mut Context) -> JsResult<String> {
        if let Some((_, codes)) = self.0.iter().find(|(known, _)| *known == style) {
            return Ok(wrap(text, codes.as_ref()));
        }
        let codes = codes_of(style.name(), context)?;
        let styled = wrap(text, codes.as_ref());
        self.0.push((style, codes));
        Ok(styled)
    }
}

fn wrap(text: &str, codes: Option<&(String, String)>) -> String {
    match codes {
        Some((on, off)) => format!("\u{1b}[{on}m{text}\u{1b}[{off}m"),
        None => text.to_owned(),
    }
}

/// The codes of a style as `inspect.styles` and `inspect.colors` have them now.
fn codes_of(style: &str, context: &mut Context) -> JsResult<Option<(String, String)>> {
    let Some(inspect) = inspect_state(context)?.function() else {
        let builtin = STYLES.iter().find(|(name, _)| *name == style).map(|(_, color)| *color);
        let color = builtin.map(|color| if color == "grey" { "gray" } else { color });
        let codes = color.and_then(|color| COLORS.iter().find(|(name, ..)| *name == color));
        return Ok(codes.map(|(_, on, off)| (on.to_string(), off.to_string())));
    };
    let styles = inspect.get(JsString::from("styles"), context)?.to_object(context)?;
    let color = styles.get(JsString::from(style), context)?;
    if color.is_undefined() {
        return Ok(None);
    }
    let colors = inspect.get(JsString::from("colors"), context)?.to_object(context)?;
    let key = color.to_property_key(context)?;
    let codes = reflect::get(&colors, &key, context)?;
    let Some(codes) = codes.as_object() else { return Ok(None) };
    let mut code =
        |index: u32| -> JsResult<String> { Ok(text::to_utf8(&codes.get(index, context)?.to_string(context)?)) };
    Ok(Some((code(0)?, code(1)?)))
}

/// `options.stylize` where colours are off.
pub(super) fn stylize_no_color(_: &JsValue, arguments: &[JsValue], _: &mut Context) -> JsResult<JsValue> {
    Ok(arguments.get_or_undefined(0).clone())
}

/// `options.stylize` where colours are on.
pub(super) fn stylize_with_color(_: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let shown = arguments.get_or_undefined(0);
    let style = arguments.get_or_undefined(1).to_string(context)?;
    let Some((on, off)) = codes_of(&text::to_utf8(&style), context)? else { return Ok(shown.clone()) };
    let shown = text::to_utf8(&shown.to_string(context)?);
    Ok(text::from_utf8(&format!("\u{1b}[{on}m{shown}\u{1b}[{off}m")).into())
}

/// The object `inspect.colors`.
pub(super) fn colors_object(context: &mut Context) -> JsObject {
    let object = JsObject::with_null_proto();
    for (name, on, off) in COLORS {
        let codes = JsArray::from_iter([JsValue::from(*on), JsValue::from(*off)], context);
        ops::define_value(&object, JsString::from(*name), codes, true);
    }
    for (target, alias) in ALIASES {
        let (getter, setter) = alias_accessors(target, context);
        object.insert_property(
            JsString::from(*alias),
            PropertyDescriptor::builder().get(getter).set(setter).enumerable(false).configurable(true).build(),
        );
    }
    object
}

fn alias_accessors(target: &'static str, context: &Context) -> (JsObject, JsObject) {
    let target = JsString::from(target);
    let make = |name: &str, length, native| {
        charina_engine::FunctionObjectBuilder::new(context.realm(), native)
            .name(JsString::from(name))
            .length(length)
            .build()
            .into()
    };
    let get = NativeFunction::from_copy_closure_with_captures(
        |this, _, target: &JsString, context| this.to_object(context)?.get(target.clone(), context),
        target.clone(),
    );
    let set = NativeFunction::from_copy_closure_with_captures(
        |this, arguments, target: &JsString, context| {
            let value = arguments.get_or_undefined(0).clone();
            this.to_object(context)?.set(target.clone(), value, true, context)?;
            Ok(JsValue::undefined())
        },
        target,
    );
    (make("get", 0, get), make("set", 1, set))
}

/// The object `inspect.styles`.
pub(super) fn styles_object() -> JsObject {
    let object = JsObject::with_null_proto();
    for (style, color) in STYLES {
        ops::define_value(&object, JsString::from(*style), JsString::from(*color), true);
    }
    object
}
