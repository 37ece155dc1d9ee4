//! The engine from outside: on the memory store, with a manual clock and workers the tests play themselves.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod activity;
mod archive;
mod express;
mod flaky;
mod invariants;
mod left;
mod limits;
mod map_run;
mod map_run_recovery;
mod map_run_redrive;
mod read;
mod redrive;
mod restart;
mod start;
mod support;
mod task;
mod timer;
