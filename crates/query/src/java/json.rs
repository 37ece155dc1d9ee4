//! Compact JSON as Jackson writes it: doubles as Java prints them, control characters in upper-case hex.

use super::double_text;
use serde_json::Value;
use serde_json::ser::{CharEscape, Formatter, Serializer};
use std::io::{self, Write};

/// The compact JSON text of `value`.
pub fn to_json(value: &Value) -> String {
    let mut out = Vec::new();
    let mut serializer = Serializer::with_formatter(&mut out, Jackson);
    serde::Serialize::serialize(value, &mut serializer).expect("writing to memory does not fail");
    String::from_utf8(out).expect("JSON is UTF-8")
}

struct Jackson;

impl Formatter for Jackson {
    fn write_f64<W: ?Sized + Write>(&mut self, writer: &mut W, value: f64) -> io::Result<()> {
        writer.write_all(double_text(value).as_bytes())
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
            CharEscape::AsciiControl(code) => return write!(writer, "\\u{code:04X}"),
        };
        writer.write_all(short.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn writes_what_jackson_writes() {
        let value =
            json!({"Arg1": 1, "Arg2": [], "d": 1e7, "e": 1.5, "s": "a\"\u{1f}\n/é", "n": null});
        let text = r#"{"Arg1":1,"Arg2":[],"d":1.0E7,"e":1.5,"s":"a\"\u001F\n/é","n":null}"#;
        assert_eq!(to_json(&value), text);
    }
}
