//! JSON as package.json needs it: ordered keys, V8's error texts, and a tolerant walk over the top level.
//!
//! Own code rather than `serde_json`: the order of export conditions decides a resolution, `JSON.parse`'s messages
//! reach users, and a resolver reads four of a package.json's fields, so skipping the rest beats parsing it.

use std::fmt::Write;

/// Deeper nesting is refused: everything that walks a [`Json`] recurses.
const MAX_DEPTH: usize = 400;

/// A JSON value whose objects keep the order of their keys, as JavaScript objects do.
#[derive(Debug, Clone, PartialEq)]
pub enum Json {
    Null,
    Bool(bool),
    Number(f64),
    String(String),
    Array(Vec<Json>),
    /// A key that comes twice keeps its first place and its last value.
    Object(Vec<(String, Json)>),
}

impl Json {
    /// `JSON.parse(text)`; the error is V8's message.
    pub fn parse(text: &str) -> Result<Json, String> {
        let mut parser = Parser { text, bytes: text.as_bytes(), at: 0, depth: 0 };
        let value = parser.value()?;
        parser.space();
        if parser.at < parser.bytes.len() {
            return Err(parser.at_position("Unexpected non-whitespace character after JSON"));
        }
        Ok(value)
    }

    /// The value at `key` of an object.
    pub fn get(&self, key: &str) -> Option<&Json> {
        match self {
            Json::Object(entries) => entries.iter().find(|(name, _)| name == key).map(|(_, value)| value),
            _ => None,
        }
    }

    /// `JSON.stringify(value)`.
    pub fn stringify(&self) -> String {
        let mut out = String::new();
        self.write(&mut out);
        out
    }

    /// `String(value)` of a primitive, `JSON.stringify` of the others.
    pub fn describe(&self) -> String {
        match self {
            Json::String(text) => text.clone(),
            other => other.stringify(),
        }
    }

    fn write(&self, out: &mut String) {
        match self {
            Json::Null => out.push_str("null"),
            Json::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
            Json::Number(value) => out.push_str(ryu_js::Buffer::new().format(*value)),
            Json::String(text) => quote_into(out, text),
            Json::Array(items) => {
                out.push('[');
                for (i, item) in items.iter().enumerate() {
                    if i > 0 {
                        out.push(',');
                    }
                    item.write(out);
                }
                out.push(']');
            }
            Json::Object(entries) => {
                out.push('{');
                for (i, (key, value)) in entries.iter().enumerate() {
                    if i > 0 {
                        out.push(',');
                    }
                    quote_into(out, key);
                    out.push(':');
                    value.write(out);
                }
                out.push('}');
            }
        }
    }
}

/// `JSON.stringify(text)`.
pub fn quote(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    quote_into(&mut out, text);
    out
}

fn quote_into(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            c if c < ' ' => {
                let _ = write!(out, "\\u{:04x}", c as u32);
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

struct Parser<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    depth: usize,
}

impl Parser<'_> {
    fn space(&mut self) {
        while matches!(self.bytes.get(self.at), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            self.at += 1;
        }
    }

    fn value(&mut self) -> Result<Json, String> {
        self.space();
        match self.bytes.get(self.at) {
            Some(b'{') => self.nested(Self::object),
            Some(b'[') => self.nested(Self::array),
            Some(b'"') => Ok(Json::String(self.string()?)),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b't') => self.literal("true", Json::Bool(true)),
            Some(b'f') => self.literal("false", Json::Bool(false)),
            Some(b'n') => self.literal("null", Json::Null),
            _ => Err(self.unexpected()),
        }
    }

    fn nested(&mut self, parse: fn(&mut Self) -> Result<Json, String>) -> Result<Json, String> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(self.at_position("Too deeply nested JSON"));
        }
        self.at += 1;
        let value = parse(self)?;
        self.depth -= 1;
        Ok(value)
    }

    fn object(&mut self) -> Result<Json, String> {
        let mut entries: Vec<(String, Json)> = Vec::new();
        self.space();
        if self.eat(b'}') {
            return Ok(Json::Object(entries));
        }
        loop {
            self.space();
            if self.bytes.get(self.at) != Some(&b'"') {
                return Err(self.at_position(if entries.is_empty() {
                    "Expected property name or '}' in JSON"
                } else {
                    "Expected double-quoted property name in JSON"
                }));
            }
            let key = self.string()?;
            self.space();
            if !self.eat(b':') {
                return Err(self.at_position("Expected ':' after property name in JSON"));
            }
            let value = self.value()?;
            match entries.iter_mut().find(|(name, _)| *name == key) {
                Some(entry) => entry.1 = value,
                None => entries.push((key, value)),
            }
            self.space();
            if self.eat(b'}') {
                return Ok(Json::Object(entries));
            }
            if !self.eat(b',') {
                return Err(self.at_position("Expected ',' or '}' after property value in JSON"));
            }
        }
    }

    fn array(&mut self) -> Result<Json, String> {
        let mut items = Vec::new();
        self.space();
        if self.eat(b']') {
            return Ok(Json::Array(items));
        }
        loop {
            items.push(self.value()?);
            self.space();
            if self.eat(b']') {
                return Ok(Json::Array(items));
            }
            if !self.eat(b',') {
                return Err(self.at_position("Expected ',' or ']' after array element in JSON"));
            }
        }
    }

    fn eat(&mut self, byte: u8) -> bool {
        let found = self.bytes.get(self.at) == Some(&byte);
        self.at += usize::from(found);
        found
    }

    fn literal(&mut self, word: &str, value: Json) -> Result<Json, String> {
        for &expected in word.as_bytes() {
            if !self.eat(expected) {
                return Err(self.unexpected());
            }
        }
        Ok(value)
    }

    fn number(&mut self) -> Result<Json, String> {
        let start = self.at;
        self.eat(b'-');
        if !matches!(self.bytes.get(self.at), Some(b'0'..=b'9')) {
            return Err(self.at_position("No number after minus sign in JSON"));
        }
        if self.eat(b'0') {
            if matches!(self.bytes.get(self.at), Some(b'0'..=b'9')) {
                return Err(self.at_position("Unexpected number in JSON"));
            }
        } else {
            self.digits();
        }
        if self.eat(b'.') && !self.digits() {
            return Err(self.at_position("Unterminated fractional number in JSON"));
        }
        if matches!(self.bytes.get(self.at), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.bytes.get(self.at), Some(b'+' | b'-')) {
                self.at += 1;
            }
            if !self.digits() {
                return Err(self.at_position("Exponent part is missing a number in JSON"));
            }
        }
        Ok(Json::Number(self.text[start..self.at].parse().unwrap_or(f64::NAN)))
    }

    fn digits(&mut self) -> bool {
        let start = self.at;
        while matches!(self.bytes.get(self.at), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        self.at > start
    }

    fn string(&mut self) -> Result<String, String> {
        self.at += 1;
        let mut out = String::new();
        loop {
            let start = self.at;
            while !matches!(self.bytes.get(self.at), None | Some(b'"' | b'\\' | 0..=0x1f)) {
                self.at += 1;
            }
            out.push_str(&self.text[start..self.at]);
            match self.bytes.get(self.at) {
                None => return Err(self.at_position("Unterminated string in JSON")),
                Some(b'"') => {
                    self.at += 1;
                    return Ok(out);
                }
                Some(b'\\') => {
                    self.at += 1;
                    self.escape(&mut out)?;
                }
                Some(_) => {
                    return Err(self.at_position("Bad control character in string literal in JSON"));
                }
            }
        }
    }

    fn escape(&mut self, out: &mut String) -> Result<(), String> {
        let decoded = match self.bytes.get(self.at) {
            None => return Err(self.at_position("Unterminated string in JSON")),
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                self.at += 1;
                let unit = self.hex4()?;
                let mut units = vec![unit];
                if (0xd800..0xdc00).contains(&unit) && self.bytes[self.at..].starts_with(b"\\u") {
                    let before = self.at;
                    self.at += 2;
                    let low = self.hex4()?;
                    if (0xdc00..0xe000).contains(&low) {
                        units.push(low);
                    } else {
                        self.at = before;
                    }
                }
                // A lone surrogate has no UTF-8 form; no file name has one either.
                out.push_str(&String::from_utf16_lossy(&units));
                return Ok(());
            }
            Some(_) => return Err(self.at_position("Bad escaped character in JSON")),
        };
        self.at += 1;
        out.push(decoded);
        Ok(())
    }

    fn hex4(&mut self) -> Result<u16, String> {
        let mut unit = 0;
        for _ in 0..4 {
            let digit = self.bytes.get(self.at).and_then(|&b| char::from(b).to_digit(16));
            let Some(digit) = digit.and_then(|d| u16::try_from(d).ok()) else {
                return Err(self.at_position("Bad Unicode escape in JSON"));
            };
            unit = unit * 16 + digit;
            self.at += 1;
        }
        Ok(unit)
    }

    fn at_position(&self, what: &str) -> String {
        let before = &self.text[..self.at.min(self.text.len())];
        let position: usize = before.chars().map(char::len_utf16).sum();
        let line = before.matches('\n').count() + 1;
        let column: usize = before.chars().rev().take_while(|&c| c != '\n').map(char::len_utf16).sum();
        format!("{what} at position {position} (line {line} column {})", column + 1)
    }

    fn unexpected(&self) -> String {
        /// How many characters V8 shows on either side of the token.
        const AROUND: usize = 10;
        let Some(token) = self.text[self.at..].chars().next() else {
            return "Unexpected end of JSON input".to_owned();
        };
        let total = self.text.chars().count();
        let at = self.text[..self.at].chars().count();
        let source = if total <= 4 * AROUND {
            format!("\"{}\"", self.text)
        } else {
            let start = at.saturating_sub(AROUND);
            let end = (at + AROUND).min(total);
            let middle: String = self.text.chars().skip(start).take(end - start).collect();
            let dots = |cut: bool| if cut { "..." } else { "" };
            format!("{}\"{middle}\"{}", dots(start > 0), dots(end < total))
        };
        format!("Unexpected token '{token}', {source} is not valid JSON")
    }
}

/// One top-level field of an object, as raw text.
pub struct Field<'a> {
    pub key: &'a str,
    pub value: &'a str,
}

/// Walks the top level of a JSON object without looking into its values, as lenient towards them as Node's own
/// package.json reader is. `None` where that reader refuses the file.
pub fn top_level_fields(text: &str) -> Option<Vec<Field<'_>>> {
    let bytes = text.as_bytes();
    let space = |mut at: usize| {
        while matches!(bytes.get(at), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            at += 1;
        }
        at
    };
    let mut at = space(0);
    if bytes.get(at) != Some(&b'{') {
        return None;
    }
    at = space(at + 1);
    let mut fields = Vec::new();
    if bytes.get(at) == Some(&b'}') {
        return (space(at + 1) == bytes.len()).then_some(fields);
    }
    loop {
        if bytes.get(at) != Some(&b'"') {
            return None;
        }
        let key_end = skip_string(bytes, at)?;
        let key = &text[at + 1..key_end - 1];
        at = space(key_end);
        if bytes.get(at) != Some(&b':') {
            return None;
        }
        let start = space(at + 1);
        // Nothing but the next field can follow a string.
        let end = match bytes.get(start) {
            Some(b'"') => space(skip_string(bytes, start)?),
            _ => skip_value(bytes, start)?,
        };
        fields.push(Field { key, value: text[start..end].trim_end() });
        match bytes.get(end) {
            Some(b',') => at = space(end + 1),
            Some(b'}') => return (space(end + 1) == bytes.len()).then_some(fields),
            _ => return None,
        }
    }
}

/// From an opening quote to behind the closing one; `None` for an open string or one with a control character.
fn skip_string(bytes: &[u8], start: usize) -> Option<usize> {
    let mut at = start + 1;
    loop {
        match bytes.get(at)? {
            b'"' => return Some(at + 1),
            b'\\' => at += 2,
            0..=0x1f => return None,
            _ => at += 1,
        }
    }
}

/// From the start of a value to the `,`, `}` or `]` behind it, counting brackets without telling them apart.
fn skip_value(bytes: &[u8], start: usize) -> Option<usize> {
    let mut depth = 0_usize;
    let mut at = start;
    loop {
        match bytes.get(at)? {
            b'"' => at = skip_string(bytes, at)?,
            b'{' | b'[' => {
                depth += 1;
                at += 1;
            }
            b'}' | b']' | b',' if depth == 0 => return (at > start).then_some(at),
            b'}' | b']' => {
                depth -= 1;
                at += 1;
            }
            _ => at += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_order_and_last_value() {
        let value = Json::parse(r#" {"b":1,"a":[true,null,"\u00e9\n\ud83d\ude00"],"b":{"c":1.50}} "#).unwrap();
        assert_eq!(value.stringify(), "{\"b\":{\"c\":1.5},\"a\":[true,null,\"é\\n😀\"]}");
        assert_eq!(value.get("b").unwrap().get("c"), Some(&Json::Number(1.5)));
    }

    #[test]
    fn says_what_v8_says() {
        // Node 24: try { JSON.parse(text) } catch (e) { e.message }
        for (text, message) in [
            ("", "Unexpected end of JSON input"),
            ("{\"a\":\"b\",}", "Expected double-quoted property name in JSON at position 9 (line 1 column 10)"),
            ("{\n a}", "Expected property name or '}' in JSON at position 3 (line 2 column 2)"),
            ("{\"a\" 1}", "Expected ':' after property name in JSON at position 5 (line 1 column 6)"),
            ("{\"a\":1 2}", "Expected ',' or '}' after property value in JSON at position 7 (line 1 column 8)"),
            ("[1 2]", "Expected ',' or ']' after array element in JSON at position 3 (line 1 column 4)"),
            ("[1,]", "Unexpected token ']', \"[1,]\" is not valid JSON"),
            ("{\"a\":}", "Unexpected token '}', \"{\"a\":}\" is not valid JSON"),
            ("{} x", "Unexpected non-whitespace character after JSON at position 3 (line 1 column 4)"),
            ("[-]", "No number after minus sign in JSON at position 2 (line 1 column 3)"),
            ("[1.]", "Unterminated fractional number in JSON at position 3 (line 1 column 4)"),
            ("[1e]", "Exponent part is missing a number in JSON at position 3 (line 1 column 4)"),
            ("[01]", "Unexpected number in JSON at position 2 (line 1 column 3)"),
            ("[\"a", "Unterminated string in JSON at position 3 (line 1 column 4)"),
            ("[\"\\q\"]", "Bad escaped character in JSON at position 3 (line 1 column 4)"),
            ("[\"\\u12g4\"]", "Bad Unicode escape in JSON at position 6 (line 1 column 7)"),
            ("[\"\n\"]", "Bad control character in string literal in JSON at position 2 (line 1 column 3)"),
            ("[tru]", "Unexpected token ']', \"[tru]\" is not valid JSON"),
            ("{\"a\":[", "Unexpected end of JSON input"),
            ("{", "Expected property name or '}' in JSON at position 1 (line 1 column 2)"),
            ("{\"a\":1,", "Expected double-quoted property name in JSON at position 7 (line 1 column 8)"),
            (
                "[{\"aaaaaaaaaaaaaaaaaaaaaaaa\":\"bbbbbbbbbbbbbbbb\",\"c\":x,\"ddddddddddddddd\":1}]",
                "Unexpected token 'x', ...\"bbbb\",\"c\":x,\"ddddddd\"... is not valid JSON",
            ),
        ] {
            assert_eq!(Json::parse(text), Err(message.to_owned()), "{text}");
        }
    }

    #[test]
    fn depth_is_bounded() {
        let deep = "[".repeat(1_000_000);
        assert!(Json::parse(&deep).is_err());
        assert!(top_level_fields(&format!("{{\"a\":{deep}}}")).is_none());
    }
}
