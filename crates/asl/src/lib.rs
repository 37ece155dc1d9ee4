//! Amazon States Language: parse, validate, compile, and interpret one step at a time.
//!
//! Pure: no clock, store, service or randomness. Time, ids, random seeds and limits come in through
//! [`step::Env`]; what must happen outside goes out as [`step::Action`]s.
//!
//! # Layout
//! - [`ast`], [`parse`]: a definition's text to its typed tree.
//! - [`program`], [`compile`]: the tree made ready to run.
//! - [`run`]: the live state of one execution, as bytes too. [`interpret`]: one step of it.
//! - [`event`]: history events, as the Step Functions API reports them and as they are stored.
//! - [`intrinsics`]: `States.Format(...)` and its kin.
//! - [`validate`]: everything that is wrong with a definition, in AWS's words.
//! - [`map_run`]: what a distributed Map asks for: items, children, results.
//! - [`references`]: which variables the states of a definition refer to.
//! - [`test_state`]: one state run alone, for `TestState`.
//! - [`step`]: what goes into one step of the interpreter and what comes out: commands, actions, outcome.
//! - [`jackson`]: reading JSON with Jackson's error texts, which AWS gives for inputs that are no JSON.

pub mod ast;
pub mod compile;
mod context;
mod error;
pub mod event;
pub mod input;
pub mod interpret;
pub mod intrinsics;
mod json;
mod jsonata;
pub mod map_run;
pub mod parse;
pub mod program;
mod random;
pub mod references;
pub mod run;
pub mod step;
mod template;
pub mod test_state;
mod time;
pub mod validate;
mod view;

pub use query::json as jackson;
