//! Ending scripts from other threads.

use crate::Context;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// Ends whatever script runs in `context`, at its next call or turn of a loop, once `flag` is set, and every one after it:
/// with an error of the engine's that no script catches. Nothing on stock Boa, which has no such place.
#[cfg_attr(feature = "stock", expect(unused_variables, reason = "only the overlay has it"))]
pub fn interrupt_when(flag: Arc<AtomicBool>, context: &mut Context) {
    #[cfg(not(feature = "stock"))]
    context.interrupt_when(flag);
}
