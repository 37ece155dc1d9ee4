//! `$context`: what API Gateway knows of a request besides its parameters and body.
//!
//! Source: "$context Variables for data models, authorizers, mapping templates, and CloudWatch access logging" in the
//! API Gateway developer guide.

use serde_json::{Map as JsonMap, Value as Json};
use vtl::{Key, Map, Value};

use super::convert;

/// The values of `$context`; what is `None` is not there.
#[derive(Debug, Clone, Default)]
pub struct RequestContext {
    /// `requestId`
    pub request_id: Option<String>,
    /// `stage`
    pub stage: Option<String>,
    /// `httpMethod`
    pub http_method: Option<String>,
    /// `resourcePath`
    pub resource_path: Option<String>,
    /// `identity`
    pub identity: Identity,
    /// `authorizer`: `principalId`, `claims`, and what a Lambda authorizer returned as context.
    pub authorizer: Option<JsonMap<String, Json>>,
    /// `requestTimeEpoch`, milliseconds since 1970.
    pub request_time_epoch: Option<i64>,
    /// `accountId`, of the API's owner.
    pub account_id: Option<String>,
    /// `apiId`
    pub api_id: Option<String>,
    /// `awsEndpointRequestId`
    pub aws_endpoint_request_id: Option<String>,
    /// `deploymentId`
    pub deployment_id: Option<String>,
    /// `domainName`
    pub domain_name: Option<String>,
    /// `domainPrefix`
    pub domain_prefix: Option<String>,
    /// `extendedRequestId`
    pub extended_request_id: Option<String>,
    /// `isCanaryRequest`
    pub is_canary_request: Option<bool>,
    /// `path`, with the stage.
    pub path: Option<String>,
    /// `protocol`
    pub protocol: Option<String>,
    /// `requestTime`, such as `09/Apr/2015:12:34:56 +0000`.
    pub request_time: Option<String>,
    /// `resourceId`
    pub resource_id: Option<String>,
    /// `status`, of the method response.
    pub status: Option<String>,
    /// `xrayTraceId`
    pub xray_trace_id: Option<String>,
    /// `error`, in gateway responses.
    pub error: Option<ErrorContext>,
}

/// `$context.identity`: who calls.
#[derive(Debug, Clone, Default)]
pub struct Identity {
    /// `sourceIp`
    pub source_ip: Option<String>,
    /// `userAgent`
    pub user_agent: Option<String>,
    /// `accessKey`
    pub access_key: Option<String>,
    /// `accountId`
    pub account_id: Option<String>,
    /// `apiKey`
    pub api_key: Option<String>,
    /// `apiKeyId`
    pub api_key_id: Option<String>,
    /// `caller`
    pub caller: Option<String>,
    /// `cognitoAuthenticationProvider`
    pub cognito_authentication_provider: Option<String>,
    /// `cognitoAuthenticationType`
    pub cognito_authentication_type: Option<String>,
    /// `cognitoIdentityId`
    pub cognito_identity_id: Option<String>,
    /// `cognitoIdentityPoolId`
    pub cognito_identity_pool_id: Option<String>,
    /// `principalOrgId`
    pub principal_org_id: Option<String>,
    /// `user`
    pub user: Option<String>,
    /// `userArn`
    pub user_arn: Option<String>,
    /// `vpcId`
    pub vpc_id: Option<String>,
    /// `vpceId`
    pub vpce_id: Option<String>,
}

/// `$context.error`: why a gateway response is given.
#[derive(Debug, Clone, Default)]
pub struct ErrorContext {
    /// `message`
    pub message: String,
    /// `responseType`
    pub response_type: String,
    /// `validationErrorString`
    pub validation_error_string: Option<String>,
}

impl ErrorContext {
    /// `messageString`: the message in quotes, to stand in JSON.
    #[must_use]
    pub fn message_string(&self) -> String {
        Json::String(self.message.clone()).to_string()
    }
}

/// The fields that are texts, in the order the context prints them.
const TEXTS: [&str; 4] = ["requestId", "stage", "httpMethod", "resourcePath"];
/// The texts that come last.
const MORE_TEXTS: [&str; 13] = [
    "accountId",
    "apiId",
    "awsEndpointRequestId",
    "deploymentId",
    "domainName",
    "domainPrefix",
    "extendedRequestId",
    "path",
    "protocol",
    "requestTime",
    "resourceId",
    "status",
    "xrayTraceId",
];

const IDENTITY: [&str; 16] = [
    "sourceIp",
    "userAgent",
    "accessKey",
    "accountId",
    "apiKey",
    "apiKeyId",
    "caller",
    "cognitoAuthenticationProvider",
    "cognitoAuthenticationType",
    "cognitoIdentityId",
    "cognitoIdentityPoolId",
    "principalOrgId",
    "user",
    "userArn",
    "vpcId",
    "vpceId",
];

impl RequestContext {
    /// A field that is a text.
    fn text(&self, name: &str) -> Option<&str> {
        let field = match name {
            "requestId" => &self.request_id,
            "stage" => &self.stage,
            "httpMethod" => &self.http_method,
            "resourcePath" => &self.resource_path,
            "accountId" => &self.account_id,
            "apiId" => &self.api_id,
            "awsEndpointRequestId" => &self.aws_endpoint_request_id,
            "deploymentId" => &self.deployment_id,
            "domainName" => &self.domain_name,
            "domainPrefix" => &self.domain_prefix,
            "extendedRequestId" => &self.extended_request_id,
            "path" => &self.path,
            "protocol" => &self.protocol,
            "requestTime" => &self.request_time,
            "resourceId" => &self.resource_id,
            "status" => &self.status,
            "xrayTraceId" => &self.xray_trace_id,
            _ => return None,
        };
        field.as_deref()
    }

    /// A field that templates cannot change, unless they make `$context` a map of their own.
    pub(super) fn plain(&self, name: &str) -> Option<Value> {
        match name {
            "requestTimeEpoch" => self.request_time_epoch.map(Value::from),
            "isCanaryRequest" => self.is_canary_request.map(Value::from),
            _ => self.text(name).map(Value::from),
        }
    }

    /// All fields but the overrides; `between` adds these where they belong.
    pub(super) fn entries(&self, between: impl FnOnce(&Map)) -> Map {
        let map = Map::new();
        let put = |name: &str| {
            if let Some(value) = self.plain(name) {
                map.put(Key::from(name), value);
            }
        };
        TEXTS.into_iter().for_each(put);
        map.put(Key::from("identity"), Value::Map(self.identity.map()));
        if let Some(authorizer) = self.authorizer_map() {
            map.put(Key::from("authorizer"), Value::Map(authorizer));
        }
        between(&map);
        put("requestTimeEpoch");
        MORE_TEXTS.into_iter().for_each(put);
        put("isCanaryRequest");
        if let Some(error) = &self.error {
            map.put(Key::from("error"), Value::Map(error.map()));
        }
        map
    }

    /// `authorizer` as a map of its own.
    pub(super) fn authorizer_map(&self) -> Option<Map> {
        self.authorizer.as_ref().map(convert::map)
    }

    /// `context.name`, or a name further down such as `context.identity.sourceIp`, as a parameter mapping or a gateway
    /// response sees it.
    #[must_use]
    pub fn lookup(&self, path: &str) -> Option<String> {
        let Some((first, rest)) = path.split_once('.') else {
            return self.plain(path).map(|value| match value {
                Value::Long(number) => number.to_string(),
                Value::Bool(flag) => flag.to_string(),
                Value::Str(text) => text.to_string(),
                _ => String::new(),
            });
        };
        match first {
            "identity" => self.identity.text(rest).map(str::to_owned),
            "error" => self.error.as_ref().and_then(|error| error.text(rest)),
            "authorizer" => {
                let mut names = rest.split('.');
                let first = self.authorizer.as_ref()?.get(names.next()?)?;
                convert::text(names.try_fold(first, |value, name| value.get(name))?)
            }
            _ => None,
        }
    }
}

impl Identity {
    fn text(&self, name: &str) -> Option<&str> {
        let field = match name {
            "sourceIp" => &self.source_ip,
            "userAgent" => &self.user_agent,
            "accessKey" => &self.access_key,
            "accountId" => &self.account_id,
            "apiKey" => &self.api_key,
            "apiKeyId" => &self.api_key_id,
            "caller" => &self.caller,
            "cognitoAuthenticationProvider" => &self.cognito_authentication_provider,
            "cognitoAuthenticationType" => &self.cognito_authentication_type,
            "cognitoIdentityId" => &self.cognito_identity_id,
            "cognitoIdentityPoolId" => &self.cognito_identity_pool_id,
            "principalOrgId" => &self.principal_org_id,
            "user" => &self.user,
            "userArn" => &self.user_arn,
            "vpcId" => &self.vpc_id,
            "vpceId" => &self.vpce_id,
            _ => return None,
        };
        field.as_deref()
    }

    /// The fields that are there, as a map of its own.
    pub(super) fn map(&self) -> Map {
        let present = IDENTITY
            .into_iter()
            .filter_map(|name| Some((Key::from(name), Value::from(self.text(name)?))));
        Map::from_entries(present)
    }
}

impl ErrorContext {
    fn text(&self, name: &str) -> Option<String> {
        match name {
            "message" => Some(self.message.clone()),
            "messageString" => Some(self.message_string()),
            "responseType" => Some(self.response_type.clone()),
            "validationErrorString" => self.validation_error_string.clone(),
            _ => None,
        }
    }

    /// The fields that are there, as a map of its own.
    pub(super) fn map(&self) -> Map {
        let names = [
            "message",
            "messageString",
            "responseType",
            "validationErrorString",
        ];
        Map::from_entries(
            names
                .into_iter()
                .filter_map(|name| Some((Key::from(name), Value::from(self.text(name)?)))),
        )
    }
}
