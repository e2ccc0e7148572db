//! Windows paths (<https://nodejs.org/api/path.html#pathwin32>).

use super::shape::{BACKSLASH, COLON, DOT, Parsed, QUESTION, SLASH, base_without, extension, fold, last_component};

fn is_sep(unit: u16) -> bool {
    unit == SLASH || unit == BACKSLASH
}

fn is_letter(unit: u16) -> bool {
    u8::try_from(unit).is_ok_and(|byte| byte.is_ascii_alphabetic())
}

fn has_drive(path: &[u16]) -> bool {
    path.len() >= 2 && is_letter(path[0]) && path[1] == COLON
}

/// `\\server\share`: the ranges of both names. The share's may be empty where nothing follows.
struct Unc {
    server: std::ops::Range<usize>,
    share: std::ops::Range<usize>,
}

/// The network root that a path starts with, if its two names are there.
fn unc(path: &[u16]) -> Option<Unc> {
    if path.len() < 2 || !is_sep(path[0]) || !is_sep(path[1]) {
        return None;
    }
    let name_end =
        |start: usize| path[start..].iter().position(|unit| is_sep(*unit)).map_or(path.len(), |length| start + length);
    let server = 2..name_end(2);
    if server.is_empty() || server.end == path.len() {
        return None;
    }
    let gap = path[server.end..].iter().position(|unit| !is_sep(*unit))?;
    let start = server.end + gap;
    Some(Unc { server, share: start..name_end(start) })
}

/// How a path starts: its device in canonical form, where the rest begins and whether it is absolute.
#[derive(Debug, Default)]
struct Root {
    device: Vec<u16>,
    end: usize,
    absolute: bool,
}

fn root(path: &[u16]) -> Root {
    if path.first().copied().is_some_and(is_sep) {
        let mut root = Root { device: Vec::new(), end: 1, absolute: true };
        if path.len() > 1 && is_sep(path[1]) {
            root.end = 0;
            if let Some(Unc { server, share }) = unc(path) {
                root.device = vec![BACKSLASH, BACKSLASH];
                root.device.extend_from_slice(&path[server.clone()]);
                // `\\.\` and `\\?\` name devices, everything else a server and its share.
                if path[server.clone()] == [DOT] || path[server] == [QUESTION] {
                    root.end = 4;
                } else {
                    root.device.push(BACKSLASH);
                    root.device.extend_from_slice(&path[share.clone()]);
                    root.end = share.end;
                }
            }
        }
        return root;
    }
    if has_drive(path) {
        let absolute = path.len() > 2 && is_sep(path[2]);
        return Root { device: path[..2].to_vec(), end: if absolute { 3 } else { 2 }, absolute };
    }
    Root::default()
}

/// The names that Windows keeps for devices, in any folder.
fn is_reserved(name: &[u16]) -> bool {
    let upper: Vec<u16> = name
        .iter()
        .map(|unit| {
            u8::try_from(*unit)
                .map_or(*unit, |byte| if byte.is_ascii() { byte.to_ascii_uppercase().into() } else { *unit })
        })
        .collect();
    let is = |text: &str| text.encode_utf16().eq(upper.iter().copied());
    if ["CON", "PRN", "AUX", "NUL"].into_iter().any(is) {
        return true;
    }
    let [head @ .., number] = &upper[..] else { return false };
    let head_is = |text: &str| text.encode_utf16().eq(head.iter().copied());
    (head_is("COM") || head_is("LPT"))
        && matches!(char::from_u32((*number).into()), Some('1'..='9' | '\u{b9}' | '\u{b2}' | '\u{b3}'))
}

pub(super) fn is_absolute(path: &[u16]) -> bool {
    path.first().copied().is_some_and(is_sep) || (path.len() > 2 && has_drive(path) && is_sep(path[2]))
}

pub(super) fn normalize(path: &[u16]) -> Vec<u16> {
    match path {
        [] => return vec![DOT],
        [SLASH] => return vec![BACKSLASH],
        [only] => return vec![*only],
        _ => {}
    }
    let colon = path.iter().position(|unit| *unit == COLON);
    let mut root = root(path);
    if let Some(Unc { server, share }) = unc(path)
        && share.end == path.len()
        && path[server.clone()] != [DOT]
        && path[server] != [QUESTION]
    {
        // Nothing but the root.
        root.device.push(BACKSLASH);
        return root.device;
    }
    if let (Some(colon @ 1..), false, true) = (colon, is_sep(path[0]), root.device.is_empty())
        && is_reserved(&path[..colon])
    {
        root.device = path[..=colon].to_vec();
        root.end = colon + 1;
    }
    let mut tail = fold(&path[root.end.min(path.len())..], !root.absolute, BACKSLASH, is_sep);
    if tail.is_empty() && !root.absolute {
        tail.push(DOT);
    }
    if !tail.is_empty() && path.last().copied().is_some_and(is_sep) {
        tail.push(BACKSLASH);
    }
    if !root.absolute && root.device.is_empty() && colon.is_some() {
        // What was relative must not have become a drive (CVE-2024-36139).
        let opens_drive =
            |(index, unit): (usize, &u16)| *unit == COLON && path.get(index + 1).is_none_or(|next| is_sep(*next));
        if has_drive(&tail) || path.iter().enumerate().any(opens_drive) {
            return prefixed(&[DOT, BACKSLASH], &tail);
        }
    }
    // Without a colon Node looks at all but the last character: kept, it shows in what `normalize('NULL')` gives.
    if is_reserved(&path[..colon.unwrap_or(path.len() - 1)]) {
        return prefixed(&prefixed(&[DOT, BACKSLASH], &root.device), &tail);
    }
    if root.absolute {
        root.device.push(BACKSLASH);
    }
    prefixed(&root.device, &tail)
}

fn prefixed(prefix: &[u16], path: &[u16]) -> Vec<u16> {
    [prefix, path].concat()
}

/// Joins parts, none of which is empty.
pub(super) fn join(parts: &[Vec<u16>]) -> Vec<u16> {
    let Some(first) = parts.first() else { return vec![DOT] };
    let joined = parts.join(&BACKSLASH);
    let leading = |path: &[u16]| path.iter().take_while(|unit| is_sep(**unit)).count();
    // Two separators at the start mean a server only if the first part says so itself.
    if leading(first) == 2 && first.len() > 2 {
        return normalize(&joined);
    }
    match leading(&joined) {
        count @ 2.. => normalize(&prefixed(&[BACKSLASH], &joined[count..])),
        _ => normalize(&joined),
    }
}

/// `win32.resolve`, fed from its last argument to its first.
#[derive(Debug, Default)]
pub(super) struct Resolver {
    device: Vec<u16>,
    tail: Vec<u16>,
    absolute: bool,
}

impl Resolver {
    /// The device found so far.
    pub(super) fn device(&self) -> &[u16] {
        &self.device
    }

    /// Adds the next part to the left; true if nothing further left can matter.
    pub(super) fn push(&mut self, path: &[u16]) -> bool {
        if path.is_empty() {
            return false;
        }
        let root = root(path);
        if !root.device.is_empty() {
            if self.device.is_empty() {
                self.device = root.device;
            } else if lower(&root.device) != lower(&self.device) {
                return false;
            }
        }
        if !self.absolute {
            let mut tail = path[root.end.min(path.len())..].to_vec();
            tail.push(BACKSLASH);
            tail.extend_from_slice(&self.tail);
            self.tail = tail;
            self.absolute = root.absolute;
        }
        self.absolute && !self.device.is_empty()
    }

    /// Adds the current folder, or the drive's root where that folder is on another drive.
    pub(super) fn push_current(&mut self, dir: &[u16]) {
        let other_drive = !self.device.is_empty()
            && lower(dir.get(..2).unwrap_or(dir)) != lower(&self.device)
            && dir.get(2) == Some(&BACKSLASH);
        if other_drive {
            let drive_root = prefixed(&self.device, &[BACKSLASH]);
            self.push(&drive_root);
        } else {
            self.push(dir);
        }
    }

    /// The resolved path.
    pub(super) fn finish(mut self) -> Vec<u16> {
        let tail = fold(&self.tail, !self.absolute, BACKSLASH, is_sep);
        if self.absolute {
            self.device.push(BACKSLASH);
        }
        let path = prefixed(&self.device, &tail);
        if path.is_empty() { vec![DOT] } else { path }
    }
}

/// Lower case, unit by unit.
fn lower(path: &[u16]) -> Vec<u16> {
    let text: String = char::decode_utf16(path.iter().copied())
        .flat_map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER).to_lowercase())
        .collect();
    text.encode_utf16().collect()
}

/// The way from one resolved path to another; the other itself if they share no root.
pub(super) fn relative(from: &[u16], to: &[u16]) -> Vec<u16> {
    let parts = |path| -> Vec<&[u16]> {
        <[u16]>::split(path, |unit| *unit == BACKSLASH).filter(|part| !part.is_empty()).collect()
    };
    let (from_parts, to_parts) = (parts(from), parts(to));
    let common = from_parts.iter().zip(&to_parts).take_while(|(a, b)| lower(a) == lower(b)).count();
    if common == 0 && !(from_parts.is_empty() || to_parts.is_empty()) {
        return to.to_vec();
    }
    let up = std::iter::repeat_n(&[DOT, DOT][..], from_parts.len() - common);
    up.chain(to_parts[common..].iter().copied()).collect::<Vec<_>>().join(&BACKSLASH)
}

/// A resolved path in the form that lifts the length limit.
pub(super) fn namespaced(path: Vec<u16>) -> Vec<u16> {
    let long: Vec<u16> = "\\\\?\\".encode_utf16().collect();
    match path[..] {
        [BACKSLASH, BACKSLASH, kind, ..] if kind != QUESTION && kind != DOT => {
            let share: Vec<u16> = "UNC\\".encode_utf16().collect();
            [&long[..], &share, &path[2..]].concat()
        }
        [letter, COLON, BACKSLASH, ..] if is_letter(letter) => prefixed(&long, &path),
        _ => path,
    }
}

/// Where the root of `dirname` and `parse` ends, the separator behind it included.
fn root_end(path: &[u16]) -> usize {
    if let Some(Unc { share, .. }) = unc(path) {
        return (share.end + 1).min(path.len());
    }
    match path {
        [first, ..] if is_sep(*first) => 1,
        _ if has_drive(path) => 2 + usize::from(path.len() > 2 && is_sep(path[2])),
        _ => 0,
    }
}

pub(super) fn dirname(path: &[u16]) -> &[u16] {
    const CURRENT: &[u16] = &[DOT];
    let root = root_end(path);
    let (begin, _) = last_component(path, root, is_sep);
    match (begin > root, root) {
        (true, _) => &path[..begin - 1],
        (false, 0) => CURRENT,
        (false, root) => &path[..root],
    }
}

/// A drive's colon ends no component.
fn component_start(path: &[u16]) -> usize {
    if has_drive(path) { 2 } else { 0 }
}

pub(super) fn basename<'a>(path: &'a [u16], suffix: &[u16]) -> &'a [u16] {
    base_without(path, component_start(path), suffix, is_sep)
}

pub(super) fn extname(path: &[u16]) -> &[u16] {
    let (begin, end) = last_component(path, component_start(path), is_sep);
    extension(&path[begin..end])
}

pub(super) fn parse(path: &[u16]) -> Parsed<'_> {
    let root = root_end(path);
    let (begin, end) = last_component(path, root, is_sep);
    let base = &path[begin..end];
    let ext = extension(base);
    let dir = if begin > root { &path[..begin - 1] } else { &path[..root] };
    Parsed { root: &path[..root], dir, base, ext, name: &base[..base.len() - ext.len()] }
}
