//! Errors as Node makes them: a JS class, a message and a `code`, and the one place where Rust errors become JS errors.
//!
//! <https://nodejs.org/api/errors.html>

use charina_engine::{Context, JsError, JsNativeError, JsObject, JsResult, JsString, JsValue, JsVariant, ops, text};
use std::fmt::Write as _;

/// The JS class of a coded error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// `Error`
    Error,
    /// `TypeError`
    TypeError,
    /// `RangeError`
    RangeError,
    /// `SyntaxError`
    SyntaxError,
    /// `URIError`
    UriError,
}

impl Class {
    /// The name of the JS class.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "Error",
            Self::TypeError => "TypeError",
            Self::RangeError => "RangeError",
            Self::SyntaxError => "SyntaxError",
            Self::UriError => "URIError",
        }
    }

    fn native(self) -> JsNativeError {
        match self {
            Self::Error => JsNativeError::error(),
            Self::TypeError => JsNativeError::typ(),
            Self::RangeError => JsNativeError::range(),
            Self::SyntaxError => JsNativeError::syntax(),
            Self::UriError => JsNativeError::uri(),
        }
    }
}

/// An error object of `class` with no code.
pub fn plain_object(class: Class, message: &str, context: &mut Context) -> JsObject {
    class.native().with_message(message.to_owned()).into_opaque(context)
}

/// An error object of `class` with Node's `code`, its stack starting with `Class [CODE]: message` as Node's do.
pub fn coded_object(class: Class, code: &str, message: &str, context: &mut Context) -> JsObject {
    let object = plain_object(class, message, context);
    crate::error_stack::capture(
        &object,
        Some(&format!("{} [{code}]: {message}", class.name())),
        crate::error_stack::Above::Natives,
        context,
    );
    define_code(&object, code, context);
    object
}

/// The own properties that all of Node's coded errors have: `code`, and a `toString` that shows it.
pub(crate) fn define_code(error: &JsObject, code: &str, context: &mut Context) {
    const SLOT: &str = "NodeError toString";
    let state = crate::state::state(context);
    let to_string = state.slot(SLOT).as_object().unwrap_or_else(|| {
        let function = crate::error_stack::native_function("toString", 0, to_string, context);
        state.set_slot(SLOT, function.clone());
        function
    });
    ops::define_value(error, JsString::from("toString"), to_string, false);
    ops::define_value(error, JsString::from("code"), JsString::from(code), true);
}

/// `Name [CODE]: message`, from the properties as they stand.
fn to_string(this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let this = this.to_object(context)?;
    let mut part = |name: &str| -> JsResult<String> {
        let value = this.get(JsString::from(name), context)?;
        Ok(text::to_utf8(&value.to_string(context)?))
    };
    let (name, code, message) = (part("name")?, part("code")?, part("message")?);
    Ok(text::from_utf8(&format!("{name} [{code}]: {message}")).into())
}

/// [`coded_object`], ready to be thrown.
pub fn coded(class: Class, code: &str, message: &str, context: &mut Context) -> JsError {
    thrown(coded_object(class, code, message, context))
}

/// A `TypeError` with a code.
pub fn type_error(code: &str, message: &str, context: &mut Context) -> JsError {
    coded(Class::TypeError, code, message, context)
}

/// A `RangeError` with a code.
pub fn range_error(code: &str, message: &str, context: &mut Context) -> JsError {
    coded(Class::RangeError, code, message, context)
}

/// Any object, thrown.
pub fn thrown(value: impl Into<JsValue>) -> JsError {
    JsError::from_opaque(value.into())
}

/// `ERR_INVALID_ARG_TYPE`. `expected` is a list as in Node's own calls: `&["string", "Buffer"]`: lower-case names are
/// primitive types, capitalised ones classes, anything else stands as it is.
pub fn invalid_arg_type(name: &str, expected: &[&str], actual: &JsValue, context: &mut Context) -> JsError {
    let message = invalid_arg_type_message(name, expected, actual, context);
    type_error("ERR_INVALID_ARG_TYPE", &message, context)
}

/// The message of [`invalid_arg_type`].
pub fn invalid_arg_type_message(name: &str, expected: &[&str], actual: &JsValue, context: &mut Context) -> String {
    let mut message = String::from("The ");
    if name.ends_with(" argument") {
        message.push_str(name);
    } else {
        let kind = if name.contains('.') { "property" } else { "argument" };
        let _ = write!(message, "\"{name}\" {kind}");
    }
    message.push_str(" must be ");
    let (mut types, mut instances, mut other) = (Vec::new(), Vec::new(), Vec::new());
    for value in expected {
        const PRIMITIVES: &[&str] =
            &["string", "function", "number", "object", "Function", "Object", "boolean", "bigint", "symbol"];
        if PRIMITIVES.contains(value) {
            types.push(value.to_lowercase());
        } else if value.starts_with(|c: char| c.is_ascii_uppercase())
            && value.chars().all(|c| c.is_ascii_alphanumeric())
        {
            instances.push((*value).to_owned());
        } else {
            other.push((*value).to_owned());
        }
    }
    if !instances.is_empty()
        && let Some(position) = types.iter().position(|t| t == "object")
    {
        types.remove(position);
        instances.push("Object".to_owned());
    }
    if !types.is_empty() {
        let _ = write!(message, "{} {}", if types.len() > 1 { "one of type" } else { "of type" }, list(&types));
        if !instances.is_empty() || !other.is_empty() {
            message.push_str(" or ");
        }
    }
    if !instances.is_empty() {
        let _ = write!(message, "an instance of {}", list(&instances));
        if !other.is_empty() {
            message.push_str(" or ");
        }
    }
    match other.len() {
        0 => {}
        1 => {
            if other[0].to_lowercase() != other[0] {
                message.push_str("an ");
            }
            message.push_str(&other[0]);
        }
        _ => {
            let _ = write!(message, "one of {}", list(&other));
        }
    }
    let _ = write!(message, ". Received {}", describe(actual, context));
    message
}

fn list(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [first, second] => format!("{first} or {second}"),
        [head @ .., last] => format!("{}, or {last}", head.join(", ")),
    }
}

/// How Node names a value it did not want: `undefined`, `an instance of Foo`, `type string ('x')`, `function f`.
pub fn describe(value: &JsValue, context: &mut Context) -> String {
    match value.variant() {
        JsVariant::Undefined => "undefined".to_owned(),
        JsVariant::Null => "null".to_owned(),
        JsVariant::Boolean(b) => format!("type boolean ({b})"),
        JsVariant::String(s) => {
            let full = text::to_utf8(&s);
            let shown =
                if full.chars().count() > 28 { full.chars().take(25).collect::<String>() + "..." } else { full };
            if shown.contains('\'') {
                format!("type string ({})", json_quote(&shown))
            } else {
                format!("type string ('{shown}')")
            }
        }
        JsVariant::Object(object) if object.is_callable() => {
            let name = object.get(JsString::from("name"), context).ok().and_then(|n| n.as_string());
            match name.map(|n| text::to_utf8(&n)) {
                Some(name) if !name.is_empty() => format!("function {name}"),
                _ => "function ".to_owned(),
            }
        }
        JsVariant::Object(object) => {
            let name = object
                .get(JsString::from("constructor"), context)
                .ok()
                .and_then(|c| c.as_object())
                .and_then(|c| c.get(JsString::from("name"), context).ok())
                .and_then(|n| n.as_string())
                .map(|n| text::to_utf8(&n));
            match name {
                Some(name) if !name.is_empty() => format!("an instance of {name}"),
                _ => crate::builtins::internal::inspect_brief(value, -1, context),
            }
        }
        JsVariant::BigInt(n) => format!("type bigint ({n}n)"),
        JsVariant::Symbol(s) => format!("type symbol ({})", text::to_utf8(&s.descriptive_string())),
        _ => format!("type number ({})", number_text(value, context)),
    }
}

fn number_text(value: &JsValue, context: &mut Context) -> String {
    if value.as_number().is_some_and(|n| n == 0.0 && n.is_sign_negative()) {
        return "-0".to_owned();
    }
    value.to_string(context).map_or_else(|_| String::new(), |s| text::to_utf8(&s))
}

fn json_quote(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// `ERR_INVALID_ARG_VALUE`: `reason` is Node's, by default "is invalid".
pub fn invalid_arg_value(name: &str, value: &JsValue, reason: &str, context: &mut Context) -> JsError {
    let mut shown = crate::builtins::internal::inspect_brief(value, 2, context);
    if shown.chars().count() > 128 {
        shown = shown.chars().take(128).collect::<String>() + "...";
    }
    let kind = if name.contains('.') { "property" } else { "argument" };
    type_error("ERR_INVALID_ARG_VALUE", &format!("The {kind} '{name}' {reason}. Received {shown}"), context)
}

/// `ERR_OUT_OF_RANGE`: `range` as in ">= 0 && <= 255" or "an integer".
pub fn out_of_range(name: &str, range: &str, value: &JsValue, context: &mut Context) -> JsError {
    let received = match value.variant() {
        JsVariant::BigInt(n) => {
            let digits = n.to_string();
            let big = digits.trim_start_matches('-').len() > 10;
            format!("{}n", if big { group_digits(&digits) } else { digits })
        }
        _ => match value.as_number() {
            Some(n) if n.fract() == 0.0 && n.abs() > 4_294_967_296.0 => group_digits(&number_text(value, context)),
            Some(_) => number_text(value, context),
            None => crate::builtins::internal::inspect_brief(value, 2, context),
        },
    };
    let message = format!("The value of \"{name}\" is out of range. It must be {range}. Received {received}");
    range_error("ERR_OUT_OF_RANGE", &message, context)
}

/// Underscores between thousands, as Node shows large numbers in range errors.
fn group_digits(digits: &str) -> String {
    let (sign, digits) = digits.strip_prefix('-').map_or(("", digits), |rest| ("-", rest));
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return format!("{sign}{digits}");
    }
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index) % 3 == 0 {
            grouped.push('_');
        }
        grouped.push(digit);
    }
    format!("{sign}{grouped}")
}

/// A failed system call, as Node shows it: `ENOENT: no such file or directory, open 'x'` with `errno`, `code`,
/// `syscall` and, where they apply, `path` and `dest`. It holds no engine value, so that the pool can return it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.message())]
pub struct SystemError {
    /// The positive errno of the platform.
    pub errno: i32,
    /// The call's name as Node names it (`open`, `scandir`, `getaddrinfo`).
    pub syscall: &'static str,
    /// The first path, where there is one.
    pub path: Option<String>,
    /// The second path, where there is one.
    pub dest: Option<String>,
}

impl SystemError {
    /// An error of `syscall` with no path.
    #[must_use]
    pub fn new(errno: i32, syscall: &'static str) -> Self {
        Self { errno, syscall, path: None, dest: None }
    }

    /// The error of a failed standard-library call.
    #[must_use]
    pub fn from_io(error: &std::io::Error, syscall: &'static str) -> Self {
        Self::new(error.raw_os_error().unwrap_or(rustix::io::Errno::IO.raw_os_error()), syscall)
    }

    /// Adds the path.
    #[must_use]
    pub fn with_path(mut self, path: impl Into<String>) -> Self {
        self.path = Some(path.into());
        self
    }

    /// Adds the second path.
    #[must_use]
    pub fn with_dest(mut self, dest: impl Into<String>) -> Self {
        self.dest = Some(dest.into());
        self
    }

    /// The message, as libuv words it.
    #[must_use]
    pub fn message(&self) -> String {
        let (code, text) = crate::errno::name_and_message(self.errno);
        let mut message = format!("{code}: {text}, {}", self.syscall);
        if let Some(path) = &self.path {
            let _ = write!(message, " '{path}'");
        }
        if let Some(dest) = &self.dest {
            let _ = write!(message, " -> '{dest}'");
        }
        message
    }

    /// The JS error object.
    pub fn to_object(&self, context: &mut Context) -> JsObject {
        let (code, _) = crate::errno::name_and_message(self.errno);
        let object = plain_object(Class::Error, &self.message(), context);
        ops::define_value(&object, JsString::from("errno"), -self.errno, true);
        ops::define_value(&object, JsString::from("code"), JsString::from(code), true);
        ops::define_value(&object, JsString::from("syscall"), JsString::from(self.syscall), true);
        if let Some(path) = &self.path {
            ops::define_value(&object, JsString::from("path"), text::from_utf8(path), true);
        }
        if let Some(dest) = &self.dest {
            ops::define_value(&object, JsString::from("dest"), text::from_utf8(dest), true);
        }
        object
    }

    /// The JS error, thrown.
    pub fn to_js(&self, context: &mut Context) -> JsError {
        thrown(self.to_object(context))
    }
}
