//! What `JSON.stringify` writes: numbers and quoted strings.

use super::units::plain_end;
use crate::JsString;
use crate::builder::Builder;
use boa_engine::string::JsStrVariant;

impl Builder {
    pub(super) fn integer(&mut self, integer: i32) {
        let mut digits = [0; 11];
        let mut at = digits.len();
        let mut rest = integer.unsigned_abs();
        loop {
            at -= 1;
            digits[at] = b'0' + (rest % 10).to_le_bytes()[0];
            rest /= 10;
            if rest == 0 {
                break;
            }
        }
        if integer < 0 {
            at -= 1;
            digits[at] = b'-';
        }
        self.latin1(&digits[at..]);
    }

    /// A finite number as `String(number)` writes it.
    pub(super) fn number(&mut self, number: f64) {
        self.ascii(ryu_js::Buffer::new().format_finite(number));
    }

    /// QuoteJSONString (<https://tc39.es/ecma262/#sec-quotejsonstring>).
    pub(super) fn quoted(&mut self, string: &JsString) {
        self.latin1(b"\"");
        match string.as_str().variant() {
            JsStrVariant::Latin1(bytes) => self.escaped_latin1(bytes),
            JsStrVariant::Utf16(units) => self.escaped_utf16(units),
        }
        self.latin1(b"\"");
    }

    fn escaped_latin1(&mut self, bytes: &[u8]) {
        let mut at = 0;
        loop {
            let end = plain_end(bytes, at);
            self.latin1(&bytes[at..end]);
            let Some(byte) = bytes.get(end) else { return };
            self.escape(u16::from(*byte));
            at = end + 1;
        }
    }

    fn escaped_utf16(&mut self, units: &[u16]) {
        let mut at = 0;
        while at < units.len() {
            let plain = |unit: &&u16| !(**unit < 0x20 || **unit == 0x22 || **unit == 0x5c || **unit & 0xf800 == 0xd800);
            let run = &units[at..at + units[at..].iter().take_while(plain).count()];
            if self.wide.is_none() && encoding_rs::mem::is_utf16_latin1(run) {
                self.narrow.extend(run.iter().map(|unit| unit.to_le_bytes()[0]));
            } else {
                self.widen().extend_from_slice(run);
            }
            at += run.len();
            match units[at..] {
                [high @ 0xd800..=0xdbff, low @ 0xdc00..=0xdfff, ..] => {
                    self.widen().extend_from_slice(&[high, low]);
                    at += 2;
                }
                [unit, ..] => {
                    self.escape(unit);
                    at += 1;
                }
                [] => {}
            }
        }
    }

    fn escape(&mut self, unit: u16) {
        match unit {
            0x08 => self.ascii("\\b"),
            0x09 => self.ascii("\\t"),
            0x0a => self.ascii("\\n"),
            0x0c => self.ascii("\\f"),
            0x0d => self.ascii("\\r"),
            0x22 => self.ascii("\\\""),
            0x5c => self.ascii("\\\\"),
            unit => {
                let digit = |shift: u32| char::from_digit(u32::from(unit) >> shift & 15, 16).unwrap_or('0') as u8;
                let escaped = [b'\\', b'u', digit(12), digit(8), digit(4), digit(0)];
                self.ascii(str::from_utf8(&escaped).unwrap_or_default());
            }
        }
    }
}
