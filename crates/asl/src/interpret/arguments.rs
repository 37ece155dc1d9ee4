//! Evaluated parameters that an integration cannot be called with: known before the task is scheduled, and no error
//! that a state can catch (recorded).

use serde_json::Value;

use crate::error::Fault;
use crate::json::Document;
use crate::step::TaskTarget;

/// Refuses parameters that `target` cannot be called with.
pub(super) fn check(target: &TaskTarget, parameters: &Document) -> Result<(), Fault> {
    let TaskTarget::Integration { name, .. } = target else {
        return Ok(());
    };
    let action = name.resource.split('.').next().unwrap_or_default();
    let defects = match (name.resource_type.as_str(), action) {
        ("apigateway", "invoke") => lists(parameters.tree(), &["Headers", "QueryParameters"]),
        _ => return Ok(()),
    };
    if defects.is_empty() {
        return Ok(());
    }
    let (text, defects) = (parameters.payload(), defects.join(", "));
    let text = text.as_str();
    Err(Fault::Runtime(format!(
        "The Parameters '{text}' could not be used to start the Task: [{defects}]"
    )))
}

/// `fields` must be objects of lists, where they are present.
fn lists(parameters: &Value, fields: &[&str]) -> Vec<String> {
    let well_formed = |value: &Value| match value {
        Value::Null => true,
        Value::Object(entries) => entries.values().all(Value::is_array),
        _ => false,
    };
    let wrong = fields.iter().filter(|field| {
        parameters
            .get(**field)
            .is_some_and(|value| !well_formed(value))
    });
    wrong
        .map(|field| format!("The value of the field '{field}' has an invalid format"))
        .collect()
}
