//! Mocked results of service integrations against what the called operation answers.
//!
//! The shapes are `models/mock-shapes.jsonl`, which `scripts/mock-shapes` writes from botocore: member names begin with
//! a capital as in workflows. Services that are not in it, and what is no call of an AWS operation, are not checked.

use aws::states::MockResponseValidationMode;
use indexmap::IndexMap;
use serde::Deserialize;
use serde_json::Value;

/// One line a service.
const TABLE: &str = include_str!("../../../../../models/mock-shapes.jsonl");

/// A service's answers.
#[derive(Deserialize)]
struct Model<'m> {
    /// The shape of each operation's answer.
    #[serde(borrow)]
    operations: IndexMap<&'m str, &'m str>,
    #[serde(borrow)]
    shapes: IndexMap<&'m str, Shape<'m>>,
}

/// A shape; members and items refer to another by `#` and its name, or are a type's name.
#[derive(Deserialize)]
#[serde(untagged)]
enum Shape<'m> {
    Object {
        #[serde(borrow)]
        object: IndexMap<&'m str, &'m str>,
        #[serde(borrow, default)]
        required: Vec<&'m str>,
    },
    Array {
        #[serde(borrow)]
        array: &'m str,
    },
    Map {
        #[serde(borrow)]
        map: &'m str,
    },
    Text {
        #[serde(borrow)]
        string: Limits<'m>,
    },
    Number {
        #[serde(borrow)]
        number: Limits<'m>,
    },
}

#[derive(Default, Deserialize)]
struct Limits<'m> {
    min: Option<f64>,
    max: Option<f64>,
    #[serde(borrow, rename = "enum", default)]
    values: Vec<&'m str>,
}

/// Which operation's answer a task's result is, and what of it a workflow sees otherwise than the API gives it.
struct Answer {
    service: String,
    operation: String,
    /// Members that may be any JSON.
    free: &'static [&'static str],
}

/// Checks `result` as what a task of `resource` gives.
///
/// # Errors
/// AWS's text about the first field that is wrong.
pub(super) fn check(
    resource: &str,
    result: &Value,
    mode: Option<MockResponseValidationMode>,
) -> Result<(), String> {
    let strict = match mode {
        Some(MockResponseValidationMode::None) => return Ok(()),
        Some(MockResponseValidationMode::Present) => false,
        Some(MockResponseValidationMode::Strict) | None => true,
    };
    let Some(answer) = answer(resource) else {
        return Ok(());
    };
    let Some(model) = model(&answer.service) else {
        return Ok(());
    };
    let Some(shape) = model.operations.get(answer.operation.as_str()) else {
        return Ok(());
    };
    let checker = Checker {
        model: &model,
        strict,
        free: answer.free,
    };
    if !result.is_object() {
        return Err("Mocked result must be a JSON object.".into());
    }
    checker
        .value("", shape, result)
        .map_err(|wrong| format!("Mock result schema validation error: {wrong}"))
}

fn model(service: &str) -> Option<Model<'static>> {
    let head = format!("{{\"service\":\"{service}\",");
    let line = TABLE.lines().find(|line| line.starts_with(&head))?;
    serde_json::from_str(line).ok()
}

/// The operation behind a `Resource`. The result of `.waitForTaskToken` is whatever comes with the token, that of
/// `.sync` what describes the job.
fn answer(resource: &str) -> Option<Answer> {
    let rest = resource
        .splitn(6, ':')
        .nth(5)
        .filter(|_| resource.contains(":states:"))?;
    let (service, action) = rest
        .rsplit_once(':')
        .filter(|(_, last)| *last != "2")
        .or_else(|| {
            let rest = rest.strip_suffix(":2")?;
            rest.rsplit_once(':')
        })?;
    let (action, pattern) = action.split_once('.').unwrap_or((action, ""));
    let (service, action, free): (_, _, &[&str]) = match (service, action, pattern) {
        ("states", "startExecution", "sync") => {
            let free: &[&str] = &["Input", "Output", "StartDate", "StopDate", "RedriveDate"];
            ("sfn", "describeExecution", free)
        }
        (_, _, "sync" | "waitForTaskToken") | ("apigateway" | "http", _, _) => return None,
        ("states", action, _) => ("sfn", action, &[]),
        ("events", action, _) => ("eventbridge", action, &[]),
        ("lambda", "invoke", _) => ("lambda", "invoke", &["Payload"]),
        ("bedrock", "invokeModel", _) => ("bedrockruntime", "invokeModel", &["Body"]),
        ("elasticmapreduce", action, _) => ("emr", action, &[]),
        (service, action, _) => (
            service.strip_prefix("aws-sdk:").unwrap_or(service),
            action,
            &[],
        ),
    };
    let mut operation = action.to_owned();
    operation.get_mut(..1)?.make_ascii_uppercase();
    Some(Answer {
        service: service.replace('-', ""),
        operation,
        free,
    })
}

struct Checker<'c, 'm> {
    model: &'c Model<'m>,
    strict: bool,
    free: &'static [&'static str],
}

impl Checker<'_, '_> {
    /// Checks the value of field `field`.
    fn value(&self, field: &str, reference: &str, value: &Value) -> Result<(), String> {
        let must_be = |what: &str| Err(format!("Field '{field}' must be {what}"));
        match (reference, value) {
            ("string", Value::String(_))
            | ("number", Value::Number(_))
            | ("boolean", Value::Bool(_))
            | ("any", _)
            | (_, Value::Null) => return Ok(()),
            ("string", _) => return must_be("a string"),
            ("number", _) => return must_be("a number"),
            ("boolean", _) => return must_be("a boolean"),
            _ => {}
        }
        match (self.model.shapes.get(reference), value) {
            (None, _) => Ok(()),
            (Some(Shape::Object { object, required }), Value::Object(fields)) => {
                self.object(object, required, fields)
            }
            (Some(Shape::Array { array }), Value::Array(items)) => items
                .iter()
                .try_for_each(|item| self.value(field, array, item)),
            (Some(Shape::Map { map }), Value::Object(entries)) => entries
                .iter()
                .try_for_each(|(key, value)| self.value(key, map, value)),
            (Some(Shape::Text { string }), Value::String(text)) => text_within(field, string, text),
            (Some(Shape::Number { number }), Value::Number(value)) => {
                number_within(field, number, value.as_f64().unwrap_or_default())
            }
            (Some(Shape::Object { .. } | Shape::Map { .. }), _) => must_be("an object"),
            (Some(Shape::Array { .. }), _) => must_be("an array"),
            (Some(Shape::Text { .. }), _) => must_be("a string"),
            (Some(Shape::Number { .. }), _) => must_be("a number"),
        }
    }

    fn object(
        &self,
        members: &IndexMap<&str, &str>,
        required: &[&str],
        fields: &serde_json::Map<String, Value>,
    ) -> Result<(), String> {
        let missing = |name: &&&str| self.strict && fields.get(**name).is_none_or(Value::is_null);
        if let Some(name) = required.iter().find(missing) {
            return Err(format!("Required field '{name}' is missing"));
        }
        members
            .iter()
            .filter(|(name, _)| !self.free.contains(name))
            .filter_map(|(name, reference)| Some((name, reference, fields.get(*name)?)))
            .try_for_each(|(name, reference, value)| self.value(name, reference, value))
    }
}

fn text_within(field: &str, limits: &Limits<'_>, text: &str) -> Result<(), String> {
    let length = text.chars().count() as f64;
    if limits.min.is_some_and(|min| length < min) {
        return Err(format!(
            "Field '{field}' is smaller than the minimum length"
        ));
    }
    if limits.max.is_some_and(|max| length > max) {
        return Err(format!("Field '{field}' is larger than the maximum length"));
    }
    if !limits.values.is_empty() && !limits.values.contains(&text) {
        return Err(format!("Field '{field}' is not an expected value"));
    }
    Ok(())
}

fn number_within(field: &str, limits: &Limits<'_>, number: f64) -> Result<(), String> {
    if limits.min.is_some_and(|min| number < min) {
        return Err(format!("Field '{field}' is less than the minimum value"));
    }
    if limits.max.is_some_and(|max| number > max) {
        return Err(format!("Field '{field}' is greater than the maximum value"));
    }
    Ok(())
}

#[cfg(test)]
mod tests;
