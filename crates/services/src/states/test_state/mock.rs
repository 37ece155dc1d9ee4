//! Mocks: a result or an error that the tested state is given instead of what it would wait for, and AWS's rules for
//! them. Texts are recorded, but for those of fields that nobody has recorded alone.

use asl::ast::{Kind, Map};
use asl::event::{Failure, Payload};
use asl::test_state::{Subject, TestState, TooManyFailures};
use aws::Error;
use aws::states::{MockErrorOutput, MockInput, TestStateConfiguration, TestStateInput};
use serde::de::IgnoredAny;
use serde_json::Value;

use super::{refused, schema};

/// What the caller wants to have happened.
pub(super) struct Mock {
    outcome: Result<Payload, Failure>,
    /// How many iterations of a Map state have failed.
    failures: Option<u64>,
}

impl Mock {
    /// The mock of a request, if it has one that its state takes.
    pub(super) fn checked(
        input: &TestStateInput,
        subject: &Subject,
    ) -> Result<Option<Self>, Error> {
        let configuration = input.state_configuration.clone().unwrap_or_default();
        let Some(mock) = &input.mock else {
            return without(input, &configuration).map(|()| None);
        };
        if !matches!(
            subject.state.kind,
            Kind::Task(_) | Kind::Map(_) | Kind::Parallel(_)
        ) {
            let kind = subject.state.kind.name();
            return Err(refused(format!(
                "State type '{kind}' is not supported when a mock is specified"
            )));
        }
        if input.reveal_secrets == Some(true) {
            return Err(unsupported("RevealSecrets when a mock is specified"));
        }
        let outcome = match (&mock.result, &mock.error_output) {
            (Some(result), None) => Ok(checked_result(mock, result, subject)?),
            (None, Some(error)) => Err(failure(error, &configuration, subject)?),
            _ => {
                return Err(refused(
                    "A test mock should have only one of the following fields: [result, errorOutput].",
                ));
            }
        };
        let failures = configuration.map_iteration_failure_count;
        let mock = Self {
            outcome,
            failures: failures.and_then(|count| u64::try_from(count).ok()),
        };
        mock.consistent().map(Some)
    }

    /// What a Map is said to give and how many of its iterations are said to have failed go together (recorded).
    fn consistent(self) -> Result<Self, Error> {
        let given = self.outcome.as_ref().ok();
        let given =
            given.and_then(|given| serde_json::from_str::<Vec<IgnoredAny>>(given.as_str()).ok());
        match (self.failures, given) {
            (Some(failures), Some(given)) if failures > given.len() as u64 => {
                Err(refused(TooManyFailures.to_string()))
            }
            _ => Ok(self),
        }
    }

    /// Lets `failure` happen instead.
    pub(super) fn fail(&mut self, failure: Failure) {
        *self = Self {
            outcome: Err(failure),
            failures: None,
        };
    }

    /// Lets it happen.
    pub(super) fn apply(self, test: &mut TestState<'_>) -> Result<(), Error> {
        let applied = test.mock(self.outcome, self.failures);
        applied.map_err(|error| refused(error.to_string()))
    }
}

fn unsupported(what: &str) -> Error {
    refused(format!("TestState does not support {what}."))
}

/// Fields that only a mock gives a meaning.
fn without(input: &TestStateInput, configuration: &TestStateConfiguration) -> Result<(), Error> {
    let given = [
        (
            "RetrierRetryCount",
            configuration.retrier_retry_count.is_some(),
        ),
        (
            "ErrorCausedByState",
            configuration.error_caused_by_state.is_some(),
        ),
        (
            "MapIterationFailureCount",
            configuration.map_iteration_failure_count.is_some(),
        ),
        (
            "MapItemReaderData",
            configuration.map_item_reader_data.is_some(),
        ),
        ("Context", input.context.is_some()),
    ];
    match given.into_iter().find(|(_, given)| *given) {
        Some((field, _)) => Err(unsupported(&format!(
            "{field} when a mock is not specified"
        ))),
        None => Ok(()),
    }
}

fn failure(
    error: &MockErrorOutput,
    configuration: &TestStateConfiguration,
    subject: &Subject,
) -> Result<Failure, Error> {
    if error.error.is_none() {
        return Err(refused(
            "1 validation error detected: Value null at 'mock.errorOutput.error' failed to satisfy constraint: Member must not be null",
        ));
    }
    if let Some(name) = &configuration.error_caused_by_state
        && !subject.contains(name)
    {
        return Err(refused("State not found in definition"));
    }
    Ok(Failure {
        error: error.error.clone(),
        cause: error.cause.clone(),
    })
}

fn checked_result(mock: &MockInput, text: &str, subject: &Subject) -> Result<Payload, Error> {
    let Ok(result) = serde_json::from_str::<Value>(text) else {
        return Err(refused("Mocked result must be valid JSON"));
    };
    match &subject.state.kind {
        Kind::Map(map) => of_map(map, &result)?,
        Kind::Parallel(parallel) => {
            let branches = parallel.branches.as_ref().map_or(0, Vec::len);
            if array(&result)?.len() != branches {
                return Err(refused(
                    "Mocked result must contain the same number of items as number of Parallel branches.",
                ));
            }
        }
        _ => {
            let mode = mock.field_validation_mode;
            schema::check(subject.resource(), &result, mode).map_err(refused)?;
        }
    }
    Ok(Payload::new(text))
}

/// With a `ResultWriter` the state gives where the results lie, which is an object.
fn of_map(map: &Map, result: &Value) -> Result<(), Error> {
    match map.result_writer {
        Some(_) if !result.is_object() => Err(refused("Mocked result must be a JSON object.")),
        Some(_) => Ok(()),
        None => array(result).map(drop),
    }
}

fn array(result: &Value) -> Result<&Vec<Value>, Error> {
    result
        .as_array()
        .ok_or_else(|| refused("Mocked result must be an array."))
}
