//! Recorded cases: definition, input and expected history out of a case file, and the comparison with ours.
//!
//! The recordings replaced what differs from run to run by tokens such as `<uuid:1>`: a token matches any text.

use regex::Regex;
use serde_json::{Map, Value};

/// One recorded history.
pub(crate) struct Case {
    pub(crate) id: String,
    pub(crate) definition: String,
    pub(crate) input: String,
    pub(crate) expected: Vec<Value>,
    replacements: Vec<(Regex, String)>,
}

impl Case {
    /// The histories of a case file.
    pub(crate) fn all(text: &str) -> Vec<Self> {
        let file: Value = serde_json::from_str(text).unwrap();
        let matches = file["matches"].as_array().cloned().unwrap_or_default();
        matches
            .iter()
            .filter_map(|matched| Self::of(&file, matched))
            .collect()
    }

    fn of(file: &Value, matched: &Value) -> Option<Self> {
        let expected = file["expected"]
            .get(matched["key"].as_str()?)?
            .get("events")?;
        let history = step(file, matched["actual"]["$ref"].as_str()?)?;
        if history["operation"] != "GetExecutionHistory"
            || history["params"].get("reverseOrder").is_some()
        {
            return None;
        }
        let started = referred(file, &history["params"]["executionArn"])?;
        let machine = referred(file, &started["params"]["stateMachineArn"])?;
        let definition = machine["params"]["definition"].as_str()?;
        let input = started["params"]["input"].as_str().unwrap_or("{}");
        Some(Self {
            id: file["id"].as_str()?.to_owned(),
            definition: resolve(file, definition),
            input: resolve(file, input),
            replacements: replacements(file),
            expected: expected.as_array()?.clone(),
        })
    }

    /// Our history as the recording would show it.
    pub(crate) fn normalised(&self, events: &[Value]) -> Vec<Value> {
        events.iter().map(|event| self.normal(event)).collect()
    }

    fn normal(&self, value: &Value) -> Value {
        match value {
            Value::String(text) => {
                let replaced =
                    self.replacements
                        .iter()
                        .fold(text.clone(), |text, (pattern, with)| {
                            pattern
                                .replace_all(&text, regex::NoExpand(with))
                                .into_owned()
                        });
                Value::String(replaced)
            }
            Value::Array(items) => items.iter().map(|item| self.normal(item)).collect(),
            Value::Object(fields) => fields
                .iter()
                .map(|(name, value)| (name.clone(), self.normal(value)))
                .collect(),
            other => other.clone(),
        }
    }

    /// The event that points back to event `id`.
    pub(crate) fn after(&self, id: u64) -> Option<&Value> {
        self.expected
            .iter()
            .find(|event| event["previousEventId"].as_u64() == Some(id))
    }
}

fn step<'f>(file: &'f Value, id: &str) -> Option<&'f Value> {
    file["steps"]
        .as_array()?
        .iter()
        .find(|step| step["id"] == id)
}

/// The step whose answer a text like `${ref:s4.stateMachineArn}` is.
fn referred<'f>(file: &'f Value, reference: &Value) -> Option<&'f Value> {
    let text = reference.as_str()?.strip_prefix("${ref:")?;
    step(file, text.split('.').next()?)
}

/// A made-up value for every reference to an earlier answer, the same one each time.
fn resolve(file: &Value, text: &str) -> String {
    let placeholder = Regex::new(r"\$\{[^}]*\}").unwrap();
    let value = |found: &regex::Captures<'_>| {
        function_arn(file, &found[0]).unwrap_or_else(|| made_up(&found[0]))
    };
    placeholder.replace_all(text, value).into_owned()
}

/// The ARN of a function holds the name it was created with.
fn function_arn(file: &Value, placeholder: &str) -> Option<String> {
    let id = placeholder
        .strip_prefix("${ref:")?
        .strip_suffix(".FunctionArn}")?;
    let name = step(file, id)?["params"]["FunctionName"].as_str()?;
    let name = resolve(file, name);
    Some(format!(
        "arn:aws:lambda:us-east-1:111111111111:function:{name}"
    ))
}

fn made_up(placeholder: &str) -> String {
    let name: String = placeholder
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect();
    match placeholder
        .rsplit('.')
        .next()
        .unwrap_or_default()
        .trim_end_matches('}')
    {
        _ if placeholder == "${region}" => "us-east-1".into(),
        _ if placeholder == "${account}" => "111111111111".into(),
        "FunctionArn" => format!("arn:aws:lambda:us-east-1:111111111111:function:{name}"),
        "activityArn" => format!("arn:aws:states:us-east-1:111111111111:activity:{name}"),
        "stateMachineArn" => format!("arn:aws:states:us-east-1:111111111111:stateMachine:{name}"),
        "TopicArn" => format!("arn:aws:sns:us-east-1:111111111111:{name}"),
        _ => name,
    }
}

/// What the recording replaced by fixed words, with our made-up values in place of its own.
fn replacements(file: &Value) -> Vec<(Regex, String)> {
    let listed = file["normalise"]["replacements"].as_array();
    let listed = listed.into_iter().flatten().filter_map(|replacement| {
        let pattern = Regex::new(&resolve(file, replacement["regex"].as_str()?)).ok()?;
        Some((pattern, replacement["replacement"].as_str()?.to_owned()))
    });
    listed.collect()
}

/// The details of a recorded event without what says `truncated`.
pub(crate) fn details(event: &Value) -> Map<String, Value> {
    let fields = event.as_object().into_iter().flatten();
    let mut found = fields.filter(|(name, _)| name.ends_with("EventDetails"));
    let details = found.next().and_then(|(_, details)| details.as_object());
    let kept = |(name, _): &(&String, &Value)| !name.ends_with("Details") && *name != "roleArn";
    let fields = details.into_iter().flatten().filter(kept);
    fields
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

/// A recorded value as the text it was: the recording parsed texts that begin with `{`.
pub(crate) fn as_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Compares a recorded history with ours.
pub(crate) fn agree(expected: &[Value], ours: &[Value]) -> Result<(), String> {
    let unordered = expected.iter().any(|event| !event["id"].is_u64());
    if unordered {
        return agree_unordered(expected, ours);
    }
    for (index, event) in expected.iter().enumerate() {
        let Some(own) = ours.get(index) else {
            return Err(format!("ends before event {}: {event}", index + 1));
        };
        same_event(event, own, true)?;
    }
    match ours.get(expected.len()) {
        Some(more) => Err(format!("goes on with {more}")),
        None => Ok(()),
    }
}

/// Where the recording sorted the events of a Parallel state and dropped its end: each has a counterpart.
fn agree_unordered(expected: &[Value], ours: &[Value]) -> Result<(), String> {
    let mut left: Vec<&Value> = ours.iter().collect();
    for event in expected {
        let numbered = event["id"].is_u64();
        let found = left
            .iter()
            .position(|own| same_event(event, own, numbered).is_ok());
        match found {
            Some(place) => drop(left.remove(place)),
            None => return Err(format!("has no {event} among {left:?}")),
        }
    }
    let dropped = ["ParallelStateSucceeded", "ParallelStateFailed"];
    match left
        .iter()
        .find(|event| !dropped.iter().any(|name| event["type"] == *name))
    {
        Some(more) => Err(format!("has besides {more}")),
        None => Ok(()),
    }
}

fn same_event(expected: &Value, own: &Value, numbered: bool) -> Result<(), String> {
    let differ = || Err(format!("expected {expected}\n         has {own}"));
    let ids = ["id", "previousEventId"]
        .iter()
        .all(|name| expected[name] == own[name]);
    if expected["type"] != own["type"] || (numbered && !ids) {
        return differ();
    }
    let expected = details(expected);
    let empty = Map::new();
    let own = own
        .get("details")
        .and_then(Value::as_object)
        .unwrap_or(&empty);
    let names = expected.len() == own.len() && expected.keys().all(|name| own.contains_key(name));
    match names && expected.iter().all(|(name, value)| same(value, &own[name])) {
        true => Ok(()),
        false => differ(),
    }
}

fn same(expected: &Value, own: &Value) -> bool {
    match (expected, own) {
        (Value::Object(a), Value::Object(b)) => {
            // The order of fields is AWS's too.
            a.len() == b.len()
                && a.iter()
                    .zip(b)
                    .all(|((a_name, a), (b_name, b))| a_name == b_name && same(a, b))
        }
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (Value::String(a), Value::String(b)) => same_text(a, b),
        (Value::String(token), Value::Number(_)) => token == "RandomNumberGenerated",
        (parsed, Value::String(text)) => {
            serde_json::from_str::<Value>(text).is_ok_and(|own| same(parsed, &own))
        }
        (a, b) => a == b,
    }
}

fn same_text(expected: &str, own: &str) -> bool {
    let own = own
        .replace("arn:aws:", "arn:<partition>:")
        .replace("us-east-1", "<region>");
    if expected == own || is_moment(&own) {
        return true;
    }
    if let (Ok(a @ (Value::Object(_) | Value::Array(_))), Ok(b)) = (
        serde_json::from_str::<Value>(expected),
        serde_json::from_str::<Value>(&own),
    ) && !expected.starts_with('[')
    {
        return same(&a, &b);
    }
    let token = Regex::new(
        r"<[^<>]*(?:<[^<>]*>[^<>]*)?>|date|activity_arn|timestamp|RandomNumberGenerated",
    )
    .unwrap();
    let mut pattern = String::from("(?s)^");
    let mut last = 0;
    for found in token.find_iter(expected) {
        pattern.push_str(&regex::escape(&expected[last..found.start()]));
        pattern.push_str(".+");
        last = found.end();
    }
    pattern.push_str(&regex::escape(&expected[last..]));
    pattern.push('$');
    Regex::new(&pattern).is_ok_and(|pattern| pattern.is_match(&own))
}

fn is_moment(text: &str) -> bool {
    text.len() == 24 && text.ends_with('Z') && model::Timestamp::parse_rfc3339(text).is_some()
}
