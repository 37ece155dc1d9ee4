//! The first Java SDK: what optimized integrations show of a call, and how they name errors (recorded).

use aws::{Error, Service};
use serde::Serialize;
use serde_json::{Map, Value};

use super::names::v1_class;
use crate::app::App;
use crate::call::Caller;
use crate::worker::outcome::{Outcome, failed};

/// What the SDK tells of a call, beside the answer.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(in crate::worker) struct Metadata<'a> {
    sdk_http_metadata: HttpMetadata,
    sdk_response_metadata: ResponseMetadata<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct HttpMetadata {
    all_http_headers: Map<String, Value>,
    http_headers: Map<String, Value>,
    http_status_code: i32,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct ResponseMetadata<'a> {
    request_id: &'a str,
}

impl<'a> Metadata<'a> {
    /// The metadata of an answer with these headers.
    pub(in crate::worker) fn new(
        headers: Vec<(String, String)>,
        status: i32,
        request_id: &'a str,
    ) -> Self {
        let list = |(name, value): &(String, String)| {
            (name.clone(), Value::Array(vec![value.clone().into()]))
        };
        Self {
            sdk_http_metadata: HttpMetadata {
                all_http_headers: headers.iter().map(list).collect(),
                http_headers: headers
                    .into_iter()
                    .map(|(name, value)| (name, value.into()))
                    .collect(),
                http_status_code: status,
            },
            sdk_response_metadata: ResponseMetadata { request_id },
        }
    }
}

/// The headers of an answer of Step Functions.
pub(in crate::worker) fn json_headers(
    app: &App,
    caller: &Caller,
    length: usize,
) -> Vec<(String, String)> {
    let headers = [
        ("x-amzn-RequestId", caller.request_id.clone()),
        ("connection", "keep-alive".to_owned()),
        ("Content-Length", length.to_string()),
        ("Date", app.clock.now().http_date()),
        ("Content-Type", "application/x-amz-json-1.0".to_owned()),
    ];
    headers
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

/// How an optimized integration names a service.
pub(in crate::worker) struct Names {
    /// Before the error's name.
    pub(in crate::worker) prefix: &'static str,
    /// In the cause.
    pub(in crate::worker) service: &'static str,
    /// The class of errors that the service's model does not name.
    pub(in crate::worker) base: &'static str,
}

impl Names {
    const fn of(service: Service) -> Self {
        let (prefix, service, base) = match service {
            Service::Lambda => ("Lambda", "AWSLambda", "AWSLambdaException"),
            Service::States => (
                "StepFunctions",
                "AWSStepFunctions",
                "AWSStepFunctionsException",
            ),
            Service::ApiGateway => (
                "ApiGateway",
                "AmazonApiGateway",
                "AmazonApiGatewayException",
            ),
            Service::Logs => ("CloudWatchLogs", "AWSLogs", "AWSLogsException"),
            Service::Iam => (
                "Iam",
                "AmazonIdentityManagement",
                "AmazonIdentityManagementException",
            ),
            Service::Sts => (
                "Sts",
                "AWSSecurityTokenService",
                "AWSSecurityTokenServiceException",
            ),
            Service::Events => (
                "EventBridge",
                "AmazonEventBridge",
                "AmazonEventBridgeException",
            ),
        };
        Self {
            prefix,
            service,
            base,
        }
    }

    /// The failed task of a service's error. `shape` is the model's name for it, if it has one.
    pub(in crate::worker) fn failure(
        &self,
        shape: Option<&str>,
        error: &Error,
        request_id: &str,
    ) -> Outcome {
        let class = shape.map_or_else(|| self.base.to_owned(), v1_class);
        let Error {
            code,
            status,
            message,
            ..
        } = error;
        let (prefix, service) = (self.prefix, self.service);
        let cause = format!(
            "{message} (Service: {service}; Status Code: {status}; Error Code: {code}; Request ID: {request_id}; Proxy: null)"
        );
        failed(format!("{prefix}.{class}"), cause)
    }
}

/// The failed task of an error of one of this server's services.
pub(in crate::worker) fn failure(service: Service, error: &Error, caller: &Caller) -> Outcome {
    let shape = aws::error_shape(service, &error.code).map(|shape| shape.name);
    Names::of(service).failure(shape, error, &caller.request_id)
}
