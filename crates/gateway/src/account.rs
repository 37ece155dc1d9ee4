//! Settings of an account in a region.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/api/API_Account.html>.

use serde::{Deserialize, Serialize};

use crate::error::ControlError;
use crate::patch::PatchOperation;

/// What can be set; limits and features are the same for every account.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountSettings {
    /// The role that writes execution logs.
    pub cloudwatch_role_arn: Option<String>,
}

impl AccountSettings {
    /// Requests at once, as AWS gives every account.
    pub const THROTTLE_BURST: i64 = 5000;
    /// Requests a second.
    pub const THROTTLE_RATE: f64 = 10_000.0;
    /// What an account can use.
    pub const FEATURES: &[&str] = &["UsagePlans"];
    /// The version of API keys.
    pub const API_KEY_VERSION: &str = "4";

    /// `UpdateAccount`.
    ///
    /// # Errors
    /// AWS's error for the first operation that cannot be done.
    pub fn update(&mut self, operations: &[PatchOperation]) -> Result<(), ControlError> {
        for operation in operations {
            match operation.path() {
                "/cloudwatchRoleArn" => self.cloudwatch_role_arn = operation.optional(),
                _ => return Err(operation.bad_path()),
            }
        }
        Ok(())
    }
}
