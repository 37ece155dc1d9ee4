//! A task to be performed: of an execution, or of a state under test.

use std::borrow::Cow;
use std::sync::Mutex;
use std::sync::PoisonError;

use asl::event::Payload;
use asl::step::TaskTarget;
use engine::Offer;

use super::http_invoke::Draft;
use crate::client::Answer;

/// What a call needs to know of its task.
#[derive(Clone, Debug)]
pub(crate) struct Work<'a> {
    /// What to call.
    pub(crate) target: &'a TaskTarget,
    /// The evaluated parameters or input.
    pub(crate) input: &'a Payload,
    /// The role to act as.
    pub(crate) role_arn: &'a str,
    /// The role of the execution itself.
    pub(crate) execution_role_arn: &'a str,
    /// The execution it is done for; it names account and region.
    pub(crate) execution_arn: &'a str,
    /// The execution's state machine.
    pub(crate) machine_arn: &'a str,
    /// A name of the task that no other has.
    pub(crate) task: Cow<'a, str>,
    /// The offer, when it is a task of an execution.
    pub(crate) offer: Option<&'a Offer>,
    /// Whoever wants to see the request of an HTTP task.
    pub(crate) watch: Option<&'a HttpWatch>,
}

impl<'a> Work<'a> {
    /// The task of an offer.
    pub(crate) fn of(offer: &'a Offer) -> Self {
        let task = offer.task();
        Self {
            target: offer.target(),
            input: offer.input(),
            role_arn: offer.role_arn(),
            execution_role_arn: offer.execution_role_arn(),
            execution_arn: offer.execution_arn(),
            machine_arn: offer.machine_arn(),
            task: format!("{} {}", task.execution, task.task.0).into(),
            offer: Some(offer),
            watch: None,
        }
    }

    pub(super) fn target(&self) -> &'a TaskTarget {
        self.target
    }

    pub(super) fn input(&self) -> &'a Payload {
        self.input
    }

    pub(super) fn role_arn(&self) -> &'a str {
        self.role_arn
    }

    pub(super) fn execution_role_arn(&self) -> &'a str {
        self.execution_role_arn
    }

    pub(super) fn execution_arn(&self) -> &'a str {
        self.execution_arn
    }

    pub(super) fn machine_arn(&self) -> &'a str {
        self.machine_arn
    }

    pub(super) fn task(&self) -> &str {
        &self.task
    }
}

/// A look at the request of an HTTP task and the answer to it.
#[derive(Debug)]
pub(crate) struct HttpWatch {
    /// Whether what the connection adds is shown as well.
    pub(crate) reveal: bool,
    seen: Mutex<Option<HttpSeen>>,
}

/// A request and its answer. Headers are written as AWS shows them: `[name: value, name: value]`.
#[derive(Clone, Debug)]
pub(crate) struct HttpSeen {
    pub(crate) protocol: String,
    pub(crate) method: String,
    pub(crate) url: String,
    pub(crate) headers: String,
    pub(crate) body: String,
    pub(crate) answer: Option<AnswerSeen>,
}

/// The answer.
#[derive(Clone, Debug)]
pub(crate) struct AnswerSeen {
    pub(crate) status_code: u16,
    pub(crate) status_message: String,
    pub(crate) headers: String,
    pub(crate) body: String,
}

impl HttpWatch {
    pub(crate) fn new(reveal: bool) -> Self {
        Self {
            reveal,
            seen: Mutex::new(None),
        }
    }

    /// What was seen, if there was a request.
    pub(crate) fn seen(&self) -> Option<HttpSeen> {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.clone()
    }

    /// Shows a request, and the answer if one came.
    pub(super) fn show(&self, draft: &Draft, answer: Option<&Answer>) {
        let url = draft.address();
        let protocol = url.split("://").next().unwrap_or_default().to_owned();
        let shown = HttpSeen {
            protocol,
            method: draft.method.to_string(),
            url,
            headers: listed(&draft.headers),
            body: String::from_utf8_lossy(&draft.body).into_owned(),
            answer: answer.map(|answer| AnswerSeen {
                status_code: answer.status.as_u16(),
                status_message: answer.status.canonical_reason().unwrap_or_default().into(),
                headers: listed(&answer.headers),
                body: String::from_utf8_lossy(&answer.body).into_owned(),
            }),
        };
        *self.seen.lock().unwrap_or_else(PoisonError::into_inner) = Some(shown);
    }
}

fn listed(headers: &http::HeaderMap) -> String {
    let pairs: Vec<String> = headers
        .iter()
        .map(|(name, value)| format!("{name}: {}", String::from_utf8_lossy(value.as_bytes())))
        .collect();
    format!("[{}]", pairs.join(", "))
}
