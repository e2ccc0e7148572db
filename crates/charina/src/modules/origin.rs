//! Where the text of a script stands in the file it is said to come from, when that is not at its start
//! (`lineOffset`, `columnOffset` and the wrapper of `vm.compileFunction`), and what `import()` does in it.
//!
//! The engine keeps one path a script and shows it in its frames, so the path carries what frames need to be mended.

use charina_engine::trace::Frame;

/// Before everything else in the path of such a script.
const MARK: char = '\u{1}';

/// Where a text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Origin<'a> {
    /// The file's name, as it is shown.
    pub(crate) file: &'a str,
    /// The line of the file that the first line is, less one.
    pub(crate) line: i32,
    /// How far right of its own start the first line begins.
    pub(crate) column: i32,
    /// Columns of the first line that we put before it.
    pub(crate) ours: u32,
    /// What `import()` does in it.
    pub(crate) imports: Imports,
}

/// What `import()` does in a script (`importModuleDynamically`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Imports {
    /// What it does in a file of that name.
    AsInFile,
    /// It is refused: no callback was given.
    Refused,
    /// It is refused: callbacks need `--experimental-vm-modules`.
    NeedsFlag,
}

impl<'a> Origin<'a> {
    /// The path for the engine: the plain name where nothing is to be mended.
    pub(crate) fn path(&self) -> String {
        if self.line == 0 && self.column == 0 && self.ours == 0 && self.imports == Imports::AsInFile {
            return self.file.to_owned();
        }
        let imports = match self.imports {
            Imports::AsInFile => 'a',
            Imports::Refused => 'r',
            Imports::NeedsFlag => 'n',
        };
        format!("{MARK}{imports},{},{},{}{MARK}{}", self.line, self.column, self.ours, self.file)
    }

    /// Reads the path back; `None` for the path of any other script.
    pub(crate) fn parse(path: &'a str) -> Option<Self> {
        let (numbers, file) = path.strip_prefix(MARK)?.split_once(MARK)?;
        let mut numbers = numbers.splitn(4, ',');
        let imports = match numbers.next()? {
            "r" => Imports::Refused,
            "n" => Imports::NeedsFlag,
            _ => Imports::AsInFile,
        };
        let line = numbers.next()?.parse().ok()?;
        let column = numbers.next()?.parse().ok()?;
        Some(Self { file, line, column, ours: numbers.next()?.parse().ok()?, imports })
    }

    /// The position in the file of a position in the text, both counted from 1. What lies before the file's start is
    /// cut to it.
    pub(crate) fn position(&self, line: u32, column: u32) -> (u32, u32) {
        let column = if line == 1 {
            (i64::from(column) - i64::from(self.ours) + i64::from(self.column)).max(1)
        } else {
            i64::from(column)
        };
        let line = (i64::from(line) + i64::from(self.line)).max(0);
        (u32::try_from(line).unwrap_or(u32::MAX), u32::try_from(column).unwrap_or(u32::MAX))
    }
}

/// The file name that is shown for an engine's path.
pub(crate) fn shown(path: &str) -> &str {
    Origin::parse(path).map_or(path, |origin| origin.file)
}

/// Gives the frame the place that its script was said to have.
pub(crate) fn mend(frame: &mut Frame) {
    let Some(path) = &frame.file else { return };
    let Some(origin) = Origin::parse(path) else { return };
    let position = frame.position.map(|(line, column)| origin.position(line, column));
    let file = origin.file.to_owned();
    frame.position = position;
    frame.file = Some(file);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_carry_what_is_to_be_mended() {
        let plain = Origin { file: "a,b.js", line: 0, column: 0, ours: 0, imports: Imports::AsInFile };
        assert_eq!(plain.path(), "a,b.js");
        assert_eq!(Origin::parse("a,b.js"), None);
        let moved = Origin { line: 10, column: -3, ours: 7, ..plain };
        let path = moved.path();
        assert_eq!(Origin::parse(&path), Some(moved));
        assert_eq!(shown(&path), "a,b.js");
        let refused = Origin { imports: Imports::Refused, ..plain };
        assert_eq!(Origin::parse(&refused.path()), Some(refused));
    }

    #[test]
    fn only_the_first_line_is_moved_sideways() {
        let origin = Origin { file: "f", line: 10, column: 5, ours: 20, imports: Imports::AsInFile };
        assert_eq!(origin.position(1, 21), (11, 6));
        assert_eq!(origin.position(2, 21), (12, 21));
        assert_eq!(Origin { line: -5, column: -9, ours: 0, ..origin }.position(1, 1), (0, 1));
    }
}
