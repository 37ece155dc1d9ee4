//! IAM's operations and the directory they work on.
//!
//! IAM is global: roles and policies belong to an account, not to a region.

mod directory;
mod page;
mod policies;
mod policy_operations;
mod policy_version_operations;
mod role_operations;
mod role_policy_operations;
mod role_tag_operations;
mod roles;

use aws::iam::*;

pub use directory::{Directory, PolicyTexts};
pub use policies::{PolicyDocument, PolicyVersionDocument};
pub use roles::RoleDocument;

use crate::call::Context;
use crate::operations::operations;
use policy_operations as policies_ops;
use policy_version_operations as versions;
use role_operations as roles_ops;
use role_policy_operations as role_policies;
use role_tag_operations as role_tags;

operations! {
    CreateRoleInput => roles_ops::create_role, on |cx, input| role_arn(cx, &input.role_name);
    GetRoleInput => roles_ops::get_role, on |cx, input| role_arn(cx, &input.role_name);
    ListRolesInput => roles_ops::list_roles, on |_cx, _input| "*";
    UpdateRoleInput => roles_ops::update_role, on |cx, input| role_arn(cx, &input.role_name);
    UpdateAssumeRolePolicyInput => roles_ops::update_assume_role_policy, on |cx, input| role_arn(cx, &input.role_name);
    DeleteRoleInput => roles_ops::delete_role, on |cx, input| role_arn(cx, &input.role_name);
    ListInstanceProfilesForRoleInput => roles_ops::list_instance_profiles_for_role, on |cx, input| role_arn(cx, &input.role_name);
    TagRoleInput => role_tags::tag_role, on |cx, input| role_arn(cx, &input.role_name);
    UntagRoleInput => role_tags::untag_role, on |cx, input| role_arn(cx, &input.role_name);
    ListRoleTagsInput => role_tags::list_role_tags, on |cx, input| role_arn(cx, &input.role_name);
    AttachRolePolicyInput => role_policies::attach_role_policy, on |cx, input| role_arn(cx, &input.role_name);
    DetachRolePolicyInput => role_policies::detach_role_policy, on |cx, input| role_arn(cx, &input.role_name);
    ListAttachedRolePoliciesInput => role_policies::list_attached_role_policies, on |cx, input| role_arn(cx, &input.role_name);
    PutRolePolicyInput => role_policies::put_role_policy, on |cx, input| role_arn(cx, &input.role_name);
    GetRolePolicyInput => role_policies::get_role_policy, on |cx, input| role_arn(cx, &input.role_name);
    ListRolePoliciesInput => role_policies::list_role_policies, on |cx, input| role_arn(cx, &input.role_name);
    DeleteRolePolicyInput => role_policies::delete_role_policy, on |cx, input| role_arn(cx, &input.role_name);
    CreatePolicyInput => policies_ops::create_policy, on |cx, input| policies_ops::policy_arn(cx, input.path.as_deref(), &input.policy_name);
    GetPolicyInput => policies_ops::get_policy, on |_cx, input| input.policy_arn.clone();
    ListPoliciesInput => policies_ops::list_policies, on |_cx, _input| "*";
    DeletePolicyInput => policies_ops::delete_policy, on |_cx, input| input.policy_arn.clone();
    CreatePolicyVersionInput => versions::create_policy_version, on |_cx, input| input.policy_arn.clone();
    GetPolicyVersionInput => versions::get_policy_version, on |_cx, input| input.policy_arn.clone();
    ListPolicyVersionsInput => versions::list_policy_versions, on |_cx, input| input.policy_arn.clone();
}

/// The ARN that access to a role is decided by: the existing role's, else one in the root path.
fn role_arn(cx: &Context<'_>, name: &str) -> String {
    let account = cx.scope().account.as_str();
    let role = cx
        .app
        .directory
        .roles
        .get(&directory::role_key(account, name));
    role.map_or_else(
        || format!("arn:aws:iam::{account}:role/{name}"),
        |role| role.arn(account),
    )
}
