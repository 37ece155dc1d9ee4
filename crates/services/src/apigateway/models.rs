//! `CreateModel`, `GetModel`, `GetModels`, `UpdateModel`, `DeleteModel`.

use aws::Error;
use aws::apigateway::{
    CreateModelInput, DeleteModelInput, GetModelInput, GetModelsInput, Model, Models,
    UpdateModelInput,
};
use gateway::ControlError;
use gateway::models::Model as Definition;

use super::error::Definitions;
use super::page::page;
use super::patch::operations;
use crate::call::Context;

pub(super) async fn create_model(
    cx: &Context<'_>,
    input: CreateModelInput,
) -> Result<Model, Error> {
    let create = |api: &mut gateway::RestApi| {
        api.create_model(Definition {
            id: String::new(),
            name: input.name,
            description: input.description,
            content_type: input.content_type,
            schema: input.schema,
        })
    };
    let made = Definitions::of(cx)
        .change_api(&input.rest_api_id, create)
        .await?;
    Ok(output(&made))
}

pub(super) async fn get_model(cx: &Context<'_>, input: GetModelInput) -> Result<Model, Error> {
    let read = |api: &gateway::RestApi| Ok(output(api.model(&input.model_name)?));
    Definitions::of(cx).read(&input.rest_api_id, missing(&input.model_name), read)
}

pub(super) async fn get_models(cx: &Context<'_>, input: GetModelsInput) -> Result<Models, Error> {
    let api = Definitions::of(cx).api(&input.rest_api_id)?;
    let models: Vec<&Definition> = api.models.values().collect();
    let (models, position) = page(
        models,
        |model| &model.name,
        input.position.as_deref(),
        input.limit,
    )?;
    let items = Some(models.into_iter().map(output).collect());
    Ok(Models { position, items })
}

pub(super) async fn update_model(
    cx: &Context<'_>,
    input: UpdateModelInput,
) -> Result<Model, Error> {
    let operations = operations(input.patch_operations);
    let update = |api: &mut gateway::RestApi| api.update_model(&input.model_name, &operations);
    let missing = missing(&input.model_name);
    let updated = Definitions::of(cx)
        .change(&input.rest_api_id, missing, update)
        .await?;
    Ok(output(&updated))
}

pub(super) async fn delete_model(cx: &Context<'_>, input: DeleteModelInput) -> Result<(), Error> {
    let delete = |api: &mut gateway::RestApi| api.delete_model(&input.model_name);
    let missing = missing(&input.model_name);
    Definitions::of(cx)
        .change(&input.rest_api_id, missing, delete)
        .await
}

fn missing(name: &str) -> ControlError {
    ControlError::InvalidModelName(name.to_owned())
}

fn output(model: &Definition) -> Model {
    Model {
        id: Some(model.id.clone()),
        name: Some(model.name.clone()),
        description: model.description.clone(),
        schema: model.schema.clone(),
        content_type: Some(model.content_type.clone()),
    }
}
