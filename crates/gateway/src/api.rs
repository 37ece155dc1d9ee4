//! A REST API: everything that has been defined in it, kept as one document.
//!
//! What is deployed is a frozen copy of this ([`crate::deployment`]), so that later changes do not show until the
//! next deployment. <https://docs.aws.amazon.com/apigateway/latest/api/API_RestApi.html>.

use std::collections::BTreeMap;

use model::{Scope, Timestamp};
use serde::{Deserialize, Serialize};

use crate::authorizer::Authorizer;
use crate::deployment::Deployment;
use crate::error::ControlError;
use crate::gateway_response::{GatewayResponse, ResponseType};
use crate::id;
use crate::models::Model;
use crate::patch::{PatchOp, PatchOperation};
use crate::resource::Resource;
use crate::stage::Stage;
use crate::validator::RequestValidator;

/// Where clients reach an API. Kept and answered; every kind listens on the same port here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "AWS's own words")]
pub enum EndpointType {
    Edge,
    Regional,
    Private,
}

impl EndpointType {
    /// The type called `name` on the wire.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "EDGE" => Self::Edge,
            "REGIONAL" => Self::Regional,
            "PRIVATE" => Self::Private,
            _ => return None,
        })
    }

    /// The name on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Edge => "EDGE",
            Self::Regional => "REGIONAL",
            Self::Private => "PRIVATE",
        }
    }
}

/// Which IP versions can reach an API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "AWS's own words")]
pub enum IpAddressType {
    Ipv4,
    Dualstack,
}

impl IpAddressType {
    /// The type called `name` on the wire.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "ipv4" => Self::Ipv4,
            "dualstack" => Self::Dualstack,
            _ => return None,
        })
    }

    /// The name on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Ipv4 => "ipv4",
            Self::Dualstack => "dualstack",
        }
    }
}

/// Where and how clients reach an API.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndpointConfiguration {
    /// The one type.
    pub endpoint_type: EndpointType,
    /// IPv4 only, or IPv6 too.
    pub ip_address_type: IpAddressType,
    /// Of a private API.
    #[serde(default)]
    pub vpc_endpoint_ids: Vec<String>,
}

impl EndpointConfiguration {
    /// The configuration for what a request asks; all of it may be absent.
    ///
    /// # Errors
    /// As AWS refuses it: no or several types, or IPv4 for a private API.
    pub fn new(
        types: Option<&[EndpointType]>,
        ip: Option<IpAddressType>,
        vpc_endpoint_ids: Vec<String>,
    ) -> Result<Self, ControlError> {
        let endpoint_type = match types {
            None => EndpointType::Edge,
            Some([]) => return Err(ControlError::NoEndpointType),
            Some([one]) => *one,
            Some(_) => return Err(ControlError::ManyEndpointTypes),
        };
        let private = endpoint_type == EndpointType::Private;
        let ip_address_type = match (ip, private) {
            (Some(IpAddressType::Ipv4), true) => return Err(ControlError::PrivateNeedsDualstack),
            (Some(ip), _) => ip,
            (None, true) => IpAddressType::Dualstack,
            (None, false) => IpAddressType::Ipv4,
        };
        Ok(Self {
            endpoint_type,
            ip_address_type,
            vpc_endpoint_ids,
        })
    }
}

/// Where the API key of a request is looked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ApiKeySource {
    /// The `x-api-key` header.
    #[default]
    Header,
    /// The answer of a custom authorizer.
    Authorizer,
}

impl ApiKeySource {
    /// The source called `name` on the wire.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "HEADER" => Some(Self::Header),
            "AUTHORIZER" => Some(Self::Authorizer),
            _ => None,
        }
    }

    /// The name on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Header => "HEADER",
            Self::Authorizer => "AUTHORIZER",
        }
    }
}

/// What `CreateRestApi` asks for.
#[derive(Clone, Debug, Default)]
pub struct NewRestApi {
    /// Required and not empty.
    pub name: String,
    /// Not empty when given.
    pub description: Option<String>,
    /// A version of the caller's own.
    pub version: Option<String>,
    /// Media types treated as binary.
    pub binary_media_types: Vec<String>,
    /// Bytes from which answers are compressed.
    pub minimum_compression_size: Option<i64>,
    /// Where API keys come from.
    pub api_key_source: ApiKeySource,
    /// [`EndpointConfiguration::new`] of what was asked.
    pub endpoint: Option<EndpointConfiguration>,
    /// A resource policy, as JSON text.
    pub policy: Option<String>,
    /// Tags; none and an empty map differ in AWS's answers.
    pub tags: Option<BTreeMap<String, String>>,
    /// Turns the invoke address off.
    pub disable_execute_api_endpoint: bool,
}

/// A REST API with all its parts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RestApi {
    /// 10 characters, unique in the whole server: invoke addresses name nothing else.
    pub id: String,
    /// Whose it is, and where.
    pub scope: Scope,
    /// Not unique.
    pub name: String,
    /// What it is for.
    pub description: Option<String>,
    /// A version of the caller's own.
    pub version: Option<String>,
    /// When it was made.
    pub created: Timestamp,
    /// Where API keys come from.
    pub api_key_source: ApiKeySource,
    /// Media types treated as binary; may hold wildcards such as `image/*`.
    pub binary_media_types: Vec<String>,
    /// Bytes from which answers are compressed. Kept; answers are not compressed yet.
    pub minimum_compression_size: Option<i64>,
    /// Where clients reach it.
    pub endpoint: EndpointConfiguration,
    /// A resource policy, as JSON text.
    pub policy: Option<String>,
    /// Tags; none until some are given.
    pub tags: Option<BTreeMap<String, String>>,
    /// True when the invoke address answers 403.
    pub disable_execute_api_endpoint: bool,
    /// The resource `/`.
    pub root_resource_id: String,
    /// By id.
    pub resources: BTreeMap<String, Resource>,
    /// By name.
    pub models: BTreeMap<String, Model>,
    /// By id.
    pub validators: BTreeMap<String, RequestValidator>,
    /// By id.
    pub authorizers: BTreeMap<String, Authorizer>,
    /// Those that differ from the defaults.
    pub gateway_responses: BTreeMap<ResponseType, GatewayResponse>,
    /// By id.
    pub deployments: BTreeMap<String, Deployment>,
    /// By name.
    pub stages: BTreeMap<String, Stage>,
}

/// The largest `minimumCompressionSize`: 10 MiB.
const MAX_COMPRESSION_SIZE: i64 = 10_485_760;

impl RestApi {
    /// A new API with the root resource and the two default models.
    ///
    /// # Errors
    /// What AWS refuses: an empty name or description, a compression size out of range.
    pub fn new(scope: Scope, new: NewRestApi, now: Timestamp) -> Result<Self, ControlError> {
        if new.name.is_empty() {
            return Err(ControlError::EmptyApiName);
        }
        if new.description.as_deref() == Some("") {
            return Err(ControlError::EmptyDescription);
        }
        check_compression(new.minimum_compression_size)?;
        let endpoint = match new.endpoint {
            Some(endpoint) => endpoint,
            None => EndpointConfiguration::new(None, None, Vec::new())?,
        };
        let root = Resource::root(id::api());
        Ok(Self {
            id: id::api(),
            scope,
            name: new.name,
            description: new.description,
            version: new.version,
            created: now,
            api_key_source: new.api_key_source,
            binary_media_types: new.binary_media_types,
            minimum_compression_size: new.minimum_compression_size,
            endpoint,
            policy: new.policy.filter(|policy| !policy.is_empty()),
            tags: new.tags,
            disable_execute_api_endpoint: new.disable_execute_api_endpoint,
            root_resource_id: root.id.clone(),
            resources: BTreeMap::from([(root.id.clone(), root)]),
            models: Model::defaults(),
            validators: BTreeMap::new(),
            authorizers: BTreeMap::new(),
            gateway_responses: BTreeMap::new(),
            deployments: BTreeMap::new(),
            stages: BTreeMap::new(),
        })
    }

    /// `UpdateRestApi`.
    ///
    /// # Errors
    /// AWS's error for the first operation that cannot be done.
    pub fn update(&mut self, operations: &[PatchOperation]) -> Result<(), ControlError> {
        for operation in operations {
            self.patch(operation)?;
        }
        self.tags.get_or_insert_default();
        Ok(())
    }

    fn patch(&mut self, operation: &PatchOperation) -> Result<(), ControlError> {
        let segments = operation.segments()?;
        let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
        if !matches!(
            operation.op,
            PatchOp::Add | PatchOp::Remove | PatchOp::Replace
        ) {
            return Err(ControlError::PatchOpOfApi);
        }
        match segments.as_slice() {
            ["name"] if operation.optional().is_none() => return Err(ControlError::EmptyApiName),
            ["name"] => self.name = operation.text(),
            ["description"] => self.description = operation.optional(),
            ["version"] => self.version = operation.optional(),
            ["policy"] => self.policy = operation.optional(),
            ["apiKeySource"] => {
                let source = ApiKeySource::parse(&operation.text());
                self.api_key_source = source.ok_or(ControlError::UnknownApiKeySource)?;
            }
            ["minimumCompressionSize"] => {
                let size = operation.optional().map(|_| operation.number());
                self.minimum_compression_size = size.transpose()?;
                check_compression(self.minimum_compression_size)?;
            }
            ["disableExecuteApiEndpoint"] => self.disable_execute_api_endpoint = operation.flag(),
            ["binaryMediaTypes", media_type] => self.patch_media_type(operation, media_type),
            ["endpointConfiguration", rest @ ..] => self.patch_endpoint(operation, rest)?,
            _ => return Err(operation.bad_path()),
        }
        Ok(())
    }

    fn patch_media_type(&mut self, operation: &PatchOperation, media_type: &str) {
        let types = &mut self.binary_media_types;
        let added = match operation.op {
            PatchOp::Add => Some(media_type.to_owned()),
            PatchOp::Replace => operation.optional(),
            _ => None,
        };
        if operation.op != PatchOp::Add {
            types.retain(|known| known != media_type);
        }
        if let Some(added) = added.filter(|added| !types.contains(added)) {
            types.push(added);
        }
    }

    fn patch_endpoint(
        &mut self,
        operation: &PatchOperation,
        path: &[&str],
    ) -> Result<(), ControlError> {
        let endpoint = &mut self.endpoint;
        let value = operation.text();
        match (operation.op, path) {
            (PatchOp::Replace, ["types", _]) => {
                let kind = EndpointType::parse(&value).ok_or(ControlError::UnknownEndpointType)?;
                endpoint.endpoint_type = kind;
                if kind == EndpointType::Private {
                    endpoint.ip_address_type = IpAddressType::Dualstack;
                }
            }
            (PatchOp::Replace, ["ipAddressType"]) => {
                let ip = IpAddressType::parse(&value).ok_or(ControlError::UnknownIpAddressType)?;
                let private = endpoint.endpoint_type == EndpointType::Private;
                if private && ip == IpAddressType::Ipv4 {
                    return Err(ControlError::PrivateNeedsDualstack);
                }
                endpoint.ip_address_type = ip;
            }
            (PatchOp::Add, ["vpcEndpointIds"]) => endpoint.vpc_endpoint_ids.push(value),
            (PatchOp::Remove, ["vpcEndpointIds"]) => {
                endpoint.vpc_endpoint_ids.retain(|known| *known != value);
            }
            (_, ["types", _] | ["ipAddressType"]) => {
                return Err(ControlError::PatchOpUnsupported("replace"));
            }
            _ => return Err(operation.bad_path()),
        }
        Ok(())
    }

    /// Takes over what another API defines, but not its name, stages and deployments.
    pub(crate) fn copy_parts(&mut self, source: &Self) {
        self.root_resource_id.clone_from(&source.root_resource_id);
        self.resources.clone_from(&source.resources);
        self.models.clone_from(&source.models);
        self.validators.clone_from(&source.validators);
        self.authorizers.clone_from(&source.authorizers);
        self.gateway_responses.clone_from(&source.gateway_responses);
    }

    /// A copy without stages and deployments: what a deployment freezes.
    pub(crate) fn snapshot(&self) -> Self {
        Self {
            deployments: BTreeMap::new(),
            stages: BTreeMap::new(),
            ..self.clone()
        }
    }
}

fn check_compression(size: Option<i64>) -> Result<(), ControlError> {
    match size {
        Some(size) if !(0..=MAX_COMPRESSION_SIZE).contains(&size) => {
            Err(ControlError::InvalidCompressionSize)
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
pub(crate) mod tests;
