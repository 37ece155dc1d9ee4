//! Why a definition was not created, read or changed, in the words AWS uses.
//!
//! The texts are those recorded on AWS where a recording exists, else those of
//! <https://docs.aws.amazon.com/apigateway/latest/api/> and of the service's own clients.

use store::api::CommitError;
use store::collection::{UpdateError, WriteError};

/// The class of a [`ControlError`]: its name on the wire and its HTTP status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// `BadRequestException`, 400.
    BadRequest,
    /// `NotFoundException`, 404.
    NotFound,
    /// `ConflictException`, 409.
    Conflict,
    /// `ServiceUnavailableException`, 503.
    Unavailable,
}

/// Why an operation on definitions failed. `Display` is AWS's message.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "each message says what its variant is for")]
pub enum ControlError {
    // What is named does not exist.
    #[error("Invalid API identifier specified {account}:{api}")]
    InvalidApi { account: String, api: String },
    #[error("Invalid Resource identifier specified")]
    InvalidResource,
    #[error("Invalid Method identifier specified")]
    InvalidMethod,
    #[error("Invalid Integration identifier specified")]
    InvalidIntegration,
    #[error("Invalid Response status code specified")]
    InvalidResponseStatus,
    #[error("Invalid model name specified: {0}")]
    InvalidModelName(String),
    #[error("Invalid Request Validator identifier specified")]
    InvalidRequestValidator,
    #[error("Invalid Authorizer identifier specified")]
    InvalidAuthorizer,
    #[error("Invalid Deployment identifier specified")]
    InvalidDeployment,
    #[error("Invalid stage identifier specified")]
    InvalidStage,
    #[error("Gateway response type not defined on api")]
    GatewayResponseNotDefined,
    #[error("Invalid parameter name specified")]
    InvalidParameterName,
    #[error("Content-Type specified was not found")]
    ContentTypeNotFound,
    #[error("Invalid Resource ARN specified")]
    InvalidTaggedResource,

    // What is named exists already.
    #[error("Another resource with the same parent already has this name: {0}")]
    ResourceExists(String),
    #[error("Method already exists for this resource")]
    MethodExists,
    #[error("Response already exists for this resource")]
    ResponseExists,
    #[error("Model name already exists for this REST API")]
    ModelExists,
    #[error("Stage already exists")]
    StageExists,
    #[error("Authorizer name must be unique. Authorizer {0} already exists in this RestApi.")]
    AuthorizerExists(String),
    #[error("Cannot delete model '{model}', is referenced in {by}")]
    ModelInUse { model: String, by: String },
    #[error("Unable to complete operation due to concurrent modification. Please try again later.")]
    ConcurrentModification,

    // The request cannot be.
    #[error("Invalid REST API identifier specified")]
    InvalidRestApi,
    #[error("Invalid Request Validator identifier specified")]
    UnknownRequestValidator,
    #[error("Invalid model identifier specified: {0}")]
    UnknownModel(String),
    #[error(
        "Invalid authorizer ID specified. Setting the authorization type to CUSTOM or COGNITO_USER_POOLS requires a valid authorizer."
    )]
    UnknownAuthorizer,
    #[error("Deployment id does not exist")]
    UnknownDeployment,
    #[error("Active stages pointing to this deployment must be moved or deleted")]
    DeploymentInUse,
    #[error("Description cannot be an empty string")]
    EmptyDescription,
    #[error("REGIONAL Configuration and EDGE Configuration cannot be both DISABLED.")]
    NoEndpointType,
    #[error("Cannot create an api with multiple Endpoint Types.")]
    ManyEndpointTypes,
    #[error("Only dualstack ipAddressType is supported for Private APIs.")]
    PrivateNeedsDualstack,
    #[error("Invalid EndpointTypes specified. Valid options are REGIONAL,EDGE,PRIVATE")]
    UnknownEndpointType,
    #[error("ipAddressType must be either ipv4 or dualstack.")]
    UnknownIpAddressType,
    #[error("Invalid minimum compression size, must be between 0 and 10485760")]
    InvalidCompressionSize,
    #[error("Invalid API key source specified. Valid options are HEADER,AUTHORIZER")]
    UnknownApiKeySource,
    #[error("API name must be non-empty")]
    EmptyApiName,
    #[error(
        "Resource's path part only allow a-zA-Z0-9._-: or a valid greedy path variable and curly braces at the beginning and the end."
    )]
    InvalidPathPart,
    #[error(
        "A sibling ({0}) of this resource already has a variable path part -- only one is allowed"
    )]
    VariableSibling(String),
    #[error("Cannot create a child of a resource with a greedy path variable: {0}")]
    ChildOfGreedy(String),
    #[error("Resources cannot be cyclical.")]
    CyclicalResource,
    #[error("Root resource cannot update its pathPart.")]
    RootPathPart,
    #[error("Root resource cannot update its parentId.")]
    RootParent,
    #[error("Root resource cannot be deleted")]
    RootDeleted,
    #[error(
        "Invalid HttpMethod specified. Valid options are GET,PUT,POST,DELETE,PATCH,OPTIONS,HEAD,ANY"
    )]
    UnknownHttpMethod,
    #[error("Enumeration value for HttpMethod must be non-empty")]
    MissingHttpMethod,
    #[error(
        "Invalid authorization type specified. Valid options are NONE,AWS_IAM,CUSTOM,COGNITO_USER_POOLS"
    )]
    UnknownAuthorizationType,
    #[error("Parameter names must be unique across querystring, header and path")]
    DuplicateParameter,
    #[error(
        "Invalid mapping expression specified: Validation Result: warnings : [], errors : [{0}]"
    )]
    InvalidMapping(MappingProblem),
    #[error("Validation Result: warnings : [], errors : [Invalid content type specified: {0}]")]
    InvalidContentType(String),
    #[error("Invalid HTTP endpoint specified for URI")]
    InvalidHttpEndpoint,
    #[error("Invalid ARN specified in the request")]
    InvalidArn,
    #[error("AWS ARN for integration must contain path or action")]
    ArnWithoutAction,
    #[error(
        "Integrations of type 'AWS_PROXY' currently only supports Lambda function and Firehose stream invocations."
    )]
    ProxyNeedsLambda,
    #[error("Timeout should be between 50 ms and 29000 ms")]
    InvalidTimeout,
    #[error("Role ARN must be specified for AWS integrations")]
    CredentialsRequired,
    #[error("Model name must be non-empty")]
    EmptyModelName,
    #[error("Model name must be alphanumeric: {0}")]
    InvalidModel(String),
    #[error("Model schema must have at least 1 property or array items defined")]
    EmptySchema,
    #[error("Invalid model schema specified")]
    InvalidSchema,
    #[error("Request Validator name cannot be blank")]
    EmptyValidatorName,
    #[error("The REST API doesn't contain any methods")]
    NoMethods,
    #[error("No integration defined for method")]
    MethodWithoutIntegration,
    #[error("Stage name only allows a-zA-Z0-9_")]
    InvalidStageName,
    #[error("Stage variable names must be alphanumeric or underscore: {0}")]
    InvalidVariableName(String),
    #[error(
        "Invalid deployment content specified.Non null and non empty stageName must be provided for canary deployment. Provided value is {0}"
    )]
    CanaryWithoutStage(String),
    #[error(
        "Invalid deployment content specified.Stage {0} must already be created before making a canary release deployment"
    )]
    CanaryStageMissing(String),
    #[error("Promotion not available. Canary does not exist.")]
    NoCanary,
    #[error(
        "Invalid copy operation with path: {path} and from {from}. Valid copy:path are [/deploymentId, /variables] and valid copy:from are [/canarySettings/deploymentId, /canarySettings/stageVariableOverrides]"
    )]
    InvalidCopy { path: String, from: String },
    #[error("Invalid {op} operation with path: {path}")]
    InvalidStageOperation { op: &'static str, path: String },
    #[error(
        "Invalid method setting path: {path}. Must be one of: {}",
        crate::stage::SETTING_PATHS
    )]
    InvalidSettingPath { path: String },
    #[error("Cannot remove method setting {0} because there is no method setting for this method ")]
    NoMethodSetting(String),
    #[error("Access Log value must not be empty")]
    EmptyAccessLog,
    #[error(
        "Invalid accessLogSettings path. Must be one of : [/accessLogSettings/destinationArn, /accessLogSettings/format]"
    )]
    InvalidAccessLogPath,
    #[error("The specified value is invalid for {path}: {value}")]
    InvalidPatchValue { path: String, value: String },
    #[error("Invalid patch path {0}")]
    InvalidPatchPath(String),
    #[error("Invalid patch path  '{path}' specified for op 'replace'. Must be one of: {allowed}")]
    PatchPathNotListed { path: String, allowed: &'static str },
    #[error(
        "Invalid patch path  '{path}' specified for op '{op}'. Please choose supported operations"
    )]
    PatchOpNotListed { path: String, op: &'static str },
    #[error("Invalid patch operation specified. Must be one of: [{0}]")]
    PatchOpUnsupported(&'static str),
    #[error("Invalid patch operation specified. Must be 'add'|'remove'|'replace'")]
    PatchOpOfApi,
    #[error("Invalid null or empty value in {0}")]
    EmptyPatchValue(&'static str),
    #[error(
        "Invalid authorizer URI: {0}. Authorizer URI should be a valid API Gateway ARN that represents a Lambda function invocation."
    )]
    InvalidAuthorizerUri(String),

    // The definitions cannot be kept.
    #[error("{0}")]
    Store(CommitError),
}

/// What is wrong with a mapping expression.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MappingProblem {
    /// The source or target is not an expression at all.
    #[error("Invalid mapping expression specified: {0}")]
    Expression(String),
    /// The source or target is an expression, but names a parameter that the method does not declare.
    #[error("Invalid mapping expression parameter specified: {0}")]
    Parameter(String),
}

impl ControlError {
    /// The class that decides the error's name and status.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::InvalidApi { .. }
            | Self::InvalidResource
            | Self::InvalidMethod
            | Self::InvalidIntegration
            | Self::InvalidResponseStatus
            | Self::InvalidModelName(_)
            | Self::InvalidRequestValidator
            | Self::InvalidAuthorizer
            | Self::InvalidDeployment
            | Self::InvalidStage
            | Self::GatewayResponseNotDefined
            | Self::InvalidParameterName
            | Self::ContentTypeNotFound
            | Self::InvalidTaggedResource => ErrorKind::NotFound,
            Self::ResourceExists(_)
            | Self::MethodExists
            | Self::ResponseExists
            | Self::ModelExists
            | Self::StageExists
            | Self::ModelInUse { .. }
            | Self::ConcurrentModification => ErrorKind::Conflict,
            Self::Store(_) => ErrorKind::Unavailable,
            _ => ErrorKind::BadRequest,
        }
    }
}

impl From<CommitError> for ControlError {
    fn from(error: CommitError) -> Self {
        Self::Store(error)
    }
}

impl From<WriteError> for ControlError {
    fn from(error: WriteError) -> Self {
        match error {
            WriteError::Commit(error) => Self::Store(error),
            WriteError::AlreadyExists(_) | WriteError::NotFound(_) => Self::ConcurrentModification,
        }
    }
}

impl From<UpdateError<ControlError>> for ControlError {
    fn from(error: UpdateError<ControlError>) -> Self {
        match error {
            UpdateError::Rejected(error) => error,
            UpdateError::Write(error) => error.into(),
        }
    }
}
