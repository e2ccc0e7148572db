//! Asking what listeners there are: listeners, rawListeners, listenerCount, eventNames.

use super::removal::is_same;
use super::*;

fn list(this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<Vec<JsValue>> {
    let emitter = this_object(this, context)?;
    let Some(events) = events_of(&emitter, context)? else { return Ok(Vec::new()) };
    let key = arguments.get_or_undefined(0).to_property_key(context)?;
    match lookup(&events, &key, context)? {
        Listeners::None => Ok(Vec::new()),
        Listeners::One(function) => Ok(vec![function.into()]),
        Listeners::Many(array) => elements(&array, context),
    }
}

/// <https://nodejs.org/api/events.html#emitterlistenerseventname>
pub(super) fn listeners(this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let mut all = list(this, arguments, context)?;
    for value in &mut all {
        if let Some(function) = value.as_object() {
            let inner = wrapped(&function, context)?;
            if inner.is_callable() {
                *value = inner;
            }
        }
    }
    Ok(JsArray::from_iter(all, context).into())
}

/// <https://nodejs.org/api/events.html#emitterrawlistenerseventname>
pub(super) fn raw_listeners(this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let all = list(this, arguments, context)?;
    Ok(JsArray::from_iter(all, context).into())
}

/// <https://nodejs.org/api/events.html#emitterlistenercounteventname-listener>
pub(super) fn listener_count(this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let all = list(this, arguments, context)?;
    let wanted = arguments.get_or_undefined(1);
    if wanted.is_null_or_undefined() {
        return Ok(all.len().into());
    }
    let Some(wanted) = wanted.as_object() else { return Ok(0.into()) };
    let mut count = 0;
    for value in &all {
        count += i32::from(is_same(value, &wanted, context)?);
    }
    Ok(count.into())
}

/// <https://nodejs.org/api/events.html#emittereventnames>
pub(super) fn event_names(this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let emitter = this_object(this, context)?;
    let mut names = Vec::new();
    if count_of(&emitter, context)? > 0.0
        && let Some(events) = events_of(&emitter, context)?
    {
        names = events.own_property_keys(context)?.iter().map(JsValue::from).collect();
    }
    Ok(JsArray::from_iter(names, context).into())
}
