//! Operations on objects that fail, in V8's words; elements of arrays at once.

use super::elements::Asked;
use crate::js_string;
use super::shape::slot::Slot;

edit! {
    /// See above.
    "JsObject::set", "3534ec12943a482d":
    "let key = key.into();" => "let key = key.into();
        let value: JsValue = value.into();
        // Natives write the same names again and again.
        let named = match &key {
            PropertyKey::String(name) if name.is_static() => Some(JsValue::from(name.clone())),
            PropertyKey::Symbol(symbol) => Some(JsValue::from(symbol.clone())),
            _ => None,
        };
        if let Some(named) = &named
            && context.vm.by_value.write(self, named, &value)
        {
            return Ok(true);
        }
        if let PropertyKey::String(name) = &key
            && let Some(length) = value.as_small().and_then(|length| u32::try_from(length).ok())
            && self.is_array()
            && *name == js_string!(\"length\")
            && Array::set_dense_length(self, length, context)
        {
            return Ok(true);
        }
        let candidate = named.as_ref().and_then(|named| context.vm.by_value.candidate(self, named));",
    "value.into()," => "value,",
    "// 5. If success is false and Throw is true, throw a TypeError exception." => "if success && let Some(named) = &named {
            context.vm.by_value.remember_write(named, self, &key, Slot::new(), candidate);
        }
        // 5. If success is false and Throw is true, throw a TypeError exception.",
    "return Err(JsNativeError::typ()
                .with_message(format!(\"cannot set non-writable property: {key}\"))
                .into());" => "return Err(context.write_refused(&self.clone().into(), self, &key));",
}

edit! {
    /// See above.
    "JsObject::create_data_property_or_throw", "a733f3e15eddbc93":
    "return Err(JsNativeError::typ()
                .with_message(format!(\"cannot redefine property: {key}\"))
                .into());" => "return Err(context.definition_refused(self, &key));",
}

edit! {
    /// See above.
    "JsObject::define_property_or_throw", "8d1a365451b616a8":
    "return Err(JsNativeError::typ()
                .with_message(format!(\"cannot redefine property: {key}\"))
                .into());" => "return Err(context.definition_refused(self, &key));",
}

edit! {
    /// See above.
    "JsObject::delete_property_or_throw", "62bbc0e451d58788":
    "return Err(JsNativeError::typ()
                .with_message(format!(\"cannot delete non-configurable property: {key}\"))
                .into());" => "return Err(context.deletion_refused(self, &key));",
}

edit! {
    /// See above.
    "JsValue::call", "2bd62edeb5f33924":
    "format!(
                    \"value with type `{}` is not callable\",
                    self.type_of()
                )" => "format!(\"{} is not a function\", crate::vm::messages::type_and_value(self))",
}

edit! {
    /// See above.
    "JsValue::get_method", "8f4f375c992508b1":
    "match self.get_v(key, context)?.variant() {" => "let method = self.get_v(key, context)?;
        match method.variant() {",
    "with_message(\"value returned for property of object is not a function\")" =>
    "with_message(format!(\"{} is not a function\", crate::vm::messages::type_and_value(&method)))",
}

edit! {
    /// See above.
    "JsObject::private_get", "a895de2e63d8f115":
    "with_message(\"Private element does not exist on object\")" => "with_message(format!(
                    \"Cannot read private member #{} from an object whose class did not declare it\",
                    name.description.to_std_string_lossy()
                ))",
    "with_message(\"private property was defined without a getter\")" => "with_message(format!(
                            \"'#{}' was defined without a getter\",
                            name.description.to_std_string_lossy()
                        ))",
}

edit! {
    /// See above.
    "JsObject::private_set", "1a1378291dfdb61a":
    "with_message(\"Private element does not exist on object\")" => "with_message(format!(
                        \"Cannot write private member #{} to an object whose class did not declare it\",
                        name.description.to_std_string_lossy()
                    ))",
    "with_message(\"private method is not writable\")" => "with_message(format!(
                        \"Private method '#{}' is not writable\",
                        name.description.to_std_string_lossy()
                    ))",
    "with_message(\"private property was defined without a setter\")" => "with_message(format!(
                            \"'#{}' was defined without a setter\",
                            name.description.to_std_string_lossy()
                        ))",
}

edit! {
    /// The arguments of `apply` and its like come from here: more than an array holds, or than the stack does, are the
    /// RangeErrors that V8 throws; upstream asked for the memory at once, which ended the process. Dense arrays are
    /// copied as they are.
    "JsValue::create_list_from_array_like", "fa9537320076abbe":
    "let mut list = Vec::with_capacity(len as usize);" => "if element_types.is_empty() && len > context.vm.runtime_limits.stack_size_limit() as u64 {
            let message =
                if len > 134_217_725 { \"Invalid array length\" } else { \"Maximum call stack size exceeded\" };
            return Err(JsNativeError::range().with_message(message).into());
        }
        if element_types.is_empty()
            && obj.is_array()
            && let Some(dense) = obj.borrow().properties().to_dense_indexed_properties()
            && dense.len() as u64 == len
        {
            return Ok(dense.into_iter().collect());
        }
        let mut list = Vec::with_capacity((len as usize).min(1 << 16));",
}

/// Elements that are stored one behind the other need no descriptors: see `object/elements.rs`.
impl JsObject {
    #[wrap("23f4550e704dc534")]
    pub fn get<K>(&self, key: K, context: &mut Context) -> JsResult<JsValue>
    where
        K: Into<PropertyKey>,
    {
        let key = key.into();
        if let Some(value) = self.dense_element(&key, Asked::Get) {
            return Ok(value);
        }
        // Natives ask for the same names again and again.
        let named = match &key {
            PropertyKey::String(name) if name.is_static() => JsValue::from(name.clone()),
            PropertyKey::Symbol(symbol) => JsValue::from(symbol.clone()),
            _ => return self.upstream_get(key, context),
        };
        if let Some(value) = context.vm.by_value.read(self, &named) {
            return Ok(value);
        }
        let value = self.upstream_get(key.clone(), context)?;
        context.vm.by_value.remember_read(&named, self, &key, Slot::new());
        Ok(value)
    }

    #[wrap("089c559133d06583")]
    pub(crate) fn try_get<K>(&self, key: K, context: &mut Context) -> JsResult<Option<JsValue>>
    where
        K: Into<PropertyKey>,
    {
        let key = key.into();
        match self.dense_element(&key, Asked::TryGet) {
            Some(value) => Ok(Some(value)),
            None => self.upstream_try_get(key, context),
        }
    }

    #[wrap("96a89843524c6413")]
    pub fn has_property<K>(&self, key: K, context: &mut Context) -> JsResult<bool>
    where
        K: Into<PropertyKey>,
    {
        let key = key.into();
        match self.dense_element(&key, Asked::Has) {
            Some(_) => Ok(true),
            None => self.upstream_has_property(key, context),
        }
    }

    #[wrap("943aa699db00a2e8")]
    pub fn create_data_property<K, V>(&self, key: K, value: V, context: &mut Context) -> JsResult<bool>
    where
        K: Into<PropertyKey>,
        V: Into<JsValue>,
    {
        let (key, value) = (key.into(), value.into());
        if self.define_dense_element(&key, &value) {
            return Ok(true);
        }
        self.upstream_create_data_property(key, value, context)
    }

    /// From the shape: see `object/plain.rs`.
    #[wrap("9792cd4d4e69d215")]
    pub(crate) fn enumerable_own_property_names(
        &self,
        kind: PropertyNameKind,
        context: &mut Context,
    ) -> JsResult<Vec<JsValue>> {
        let Some(properties) = self.plain_properties() else {
            return self.upstream_enumerable_own_property_names(kind, context);
        };
        let mut list = Vec::with_capacity(properties.len());
        for (key, value) in properties {
            let PropertyKey::String(name) = key else { continue };
            list.push(match kind {
                PropertyNameKind::Key => name.into(),
                PropertyNameKind::Value => value,
                PropertyNameKind::KeyAndValue => Array::create_array_from_list([name.into(), value], context).into(),
            });
        }
        Ok(list)
    }

    /// The same.
    #[wrap("30a4379a6b774880")]
    pub fn copy_data_properties<K>(&self, source: &JsValue, excluded_keys: Vec<K>, context: &mut Context) -> JsResult<()>
    where
        K: Into<PropertyKey>,
    {
        if let Some(from) = source.as_object() {
            if excluded_keys.is_empty() && self.become_like(&from) {
                return Ok(());
            }
            if let Some(properties) = from.plain_properties() {
                let excluded: Vec<PropertyKey> = excluded_keys.into_iter().map(Into::into).collect();
                for (key, value) in properties {
                    if !excluded.contains(&key) {
                        self.create_data_property_or_throw(key, value, context)?;
                    }
                }
                return Ok(());
            }
        }
        self.upstream_copy_data_properties(source, excluded_keys, context)
    }
}

edit! {
    /// Functions written in JavaScript are entered as by the interpreter's loop.
    "JsObject::call", "df5b2625d379f6b7":
    "if self.__call__(argument_count).resolve(context)? {" =>
    "if !context.enter(argument_count) && self.__call__(argument_count).resolve(context)? {",
}

/// Properties of values that are objects.
impl JsValue {
    #[wrap("4353b2ba62b31772")]
    pub(crate) fn get_v<K>(&self, key: K, context: &mut Context) -> JsResult<Self>
    where
        K: Into<PropertyKey>,
    {
        match self.peek_object() {
            Some(object) => object.get(key, context),
            None => self.upstream_get_v(key, context),
        }
    }
}
