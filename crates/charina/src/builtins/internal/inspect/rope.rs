//! Text that is put together without copying it at every level.
//!
//! An object a thousand levels deep would otherwise have its innermost text copied a thousand times.

use super::primitives::utf16_len;

/// Texts up to this many bytes are plain strings.
const FLAT: usize = 4096;

/// A text: a plain string, or once it is long, the pieces it is made of.
#[derive(Debug, Clone)]
pub(super) enum Text {
    Flat(String),
    Rope(Box<Rope>),
}

/// A long text in pieces, with what is asked of it kept at hand.
#[derive(Debug, Clone)]
pub(super) struct Rope {
    pieces: Vec<Text>,
    bytes: usize,
    units: usize,
    has_newline: bool,
}

impl From<String> for Text {
    fn from(string: String) -> Self {
        if string.len() <= FLAT { Self::Flat(string) } else { Self::rope(vec![Self::Flat(string)]) }
    }
}

impl From<&str> for Text {
    fn from(string: &str) -> Self {
        Self::from(string.to_owned())
    }
}

impl Text {
    fn rope(pieces: Vec<Self>) -> Self {
        let bytes = pieces.iter().map(Self::bytes).sum();
        let units = pieces.iter().map(Self::units).sum();
        let has_newline = pieces.iter().any(Self::has_newline);
        Self::Rope(Box::new(Rope { pieces, bytes, units, has_newline }))
    }

    /// One text of several.
    pub(super) fn concat(pieces: Vec<Self>) -> Self {
        let bytes: usize = pieces.iter().map(Self::bytes).sum();
        if bytes > FLAT {
            return Self::rope(pieces);
        }
        let mut flat = String::with_capacity(bytes);
        for piece in &pieces {
            piece.push_to(&mut flat);
        }
        Self::Flat(flat)
    }

    /// `head`, the texts with `separator` in between, `tail`.
    pub(super) fn join(head: String, texts: Vec<Self>, separator: &str, tail: String) -> Self {
        let bytes: usize = texts.iter().map(|text| text.bytes() + separator.len()).sum();
        if head.len() + bytes + tail.len() <= FLAT {
            let mut flat = head;
            flat.reserve(bytes + tail.len());
            for (index, text) in texts.iter().enumerate() {
                if index > 0 {
                    flat.push_str(separator);
                }
                text.push_to(&mut flat);
            }
            flat.push_str(&tail);
            return Self::Flat(flat);
        }
        // Runs of short texts become one piece.
        let mut pieces = Vec::new();
        let mut run = head;
        for (index, text) in texts.into_iter().enumerate() {
            if index > 0 {
                run.push_str(separator);
            }
            match text {
                Self::Flat(flat) => run.push_str(&flat),
                rope @ Self::Rope(_) => {
                    pieces.push(Self::Flat(std::mem::take(&mut run)));
                    pieces.push(rope);
                }
            }
        }
        run.push_str(&tail);
        pieces.push(Self::Flat(run));
        Self::rope(pieces)
    }

    fn bytes(&self) -> usize {
        match self {
            Self::Flat(flat) => flat.len(),
            Self::Rope(rope) => rope.bytes,
        }
    }

    /// The length in UTF-16 code units.
    pub(super) fn units(&self) -> usize {
        match self {
            Self::Flat(flat) => utf16_len(flat),
            Self::Rope(rope) => rope.units,
        }
    }

    pub(super) fn has_newline(&self) -> bool {
        match self {
            Self::Flat(flat) => flat.contains('\n'),
            Self::Rope(rope) => rope.has_newline,
        }
    }

    fn push_to(&self, out: &mut String) {
        match self {
            Self::Flat(flat) => out.push_str(flat),
            Self::Rope(rope) => {
                for piece in &rope.pieces {
                    piece.push_to(out);
                }
            }
        }
    }

    /// The text in one piece.
    pub(super) fn into_string(self) -> String {
        match self {
            Self::Flat(flat) => flat,
            Self::Rope(rope) => {
                let mut out = String::with_capacity(rope.bytes);
                for piece in &rope.pieces {
                    piece.push_to(&mut out);
                }
                out
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_are_put_together_in_order() {
        let long = "\u{e9}".repeat(FLAT);
        let inner = Text::join("[".into(), vec![long.clone().into(), "b".into()], ",\n", "]".into());
        assert!(matches!(inner, Text::Rope(_)));
        assert_eq!(inner.units(), FLAT + 5);
        assert!(inner.has_newline());
        let outer = Text::concat(vec!["k: ".into(), inner, "!".into()]);
        assert_eq!(outer.into_string(), format!("k: [{long},\nb]!"));
    }
}
