//! The history says everything about a run: folding the events gives where the live run stands.
#![expect(clippy::unwrap_used, reason = "tests")]

#[path = "support/definitions.rs"]
#[allow(dead_code, reason = "each test uses a part of it")]
mod definitions;
#[path = "support/history.rs"]
#[allow(dead_code, reason = "each test uses a part of it")]
mod history;

use std::collections::BTreeMap;

use asl::event::{Details, Event, EventType};
use asl::run::{Reason, Wait};
use definitions::{LIMITS, graph, happen, happening};
use history::World;
use model::Timestamp;
use proptest::prelude::*;

/// What the events say of one frame.
#[derive(Clone, Debug, PartialEq)]
struct Folded {
    state: String,
    entered: Timestamp,
    last_event: u64,
    /// The event that says what the frame does now.
    doing: EventType,
}

/// Where each frame stands by the history alone. Frames that have ended stay as they were left.
fn fold(events: &[Event]) -> BTreeMap<u32, Folded> {
    let mut frames = BTreeMap::<u32, Folded>::new();
    for event in events {
        let doing = EventType::try_from(event.event_type).unwrap();
        match &event.details {
            Some(Details::Entered(entered)) => {
                let folded = Folded {
                    state: entered.name.clone(),
                    entered: event.time(),
                    last_event: event.id,
                    doing,
                };
                frames.insert(event.frame, folded);
            }
            _ if doing.name().ends_with("Aborted") => drop(frames.remove(&event.frame)),
            _ if is_aside(doing) => {}
            _ => {
                if let Some(frame) = frames.get_mut(&event.frame) {
                    (frame.last_event, frame.doing) = (event.id, doing);
                }
            }
        }
    }
    frames
}

/// Events that no other event of their frame points back to.
fn is_aside(event_type: EventType) -> bool {
    matches!(
        event_type,
        EventType::ExecutionStarted
            | EventType::MapIterationStarted
            | EventType::MapIterationSucceeded
            | EventType::MapIterationFailed
            | EventType::MapStateSucceeded
            | EventType::ParallelStateSucceeded
    )
}

/// What the events of a frame that waits for `reason` end with.
fn fits(reason: &Reason, doing: EventType) -> bool {
    let name = doing.name();
    match reason {
        Reason::Turn | Reason::Retry { .. } => true,
        Reason::Time { .. } => name == "WaitStateEntered",
        Reason::Task { started: false, .. } => name.ends_with("Scheduled"),
        Reason::Task { started: true, .. } => {
            name.ends_with("Started") || name.ends_with("Submitted")
        }
        Reason::Branches { .. } => name == "MapStateStarted" || name == "ParallelStateStarted",
        Reason::MapRun { .. } => name.starts_with("MapRun"),
    }
}

fn check(world: &World) {
    if world.outcome.is_some() {
        // What is kept of a run that has ended is for a redrive.
        return;
    }
    let folded = fold(&world.events);
    let waits: Vec<Wait> = world.run.waits(&world.program, usize::MAX);
    for wait in &waits {
        if matches!(wait.reason, Reason::Retry { .. }) {
            // A Parallel or Map that is tried again goes on from the last event of the child that failed.
            let here =
                |frame: &&Folded| frame.state == wait.state && Some(frame.entered) == wait.entered;
            let found = folded.values().find(here);
            assert!(found.is_some(), "{wait:?} is no frame of {folded:?}");
            continue;
        }
        let found: Vec<&Folded> = folded
            .values()
            .filter(|frame| frame.last_event == wait.last_event)
            .collect();
        let [frame] = found[..] else {
            panic!("{wait:?} is no frame of {folded:?}");
        };
        assert_eq!(frame.state, wait.state);
        assert_eq!(Some(frame.entered), wait.entered);
        assert!(fits(&wait.reason, frame.doing), "{wait:?} {frame:?}");
    }
    // A frame that by the history waits for something outside does so in the run as well.
    for frame in folded.values().filter(|frame| waits_outside(frame.doing)) {
        let waiting = waits.iter().any(|wait| wait.last_event == frame.last_event);
        assert!(waiting, "{frame:?} is forgotten by {waits:?}");
    }
}

fn waits_outside(doing: EventType) -> bool {
    let name = doing.name();
    name == "WaitStateEntered" || name.ends_with("Scheduled") || name.ends_with("Submitted")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_fold_of_the_history_is_the_run(
        definition in graph(2),
        happenings in prop::collection::vec(happening(), 0..40),
    ) {
        let input = r#"{"a":{"b":1},"list":[1,{"a":2}]}"#;
        let Ok(mut world) = World::start(&definition.to_string(), input, LIMITS, false) else {
            return Err(TestCaseError::reject("does not compile"));
        };
        check(&world);
        for what in &happenings {
            happen(&mut world, what);
            check(&world);
        }
    }
}
