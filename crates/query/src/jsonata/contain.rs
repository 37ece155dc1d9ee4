//! A defect of the evaluator is an error of the expression that met it, not the end of whatever ran it.
//!
//! The fuzz target finds such defects from time to time (`$fromMillis` with the picture `[fn]` is one). What the
//! evaluator had at hand is dropped with it, so that nothing half done is left behind.

use std::panic::{AssertUnwindSafe, catch_unwind};

/// Runs `work`; `None` when it panics.
pub(super) fn contain<T>(work: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(work)).ok()
}

/// What an expression that met a defect gives as its error.
pub(super) const DEFECT: &str =
    "The expression cannot be evaluated: it meets a defect of the evaluator.";
