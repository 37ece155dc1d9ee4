//! A form such as `Tags.member.1.Key=a` into a value.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::super::text;
use crate::error::Error;
use crate::request::HttpRequest;
use crate::shape::{Kind, Shape};

/// Deepest key that is read. No shape of IAM or STS nests further, and the tree is walked by recursion.
const MAX_DEPTH: usize = 16;

/// One level of keys: what stands between two dots.
#[derive(Debug, Default)]
pub(super) struct Form {
    text: Option<String>,
    parts: BTreeMap<String, Form>,
}

impl Form {
    /// The pairs of the query string and of the body; the body's win.
    pub(super) fn read(request: &HttpRequest<'_>) -> Self {
        let body = std::str::from_utf8(request.body).unwrap_or_default();
        let query = text::pairs(request.query.unwrap_or_default());
        let mut form = Self::default();
        for (key, value) in query.into_iter().chain(text::pairs(body)) {
            if key.matches('.').count() < MAX_DEPTH {
                form.at(&key).text = Some(value);
            }
        }
        form
    }

    fn at(&mut self, key: &str) -> &mut Self {
        let parts = key.split('.');
        parts.fold(self, |form, part| {
            form.parts.entry(part.to_string()).or_default()
        })
    }

    /// The members of `shape` that the form has.
    pub(super) fn structure(&self, shape: &Shape) -> Result<Map<String, Value>, Error> {
        let mut members = Map::new();
        for member in shape.members() {
            if let Some(part) = self.parts.get(member.wire) {
                members.insert(
                    member.name.to_string(),
                    part.value(member.shape, member.name)?,
                );
            }
        }
        Ok(members)
    }

    fn value(&self, shape: &Shape, name: &str) -> Result<Value, Error> {
        match shape.kind {
            Kind::Structure { .. } => self.structure(shape).map(Value::Object),
            Kind::List { member, .. } => {
                let items = self.numbered("member").into_iter();
                let items = items.map(|item| item.value(member, name));
                items.collect::<Result<_, _>>().map(Value::Array)
            }
            Kind::Map { value, .. } => self.map(value, name),
            _ => {
                let text = self.text.as_deref().unwrap_or_default();
                let value = text::scalar(shape, text);
                value.ok_or_else(|| malformed(name, text))
            }
        }
    }

    fn map(&self, of: &Shape, name: &str) -> Result<Value, Error> {
        let mut entries = Map::new();
        for entry in self.numbered("entry") {
            let key = entry.parts.get("key").and_then(|key| key.text.clone());
            if let (Some(key), Some(value)) = (key, entry.parts.get("value")) {
                entries.insert(key, value.value(of, name)?);
            }
        }
        Ok(Value::Object(entries))
    }

    /// The parts below `name` in the order of their numbers, whatever gaps there are.
    fn numbered(&self, name: &str) -> Vec<&Self> {
        let parts = self.parts.get(name).map(|form| form.parts.iter());
        let parts = parts.into_iter().flatten();
        let mut parts: Vec<(u64, &Self)> = parts
            .filter_map(|(number, part)| Some((number.parse().ok()?, part)))
            .collect();
        parts.sort_by_key(|(number, _)| *number);
        parts.into_iter().map(|(_, part)| part).collect()
    }
}

fn malformed(name: &str, text: &str) -> Error {
    Error::new(
        "MalformedInput",
        400,
        format!("Value '{text}' of {name} is malformed"),
    )
}
