//! Which service and which operation a request is for.

use crate::error::Error;
use crate::protocol::{labels, pairs};
use crate::request::HttpRequest;
use crate::service::{Protocol, Service};
use crate::shape::Operation;

/// Why a request is for no operation.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RouteError {
    /// Nothing in the request names a service known here.
    #[error("the request names no service that is known here")]
    UnknownService,
    /// The service is known, the operation is not.
    #[error("{} has no operation `{name}`", service.signing_name())]
    UnknownOperation {
        /// The service.
        service: Service,
        /// What the request calls the operation: a name, or a method and a path.
        name: String,
    },
}

impl RouteError {
    /// The answer to give, and the service in whose form to give it.
    #[must_use]
    pub fn answer(&self) -> (Service, Error) {
        match self {
            Self::UnknownService => (
                Service::ApiGateway,
                Error::new("UnknownOperationException", 404, self.to_string()),
            ),
            Self::UnknownOperation { service, name } => {
                (*service, Error::unknown_operation(*service, name))
            }
        }
    }
}

/// The operation that `request` is for. `credential_service` is the service of the request's credential scope; when it
/// is given it decides. Otherwise `X-Amz-Target` does, then `Action` and `Version` of a form, then method and path.
///
/// # Errors
/// See [`RouteError`].
pub fn route(
    request: &HttpRequest<'_>,
    credential_service: Option<&str>,
) -> Result<(Service, &'static Operation), RouteError> {
    if let Some(name) = credential_service {
        let service = Service::from_signing_name(name).ok_or(RouteError::UnknownService)?;
        return of_service(request, service);
    }
    let by_target = request.header("x-amz-target").and_then(target_service);
    let by_form = || form_service(request);
    let by_path = || {
        [Service::Lambda, Service::ApiGateway]
            .into_iter()
            .find(|s| by_path(request, *s).is_some())
    };
    let service = by_target.or_else(by_form).or_else(by_path);
    of_service(request, service.ok_or(RouteError::UnknownService)?)
}

fn of_service(
    request: &HttpRequest<'_>,
    service: Service,
) -> Result<(Service, &'static Operation), RouteError> {
    let (operation, name) = match service.protocol() {
        Protocol::AwsJson { target_prefix, .. } => {
            let target = request.header("x-amz-target").unwrap_or_default();
            let name = target
                .strip_prefix(target_prefix)
                .and_then(|rest| rest.strip_prefix('.'));
            (
                name.and_then(|name| service.operation(name)),
                target.to_string(),
            )
        }
        Protocol::RestJson => (
            by_path(request, service),
            format!("{} {}", request.method, request.path),
        ),
        Protocol::Query { .. } => {
            let action = parameter(request, "Action").unwrap_or_default();
            (service.operation(&action), action)
        }
    };
    let operation = operation.ok_or(RouteError::UnknownOperation { service, name })?;
    Ok((service, operation))
}

fn target_service(target: &str) -> Option<Service> {
    let (prefix, _) = target.split_once('.')?;
    Service::ALL.into_iter().find(|service| {
        matches!(service.protocol(), Protocol::AwsJson { target_prefix, .. } if target_prefix == prefix)
    })
}

fn form_service(request: &HttpRequest<'_>) -> Option<Service> {
    let action = parameter(request, "Action")?;
    let version = parameter(request, "Version");
    let mut services = [Service::Iam, Service::Sts].into_iter();
    match version {
        Some(version) => services.find(|service| service.api_version() == version),
        None => services.find(|service| service.operation(&action).is_some()),
    }
}

/// A parameter of the form in the body, or of the query string. Only forms are read: other bodies may be large.
fn parameter(request: &HttpRequest<'_>, name: &str) -> Option<String> {
    let kind = request.header("content-type").unwrap_or_default();
    let form = kind.starts_with("application/x-www-form-urlencoded");
    let body = form.then(|| std::str::from_utf8(request.body).unwrap_or_default());
    let texts = [body, request.query];
    let pairs = texts.into_iter().flatten().flat_map(pairs);
    let mut values = pairs.filter(|(key, _)| key == name);
    values.next().map(|(_, value)| value)
}

/// The restJson operation at the request's method and path: of several the one with the most literal template.
fn by_path(request: &HttpRequest<'_>, service: Service) -> Option<&'static Operation> {
    let at_path = service.operations().iter().filter(|operation| {
        request.method.as_str() == operation.method
            && labels(operation, request.path).is_some()
            && has_literals(operation, request.query)
    });
    at_path.max_by_key(|operation| {
        let literals = operation
            .path
            .split('/')
            .filter(|part| !part.starts_with('{'));
        literals.count() + 100 * usize::from(operation.path.contains('?'))
    })
}

/// Whether the request's query string has what the operation's template asks of it.
fn has_literals(operation: &Operation, query: Option<&str>) -> bool {
    let Some((_, wanted)) = operation.path.split_once('?') else {
        return true;
    };
    let given = pairs(query.unwrap_or_default());
    pairs(wanted).iter().all(|pair| given.contains(pair))
}
