//! What is stored of a history, and what is read back.

use asl::event::{EventType, StateEntered};
use futures_util::FutureExt;
use store::{Batch, MemoryStore, Write};

use super::*;

const EXECUTION: ExecutionId = ExecutionId(1);

fn entered(id: u64, text: &str) -> Event {
    Event {
        id,
        previous: id - 1,
        time_millis: 5,
        event_type: EventType::PassStateEntered as i32,
        frame: 0,
        details: Some(Details::Entered(StateEntered {
            name: "S".into(),
            input: Payload::new(text),
        })),
    }
}

/// Stores `steps`, one after the other, and returns the stored bodies.
fn stored(steps: &[Vec<Event>]) -> (MemoryStore, Vec<Bytes>) {
    let store = MemoryStore::new();
    let mut recent = Recent::default();
    let mut all = Vec::new();
    for step in steps {
        let events = encode(step.clone(), &mut recent);
        let mut batch = Batch::default();
        batch.push(Write::AppendEvents {
            execution: EXECUTION,
            first: step[0].id,
            events: events.clone(),
        });
        store.submit(batch).now_or_never().unwrap().unwrap();
        all.extend(events);
    }
    (store, all)
}

fn all(from: u64, direction: Direction) -> Range {
    Range {
        from,
        direction,
        limit: usize::MAX,
        bytes: usize::MAX,
        data: true,
    }
}

fn read_all(store: &MemoryStore, range: Range) -> Vec<Event> {
    let events = read(store, EXECUTION, range).now_or_never().unwrap();
    events.unwrap()
}

#[test]
fn a_repeated_payload_is_stored_once_and_read_in_every_event() {
    let long = "x".repeat(1000);
    let steps = [
        vec![entered(1, &long), entered(2, &long)],
        vec![entered(3, &long)],
    ];
    let (store, bodies) = stored(&steps);
    assert!(bodies[0].len() > 1000);
    assert!(bodies[1].len() < 40 && bodies[2].len() < 40);
    let events = steps.concat();
    assert_eq!(read_all(&store, all(1, Direction::Forward)), events);
    let reversed: Vec<Event> = events.iter().rev().cloned().collect();
    assert_eq!(
        read_all(&store, all(u64::MAX, Direction::Reverse)),
        reversed
    );
    let located = payload(&store, EXECUTION, 3)
        .now_or_never()
        .unwrap()
        .unwrap();
    assert_eq!(
        (located.payload.as_str(), located.holder),
        (long.as_str(), 1)
    );
}

#[test]
fn a_short_payload_is_repeated_and_references_never_chain() {
    let text = |length: usize| "y".repeat(length);
    for (length, referenced) in [(INLINE, false), (INLINE + 1, true)] {
        let text = text(length);
        let steps = [vec![
            entered(1, &text),
            entered(2, &text),
            entered(3, &text),
        ]];
        let (_, bodies) = stored(&steps);
        for body in &bodies[1..] {
            let event = super::decode(2, body).unwrap();
            let Some(Details::Entered(entered)) = event.details else {
                panic!("it is what was stored");
            };
            let holder = entered.input.referenced_event();
            assert_eq!(holder, referenced.then_some(1));
        }
    }
}

#[test]
fn only_the_last_payloads_are_remembered() {
    let text = |n: usize| format!("{n}{}", "z".repeat(100));
    let mut events: Vec<Event> = (0..=REMEMBERED)
        .map(|n| entered(n as u64 + 1, &text(n)))
        .collect();
    events.push(entered(REMEMBERED as u64 + 2, &text(0)));
    let (store, bodies) = stored(&[events.clone()]);
    assert!(bodies.iter().all(|body| body.len() > 100));
    assert_eq!(read_all(&store, all(1, Direction::Forward)), events);
}

#[test]
fn a_range_is_limited_in_events_and_in_bytes_and_has_at_least_one() {
    let events: Vec<Event> = (1..=400)
        .map(|id| entered(id, &format!("{id:0100}")))
        .collect();
    let (store, _) = stored(&[events]);
    let count = |limit, bytes| {
        let range = Range {
            limit,
            bytes,
            ..all(1, Direction::Forward)
        };
        read_all(&store, range).len()
    };
    assert_eq!(count(399, usize::MAX), 399);
    assert_eq!(count(usize::MAX, usize::MAX), 400);
    assert_eq!(count(400, 1000), 10);
    assert_eq!(count(400, 999), 9);
    assert_eq!(count(400, 1), 1);
}

#[test]
fn damage_is_an_error_and_not_an_empty_payload() {
    let store = MemoryStore::new();
    let mut batch = Batch::default();
    batch.push(Write::AppendEvents {
        execution: EXECUTION,
        first: 1,
        events: vec![Bytes::from_static(b"\x09"), Bytes::new()],
    });
    store.submit(batch).now_or_never().unwrap().unwrap();
    for id in [1, 2, 3] {
        let found = payload(&store, EXECUTION, id).now_or_never().unwrap();
        assert!(matches!(found, Err(EngineError::Damaged(_))), "{id}");
    }
}
