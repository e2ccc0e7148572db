//! Typed arrays for Rust.

impl JsTypedArray {
    #[add]
    /// A Uint8Array on `length` bytes at `offset` of `buffer`, with the prototype `prototype`: as its constructor makes it,
    /// at a fraction of the price. RangeError where the piece does not fit the buffer, TypeError where it is no buffer.
    #[inline]
    pub fn uint8_on(
        buffer: JsObject,
        offset: usize,
        length: usize,
        prototype: JsObject,
        context: &mut Context,
    ) -> JsResult<JsObject> {
        BuiltinTypedArray::uint8_on(buffer, offset, length, prototype, context)
    }
}
