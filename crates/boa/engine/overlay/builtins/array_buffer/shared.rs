//! Shared array buffers, in V8's words.

edit! {
    /// See above.
    "fn create_shared_byte_data_block", "68c6cd03ce10b234":
    "cannot allocate a buffer that exceeds the maximum buffer size" => "Array buffer allocation failed",
}
