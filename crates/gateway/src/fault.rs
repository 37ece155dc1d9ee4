//! Answers that API Gateway gives itself when a request goes wrong.
//!
//! Bodies are AWS's, down to the space that answers from behind the authorizer have after the colon (recorded:
//! `{"message": "Internal server error"}` is 36 bytes).

use bytes::Bytes;

use crate::gateway_response::ResponseType;

/// What went wrong with a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// No such API or stage, or its address is turned off.
    Forbidden,
    /// No resource or method there, or a signature is missing.
    MissingAuthenticationToken,
    /// A signature that is not accepted.
    InvalidSignature,
    /// No token for an authorizer, or one it does not accept.
    Unauthorized,
    /// No API key, or an unknown one.
    InvalidApiKey,
    /// Required parameters are missing; their names.
    MissingParameters(Vec<String>),
    /// The body does not fit its model.
    InvalidBody,
    /// No template takes the content type, and it may not pass.
    UnsupportedMediaType,
    /// The body is over the limit.
    RequestTooLarge,
    /// The server is at its limits.
    Throttled,
    /// A mapping cannot be done; what is written in execution logs.
    Configuration(String),
    /// A function's proxy answer is malformed, or the function failed.
    BadProxyAnswer(String),
    /// The backend did not answer in time.
    Timeout,
    /// The backend cannot be reached.
    IntegrationFailure,
}

impl Fault {
    pub(crate) fn configuration(reason: impl Into<String>) -> Self {
        Self::Configuration(reason.into())
    }

    /// The kind of gateway response it is.
    pub(crate) fn response_type(&self) -> ResponseType {
        match self {
            Self::Forbidden => ResponseType::AccessDenied,
            Self::MissingAuthenticationToken => ResponseType::MissingAuthenticationToken,
            Self::InvalidSignature => ResponseType::InvalidSignature,
            Self::Unauthorized => ResponseType::Unauthorized,
            Self::InvalidApiKey => ResponseType::InvalidApiKey,
            Self::MissingParameters(_) => ResponseType::BadRequestParameters,
            Self::InvalidBody => ResponseType::BadRequestBody,
            Self::UnsupportedMediaType => ResponseType::UnsupportedMediaType,
            Self::RequestTooLarge => ResponseType::RequestTooLarge,
            Self::Throttled => ResponseType::Throttled,
            Self::Configuration(_) | Self::BadProxyAnswer(_) => ResponseType::ApiConfigurationError,
            Self::Timeout => ResponseType::IntegrationTimeout,
            Self::IntegrationFailure => ResponseType::IntegrationFailure,
        }
    }

    /// The status when the API does not set another one.
    pub(crate) fn status(&self) -> u16 {
        match self {
            Self::BadProxyAnswer(_) => 502,
            other => other.response_type().status().unwrap_or(500),
        }
    }

    /// `x-amzn-ErrorType`.
    pub(crate) fn error_type(&self) -> &'static str {
        match self {
            Self::Forbidden | Self::InvalidApiKey => "ForbiddenException",
            Self::MissingAuthenticationToken => "MissingAuthenticationTokenException",
            Self::InvalidSignature => "UnrecognizedClientException",
            Self::Unauthorized => "UnauthorizedException",
            Self::MissingParameters(_) | Self::InvalidBody | Self::UnsupportedMediaType => {
                "BadRequestException"
            }
            Self::RequestTooLarge => "RequestTooLargeException",
            Self::Throttled => "TooManyRequestsException",
            Self::Configuration(_)
            | Self::BadProxyAnswer(_)
            | Self::Timeout
            | Self::IntegrationFailure => "InternalServerErrorException",
        }
    }

    /// `$context.error.message`.
    pub(crate) fn message(&self) -> String {
        match self {
            Self::Forbidden | Self::InvalidApiKey => "Forbidden".into(),
            Self::MissingAuthenticationToken => "Missing Authentication Token".into(),
            Self::InvalidSignature => {
                "The security token included in the request is invalid.".into()
            }
            Self::Unauthorized => "Unauthorized".into(),
            Self::MissingParameters(names) => {
                format!(
                    "Missing required request parameters: [{}]",
                    names.join(", ")
                )
            }
            Self::InvalidBody => "Invalid request body".into(),
            Self::UnsupportedMediaType => "Unsupported Media Type".into(),
            Self::RequestTooLarge => "Request Too Long".into(),
            Self::Throttled => "Too Many Requests".into(),
            Self::Configuration(_) | Self::BadProxyAnswer(_) => "Internal server error".into(),
            Self::Timeout => "Endpoint request timed out".into(),
            Self::IntegrationFailure => "Network error communicating with endpoint".into(),
        }
    }

    /// The body when the API does not set a template.
    pub(crate) fn body(&self) -> Bytes {
        let message = serde_json::Value::from(self.message());
        match self {
            Self::Forbidden
            | Self::MissingAuthenticationToken
            | Self::InvalidSignature
            | Self::Unauthorized
            | Self::InvalidApiKey
            | Self::RequestTooLarge
            | Self::Throttled => format!(r#"{{"message":{message}}}"#).into(),
            _ => format!(r#"{{"message": {message}}}"#).into(),
        }
    }
}
