//! Template literals.

edit! {
    /// What no string can hold is a RangeError rather than the process's end: see `builtins/string`.
    "ConcatToString::operation", "92ab2c01a19c6025":
    "let s = JsString::concat_array(" => "crate::builtins::String::check_length(
            strings.iter().fold(0_usize, |length, string| length.saturating_add(string.len())),
        )?;
        let s = JsString::concat_array(",
}
