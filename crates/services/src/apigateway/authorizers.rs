//! `CreateAuthorizer`, `GetAuthorizer`, `GetAuthorizers`, `UpdateAuthorizer`, `DeleteAuthorizer`.

use aws::apigateway::{
    Authorizer, AuthorizerType, Authorizers, CreateAuthorizerInput, DeleteAuthorizerInput,
    GetAuthorizerInput, GetAuthorizersInput, UpdateAuthorizerInput,
};
use aws::{Error, Service};
use gateway::ControlError;
use gateway::authorizer::{Authorizer as Definition, AuthorizerType as Kind};

use super::error::Definitions;
use super::page::page;
use super::patch::operations;
use crate::call::Context;

const MISSING: ControlError = ControlError::InvalidAuthorizer;

pub(super) async fn create_authorizer(
    cx: &Context<'_>,
    input: CreateAuthorizerInput,
) -> Result<Authorizer, Error> {
    let api = input.rest_api_id.clone();
    let authorizer = Definition {
        id: String::new(),
        name: input.name,
        authorizer_type: kind(input.r#type)?,
        provider_arns: input.provider_ar_ns.unwrap_or_default(),
        auth_type: input.auth_type,
        uri: input.authorizer_uri,
        credentials: input.authorizer_credentials,
        identity_source: input.identity_source,
        identity_validation_expression: input.identity_validation_expression,
        result_ttl_seconds: input.authorizer_result_ttl_in_seconds.map(i64::from),
    };
    let create = |api: &mut gateway::RestApi| api.create_authorizer(authorizer);
    // Recorded: an unknown API looks like a race here.
    let missing = ControlError::ConcurrentModification;
    let made = Definitions::of(cx).change(&api, missing, create).await?;
    Ok(output(&made))
}

pub(super) async fn get_authorizer(
    cx: &Context<'_>,
    input: GetAuthorizerInput,
) -> Result<Authorizer, Error> {
    let read = |api: &gateway::RestApi| Ok(output(api.authorizer(&input.authorizer_id)?));
    Definitions::of(cx).read(&input.rest_api_id, MISSING, read)
}

pub(super) async fn get_authorizers(
    cx: &Context<'_>,
    input: GetAuthorizersInput,
) -> Result<Authorizers, Error> {
    let api = Definitions::of(cx).api(&input.rest_api_id)?;
    let all: Vec<&Definition> = api.authorizers.values().collect();
    let (all, position) = page(all, |a| &a.id, input.position.as_deref(), input.limit)?;
    let items = Some(all.into_iter().map(output).collect());
    Ok(Authorizers { position, items })
}

pub(super) async fn update_authorizer(
    cx: &Context<'_>,
    input: UpdateAuthorizerInput,
) -> Result<Authorizer, Error> {
    let operations = operations(input.patch_operations);
    let id = input.authorizer_id;
    let update = |api: &mut gateway::RestApi| api.update_authorizer(&id, &operations);
    let updated = Definitions::of(cx)
        .change(&input.rest_api_id, MISSING, update)
        .await?;
    Ok(output(&updated))
}

pub(super) async fn delete_authorizer(
    cx: &Context<'_>,
    input: DeleteAuthorizerInput,
) -> Result<(), Error> {
    let delete = |api: &mut gateway::RestApi| api.delete_authorizer(&input.authorizer_id);
    Definitions::of(cx)
        .change(&input.rest_api_id, MISSING, delete)
        .await
}

fn kind(sent: AuthorizerType) -> Result<Kind, Error> {
    Ok(match sent {
        AuthorizerType::Token => Kind::Token,
        AuthorizerType::Request => Kind::Request,
        AuthorizerType::CognitoUserPools => Kind::CognitoUserPools,
        AuthorizerType::Jwt => {
            let message = "JWT authorizers of REST APIs are not built yet";
            return Err(Error::modelled(
                Service::ApiGateway,
                "BadRequestException",
                message,
            ));
        }
    })
}

fn output(authorizer: &Definition) -> Authorizer {
    Authorizer {
        id: Some(authorizer.id.clone()),
        name: Some(authorizer.name.clone()),
        r#type: Some(match authorizer.authorizer_type {
            Kind::Token => AuthorizerType::Token,
            Kind::Request => AuthorizerType::Request,
            Kind::CognitoUserPools => AuthorizerType::CognitoUserPools,
        }),
        provider_ar_ns: Some(authorizer.provider_arns.clone()).filter(|arns| !arns.is_empty()),
        auth_type: authorizer.auth_type.clone(),
        authorizer_uri: authorizer.uri.clone(),
        authorizer_credentials: authorizer.credentials.clone(),
        identity_source: authorizer.identity_source.clone(),
        identity_validation_expression: authorizer.identity_validation_expression.clone(),
        authorizer_result_ttl_in_seconds: authorizer
            .result_ttl_seconds
            .and_then(|s| s.try_into().ok()),
        ..Authorizer::default()
    }
}
