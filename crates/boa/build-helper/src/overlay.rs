//! Reads an overlay file: Rust items of ours, each with a mark that says how it goes into upstream's file.
//!
//! - `#[add]`: a new item (or method, in an `impl` block without a mark of its own). A `use` needs no mark.
//! - `#[replace("hash")]`: stands for upstream's item of that name.
//! - `#[wrap("hash")]`: goes in front of upstream's function, which stays as `upstream_` and its name.
//! - `edit! { /// why` `"item", "hash": "text there" => "text instead", ... }`: a change within an item, where the text
//!   stands once; `=>*` changes it wherever it stands.
//!
//! The hash is that of the upstream item when ours was written. Each item says in its doc comment what it changes and
//! why; `edit!` and the methods of a commented `impl` block need none of their own.

use crate::{
    Outcome,
    items::{impl_item_name, name_of, owner, position},
};
use std::ops::Range;
use syn::{
    Attribute, ImplItem, Item, LitStr, Token,
    parse::{Parse, ParseStream},
    spanned::Spanned,
};

/// What an overlay file asks for.
#[derive(Debug, PartialEq, Eq)]
pub enum Change {
    /// Text to put at the file's end.
    Add(String),
    /// Text to put in the place of the item `key`.
    Replace { key: String, hash: String, text: String },
    /// Text to put in front of the function `key`, which gets another name.
    Wrap { key: String, hash: String, text: String },
    /// Text within the item `key` to put other text in the place of.
    Edit { key: String, hash: String, changes: Vec<Swap> },
}

/// Text to put in the place of other text.
#[derive(Debug, PartialEq, Eq)]
pub struct Swap {
    pub there: String,
    pub instead: String,
    /// Wherever it stands (`=>*`), not in one place.
    pub everywhere: bool,
}

/// The changes of an overlay file, in order.
///
/// # Errors
/// Every item that is not marked, not commented or not understood.
pub fn changes(text: &str) -> Outcome<Vec<Change>> {
    let file = syn::parse_file(text).map_err(|error| position(&error))?;
    let mut reader = Reader { text, changes: Vec::new(), problems: Vec::new() };
    for item in &file.items {
        reader.item(item);
    }
    if reader.problems.is_empty() { Ok(reader.changes) } else { Err(reader.problems.join("\n")) }
}

struct Reader<'a> {
    text: &'a str,
    changes: Vec<Change>,
    problems: Vec<String>,
}

enum Mark {
    Add,
    Replace(String),
    Wrap(String),
}

impl Reader<'_> {
    fn item(&mut self, item: &Item) {
        let range = item.span().byte_range();
        let name = name_of(item).unwrap_or_default();
        match item {
            Item::Macro(call) if call.mac.path.is_ident("edit") => match call.mac.parse_body::<Edit>() {
                Ok(edit) if edit.documented || has_doc(&call.attrs) => {
                    let Edit { key, hash, changes, .. } = edit;
                    self.changes.push(Change::Edit { key, hash, changes });
                }
                Ok(edit) => self.problems.push(format!("edit of {}: no comment says why", edit.key)),
                Err(error) => self.problems.push(format!("edit!: {}", position(&error))),
            },
            Item::Impl(block) if self.mark(&block.attrs).is_none() => {
                let documented = has_doc(&block.attrs);
                let header = self.text[range.start..block.brace_token.span.open().byte_range().end].to_owned();
                for inner in &block.items {
                    let name = format!("{}::{}", owner(block), impl_item_name(inner).unwrap_or_default());
                    self.marked(impl_attributes(inner), inner.span().byte_range(), name, documented, Some(&header));
                }
            }
            Item::Use(import) if self.mark(&import.attrs).is_none() => {
                self.changes.push(Change::Add(self.text[range].to_owned()));
            }
            other => self.marked(attributes(other), range, name, false, None),
        }
    }

    fn marked(&mut self, attrs: &[Attribute], range: Range<usize>, key: String, commented: bool, block: Option<&str>) {
        if !commented && !has_doc(attrs) {
            self.problems.push(format!("{key}: no comment says why"));
        }
        let Some((mark, at)) = self.mark(attrs) else {
            self.problems.push(format!("{key}: no mark (#[add], #[replace(\"hash\")] or #[wrap(\"hash\")])"));
            return;
        };
        let text = format!("{}{}", &self.text[range.start..at.start], self.text[at.end..range.end].trim_start());
        self.changes.push(match (mark, block) {
            (Mark::Add, None) => Change::Add(text),
            (Mark::Add, Some(header)) => Change::Add(format!("{header}\n    {text}\n}}")),
            (Mark::Replace(hash), _) => Change::Replace { key, hash, text },
            (Mark::Wrap(hash), _) => Change::Wrap { key, hash, text },
        });
    }

    /// The mark among the attributes, and the bytes it takes.
    fn mark(&mut self, attrs: &[Attribute]) -> Option<(Mark, Range<usize>)> {
        for attribute in attrs {
            let path = attribute.path();
            let mark = if path.is_ident("add") {
                Mark::Add
            } else if path.is_ident("replace") || path.is_ident("wrap") {
                let hash = match attribute.parse_args::<LitStr>() {
                    Ok(hash) => hash.value(),
                    Err(error) => {
                        self.problems.push(position(&error));
                        String::new()
                    }
                };
                if path.is_ident("wrap") { Mark::Wrap(hash) } else { Mark::Replace(hash) }
            } else {
                continue;
            };
            return Some((mark, attribute.span().byte_range()));
        }
        None
    }
}

fn has_doc(attrs: &[Attribute]) -> bool {
    attrs.iter().any(|attribute| attribute.path().is_ident("doc"))
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

fn impl_attributes(item: &ImplItem) -> &[Attribute] {
    match item {
        ImplItem::Fn(item) => &item.attrs,
        ImplItem::Const(item) => &item.attrs,
        ImplItem::Type(item) => &item.attrs,
        _ => &[],
    }
}

/// The inside of `edit! { ... }`.
struct Edit {
    documented: bool,
    key: String,
    hash: String,
    changes: Vec<Swap>,
}

impl Parse for Edit {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let documented = has_doc(&input.call(Attribute::parse_outer)?);
        let key = input.parse::<LitStr>()?.value();
        input.parse::<Token![,]>()?;
        let hash = input.parse::<LitStr>()?.value();
        input.parse::<Token![:]>()?;
        let mut changes = Vec::new();
        while !input.is_empty() {
            let there = input.parse::<LitStr>()?.value();
            input.parse::<Token![=>]>()?;
            let everywhere = input.parse::<Option<Token![*]>>()?.is_some();
            changes.push(Swap { there, instead: input.parse::<LitStr>()?.value(), everywhere });
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        Ok(Self { documented, key, hash, changes })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_read_and_taken_off() {
        let text = "//! File.\nuse a::b;\n/// Why.\n#[add]\n#[inline]\nfn f() {}\n\
                    /// Block.\nimpl S {\n    #[wrap(\"7\")]\n    fn m() {}\n    #[add]\n    fn n() {}\n}\n\
                    edit! { /// Why.\n \"const C\", \"8\": \"= 1\" => \"= 2\" }\n";
        let expected = [
            Change::Add("use a::b;".into()),
            Change::Add("/// Why.\n#[inline]\nfn f() {}".into()),
            Change::Wrap { key: "S::m".into(), hash: "7".into(), text: "fn m() {}".into() },
            Change::Add("/// Block.\nimpl S {\n    fn n() {}\n}".into()),
            Change::Edit {
                key: "const C".into(),
                hash: "8".into(),
                changes: vec![Swap { there: "= 1".into(), instead: "= 2".into(), everywhere: false }],
            },
        ];
        assert_eq!(changes(text).expect("read"), expected);
    }

    #[test]
    fn what_is_not_marked_or_not_explained_is_told() {
        let message = changes("/// Why.\nfn f() {}\n#[add]\nfn g() {}\nedit! { \"a\", \"b\": \"c\" => \"d\" }")
            .expect_err("three");
        for part in ["fn f: no mark", "fn g: no comment", "edit of a: no comment"] {
            assert!(message.contains(part), "{message}");
        }
    }
}
