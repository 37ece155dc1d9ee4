//! Typed inputs and outputs of Amazon API Gateway. Written by `cargo xtask codegen` from `models/apigateway.json`.

use indexmap::IndexMap;
use model::Timestamp;
use serde::{Deserialize, Serialize};

use crate::operation::OperationInput;
use crate::service::Service;
use crate::shape::Operation;
use crate::string_enum::string_enum;

/// `AccessLogSettings`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct AccessLogSettings {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
    #[serde(rename = "destinationArn", skip_serializing_if = "Option::is_none")]
    pub destination_arn: Option<String>,
}

/// `Account`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Account {
    #[serde(rename = "cloudwatchRoleArn", skip_serializing_if = "Option::is_none")]
    pub cloudwatch_role_arn: Option<String>,
    #[serde(rename = "throttleSettings", skip_serializing_if = "Option::is_none")]
    pub throttle_settings: Option<ThrottleSettings>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub features: Option<Vec<String>>,
    #[serde(rename = "apiKeyVersion", skip_serializing_if = "Option::is_none")]
    pub api_key_version: Option<String>,
}

string_enum! {
    /// `ApiKeySourceType`.
    pub enum ApiKeySourceType {
        Header = "HEADER",
        Authorizer = "AUTHORIZER",
    }
}

string_enum! {
    /// `ApiStatus`.
    pub enum ApiStatus {
        Updating = "UPDATING",
        Available = "AVAILABLE",
        Pending = "PENDING",
        Failed = "FAILED",
    }
}

/// `Authorizer`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Authorizer {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub r#type: Option<AuthorizerType>,
    #[serde(rename = "providerARNs", skip_serializing_if = "Option::is_none")]
    pub provider_ar_ns: Option<Vec<String>>,
    #[serde(rename = "authType", skip_serializing_if = "Option::is_none")]
    pub auth_type: Option<String>,
    #[serde(rename = "authorizerUri", skip_serializing_if = "Option::is_none")]
    pub authorizer_uri: Option<String>,
    #[serde(rename = "authorizerCredentials", skip_serializing_if = "Option::is_none")]
    pub authorizer_credentials: Option<String>,
    #[serde(rename = "identitySource", skip_serializing_if = "Option::is_none")]
    pub identity_source: Option<String>,
    #[serde(rename = "identityValidationExpression", skip_serializing_if = "Option::is_none")]
    pub identity_validation_expression: Option<String>,
    #[serde(rename = "authorizerResultTtlInSeconds", skip_serializing_if = "Option::is_none")]
    pub authorizer_result_ttl_in_seconds: Option<i32>,
    #[serde(rename = "jwtConfiguration", skip_serializing_if = "Option::is_none")]
    pub jwt_configuration: Option<JwtConfiguration>,
}

string_enum! {
    /// `AuthorizerType`.
    pub enum AuthorizerType {
        Token = "TOKEN",
        Request = "REQUEST",
        CognitoUserPools = "COGNITO_USER_POOLS",
        Jwt = "JWT",
    }
}

/// `Authorizers`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Authorizers {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub items: Option<Vec<Authorizer>>,
}

string_enum! {
    /// `CacheClusterSize`.
    pub enum CacheClusterSize {
        V05 = "0.5",
        V16 = "1.6",
        V61 = "6.1",
        V135 = "13.5",
        V284 = "28.4",
        V582 = "58.2",
        V118 = "118",
        V237 = "237",
    }
}

string_enum! {
    /// `CacheClusterStatus`.
    pub enum CacheClusterStatus {
        CreateInProgress = "CREATE_IN_PROGRESS",
        Available = "AVAILABLE",
        DeleteInProgress = "DELETE_IN_PROGRESS",
        NotAvailable = "NOT_AVAILABLE",
        FlushInProgress = "FLUSH_IN_PROGRESS",
    }
}

/// `CanarySettings`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CanarySettings {
    #[serde(rename = "percentTraffic", skip_serializing_if = "Option::is_none")]
    pub percent_traffic: Option<f64>,
    #[serde(rename = "deploymentId", skip_serializing_if = "Option::is_none")]
    pub deployment_id: Option<String>,
    #[serde(rename = "stageVariableOverrides", skip_serializing_if = "Option::is_none")]
    pub stage_variable_overrides: Option<IndexMap<String, String>>,
    #[serde(rename = "useStageCache", skip_serializing_if = "Option::is_none")]
    pub use_stage_cache: Option<bool>,
}

string_enum! {
    /// `ConnectionType`.
    pub enum ConnectionType {
        Internet = "INTERNET",
        VpcLink = "VPC_LINK",
    }
}

string_enum! {
    /// `ContentHandlingStrategy`.
    pub enum ContentHandlingStrategy {
        ConvertToBinary = "CONVERT_TO_BINARY",
        ConvertToText = "CONVERT_TO_TEXT",
    }
}

/// `CreateAuthorizerRequest`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CreateAuthorizerInput {
    #[serde(rename = "restApiId")]
    pub rest_api_id: String,
    pub name: String,
    pub r#type: AuthorizerType,
    #[serde(rename = "providerARNs", skip_serializing_if = "Option::is_none")]
    pub provider_ar_ns: Option<Vec<String>>,
    #[serde(rename = "authType", skip_serializing_if = "Option::is_none")]
    pub auth_type: Option<String>,
    #[serde(rename = "authorizerUri", skip_serializing_if = "Option::is_none")]
    pub authorizer_uri: Option<String>,
    #[serde(rename = "authorizerCredentials", skip_serializing_if = "Option::is_none")]
    pub authorizer_credentials: Option<String>,
    #[serde(rename = "identitySource", skip_serializing_if = "Option::is_none")]
    pub identity_source: Option<String>,
    #[serde(rename = "identityValidationExpression", skip_serializing_if = "Option::is_none")]
    pub identity_validation_expression: Option<String>,
    #[serde(rename = "authorizerResultTtlInSeconds", skip_serializing_if = "Option::is_none")]
    pub authorizer_result_ttl_in_seconds: Option<i32>,
    #[serde(rename = "jwtConfiguration", skip_serializing_if = "Option::is_none")]
    pub jwt_configuration: Option<JwtConfigurationInput>,
}

impl CreateAuthorizerInput {
    /// With what is required; the rest is absent.
    #[must_use]
    pub fn new(rest_api_id: String, name: String, r#type: AuthorizerType) -> Self {
        Self { rest_api_id, name, r#type, provider_ar_ns: None, auth_type: None, authorizer_uri: None, authorizer_credentials: None, identity_source: None, identity_validation_expression: None, authorizer_result_ttl_in_seconds: None, jwt_configuration: None }
    }
}

/// `CreateDeploymentRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CreateDeploymentInput {
    #[serde(rename = "restApiId")]
    pub rest_api_id: String,
    #[serde(rename = "stageName", skip_serializing_if = "Option::is_none")]
    pub stage_name: Option<String>,
    #[serde(rename = "stageDescription", skip_serializing_if = "Option::is_none")]
    pub stage_description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(rename = "cacheClusterEnabled", skip_serializing_if = "Option::is_none")]
    pub cache_cluster_enabled: Option<bool>,
    #[serde(rename = "cacheClusterSize", skip_serializing_if = "Option::is_none")]
    pub cache_cluster_size: Option<CacheClusterSize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub variables: Option<IndexMap<String, String>>,
    #[serde(rename = "canarySettings", skip_serializing_if = "Option::is_none")]
    pub canary_settings: Option<DeploymentCanarySettings>,
    #[serde(rename = "tracingEnabled", skip_serializing_if = "Option::is_none")]
    pub tracing_enabled: Option<bool>,
}

/// `CreateModelRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CreateModelInput {
    #[serde(rename = "restApiId")]
    pub rest_api_id: String,
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    #[serde(rename = "contentType")]
    pub content_type: String,
}

/// `CreateRequestValidatorRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CreateRequestValidatorInput {
    #[serde(rename = "restApiId")]
    pub rest_api_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(rename = "validateRequestBody", skip_serializing_if = "Option::is_none")]
    pub validate_request_body: Option<bool>,
    #[serde(rename = "validateRequestParameters", skip_serializing_if = "Option::is_none")]
    pub validate_request_parameters: Option<bool>,
}

/// `CreateResourceRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CreateResourceInput {
    #[serde(rename = "restApiId")]
    pub rest_api_id: String,
    #[serde(rename = "parentId")]
    pub parent_id: String,
    #[serde(rename = "pathPart")]
    pub path_part: String,
}

/// `CreateRestApiRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CreateRestApiInput {
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    #[serde(rename = "cloneFrom", skip_serializing_if = "Option::is_none")]
    pub clone_from: Option<String>,
    #[serde(rename = "binaryMediaTypes", skip_serializing_if = "Option::is_none")]
    pub binary_media_types: Option<Vec<String>>,
    #[serde(rename = "minimumCompressionSize", skip_serializing_if = "Option::is_none")]
    pub minimum_compression_size: Option<i32>,
    #[serde(rename = "apiKeySource", skip_serializing_if = "Option::is_none")]
    pub api_key_source: Option<ApiKeySourceType>,
    #[serde(rename = "endpointConfiguration", skip_serializing_if = "Option::is_none")]
    pub endpoint_configuration: Option<EndpointConfiguration>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<IndexMap<String, String>>,
    #[serde(rename = "disableExecuteApiEndpoint", skip_serializing_if = "Option::is_none")]
    pub disable_execute_api_endpoint: Option<bool>,
    #[serde(rename = "securityPolicy", skip_serializing_if = "Option::is_none")]
    pub security_policy: Option<SecurityPolicy>,
    #[serde(rename = "endpointAccessMode", skip_serializing_if = "Option::is_none")]
    pub endpoint_access_mode: Option<EndpointAccessMode>,
}

/// `CreateStageRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CreateStageInput {
    #[serde(rename = "restApiId")]
    pub rest_api_id: String,
    #[serde(rename = "stageName")]
    pub stage_name: String,
    #[serde(rename = "deploymentId")]
    pub deployment_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(rename = "cacheClusterEnabled", skip_serializing_if = "Option::is_none")]
    pub cache_cluster_enabled: Option<bool>,
    #[serde(rename = "cacheClusterSize", skip_serializing_if = "Option::is_none")]
    pub cache_cluster_size: Option<CacheClusterSize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub variables: Option<IndexMap<String, String>>,
    #[serde(rename = "documentationVersion", skip_serializing_if = "Option::is_none")]
    pub documentation_version: Option<String>,
    #[serde(rename = "canarySettings", skip_serializing_if = "Option::is_none")]
    pub canary_settings: Option<CanarySettings>,
    #[serde(rename = "tracingEnabled", skip_serializing_if = "Option::is_none")]
    pub tracing_enabled: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<IndexMap<String, String>>,
}

/// `DeleteAuthorizerRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DeleteAuthorizerInput {
    #[serde(rename = "restApiId")]
    pub rest_api_id: String,
    #[serde(rename = "authorizerId")]
    pub authorizer_id: String,
}

/// `DeleteDeploymentRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DeleteDeploymentInput {
    #[serde(rename = "restApiId")]
    pub rest_api_id: String,
    #[serde(rename = "deploymentId")]
    pub deployment_id: String,
}

/// `DeleteGatewayResponseRequest`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DeleteGatewayResponseInput {
    #[serde(rename = "restApiId")]
    pub rest_api_id: String,
    #[serde(rename = "responseType")]
    pub response_type: GatewayResponseType,
}

impl DeleteGatewayResponseInput {
    /// With what is required; the rest is absent.
    #[must_use]
    pub fn new(rest_api_id: String, response_type: GatewayResponseType) -> Self {
        Self { rest_api_id, response_type }
    }
}

/// `DeleteIntegrationRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DeleteIntegrationInput {
    #[serde(rename = "restApiId")]
    pub rest_api_id: String,
    #[serde(rename = "resourceId")]
    pub resource_id: String,
    #[serde(rename = "httpMethod")]
    pub http_method: String,
}

/// `DeleteIntegrationResponseRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DeleteIntegrationResponseInput {
    #[serde(rename = "restApiId")]
    pub rest_api_id: String,
    #[serde(rename = "resourceId")]
    pub resource_id: String,
    #[serde(rename = "httpMethod")]
    pub http_method: String,
    #[serde(rename = "statusCode")]
    pub status_code: String,
}

/// `DeleteMethodRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DeleteMethodInput {
    #[serde(rename = "restApiId")]
    pub rest_api_id: String,
    #[serde(rename = "resourceId")]
    pub resource_id: String,
    #[serde(rename = "httpMethod")]
    pub http_method: String,
}

/// `DeleteMethodResponseRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DeleteMethodResponseInput {
    #[serde(rename = "restApiId")]
    pub rest_api_id: String,
    #[serde(rename = "resourceId")]
    pub resource_id: String,
    #[serde(rename = "httpMethod")]
    pub http_method: String,
    #[serde(rename = "statusCode")]
    pub status_code: String,
}

/// `DeleteModelRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DeleteModelInput {
    #[serde(rename = "restApiId")]
    pub rest_api_id: String,
    #[serde(rename = "modelName")]
    pub model_name: String,
}

/// `DeleteRequestValidatorRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DeleteRequestValidatorInput {
    #[serde(rename = "restApiId")]
    pub rest_api_id: String,
    #[serde(rename = "requestValidatorId")]
    pub request_validator_id: String,
}

/// `DeleteResourceRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DeleteResourceInput {
    #[serde(rename = "restApiId")]
    pub rest_api_id: String,
    #[serde(rename = "resourceId")]
    pub resource_id: String,
}

/// `DeleteRestApiRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DeleteRestApiInput {
    #[serde(rename = "restApiId")]
    pub rest_api_id: String,
}

/// `DeleteStageRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DeleteStageInput {
    #[serde(rename = "restApiId")]
    pub rest_api_id: String,
    #[serde(rename = "stageName")]
    pub stage_name: String,
}

/// `Deployment`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Deployment {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(rename = "createdDate", skip_serializing_if = "Option::is_none")]
    pub created_date: Option<Timestamp>,
    #[serde(rename = "apiSummary", skip_serializing_if = "Option::is_none")]
    pub api_summary: Option<IndexMap<String, IndexMap<String, MethodSnapshot>>>,
}

/// `DeploymentCanarySettings`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DeploymentCanarySettings {
    #[serde(rename = "percentTraffic", skip_serializing_if = "Option::is_none")]
    pub percent_traffic: Option<f64>,
    #[serde(rename = "stageVariableOverrides", skip_serializing_if = "Option::is_none")]
    pub stage_variable_overrides: Option<IndexMap<String, String>>,
    #[serde(rename = "useStageCache", skip_serializing_if = "Option::is_none")]
    pub use_stage_cache: Option<bool>,
}

/// `Deployments`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Deployments {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub items: Option<Vec<Deployment>>,
}

string_enum! {
    /// `EndpointAccessMode`.
    pub enum EndpointAccessMode {
        Basic = "BASIC",
        Strict = "STRICT",
    }
}

/// `EndpointConfiguration`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct EndpointConfiguration {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub types: Option<Vec<EndpointType>>,
    #[serde(rename = "ipAddressType", skip_serializing_if = "Option::is_none")]
    pub ip_address_type: Option<IpAddressType>,
    #[serde(rename = "vpcEndpointIds", skip_serializing_if = "Option::is_none")]
    pub vpc_endpoint_ids: Option<Vec<String>>,
}

string_enum! {
    /// `EndpointType`.
    pub enum EndpointType {
        Private = "PRIVATE",
        Edge = "EDGE",
        Regional = "REGIONAL",
    }
}

/// `FlushStageCacheRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FlushStageCacheInput {
    #[serde(rename = "restApiId")]
    pub rest_api_id: String,
    #[serde(rename = "stageName")]
    pub stage_name: String,
}

/// `GatewayResponse`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct GatewayResponse {
    #[serde(rename = "responseType", skip_serializing_if = "Option::is_none")]
    pub response_type: Option<GatewayResponseType>,
    #[serde(rename = "statusCode", skip_serializing_if = "Option::is_none")]
    pub status_code: Option<String>,
    #[serde(rename = "responseParameters", skip_serializing_if = "Option::is_none")]
    pub response_parameters: Option<IndexMap<String, String>>,
    #[serde(rename = "responseTemplates", skip_serializing_if = "Option::is_none")]
    pub response_templates: Option<IndexMap<String, String>>,
    #[serde(rename = "defaultResponse", skip_serializing_if = "Option::is_none")]
    pub default_response: Option<bool>,
}

string_enum! {
    /// `GatewayResponseType`.
    pub enum GatewayResponseType {
        RequestTooLarge = "REQUEST_TOO_LARGE",
        ResourceNotFound = "RESOURCE_NOT_FOUND",
        AuthorizerConfigurationError = "AUTHORIZER_CONFIGURATION_ERROR",
        MissingAuthenticationToken = "MISSING_AUTHENTICATION_TOKEN",
        BadRequestBody = "BAD_REQUEST_BODY",
        InvalidSignature = "INVALID_SIGNATURE",
        InvalidApiKey = "INVALID_API_KEY",
        BadRequestParameters = "BAD_REQUEST_PARAMETERS",
        AuthorizerFailure = "AUTHORIZER_FAILURE",
        Unauthorized = "UNAUTHORIZED",
        IntegrationTimeout = "INTEGRATION_TIMEOUT",
        AccessDenied = "ACCESS_DENIED",
        Default4xx = "DEFAULT_4XX",
        Default5xx = "DEFAULT_5XX",
        WafFiltered = "WAF_FILTERED",
        QuotaExceeded = "QUOTA_EXCEEDED",
        Throttled = "THROTTLED",
        ApiConfigurationError = "API_CONFIGURATION_ERROR",
        UnsupportedMediaType = "UNSUPPORTED_MEDIA_TYPE",
        IntegrationFailure = "INTEGRATION_FAILURE",
        ExpiredToken = "EXPIRED_TOKEN",
    }
}

/// `GatewayResponses`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct GatewayResponses {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub items: Option<Vec<GatewayResponse>>,
}

/// `GetAccountRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct GetAccountInput {
}

/// `GetAuthorizerRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct GetAuthorizerInput {
    #[serde(rename = "restApiId")]
    pub rest_api_id: String,
    #[serde(rename = "authorizerId")]
    pub authorizer_id: String,
}

/// `GetAuthorizersRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct GetAuthorizersInput {
    #[serde(rename = "restApiId")]
    pub rest_api_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<i32>,
}

/// `GetDeploymentRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct GetDeploymentInput {
    #[serde(rename = "restApiId")]
    pub rest_api_id: String,
    #[serde(rename = "deploymentId")]
    pub deployment_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub embed: Option<Vec<String>>,
}

/// `GetDeploymentsRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct GetDeploymentsInput {
    #[serde(rename = "restApiId")]
    pub rest_api_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<i32>,
}

/// `GetGatewayResponseRequest`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GetGatewayResponseInput {
    #[serde(rename = "restApiId")]
    pub rest_api_id: String,
    #[serde(rename = "responseType")]
    pub response_type: GatewayResponseType,
}

impl GetGatewayResponseInput {
    /// With what is required; the rest is absent.
    #[must_use]
    pub fn new(rest_api_id: String, response_type: GatewayResponseType) -> Self {
        Self { rest_api_id, response_type }
    }
}

/// `GetGatewayResponsesRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct GetGatewayResponsesInput {
    #[serde(rename = "restApiId")]
    pub rest_api_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<i32>,
}

/// `GetIntegrationRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct GetIntegrationInput {
    #[serde(rename = "restApiId")]
    pub rest_api_id: String,
    #[serde(rename = "resourceId")]
    pub resource_id: String,
    #[serde(rename = "httpMethod")]
    pub http_method: String,
}

/// `GetIntegrationResponseRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct GetIntegrationResponseInput {
    #[serde(rename = "restApiId")]
    pub rest_api_id: String,
    #[serde(rename = "resourceId")]
    pub resource_id: String,
    #[serde(rename = "httpMethod")]
    pub http_method: String,
    #[serde(rename = "statusCode")]
    pub status_code: String,
}

/// `GetMethodRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct GetMethodInput {
    #[serde(rename = "restApiId")]
    pub rest_api_id: String,
    #[serde(rename = "resourceId")]
    pub resource_id: String,
    #[serde(rename = "httpMethod")]
    pub http_method: String,
}

/// `GetMethodResponseRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct GetMethodResponseInput {
    #[serde(rename = "restApiId")]
    pub rest_api_id: String,
    #[serde(rename = "resourceId")]
    pub resource_id: String,
    #[serde(rename = "httpMethod")]
    pub http_method: String,
    #[serde(rename = "statusCode")]
    pub status_code: String,
}

/// `GetModelRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct GetModelInput {
    #[serde(rename = "restApiId")]
    pub rest_api_id: String,
    #[serde(rename = "modelName")]
    pub model_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub flatten: Option<bool>,
}

/// `GetModelsRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct GetModelsInput {
    #[serde(rename = "restApiId")]
    pub rest_api_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<i32>,
}

/// `GetRequestValidatorRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct GetRequestValidatorInput {
    #[serde(rename = "restApiId")]
    pub rest_api_id: String,
    #[serde(rename = "requestValidatorId")]
    pub request_validator_id: String,
}

/// `GetRequestValidatorsRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct GetRequestValidatorsInput {
    #[serde(rename = "restApiId")]
    pub rest_api_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<i32>,
}

/// `GetResourceRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct GetResourceInput {
    #[serde(rename = "restApiId")]
    pub rest_api_id: String,
    #[serde(rename = "resourceId")]
    pub resource_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub embed: Option<Vec<String>>,
}

/// `GetResourcesRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct GetResourcesInput {
    #[serde(rename = "restApiId")]
    pub rest_api_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub embed: Option<Vec<String>>,
}

/// `GetRestApiRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct GetRestApiInput {
    #[serde(rename = "restApiId")]
    pub rest_api_id: String,
}

/// `GetRestApisRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct GetRestApisInput {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<i32>,
}

/// `GetStageRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct GetStageInput {
    #[serde(rename = "restApiId")]
    pub rest_api_id: String,
    #[serde(rename = "stageName")]
    pub stage_name: String,
}

/// `GetStagesRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct GetStagesInput {
    #[serde(rename = "restApiId")]
    pub rest_api_id: String,
    #[serde(rename = "deploymentId", skip_serializing_if = "Option::is_none")]
    pub deployment_id: Option<String>,
}

/// `GetTagsRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct GetTagsInput {
    #[serde(rename = "resourceArn")]
    pub resource_arn: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<i32>,
}

/// `Integration`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Integration {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub r#type: Option<IntegrationType>,
    #[serde(rename = "httpMethod", skip_serializing_if = "Option::is_none")]
    pub http_method: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uri: Option<String>,
    #[serde(rename = "connectionType", skip_serializing_if = "Option::is_none")]
    pub connection_type: Option<ConnectionType>,
    #[serde(rename = "connectionId", skip_serializing_if = "Option::is_none")]
    pub connection_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub credentials: Option<String>,
    #[serde(rename = "requestParameters", skip_serializing_if = "Option::is_none")]
    pub request_parameters: Option<IndexMap<String, String>>,
    #[serde(rename = "requestTemplates", skip_serializing_if = "Option::is_none")]
    pub request_templates: Option<IndexMap<String, Option<String>>>,
    #[serde(rename = "passthroughBehavior", skip_serializing_if = "Option::is_none")]
    pub passthrough_behavior: Option<String>,
    #[serde(rename = "contentHandling", skip_serializing_if = "Option::is_none")]
    pub content_handling: Option<ContentHandlingStrategy>,
    #[serde(rename = "timeoutInMillis", skip_serializing_if = "Option::is_none")]
    pub timeout_in_millis: Option<i32>,
    #[serde(rename = "cacheNamespace", skip_serializing_if = "Option::is_none")]
    pub cache_namespace: Option<String>,
    #[serde(rename = "cacheKeyParameters", skip_serializing_if = "Option::is_none")]
    pub cache_key_parameters: Option<Vec<String>>,
    #[serde(rename = "integrationResponses", skip_serializing_if = "Option::is_none")]
    pub integration_responses: Option<IndexMap<String, IntegrationResponse>>,
    #[serde(rename = "tlsConfig", skip_serializing_if = "Option::is_none")]
    pub tls_config: Option<TlsConfig>,
    #[serde(rename = "responseTransferMode", skip_serializing_if = "Option::is_none")]
    pub response_transfer_mode: Option<ResponseTransferMode>,
    #[serde(rename = "integrationTarget", skip_serializing_if = "Option::is_none")]
    pub integration_target: Option<String>,
}

/// `IntegrationResponse`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct IntegrationResponse {
    #[serde(rename = "statusCode", skip_serializing_if = "Option::is_none")]
    pub status_code: Option<String>,
    #[serde(rename = "selectionPattern", skip_serializing_if = "Option::is_none")]
    pub selection_pattern: Option<String>,
    #[serde(rename = "responseParameters", skip_serializing_if = "Option::is_none")]
    pub response_parameters: Option<IndexMap<String, String>>,
    #[serde(rename = "responseTemplates", skip_serializing_if = "Option::is_none")]
    pub response_templates: Option<IndexMap<String, Option<String>>>,
    #[serde(rename = "contentHandling", skip_serializing_if = "Option::is_none")]
    pub content_handling: Option<ContentHandlingStrategy>,
}

string_enum! {
    /// `IntegrationType`.
    pub enum IntegrationType {
        Http = "HTTP",
        Mock = "MOCK",
        AwsProxy = "AWS_PROXY",
        HttpProxy = "HTTP_PROXY",
        Aws = "AWS",
    }
}

string_enum! {
    /// `IpAddressType`.
    pub enum IpAddressType {
        Ipv4 = "ipv4",
        Dualstack = "dualstack",
    }
}

/// `JwtAdditionalClaim`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JwtAdditionalClaim {
    #[serde(rename = "claimName")]
    pub claim_name: String,
    pub format: JwtClaimFormat,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub required: Option<bool>,
    #[serde(rename = "expectedValues", skip_serializing_if = "Option::is_none")]
    pub expected_values: Option<Vec<String>>,
}

impl JwtAdditionalClaim {
    /// With what is required; the rest is absent.
    #[must_use]
    pub fn new(claim_name: String, format: JwtClaimFormat) -> Self {
        Self { claim_name, format, required: None, expected_values: None }
    }
}

string_enum! {
    /// `JwtClaimFormat`.
    pub enum JwtClaimFormat {
        SingleString = "SINGLE_STRING",
    }
}

/// `JwtConfiguration`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct JwtConfiguration {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issuers: Option<Vec<JwtIssuer>>,
    #[serde(rename = "defaultAlgorithms", skip_serializing_if = "Option::is_none")]
    pub default_algorithms: Option<Vec<JwtSigningAlgorithm>>,
}

/// `JwtConfigurationInput`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct JwtConfigurationInput {
    pub issuers: Vec<JwtIssuerInput>,
    #[serde(rename = "defaultAlgorithms")]
    pub default_algorithms: Vec<JwtSigningAlgorithm>,
}

/// `JwtIssuer`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct JwtIssuer {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub audiences: Option<Vec<String>>,
    #[serde(rename = "additionalClaims", skip_serializing_if = "Option::is_none")]
    pub additional_claims: Option<Vec<JwtAdditionalClaim>>,
    #[serde(rename = "jwksUri", skip_serializing_if = "Option::is_none")]
    pub jwks_uri: Option<String>,
}

/// `JwtIssuerInput`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct JwtIssuerInput {
    pub issuer: String,
    pub audiences: Vec<String>,
    #[serde(rename = "additionalClaims", skip_serializing_if = "Option::is_none")]
    pub additional_claims: Option<Vec<JwtAdditionalClaim>>,
}

string_enum! {
    /// `JwtSigningAlgorithm`.
    pub enum JwtSigningAlgorithm {
        Rs256 = "RS256",
        Rs384 = "RS384",
        Rs512 = "RS512",
        Es256 = "ES256",
        Es384 = "ES384",
        Es512 = "ES512",
    }
}

/// `Method`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Method {
    #[serde(rename = "httpMethod", skip_serializing_if = "Option::is_none")]
    pub http_method: Option<String>,
    #[serde(rename = "authorizationType", skip_serializing_if = "Option::is_none")]
    pub authorization_type: Option<String>,
    #[serde(rename = "authorizerId", skip_serializing_if = "Option::is_none")]
    pub authorizer_id: Option<String>,
    #[serde(rename = "apiKeyRequired", skip_serializing_if = "Option::is_none")]
    pub api_key_required: Option<bool>,
    #[serde(rename = "requestValidatorId", skip_serializing_if = "Option::is_none")]
    pub request_validator_id: Option<String>,
    #[serde(rename = "operationName", skip_serializing_if = "Option::is_none")]
    pub operation_name: Option<String>,
    #[serde(rename = "requestParameters", skip_serializing_if = "Option::is_none")]
    pub request_parameters: Option<IndexMap<String, bool>>,
    #[serde(rename = "requestModels", skip_serializing_if = "Option::is_none")]
    pub request_models: Option<IndexMap<String, String>>,
    #[serde(rename = "methodResponses", skip_serializing_if = "Option::is_none")]
    pub method_responses: Option<IndexMap<String, MethodResponse>>,
    #[serde(rename = "methodIntegration", skip_serializing_if = "Option::is_none")]
    pub method_integration: Option<Integration>,
    #[serde(rename = "authorizationScopes", skip_serializing_if = "Option::is_none")]
    pub authorization_scopes: Option<Vec<String>>,
}

/// `MethodResponse`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct MethodResponse {
    #[serde(rename = "statusCode", skip_serializing_if = "Option::is_none")]
    pub status_code: Option<String>,
    #[serde(rename = "responseParameters", skip_serializing_if = "Option::is_none")]
    pub response_parameters: Option<IndexMap<String, bool>>,
    #[serde(rename = "responseModels", skip_serializing_if = "Option::is_none")]
    pub response_models: Option<IndexMap<String, String>>,
}

/// `MethodSetting`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct MethodSetting {
    #[serde(rename = "metricsEnabled", skip_serializing_if = "Option::is_none")]
    pub metrics_enabled: Option<bool>,
    #[serde(rename = "loggingLevel", skip_serializing_if = "Option::is_none")]
    pub logging_level: Option<String>,
    #[serde(rename = "dataTraceEnabled", skip_serializing_if = "Option::is_none")]
    pub data_trace_enabled: Option<bool>,
    #[serde(rename = "throttlingBurstLimit", skip_serializing_if = "Option::is_none")]
    pub throttling_burst_limit: Option<i32>,
    #[serde(rename = "throttlingRateLimit", skip_serializing_if = "Option::is_none")]
    pub throttling_rate_limit: Option<f64>,
    #[serde(rename = "cachingEnabled", skip_serializing_if = "Option::is_none")]
    pub caching_enabled: Option<bool>,
    #[serde(rename = "cacheTtlInSeconds", skip_serializing_if = "Option::is_none")]
    pub cache_ttl_in_seconds: Option<i32>,
    #[serde(rename = "cacheDataEncrypted", skip_serializing_if = "Option::is_none")]
    pub cache_data_encrypted: Option<bool>,
    #[serde(rename = "requireAuthorizationForCacheControl", skip_serializing_if = "Option::is_none")]
    pub require_authorization_for_cache_control: Option<bool>,
    #[serde(rename = "unauthorizedCacheControlHeaderStrategy", skip_serializing_if = "Option::is_none")]
    pub unauthorized_cache_control_header_strategy: Option<UnauthorizedCacheControlHeaderStrategy>,
}

/// `MethodSnapshot`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct MethodSnapshot {
    #[serde(rename = "authorizationType", skip_serializing_if = "Option::is_none")]
    pub authorization_type: Option<String>,
    #[serde(rename = "apiKeyRequired", skip_serializing_if = "Option::is_none")]
    pub api_key_required: Option<bool>,
}

/// `Model`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Model {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    #[serde(rename = "contentType", skip_serializing_if = "Option::is_none")]
    pub content_type: Option<String>,
}

/// `Models`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Models {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub items: Option<Vec<Model>>,
}

string_enum! {
    /// `Op`.
    pub enum Op {
        Add = "add",
        Remove = "remove",
        Move = "move",
        Test = "test",
        Replace = "replace",
        Copy = "copy",
    }
}

/// `PatchOperation`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PatchOperation {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub op: Option<Op>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
}

/// `PutGatewayResponseRequest`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PutGatewayResponseInput {
    #[serde(rename = "restApiId")]
    pub rest_api_id: String,
    #[serde(rename = "responseType")]
    pub response_type: GatewayResponseType,
    #[serde(rename = "statusCode", skip_serializing_if = "Option::is_none")]
    pub status_code: Option<String>,
    #[serde(rename = "responseParameters", skip_serializing_if = "Option::is_none")]
    pub response_parameters: Option<IndexMap<String, String>>,
    #[serde(rename = "responseTemplates", skip_serializing_if = "Option::is_none")]
    pub response_templates: Option<IndexMap<String, String>>,
}

impl PutGatewayResponseInput {
    /// With what is required; the rest is absent.
    #[must_use]
    pub fn new(rest_api_id: String, response_type: GatewayResponseType) -> Self {
        Self { rest_api_id, response_type, status_code: None, response_parameters: None, response_templates: None }
    }
}

/// `PutIntegrationRequest`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PutIntegrationInput {
    #[serde(rename = "restApiId")]
    pub rest_api_id: String,
    #[serde(rename = "resourceId")]
    pub resource_id: String,
    #[serde(rename = "httpMethod")]
    pub http_method: String,
    pub r#type: IntegrationType,
    #[serde(rename = "integrationHttpMethod", skip_serializing_if = "Option::is_none")]
    pub integration_http_method: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uri: Option<String>,
    #[serde(rename = "connectionType", skip_serializing_if = "Option::is_none")]
    pub connection_type: Option<ConnectionType>,
    #[serde(rename = "connectionId", skip_serializing_if = "Option::is_none")]
    pub connection_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub credentials: Option<String>,
    #[serde(rename = "requestParameters", skip_serializing_if = "Option::is_none")]
    pub request_parameters: Option<IndexMap<String, String>>,
    #[serde(rename = "requestTemplates", skip_serializing_if = "Option::is_none")]
    pub request_templates: Option<IndexMap<String, Option<String>>>,
    #[serde(rename = "passthroughBehavior", skip_serializing_if = "Option::is_none")]
    pub passthrough_behavior: Option<String>,
    #[serde(rename = "cacheNamespace", skip_serializing_if = "Option::is_none")]
    pub cache_namespace: Option<String>,
    #[serde(rename = "cacheKeyParameters", skip_serializing_if = "Option::is_none")]
    pub cache_key_parameters: Option<Vec<String>>,
    #[serde(rename = "contentHandling", skip_serializing_if = "Option::is_none")]
    pub content_handling: Option<ContentHandlingStrategy>,
    #[serde(rename = "timeoutInMillis", skip_serializing_if = "Option::is_none")]
    pub timeout_in_millis: Option<i32>,
    #[serde(rename = "tlsConfig", skip_serializing_if = "Option::is_none")]
    pub tls_config: Option<TlsConfig>,
    #[serde(rename = "responseTransferMode", skip_serializing_if = "Option::is_none")]
    pub response_transfer_mode: Option<ResponseTransferMode>,
    #[serde(rename = "integrationTarget", skip_serializing_if = "Option::is_none")]
    pub integration_target: Option<String>,
}

impl PutIntegrationInput {
    /// With what is required; the rest is absent.
    #[must_use]
    pub fn new(rest_api_id: String, resource_id: String, http_method: String, r#type: IntegrationType) -> Self {
        Self { rest_api_id, resource_id, http_method, r#type, integration_http_method: None, uri: None, connection_type: None, connection_id: None, credentials: None, request_parameters: None, request_templates: None, passthrough_behavior: None, cache_namespace: None, cache_key_parameters: None, content_handling: None, timeout_in_millis: None, tls_config: None, response_transfer_mode: None, integration_target: None }
    }
}

/// `PutIntegrationResponseRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PutIntegrationResponseInput {
    #[serde(rename = "restApiId")]
    pub rest_api_id: String,
    #[serde(rename = "resourceId")]
    pub resource_id: String,
    #[serde(rename = "httpMethod")]
    pub http_method: String,
    #[serde(rename = "statusCode")]
    pub status_code: String,
    #[serde(rename = "selectionPattern", skip_serializing_if = "Option::is_none")]
    pub selection_pattern: Option<String>,
    #[serde(rename = "responseParameters", skip_serializing_if = "Option::is_none")]
    pub response_parameters: Option<IndexMap<String, String>>,
    #[serde(rename = "responseTemplates", skip_serializing_if = "Option::is_none")]
    pub response_templates: Option<IndexMap<String, Option<String>>>,
    #[serde(rename = "contentHandling", skip_serializing_if = "Option::is_none")]
    pub content_handling: Option<ContentHandlingStrategy>,
}

/// `PutMethodRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PutMethodInput {
    #[serde(rename = "restApiId")]
    pub rest_api_id: String,
    #[serde(rename = "resourceId")]
    pub resource_id: String,
    #[serde(rename = "httpMethod")]
    pub http_method: String,
    #[serde(rename = "authorizationType")]
    pub authorization_type: String,
    #[serde(rename = "authorizerId", skip_serializing_if = "Option::is_none")]
    pub authorizer_id: Option<String>,
    #[serde(rename = "apiKeyRequired", skip_serializing_if = "Option::is_none")]
    pub api_key_required: Option<bool>,
    #[serde(rename = "operationName", skip_serializing_if = "Option::is_none")]
    pub operation_name: Option<String>,
    #[serde(rename = "requestParameters", skip_serializing_if = "Option::is_none")]
    pub request_parameters: Option<IndexMap<String, bool>>,
    #[serde(rename = "requestModels", skip_serializing_if = "Option::is_none")]
    pub request_models: Option<IndexMap<String, String>>,
    #[serde(rename = "requestValidatorId", skip_serializing_if = "Option::is_none")]
    pub request_validator_id: Option<String>,
    #[serde(rename = "authorizationScopes", skip_serializing_if = "Option::is_none")]
    pub authorization_scopes: Option<Vec<String>>,
}

/// `PutMethodResponseRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PutMethodResponseInput {
    #[serde(rename = "restApiId")]
    pub rest_api_id: String,
    #[serde(rename = "resourceId")]
    pub resource_id: String,
    #[serde(rename = "httpMethod")]
    pub http_method: String,
    #[serde(rename = "statusCode")]
    pub status_code: String,
    #[serde(rename = "responseParameters", skip_serializing_if = "Option::is_none")]
    pub response_parameters: Option<IndexMap<String, bool>>,
    #[serde(rename = "responseModels", skip_serializing_if = "Option::is_none")]
    pub response_models: Option<IndexMap<String, String>>,
}

/// `RequestValidator`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct RequestValidator {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(rename = "validateRequestBody", skip_serializing_if = "Option::is_none")]
    pub validate_request_body: Option<bool>,
    #[serde(rename = "validateRequestParameters", skip_serializing_if = "Option::is_none")]
    pub validate_request_parameters: Option<bool>,
}

/// `RequestValidators`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct RequestValidators {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub items: Option<Vec<RequestValidator>>,
}

/// `Resource`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Resource {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    #[serde(rename = "parentId", skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<String>,
    #[serde(rename = "pathPart", skip_serializing_if = "Option::is_none")]
    pub path_part: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    #[serde(rename = "resourceMethods", skip_serializing_if = "Option::is_none")]
    pub resource_methods: Option<IndexMap<String, Method>>,
}

/// `Resources`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Resources {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub items: Option<Vec<Resource>>,
}

string_enum! {
    /// `ResponseTransferMode`.
    pub enum ResponseTransferMode {
        Buffered = "BUFFERED",
        Stream = "STREAM",
    }
}

/// `RestApi`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct RestApi {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(rename = "createdDate", skip_serializing_if = "Option::is_none")]
    pub created_date: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub warnings: Option<Vec<String>>,
    #[serde(rename = "binaryMediaTypes", skip_serializing_if = "Option::is_none")]
    pub binary_media_types: Option<Vec<String>>,
    #[serde(rename = "minimumCompressionSize", skip_serializing_if = "Option::is_none")]
    pub minimum_compression_size: Option<i32>,
    #[serde(rename = "apiKeySource", skip_serializing_if = "Option::is_none")]
    pub api_key_source: Option<ApiKeySourceType>,
    #[serde(rename = "endpointConfiguration", skip_serializing_if = "Option::is_none")]
    pub endpoint_configuration: Option<EndpointConfiguration>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<IndexMap<String, String>>,
    #[serde(rename = "disableExecuteApiEndpoint", skip_serializing_if = "Option::is_none")]
    pub disable_execute_api_endpoint: Option<bool>,
    #[serde(rename = "rootResourceId", skip_serializing_if = "Option::is_none")]
    pub root_resource_id: Option<String>,
    #[serde(rename = "securityPolicy", skip_serializing_if = "Option::is_none")]
    pub security_policy: Option<SecurityPolicy>,
    #[serde(rename = "endpointAccessMode", skip_serializing_if = "Option::is_none")]
    pub endpoint_access_mode: Option<EndpointAccessMode>,
    #[serde(rename = "apiStatus", skip_serializing_if = "Option::is_none")]
    pub api_status: Option<ApiStatus>,
    #[serde(rename = "apiStatusMessage", skip_serializing_if = "Option::is_none")]
    pub api_status_message: Option<String>,
}

/// `RestApis`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct RestApis {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub items: Option<Vec<RestApi>>,
}

string_enum! {
    /// `SecurityPolicy`.
    pub enum SecurityPolicy {
        Tls10 = "TLS_1_0",
        Tls12 = "TLS_1_2",
        SecurityPolicyTls1313202509 = "SecurityPolicy_TLS13_1_3_2025_09",
        SecurityPolicyTls1313Fips202509 = "SecurityPolicy_TLS13_1_3_FIPS_2025_09",
        SecurityPolicyTls1312PfsPq202509 = "SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09",
        SecurityPolicyTls1312FipsPq202509 = "SecurityPolicy_TLS13_1_2_FIPS_PQ_2025_09",
        SecurityPolicyTls1312FipsPfsPq202509 = "SecurityPolicy_TLS13_1_2_FIPS_PFS_PQ_2025_09",
        SecurityPolicyTls1312Ext2Pq202509 = "SecurityPolicy_TLS13_1_2_Ext2_PQ_2025_09",
        SecurityPolicyTls1312Ext2FipsPq202509 = "SecurityPolicy_TLS13_1_2_Ext2_FIPS_PQ_2025_09",
        SecurityPolicyTls1312Pq202509 = "SecurityPolicy_TLS13_1_2_PQ_2025_09",
        SecurityPolicyTls1312202106 = "SecurityPolicy_TLS13_1_2_2021_06",
        SecurityPolicyTls132025Edge = "SecurityPolicy_TLS13_2025_EDGE",
        SecurityPolicyTls12Pfs2025Edge = "SecurityPolicy_TLS12_PFS_2025_EDGE",
        SecurityPolicyTls122018Edge = "SecurityPolicy_TLS12_2018_EDGE",
    }
}

/// `Stage`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Stage {
    #[serde(rename = "deploymentId", skip_serializing_if = "Option::is_none")]
    pub deployment_id: Option<String>,
    #[serde(rename = "clientCertificateId", skip_serializing_if = "Option::is_none")]
    pub client_certificate_id: Option<String>,
    #[serde(rename = "stageName", skip_serializing_if = "Option::is_none")]
    pub stage_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(rename = "cacheClusterEnabled", skip_serializing_if = "Option::is_none")]
    pub cache_cluster_enabled: Option<bool>,
    #[serde(rename = "cacheClusterSize", skip_serializing_if = "Option::is_none")]
    pub cache_cluster_size: Option<CacheClusterSize>,
    #[serde(rename = "cacheClusterStatus", skip_serializing_if = "Option::is_none")]
    pub cache_cluster_status: Option<CacheClusterStatus>,
    #[serde(rename = "methodSettings", skip_serializing_if = "Option::is_none")]
    pub method_settings: Option<IndexMap<String, MethodSetting>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub variables: Option<IndexMap<String, String>>,
    #[serde(rename = "documentationVersion", skip_serializing_if = "Option::is_none")]
    pub documentation_version: Option<String>,
    #[serde(rename = "accessLogSettings", skip_serializing_if = "Option::is_none")]
    pub access_log_settings: Option<AccessLogSettings>,
    #[serde(rename = "canarySettings", skip_serializing_if = "Option::is_none")]
    pub canary_settings: Option<CanarySettings>,
    #[serde(rename = "tracingEnabled", skip_serializing_if = "Option::is_none")]
    pub tracing_enabled: Option<bool>,
    #[serde(rename = "webAclArn", skip_serializing_if = "Option::is_none")]
    pub web_acl_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<IndexMap<String, String>>,
    #[serde(rename = "createdDate", skip_serializing_if = "Option::is_none")]
    pub created_date: Option<Timestamp>,
    #[serde(rename = "lastUpdatedDate", skip_serializing_if = "Option::is_none")]
    pub last_updated_date: Option<Timestamp>,
}

/// `Stages`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Stages {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item: Option<Vec<Stage>>,
}

/// `TagResourceRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TagResourceInput {
    #[serde(rename = "resourceArn")]
    pub resource_arn: String,
    pub tags: IndexMap<String, String>,
}

/// `Tags`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Tags {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<IndexMap<String, String>>,
}

/// `ThrottleSettings`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ThrottleSettings {
    #[serde(rename = "burstLimit", skip_serializing_if = "Option::is_none")]
    pub burst_limit: Option<i32>,
    #[serde(rename = "rateLimit", skip_serializing_if = "Option::is_none")]
    pub rate_limit: Option<f64>,
}

/// `TlsConfig`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TlsConfig {
    #[serde(rename = "insecureSkipVerification", skip_serializing_if = "Option::is_none")]
    pub insecure_skip_verification: Option<bool>,
}

string_enum! {
    /// `UnauthorizedCacheControlHeaderStrategy`.
    pub enum UnauthorizedCacheControlHeaderStrategy {
        FailWith403 = "FAIL_WITH_403",
        SucceedWithResponseHeader = "SUCCEED_WITH_RESPONSE_HEADER",
        SucceedWithoutResponseHeader = "SUCCEED_WITHOUT_RESPONSE_HEADER",
    }
}

/// `UntagResourceRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct UntagResourceInput {
    #[serde(rename = "resourceArn")]
    pub resource_arn: String,
    #[serde(rename = "tagKeys")]
    pub tag_keys: Vec<String>,
}

/// `UpdateAccountRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct UpdateAccountInput {
    #[serde(rename = "patchOperations", skip_serializing_if = "Option::is_none")]
    pub patch_operations: Option<Vec<PatchOperation>>,
}

/// `UpdateAuthorizerRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct UpdateAuthorizerInput {
    #[serde(rename = "restApiId")]
    pub rest_api_id: String,
    #[serde(rename = "authorizerId")]
    pub authorizer_id: String,
    #[serde(rename = "patchOperations", skip_serializing_if = "Option::is_none")]
    pub patch_operations: Option<Vec<PatchOperation>>,
}

/// `UpdateDeploymentRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct UpdateDeploymentInput {
    #[serde(rename = "restApiId")]
    pub rest_api_id: String,
    #[serde(rename = "deploymentId")]
    pub deployment_id: String,
    #[serde(rename = "patchOperations", skip_serializing_if = "Option::is_none")]
    pub patch_operations: Option<Vec<PatchOperation>>,
}

/// `UpdateGatewayResponseRequest`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UpdateGatewayResponseInput {
    #[serde(rename = "restApiId")]
    pub rest_api_id: String,
    #[serde(rename = "responseType")]
    pub response_type: GatewayResponseType,
    #[serde(rename = "patchOperations", skip_serializing_if = "Option::is_none")]
    pub patch_operations: Option<Vec<PatchOperation>>,
}

impl UpdateGatewayResponseInput {
    /// With what is required; the rest is absent.
    #[must_use]
    pub fn new(rest_api_id: String, response_type: GatewayResponseType) -> Self {
        Self { rest_api_id, response_type, patch_operations: None }
    }
}

/// `UpdateIntegrationRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct UpdateIntegrationInput {
    #[serde(rename = "restApiId")]
    pub rest_api_id: String,
    #[serde(rename = "resourceId")]
    pub resource_id: String,
    #[serde(rename = "httpMethod")]
    pub http_method: String,
    #[serde(rename = "patchOperations", skip_serializing_if = "Option::is_none")]
    pub patch_operations: Option<Vec<PatchOperation>>,
}

/// `UpdateIntegrationResponseRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct UpdateIntegrationResponseInput {
    #[serde(rename = "restApiId")]
    pub rest_api_id: String,
    #[serde(rename = "resourceId")]
    pub resource_id: String,
    #[serde(rename = "httpMethod")]
    pub http_method: String,
    #[serde(rename = "statusCode")]
    pub status_code: String,
    #[serde(rename = "patchOperations", skip_serializing_if = "Option::is_none")]
    pub patch_operations: Option<Vec<PatchOperation>>,
}

/// `UpdateMethodRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct UpdateMethodInput {
    #[serde(rename = "restApiId")]
    pub rest_api_id: String,
    #[serde(rename = "resourceId")]
    pub resource_id: String,
    #[serde(rename = "httpMethod")]
    pub http_method: String,
    #[serde(rename = "patchOperations", skip_serializing_if = "Option::is_none")]
    pub patch_operations: Option<Vec<PatchOperation>>,
}

/// `UpdateMethodResponseRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct UpdateMethodResponseInput {
    #[serde(rename = "restApiId")]
    pub rest_api_id: String,
    #[serde(rename = "resourceId")]
    pub resource_id: String,
    #[serde(rename = "httpMethod")]
    pub http_method: String,
    #[serde(rename = "statusCode")]
    pub status_code: String,
    #[serde(rename = "patchOperations", skip_serializing_if = "Option::is_none")]
    pub patch_operations: Option<Vec<PatchOperation>>,
}

/// `UpdateModelRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct UpdateModelInput {
    #[serde(rename = "restApiId")]
    pub rest_api_id: String,
    #[serde(rename = "modelName")]
    pub model_name: String,
    #[serde(rename = "patchOperations", skip_serializing_if = "Option::is_none")]
    pub patch_operations: Option<Vec<PatchOperation>>,
}

/// `UpdateRequestValidatorRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct UpdateRequestValidatorInput {
    #[serde(rename = "restApiId")]
    pub rest_api_id: String,
    #[serde(rename = "requestValidatorId")]
    pub request_validator_id: String,
    #[serde(rename = "patchOperations", skip_serializing_if = "Option::is_none")]
    pub patch_operations: Option<Vec<PatchOperation>>,
}

/// `UpdateResourceRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct UpdateResourceInput {
    #[serde(rename = "restApiId")]
    pub rest_api_id: String,
    #[serde(rename = "resourceId")]
    pub resource_id: String,
    #[serde(rename = "patchOperations", skip_serializing_if = "Option::is_none")]
    pub patch_operations: Option<Vec<PatchOperation>>,
}

/// `UpdateRestApiRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct UpdateRestApiInput {
    #[serde(rename = "restApiId")]
    pub rest_api_id: String,
    #[serde(rename = "patchOperations", skip_serializing_if = "Option::is_none")]
    pub patch_operations: Option<Vec<PatchOperation>>,
}

/// `UpdateStageRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct UpdateStageInput {
    #[serde(rename = "restApiId")]
    pub rest_api_id: String,
    #[serde(rename = "stageName")]
    pub stage_name: String,
    #[serde(rename = "patchOperations", skip_serializing_if = "Option::is_none")]
    pub patch_operations: Option<Vec<PatchOperation>>,
}

impl OperationInput for CreateAuthorizerInput {
    type Output = Authorizer;
    const SERVICE: Service = Service::ApiGateway;
    const NAME: &'static str = "CreateAuthorizer";

    fn operation() -> &'static Operation {
        &super::tables::apigateway::OPERATIONS[1]
    }
}

impl OperationInput for CreateDeploymentInput {
    type Output = Deployment;
    const SERVICE: Service = Service::ApiGateway;
    const NAME: &'static str = "CreateDeployment";

    fn operation() -> &'static Operation {
        &super::tables::apigateway::OPERATIONS[3]
    }
}

impl OperationInput for CreateModelInput {
    type Output = Model;
    const SERVICE: Service = Service::ApiGateway;
    const NAME: &'static str = "CreateModel";

    fn operation() -> &'static Operation {
        &super::tables::apigateway::OPERATIONS[8]
    }
}

impl OperationInput for CreateRequestValidatorInput {
    type Output = RequestValidator;
    const SERVICE: Service = Service::ApiGateway;
    const NAME: &'static str = "CreateRequestValidator";

    fn operation() -> &'static Operation {
        &super::tables::apigateway::OPERATIONS[9]
    }
}

impl OperationInput for CreateResourceInput {
    type Output = Resource;
    const SERVICE: Service = Service::ApiGateway;
    const NAME: &'static str = "CreateResource";

    fn operation() -> &'static Operation {
        &super::tables::apigateway::OPERATIONS[10]
    }
}

impl OperationInput for CreateRestApiInput {
    type Output = RestApi;
    const SERVICE: Service = Service::ApiGateway;
    const NAME: &'static str = "CreateRestApi";

    fn operation() -> &'static Operation {
        &super::tables::apigateway::OPERATIONS[11]
    }
}

impl OperationInput for CreateStageInput {
    type Output = Stage;
    const SERVICE: Service = Service::ApiGateway;
    const NAME: &'static str = "CreateStage";

    fn operation() -> &'static Operation {
        &super::tables::apigateway::OPERATIONS[12]
    }
}

impl OperationInput for DeleteAuthorizerInput {
    type Output = ();
    const SERVICE: Service = Service::ApiGateway;
    const NAME: &'static str = "DeleteAuthorizer";

    fn operation() -> &'static Operation {
        &super::tables::apigateway::OPERATIONS[17]
    }
}

impl OperationInput for DeleteDeploymentInput {
    type Output = ();
    const SERVICE: Service = Service::ApiGateway;
    const NAME: &'static str = "DeleteDeployment";

    fn operation() -> &'static Operation {
        &super::tables::apigateway::OPERATIONS[20]
    }
}

impl OperationInput for DeleteGatewayResponseInput {
    type Output = ();
    const SERVICE: Service = Service::ApiGateway;
    const NAME: &'static str = "DeleteGatewayResponse";

    fn operation() -> &'static Operation {
        &super::tables::apigateway::OPERATIONS[25]
    }
}

impl OperationInput for DeleteIntegrationInput {
    type Output = ();
    const SERVICE: Service = Service::ApiGateway;
    const NAME: &'static str = "DeleteIntegration";

    fn operation() -> &'static Operation {
        &super::tables::apigateway::OPERATIONS[26]
    }
}

impl OperationInput for DeleteIntegrationResponseInput {
    type Output = ();
    const SERVICE: Service = Service::ApiGateway;
    const NAME: &'static str = "DeleteIntegrationResponse";

    fn operation() -> &'static Operation {
        &super::tables::apigateway::OPERATIONS[27]
    }
}

impl OperationInput for DeleteMethodInput {
    type Output = ();
    const SERVICE: Service = Service::ApiGateway;
    const NAME: &'static str = "DeleteMethod";

    fn operation() -> &'static Operation {
        &super::tables::apigateway::OPERATIONS[28]
    }
}

impl OperationInput for DeleteMethodResponseInput {
    type Output = ();
    const SERVICE: Service = Service::ApiGateway;
    const NAME: &'static str = "DeleteMethodResponse";

    fn operation() -> &'static Operation {
        &super::tables::apigateway::OPERATIONS[29]
    }
}

impl OperationInput for DeleteModelInput {
    type Output = ();
    const SERVICE: Service = Service::ApiGateway;
    const NAME: &'static str = "DeleteModel";

    fn operation() -> &'static Operation {
        &super::tables::apigateway::OPERATIONS[30]
    }
}

impl OperationInput for DeleteRequestValidatorInput {
    type Output = ();
    const SERVICE: Service = Service::ApiGateway;
    const NAME: &'static str = "DeleteRequestValidator";

    fn operation() -> &'static Operation {
        &super::tables::apigateway::OPERATIONS[31]
    }
}

impl OperationInput for DeleteResourceInput {
    type Output = ();
    const SERVICE: Service = Service::ApiGateway;
    const NAME: &'static str = "DeleteResource";

    fn operation() -> &'static Operation {
        &super::tables::apigateway::OPERATIONS[32]
    }
}

impl OperationInput for DeleteRestApiInput {
    type Output = ();
    const SERVICE: Service = Service::ApiGateway;
    const NAME: &'static str = "DeleteRestApi";

    fn operation() -> &'static Operation {
        &super::tables::apigateway::OPERATIONS[33]
    }
}

impl OperationInput for DeleteStageInput {
    type Output = ();
    const SERVICE: Service = Service::ApiGateway;
    const NAME: &'static str = "DeleteStage";

    fn operation() -> &'static Operation {
        &super::tables::apigateway::OPERATIONS[34]
    }
}

impl OperationInput for FlushStageCacheInput {
    type Output = ();
    const SERVICE: Service = Service::ApiGateway;
    const NAME: &'static str = "FlushStageCache";

    fn operation() -> &'static Operation {
        &super::tables::apigateway::OPERATIONS[39]
    }
}

impl OperationInput for GetAccountInput {
    type Output = Account;
    const SERVICE: Service = Service::ApiGateway;
    const NAME: &'static str = "GetAccount";

    fn operation() -> &'static Operation {
        &super::tables::apigateway::OPERATIONS[41]
    }
}

impl OperationInput for GetAuthorizerInput {
    type Output = Authorizer;
    const SERVICE: Service = Service::ApiGateway;
    const NAME: &'static str = "GetAuthorizer";

    fn operation() -> &'static Operation {
        &super::tables::apigateway::OPERATIONS[44]
    }
}

impl OperationInput for GetAuthorizersInput {
    type Output = Authorizers;
    const SERVICE: Service = Service::ApiGateway;
    const NAME: &'static str = "GetAuthorizers";

    fn operation() -> &'static Operation {
        &super::tables::apigateway::OPERATIONS[45]
    }
}

impl OperationInput for GetDeploymentInput {
    type Output = Deployment;
    const SERVICE: Service = Service::ApiGateway;
    const NAME: &'static str = "GetDeployment";

    fn operation() -> &'static Operation {
        &super::tables::apigateway::OPERATIONS[50]
    }
}

impl OperationInput for GetDeploymentsInput {
    type Output = Deployments;
    const SERVICE: Service = Service::ApiGateway;
    const NAME: &'static str = "GetDeployments";

    fn operation() -> &'static Operation {
        &super::tables::apigateway::OPERATIONS[51]
    }
}

impl OperationInput for GetGatewayResponseInput {
    type Output = GatewayResponse;
    const SERVICE: Service = Service::ApiGateway;
    const NAME: &'static str = "GetGatewayResponse";

    fn operation() -> &'static Operation {
        &super::tables::apigateway::OPERATIONS[60]
    }
}

impl OperationInput for GetGatewayResponsesInput {
    type Output = GatewayResponses;
    const SERVICE: Service = Service::ApiGateway;
    const NAME: &'static str = "GetGatewayResponses";

    fn operation() -> &'static Operation {
        &super::tables::apigateway::OPERATIONS[61]
    }
}

impl OperationInput for GetIntegrationInput {
    type Output = Integration;
    const SERVICE: Service = Service::ApiGateway;
    const NAME: &'static str = "GetIntegration";

    fn operation() -> &'static Operation {
        &super::tables::apigateway::OPERATIONS[62]
    }
}

impl OperationInput for GetIntegrationResponseInput {
    type Output = IntegrationResponse;
    const SERVICE: Service = Service::ApiGateway;
    const NAME: &'static str = "GetIntegrationResponse";

    fn operation() -> &'static Operation {
        &super::tables::apigateway::OPERATIONS[63]
    }
}

impl OperationInput for GetMethodInput {
    type Output = Method;
    const SERVICE: Service = Service::ApiGateway;
    const NAME: &'static str = "GetMethod";

    fn operation() -> &'static Operation {
        &super::tables::apigateway::OPERATIONS[64]
    }
}

impl OperationInput for GetMethodResponseInput {
    type Output = MethodResponse;
    const SERVICE: Service = Service::ApiGateway;
    const NAME: &'static str = "GetMethodResponse";

    fn operation() -> &'static Operation {
        &super::tables::apigateway::OPERATIONS[65]
    }
}

impl OperationInput for GetModelInput {
    type Output = Model;
    const SERVICE: Service = Service::ApiGateway;
    const NAME: &'static str = "GetModel";

    fn operation() -> &'static Operation {
        &super::tables::apigateway::OPERATIONS[66]
    }
}

impl OperationInput for GetModelsInput {
    type Output = Models;
    const SERVICE: Service = Service::ApiGateway;
    const NAME: &'static str = "GetModels";

    fn operation() -> &'static Operation {
        &super::tables::apigateway::OPERATIONS[68]
    }
}

impl OperationInput for GetRequestValidatorInput {
    type Output = RequestValidator;
    const SERVICE: Service = Service::ApiGateway;
    const NAME: &'static str = "GetRequestValidator";

    fn operation() -> &'static Operation {
        &super::tables::apigateway::OPERATIONS[69]
    }
}

impl OperationInput for GetRequestValidatorsInput {
    type Output = RequestValidators;
    const SERVICE: Service = Service::ApiGateway;
    const NAME: &'static str = "GetRequestValidators";

    fn operation() -> &'static Operation {
        &super::tables::apigateway::OPERATIONS[70]
    }
}

impl OperationInput for GetResourceInput {
    type Output = Resource;
    const SERVICE: Service = Service::ApiGateway;
    const NAME: &'static str = "GetResource";

    fn operation() -> &'static Operation {
        &super::tables::apigateway::OPERATIONS[71]
    }
}

impl OperationInput for GetResourcesInput {
    type Output = Resources;
    const SERVICE: Service = Service::ApiGateway;
    const NAME: &'static str = "GetResources";

    fn operation() -> &'static Operation {
        &super::tables::apigateway::OPERATIONS[72]
    }
}

impl OperationInput for GetRestApiInput {
    type Output = RestApi;
    const SERVICE: Service = Service::ApiGateway;
    const NAME: &'static str = "GetRestApi";

    fn operation() -> &'static Operation {
        &super::tables::apigateway::OPERATIONS[73]
    }
}

impl OperationInput for GetRestApisInput {
    type Output = RestApis;
    const SERVICE: Service = Service::ApiGateway;
    const NAME: &'static str = "GetRestApis";

    fn operation() -> &'static Operation {
        &super::tables::apigateway::OPERATIONS[74]
    }
}

impl OperationInput for GetStageInput {
    type Output = Stage;
    const SERVICE: Service = Service::ApiGateway;
    const NAME: &'static str = "GetStage";

    fn operation() -> &'static Operation {
        &super::tables::apigateway::OPERATIONS[78]
    }
}

impl OperationInput for GetStagesInput {
    type Output = Stages;
    const SERVICE: Service = Service::ApiGateway;
    const NAME: &'static str = "GetStages";

    fn operation() -> &'static Operation {
        &super::tables::apigateway::OPERATIONS[79]
    }
}

impl OperationInput for GetTagsInput {
    type Output = Tags;
    const SERVICE: Service = Service::ApiGateway;
    const NAME: &'static str = "GetTags";

    fn operation() -> &'static Operation {
        &super::tables::apigateway::OPERATIONS[80]
    }
}

impl OperationInput for PutGatewayResponseInput {
    type Output = GatewayResponse;
    const SERVICE: Service = Service::ApiGateway;
    const NAME: &'static str = "PutGatewayResponse";

    fn operation() -> &'static Operation {
        &super::tables::apigateway::OPERATIONS[91]
    }
}

impl OperationInput for PutIntegrationInput {
    type Output = Integration;
    const SERVICE: Service = Service::ApiGateway;
    const NAME: &'static str = "PutIntegration";

    fn operation() -> &'static Operation {
        &super::tables::apigateway::OPERATIONS[92]
    }
}

impl OperationInput for PutIntegrationResponseInput {
    type Output = IntegrationResponse;
    const SERVICE: Service = Service::ApiGateway;
    const NAME: &'static str = "PutIntegrationResponse";

    fn operation() -> &'static Operation {
        &super::tables::apigateway::OPERATIONS[93]
    }
}

impl OperationInput for PutMethodInput {
    type Output = Method;
    const SERVICE: Service = Service::ApiGateway;
    const NAME: &'static str = "PutMethod";

    fn operation() -> &'static Operation {
        &super::tables::apigateway::OPERATIONS[94]
    }
}

impl OperationInput for PutMethodResponseInput {
    type Output = MethodResponse;
    const SERVICE: Service = Service::ApiGateway;
    const NAME: &'static str = "PutMethodResponse";

    fn operation() -> &'static Operation {
        &super::tables::apigateway::OPERATIONS[95]
    }
}

impl OperationInput for TagResourceInput {
    type Output = ();
    const SERVICE: Service = Service::ApiGateway;
    const NAME: &'static str = "TagResource";

    fn operation() -> &'static Operation {
        &super::tables::apigateway::OPERATIONS[98]
    }
}

impl OperationInput for UntagResourceInput {
    type Output = ();
    const SERVICE: Service = Service::ApiGateway;
    const NAME: &'static str = "UntagResource";

    fn operation() -> &'static Operation {
        &super::tables::apigateway::OPERATIONS[101]
    }
}

impl OperationInput for UpdateAccountInput {
    type Output = Account;
    const SERVICE: Service = Service::ApiGateway;
    const NAME: &'static str = "UpdateAccount";

    fn operation() -> &'static Operation {
        &super::tables::apigateway::OPERATIONS[102]
    }
}

impl OperationInput for UpdateAuthorizerInput {
    type Output = Authorizer;
    const SERVICE: Service = Service::ApiGateway;
    const NAME: &'static str = "UpdateAuthorizer";

    fn operation() -> &'static Operation {
        &super::tables::apigateway::OPERATIONS[104]
    }
}

impl OperationInput for UpdateDeploymentInput {
    type Output = Deployment;
    const SERVICE: Service = Service::ApiGateway;
    const NAME: &'static str = "UpdateDeployment";

    fn operation() -> &'static Operation {
        &super::tables::apigateway::OPERATIONS[107]
    }
}

impl OperationInput for UpdateGatewayResponseInput {
    type Output = GatewayResponse;
    const SERVICE: Service = Service::ApiGateway;
    const NAME: &'static str = "UpdateGatewayResponse";

    fn operation() -> &'static Operation {
        &super::tables::apigateway::OPERATIONS[111]
    }
}

impl OperationInput for UpdateIntegrationInput {
    type Output = Integration;
    const SERVICE: Service = Service::ApiGateway;
    const NAME: &'static str = "UpdateIntegration";

    fn operation() -> &'static Operation {
        &super::tables::apigateway::OPERATIONS[112]
    }
}

impl OperationInput for UpdateIntegrationResponseInput {
    type Output = IntegrationResponse;
    const SERVICE: Service = Service::ApiGateway;
    const NAME: &'static str = "UpdateIntegrationResponse";

    fn operation() -> &'static Operation {
        &super::tables::apigateway::OPERATIONS[113]
    }
}

impl OperationInput for UpdateMethodInput {
    type Output = Method;
    const SERVICE: Service = Service::ApiGateway;
    const NAME: &'static str = "UpdateMethod";

    fn operation() -> &'static Operation {
        &super::tables::apigateway::OPERATIONS[114]
    }
}

impl OperationInput for UpdateMethodResponseInput {
    type Output = MethodResponse;
    const SERVICE: Service = Service::ApiGateway;
    const NAME: &'static str = "UpdateMethodResponse";

    fn operation() -> &'static Operation {
        &super::tables::apigateway::OPERATIONS[115]
    }
}

impl OperationInput for UpdateModelInput {
    type Output = Model;
    const SERVICE: Service = Service::ApiGateway;
    const NAME: &'static str = "UpdateModel";

    fn operation() -> &'static Operation {
        &super::tables::apigateway::OPERATIONS[116]
    }
}

impl OperationInput for UpdateRequestValidatorInput {
    type Output = RequestValidator;
    const SERVICE: Service = Service::ApiGateway;
    const NAME: &'static str = "UpdateRequestValidator";

    fn operation() -> &'static Operation {
        &super::tables::apigateway::OPERATIONS[117]
    }
}

impl OperationInput for UpdateResourceInput {
    type Output = Resource;
    const SERVICE: Service = Service::ApiGateway;
    const NAME: &'static str = "UpdateResource";

    fn operation() -> &'static Operation {
        &super::tables::apigateway::OPERATIONS[118]
    }
}

impl OperationInput for UpdateRestApiInput {
    type Output = RestApi;
    const SERVICE: Service = Service::ApiGateway;
    const NAME: &'static str = "UpdateRestApi";

    fn operation() -> &'static Operation {
        &super::tables::apigateway::OPERATIONS[119]
    }
}

impl OperationInput for UpdateStageInput {
    type Output = Stage;
    const SERVICE: Service = Service::ApiGateway;
    const NAME: &'static str = "UpdateStage";

    fn operation() -> &'static Operation {
        &super::tables::apigateway::OPERATIONS[120]
    }
}
