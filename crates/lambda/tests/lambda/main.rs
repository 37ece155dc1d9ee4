//! Functions in real processes, through AWS's own runtime interface client.

mod bench;
mod failures;
mod fence;
mod invocations;
mod support;
