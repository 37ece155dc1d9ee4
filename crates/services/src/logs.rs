//! CloudWatch Logs's operations.

use crate::operations::operations;

operations! {}
