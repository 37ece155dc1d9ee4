//! What must hold after every step, and a count of what happened so that a run that tested nothing is noticed.

use std::collections::{HashMap, HashSet};

use asl::event::{Details, Event, EventType};
use engine::{Description, Status};

/// What one seed, or all of them, went through.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Totals {
    pub(crate) acknowledged: u64,
    pub(crate) refused: u64,
    pub(crate) existing: u64,
    pub(crate) crashes: u64,
    pub(crate) failed_commits: u64,
    pub(crate) results: u64,
    pub(crate) gone: u64,
    pub(crate) offers: u64,
    pub(crate) repeated_offers: u64,
    pub(crate) events: u64,
    pub(crate) archived: u64,
    pub(crate) redriven: u64,
    pub(crate) express: u64,
    pub(crate) synchronous: u64,
    pub(crate) map_runs: u64,
    pub(crate) children: u64,
    pub(crate) redriven_runs: u64,
    pub(crate) ended: [u64; 5],
}

impl Totals {
    pub(crate) fn add(&mut self, other: Self) {
        self.acknowledged += other.acknowledged;
        self.refused += other.refused;
        self.existing += other.existing;
        self.crashes += other.crashes;
        self.failed_commits += other.failed_commits;
        self.results += other.results;
        self.gone += other.gone;
        self.offers += other.offers;
        self.repeated_offers += other.repeated_offers;
        self.events += other.events;
        self.archived += other.archived;
        self.redriven += other.redriven;
        self.express += other.express;
        self.synchronous += other.synchronous;
        self.map_runs += other.map_runs;
        self.children += other.children;
        self.redriven_runs += other.redriven_runs;
        for (sum, more) in self.ended.iter_mut().zip(other.ended) {
            *sum += more;
        }
    }

    /// Over many seeds, everything that can happen has happened.
    pub(crate) fn assert_everything_happened(&self) {
        if self.crashes < 100 {
            return;
        }
        let happened = [
            self.acknowledged,
            self.refused,
            self.existing,
            self.failed_commits,
            self.results,
            self.gone,
            self.offers,
            self.repeated_offers,
            self.archived,
            self.redriven,
            self.express,
            self.synchronous,
            self.map_runs,
            self.children,
            self.redriven_runs,
        ];
        assert!(happened.iter().all(|count| *count > 0), "{self:?}");
        assert_eq!(
            self.ended[Status::Running as usize - 1],
            0,
            "all have ended"
        );
        let ends = &self.ended[1..];
        assert!(ends.iter().all(|count| *count > 0), "{self:?}");
    }
}

/// One execution as it was last seen in the store.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    events: Vec<Event>,
    pub(crate) status: Option<Status>,
}

impl Seen {
    pub(crate) fn last_event(&self) -> u64 {
        self.events.len() as u64
    }

    /// A task's result, if it has one.
    pub(crate) fn result_of(&self, task: u64) -> Option<&Event> {
        self.events
            .iter()
            .find(|event| is_result(event) && scheduled_by(&self.events, event) == Some(task))
    }

    pub(crate) fn is_scheduled(&self, task: u64) -> bool {
        let event = self.events.iter().find(|event| event.id == task);
        event.is_some_and(|event| name(event).ends_with("Scheduled"))
    }

    /// Takes the events that came since the last look, and checks all.
    pub(crate) fn grow(&mut self, more: Vec<Event>, description: &Description) {
        self.events.extend(more);
        let ids = self.events.iter().map(|event| event.id);
        assert!(ids.eq(1..=description.last_event), "event ids have no gaps");
        assert!(self.status.is_none_or(|status| status == Status::Running));
        self.status = Some(description.summary.status);
        self.agrees_with(description);
        self.enters_once();
        self.starts_and_ends_tasks_once();
        self.waits_long_enough();
        self.times_out_and_retries_in_time();
    }

    /// What was seen, for comparing it with what is read later.
    pub(crate) fn events(&self) -> &[Event] {
        &self.events
    }

    fn agrees_with(&self, description: &Description) {
        let (first, last) = self.events.first().zip(self.events.last()).unwrap();
        assert_eq!(first.time(), description.summary.start);
        let status = match name(last) {
            "ExecutionSucceeded" => Status::Succeeded,
            "ExecutionFailed" => Status::Failed,
            "ExecutionTimedOut" => Status::TimedOut,
            "ExecutionAborted" => Status::Aborted,
            _ => Status::Running,
        };
        assert_eq!(description.summary.status, status, "the record is the fold");
        let stop = (status != Status::Running).then_some(last.time());
        assert_eq!(description.summary.stop, stop);
        let Some(Details::Started(started)) = &first.details else {
            panic!("the first event starts the execution");
        };
        assert_eq!(description.input.as_str(), started.input.as_str());
        match (&last.details, status) {
            (Some(Details::Output(output)), Status::Succeeded) => {
                assert_eq!(description.output.as_ref(), Some(output));
            }
            // An execution that timed out shows neither error nor cause, although its last event does.
            (Some(Details::Failure(failure)), Status::Failed | Status::Aborted) => {
                assert_eq!(description.error, failure.error);
                assert_eq!(description.cause, failure.cause);
            }
            _ => {}
        }
    }

    /// One cause enters a state once.
    fn enters_once(&self) {
        let mut causes = HashSet::new();
        for event in &self.events {
            if let Some(Details::Entered(entered)) = &event.details {
                let cause = (event.previous, event.frame, &entered.name);
                assert!(causes.insert(cause), "entered twice: {event:?}");
            }
        }
    }

    fn starts_and_ends_tasks_once(&self) {
        let mut started = HashSet::new();
        let mut ended = HashSet::new();
        for event in &self.events {
            let task = || scheduled_by(&self.events, event);
            if is_start(event) {
                assert!(started.insert(task()), "started twice: {event:?}");
            }
            if is_result(event) {
                assert!(ended.insert(task()), "two results: {event:?}");
            }
        }
    }

    /// A Wait state's seconds are at the end of its name's state: the definitions give each name one duration.
    fn waits_long_enough(&self) {
        let mut entered: HashMap<(u32, &str), i64> = HashMap::new();
        for event in &self.events {
            match (name(event), &event.details) {
                ("WaitStateEntered", Some(Details::Entered(state))) => {
                    entered.insert((event.frame, &state.name), event.time_millis);
                }
                ("WaitStateExited", Some(Details::Exited(state))) => {
                    let since = entered.remove(&(event.frame, state.name.as_str()));
                    let waited = event.time_millis - since.expect("it was entered once");
                    assert!(waited >= 1000, "a timer fired early: {event:?}");
                }
                _ => {}
            }
        }
    }

    /// Neither a timeout nor a retry comes early. The definitions retry after two seconds, and one of them ends after
    /// twelve.
    fn times_out_and_retries_in_time(&self) {
        let find = |id: u64| self.events.iter().find(|event| event.id == id);
        for event in &self.events {
            let before = find(event.previous);
            let since = |earlier: &Event| event.time_millis - earlier.time_millis;
            let kind = name(event);
            if kind == "ExecutionTimedOut" {
                assert!(since(&self.events[0]) >= 12_000, "too early: {event:?}");
            } else if kind.ends_with("TimedOut") {
                let scheduled = scheduled_by(&self.events, event).and_then(find);
                let scheduled = scheduled.expect("only what was scheduled times out");
                assert!(
                    since(scheduled) >= limit_of(scheduled),
                    "too early: {event:?}"
                );
            } else if kind.ends_with("Scheduled") {
                let failed = before.filter(|before| is_result(before));
                assert!(
                    failed.is_none_or(|failed| since(failed) >= 2000),
                    "{event:?}"
                );
            }
        }
    }

    /// The longest time between entering and leaving a Wait state.
    pub(crate) fn wait_of(&self, state: &str) -> Option<i64> {
        let time = |wanted: &str| {
            let of_state = |event: &&Event| match &event.details {
                Some(Details::Entered(entered)) => entered.name == state,
                Some(Details::Exited(exited)) => exited.name == state,
                _ => false,
            };
            let mut events = self.events.iter().filter(|event| name(event) == wanted);
            events.find(of_state).map(|event| event.time_millis)
        };
        Some(time("WaitStateExited")? - time("WaitStateEntered")?)
    }
}

pub(crate) fn name(event: &Event) -> &'static str {
    EventType::try_from(event.event_type).unwrap().name()
}

/// The shortest time, in milliseconds, after which a task can time out.
fn limit_of(scheduled: &Event) -> i64 {
    let limits = match &scheduled.details {
        Some(Details::WorkScheduled(work)) => [work.timeout_seconds, work.heartbeat_seconds],
        Some(Details::TaskScheduled(task)) => [task.timeout_seconds, task.heartbeat_seconds],
        other => panic!("not scheduled: {other:?}"),
    };
    let shortest = limits.into_iter().flatten().min();
    shortest.expect("a task without a limit never times out") * 1000
}

const TASKS: [&str; 3] = ["LambdaFunction", "Activity", "Task"];

fn is_start(event: &Event) -> bool {
    let kind = name(event);
    TASKS
        .iter()
        .any(|task| kind.strip_prefix(task) == Some("Started"))
}

fn is_result(event: &Event) -> bool {
    let ends = ["Succeeded", "Failed", "TimedOut"];
    let kind = name(event);
    TASKS
        .iter()
        .filter_map(|task| kind.strip_prefix(task))
        .any(|end| ends.contains(&end))
}

/// The event that scheduled the task that `event` is about: the nearest one before it in its branch.
fn scheduled_by(events: &[Event], event: &Event) -> Option<u64> {
    let mut at = event;
    while !name(at).ends_with("Scheduled") {
        at = events.get(usize::try_from(at.previous).ok()?.checked_sub(1)?)?;
    }
    Some(at.id)
}
