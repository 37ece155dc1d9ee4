//! Gateway responses: the answers API Gateway gives itself, and how an API words them.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html>.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::api::RestApi;
use crate::error::ControlError;
use crate::patch::{PatchOp, PatchOperation};

macro_rules! response_types {
    ($($variant:ident $name:literal $status:expr;)*) => {
        /// Why API Gateway answers itself. In the order AWS lists them.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        #[expect(missing_docs, reason = "AWS's own words, explained on the page above")]
        pub enum ResponseType { $(#[serde(rename = $name)] $variant,)* }

        impl ResponseType {
            /// Every type, by name.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The type called `name` on the wire.
            #[must_use]
            pub fn parse(name: &str) -> Option<Self> {
                match name { $($name => Some(Self::$variant),)* _ => None }
            }

            /// The name on the wire.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// The status when an API does not set one; none for the two catch-alls.
            #[must_use]
            pub fn status(self) -> Option<u16> {
                match self { $(Self::$variant => $status,)* }
            }
        }
    };
}

response_types! {
    AccessDenied "ACCESS_DENIED" Some(403);
    ApiConfigurationError "API_CONFIGURATION_ERROR" Some(500);
    AuthorizerConfigurationError "AUTHORIZER_CONFIGURATION_ERROR" Some(500);
    AuthorizerFailure "AUTHORIZER_FAILURE" Some(500);
    BadRequestBody "BAD_REQUEST_BODY" Some(400);
    BadRequestParameters "BAD_REQUEST_PARAMETERS" Some(400);
    Default4xx "DEFAULT_4XX" None;
    Default5xx "DEFAULT_5XX" None;
    ExpiredToken "EXPIRED_TOKEN" Some(403);
    IntegrationFailure "INTEGRATION_FAILURE" Some(504);
    IntegrationTimeout "INTEGRATION_TIMEOUT" Some(504);
    InvalidApiKey "INVALID_API_KEY" Some(403);
    InvalidSignature "INVALID_SIGNATURE" Some(403);
    MissingAuthenticationToken "MISSING_AUTHENTICATION_TOKEN" Some(403);
    QuotaExceeded "QUOTA_EXCEEDED" Some(429);
    RequestTooLarge "REQUEST_TOO_LARGE" Some(413);
    ResourceNotFound "RESOURCE_NOT_FOUND" Some(404);
    Throttled "THROTTLED" Some(429);
    Unauthorized "UNAUTHORIZED" Some(401);
    UnsupportedMediaType "UNSUPPORTED_MEDIA_TYPE" Some(415);
    WafFiltered "WAF_FILTERED" Some(403);
}

/// How an API words one kind of answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GatewayResponse {
    /// Three digits; none keeps the status of what went wrong.
    pub status_code: Option<String>,
    /// `gatewayresponse.header.{name}` to an expression.
    pub parameters: BTreeMap<String, String>,
    /// Content type to template.
    pub templates: BTreeMap<String, String>,
}

impl GatewayResponse {
    /// What an API answers that has not set anything.
    #[must_use]
    pub fn default_of(response_type: ResponseType) -> Self {
        let template = r#"{"message":$context.error.messageString}"#;
        Self {
            status_code: response_type.status().map(|status| status.to_string()),
            parameters: BTreeMap::new(),
            templates: BTreeMap::from([("application/json".into(), template.into())]),
        }
    }
}

impl RestApi {
    /// `GetGatewayResponse`: what is set, and whether it is only the default.
    #[must_use]
    pub fn gateway_response(&self, response_type: ResponseType) -> (GatewayResponse, bool) {
        match self.gateway_responses.get(&response_type) {
            Some(response) => (response.clone(), false),
            None => (GatewayResponse::default_of(response_type), true),
        }
    }

    /// `PutGatewayResponse`; what is not given falls back to the default status and template.
    pub fn put_gateway_response(
        &mut self,
        response_type: ResponseType,
        status_code: Option<String>,
        parameters: Option<BTreeMap<String, String>>,
        templates: Option<BTreeMap<String, String>>,
    ) -> GatewayResponse {
        let default = GatewayResponse::default_of(response_type);
        let response = GatewayResponse {
            status_code: status_code.or(default.status_code),
            parameters: parameters.unwrap_or(default.parameters),
            templates: templates.unwrap_or(default.templates),
        };
        self.gateway_responses
            .insert(response_type, response.clone());
        response
    }

    /// `UpdateGatewayResponse`.
    ///
    /// # Errors
    /// AWS's error for the first operation that cannot be done.
    pub fn update_gateway_response(
        &mut self,
        response_type: ResponseType,
        operations: &[PatchOperation],
    ) -> Result<GatewayResponse, ControlError> {
        let (mut response, _) = self.gateway_response(response_type);
        for operation in operations {
            patch(&mut response, operation)?;
        }
        self.gateway_responses
            .insert(response_type, response.clone());
        Ok(response)
    }

    /// `DeleteGatewayResponse`: back to the default.
    ///
    /// # Errors
    /// [`ControlError::GatewayResponseNotDefined`] when it is the default already.
    pub fn delete_gateway_response(
        &mut self,
        response_type: ResponseType,
    ) -> Result<(), ControlError> {
        let removed = self.gateway_responses.remove(&response_type);
        removed
            .map(drop)
            .ok_or(ControlError::GatewayResponseNotDefined)
    }
}

fn patch(response: &mut GatewayResponse, operation: &PatchOperation) -> Result<(), ControlError> {
    let segments = operation.segments()?;
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    match (operation.op, segments.as_slice()) {
        (PatchOp::Replace, ["statusCode"]) => {
            response.status_code = operation.optional();
            Ok(())
        }
        (_, ["responseParameters", name]) => patch_entry(
            &mut response.parameters,
            operation,
            name,
            "responseParameters",
        ),
        (_, ["responseTemplates", content_type]) => patch_entry(
            &mut response.templates,
            operation,
            content_type,
            "responseTemplates",
        ),
        _ => Err(operation.bad_path()),
    }
}

fn patch_entry(
    map: &mut BTreeMap<String, String>,
    operation: &PatchOperation,
    key: &str,
    what: &'static str,
) -> Result<(), ControlError> {
    let known = map.contains_key(key);
    match (operation.op, operation.optional()) {
        (PatchOp::Remove | PatchOp::Replace, _) if !known => {
            Err(ControlError::InvalidParameterName)
        }
        (PatchOp::Remove, _) => {
            map.remove(key);
            Ok(())
        }
        (PatchOp::Add | PatchOp::Replace, None) => Err(ControlError::EmptyPatchValue(what)),
        (PatchOp::Add | PatchOp::Replace, Some(value)) => {
            map.insert(key.to_owned(), value);
            Ok(())
        }
        _ => Err(operation.bad_path()),
    }
}
