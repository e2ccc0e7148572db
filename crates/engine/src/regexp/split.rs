//! `RegExp.prototype[Symbol.split]` (<https://tc39.es/ecma262/#sec-regexp.prototype-%symbol.split%>).

use super::exec::pristine;
use super::matcher;
use crate::strings::piece;
use crate::{Context, JsArray, JsObject, JsResult, JsValue};

/// The specification tries a sticky copy of the expression at every place; the first match from there on is the same.
pub(super) fn split(
    this: &JsValue,
    arguments: &[JsValue],
    original: &JsObject,
    context: &mut Context,
) -> JsResult<JsValue> {
    let limit = arguments.get(1).cloned().unwrap_or_default();
    let simple = limit.is_undefined() || limit.is_number();
    let string = arguments.first().and_then(JsValue::as_string).filter(|_| simple);
    let (Some((state, regexp, flags)), Some(string)) = (pristine(this, context), string) else {
        return original.call(this, arguments, context);
    };
    let limit = if limit.is_undefined() { u32::MAX } else { limit.to_u32(context)? } as usize;
    let size = string.len();
    let mut pieces: Vec<JsValue> = Vec::new();
    if limit == 0 {
        return Ok(JsArray::from_iter(pieces, context).into());
    }
    let mut input = state.input.borrow_mut();
    let mut start = 0;
    let mut from = 0;
    while from < size || size == 0 {
        let Some(found) = matcher::find(&regexp, &string, from, &mut input) else { break };
        state.last.borrow_mut().remember(&string, &found);
        if size == 0 {
            return Ok(JsArray::from_iter([], context).into());
        }
        if found.start() >= size {
            break;
        }
        if found.end() == start {
            from = matcher::advance(&string, found.start(), flags.unicode);
            continue;
        }
        pieces.push(piece(&string, start, found.start()).into());
        if pieces.len() == limit {
            return Ok(JsArray::from_iter(pieces, context).into());
        }
        start = found.end();
        for range in &found.captures {
            let capture = range.as_ref().map_or_else(JsValue::undefined, |r| piece(&string, r.start, r.end).into());
            pieces.push(capture);
            if pieces.len() == limit {
                return Ok(JsArray::from_iter(pieces, context).into());
            }
        }
        from = start;
    }
    pieces.push(piece(&string, start, size).into());
    Ok(JsArray::from_iter(pieces, context).into())
}
