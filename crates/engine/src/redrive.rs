//! RedriveExecution: which executions may be redriven, and the request
//! (<https://docs.aws.amazon.com/step-functions/latest/apireference/API_RedriveExecution.html>).

use std::time::Duration;

use model::Timestamp;
use store::record::execution::ExecutionRecord;
use tokio::sync::oneshot;

use crate::command::{Message, Redrive, RedrivenBy};
use crate::engine::{Engine, closed};
use crate::error::ExecutionError;
use crate::options::{Options, Quotas};
use crate::status::Status;

/// Why an execution cannot be redriven, in the words of DescribeExecution's `redriveStatusReason`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotRedrivable {
    /// It has not ended.
    #[error("Execution is RUNNING and cannot be redriven")]
    Running,
    /// It ended with success.
    #[error("Execution is SUCCEEDED and cannot be redriven")]
    Succeeded,
    /// A version of the server that could not redrive ran it, and left nothing to go on from.
    #[error("Execution was started before the launch of RedriveExecution")]
    TooEarly,
    /// Its history has no room for another attempt.
    #[error("Execution history event limit exceeded")]
    HistoryFull,
    /// It started a year ago.
    #[error("Execution has exceeded the max execution time")]
    TooLong,
    /// It is the child of a Map Run: it is redriven with that.
    #[error("Execution is redrivable only by redriving its Map Run")]
    ByMapRun,
    /// It ended more than 14 days ago.
    #[error("Execution redrivable period exceeded")]
    TooLate,
}

const DAY: Duration = Duration::from_secs(24 * 3600);
/// How long after its end an execution may be redriven.
const PERIOD: Duration = Duration::from_secs(14 * DAY.as_secs());
/// How long an execution may exist.
const LONGEST: Duration = Duration::from_secs(365 * DAY.as_secs());
/// How long a client token makes requests one.
const TOKEN: Duration = Duration::from_secs(15 * 60);
/// `ExecutionRedriven` and one more event must fit the history.
const ROOM: u64 = 2;

impl NotRedrivable {
    /// Why the execution of `record` cannot be redriven now; `None` when it can. `--quotas unlimited` lifts the limits
    /// of time, as it does that of events; but what is about to be forgotten does not begin again.
    pub(crate) fn of(record: &ExecutionRecord, now: Timestamp, options: &Options) -> Option<Self> {
        match Status::from_byte(record.status) {
            Some(Status::Running) | None => return Some(Self::Running),
            Some(Status::Succeeded) => return Some(Self::Succeeded),
            Some(Status::Failed | Status::TimedOut | Status::Aborted) => {}
        }
        let since = |millis: i64| now.since(Timestamp::from_millis(millis));
        let timed = options.quotas == Quotas::Aws;
        let kept = DAY * options.retention_days;
        let period = if timed { PERIOD.min(kept) } else { kept };
        let history_events = options.limits().history_events;
        if record.run.is_empty() {
            Some(Self::TooEarly)
        } else if record.last_event > history_events.saturating_sub(ROOM) {
            Some(Self::HistoryFull)
        } else if timed && since(record.start_millis) > LONGEST {
            Some(Self::TooLong)
        } else if record.stop_millis.is_some_and(|stop| since(stop) > period) {
            Some(Self::TooLate)
        } else {
            None
        }
    }
}

impl NotRedrivable {
    /// As [`NotRedrivable::of`], for somebody who asks.
    pub(crate) fn by(
        record: &ExecutionRecord,
        by: &RedrivenBy,
        now: Timestamp,
        options: &Options,
    ) -> Option<Self> {
        let child = record.map_run_arn.is_some() && matches!(by, RedrivenBy::Caller(_));
        Self::of(record, now, options).or_else(|| child.then_some(Self::ByMapRun))
    }
}

/// When the execution was redriven by this very request, if it was. A token counts for a while only.
pub(crate) fn repeated(
    record: &ExecutionRecord,
    by: &RedrivenBy,
    now: Timestamp,
) -> Option<Timestamp> {
    let token = match by {
        RedrivenBy::Caller(token) => token.as_deref(),
        RedrivenBy::MapRun(round) => return (record.map_run_round == *round).then_some(now),
    };
    let then = Timestamp::from_millis(record.redrive_millis?);
    let same = token.is_some() && record.redrive_token.as_deref() == token;
    (same && now.since(then) < TOKEN).then_some(then)
}

impl Engine {
    /// Lets an execution that ended without success go on from where it stopped, and returns when that was. Durable
    /// when this returns. With the `token` of a redrive of the last 15 minutes nothing is done again.
    ///
    /// # Errors
    /// [`ExecutionError::NotRedrivable`]; when there is no such execution.
    pub async fn redrive(
        &self,
        arn: &str,
        token: Option<String>,
    ) -> Result<Timestamp, ExecutionError> {
        let execution = self.id_of(arn).await?;
        let (reply, answer) = oneshot::channel();
        let redrive = Message::Redrive(Redrive {
            execution,
            by: RedrivenBy::Caller(token),
            reply,
        });
        self.0.try_send(self.0.lane(execution), redrive)?;
        answer.await.unwrap_or_else(|_| Err(closed().into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ended(status: Status) -> ExecutionRecord {
        ExecutionRecord {
            status: status as u32,
            start_millis: 0,
            stop_millis: Some(0),
            last_event: 5,
            run: bytes::Bytes::from_static(b"run"),
            redrive_millis: Some(0),
            redrive_token: Some("t".into()),
            ..ExecutionRecord::default()
        }
    }

    fn why(record: &ExecutionRecord, after: Duration, quotas: Quotas) -> Option<NotRedrivable> {
        let now = Timestamp::from_millis(0).after(after);
        let options = Options {
            quotas,
            retention_days: 90,
            ..Options::default()
        };
        NotRedrivable::of(record, now, &options)
    }

    #[test]
    fn only_what_ended_without_success_can_be_redriven() {
        let at_once = |record: &ExecutionRecord| why(record, Duration::ZERO, Quotas::Aws);
        for status in [Status::Failed, Status::TimedOut, Status::Aborted] {
            assert_eq!(at_once(&ended(status)), None);
        }
        assert_eq!(
            at_once(&ended(Status::Running)),
            Some(NotRedrivable::Running)
        );
        assert_eq!(
            at_once(&ended(Status::Succeeded)),
            Some(NotRedrivable::Succeeded)
        );
        let old = ExecutionRecord {
            run: bytes::Bytes::new(),
            ..ended(Status::Failed)
        };
        assert_eq!(at_once(&old), Some(NotRedrivable::TooEarly));
    }

    #[test]
    fn limits_hold_from_both_sides_and_time_is_lifted_with_the_quotas() {
        let with = |last_event| ExecutionRecord {
            last_event,
            ..ended(Status::Failed)
        };
        let at_once = |record: &ExecutionRecord| why(record, Duration::ZERO, Quotas::Aws);
        assert_eq!(at_once(&with(24_998)), None);
        assert_eq!(at_once(&with(24_999)), Some(NotRedrivable::HistoryFull));
        let milli = Duration::from_millis(1);
        let failed = ended(Status::Failed);
        assert_eq!(why(&failed, PERIOD, Quotas::Aws), None);
        assert_eq!(
            why(&failed, PERIOD + milli, Quotas::Aws),
            Some(NotRedrivable::TooLate)
        );
        assert_eq!(
            why(&failed, LONGEST + milli, Quotas::Aws),
            Some(NotRedrivable::TooLong)
        );
        assert_eq!(
            why(&failed, LONGEST + milli, Quotas::Unlimited),
            Some(NotRedrivable::TooLate)
        );
        assert_eq!(why(&failed, DAY * 90, Quotas::Unlimited), None);
    }

    #[test]
    fn a_token_makes_requests_one_for_15_minutes() {
        let record = ended(Status::Running);
        let at = |millis| Timestamp::from_millis(millis);
        let limit = i64::try_from(TOKEN.as_millis()).unwrap();
        let with = |token: Option<&str>| RedrivenBy::Caller(token.map(str::to_owned));
        let t = with(Some("t"));
        assert_eq!(repeated(&record, &t, at(limit - 1)), Some(at(0)));
        assert_eq!(repeated(&record, &t, at(limit)), None);
        assert_eq!(repeated(&record, &with(Some("u")), at(1)), None);
        assert_eq!(repeated(&record, &with(None), at(1)), None);
    }

    #[test]
    fn a_child_is_redriven_by_its_map_run_and_once_in_each_round() {
        let record = ExecutionRecord {
            map_run_arn: Some("run".into()),
            map_run_round: 2,
            ..ended(Status::Failed)
        };
        let now = Timestamp::from_millis(limit_of_tokens());
        let options = Options::default();
        let (caller, round) = (RedrivenBy::Caller(None), RedrivenBy::MapRun);
        let by = |by: &RedrivenBy| NotRedrivable::by(&record, by, now, &options);
        assert_eq!(by(&caller), Some(NotRedrivable::ByMapRun));
        assert_eq!(by(&round(3)), None);
        assert_eq!(repeated(&record, &round(2), now), Some(now));
        assert_eq!(repeated(&record, &round(3), now), None);
    }

    fn limit_of_tokens() -> i64 {
        i64::try_from(TOKEN.as_millis()).unwrap()
    }
}
