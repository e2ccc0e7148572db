//! `RegExp.prototype[Symbol.replace]` (<https://tc39.es/ecma262/#sec-regexp.prototype-%symbol.replace%>).

use super::exec::{every, find, groups, pristine};
use crate::builder::Builder;
use crate::strings::piece;
use crate::strings::substitute::{self, Match};
use crate::{Context, JsObject, JsResult, JsString, JsValue};

pub(super) fn replace(
    this: &JsValue,
    arguments: &[JsValue],
    original: &JsObject,
    context: &mut Context,
) -> JsResult<JsValue> {
    let replacement = arguments.get(1).cloned().unwrap_or_default();
    let function = replacement.as_callable();
    // A replacement that is made a string first may change the expression: not here.
    let simple = function.is_some() || replacement.is_string();
    let string = arguments.first().and_then(JsValue::as_string).filter(|_| simple);
    let (Some((state, regexp, flags)), Some(string)) = (pristine(this, context), string) else {
        return original.call(this, arguments, context);
    };
    // All matches come before the first call of a function.
    let mut matches = Vec::new();
    if flags.global {
        every(&state, &regexp, flags, &string, |found| matches.push(found.clone()));
    } else {
        matches.extend(find(&state, &regexp, flags, &string, true, context)?);
    }
    if matches.is_empty() {
        return Ok(string.into());
    }
    let template = replacement.as_string().unwrap_or_default();
    let plain = substitute::is_plain(&template);
    let mut out = Builder::default();
    let mut done = 0;
    for found in matches {
        out.slice(&string, done, found.start());
        done = found.end();
        match &function {
            Some(function) => out.string(&called(function, &string, &found, context)?),
            None if plain => out.string(&template),
            None => {
                let groups = groups(&string, &found);
                let (start, end) = (found.start(), found.end());
                let found = Match { string: &string, start, end, captures: &found.captures, groups: &groups };
                substitute::substitute(&mut out, &template, &found, context)?;
            }
        }
        out.check()?;
    }
    out.slice(&string, done, string.len());
    out.check()?;
    Ok(out.finish().into())
}

/// What a function makes of a match.
fn called(function: &JsObject, string: &JsString, found: &regress::Match, context: &mut Context) -> JsResult<JsString> {
    let mut arguments: Vec<JsValue> = Vec::with_capacity(found.captures.len() + 4);
    arguments.push(piece(string, found.start(), found.end()).into());
    arguments.extend(found.captures.iter().map(|range| {
        range.as_ref().map_or_else(JsValue::undefined, |range| piece(string, range.start, range.end).into())
    }));
    arguments.push(found.start().into());
    arguments.push(string.clone().into());
    let groups = groups(string, found);
    if !groups.is_undefined() {
        arguments.push(groups);
    }
    function.call(&JsValue::undefined(), &arguments, context)?.to_string(context)
}
