//! Bounds that keep any path over any document cheap enough to run beside others.

use super::EvalError;

/// Most steps in one path, counting those inside filters.
pub const MAX_STEPS: usize = 256;

/// Deepest nesting of parentheses, `!` and filters within filters.
pub const MAX_FILTER_DEPTH: usize = 32;

/// Deepest place in a document that a path may reach.
pub const MAX_DEPTH: usize = 512;

/// Most values visited and copied by one evaluation; an array of every node of a 256 KiB payload is far below.
pub const MAX_WORK: usize = 2_000_000;

/// What is left of [`MAX_WORK`] in one evaluation.
#[derive(Debug)]
pub(super) struct Budget(usize);

impl Budget {
    pub(super) fn new() -> Budget {
        Budget(MAX_WORK)
    }

    /// Takes `work` units, or fails when fewer are left.
    pub(super) fn charge(&mut self, work: usize) -> Result<(), EvalError> {
        self.0 = self.0.checked_sub(work).ok_or(EvalError::TooMuchWork)?;
        Ok(())
    }
}
