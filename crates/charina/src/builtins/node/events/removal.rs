//! Taking listeners off: removeListener and removeAllListeners.

use super::*;

pub(super) fn is_same(candidate: &JsValue, listener: &JsObject, context: &mut Context) -> JsResult<bool> {
    let Some(candidate) = candidate.as_object() else { return Ok(false) };
    if JsObject::equals(&candidate, listener) {
        return Ok(true);
    }
    let inner = wrapped(&candidate, context)?;
    Ok(inner.as_object().is_some_and(|inner| JsObject::equals(&inner, listener)))
}

/// <https://nodejs.org/api/events.html#emitterremovelistenereventname-listener>
pub(super) fn remove_listener(this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let emitter = this_object(this, context)?;
    let name = arguments.get_or_undefined(0);
    let listener = validate::function(arguments.get_or_undefined(1), "listener", context)?;
    let Some(events) = events_of(&emitter, context)? else { return Ok(this.clone()) };
    let key = name.to_property_key(context)?;
    let told;
    match lookup(&events, &key, context)? {
        Listeners::None => return Ok(this.clone()),
        Listeners::One(function) => {
            if !is_same(&function.clone().into(), &listener, context)? {
                return Ok(this.clone());
            }
            let count = count_of(&emitter, context)? - 1.0;
            set_count(&emitter, count, context)?;
            if emitter.get(symbol(|s| &s.shape_mode), context)?.to_boolean() {
                events.set(key, JsValue::undefined(), true, context)?;
                return Ok(this.clone());
            }
            if count == 0.0 {
                reset_events(&emitter, context)?;
                return Ok(this.clone());
            }
            events.delete_property_or_throw(key, context)?;
            let inner = wrapped(&function, context)?;
            told = if inner.to_boolean() { inner } else { listener.into() };
        }
        Listeners::Many(array) => {
            let all = elements(&array, context)?;
            let mut position = None;
            for (index, candidate) in all.iter().enumerate().rev() {
                if is_same(candidate, &listener, context)? {
                    position = Some(index);
                    break;
                }
            }
            let Some(position) = position else { return Ok(this.clone()) };
            // In place: the array may carry `warned`.
            for (index, value) in all.iter().enumerate().skip(position + 1) {
                array.set(index - 1, value.clone(), true, context)?;
            }
            array.set(js_string!("length"), all.len() - 1, true, context)?;
            if all.len() == 2 {
                let last = array.get(0, context)?;
                events.set(key, last, true, context)?;
            }
            told = listener.into();
        }
    }
    if !events.get(js_string!("removeListener"), context)?.is_undefined() {
        invoke(&emitter, js_string!("emit"), &[js_string!("removeListener").into(), name.clone(), told], context)?;
    }
    Ok(this.clone())
}

/// <https://nodejs.org/api/events.html#emitterremovealllistenerseventname>
pub(super) fn remove_all_listeners(this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let emitter = this_object(this, context)?;
    let Some(events) = events_of(&emitter, context)? else { return Ok(this.clone()) };
    let clear = |context: &mut Context| -> JsResult<()> {
        reset_events(&emitter, context)?;
        set_count(&emitter, 0.0, context)?;
        emitter.set(symbol(|s| &s.shape_mode), false, true, context)?;
        Ok(())
    };
    let silent = events.get(js_string!("removeListener"), context)?.is_undefined();
    let Some(name) = arguments.first() else {
        if !silent {
            let last = PropertyKey::from(js_string!("removeListener"));
            for key in events.own_property_keys(context)? {
                if key != last {
                    invoke(&emitter, js_string!("removeAllListeners"), &[JsValue::from(&key)], context)?;
                }
            }
            invoke(&emitter, js_string!("removeAllListeners"), &[js_string!("removeListener").into()], context)?;
        }
        clear(context)?;
        return Ok(this.clone());
    };
    let key = name.to_property_key(context)?;
    if silent {
        if !events.get(key.clone(), context)?.is_undefined() {
            let count = count_of(&emitter, context)? - 1.0;
            set_count(&emitter, count, context)?;
            if count == 0.0 {
                reset_events(&emitter, context)?;
            } else {
                events.delete_property_or_throw(key, context)?;
            }
        }
        emitter.set(symbol(|s| &s.shape_mode), false, true, context)?;
        return Ok(this.clone());
    }
    let all = match lookup(&events, &key, context)? {
        Listeners::None => Vec::new(),
        Listeners::One(function) => vec![function.into()],
        Listeners::Many(array) => elements(&array, context)?,
    };
    // The last first.
    for listener in all.into_iter().rev() {
        invoke(&emitter, js_string!("removeListener"), &[name.clone(), listener], context)?;
    }
    Ok(this.clone())
}
