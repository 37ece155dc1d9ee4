//! Lambda's operations.

use crate::operations::operations;

operations! {}
