//! Documents as text, as tree, or both. Text is written as Jackson does: compact, doubles as Java prints them.

use std::cell::OnceCell;
use std::sync::Arc;

pub(crate) use query::java::to_json as to_text;
pub(crate) use query::json::too_deep;
use serde_json::Value;

use crate::event::Payload;

/// A JSON document of which the text, the tree or both are known; the other is made when somebody asks.
#[derive(Clone, Debug)]
pub(crate) struct Document {
    text: OnceCell<Payload>,
    tree: OnceCell<Arc<Value>>,
}

impl Document {
    /// What JSONata computed: written as JavaScript writes it.
    pub(crate) fn computed(value: Value) -> Self {
        Self {
            text: OnceCell::from(Payload::new(query::javascript::to_json(&value))),
            tree: OnceCell::from(Arc::new(value)),
        }
    }

    /// The text as a payload.
    pub(crate) fn payload(&self) -> Payload {
        let write = || Payload::new(to_text(self.tree()));
        self.text.get_or_init(write).clone()
    }

    /// The tree; what is not JSON reads as `null`.
    pub(crate) fn tree(&self) -> &Value {
        let read = || {
            let text = self.text.get().map_or("null", Payload::as_str);
            Arc::new(query::json::value(text).unwrap_or_default())
        };
        self.tree.get_or_init(read)
    }

    /// The tree, taken out.
    pub(crate) fn into_shared(self) -> Arc<Value> {
        self.tree();
        self.tree.into_inner().unwrap_or_default()
    }

    /// The tree, taken out to be changed.
    pub(crate) fn into_tree(self) -> Value {
        Arc::unwrap_or_clone(self.into_shared())
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
        Arc::new(tree).into()
    }
}

impl From<Arc<Value>> for Document {
    fn from(tree: Arc<Value>) -> Self {
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
        assert_eq!(
            to_text(&json!("\u{1f}\u{7f}/é\n")),
            "\"\\u001F\u{7f}/é\\n\""
        );
    }

    #[test]
    fn what_is_not_too_deep_can_be_read() {
        let nested = |depth: usize| format!("{}\"[\\\"[\"{}", "[".repeat(depth), "]".repeat(depth));
        for (depth, expected) in [(0, false), (1000, false), (1001, true)] {
            let text = nested(depth);
            assert_eq!(too_deep(&text), expected, "{depth}");
            assert_eq!(query::json::value(&text).is_none(), expected, "{depth}");
        }
    }

    #[test]
    fn a_document_keeps_the_spelling_nobody_touched() {
        let document = Document::from(Payload::new(r#"{ "a": 1e3 }"#));
        assert_eq!(document.tree()["a"], json!(1000.0));
        assert_eq!(document.payload().as_str(), r#"{ "a": 1e3 }"#);
    }
}
