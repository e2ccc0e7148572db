//! stub
pub(crate) fn run(_: &crate::args::Args) -> crate::Outcome {
    Err("later".into())
}
