//! One module per service: its operations and shapes as statics.

#[rustfmt::skip]
pub(crate) mod apigateway;
#[rustfmt::skip]
pub(crate) mod events;
#[rustfmt::skip]
pub(crate) mod iam;
#[rustfmt::skip]
pub(crate) mod lambda;
#[rustfmt::skip]
pub(crate) mod logs;
#[rustfmt::skip]
pub(crate) mod states;
#[rustfmt::skip]
pub(crate) mod sts;
