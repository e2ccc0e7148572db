//! Array buffers, in V8's words.

edit! {
    /// See above.
    "fn create_byte_data_block", "da26f3c37cac3bbb":
    "cannot allocate a buffer that exceeds the maximum buffer size" => "Array buffer allocation failed",
}

/// A host's memory that scripts must not take away, such as the pool of Node's Buffers.
impl ArrayBuffer {
    #[add]
    /// Gives the buffer an [[ArrayBufferDetachKey]] that nobody has: it cannot be detached or transferred any more.
    pub fn forbid_detach(&mut self) {
        self.detach_key = JsValue::from(true);
    }
}
