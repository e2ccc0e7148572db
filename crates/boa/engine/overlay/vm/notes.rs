//! What error messages call the expressions of a code block: `x.y` in "x.y is not a function".

use crate::JsString;

/// Texts by the address behind the instruction they belong to. The compiler writes them beside the code; only an error
/// reads them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Notes {
    /// Address and start of the text, both rising.
    places: Vec<(u32, u32)>,
    text: String,
}

impl Notes {
    /// Adds the text that `write` appends for the instruction that ends at `address`.
    pub(crate) fn add(&mut self, address: u32, write: impl FnOnce(&mut String)) {
        self.places.push((address, self.text.len() as u32));
        write(&mut self.text);
    }

    /// The text of the instruction that ends at `address`.
    pub(crate) fn find(&self, address: u32) -> Option<&str> {
        let index = self.places.binary_search_by_key(&address, |place| place.0).ok()?;
        let start = self.places[index].1 as usize;
        let end = self.places.get(index + 1).map_or(self.text.len(), |next| next.1 as usize);
        self.text.get(start..end)
    }

    /// Gives back what was allocated ahead.
    pub(crate) fn finish(mut self) -> Self {
        self.places.shrink_to_fit();
        self.text.shrink_to_fit();
        self
    }
}

/// Where the value comes from that a pattern takes apart.
#[derive(Clone, Debug, Default)]
pub(crate) enum PatternSource {
    /// Another pattern, or nothing that has a name.
    #[default]
    Unnamed,
    /// An argument.
    Argument,
    /// An expression: what it is called as a value, and as something to iterate.
    Named(String, String),
}

impl PatternSource {
    pub(crate) fn named(text: &str) -> Self {
        Self::Named(text.to_owned(), text.to_owned())
    }
}

/// The text of a string, with what is no Unicode replaced.
pub(crate) fn plain(text: &JsString) -> String {
    text.to_std_string_lossy()
}
