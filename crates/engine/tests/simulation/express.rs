//! Express executions in the simulation: every acknowledged start comes to an end at least once, whatever crashes, and
//! nothing of it stays. How they end is seen in what they log.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use asl::event::{EventType, Payload};
use engine::{
    ExecutionLog, Finished, LogEntry, LogLevel, LogTarget, MachineType, StartError, StartRequest,
    Started, Status,
};
use store::Store;

use crate::life::Call;
use crate::machines::MACHINES;
use crate::world::Simulation;

/// Those of [`MACHINES`] that run as Express ones: a chain, timers, tasks, branches.
const EXPRESS: [usize; 6] = [0, 1, 3, 4, 8, 9];

/// The executions that logged their end.
#[derive(Debug, Default)]
pub(crate) struct Ends(Mutex<BTreeSet<String>>);

impl ExecutionLog for Ends {
    fn log(&self, entry: LogEntry) {
        let is_end = |number| {
            let kind = EventType::try_from(number).unwrap();
            kind == EventType::ExecutionSucceeded || LogLevel::Fatal.covers(kind)
        };
        if entry.events.iter().any(|event| is_end(event.event_type)) {
            self.0.lock().unwrap().insert(entry.execution_arn);
        }
    }
}

impl Simulation {
    /// Starts an Express execution, and waits for its end or does not.
    pub(crate) fn start_express(&mut self) {
        let which = usize::try_from(self.random.below(EXPRESS.len() as u64)).unwrap();
        let engine = self.life().engine.clone();
        let definition = engine.definition(MACHINES[EXPRESS[which]]).unwrap();
        let request = StartRequest {
            kind: MachineType::Express,
            log: Some(LogTarget {
                group_arn: "group".into(),
                level: LogLevel::All,
                include_data: true,
            }),
            ..StartRequest::new(
                "arn:aws:states:us-east-1:123456789012:stateMachine:X".into(),
                "arn:aws:iam::123456789012:role/R".into(),
                definition,
                Payload::new("{}"),
            )
        };
        let synchronous = self.random.chance(400);
        let runtime = &self.life().runtime;
        let call = match synchronous {
            true => Call::Sync(runtime.spawn(async move { engine.start_sync(request).await })),
            false => Call::Express(runtime.spawn(async move { engine.start(request).await })),
        };
        self.life().calls.push(call);
    }

    pub(crate) fn express_started(&mut self, result: Result<Started, StartError>) {
        if let Ok(started) = result {
            self.totals.express += 1;
            let new = self.express.insert(started.arn);
            assert!(new, "an Express execution has an ARN of its own");
        }
    }

    pub(crate) fn express_finished(&mut self, result: Result<Finished, StartError>) {
        if let Ok(finished) = result {
            self.totals.synchronous += 1;
            assert_ne!(finished.status, Status::Running);
            assert!(finished.stop >= finished.start);
            let ends = self.ends.0.lock().unwrap();
            assert!(
                ends.contains(&finished.arn),
                "it is logged before it is answered"
            );
        }
    }

    /// At the end: all acknowledged ones have ended, and no start is left in the store.
    pub(crate) fn check_express(&mut self) {
        let ends = Arc::clone(&self.ends);
        let ended = ends.0.lock().unwrap();
        for arn in &self.express {
            assert!(ended.contains(arn), "an acknowledged start is lost: {arn}");
        }
        let life = self.life();
        let left = life.store.documents("engine.express", "");
        let left = life.runtime.block_on(left).unwrap();
        assert_eq!(left.len(), 0, "a start stays in the store");
    }
}
