//! `CreateFunction`.

use ::lambda::NewFunction;
use ::lambda::function::{
    Architecture as Processor, Configuration, LogFormat as Format, Logging, SnapStart as Snap,
    Tracing,
};
use aws::lambda::*;
use aws::{Error, Service};
use bytes::Bytes;
use iam::Principal;

use super::environment;
use super::error::{function_error, user_error};
use super::name::target;
use super::runtime;
use super::wire::{Moment, configuration};
use crate::access::Access;
use crate::call::Context;

const DEFAULT_TIMEOUT_SECONDS: i32 = 3;
const DEFAULT_MEMORY_MB: i32 = 128;
const DEFAULT_EPHEMERAL_MB: i32 = 512;

/// Creates a function from a zip.
pub(super) async fn create_function(
    cx: &Context<'_>,
    input: CreateFunctionInput,
) -> Result<FunctionConfiguration, Error> {
    check_role(cx, &input.role)?;
    let target = target(cx, &input.function_name, None)?;
    let zip = package(cx, input.package_type.as_ref(), input.code.zip_file.clone())?;
    let publish = input.publish.unwrap_or(false);
    let tags = input.tags.clone().unwrap_or_default();
    let new = NewFunction {
        configuration: initial(cx, &target.name, input)?,
        name: target.name,
        zip,
        tags: tags.into_iter().collect(),
        publish,
    };
    let function = cx
        .app
        .lambda
        .create(cx.scope(), new)
        .await
        .map_err(|error| function_error(cx, &error))?;
    let version = if publish {
        function.versions.values().next_back()
    } else {
        None
    };
    Ok(configuration(
        &function,
        version.unwrap_or(&function.latest),
        Moment::Creating,
        publish,
    ))
}

/// Refuses a role that the caller may not pass, or that Lambda may not assume.
///
/// # Errors
/// `AccessDeniedException` and `InvalidParameterValueException`, where IAM is enforced.
pub(super) fn check_role(cx: &Context<'_>, role: &str) -> Result<(), Error> {
    cx.authorize(Service::Iam, "PassRole", &Access::from(role))?;
    let lambda = Principal::Service("lambda.amazonaws.com".into());
    let refused = |_| {
        user_error(
            cx,
            "InvalidParameterValueException",
            "The role defined for the function cannot be assumed by Lambda.",
        )
    };
    cx.app.access.may_assume(&lambda, role).map_err(refused)
}

/// The zip of a request.
///
/// # Errors
/// `InvalidParameterValueException` when the code is elsewhere: there is no S3 here, and no images.
pub(super) fn package(
    cx: &Context<'_>,
    kind: Option<&PackageType>,
    zip: Option<aws::Blob>,
) -> Result<Bytes, Error> {
    if kind == Some(&PackageType::Image) {
        return Err(user_error(
            cx,
            "InvalidParameterValueException",
            "Container images are not supported; use a zip file.",
        ));
    }
    let missing = || {
        user_error(
            cx,
            "InvalidParameterValueException",
            "Please provide a source for function code.",
        )
    };
    zip.map(|zip| zip.0).ok_or_else(missing)
}

fn initial(
    cx: &Context<'_>,
    name: &str,
    input: CreateFunctionInput,
) -> Result<Configuration, Error> {
    let mandatory = || {
        let message = "Runtime and Handler are mandatory parameters for functions created with deployment packages.";
        user_error(cx, "InvalidParameterValueException", message)
    };
    let runtime = input.runtime.ok_or_else(mandatory)?;
    runtime::check(cx, &runtime)?;
    let environment = input
        .environment
        .map(|environment| environment.variables.unwrap_or_default());
    if let Some(variables) = &environment {
        environment::check(cx, variables)?;
    }
    Ok(Configuration {
        description: input.description.unwrap_or_default(),
        role: input.role,
        runtime,
        handler: input.handler.ok_or_else(mandatory)?,
        timeout_seconds: positive(input.timeout.unwrap_or(DEFAULT_TIMEOUT_SECONDS)),
        memory_mb: positive(input.memory_size.unwrap_or(DEFAULT_MEMORY_MB)),
        ephemeral_mb: positive(
            input
                .ephemeral_storage
                .map_or(DEFAULT_EPHEMERAL_MB, |storage| storage.size),
        ),
        environment,
        architecture: input
            .architectures
            .as_deref()
            .map_or(Processor::X86_64, processor),
        tracing: tracing(input.tracing_config.as_ref()),
        logging: logging(name, input.logging_config),
        snap_start: snap_start(input.snap_start.as_ref()),
    })
}

/// What validation has found to be within AWS's bounds, all of which are positive.
pub(super) fn positive(value: i32) -> u32 {
    u32::try_from(value).unwrap_or(0)
}

pub(super) fn processor(architectures: &[Architecture]) -> Processor {
    match architectures.first() {
        Some(Architecture::Arm64) => Processor::Arm64,
        _ => Processor::X86_64,
    }
}

pub(super) fn tracing(config: Option<&TracingConfig>) -> Tracing {
    match config.and_then(|config| config.mode.as_ref()) {
        Some(TracingMode::Active) => Tracing::Active,
        _ => Tracing::PassThrough,
    }
}

pub(super) fn snap_start(config: Option<&SnapStart>) -> Snap {
    match config.and_then(|config| config.apply_on.as_ref()) {
        Some(SnapStartApplyOn::PublishedVersions) => Snap::PublishedVersions,
        _ => Snap::None,
    }
}

/// Levels are kept for JSON only, where AWS defaults them to INFO.
pub(super) fn logging(name: &str, config: Option<LoggingConfig>) -> Logging {
    let config = config.unwrap_or_default();
    let json = config.log_format == Some(LogFormat::Json);
    let level = |given: Option<String>| json.then(|| given.unwrap_or_else(|| "INFO".into()));
    Logging {
        format: if json { Format::Json } else { Format::Text },
        group: config
            .log_group
            .unwrap_or_else(|| format!("/aws/lambda/{name}")),
        application_level: level(config.application_log_level.map(|level| level.to_string())),
        system_level: level(config.system_log_level.map(|level| level.to_string())),
    }
}
