//! The rules of Choice states.

use super::Validator;
use super::schema::Rule;
use super::state::State;
use crate::ast::{Operator, QueryLanguage};
use query::json::{Field, Node};

/// What a rule is made of.
const SELECTORS: [&str; 5] = ["And", "Or", "Not", "Variable", "Condition"];

impl Validator {
    pub(super) fn choices(&mut self, state: State<'_>) {
        let Some(choices) = state.node.get("Choices") else {
            return;
        };
        let location = state.at("Choices");
        for (index, rule) in self
            .elements(choices, &location)
            .unwrap_or_default()
            .iter()
            .enumerate()
        {
            let at = format!("{location}[{index}]");
            if self.fields(rule, &at).is_some() {
                self.require(rule, &at, &["Next"]);
                self.rule(rule, &at, state.language, true);
            }
        }
    }

    /// A rule or, inside another, a test: only the outermost one says where to go.
    fn rule(&mut self, node: &Node, location: &str, language: QueryLanguage, outermost: bool) {
        let Some(fields) = self.fields(node, location) else {
            return;
        };
        if SELECTORS
            .iter()
            .filter(|name| node.get(name).is_some())
            .count()
            != 1
        {
            let message = format!(
                "The object must have only one of the following fields, [{}]",
                SELECTORS.join(", ")
            );
            self.invalid(message, location, node);
        }
        for field in fields {
            self.rule_field(field, location, language, outermost);
        }
        if node.get("Variable").is_some() {
            self.one_operator(node, fields, location);
        }
    }

    fn rule_field(
        &mut self,
        field: &Field,
        location: &str,
        language: QueryLanguage,
        outermost: bool,
    ) {
        let at = super::below(location, &field.name);
        let name = field.name.as_str();
        match (name, language) {
            ("Comment", _) => self.value(&field.node, &at, Rule::Text, language),
            ("Next", _) if outermost => self.value(&field.node, &at, Rule::StateName, language),
            ("Assign", _) if outermost => self.value(&field.node, &at, Rule::Assign, language),
            ("Output", QueryLanguage::Jsonata) if outermost => {
                self.template(&field.node, &at, language)
            }
            ("Condition", QueryLanguage::Jsonata) => self.template(&field.node, &at, language),
            ("Condition" | "Output", QueryLanguage::JsonPath) => {
                self.wrong_language(field, location, language)
            }
            ("And" | "Or" | "Not" | "Variable", QueryLanguage::Jsonata) => {
                self.wrong_language(field, location, language);
            }
            ("And" | "Or", _) => self.tests(&field.node, &at, language),
            ("Not", _) => self.rule(&field.node, &at, language, false),
            ("Variable", _) => self.operand_path(&field.node, &at),
            _ => match Operator::parse(name) {
                Some(_) if language == QueryLanguage::Jsonata => {
                    self.wrong_language(field, location, language)
                }
                Some(operator) => self.operand(operator, &field.node, &at),
                None => self.invalid(
                    format!("Field '{name}' is not supported"),
                    location,
                    &field.node,
                ),
            },
        }
    }

    fn wrong_language(&mut self, field: &Field, location: &str, language: QueryLanguage) {
        let (this, other) = match language {
            QueryLanguage::JsonPath => ("JSONPath", "JSONata"),
            QueryLanguage::Jsonata => ("JSONata", "JSONPath"),
        };
        let message = format!(
            "The QueryLanguage is set to '{this}', but field '{}' is only supported for the '{other}' QueryLanguage",
            field.name
        );
        self.invalid(message, location, &field.node);
    }

    fn tests(&mut self, node: &Node, location: &str, language: QueryLanguage) {
        for (index, test) in self
            .elements(node, location)
            .unwrap_or_default()
            .iter()
            .enumerate()
        {
            self.rule(test, &format!("{location}[{index}]"), language, false);
        }
    }

    fn one_operator(&mut self, node: &Node, fields: &[Field], location: &str) {
        let operators: Vec<&str> = fields
            .iter()
            .map(|field| field.name.as_str())
            .filter(|name| Operator::parse(name).is_some())
            .collect();
        match operators.len() {
            1 => {}
            0 => {
                let all: Vec<&str> = Operator::ALL
                    .iter()
                    .map(|operator| operator.name())
                    .collect();
                self.at_least_one(node, location, &all);
            }
            _ => self.at_most_one(node, location, &operators),
        }
    }

    /// The type of an operand follows from its operator's name.
    fn operand(&mut self, operator: Operator, node: &Node, location: &str) {
        let name = operator.name();
        let language = QueryLanguage::JsonPath;
        if operator.takes_path() {
            self.operand_path(node, location);
        } else if name.starts_with("String") {
            self.value(node, location, Rule::Text, language);
        } else if name.starts_with("Numeric") {
            self.value(node, location, Rule::Number(f64::MIN, f64::MAX), language);
        } else if name.starts_with("Timestamp") {
            self.timestamp(node, location, language);
        } else {
            self.value(node, location, Rule::Boolean, language);
        }
    }
}
