//! Durable execution of state machines: commands in, history out, nothing lost.
//!
//! An execution belongs to one of 256 logical [`shard`]s; a few lanes run them. A lane drains its inbox, applies each
//! command to the run concerned with the pure interpreter of [`asl`], collects one batch, hands it to the store, and
//! performs the effects (answers, timers, task offers) only when the batch is durable. While one batch syncs, the next
//! is computed with its effects held back.
//!
//! The engine knows no Lambda, HTTP or IAM (invariant 6): it offers tasks and receives results.
//!
//! # Layout
//! - [`engine`]: the handle: open, start, describe, list, history, stop, close.
//! - [`task`]: the workers' side: offers, results, task tokens.
//! - [`activity`]: the long poll of activity workers.
//! - [`request`], [`description`], [`arn`], [`status`], [`page`]: what goes in and out.
//! - [`redrive`]: executions that go on after an unsuccessful end.
//! - [`explain`]: what an execution waits for, and since when.
//! - [`definition`]: compiled definitions by their SHA-256.
//! - [`clock`], [`id`]: time, names and random numbers come in here and nowhere else.
//! - [`log`]: what is handed over to be logged elsewhere, and at which level.
//! - [`options`], [`error`], [`stats`]: what can be set, what can fail, what can be seen.
//! - [`map_run`]: distributed Maps: children, counts, results.
//! - `lane`: one lane: its inbox, cache, commits in flight, effects.
//! - `apply`: what a command does to an execution, and the batch that holds it.
//! - `express`: executions that live in memory, and what is stored of them so that they run again.
//! - `live`: an execution in memory and its record.
//! - `journal`: stored events and their shared payloads.
//! - `timer`, `outbox`: stored timers and task offers, and the part of them that is in memory.
//! - `archive`: finished histories move to the archive, and are forgotten when their time is over.
//! - `token`: task tokens and page tokens under a MAC.

pub mod activity;
mod apply;
mod archive;
pub mod arn;
pub mod clock;
mod command;
pub mod definition;
pub mod description;
mod effect;
pub mod engine;
pub mod error;
pub mod explain;
mod express;
pub mod id;
mod interpreter;
mod journal;
mod lane;
mod live;
pub mod log;
pub mod map_run;
pub mod options;
mod outbox;
pub mod page;
mod read;
pub mod redrive;
pub mod request;
pub mod shard;
mod shared;
pub mod stats;
pub mod status;
pub mod task;
mod timer;
mod together;
mod token;

pub use activity::ActivityTask;
pub use asl::validate::MachineType;
pub use clock::{Clock, ManualClock, SystemClock};
pub use definition::Definition;
pub use description::{Description, Summary};
pub use engine::Engine;
pub use error::{
    EngineError, ExecutionError, MapRunError, OpenError, StartError, TaskError, TokenError,
};
pub use explain::{Blocked, Explanation, Place};
pub use id::{IdSource, RandomIds, SeededIds};
pub use log::{ExecutionLog, LogEntry, LogLevel, LogTarget};
pub use map_run::describe::{Changes, Counts, MapRunDescription};
pub use map_run::objects::{ExportedObject, ItemIterator, MapRunCaller, MapRunObjects};
pub use options::{Options, Quotas};
pub use page::{HistoryPage, HistoryQuery, ListQuery, ListedPage, PageToken};
pub use redrive::NotRedrivable;
pub use request::{Finished, StartRequest, Started};
pub use status::Status;
pub use task::{Departure, Left, Offer, TaskRef};
