//! What `using` needs of the host.

use crate::{Context, JsResult, JsValue};

/// Makes the error that carries an `error` and the one that it `suppressed`
/// (<https://tc39.es/proposal-explicit-resource-management/#sec-suppressederror-objects>).
pub type SuppressedErrorMaker = fn(error: JsValue, suppressed: JsValue, context: &mut Context) -> JsResult<JsValue>;

/// Tells the engine how a SuppressedError is made. Nothing on stock Boa, whose `using` disposes of nothing.
#[cfg_attr(feature = "stock", expect(unused_variables, reason = "only the overlay has it"))]
pub fn set_suppressed_error(maker: SuppressedErrorMaker, context: &mut Context) {
    #[cfg(not(feature = "stock"))]
    context.set_suppressed_error(maker);
}
