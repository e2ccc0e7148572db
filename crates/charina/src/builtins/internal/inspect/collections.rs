//! The contents of arrays, typed arrays, Maps, Sets, their iterators and ArrayBuffers.

use super::format_value::Formatter;
use super::layout::{Extras, Frame};
use super::names::key;
use super::primitives::limit;
use super::rope::Text;
use super::style::Style;
use charina_engine::builtins::typed_array::TypedArrayKind;
use charina_engine::bytes::ByteView;
use charina_engine::reflect;
use charina_engine::{Context, JsObject, JsResult, JsString, JsTypedArray, JsValue, PropertyKey, text};
use std::fmt::Write as _;

/// The `length` of an array, from its own property.
pub(super) fn array_length(array: &JsObject) -> usize {
    let borrowed = array.borrow();
    let length = borrowed.properties().get(&JsString::from("length").into());
    length.and_then(|length| length.value().and_then(JsValue::as_number)).map_or(0, |length| length as usize)
}

fn plural(count: usize) -> &'static str {
    if count > 1 { "s" } else { "" }
}

fn more_items(count: usize) -> Text {
    Text::Flat(format!("... {count} more item{}", plural(count)))
}

impl Formatter {
    fn array_limit(&self, length: usize) -> usize {
        limit(self.options.max_array_length, length)
    }

    pub(super) fn array_elements(
        &mut self,
        array: &JsObject,
        depth: u32,
        context: &mut Context,
    ) -> JsResult<Vec<Text>> {
        let length = array_length(array);
        let shown = self.array_limit(length);
        let mut output = Vec::with_capacity(shown.min(1024));
        for index in 0..shown {
            let key = PropertyKey::from(index);
            let Some(descriptor) = reflect::own_property(array, &key, context)? else {
                return self.sparse_elements(array, length, shown, output, depth, context);
            };
            output.push(self.described_property(&descriptor, array, depth, &key, Extras::Elements, context)?);
        }
        if length > shown {
            output.push(more_items(length - shown));
        }
        Ok(output)
    }

    /// The rest of an array with holes: each run of holes counts as one entry.
    fn sparse_elements(
        &mut self,
        array: &JsObject,
        length: usize,
        max: usize,
        mut output: Vec<Text>,
        depth: u32,
        context: &mut Context,
    ) -> JsResult<Vec<Text>> {
        let mut index = output.len();
        let start = index;
        let keys = array.own_property_keys(context)?;
        for key in &keys {
            let PropertyKey::Index(position) = key else { break };
            let position = position.get() as usize;
            if position < start {
                continue;
            }
            if output.len() >= max {
                break;
            }
            let Some(descriptor) = reflect::own_property(array, key, context)? else { continue };
            if descriptor.enumerable() != Some(true) {
                continue;
            }
            if position != index {
                output.push(self.holes(position - index, context)?);
                index = position;
                if output.len() == max {
                    break;
                }
            }
            output.push(self.described_property(&descriptor, array, depth, key, Extras::Elements, context)?);
            index += 1;
        }
        let left = length.saturating_sub(index);
        if left > 0 {
            output.push(if output.len() == max { more_items(left) } else { self.holes(left, context)? });
        }
        Ok(output)
    }

    fn holes(&mut self, count: usize, context: &mut Context) -> JsResult<Text> {
        self.styled(&format!("<{count} empty item{}>", plural(count)), Style::Undefined, context)
    }

    pub(super) fn typed_array_elements(
        &mut self,
        object: &JsObject,
        depth: u32,
        context: &mut Context,
    ) -> JsResult<Vec<Text>> {
        let array = JsTypedArray::from_object(object.clone())?;
        let length = array.length(context)?;
        let shown = self.array_limit(length);
        let mut output = Vec::with_capacity(shown.min(1024));
        for index in 0..shown {
            let element = object.get(index, context)?;
            output.push(self.primitive(&element, context)?.into());
        }
        if length > shown {
            output.push(more_items(length - shown));
        }
        if self.options.show_hidden {
            let geometry = [
                ("BYTES_PER_ELEMENT", bytes_per_element(&array).into()),
                ("length", length.into()),
                ("byteLength", array.byte_length(context)?.into()),
                ("byteOffset", array.byte_offset(context)?.into()),
                ("buffer", array.buffer(context)?),
            ];
            self.indentation += 2;
            for (name, value) in geometry {
                let shown = match value.as_object() {
                    Some(buffer) => self.object(&buffer, depth, true, context)?,
                    None => self.primitive(&value, context)?.into(),
                };
                let label = self.style(&format!("[{name}]"), Style::String, context)?;
                output.push(Text::concat(vec![format!("{label}: ").into(), shown]));
            }
            self.indentation -= 2;
        }
        Ok(output)
    }

    /// What a buffer or a view measures, shown as properties though it has none of these names itself.
    pub(super) fn geometry(
        &mut self,
        object: &JsObject,
        names: &[&str],
        depth: u32,
        context: &mut Context,
    ) -> JsResult<Vec<Text>> {
        let mut output = Vec::with_capacity(names.len());
        for name in names {
            // Getters of a view of a detached buffer throw.
            let value = match object.get(JsString::from(*name), context) {
                Ok(value) => value,
                Err(_) if *name == "byteLength" => JsValue::from(0),
                Err(_) => JsValue::undefined(),
            };
            self.indentation += 2;
            let shown = self.value(&value, depth, context);
            self.indentation -= 2;
            let label = self.style(&format!("[{name}]"), Style::String, context)?;
            output.push(Text::concat(vec![format!("{label}: ").into(), shown?]));
        }
        Ok(output)
    }

    pub(super) fn set_values(&mut self, set: &JsObject, depth: u32, context: &mut Context) -> JsResult<Vec<Text>> {
        let size = reflect::set_values(set, 0).map_or(0, |(_, size)| size);
        let shown = self.array_limit(size);
        let values = reflect::set_values(set, shown).map_or_else(Vec::new, |(values, _)| values);
        let mut output = self.indented_values(&values, depth, context)?;
        if size > shown {
            output.push(more_items(size - shown));
        }
        Ok(output)
    }

    fn indented_values(&mut self, values: &[JsValue], depth: u32, context: &mut Context) -> JsResult<Vec<Text>> {
        self.indentation += 2;
        let output = values.iter().map(|value| self.value(value, depth, context)).collect();
        self.indentation -= 2;
        output
    }

    pub(super) fn map_entries(&mut self, map: &JsObject, depth: u32, context: &mut Context) -> JsResult<Vec<Text>> {
        let size = reflect::map_entries(map, 0).map_or(0, |(_, size)| size);
        let shown = self.array_limit(size);
        let entries = reflect::map_entries(map, shown).map_or_else(Vec::new, |(entries, _)| entries);
        let mut output = Vec::with_capacity(entries.len());
        self.indentation += 2;
        for (entry_key, value) in &entries {
            let entry_key = self.value(entry_key, depth, context)?;
            let value = self.value(value, depth, context)?;
            output.push(Text::concat(vec![entry_key, " => ".into(), value]));
        }
        self.indentation -= 2;
        if size > shown {
            output.push(more_items(size - shown));
        }
        Ok(output)
    }

    pub(super) fn iterator_entries(
        &mut self,
        iterator: &JsObject,
        open: &mut String,
        depth: u32,
        context: &mut Context,
    ) -> JsResult<Vec<Text>> {
        let Some(preview) = reflect::preview_iterator(iterator) else { return Ok(Vec::new()) };
        if !preview.pairs {
            let total = preview.entries.len();
            let shown = self.array_limit(total);
            let mut output = self.indented_values(&preview.entries[..shown], depth, context)?;
            if total > shown {
                output.push(more_items(total - shown));
            }
            return Ok(output);
        }
        if let Some(head) = open.strip_suffix(" Iterator] {") {
            *open = format!("{head} Entries] {{");
        }
        let total = preview.entries.len() / 2;
        let shown = self.array_limit(total);
        let mut output = Vec::with_capacity(shown);
        self.indentation += 2;
        for pair in preview.entries.chunks_exact(2).take(shown) {
            let pair = vec![self.value(&pair[0], depth, context)?, self.value(&pair[1], depth, context)?];
            let frame = Frame { base: "", braces: ("[", "]"), extras: Extras::Array };
            output.push(self.reduce(pair, frame, depth, None, context)?);
        }
        self.indentation -= 2;
        if total > shown {
            output.push(more_items(total - shown));
        }
        Ok(output)
    }

    pub(super) fn array_buffer_bytes(&mut self, buffer: &JsObject, context: &mut Context) -> JsResult<Vec<Text>> {
        if is_detached(buffer, context)? {
            return Ok(vec![self.styled("(detached)", Style::Special, context)?]);
        }
        let Some(view) = ByteView::from_object(buffer, context)? else { return Ok(Vec::new()) };
        let shown = self.array_limit(view.len);
        let mut bytes = String::with_capacity(shown * 3);
        view.slice(0, shown).read(|slice| {
            for (index, byte) in slice.iter().enumerate() {
                let _ = write!(bytes, "{}{byte:02x}", if index > 0 { " " } else { "" });
            }
        });
        if view.len > shown {
            let left = view.len - shown;
            let _ = write!(bytes, " ... {left} more byte{}", plural(left));
        }
        let label = self.style("[Uint8Contents]", Style::Special, context)?;
        Ok(vec![format!("{label}: <{bytes}>").into()])
    }
}

fn bytes_per_element(array: &JsTypedArray) -> u8 {
    match array.kind() {
        Some(TypedArrayKind::Int16 | TypedArrayKind::Uint16 | TypedArrayKind::Float16) => 2,
        Some(TypedArrayKind::Int32 | TypedArrayKind::Uint32 | TypedArrayKind::Float32) => 4,
        Some(TypedArrayKind::BigInt64 | TypedArrayKind::BigUint64 | TypedArrayKind::Float64) => 8,
        _ => 1,
    }
}

fn is_detached(buffer: &JsObject, context: &mut Context) -> JsResult<bool> {
    Ok(reflect::get(buffer, &key("detached"), context)?.to_boolean())
}

/// The text of a value for a message about it, lossy where it is no valid UTF-16.
pub(super) fn lossy(value: &JsValue, context: &mut Context) -> JsResult<String> {
    Ok(text::to_utf8(&value.to_string(context)?))
}
