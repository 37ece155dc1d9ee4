//! Map Runs: the executions of a distributed Map, started a bounded number at a time, counted as they end, their
//! results collected.
//!
//! A Map Run is a small record of its own, written with the batch that begins it. One task, the *driver*, makes a child
//! execution of each item. Children have names that follow from the Map Run and their number, so that whatever is
//! done again after a crash finds what is there. The record says up to which child some may exist (`reserved`, raised
//! a thousand at a time) and up to which all have ended (`settled`): after a crash only those between are looked at.
//! Nothing is written to the parent's record until the end.
//!
//! # Layout
//! - `record`: the stored form. `registry`: the drivers at work. `supervisor`, `attend`: begin them, after a crash too.
//! - `driver`: one Map Run. `window`: its children between `settled` and the last one started.
//! - `express`: what Express children leave behind. `forget`: how all of it goes. `items`: items to children. `results`, `export`: what they gave.
//! - [`describe`], `survey`: what is told of Map Runs. [`objects`]: where items come from and results go, which others provide.

mod attend;
pub mod describe;
mod driver;
mod export;
mod express;
pub(crate) mod forget;
mod items;
pub mod objects;
pub(crate) mod record;
pub(crate) mod registry;
mod results;
pub(crate) mod supervisor;
mod survey;
mod window;

use asl::map_run::derived_uuid;

/// What ties a child execution to its Map Run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ChildOf {
    /// The Map Run's ARN.
    pub(crate) map_run: String,
    /// Its number in the Map Run, from 0.
    pub(crate) index: u64,
    /// How many items it has.
    pub(crate) items: u64,
    /// The redrive of the Map Run that starts or redrives it; 0 is the Map Run's beginning.
    pub(crate) round: u32,
}

/// The name of child `index`: the same whenever it is asked for.
pub(crate) fn child_name(map_run: &str, index: u64) -> String {
    derived_uuid(&["child", map_run, &index.to_string()])
}

/// The last part of a Map Run's ARN.
pub(crate) fn uuid_of(arn: &str) -> &str {
    arn.rsplit(':').next().unwrap_or_default()
}
