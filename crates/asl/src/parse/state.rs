//! States, what they share, and what they do about errors.

use indexmap::IndexMap;

use super::fields::{Object, Reader, unknown};
use super::{choice, map};
use crate::ast::{
    Catcher, Choice, Fail, Graph, Kind, Parallel, Pass, QueryLanguage, Retrier, State, Task, Wait,
};

const TYPES: &str = "Task, Wait, Pass, Succeed, Fail, Choice, Parallel, Map";
const LANGUAGES: &str = "JSONPath, JSONata";

pub(super) fn graph(reader: &mut Reader, mut object: Object) -> Graph {
    Graph {
        comment: reader.string(&mut object, "Comment"),
        query_language: query_language(reader, &mut object),
        start_at: reader.state_name(&mut object, "StartAt"),
        states: reader.nested(&mut object, "States", states),
        unknown: unknown(object),
    }
}

fn states(reader: &mut Reader, object: Object) -> IndexMap<String, State> {
    let read = |(name, value): (String, serde_json::Value)| {
        let state = reader.within(name.clone(), |reader| {
            let object = reader.object(value)?;
            state(reader, object)
        })?;
        Some((name, state))
    };
    object.into_iter().filter_map(read).collect()
}

fn query_language(reader: &mut Reader, object: &mut Object) -> Option<QueryLanguage> {
    match reader.string(object, "QueryLanguage")?.as_str() {
        "JSONPath" => Some(QueryLanguage::JsonPath),
        "JSONata" => Some(QueryLanguage::Jsonata),
        _ => {
            reader.not_allowed("QueryLanguage", LANGUAGES, false);
            None
        }
    }
}

fn state(reader: &mut Reader, mut object: Object) -> Option<State> {
    let o = &mut object;
    let kind = kind(reader, o)?;
    Some(State {
        comment: reader.string(o, "Comment"),
        query_language: query_language(reader, o),
        next: reader.state_name(o, "Next"),
        end: reader.boolean(o, "End"),
        input_path: reader.path(o, "InputPath"),
        parameters: reader.any(o, "Parameters"),
        result_selector: reader.object_value(o, "ResultSelector"),
        result_path: reader.path(o, "ResultPath"),
        output_path: reader.path(o, "OutputPath"),
        arguments: reader.any(o, "Arguments"),
        output: reader.any(o, "Output"),
        assign: reader.object_value(o, "Assign"),
        retry: reader.list(o, "Retry", retrier),
        catch: reader.list(o, "Catch", catcher),
        kind,
        unknown: unknown(object),
    })
}

fn kind(reader: &mut Reader, object: &mut Object) -> Option<Kind> {
    if !object.contains_key("Type") {
        reader.not_allowed("Type", TYPES, true);
        return None;
    }
    Some(match reader.string(object, "Type")?.as_str() {
        "Task" => Kind::Task(task(reader, object)),
        "Pass" => Kind::Pass(Pass {
            result: reader.any(object, "Result"),
        }),
        "Choice" => Kind::Choice(Choice {
            choices: reader.list(object, "Choices", choice::rule),
            default: reader.state_name(object, "Default"),
        }),
        "Wait" => Kind::Wait(wait(reader, object)),
        "Succeed" => Kind::Succeed,
        "Fail" => Kind::Fail(fail(reader, object)),
        "Parallel" => Kind::Parallel(Parallel {
            branches: reader.list(object, "Branches", graph),
        }),
        "Map" => Kind::Map(Box::new(map::map(reader, object))),
        _ => {
            reader.not_allowed("Type", TYPES, false);
            return None;
        }
    })
}

fn task(reader: &mut Reader, object: &mut Object) -> Task {
    Task {
        resource: reader.string(object, "Resource"),
        timeout_seconds: reader.amount(object, "TimeoutSeconds"),
        timeout_seconds_path: reader.string(object, "TimeoutSecondsPath"),
        heartbeat_seconds: reader.amount(object, "HeartbeatSeconds"),
        heartbeat_seconds_path: reader.string(object, "HeartbeatSecondsPath"),
        credentials: reader.object_value(object, "Credentials"),
    }
}

fn wait(reader: &mut Reader, object: &mut Object) -> Wait {
    Wait {
        seconds: reader.amount(object, "Seconds"),
        seconds_path: reader.string(object, "SecondsPath"),
        timestamp: reader.string(object, "Timestamp"),
        timestamp_path: reader.string(object, "TimestampPath"),
    }
}

fn fail(reader: &mut Reader, object: &mut Object) -> Fail {
    Fail {
        error: reader.string(object, "Error"),
        error_path: reader.string(object, "ErrorPath"),
        cause: reader.string(object, "Cause"),
        cause_path: reader.string(object, "CausePath"),
    }
}

fn retrier(reader: &mut Reader, mut object: Object) -> Retrier {
    let o = &mut object;
    Retrier {
        comment: reader.string(o, "Comment"),
        error_equals: reader.strings(o, "ErrorEquals"),
        interval_seconds: reader.number(o, "IntervalSeconds"),
        max_attempts: reader.number(o, "MaxAttempts"),
        backoff_rate: reader.number(o, "BackoffRate"),
        max_delay_seconds: reader.number(o, "MaxDelaySeconds"),
        jitter_strategy: reader.string(o, "JitterStrategy"),
        unknown: unknown(object),
    }
}

fn catcher(reader: &mut Reader, mut object: Object) -> Catcher {
    let o = &mut object;
    Catcher {
        comment: reader.string(o, "Comment"),
        error_equals: reader.strings(o, "ErrorEquals"),
        next: reader.state_name(o, "Next"),
        result_path: reader.path(o, "ResultPath"),
        assign: reader.object_value(o, "Assign"),
        output: reader.any(o, "Output"),
        unknown: unknown(object),
    }
}
