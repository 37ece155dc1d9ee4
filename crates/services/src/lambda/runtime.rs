//! Which runtime identifiers Lambda takes
//! (<https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html>, texts and order as recorded).

use aws::Error;

use super::error::user_error;
use crate::call::Context;

/// What can be named, in the order of AWS's message.
const KNOWN: [&str; 25] = [
    "nodejs20.x",
    "python3.14",
    "provided.al2023",
    "python3.12",
    "python3.13",
    "nodejs24.x",
    "nodejs22.x",
    "java25",
    "python3.10",
    "python3.11",
    "java21",
    "ruby3.3",
    "ruby3.4",
    "ruby3.2",
    "python3.8",
    "python3.9",
    "java17",
    "nodejs16.x",
    "dotnet10",
    "dotnet8",
    "java11",
    "dotnet6",
    "nodejs18.x",
    "provided.al2",
    "java8.al2",
];

/// What could be named once.
const RETIRED: [&str; 18] = [
    "provided",
    "nodejs",
    "nodejs4.3",
    "nodejs4.3-edge",
    "nodejs6.10",
    "nodejs8.10",
    "nodejs10.x",
    "nodejs12.x",
    "nodejs14.x",
    "java8",
    "python2.7",
    "python3.6",
    "python3.7",
    "dotnetcore2.0",
    "dotnetcore2.1",
    "dotnetcore3.1",
    "go1.x",
    "ruby2.7",
];

/// Refuses a runtime that AWS does not take. Whether it can run here shows when the function is invoked.
///
/// # Errors
/// `InvalidParameterValueException`.
pub(super) fn check(cx: &Context<'_>, runtime: &str) -> Result<(), Error> {
    if KNOWN.contains(&runtime) {
        return Ok(());
    }
    let message = if RETIRED.contains(&runtime) {
        format!(
            "The runtime parameter of {runtime} is no longer supported for creating or updating AWS Lambda functions. We recommend you use a supported runtime while creating or updating functions."
        )
    } else {
        format!(
            "Value {runtime} at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: [{}] or be a valid ARN",
            KNOWN.join(", ")
        )
    };
    Err(user_error(cx, "InvalidParameterValueException", message))
}
