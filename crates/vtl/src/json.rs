//! JSON as API Gateway's libraries read and write it (json-smart): lenient in, compact out.

mod compact;
mod read;
mod write;

pub use compact::compact;
pub use read::{JsonError, parse};
pub use write::{Style, escape, write};
