//! `switch`.

edit! {
    /// A clause has no end at which a resource could be disposed of
    /// (<https://tc39.es/proposal-explicit-resource-management/#sec-switch-statement-static-semantics-early-errors>).
    "<CaseBlock as TokenParser<R>>::parse", "c1399ed6adfcdd36":
    "cases.push(statement::Case::new(cond, statement_list));" => "super::no_resource(&statement_list, interner)?;
                    cases.push(statement::Case::new(cond, statement_list));",
    "cases.push(statement::Case::default(statement_list));" => "super::no_resource(&statement_list, interner)?;
                    cases.push(statement::Case::default(statement_list));",
}
