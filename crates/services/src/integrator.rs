//! API Gateway's integrations: called through the door like everything else, as the integration's role.

use std::sync::Arc;

use async_trait::async_trait;
use aws::lambda::{InvocationResponse, InvocationType, InvokeInput};
use aws::{Blob, Error, HttpRequest, OperationInput, Service};
use bytes::Bytes;
use gateway::integration::AwsTarget;
use gateway::integrator::{
    AwsCall, Caller as ApiCaller, IntegrationAnswer, IntegrationError, Integrator, LambdaAnswer,
    LambdaCall,
};
use http::{HeaderMap, HeaderValue, Method};
use iam::Principal;
use model::{Region, Scope};

use crate::app::App;
use crate::call::Caller;

/// The service principal API Gateway acts as where an integration has no role.
const SERVICE: &str = "apigateway.amazonaws.com";

/// Calls through the door of one [`App`].
#[derive(Clone, Debug)]
pub struct Door(pub Arc<App>);

#[async_trait]
impl Integrator for Door {
    async fn aws(&self, call: AwsCall) -> Result<IntegrationAnswer, IntegrationError> {
        let service =
            Service::from_signing_name(&call.service).ok_or(IntegrationError::NotFound)?;
        let scope = Scope::new(
            call.caller.scope.account.clone(),
            Region::parse(&call.region).ok_or(IntegrationError::NotFound)?,
        );
        let caller = self.caller(&call.caller, scope)?;
        let request = OwnedRequest::new(service, call)?;
        let request = request.borrow();
        let (_, operation) = aws::route(&request, Some(service.signing_name()))
            .map_err(|_| IntegrationError::NotFound)?;
        let outcome = match aws::decode(&request, service, operation) {
            Ok(input) => self.0.call(&caller, service, operation, input).await,
            Err(error) => Err(error),
        };
        let answer = match outcome {
            Ok(output) => aws::encode(service, operation, &output, &caller.request_id),
            Err(error) => aws::encode_error(service, Some(operation), &error, &caller.request_id),
        };
        let (head, body) = answer.into_parts();
        Ok(IntegrationAnswer {
            status: head.status.as_u16(),
            headers: head.headers,
            body,
        })
    }

    async fn lambda(&self, call: LambdaCall) -> Result<LambdaAnswer, IntegrationError> {
        let caller = self.caller(&call.caller, call.caller.scope.clone())?;
        let input = InvokeInput {
            function_name: call.function,
            payload: Some(Blob::from(call.payload)),
            invocation_type: call.asynchronous.then_some(InvocationType::Event),
            ..InvokeInput::default()
        };
        let invoked = self.invoke(&caller, input).await;
        let output = invoked.map_err(|error| match error.status {
            403 => IntegrationError::Denied,
            404 => IntegrationError::NotFound,
            _ => IntegrationError::Unreachable,
        })?;
        Ok(LambdaAnswer {
            status: output
                .status_code
                .and_then(|status| u16::try_from(status).ok())
                .unwrap_or(200),
            payload: output.payload.map(|payload| payload.0).unwrap_or_default(),
            failed: output.function_error.is_some(),
        })
    }
}

impl Door {
    /// Who calls: the integration's role, which must let API Gateway assume it, else the service itself.
    fn caller(&self, api: &ApiCaller, scope: Scope) -> Result<Caller, IntegrationError> {
        let service = Principal::Service(SERVICE.into());
        let principal = match &api.credentials {
            None => service,
            Some(role) => {
                self.0
                    .access
                    .may_assume(&service, role)
                    .map_err(|_| IntegrationError::Denied)?;
                Principal::role_session(role, "BackplaneAssumeRoleSession")
                    .ok_or(IntegrationError::Denied)?
            }
        };
        Ok(Caller {
            principal,
            scope,
            request_id: uuid::Uuid::new_v4().to_string(),
            source_ip: None,
            source_arn: Some(api.source_arn.clone()),
            task: None,
        })
    }

    async fn invoke(
        &self,
        caller: &Caller,
        input: InvokeInput,
    ) -> Result<InvocationResponse, Error> {
        let input = aws::output_value(&input)?;
        let output = self
            .0
            .call(caller, Service::Lambda, InvokeInput::operation(), input)
            .await?;
        aws::typed_output(output)
    }
}

/// The request an SDK would have sent.
struct OwnedRequest {
    method: Method,
    path: String,
    query: Option<String>,
    headers: HeaderMap,
    body: Bytes,
}

impl OwnedRequest {
    /// For an action of a JSON service the target header is added, for one of a query service the form is.
    fn new(service: Service, call: AwsCall) -> Result<Self, IntegrationError> {
        let mut request = Self {
            method: call
                .http_method
                .parse()
                .map_err(|_| IntegrationError::NotFound)?,
            path: "/".into(),
            query: (!call.query.is_empty()).then(|| form(&call.query)),
            headers: call.headers,
            body: call.body,
        };
        match (call.target, service.protocol()) {
            (AwsTarget::Path, _) => request.path = format!("/{}", call.rest),
            (AwsTarget::Action, aws::Protocol::AwsJson { target_prefix, .. }) => {
                let target = HeaderValue::from_str(&format!("{target_prefix}.{}", call.rest));
                let target = target.map_err(|_| IntegrationError::NotFound)?;
                request.headers.insert("x-amz-target", target);
            }
            (AwsTarget::Action, aws::Protocol::Query { version, .. }) => {
                let named = [
                    ("Action".to_owned(), call.rest),
                    ("Version".to_owned(), version.to_owned()),
                ];
                let pairs: Vec<_> = named.into_iter().chain(call.query).collect();
                request.query = Some(form(&pairs));
            }
            (AwsTarget::Action, aws::Protocol::RestJson) => return Err(IntegrationError::NotFound),
        }
        Ok(request)
    }

    fn borrow(&self) -> HttpRequest<'_> {
        HttpRequest {
            method: &self.method,
            path: &self.path,
            query: self.query.as_deref(),
            headers: &self.headers,
            body: &self.body,
        }
    }
}

fn form(pairs: &[(String, String)]) -> String {
    let encode = |text: &str| {
        percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
    };
    let pairs = pairs
        .iter()
        .map(|(name, value)| format!("{}={}", encode(name), encode(value)));
    pairs.collect::<Vec<_>>().join("&")
}
