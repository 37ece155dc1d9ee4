//! `CreateDeployment`, `GetDeployment`, `GetDeployments`, `UpdateDeployment`, `DeleteDeployment`.

use aws::Error;
use aws::apigateway::{
    CreateDeploymentInput, DeleteDeploymentInput, Deployment, Deployments, GetDeploymentInput,
    GetDeploymentsInput, MethodSnapshot, UpdateDeploymentInput,
};
use gateway::ControlError;
use gateway::deployment::{ApiSummary, Deployment as Definition, NewDeployment};
use gateway::stage::NewCanary;

use super::error::{Definitions, wire};
use super::page::page;
use super::patch::operations;
use crate::call::Context;

pub(super) async fn create_deployment(
    cx: &Context<'_>,
    input: CreateDeploymentInput,
) -> Result<Deployment, Error> {
    let canary = input.canary_settings.map(|canary| NewCanary {
        deployment_id: None,
        percent_traffic: canary.percent_traffic.unwrap_or(0.0),
        variable_overrides: canary
            .stage_variable_overrides
            .map(|map| map.into_iter().collect()),
        use_stage_cache: canary.use_stage_cache.unwrap_or(false),
    });
    let new = NewDeployment {
        description: input.description,
        stage_name: input.stage_name,
        stage_description: input.stage_description,
        cache_cluster_enabled: input.cache_cluster_enabled,
        cache_cluster_size: input
            .cache_cluster_size
            .map(|size| size.as_str().to_owned()),
        variables: input.variables.map(|map| map.into_iter().collect()),
        canary,
        tracing_enabled: input.tracing_enabled,
    };
    let control = Definitions::of(cx).control;
    let made = control
        .create_deployment(cx.scope(), &input.rest_api_id, new)
        .await;
    Ok(output(&made.map_err(wire)?))
}

pub(super) async fn get_deployment(
    cx: &Context<'_>,
    input: GetDeploymentInput,
) -> Result<Deployment, Error> {
    let definitions = Definitions::of(cx);
    let (api, id) = (&input.rest_api_id, &input.deployment_id);
    let read = |api: &gateway::RestApi| Ok(output(api.deployment(id)?));
    let mut deployment = definitions.read(api, ControlError::InvalidDeployment, read)?;
    let wanted = input.embed.unwrap_or_default();
    if wanted
        .iter()
        .any(|what| what.eq_ignore_ascii_case("apisummary"))
    {
        let snapshot = definitions
            .control
            .snapshot(cx.scope(), api, id)
            .map_err(wire)?;
        deployment.api_summary = Some(summary(snapshot.summary()));
    }
    Ok(deployment)
}

pub(super) async fn get_deployments(
    cx: &Context<'_>,
    input: GetDeploymentsInput,
) -> Result<Deployments, Error> {
    let api = Definitions::of(cx).api(&input.rest_api_id)?;
    let mut all: Vec<&Definition> = api.deployments.values().collect();
    all.sort_by(|a, b| (a.created, &a.id).cmp(&(b.created, &b.id)));
    let (all, position) = page(all, |d| &d.id, input.position.as_deref(), input.limit)?;
    let items = Some(all.into_iter().map(output).collect());
    Ok(Deployments { position, items })
}

pub(super) async fn update_deployment(
    cx: &Context<'_>,
    input: UpdateDeploymentInput,
) -> Result<Deployment, Error> {
    let operations = operations(input.patch_operations);
    let id = input.deployment_id;
    let update = |api: &mut gateway::RestApi| api.update_deployment(&id, &operations);
    let missing = ControlError::InvalidDeployment;
    let updated = Definitions::of(cx)
        .change(&input.rest_api_id, missing, update)
        .await?;
    Ok(output(&updated))
}

pub(super) async fn delete_deployment(
    cx: &Context<'_>,
    input: DeleteDeploymentInput,
) -> Result<(), Error> {
    let control = Definitions::of(cx).control;
    let deleted = control.delete_deployment(cx.scope(), &input.rest_api_id, &input.deployment_id);
    deleted.await.map_err(wire)
}

fn summary(
    summary: ApiSummary,
) -> indexmap::IndexMap<String, indexmap::IndexMap<String, MethodSnapshot>> {
    let paths = summary.into_iter().map(|(path, methods)| {
        let methods = methods.into_iter().map(|(name, method)| {
            let snapshot = MethodSnapshot {
                authorization_type: Some(method.authorization_type.to_owned()),
                api_key_required: Some(method.api_key_required),
            };
            (name.to_owned(), snapshot)
        });
        (path, methods.collect())
    });
    paths.collect()
}

fn output(deployment: &Definition) -> Deployment {
    Deployment {
        id: Some(deployment.id.clone()),
        description: deployment.description.clone(),
        created_date: Some(deployment.created),
        api_summary: None,
    }
}
