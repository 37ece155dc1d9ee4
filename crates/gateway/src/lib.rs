//! REST APIs: their definitions, and what happens to a request to one of their stages.
//!
//! Definitions are kept by [`Control`] and changed by functions of [`RestApi`]; a deployment freezes them. The data
//! plane ([`Gateway`]) routes a request on the frozen copy, checks it, maps it, calls the integration through the
//! [`Integrator`] port, and maps the answer.
//!
//! # Layout
//! - definitions: [`api`], [`resource`], [`method`], [`integration`], [`models`], [`validator`], [`authorizer`],
//!   [`gateway_response`], [`deployment`], [`stage`], [`account`]; [`patch`] changes them, [`control`] keeps them.
//! - a request: [`address`], `live`, `route`, [`request`], `validate`, [`handle`], `exchange`, `program`, [`integrator`], `proxy`, `mock`,
//!   [`mapping`], `media`, `headers`, `fault`.

pub mod account;
pub mod address;
pub mod api;
pub mod authorizer;
pub mod control;
pub mod deployment;
pub mod error;
mod exchange;
mod fault;
pub mod gateway_response;
pub mod handle;
mod headers;
mod id;
pub mod integration;
pub mod integrator;
mod live;
pub mod mapping;
mod media;
pub mod method;
mod mock;
pub mod models;
pub mod patch;
mod program;
mod proxy;
pub mod request;
pub mod resource;
mod route;
pub mod stage;
mod tags;
mod validate;
pub mod validator;

pub use address::InvokeAddress;
pub use api::RestApi;
pub use control::Control;
pub use error::{ControlError, ErrorKind};
pub use handle::Gateway;
pub use integrator::Integrator;
pub use request::{Incoming, Outgoing};
