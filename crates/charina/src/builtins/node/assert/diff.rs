//! The shortest edit script between two sequences, by Myers' algorithm: `util.diff` and assert's messages.
//!
//! <https://nodejs.org/api/util.html#utildiffactual-expected>, <http://www.xmailserver.org/diff2.pdf>

use crate::errors;
use charina_engine::{Context, JsArgs, JsArray, JsObject, JsResult, JsString, JsValue};

/// What to do with one element to come from `expected` to `actual`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Edit {
    /// Only in `expected`.
    Delete = -1,
    /// In both.
    Keep = 0,
    /// Only in `actual`.
    Insert = 1,
}

/// More steps of history than this are not kept: 64 million, a quarter of a gigabyte.
const MAX_HISTORY: usize = 1 << 26;

/// The edits in order, each with its index: into `expected` for [`Edit::Delete`], else into `actual`. None where the
/// sequences differ too much for the memory that may be used.
fn edit_script<T: PartialEq>(actual: &[T], expected: &[T]) -> Option<Vec<(Edit, usize)>> {
    let (n, m) = (actual.len(), expected.len());
    // furthest[k + center] is how far into `actual` diagonal k (x - y) got.
    let center = n + m + 1;
    let mut furthest = vec![0_usize; 2 * center + 1];
    // The window of `furthest` that each level started from.
    let mut history: Vec<Vec<usize>> = Vec::new();
    let mut kept = 0;
    'search: for level in 0..=n + m {
        kept += 2 * level + 3;
        if kept > MAX_HISTORY {
            return None;
        }
        history.push(furthest[center - level - 1..=center + level + 1].to_vec());
        for k in (0..=2 * level).step_by(2) {
            let at = center + k - level;
            let mut x = if k == 0 || (k != 2 * level && furthest[at - 1] < furthest[at + 1]) {
                furthest[at + 1]
            } else {
                furthest[at - 1] + 1
            };
            // Diagonals below the corner are out of the grid.
            let Some(mut y) = (x + center).checked_sub(at) else { continue };
            let common = actual.iter().skip(x).zip(expected.iter().skip(y)).take_while(|(a, e)| a == e).count();
            x += common;
            y += common;
            furthest[at] = x;
            if x >= n && y >= m {
                break 'search;
            }
        }
    }
    let mut edits = Vec::with_capacity(n.max(m));
    let (mut x, mut y) = (n, m);
    for (level, window) in history.iter().enumerate().rev() {
        // Index of diagonal x - y within the window, whose middle is diagonal 0 at level + 1.
        let at = level + 1 + x - y;
        let down = at == 1 || (at != 2 * level + 1 && window[at - 1] < window[at + 1]);
        let before = if down { at + 1 } else { at - 1 };
        let x_before = if level == 0 { 0 } else { window[before] };
        let y_before = if level == 0 { 0 } else { x_before + level + 1 - before };
        while x > x_before && y > y_before {
            x -= 1;
            y -= 1;
            edits.push((Edit::Keep, x));
        }
        if level > 0 {
            if x > x_before {
                x -= 1;
                edits.push((Edit::Insert, x));
            } else {
                y -= 1;
                edits.push((Edit::Delete, y));
            }
        }
    }
    edits.reverse();
    Some(edits)
}

/// A line of inspected output. Where `commas` is set, one comma at the end makes no difference: an entry has it or not
/// as more follow.
struct Line {
    text: JsString,
    commas: bool,
}

impl PartialEq for Line {
    fn eq(&self, other: &Self) -> bool {
        if self.text == other.text {
            return true;
        }
        let (short, long) =
            if self.text.len() < other.text.len() { (&self.text, &other.text) } else { (&other.text, &self.text) };
        self.commas
            && long.len() == short.len() + 1
            && ends_with_comma(long)
            && short.iter().eq(long.iter().take(short.len()))
    }
}

fn ends_with_comma(text: &JsString) -> bool {
    text.iter().last() == Some(u16::from(b','))
}

/// `diff(actual, expected, commas)`: two strings or arrays of strings; an array of `[-1 | 0 | 1, text]`.
pub(super) fn diff(_this: &JsValue, arguments: &[JsValue], context: &mut Context) -> JsResult<JsValue> {
    let commas = arguments.get_or_undefined(2).to_boolean();
    let mut lines = |index: usize| -> JsResult<Vec<Line>> {
        let texts = elements(arguments.get_or_undefined(index), context)?;
        Ok(texts.into_iter().map(|text| Line { text, commas }).collect())
    };
    let (actual, expected) = (lines(0)?, lines(1)?);
    let Some(edits) = edit_script(&actual, &expected) else {
        let size = JsValue::from(u32::try_from(actual.len() + expected.len()).unwrap_or(u32::MAX));
        return Err(errors::out_of_range("myersDiff input size", "< 2^31", &size, context));
    };
    let mut result = Vec::with_capacity(edits.len());
    let mut past_expected = 0;
    for (edit, index) in edits {
        let text = match edit {
            Edit::Delete => &expected[index].text,
            Edit::Keep if commas && !ends_with_comma(&actual[index].text) => &expected[past_expected].text,
            Edit::Keep | Edit::Insert => &actual[index].text,
        };
        past_expected += usize::from(edit != Edit::Insert);
        let pair = JsArray::from_iter([JsValue::from(edit as i32), text.clone().into()], context);
        result.push(JsValue::from(JsObject::from(pair)));
    }
    Ok(JsArray::from_iter(result, context).into())
}

/// The code units of a string or the strings of an array.
fn elements(value: &JsValue, context: &mut Context) -> JsResult<Vec<JsString>> {
    if let Some(string) = value.as_string() {
        return Ok(string.iter().map(|unit| JsString::from(&[unit][..])).collect());
    }
    let Some(array) = value.as_object() else { return Ok(Vec::new()) };
    let length = array.get(JsString::from("length"), context)?.to_length(context)?;
    let mut result = Vec::new();
    for index in 0..length {
        result.push(array.get(index, context)?.to_string(context)?);
    }
    Ok(result)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(actual: &str, expected: &str) -> String {
        let (a, e): (Vec<char>, Vec<char>) = (actual.chars().collect(), expected.chars().collect());
        let mut shown = String::new();
        for (edit, index) in edit_script(&a, &e).expect("small") {
            shown.push_str(match edit {
                Edit::Delete => "-",
                Edit::Keep => "",
                Edit::Insert => "+",
            });
            shown.push(if edit == Edit::Delete { e[index] } else { a[index] });
        }
        shown
    }

    #[test]
    fn scripts_are_nodes() {
        for (actual, expected, script) in [
            ("", "", ""),
            ("a", "", "+a"),
            ("", "a", "-a"),
            ("abc", "abd", "ab+c-d"),
            ("12345678", "!!123!!45678", "-!-!123-!-!45678"),
            ("abc", "xyz", "+a+b+c-x-y-z"),
        ] {
            assert_eq!(show(actual, expected), script, "{actual} {expected}");
        }
    }

    #[test]
    fn one_comma_at_the_end_makes_no_difference() {
        let line = |text: &str, commas| Line { text: JsString::from(text), commas };
        assert!(line("a,", true) == line("a", true) && line("a", true) == line("a,", true));
        assert!(line("a,", false) != line("a", false));
        assert!(line("a,,", true) != line("a", true) && line("ab", true) != line("a", true));
    }

    #[test]
    fn scripts_lead_from_one_to_the_other() {
        let mut seed = 1_u32;
        let mut random = |below: u32| {
            seed = seed.wrapping_mul(1_103_515_245).wrapping_add(12345);
            (seed >> 8) % below
        };
        for _ in 0..500 {
            let mut word = || (0..random(12)).map(|_| random(3)).collect::<Vec<_>>();
            let (actual, expected) = (word(), word());
            let edits = edit_script(&actual, &expected).expect("small");
            let pick = |skip: Edit| -> Vec<u32> {
                let kept = edits.iter().filter(|(edit, _)| *edit != skip);
                kept.map(|&(edit, i)| if edit == Edit::Delete { expected[i] } else { actual[i] }).collect()
            };
            assert_eq!(pick(Edit::Delete), actual);
            assert_eq!(pick(Edit::Insert), expected);
        }
    }
}
