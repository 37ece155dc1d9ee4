//! `CreateResource`, `GetResource`, `GetResources`, `UpdateResource`, `DeleteResource`.

use aws::Error;
use aws::apigateway::{
    CreateResourceInput, DeleteResourceInput, GetResourceInput, GetResourcesInput, Method,
    Resource, Resources, UpdateResourceInput,
};
use gateway::ControlError;
use gateway::resource::Resource as Definition;

use super::error::Definitions;
use super::methods;
use super::page::page;
use super::patch::operations;
use crate::call::Context;

const MISSING: ControlError = ControlError::InvalidResource;

pub(super) async fn create_resource(
    cx: &Context<'_>,
    input: CreateResourceInput,
) -> Result<Resource, Error> {
    let (parent, part) = (input.parent_id, input.path_part);
    let create = |api: &mut gateway::RestApi| api.create_resource(&parent, &part);
    let made = Definitions::of(cx)
        .change(&input.rest_api_id, MISSING, create)
        .await?;
    Ok(output(&made, false))
}

pub(super) async fn get_resource(
    cx: &Context<'_>,
    input: GetResourceInput,
) -> Result<Resource, Error> {
    let embed = embeds_methods(input.embed.as_ref());
    let read = |api: &gateway::RestApi| Ok(output(api.resource(&input.resource_id)?, embed));
    Definitions::of(cx).read(&input.rest_api_id, MISSING, read)
}

pub(super) async fn get_resources(
    cx: &Context<'_>,
    input: GetResourcesInput,
) -> Result<Resources, Error> {
    let api = Definitions::of(cx).api(&input.rest_api_id)?;
    let embed = embeds_methods(input.embed.as_ref());
    let resources = api.resources_by_path();
    let (resources, position) = page(resources, |r| &r.id, input.position.as_deref(), input.limit)?;
    let items = Some(
        resources
            .into_iter()
            .map(|resource| output(resource, embed))
            .collect(),
    );
    Ok(Resources { position, items })
}

pub(super) async fn update_resource(
    cx: &Context<'_>,
    input: UpdateResourceInput,
) -> Result<Resource, Error> {
    let operations = operations(input.patch_operations);
    let update = |api: &mut gateway::RestApi| api.update_resource(&input.resource_id, &operations);
    let updated = Definitions::of(cx)
        .change(&input.rest_api_id, MISSING, update)
        .await?;
    Ok(output(&updated, false))
}

pub(super) async fn delete_resource(
    cx: &Context<'_>,
    input: DeleteResourceInput,
) -> Result<(), Error> {
    let delete = |api: &mut gateway::RestApi| api.delete_resource(&input.resource_id);
    Definitions::of(cx)
        .change(&input.rest_api_id, MISSING, delete)
        .await
}

fn embeds_methods(embed: Option<&Vec<String>>) -> bool {
    embed.is_some_and(|embed| embed.iter().any(|what| what == "methods"))
}

/// A resource as clients see it: its methods as empty objects unless they are asked for.
fn output(resource: &Definition, embed: bool) -> Resource {
    let methods = resource.methods.values();
    let methods = methods.map(|method| {
        let shown = if embed {
            methods::output(method)
        } else {
            Method::default()
        };
        (method.http_method.name().to_owned(), shown)
    });
    Resource {
        id: Some(resource.id.clone()),
        parent_id: resource.parent_id.clone(),
        path_part: resource.path_part.clone(),
        path: Some(resource.path.clone()),
        resource_methods: (!resource.methods.is_empty()).then(|| methods.collect()),
    }
}
