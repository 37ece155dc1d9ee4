//! A function's resource policy: who else may invoke it.

use ::lambda::FunctionError;
use ::lambda::function::{Function, QualifierPolicy};
use aws::Error;
use aws::lambda::*;
use serde_json::{Map, Value, json};

use super::error::{function_error, user_error};
use super::read::find;
use crate::app::App;
use crate::call::Context;

/// `AddPermission`.
pub(super) async fn add_permission(
    cx: &Context<'_>,
    input: AddPermissionInput,
) -> Result<AddPermissionOutput, Error> {
    let (target, function) = find(cx, &input.function_name, input.qualifier.as_deref())?;
    let qualifier = target
        .version
        .map(|version| version.to_string())
        .unwrap_or_default();
    if policy(&function, &qualifier)
        .is_some_and(|policy| policy.statements.contains_key(&input.statement_id))
    {
        let message = format!(
            "The statement id ({}) provided already exists. Please provide a new statement id, or remove the existing statement.",
            input.statement_id
        );
        return Err(user_error(cx, "ResourceConflictException", message));
    }
    let statement = statement(&input, &target.arn());
    let text = statement.to_string();
    change(cx, &target.name, |function| {
        let policy = function.policy.by_qualifier.entry(qualifier).or_default();
        policy.revision_id = uuid::Uuid::new_v4().to_string();
        policy.statements.insert(input.statement_id, statement);
    })
    .await?;
    Ok(AddPermissionOutput {
        statement: Some(text),
    })
}

/// `RemovePermission`.
pub(super) async fn remove_permission(
    cx: &Context<'_>,
    input: RemovePermissionInput,
) -> Result<(), Error> {
    let (target, function) = find(cx, &input.function_name, input.qualifier.as_deref())?;
    let qualifier = target
        .version
        .map(|version| version.to_string())
        .unwrap_or_default();
    let policy = policy(&function, &qualifier).ok_or_else(|| no_policy(cx))?;
    if !policy.statements.contains_key(&input.statement_id) {
        let message = format!(
            "Statement {} is not found in resource policy.",
            input.statement_id
        );
        return Err(user_error(cx, "ResourceNotFoundException", message));
    }
    change(cx, &target.name, |function| {
        let Some(policy) = function.policy.by_qualifier.get_mut(&qualifier) else {
            return;
        };
        policy.revision_id = uuid::Uuid::new_v4().to_string();
        policy.statements.shift_remove(&input.statement_id);
        if policy.statements.is_empty() {
            function.policy.by_qualifier.remove(&qualifier);
        }
    })
    .await
}

/// `GetPolicy`.
pub(super) async fn get_policy(
    cx: &Context<'_>,
    input: GetPolicyInput,
) -> Result<GetPolicyOutput, Error> {
    let (target, function) = find(cx, &input.function_name, input.qualifier.as_deref())?;
    let qualifier = target
        .version
        .map(|version| version.to_string())
        .unwrap_or_default();
    let policy = policy(&function, &qualifier).ok_or_else(|| no_policy(cx))?;
    Ok(GetPolicyOutput {
        policy: Some(document(policy).to_string()),
        revision_id: Some(policy.revision_id.clone()),
    })
}

/// The policy as an IAM document.
fn document(policy: &QualifierPolicy) -> Value {
    let statements: Vec<&Value> = policy.statements.values().collect();
    json!({"Version": "2012-10-17", "Id": "default", "Statement": statements})
}

/// The policy of the function with this ARN, if it has one.
pub(crate) fn resource_policy(app: &App, arn: &str) -> Option<iam::Policy> {
    let parsed: model::Arn = arn.parse().ok()?;
    let name = parsed
        .resource
        .strip_prefix("function:")?
        .split(':')
        .next()?;
    let function = app.lambda.find(&model::Scope::of(&parsed)?, name)?;
    let policy = policy(&function, "")?;
    // AWS checked the parts when they were given; a statement that cannot be read permits nothing.
    iam::Policy::parse(&document(policy).to_string()).ok()
}

fn policy<'f>(function: &'f Function, qualifier: &str) -> Option<&'f QualifierPolicy> {
    function.policy.by_qualifier.get(qualifier)
}

fn no_policy(cx: &Context<'_>) -> Error {
    user_error(
        cx,
        "ResourceNotFoundException",
        "The resource you requested does not exist.",
    )
}

/// The IAM statement that a permission stands for.
fn statement(input: &AddPermissionInput, resource: &str) -> Value {
    let principal = match input.principal.as_str() {
        "*" => json!("*"),
        service if service.ends_with(".amazonaws.com") => json!({"Service": service}),
        account if account.len() == 12 => json!({"AWS": format!("arn:aws:iam::{account}:root")}),
        other => json!({"AWS": other}),
    };
    let mut condition = Map::new();
    if let Some(account) = &input.source_account {
        condition.insert("StringEquals".into(), json!({"AWS:SourceAccount": account}));
    }
    if let Some(arn) = &input.source_arn {
        condition.insert("ArnLike".into(), json!({"AWS:SourceArn": arn}));
    }
    let mut statement = json!({
        "Sid": input.statement_id,
        "Effect": "Allow",
        "Principal": principal,
        "Action": input.action,
        "Resource": resource,
    });
    if let (Value::Object(members), false) = (&mut statement, condition.is_empty()) {
        members.insert("Condition".into(), condition.into());
    }
    statement
}

async fn change(
    cx: &Context<'_>,
    name: &str,
    change: impl FnOnce(&mut Function),
) -> Result<(), Error> {
    let changed = cx.app.lambda.change(cx.scope(), name, |function| {
        change(function);
        Ok::<(), FunctionError>(())
    });
    changed
        .await
        .map(drop)
        .map_err(|error| function_error(cx, &error))
}
