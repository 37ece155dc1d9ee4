//! `ValidateStateMachineDefinition`.

use asl::validate::{Diagnostic, MachineType, Severity, validate};
use aws::Error;
use aws::states::*;

use crate::call::Context;

/// AWS returns at most this many diagnostics.
const MOST_DIAGNOSTICS: usize = 100;

/// Says everything that is wrong with a definition, and (when asked) what is doubtful.
pub(super) async fn validate_state_machine_definition(
    _cx: &Context<'_>,
    input: ValidateStateMachineDefinitionInput,
) -> Result<ValidateStateMachineDefinitionOutput, Error> {
    let kind = match input.r#type {
        Some(StateMachineType::Express) => MachineType::Express,
        _ => MachineType::Standard,
    };
    let warnings = input.severity == Some(ValidateStateMachineDefinitionSeverity::Warning);
    let mut found = validate(&input.definition, kind);
    let failed = found.iter().any(|found| found.severity == Severity::Error);
    found.retain(|found| warnings || found.severity == Severity::Error);
    let wanted = input
        .max_results
        .and_then(|results| usize::try_from(results).ok())
        .filter(|results| *results > 0);
    let limit = wanted.unwrap_or(MOST_DIAGNOSTICS);
    Ok(ValidateStateMachineDefinitionOutput {
        result: match failed {
            true => ValidateStateMachineDefinitionResultCode::Fail,
            false => ValidateStateMachineDefinitionResultCode::Ok,
        },
        truncated: Some(found.len() > limit),
        diagnostics: found.into_iter().take(limit).map(wire).collect(),
    })
}

fn wire(found: Diagnostic) -> ValidateStateMachineDefinitionDiagnostic {
    ValidateStateMachineDefinitionDiagnostic {
        severity: match found.severity {
            Severity::Error => ValidateStateMachineDefinitionSeverity::Error,
            Severity::Warning => ValidateStateMachineDefinitionSeverity::Warning,
        },
        code: found.code.to_string(),
        message: found.message,
        location: found.location,
    }
}
