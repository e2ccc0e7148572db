//! `module.SourceMap`, `findSourceMap` and the switches of source map support
//! (<https://nodejs.org/api/module.html#source-map-support>).

use crate::builtins;
use crate::modules::source_map::SourceMap;
use crate::state::state;
use crate::validate;
use charina_engine::{
    Context, JsArgs, JsArray, JsObject, JsResult, JsString, JsValue, Op, js_string, native_data, ops, text,
};

/// The natives of `internal/module/source_map`.
pub(super) const OPS: &[Op] =
    &[Op::new("decode", 1, decode), Op::new("find", 1, find_known), Op::new("findEntry", 3, find_entry)];

/// The function of `process`.
pub(crate) const PROCESS_OPS: &[Op] = &[Op::new("setSourceMapsEnabled", 1, set_enabled)];

/// A decoded map in a JS object.
struct Decoded(SourceMap);
native_data!(Decoded);

/// How deep sections may nest; maps of maps do not by the standard.
const MAX_DEPTH: u32 = 32;

fn glue(name: &str, context: &mut Context) -> JsResult<JsValue> {
    builtins::require_property("internal/module/source_map", name, context)
}

/// `get Module.SourceMap`: the class, which stays as a plain property.
pub(super) fn get_class(this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let class = glue("SourceMap", context)?;
    if let Some(module) = this.as_object() {
        ops::define_value(&module, js_string!("SourceMap"), class.clone(), true);
    }
    Ok(class)
}

pub(super) fn set_class(this: &JsValue, arguments: &[JsValue], _context: &mut Context) -> JsResult<JsValue> {
    if let Some(module) = this.as_object() {
        ops::define_value(&module, js_string!("SourceMap"), arguments.get_or_undefined(0).clone(), true);
    }
    Ok(JsValue::undefined())
}

/// <https://nodejs.org/api/module.html#modulefindsourcemappath>
pub(super) fn find(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let function = glue("findSourceMap", context)?;
    let function = validate::function(&function, "findSourceMap", context)?;
    function.call(&JsValue::undefined(), arguments, context)
}

/// `ops.find(path)`: the text of a loaded file's map, where it is, and the lengths of the file's lines.
fn find_known(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let path = text::to_utf8(&arguments.get_or_undefined(0).to_string(context)?);
    let Some(known) = state(context).modules.source_maps.get(&path) else { return Ok(JsValue::undefined()) };
    let result = JsObject::with_null_proto();
    ops::define_value(&result, js_string!("text"), text::from_utf8(&known.text), true);
    ops::define_value(&result, js_string!("base"), text::from_utf8(known.base.as_str()), true);
    let lengths: Vec<JsValue> = known.line_lengths.iter().map(|length| JsValue::from(*length)).collect();
    ops::define_value(&result, js_string!("lineLengths"), JsArray::from_iter(lengths, context), true);
    Ok(result.into())
}

fn decode(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let mut map = SourceMap::default();
    add(&mut map, arguments.get_or_undefined(0), (0, 0), 0, context)?;
    map.finish();
    Ok(JsObject::from_proto_and_data(None, Decoded(map)).into())
}

fn add(map: &mut SourceMap, payload: &JsValue, start: (i32, i32), depth: u32, context: &mut Context) -> JsResult<()> {
    let Some(payload) = payload.as_object().filter(|_| depth < MAX_DEPTH) else { return Ok(()) };
    if let Some(sections) = payload.get(js_string!("sections"), context)?.as_object().filter(JsObject::is_array) {
        let sections = JsArray::from_object(sections)?;
        for index in 0..sections.length(context)? {
            let Some(section) = sections.get(index, context)?.as_object() else { continue };
            let offset = section.get(js_string!("offset"), context)?.to_object(context)?;
            let line = offset.get(js_string!("line"), context)?.to_i32(context)?;
            let column = offset.get(js_string!("column"), context)?.to_i32(context)?;
            let inner = section.get(js_string!("map"), context)?;
            add(map, &inner, (line, column), depth + 1, context)?;
        }
        return Ok(());
    }
    let Some(mappings) = payload.get(js_string!("mappings"), context)?.as_string() else { return Ok(()) };
    let sources = texts(&payload, "sources", context)?;
    let names = texts(&payload, "names", context)?.into_iter().map(Option::unwrap_or_default).collect();
    map.add(&text::to_utf8(&mappings), sources, names, start);
    Ok(())
}

fn texts(payload: &JsObject, name: &str, context: &mut Context) -> JsResult<Vec<Option<String>>> {
    let list = payload.get(JsString::from(name), context)?;
    let Some(list) = list.as_object().filter(JsObject::is_array) else { return Ok(Vec::new()) };
    let list = JsArray::from_object(list)?;
    let mut found = Vec::new();
    for index in 0..list.length(context)? {
        found.push(list.get(index, context)?.as_string().map(|text| text::to_utf8(&text)));
    }
    Ok(found)
}

/// `ops.findEntry(map, line, column)`: an empty object if there is none.
fn find_entry(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let line = arguments.get_or_undefined(1).to_i32(context)?;
    let column = arguments.get_or_undefined(2).to_i32(context)?;
    let result = JsObject::with_object_proto(context.intrinsics());
    let Some(handle) = arguments.get_or_undefined(0).as_object() else { return Ok(result.into()) };
    let Some(decoded) = handle.downcast_ref::<Decoded>() else { return Ok(result.into()) };
    let Some(entry) = decoded.0.find(line, column) else { return Ok(result.into()) };
    ops::define_value(&result, js_string!("generatedLine"), entry.line, true);
    ops::define_value(&result, js_string!("generatedColumn"), entry.column, true);
    let original = entry.original.as_ref();
    let source = original.and_then(|original| decoded.0.source(original));
    let name = original.and_then(|original| decoded.0.name(original));
    let shown = |text: Option<&str>| text.map_or(JsValue::undefined(), |text| text::from_utf8(text).into());
    let number = |number: Option<i32>| number.map_or(JsValue::undefined(), JsValue::from);
    ops::define_value(&result, js_string!("originalSource"), shown(source), true);
    ops::define_value(&result, js_string!("originalLine"), number(original.map(|o| o.line)), true);
    ops::define_value(&result, js_string!("originalColumn"), number(original.map(|o| o.column)), true);
    ops::define_value(&result, js_string!("name"), shown(name), true);
    Ok(result.into())
}

const PARTS: [&str; 2] = ["nodeModules", "generatedCode"];

/// <https://nodejs.org/api/module.html#modulegetsourcemapssupport>
pub(super) fn support(_this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let state = state(context);
    let result = JsObject::with_null_proto();
    ops::define_value(&result, js_string!("enabled"), state.modules.maps_sources(), true);
    for name in PARTS {
        let value =
            state.slot("source maps support").as_object().and_then(|kept| kept.get(JsString::from(name), context).ok());
        ops::define_value(&result, JsString::from(name), value.is_some_and(|value| value.to_boolean()), true);
    }
    Ok(result.into())
}

/// <https://nodejs.org/api/module.html#modulesetsourcemapssupportenabled-options>
pub(super) fn set_support(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let enabled = arguments.get_or_undefined(0);
    validate::boolean(enabled, "enabled", context)?;
    let kept = JsObject::with_null_proto();
    let options = arguments.get_or_undefined(1);
    if !options.is_undefined() {
        let Some(options) = options.as_object() else {
            return Err(crate::errors::invalid_arg_type("options", &["Object"], options, context));
        };
        for name in PARTS {
            let value = options.get(JsString::from(name), context)?;
            if !value.is_undefined() {
                validate::boolean(&value, &format!("options.{name}"), context)?;
                ops::define_value(&kept, JsString::from(name), value, true);
            }
        }
    }
    let state = state(context);
    state.set_slot("source maps support", kept);
    state.modules.set_maps_sources(enabled.to_boolean());
    Ok(JsValue::undefined())
}

/// <https://nodejs.org/api/process.html#processsetsourcemapsenabledval>
fn set_enabled(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let enabled = arguments.get_or_undefined(0);
    validate::boolean(enabled, "enabled", context)?;
    let all = JsObject::with_null_proto();
    for name in PARTS {
        ops::define_value(&all, JsString::from(name), enabled.clone(), true);
    }
    let state = state(context);
    state.set_slot("source maps support", all);
    state.modules.set_maps_sources(enabled.to_boolean());
    Ok(JsValue::undefined())
}

/// <https://nodejs.org/api/process.html#processsourcemapsenabled>
pub(crate) fn get_enabled(_this: &JsValue, _arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    Ok(state(context).modules.maps_sources().into())
}
