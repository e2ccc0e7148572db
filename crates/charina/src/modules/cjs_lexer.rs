//! Which names a CommonJS module exports, by looking at its source: what makes `import { x } from './cjs.js'` work.
//!
//! Written from the grammar documented at <https://github.com/nodejs/cjs-module-lexer#grammar> and checked against
//! Node. Matching begins at the words `exports`, `module`, `Object`, `require` and the transpilers' helpers; from
//! there a cursor tries the grammar's forms, while the tokenizer goes on behind the word whatever came of it.

use std::collections::HashSet;

use super::token::{Kind, Token, Tokenizer, skip_space, string_end, word_end};

/// What a CommonJS module seems to export.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CjsExports {
    /// The names, each once, in the order of their first mention.
    pub exports: Vec<String>,
    /// The specifiers of modules whose exports it passes on.
    pub reexports: Vec<String>,
}

/// Looks for the exports of a CommonJS source. One that is no CommonJS, or no program, has none.
/// <https://nodejs.org/api/esm.html#commonjs-namespaces>
pub fn lex_cjs(source: &str) -> CjsExports {
    let mut lexer = Lexer { source: source.as_bytes(), ..Lexer::default() };
    if lexer.run(source).is_none() {
        return CjsExports::default();
    }
    let Lexer { members, defined, unsafe_getters, order, reexports, .. } = lexer;
    let exports = order
        .into_iter()
        .filter(|name| members.contains(name) || (defined.contains(name) && !unsafe_getters.contains(name)));
    CjsExports { exports: exports.collect(), reexports }
}

#[derive(Default)]
struct Lexer<'a> {
    source: &'a [u8],
    /// Names assigned to, or in the object literal.
    members: HashSet<String>,
    /// Names given to `Object.defineProperty` in a form without side effects, and in any other.
    defined: HashSet<String>,
    unsafe_getters: HashSet<String>,
    /// Each name of `members` and `defined` where it first came.
    order: Vec<String>,
    reexports: Vec<String>,
    /// Variables that hold a required module, by name.
    star_bindings: Vec<(&'a [u8], String)>,
}

impl<'a> Lexer<'a> {
    /// `None` if the source is to be taken for one without exports.
    fn run(&mut self, source: &'a str) -> Option<()> {
        let mut tokens = Tokenizer::new(source);
        // The three tokens before the current one: `var x =`.
        let mut previous: [Option<Token>; 3] = [None; 3];
        loop {
            let token = tokens.next_token();
            match token.kind {
                Kind::End => return (tokens.depth() == 0).then_some(()),
                Kind::Invalid => return None,
                Kind::Word => self.word(token, &previous, tokens.depth() == 0)?,
                _ => {}
            }
            previous = [previous[1], previous[2], Some(token)];
        }
    }

    fn word(&mut self, token: Token, previous: &[Option<Token>; 3], at_top: bool) -> Option<()> {
        let text = &self.source[token.start..token.end];
        let mut cursor = Cursor { source: self.source, at: token.end };
        // What transpilers call their helpers, which may be properties of a helper library.
        if at_top {
            match text {
                b"__export" | b"__exportStar" => {
                    if cursor.tight(b"(")
                        && cursor.source[cursor.at..].starts_with(b"require")
                        && let Some(specifier) = cursor.require()
                    {
                        self.reexport(specifier);
                    }
                    return Some(());
                }
                b"_interopRequireWildcard" => {
                    if cursor.tight(b"(")
                        && let Some(specifier) = cursor.require()
                    {
                        self.bind_star(previous, specifier);
                    }
                    return Some(());
                }
                _ => {}
            }
        }
        if token.after_dot {
            return Some(());
        }
        match text {
            b"exports" => self.exports(cursor, false),
            b"module" if cursor.punct(b".") && cursor.word(b"exports") => {
                self.exports(cursor, true);
            }
            b"Object" if cursor.punct(b".") => {
                let mut other = cursor;
                if cursor.word(b"defineProperty") {
                    self.define_property(cursor);
                } else if at_top && other.word(b"keys") {
                    self.export_star(other);
                }
            }
            b"require" if at_top => {
                cursor.at = token.start;
                if let Some(specifier) = cursor.require() {
                    self.bind_star(previous, specifier);
                }
            }
            // These make the source an ES module, which is not looked into.
            b"import" if at_top && !cursor.peek(b"(") => return None,
            b"export" if at_top => return None,
            _ => {}
        }
        Some(())
    }

    fn export(&mut self, name: Option<String>, is_member: bool) {
        let Some(name) = name else { return };
        let known = self.members.contains(&name) || self.defined.contains(&name);
        if !known {
            self.order.push(name.clone());
        }
        if is_member {
            self.members.insert(name)
        } else {
            self.defined.insert(name)
        };
    }

    fn reexport(&mut self, specifier: String) {
        if !self.reexports.contains(&specifier) {
            self.reexports.push(specifier);
        }
    }

    /// EXPORTS_ASSIGN: `var x = require('y')`, remembered in case `x` is passed on.
    fn bind_star(&mut self, previous: &[Option<Token>; 3], specifier: String) {
        let text = |token: &Option<Token>| token.map_or(&[][..], |token| &self.source[token.start..token.end]);
        let [declaration, name, equals] = previous;
        if text(equals) == b"="
            && name.is_some_and(|name| name.kind == Kind::Word)
            && matches!(text(declaration), b"var" | b"let" | b"const")
        {
            self.star_bindings.push((text(name), specifier));
        }
    }

    /// EXPORTS_MEMBER, and behind `module` also MODULE_EXPORTS_ASSIGN and EXPORTS_LITERAL.
    fn exports(&mut self, mut cursor: Cursor<'a>, of_module: bool) {
        if cursor.punct(b".") {
            if let Some(name) = cursor.identifier()
                && cursor.punct(b"=")
            {
                self.export(Some(text(name)), true);
            }
        } else if cursor.punct(b"[") {
            if let Some(name) = cursor.string()
                && cursor.punct(b"]")
                && cursor.punct(b"=")
            {
                self.export(decode(name), true);
            }
        } else if of_module && cursor.punct(b"=") {
            // Only the last assignment counts.
            self.reexports.clear();
            if cursor.punct(b"{") {
                self.literal(cursor);
            } else if let Some(specifier) = cursor.require() {
                self.reexport(specifier);
            }
        }
    }

    /// The inside of EXPORTS_LITERAL, up to the first entry that is more than a name.
    fn literal(&mut self, mut cursor: Cursor<'a>) {
        loop {
            if let Some(name) = cursor.identifier() {
                if cursor.at_word() {
                    // `get x() {}`, `async x() {}`: the word before was no name.
                    return;
                }
                let has_value = cursor.punct(b":");
                if has_value && cursor.identifier().is_none() {
                    return;
                }
                self.export(Some(text(name)), true);
                // No space is taken between a value and its comma; Node's lexer does not look for it either.
                if has_value && !cursor.at_byte(b',') {
                    return;
                }
            } else if cursor.punct(b"...") {
                let source = cursor.source;
                if source[cursor.at..].starts_with(b"require")
                    && let Some(specifier) = cursor.require()
                {
                    self.reexport(specifier);
                } else if !cursor.tight_identifier() {
                    return;
                }
            } else if let Some(name) = cursor.string() {
                if cursor.punct(b":") {
                    if cursor.identifier().is_none() {
                        return;
                    }
                    self.export(decode(name), true);
                    if !cursor.at_byte(b',') {
                        return;
                    }
                }
            } else {
                return;
            }
            if !cursor.punct(b",") {
                return;
            }
        }
    }

    /// EXPORTS_DEFINE, from behind `Object.defineProperty`.
    fn define_property(&mut self, mut cursor: Cursor<'a>) {
        if !(cursor.punct(b"(") && cursor.exports_identifier() && cursor.punct(b",")) {
            return;
        }
        let Some(name) = cursor.string().map(decode) else {
            return;
        };
        if is_plain_descriptor(&mut cursor) {
            self.export(name, false);
        } else if let Some(name) = name {
            self.unsafe_getters.insert(name);
        }
    }

    /// EXPORT_STAR_LIB, from behind `Object.keys`: Babel's form of `export * from`.
    fn export_star(&mut self, mut cursor: Cursor<'a>) {
        if let Some(module) = star_loop(&mut cursor)
            && let Some((_, specifier)) = self.star_bindings.iter().rfind(|(name, _)| *name == module)
        {
            let specifier = specifier.clone();
            self.reexport(specifier);
        }
    }
}

/// The rest of EXPORTS_DEFINE_VALUE: a value, or a getter that returns a name or a member of one.
fn is_plain_descriptor(c: &mut Cursor<'_>) -> bool {
    if !(c.punct(b",") && c.punct(b"{")) {
        return false;
    }
    if c.word(b"enumerable") && !(c.punct(b":") && c.word(b"true") && c.punct(b",")) {
        return false;
    }
    if c.word(b"value") {
        return c.punct(b":");
    }
    if !c.getter_head() || c.identifier().is_none() {
        return false;
    }
    let member = if c.punct(b".") {
        c.identifier().is_some()
    } else if c.punct(b"[") {
        c.string().is_some() && c.punct(b"]")
    } else {
        true
    };
    member && c.getter_tail()
}

/// The rest of EXPORT_STAR_LIB; the name of the module whose keys are gone through.
fn star_loop<'a>(c: &mut Cursor<'a>) -> Option<&'a [u8]> {
    let need = |ok: bool| ok.then_some(());
    need(c.punct(b"("))?;
    let module = c.identifier()?;
    need(c.punct(b")") && c.punct(b".") && c.word(b"forEach") && c.punct(b"("))?;
    need(c.word(b"function") && c.punct(b"("))?;
    let key = c.identifier()?;
    need(c.punct(b")") && c.punct(b"{") && c.word(b"if") && c.punct(b"(") && c.word(key))?;
    if c.punct(b"===") {
        // if (key === 'default' || key === '__esModule') return;
        need(c.quoted(b"default") && c.punct(b"||") && c.word(key) && c.punct(b"==="))?;
        need(c.quoted(b"__esModule") && c.punct(b")") && c.returns())?;
        if c.word(b"if") {
            need(c.punct(b"("))?;
            let mut in_if = true;
            let mut other = *c;
            if other.has_own_property(key) {
                // if (Object.prototype.hasOwnProperty.call(_exportNames, key)) return;
                *c = other;
                need(c.punct(b")") && c.returns())?;
                in_if = c.word(b"if");
                need(!in_if || c.punct(b"("))?;
            }
            if in_if {
                // if (key in exports && exports[key] === _module[key]) return;
                need(c.word(key) && c.word(b"in") && c.exports_identifier() && c.punct(b"&&"))?;
                need(c.exports_identifier() && c.index(key) && c.punct(b"===") && c.word(module))?;
                need(c.index(key) && c.punct(b")") && c.returns())?;
            }
        }
    } else {
        // if (key !== 'default' && !exports.hasOwnProperty(key))
        need(c.punct(b"!==") && c.quoted(b"default"))?;
        if c.punct(b"&&") {
            need(c.punct(b"!"))?;
            let mut other = *c;
            if other.has_own_property(key) {
                *c = other;
            } else {
                c.identifier()?;
                need(c.punct(b".") && c.word(b"hasOwnProperty") && c.punct(b"(") && c.word(key) && c.punct(b")"))?;
            }
        }
        need(c.punct(b")"))?;
    }
    if c.exports_identifier() {
        // exports[key] = _module[key];
        need(c.index(key) && c.punct(b"=") && c.word(module) && c.index(key))?;
    } else {
        // Object.defineProperty(exports, key, { enumerable: true, get: function () { return _module[key]; } });
        need(c.word(b"Object") && c.punct(b".") && c.word(b"defineProperty") && c.punct(b"("))?;
        need(c.exports_identifier() && c.punct(b",") && c.word(key) && c.punct(b",") && c.punct(b"{"))?;
        need(c.word(b"enumerable") && c.punct(b":") && c.word(b"true") && c.punct(b","))?;
        need(c.getter_head() && c.word(module) && c.index(key) && c.getter_tail())?;
    }
    c.punct(b";");
    need(c.punct(b"}") && c.punct(b")"))?;
    Some(module)
}

/// A place in the source from which forms of the grammar are tried, white space and comments skipped.
#[derive(Clone, Copy)]
struct Cursor<'a> {
    source: &'a [u8],
    at: usize,
}

impl<'a> Cursor<'a> {
    fn skip(&mut self) {
        self.at = skip_space(self.source, self.at).0;
    }

    /// A punctuator.
    fn punct(&mut self, text: &[u8]) -> bool {
        let found = self.peek(text);
        self.at += if found { text.len() } else { 0 };
        found
    }

    fn peek(&mut self, text: &[u8]) -> bool {
        self.skip();
        self.source[self.at..].starts_with(text)
    }

    /// A punctuator with nothing before it.
    fn tight(&mut self, text: &[u8]) -> bool {
        self.source[self.at..].starts_with(text) && self.punct(text)
    }

    fn at_byte(&self, byte: u8) -> bool {
        self.source.get(self.at) == Some(&byte)
    }

    /// A certain word.
    fn word(&mut self, text: &[u8]) -> bool {
        self.skip();
        let found = &self.source[self.at..word_end(self.source, self.at)] == text;
        self.at += if found { text.len() } else { 0 };
        found
    }

    /// IDENTIFIER: any word that is not a number and has no escapes.
    fn identifier(&mut self) -> Option<&'a [u8]> {
        self.skip();
        let end = word_end(self.source, self.at);
        let text = &self.source[self.at..end];
        if text.first()?.is_ascii_digit() || text.contains(&b'\\') {
            return None;
        }
        self.at = end;
        Some(text)
    }

    /// Whether another word comes next.
    fn at_word(&mut self) -> bool {
        self.skip();
        word_end(self.source, self.at) > self.at
    }

    fn tight_identifier(&mut self) -> bool {
        let at = self.at;
        self.skip();
        at == self.at && self.identifier().is_some()
    }

    /// STRING_LITERAL, with its quotes.
    fn string(&mut self) -> Option<&'a [u8]> {
        self.skip();
        if !matches!(self.source.get(self.at), Some(b'"' | b'\'')) {
            return None;
        }
        let end = string_end(self.source, self.at)?;
        let text = &self.source[self.at..end];
        self.at = end;
        Some(text)
    }

    /// A certain text between quotes.
    fn quoted(&mut self, text: &[u8]) -> bool {
        self.string().is_some_and(|string| &string[1..string.len() - 1] == text)
    }

    /// EXPORTS_IDENTIFIER.
    fn exports_identifier(&mut self) -> bool {
        let start = self.at;
        let found =
            if self.word(b"module") { self.punct(b".") && self.word(b"exports") } else { self.word(b"exports") };
        if !found {
            self.at = start;
        }
        found
    }

    /// REQUIRE: its decoded specifier.
    fn require(&mut self) -> Option<String> {
        if !(self.word(b"require") && self.punct(b"(")) {
            return None;
        }
        let specifier = self.string()?;
        if !self.punct(b")") {
            return None;
        }
        decode(specifier)
    }

    /// `[name]`.
    fn index(&mut self, name: &[u8]) -> bool {
        self.punct(b"[") && self.word(name) && self.punct(b"]")
    }

    /// `return`, with or without its semicolon.
    fn returns(&mut self) -> bool {
        let found = self.word(b"return");
        self.punct(b";");
        found
    }

    /// `Object.prototype.hasOwnProperty.call(x, name)`, or without `prototype`.
    fn has_own_property(&mut self, name: &[u8]) -> bool {
        if !(self.word(b"Object") && self.punct(b".")) {
            return false;
        }
        if self.word(b"prototype") && !self.punct(b".") {
            return false;
        }
        self.word(b"hasOwnProperty")
            && self.punct(b".")
            && self.word(b"call")
            && self.punct(b"(")
            && self.identifier().is_some()
            && self.punct(b",")
            && self.word(name)
            && self.punct(b")")
    }

    /// `get() { return` or `get: function name() { return`.
    fn getter_head(&mut self) -> bool {
        if !self.word(b"get") {
            return false;
        }
        if self.punct(b":") {
            if !self.word(b"function") {
                return false;
            }
            self.identifier();
        }
        self.punct(b"(") && self.punct(b")") && self.punct(b"{") && self.word(b"return")
    }

    /// `; } })`, the semicolon and a comma behind the getter at will.
    fn getter_tail(&mut self) -> bool {
        self.punct(b";");
        if !self.punct(b"}") {
            return false;
        }
        self.punct(b",");
        let closed = self.punct(b"}") && self.punct(b")");
        if closed {
            self.punct(b";");
        }
        closed
    }
}

/// Source bytes between token bounds, which are bounds of characters.
fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The value of a string literal; `None` if it is malformed or holds half a surrogate pair, which no export name may.
fn decode(literal: &[u8]) -> Option<String> {
    let inner = std::str::from_utf8(&literal[1..literal.len() - 1]).ok()?;
    if !inner.contains('\\') {
        return Some(inner.to_owned());
    }
    let mut units: Vec<u16> = Vec::with_capacity(inner.len());
    let mut chars = inner.chars().peekable();
    while let Some(c) = chars.next() {
        let mut buffer = [0; 2];
        if c != '\\' {
            units.extend_from_slice(c.encode_utf16(&mut buffer));
            continue;
        }
        let unit = match chars.next()? {
            'n' => 0x0a,
            'r' => 0x0d,
            't' => 0x09,
            'b' => 0x08,
            'f' => 0x0c,
            'v' => 0x0b,
            '\r' => {
                chars.next_if_eq(&'\n');
                continue;
            }
            '\n' | '\u{2028}' | '\u{2029}' => continue,
            'x' => hex(&mut chars, 2)?,
            'u' if chars.next_if_eq(&'{').is_some() => {
                let mut value: u32 = 0;
                loop {
                    match chars.next()? {
                        '}' => break,
                        digit => value = value.checked_mul(16)?.checked_add(digit.to_digit(16)?)?,
                    }
                }
                match char::from_u32(value) {
                    Some(c) => units.extend_from_slice(c.encode_utf16(&mut buffer)),
                    // Half a surrogate pair may still find its other half.
                    None => units.push(u16::try_from(value).ok()?),
                }
                continue;
            }
            'u' => hex(&mut chars, 4)?,
            digit @ '0'..='7' => {
                let mut value = digit.to_digit(8)?;
                let more = if digit <= '3' { 2 } else { 1 };
                for _ in 0..more {
                    match chars.next_if(|c| ('0'..='7').contains(c)) {
                        Some(digit) => value = value * 8 + digit.to_digit(8)?,
                        None => break,
                    }
                }
                u16::try_from(value).ok()?
            }
            other => {
                units.extend_from_slice(other.encode_utf16(&mut buffer));
                continue;
            }
        };
        units.push(unit);
    }
    String::from_utf16(&units).ok()
}

fn hex(chars: &mut impl Iterator<Item = char>, digits: u32) -> Option<u16> {
    let mut value = 0;
    for _ in 0..digits {
        value = value * 16 + chars.next()?.to_digit(16)?;
    }
    u16::try_from(value).ok()
}

#[cfg(test)]
mod tests;
