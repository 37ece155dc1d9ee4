//! An execution in memory: its record, and the run while it has not ended.

use std::sync::Arc;

use asl::event::Payload;
use asl::step::{Env, ExecutionInfo, TokenMaker};
use asl::validate::MachineType;
use model::Timestamp;
use store::record::execution::ExecutionRecord;
use store::{ExecutionId, TimerKey};

use crate::arn;
use crate::command::FinishReply;
use crate::definition::Definition;
use crate::description::status_of;
use crate::error::EngineError;
use crate::express::Slot;
use crate::interpreter::Run;
use crate::journal::{self, Recent};
use crate::log::LogTarget;
use crate::request::StartRequest;
use crate::shared::Shared;
use crate::status::Status;

/// An execution that a lane knows.
#[derive(Debug)]
pub(crate) struct Live {
    /// As it will be stored, but for the run's bytes.
    pub(crate) record: ExecutionRecord,
    /// Absent once it has ended.
    pub(crate) open: Option<Open>,
    /// What a redrive goes on from, once it has ended without success and somebody has asked.
    pub(crate) halted: Option<Box<Open>>,
    pub(crate) recent: Recent,
    /// The status under which the machine's list shows it.
    pub(crate) listed: Option<Status>,
    /// The latest batch that touches it.
    pub(crate) batch: u64,
    /// When the cache last saw it.
    pub(crate) stamp: u64,
    /// It has more to do at once: the stored timer that says so to a restarted process.
    pub(crate) resume: Option<TimerKey>,
    /// It waits in its lane's queue for its next turn.
    pub(crate) queued: bool,
    /// It was read because a timer of its own is due soon, and nothing has touched it since.
    pub(crate) ahead: bool,
    /// Bytes the cache has counted for it.
    pub(crate) counted: usize,
    /// Length of the run's bytes when it was last stored.
    pub(crate) run_bytes: usize,
    /// Where its events are logged.
    pub(crate) log: Option<LogTarget>,
    /// Present when it lives in memory only.
    pub(crate) express: Option<Box<Express>>,
}

/// What an Express execution has and a Standard one has not.
#[derive(Debug)]
pub(crate) struct Express {
    /// Its start is in the store, to be removed when it ends.
    pub(crate) stored: bool,
    /// What it does outside waits for this batch of the lane: that of its start, or a later one whose effects are
    /// held back as well.
    pub(crate) after: u64,
    /// Who wants to know how it ends.
    pub(crate) waiter: Option<FinishReply>,
    /// As [`Finished::data_bytes`](crate::request::Finished::data_bytes).
    pub(crate) data_bytes: usize,
    /// Its place among those that run.
    pub(crate) _slot: Slot,
}

/// What an execution needs to go on.
#[derive(Debug)]
pub(crate) struct Open {
    pub(crate) run: Run,
    pub(crate) info: ExecutionInfo,
    pub(crate) definition: Arc<Definition>,
    pub(crate) token: TokenMaker,
}

impl Live {
    pub(crate) fn new(record: ExecutionRecord, open: Option<Open>) -> Self {
        Self {
            record,
            open,
            halted: None,
            recent: Recent::default(),
            listed: None,
            batch: 0,
            stamp: 0,
            resume: None,
            queued: false,
            ahead: false,
            counted: 0,
            run_bytes: 0,
            log: None,
            express: None,
        }
        .logged()
    }

    fn logged(mut self) -> Self {
        self.log = self.record.log.as_ref().and_then(LogTarget::of);
        self
    }

    /// Reads an execution. `None` when there is none. With `redrive`, one that ended is read with what a redrive needs.
    pub(crate) async fn load(
        shared: &Shared,
        id: ExecutionId,
        redrive: bool,
    ) -> Result<Option<Box<Self>>, EngineError> {
        let Some(body) = shared.store.execution(id).await? else {
            return Ok(None);
        };
        shared.stats.loaded.add(1);
        let record = decode(id, &body)?;
        let status = status_of(&record)?;
        let mut live = Box::new(Self::new(record, None));
        live.listed = Some(status);
        live.run_bytes = live.record.run.len();
        if status == Status::Running {
            live.open = Some(live.load_open(shared, id).await?);
        } else if redrive && !live.record.run.is_empty() {
            let run = live.record.run.clone();
            live.halted = Some(Box::new(live.load_open(shared, id).await?));
            live.record.run = run;
        }
        Ok(Some(live))
    }

    async fn load_open(&mut self, shared: &Shared, id: ExecutionId) -> Result<Open, EngineError> {
        let store = &*shared.store;
        let run = std::mem::take(&mut self.record.run);
        let mut run = Run::decode(&run).map_err(|error| damaged(id, &error.to_string()))?;
        let mut wanted = run.missing();
        wanted.push(input_event(&self.record));
        let known = short_payloads(&self.record);
        let mut found = journal::payloads(store, id, &wanted, &known).await?;
        let input = found.pop().expect("one payload for each event asked for");
        for (event, located) in wanted.into_iter().zip(found) {
            self.recent.remember(&located);
            run.supply(event, &located.payload);
        }
        let definition = &self.record.definition;
        Ok(Open {
            run,
            info: info(&self.record, input.payload),
            definition: shared.definitions.load(store, definition).await?,
            token: shared.tokens.maker(id),
        })
    }

    /// True when what it does outside need not wait for a commit: `resolved` is the last batch whose outcome is known.
    pub(crate) fn is_prompt(&self, resolved: u64) -> bool {
        let express = self.express.as_ref();
        express.is_some_and(|express| express.after <= resolved)
    }

    /// True when nobody but a timer will ask for it. An Express execution is nowhere but here.
    pub(crate) fn is_dormant(&self) -> bool {
        let asleep = |open: &Open| open.run.is_asleep();
        self.express.is_none() && self.resume.is_none() && self.open.as_ref().is_none_or(asleep)
    }

    pub(crate) fn status(&self) -> Status {
        Status::from_byte(self.record.status).unwrap_or(Status::Running)
    }

    pub(crate) fn kind(&self) -> MachineType {
        match self.express {
            Some(_) => MachineType::Express,
            None => MachineType::Standard,
        }
    }

    /// Roughly what it holds in memory.
    pub(crate) fn bytes(&self) -> usize {
        let input = self.open.as_ref().map_or(0, |open| open.info.input.len());
        // The structs, their strings, the definition's share; a run in memory is about twice its stored form.
        2500 + input + 2 * self.run_bytes + self.recent.bytes()
    }
}

/// The record of a stored execution.
pub(crate) fn decode(id: ExecutionId, body: &[u8]) -> Result<ExecutionRecord, EngineError> {
    ExecutionRecord::decode(body).map_err(|error| damaged(id, &error.to_string()))
}

fn damaged(id: ExecutionId, why: &str) -> EngineError {
    EngineError::Damaged(format!("execution {id}: {why}"))
}

/// Payloads up to so many bytes are kept in the record too.
const SHORT: usize = 128;

/// `payload`, if it is kept in the record.
pub(crate) fn short(payload: &Payload) -> Option<String> {
    (payload.len() <= SHORT).then(|| payload.as_str().to_owned())
}

/// The event that holds the input.
fn input_event(record: &ExecutionRecord) -> u64 {
    record.input_event.unwrap_or(1)
}

/// The payloads that the record holds, by their events.
fn short_payloads(record: &ExecutionRecord) -> Vec<(u64, Payload)> {
    let input = Some(input_event(record)).zip(record.short_input.as_deref());
    let output = record.output_event.zip(record.short_output.as_deref());
    let payloads = input.into_iter().chain(output);
    payloads
        .map(|(event, text)| (event, Payload::new(text)))
        .collect()
}

/// The input, and the output where there is one.
pub(crate) async fn input_and_output(
    shared: &Shared,
    id: ExecutionId,
    record: &ExecutionRecord,
) -> Result<(Payload, Option<Payload>), EngineError> {
    let mut wanted = vec![input_event(record)];
    wanted.extend(record.output_event);
    let known = short_payloads(record);
    let found = journal::payloads(&*shared.store, id, &wanted, &known).await?;
    let mut payloads = found.into_iter().map(|located| located.payload);
    Ok((payloads.next().unwrap_or_default(), payloads.next()))
}

/// The record of an execution that is about to start.
pub(crate) fn first_record(request: &StartRequest, name: &str, now: Timestamp) -> ExecutionRecord {
    ExecutionRecord {
        machine_arn: (*request.machine_arn).to_owned(),
        name: name.to_owned(),
        role_arn: (*request.role_arn).to_owned(),
        definition: request.definition.sha256().to_owned(),
        status: Status::Running as u32,
        start_millis: now.millis(),
        trace_header: request.trace_header.clone(),
        input_bytes_len: request.input.len() as u64,
        version_arn: request.version_arn.clone(),
        alias_arn: request.alias_arn.clone(),
        revision_id: request.revision_id.clone(),
        input_event: Some(1),
        short_input: short(&request.input),
        log: request.log.as_ref().map(LogTarget::record),
        ..ExecutionRecord::default()
    }
}

/// What the context object shows.
pub(crate) fn info(record: &ExecutionRecord, input: Payload) -> ExecutionInfo {
    let (machine_name, region) = arn::machine_parts(&record.machine_arn);
    ExecutionInfo {
        arn: arn::of_execution(&record.machine_arn, &record.name),
        name: record.name.clone(),
        role_arn: record.role_arn.clone(),
        start: Timestamp::from_millis(record.start_millis),
        input,
        machine_arn: record.machine_arn.clone(),
        machine_name: machine_name.to_owned(),
        region: region.to_owned(),
        alias_arn: record.alias_arn.clone(),
        version_arn: record.version_arn.clone(),
        redrive_count: Some(record.redrive_count),
        redrive_time: record.redrive_millis.map(Timestamp::from_millis),
    }
}

/// What one step of an execution may know.
pub(crate) fn env(
    shared: &Shared,
    kind: MachineType,
    token: &TokenMaker,
    now: Timestamp,
    seed: u64,
) -> Env {
    let mut limits = shared.limits;
    if kind == MachineType::Express {
        // There is no history to be full (<https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html>).
        limits.history_events = u64::MAX;
    }
    Env {
        now,
        seed,
        limits,
        token: token.clone(),
        activities: shared.options.activities.clone(),
    }
}
