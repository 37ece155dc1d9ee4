//! Where an evaluation stands in the document, kept on the stack so that only errors pay for the text.

use super::{EvalError, MAX_DEPTH};
use std::fmt::{self, Display, Formatter};

/// A place in the document, linked to the place above it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Location<'l> {
    above: Option<(&'l Location<'l>, Part<'l>)>,
    depth: usize,
}

/// The last piece of a place.
#[derive(Debug, Clone, Copy)]
pub(super) enum Part<'l> {
    Key(&'l str),
    Index(usize),
}

impl<'l> Location<'l> {
    /// The document itself.
    pub(super) fn root() -> Location<'l> {
        Location {
            above: None,
            depth: 0,
        }
    }

    /// One level down, unless that is too deep.
    pub(super) fn down(&'l self, part: Part<'l>) -> Result<Location<'l>, EvalError> {
        if self.depth >= MAX_DEPTH {
            return Err(EvalError::TooDeep);
        }
        Ok(Location {
            above: Some((self, part)),
            depth: self.depth + 1,
        })
    }
}

impl Display for Location<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.above {
            None => f.write_str("$"),
            Some((above, Part::Key(name))) => write!(f, "{above}['{name}']"),
            Some((above, Part::Index(index))) => write!(f, "{above}[{index}]"),
        }
    }
}
