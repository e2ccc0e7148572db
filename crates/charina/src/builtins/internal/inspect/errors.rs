//! Errors: their stack with a header that tells class and name, frames shared with the cause left out, `cause` and
//! `errors` among the properties.

use super::collections::lossy;
use super::format_value::{Formatter, Naming, address};
use super::names::{key, prefix};
use super::objects::is_error;
use super::options::Compact;
use super::style::{Style, Stylize};
use charina_engine::reflect;
use charina_engine::{Context, JsObject, JsResult, JsString, JsValue, PropertyKey, text};

/// Node's own modules outside `builtins::find` that show up in stacks.
const CORE_INTERNALS: &[&str] = &[
    "internal/main/eval_string",
    "internal/main/run_main_module",
    "internal/modules/cjs/loader",
    "internal/modules/esm/loader",
    "internal/modules/esm/module_job",
    "internal/modules/helpers",
    "internal/modules/run_main",
    "internal/process/execution",
    "internal/process/promises",
    "internal/process/task_queues",
    "internal/timers",
    "internal/util",
    "internal/util/inspect",
    "internal/vm",
];

impl Formatter {
    /// The stack of an error, ready to stand in front of its properties, of which `keys` are left to be shown.
    pub(super) fn error_base(
        &mut self,
        error: &JsObject,
        naming: &Naming,
        keys: &mut Vec<PropertyKey>,
        context: &mut Context,
    ) -> JsResult<String> {
        // Getters that throw count as absent properties, here and below.
        let name = reflect::get(error, &key("name"), context).unwrap_or_default();
        let name = if name.is_null_or_undefined() { "Error".to_owned() } else { string_of(&name, context)? };
        let stack = self.stack_string(error, context)?;
        self.drop_told_keys(error, &stack, keys, context)?;
        for (extra, wanted) in [
            ("cause", error.has_property(JsString::from("cause"), context)?),
            (
                "errors",
                reflect::get(error, &key("errors"), context).is_ok_and(|e| e.as_object().is_some_and(|o| o.is_array())),
            ),
        ] {
            if wanted && !keys.contains(&key(extra)) {
                keys.push(key(extra));
            }
        }
        let stack = improve_header(stack, naming, &name);
        let message = reflect::get(error, &key("message"), context).unwrap_or_default();
        let message = message.as_string().map(|message| text::to_utf8(&message)).unwrap_or_default();
        // A message may look like frames: the real ones come after it. Node takes a message at the very start for
        // none at all.
        let after_message = match stack.find(&message) {
            Some(position) if position > 0 && !message.is_empty() => position + message.len(),
            _ => 0,
        };
        let frames_at = stack[after_message..].find("\n    at").map(|at| at + after_message);
        let mut shown = match frames_at {
            None => format!("[{stack}]"),
            Some(at) => {
                let lines = self.frames(error, &stack[at + 1..], context)?;
                let mut shown = stack[..at].to_owned();
                for line in lines {
                    shown.push('\n');
                    shown.push_str(&self.colored_frame(&line, context)?);
                }
                shown
            }
        };
        if self.indentation != 0 {
            shown = shown.replace('\n', &format!("\n{:1$}", "", self.indentation));
        }
        Ok(shown)
    }

    /// `name`, `message` and `stack` are not repeated where the stack has told them.
    fn drop_told_keys(
        &self,
        error: &JsObject,
        stack: &str,
        keys: &mut Vec<PropertyKey>,
        context: &mut Context,
    ) -> JsResult<()> {
        if self.options.show_hidden {
            return Ok(());
        }
        for name in ["name", "message", "stack"] {
            let Some(index) = keys.iter().position(|other| *other == key(name)) else { continue };
            let value = reflect::get(error, &key(name), context).unwrap_or_default();
            if value.as_string().is_none_or(|value| stack.contains(&text::to_utf8(&value))) {
                keys.remove(index);
            }
        }
        Ok(())
    }

    /// The lines of a stack, those it shares with its cause's left out.
    fn frames(&mut self, error: &JsObject, stack: &str, context: &mut Context) -> JsResult<Vec<String>> {
        let mut lines: Vec<String> = stack.split('\n').map(str::to_owned).collect();
        // A `cause` that throws when read counts as none.
        let cause = error.get(JsString::from("cause"), context).ok().and_then(|cause| cause.as_object());
        let Some(cause) = cause else { return Ok(lines) };
        if !is_error(&cause, reflect::kind(&cause), context) {
            return Ok(lines);
        }
        let cause_stack = self.stack_string(&cause, context)?;
        if let Some(start) = cause_stack.find("\n    at") {
            let cause_lines: Vec<&str> = cause_stack[start + 1..].split('\n').collect();
            if let Some((offset, length)) = shared_run(&lines, &cause_lines) {
                let skipped = length - 2;
                let notice = format!("    ... {skipped} lines matching cause stack trace ...");
                let notice = self.style(&notice, Style::Undefined, context)?;
                lines.splice(offset + 1..offset + 1 + skipped, [notice]);
            }
        }
        Ok(lines)
    }

    /// The stack; what `Error.prototype.toString` gives for an error without one, followed by what stands in place of
    /// the stack if it is no string.
    fn stack_string(&mut self, error: &JsObject, context: &mut Context) -> JsResult<String> {
        let stack = reflect::get(error, &key("stack"), context).unwrap_or_default();
        if let Some(stack) = stack.as_string().filter(|stack| !stack.is_empty()) {
            return Ok(text::to_utf8(&stack));
        }
        let header = error_string(error, context)?;
        if !stack.to_boolean() {
            return Ok(header);
        }
        self.seen.push(address(error));
        let compact = std::mem::replace(&mut self.options.compact, Compact::Levels(0.0));
        let shown = self.value(&stack, 0, context);
        self.options.compact = compact;
        self.seen.pop();
        Ok(format!("{header}\n    {}", shown?.into_string().replace('\n', "\n    ")))
    }

    /// Where colours are on, core frames are dimmed, as is the working directory, and packages are underlined.
    fn colored_frame(&mut self, line: &str, context: &mut Context) -> JsResult<String> {
        if !self.options.colors || matches!(self.options.stylize, Stylize::Plain) {
            return Ok(line.to_owned());
        }
        if core_module(line).is_some_and(|name| crate::builtins::find(name).is_some() || CORE_INTERNALS.contains(&name))
        {
            return self.style(line, Style::Undefined, context);
        }
        let line = self.mark_packages(line, context)?;
        let Ok(directory) = rustix::process::getcwd(Vec::new()) else { return Ok(line) };
        let directory = directory.to_string_lossy().into_owned();
        if line.contains(&directory) {
            return self.mark_directory(&line, &directory, context);
        }
        let Ok(url) = url::Url::from_file_path(&directory) else { return Ok(line) };
        self.mark_directory(&line, url.as_str(), context)
    }

    fn mark_packages(&mut self, line: &str, context: &mut Context) -> JsResult<String> {
        const FOLDER: &str = "node_modules";
        let bytes = line.as_bytes();
        let is_separator = |byte: Option<&u8>| matches!(byte, Some(b'/' | b'\\'));
        let (mut marked, mut done, mut from) = (String::new(), 0, 0);
        while let Some(found) = line.get(from..).and_then(|rest| rest.find(FOLDER)).map(|at| at + from) {
            let before = found.checked_sub(1).and_then(|at| bytes.get(at));
            if !is_separator(before) || !is_separator(bytes.get(found + FOLDER.len())) {
                from = found + 1;
                continue;
            }
            let separator = char::from(*before.unwrap_or(&b'/'));
            let start = found + FOLDER.len() + 1;
            let segment_end = |from: usize| line[from..].find(separator).map_or(line.len(), |at| at + from);
            let mut end = segment_end(start);
            if bytes.get(start) == Some(&b'@') && end < line.len() {
                end = segment_end(end + 1);
            }
            marked.push_str(&line[done..start]);
            marked.push_str(&self.style(&line[start..end], Style::Module, context)?);
            done = end;
            from = end;
        }
        marked.push_str(&line[done..]);
        Ok(marked)
    }

    fn mark_directory(&mut self, line: &str, directory: &str, context: &mut Context) -> JsResult<String> {
        let Some(mut start) = line.find(directory) else { return Ok(line.to_owned()) };
        // With the slash that follows.
        let mut end = start + directory.len();
        end += line[end..].chars().next().map_or(0, char::len_utf8);
        if line[..start].ends_with("file://") {
            start -= "file://".len();
        }
        let parenthesis = line[..start].ends_with('(');
        if parenthesis {
            start -= 1;
        }
        let closed = parenthesis && line.ends_with(')') && end < line.len();
        let mut marked = line[..start].to_owned();
        marked.push_str(&self.style(&line[start..end], Style::Undefined, context)?);
        marked.push_str(&line[end..line.len() - usize::from(closed)]);
        if closed {
            marked.push_str(&self.style(")", Style::Undefined, context)?);
        }
        Ok(marked)
    }
}

/// `String(value)`, symbols included.
pub(super) fn string_of(value: &JsValue, context: &mut Context) -> JsResult<String> {
    match value.as_symbol() {
        Some(symbol) => Ok(super::primitives::symbol_text(&symbol)),
        None => lossy(value, context),
    }
}

/// What `Error.prototype.toString` gives.
fn error_string(error: &JsObject, context: &mut Context) -> JsResult<String> {
    let part = |name: &str, default: &str, context: &mut Context| -> JsResult<String> {
        let value = reflect::get(error, &key(name), context).unwrap_or_default();
        if value.is_undefined() { Ok(default.to_owned()) } else { lossy(&value, context) }
    };
    let name = part("name", "Error", context)?;
    let message = part("message", "", context)?;
    Ok(match (name.is_empty(), message.is_empty()) {
        (true, _) => message,
        (_, true) => name,
        _ => format!("{name}: {message}"),
    })
}

/// Makes the header tell the class and the name, where they differ.
fn improve_header(stack: String, naming: &Naming, name: &str) -> String {
    let mut length = name.len();
    let regular = name.ends_with("Error")
        && stack.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '\n']));
    if naming.constructor.is_some() && !regular {
        return stack;
    }
    let mut fallback = "Error";
    if naming.constructor.is_none() {
        fallback = header_class(&stack);
        length = fallback.len();
        if fallback.is_empty() {
            fallback = "Error";
        }
    }
    let mut title = prefix(naming, fallback, "");
    title.pop();
    if name == title {
        return stack;
    }
    let rest = stack.get(length..).unwrap_or("");
    if !title.contains(name) {
        return format!("{title} [{name}]{rest}");
    }
    if length == 0 { format!("{title}: {stack}") } else { format!("{title}{rest}") }
}

/// What looks like a class at the start of a stack.
fn header_class(stack: &str) -> &str {
    let is_class = |c: char| c.is_ascii_alphanumeric() || "_ []()-".contains(c);
    let end = stack.find(|c| !is_class(c)).unwrap_or(stack.len());
    let rest = &stack[end..];
    if stack.starts_with(|c: char| c.is_ascii_uppercase())
        && end > 1
        && (rest.starts_with(':') || rest.starts_with("\n    at"))
    {
        return &stack[..end];
    }
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if stack.ends_with("Error") && stack.chars().all(is_word) { stack } else { "" }
}

/// The first run of more than three lines that both stacks have: where it starts in `a`, and its length.
fn shared_run(a: &[String], b: &[&str]) -> Option<(usize, usize)> {
    for start in 0..a.len().saturating_sub(3) {
        let Some(position) = b.iter().position(|line| *line == a[start]) else { continue };
        let length = a[start..].iter().zip(&b[position..]).take_while(|(x, y)| x.as_str() == **y).count();
        if length > 3 {
            return Some((start, length));
        }
    }
    None
}

/// The module in `    at f (node:module:1:2)`.
fn core_module(line: &str) -> Option<&str> {
    let line = line.strip_prefix("    at ")?;
    let location = match line.split_once(" (") {
        Some((function, location)) if !function.contains(['/', '\\', '(']) => location.strip_suffix(')')?,
        _ => line,
    };
    let mut parts = location.strip_prefix("node:")?.rsplitn(3, ':');
    let is_number = |part: Option<&str>| part.is_some_and(|p| !p.is_empty() && p.bytes().all(|b| b.is_ascii_digit()));
    if !is_number(parts.next()) || !is_number(parts.next()) {
        return None;
    }
    parts.next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn core_frames_are_known() {
        assert_eq!(core_module("    at f (node:fs:1:2)"), Some("fs"));
        assert_eq!(core_module("    at node:internal/timers:1:2"), Some("internal/timers"));
        assert_eq!(core_module("    at f (/a/node:fs:1:2)"), None);
    }

    #[test]
    fn headers_tell_class_and_name() {
        let naming = |constructor: Option<&str>, tag: &str| Naming {
            constructor: constructor.map(str::to_owned),
            tag: tag.to_owned(),
        };
        let improve = |stack: &str, n: &Naming, name: &str| improve_header(stack.to_owned(), n, name);
        assert_eq!(improve("Error: a", &naming(Some("FooError"), ""), "Error"), "FooError: a");
        assert_eq!(improve("TypeError: a", &naming(Some("Foo"), ""), "TypeError"), "Foo [TypeError]: a");
        assert_eq!(improve("Error: a", &naming(None, ""), "Error"), "[Error: null prototype]: a");
        assert_eq!(improve("Error: a", &naming(Some("Error"), "Tag"), "Error"), "Error [Tag]: a");
        assert_eq!(improve("custom", &naming(Some("Foo"), ""), "Error"), "custom");
    }
}
