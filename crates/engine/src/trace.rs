//! Call sites: what the engine can say of the frames on the stack, in a form V8's stack API can be built on.

use crate::{Context, JsError, text};

/// One JS frame: which function, which file, which position. Innermost frames come first in lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// The function's name; empty for anonymous and top-level code.
    pub function: String,
    /// The file or URL of the source, `None` for code made from strings and for natives.
    pub file: Option<String>,
    /// Line and column, both counted from 1.
    pub position: Option<(u32, u32)>,
    /// Whether the frame is a native function.
    pub native: bool,
}

/// The JS frames on the stack now, innermost first.
#[must_use]
pub fn frames(context: &Context) -> Vec<Frame> {
    context
        .stack_trace()
        .map(|frame| {
            let location = frame.position();
            let file = source_file(location.path.to_string());
            Frame {
                function: plain_name(&text::to_utf8(&location.function_name)),
                file,
                position: location.position.map(|p| (p.line_number(), p.column_number())),
                native: false,
            }
        })
        .collect()
}

/// The sources whose own top level is running now, scripts and modules, innermost first.
#[must_use]
pub fn running_sources(context: &Context) -> Vec<String> {
    context
        .stack_trace()
        .map(boa_engine::vm::CallFrame::position)
        .filter(|location| location.function_name == "<main>")
        .filter_map(|location| source_file(location.path.to_string()))
        .collect()
}

/// Reads back the text that Boa's own `stack` accessor gives (`    at name (path:line:column)` lines), the only form
/// in which it shows the frames an error was made in.
#[must_use]
pub fn parse_backtrace(stack: &str) -> Vec<Frame> {
    stack.lines().filter_map(parse_line).collect()
}

/// The frames in which an error was thrown, innermost first, as far as the engine recorded them.
#[must_use]
pub fn thrown_frames(error: &JsError) -> Vec<Frame> {
    // Only the text of the whole tells them; what comes first is the value's own.
    let text = error.to_string();
    let own = match (error.as_opaque(), error.as_native()) {
        (Some(value), _) => value.display().to_string(),
        (None, Some(native)) => native.to_string(),
        (None, None) => return Vec::new(),
    };
    text.strip_prefix(&own).map_or_else(Vec::new, parse_backtrace)
}

fn parse_line(line: &str) -> Option<Frame> {
    let line = line.trim_start().strip_prefix("at ")?;
    let Some((name, location)) = line.rsplit_once(" (").map(|(n, l)| (n, l.strip_suffix(')').unwrap_or(l))) else {
        return Some(Frame { function: plain_name(line), file: None, position: None, native: false });
    };
    if location == "native" || location.starts_with("native at") {
        return Some(Frame { function: plain_name(name), file: None, position: None, native: true });
    }
    let mut parts = location.rsplitn(3, ':');
    let column = parts.next().and_then(|p| p.parse().ok());
    let line_number = parts.next().and_then(|p| p.parse().ok());
    let (file, position) = match (parts.next(), line_number, column) {
        (Some(file), Some(line), Some(column)) => (file, Some((line, column))),
        _ => (location, None),
    };
    Some(Frame { function: plain_name(name), file: source_file(file.to_owned()), position, native: false })
}

/// The path as Boa displays it, less its words for sources without one.
fn source_file(shown: String) -> Option<String> {
    let nameless = matches!(shown.trim_end(), "" | "unknown at" | "eval at" | "json at");
    (!nameless).then_some(shown)
}

fn plain_name(name: &str) -> String {
    match name {
        "<main>" | "<anonymous>" | "<eval>" => String::new(),
        name => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_boas_lines() {
        let frames = parse_backtrace("    at f (/a/b c.js:3:14)\n    at <main> (/a/x.js:1:2)\n    at map (native)\n");
        assert_eq!(frames.len(), 3);
        assert_eq!(frames[0].function, "f");
        assert_eq!(frames[0].file.as_deref(), Some("/a/b c.js"));
        assert_eq!(frames[0].position, Some((3, 14)));
        assert_eq!(frames[1].function, "");
        assert!(frames[2].native);
    }
}
