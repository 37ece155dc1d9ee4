//! `Retry` and `Catch`.

use super::Validator;
use super::schema::{CATCHER, FieldRule, RETRIER};
use super::state::State;
use query::json::Node;

impl Validator {
    pub(super) fn retry(&mut self, state: State<'_>) {
        self.handlers(state, "Retry", RETRIER, &["ErrorEquals"]);
        for retrier in state
            .node
            .get("Retry")
            .and_then(Node::as_array)
            .unwrap_or_default()
        {
            self.delays(retrier, state);
        }
    }

    pub(super) fn catch(&mut self, state: State<'_>) {
        let around = std::mem::replace(&mut self.has_result, false);
        self.has_error = true;
        self.handlers(state, "Catch", CATCHER, &["ErrorEquals", "Next"]);
        self.has_error = false;
        self.has_result = around;
    }

    fn handlers(&mut self, state: State<'_>, name: &str, rules: &[FieldRule], required: &[&str]) {
        let Some(list) = state.node.get(name) else {
            return;
        };
        let location = state.at(name);
        let Some(handlers) = list.as_array() else {
            return self.invalid("Expected value of type Array", &location, list);
        };
        for (index, handler) in handlers.iter().enumerate() {
            let at = format!("{location}[{index}]");
            if self.object(handler, &at, rules, required, state.language) {
                self.error_equals(handler, &at, index + 1 == handlers.len());
            }
        }
    }

    fn error_equals(&mut self, handler: &Node, location: &str, is_last: bool) {
        let Some(list) = handler.get("ErrorEquals") else {
            return;
        };
        let location = format!("{location}/ErrorEquals");
        let Some(names) = self.elements(list, &location) else {
            return;
        };
        for (index, name) in names.iter().enumerate() {
            if name.as_str().is_none() {
                self.invalid(
                    "Expected value of type String",
                    &format!("{location}[{index}]"),
                    name,
                );
            }
        }
        let all = names.iter().any(|name| name.as_str() == Some("States.ALL"));
        if all && (names.len() > 1 || !is_last) {
            self.invalid(
                "States.ALL must appear alone and at end of list",
                &location,
                list,
            );
        }
    }

    /// `MaxDelaySeconds` must be greater than `IntervalSeconds`, which is 1 by default (developer guide, "Handling
    /// errors").
    fn delays(&mut self, retrier: &Node, state: State<'_>) {
        let number = |name: &str| match &retrier.get(name)?.data {
            query::json::Data::Number(number) => number.as_i64(),
            _ => None,
        };
        if number("MaxDelaySeconds")
            .is_some_and(|most| most <= number("IntervalSeconds").unwrap_or(1) && most > 1)
        {
            self.invalid(
                "MaxDelaySeconds must be greater than IntervalSeconds",
                &state.at("Retry"),
                retrier,
            );
        }
    }
}
