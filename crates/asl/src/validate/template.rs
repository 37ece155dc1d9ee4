//! Payload templates of JSONPath states, the same fields with JSONata, and `Assign`.

use super::{Code, Validator, below, jsonata};
use crate::ast::QueryLanguage;
use crate::intrinsics::Intrinsic;
use query::json::{Data, Field, Node};
use query::jsonata::{Expression, Reference};
use query::jsonpath::JsonPath;
use std::collections::HashSet;

/// Longest name of a variable.
const MAX_VARIABLE_NAME: usize = 80;

impl Validator {
    /// A template in the state's language.
    pub(super) fn template(&mut self, node: &Node, location: &str, language: QueryLanguage) {
        match &node.data {
            Data::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.template(item, &format!("{location}[{index}]"), language);
                }
            }
            Data::Object(fields) => {
                let names: HashSet<&str> = fields.iter().map(|field| field.name.as_str()).collect();
                for field in fields {
                    self.template_field(field, &names, location, language);
                }
            }
            Data::String(text) if language == QueryLanguage::Jsonata => {
                self.jsonata_text(text, node, location)
            }
            _ => {}
        }
    }

    fn template_field(
        &mut self,
        field: &Field,
        siblings: &HashSet<&str>,
        location: &str,
        language: QueryLanguage,
    ) {
        let dynamic = field
            .name
            .strip_suffix(".$")
            .filter(|_| language == QueryLanguage::JsonPath);
        let Some(plain) = dynamic else {
            self.looks_dynamic(field, location, language);
            return self.template(&field.node, &below(location, &field.name), language);
        };
        if !field.node.as_str().is_some_and(is_path_or_call) {
            let message = format!(
                "The value for the field '{}' must be a valid JSONPath or a valid intrinsic function call",
                field.name
            );
            self.invalid(message, location, &field.node);
        }
        if siblings.contains(plain) {
            let message = format!(
                "There should only be one of the following fields: [{plain}, {}]",
                field.name
            );
            self.invalid(message, location, &field.node);
        }
    }

    /// A text that is an expression, or looks like half of one.
    fn jsonata_text(&mut self, text: &str, node: &Node, location: &str) {
        let (open, close) = (text.starts_with("{%"), text.ends_with("%}"));
        if !open && !close {
            return;
        }
        let inner = text
            .strip_prefix("{%")
            .and_then(|rest| rest.strip_suffix("%}"));
        let Some(expression) = inner else {
            return self.invalid(
                "JSONata string must start with {% and end with %}",
                location,
                node,
            );
        };
        if let Err(error) = jsonata::check(expression) {
            return self.error(
                Code::InvalidJsonataExpression,
                error.to_string(),
                location,
                node,
            );
        }
        match Expression::parse(expression.trim()) {
            Ok(expression) => self.jsonata_references(&expression, node, location),
            Err(error) => {
                let code = Code::InvalidJsonataExpression;
                self.error(code, error.without_code(), location, node);
            }
        }
    }

    /// What an expression reads and a state does not have. Observed on AWS: a finding for each name.
    fn jsonata_references(&mut self, expression: &Expression, node: &Node, location: &str) {
        let code = Code::UnsupportedJsonataExpression;
        for name in expression.context() {
            let message = match name.as_str() {
                "$$" => "Reference to '$$' is not supported.".to_owned(),
                name => format!("Reference to '{name}' at the top level is not supported."),
            };
            self.error(code, message, location, node);
        }
        for (field, available) in [("result", self.has_result), ("errorOutput", self.has_error)] {
            let reads = |reference: &Reference| {
                reference.name == "states" && reference.path.first().is_some_and(|f| f == field)
            };
            if !available && expression.references().iter().any(reads) {
                let message = format!("Field '$states.{field}' does not exist.");
                self.error(code, message, location, node);
            }
        }
    }

    /// `Assign`: an object; its names are names of variables.
    pub(super) fn assign(&mut self, node: &Node, location: &str, language: QueryLanguage) {
        let Some(fields) = self.fields(node, location) else {
            return;
        };
        for field in fields {
            let name = match language {
                QueryLanguage::JsonPath => field.name.strip_suffix(".$").unwrap_or(&field.name),
                QueryLanguage::Jsonata => &field.name,
            };
            self.variable_name(name, location, &field.node);
        }
        self.template(node, location, language);
    }

    fn variable_name(&mut self, name: &str, location: &str, node: &Node) {
        let at = below(location, name);
        let mut characters = name.chars();
        let starts = characters
            .next()
            .is_some_and(|c| c.is_alphabetic() || c == '_');
        if name == "states" {
            let message = "Cannot assign to reserved variable '$states'.";
            self.error(Code::ReservedVariableName, message, &at, node);
        } else if name.chars().count() > MAX_VARIABLE_NAME {
            let message = format!(
                "Invalid variable name '{name}': the variable name exceeds the {MAX_VARIABLE_NAME}-character limit."
            );
            self.error(Code::InvalidVariableName, message, &at, node);
        } else if !starts || !characters.all(|c| c.is_alphanumeric() || c == '_' || c == '-') {
            let message = format!(
                "Invalid variable name '{name}': the variable name contains invalid characters."
            );
            self.error(Code::InvalidVariableName, message, &at, node);
        }
    }
}

/// Whether a text is a path or an intrinsic call.
pub(super) fn is_path_or_call(text: &str) -> bool {
    if Intrinsic::is_call(text) {
        Intrinsic::parse(text).is_ok()
    } else {
        JsonPath::parse(text).is_ok()
    }
}
