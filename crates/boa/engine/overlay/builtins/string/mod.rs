//! Strings: none grows longer than V8's, and asking for more is a RangeError in V8's words rather than the process's end.

edit! {
    /// V8's limit. Upstream's, 2 ** 32 - 1, is more than most machines can give, and refusing memory ends the process.
    "String::MAX_STRING_LENGTH", "d7e910b5fef84cb8":
    "u32::MAX as usize" => "0x1fff_ffe8",
}

/// What all that makes longer strings asks first.
impl String {
    #[add]
    /// # Errors
    /// A RangeError if no string can be `length` code units long.
    #[inline]
    pub(crate) fn check_length(length: usize) -> JsResult<()> {
        if length <= Self::MAX_STRING_LENGTH {
            return Ok(());
        }
        Err(Self::too_long())
    }

    #[add]
    #[cold]
    fn too_long() -> crate::JsError {
        JsNativeError::range().with_message("Invalid string length").into()
    }

    #[add]
    /// `string` so many times, which must not be too long.
    fn repeated(string: &JsString, times: usize) -> JsString {
        match string.as_str().variant() {
            crate::string::JsStrVariant::Latin1(units) => crate::string::JsStr::latin1(&units.repeat(times)).into(),
            crate::string::JsStrVariant::Utf16(units) => crate::string::JsStr::utf16(&units.repeat(times)).into(),
        }
    }

    #[add]
    #[cold]
    fn count_refused(count: &JsValue, said: &str) -> crate::JsError {
        let text = if count.is_number() { count.display().to_string() } else { said.to_owned() };
        JsNativeError::range().with_message(format!("Invalid count value: {text}")).into()
    }
}

edit! {
    /// See above.
    "String::concat", "3361d4801db8265b":
    "js_string!(&string, &arg.to_string(context)?)" => "{
                let arg = arg.to_string(context)?;
                context.concat(&string, &arg)?
            }",
}

edit! {
    /// See above; and the list of all copies took sixteen times the memory of the copies.
    "String::repeat", "ec9899c1b90134d5":
    "return Err(JsNativeError::range()
                    .with_message(\"String.prototype.repeat: count must be non-negative\")
                    .into());
            }
            IntegerOrInfinity::PositiveInfinity" => "return Err(Self::count_refused(args.get_or_undefined(0), &i.to_string()));
            }
            IntegerOrInfinity::PositiveInfinity",
    "return Err(JsNativeError::range()
                    .with_message(\"String.prototype.repeat: count must be less than infinity\")
                    .into());" => "return Err(Self::count_refused(args.get_or_undefined(0), \"Infinity\"));",
    "IntegerOrInfinity::NegativeInfinity => {
                return Err(JsNativeError::range()
                    .with_message(\"String.prototype.repeat: count must be non-negative\")
                    .into());" => "IntegerOrInfinity::NegativeInfinity => {
                return Err(Self::count_refused(args.get_or_undefined(0), \"-Infinity\"));",
    "return Err(JsNativeError::range()
                .with_message(
                    \"repeat count must be a positive finite number \\
                        that doesn't overflow the maximum string length (2^32 - 1)\",
                )
                .into());" => "return Err(Self::too_long());",
    "let mut result = Vec::with_capacity(n);
        for _ in 0..n {
            crate::vm::opcode::IncrementLoopIteration::operation((), context)?;
            result.push(string.as_str());
        }" => "",
    "JsString::concat_array(&result).into()" => "Self::repeated(&string, n).into()",
}

edit! {
    /// See above.
    "String::string_pad", "826ed39effa6f966":
    "return Err(JsNativeError::range()
                .with_message(format!(
                    \"cannot create a string longer than the maximum allowed length ({})\",
                    Self::MAX_STRING_LENGTH
                ))
                .into());" => "return Err(Self::too_long());",
}
