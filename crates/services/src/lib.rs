//! AWS operations, a file each, and the one door that every call passes.
//!
//! A request of an SDK, an `AWS` integration of API Gateway and a Task of a workflow all mean the same: call operation
//! O of service S as principal P. They meet in [`App::call`]: authorize, then do.
//!
//! # Layout
//! - [`app`]: the components that operations work on, opened over one store.
//! - [`call`]: the door: who calls, what they may do, and the operation's result.
//! - [`access`]: what a principal's policies say, and what the IAM mode makes of it.
//! - [`operations`]: the table that ties operations to their files.
//! - [`forward`]: services that this server does not have, and where they are.
//! - [`meters`]: what is counted for `/metrics`.
//! - [`client`]: calls to the outside.
//! - [`http`]: requests from the network: the AWS endpoint, invoke addresses, health.
//! - [`worker`]: tasks of workflows, taken from the engine and called through the door.
//! - [`execution_logs`]: what executions log goes to CloudWatch Logs.
//! - [`map_runs`]: items and results of Map Runs in buckets, read and written as the execution's role.
//! - [`integrator`]: API Gateway's integrations, called through the door.
//! - `states`, `lambda`, `apigateway`, `events`, `logs`, `iam`, `sts`: the operations, a folder a service.

pub mod access;
mod apigateway;
pub mod app;
pub mod call;
pub mod client;
pub mod events;
pub mod execution_logs;
pub mod forward;
pub mod http;
pub mod iam;
pub mod integrator;
mod lambda;
mod logs;
pub mod map_runs;
pub mod meters;
pub mod operations;
pub mod states;
mod sts;
pub mod worker;

pub use app::{App, Options};
pub use call::{Caller, Context};
