//! JSON text as AWS writes it: compact, doubles as Java's `Double.toString`, control characters as `\u001F`.

use std::cell::OnceCell;
use std::io;

use serde::Serialize;
use serde_json::Value;
use serde_json::ser::{CharEscape, Formatter, Serializer};

use crate::event::Payload;

struct Aws;

impl Formatter for Aws {
    fn write_f64<W: ?Sized + io::Write>(&mut self, writer: &mut W, value: f64) -> io::Result<()> {
        writer.write_all(query::java::double_text(value).as_bytes())
    }

    fn write_char_escape<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        escape: CharEscape,
    ) -> io::Result<()> {
        let short: &[u8] = match escape {
            CharEscape::Quote => b"\\\"",
            CharEscape::ReverseSolidus => b"\\\\",
            CharEscape::Solidus => b"/",
            CharEscape::Backspace => b"\\b",
            CharEscape::FormFeed => b"\\f",
            CharEscape::LineFeed => b"\\n",
            CharEscape::CarriageReturn => b"\\r",
            CharEscape::Tab => b"\\t",
            CharEscape::AsciiControl(byte) => return write!(writer, "\\u{byte:04X}"),
        };
        writer.write_all(short)
    }
}

/// `value` as compact JSON text.
pub(crate) fn to_text(value: &Value) -> String {
    let mut out = Vec::with_capacity(64);
    let mut serializer = Serializer::with_formatter(&mut out, Aws);
    value
        .serialize(&mut serializer)
        .expect("a JSON tree has string keys and writing to memory does not fail");
    String::from_utf8(out).expect("the serializer writes UTF-8")
}

/// A JSON document of which the text, the tree or both are known; the other is made when somebody asks.
#[derive(Clone, Debug)]
pub(crate) struct Document {
    text: OnceCell<Payload>,
    tree: OnceCell<Value>,
}

impl Document {
    /// The text as a payload.
    pub(crate) fn payload(&self) -> Payload {
        let write = || Payload::new(to_text(self.tree.get().unwrap_or(&Value::Null)));
        self.text.get_or_init(write).clone()
    }

    /// The tree; what is not JSON reads as `null`.
    pub(crate) fn tree(&self) -> &Value {
        let read = || {
            let text = self.text.get().map_or("null", Payload::as_str);
            serde_json::from_str(text).unwrap_or_default()
        };
        self.tree.get_or_init(read)
    }

    /// The tree, taken out.
    pub(crate) fn into_tree(self) -> Value {
        self.tree();
        self.tree.into_inner().unwrap_or_default()
    }
}

impl From<Payload> for Document {
    fn from(payload: Payload) -> Self {
        Self {
            text: OnceCell::from(payload),
            tree: OnceCell::new(),
        }
    }
}

impl From<Value> for Document {
    fn from(tree: Value) -> Self {
        Self {
            text: OnceCell::new(),
            tree: OnceCell::from(tree),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn numbers_and_control_characters_are_written_as_java_does() {
        let value = json!({"a": 1.0, "b": 1e7, "c": 0.0001, "d": -0.0, "e": 12_345_678_901_234_567_890_u64});
        assert_eq!(
            to_text(&value),
            r#"{"a":1.0,"b":1.0E7,"c":1.0E-4,"d":-0.0,"e":12345678901234567890}"#
        );
        assert_eq!(to_text(&json!("\u{1f}\u{7f}/é\n")), "\"\\u001F\u{7f}/é\\n\"");
    }

    #[test]
    fn a_document_keeps_the_spelling_nobody_touched() {
        let document = Document::from(Payload::new(r#"{ "a": 1e3 }"#));
        assert_eq!(document.tree()["a"], json!(1000.0));
        assert_eq!(document.payload().as_str(), r#"{ "a": 1e3 }"#);
    }
}
