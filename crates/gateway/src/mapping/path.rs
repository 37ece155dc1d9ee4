//! JSONPath on a body. Plain paths such as `$.a.b[0]` are followed in the body itself, so that what they give is part
//! of it; all others go through the query language on a copy.

use query::jsonpath::{Dialect, JsonPath};
use vtl::Value;

use super::convert;

/// The value a path gives; `None` when it leads nowhere, an error when it is no path or does not fit the body.
pub(super) fn select(root: &Value, path: &str) -> Result<Option<Value>, String> {
    let path = path.trim();
    if path == "$" {
        return Ok(Some(root.clone()));
    }
    if let Some(found) = plain(root, path) {
        return Ok(found);
    }
    // Java's words for a path that is none come with its class.
    let parsed = JsonPath::parse_with(path, Dialect::Gateway)
        .map_err(|error| format!("com.jayway.jsonpath.InvalidPathException: {error}"))?;
    let document = convert::json(root).ok_or("document is nested too deeply")?;
    match parsed.select(&document) {
        Ok(found) => Ok(Some(convert::value(&found))),
        Err(error) if error.is_missing() => Ok(None),
        Err(error) => Err(format!("com.jayway.jsonpath.InvalidPathException: {error}")),
    }
}

/// Follows a path of names and indexes; `None` when it is anything else, or meets something it does not fit.
fn plain(root: &Value, path: &str) -> Option<Option<Value>> {
    let mut value = root.clone();
    for step in steps(path)? {
        let next = match (&value, step) {
            (Value::Map(map), Step::Name(name)) => map.get_text(name),
            (Value::List(list), Step::Index(index)) => list.get(index),
            _ => return None,
        };
        match next {
            Some(found) => value = found,
            None => return Some(None),
        }
    }
    Some(Some(value))
}

/// The steps of a plain path. Without a `$` it begins with a name.
fn steps(path: &str) -> Option<Vec<Step<'_>>> {
    let (mut rest, mut bare) = match path.strip_prefix('$') {
        Some(rest) => (rest, false),
        None => (path, true),
    };
    let mut steps = Vec::new();
    while bare || !rest.is_empty() {
        let (step, after) = Step::parse(rest, bare)?;
        steps.push(step);
        (rest, bare) = (after, false);
    }
    Some(steps)
}

/// A step of a plain path.
enum Step<'p> {
    Name(&'p str),
    Index(usize),
}

impl Step<'_> {
    /// Reads one step; the first of a path without `$` has no dot.
    fn parse(text: &str, first: bool) -> Option<(Step<'_>, &str)> {
        if let Some(inner) = text.strip_prefix('[') {
            let (inner, after) = inner.split_once(']')?;
            let name = inner
                .strip_prefix('\'')
                .and_then(|inner| inner.strip_suffix('\''));
            let step = match name {
                Some(name) if !name.contains(['\'', '\\', ',']) => Step::Name(name),
                Some(_) => return None,
                None => Step::Index(
                    inner
                        .parse()
                        .ok()
                        .filter(|_| inner.bytes().all(|byte| byte.is_ascii_digit()))?,
                ),
            };
            return Some((step, after));
        }
        let name = if first { text } else { text.strip_prefix('.')? };
        let end = name
            .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '-')))
            .unwrap_or(name.len());
        let (name, after) = name.split_at(end);
        let valid = !name.is_empty() && (after.is_empty() || after.starts_with(['.', '[']));
        valid.then_some((Step::Name(name), after))
    }
}
