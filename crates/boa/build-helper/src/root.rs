//! Turns upstream's `lib.rs` into a module `root` of the wrapper crate, which re-exports what is in it.
//!
//! The modules that `lib.rs` declares are the wrapper's own `lib.rs`'s to declare, each with its `#[path]`; everything
//! else goes here. What was private to the crate's root was visible in all of it, and so becomes `pub(crate)`.

use crate::{Outcome, items::position};
use std::{collections::BTreeSet, ops::Range};
use syn::{Attribute, Item, UseTree, Visibility, spanned::Spanned};

/// The text of `root.rs`, from upstream's `lib.rs`; `wrapper` is our `lib.rs`, which must declare the same modules.
///
/// # Errors
/// Every module that `wrapper` lacks, or why one of the two cannot be read.
pub fn root_module(upstream: &str, wrapper: &str) -> Outcome<String> {
    let file = syn::parse_file(upstream).map_err(|error| format!("upstream's lib.rs, {}", position(&error)))?;
    let ours = modules(&syn::parse_file(wrapper).map_err(|error| position(&error))?.items);
    let theirs = modules(&file.items);
    let missing: Vec<String> =
        theirs.difference(&ours).map(|name| format!("mod {name}: upstream has it, ours not")).collect();
    if !missing.is_empty() {
        return Err(missing.join("\n"));
    }
    let inline: BTreeSet<String> = file.items.iter().filter_map(inline_module).collect();
    let mut text = String::from("//! The items of upstream's `lib.rs`.\n\n#[allow(unused_imports)]\nuse crate::*;\n");
    for item in &file.items {
        if let Some(item_text) = converted(item, upstream, &theirs, &inline) {
            text.push('\n');
            text.push_str(&item_text);
            text.push('\n');
        }
    }
    Ok(text)
}

fn modules(items: &[Item]) -> BTreeSet<String> {
    let names = items.iter().filter_map(|item| match item {
        Item::Mod(module) if module.content.is_none() && !for_tests(&module.attrs) => Some(module.ident.to_string()),
        _ => None,
    });
    names.collect()
}

fn inline_module(item: &Item) -> Option<String> {
    match item {
        Item::Mod(module) if module.content.is_some() => Some(module.ident.to_string()),
        _ => None,
    }
}

/// Whether only tests see an item.
fn for_tests(attrs: &[Attribute]) -> bool {
    attrs.iter().any(|attribute| {
        attribute.path().is_ident("cfg") && attribute.parse_args::<syn::Path>().is_ok_and(|path| path.is_ident("test"))
    })
}

fn converted(item: &Item, text: &str, modules: &BTreeSet<String>, inline: &BTreeSet<String>) -> Option<String> {
    let (attrs, visibility): (&[Attribute], Option<&Visibility>) = match item {
        Item::Const(item) => (&item.attrs, Some(&item.vis)),
        Item::Enum(item) => (&item.attrs, Some(&item.vis)),
        Item::Fn(item) => (&item.attrs, Some(&item.vis)),
        Item::Impl(item) => (&item.attrs, None),
        Item::Mod(item) => (&item.attrs, Some(&item.vis)),
        Item::Static(item) => (&item.attrs, Some(&item.vis)),
        Item::Struct(item) => (&item.attrs, Some(&item.vis)),
        Item::Trait(item) => (&item.attrs, Some(&item.vis)),
        Item::Type(item) => (&item.attrs, Some(&item.vis)),
        Item::Use(item) => (&item.attrs, Some(&item.vis)),
        _ => (&[], None),
    };
    let ours_to_declare = matches!(item, Item::Mod(module) if module.content.is_none());
    let is_self = matches!(item, Item::ExternCrate(item) if item.ident == "self");
    if ours_to_declare || is_self || for_tests(attrs) {
        return None;
    }
    let range = item.span().byte_range();
    let mut pieces: Vec<(Range<usize>, &str)> = Vec::new();
    if matches!(visibility, Some(Visibility::Inherited)) {
        let start = after_attributes(attrs, text, &range);
        pieces.push((start..start, "pub(crate) "));
    }
    if let Item::Use(import) = item
        && import.leading_colon.is_none()
        && let Some(first) = first_name(&import.tree)
    {
        let start = first.span().byte_range().start;
        let name = first.to_string();
        if modules.contains(&name) {
            pieces.push((start..start, "crate::"));
        } else if inline.contains(&name) {
            pieces.push((start..start, "self::"));
        }
    }
    let mut result = String::new();
    let mut at = range.start;
    for (place, piece) in pieces {
        result.push_str(&text[at..place.start]);
        result.push_str(piece);
        at = place.end;
    }
    result.push_str(&text[at..range.end]);
    Some(result)
}

/// The first byte of an item that is not part of an attribute or comment before it.
fn after_attributes(attrs: &[Attribute], text: &str, range: &Range<usize>) -> usize {
    let end = attrs.last().map_or(range.start, |attribute| attribute.span().byte_range().end);
    end + (text[end..range.end].len() - text[end..range.end].trim_start().len())
}

fn first_name(tree: &UseTree) -> Option<&syn::Ident> {
    match tree {
        UseTree::Path(path) => Some(&path.ident),
        UseTree::Name(name) => Some(&name.ident),
        UseTree::Rename(rename) => Some(&rename.ident),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WRAPPER: &str = "#[path = \"x\"]\npub mod a;\nmod b;\nmod root;\n";

    #[test]
    fn paths_and_visibility_are_those_of_a_module() {
        let upstream = "//! Doc.\n#![allow(x)]\nextern crate self as up;\npub mod a;\nmod b;\nuse b::B;\npub use b::C;\n\
                        pub mod inline { pub struct I; }\npub use inline::*;\nuse std::fmt;\n/// D.\n#[inline]\nfn f() {}\n\
                        #[cfg(test)]\nmod tests;\n#[cfg(test)]\nfn g() {}\nimpl B {}\n";
        let text = root_module(upstream, WRAPPER).expect("converted");
        for line in [
            "pub(crate) use crate::b::B;",
            "pub use crate::b::C;",
            "pub use self::inline::*;",
            "pub(crate) use std::fmt;",
            "/// D.\n#[inline]\npub(crate) fn f() {}",
            "\nimpl B {}",
        ] {
            assert!(text.contains(line), "{line}\n{text}");
        }
        for gone in ["mod a;", "mod b;", "extern", "test", "allow(x)", "fn g"] {
            assert!(!text.contains(gone), "{gone}\n{text}");
        }
        syn::parse_file(&text).map_err(|error| error.to_string()).expect("Rust");
    }

    #[test]
    fn a_new_module_of_upstream_is_told() {
        let message = root_module("mod a;\nmod b;\nmod new;\n", WRAPPER).expect_err("refused");
        assert!(message.contains("mod new"), "{message}");
    }
}
