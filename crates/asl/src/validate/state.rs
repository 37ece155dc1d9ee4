//! The machine, its graphs, and the states in them.

use super::schema::{self, BRANCH, FieldRule, MACHINE, TYPES};
use super::{Validator, below, language_of};
use crate::ast::QueryLanguage;
use query::json::{Data, Node};

/// A state while it is checked.
#[derive(Clone, Copy)]
pub(super) struct State<'n> {
    pub(super) node: &'n Node,
    pub(super) location: &'n str,
    pub(super) language: QueryLanguage,
}

impl State<'_> {
    /// The location of one of its fields.
    pub(super) fn at(&self, name: &str) -> String {
        below(self.location, name)
    }
}

impl Validator {
    /// The whole definition.
    pub(super) fn machine(&mut self, root: &Node) {
        self.graph(root, "/", MACHINE);
    }

    /// An object with `StartAt` and `States`.
    pub(super) fn graph(&mut self, node: &Node, location: &str, rules: &[FieldRule]) {
        self.nesting += 1;
        self.states(node, location, rules);
        self.nesting -= 1;
    }

    fn states(&mut self, node: &Node, location: &str, rules: &[FieldRule]) {
        if !self.object(
            node,
            location,
            rules,
            &["States", "StartAt"],
            self.machine_language,
        ) {
            return;
        }
        let Some(states) = node.get("States") else {
            return;
        };
        let location = below(location, "States");
        let Some(fields) = self.fields(states, &location) else {
            return;
        };
        if fields.is_empty() {
            self.invalid("Value cannot be empty", &location, states);
        }
        for field in fields {
            self.state(&field.node, &below(&location, &field.name));
        }
    }

    fn state(&mut self, node: &Node, location: &str) {
        if self.fields(node, location).is_none() {
            return;
        }
        let Some(type_node) = node.get("Type") else {
            return self.require(node, location, &["Type"]);
        };
        let type_name = type_node.as_str().unwrap_or_default();
        let Some(rules) = schema::state(type_name) else {
            let message = format!(
                "The field 'Type' should have one of these values: [{}]",
                TYPES.join(", ")
            );
            return self.invalid(message, &below(location, "Type"), type_node);
        };
        let state = State {
            node,
            location,
            language: self.state_language(node, location),
        };
        let works = matches!(type_name, "Task" | "Parallel" | "Map");
        let around = std::mem::replace(&mut self.has_result, works);
        self.fields_of(state, type_name, &rules);
        self.has_result = around;
    }

    fn fields_of(&mut self, state: State<'_>, type_name: &str, rules: &[FieldRule]) {
        let State { node, location, .. } = state;
        self.object(
            node,
            location,
            rules,
            schema::required(type_name),
            state.language,
        );
        schema::exclusive(type_name)
            .iter()
            .for_each(|names| self.at_most_one(node, location, names));
        schema::needed(type_name)
            .iter()
            .for_each(|names| self.at_least_one(node, location, names));
        self.own_rules(state, type_name);
    }

    /// The state's language. Where the machine speaks JSONata its own states do too; those inside of Map and
    /// Parallel states may differ.
    fn state_language(&mut self, node: &Node, location: &str) -> QueryLanguage {
        let Some(field) = node.get("QueryLanguage") else {
            return self.machine_language;
        };
        let language = language_of(node);
        let of_machine = location
            .trim_start_matches("/States/")
            .find("/States/")
            .is_none();
        if of_machine
            && self.machine_language == QueryLanguage::Jsonata
            && field.as_str() == Some("JSONPath")
        {
            let message =
                "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine";
            self.invalid(message, location, field);
        }
        language
    }

    fn own_rules(&mut self, state: State<'_>, type_name: &str) {
        if matches!(type_name, "Task" | "Pass" | "Wait" | "Parallel" | "Map") {
            self.next_or_end(state);
        }
        if matches!(type_name, "Task" | "Parallel" | "Map") {
            self.retry(state);
            self.catch(state);
        }
        match type_name {
            "Task" => self.task(state),
            "Choice" => self.choices(state),
            "Parallel" => self.branches(state),
            "Map" => self.map(state),
            "Pass" => {
                if let Some(result) = state.node.get("Result") {
                    self.static_result(result, &state.at("Result"));
                }
            }
            _ => {}
        }
    }

    fn next_or_end(&mut self, state: State<'_>) {
        let ends = state
            .node
            .get("End")
            .is_some_and(|end| end.data == Data::Bool(true));
        match (state.node.get("Next").is_some(), ends) {
            (true, true) => self.at_most_one(state.node, state.location, &["Next", "End"]),
            (false, false) => {
                let message =
                    "This object should have only one of the following fields: [Next, End]";
                self.invalid(message, state.location, state.node);
            }
            _ => {}
        }
    }

    fn branches(&mut self, state: State<'_>) {
        let Some(branches) = state.node.get("Branches") else {
            return;
        };
        let location = state.at("Branches");
        for (index, branch) in self
            .elements(branches, &location)
            .unwrap_or_default()
            .iter()
            .enumerate()
        {
            self.graph(branch, &format!("{location}[{index}]"), BRANCH);
        }
    }
}
