//! Array buffers, in V8's words.

edit! {
    /// See above.
    "fn create_byte_data_block", "da26f3c37cac3bbb":
    "cannot allocate a buffer that exceeds the maximum buffer size" => "Array buffer allocation failed",
}
