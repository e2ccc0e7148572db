//! The reviver of `JSON.parse`, and what it is told of the text that a value came from.

use super::{MAX_DEPTH, is_array, too_deep};
use crate::{Context, JsObject, JsResult, JsString, JsValue, ops, raw, reflect};
use boa_engine::property::PropertyKey;
use std::collections::HashMap;
use std::ops::Range;

/// What a value was made of (JSON Parse Record of <https://tc39.es/proposal-json-parse-with-source/>).
pub(super) struct Record {
    pub(super) value: JsValue,
    pub(super) kind: RecordKind,
}

pub(super) enum RecordKind {
    /// Where in the text.
    Primitive(Range<usize>),
    Array(Vec<Record>),
    /// In the order of the text; of a name that comes twice the last counts.
    Object(Vec<(PropertyKey, Record)>),
}

/// Step 5 on of `JSON.parse`: hands `value` and all it holds to the reviver.
pub(super) fn revive_document(
    value: JsValue,
    record: Option<Record>,
    text: &JsString,
    reviver: &JsObject,
    context: &mut Context,
) -> JsResult<JsValue> {
    let root = raw::new_object(context);
    ops::define_value(&root, JsString::default(), value, true);
    let walk = Walk { text, reviver };
    walk.internalize(&root, JsString::default().into(), record.as_ref(), 0, context)
}

struct Walk<'a> {
    text: &'a JsString,
    reviver: &'a JsObject,
}

impl Walk<'_> {
    /// InternalizeJSONProperty (<https://tc39.es/ecma262/#sec-internalizejsonproperty>).
    fn internalize(
        &self,
        holder: &JsObject,
        name: PropertyKey,
        record: Option<&Record>,
        depth: usize,
        context: &mut Context,
    ) -> JsResult<JsValue> {
        if depth > MAX_DEPTH {
            return too_deep();
        }
        let value = holder.get(name.clone(), context)?;
        // A value that the reviver has put there itself has no source.
        let record = record.filter(|record| JsValue::same_value(&record.value, &value));
        let about = raw::new_object(context);
        if let Some(object) = value.as_object() {
            if is_array(&object)? {
                let length = object.get(crate::js_string!("length"), context)?.to_length(context)?;
                let records: &[Record] = match record.map(|record| &record.kind) {
                    Some(RecordKind::Array(records)) => records,
                    _ => &[],
                };
                for index in 0..length {
                    let record = usize::try_from(index).ok().and_then(|index| records.get(index));
                    self.element(&object, PropertyKey::from(index), record, depth, context)?;
                }
            } else {
                let records: &[(PropertyKey, Record)] = match record.map(|record| &record.kind) {
                    Some(RecordKind::Object(records)) => records,
                    _ => &[],
                };
                let records: HashMap<&PropertyKey, &Record> =
                    records.iter().map(|(key, record)| (key, record)).collect();
                for key in reflect::enumerable_own_keys(&object, context)? {
                    let record = records.get(&key).copied();
                    self.element(&object, key, record, depth, context)?;
                }
            }
        } else if let Some(RecordKind::Primitive(range)) = record.map(|record| &record.kind) {
            let source = self.text.slice(range.start, range.end);
            ops::define_value(&about, crate::js_string!("source"), source, true);
        }
        let name = JsValue::from(name).to_string(context)?;
        self.reviver.call(&holder.clone().into(), &[name.into(), value, about.into()], context)
    }

    fn element(
        &self,
        object: &JsObject,
        key: PropertyKey,
        record: Option<&Record>,
        depth: usize,
        context: &mut Context,
    ) -> JsResult<()> {
        let element = self.internalize(object, key.clone(), record, depth + 1, context)?;
        if element.is_undefined() {
            reflect::delete_property(object, &key, context)?;
        } else {
            object.create_data_property(key, element, context)?;
        }
        Ok(())
    }
}
