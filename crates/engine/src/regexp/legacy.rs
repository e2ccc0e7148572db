//! `RegExp.$1` and its kin: what the last match was
//! (<https://github.com/tc39/proposal-regexp-legacy-features>, as V8 has them).

use super::state;
use crate::strings::piece;
use crate::{
    Context, FunctionObjectBuilder, JsObject, JsResult, JsString, JsValue, NativeFunction, PropertyDescriptor,
};
use regress::Match;
use std::ops::Range;

/// The last match that succeeded.
#[derive(Default)]
pub(super) struct LastMatch {
    string: JsString,
    range: Range<usize>,
    captures: Vec<Option<Range<usize>>>,
    /// `RegExp.input`, once it was assigned after the match.
    input: Option<JsString>,
}

impl LastMatch {
    pub(super) fn remember(&mut self, string: &JsString, found: &Match) {
        self.string = string.clone();
        self.range = found.range();
        self.captures.clear();
        self.captures.extend_from_slice(&found.captures);
        self.input = None;
    }

    fn part(&self, part: Part) -> JsString {
        let (string, whole) = (&self.string, &self.range);
        let capture = |range: Option<&Option<Range<usize>>>| {
            range.and_then(Option::as_ref).map_or_else(JsString::default, |r| piece(string, r.start, r.end))
        };
        match part {
            Part::Capture(number) => capture(self.captures.get(number - 1)),
            Part::Input => self.input.clone().unwrap_or_else(|| string.clone()),
            Part::Whole => piece(string, whole.start, whole.end),
            Part::LastCapture => capture(self.captures.last()),
            Part::Left => piece(string, 0, whole.start),
            Part::Right => piece(string, whole.end, string.len()),
        }
    }
}

#[derive(Clone, Copy)]
enum Part {
    Capture(usize),
    Input,
    Whole,
    LastCapture,
    Left,
    Right,
}

const NAMES: &[(&str, Part)] = &[
    ("input", Part::Input),
    ("$_", Part::Input),
    ("lastMatch", Part::Whole),
    ("$&", Part::Whole),
    ("lastParen", Part::LastCapture),
    ("$+", Part::LastCapture),
    ("leftContext", Part::Left),
    ("$`", Part::Left),
    ("rightContext", Part::Right),
    ("$'", Part::Right),
    ("$1", Part::Capture(1)),
    ("$2", Part::Capture(2)),
    ("$3", Part::Capture(3)),
    ("$4", Part::Capture(4)),
    ("$5", Part::Capture(5)),
    ("$6", Part::Capture(6)),
    ("$7", Part::Capture(7)),
    ("$8", Part::Capture(8)),
    ("$9", Part::Capture(9)),
];

pub(super) fn install(constructor: &JsObject, context: &mut Context) {
    let realm = context.realm().clone();
    let ignore = FunctionObjectBuilder::new(&realm, NativeFunction::from_fn_ptr(|_, _, _| Ok(JsValue::undefined())))
        .length(1)
        .build();
    let set_input = FunctionObjectBuilder::new(&realm, NativeFunction::from_fn_ptr(set_input)).length(1).build();
    for &(name, part) in NAMES {
        let get = NativeFunction::from_copy_closure(move |_, _, context| Ok(get(part, context).into()));
        let set = if matches!(part, Part::Input) { &set_input } else { &ignore };
        constructor.insert_property(
            JsString::from(name),
            PropertyDescriptor::builder()
                .get(FunctionObjectBuilder::new(&realm, get).build())
                .set(set.clone())
                .enumerable(false)
                .configurable(true)
                .build(),
        );
    }
}

fn get(part: Part, context: &Context) -> JsString {
    state(context).map_or_else(JsString::default, |state| state.last.borrow().part(part))
}

fn set_input(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let input = arguments.first().cloned().unwrap_or_default().to_string(context)?;
    if let Some(state) = state(context) {
        state.last.borrow_mut().input = Some(input);
    }
    Ok(JsValue::undefined())
}
