//! Intrinsic functions: `States.Format('{} of {}', $.a, States.ArrayLength($.b))`.
//!
//! A call is parsed once, with its functions, paths and literals checked, and evaluated as often as its state
//! runs. What a call cannot know by itself comes in from outside: values of paths through [`Resolve`], random
//! numbers through [`Random`].
//!
//! Reference: "Intrinsic functions for JSONPath states in Step Functions" in the developer guide, and "Intrinsic
//! Functions" in the Amazon States Language specification; roundings and texts from recordings of AWS.
//!
//! # Layout
//! - [`function`]: the 18 functions and what they take. [`parse`]: from text to calls.
//! - [`evaluate`]: arguments, then the function. [`template`]: the text of `States.Format`.
//! - [`array`], [`text`], [`number`], [`document`]: what the functions do.

mod array;
mod document;
mod evaluate;
mod function;
mod number;
mod parse;
mod template;
#[cfg(test)]
mod tests;
mod text;

pub use evaluate::{Failure, IntrinsicError};
pub use function::Function;
pub use parse::{MAX_CALLS, ParseError, ParseErrorKind};

use parse::Call;
use query::jsonpath::JsonPath;
use serde_json::Value;
use std::borrow::Cow;

/// A parsed call. Cheap to keep, safe to share between threads.
#[derive(Debug, Clone)]
pub struct Intrinsic {
    call: Call,
}

/// Where paths lead: input, context object and variables of a running state.
pub trait Resolve {
    /// Why a path gave no value.
    type Error;

    /// The value at `path`; its [`JsonPath::root`] says in which document.
    fn path(&self, path: &JsonPath) -> Result<Cow<'_, Value>, Self::Error>;
}

/// A source of random numbers.
pub trait Random {
    /// The next 64 random bits.
    fn next_u64(&mut self) -> u64;
}

impl Intrinsic {
    /// Whether a text looks like a call, so that it should be parsed as one rather than as a path.
    pub fn is_call(text: &str) -> bool {
        text.trim_start().starts_with("States.")
    }

    /// Parses a call.
    pub fn parse(text: &str) -> Result<Intrinsic, ParseError> {
        parse::parse(text).map(|call| Intrinsic { call })
    }

    /// The call as it was written.
    pub fn text(&self) -> &str {
        &self.call.text
    }

    /// The outermost function.
    pub fn function(&self) -> Function {
        self.call.function
    }

    /// The paths among the arguments, also of calls within.
    #[must_use]
    pub fn paths(&self) -> Vec<&JsonPath> {
        let mut paths = Vec::new();
        self.call.paths(&mut paths);
        paths
    }

    /// The value of the call.
    pub fn evaluate<R: Resolve>(
        &self,
        resolve: &R,
        random: &mut dyn Random,
    ) -> Result<Value, IntrinsicError<R::Error>> {
        evaluate::evaluate(&self.call, resolve, random)
    }
}
