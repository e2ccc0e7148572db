//! What waits for a promise, and what happens when it is settled: without function objects wherever no script could
//! get hold of them. <https://tc39.es/ecma262/#sec-promise-abstract-operations>

use super::{OperationType, Promise, PromiseCapability, PromiseEvent, PromiseState};
use crate::builtins::async_generator::AsyncGenerator;
use crate::builtins::generator::GeneratorContext;
use crate::error::{JsNativeError, PanicError};
use crate::job::PromiseJob;
use crate::native_function::NativeFunctionObject;
use crate::object::{CONSTRUCTOR, JsFunction, JsObject};
use crate::realm::Realm;
use crate::vm::{CompletionRecord, GeneratorResumeKind};
use crate::{Context, JsError, JsResult, JsSymbol, JsValue, js_string};
use boa_gc::{Finalize, Trace};

/// A PromiseReaction, for both ways a promise can go.
#[derive(Debug, Trace, Finalize)]
#[boa_gc(unsafe_no_drop)]
pub(crate) struct Reaction {
    handler: Handler,
    outcome: Outcome,
    /// [`Context::continuation`] when it was made.
    continuation: JsValue,
}

/// What a reaction does.
#[derive(Debug, Trace, Finalize)]
#[boa_gc(unsafe_no_drop)]
enum Handler {
    /// The arguments of `then`.
    Functions(Option<JsFunction>, Option<JsFunction>),
    /// The function goes on behind its `await`.
    Await(Box<GeneratorContext>),
    /// The promise of the outcome goes the same way: it was resolved with this one.
    Follow,
}

/// What becomes of a reaction's result.
#[derive(Debug, Trace, Finalize)]
#[boa_gc(unsafe_no_drop)]
enum Outcome {
    Nothing,
    /// Nothing, but the hook hears of this promise: V8's "throwaway".
    Heard(JsObject<Promise>),
    Promise(JsObject<Promise>),
    Capability(PromiseCapability),
}

impl Reaction {
    fn new(handler: Handler, outcome: Outcome, context: &Context) -> Self {
        Self { handler, outcome, continuation: context.continuation() }
    }

    /// NewPromiseReactionJob.
    fn job(self, settled: Settled, context: &mut Context) -> PromiseJob {
        let realm = self.realm(&settled, context).unwrap_or_else(|| context.realm().clone());
        PromiseJob::with_realm(move |context| self.run(settled, context), realm)
    }

    fn realm(&self, settled: &Settled, context: &mut Context) -> Option<Realm> {
        match (&self.handler, settled) {
            (Handler::Functions(Some(function), _), Settled::Fulfilled(_))
            | (Handler::Functions(_, Some(function)), Settled::Rejected(_)) => {
                function.get_function_realm(context).ok()
            }
            (Handler::Await(generator), _) => generator.call_frame.as_ref().map(|frame| frame.realm.clone()),
            _ => None,
        }
    }

    fn run(self, settled: Settled, context: &mut Context) -> JsResult<JsValue> {
        let Self { handler, outcome, continuation } = self;
        outcome.tell(PromiseEvent::Before, context);
        let outer = context.replace_continuation(continuation);
        let result = handler.run(settled, context).and_then(|settled| outcome.settle(settled, context));
        context.replace_continuation(outer);
        // There may be a hook only now.
        outcome.tell(PromiseEvent::After, context);
        result.map(|()| JsValue::undefined())
    }
}

/// How a promise went, and with what.
#[derive(Debug)]
enum Settled {
    Fulfilled(JsValue),
    Rejected(JsValue),
}

impl Handler {
    /// Err is what no script can catch.
    fn run(self, settled: Settled, context: &mut Context) -> JsResult<Settled> {
        match (self, settled) {
            (Self::Functions(Some(function), _), Settled::Fulfilled(argument))
            | (Self::Functions(_, Some(function)), Settled::Rejected(argument)) => {
                match function.call(&JsValue::undefined(), &[argument], context) {
                    Ok(value) => Ok(Settled::Fulfilled(value)),
                    Err(error) => Ok(Settled::Rejected(error.into_opaque(context)?)),
                }
            }
            (Self::Functions(..) | Self::Follow, settled) => Ok(settled),
            (Self::Await(generator), Settled::Fulfilled(value)) => {
                resume(*generator, value, GeneratorResumeKind::Normal, context)
            }
            (Self::Await(generator), Settled::Rejected(reason)) => {
                resume(*generator, reason, GeneratorResumeKind::Throw, context)
            }
        }
    }
}

fn resume(
    mut generator: GeneratorContext,
    value: JsValue,
    kind: GeneratorResumeKind,
    context: &mut Context,
) -> JsResult<Settled> {
    // Going on could clear the stack that it is found on.
    let object = generator.async_generator_object()?;
    let completion = generator.resume(Some(value), kind, context);
    if let Some(object) = object {
        let Ok(object) = object.downcast::<AsyncGenerator>() else {
            return Err(PanicError::new("an async generator's object is another").into());
        };
        object.borrow_mut().data_mut().context = Some(generator);
    }
    match completion {
        // An async function's own errors reject its promise: this one no script can catch.
        CompletionRecord::Throw(error) => Err(error),
        CompletionRecord::Normal(_) | CompletionRecord::Return(_) => Ok(Settled::Fulfilled(JsValue::undefined())),
    }
}

impl Outcome {
    fn tell(&self, event: PromiseEvent, context: &mut Context) {
        if context.vm.promise_hook.is_none() {
            return;
        }
        match self {
            Self::Nothing => {}
            Self::Heard(promise) | Self::Promise(promise) => context.tell_promise_hook(event, promise, None),
            Self::Capability(capability) => {
                if let Ok(promise) = capability.promise.clone().downcast() {
                    context.tell_promise_hook(event, &promise, None);
                }
            }
        }
    }

    fn settle(&self, settled: Settled, context: &mut Context) -> JsResult<()> {
        match (self, settled) {
            (Self::Nothing | Self::Heard(_), Settled::Fulfilled(_)) => Ok(()),
            // The engine's own handlers do not fail; if one does, the error must not be lost.
            (Self::Nothing | Self::Heard(_), Settled::Rejected(reason)) => Err(JsError::from_opaque(reason)),
            (Self::Promise(promise), Settled::Fulfilled(value)) => Promise::resolve_with(promise, value, context),
            (Self::Promise(promise), Settled::Rejected(reason)) => {
                Promise::reject_with(promise, reason, context);
                Ok(())
            }
            (Self::Capability(capability), Settled::Fulfilled(value)) => {
                capability.resolve().call(&JsValue::undefined(), &[value], context).map(drop)
            }
            (Self::Capability(capability), Settled::Rejected(reason)) => {
                capability.reject().call(&JsValue::undefined(), &[reason], context).map(drop)
            }
        }
    }
}

impl Promise {
    /// A new pending promise of the current realm's %Promise%; `parent` is what the hook hears it comes from.
    pub(crate) fn pending(parent: Option<&JsObject<Self>>, context: &mut Context) -> JsObject<Self> {
        let prototype = context.intrinsics().constructors().promise().prototype();
        let promise = JsObject::from_proto_and_data_with_shared_shape(context.root_shape(), prototype, Self::new());
        context.tell_promise_hook(PromiseEvent::Init, &promise, parent);
        promise
    }

    /// Whether `constructor` is the current realm's %Promise%.
    pub(crate) fn is_intrinsic(constructor: &JsObject, context: &Context) -> bool {
        JsObject::equals(constructor, &context.intrinsics().constructors().promise().constructor())
    }

    /// PromiseResolve(%Promise%, value), for an `await` in the function of `outer`.
    pub(crate) fn awaited(
        value: JsValue,
        outer: Option<&JsObject<Self>>,
        context: &mut Context,
    ) -> JsResult<JsObject<Self>> {
        if let Some(promise) = value.as_promise_object() {
            let constructor = promise.clone().upcast().get(CONSTRUCTOR, context)?;
            if constructor.as_object().is_some_and(|constructor| Self::is_intrinsic(&constructor, context)) {
                return Ok(promise);
            }
        }
        let promise = Self::pending(outer, context);
        Self::resolve_with(&promise, value, context)?;
        Ok(promise)
    }

    /// What a promise's resolving function does when it is first called. Errors are those that no script can catch.
    pub(crate) fn resolve_with(promise: &JsObject<Self>, resolution: JsValue, context: &mut Context) -> JsResult<()> {
        let Some(object) = resolution.as_object() else {
            Self::fulfill(promise, resolution, context);
            return Ok(());
        };
        if JsObject::equals(&object, &promise.clone().upcast()) {
            let error = JsNativeError::typ().with_message("Chaining cycle detected for promise #<Promise>");
            let error = error.into_opaque(context).into();
            Self::reject_with(promise, error, context);
            return Ok(());
        }
        let then = match object.get(js_string!("then"), context) {
            Ok(then) => then.as_object().and_then(JsFunction::from_object),
            Err(error) => {
                let error = error.into_opaque(context)?;
                Self::reject_with(promise, error, context);
                return Ok(());
            }
        };
        let Some(then) = then else {
            Self::fulfill(promise, resolution, context);
            return Ok(());
        };
        context.tell_promise_hook(PromiseEvent::Resolve, promise, None);
        let realm = then.get_function_realm(context).unwrap_or_else(|_| context.realm().clone());
        let promise = promise.clone();
        let continuation = context.continuation();
        let job = PromiseJob::with_realm(
            move |context| {
                let outer = context.replace_continuation(continuation);
                let result = Self::resolve_with_thenable(&promise, &object, &then, context);
                context.replace_continuation(outer);
                result
            },
            realm,
        );
        context.job_executor().enqueue_job(job.into(), context);
        Ok(())
    }

    /// NewPromiseResolveThenableJob's job.
    fn resolve_with_thenable(
        promise: &JsObject<Self>,
        thenable: &JsObject,
        then: &JsFunction,
        context: &mut Context,
    ) -> JsResult<JsValue> {
        // The functions would be handed to our own `then`, and its result to nobody.
        if context.vm.promise_hook.is_none()
            && is_native(then, Self::then)
            && let Ok(thenable) = thenable.clone().downcast::<Self>()
        {
            match Self::derived_constructor(&thenable, context) {
                Ok(None) => {
                    let reaction = Reaction::new(Handler::Follow, Outcome::Promise(promise.clone()), context);
                    Self::react(&thenable, reaction, context);
                    return Ok(JsValue::undefined());
                }
                Ok(Some(constructor)) => {
                    let functions = Self::create_resolving_functions(promise, context);
                    let result = PromiseCapability::new(&constructor, context).map(|capability| {
                        let handler = Handler::Functions(Some(functions.resolve), Some(functions.reject.clone()));
                        Self::react(&thenable, Reaction::new(handler, Outcome::Capability(capability), context), context);
                    });
                    if let Err(error) = result {
                        let error = error.into_opaque(context)?;
                        functions.reject.call(&JsValue::undefined(), &[error], context)?;
                    }
                }
                Err(error) => {
                    let error = error.into_opaque(context)?;
                    Self::reject_with(promise, error, context);
                }
            }
            return Ok(JsValue::undefined());
        }
        context.tell_promise_hook(PromiseEvent::Before, promise, None);
        let functions = Self::create_resolving_functions(promise, context);
        let arguments = [functions.resolve.into(), functions.reject.clone().into()];
        let result = match then.call(&thenable.clone().into(), &arguments, context) {
            Ok(value) => Ok(value),
            Err(error) => match error.into_opaque(context) {
                Ok(error) => functions.reject.call(&JsValue::undefined(), &[error], context),
                Err(error) => Err(error.into()),
            },
        };
        context.tell_promise_hook(PromiseEvent::After, promise, None);
        result
    }

    /// FulfillPromise.
    fn fulfill(promise: &JsObject<Self>, value: JsValue, context: &mut Context) {
        context.tell_promise_hook(PromiseEvent::Resolve, promise, None);
        let Some(reactions) = Self::settle(promise, PromiseState::Fulfilled(value.clone())) else { return };
        for reaction in reactions {
            let job = reaction.job(Settled::Fulfilled(value.clone()), context);
            context.job_executor().enqueue_job(job.into(), context);
        }
    }

    /// RejectPromise.
    pub(crate) fn reject_with(promise: &JsObject<Self>, reason: JsValue, context: &mut Context) {
        context.tell_promise_hook(PromiseEvent::Resolve, promise, None);
        let handled = promise.borrow().data().handled;
        let Some(reactions) = Self::settle(promise, PromiseState::Rejected(reason.clone())) else { return };
        for reaction in reactions {
            let job = reaction.job(Settled::Rejected(reason.clone()), context);
            context.job_executor().enqueue_job(job.into(), context);
        }
        if !handled {
            context.host_hooks().promise_rejection_tracker(promise, OperationType::Reject, context);
        }
    }

    /// Gives a pending promise its state and takes what waits for it.
    fn settle(promise: &JsObject<Self>, state: PromiseState) -> Option<Vec<Reaction>> {
        let mut promise = promise.borrow_mut();
        let promise = promise.data_mut();
        if !matches!(promise.state, PromiseState::Pending) {
            return None;
        }
        promise.state = state;
        Some(std::mem::take(&mut promise.reactions))
    }

    /// The second half of PerformPromiseThen.
    fn react(promise: &JsObject<Self>, reaction: Reaction, context: &mut Context) {
        let settled = {
            let mut promise = promise.borrow_mut();
            let promise = promise.data_mut();
            match &promise.state {
                PromiseState::Pending => {
                    // Most promises have one.
                    promise.reactions.reserve_exact(usize::from(promise.reactions.is_empty()));
                    promise.reactions.push(reaction);
                    promise.handled = true;
                    return;
                }
                PromiseState::Fulfilled(value) => Settled::Fulfilled(value.clone()),
                PromiseState::Rejected(reason) => Settled::Rejected(reason.clone()),
            }
        };
        if matches!(settled, Settled::Rejected(_)) && !promise.borrow().data().handled {
            context.host_hooks().promise_rejection_tracker(promise, OperationType::Handle, context);
        }
        let job = reaction.job(settled, context);
        context.job_executor().enqueue_job(job.into(), context);
        promise.borrow_mut().data_mut().handled = true;
    }

    /// `then`, behind the check of its receiver.
    pub(crate) fn derive(
        promise: &JsObject<Self>,
        on_fulfilled: Option<JsFunction>,
        on_rejected: Option<JsFunction>,
        context: &mut Context,
    ) -> JsResult<JsObject> {
        let handler = Handler::Functions(on_fulfilled, on_rejected);
        let (outcome, derived) = match Self::derived_constructor(promise, context)? {
            None => {
                let derived = Self::pending(Some(promise), context);
                (Outcome::Promise(derived.clone()), derived.upcast())
            }
            Some(constructor) => {
                let capability = PromiseCapability::new(&constructor, context)?;
                let derived = capability.promise.clone();
                (Outcome::Capability(capability), derived)
            }
        };
        Self::react(promise, Reaction::new(handler, outcome, context), context);
        Ok(derived)
    }

    /// PerformPromiseThen.
    pub(crate) fn perform_then(
        promise: &JsObject<Self>,
        on_fulfilled: Option<JsFunction>,
        on_rejected: Option<JsFunction>,
        capability: Option<PromiseCapability>,
        context: &mut Context,
    ) {
        let outcome = capability.map_or(Outcome::Nothing, Outcome::Capability);
        let reaction = Reaction::new(Handler::Functions(on_fulfilled, on_rejected), outcome, context);
        Self::react(promise, reaction, context);
    }

    /// Lets the function that runs, and stands at an `await`, go on when `promise` is settled.
    pub(crate) fn resume_behind(promise: &JsObject<Self>, context: &mut Context) {
        // The hook runs before the function leaves the stack.
        let outcome = if context.vm.promise_hook.is_some() {
            Outcome::Heard(Self::pending(Some(promise), context))
        } else {
            Outcome::Nothing
        };
        let generator = GeneratorContext::from_current(context, None);
        Self::react(promise, Reaction::new(Handler::Await(Box::new(generator)), outcome, context), context);
    }

    /// SpeciesConstructor(promise, %Promise%); None for %Promise% itself.
    fn derived_constructor(promise: &JsObject<Self>, context: &mut Context) -> JsResult<Option<JsObject>> {
        let constructor = promise.clone().upcast().get(CONSTRUCTOR, context)?;
        if constructor.is_undefined() {
            return Ok(None);
        }
        let Some(constructor) = constructor.as_object() else {
            return Err(JsNativeError::typ().with_message("The .constructor property is not an object").into());
        };
        if Self::is_intrinsic(&constructor, context) && has_own_species(&constructor) {
            return Ok(None);
        }
        let species = constructor.get(JsSymbol::species(), context)?;
        if species.is_null_or_undefined() {
            return Ok(None);
        }
        match species.as_constructor() {
            Some(species) if Self::is_intrinsic(&species, context) => Ok(None),
            Some(species) => Ok(Some(species)),
            None => Err(JsNativeError::typ().with_message("object.constructor[Symbol.species] is not a constructor").into()),
        }
    }
}

/// Whether `Promise[Symbol.species]` is the getter that answers its receiver.
fn has_own_species(constructor: &JsObject) -> bool {
    let property = constructor.borrow().properties().get(&JsSymbol::species().into());
    let getter = property.and_then(|property| property.get().and_then(JsValue::as_object));
    getter.and_then(JsFunction::from_object).is_some_and(|getter| is_native(&getter, Promise::get_species))
}

fn is_native(function: &JsFunction, native: crate::native_function::NativeFunctionPointer) -> bool {
    function.downcast_ref::<NativeFunctionObject>().is_some_and(|object| object.f.is(native))
}

/// A capability of %Promise%, which no script sees and which needs no functions. It is used as a PromiseCapability is.
#[derive(Debug, Clone, Trace, Finalize)]
#[boa_gc(unsafe_no_drop)]
pub(crate) struct OwnCapability {
    /// The promise.
    pub(crate) promise: JsObject,
    own: JsObject<Promise>,
}

impl OwnCapability {
    /// NewPromiseCapability(%Promise%).
    ///
    /// # Errors
    /// None.
    pub(crate) fn new(_constructor: &JsObject, context: &mut Context) -> JsResult<Self> {
        Ok(Self::of(Promise::pending(None, context)))
    }

    /// The capability of a promise that nobody else settles.
    pub(crate) fn of(promise: JsObject<Promise>) -> Self {
        Self { promise: promise.clone().upcast(), own: promise }
    }

    /// The promise.
    pub(crate) fn promise(&self) -> &JsObject {
        &self.promise
    }

    /// What resolves it.
    pub(crate) fn resolve(&self) -> Settler<'_> {
        Settler { promise: &self.own, rejects: false }
    }

    /// What rejects it.
    pub(crate) fn reject(&self) -> Settler<'_> {
        Settler { promise: &self.own, rejects: true }
    }
}

/// Stands for a resolving function.
#[derive(Debug)]
pub(crate) struct Settler<'a> {
    promise: &'a JsObject<Promise>,
    rejects: bool,
}

impl Settler<'_> {
    /// Settles the promise with the first argument.
    ///
    /// # Errors
    /// Those that no script can catch.
    pub(crate) fn call(&self, _this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
        let value = arguments.first().cloned().unwrap_or_default();
        if self.rejects {
            Promise::reject_with(self.promise, value, context);
        } else {
            Promise::resolve_with(self.promise, value, context)?;
        }
        Ok(JsValue::undefined())
    }
}
