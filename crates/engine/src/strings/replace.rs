//! `replace` and `replaceAll` with patterns that are strings; others are handed to `Symbol.replace`.

use super::search::Searcher;
use super::substitute::{self, Match};
use super::{argument, coercible, is_regexp, method, piece};
use crate::builder::Builder;
use crate::text::units;
use crate::{Context, JsResult, JsString, JsSymbol, JsValue};
use boa_engine::JsNativeError;

/// <https://tc39.es/ecma262/#sec-string.prototype.replace>
pub(super) fn replace(this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    coercible(this, "replace")?;
    replace_with(this, arguments, false, context)
}

/// <https://tc39.es/ecma262/#sec-string.prototype.replaceall>
pub(super) fn replace_all(this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    coercible(this, "replaceAll")?;
    let pattern = argument(arguments, 0);
    if let Some(object) = pattern.as_object()
        && is_regexp(&pattern, context)?
    {
        let flags = object.get(crate::js_string!("flags"), context)?;
        coercible(&flags, "replaceAll")?;
        if !flags.to_string(context)?.contains(b'g') {
            return Err(JsNativeError::typ().with_message("replaceAll must be called with a global RegExp").into());
        }
    }
    replace_with(this, arguments, true, context)
}

fn replace_with(this: &JsValue, arguments: &[JsValue], all: bool, context: &mut Context) -> JsResult<JsValue> {
    let (pattern, replacement) = (argument(arguments, 0), argument(arguments, 1));
    if let Some(object) = pattern.as_object()
        && let Some(replacer) = method(&object, JsSymbol::replace(), context)?
    {
        return replacer.call(&pattern, &[this.clone(), replacement], context);
    }
    let string = this.to_string(context)?;
    let needle = pattern.to_string(context)?;
    let function = replacement.as_callable();
    let template = match &function {
        Some(_) => JsString::default(),
        None => replacement.to_string(context)?,
    };
    let plain = substitute::is_plain(&template);
    let searcher = Searcher::new(units(&needle), units(&string));
    let mut out = Builder::default();
    let mut done = 0;
    let mut from = 0;
    while let Some(start) = searcher.find(units(&string), from) {
        let end = start + needle.len();
        out.slice(&string, done, start);
        match &function {
            Some(function) => {
                let found = [needle.clone().into(), JsValue::from(start), string.clone().into()];
                let text = function.call(&JsValue::undefined(), &found, context)?.to_string(context)?;
                out.string(&text);
            }
            None if plain => out.string(&template),
            None => {
                let groups = JsValue::undefined();
                let found = Match { string: &string, start, end, captures: &[], groups: &groups };
                substitute::substitute(&mut out, &template, &found, context)?;
            }
        }
        out.check()?;
        done = end;
        // Past the end for an empty needle there, which `find` then says no to.
        from = end + usize::from(needle.is_empty());
        if !all {
            break;
        }
    }
    if done == 0 && out.len() == 0 && from == 0 {
        return Ok(string.into());
    }
    if out.len() == 0 {
        return Ok(piece(&string, done, string.len()).into());
    }
    out.slice(&string, done, string.len());
    out.check()?;
    Ok(out.finish().into())
}
