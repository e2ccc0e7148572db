//! Arrays of any length and with any comparison.

edit! {
    /// V8's words.
    "Array::array_create", "3afc1c1718208251":
    "array exceeded max size" => "Invalid array length",
}

edit! {
    /// V8's words.
    "<Array as BuiltInConstructor>::constructor", "05b72fb7625ed1f3":
    "invalid array length" => "Invalid array length",
}

edit! {
    /// Nothing is allocated for a length that only a script names, and no string grows beyond bounds.
    "Array::join", "65aac2dddac6b940":
    "let mut r = Vec::with_capacity(len as usize + len.saturating_sub(1) as usize);" =>
    "let mut length = (len.saturating_sub(1) as usize).saturating_mul(separator.len());
        Context::check_string_length(length)?;
        let mut r = Vec::with_capacity(len.min(1 << 16) as usize * 2);",
    "r.push(separator.clone());" => "if !separator.is_empty() {
                    r.push(separator.clone());
                }",
    "r.push(next.clone());" => "if !next.is_empty() {
                length += next.len();
                Context::check_string_length(length)?;
                r.push(next);
            }",
}

edit! {
    /// See above.
    "Array::to_locale_string", "17523b37db23f14f":
    "let mut r = Vec::with_capacity(len as usize + len.saturating_sub(1) as usize);" =>
    "Context::check_string_length(len.saturating_sub(1) as usize)?;
        let mut r = Vec::with_capacity(len.min(1 << 16) as usize * 2);",
}

edit! {
    /// Rust's own sort panics when it notices that a comparison contradicts itself.
    "Array::sort_indexed_properties", "0cc8e253f162cee7":
    "let mut items = Vec::with_capacity(len as usize);" => "let mut items = Vec::with_capacity(len.min(1 << 16) as usize);",
    "let mut sort_err = Ok(());
        items.sort_by(|x, y| {
            if sort_err.is_ok() {
                sort_compare(x, y, context).unwrap_or_else(|err| {
                    sort_err = Err(err);
                    Ordering::Equal
                })
            } else {
                Ordering::Equal
            }
        });
        sort_err?;" => "sort::merge_sort(&mut items, |x, y| sort_compare(x, y, context))?;",
}

#[add]
/// Sorting.
mod sort;
