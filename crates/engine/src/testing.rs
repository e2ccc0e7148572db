//! What the tests of this crate share: scripts run in a context of their own, shown as text.

use crate::{Context, Source, text};

/// The value of `source` as a string, or the error it throws as `Name: message`.
pub(crate) fn show(source: &str, context: &mut Context) -> String {
    let value = match context.eval(Source::from_bytes(source)) {
        Ok(value) => value,
        Err(error) => error.into_opaque(context).expect("an error that scripts can see"),
    };
    value.to_string(context).map_or_else(|error| error.to_string(), |shown| text::to_utf8(&shown))
}

/// [`show`] in a new context that `install` has mended.
pub(crate) fn show_with(install: impl FnOnce(&mut Context), source: &str) -> String {
    let context = &mut Context::default();
    install(context);
    show(source, context)
}
