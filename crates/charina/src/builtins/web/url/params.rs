//! The class `URLSearchParams` (<https://url.spec.whatwg.org/#interface-urlsearchparams>) and its iterators.

use super::{
    ITERATOR_PROTOTYPE, PARAMS_PROTOTYPE, PARAMS_READER, finish_class, invalid_this, missing_args, object,
    prototype_for, usv,
};
use crate::state::state;
use crate::validate;
use charina_engine::{
    Attribute, Context, JsArgs, JsArray, JsObject, JsResult, JsString, JsSymbol, JsValue, Op, native_data, ops, text,
};
use url::form_urlencoded;

type Pair = (String, String);

/// The state of a URLSearchParams.
struct ParamsData {
    list: Vec<Pair>,
    /// The URL whose query the list is.
    url: Option<JsObject>,
}
native_data!(ParamsData { url });

/// What an iterator gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Entries,
    Keys,
    Values,
}

/// The state of an iterator; it looks at the list as it is at each step.
struct IteratorData {
    params: JsObject,
    kind: Kind,
    index: usize,
}
native_data!(IteratorData { params });

const METHODS: &[Op] = &[
    Op::new("append", 2, append),
    Op::new("delete", 1, delete),
    Op::new("get", 1, get),
    Op::new("getAll", 1, get_all),
    Op::new("has", 1, has),
    Op::new("set", 2, set),
    Op::new("sort", 0, sort),
    Op::new("entries", 0, |this, _, context| iterate(this, Kind::Entries, context)),
    Op::new("forEach", 1, for_each),
    Op::new("keys", 0, |this, _, context| iterate(this, Kind::Keys, context)),
    Op::new("values", 0, |this, _, context| iterate(this, Kind::Values, context)),
    Op::new("toString", 0, to_string),
];

/// Makes the class and the iterators' prototype.
pub(super) fn class(context: &mut Context) -> JsResult<(JsObject, JsObject)> {
    let prototype = JsObject::with_object_proto(context.intrinsics());
    let class = ops::constructor_function(&Op::new("URLSearchParams", 0, construct), &prototype, context);
    ops::define_accessor(&prototype, "size", Some(get_size), None, true, context);
    ops::define_ops(&prototype, METHODS, true, context);
    let entries = prototype.get(JsString::from("entries"), context)?;
    ops::define_value(&prototype, JsSymbol::iterator(), entries, false);
    finish_class(&class, &prototype, "URLSearchParams");
    let iterator = JsObject::with_object_proto(context.intrinsics());
    iterator.set_prototype(Some(context.intrinsics().constructors().iterator().prototype()));
    ops::define_ops(&iterator, &[Op::new("next", 0, next)], true, context);
    let tag = JsString::from("URLSearchParams Iterator");
    ops::define_with(&iterator, JsSymbol::to_string_tag(), tag, Attribute::CONFIGURABLE);
    let state = state(context);
    state.set_slot(PARAMS_PROTOTYPE, prototype);
    state.set_slot(ITERATOR_PROTOTYPE, iterator.clone());
    Ok((class, iterator))
}

fn parse(query: &str) -> Vec<Pair> {
    form_urlencoded::parse(query.as_bytes()).into_owned().collect()
}

fn serialize(list: &[Pair]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(list).finish()
}

/// The params of a URL with that query.
pub(super) fn of_url(query: &str, url: &JsValue, context: &Context) -> JsObject {
    let prototype = state(context).slot(PARAMS_PROTOTYPE).as_object();
    JsObject::from_proto_and_data(prototype, ParamsData { list: parse(query), url: url.as_object() })
}

/// Sets the list to what `query` says.
pub(super) fn replace_list(params: &JsObject, query: &str) {
    if let Some(mut data) = params.downcast_mut::<ParamsData>() {
        data.list = parse(query);
    }
}

/// <https://url.spec.whatwg.org/#dom-urlsearchparams-urlsearchparams>
fn construct(new_target: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let prototype = prototype_for(new_target, "URLSearchParams", PARAMS_PROTOTYPE, context)?;
    let init = args.get_or_undefined(0);
    let list = if init.is_null_or_undefined() {
        Vec::new()
    } else if init.is_object() {
        read_object(init, context)?
    } else {
        let query = usv(init, context)?;
        parse(query.strip_prefix('?').unwrap_or(&query))
    };
    Ok(JsObject::from_proto_and_data(prototype, ParamsData { list, url: None }).into())
}

/// The pairs of an object, which glue reads: sequences, records and other params.
fn read_object(init: &JsValue, context: &mut Context) -> JsResult<Vec<Pair>> {
    let reader = state(context).slot(PARAMS_READER);
    let Some(reader) = reader.as_callable() else { return Ok(Vec::new()) };
    let flat = reader.call(&JsValue::undefined(), std::slice::from_ref(init), context)?;
    let Some(flat) = flat.as_object() else { return Ok(Vec::new()) };
    let length = flat.get(JsString::from("length"), context)?.to_length(context)?;
    let mut list = Vec::new();
    for index in (0..length).step_by(2) {
        let name = flat.get(index, context)?;
        let value = flat.get(index + 1, context)?;
        list.push((usv(&name, context)?, usv(&value, context)?));
    }
    Ok(list)
}

fn with<R>(this: &JsValue, context: &mut Context, use_list: impl FnOnce(&mut Vec<Pair>) -> R) -> JsResult<R> {
    if let Some(object) = this.as_object()
        && let Some(mut data) = object.downcast_mut::<ParamsData>()
    {
        return Ok(use_list(&mut data.list));
    }
    Err(invalid_this("URLSearchParams", context))
}

/// Changes the list and, with it, the query of its URL.
fn change(this: &JsValue, context: &mut Context, change: impl FnOnce(&mut Vec<Pair>)) -> JsResult<JsValue> {
    let query = with(this, context, |list| {
        change(list);
        serialize(list)
    })?;
    let url = this.as_object().and_then(|object| object.downcast_ref::<ParamsData>().and_then(|data| data.url.clone()));
    if let Some(url) = url {
        object::set_query(&url, &query);
    }
    Ok(JsValue::undefined())
}

/// The first `names.len()` arguments as strings; checks `this` first and that the arguments are there.
fn strings<const N: usize>(
    this: &JsValue,
    args: &[JsValue],
    names: [&str; N],
    context: &mut Context,
) -> JsResult<[String; N]> {
    with(this, context, |_| ())?;
    if args.len() < N {
        return Err(missing_args(&names, context));
    }
    let mut result = [const { String::new() }; N];
    for (string, value) in result.iter_mut().zip(args) {
        *string = usv(value, context)?;
    }
    Ok(result)
}

/// The optional second argument of `has` and `delete`.
fn second(args: &[JsValue], context: &mut Context) -> JsResult<Option<String>> {
    match args.get_or_undefined(1) {
        value if value.is_undefined() => Ok(None),
        value => usv(value, context).map(Some),
    }
}

fn append(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let [name, value] = strings(this, args, ["name", "value"], context)?;
    change(this, context, |list| list.push((name, value)))
}

fn delete(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let [name] = strings(this, args, ["name"], context)?;
    let value = second(args, context)?;
    change(this, context, |list| {
        list.retain(|(key, item)| *key != name || value.as_ref().is_some_and(|value| value != item));
    })
}

fn get(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let [name] = strings(this, args, ["name"], context)?;
    with(this, context, |list| {
        let pair = list.iter().find(|(key, _)| *key == name);
        pair.map_or(JsValue::null(), |(_, value)| text::from_utf8(value).into())
    })
}

fn get_all(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let [name] = strings(this, args, ["name"], context)?;
    let values: Vec<JsValue> = with(this, context, |list| {
        list.iter().filter(|(key, _)| *key == name).map(|(_, value)| text::from_utf8(value).into()).collect()
    })?;
    Ok(JsArray::from_iter(values, context).into())
}

fn has(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let [name] = strings(this, args, ["name"], context)?;
    let value = second(args, context)?;
    with(this, context, |list| {
        let wanted = |(key, item): &Pair| *key == name && value.as_ref().is_none_or(|value| value == item);
        list.iter().any(wanted).into()
    })
}

fn set(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let [name, value] = strings(this, args, ["name", "value"], context)?;
    change(this, context, |list| {
        let Some(first) = list.iter().position(|(key, _)| *key == name) else {
            list.push((name, value));
            return;
        };
        list[first].1 = value;
        let mut index = 0;
        list.retain(|(key, _)| {
            index += 1;
            index - 1 <= first || *key != name
        });
    })
}

fn sort(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    // By UTF-16 code units, as the standard says: not the same as by UTF-8 bytes.
    change(this, context, |list| list.sort_by(|(a, _), (b, _)| a.encode_utf16().cmp(b.encode_utf16())))
}

fn to_string(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    with(this, context, |list| text::from_utf8(&serialize(list)).into())
}

fn get_size(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    with(this, context, |list| list.len().into())
}

fn pair_at(this: &JsValue, index: usize, context: &mut Context) -> JsResult<Option<(JsString, JsString)>> {
    with(this, context, |list| list.get(index).map(|(name, value)| (text::from_utf8(name), text::from_utf8(value))))
}

fn for_each(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    with(this, context, |_| ())?;
    let callback = validate::function(args.get_or_undefined(0), "callback", context)?;
    let receiver = args.get_or_undefined(1);
    let mut index = 0;
    while let Some((name, value)) = pair_at(this, index, context)? {
        callback.call(receiver, &[value.into(), name.into(), this.clone()], context)?;
        index += 1;
    }
    Ok(JsValue::undefined())
}

fn iterate(this: &JsValue, kind: Kind, context: &mut Context) -> JsResult<JsValue> {
    with(this, context, |_| ())?;
    let Some(params) = this.as_object() else { return Ok(JsValue::undefined()) };
    let prototype = state(context).slot(ITERATOR_PROTOTYPE).as_object();
    Ok(JsObject::from_proto_and_data(prototype, IteratorData { params, kind, index: 0 }).into())
}

fn shown(kind: Kind, (name, value): (JsString, JsString), context: &mut Context) -> JsValue {
    match kind {
        Kind::Keys => name.into(),
        Kind::Values => value.into(),
        Kind::Entries => JsArray::from_iter([name.into(), value.into()], context).into(),
    }
}

/// What an iterator stands at; `None` if the value is no iterator.
fn position(this: &JsValue) -> Option<(JsValue, Kind, usize)> {
    let object = this.as_object()?;
    let data = object.downcast_ref::<IteratorData>()?;
    Some((data.params.clone().into(), data.kind, data.index))
}

fn next(this: &JsValue, _: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let Some((params, kind, index)) = position(this) else {
        return Err(invalid_this("URLSearchParamsIterator", context));
    };
    let pair = pair_at(&params, index, context)?;
    let done = pair.is_none();
    if let Some(object) = this.as_object().filter(|_| !done)
        && let Some(mut data) = object.downcast_mut::<IteratorData>()
    {
        data.index += 1;
    }
    let value = match pair {
        Some(pair) => shown(kind, pair, context),
        None => JsValue::undefined(),
    };
    let result = JsObject::with_object_proto(context.intrinsics());
    ops::define_value(&result, JsString::from("value"), value, true);
    ops::define_value(&result, JsString::from("done"), done, true);
    Ok(result.into())
}

/// The list as a flat array, for inspection and for copying; undefined if the value is no params.
pub(super) fn list_of(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let flat = args.get_or_undefined(0).as_object().and_then(|object| {
        let data = object.downcast_ref::<ParamsData>()?;
        let both = |(name, value): &Pair| [text::from_utf8(name).into(), text::from_utf8(value).into()];
        Some(data.list.iter().flat_map(both).collect::<Vec<JsValue>>())
    });
    Ok(flat.map_or(JsValue::undefined(), |flat| JsArray::from_iter(flat, context).into()))
}

/// What an iterator has still to give, for inspection; undefined if the value is none.
pub(super) fn rest_of_iterator(_: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let Some((params, kind, mut index)) = position(args.get_or_undefined(0)) else {
        return Ok(JsValue::undefined());
    };
    let mut rest = Vec::new();
    while let Some(pair) = pair_at(&params, index, context)? {
        rest.push(shown(kind, pair, context));
        index += 1;
    }
    Ok(JsArray::from_iter(rest, context).into())
}
