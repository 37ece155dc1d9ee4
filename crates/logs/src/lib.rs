//! CloudWatch Logs: groups, streams, events, filter patterns, retention.
//!
//! What is known about groups and streams is held in memory and stored as documents; events are in the store only. A
//! stream's document is written in the batch of the events it describes, so the two never disagree.
//!
//! # Layout
//! - [`logs`]: the handle, [`Logs`], and what it holds.
//! - [`group`], [`stream`]: their operations and descriptions.
//! - [`ingest`]: events come in.
//! - [`get`]: one stream, page by page; [`filter`]: many streams, merged by time.
//! - [`filter_pattern`]: which messages a pattern matches.
//! - [`retention`]: events whose time has passed go.
//! - [`tail`]: waiting for new events.
//! - [`error`]: AWS's errors.

pub mod error;
pub mod event;
pub mod filter;
pub mod filter_pattern;
pub mod get;
pub mod group;
pub mod ingest;
pub mod logs;
pub mod retention;
mod state;
pub mod stream;
pub mod tail;

pub use error::LogsError;
pub use event::{FilteredEvent, LogEvent, OutputEvent};
pub use filter::{FilterPage, FilterQuery, Streams};
pub use filter_pattern::FilterPattern;
pub use get::{GetPage, GetQuery};
pub use group::{GroupFilter, LogGroup};
pub use logs::{Clock, Logs};
pub use stream::{LogStream, StreamOrder};
pub use tail::Tail;
