//! AWS's wire protocols and shapes. Bytes come in, values go out: no sockets, no clock, no randomness.
//!
//! A request takes this way:
//! 1. [`route`] finds the service and the operation;
//! 2. [`decode`] reads the operation's input into a JSON object keyed by the model's member names, where a timestamp
//!    is a whole number of milliseconds and a blob a base64 text (see [`mod@protocol`]);
//! 3. [`validate`] checks it against the model, in AWS's words;
//! 4. [`typed`] makes it one of the structures in [`states`], [`lambda`], [`apigateway`], [`logs`], [`iam`], [`sts`];
//! 5. the answer goes back through [`encode`], a failure through [`encode_error`].
//!
//! Every operation and shape of the seven services is in static tables ([`Service::operations`]), written by
//! `cargo xtask codegen` from botocore's models in `models/`; typed structures exist for the operations that
//! `models/operations.json` names.

mod blob;
mod error;
pub mod foreign;
mod generated;
mod hidden;
mod operation;
pub mod protocol;
mod request;
mod route;
mod service;
pub mod shape;
mod string_enum;
mod validate;

pub use blob::Blob;
pub use error::{Error, error_shape};
pub use generated::{apigateway, events, iam, lambda, logs, states, sts};
pub use operation::{OperationInput, output_value, typed, typed_output};
pub use protocol::{decode, encode, encode_error};
pub use request::HttpRequest;
pub use route::{RouteError, route};
pub use service::{Protocol, Service};
pub use shape::Operation;
pub use string_enum::UnknownValue;
pub use validate::{TextSizes, check_output, validate, validate_within};
