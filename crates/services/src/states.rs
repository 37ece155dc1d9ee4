//! Step Functions's operations.

use crate::operations::operations;

operations! {}
