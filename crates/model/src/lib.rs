//! Passive nouns that every crate shares. No I/O, no clock, no randomness: a value comes in, a value goes out.
//!
//! # Layout
//! - [`scope`]: whose resources and where: account and region.
//! - [`arn`]: Amazon Resource Names, parsed and built.
//! - [`timestamp`]: milliseconds since the Unix epoch and the text forms AWS uses.
//! - [`meter`]: counters and histograms for `/metrics`.

pub mod arn;
pub mod meter;
pub mod scope;
pub mod timestamp;

pub use arn::Arn;
pub use scope::{Account, Region, Scope};
pub use timestamp::Timestamp;
