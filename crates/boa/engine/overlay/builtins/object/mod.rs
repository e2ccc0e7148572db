//! `Object.assign` of objects that are nothing but data.

impl OrdinaryObject {
    /// What no setter, and no property that cannot be written, has a part in: see `object/plain.rs`.
    #[wrap("002ec7c00895571f")]
    pub fn assign(this: &JsValue, args: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
        let Some((target, sources)) = args.split_first() else { return Self::upstream_assign(this, args, context) };
        let Some(to) = target.as_object() else { return Self::upstream_assign(this, args, context) };
        for (done, source) in sources.iter().enumerate() {
            if source.is_null_or_undefined() {
                continue;
            }
            let properties = match source.as_object() {
                Some(from) if to.takes_all() => match from.becomes_of(&to) {
                    true => continue,
                    false => from.plain_properties(),
                },
                _ => None,
            };
            let Some(properties) = properties else {
                // The rest, as it is.
                let rest: Vec<JsValue> = std::iter::once(target).chain(sources.get(done..).unwrap_or_default()).cloned().collect();
                return Self::upstream_assign(this, &rest, context);
            };
            for (key, value) in properties {
                to.set(key, value, true, context)?;
            }
        }
        Ok(target.clone())
    }
}
