//! Where the events of an execution are logged besides its history, and at which level
//! (<https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html>).
//!
//! The engine hands over what is to be logged, after the commit, and knows nothing of log groups. Like AWS's, the log is
//! best effort: an event whose commit is followed by a crash may be missing from it, never from the history.

use asl::event::{Event, EventType};
use store::record::execution::LogRecord;

/// How much is logged. Levels are ordered: a higher one logs less.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LogLevel {
    /// Every event.
    All,
    /// What goes wrong, and Fail states.
    Error,
    /// The unsuccessful end of the execution.
    Fatal,
}

/// Where and how an execution is logged. Fixed when it starts, like its definition and its role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogTarget {
    /// The ARN of the log group, as the state machine's configuration names it.
    pub group_arn: String,
    /// Which events.
    pub level: LogLevel,
    /// With inputs, outputs and parameters.
    pub include_data: bool,
}

/// Events of one execution that were committed together.
#[derive(Clone, Debug, PartialEq)]
pub struct LogEntry {
    /// Where they go.
    pub target: LogTarget,
    /// The execution.
    pub execution_arn: String,
    /// Its state machine.
    pub machine_arn: String,
    /// How often it has been redriven.
    pub redrive_count: u32,
    /// The events, in order, with their payloads.
    pub events: Vec<Event>,
}

/// Takes what is to be logged. Called on a lane: it must return at once.
pub trait ExecutionLog: Send + Sync + std::fmt::Debug + 'static {
    /// Takes one entry.
    fn log(&self, entry: LogEntry);
}

impl LogLevel {
    /// Whether events of this type are logged: the table "Log levels for Step Functions execution events" of the page
    /// above.
    #[must_use]
    pub fn covers(self, kind: EventType) -> bool {
        let ends_badly = matches!(
            kind,
            EventType::ExecutionFailed | EventType::ExecutionAborted | EventType::ExecutionTimedOut
        );
        match self {
            Self::All => true,
            Self::Fatal => ends_badly,
            Self::Error => ends_badly || is_error(kind),
        }
    }

    fn byte(self) -> u32 {
        match self {
            Self::All => 1,
            Self::Error => 2,
            Self::Fatal => 3,
        }
    }

    fn from_byte(byte: u32) -> Option<Self> {
        [Self::All, Self::Error, Self::Fatal]
            .into_iter()
            .find(|level| level.byte() == byte)
    }
}

fn is_error(kind: EventType) -> bool {
    let name = kind.name();
    kind == EventType::FailStateEntered
        || ["Failed", "TimedOut", "Aborted"]
            .iter()
            .any(|end| name.ends_with(end))
}

impl LogTarget {
    /// Its stored form.
    pub(crate) fn record(&self) -> LogRecord {
        LogRecord {
            group_arn: self.group_arn.clone(),
            level: self.level.byte(),
            include_data: self.include_data,
        }
    }

    /// What [`LogTarget::record`] made; `None` for a level of a newer version.
    pub(crate) fn of(record: &LogRecord) -> Option<Self> {
        Some(Self {
            group_arn: record.group_arn.clone(),
            level: LogLevel::from_byte(record.level)?,
            include_data: record.include_data,
        })
    }

    /// Those of `events` that are logged.
    pub(crate) fn covered(&self, events: &[Event]) -> Vec<Event> {
        let covered = |event: &&Event| {
            EventType::try_from(event.event_type).is_ok_and(|kind| self.level.covers(kind))
        };
        events.iter().filter(covered).cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_level_logs_what_aws_logs() {
        let covered = |level: LogLevel, kinds: &[EventType]| {
            kinds.iter().filter(|kind| level.covers(**kind)).count()
        };
        let fatal = [
            EventType::ExecutionFailed,
            EventType::ExecutionAborted,
            EventType::ExecutionTimedOut,
        ];
        let errors = [
            EventType::FailStateEntered,
            EventType::TaskFailed,
            EventType::TaskStartFailed,
            EventType::TaskSubmitFailed,
            EventType::TaskTimedOut,
            EventType::LambdaFunctionScheduleFailed,
            EventType::MapIterationAborted,
            EventType::ParallelStateFailed,
            EventType::EvaluationFailed,
        ];
        let ordinary = [
            EventType::ExecutionStarted,
            EventType::ExecutionSucceeded,
            EventType::ExecutionRedriven,
            EventType::PassStateEntered,
            EventType::TaskSucceeded,
            EventType::MapIterationStarted,
        ];
        for (level, expected) in [
            (LogLevel::All, (3, 9, 6)),
            (LogLevel::Error, (3, 9, 0)),
            (LogLevel::Fatal, (3, 0, 0)),
        ] {
            let found = (
                covered(level, &fatal),
                covered(level, &errors),
                covered(level, &ordinary),
            );
            assert_eq!(found, expected, "{level:?}");
        }
    }

    #[test]
    fn a_target_reads_back() {
        for level in [LogLevel::All, LogLevel::Error, LogLevel::Fatal] {
            let target = LogTarget {
                group_arn: "arn:aws:logs:r:a:log-group:g:*".into(),
                level,
                include_data: true,
            };
            assert_eq!(LogTarget::of(&target.record()), Some(target));
        }
        assert_eq!(LogTarget::of(&LogRecord::default()), None);
    }
}
