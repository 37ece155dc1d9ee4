//! An object against a table of fields.

use super::schema::FieldRule;
use super::{Code, Validator, below, finding};
use crate::ast::QueryLanguage;
use query::json::{Field, Node};

/// The name of a language in definitions and texts.
pub(super) fn language_name(language: QueryLanguage) -> &'static str {
    match language {
        QueryLanguage::JsonPath => "JSONPath",
        QueryLanguage::Jsonata => "JSONata",
    }
}

impl Validator {
    /// The fields of `node`, or a finding that it is no object.
    pub(super) fn fields<'n>(&mut self, node: &'n Node, location: &str) -> Option<&'n [Field]> {
        let fields = node.as_object();
        if fields.is_none() {
            self.invalid("Expected value of type Object", location, node);
        }
        fields
    }

    /// The elements of `node`, or a finding that it is no array or an empty one.
    pub(super) fn elements<'n>(&mut self, node: &'n Node, location: &str) -> Option<&'n [Node]> {
        let elements = node.as_array();
        match elements {
            None => self.invalid("Expected value of type Array", location, node),
            Some([]) => self.invalid("Value cannot be empty", location, node),
            Some(_) => {}
        }
        elements
    }

    /// Checks every field of an object by its rule; fields whose rule is `Own` are the caller's. `false` if it is
    /// no object.
    pub(super) fn object(
        &mut self,
        node: &Node,
        location: &str,
        rules: &[FieldRule],
        required: &[&str],
        language: QueryLanguage,
    ) -> bool {
        let Some(fields) = self.fields(node, location) else {
            return false;
        };
        self.require(node, location, required);
        for field in fields {
            match rules.iter().find(|rule| rule.name == field.name) {
                None => {
                    let message = format!("Field '{}' is not supported", field.name);
                    let location = Some(location.to_owned());
                    let code = Code::SchemaValidationFailed;
                    self.note(finding(code, message, location, Some(field.place)));
                }
                Some(rule) if rule.only.is_some_and(|only| only != language) => {
                    self.other_language(field, location, language);
                }
                Some(rule) => self.value(
                    &field.node,
                    &below(location, &field.name),
                    rule.rule,
                    language,
                ),
            }
        }
        true
    }

    /// A field that only the other language has.
    fn other_language(&mut self, field: &Field, location: &str, language: QueryLanguage) {
        let other = match language {
            QueryLanguage::JsonPath => QueryLanguage::Jsonata,
            QueryLanguage::Jsonata => QueryLanguage::JsonPath,
        };
        let message = format!(
            "The QueryLanguage is set to '{}', but field '{}' is only supported for the '{}' QueryLanguage",
            language_name(language),
            field.name,
            language_name(other)
        );
        self.invalid(message, location, &field.node);
    }

    /// Fields that must be there.
    pub(super) fn require(&mut self, node: &Node, location: &str, required: &[&str]) {
        let missing: Vec<&str> = required
            .iter()
            .copied()
            .filter(|name| node.get(name).is_none())
            .collect();
        if !missing.is_empty() {
            self.invalid(
                format!("These fields are required: [{}]", missing.join(", ")),
                location,
                node,
            );
        }
    }

    /// Fields of which there may be one.
    pub(super) fn at_most_one(&mut self, node: &Node, location: &str, names: &[&str]) {
        if names.iter().filter(|name| node.get(name).is_some()).count() > 1 {
            let message = format!(
                "There should only be one of the following fields: [{}]",
                names.join(", ")
            );
            self.invalid(message, location, node);
        }
    }

    /// Fields of which there must be one.
    pub(super) fn at_least_one(&mut self, node: &Node, location: &str, names: &[&str]) {
        if names.iter().all(|name| node.get(name).is_none()) {
            let message = format!(
                "This object should have only one of the following fields: [{}]",
                names.join(", ")
            );
            self.invalid(message, location, node);
        }
    }
}
