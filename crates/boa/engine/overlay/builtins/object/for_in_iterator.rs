//! The names that `for in` goes through.

use crate::property::PropertyDescriptor;

edit! {
    /// Names need no remembering where the object is the only one that has any to show.
    "struct ForInIterator", "8f370fe8b8e1ebc1":
    "object_was_visited: bool," => "object_was_visited: bool,\n    alone: bool,",
}

edit! {
    /// See above.
    "ForInIterator::new", "89f508130ee18ff0":
    "object_was_visited: false," => "object_was_visited: false,\n            alone: false,",
}

impl ForInIterator {
    #[add]
    /// The next name, or `None` at the end; upstream's `next` without the result object.
    pub(crate) fn advance(iterator: &JsObject, context: &mut Context) -> JsResult<Option<JsValue>> {
        let wrong = || JsNativeError::typ().with_message("`this` is not a ForInIterator");
        loop {
            let (value, visited) = {
                let iterator = iterator.downcast_ref::<Self>().ok_or_else(wrong)?;
                (iterator.object.clone(), iterator.object_was_visited)
            };
            let object = value.to_object(context)?;
            if !visited {
                let keys = object.__own_property_keys__(&mut InternalMethodPropertyContext::new(context))?;
                let names = keys.into_iter().filter_map(|key| match key {
                    PropertyKey::String(name) => Some(name),
                    PropertyKey::Index(index) => Some(index.get().into()),
                    PropertyKey::Symbol(_) => None,
                });
                let mut iterator = iterator.downcast_mut::<Self>().ok_or_else(wrong)?;
                iterator.remaining_keys.extend(names);
                iterator.object_was_visited = true;
                iterator.alone = iterator.visited_keys.is_empty() && object.prototypes_show_nothing();
            }
            loop {
                let Some(name) = iterator.downcast_mut::<Self>().ok_or_else(wrong)?.remaining_keys.pop_front() else { break };
                let key = PropertyKey::from(name.clone());
                let known = object.own_enumerability(&key);
                let enumerable = match known {
                    Some(known) => known,
                    None => object
                        .__get_own_property__(&key, &mut InternalMethodPropertyContext::new(context))?
                        .map(|descriptor: PropertyDescriptor| descriptor.expect_enumerable()),
                };
                // It may be gone by now.
                let Some(enumerable) = enumerable else { continue };
                let mut iterator = iterator.downcast_mut::<Self>().ok_or_else(wrong)?;
                let is_new = iterator.alone || iterator.visited_keys.insert(name.clone());
                if is_new && enumerable {
                    return Ok(Some(JsValue::new(name)));
                }
            }
            if iterator.downcast_ref::<Self>().ok_or_else(wrong)?.alone {
                return Ok(None);
            }
            let Some(prototype) = object.__get_prototype_of__(&mut InternalMethodPropertyContext::new(context))? else {
                return Ok(None);
            };
            let mut iterator = iterator.downcast_mut::<Self>().ok_or_else(wrong)?;
            iterator.object = JsValue::new(prototype);
            iterator.object_was_visited = false;
        }
    }
}
