//! One event as AWS logs it: numbers as texts, and `details` whatever the type
//! (<https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html>).

use asl::event::{Event, EventType};
use engine::LogEntry;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::states::history;

/// Longer inputs and outputs are cut: an event of CloudWatch Logs holds 256 KiB.
const LARGEST: usize = 248 << 10;

/// The fields in AWS's order.
#[derive(Serialize)]
struct Message<'a> {
    id: String,
    r#type: &'static str,
    #[serde(skip_serializing_if = "Map::is_empty")]
    details: Map<String, Value>,
    previous_event_id: String,
    event_timestamp: String,
    execution_arn: &'a str,
    redrive_count: String,
}

/// The text of the log event.
pub(super) fn message(entry: &LogEntry, event: &Event) -> String {
    let kind = EventType::try_from(event.event_type).unwrap_or(EventType::Unspecified);
    let message = Message {
        id: event.id.to_string(),
        r#type: kind.name(),
        details: details(event.clone(), entry.target.include_data),
        previous_event_id: event.previous.to_string(),
        event_timestamp: event.time_millis.to_string(),
        execution_arn: &entry.execution_arn,
        redrive_count: entry.redrive_count.to_string(),
    };
    serde_json::to_string(&message).unwrap_or_default()
}

/// The particulars that GetExecutionHistory shows, whichever member holds them there. Recorded: errors and causes are
/// no execution data, and stay.
fn details(event: Event, include_data: bool) -> Map<String, Value> {
    let shown = serde_json::to_value(history::wire(event, true)).unwrap_or_default();
    let Value::Object(members) = shown else {
        return Map::new();
    };
    let details = members
        .into_iter()
        .find(|(name, _)| name.ends_with("EventDetails"));
    let Some((_, Value::Object(mut details))) = details else {
        return Map::new();
    };
    match include_data {
        true => cut(&mut details),
        false => DATA
            .iter()
            .for_each(|name| drop(details.shift_remove(*name))),
    }
    details
}

/// What `includeExecutionData` is about.
const DATA: [&str; 7] = [
    "input",
    "inputDetails",
    "output",
    "outputDetails",
    "parameters",
    "assignedVariables",
    "assignedVariablesDetails",
];

/// Cuts what is too long, and says so.
fn cut(details: &mut Map<String, Value>) {
    for (name, about) in [
        ("input", "inputDetails"),
        ("output", "outputDetails"),
        ("parameters", ""),
    ] {
        let Some(Value::String(text)) = details.get_mut(name) else {
            continue;
        };
        let Some(end) = too_long(text) else { continue };
        text.truncate(end);
        if let Some(Value::Object(about)) = details.get_mut(about) {
            about.insert("truncated".into(), true.into());
        }
    }
}

/// Where a text must end so that its escaped form is short enough, if it is not.
fn too_long(text: &str) -> Option<usize> {
    if text.len() <= LARGEST / 6 {
        return None;
    }
    let mut length = 0;
    for (at, c) in text.char_indices() {
        length += match c {
            '"' | '\\' | '\n' | '\r' | '\t' => 2,
            c if c.is_ascii_control() => 6,
            c => c.len_utf8(),
        };
        if length > LARGEST {
            return Some(at);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use asl::event::{Details, Failure, Payload, StateEntered};
    use engine::{LogLevel, LogTarget};
    use serde_json::json;

    use super::*;

    fn written(kind: EventType, details: Option<Details>, include_data: bool) -> Value {
        let event = Event {
            id: 4,
            previous: 3,
            time_millis: 1_713_959_670_672,
            event_type: kind as i32,
            frame: 0,
            details,
        };
        let entry = LogEntry {
            target: LogTarget {
                group_arn: String::new(),
                level: LogLevel::All,
                include_data,
            },
            execution_arn: "arn".into(),
            machine_arn: String::new(),
            redrive_count: 1,
            events: Vec::new(),
        };
        serde_json::from_str(&message(&entry, &event)).unwrap()
    }

    fn entered(input: &str) -> Option<Details> {
        Some(Details::Entered(StateEntered {
            name: "S".into(),
            input: Payload::new(input),
        }))
    }

    #[test]
    fn numbers_are_texts_and_details_have_no_name_of_their_own() {
        let with_data = written(EventType::PassStateEntered, entered("{}"), true);
        assert_eq!(
            with_data,
            json!({"id": "4", "type": "PassStateEntered",
                "details": {"input": "{}", "inputDetails": {"truncated": false}, "name": "S"},
                "previous_event_id": "3", "event_timestamp": "1713959670672", "execution_arn": "arn",
                "redrive_count": "1"})
        );
        let without = written(EventType::PassStateEntered, entered("{}"), false);
        assert_eq!(without["details"], json!({"name": "S"}));
        let bare = written(EventType::MapStateSucceeded, None, true);
        assert_eq!(bare.get("details"), None);
    }

    #[test]
    fn errors_are_no_data() {
        let failure = Failure {
            error: Some("E".into()),
            cause: Some("C".into()),
        };
        let failed = Some(Details::Failure(failure));
        let without = written(EventType::ExecutionFailed, failed, false);
        assert_eq!(without["details"], json!({"error": "E", "cause": "C"}));
    }

    #[test]
    fn long_inputs_are_cut_by_their_escaped_length() {
        for (text, kept) in [
            ("x".repeat(LARGEST), LARGEST),
            ("x".repeat(LARGEST + 1), LARGEST),
            ("\"".repeat(LARGEST), LARGEST / 2),
            ("\u{e9}".repeat(LARGEST), LARGEST),
        ] {
            let shown = written(EventType::PassStateEntered, entered(&text), true);
            let shown = &shown["details"];
            assert_eq!(shown["input"].as_str().unwrap().len(), kept);
            let truncated = text.len() != kept;
            assert_eq!(shown["inputDetails"]["truncated"], json!(truncated));
        }
    }
}
