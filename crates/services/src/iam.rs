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

pub use directory::Directory;

use crate::call::Context;
use crate::operations::operations;
use policy_operations as policies_ops;
use policy_version_operations as versions;
use role_operations as roles_ops;
use role_policy_operations as role_policies;
use role_tag_operations as role_tags;

operations! {
    CreateRoleRequest => roles_ops::create_role, on |cx, input| role_arn(cx, &input.role_name);
    GetRoleRequest => roles_ops::get_role, on |cx, input| role_arn(cx, &input.role_name);
    ListRolesRequest => roles_ops::list_roles, on |_cx, _input| "*";
    UpdateRoleRequest => roles_ops::update_role, on |cx, input| role_arn(cx, &input.role_name);
    UpdateAssumeRolePolicyRequest => roles_ops::update_assume_role_policy, on |cx, input| role_arn(cx, &input.role_name);
    DeleteRoleRequest => roles_ops::delete_role, on |cx, input| role_arn(cx, &input.role_name);
    ListInstanceProfilesForRoleRequest => roles_ops::list_instance_profiles_for_role, on |cx, input| role_arn(cx, &input.role_name);
    TagRoleRequest => role_tags::tag_role, on |cx, input| role_arn(cx, &input.role_name);
    UntagRoleRequest => role_tags::untag_role, on |cx, input| role_arn(cx, &input.role_name);
    ListRoleTagsRequest => role_tags::list_role_tags, on |cx, input| role_arn(cx, &input.role_name);
    AttachRolePolicyRequest => role_policies::attach_role_policy, on |cx, input| role_arn(cx, &input.role_name);
    DetachRolePolicyRequest => role_policies::detach_role_policy, on |cx, input| role_arn(cx, &input.role_name);
    ListAttachedRolePoliciesRequest => role_policies::list_attached_role_policies, on |cx, input| role_arn(cx, &input.role_name);
    PutRolePolicyRequest => role_policies::put_role_policy, on |cx, input| role_arn(cx, &input.role_name);
    GetRolePolicyRequest => role_policies::get_role_policy, on |cx, input| role_arn(cx, &input.role_name);
    ListRolePoliciesRequest => role_policies::list_role_policies, on |cx, input| role_arn(cx, &input.role_name);
    DeleteRolePolicyRequest => role_policies::delete_role_policy, on |cx, input| role_arn(cx, &input.role_name);
    CreatePolicyRequest => policies_ops::create_policy, on |cx, input| policies_ops::policy_arn(cx, input.path.as_deref(), &input.policy_name);
    GetPolicyRequest => policies_ops::get_policy, on |_cx, input| input.policy_arn.clone();
    ListPoliciesRequest => policies_ops::list_policies, on |_cx, _input| "*";
    DeletePolicyRequest => policies_ops::delete_policy, on |_cx, input| input.policy_arn.clone();
    CreatePolicyVersionRequest => versions::create_policy_version, on |_cx, input| input.policy_arn.clone();
    GetPolicyVersionRequest => versions::get_policy_version, on |_cx, input| input.policy_arn.clone();
    ListPolicyVersionsRequest => versions::list_policy_versions, on |_cx, input| input.policy_arn.clone();
}

/// The ARN that access to a role is decided by: the existing role's, else one in the root path.
fn role_arn(cx: &Context<'_>, name: &str) -> String {
    let account = cx.scope().account.as_str();
    let role = cx.app.directory.roles.get(&directory::role_key(account, name));
    role.map_or_else(|| format!("arn:aws:iam::{account}:role/{name}"), |role| role.arn(account))
}
