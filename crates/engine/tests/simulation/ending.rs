//! The end of a simulation: everything that runs comes to its end, and all of it is looked at once more.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Duration;

use asl::event::{Details, Payload};
use engine::{Engine, ListQuery, Status};
use store::Store;
use store::record::execution::ExecutionRecord;

use crate::life::Call;
use crate::machines::MACHINES;
use crate::world::{Known, Simulation, history, machine};

/// Every execution whose start was acknowledged is in its machine's list, once, with its status.
async fn check_list(engine: &Engine, index: usize, known: &BTreeMap<String, Known>) {
    let mut query = ListQuery {
        machine_arn: machine(index),
        status: None,
        limit: 5,
        token: None,
    };
    let mut listed = HashMap::new();
    loop {
        let page = engine.list(&query).await.unwrap();
        for summary in page.executions {
            let twice = listed.insert(summary.arn.clone(), summary.status);
            assert_eq!(twice, None, "listed twice: {}", summary.arn);
        }
        match page.next {
            Some(next) => query.token = Some(next),
            None => break,
        }
    }
    let prefix = machine(index).replace("stateMachine", "execution") + ":";
    for (arn, known) in known.iter().filter(|(arn, _)| arn.starts_with(&prefix)) {
        assert_eq!(listed.get(arn).copied(), known.seen.status, "{arn}");
    }
}

impl Simulation {
    /// Lets everything come to its end, and looks at all of it once more.
    pub(crate) fn finish(&mut self) {
        for round in 0..400 {
            if self.life().store.health().failure.is_some() {
                self.crash();
            }
            self.life().store.release_all();
            self.life().turn(40);
            self.collect();
            self.serve_all();
            self.clock.advance(Duration::from_secs(2));
            if round % 20 == 19 {
                self.check();
                let running = |known: &Known| known.seen.status == Some(Status::Running);
                if round >= 60 && !self.known.values().any(running) {
                    break;
                }
            }
        }
        self.check();
        self.check_the_end();
        self.check_the_archive();
    }

    /// Everything has been archived by now, and reads as before; the lists show it once.
    fn check_the_archive(&mut self) {
        for _ in 0..60 {
            if self.life().store.health().failure.is_some() {
                self.crash();
            }
            self.life().store.release_all();
            self.clock.advance(Duration::from_millis(700));
            self.life().turn(40);
            if !self.is_something_to_archive() {
                break;
            }
        }
        assert!(!self.is_something_to_archive());
        let known = std::mem::take(&mut self.known);
        let life = self.life();
        let engine = &life.engine;
        life.runtime.block_on(async {
            for (arn, known) in &known {
                let seen = known.seen.events();
                assert_eq!(history(engine, arn, 7, false).await, seen, "{arn}");
                let back = history(engine, arn, 9, true).await;
                assert!(back.iter().eq(seen.iter().rev()), "{arn}");
            }
            for index in 0..MACHINES.len() {
                check_list(engine, index, &known).await;
            }
        });
        let archived = life.engine.stats().archived.get();
        self.totals.archived += archived;
        self.check_map_runs();
    }

    /// Every task gets a result.
    fn serve_all(&mut self) {
        while self.life().offers.len() < 6 {
            let held = self.life().offers.len();
            self.take_offer();
            if self.life().offers.len() == held {
                break;
            }
        }
        for offer in self.life().offers.clone() {
            let task = offer.task();
            let output = self.output();
            let reporter = Arc::clone(&offer);
            let sent = output.clone();
            let handle = self
                .life()
                .runtime
                .spawn(async move { reporter.succeeded(Payload::new(sent)).await });
            let output = Some(output);
            self.life().calls.push(Call::Report {
                task,
                output,
                offer,
                handle,
            });
        }
        for (token, _) in self.tokens.clone() {
            let engine = self.life().engine.clone();
            let output = Payload::new(self.output());
            self.life().runtime.spawn(async move {
                drop(engine.send_task_success(&token, output).await);
            });
        }
        self.tokens.clear();
        self.poll_activity();
        self.life().turn(40);
        self.collect();
    }

    /// Something has ended and is not archived. What runs still was never acknowledged, or it would have ended.
    fn is_something_to_archive(&mut self) -> bool {
        let life = self.life();
        let store = &life.store;
        life.runtime.block_on(async {
            for id in store.unarchived(None, usize::MAX).await.unwrap() {
                let record = store.execution(id).await.unwrap().expect("it has events");
                let record = ExecutionRecord::decode(&record).unwrap();
                if record.status != Status::Running as u32 {
                    return true;
                }
            }
            false
        })
    }

    fn check_the_end(&mut self) {
        self.check_express();
        let mut events = 0;
        let mut ended = [0; 5];
        for (arn, known) in &self.known {
            let status = known.seen.status.expect("it was read");
            assert_ne!(status, Status::Running, "stuck: {arn}");
            ended[status as usize - 1] += 1;
            events += known.seen.last_event();
            for (state, millis) in [("V", 2000), ("W", 1000)] {
                if let Some(waited) = known.seen.wait_of(state) {
                    assert!(waited >= millis, "{arn} waited {waited} ms in {state}");
                }
            }
        }
        self.totals.events = events;
        self.totals.ended = ended;
        let results: HashMap<_, _> = self.acknowledged_results.iter().cloned().collect();
        assert_eq!(
            results.len(),
            self.acknowledged_results.len(),
            "one result a task"
        );
        for (task, output) in results {
            let known = self
                .arns
                .get(&task.execution)
                .and_then(|arn| self.known.get(arn));
            let Some(known) = known else { continue };
            let event = known.seen.result_of(task.task.0);
            let event = event.expect("an acknowledged result is in the history");
            let held = match &event.details {
                Some(Details::Output(held)) => held,
                Some(Details::TaskOutput(held)) => &held.output,
                other => panic!("another result was applied: {other:?}"),
            };
            assert_eq!(held.as_str(), output);
        }
    }
}
