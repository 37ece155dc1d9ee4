//! The second Java SDK: how `aws-sdk` integrations name errors (recorded).

use aws::{Error, Service};

use super::names::{pascal, v2_class};
use crate::call::Caller;
use crate::worker::outcome::{Outcome, failed};

/// The id by which the SDK knows a service of this server.
pub(in crate::worker) const fn service_id(service: Service) -> &'static str {
    match service {
        Service::States => "SFN",
        Service::Lambda => "Lambda",
        Service::ApiGateway => "API Gateway",
        Service::Logs => "CloudWatch Logs",
        Service::Iam => "IAM",
        Service::Sts => "STS",
        Service::Events => "EventBridge",
    }
}

/// The failed task of a service's error. `shape` is the model's name for it, if it has one.
pub(in crate::worker) fn named_failure(
    service_id: &str,
    shape: Option<&str>,
    error: &Error,
    ids: &str,
) -> Outcome {
    let service = pascal(service_id);
    let class = shape.map_or_else(|| format!("{service}Exception"), v2_class);
    let Error {
        status, message, ..
    } = error;
    let cause = format!(
        "{message} (Service: {service}, Status Code: {status}, {ids}) (SDK Attempt Count: 1)"
    );
    failed(format!("{service}.{class}"), cause)
}

/// The failed task of an error of one of this server's services.
pub(in crate::worker) fn failure(service: Service, error: &Error, caller: &Caller) -> Outcome {
    let shape = aws::error_shape(service, &error.code).map(|shape| shape.name);
    let ids = format!("Request ID: {}", caller.request_id);
    named_failure(service_id(service), shape, error, &ids)
}
