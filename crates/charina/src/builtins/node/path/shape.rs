//! What both flavours of path share: taking the last component apart and folding `.` and `..`.

/// The parts of `path.parse()`.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Parsed<'a> {
    pub(super) root: &'a [u16],
    pub(super) dir: &'a [u16],
    pub(super) base: &'a [u16],
    pub(super) ext: &'a [u16],
    pub(super) name: &'a [u16],
}

pub(super) const DOT: u16 = b'.' as u16;
pub(super) const SLASH: u16 = b'/' as u16;
pub(super) const BACKSLASH: u16 = b'\\' as u16;
pub(super) const COLON: u16 = b':' as u16;
pub(super) const QUESTION: u16 = b'?' as u16;

/// Folds `.`, `..` and doubled separators away; `..` stays at the start if `above` allows it.
pub(super) fn fold(path: &[u16], above: bool, sep: u16, is_sep: fn(u16) -> bool) -> Vec<u16> {
    let mut kept: Vec<&[u16]> = Vec::new();
    for part in path.split(|unit| is_sep(*unit)) {
        match part {
            [] | [DOT] => {}
            [DOT, DOT] if kept.last().is_some_and(|last| *last != [DOT, DOT]) => {
                kept.pop();
            }
            [DOT, DOT] if !above => {}
            part => kept.push(part),
        }
    }
    kept.join(&sep)
}

/// The last component of `path` from `start` on, without separators behind it: where it begins and ends.
pub(super) fn last_component(path: &[u16], start: usize, is_sep: fn(u16) -> bool) -> (usize, usize) {
    let tail = &path[start..];
    let end = tail.iter().rposition(|unit| !is_sep(*unit)).map_or(0, |index| index + 1);
    let begin = tail[..end].iter().rposition(|unit| is_sep(*unit)).map_or(0, |index| index + 1);
    (start + begin, start + end)
}

/// The extension of a component: from its last dot, unless that is its first character or the component is `..`.
pub(super) fn extension(component: &[u16]) -> &[u16] {
    match component.iter().rposition(|unit| *unit == DOT) {
        None | Some(0) => &[],
        Some(_) if component == [DOT, DOT] => &[],
        Some(dot) => &component[dot..],
    }
}

/// The last component from `start` on, without `suffix` unless that is all of it.
///
/// Where the suffix is longer than the component and ends with it, Node keeps the separators behind the component.
pub(super) fn base_without<'a>(path: &'a [u16], start: usize, suffix: &[u16], is_sep: fn(u16) -> bool) -> &'a [u16] {
    let (begin, end) = last_component(path, start, is_sep);
    let component = &path[begin..end];
    if suffix.is_empty() || suffix.len() > path.len() {
        return component;
    }
    if path == suffix {
        return &[];
    }
    if component.len() < suffix.len() && suffix.ends_with(component) {
        return &path[begin..];
    }
    match component.strip_suffix(suffix) {
        Some([]) | None => component,
        Some(rest) => rest,
    }
}
