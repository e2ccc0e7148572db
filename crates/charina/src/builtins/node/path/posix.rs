//! POSIX paths (<https://nodejs.org/api/path.html#pathposix>).

use super::shape::{DOT, Parsed, SLASH, base_without, extension, fold, last_component};

fn is_sep(unit: u16) -> bool {
    unit == SLASH
}

pub(super) fn is_absolute(path: &[u16]) -> bool {
    path.first() == Some(&SLASH)
}

pub(super) fn normalize(path: &[u16]) -> Vec<u16> {
    if path.is_empty() {
        return vec![DOT];
    }
    let absolute = is_absolute(path);
    let mut folded = fold(path, !absolute, SLASH, is_sep);
    if folded.is_empty() && absolute {
        return vec![SLASH];
    }
    if folded.is_empty() {
        folded.push(DOT);
    }
    if path.last() == Some(&SLASH) {
        folded.push(SLASH);
    }
    if absolute {
        folded.insert(0, SLASH);
    }
    folded
}

/// Joins parts, none of which is empty.
pub(super) fn join(parts: &[Vec<u16>]) -> Vec<u16> {
    normalize(&parts.join(&SLASH))
}

/// Resolves parts, the first of which is absolute unless even the current folder is unknown.
pub(super) fn resolve(parts: &[Vec<u16>]) -> Vec<u16> {
    let start = parts.iter().rposition(|part| is_absolute(part));
    let joined = parts[start.unwrap_or(0)..].join(&SLASH);
    let mut folded = fold(&joined, start.is_none(), SLASH, is_sep);
    if start.is_some() {
        folded.insert(0, SLASH);
    } else if folded.is_empty() {
        folded.push(DOT);
    }
    folded
}

/// The way from one resolved path to another.
pub(super) fn relative(from: &[u16], to: &[u16]) -> Vec<u16> {
    let parts =
        |path| -> Vec<&[u16]> { <[u16]>::split(path, |unit| *unit == SLASH).filter(|part| !part.is_empty()).collect() };
    let (from, to) = (parts(from), parts(to));
    let common = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = std::iter::repeat_n(&[DOT, DOT][..], from.len() - common);
    up.chain(to[common..].iter().copied()).collect::<Vec<_>>().join(&SLASH)
}

pub(super) fn dirname(path: &[u16]) -> &[u16] {
    const CURRENT: &[u16] = &[DOT];
    if path.is_empty() {
        return CURRENT;
    }
    let (begin, _) = last_component(path, 1, is_sep);
    // The separators before the last component do not count, but one of them may be the root.
    match begin.checked_sub(1) {
        Some(end) if end > 0 => {
            if end == 1 && is_absolute(path) {
                return &path[..2];
            }
            &path[..end]
        }
        _ if is_absolute(path) => &path[..1],
        _ => CURRENT,
    }
}

pub(super) fn basename<'a>(path: &'a [u16], suffix: &[u16]) -> &'a [u16] {
    base_without(path, 0, suffix, is_sep)
}

pub(super) fn extname(path: &[u16]) -> &[u16] {
    let (begin, end) = last_component(path, 0, is_sep);
    extension(&path[begin..end])
}

pub(super) fn parse(path: &[u16]) -> Parsed<'_> {
    let root = usize::from(is_absolute(path));
    let (begin, end) = last_component(path, root, is_sep);
    let base = &path[begin..end];
    // Node does not see that the component is `..` where it follows the root.
    let ext = if root == 1 && begin == 1 && *base == [DOT, DOT] { &base[1..] } else { extension(base) };
    let dir = if begin > root { &path[..begin - 1] } else { &path[..root] };
    Parsed { root: &path[..root], dir, base, ext, name: &base[..base.len() - ext.len()] }
}
