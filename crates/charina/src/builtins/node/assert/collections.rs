//! Deep equality of what arrays, Sets and Maps hold.

use super::deep_equal::{Comparison, Mode, as_object};
use charina_engine::builtins::map::ordered_map::OrderedMap;
use charina_engine::builtins::set::ordered_set::OrderedSet;
use charina_engine::{JsObject, JsResult, JsString, JsValue, PropertyKey, reflect};

/// What a primitive may be loosely equal to, other than itself.
enum LooseMatch {
    /// Nothing.
    None,
    /// Some other primitive.
    Some,
    /// Exactly this one: `null` and `undefined` for each other.
    Only(JsValue),
}

fn loose_match(primitive: &JsValue) -> LooseMatch {
    if primitive.is_undefined() {
        return LooseMatch::Only(JsValue::null());
    }
    if primitive.is_null() {
        return LooseMatch::Only(JsValue::undefined());
    }
    if primitive.is_symbol() {
        return LooseMatch::None;
    }
    let number = match primitive.as_string() {
        Some(string) => Some(string.to_number()),
        None => primitive.as_number(),
    };
    if number.is_some_and(f64::is_nan) { LooseMatch::None } else { LooseMatch::Some }
}

fn has(set: &JsObject, value: &JsValue) -> bool {
    set.downcast_ref::<OrderedSet>().is_some_and(|set| set.contains(value))
}

fn lookup(map: &JsObject, key: &JsValue) -> Option<JsValue> {
    map.downcast_ref::<OrderedMap<JsValue>>().and_then(|map| map.get(key).cloned())
}

impl Comparison<'_> {
    /// Two arrays of the same length.
    pub(super) fn arrays(&mut self, a: &JsObject, b: &JsObject) -> JsResult<bool> {
        let length = reflect::get(a, &PropertyKey::from(JsString::from("length")), self.context)?;
        let length = length.to_length(self.context)?;
        for index in 0..length {
            let Some(key) = u32::try_from(index).ok().map(PropertyKey::from) else { break };
            let in_a = reflect::own_property(a, &key, self.context)?;
            let in_b = reflect::own_property(b, &key, self.context)?;
            let (in_a, in_b) = match (in_a, in_b) {
                (Some(in_a), Some(in_b)) => (in_a, in_b),
                // A hole in both: go by the keys that there are, however long the arrays.
                (None, None) => return self.sparse_arrays(a, b, index),
                _ => return Ok(false),
            };
            let x = self.value_of(a, &key, in_a.value().cloned())?;
            let y = self.value_of(b, &key, in_b.value().cloned())?;
            if !self.values(&x, &y)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn sparse_arrays(&mut self, a: &JsObject, b: &JsObject, from: u64) -> JsResult<bool> {
        let indices = |object: &JsObject, this: &mut Self| -> JsResult<Vec<PropertyKey>> {
            let mut keys = object.own_property_keys(this.context)?;
            keys.retain(|key| matches!(key, PropertyKey::Index(index) if u64::from(index.get()) >= from));
            Ok(keys)
        };
        let keys = indices(a, self)?;
        if keys.len() != indices(b, self)?.len() {
            return Ok(false);
        }
        for key in keys {
            if reflect::own_property(b, &key, self.context)?.is_none() {
                return Ok(false);
            }
            let (x, y) = (reflect::get(a, &key, self.context)?, reflect::get(b, &key, self.context)?);
            if !self.values(&x, &y)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Whether the elements of `b` are found in `a` in their order.
    pub(super) fn partial_arrays(&mut self, a: &JsObject, b: &JsObject) -> JsResult<bool> {
        let elements = |object: &JsObject, this: &mut Self| -> JsResult<Vec<PropertyKey>> {
            let mut keys = object.own_property_keys(this.context)?;
            keys.retain(|key| matches!(key, PropertyKey::Index(_)));
            Ok(keys)
        };
        let (in_a, in_b) = (elements(a, self)?, elements(b, self)?);
        let mut next = 0;
        for (done, key) in in_b.iter().enumerate() {
            let wanted = reflect::get(b, key, self.context)?;
            loop {
                // As many must be left in `a` as are still wanted.
                if in_a.len() - next < in_b.len() - done {
                    return Ok(false);
                }
                let found = reflect::get(a, &in_a[next], self.context)?;
                next += 1;
                if self.values(&found, &wanted)? {
                    break;
                }
            }
        }
        Ok(true)
    }

    /// Two Sets.
    pub(super) fn sets(&mut self, a: &JsObject, b: &JsObject) -> JsResult<bool> {
        let (Some((in_a, size_a)), Some((in_b, size_b))) =
            (reflect::set_values(a, usize::MAX), reflect::set_values(b, usize::MAX))
        else {
            return Ok(false);
        };
        let partial = self.mode == Mode::Partial;
        if if partial { size_a < size_b } else { size_a != size_b } {
            return Ok(false);
        }
        // The elements of `a` that may equal one of `b` without being it.
        let mut candidates = Vec::new();
        for value in in_a {
            if as_object(&value).is_some() {
                candidates.push(value);
            } else if !partial && !has(b, &value) {
                let possible = self.mode == Mode::Loose
                    && match loose_match(&value) {
                        LooseMatch::None => false,
                        LooseMatch::Some => true,
                        LooseMatch::Only(other) => has(b, &other) && !has(a, &other),
                    };
                if !possible {
                    return Ok(false);
                }
                candidates.push(value);
            }
        }
        for value in in_b {
            let search = match as_object(&value) {
                Some(_) => true,
                None if self.mode == Mode::Loose => !has(a, &value),
                None if partial && !has(a, &value) => return Ok(false),
                None => false,
            };
            if search && !self.take_equal(&mut candidates, &value)? {
                return Ok(false);
            }
        }
        Ok(partial || candidates.is_empty())
    }

    /// Removes from `candidates` one that equals `value`; the very same object comes first.
    fn take_equal(&mut self, candidates: &mut Vec<JsValue>, value: &JsValue) -> JsResult<bool> {
        if let Some(index) = candidates.iter().position(|candidate| candidate.strict_equals(value)) {
            candidates.remove(index);
            return Ok(true);
        }
        for index in 0..candidates.len() {
            let candidate = candidates[index].clone();
            if self.values(&candidate, value)? {
                candidates.remove(index);
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Two Maps.
    pub(super) fn maps(&mut self, a: &JsObject, b: &JsObject) -> JsResult<bool> {
        let (Some((in_a, size_a)), Some((in_b, size_b))) =
            (reflect::map_entries(a, usize::MAX), reflect::map_entries(b, usize::MAX))
        else {
            return Ok(false);
        };
        let partial = self.mode == Mode::Partial;
        if if partial { size_a < size_b } else { size_a != size_b } {
            return Ok(false);
        }
        let mut candidates = Vec::new();
        for (key, value) in in_a {
            if as_object(&key).is_some() {
                candidates.push((key, value));
            } else if !partial {
                let same = match lookup(b, &key) {
                    Some(other) => self.values(&value, &other)?,
                    None => false,
                };
                if !same {
                    if self.mode != Mode::Loose || !self.possible_entry(a, b, &key, &value)? {
                        return Ok(false);
                    }
                    candidates.push((key, value));
                }
            }
        }
        for (key, value) in in_b {
            let search = if as_object(&key).is_some() {
                true
            } else if self.mode == Mode::Loose || partial {
                let same = match lookup(a, &key) {
                    Some(other) => self.values(&other, &value)?,
                    None => false,
                };
                if partial && !same {
                    return Ok(false);
                }
                !same
            } else {
                false
            };
            if search && !self.take_equal_entry(&mut candidates, &key, &value)? {
                return Ok(false);
            }
        }
        Ok(partial || candidates.is_empty())
    }

    /// Whether the entry of `a` may loosely equal one of `b` under another primitive key.
    fn possible_entry(&mut self, a: &JsObject, b: &JsObject, key: &JsValue, value: &JsValue) -> JsResult<bool> {
        match loose_match(key) {
            LooseMatch::None => Ok(false),
            LooseMatch::Some => Ok(true),
            LooseMatch::Only(other) => match lookup(b, &other) {
                Some(found) if lookup(a, &other).is_none() => self.values(value, &found),
                _ => Ok(false),
            },
        }
    }

    fn take_equal_entry(
        &mut self,
        candidates: &mut Vec<(JsValue, JsValue)>,
        key: &JsValue,
        value: &JsValue,
    ) -> JsResult<bool> {
        for index in 0..candidates.len() {
            let (other_key, other_value) = candidates[index].clone();
            if self.values(&other_key, key)? && self.values(&other_value, value)? {
                candidates.remove(index);
                return Ok(true);
            }
        }
        Ok(false)
    }
}
