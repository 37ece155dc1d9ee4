//! `UpdateFunctionCode`, `UpdateFunctionConfiguration`, `DeleteFunction`.

use ::lambda::{CodeUpdate, Configuration, VersionNumber};
use aws::Error;
use aws::lambda::*;

use super::create_function::{
    check_role, logging, package, positive, processor, snap_start, tracing,
};
use super::environment;
use super::error::{function_error, user_error};
use super::name::target;
use super::runtime;
use super::wire::{Moment, configuration};
use crate::call::Context;

/// `UpdateFunctionCode`.
pub(super) async fn update_function_code(
    cx: &Context<'_>,
    input: UpdateFunctionCodeInput,
) -> Result<FunctionConfiguration, Error> {
    let target = target(cx, &input.function_name, None)?;
    let update = CodeUpdate {
        zip: package(cx, None, input.zip_file)?,
        architecture: input.architectures.as_deref().map(processor),
        publish: input.publish.unwrap_or(false),
        dry_run: input.dry_run.unwrap_or(false),
        revision_id: input.revision_id,
    };
    let publish = update.publish;
    let updated = cx
        .app
        .lambda
        .update_code(cx.scope(), &target.name, update)
        .await;
    let function = updated.map_err(|error| function_error(cx, &error))?;
    let version = if publish {
        function.versions.values().next_back()
    } else {
        None
    };
    Ok(configuration(
        &function,
        version.unwrap_or(&function.latest),
        Moment::Updating,
        publish,
    ))
}

/// `UpdateFunctionConfiguration`: what is not named stays.
pub(super) async fn update_function_configuration(
    cx: &Context<'_>,
    input: UpdateFunctionConfigurationInput,
) -> Result<FunctionConfiguration, Error> {
    let target = target(cx, &input.function_name, None)?;
    if let Some(role) = &input.role {
        check_role(cx, role)?;
    }
    if let Some(variables) = input
        .environment
        .as_ref()
        .and_then(|environment| environment.variables.as_ref())
    {
        environment::check(cx, variables)?;
    }
    if let Some(runtime) = &input.runtime {
        runtime::check(cx, runtime)?;
    }
    let revision = input.revision_id.clone();
    let next = |current| changed(&target.name, current, input);
    let updated = cx
        .app
        .lambda
        .update_configuration(cx.scope(), &target.name, revision.as_deref(), next)
        .await;
    let function = updated.map_err(|error| function_error(cx, &error))?;
    Ok(configuration(
        &function,
        &function.latest,
        Moment::Updating,
        false,
    ))
}

fn changed(
    name: &str,
    current: Configuration,
    input: UpdateFunctionConfigurationInput,
) -> Configuration {
    Configuration {
        description: input.description.unwrap_or(current.description),
        role: input.role.unwrap_or(current.role),
        runtime: input.runtime.unwrap_or(current.runtime),
        handler: input.handler.unwrap_or(current.handler),
        timeout_seconds: input.timeout.map_or(current.timeout_seconds, positive),
        memory_mb: input.memory_size.map_or(current.memory_mb, positive),
        ephemeral_mb: input
            .ephemeral_storage
            .map_or(current.ephemeral_mb, |storage| positive(storage.size)),
        environment: match input.environment {
            Some(environment) => Some(environment.variables.unwrap_or_default()),
            None => current.environment,
        },
        tracing: input
            .tracing_config
            .map_or(current.tracing, |config| tracing(Some(&config))),
        logging: input
            .logging_config
            .map_or(current.logging, |config| logging(name, Some(config))),
        snap_start: input
            .snap_start
            .map_or(current.snap_start, |config| snap_start(Some(&config))),
        architecture: current.architecture,
    }
}

/// `DeleteFunction`: the function with all its versions, or one published version.
pub(super) async fn delete_function(
    cx: &Context<'_>,
    input: DeleteFunctionInput,
) -> Result<DeleteFunctionOutput, Error> {
    let target = target(cx, &input.function_name, input.qualifier.as_deref())?;
    let version = match target.version {
        None => None,
        Some(VersionNumber::Published(number)) => Some(number),
        Some(VersionNumber::Latest) => {
            let message = "$LATEST version cannot be deleted without deleting the function.";
            return Err(user_error(cx, "InvalidParameterValueException", message));
        }
    };
    let deleted = cx
        .app
        .lambda
        .delete(cx.scope(), &target.name, version)
        .await;
    deleted.map_err(|error| function_error(cx, &error))?;
    Ok(DeleteFunctionOutput {
        status_code: Some(204),
    })
}
