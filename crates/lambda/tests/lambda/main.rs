//! Functions in real processes, through AWS's own runtime interface client.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "tests")]

mod failures;
mod fence;
mod invocations;
mod queue;
mod support;
