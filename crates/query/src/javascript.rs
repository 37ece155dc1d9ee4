//! How JavaScript prints JSON values: `JSON.stringify`, which is what results of JSONata look like.

use serde_json::Value;
use serde_json::ser::{CharEscape, Formatter, Serializer};
use std::io::{self, Write};

/// Whole numbers up to here that are kept as doubles were written with a fraction (`1.0`) and nobody computed them.
const WRITTEN: f64 = 1e15;

/// The compact JSON text of `value`.
#[must_use]
pub fn to_json(value: &Value) -> String {
    let mut out = Vec::new();
    let mut serializer = Serializer::with_formatter(&mut out, JavaScript);
    serde::Serialize::serialize(value, &mut serializer).expect("writing to memory does not fail");
    String::from_utf8(out).expect("JSON is UTF-8")
}

/// `Number.prototype.toString`: plain between 10^-6 and 10^21, otherwise `d.ddde±n`; no fraction where none is needed.
#[must_use]
pub fn number_text(value: f64) -> String {
    let magnitude = value.abs();
    if magnitude == 0.0 {
        return "0".to_owned();
    }
    if (1e-6..1e21).contains(&magnitude) {
        return value.to_string();
    }
    let text = format!("{value:e}");
    match text.split_once('e') {
        Some((digits, exponent)) if !exponent.starts_with('-') => format!("{digits}e+{exponent}"),
        _ => text,
    }
}

struct JavaScript;

impl Formatter for JavaScript {
    fn write_f64<W: ?Sized + Write>(&mut self, writer: &mut W, value: f64) -> io::Result<()> {
        if value.fract() == 0.0 && value.abs() < WRITTEN {
            return write!(writer, "{value:.1}");
        }
        writer.write_all(number_text(value).as_bytes())
    }

    fn write_char_escape<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        escape: CharEscape,
    ) -> io::Result<()> {
        let short = match escape {
            CharEscape::Quote => "\\\"",
            CharEscape::ReverseSolidus => "\\\\",
            CharEscape::Solidus => "/",
            CharEscape::Backspace => "\\b",
            CharEscape::FormFeed => "\\f",
            CharEscape::LineFeed => "\\n",
            CharEscape::CarriageReturn => "\\r",
            CharEscape::Tab => "\\t",
            CharEscape::AsciiControl(code) => return write!(writer, "\\u{code:04x}"),
        };
        writer.write_all(short.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn numbers_print_as_javascript_prints_them() {
        for (value, text) in [
            (0.1, "0.1"),
            (-0.0, "0"),
            (1e-6, "0.000001"),
            (1e-7, "1e-7"),
            (1.5e-9, "1.5e-9"),
            (12_345_678_901_234_567_000.0, "12345678901234567000"),
            (1e20, "100000000000000000000"),
            (1e21, "1e+21"),
            (-1.25e30, "-1.25e+30"),
        ] {
            assert_eq!(number_text(value), text);
        }
    }

    #[test]
    fn json_is_compact_and_keeps_what_was_written() {
        let value =
            json!({"a": 1.0, "b": 0.0001, "c": 12_345_678.5, "d": "\u{1f}\"/", "e": [null, 3]});
        assert_eq!(
            to_json(&value),
            r#"{"a":1.0,"b":0.0001,"c":12345678.5,"d":"\u001f\"/","e":[null,3]}"#
        );
    }
}
