//! `structuredClone` (<https://html.spec.whatwg.org/multipage/structured-data.html#dom-structuredclone>), and the format
//! that it shares with `v8.serialize`. Messages between ports and threads are the same in two halves.

mod read;
mod write;

pub(crate) use read::{Reader, Source};
pub(crate) use write::{Host, Writer};

use crate::builtins::{self, Builtin, node::buffer};
use crate::errors;
use charina_engine::builtins::array_buffer::SharedArrayBuffer;
use charina_engine::bytes::{self, is_detached};
use charina_engine::object_builtins::JsSharedArrayBuffer;
use charina_engine::{
    AlignedVec, Context, JsArgs, JsArray, JsArrayBuffer, JsError, JsNativeError, JsObject, JsResult, JsString,
    JsSymbol, JsValue, Op, PropertyKey, js_string, ops, text,
};
use std::cell::RefCell;

/// The module.
pub(crate) const BUILTINS: &[Builtin] = &[Builtin::native("internal/structured_clone", load)];

fn load(context: &mut Context) -> JsResult<JsValue> {
    let table = [
        Op::new("isDetached", 1, |_, arguments, _| {
            Ok(arguments.get_or_undefined(0).as_object().is_some_and(|object| is_detached(&object)).into())
        }),
        Op::new("setUncloneable", 1, set_uncloneable),
        Op::new("structuredClone", 2, structured_clone),
    ];
    Ok(ops::ops_object(&table, context).into())
}

/// A clone within one runtime: platform objects clone themselves, shared memory stays shared.
struct Clone {
    /// The key of a platform object's own method.
    key: Option<JsSymbol>,
    /// Whether anything was marked as not to be cloned.
    marks: bool,
    shared: RefCell<Vec<JsObject>>,
}

impl Clone {
    fn new(context: &mut Context) -> JsResult<Self> {
        let key = builtins::require_property("internal/interface", "kClone", context)?;
        let marks = !crate::state::state(context).slot(UNCLONEABLE).is_undefined();
        Ok(Self { key: key.as_symbol(), marks, shared: RefCell::default() })
    }
}

/// What a platform object says of its clone: `object[kClone]()`.
fn platform_clone(object: &JsObject, key: &JsSymbol, context: &mut Context) -> JsResult<Option<(JsValue, JsValue)>> {
    let method = object.get(PropertyKey::from(key.clone()), context)?;
    let Some(method) = method.as_callable() else { return Ok(None) };
    let info = method.call(&object.clone().into(), &[], context)?.to_object(context)?;
    let data = info.get(js_string!("data"), context)?;
    Ok(Some((data, info.get(js_string!("deserializeInfo"), context)?)))
}

impl Host for Clone {
    fn write_host_object(&self, object: &JsObject, writer: &Writer, context: &mut Context) -> JsResult<bool> {
        if self.marks {
            check_cloneable(object, self, context)?;
        }
        let Some(key) = &self.key else { return Ok(false) };
        let Some((data, info)) = platform_clone(object, key, context)? else { return Ok(false) };
        writer.value(&info, self, context)?;
        writer.value(&data, self, context)?;
        Ok(true)
    }

    fn clone_error(&self, message: &str, context: &mut Context) -> JsError {
        buffer::dom_exception(message, "DataCloneError", context)
    }

    fn shared_id(&self, buffer: &JsObject, _context: &mut Context) -> JsResult<u32> {
        let mut shared = self.shared.borrow_mut();
        shared.push(buffer.clone());
        Ok(u32::try_from(shared.len() - 1).unwrap_or(u32::MAX))
    }
}

impl Source for Clone {
    fn read_host_object(&self, reader: &Reader, context: &mut Context) -> JsResult<JsValue> {
        let info = reader.value(self, context)?.to_string(context)?;
        let info = text::to_utf8(&info);
        let data = reader.value(self, context)?;
        let (module, function) = info.split_once(':').unwrap_or((&info, ""));
        if builtins::find(module).is_none() {
            return Err(JsNativeError::error().with_message(format!("Missing internal module '{module}'")).into());
        }
        // What a message names may come from anywhere: only what is made for it is called.
        let known = module.starts_with("internal/");
        let restore = if known { builtins::require_property(module, function, context)? } else { JsValue::undefined() };
        match restore.as_callable() {
            Some(restore) => restore.call(&JsValue::undefined(), &[data], context),
            None => Err(JsNativeError::error().with_message(format!("Unknown deserialize spec {info}")).into()),
        }
    }

    fn shared(&self, id: u32, context: &mut Context) -> JsResult<JsObject> {
        let found = usize::try_from(id).ok().and_then(|id| self.shared.borrow().get(id).cloned());
        let Some(found) = found else { return Err(JsNativeError::error().with_message("no such buffer").into()) };
        let inner = JsSharedArrayBuffer::from_object(found)?.inner();
        Ok(JsSharedArrayBuffer::from_buffer(inner, context).into())
    }
}

/// Where the test for what was marked is, once something is.
const UNCLONEABLE: &str = "messaging.uncloneable";

/// `setUncloneable(test)`: from now on `test(object)` is asked of each object that is cloned.
fn set_uncloneable(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    crate::state::state(context).set_slot(UNCLONEABLE, arguments.get_or_undefined(0).clone());
    Ok(JsValue::undefined())
}

fn check_cloneable(object: &JsObject, host: &dyn Host, context: &mut Context) -> JsResult<()> {
    let Some(test) = crate::state::state(context).slot(UNCLONEABLE).as_callable() else { return Ok(()) };
    if test.call(&JsValue::undefined(), &[object.clone().into()], context)?.to_boolean() {
        return Err(host.clone_error("Cannot clone object of unsupported type.", context));
    }
    Ok(())
}

/// The list in `options.transfer`.
fn transfer_list(options: &JsValue, context: &mut Context) -> JsResult<Vec<JsValue>> {
    if options.is_undefined() || options.is_null() {
        return Ok(Vec::new());
    }
    let Some(options) = options.as_object() else {
        let message = "Failed to execute 'structuredClone': Options cannot be converted to a dictionary";
        return Err(errors::type_error("ERR_INVALID_ARG_TYPE", message, context));
    };
    let list = options.get(js_string!("transfer"), context)?;
    if list.is_undefined() {
        return Ok(Vec::new());
    }
    let array = context.intrinsics().constructors().array().constructor();
    let from = array.get(JsString::from("from"), context)?;
    let iterable = match list.as_object() {
        Some(object) => object.get(PropertyKey::from(JsSymbol::iterator()), context)?.is_callable(),
        None => false,
    };
    let (Some(from), true) = (from.as_callable(), iterable) else {
        let message = "Failed to execute 'structuredClone': transfer in Options cannot be converted to sequence.";
        return Err(errors::type_error("ERR_INVALID_ARG_TYPE", message, context));
    };
    let list = from.call(&array.into(), &[list], context)?.to_object(context)?;
    let list = JsArray::from_object(list)?;
    let length = list.length(context)?;
    let item = |index| match list.get(index, context)? {
        item if item.is_object() => Ok(item),
        _ => {
            let message =
                format!("Failed to execute 'structuredClone': transfer in Options[{index}] is not an object.");
            Err(errors::type_error("ERR_INVALID_ARG_TYPE", &message, context))
        }
    };
    (0..length).map(item).collect()
}

fn is_untransferable(object: &JsObject, context: &mut Context) -> JsResult<bool> {
    // Nobody can have marked anything before the module was there.
    if !crate::state::state(context).builtins.borrow().contains_key("internal/worker/messaging") {
        return Ok(false);
    }
    let test = builtins::require_property("internal/worker/messaging", "isMarkedAsUntransferable", context)?;
    match test.as_callable() {
        Some(test) => Ok(test.call(&JsValue::undefined(), &[object.clone().into()], context)?.to_boolean()),
        None => Ok(false),
    }
}

/// <https://nodejs.org/api/globals.html#structuredclonevalue-options>
fn structured_clone(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let Some(value) = arguments.first() else {
        return Err(errors::type_error("ERR_MISSING_ARGS", "The value argument must be specified", context));
    };
    let host = Clone::new(context)?;
    let mut buffers: Vec<JsObject> = Vec::new();
    let mut begun = [false; 2];
    let copied = listed(arguments.get_or_undefined(1), &mut buffers, &mut begun, &host, context)
        .and_then(|()| copy(value, buffers, &host, context));
    end_transfer(begun, context)?;
    copied
}

/// Reads the list of what is transferred: the buffers in it, and who else has begun a transfer.
fn listed(
    options: &JsValue,
    buffers: &mut Vec<JsObject>,
    begun: &mut [bool; 2],
    host: &Clone,
    context: &mut Context,
) -> JsResult<()> {
    for item in transfer_list(options, context)? {
        let refusal = match item.as_object() {
            Some(object) if begin_transfer(&object, begun, context)? => continue,
            Some(object) if JsArrayBuffer::from_object(object.clone()).is_err() => {
                "Found invalid value in transferList."
            }
            Some(object) if is_detached(&object) => "Cannot transfer object of unsupported type.",
            Some(object) if buffers.contains(&object) => "Transfer list contains duplicate ArrayBuffer",
            Some(object) if is_untransferable(&object, context)? => "Cannot transfer object of unsupported type.",
            Some(object) => {
                buffers.push(object);
                continue;
            }
            None => "Found invalid value in transferList.",
        };
        return Err(host.clone_error(refusal, context));
    }
    Ok(())
}

fn copy(value: &JsValue, buffers: Vec<JsObject>, host: &Clone, context: &mut Context) -> JsResult<JsValue> {
    let serialized = write(value, buffers, host, context)?;
    read(serialized.bytes, serialized.buffers, host, context)
}

/// A value on its way, to any thread: what was written, the memory that moves with it and the memory that stays shared.
pub(crate) struct Serialized {
    bytes: Vec<u8>,
    buffers: Vec<AlignedVec<u8>>,
    shared: Vec<SharedArrayBuffer>,
}

impl Serialized {
    /// The first half of a clone. `buffers` are the ArrayBuffers that move; they are detached if nothing throws.
    pub(crate) fn write(value: &JsValue, buffers: Vec<JsObject>, context: &mut Context) -> JsResult<Self> {
        let host = Clone::new(context)?;
        write(value, buffers, &host, context)
    }

    /// The second half.
    pub(crate) fn read(self, context: &mut Context) -> JsResult<JsValue> {
        let host = Clone::new(context)?;
        for buffer in self.shared {
            let object = JsSharedArrayBuffer::from_buffer(buffer, context).into();
            host.shared.borrow_mut().push(object);
        }
        read(self.bytes, self.buffers, &host, context)
    }

    /// The same for another receiver; nothing may move with it.
    pub(crate) fn duplicate(&self) -> Self {
        Self { bytes: self.bytes.clone(), buffers: Vec::new(), shared: self.shared.clone() }
    }
}

fn write(value: &JsValue, buffers: Vec<JsObject>, host: &Clone, context: &mut Context) -> JsResult<Serialized> {
    let writer = Writer::default();
    for (id, buffer) in buffers.iter().enumerate() {
        writer.transfer(buffer.clone(), u32::try_from(id).unwrap_or(u32::MAX));
    }
    writer.value(value, host, context)?;
    let mut moved = Vec::with_capacity(buffers.len());
    for buffer in buffers {
        moved.push(JsArrayBuffer::from_object(buffer)?.detach(&JsValue::undefined())?);
    }
    let shared = host.shared.borrow().clone();
    let shared = shared.into_iter().map(|object| JsSharedArrayBuffer::from_object(object).map(|buffer| buffer.inner()));
    Ok(Serialized { bytes: writer.release(), buffers: moved, shared: shared.collect::<JsResult<_>>()? })
}

fn read(bytes: Vec<u8>, buffers: Vec<AlignedVec<u8>>, host: &Clone, context: &mut Context) -> JsResult<JsValue> {
    let reader = Reader::new(bytes);
    for (id, block) in buffers.into_iter().enumerate() {
        let buffer = bytes::array_buffer(block, context)?;
        reader.transfer(u32::try_from(id).unwrap_or(u32::MAX), buffer.into());
    }
    reader.value(host, context)
}

/// The modules of message ports and of streams: `(module, what must be loaded for there to be any)`.
const TRANSFERABLE: [(&str, &str); 2] = [
    ("internal/worker/messaging", "internal/worker/messaging"),
    ("internal/webstreams/transfer", "internal/webstreams/util"),
];

/// Whether `object` is a port or stream that may be transferred; its clone then takes over.
fn begin_transfer(object: &JsObject, begun: &mut [bool; 2], context: &mut Context) -> JsResult<bool> {
    for ((module, needed), begun) in TRANSFERABLE.into_iter().zip(begun) {
        if !crate::state::state(context).builtins.borrow().contains_key(needed) {
            continue;
        }
        let begin = builtins::require_property(module, "beginTransfer", context)?;
        let Some(begin) = begin.as_callable() else { continue };
        if begin.call(&JsValue::undefined(), &[object.clone().into()], context)?.to_boolean() {
            *begun = true;
            return Ok(true);
        }
    }
    Ok(false)
}

/// What was listed is forgotten.
fn end_transfer(begun: [bool; 2], context: &mut Context) -> JsResult<()> {
    for ((module, _), begun) in TRANSFERABLE.into_iter().zip(begun) {
        if !begun {
            continue;
        }
        let end = builtins::require_property(module, "endTransfer", context)?;
        if let Some(end) = end.as_callable() {
            end.call(&JsValue::undefined(), &[], context)?;
        }
    }
    Ok(())
}
