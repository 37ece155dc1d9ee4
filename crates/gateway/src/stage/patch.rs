//! What a patch does to a stage: fields, variables, method settings and the canary's promotion.

use super::{Canary, MethodSetting, Stage};
use crate::error::ControlError;
use crate::patch::{PatchOp, PatchOperation, patch_map};

/// Applies one operation.
pub(super) fn apply(stage: &mut Stage, operation: &PatchOperation) -> Result<(), ControlError> {
    if operation.op == PatchOp::Copy {
        return promote(stage, operation);
    }
    let segments = operation.segments()?;
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    match (operation.op, segments.as_slice()) {
        (_, ["variables", name]) => patch_map(
            &mut stage.variables,
            operation,
            name,
            operation.text(),
            None,
        ),
        (_, ["canarySettings", "stageVariableOverrides", name]) => {
            let overrides = &mut canary(stage).variable_overrides;
            patch_map(overrides, operation, name, operation.text(), None)
        }
        (PatchOp::Remove, ["canarySettings"]) => {
            stage.canary = None;
            Ok(())
        }
        (PatchOp::Remove, ["accessLogSettings"]) => {
            stage.access_log = None;
            Ok(())
        }
        (PatchOp::Remove, [.., _, _]) => remove_setting(stage, operation),
        (op, ["canarySettings", field]) => patch_canary(stage, operation, op, field),
        (PatchOp::Add | PatchOp::Replace, ["accessLogSettings", field]) => {
            patch_access_log(stage, operation, field)
        }
        (PatchOp::Replace | PatchOp::Add, [field]) => patch_field(stage, operation, field),
        (PatchOp::Replace | PatchOp::Add, [.., _, _, _, _]) => patch_setting(stage, operation),
        _ => Err(unknown(operation)),
    }
}

fn unknown(operation: &PatchOperation) -> ControlError {
    ControlError::InvalidSettingPath {
        path: operation.path().to_owned(),
    }
}

fn patch_field(
    stage: &mut Stage,
    operation: &PatchOperation,
    field: &str,
) -> Result<(), ControlError> {
    match field {
        "deploymentId" => stage.deployment_id = operation.text(),
        "description" => stage.description = operation.optional(),
        "cacheClusterEnabled" => stage.cache_cluster_enabled = operation.flag(),
        "cacheClusterSize" => stage.cache_cluster_size = operation.optional(),
        "clientCertificateId" => stage.client_certificate_id = operation.optional(),
        "documentationVersion" => stage.documentation_version = operation.optional(),
        "tracingEnabled" => stage.tracing_enabled = operation.flag(),
        _ => return Err(unknown(operation)),
    }
    Ok(())
}

fn patch_access_log(
    stage: &mut Stage,
    operation: &PatchOperation,
    field: &str,
) -> Result<(), ControlError> {
    let mut log = stage.access_log.clone().unwrap_or_default();
    let slot = match field {
        "destinationArn" => &mut log.destination_arn,
        "format" => &mut log.format,
        _ => return Err(ControlError::InvalidAccessLogPath),
    };
    *slot = Some(operation.optional().ok_or(ControlError::EmptyAccessLog)?);
    stage.access_log = Some(log);
    Ok(())
}

/// The canary; one that gets no traffic when there is none yet.
fn canary(stage: &mut Stage) -> &mut Canary {
    let deployment_id = &stage.deployment_id;
    stage.canary.get_or_insert_with(|| Canary {
        deployment_id: deployment_id.clone(),
        percent_traffic: 0.0,
        variable_overrides: None,
        use_stage_cache: false,
    })
}

fn patch_canary(
    stage: &mut Stage,
    operation: &PatchOperation,
    op: PatchOp,
    field: &str,
) -> Result<(), ControlError> {
    if !matches!(field, "deploymentId" | "percentTraffic" | "useStageCache") {
        return Err(unknown(operation));
    }
    if op != PatchOp::Replace {
        let (op, path) = (op.name(), operation.path().to_owned());
        return Err(ControlError::InvalidStageOperation { op, path });
    }
    match field {
        "deploymentId" => canary(stage).deployment_id = operation.text(),
        "percentTraffic" => {
            let percent: f64 = operation.number()?;
            if !(0.0..=100.0).contains(&percent) {
                return Err(operation.bad_value());
            }
            canary(stage).percent_traffic = percent;
        }
        _ => canary(stage).use_stage_cache = operation.flag(),
    }
    Ok(())
}

/// `copy` makes the canary's deployment and variables the stage's own.
fn promote(stage: &mut Stage, operation: &PatchOperation) -> Result<(), ControlError> {
    let (path, from) = (
        operation.path(),
        operation.from.as_deref().unwrap_or("null"),
    );
    let deployment = match (path, from) {
        ("/deploymentId", "/canarySettings/deploymentId") => true,
        ("/variables", "/canarySettings/stageVariableOverrides") => false,
        _ => {
            let (path, from) = (path.to_owned(), from.to_owned());
            return Err(ControlError::InvalidCopy { path, from });
        }
    };
    let canary = stage.canary.as_ref().ok_or(ControlError::NoCanary)?;
    match deployment {
        true => stage.deployment_id = canary.deployment_id.clone(),
        false => {
            if let Some(overrides) = &canary.variable_overrides {
                let variables = stage.variables.get_or_insert_default();
                variables.extend(overrides.iter().map(|(k, v)| (k.clone(), v.clone())));
            }
        }
    }
    Ok(())
}

fn remove_setting(stage: &mut Stage, operation: &PatchOperation) -> Result<(), ControlError> {
    let key = operation.path().trim_start_matches('/');
    let removed = stage.method_settings.remove(key);
    removed
        .map(drop)
        .ok_or_else(|| ControlError::NoMethodSetting(key.to_owned()))
}

/// Sets `/{resourcePath}/{httpMethod}/{group}/{name}`; a new entry begins as a copy of `*/*`.
fn patch_setting(stage: &mut Stage, operation: &PatchOperation) -> Result<(), ControlError> {
    let path = operation.path().trim_start_matches('/');
    let (rest, name) = path.rsplit_once('/').ok_or_else(|| unknown(operation))?;
    let (key, group) = rest.rsplit_once('/').ok_or_else(|| unknown(operation))?;
    let all = stage.method_settings.get("*/*").cloned();
    let mut setting = stage
        .method_settings
        .get(key)
        .cloned()
        .or(all)
        .unwrap_or_default();
    set(&mut setting, operation, group, name)?;
    stage.method_settings.insert(key.to_owned(), setting);
    Ok(())
}

fn set(
    setting: &mut MethodSetting,
    operation: &PatchOperation,
    group: &str,
    name: &str,
) -> Result<(), ControlError> {
    match (group, name) {
        ("metrics", "enabled") => setting.metrics_enabled = operation.flag(),
        ("logging", "dataTrace") => setting.data_trace_enabled = operation.flag(),
        ("logging", "loglevel") => {
            let level = operation.optional();
            if !matches!(level.as_deref(), Some("OFF" | "ERROR" | "INFO")) {
                return Err(operation.bad_value());
            }
            setting.logging_level = level;
        }
        ("throttling", "burstLimit") => setting.throttling_burst_limit = operation.number()?,
        ("throttling", "rateLimit") => {
            let rate: f64 = operation.number()?;
            if !rate.is_finite() {
                return Err(operation.bad_value());
            }
            setting.throttling_rate_limit = rate;
        }
        ("caching", "enabled") => setting.caching_enabled = operation.flag(),
        ("caching", "ttlInSeconds") => setting.cache_ttl_seconds = operation.number()?,
        ("caching", "dataEncrypted") => setting.cache_data_encrypted = operation.flag(),
        ("caching", "requireAuthorizationForCacheControl") => {
            setting.require_authorization_for_cache_control = operation.flag();
        }
        ("caching", "unauthorizedCacheControlHeaderStrategy") => {
            setting.unauthorized_cache_control_header_strategy = operation.text();
        }
        _ => return Err(unknown(operation)),
    }
    Ok(())
}
