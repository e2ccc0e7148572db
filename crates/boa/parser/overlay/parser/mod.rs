//! What the parsers share.

edit! {
    /// No error is made, and dropped again, for each token that is there.
    "<ParseResult<Option<T>> as OrAbrupt<T>>::or_abrupt", "6eb6867bc07fdf8a":
    "self?.ok_or(Error::AbruptEnd)" => "self?.ok_or_else(|| Error::AbruptEnd)",
}

edit! {
    /// A script has no end at which a resource could be disposed of: others see what it declares.
    "<ScriptBody as TokenParser<R>>::parse", "062d7644342e1468":
    "Ok(body)" => "statement::no_resource(&body, interner)?;
        Ok(body)",
}
