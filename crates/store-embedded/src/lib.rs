//! The embedded [`Store`](store::Store): one process, one directory, fjall underneath.
//!
//! # Layout
//! - `store`: [`EmbeddedStore`], the trait over what follows.
//! - `commit`: group commit: one thread, one sync for all that waits.
//! - `directory`: the data directory: lock, creation beside and rename, open.
//! - `create`: a new database, made quickly and durably.
//! - [`inspect`]: a look at a directory that changes nothing in it.
//! - `journal`: the check of fjall's journals that precedes every open.
//! - `keyspaces`: fjall's keyspaces and their settings.
//! - `key`: how keys lie on disk.
//! - `read`, `history`: reads; `chunks`: archived chunks that were read last.
//! - `blobs`: large immutable bytes as files.
//!
//! # Files
//! ```text
//! DIR/lock        held while a server uses DIR
//! DIR/data/       fjall's database: N.jnl (journals), keyspaces/, version, lock
//! DIR/data.init/  a database under creation; removed at the next start
//! DIR/blobs/      one file for each blob, named by its SHA-256
//! ```

mod blobs;
mod chunks;
mod commit;
mod create;
mod directory;
mod files;
mod history;
pub mod inspect;
mod journal;
mod key;
mod keyspaces;
mod read;
mod row;
mod store;

pub use commit::Counters;
pub use directory::OpenError;
pub use keyspaces::Sizes;
pub use store::EmbeddedStore;
