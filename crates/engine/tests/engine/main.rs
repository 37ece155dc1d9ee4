//! The engine from outside: on the memory store, with a manual clock and workers the tests play themselves.

mod activity;
mod invariants;
mod limits;
mod read;
mod restart;
mod start;
mod support;
mod task;
mod timer;
