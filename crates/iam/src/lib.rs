//! IAM's rules: who a caller is, what policies say, and whether a signature holds. Pure: no clock, store or sockets.
//!
//! # Layout
//! - [`principal`]: who calls: an account's root, a role session, an AWS service, or nobody.
//! - [`policy`]: policy documents: parsed once, evaluated against a request.
//! - [`managed`]: the AWS-managed policies that exist here.
//! - [`sigv4`]: Signature Version 4: canonical form, signing key, verification of headers and presigned URLs.
//! - [`session`]: temporary credentials that need no table: the token itself says whose they are.

pub mod managed;
pub mod policy;
pub mod principal;
pub mod session;
pub mod sigv4;

pub use policy::{Decision, Policy, Request};
pub use principal::Principal;
