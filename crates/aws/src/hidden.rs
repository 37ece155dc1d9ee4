//! What `Debug` prints for a member that the model calls sensitive.

use std::fmt;

/// Prints as asterisks.
pub(crate) struct Hidden;

impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}
