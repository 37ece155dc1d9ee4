//! A function as answers describe it.

use ::lambda::function::{
    Architecture as Processor, LogFormat as Format, SnapStart as Snap, Tracing,
};
use ::lambda::{Function, FunctionVersion, VersionNumber, runtime_version_arn};
use aws::lambda::*;

/// How far along the function is when it is described.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Moment {
    /// The answer to the call that creates it.
    Creating,
    /// The answer to a call that changes it.
    Updating,
    /// Any other time.
    Settled,
}

/// Describes `version` of `function`. `qualified` adds the version to the ARN.
pub(super) fn configuration(
    function: &Function,
    version: &FunctionVersion,
    moment: Moment,
    qualified: bool,
) -> FunctionConfiguration {
    let configuration = &version.configuration;
    let mut arn = function.arn().to_string();
    if qualified || version.version != VersionNumber::Latest {
        arn = format!("{arn}:{}", version.version);
    }
    let variables = configuration.environment.clone();
    let described = FunctionConfiguration {
        function_name: Some(function.name.clone()),
        function_arn: Some(arn),
        runtime: Some(configuration.runtime.clone()),
        role: Some(configuration.role.clone()),
        handler: Some(configuration.handler.clone()),
        code_size: i64::try_from(version.code.size).ok(),
        description: Some(configuration.description.clone()),
        timeout: i32::try_from(configuration.timeout_seconds).ok(),
        memory_size: i32::try_from(configuration.memory_mb).ok(),
        last_modified: Some(last_modified(version)),
        code_sha256: Some(version.code.sha256_base64()),
        version: Some(version.version.to_string()),
        environment: variables.map(|variables| EnvironmentResponse {
            variables: Some(variables),
            ..EnvironmentResponse::default()
        }),
        tracing_config: Some(TracingConfigResponse {
            mode: Some(match configuration.tracing {
                Tracing::PassThrough => TracingMode::PassThrough,
                Tracing::Active => TracingMode::Active,
            }),
        }),
        revision_id: Some(version.revision_id.clone()),
        package_type: Some(PackageType::Zip),
        architectures: Some(vec![match configuration.architecture {
            Processor::X86_64 => Architecture::X8664,
            Processor::Arm64 => Architecture::Arm64,
        }]),
        ephemeral_storage: Some(EphemeralStorage {
            size: i32::try_from(configuration.ephemeral_mb).unwrap_or(i32::MAX),
        }),
        snap_start: Some(snap_start(configuration.snap_start)),
        runtime_version_config: Some(RuntimeVersionConfig {
            runtime_version_arn: Some(runtime_version_arn(&function.scope, &configuration.runtime)),
            ..RuntimeVersionConfig::default()
        }),
        logging_config: Some(logging(&configuration.logging)),
        ..FunctionConfiguration::default()
    };
    with_state(described, moment)
}

fn with_state(described: FunctionConfiguration, moment: Moment) -> FunctionConfiguration {
    let reason = || Some("The function is being created.".to_owned());
    match moment {
        Moment::Creating => FunctionConfiguration {
            state: Some(State::Pending),
            state_reason: reason(),
            state_reason_code: Some(StateReasonCode::Creating),
            ..described
        },
        Moment::Updating => FunctionConfiguration {
            state: Some(State::Active),
            last_update_status: Some(LastUpdateStatus::InProgress),
            last_update_status_reason: reason(),
            ..described
        },
        Moment::Settled => FunctionConfiguration {
            state: Some(State::Active),
            last_update_status: Some(LastUpdateStatus::Successful),
            ..described
        },
    }
}

/// `2025-01-31T12:00:00.000+0000`: Lambda writes the offset in its own way.
fn last_modified(version: &FunctionVersion) -> String {
    version.last_modified.iso8601().replace('Z', "+0000")
}

fn snap_start(snap: Snap) -> SnapStartResponse {
    SnapStartResponse {
        apply_on: Some(match snap {
            Snap::None => SnapStartApplyOn::None,
            Snap::PublishedVersions => SnapStartApplyOn::PublishedVersions,
        }),
        optimization_status: Some(SnapStartOptimizationStatus::Off),
    }
}

fn logging(logging: &::lambda::function::Logging) -> LoggingConfig {
    LoggingConfig {
        log_format: Some(match logging.format {
            Format::Text => LogFormat::Text,
            Format::Json => LogFormat::Json,
        }),
        log_group: Some(logging.group.clone()),
        application_log_level: logging
            .application_level
            .as_deref()
            .and_then(|level| level.parse().ok()),
        system_log_level: logging
            .system_level
            .as_deref()
            .and_then(|level| level.parse().ok()),
    }
}
