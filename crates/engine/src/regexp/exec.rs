//! `exec`, `test` and `match`.

use super::matcher::{self, Flags};
use super::{State, state};
use crate::strings::piece;
use crate::{Context, JsArray, JsObject, JsResult, JsString, JsValue, js_string, ops, raw};
use boa_engine::builtins::regexp::RegExp;
use regress::Match;

/// RegExpBuiltinExec (<https://tc39.es/ecma262/#sec-regexpbuiltinexec>) up to the match. `pristine` says that
/// `lastIndex` is a plain small number.
pub(super) fn find(
    state: &State,
    regexp: &JsObject,
    flags: Flags,
    string: &JsString,
    pristine: bool,
    context: &mut Context,
) -> JsResult<Option<Match>> {
    let last_index = match raw::slot(regexp, 0).and_then(|index| index.as_i32()) {
        Some(index) if pristine => u64::from(index.unsigned_abs()),
        _ => regexp.get(js_string!("lastIndex"), context)?.to_length(context)?,
    };
    let moves = flags.global || flags.sticky;
    let start = if moves { usize::try_from(last_index).unwrap_or(usize::MAX) } else { 0 };
    let found = if start > string.len() {
        None
    } else {
        matcher::find(regexp, string, start, &mut state.input.borrow_mut())
            .filter(|found| !flags.sticky || found.start() == start)
    };
    if moves {
        set_last_index(regexp, found.as_ref().map_or(0, Match::end), pristine, context)?;
    }
    if let Some(found) = &found {
        state.last.borrow_mut().remember(string, found);
    }
    Ok(found)
}

/// `Set(R, "lastIndex", index, true)`.
pub(super) fn set_last_index(regexp: &JsObject, index: usize, pristine: bool, context: &mut Context) -> JsResult<()> {
    if pristine {
        raw::set_slot(regexp, 0, JsValue::from(index));
    } else {
        regexp.set(js_string!("lastIndex"), index, true, context)?;
    }
    Ok(())
}

/// The `groups` object of a match, or undefined.
pub(super) fn groups(string: &JsString, found: &Match) -> JsValue {
    named(found, |range| piece(string, range.start, range.end).into())
}

fn named(found: &Match, mut value: impl FnMut(std::ops::Range<usize>) -> JsValue) -> JsValue {
    let mut names = found.named_groups().peekable();
    if names.peek().is_none() {
        return JsValue::undefined();
    }
    let object = JsObject::with_null_proto();
    for (name, range) in names {
        let key = crate::text::from_utf8(name);
        match range {
            Some(range) => ops::define_value(&object, key, value(range), true),
            // Of several groups of one name at most one has matched.
            None if object.borrow().properties().contains_key(&key.clone().into()) => {}
            None => ops::define_value(&object, key, JsValue::undefined(), true),
        }
    }
    object.into()
}

/// The result array of a match.
fn result(state: &State, string: &JsString, found: &Match, flags: Flags, context: &mut Context) -> JsObject {
    let all = std::iter::once(Some(found.range())).chain(found.captures.iter().cloned());
    let strings: Vec<JsValue> = all
        .clone()
        .map(|range| range.map_or_else(JsValue::undefined, |range| piece(string, range.start, range.end).into()))
        .collect();
    let array: JsObject = JsArray::from_iter(strings, context).into();
    let more = [found.start().into(), string.clone().into(), groups(string, found)];
    let shape = state.result_shape.borrow().clone();
    match shape {
        Some(shape) => raw::extend_array(&array, &shape, more),
        None => {
            for (key, value) in [js_string!("index"), js_string!("input"), js_string!("groups")].into_iter().zip(more) {
                ops::define_value(&array, key, value, true);
            }
            *state.result_shape.borrow_mut() = raw::shape_if_shared(&array);
        }
    }
    if flags.indices {
        let pair = |range: std::ops::Range<usize>, context: &mut Context| {
            JsValue::from(JsArray::from_iter([range.start.into(), range.end.into()], context))
        };
        let pairs: Vec<JsValue> =
            all.map(|range| range.map_or_else(JsValue::undefined, |range| pair(range, context))).collect();
        let indices: JsObject = JsArray::from_iter(pairs, context).into();
        let groups = named(found, |range| pair(range, context));
        ops::define_value(&indices, js_string!("groups"), groups, true);
        ops::define_value(&array, js_string!("indices"), indices, true);
    }
    array
}

/// <https://tc39.es/ecma262/#sec-regexp.prototype.exec>
pub(super) fn exec(
    this: &JsValue,
    arguments: &[JsValue],
    original: &JsObject,
    context: &mut Context,
) -> JsResult<JsValue> {
    let (Some(regexp), Some(state)) = (this.as_object().filter(JsObject::is::<RegExp>), state(context)) else {
        return original.call(this, arguments, context);
    };
    let string = arguments.first().cloned().unwrap_or_default().to_string(context)?;
    let Some(flags) = matcher::flags(&regexp) else { return original.call(this, arguments, context) };
    let pristine = state.is_pristine(&regexp);
    let found = find(&state, &regexp, flags, &string, pristine, context)?;
    Ok(found.map_or_else(JsValue::null, |found| result(&state, &string, &found, flags, context).into()))
}

/// The state and flags for a fast path: `this` is a pristine expression.
pub(super) fn pristine(this: &JsValue, context: &Context) -> Option<(std::rc::Rc<State>, JsObject, Flags)> {
    let regexp = this.as_object()?;
    let state = state(context)?;
    if !state.is_pristine(&regexp) {
        return None;
    }
    let flags = matcher::flags(&regexp)?;
    Some((state, regexp, flags))
}

/// <https://tc39.es/ecma262/#sec-regexp.prototype.test>
pub(super) fn test(
    this: &JsValue,
    arguments: &[JsValue],
    original: &JsObject,
    context: &mut Context,
) -> JsResult<JsValue> {
    // Making a string of an object may run anything: afterwards the expression is looked at, as by the engine.
    let string = arguments.first().cloned().unwrap_or_default();
    let simple = string.is_string();
    match pristine(this, context).filter(|_| simple) {
        Some((state, regexp, flags)) => {
            let string = string.to_string(context)?;
            Ok(find(&state, &regexp, flags, &string, true, context)?.is_some().into())
        }
        None => original.call(this, arguments, context),
    }
}

/// <https://tc39.es/ecma262/#sec-regexp.prototype-%symbol.match%>
pub(super) fn match_(
    this: &JsValue,
    arguments: &[JsValue],
    original: &JsObject,
    context: &mut Context,
) -> JsResult<JsValue> {
    let string = arguments.first().and_then(JsValue::as_string);
    let (Some((state, regexp, flags)), Some(string)) = (pristine(this, context), string) else {
        return original.call(this, arguments, context);
    };
    if !flags.global {
        let found = find(&state, &regexp, flags, &string, true, context)?;
        return Ok(found.map_or_else(JsValue::null, |found| result(&state, &string, &found, flags, context).into()));
    }
    let mut strings: Vec<JsValue> = Vec::new();
    every(&state, &regexp, flags, &string, |found| strings.push(piece(&string, found.start(), found.end()).into()));
    if strings.is_empty() {
        return Ok(JsValue::null());
    }
    Ok(JsArray::from_iter(strings, context).into())
}

/// Hands each match of a pristine global expression to `each`, as the loops of `match` and `replace` find them, and
/// leaves `lastIndex` as they do: at 0.
pub(super) fn every(state: &State, regexp: &JsObject, flags: Flags, string: &JsString, mut each: impl FnMut(&Match)) {
    let mut input = state.input.borrow_mut();
    let mut last = None;
    let mut start = 0;
    while start <= string.len() {
        let Some(found) = matcher::find(regexp, string, start, &mut input) else { break };
        if flags.sticky && found.start() != start {
            break;
        }
        each(&found);
        let end = found.end();
        start = if found.range.is_empty() { matcher::advance(string, end, flags.unicode) } else { end };
        last = Some(found);
    }
    if let Some(last) = last {
        state.last.borrow_mut().remember(string, &last);
    }
    raw::set_slot(regexp, 0, JsValue::from(0));
}
