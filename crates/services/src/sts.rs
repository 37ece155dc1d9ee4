//! STS: who am I, and temporary credentials of roles.

mod assume_role;

use aws::Error;
use aws::sts::*;

use crate::call::Context;
use crate::operations::operations;

operations! {
    GetCallerIdentityInput => get_caller_identity, on |_cx, _input| "*";
    AssumeRoleInput => assume_role::assume_role, on |_cx, input| input.role_arn.clone();
}

/// `GetCallerIdentity`.
async fn get_caller_identity(
    cx: &Context<'_>,
    _input: GetCallerIdentityInput,
) -> Result<GetCallerIdentityOutput, Error> {
    let principal = &cx.caller.principal;
    let account = cx.scope().account.to_string();
    Ok(GetCallerIdentityOutput {
        user_id: Some(assume_role::user_id(cx, principal)),
        account: Some(account),
        arn: Some(principal.caller_arn()),
    })
}
