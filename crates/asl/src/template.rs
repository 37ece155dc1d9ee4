//! Payload templates: JSON in which the fields that end in `.$` are computed
//! (<https://states-language.net/spec.html#payload-template>).
//!
//! AWS writes the plain fields first, in their order, and then the computed ones in the order of a Java `HashMap` of
//! their names (recorded: `ItemSelector` with four computed fields). Histories show it, so it is kept.
//!
//! In JSONata states the texts in `{% %}` are computed instead, and everything keeps its place.

use query::jsonpath::JsonPath;
use serde_json::{Map, Value};

use crate::intrinsics::Intrinsic;
use crate::jsonata::{self, Query};

/// A compiled payload template.
#[derive(Debug)]
pub(crate) enum Template {
    /// Nothing in it is computed.
    Constant(Value),
    /// An object.
    Object(Fields),
    /// An array with something to compute in it.
    Array(Vec<Template>),
    /// A JSONata expression.
    Query(Box<Query>),
}

/// The fields of an object.
#[derive(Debug)]
pub(crate) struct Fields {
    /// The fields that are not computed themselves, in the order written.
    pub(crate) plain: Vec<(String, Template)>,
    /// The computed ones, in the order AWS writes them.
    pub(crate) computed: Vec<Computed>,
}

/// A field that ends in `.$`.
#[derive(Debug)]
pub(crate) struct Computed {
    /// Its name without `.$`.
    pub(crate) name: String,
    /// Its name as written, for error texts.
    pub(crate) field: String,
    /// How to compute it.
    pub(crate) expression: Expression,
}

/// A path or an intrinsic function.
#[derive(Debug)]
pub(crate) enum Expression {
    Path(JsonPath),
    Function(Box<Intrinsic>),
}

/// Why a template does not compile.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "The value for the field '{field}' must be a valid JSONPath or a valid intrinsic function call{detail}"
)]
pub(crate) struct TemplateError {
    /// The field, with `.$`.
    pub(crate) field: String,
    /// What is wrong with it, in brackets.
    pub(crate) detail: String,
}

impl Expression {
    /// The expression that `text` is: a path when it begins with `$`, otherwise a function.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        if text.trim_start().starts_with('$') {
            let path = JsonPath::parse(text).map_err(|error| error.to_string())?;
            return Ok(Self::Path(path));
        }
        let function = Intrinsic::parse(text).map_err(|error| error.to_string())?;
        Ok(Self::Function(Box::new(function)))
    }
}

impl Template {
    /// Compiles `value`.
    pub(crate) fn compile(value: &Value) -> Result<Self, TemplateError> {
        if !has_computed(value) {
            return Ok(Self::Constant(value.clone()));
        }
        match value {
            Value::Object(object) => Ok(Self::Object(fields(object)?)),
            Value::Array(items) => {
                let items: Result<_, _> = items.iter().map(Self::compile).collect();
                Ok(Self::Array(items?))
            }
            scalar => Ok(Self::Constant(scalar.clone())),
        }
    }
}

impl Template {
    /// Compiles `value`, which stands in the field `location` of a JSONata state: texts in `{% %}` are expressions.
    pub(crate) fn compile_jsonata(value: &Value, location: &str) -> Result<Self, TemplateError> {
        if !has_expression(value) {
            return Ok(Self::Constant(value.clone()));
        }
        match value {
            Value::Object(object) => {
                let field = |(name, value): (&String, &Value)| {
                    let template = Self::compile_jsonata(value, &format!("{location}/{name}"))?;
                    Ok((name.clone(), template))
                };
                Ok(Self::Object(Fields {
                    plain: object.iter().map(field).collect::<Result<_, _>>()?,
                    computed: Vec::new(),
                }))
            }
            Value::Array(items) => {
                let item = |(index, value): (usize, &Value)| {
                    Self::compile_jsonata(value, &format!("{location}[{index}]"))
                };
                let items: Result<_, _> = items.iter().enumerate().map(item).collect();
                Ok(Self::Array(items?))
            }
            scalar => match scalar.as_str().and_then(jsonata::expression) {
                Some(text) => Ok(Self::Query(Box::new(Query::parse(text, location)?))),
                None => Ok(Self::Constant(scalar.clone())),
            },
        }
    }
}

fn has_expression(value: &Value) -> bool {
    match value {
        Value::Object(object) => object.values().any(has_expression),
        Value::Array(items) => items.iter().any(has_expression),
        Value::String(text) => jsonata::expression(text).is_some(),
        _ => false,
    }
}

fn has_computed(value: &Value) -> bool {
    match value {
        Value::Object(object) => object
            .iter()
            .any(|(name, value)| name.ends_with(".$") || has_computed(value)),
        Value::Array(items) => items.iter().any(has_computed),
        _ => false,
    }
}

fn fields(object: &Map<String, Value>) -> Result<Fields, TemplateError> {
    let mut plain = Vec::new();
    let mut computed = Vec::new();
    for (field, value) in object {
        match field.strip_suffix(".$") {
            None => plain.push((field.clone(), Template::compile(value)?)),
            Some(name) => computed.push(computed_field(name, field, value)?),
        }
    }
    query::java::hash_map_order(&mut computed, |field| &field.name);
    Ok(Fields { plain, computed })
}

fn computed_field(name: &str, field: &str, value: &Value) -> Result<Computed, TemplateError> {
    let fail = |detail: String| TemplateError {
        field: field.into(),
        detail,
    };
    let text = value.as_str().ok_or_else(|| fail(String::new()))?;
    let expression = Expression::parse(text).map_err(|reason| fail(format!(" ({reason})")))?;
    Ok(Computed {
        name: name.into(),
        field: field.into(),
        expression,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn plain_fields_come_first_and_computed_ones_in_javas_order() {
        let template = Template::compile(&json!({
            "original_input.$": "$", "iteration_input_value.$": "$$.Map.Item.Value",
            "iteration_index.$": "$$.Map.Item.Index", "from_input_constant.$": "$.delivery-partner",
            "constant_value": "HelloWorld"
        }));
        let Ok(Template::Object(fields)) = template else {
            panic!("an object");
        };
        let computed: Vec<_> = fields.computed.iter().map(|f| f.name.as_str()).collect();
        assert_eq!(fields.plain[0].0, "constant_value");
        assert_eq!(
            computed,
            [
                "iteration_input_value",
                "from_input_constant",
                "iteration_index",
                "original_input"
            ]
        );
    }

    #[test]
    fn what_computes_nothing_is_constant() {
        let value = json!({"a": [1, {"b": null}], "$": 1});
        assert!(matches!(Template::compile(&value), Ok(Template::Constant(c)) if c == value));
    }

    #[test]
    fn a_computed_field_that_is_no_text_or_path_is_refused_by_name() {
        for value in [json!({"a": {"b.$": 1}}), json!([{"b.$": "$..["}])] {
            assert_eq!(Template::compile(&value).unwrap_err().field, "b.$");
        }
    }
}
