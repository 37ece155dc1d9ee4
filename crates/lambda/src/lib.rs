//! Functions: their code and versions, the processes that run them behind a fence, the Runtime API those speak, and
//! invocations.
//!
//! [`Lambda`] is the handle. A call takes this way: [`Lambda::invoke`] finds the function and its deployment (code
//! unpacked, runtime installed), the pool gives it an execution environment, the environment's task hands the event to
//! the runtime process through the Runtime API and gets the answer the same way.
//!
//! # Layout
//! - [`function`]: functions as they are kept. [`registry`]: creating and changing them. [`code`]: packages.
//! - [`invoke`], [`event`]: synchronous and asynchronous calls. [`error`], [`limits`], [`options`].
//! - `pool`, `deployment`, `environment`: which process serves a call, and how.
//! - `opening`, [`sandbox`]: the fence and what is inside. `variables`: environment variables. `reach`: what other users can read.
//! - `runtime_api`, `output`, [`journal`], `memory`: what goes to and comes from a process.
//! - [`runtime`]: interpreters and AWS's clients for them.
#![cfg(target_os = "linux")]

mod clock;
pub mod code;
mod deployment;
mod environment;
pub mod error;
pub mod event;
pub mod function;
mod host;
pub mod invoke;
pub mod journal;
mod lambda;
pub mod limits;
mod memory;
mod opening;
pub mod options;
mod output;
mod payload;
mod pool;
mod reach;
pub mod registry;
pub mod runtime;
mod runtime_api;
pub mod sandbox;
mod variables;

pub use code::CodeError;
pub use deployment::runtime_version_arn;
pub use error::{FunctionError, InvokeError};
pub use function::{Configuration, Function, FunctionVersion, VersionNumber};
pub use invoke::{Invocation, Invoked, Target};
pub use journal::{LogEvent, LogSink, LogTarget};
pub use lambda::{Lambda, OpenError};
pub use options::Options;
pub use pool::Throttle;
pub use registry::{CodeUpdate, NewFunction, Publication};
pub use runtime::{RuntimeError, Runtimes};
pub use sandbox::sandbox_main;
pub use variables::{AccountCredentials, Credentials, RoleCredentials};
