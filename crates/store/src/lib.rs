//! What is kept, and the one door to it: the domain-level [`Store`].
//!
//! Writes go in as a [`Batch`], which is durable as a whole or not at all; reads see every batch that has resolved.
//! Group commit lives below [`Store::submit`]: what several callers submit at the same time shares one sync.
//!
//! # Layout
//! - [`batch`]: the writes that one durable commit holds.
//! - [`api`]: the [`Store`] trait, its reads, and its errors.
//! - [`id`]: keys: execution ids, timer and offer keys.
//! - [`stats`]: what a store tells `/metrics`.
//! - [`record`]: versioned stored records (prost).
//! - [`archive`]: events of finished executions in compressed chunks, by day.
//! - [`collection`]: typed documents (roles, functions, APIs, …) with a cache, over the store.
//! - [`blob`]: large immutable bytes by their SHA-256 (function code).
//! - [`memory`]: the store in memory, for tests and simulation.
//! - [`testing`]: the conformance suite each backend runs, and fault injection.

pub mod api;
pub mod archive;
pub mod batch;
pub mod blob;
pub mod collection;
pub mod id;
pub mod memory;
pub mod record;
pub mod stats;
pub mod testing;

pub use api::{Commit, CommitError, Direction, Health, ListPage, ReadError, Store};
pub use archive::{Chunk, Chunker, Day, Segments};
pub use batch::{Batch, Write};
pub use collection::Collection;
pub use id::{ExecutionId, OfferKey, TimerKey};
pub use memory::MemoryStore;
pub use stats::StoreStats;
