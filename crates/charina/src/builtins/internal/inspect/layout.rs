//! Layout: entries on one line, one a line, or in columns.

use super::format_value::Formatter;
use super::options::Compact;
use super::primitives::utf16_len;
use super::rope::Text;
use super::width::{display_width, strip_vt};
use charina_engine::{Context, JsObject, JsResult, JsValue, reflect};

/// A rope shows at least this many columns, were it all single digits in colours.
const LONGEST_LINE: f64 = 512.0;

/// What the entries belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extras {
    /// Properties of an object.
    Object,
    /// Elements of an array, whose keys are not shown.
    Elements,
    /// Elements first, then further properties with their keys.
    Array,
}

/// What stands around entries.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame<'a> {
    /// In front of the braces; may be empty.
    pub(super) base: &'a str,
    pub(super) braces: (&'a str, &'a str),
    pub(super) extras: Extras,
}

impl Formatter {
    /// The entries within their braces. `value` is the array they are of, whose numbers are aligned to the right.
    pub(super) fn reduce(
        &self,
        mut output: Vec<Text>,
        frame: Frame<'_>,
        depth: u32,
        value: Option<&JsObject>,
        context: &mut Context,
    ) -> JsResult<Text> {
        let Frame { base, braces, extras } = frame;
        let head = |base: &str| if base.is_empty() { String::new() } else { format!("{base} ") };
        let Compact::Levels(levels) = self.options.compact else {
            return Ok(self.reduce_dense(output, base, braces));
        };
        if levels >= 1.0 {
            let entries = output.len();
            if extras == Extras::Array && entries > 6 {
                output = self.group(output, levels, value, context)?;
            }
            // How many levels lie within this one decides whether they may share a line.
            let inner = self.current_depth.saturating_sub(depth);
            if f64::from(inner) < levels && entries == output.len() {
                let start = output.len() + self.indentation + utf16_len(braces.0) + utf16_len(base) + 10;
                if self.fits(&output, start, base) && !output.iter().any(Text::has_newline) {
                    let open = format!("{}{} ", head(base), braces.0);
                    return Ok(Text::join(open, output, ", ", format!(" {}", braces.1)));
                }
            }
        }
        let indentation = format!("\n{:1$}", "", self.indentation);
        let open = format!("{}{}{indentation}  ", head(base), braces.0);
        Ok(Text::join(open, output, &format!(",{indentation}  "), format!("{indentation}{}", braces.1)))
    }

    fn reduce_dense(&self, output: Vec<Text>, base: &str, braces: (&str, &str)) -> Text {
        let base_part = if base.is_empty() { String::new() } else { format!(" {base}") };
        if self.fits(&output, 0, base) {
            return Text::join(format!("{}{base_part} ", braces.0), output, ", ", format!(" {}", braces.1));
        }
        let indentation = format!("\n{:1$}", "", self.indentation);
        // A longer opening forces the first entry onto a line of its own, or the entries would not line up.
        let start = if base.is_empty() && utf16_len(braces.0) == 1 {
            " ".to_owned()
        } else {
            format!("{base_part}{indentation}  ")
        };
        Text::join(format!("{}{start}", braces.0), output, &format!(",{indentation}  "), format!(" {}", braces.1))
    }

    /// Whether the entries fit one line.
    fn fits(&self, output: &[Text], start: usize, base: &str) -> bool {
        let mut total = output.len() + start;
        if (total + output.len()) as f64 > self.options.break_length {
            return false;
        }
        for entry in output {
            total += if self.options.colors {
                self.visible(entry, |plain| utf16_len(&strip_vt(plain)))
            } else {
                entry.units()
            };
            if total as f64 > self.options.break_length {
                return false;
            }
        }
        !base.contains('\n')
    }

    /// A measure of a text without its colours. What is too long for any line is not measured, but its length given.
    fn visible(&self, text: &Text, measure: impl Fn(&str) -> usize) -> usize {
        match text {
            Text::Flat(flat) => measure(flat),
            Text::Rope(_) if self.options.break_length < LONGEST_LINE => text.units(),
            Text::Rope(_) => measure(&text.clone().into_string()),
        }
    }

    /// Whether the text takes more columns than a line has.
    pub(super) fn wider_than_line(&self, text: &Text) -> bool {
        self.options.break_length < self.visible(text, |plain| display_width(plain, self.options.colors)) as f64
    }

    /// Puts short entries of long arrays into columns.
    fn group(
        &self,
        output: Vec<Text>,
        levels: f64,
        value: Option<&JsObject>,
        context: &mut Context,
    ) -> JsResult<Vec<Text>> {
        // The "... n more items" at the end is no part of the grid.
        let has_more = self.options.max_array_length < output.len() as f64;
        let count = output.len() - usize::from(has_more);
        const SEPARATOR: usize = 2;
        let widths: Vec<usize> = output
            .iter()
            .take(count)
            .map(|entry| self.visible(entry, |plain| display_width(plain, self.options.colors)))
            .collect();
        let total: usize = widths.iter().map(|width| width + SEPARATOR).sum();
        let longest = widths.iter().copied().max().unwrap_or(0);
        let cell = longest + SEPARATOR;
        let room = self.options.break_length;
        // At least three columns, and entries of about the same length.
        let worth_it = total as f64 / cell as f64 > 5.0 || longest <= 6;
        if (cell * 3 + self.indentation) as f64 >= room || !worth_it {
            return Ok(output);
        }
        let average_bias = (cell as f64 - total as f64 / output.len() as f64).sqrt();
        let biased = (cell as f64 - 3.0 - average_bias).max(1.0);
        // A square, with characters taken as 2.5 times as high as wide.
        let square = ((2.5 * biased * count as f64).sqrt() / biased + 0.5).floor();
        let columns = square.min(((room - self.indentation as f64) / cell as f64).floor()).min(levels * 4.0).min(15.0);
        if columns <= 1.0 {
            return Ok(output);
        }
        // A fractional `compact` leaves a fraction here; rows step by whole entries.
        let columns = columns as usize;
        let column_widths: Vec<usize> = (0..columns)
            .map(|column| widths.iter().skip(column).step_by(columns).max().copied().unwrap_or(0) + SEPARATOR)
            .collect();
        let pad_start = self.all_numeric(value, output.len(), context)?;
        let output: Vec<String> = output.into_iter().map(Text::into_string).collect();
        let mut rows: Vec<Text> = Vec::with_capacity(count / columns + 2);
        for start in (0..count).step_by(columns) {
            let end = (start + columns).min(count);
            let mut row = String::new();
            for index in start..end {
                let last = index + 1 == end;
                let cell = if last { output[index].clone() } else { format!("{}, ", output[index]) };
                let spaces = (column_widths[index - start]).saturating_sub(widths[index] + SEPARATOR);
                if pad_start {
                    row.extend(std::iter::repeat_n(' ', spaces));
                    row.push_str(&cell);
                } else {
                    row.push_str(&cell);
                    if !last {
                        row.extend(std::iter::repeat_n(' ', spaces));
                    }
                }
            }
            rows.push(row.into());
        }
        if has_more {
            rows.extend(output.into_iter().nth(count).map(Text::from));
        }
        Ok(rows)
    }

    /// Whether the first `count` elements are numbers, which are aligned to the right.
    fn all_numeric(&self, value: Option<&JsObject>, count: usize, context: &mut Context) -> JsResult<bool> {
        let Some(object) = value else { return Ok(true) };
        for index in 0..count {
            let element = reflect::get(object, &index.into(), context)?;
            if !element.is_number() && !JsValue::is_bigint(&element) {
                return Ok(false);
            }
        }
        Ok(true)
    }
}
