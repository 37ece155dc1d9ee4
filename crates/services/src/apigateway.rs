//! API Gateway's operations.

use crate::operations::operations;

operations! {}
