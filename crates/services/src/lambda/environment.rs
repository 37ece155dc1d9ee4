//! Environment variables of functions
//! (<https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html>).

use ::lambda::limits::ENVIRONMENT_BYTES;
use aws::Error;
use indexmap::IndexMap;

use super::error::user_error;
use crate::call::Context;

/// Names that Lambda sets itself and does not let functions set.
const RESERVED: [&str; 20] = [
    "_HANDLER",
    "_X_AMZN_TRACE_ID",
    "AWS_DEFAULT_REGION",
    "AWS_REGION",
    "AWS_EXECUTION_ENV",
    "AWS_LAMBDA_FUNCTION_NAME",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
    "AWS_LAMBDA_FUNCTION_VERSION",
    "AWS_LAMBDA_INITIALIZATION_TYPE",
    "AWS_LAMBDA_LOG_GROUP_NAME",
    "AWS_LAMBDA_LOG_STREAM_NAME",
    "AWS_ACCESS_KEY",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_LAMBDA_RUNTIME_API",
    "LAMBDA_TASK_ROOT",
    "LAMBDA_RUNTIME_DIR",
    "AWS_LAMBDA_MAX_CONCURRENCY",
    "AWS_LAMBDA_METADATA_API",
];

/// Refuses variables that Lambda would not take.
///
/// # Errors
/// `InvalidParameterValueException`.
pub(super) fn check(cx: &Context<'_>, variables: &IndexMap<String, String>) -> Result<(), Error> {
    let refuse = |why: String| {
        let message = format!(
            "Lambda was unable to configure your environment variables because the environment variables you have provided {why}"
        );
        Err(user_error(cx, "InvalidParameterValueException", message))
    };
    let reserved: Vec<&str> = variables
        .keys()
        .map(String::as_str)
        .filter(|name| RESERVED.contains(name))
        .collect();
    if !reserved.is_empty() {
        return refuse(format!(
            "contains reserved keys that are currently not supported for modification. Reserved keys used in this request: {}",
            reserved.join(", ")
        ));
    }
    let measured = serde_json::to_string(variables).unwrap_or_default();
    if measured.len() > ENVIRONMENT_BYTES {
        return refuse(format!(
            "exceeded the 4KB limit. String measured: {measured}"
        ));
    }
    Ok(())
}
