//! Placeholder until the engine lands.
#![allow(missing_docs)]
pub mod clock;
pub use clock::*;
