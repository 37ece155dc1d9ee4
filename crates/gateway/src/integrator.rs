//! The port through which integrations reach AWS services and functions. Whoever wires the server implements it.

use async_trait::async_trait;
use bytes::Bytes;
use http::HeaderMap;
use model::Scope;

use crate::integration::AwsTarget;

/// Who calls: which method of which API, for permissions and logs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// Whose API it is, and where.
    pub scope: Scope,
    /// The API.
    pub api: String,
    /// `arn:aws:execute-api:{region}:{account}:{api}/{stage}/{method}/{resource path}`: what a function's resource
    /// policy sees as `aws:SourceArn`.
    pub source_arn: String,
    /// The role to act as; none means that the service itself decides by its resource policy.
    pub credentials: Option<String>,
    /// The request's id.
    pub request_id: String,
}

/// A call of an AWS service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AwsCall {
    /// Who calls.
    pub caller: Caller,
    /// Where the service is.
    pub region: String,
    /// The service, such as `states`.
    pub service: String,
    /// What comes before the service in its host name, such as a bucket.
    pub subdomain: Option<String>,
    /// Whether `rest` is an action or a path.
    pub target: AwsTarget,
    /// The action, such as `StartExecution`, or the path without its first slash.
    pub rest: String,
    /// The HTTP method of the call.
    pub http_method: String,
    /// Query parameters, decoded.
    pub query: Vec<(String, String)>,
    /// Mapped headers and the content type.
    pub headers: HeaderMap,
    /// The mapped body.
    pub body: Bytes,
}

/// An invocation of a function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LambdaCall {
    /// Who calls.
    pub caller: Caller,
    /// The function: an ARN, with or without a version or alias.
    pub function: String,
    /// True when nobody waits for the result (`X-Amz-Invocation-Type: Event`).
    pub asynchronous: bool,
    /// The event, as JSON.
    pub payload: Bytes,
    /// `X-Amzn-Trace-Id` of the request.
    pub trace_id: String,
}

/// A service's answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IntegrationAnswer {
    /// Any status, errors too: they are selected by patterns.
    pub status: u16,
    /// All headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

/// A function's answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LambdaAnswer {
    /// 200, or 202 for an asynchronous call.
    pub status: u16,
    /// What the function returned or how it failed, as JSON.
    pub payload: Bytes,
    /// True when the function failed (`X-Amz-Function-Error`).
    pub failed: bool,
}

/// Why there is no answer at all. The client sees an `Internal server error` for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IntegrationError {
    /// The role cannot be assumed, or does not allow the call.
    #[error("API Gateway does not have permission to assume the provided role or to make the call")]
    Denied,
    /// The service, action or function does not exist.
    #[error("the target of the integration does not exist")]
    NotFound,
    /// The backend cannot be reached.
    #[error("the target of the integration cannot be reached")]
    Unreachable,
}

/// What integrations call.
#[async_trait]
pub trait Integrator: Send + Sync + 'static {
    /// Calls an AWS service. Dropping the future gives the call up; it may have happened.
    async fn aws(&self, call: AwsCall) -> Result<IntegrationAnswer, IntegrationError>;

    /// Invokes a function. Dropping the future gives the answer up; the function runs on.
    async fn lambda(&self, call: LambdaCall) -> Result<LambdaAnswer, IntegrationError>;
}
