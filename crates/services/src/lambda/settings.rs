//! Concurrency, code signing, and the account's settings.

use ::lambda::limits::{CONCURRENCY, UNRESERVED};
use aws::Error;
use aws::lambda::*;

use super::error::{function_error, user_error};
use super::name::target;
use super::read::find;
use crate::call::Context;

/// `PutFunctionConcurrency`.
pub(super) async fn put_function_concurrency(
    cx: &Context<'_>,
    input: PutFunctionConcurrencyInput,
) -> Result<Concurrency, Error> {
    let (target, function) = find(cx, &input.function_name, None)?;
    let wanted = u32::try_from(input.reserved_concurrent_executions).unwrap_or(0);
    let others = cx.app.lambda.reserved(cx.scope()) - function.reserved_concurrency.unwrap_or(0);
    if wanted + others > CONCURRENCY - UNRESERVED {
        let message = format!(
            "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [{UNRESERVED}]."
        );
        return Err(user_error(cx, "InvalidParameterValueException", message));
    }
    reserve(cx, &target.name, Some(wanted)).await?;
    Ok(concurrency(Some(wanted)))
}

/// `GetFunctionConcurrency`.
pub(super) async fn get_function_concurrency(
    cx: &Context<'_>,
    input: GetFunctionConcurrencyInput,
) -> Result<GetFunctionConcurrencyOutput, Error> {
    let (_, function) = find(cx, &input.function_name, None)?;
    Ok(GetFunctionConcurrencyOutput {
        reserved_concurrent_executions: concurrency(function.reserved_concurrency)
            .reserved_concurrent_executions,
    })
}

/// `DeleteFunctionConcurrency`.
pub(super) async fn delete_function_concurrency(
    cx: &Context<'_>,
    input: DeleteFunctionConcurrencyInput,
) -> Result<(), Error> {
    let target = target(cx, &input.function_name, None)?;
    reserve(cx, &target.name, None).await
}

/// `GetFunctionCodeSigningConfig`: code is never signed here.
pub(super) async fn get_function_code_signing_config(
    cx: &Context<'_>,
    input: GetFunctionCodeSigningConfigInput,
) -> Result<GetFunctionCodeSigningConfigOutput, Error> {
    let (_, function) = find(cx, &input.function_name, None)?;
    Ok(GetFunctionCodeSigningConfigOutput {
        code_signing_config_arn: String::new(),
        function_name: function.name.clone(),
    })
}

/// `GetAccountSettings`: AWS's default quotas, and what is used of them.
pub(super) async fn get_account_settings(
    cx: &Context<'_>,
    _input: GetAccountSettingsInput,
) -> Result<GetAccountSettingsOutput, Error> {
    let functions = cx.app.lambda.list(cx.scope(), None, usize::MAX);
    let code_size: u64 = functions
        .iter()
        .map(|function| function.latest.code.size)
        .sum();
    let unreserved = CONCURRENCY - cx.app.lambda.reserved(cx.scope()).min(CONCURRENCY);
    Ok(GetAccountSettingsOutput {
        account_limit: Some(AccountLimit {
            total_code_size: Some(80_530_636_800),
            code_size_unzipped: Some(262_144_000),
            code_size_zipped: Some(52_428_800),
            concurrent_executions: i32::try_from(CONCURRENCY).ok(),
            unreserved_concurrent_executions: i32::try_from(unreserved).ok(),
        }),
        account_usage: Some(AccountUsage {
            total_code_size: i64::try_from(code_size).ok(),
            function_count: i64::try_from(functions.len()).ok(),
        }),
    })
}

async fn reserve(cx: &Context<'_>, name: &str, reserved: Option<u32>) -> Result<(), Error> {
    let changed = cx.app.lambda.change(cx.scope(), name, |function| {
        function.reserved_concurrency = reserved;
        Ok(())
    });
    changed
        .await
        .map(drop)
        .map_err(|error| function_error(cx, &error))
}

fn concurrency(reserved: Option<u32>) -> Concurrency {
    Concurrency {
        reserved_concurrent_executions: reserved.and_then(|reserved| i32::try_from(reserved).ok()),
    }
}
