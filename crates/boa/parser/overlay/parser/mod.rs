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

edit! {
    /// In V8's words: see `redeclaration.rs`.
    "<ScriptParser as TokenParser<R>>::parse", "3ef242eaa8d3b040":
    "let mut lexical_names = FxHashSet::default();" => "redeclaration::check(&script, script.statements(), interner)?;
        let mut lexical_names = FxHashSet::default();",
}

#[add]
/// Names that are declared twice.
pub(crate) mod redeclaration;
