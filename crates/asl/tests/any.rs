//! Whatever the definition, the input and the commands: no panic, a well-formed history, and the same events when
//! the run is encoded and decoded between any two steps.
#![expect(clippy::unwrap_used, reason = "tests")]

#[path = "support/definitions.rs"]
#[allow(dead_code, reason = "each test uses a part of it")]
mod definitions;
#[path = "support/history.rs"]
#[allow(dead_code, reason = "each test uses a part of it")]
mod history;

use asl::event::EventType;
use asl::run::Run;
use asl::step::TaskId;
use definitions::{LIMITS, about, graph, happen, happening};
use history::{World, env};
use proptest::prelude::*;

fn check(world: &World) {
    for (index, event) in world.events.iter().enumerate() {
        let last = index + 1 == world.events.len();
        assert_eq!(event.id, index as u64 + 1);
        assert!(event.previous < event.id);
        let name = EventType::try_from(event.event_type).unwrap().name();
        let ends = name.starts_with("Execution") && name != "ExecutionStarted";
        assert_eq!(ends, last && world.outcome.is_some(), "{name}");
    }
    assert!(world.events.len() as u64 <= LIMITS.history_events);
    if world.outcome.is_some() {
        assert!(world.run.is_over() && world.timers.is_empty());
    } else {
        assert!(
            !world.timers.is_empty() || !world.offers.is_empty() || !world.map_runs.is_empty(),
            "nothing would ever wake it"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    /// Invariant 4: interpretation is total; whatever happens to any definition gives events, never a panic.
    #[test]
    fn any_execution_is_well_formed_and_survives_forgetting(
        definition in graph(2),
        happenings in prop::collection::vec(happening(), 0..40),
    ) {
        let definition = definition.to_string();
        let input = r#"{"a":{"b":1},"list":[1,{"a":2}]}"#;
        let worlds = [false, true].map(|forgetful| World::start(&definition, input, LIMITS, forgetful));
        let [Ok(mut warm), Ok(mut cold)] = worlds else {
            return Err(TestCaseError::reject("does not compile"));
        };
        check(&warm);
        for what in &happenings {
            happen(&mut warm, what);
            happen(&mut cold, what);
            check(&warm);
        }
        prop_assert_eq!(&warm.events, &cold.events);
        prop_assert_eq!(&warm.timers, &cold.timers);
        prop_assert_eq!(&warm.outcome, &cold.outcome);
    }

    #[test]
    fn damaged_bytes_never_panic(
        definition in graph(1),
        happenings in prop::collection::vec(happening(), 0..10),
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
        cut in any::<prop::sample::Index>(),
    ) {
        let input = r#"{"a":{"b":1},"list":[1,{"a":2}]}"#;
        let Ok(mut world) = World::start(&definition.to_string(), input, LIMITS, false) else {
            return Err(TestCaseError::reject("does not compile"));
        };
        for what in &happenings {
            happen(&mut world, what);
        }
        let mut bytes = world.run.encode();
        for (place, value) in &damage {
            let place = place.index(bytes.len());
            bytes[place] = *value;
        }
        let _ = Run::decode(&bytes[..cut.index(bytes.len())]);
        if let Ok(mut run) = Run::decode(&bytes) {
            for task in 0..30 {
                let command = about(2, TaskId(task));
                let env = env(world.now, LIMITS);
                let _ = asl::interpret::apply(&world.program, &mut run, &world.info, command, &env);
            }
            let _ = run.encode();
        }
    }

    #[test]
    fn any_text_compiles_or_is_refused(text in ".{0,200}", value in graph(2), cut in any::<prop::sample::Index>()) {
        let _ = asl::program::Program::compile(&text);
        let whole = value.to_string();
        let end = (0..=cut.index(whole.len())).rev().find(|at| whole.is_char_boundary(*at)).unwrap_or(0);
        let _ = asl::program::Program::compile(&whole[..end]);
    }
}
