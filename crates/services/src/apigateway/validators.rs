//! `CreateRequestValidator`, `GetRequestValidator`, `GetRequestValidators`, `UpdateRequestValidator`,
//! `DeleteRequestValidator`.

use aws::Error;
use aws::apigateway::{
    CreateRequestValidatorInput, DeleteRequestValidatorInput, GetRequestValidatorInput,
    GetRequestValidatorsInput, RequestValidator, RequestValidators, UpdateRequestValidatorInput,
};
use gateway::ControlError;
use gateway::validator::RequestValidator as Definition;

use super::error::Definitions;
use super::page::page;
use super::patch::operations;
use crate::call::Context;

const MISSING: ControlError = ControlError::InvalidRequestValidator;

pub(super) async fn create_request_validator(
    cx: &Context<'_>,
    input: CreateRequestValidatorInput,
) -> Result<RequestValidator, Error> {
    let create = |api: &mut gateway::RestApi| {
        Ok(api.create_validator(Definition {
            id: String::new(),
            name: input.name,
            validate_request_body: input.validate_request_body.unwrap_or(false),
            validate_request_parameters: input.validate_request_parameters.unwrap_or(false),
        }))
    };
    // Recorded: an unknown API is a bad request here.
    let missing = ControlError::InvalidRestApi;
    let made = Definitions::of(cx)
        .change(&input.rest_api_id, missing, create)
        .await?;
    Ok(output(&made))
}

pub(super) async fn get_request_validator(
    cx: &Context<'_>,
    input: GetRequestValidatorInput,
) -> Result<RequestValidator, Error> {
    let read = |api: &gateway::RestApi| Ok(output(api.validator(&input.request_validator_id)?));
    Definitions::of(cx).read(&input.rest_api_id, MISSING, read)
}

pub(super) async fn get_request_validators(
    cx: &Context<'_>,
    input: GetRequestValidatorsInput,
) -> Result<RequestValidators, Error> {
    let api = Definitions::of(cx).api(&input.rest_api_id)?;
    let all: Vec<&Definition> = api.validators.values().collect();
    let (all, position) = page(
        all,
        |validator| &validator.id,
        input.position.as_deref(),
        input.limit,
    )?;
    let items = Some(all.into_iter().map(output).collect());
    Ok(RequestValidators { position, items })
}

pub(super) async fn update_request_validator(
    cx: &Context<'_>,
    input: UpdateRequestValidatorInput,
) -> Result<RequestValidator, Error> {
    let operations = operations(input.patch_operations);
    let id = input.request_validator_id;
    let update = |api: &mut gateway::RestApi| api.update_validator(&id, &operations);
    let updated = Definitions::of(cx)
        .change(&input.rest_api_id, MISSING, update)
        .await?;
    Ok(output(&updated))
}

pub(super) async fn delete_request_validator(
    cx: &Context<'_>,
    input: DeleteRequestValidatorInput,
) -> Result<(), Error> {
    let delete = |api: &mut gateway::RestApi| api.delete_validator(&input.request_validator_id);
    Definitions::of(cx)
        .change(&input.rest_api_id, MISSING, delete)
        .await
}

fn output(validator: &Definition) -> RequestValidator {
    RequestValidator {
        id: Some(validator.id.clone()),
        name: validator.name.clone(),
        validate_request_body: Some(validator.validate_request_body),
        validate_request_parameters: Some(validator.validate_request_parameters),
    }
}
