//! Typed inputs and outputs of Amazon EventBridge. Written by `cargo xtask codegen` from `models/events.json`.

use model::Timestamp;
use serde::{Deserialize, Serialize};

use crate::hidden::Hidden;
use crate::operation::OperationInput;
use crate::service::Service;
use crate::shape::Operation;
use crate::string_enum::string_enum;

/// `Connection`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Connection {
    #[serde(rename = "ConnectionArn", skip_serializing_if = "Option::is_none")]
    pub connection_arn: Option<String>,
    #[serde(rename = "Name", skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(rename = "ConnectionState", skip_serializing_if = "Option::is_none")]
    pub connection_state: Option<ConnectionState>,
    #[serde(rename = "StateReason", skip_serializing_if = "Option::is_none")]
    pub state_reason: Option<String>,
    #[serde(rename = "AuthorizationType", skip_serializing_if = "Option::is_none")]
    pub authorization_type: Option<ConnectionAuthorizationType>,
    #[serde(rename = "CreationTime", skip_serializing_if = "Option::is_none")]
    pub creation_time: Option<Timestamp>,
    #[serde(rename = "LastModifiedTime", skip_serializing_if = "Option::is_none")]
    pub last_modified_time: Option<Timestamp>,
    #[serde(rename = "LastAuthorizedTime", skip_serializing_if = "Option::is_none")]
    pub last_authorized_time: Option<Timestamp>,
}

/// `ConnectionApiKeyAuthResponseParameters`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ConnectionApiKeyAuthResponseParameters {
    #[serde(rename = "ApiKeyName", skip_serializing_if = "Option::is_none")]
    pub api_key_name: Option<String>,
}

/// `ConnectionAuthResponseParameters`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ConnectionAuthResponseParameters {
    #[serde(rename = "BasicAuthParameters", skip_serializing_if = "Option::is_none")]
    pub basic_auth_parameters: Option<ConnectionBasicAuthResponseParameters>,
    #[serde(rename = "OAuthParameters", skip_serializing_if = "Option::is_none")]
    pub o_auth_parameters: Option<ConnectionOAuthResponseParameters>,
    #[serde(rename = "ApiKeyAuthParameters", skip_serializing_if = "Option::is_none")]
    pub api_key_auth_parameters: Option<ConnectionApiKeyAuthResponseParameters>,
    #[serde(rename = "InvocationHttpParameters", skip_serializing_if = "Option::is_none")]
    pub invocation_http_parameters: Option<ConnectionHttpParameters>,
    #[serde(rename = "ConnectivityParameters", skip_serializing_if = "Option::is_none")]
    pub connectivity_parameters: Option<DescribeConnectionConnectivityParameters>,
}

string_enum! {
    /// `ConnectionAuthorizationType`.
    pub enum ConnectionAuthorizationType {
        Basic = "BASIC",
        OauthClientCredentials = "OAUTH_CLIENT_CREDENTIALS",
        ApiKey = "API_KEY",
    }
}

/// `ConnectionBasicAuthResponseParameters`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ConnectionBasicAuthResponseParameters {
    #[serde(rename = "Username", skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
}

/// `ConnectionBodyParameter`.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ConnectionBodyParameter {
    #[serde(rename = "Key", skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    #[serde(rename = "Value", skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    #[serde(rename = "IsValueSecret", skip_serializing_if = "Option::is_none")]
    pub is_value_secret: Option<bool>,
}

impl std::fmt::Debug for ConnectionBodyParameter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ConnectionBodyParameter")
            .field("key", &self.key)
            .field("value", &Hidden)
            .field("is_value_secret", &self.is_value_secret)
            .finish()
    }
}

/// `ConnectionHeaderParameter`.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ConnectionHeaderParameter {
    #[serde(rename = "Key", skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    #[serde(rename = "Value", skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    #[serde(rename = "IsValueSecret", skip_serializing_if = "Option::is_none")]
    pub is_value_secret: Option<bool>,
}

impl std::fmt::Debug for ConnectionHeaderParameter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ConnectionHeaderParameter")
            .field("key", &self.key)
            .field("value", &Hidden)
            .field("is_value_secret", &self.is_value_secret)
            .finish()
    }
}

/// `ConnectionHttpParameters`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ConnectionHttpParameters {
    #[serde(rename = "HeaderParameters", skip_serializing_if = "Option::is_none")]
    pub header_parameters: Option<Vec<ConnectionHeaderParameter>>,
    #[serde(rename = "QueryStringParameters", skip_serializing_if = "Option::is_none")]
    pub query_string_parameters: Option<Vec<ConnectionQueryStringParameter>>,
    #[serde(rename = "BodyParameters", skip_serializing_if = "Option::is_none")]
    pub body_parameters: Option<Vec<ConnectionBodyParameter>>,
}

/// `ConnectionOAuthClientResponseParameters`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ConnectionOAuthClientResponseParameters {
    #[serde(rename = "ClientID", skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
}

string_enum! {
    /// `ConnectionOAuthHttpMethod`.
    pub enum ConnectionOAuthHttpMethod {
        Get = "GET",
        Post = "POST",
        Put = "PUT",
    }
}

/// `ConnectionOAuthResponseParameters`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ConnectionOAuthResponseParameters {
    #[serde(rename = "ClientParameters", skip_serializing_if = "Option::is_none")]
    pub client_parameters: Option<ConnectionOAuthClientResponseParameters>,
    #[serde(rename = "AuthorizationEndpoint", skip_serializing_if = "Option::is_none")]
    pub authorization_endpoint: Option<String>,
    #[serde(rename = "HttpMethod", skip_serializing_if = "Option::is_none")]
    pub http_method: Option<ConnectionOAuthHttpMethod>,
    #[serde(rename = "OAuthHttpParameters", skip_serializing_if = "Option::is_none")]
    pub o_auth_http_parameters: Option<ConnectionHttpParameters>,
}

/// `ConnectionQueryStringParameter`.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ConnectionQueryStringParameter {
    #[serde(rename = "Key", skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    #[serde(rename = "Value", skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    #[serde(rename = "IsValueSecret", skip_serializing_if = "Option::is_none")]
    pub is_value_secret: Option<bool>,
}

impl std::fmt::Debug for ConnectionQueryStringParameter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ConnectionQueryStringParameter")
            .field("key", &self.key)
            .field("value", &Hidden)
            .field("is_value_secret", &self.is_value_secret)
            .finish()
    }
}

string_enum! {
    /// `ConnectionState`.
    pub enum ConnectionState {
        Creating = "CREATING",
        Updating = "UPDATING",
        Deleting = "DELETING",
        Authorized = "AUTHORIZED",
        Deauthorized = "DEAUTHORIZED",
        Authorizing = "AUTHORIZING",
        Deauthorizing = "DEAUTHORIZING",
        Active = "ACTIVE",
        FailedConnectivity = "FAILED_CONNECTIVITY",
    }
}

/// `ConnectivityResourceConfigurationArn`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ConnectivityResourceConfigurationArn {
    #[serde(rename = "ResourceConfigurationArn")]
    pub resource_configuration_arn: String,
}

/// `ConnectivityResourceParameters`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ConnectivityResourceParameters {
    #[serde(rename = "ResourceParameters")]
    pub resource_parameters: ConnectivityResourceConfigurationArn,
}

/// `CreateConnectionApiKeyAuthRequestParameters`.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct CreateConnectionApiKeyAuthRequestParameters {
    #[serde(rename = "ApiKeyName")]
    pub api_key_name: String,
    #[serde(rename = "ApiKeyValue")]
    pub api_key_value: String,
}

impl std::fmt::Debug for CreateConnectionApiKeyAuthRequestParameters {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CreateConnectionApiKeyAuthRequestParameters")
            .field("api_key_name", &self.api_key_name)
            .field("api_key_value", &Hidden)
            .finish()
    }
}

/// `CreateConnectionAuthRequestParameters`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CreateConnectionAuthRequestParameters {
    #[serde(rename = "BasicAuthParameters", skip_serializing_if = "Option::is_none")]
    pub basic_auth_parameters: Option<CreateConnectionBasicAuthRequestParameters>,
    #[serde(rename = "OAuthParameters", skip_serializing_if = "Option::is_none")]
    pub o_auth_parameters: Option<CreateConnectionOAuthRequestParameters>,
    #[serde(rename = "ApiKeyAuthParameters", skip_serializing_if = "Option::is_none")]
    pub api_key_auth_parameters: Option<CreateConnectionApiKeyAuthRequestParameters>,
    #[serde(rename = "InvocationHttpParameters", skip_serializing_if = "Option::is_none")]
    pub invocation_http_parameters: Option<ConnectionHttpParameters>,
    #[serde(rename = "ConnectivityParameters", skip_serializing_if = "Option::is_none")]
    pub connectivity_parameters: Option<ConnectivityResourceParameters>,
}

/// `CreateConnectionBasicAuthRequestParameters`.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct CreateConnectionBasicAuthRequestParameters {
    #[serde(rename = "Username")]
    pub username: String,
    #[serde(rename = "Password")]
    pub password: String,
}

impl std::fmt::Debug for CreateConnectionBasicAuthRequestParameters {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CreateConnectionBasicAuthRequestParameters")
            .field("username", &self.username)
            .field("password", &Hidden)
            .finish()
    }
}

/// `CreateConnectionOAuthClientRequestParameters`.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct CreateConnectionOAuthClientRequestParameters {
    #[serde(rename = "ClientID")]
    pub client_id: String,
    #[serde(rename = "ClientSecret")]
    pub client_secret: String,
}

impl std::fmt::Debug for CreateConnectionOAuthClientRequestParameters {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CreateConnectionOAuthClientRequestParameters")
            .field("client_id", &self.client_id)
            .field("client_secret", &Hidden)
            .finish()
    }
}

/// `CreateConnectionOAuthRequestParameters`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CreateConnectionOAuthRequestParameters {
    #[serde(rename = "ClientParameters")]
    pub client_parameters: CreateConnectionOAuthClientRequestParameters,
    #[serde(rename = "AuthorizationEndpoint")]
    pub authorization_endpoint: String,
    #[serde(rename = "HttpMethod")]
    pub http_method: ConnectionOAuthHttpMethod,
    #[serde(rename = "OAuthHttpParameters", skip_serializing_if = "Option::is_none")]
    pub o_auth_http_parameters: Option<ConnectionHttpParameters>,
}

impl CreateConnectionOAuthRequestParameters {
    /// With what is required; the rest is absent.
    #[must_use]
    pub fn new(client_parameters: CreateConnectionOAuthClientRequestParameters, authorization_endpoint: String, http_method: ConnectionOAuthHttpMethod) -> Self {
        Self { client_parameters, authorization_endpoint, http_method, o_auth_http_parameters: None }
    }
}

/// `CreateConnectionRequest`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CreateConnectionInput {
    #[serde(rename = "Name")]
    pub name: String,
    #[serde(rename = "Description", skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(rename = "AuthorizationType")]
    pub authorization_type: ConnectionAuthorizationType,
    #[serde(rename = "AuthParameters")]
    pub auth_parameters: CreateConnectionAuthRequestParameters,
    #[serde(rename = "InvocationConnectivityParameters", skip_serializing_if = "Option::is_none")]
    pub invocation_connectivity_parameters: Option<ConnectivityResourceParameters>,
    #[serde(rename = "KmsKeyIdentifier", skip_serializing_if = "Option::is_none")]
    pub kms_key_identifier: Option<String>,
}

impl CreateConnectionInput {
    /// With what is required; the rest is absent.
    #[must_use]
    pub fn new(name: String, authorization_type: ConnectionAuthorizationType, auth_parameters: CreateConnectionAuthRequestParameters) -> Self {
        Self { name, description: None, authorization_type, auth_parameters, invocation_connectivity_parameters: None, kms_key_identifier: None }
    }
}

/// `CreateConnectionResponse`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct CreateConnectionOutput {
    #[serde(rename = "ConnectionArn", skip_serializing_if = "Option::is_none")]
    pub connection_arn: Option<String>,
    #[serde(rename = "ConnectionState", skip_serializing_if = "Option::is_none")]
    pub connection_state: Option<ConnectionState>,
    #[serde(rename = "CreationTime", skip_serializing_if = "Option::is_none")]
    pub creation_time: Option<Timestamp>,
    #[serde(rename = "LastModifiedTime", skip_serializing_if = "Option::is_none")]
    pub last_modified_time: Option<Timestamp>,
}

/// `DeleteConnectionRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DeleteConnectionInput {
    #[serde(rename = "Name")]
    pub name: String,
}

/// `DeleteConnectionResponse`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct DeleteConnectionOutput {
    #[serde(rename = "ConnectionArn", skip_serializing_if = "Option::is_none")]
    pub connection_arn: Option<String>,
    #[serde(rename = "ConnectionState", skip_serializing_if = "Option::is_none")]
    pub connection_state: Option<ConnectionState>,
    #[serde(rename = "CreationTime", skip_serializing_if = "Option::is_none")]
    pub creation_time: Option<Timestamp>,
    #[serde(rename = "LastModifiedTime", skip_serializing_if = "Option::is_none")]
    pub last_modified_time: Option<Timestamp>,
    #[serde(rename = "LastAuthorizedTime", skip_serializing_if = "Option::is_none")]
    pub last_authorized_time: Option<Timestamp>,
}

/// `DescribeConnectionConnectivityParameters`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct DescribeConnectionConnectivityParameters {
    #[serde(rename = "ResourceParameters")]
    pub resource_parameters: DescribeConnectionResourceParameters,
}

/// `DescribeConnectionRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DescribeConnectionInput {
    #[serde(rename = "Name")]
    pub name: String,
}

/// `DescribeConnectionResourceParameters`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct DescribeConnectionResourceParameters {
    #[serde(rename = "ResourceConfigurationArn")]
    pub resource_configuration_arn: String,
    #[serde(rename = "ResourceAssociationArn")]
    pub resource_association_arn: String,
}

/// `DescribeConnectionResponse`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct DescribeConnectionOutput {
    #[serde(rename = "ConnectionArn", skip_serializing_if = "Option::is_none")]
    pub connection_arn: Option<String>,
    #[serde(rename = "Name", skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(rename = "Description", skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(rename = "InvocationConnectivityParameters", skip_serializing_if = "Option::is_none")]
    pub invocation_connectivity_parameters: Option<DescribeConnectionConnectivityParameters>,
    #[serde(rename = "ConnectionState", skip_serializing_if = "Option::is_none")]
    pub connection_state: Option<ConnectionState>,
    #[serde(rename = "StateReason", skip_serializing_if = "Option::is_none")]
    pub state_reason: Option<String>,
    #[serde(rename = "AuthorizationType", skip_serializing_if = "Option::is_none")]
    pub authorization_type: Option<ConnectionAuthorizationType>,
    #[serde(rename = "SecretArn", skip_serializing_if = "Option::is_none")]
    pub secret_arn: Option<String>,
    #[serde(rename = "KmsKeyIdentifier", skip_serializing_if = "Option::is_none")]
    pub kms_key_identifier: Option<String>,
    #[serde(rename = "AuthParameters", skip_serializing_if = "Option::is_none")]
    pub auth_parameters: Option<ConnectionAuthResponseParameters>,
    #[serde(rename = "CreationTime", skip_serializing_if = "Option::is_none")]
    pub creation_time: Option<Timestamp>,
    #[serde(rename = "LastModifiedTime", skip_serializing_if = "Option::is_none")]
    pub last_modified_time: Option<Timestamp>,
    #[serde(rename = "LastAuthorizedTime", skip_serializing_if = "Option::is_none")]
    pub last_authorized_time: Option<Timestamp>,
}

/// `ListConnectionsRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ListConnectionsInput {
    #[serde(rename = "NamePrefix", skip_serializing_if = "Option::is_none")]
    pub name_prefix: Option<String>,
    #[serde(rename = "ConnectionState", skip_serializing_if = "Option::is_none")]
    pub connection_state: Option<ConnectionState>,
    #[serde(rename = "NextToken", skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    #[serde(rename = "Limit", skip_serializing_if = "Option::is_none")]
    pub limit: Option<i32>,
}

/// `ListConnectionsResponse`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ListConnectionsOutput {
    #[serde(rename = "Connections", skip_serializing_if = "Option::is_none")]
    pub connections: Option<Vec<Connection>>,
    #[serde(rename = "NextToken", skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

/// `UpdateConnectionApiKeyAuthRequestParameters`.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct UpdateConnectionApiKeyAuthRequestParameters {
    #[serde(rename = "ApiKeyName", skip_serializing_if = "Option::is_none")]
    pub api_key_name: Option<String>,
    #[serde(rename = "ApiKeyValue", skip_serializing_if = "Option::is_none")]
    pub api_key_value: Option<String>,
}

impl std::fmt::Debug for UpdateConnectionApiKeyAuthRequestParameters {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("UpdateConnectionApiKeyAuthRequestParameters")
            .field("api_key_name", &self.api_key_name)
            .field("api_key_value", &Hidden)
            .finish()
    }
}

/// `UpdateConnectionAuthRequestParameters`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct UpdateConnectionAuthRequestParameters {
    #[serde(rename = "BasicAuthParameters", skip_serializing_if = "Option::is_none")]
    pub basic_auth_parameters: Option<UpdateConnectionBasicAuthRequestParameters>,
    #[serde(rename = "OAuthParameters", skip_serializing_if = "Option::is_none")]
    pub o_auth_parameters: Option<UpdateConnectionOAuthRequestParameters>,
    #[serde(rename = "ApiKeyAuthParameters", skip_serializing_if = "Option::is_none")]
    pub api_key_auth_parameters: Option<UpdateConnectionApiKeyAuthRequestParameters>,
    #[serde(rename = "InvocationHttpParameters", skip_serializing_if = "Option::is_none")]
    pub invocation_http_parameters: Option<ConnectionHttpParameters>,
    #[serde(rename = "ConnectivityParameters", skip_serializing_if = "Option::is_none")]
    pub connectivity_parameters: Option<ConnectivityResourceParameters>,
}

/// `UpdateConnectionBasicAuthRequestParameters`.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct UpdateConnectionBasicAuthRequestParameters {
    #[serde(rename = "Username", skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    #[serde(rename = "Password", skip_serializing_if = "Option::is_none")]
    pub password: Option<String>,
}

impl std::fmt::Debug for UpdateConnectionBasicAuthRequestParameters {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("UpdateConnectionBasicAuthRequestParameters")
            .field("username", &self.username)
            .field("password", &Hidden)
            .finish()
    }
}

/// `UpdateConnectionOAuthClientRequestParameters`.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct UpdateConnectionOAuthClientRequestParameters {
    #[serde(rename = "ClientID", skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    #[serde(rename = "ClientSecret", skip_serializing_if = "Option::is_none")]
    pub client_secret: Option<String>,
}

impl std::fmt::Debug for UpdateConnectionOAuthClientRequestParameters {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("UpdateConnectionOAuthClientRequestParameters")
            .field("client_id", &self.client_id)
            .field("client_secret", &Hidden)
            .finish()
    }
}

/// `UpdateConnectionOAuthRequestParameters`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct UpdateConnectionOAuthRequestParameters {
    #[serde(rename = "ClientParameters", skip_serializing_if = "Option::is_none")]
    pub client_parameters: Option<UpdateConnectionOAuthClientRequestParameters>,
    #[serde(rename = "AuthorizationEndpoint", skip_serializing_if = "Option::is_none")]
    pub authorization_endpoint: Option<String>,
    #[serde(rename = "HttpMethod", skip_serializing_if = "Option::is_none")]
    pub http_method: Option<ConnectionOAuthHttpMethod>,
    #[serde(rename = "OAuthHttpParameters", skip_serializing_if = "Option::is_none")]
    pub o_auth_http_parameters: Option<ConnectionHttpParameters>,
}

/// `UpdateConnectionRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct UpdateConnectionInput {
    #[serde(rename = "Name")]
    pub name: String,
    #[serde(rename = "Description", skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(rename = "AuthorizationType", skip_serializing_if = "Option::is_none")]
    pub authorization_type: Option<ConnectionAuthorizationType>,
    #[serde(rename = "AuthParameters", skip_serializing_if = "Option::is_none")]
    pub auth_parameters: Option<UpdateConnectionAuthRequestParameters>,
    #[serde(rename = "InvocationConnectivityParameters", skip_serializing_if = "Option::is_none")]
    pub invocation_connectivity_parameters: Option<ConnectivityResourceParameters>,
    #[serde(rename = "KmsKeyIdentifier", skip_serializing_if = "Option::is_none")]
    pub kms_key_identifier: Option<String>,
}

/// `UpdateConnectionResponse`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct UpdateConnectionOutput {
    #[serde(rename = "ConnectionArn", skip_serializing_if = "Option::is_none")]
    pub connection_arn: Option<String>,
    #[serde(rename = "ConnectionState", skip_serializing_if = "Option::is_none")]
    pub connection_state: Option<ConnectionState>,
    #[serde(rename = "CreationTime", skip_serializing_if = "Option::is_none")]
    pub creation_time: Option<Timestamp>,
    #[serde(rename = "LastModifiedTime", skip_serializing_if = "Option::is_none")]
    pub last_modified_time: Option<Timestamp>,
    #[serde(rename = "LastAuthorizedTime", skip_serializing_if = "Option::is_none")]
    pub last_authorized_time: Option<Timestamp>,
}

impl OperationInput for CreateConnectionInput {
    type Output = CreateConnectionOutput;
    const SERVICE: Service = Service::Events;
    const NAME: &'static str = "CreateConnection";

    fn operation() -> &'static Operation {
        &super::tables::events::OPERATIONS[4]
    }
}

impl OperationInput for DeleteConnectionInput {
    type Output = DeleteConnectionOutput;
    const SERVICE: Service = Service::Events;
    const NAME: &'static str = "DeleteConnection";

    fn operation() -> &'static Operation {
        &super::tables::events::OPERATIONS[12]
    }
}

impl OperationInput for DescribeConnectionInput {
    type Output = DescribeConnectionOutput;
    const SERVICE: Service = Service::Events;
    const NAME: &'static str = "DescribeConnection";

    fn operation() -> &'static Operation {
        &super::tables::events::OPERATIONS[19]
    }
}

impl OperationInput for ListConnectionsInput {
    type Output = ListConnectionsOutput;
    const SERVICE: Service = Service::Events;
    const NAME: &'static str = "ListConnections";

    fn operation() -> &'static Operation {
        &super::tables::events::OPERATIONS[30]
    }
}

impl OperationInput for UpdateConnectionInput {
    type Output = UpdateConnectionOutput;
    const SERVICE: Service = Service::Events;
    const NAME: &'static str = "UpdateConnection";

    fn operation() -> &'static Operation {
        &super::tables::events::OPERATIONS[54]
    }
}
