//! `CreateStage`, `GetStage`, `GetStages`, `UpdateStage`, `DeleteStage`, `FlushStageCache`.

use aws::Error;
use aws::apigateway::{
    AccessLogSettings, CacheClusterSize, CacheClusterStatus, CanarySettings, CreateStageInput,
    DeleteStageInput, FlushStageCacheInput, GetStageInput, GetStagesInput, MethodSetting, Stage,
    Stages, UnauthorizedCacheControlHeaderStrategy, UpdateStageInput,
};
use gateway::ControlError;
use gateway::stage::{Canary, MethodSetting as Setting, NewCanary, Stage as Definition};

use super::error::Definitions;
use super::patch::operations;
use crate::call::Context;

const MISSING: ControlError = ControlError::InvalidStage;

pub(super) async fn create_stage(
    cx: &Context<'_>,
    input: CreateStageInput,
) -> Result<Stage, Error> {
    let api = input.rest_api_id.clone();
    let canary = input.canary_settings.map(|canary| NewCanary {
        deployment_id: canary.deployment_id,
        percent_traffic: canary.percent_traffic.unwrap_or(0.0),
        variable_overrides: canary
            .stage_variable_overrides
            .map(|map| map.into_iter().collect()),
        use_stage_cache: canary.use_stage_cache.unwrap_or(false),
    });
    let stage = Definition {
        description: input.description.filter(|text| !text.is_empty()),
        variables: input.variables.map(|map| map.into_iter().collect()),
        cache_cluster_enabled: input.cache_cluster_enabled.unwrap_or(false),
        cache_cluster_size: input
            .cache_cluster_size
            .map(|size| size.as_str().to_owned()),
        documentation_version: input.documentation_version,
        tracing_enabled: input.tracing_enabled.unwrap_or(false),
        tags: input.tags.map(|tags| tags.into_iter().collect()),
        ..Definition::new(input.stage_name, input.deployment_id, cx.now())
    };
    let create = |api: &mut gateway::RestApi| api.create_stage(stage, canary);
    let made = Definitions::of(cx).change_api(&api, create).await?;
    Ok(output(&made))
}

pub(super) async fn get_stage(cx: &Context<'_>, input: GetStageInput) -> Result<Stage, Error> {
    let read = |api: &gateway::RestApi| Ok(output(api.stage(&input.stage_name)?));
    Definitions::of(cx).read(&input.rest_api_id, MISSING, read)
}

pub(super) async fn get_stages(cx: &Context<'_>, input: GetStagesInput) -> Result<Stages, Error> {
    let api = Definitions::of(cx).api(&input.rest_api_id)?;
    let wanted = |stage: &&Definition| {
        input
            .deployment_id
            .as_ref()
            .is_none_or(|id| stage.deployment_id == *id)
    };
    let item = api.stages.values().filter(wanted).map(output).collect();
    Ok(Stages { item: Some(item) })
}

pub(super) async fn update_stage(
    cx: &Context<'_>,
    input: UpdateStageInput,
) -> Result<Stage, Error> {
    let operations = operations(input.patch_operations);
    let (name, now) = (input.stage_name, cx.now());
    let update = |api: &mut gateway::RestApi| api.update_stage(&name, &operations, now);
    let updated = Definitions::of(cx)
        .change(&input.rest_api_id, MISSING, update)
        .await?;
    Ok(output(&updated))
}

pub(super) async fn delete_stage(cx: &Context<'_>, input: DeleteStageInput) -> Result<(), Error> {
    let delete = |api: &mut gateway::RestApi| api.delete_stage(&input.stage_name);
    Definitions::of(cx)
        .change(&input.rest_api_id, MISSING, delete)
        .await
}

/// There is no cache, so an existing stage's is always empty.
pub(super) async fn flush_stage_cache(
    cx: &Context<'_>,
    input: FlushStageCacheInput,
) -> Result<(), Error> {
    let read = |api: &gateway::RestApi| api.stage(&input.stage_name).map(drop);
    Definitions::of(cx).read(&input.rest_api_id, MISSING, read)
}

fn output(stage: &Definition) -> Stage {
    let settings = stage.method_settings.iter();
    let settings = settings.map(|(path, setting)| (path.clone(), setting_output(setting)));
    let status = match stage.cache_cluster_enabled {
        true => CacheClusterStatus::Available,
        false => CacheClusterStatus::NotAvailable,
    };
    Stage {
        deployment_id: Some(stage.deployment_id.clone()),
        client_certificate_id: stage.client_certificate_id.clone(),
        stage_name: Some(stage.name.clone()),
        description: stage.description.clone(),
        cache_cluster_enabled: Some(stage.cache_cluster_enabled),
        cache_cluster_size: cache_size(stage),
        cache_cluster_status: Some(status),
        method_settings: Some(settings.collect()),
        variables: stage.variables.clone().map(|map| map.into_iter().collect()),
        documentation_version: stage.documentation_version.clone(),
        access_log_settings: stage.access_log.clone().map(|log| AccessLogSettings {
            format: log.format,
            destination_arn: log.destination_arn,
        }),
        canary_settings: stage.canary.as_ref().map(canary_output),
        tracing_enabled: Some(stage.tracing_enabled),
        web_acl_arn: None,
        tags: stage.tags.clone().map(|tags| tags.into_iter().collect()),
        created_date: Some(stage.created),
        last_updated_date: Some(stage.updated),
    }
}

fn cache_size(stage: &Definition) -> Option<CacheClusterSize> {
    let size = stage.cache_cluster_size.as_deref()?;
    size.parse().ok()
}

fn canary_output(canary: &Canary) -> CanarySettings {
    CanarySettings {
        percent_traffic: Some(canary.percent_traffic),
        deployment_id: Some(canary.deployment_id.clone()),
        stage_variable_overrides: canary
            .variable_overrides
            .clone()
            .map(|map| map.into_iter().collect()),
        use_stage_cache: Some(canary.use_stage_cache),
    }
}

fn setting_output(setting: &Setting) -> MethodSetting {
    let strategy = match setting.unauthorized_cache_control_header_strategy.as_str() {
        "FAIL_WITH_403" => UnauthorizedCacheControlHeaderStrategy::FailWith403,
        "SUCCEED_WITHOUT_RESPONSE_HEADER" => {
            UnauthorizedCacheControlHeaderStrategy::SucceedWithoutResponseHeader
        }
        _ => UnauthorizedCacheControlHeaderStrategy::SucceedWithResponseHeader,
    };
    MethodSetting {
        metrics_enabled: Some(setting.metrics_enabled),
        logging_level: setting.logging_level.clone(),
        data_trace_enabled: Some(setting.data_trace_enabled),
        throttling_burst_limit: setting.throttling_burst_limit.try_into().ok(),
        throttling_rate_limit: Some(setting.throttling_rate_limit),
        caching_enabled: Some(setting.caching_enabled),
        cache_ttl_in_seconds: setting.cache_ttl_seconds.try_into().ok(),
        cache_data_encrypted: Some(setting.cache_data_encrypted),
        require_authorization_for_cache_control: Some(
            setting.require_authorization_for_cache_control,
        ),
        unauthorized_cache_control_header_strategy: Some(strategy),
    }
}
