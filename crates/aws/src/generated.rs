//! Written by `cargo xtask codegen`; see `models/README.md`.
#![expect(
    missing_docs,
    reason = "members have AWS's names; AWS's API reference describes them"
)]

#[rustfmt::skip]
pub mod apigateway;
#[rustfmt::skip]
pub mod events;
#[rustfmt::skip]
pub mod iam;
#[rustfmt::skip]
pub mod lambda;
#[rustfmt::skip]
pub mod logs;
#[rustfmt::skip]
pub mod states;
#[rustfmt::skip]
pub mod sts;
pub(crate) mod tables;
