//! Call sites: what the engine can say of the frames on the stack, in a form V8's stack API can be built on.

use crate::{Context, JsError, JsObject, JsValue, text};

#[cfg(not(feature = "stock"))]
pub use boa_engine::vm::Call;

/// What the overlay says of a call; stock Boa says nothing.
#[cfg(feature = "stock")]
#[derive(Debug, Clone, Default, boa_gc::Trace, boa_gc::Finalize)]
pub struct Call {
    /// The function that is called.
    pub function: Option<JsObject>,
    /// What it was called on.
    pub this: JsValue,
    /// Whether `new` called it.
    pub construct: bool,
    /// Whether it is strict code or native.
    pub strict: bool,
}

/// One frame: which function, which file, which position. Innermost frames come first in lists.
#[derive(Debug, Clone, Default, boa_gc::Trace, boa_gc::Finalize)]
pub struct Frame {
    /// The function's name; empty for anonymous and top-level code.
    pub function: String,
    /// The file or URL of the source, `None` for code made from strings and for natives.
    pub file: Option<String>,
    /// Line and column, both counted from 1.
    pub position: Option<(u32, u32)>,
    /// Whether the frame is a native function.
    pub native: bool,
    /// The call that the frame stands for.
    pub call: Call,
}

impl Frame {
    /// A place that no call is known for.
    #[must_use]
    pub fn at(file: String, position: (u32, u32)) -> Self {
        Self {
            function: String::new(),
            file: Some(file),
            position: Some(position),
            native: false,
            call: Call::default(),
        }
    }
}

/// At most `limit` of the frames on the stack now, natives among them, innermost first.
#[must_use]
#[cfg(not(feature = "stock"))]
pub fn frames(context: &Context, limit: usize) -> Vec<Frame> {
    context.stack_frames(limit).into_iter().map(frame).collect()
}

/// At most `limit` of the frames on the stack now, innermost first.
#[must_use]
#[cfg(feature = "stock")]
pub fn frames(context: &Context, limit: usize) -> Vec<Frame> {
    let frame = |frame: &boa_engine::vm::CallFrame| {
        let location = frame.position();
        Frame {
            function: plain_name(&text::to_utf8(&location.function_name)),
            file: source_file(location.path.to_string()),
            position: location.position.map(|p| (p.line_number(), p.column_number())),
            native: false,
            call: Call::default(),
        }
    };
    context.stack_trace().take(limit).map(frame).collect()
}

#[cfg(not(feature = "stock"))]
fn frame(frame: boa_engine::vm::StackFrame) -> Frame {
    Frame {
        function: plain_name(&text::to_utf8(&frame.name)),
        native: frame.path.is_none(),
        file: frame.path.and_then(|path| source_file(path.to_string())),
        position: frame.position.map(|p| (p.line_number(), p.column_number())),
        call: frame.call,
    }
}

/// The frames in which an error object was made, innermost first.
#[must_use]
pub fn error_frames(error: &JsObject) -> Vec<Frame> {
    thrown_frames(&JsError::from_opaque(error.clone().into()))
}

/// The frames in which an error was made, or thrown if it is no error object; innermost first.
#[must_use]
#[cfg(not(feature = "stock"))]
pub fn thrown_frames(error: &JsError) -> Vec<Frame> {
    error.frames().into_iter().map(frame).collect()
}

/// File and position of the `throw` that threw `value`, if that was the last thing thrown and the engine can tell.
#[must_use]
pub fn thrown_at(value: &JsValue, context: &Context) -> Option<(String, (u32, u32))> {
    #[cfg(feature = "stock")]
    let found: Option<(boa_engine::vm::SourcePath, boa_engine::ast::Position)> = {
        let _ = (value, context);
        None
    };
    #[cfg(not(feature = "stock"))]
    let found = context.thrown_at(value);
    let (path, position) = found?;
    Some((source_file(path.to_string())?, (position.line_number(), position.column_number())))
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

/// The frames in which an error was made, or thrown if it is no error object; innermost first.
#[must_use]
#[cfg(feature = "stock")]
pub fn thrown_frames(error: &JsError) -> Vec<Frame> {
    // Only the text of the whole tells them; what comes first is the value's own.
    let text = error.to_string();
    let own = match (error.as_opaque(), error.as_native()) {
        (Some(value), _) => value.display().to_string(),
        (None, Some(native)) => native.to_string(),
        (None, None) => return Vec::new(),
    };
    text.strip_prefix(&own).map_or_else(Vec::new, |text| text.lines().filter_map(parse_line).collect())
}

#[cfg(feature = "stock")]
fn parse_line(line: &str) -> Option<Frame> {
    let line = line.trim_start().strip_prefix("at ")?;
    let Some((name, location)) = line.rsplit_once(" (").map(|(n, l)| (n, l.strip_suffix(')').unwrap_or(l))) else {
        return Some(Frame {
            function: plain_name(line),
            file: None,
            position: None,
            native: false,
            call: Call::default(),
        });
    };
    if location == "native" || location.starts_with("native at") {
        return Some(Frame {
            function: plain_name(name),
            file: None,
            position: None,
            native: true,
            call: Call::default(),
        });
    }
    let mut parts = location.rsplitn(3, ':');
    let column = parts.next().and_then(|p| p.parse().ok());
    let line_number = parts.next().and_then(|p| p.parse().ok());
    let (file, position) = match (parts.next(), line_number, column) {
        (Some(file), Some(line), Some(column)) => (file, Some((line, column))),
        _ => (location, None),
    };
    Some(Frame {
        function: plain_name(name),
        file: source_file(file.to_owned()),
        position,
        native: false,
        call: Call::default(),
    })
}

/// The path as Boa displays it, less its words for sources without one.
fn source_file(shown: String) -> Option<String> {
    let nameless = matches!(shown.trim_end(), "" | "unknown at" | "eval at" | "json at");
    (!nameless).then_some(shown)
}

fn plain_name(name: &str) -> String {
    match name {
        "<main>" | "<anonymous>" => String::new(),
        "<eval>" => "eval".to_owned(),
        name => name.to_owned(),
    }
}

#[cfg(all(test, not(feature = "stock")))]
mod tests {
    use super::*;
    use crate::Source;

    #[test]
    fn frames_know_their_calls() {
        let context = &mut Context::default();
        let source =
            "class A { constructor() { this.e = new Error('x'); } } [1].map(function f() { return new A(); })[0].e";
        let error = context.eval(Source::from_bytes(source)).expect("runs").as_object().expect("an error");
        let frames = error_frames(&error);
        let names: Vec<_> = frames.iter().map(|frame| (frame.function.as_str(), frame.native)).collect();
        assert_eq!(names, [("A", false), ("f", false), ("map", true), ("", false)]);
        assert!(frames[0].call.construct && !frames[1].call.construct);
        assert!(frames[2].call.this.as_object().is_some_and(|this| this.is_array()));
        assert_eq!(frames[1].call.function.as_ref().map(JsObject::is_callable), Some(true));
        assert!(frames[3].call.function.is_none());
    }

    #[test]
    fn an_error_keeps_the_place_of_its_throw() {
        let context = &mut Context::default();
        let source = "const e = new Error('x');\n\n  throw e;";
        let error = context.eval(Source::from_bytes(source)).expect_err("throws");
        let value = error.as_opaque().cloned().expect("a value");
        assert!(thrown_at(&JsValue::from(1), context).is_none());
        assert!(context.thrown_at(&value).is_some_and(|(_, position)| position.line_number() == 3));
    }
}
