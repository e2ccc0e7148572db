//! DisposableStack, AsyncDisposableStack and SuppressedError
//! (<https://tc39.es/proposal-explicit-resource-management/>); `using` itself is the engine's.

use crate::builtins::{self, Builtin, glue};
use charina_engine::{Context, JsResult, JsValue, js_string};

/// The module.
pub(crate) const BUILTIN: Builtin = Builtin::glue("internal/disposal", glue!("disposal.js"), &[]);

/// Makes what `using` throws when disposing of a resource fails after something else did.
pub(crate) fn suppressed_error(error: JsValue, suppressed: JsValue, context: &mut Context) -> JsResult<JsValue> {
    let constructor = builtins::require_property("internal/disposal", "SuppressedError", context)?;
    let constructor = crate::validate::function(&constructor, "SuppressedError", context)?;
    let message = js_string!("An error was suppressed during disposal");
    Ok(constructor.construct(&[error, suppressed, message.into()], None, context)?.into())
}
