//! Authorizers, as definitions. Nothing calls them yet: a method that needs one lets nobody in.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/api/API_Authorizer.html>.

use serde::{Deserialize, Serialize};

use crate::api::RestApi;
use crate::error::ControlError;
use crate::id;
use crate::patch::{PatchOp, PatchOperation};

/// What decides who may call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AuthorizerType {
    /// A function that sees one token.
    Token,
    /// A function that sees the request.
    Request,
    /// A Cognito user pool.
    CognitoUserPools,
}

impl AuthorizerType {
    /// The type called `name` on the wire.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "TOKEN" => Self::Token,
            "REQUEST" => Self::Request,
            "COGNITO_USER_POOLS" => Self::CognitoUserPools,
            _ => return None,
        })
    }

    /// The name on the wire.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Token => "TOKEN",
            Self::Request => "REQUEST",
            Self::CognitoUserPools => "COGNITO_USER_POOLS",
        }
    }
}

/// A named authorizer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Authorizer {
    /// Unique in its API.
    pub id: String,
    /// Unique in its API.
    pub name: String,
    /// What decides.
    pub authorizer_type: AuthorizerType,
    /// User pools.
    pub provider_arns: Vec<String>,
    /// A word of the caller's own, used in exports.
    pub auth_type: Option<String>,
    /// `arn:aws:apigateway:{region}:lambda:path/2015-03-31/functions/{function}/invocations`.
    pub uri: Option<String>,
    /// The role to call the function with.
    pub credentials: Option<String>,
    /// Where the token or the cache key comes from.
    pub identity_source: Option<String>,
    /// What a token must look like.
    pub identity_validation_expression: Option<String>,
    /// How long an answer is kept, in seconds.
    pub result_ttl_seconds: Option<i64>,
}

const LISTED: &str = "[/name, /authorizerUri, /authorizerCredentials, /identitySource, /identityValidationExpression, /authorizerResultTtlInSeconds, /authType, /providerARNs]";

impl RestApi {
    /// `GetAuthorizer`.
    ///
    /// # Errors
    /// [`ControlError::InvalidAuthorizer`] when there is none.
    pub fn authorizer(&self, id: &str) -> Result<&Authorizer, ControlError> {
        self.authorizers
            .get(id)
            .ok_or(ControlError::InvalidAuthorizer)
    }

    /// `CreateAuthorizer`; its id is made here.
    ///
    /// # Errors
    /// When the name is taken, or a function authorizer names no function.
    pub fn create_authorizer(
        &mut self,
        authorizer: Authorizer,
    ) -> Result<Authorizer, ControlError> {
        if self
            .authorizers
            .values()
            .any(|known| known.name == authorizer.name)
        {
            return Err(ControlError::AuthorizerExists(authorizer.name));
        }
        let uri = authorizer.uri.as_deref().unwrap_or_default();
        let calls_function = authorizer.authorizer_type != AuthorizerType::CognitoUserPools;
        if calls_function && !uri.starts_with("arn:") {
            return Err(ControlError::InvalidAuthorizerUri(uri.to_owned()));
        }
        let auth_type = match authorizer.authorizer_type {
            AuthorizerType::CognitoUserPools => "cognito_user_pools",
            AuthorizerType::Token | AuthorizerType::Request => "custom",
        };
        let authorizer = Authorizer {
            id: id::part(),
            auth_type: authorizer.auth_type.or_else(|| Some(auth_type.into())),
            ..authorizer
        };
        self.authorizers
            .insert(authorizer.id.clone(), authorizer.clone());
        Ok(authorizer)
    }

    /// `UpdateAuthorizer`.
    ///
    /// # Errors
    /// AWS's error for the first operation that cannot be done.
    pub fn update_authorizer(
        &mut self,
        id: &str,
        operations: &[PatchOperation],
    ) -> Result<Authorizer, ControlError> {
        let mut authorizer = self.authorizer(id)?.clone();
        for operation in operations {
            patch(&mut authorizer, operation)?;
        }
        self.authorizers.insert(id.to_owned(), authorizer.clone());
        Ok(authorizer)
    }

    /// `DeleteAuthorizer`.
    ///
    /// # Errors
    /// [`ControlError::InvalidAuthorizer`] when there is none.
    pub fn delete_authorizer(&mut self, id: &str) -> Result<(), ControlError> {
        let removed = self.authorizers.remove(id);
        removed.map(drop).ok_or(ControlError::InvalidAuthorizer)
    }
}

fn patch(authorizer: &mut Authorizer, operation: &PatchOperation) -> Result<(), ControlError> {
    match (operation.op, operation.path()) {
        (PatchOp::Add, "/providerARNs") => authorizer.provider_arns.push(operation.text()),
        (PatchOp::Remove, "/providerARNs") => {
            let gone = operation.text();
            authorizer.provider_arns.retain(|known| *known != gone);
        }
        (PatchOp::Replace, path) => return replace(authorizer, operation, path),
        (op, path) => {
            let (path, op) = (path.to_owned(), op.name());
            return Err(ControlError::PatchOpNotListed { path, op });
        }
    }
    Ok(())
}

fn replace(
    authorizer: &mut Authorizer,
    operation: &PatchOperation,
    path: &str,
) -> Result<(), ControlError> {
    match path {
        "/name" => authorizer.name = operation.text(),
        "/authType" => authorizer.auth_type = operation.optional(),
        "/authorizerUri" => authorizer.uri = operation.optional(),
        "/authorizerCredentials" => authorizer.credentials = operation.optional(),
        "/identitySource" => authorizer.identity_source = operation.optional(),
        "/identityValidationExpression" => {
            authorizer.identity_validation_expression = operation.optional();
        }
        "/authorizerResultTtlInSeconds" => {
            authorizer.result_ttl_seconds = Some(operation.number()?);
        }
        _ => {
            let path = path.to_owned();
            let allowed = LISTED;
            return Err(ControlError::PatchPathNotListed { path, allowed });
        }
    }
    Ok(())
}
