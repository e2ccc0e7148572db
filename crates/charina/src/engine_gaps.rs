//! What the engine lacks or gets wrong and the host can mend from outside (BOA-NOTES.md): a folder a subject.

use charina_engine::{Context, JsResult};

/// Installs every mend into the context's intrinsics.
pub(crate) fn install(context: &mut Context) -> JsResult<()> {
    charina_engine::json::install(context);
    charina_engine::strings::install(context);
    charina_engine::regexp::install(context);
    charina_engine::locale::install(context);
    charina_engine::date::install(crate::time_zone::find, context);
    Ok(())
}
