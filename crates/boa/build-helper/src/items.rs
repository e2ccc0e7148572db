//! The items of a source file, by name, with where they stand and a hash of what they say.

use crate::Outcome;
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens;
use std::ops::Range;
use syn::{ImplItem, Item, TraitItem, spanned::Spanned};

/// One item or method of upstream's.
pub struct Part {
    /// Its name: `fn f`, `struct S`, `const C`, `S::method`, `<S as Trait>::method`, `impl Trait for S`, `m!` for a call
    /// of a macro, with `module::` in front of what stands in an inline module.
    pub key: String,
    /// The bytes it takes, with its attributes and comments.
    pub range: Range<usize>,
    /// The bytes of a function's name, where it may be given another.
    pub name: Option<Range<usize>>,
    /// [`hash`] of its tokens.
    pub hash: String,
}

/// All items of `text`, those within `impl`, `trait` and inline `mod` blocks included.
///
/// # Errors
/// Where it is not Rust.
pub fn parts(text: &str) -> Outcome<Vec<Part>> {
    let file = syn::parse_file(text).map_err(|error| position(&error))?;
    let mut found = Vec::new();
    collect(&file.items, "", &mut found);
    Ok(found)
}

/// A syntax error with its line.
#[must_use]
pub fn position(error: &syn::Error) -> String {
    let start = error.span().start();
    format!("line {}, column {}: {error}", start.line, start.column + 1)
}

fn collect(items: &[Item], prefix: &str, found: &mut Vec<Part>) {
    for item in items {
        if let Some(name) = name_of(item) {
            found.push(part(format!("{prefix}{name}"), item, fn_name(item)));
        }
        match item {
            Item::Impl(block) => {
                for inner in &block.items {
                    if let Some(name) = impl_item_name(inner) {
                        let key = format!("{prefix}{}::{name}", owner(block));
                        // A trait has no room for a second function.
                        let renamable = match inner {
                            ImplItem::Fn(function) if block.trait_.is_none() => Some(function.sig.ident.span()),
                            _ => None,
                        };
                        found.push(part(key, inner, renamable.map(|span| span.byte_range())));
                    }
                }
            }
            Item::Trait(definition) => {
                for inner in &definition.items {
                    if let TraitItem::Fn(function) = inner {
                        found.push(part(format!("{prefix}{}::{}", definition.ident, function.sig.ident), inner, None));
                    }
                }
            }
            Item::Mod(module) => {
                if let Some((_, items)) = &module.content {
                    collect(items, &format!("{prefix}{}::", module.ident), found);
                }
            }
            _ => {}
        }
    }
}

fn part(key: String, item: &impl ToTokens, name: Option<Range<usize>>) -> Part {
    let tokens = item.to_token_stream();
    Part { key, range: tokens.span().byte_range(), name, hash: hash(tokens) }
}

/// How a top-level item is called; `None` of what has no name (`use`, blocks of foreign functions).
#[must_use]
pub fn name_of(item: &Item) -> Option<String> {
    Some(match item {
        Item::Const(item) => format!("const {}", item.ident),
        Item::Enum(item) => format!("enum {}", item.ident),
        Item::Fn(item) => format!("fn {}", item.sig.ident),
        Item::Impl(block) => format!("impl {}", header(block)),
        Item::Macro(call) => match &call.ident {
            Some(name) => format!("macro {name}"),
            None => format!("{}!", call.mac.path.segments.last()?.ident),
        },
        Item::Mod(item) => format!("mod {}", item.ident),
        Item::Static(item) => format!("static {}", item.ident),
        Item::Struct(item) => format!("struct {}", item.ident),
        Item::Trait(item) => format!("trait {}", item.ident),
        Item::Type(item) => format!("type {}", item.ident),
        Item::Union(item) => format!("union {}", item.ident),
        Item::Use(item) => format!("use {}", plain(item.tree.to_token_stream())),
        _ => return None,
    })
}

fn fn_name(item: &Item) -> Option<Range<usize>> {
    match item {
        Item::Fn(function) => Some(function.sig.ident.span().byte_range()),
        _ => None,
    }
}

/// The name of a method or constant in an `impl` block.
#[must_use]
pub fn impl_item_name(item: &ImplItem) -> Option<String> {
    match item {
        ImplItem::Fn(function) => Some(function.sig.ident.to_string()),
        ImplItem::Const(constant) => Some(constant.ident.to_string()),
        ImplItem::Type(definition) => Some(definition.ident.to_string()),
        _ => None,
    }
}

/// Whose the items of a block are: `Type`, or `<Type as Trait>`.
#[must_use]
pub fn owner(block: &syn::ItemImpl) -> String {
    let own = plain(block.self_ty.to_token_stream());
    match &block.trait_ {
        Some((.., path, _)) => format!("<{own} as {}>", plain(path.to_token_stream())),
        None => own,
    }
}

fn header(block: &syn::ItemImpl) -> String {
    let own = plain(block.self_ty.to_token_stream());
    match &block.trait_ {
        Some((.., path, _)) => format!("{} for {own}", plain(path.to_token_stream())),
        None => own,
    }
}

/// Tokens as text, without a space but where two words would run together.
fn plain(tokens: TokenStream) -> String {
    let mut text = String::new();
    each_token(tokens, &mut |token| {
        let joins = |character: char| character.is_alphanumeric() || character == '_';
        if text.ends_with(joins) && token.starts_with(joins) {
            text.push(' ');
        }
        text.push_str(token);
    });
    text
}

/// FNV-1a over the tokens: what is laid out otherwise or commented otherwise (but for doc comments) is the same.
#[must_use]
pub fn hash(tokens: TokenStream) -> String {
    let mut state: u64 = 0xcbf2_9ce4_8422_2325;
    each_token(tokens, &mut |token| {
        for byte in token.bytes().chain([b'\n']) {
            state = (state ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    });
    format!("{state:016x}")
}

fn each_token(tokens: TokenStream, seen: &mut impl FnMut(&str)) {
    // `dyn`: the function calls itself, and each level would otherwise be a type of its own.
    fn walk(tokens: TokenStream, seen: &mut dyn FnMut(&str)) {
        for token in tokens {
            match token {
                TokenTree::Group(group) => {
                    let (open, close) = match group.delimiter() {
                        Delimiter::Parenthesis => ("(", ")"),
                        Delimiter::Brace => ("{", "}"),
                        Delimiter::Bracket => ("[", "]"),
                        Delimiter::None => ("", ""),
                    };
                    seen(open);
                    walk(group.stream(), seen);
                    seen(close);
                }
                other => seen(&other.to_string()),
            }
        }
    }
    walk(tokens, seen);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_places() {
        let text = "/// Doc.\nfn f() {}\nstruct S<T>(T);\nimpl<T: Copy> S<T> { fn m(&self) {} }\n\
                    impl<T> Clone for S<T> { fn clone(&self) -> Self { loop {} } }\n\
                    mod n { const C: u8 = 1; }\nmacro_rules! r { () => {} }\nr!();\n";
        let parts = parts(text).expect("parsed");
        let keys: Vec<&str> = parts.iter().map(|part| part.key.as_str()).collect();
        let expected = [
            "fn f",
            "struct S",
            "impl S<T>",
            "S<T>::m",
            "impl Clone for S<T>",
            "<S<T> as Clone>::clone",
            "mod n",
            "n::const C",
            "macro r",
            "r!",
        ];
        assert_eq!(keys, expected);
        assert_eq!(&text[parts[0].range.clone()], "/// Doc.\nfn f() {}");
        assert_eq!(&text[parts[3].name.clone().expect("a name")], "m");
        assert!(parts[5].name.is_none(), "a trait's function keeps its name");
    }

    #[test]
    fn a_hash_sees_tokens_alone() {
        let of = |text: &str| parts(text).expect("parsed").remove(0).hash;
        assert_eq!(of("fn f() { 1 + 1; }"), of("fn f()\n{\n    1+1; // comment\n}"));
        assert_ne!(of("fn f() { 1 + 1; }"), of("fn f() { 1 + 2; }"));
    }
}
