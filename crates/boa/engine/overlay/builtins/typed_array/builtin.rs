//! Typed arrays.

use super::Uint8Array;

impl BuiltinTypedArray {
    #[add]
    /// A Uint8Array on `length` bytes at `offset` of `buffer`, with the prototype `prototype`: what its constructor makes,
    /// without a call, for Buffers are made for each chunk. TypeError where `buffer` is no buffer.
    pub(crate) fn uint8_on(
        buffer: JsObject,
        offset: usize,
        length: usize,
        prototype: JsObject,
        context: &mut Context,
    ) -> JsResult<JsObject> {
        let buffer = buffer
            .into_buffer_object()
            .map_err(|_| JsNativeError::typ().with_message("a typed array needs an ArrayBuffer"))?;
        let (offset, length) = (JsValue::from(offset), JsValue::from(length));
        Self::initialize_from_array_buffer::<Uint8Array>(prototype, buffer, &offset, &length, context)
    }

    /// A Uint8Array of the realm's own constructor on a piece of a buffer is made without calling it.
    #[wrap("42afe53a54867ddf")]
    fn create(
        constructor: &JsObject,
        args: &[JsValue],
        context: &mut Context,
    ) -> JsResult<JsObject<TypedArray>> {
        if let [buffer, offset, length] = args {
            let usual = context.intrinsics().constructors().typed_uint8_array();
            if JsObject::equals(&usual.constructor(), constructor)
                && let Some(Ok(buffer)) = buffer.as_object().map(JsObject::into_buffer_object)
            {
                let prototype = usual.prototype();
                let made =
                    Self::initialize_from_array_buffer::<Uint8Array>(prototype, buffer, offset, length, context)?;
                return made
                    .downcast::<TypedArray>()
                    .map_err(|_| JsNativeError::typ().with_message("not a typed array").into());
            }
        }
        Self::upstream_create(constructor, args, context)
    }
}
