//! The status of an execution: the API's `ExecutionStatus` and the byte that stands for it in the store.

use asl::step::Outcome;

/// Where an execution stands. The numbers are the stored format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Status {
    /// It has not ended.
    Running = 1,
    /// It ended with an output.
    Succeeded = 2,
    /// It ended with an error.
    Failed = 3,
    /// `TimeoutSeconds` of the state machine passed.
    TimedOut = 4,
    /// Somebody stopped it.
    Aborted = 5,
}

impl Status {
    /// Every status.
    pub const ALL: [Self; 5] = [
        Self::Running,
        Self::Succeeded,
        Self::Failed,
        Self::TimedOut,
        Self::Aborted,
    ];

    /// The API's name: `RUNNING`, …
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Running => "RUNNING",
            Self::Succeeded => "SUCCEEDED",
            Self::Failed => "FAILED",
            Self::TimedOut => "TIMED_OUT",
            Self::Aborted => "ABORTED",
        }
    }

    /// The status of the API's `name`.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.name() == name)
    }

    /// The status that `byte` stands for in the store.
    pub(crate) fn from_byte(byte: u32) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|status| u32::from(*status as u8) == byte)
    }

    /// The status of an execution that ended so.
    pub(crate) fn of(outcome: &Outcome) -> Self {
        match outcome {
            Outcome::Succeeded(_) => Self::Succeeded,
            Outcome::Failed(_) => Self::Failed,
            Outcome::TimedOut(_) => Self::TimedOut,
            Outcome::Aborted(_) => Self::Aborted,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_bytes_read_back() {
        for status in Status::ALL {
            assert_eq!(Status::parse(status.name()), Some(status));
            assert_eq!(Status::from_byte(u32::from(status as u8)), Some(status));
        }
        assert_eq!(Status::parse("running"), None);
        assert_eq!(Status::from_byte(0), None);
        assert_eq!(Status::from_byte(6), None);
    }
}
