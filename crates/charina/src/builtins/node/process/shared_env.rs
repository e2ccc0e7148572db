//! An environment that several threads share
//! (`SHARE_ENV` of <https://nodejs.org/api/worker_threads.html#worker_threadsshare_env>).

use super::env;
use crate::state::state;
use charina_engine::{Context, JsArgs, JsResult, JsString, JsValue, Op, PropertyKey, ops, text};
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The variables, and how often they were changed.
pub(crate) struct Store {
    variables: Mutex<BTreeMap<String, String>>,
    version: AtomicU64,
}

impl Store {
    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, String>> {
        self.variables.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, change: impl FnOnce(&mut BTreeMap<String, String>)) {
        change(&mut self.lock());
        self.version.fetch_add(1, Ordering::Release);
    }
}

/// What one runtime has of it.
#[derive(Default)]
pub(crate) struct Shared {
    store: RefCell<Option<Arc<Store>>>,
    /// The version that `process.env` shows.
    seen: Cell<u64>,
}

impl Shared {
    /// The environment of a worker that shares its parent's.
    pub(crate) fn with(store: Option<Arc<Store>>) -> Self {
        // Nothing was seen: a version no store has.
        Self { store: RefCell::new(store), seen: Cell::new(u64::MAX) }
    }

    /// The variables, if they are shared.
    pub(crate) fn variables(&self) -> Option<BTreeMap<String, String>> {
        self.store.borrow().as_ref().map(|store| store.lock().clone())
    }
}

/// What lets `process.env` look before it answers.
const TRAPS: &[Op] = &[
    Op::new("get", 3, |_, arguments, context| reflect("get", arguments, context)),
    Op::new("has", 2, |_, arguments, context| reflect("has", arguments, context)),
    Op::new("ownKeys", 1, |_, arguments, context| reflect("ownKeys", arguments, context)),
    Op::new("getOwnPropertyDescriptor", 2, |_, arguments, context| {
        reflect("getOwnPropertyDescriptor", arguments, context)
    }),
];

fn reflect(name: &str, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    refresh(context)?;
    let target = arguments.get_or_undefined(0).to_object(context)?;
    let key = |context: &mut Context| arguments.get_or_undefined(1).to_property_key(context);
    match name {
        "get" => {
            let key = key(context)?;
            target.get(key, context)
        }
        "has" => {
            let key = key(context)?;
            Ok(target.has_property(key, context)?.into())
        }
        _ => {
            let reflect = context.intrinsics().objects().reflect();
            let function = reflect.get(JsString::from(name), context)?;
            crate::validate::function(&function, name, context)?.call(&reflect.into(), arguments, context)
        }
    }
}

/// Has `process.env` look at the store, if there is one.
pub(super) fn watch(context: &mut Context) {
    let state = state(context);
    if state.shared_env.store.borrow().is_some()
        && let Some(handler) = state.slot(env::HANDLER).as_object()
    {
        ops::define_ops(&handler, TRAPS, true, context);
    }
}

/// Shares this runtime's environment from now on.
///
/// # Errors
/// Those of reading it.
pub(crate) fn share(context: &mut Context) -> JsResult<Arc<Store>> {
    let state = state(context);
    if let Some(store) = state.shared_env.store.borrow().as_ref() {
        return Ok(store.clone());
    }
    let variables = env::snapshot(context)?;
    let store = Arc::new(Store { variables: Mutex::new(variables), version: AtomicU64::new(0) });
    *state.shared_env.store.borrow_mut() = Some(store.clone());
    state.shared_env.seen.set(0);
    watch(context);
    Ok(store)
}

/// Brings what other threads changed to the object behind `process.env`.
pub(super) fn refresh(context: &mut Context) -> JsResult<()> {
    let state = state(context);
    let Some(store) = state.shared_env.store.borrow().clone() else { return Ok(()) };
    let version = store.version.load(Ordering::Acquire);
    if state.shared_env.seen.replace(version) == version {
        return Ok(());
    }
    let Some(target) = state.slot(env::TARGET).as_object() else { return Ok(()) };
    let variables = store.lock().clone();
    for key in target.own_property_keys(context)? {
        let gone = match &key {
            PropertyKey::Symbol(_) => false,
            key => !variables.contains_key(&text::to_utf8(&JsValue::from(key.clone()).to_string(context)?)),
        };
        if gone {
            target.delete_property_or_throw(key, context)?;
        }
    }
    for (name, value) in variables {
        let key = JsValue::from(text::from_utf8(&name)).to_property_key(context)?;
        ops::define_value(&target, key, text::from_utf8(&value), true);
    }
    Ok(())
}

/// The script set a variable, or deleted it.
pub(super) fn changed(name: &str, value: Option<&str>, context: &Context) {
    let state = state(context);
    if let Some(store) = state.shared_env.store.borrow().as_ref() {
        store.change(|variables| {
            match value {
                Some(value) => variables.insert(name.to_owned(), value.to_owned()),
                None => variables.remove(name),
            };
        });
    }
}
