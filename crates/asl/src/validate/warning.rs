//! Legal, but probably not what was meant.

use super::template::is_path_or_call;
use super::{Code, Validator, below};
use crate::ast::QueryLanguage;
use query::json::{Data, Field, Node};

impl Validator {
    /// A template field whose value is a path or call that nobody will evaluate.
    pub(super) fn looks_dynamic(&mut self, field: &Field, location: &str, language: QueryLanguage) {
        if language == QueryLanguage::JsonPath && field.node.as_str().is_some_and(looks_like_path) {
            let message = "No .$ on a field that appears to be a JSONPath or Intrinsic Function.";
            self.warn(
                Code::NoDollar,
                message,
                &below(location, &field.name),
                &field.node,
            );
        }
    }

    /// `Result` is taken as it is: names that end in `.$` and paths in it mean nothing.
    pub(super) fn static_result(&mut self, node: &Node, location: &str) {
        if holds_path(node) {
            let message = "Attempt to use a path in the result of a pass state.";
            self.warn(Code::PassResultIsStatic, message, location, node);
        }
    }
}

fn looks_like_path(text: &str) -> bool {
    let starts = ["$.", "$$.", "$[", "States."]
        .iter()
        .any(|start| text.starts_with(start));
    starts && is_path_or_call(text)
}

fn holds_path(node: &Node) -> bool {
    match &node.data {
        Data::String(text) => looks_like_path(text),
        Data::Array(items) => items.iter().any(holds_path),
        Data::Object(fields) => fields
            .iter()
            .any(|field| field.name.ends_with(".$") || holds_path(&field.node)),
        _ => false,
    }
}
