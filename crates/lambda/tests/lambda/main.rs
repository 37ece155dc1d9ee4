//! Functions in real processes, through AWS's own runtime interface client.

mod failures;
mod fence;
mod invocations;
mod support;
