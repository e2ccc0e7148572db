//! Synthetic modules whose exports can change after they were evaluated, as `module.syncBuiltinESMExports()` needs.

use crate::{Context, JsResult, JsString, JsValue, Module, SyntheticModule, SyntheticModuleInitializer};
use boa_gc::{Finalize, Trace};
use std::cell::Cell;
use std::path::PathBuf;
use std::ptr::NonNull;
use std::rc::Rc;

/// Where a module's own record is, once it was evaluated: the engine shows it to nobody but the initialiser.
#[derive(Clone, Default, Trace, Finalize)]
struct Place(#[unsafe_ignore_trace] Rc<Cell<Option<NonNull<SyntheticModule>>>>);

/// A synthetic module and the way to its exports.
#[derive(Clone)]
pub struct LiveModule {
    module: Module,
    place: Place,
}

impl std::fmt::Debug for LiveModule {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("LiveModule").finish_non_exhaustive()
    }
}

/// What gives the exports their first values: gets the module's path and the names.
pub type Initial = fn(&str, &[JsString], &mut Context) -> JsResult<Vec<JsValue>>;

impl LiveModule {
    /// A module with the exports `names`, which get their values from `initial` when it is evaluated.
    pub fn new(names: Vec<JsString>, path: &str, initial: Initial, context: &mut Context) -> Self {
        let place = Place::default();
        let captures = (names.clone(), JsString::from(path), place.clone());
        let initialiser = SyntheticModuleInitializer::from_copy_closure_with_captures(
            move |module, captures: &(Vec<JsString>, JsString, Place), context| {
                let (names, path, place) = captures;
                let values = initial(&path.to_std_string_escaped(), names, context)?;
                for (name, value) in names.iter().zip(values) {
                    module.set_export(name, value)?;
                }
                place.0.set(Some(NonNull::from(module)));
                Ok(())
            },
            captures,
        );
        let module = Module::synthetic(&names, initialiser, Some(PathBuf::from(path)), None, context);
        Self { module, place }
    }

    /// The module.
    #[must_use]
    pub fn module(&self) -> &Module {
        &self.module
    }

    /// Gives an export a new value, which every importer sees. Nothing happens before the module was evaluated, or if
    /// it has no such export.
    ///
    /// # Errors
    /// The engine's, where it knows no such name.
    pub fn set(&self, name: &JsString, value: JsValue) -> JsResult<()> {
        let Some(record) = self.place.0.get() else { return Ok(()) };
        // SAFETY: the record was seen by the initialiser of `self.module`, which owns it in a box for as long as it
        // lives and never replaces it; `self.module` keeps it alive, and nothing ever borrows it mutably.
        let record = unsafe { record.as_ref() };
        record.set_export(name, value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exports_follow_what_is_set() {
        let context = &mut Context::default();
        let name = JsString::from("a");
        let initial: Initial = |_, names, _| Ok(vec![JsValue::from(1); names.len()]);
        let live = LiveModule::new(vec![name.clone()], "m", initial, context);
        live.set(&name, JsValue::from(7)).expect("nothing happens yet");
        live.module().link(context).expect("it has nothing to link");
        live.module().evaluate(context).expect("it evaluates");
        let namespace = live.module().namespace(context);
        assert_eq!(namespace.get(name.clone(), context).expect("an export"), JsValue::from(1));
        live.set(&name, JsValue::from(2)).expect("it is set");
        assert_eq!(namespace.get(name, context).expect("an export"), JsValue::from(2));
        assert!(live.set(&JsString::from("b"), JsValue::from(2)).is_err());
    }
}
