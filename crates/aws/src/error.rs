//! An operation's failure, as any protocol can write it.

use std::borrow::Cow;

use serde_json::{Map, Value};

use crate::service::Service;
use crate::shape::{Operation, Shape};

/// An AWS error: a code, a status, a message and whatever other members the error's shape has.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{code}: {message}")]
pub struct Error {
    /// Such as `StateMachineDoesNotExist`; for the query protocol the code, such as `NoSuchEntity`.
    pub code: Cow<'static, str>,
    /// The HTTP status.
    pub status: u16,
    /// The message; empty when AWS sends none.
    pub message: String,
    /// Other members of the error's shape, by member name, such as `Reason` or `retryAfterSeconds`.
    pub fields: Box<Map<String, Value>>,
}

impl Error {
    /// An error with every part given.
    pub fn new(
        code: impl Into<Cow<'static, str>>,
        status: u16,
        message: impl Into<String>,
    ) -> Self {
        Self {
            code: code.into(),
            status,
            message: message.into(),
            fields: Box::default(),
        }
    }

    /// An error that `service`'s model names, with the model's status. `code` may be the shape's name or its code.
    pub fn modelled(
        service: Service,
        code: impl Into<Cow<'static, str>>,
        message: impl Into<String>,
    ) -> Self {
        let code = code.into();
        let known = find(service, None, &code).and_then(Shape::error);
        let status = known.map_or(400, |e| e.status);
        let code = known.map_or(code, |e| Cow::Borrowed(e.code));
        Self::new(code, status, message)
    }

    /// The same with one more member.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.fields.insert(name.into(), value.into());
        self
    }

    /// The input does not satisfy the model's constraints. CloudWatch Logs, IAM and STS have codes of their own for it.
    pub fn validation(service: Service, message: impl Into<String>) -> Self {
        let code = match service {
            Service::Logs => "InvalidParameterException",
            Service::Iam | Service::Sts => "ValidationError",
            _ => "ValidationException",
        };
        Self::new(code, 400, message)
    }

    /// The body cannot be read as the operation's input.
    pub fn serialization(message: impl Into<String>) -> Self {
        Self::new("SerializationException", 400, message)
    }

    /// No operation answers to the request.
    #[must_use]
    pub fn unknown_operation(service: Service, name: &str) -> Self {
        match service.protocol() {
            crate::Protocol::AwsJson { .. } => Self::new("UnknownOperationException", 400, ""),
            crate::Protocol::RestJson => Self::new("UnknownOperationException", 404, ""),
            crate::Protocol::Query { version, .. } => Self::new(
                "InvalidAction",
                400,
                format!("Could not find operation {name} for version {version}"),
            ),
        }
    }

    /// AWS has the operation, this product does not.
    #[must_use]
    pub fn not_implemented(service: Service, operation: &str) -> Self {
        let service = service.signing_name();
        let message = format!("{service}:{operation} is not implemented by Stepwell");
        Self::new("NotImplementedException", 501, message)
    }

    /// Something failed that is not the caller's fault. The code is the protocol's own.
    pub fn internal(message: impl Into<String>) -> Self {
        Self::new("InternalFailure", 500, message)
    }
}

/// The shape of the error called or coded `code` of `service`, if its model has one.
#[must_use]
pub fn error_shape(service: Service, code: &str) -> Option<&'static Shape> {
    find(service, None, code)
}

/// The shape of the error called or coded `code`: of `operation` first, else of any operation of `service`.
pub(crate) fn find(
    service: Service,
    operation: Option<&Operation>,
    code: &str,
) -> Option<&'static Shape> {
    let own = operation.into_iter().flat_map(|o| o.errors);
    let all = service.operations().iter().flat_map(|o| o.errors);
    let named = |shape: &&&'static Shape| {
        shape.name == code || shape.error().is_some_and(|e| e.code == code)
    };
    own.chain(all).find(named).copied()
}

/// What an error's shape calls its message: `message` or `Message`.
pub(crate) fn message_member(shape: &'static Shape) -> &'static str {
    let mut members = shape.members().iter();
    let member = members.find(|member| member.name.eq_ignore_ascii_case("message"));
    member.map_or("message", |member| member.wire)
}
