//! `cargo xtask vendor DIR`: botocore's models without documentation and without shapes that no operation reaches.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::{Map, Value};

use crate::model;

/// Words of the model that nothing here reads.
const UNREAD: [&str; 12] = [
    "documentation",
    "documentationUrl",
    "examples",
    "deprecatedMessage",
    "deprecatedSince",
    "deprecated",
    "contextParam",
    "staticContextParams",
    "operationContextParams",
    "auth",
    "authtype",
    "box",
];

/// Rewrites `models/<service>.json` from `<directory>/<service>.json`.
pub(crate) fn run(root: &Path, directory: &Path) -> Result<String> {
    for service in model::SERVICES {
        let mut value: Value = model::read(&directory.join(format!("{service}.json")))?;
        strip(&mut value, false);
        prune(&mut value).with_context(|| service.to_string())?;
        let text = lines(&value)?;
        std::fs::write(root.join("models").join(format!("{service}.json")), text)?;
    }
    Ok(format!("{} models written", model::SERVICES.len()))
}

/// Removes the unread words, but not members or shapes that have such a name.
fn strip(value: &mut Value, names: bool) {
    match value {
        Value::Object(map) => {
            if !names {
                map.retain(|key, _| !UNREAD.contains(&key.as_str()));
            }
            for (key, value) in map {
                let holds_names = matches!(key.as_str(), "members" | "shapes" | "operations");
                strip(value, holds_names && !names);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| strip(item, false)),
        _ => {}
    }
}

fn prune(model: &mut Value) -> Result<()> {
    let typed: model::Service = serde_json::from_value(model.clone())?;
    let mut reached = BTreeSet::new();
    let mut open: Vec<String> = Vec::new();
    for (_, operation) in &typed.operations.0 {
        open.extend(operation.input.iter().map(|r| r.shape.clone()));
        open.extend(operation.output.iter().map(|r| r.shape.clone()));
        open.extend(operation.errors.iter().map(|r| r.shape.clone()));
    }
    while let Some(name) = open.pop() {
        let shape = typed.shapes.get(&name).with_context(|| name.clone())?;
        if reached.insert(name) {
            open.extend(shape.uses().into_iter().map(str::to_string));
        }
    }
    let shapes = model.pointer_mut("/shapes").and_then(Value::as_object_mut);
    let shapes = shapes.context("a model has shapes")?;
    shapes.retain(|name, _| reached.contains(name));
    Ok(())
}

/// JSON with one line per operation and per shape: small, and a change reads well in review.
fn lines(model: &Value) -> Result<String> {
    let model = model.as_object().context("a model is an object")?;
    let sections: Vec<String> = model
        .iter()
        .map(|(name, section)| match section.as_object() {
            Some(entries) if name != "metadata" => format!("{name:?}:{{\n{}\n}}", rows(entries)),
            _ => format!("{name:?}:{section}"),
        })
        .collect();
    Ok(format!("{{\n{}\n}}\n", sections.join(",\n")))
}

fn rows(entries: &Map<String, Value>) -> String {
    let rows: Vec<String> = entries.iter().map(|(k, v)| format!("{k:?}:{v}")).collect();
    rows.join(",\n")
}
