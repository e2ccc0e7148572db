//! Resources that `using` and `await using` declare, and how they are disposed of
//! (<https://tc39.es/proposal-explicit-resource-management/>). The compiler keeps an object of this kind in a register
//! for each list of statements that declares some; see `bytecompiler/disposal.rs`.

use super::opcode::{IndexOperand, Operation, RegisterOperand};
use crate::{
    Context, JsData, JsError, JsNativeError, JsObject, JsResult, JsString, JsValue, js_string,
    property::Attribute,
};
use boa_gc::{Finalize, Trace};

/// What the instruction does with the resources in one register and the value in another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
pub(crate) enum Step {
    /// Puts an empty list into the register.
    New,
    /// Adds the value, a resource to be disposed of at once.
    Add,
    /// Adds the value, a resource whose disposal is awaited.
    AddAsync,
    /// Notes that the value was thrown.
    Note,
    /// Disposes of resources until something must be awaited: whether so is the value then.
    Dispose,
    /// Puts into the value what must be awaited.
    Awaited,
    /// Disposes of what is left and throws what was noted.
    Finish,
}

/// How a resource is disposed of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Finalize)]
enum Kind {
    Sync,
    Async,
    /// Awaited, though its method is that of `Symbol.dispose`.
    SyncAwaited,
}

#[derive(Debug, Finalize, Trace)]
struct Resource {
    value: JsValue,
    /// Nothing for what was null or undefined.
    method: Option<JsObject>,
    #[unsafe_ignore_trace]
    kind: Kind,
}

#[derive(Debug, Default, Finalize, Trace, JsData)]
struct Resources {
    list: Vec<Resource>,
    error: Option<JsValue>,
    awaited: JsValue,
    needs_await: bool,
    has_awaited: bool,
}

/// Makes the error that carries an `error` and the one that it `suppressed`.
pub type SuppressedErrorMaker = fn(error: JsValue, suppressed: JsValue, context: &mut Context) -> JsResult<JsValue>;

/// What [`Context::set_suppressed_error`] was given.
struct Maker(SuppressedErrorMaker);

impl Context {
    /// Tells how a SuppressedError is made
    /// (<https://tc39.es/proposal-explicit-resource-management/#sec-suppressederror-objects>). Without it, it is an Error
    /// with that name.
    pub fn set_suppressed_error(&mut self, maker: SuppressedErrorMaker) {
        self.insert_data(Maker(maker));
    }
}

impl Resources {
    fn with<T>(object: &JsValue, work: impl FnOnce(&mut Self) -> T) -> JsResult<T> {
        let object = object.as_object();
        let resources = object.as_ref().and_then(JsObject::downcast_mut::<Self>);
        resources
            .map(|mut resources| work(&mut resources))
            .ok_or_else(|| JsNativeError::typ().with_message("no resources are kept here").into())
    }
}

/// `Symbol[name]`, which nothing can change.
fn symbol_method(value: &JsObject, name: JsString, context: &mut Context) -> JsResult<JsValue> {
    let symbols = context.intrinsics().constructors().symbol().constructor();
    match symbols.get(name, context)?.as_symbol() {
        Some(symbol) => value.get(symbol, context),
        None => Ok(JsValue::undefined()),
    }
}

/// <https://tc39.es/proposal-explicit-resource-management/#sec-adddisposableresource>
fn add(resources: &JsValue, value: JsValue, is_async: bool, context: &mut Context) -> JsResult<()> {
    let resource = if value.is_null_or_undefined() {
        if !is_async {
            return Ok(());
        }
        Resource { value, method: None, kind: Kind::Async }
    } else {
        let object = value.as_object().ok_or_else(|| {
            JsNativeError::typ().with_message("An object is expected with `using` declarations")
        })?;
        let mut kind = Kind::Sync;
        let mut method = JsValue::undefined();
        if is_async {
            kind = Kind::Async;
            method = symbol_method(&object, js_string!("asyncDispose"), context)?;
        }
        if method.is_null_or_undefined() {
            method = symbol_method(&object, js_string!("dispose"), context)?;
            kind = if is_async { Kind::SyncAwaited } else { Kind::Sync };
        }
        let method = method.as_callable().ok_or_else(|| {
            JsNativeError::typ().with_message("Symbol(Symbol.dispose) is not a function")
        })?;
        Resource { value, method: Some(method), kind }
    };
    Resources::with(resources, |resources| resources.list.push(resource))
}

/// Notes an error: it suppresses the one before.
fn note(resources: &JsValue, error: JsValue, context: &mut Context) -> JsResult<()> {
    let error = match Resources::with(resources, |resources| resources.error.take())? {
        None => error,
        Some(suppressed) => match context.get_data::<Maker>().map(|maker| maker.0) {
            Some(make) => make(error, suppressed, context)?,
            None => plain_suppressed_error(error, suppressed, context)?,
        },
    };
    Resources::with(resources, |resources| resources.error = Some(error))
}

fn plain_suppressed_error(error: JsValue, suppressed: JsValue, context: &mut Context) -> JsResult<JsValue> {
    let message = "An error was suppressed during disposal";
    let object = JsNativeError::error().with_message(message).into_opaque(context);
    let parts = [
        (js_string!("name"), js_string!("SuppressedError").into()),
        (js_string!("error"), error),
        (js_string!("suppressed"), suppressed),
    ];
    for (name, value) in parts {
        let attribute = Attribute::WRITABLE | Attribute::CONFIGURABLE;
        let descriptor = crate::property::PropertyDescriptor::builder()
            .value(value)
            .writable(attribute.writable())
            .enumerable(attribute.enumerable())
            .configurable(attribute.configurable());
        object.define_property_or_throw(name, descriptor, context)?;
    }
    Ok(object.into())
}

/// The steps of <https://tc39.es/proposal-explicit-resource-management/#sec-disposeresources> up to where something must
/// be awaited; false at the end.
fn dispose(resources: &JsValue, context: &mut Context) -> JsResult<bool> {
    loop {
        let next = Resources::with(resources, |resources| {
            if let Some(next) = resources.list.pop() {
                // What only wanted a turn gets it before the next that wants none.
                if next.kind == Kind::Sync && resources.needs_await && !resources.has_awaited {
                    resources.needs_await = false;
                    resources.list.push(next);
                    resources.awaited = JsValue::undefined();
                    return Err(true);
                }
                return Ok(next);
            }
            let last = resources.needs_await && !resources.has_awaited;
            resources.needs_await = false;
            resources.awaited = JsValue::undefined();
            Err(last)
        })?;
        let resource = match next {
            Ok(resource) => resource,
            Err(awaits) => return Ok(awaits),
        };
        let Some(method) = &resource.method else {
            Resources::with(resources, |resources| resources.needs_await = true)?;
            continue;
        };
        let result = match method.call(&resource.value, &[], context) {
            Ok(result) => Some(result),
            Err(error) if !error.is_catchable() => return Err(error),
            Err(error) => {
                let error = error.into_opaque(context)?;
                note(resources, error, context)?;
                None
            }
        };
        let awaited = match resource.kind {
            Kind::Sync => None,
            Kind::Async => result,
            Kind::SyncAwaited => Some(JsValue::undefined()),
        };
        if let Some(awaited) = awaited {
            Resources::with(resources, |resources| {
                resources.has_awaited = true;
                resources.awaited = awaited;
            })?;
            return Ok(true);
        }
    }
}

/// `Disposal` implements the Opcode Operation for `Opcode::Disposal`: a [`Step`].
#[derive(Debug, Clone, Copy)]
pub(crate) struct Disposal;

impl Disposal {
    #[inline(never)]
    pub(super) fn operation(
        (step, resources, value): (IndexOperand, RegisterOperand, RegisterOperand),
        context: &mut Context,
    ) -> JsResult<()> {
        let step = u32::from(step);
        if step == Step::New as u32 {
            let object = JsObject::from_proto_and_data(None, Resources::default());
            context.vm.set_register(resources.into(), object.into());
            return Ok(());
        }
        let list = context.vm.get_register(resources.into()).clone();
        let given = context.vm.get_register(value.into()).clone();
        match step {
            step if step == Step::Add as u32 => add(&list, given, false, context),
            step if step == Step::AddAsync as u32 => add(&list, given, true, context),
            step if step == Step::Note as u32 => note(&list, given, context),
            step if step == Step::Dispose as u32 => {
                let awaits = dispose(&list, context)?;
                context.vm.set_register(value.into(), awaits.into());
                Ok(())
            }
            step if step == Step::Awaited as u32 => {
                let awaited = Resources::with(&list, |resources| std::mem::take(&mut resources.awaited))?;
                context.vm.set_register(value.into(), awaited);
                Ok(())
            }
            _ => {
                while dispose(&list, context)? {}
                match Resources::with(&list, |resources| resources.error.take())? {
                    Some(error) => Err(JsError::from_opaque(error)),
                    None => Ok(()),
                }
            }
        }
    }
}

impl Operation for Disposal {
    const NAME: &'static str = "Disposal";
    const INSTRUCTION: &'static str = "INST - Disposal";
    const COST: u8 = 10;
}
