//! Single values: types, ranges, paths, timestamps.

use super::schema::Rule;
use super::{Code, Validator};
use crate::ast::QueryLanguage;
use crate::intrinsics::Intrinsic;
use query::json::{Data, Node};
use query::jsonpath::{JsonPath, Root};

/// From where a reference path may start.
#[derive(Clone, Copy)]
enum Roots {
    /// The input: `ResultPath` writes to it.
    Input,
    /// The input or a variable.
    Data,
    /// These or the context object.
    Any,
}

impl Validator {
    pub(super) fn value(
        &mut self,
        node: &Node,
        location: &str,
        rule: Rule,
        language: QueryLanguage,
    ) {
        match rule {
            Rule::Own | Rule::Literal => {}
            Rule::Text => self.typed(node, location, "String", is_string),
            Rule::StateName => self.state_name(node, location),
            Rule::TextOrExpression => self.text(node, location, language),
            Rule::Boolean => self.typed(node, location, "Boolean", |data| {
                matches!(data, Data::Bool(_))
            }),
            Rule::Integer(min, max) => self.integer(node, location, (min, max), language),
            Rule::Number(min, max) => self.number(node, location, (min, max), language),
            Rule::OneOf(values) => self.one_of(node, location, values),
            Rule::Path => self.path(node, location, None),
            Rule::PathOrNull => self.nullable_path(node, location, None),
            Rule::ReferencePath => self.path(node, location, Some(Roots::Data)),
            Rule::ReferencePathOrNull => self.nullable_path(node, location, Some(Roots::Input)),
            Rule::ItemsPath => self.path(node, location, Some(Roots::Any)),
            Rule::PathOrCall => self.path_or_call(node, location),
            Rule::Timestamp => self.timestamp(node, location, language),
            Rule::Template => self.template(node, location, language),
            Rule::ObjectTemplate => self.object_template(node, location, language),
            Rule::Assign => self.assign(node, location, language),
        }
    }

    fn object_template(&mut self, node: &Node, location: &str, language: QueryLanguage) {
        self.typed(node, location, "Object", |data| {
            matches!(data, Data::Object(_))
        });
        self.template(node, location, language);
    }

    fn nullable_path(&mut self, node: &Node, location: &str, reference: Option<Roots>) {
        if node.data != Data::Null {
            self.path(node, location, reference);
        }
    }

    fn typed(&mut self, node: &Node, location: &str, expected: &str, fits: impl Fn(&Data) -> bool) {
        if !fits(&node.data) {
            self.invalid(format!("Expected value of type {expected}"), location, node);
        }
    }

    fn text(&mut self, node: &Node, location: &str, language: QueryLanguage) {
        match (&node.data, language) {
            (Data::String(_), QueryLanguage::Jsonata) => self.template(node, location, language),
            _ => self.typed(node, location, "String", |data| {
                matches!(data, Data::String(_))
            }),
        }
    }

    /// A state's name. YAML reads an unquoted `True` as a boolean; tools that make JSON of it write it as such.
    fn state_name(&mut self, node: &Node, location: &str) {
        self.typed(node, location, "String", |data| {
            matches!(data, Data::String(_) | Data::Bool(_))
        });
    }

    /// Whether `node` is no number but stands for one: an expression, which is then checked as one, or a
    /// placeholder (`${Seconds}`) that a deployment tool replaces.
    fn is_expression(&mut self, node: &Node, location: &str, language: QueryLanguage) -> bool {
        let expression = language == QueryLanguage::Jsonata
            && node
                .as_str()
                .is_some_and(|text| text.starts_with("{%") || text.ends_with("%}"));
        if expression {
            self.template(node, location, language);
        }
        expression || node.as_str().is_some_and(is_placeholder)
    }

    fn integer(
        &mut self,
        node: &Node,
        location: &str,
        (min, max): (i64, i64),
        language: QueryLanguage,
    ) {
        if self.is_expression(node, location, language) {
            return;
        }
        let Data::Number(number) = &node.data else {
            return self.not_a_number(node, location, "Integer");
        };
        match (number.as_i64(), number.as_u64()) {
            (Some(value), _) if value < min => {
                self.invalid(format!("Minimum value is {min}"), location, node)
            }
            (Some(value), _) if value > max => {
                self.invalid(format!("Maximum value is {max}"), location, node)
            }
            (None, Some(_)) => self.invalid(format!("Maximum value is {max}"), location, node),
            (None, None) => self.invalid("Expected value of type Integer", location, node),
            _ => {}
        }
    }

    fn number(
        &mut self,
        node: &Node,
        location: &str,
        (min, max): (f64, f64),
        language: QueryLanguage,
    ) {
        if self.is_expression(node, location, language) {
            return;
        }
        let Data::Number(number) = &node.data else {
            return self.not_a_number(node, location, "Number");
        };
        let value = number.as_f64().unwrap_or(f64::NAN);
        if value < min {
            self.invalid(format!("Minimum value is {min:?}"), location, node);
        } else if value > max {
            self.invalid(format!("Maximum value is {max:?}"), location, node);
        }
    }

    fn not_a_number(&mut self, node: &Node, location: &str, expected: &str) {
        self.invalid(format!("Expected value of type {expected}"), location, node);
        if node
            .as_str()
            .is_some_and(|text| text.starts_with("$.") || text.starts_with("$$."))
        {
            let message = "Field value looks like a path, but field name does not end with 'Path'.";
            self.warn(Code::NoPath, message, location, node);
        }
    }

    pub(super) fn one_of(&mut self, node: &Node, location: &str, values: &[&str]) {
        match node.as_str() {
            None => self.invalid("Expected value of type String", location, node),
            Some(text) if !values.contains(&text) => {
                let message = format!(
                    "Value should be one of the following: [{}]",
                    values.join(", ")
                );
                self.invalid(message, location, node);
            }
            Some(_) => {}
        }
    }

    /// A path; if it must be a reference path, one from these roots.
    fn path(&mut self, node: &Node, location: &str, reference: Option<Roots>) {
        let Some(text) = node.as_str() else {
            return self.invalid("Expected value of type String", location, node);
        };
        match JsonPath::parse(text) {
            Err(_) => self.invalid("Value must be a valid JSONPath.", location, node),
            Ok(path) if reference.is_some_and(|roots| !is_reference(&path, roots)) => {
                self.invalid("Value is not a Reference Path", location, node);
            }
            Ok(_) => {}
        }
    }

    /// `Variable` and the `...Path` operands of Choice rules.
    pub(super) fn operand_path(&mut self, node: &Node, location: &str) {
        let Some(text) = node.as_str() else {
            return self.invalid("Expected value of type String", location, node);
        };
        if !text.starts_with('$') {
            let message = "Value is not a Reference Path: Reference path didn't start with '$'";
            self.invalid(message, location, node);
        } else if JsonPath::parse(text).is_err() {
            self.invalid("Value is not a Reference Path", location, node);
        }
    }

    fn path_or_call(&mut self, node: &Node, location: &str) {
        let Some(text) = node.as_str() else {
            return self.invalid("Expected value of type String", location, node);
        };
        let valid = if Intrinsic::is_call(text) {
            Intrinsic::parse(text).is_ok()
        } else {
            JsonPath::parse(text).is_ok()
        };
        if !valid {
            self.invalid(
                "Value must be a valid JSONPath or a valid intrinsic function call",
                location,
                node,
            );
        }
    }

    pub(super) fn timestamp(&mut self, node: &Node, location: &str, language: QueryLanguage) {
        if self.is_expression(node, location, language) {
            return;
        }
        match node.as_str() {
            None => self.invalid("Expected value of type String", location, node),
            Some(text) if crate::time::parse(text).is_none() => {
                self.invalid("String does not match RFC3339 timestamp", location, node);
            }
            Some(_) => {}
        }
    }
}

fn is_string(data: &Data) -> bool {
    matches!(data, Data::String(_))
}

fn is_reference(path: &JsonPath, roots: Roots) -> bool {
    let root = match (path.root(), roots) {
        (Root::Input, _) | (_, Roots::Any) | (Root::Variable(_), Roots::Data) => true,
        (Root::Variable(_) | Root::Context, Roots::Input) | (Root::Context, Roots::Data) => false,
    };
    root && path.is_reference()
}

/// `${Name}`, the whole text.
fn is_placeholder(text: &str) -> bool {
    text.strip_prefix("${")
        .and_then(|rest| rest.strip_suffix('}'))
        .is_some_and(|name| !name.contains(['{', '}']))
}

#[cfg(test)]
mod tests {
    #[test]
    fn timestamps() {
        for text in [
            "2016-03-14T01:59:00Z",
            "2016-03-14T01:59:00.123Z",
            "2016-02-29T01:59:00+05:30",
            "2000-02-29T23:59:59-00:00",
        ] {
            assert!(crate::time::parse(text).is_some(), "{text}");
        }
        for text in [
            "",
            "2016-03-14",
            "2016-03-14 01:59:00Z",
            "2016-03-14T01:59:00",
            "2016-13-14T01:59:00Z",
            "2016-03-14T25:59:00Z",
            "05-12-2016T21:29:29Z",
            "2015-02-29T01:59:00Z",
            "2016-03-14T01:59:00.Z",
            "2016-03-14T01:59:00+0530",
            "2016-03-14t01:59:00z",
            "2016-03-14T01:59:00Zx",
            "日016-03-14T01:59:00Z",
            "2016-03-14T01:59:0日",
        ] {
            assert!(crate::time::parse(text).is_none(), "{text}");
        }
    }
}
