//! `/_stepwell/explain?executionArn=ARN`: what an execution waits for, and since when. Whoever may describe the execution
//! may ask: the question is authorized as `states:DescribeExecution`.

use std::net::SocketAddr;

use asl::run::Reason;
use asl::step::{Pattern, TaskTarget};
use aws::{Error, Service};
use bytes::Bytes;
use engine::{Blocked, ExecutionError, Explanation, Place, Status};
use http::StatusCode;
use http::request::Parts;
use model::Timestamp;
use serde::Serialize;

use super::Answer;
use super::authenticate::Credentials;
use super::health::json;
use crate::access::Access;
use crate::app::App;
use crate::call::Context;

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Page {
    execution_arn: String,
    status: &'static str,
    start_date: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    stop_date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cause: Option<String>,
    last_event: LastEvent,
    #[serde(skip_serializing_if = "Option::is_none")]
    times_out: Option<String>,
    now: String,
    waits_for: Vec<Waits>,
    more: bool,
    commands_before: usize,
}

#[derive(Debug, Serialize)]
struct LastEvent {
    id: u64,
    #[serde(rename = "type")]
    event_type: String,
    timestamp: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Waits {
    /// `Parallel[0].Map[3].State`.
    path: String,
    state: String,
    kind: &'static str,
    since: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<String>,
    retries: u32,
    /// A sentence.
    what: String,
}

/// Answers a request for an explanation.
pub(super) async fn answer(app: &App, head: &Parts, peer: SocketAddr) -> Answer {
    match explain(app, head, peer).await {
        Ok(explanation) => {
            let page = page(explanation, app.clock.now());
            json(
                StatusCode::OK,
                serde_json::to_vec(&page).expect("the page is a plain struct"),
            )
        }
        Err(error) => {
            let status = StatusCode::from_u16(error.status);
            let body = serde_json::to_vec(&Refusal {
                code: &error.code,
                message: &error.message,
            });
            json(
                status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
                body.expect("the page is a plain struct"),
            )
        }
    }
}

#[derive(Serialize)]
struct Refusal<'a> {
    code: &'a str,
    message: &'a str,
}

async fn explain(app: &App, head: &Parts, peer: SocketAddr) -> Result<Explanation, Error> {
    let arn = execution_arn(head).ok_or_else(|| {
        let message = "name the execution: /_stepwell/explain?executionArn=ARN";
        Error::new("InvalidArn", 400, message)
    })?;
    let nothing = Bytes::new();
    let request_id = uuid::Uuid::new_v4().to_string();
    let caller = Credentials::read(head, &nothing).caller(app, peer.ip(), request_id)?;
    let cx = Context {
        app,
        caller: &caller,
        service: Service::States,
    };
    let access = Access::from(arn.as_str());
    cx.authorize(Service::States, "DescribeExecution", &access)?;
    let explained = app.engine.explain(&arn).await;
    explained.map_err(|error| match &error {
        ExecutionError::InvalidArn(_) => Error::new("InvalidArn", 400, no_arn(&arn)),
        ExecutionError::DoesNotExist(_)
        | ExecutionError::InvalidToken
        | ExecutionError::NotRedrivable(_) => Error::new(
            "ExecutionDoesNotExist",
            404,
            format!("there is no execution {arn} here; check region and account in the ARN"),
        ),
        ExecutionError::Engine(error) => crate::app::unavailable(error),
    })
}

fn execution_arn(head: &Parts) -> Option<String> {
    let query = head.uri.query()?;
    let sent = query
        .split('&')
        .find_map(|pair| pair.strip_prefix("executionArn="))?;
    let arn = percent_encoding::percent_decode_str(sent).decode_utf8();
    arn.ok().map(|arn| arn.into_owned())
}

fn page(explanation: Explanation, now: Timestamp) -> Page {
    let Explanation {
        summary,
        error,
        cause,
        last: (id, event_type, time),
        times_out,
        blocked,
        more,
        inbox,
    } = explanation;
    let running = summary.status == Status::Running;
    Page {
        execution_arn: summary.arn,
        status: summary.status.name(),
        start_date: summary.start.iso8601(),
        stop_date: summary.stop.map(Timestamp::iso8601),
        error,
        cause,
        last_event: LastEvent {
            id,
            event_type,
            timestamp: time.iso8601(),
        },
        times_out: times_out.map(Timestamp::iso8601),
        now: now.iso8601(),
        waits_for: blocked.iter().map(|blocked| waits(blocked, now)).collect(),
        more,
        commands_before: if running { inbox } else { 0 },
    }
}

/// Why nothing is said of what is named so.
fn no_arn(arn: &str) -> String {
    match arn.contains(":express:") {
        true => format!("{arn} is an Express execution: its state machine's log says what it did"),
        false => {
            format!("{arn} is no execution's ARN; `aws stepfunctions list-executions` shows them")
        }
    }
}

fn waits(blocked: &Blocked, now: Timestamp) -> Waits {
    let wait = &blocked.wait;
    let around = wait.path.iter();
    let path = around.map(|(state, index)| format!("{state}[{index}]."));
    let (kind, until, what) = reason(&wait.reason, blocked.place, now);
    Waits {
        path: format!("{}{}", path.collect::<String>(), wait.state),
        state: wait.state.clone(),
        kind,
        since: blocked.since.iso8601(),
        until: until.map(Timestamp::iso8601),
        retries: wait.retries,
        what,
    }
}

/// What kind of wait it is, when it is over if that is known, and a sentence about it.
fn reason(
    reason: &Reason,
    place: Option<Place>,
    now: Timestamp,
) -> (&'static str, Option<Timestamp>, String) {
    match reason {
        Reason::Turn => (
            "turn",
            None,
            "nothing: it has more to do and goes on by itself".into(),
        ),
        Reason::Time { due } => (
            "time",
            Some(*due),
            late("the time of a Wait state", *due, now),
        ),
        Reason::Retry { due } => (
            "retry",
            Some(*due),
            late("the interval before the next attempt", *due, now),
        ),
        Reason::Branches {
            running,
            done,
            length,
        } => (
            "branches",
            None,
            format!("{running} branches or iterations at work; {done} of {length} have ended"),
        ),
        Reason::MapRun { arn } => (
            "mapRun",
            None,
            format!("the children of {arn}; `aws stepfunctions describe-map-run` counts them"),
        ),
        Reason::Task {
            target,
            started,
            timeout,
            heartbeat,
            ..
        } => {
            let until = timeout.iter().chain(heartbeat).min().copied();
            ("task", until, task(target.as_ref(), *started, place))
        }
    }
}

fn late(what: &str, due: Timestamp, now: Timestamp) -> String {
    match due < now {
        false => what.to_owned(),
        true => format!(
            "{what}, which is over; the timer fires as soon as its lane has room, see stepwell_timer_lateness_seconds"
        ),
    }
}

fn task(target: Option<&TaskTarget>, started: bool, place: Option<Place>) -> String {
    let (who, callback) = match target {
        Some(TaskTarget::Activity(arn)) => return activity(arn, started),
        Some(TaskTarget::Function(arn)) => (format!("the function {arn}"), false),
        Some(TaskTarget::Integration { name, pattern }) => (
            format!("{}:{}", name.resource_type, name.resource),
            *pattern == Pattern::WaitForTaskToken,
        ),
        None => ("its work".to_owned(), false),
    };
    match (place, started) {
        (Some(Place::Queued { before }), _) => {
            format!("{who}: waits for the task worker, behind {before} other tasks")
        }
        (Some(Place::Taken), _) => format!("the answer of {who}, which is being called"),
        (Some(Place::Stored), _) => {
            format!("{who}: its offer is in the store and is read when the queue has room")
        }
        (_, true) if callback => format!(
            "SendTaskSuccess or SendTaskFailure with the task token that was handed to {who}"
        ),
        _ => format!("the result of {who}"),
    }
}

fn activity(arn: &str, started: bool) -> String {
    match started {
        false => format!("a worker that polls {arn} with GetActivityTask"),
        true => format!("the result of the worker that took the task of {arn}"),
    }
}
