//! Source maps, version 3 (<https://tc39.es/ecma426/>): decoding, look-up, and the maps of the files that were loaded
//! while they are wanted.

use super::json::Json;
use super::token::{Kind, Tokenizer};
use std::collections::HashMap;
use std::rc::Rc;
use url::Url;

/// One mapping. Lines and columns are counted from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) line: i32,
    pub(crate) column: i32,
    pub(crate) original: Option<Original>,
}

/// What a mapping leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Original {
    pub(crate) source: usize,
    pub(crate) line: i32,
    pub(crate) column: i32,
    pub(crate) name: Option<usize>,
}

/// A decoded map.
#[derive(Debug, Default)]
pub(crate) struct SourceMap {
    entries: Vec<Entry>,
    sources: Vec<Option<String>>,
    names: Vec<String>,
}

impl SourceMap {
    /// Adds a map, or a section of one that starts at a line and column. [`SourceMap::finish`] comes after the last.
    pub(crate) fn add(
        &mut self,
        mappings: &str,
        sources: Vec<Option<String>>,
        names: Vec<String>,
        (first_line, first_column): (i32, i32),
    ) {
        let (source_base, name_base) = (self.sources.len(), self.names.len());
        self.sources.extend(sources);
        self.names.extend(names);
        let (mut source, mut line, mut column, mut name) = (0_i32, 0_i32, 0_i32, 0_i32);
        // A mapping without a name keeps that of the one before, as in Node.
        let mut named = None;
        for (index, text) in mappings.split(';').enumerate() {
            let generated_line = first_line.wrapping_add(i32::try_from(index).unwrap_or(i32::MAX));
            let mut generated = if index == 0 { first_column } else { 0 };
            for segment in text.split(',').filter(|segment| !segment.is_empty()) {
                let mut numbers = Numbers(segment.bytes());
                let Some(step) = numbers.next() else { continue };
                generated = generated.wrapping_add(step);
                let mut original = None;
                if let (Some(a), Some(b), Some(c)) = (numbers.next(), numbers.next(), numbers.next()) {
                    source = source.wrapping_add(a);
                    line = line.wrapping_add(b);
                    column = column.wrapping_add(c);
                    if let Some(step) = numbers.next() {
                        name = name.wrapping_add(step);
                        named = Some(name_base.wrapping_add(usize::try_from(name).unwrap_or(usize::MAX / 2)));
                    }
                    let source = source_base.wrapping_add(usize::try_from(source).unwrap_or(usize::MAX / 2));
                    original = Some(Original { source, line, column, name: named });
                }
                self.entries.push(Entry { line: generated_line, column: generated, original });
            }
        }
    }

    /// Puts the mappings in order, as look-up needs them.
    pub(crate) fn finish(&mut self) {
        self.entries.sort_by_key(|entry| (entry.line, entry.column));
    }

    /// The mapping that a place belongs to: the last that begins at or before it.
    pub(crate) fn find(&self, line: i32, column: i32) -> Option<&Entry> {
        let behind = self.entries.partition_point(|entry| (entry.line, entry.column) <= (line, column));
        self.entries.get(behind.checked_sub(1)?)
    }

    /// The source of an original place.
    pub(crate) fn source(&self, original: &Original) -> Option<&str> {
        self.sources.get(original.source)?.as_deref()
    }

    /// The name at an original place.
    pub(crate) fn name(&self, original: &Original) -> Option<&str> {
        self.names.get(original.name?).map(String::as_str)
    }

    /// The map in a JSON document found at `base`, its sources made absolute.
    fn parse(text: &str, base: &Url) -> Option<Self> {
        let mut map = Self::default();
        map.add_json(&Json::parse(text).ok()?, base, (0, 0));
        map.finish();
        Some(map)
    }

    fn add_json(&mut self, json: &Json, base: &Url, start: (i32, i32)) {
        if let Some(Json::Array(sections)) = member(json, "sections") {
            for section in sections {
                let place = |name| match member(section, "offset").and_then(|offset| member(offset, name)) {
                    #[expect(
                        clippy::cast_possible_truncation,
                        reason = "offsets are small whole numbers; others are nonsense"
                    )]
                    Some(Json::Number(number)) => *number as i32,
                    _ => 0,
                };
                let start = (place("line"), place("column"));
                if let Some(map) = member(section, "map") {
                    self.add_json(map, base, start);
                }
            }
            return;
        }
        let Some(Json::String(mappings)) = member(json, "mappings") else { return };
        let root = match member(json, "sourceRoot") {
            Some(Json::String(root)) => root.as_str(),
            _ => "",
        };
        let texts = |name| match member(json, name) {
            Some(Json::Array(values)) => values
                .iter()
                .map(|value| match value {
                    Json::String(text) => Some(text.clone()),
                    _ => None,
                })
                .collect(),
            _ => Vec::new(),
        };
        let sources: Vec<Option<String>> = texts("sources");
        let sources =
            sources.into_iter().map(|source| source.map(|source| absolute(&format!("{root}{source}"), base))).collect();
        let names = texts("names").into_iter().map(Option::unwrap_or_default).collect();
        self.add(mappings, sources, names, start);
    }
}

fn absolute(source: &str, base: &Url) -> String {
    base.join(source).map_or_else(|_| source.to_owned(), String::from)
}

fn member<'a>(json: &'a Json, name: &str) -> Option<&'a Json> {
    match json {
        Json::Object(entries) => entries.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value),
        _ => None,
    }
}

/// The base-64 variable-length numbers of a segment.
struct Numbers<'a>(std::str::Bytes<'a>);

impl Iterator for Numbers<'_> {
    type Item = i32;

    fn next(&mut self) -> Option<i32> {
        let mut result: u32 = 0;
        let mut shift = 0;
        loop {
            let digit = match self.0.next()? {
                byte @ b'A'..=b'Z' => byte - b'A',
                byte @ b'a'..=b'z' => byte - b'a' + 26,
                byte @ b'0'..=b'9' => byte - b'0' + 52,
                b'+' => 62,
                b'/' => 63,
                _ => return None,
            };
            result |= u32::from(digit & 31).checked_shl(shift).unwrap_or(0);
            shift += 5;
            if digit & 32 == 0 {
                break;
            }
        }
        let magnitude = (result >> 1).cast_signed();
        // A negative zero stands for the smallest number.
        Some(match (result & 1, magnitude) {
            (0, magnitude) => magnitude,
            (_, 0) => i32::MIN,
            (_, magnitude) => magnitude.wrapping_neg(),
        })
    }
}

/// What is known of a loaded file's map.
#[derive(Debug, Clone)]
pub(crate) struct Known {
    /// The map's text.
    pub(crate) text: Rc<str>,
    /// Where it was found: what its sources are relative to.
    pub(crate) base: Url,
    /// The lengths of the generated file's lines.
    pub(crate) line_lengths: Rc<[usize]>,
    map: Option<Rc<SourceMap>>,
}

/// The maps of loaded files, by path or URL.
#[derive(Default)]
pub(crate) struct Maps {
    known: std::cell::RefCell<HashMap<String, Known>>,
}

impl Maps {
    /// Notes the map that the text of `file` (a path or URL) names, if it names one that is there.
    pub(crate) fn note(&self, file: &str, source: &str) {
        let Some(reference) = reference(source) else { return };
        let base = if file.starts_with('/') { Url::from_file_path(file).ok() } else { Url::parse(file).ok() };
        let Some(base) = base else { return };
        let Some((text, base)) = read(reference, base) else { return };
        let line_lengths = source.split('\n').map(|line| line.encode_utf16().count()).collect();
        let known = Known { text: text.into(), base, line_lengths, map: None };
        self.known.borrow_mut().insert(file.to_owned(), known);
    }

    /// What was noted of a file.
    pub(crate) fn get(&self, file: &str) -> Option<Known> {
        let known = self.known.borrow();
        if let Some(found) = known.get(file) {
            return Some(found.clone());
        }
        let other = match file.strip_prefix("file://") {
            Some(_) => Url::parse(file).ok()?.to_file_path().ok()?.to_string_lossy().into_owned(),
            None => Url::from_file_path(file).ok()?.into(),
        };
        known.get(&other).cloned()
    }

    /// The original place of a place in a file, both with lines and columns from 1: the source as a path or URL.
    pub(crate) fn original(&self, file: &str, line: u32, column: u32) -> Option<(String, u32, u32)> {
        if self.known.borrow().is_empty() {
            return None;
        }
        let mut known = self.get(file)?;
        let map = match known.map.take() {
            Some(map) => map,
            None => {
                let map = Rc::new(SourceMap::parse(&known.text, &known.base)?);
                if let Some(kept) = self.known.borrow_mut().get_mut(file) {
                    kept.map = Some(Rc::clone(&map));
                }
                map
            }
        };
        let entry = map.find(i32::try_from(line).ok()? - 1, i32::try_from(column).ok()? - 1)?;
        let original = entry.original.as_ref()?;
        let source = map.source(original)?;
        let path = Url::parse(source).ok().filter(|url| url.scheme() == "file").and_then(|url| url.to_file_path().ok());
        let shown = path.map_or_else(|| source.to_owned(), |path| path.to_string_lossy().into_owned());
        Some((shown, u32::try_from(original.line + 1).ok()?, u32::try_from(original.column + 1).ok()?))
    }
}

/// Whether an offset of the source lies in a comment, being in no token.
fn is_in_comment(source: &str, offset: usize) -> bool {
    let mut tokens = Tokenizer::new(source);
    loop {
        let token = tokens.next_token();
        match token.kind {
            Kind::End => return true,
            Kind::Invalid => return false,
            _ if token.start > offset => return true,
            _ if token.end > offset => return false,
            _ => {}
        }
    }
}

/// The last `//# sourceMappingURL=` of a text.
fn reference(source: &str) -> Option<&str> {
    let mark = "sourceMappingURL=";
    let mut end = source.len();
    loop {
        let at = source[..end].rfind(mark)?;
        let before = source[..at].trim_end_matches([' ', '\t']);
        let opens = before.len() < at && (before.ends_with("//#") || before.ends_with("/*#"));
        if opens && is_in_comment(source, at) {
            let rest = &source[at + mark.len()..];
            let url = rest.split(char::is_whitespace).next().unwrap_or_default();
            return (!url.is_empty()).then_some(url);
        }
        end = at;
    }
}

/// The text that a reference from the file at `base` leads to, and what is relative to it.
fn read(reference: &str, base: Url) -> Option<(String, Url)> {
    if reference.starts_with("data:") {
        let (mime, text) = super::esm::data_text(reference)?;
        return (mime == "application/json").then_some((text, base));
    }
    let url = base.join(reference).ok()?;
    let path = url.to_file_path().ok()?;
    Some((std::fs::read_to_string(path).ok()?, url))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_decoded() {
        let numbers = |text: &str| Numbers(text.bytes()).collect::<Vec<_>>();
        assert_eq!(numbers("ABCDEF"), [0, i32::MIN, 1, -1, 2, -2]);
        assert_eq!(numbers("+/////D"), [i32::MAX]);
        assert_eq!(numbers("//////D"), [-i32::MAX]);
    }

    #[test]
    fn places_are_looked_up() {
        let base = Url::parse("file:///a/b.js.map").unwrap();
        let text = r#"{"version":3,"sourceRoot":"","sources":["c.ts"],"names":["f"],"mappings":"AAAAA,IAAI;;EAEA"}"#;
        let map = SourceMap::parse(text, &base).unwrap();
        let entry = map.find(0, 5).unwrap();
        assert_eq!((entry.line, entry.column), (0, 4));
        let original = map.find(2, 9).unwrap().original.clone().unwrap();
        assert_eq!((original.line, original.column), (2, 4));
        assert_eq!(map.source(&original), Some("file:///a/c.ts"));
        assert_eq!(map.name(map.find(0, 0).unwrap().original.as_ref().unwrap()), Some("f"));
        assert!(map.find(-1, 0).is_none());
    }

    #[test]
    fn the_last_reference_counts() {
        assert_eq!(reference("x\n//# sourceMappingURL=a.map\n//# sourceMappingURL=b.map\n"), Some("b.map"));
        assert_eq!(reference("let s = 'sourceMappingURL=x'"), None);
        assert_eq!(reference("let s = '//# sourceMappingURL=x'"), None);
        assert_eq!(reference("/*# sourceMappingURL=c.map */"), Some("c.map"));
    }
}
