//! Typed inputs and outputs of AWS Identity and Access Management. Written by `cargo xtask codegen` from `models/iam.json`.

use model::Timestamp;
use serde::{Deserialize, Serialize};

use crate::operation::OperationInput;
use crate::service::Service;
use crate::shape::Operation;
use crate::string_enum::string_enum;

/// `AttachRolePolicyRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AttachRolePolicyInput {
    #[serde(rename = "RoleName")]
    pub role_name: String,
    #[serde(rename = "PolicyArn")]
    pub policy_arn: String,
}

/// `AttachedPermissionsBoundary`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct AttachedPermissionsBoundary {
    #[serde(rename = "PermissionsBoundaryType", skip_serializing_if = "Option::is_none")]
    pub permissions_boundary_type: Option<PermissionsBoundaryAttachmentType>,
    #[serde(rename = "PermissionsBoundaryArn", skip_serializing_if = "Option::is_none")]
    pub permissions_boundary_arn: Option<String>,
}

/// `AttachedPolicy`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct AttachedPolicy {
    #[serde(rename = "PolicyName", skip_serializing_if = "Option::is_none")]
    pub policy_name: Option<String>,
    #[serde(rename = "PolicyArn", skip_serializing_if = "Option::is_none")]
    pub policy_arn: Option<String>,
}

/// `CreatePolicyRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CreatePolicyInput {
    #[serde(rename = "PolicyName")]
    pub policy_name: String,
    #[serde(rename = "Path", skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    #[serde(rename = "PolicyDocument")]
    pub policy_document: String,
    #[serde(rename = "Description", skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(rename = "Tags", skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<Tag>>,
}

/// `CreatePolicyResponse`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct CreatePolicyOutput {
    #[serde(rename = "Policy", skip_serializing_if = "Option::is_none")]
    pub policy: Option<Policy>,
}

/// `CreatePolicyVersionRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CreatePolicyVersionInput {
    #[serde(rename = "PolicyArn")]
    pub policy_arn: String,
    #[serde(rename = "PolicyDocument")]
    pub policy_document: String,
    #[serde(rename = "SetAsDefault", skip_serializing_if = "Option::is_none")]
    pub set_as_default: Option<bool>,
}

/// `CreatePolicyVersionResponse`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct CreatePolicyVersionOutput {
    #[serde(rename = "PolicyVersion", skip_serializing_if = "Option::is_none")]
    pub policy_version: Option<PolicyVersion>,
}

/// `CreateRoleRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CreateRoleInput {
    #[serde(rename = "Path", skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    #[serde(rename = "RoleName")]
    pub role_name: String,
    #[serde(rename = "AssumeRolePolicyDocument")]
    pub assume_role_policy_document: String,
    #[serde(rename = "Description", skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(rename = "MaxSessionDuration", skip_serializing_if = "Option::is_none")]
    pub max_session_duration: Option<i32>,
    #[serde(rename = "PermissionsBoundary", skip_serializing_if = "Option::is_none")]
    pub permissions_boundary: Option<String>,
    #[serde(rename = "Tags", skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<Tag>>,
}

/// `CreateRoleResponse`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct CreateRoleOutput {
    #[serde(rename = "Role")]
    pub role: Role,
}

/// `DeletePolicyRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DeletePolicyInput {
    #[serde(rename = "PolicyArn")]
    pub policy_arn: String,
}

/// `DeletePolicyVersionRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DeletePolicyVersionInput {
    #[serde(rename = "PolicyArn")]
    pub policy_arn: String,
    #[serde(rename = "VersionId")]
    pub version_id: String,
}

/// `DeleteRolePolicyRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DeleteRolePolicyInput {
    #[serde(rename = "RoleName")]
    pub role_name: String,
    #[serde(rename = "PolicyName")]
    pub policy_name: String,
}

/// `DeleteRoleRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DeleteRoleInput {
    #[serde(rename = "RoleName")]
    pub role_name: String,
}

/// `DetachRolePolicyRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DetachRolePolicyInput {
    #[serde(rename = "RoleName")]
    pub role_name: String,
    #[serde(rename = "PolicyArn")]
    pub policy_arn: String,
}

string_enum! {
    /// `EntityType`.
    pub enum EntityType {
        User = "User",
        Role = "Role",
        Group = "Group",
        LocalManagedPolicy = "LocalManagedPolicy",
        AWSManagedPolicy = "AWSManagedPolicy",
    }
}

/// `GetPolicyRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct GetPolicyInput {
    #[serde(rename = "PolicyArn")]
    pub policy_arn: String,
}

/// `GetPolicyResponse`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct GetPolicyOutput {
    #[serde(rename = "Policy", skip_serializing_if = "Option::is_none")]
    pub policy: Option<Policy>,
}

/// `GetPolicyVersionRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct GetPolicyVersionInput {
    #[serde(rename = "PolicyArn")]
    pub policy_arn: String,
    #[serde(rename = "VersionId")]
    pub version_id: String,
}

/// `GetPolicyVersionResponse`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct GetPolicyVersionOutput {
    #[serde(rename = "PolicyVersion", skip_serializing_if = "Option::is_none")]
    pub policy_version: Option<PolicyVersion>,
}

/// `GetRolePolicyRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct GetRolePolicyInput {
    #[serde(rename = "RoleName")]
    pub role_name: String,
    #[serde(rename = "PolicyName")]
    pub policy_name: String,
}

/// `GetRolePolicyResponse`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct GetRolePolicyOutput {
    #[serde(rename = "RoleName")]
    pub role_name: String,
    #[serde(rename = "PolicyName")]
    pub policy_name: String,
    #[serde(rename = "PolicyDocument")]
    pub policy_document: String,
}

/// `GetRoleRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct GetRoleInput {
    #[serde(rename = "RoleName")]
    pub role_name: String,
}

/// `GetRoleResponse`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct GetRoleOutput {
    #[serde(rename = "Role")]
    pub role: Role,
}

/// `InstanceProfile`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct InstanceProfile {
    #[serde(rename = "Path")]
    pub path: String,
    #[serde(rename = "InstanceProfileName")]
    pub instance_profile_name: String,
    #[serde(rename = "InstanceProfileId")]
    pub instance_profile_id: String,
    #[serde(rename = "Arn")]
    pub arn: String,
    #[serde(rename = "CreateDate")]
    pub create_date: Timestamp,
    #[serde(rename = "Roles")]
    pub roles: Vec<Role>,
    #[serde(rename = "Tags", skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<Tag>>,
}

/// `ListAttachedRolePoliciesRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ListAttachedRolePoliciesInput {
    #[serde(rename = "RoleName")]
    pub role_name: String,
    #[serde(rename = "PathPrefix", skip_serializing_if = "Option::is_none")]
    pub path_prefix: Option<String>,
    #[serde(rename = "Marker", skip_serializing_if = "Option::is_none")]
    pub marker: Option<String>,
    #[serde(rename = "MaxItems", skip_serializing_if = "Option::is_none")]
    pub max_items: Option<i32>,
}

/// `ListAttachedRolePoliciesResponse`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ListAttachedRolePoliciesOutput {
    #[serde(rename = "AttachedPolicies", skip_serializing_if = "Option::is_none")]
    pub attached_policies: Option<Vec<AttachedPolicy>>,
    #[serde(rename = "IsTruncated", skip_serializing_if = "Option::is_none")]
    pub is_truncated: Option<bool>,
    #[serde(rename = "Marker", skip_serializing_if = "Option::is_none")]
    pub marker: Option<String>,
}

/// `ListEntitiesForPolicyRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ListEntitiesForPolicyInput {
    #[serde(rename = "PolicyArn")]
    pub policy_arn: String,
    #[serde(rename = "EntityFilter", skip_serializing_if = "Option::is_none")]
    pub entity_filter: Option<EntityType>,
    #[serde(rename = "PathPrefix", skip_serializing_if = "Option::is_none")]
    pub path_prefix: Option<String>,
    #[serde(rename = "PolicyUsageFilter", skip_serializing_if = "Option::is_none")]
    pub policy_usage_filter: Option<PolicyUsageType>,
    #[serde(rename = "Marker", skip_serializing_if = "Option::is_none")]
    pub marker: Option<String>,
    #[serde(rename = "MaxItems", skip_serializing_if = "Option::is_none")]
    pub max_items: Option<i32>,
}

/// `ListEntitiesForPolicyResponse`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ListEntitiesForPolicyOutput {
    #[serde(rename = "PolicyGroups", skip_serializing_if = "Option::is_none")]
    pub policy_groups: Option<Vec<PolicyGroup>>,
    #[serde(rename = "PolicyUsers", skip_serializing_if = "Option::is_none")]
    pub policy_users: Option<Vec<PolicyUser>>,
    #[serde(rename = "PolicyRoles", skip_serializing_if = "Option::is_none")]
    pub policy_roles: Option<Vec<PolicyRole>>,
    #[serde(rename = "IsTruncated", skip_serializing_if = "Option::is_none")]
    pub is_truncated: Option<bool>,
    #[serde(rename = "Marker", skip_serializing_if = "Option::is_none")]
    pub marker: Option<String>,
}

/// `ListInstanceProfilesForRoleRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ListInstanceProfilesForRoleInput {
    #[serde(rename = "RoleName")]
    pub role_name: String,
    #[serde(rename = "Marker", skip_serializing_if = "Option::is_none")]
    pub marker: Option<String>,
    #[serde(rename = "MaxItems", skip_serializing_if = "Option::is_none")]
    pub max_items: Option<i32>,
}

/// `ListInstanceProfilesForRoleResponse`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ListInstanceProfilesForRoleOutput {
    #[serde(rename = "InstanceProfiles")]
    pub instance_profiles: Vec<InstanceProfile>,
    #[serde(rename = "IsTruncated", skip_serializing_if = "Option::is_none")]
    pub is_truncated: Option<bool>,
    #[serde(rename = "Marker", skip_serializing_if = "Option::is_none")]
    pub marker: Option<String>,
}

/// `ListPoliciesRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ListPoliciesInput {
    #[serde(rename = "Scope", skip_serializing_if = "Option::is_none")]
    pub scope: Option<PolicyScopeType>,
    #[serde(rename = "OnlyAttached", skip_serializing_if = "Option::is_none")]
    pub only_attached: Option<bool>,
    #[serde(rename = "PathPrefix", skip_serializing_if = "Option::is_none")]
    pub path_prefix: Option<String>,
    #[serde(rename = "PolicyUsageFilter", skip_serializing_if = "Option::is_none")]
    pub policy_usage_filter: Option<PolicyUsageType>,
    #[serde(rename = "Marker", skip_serializing_if = "Option::is_none")]
    pub marker: Option<String>,
    #[serde(rename = "MaxItems", skip_serializing_if = "Option::is_none")]
    pub max_items: Option<i32>,
}

/// `ListPoliciesResponse`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ListPoliciesOutput {
    #[serde(rename = "Policies", skip_serializing_if = "Option::is_none")]
    pub policies: Option<Vec<Policy>>,
    #[serde(rename = "IsTruncated", skip_serializing_if = "Option::is_none")]
    pub is_truncated: Option<bool>,
    #[serde(rename = "Marker", skip_serializing_if = "Option::is_none")]
    pub marker: Option<String>,
}

/// `ListPolicyTagsRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ListPolicyTagsInput {
    #[serde(rename = "PolicyArn")]
    pub policy_arn: String,
    #[serde(rename = "Marker", skip_serializing_if = "Option::is_none")]
    pub marker: Option<String>,
    #[serde(rename = "MaxItems", skip_serializing_if = "Option::is_none")]
    pub max_items: Option<i32>,
}

/// `ListPolicyTagsResponse`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ListPolicyTagsOutput {
    #[serde(rename = "Tags")]
    pub tags: Vec<Tag>,
    #[serde(rename = "IsTruncated", skip_serializing_if = "Option::is_none")]
    pub is_truncated: Option<bool>,
    #[serde(rename = "Marker", skip_serializing_if = "Option::is_none")]
    pub marker: Option<String>,
}

/// `ListPolicyVersionsRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ListPolicyVersionsInput {
    #[serde(rename = "PolicyArn")]
    pub policy_arn: String,
    #[serde(rename = "Marker", skip_serializing_if = "Option::is_none")]
    pub marker: Option<String>,
    #[serde(rename = "MaxItems", skip_serializing_if = "Option::is_none")]
    pub max_items: Option<i32>,
}

/// `ListPolicyVersionsResponse`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ListPolicyVersionsOutput {
    #[serde(rename = "Versions", skip_serializing_if = "Option::is_none")]
    pub versions: Option<Vec<PolicyVersion>>,
    #[serde(rename = "IsTruncated", skip_serializing_if = "Option::is_none")]
    pub is_truncated: Option<bool>,
    #[serde(rename = "Marker", skip_serializing_if = "Option::is_none")]
    pub marker: Option<String>,
}

/// `ListRolePoliciesRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ListRolePoliciesInput {
    #[serde(rename = "RoleName")]
    pub role_name: String,
    #[serde(rename = "Marker", skip_serializing_if = "Option::is_none")]
    pub marker: Option<String>,
    #[serde(rename = "MaxItems", skip_serializing_if = "Option::is_none")]
    pub max_items: Option<i32>,
}

/// `ListRolePoliciesResponse`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ListRolePoliciesOutput {
    #[serde(rename = "PolicyNames")]
    pub policy_names: Vec<String>,
    #[serde(rename = "IsTruncated", skip_serializing_if = "Option::is_none")]
    pub is_truncated: Option<bool>,
    #[serde(rename = "Marker", skip_serializing_if = "Option::is_none")]
    pub marker: Option<String>,
}

/// `ListRoleTagsRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ListRoleTagsInput {
    #[serde(rename = "RoleName")]
    pub role_name: String,
    #[serde(rename = "Marker", skip_serializing_if = "Option::is_none")]
    pub marker: Option<String>,
    #[serde(rename = "MaxItems", skip_serializing_if = "Option::is_none")]
    pub max_items: Option<i32>,
}

/// `ListRoleTagsResponse`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ListRoleTagsOutput {
    #[serde(rename = "Tags")]
    pub tags: Vec<Tag>,
    #[serde(rename = "IsTruncated", skip_serializing_if = "Option::is_none")]
    pub is_truncated: Option<bool>,
    #[serde(rename = "Marker", skip_serializing_if = "Option::is_none")]
    pub marker: Option<String>,
}

/// `ListRolesRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ListRolesInput {
    #[serde(rename = "PathPrefix", skip_serializing_if = "Option::is_none")]
    pub path_prefix: Option<String>,
    #[serde(rename = "Marker", skip_serializing_if = "Option::is_none")]
    pub marker: Option<String>,
    #[serde(rename = "MaxItems", skip_serializing_if = "Option::is_none")]
    pub max_items: Option<i32>,
}

/// `ListRolesResponse`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ListRolesOutput {
    #[serde(rename = "Roles")]
    pub roles: Vec<Role>,
    #[serde(rename = "IsTruncated", skip_serializing_if = "Option::is_none")]
    pub is_truncated: Option<bool>,
    #[serde(rename = "Marker", skip_serializing_if = "Option::is_none")]
    pub marker: Option<String>,
}

string_enum! {
    /// `PermissionsBoundaryAttachmentType`.
    pub enum PermissionsBoundaryAttachmentType {
        PermissionsBoundaryPolicy = "PermissionsBoundaryPolicy",
    }
}

/// `Policy`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Policy {
    #[serde(rename = "PolicyName", skip_serializing_if = "Option::is_none")]
    pub policy_name: Option<String>,
    #[serde(rename = "PolicyId", skip_serializing_if = "Option::is_none")]
    pub policy_id: Option<String>,
    #[serde(rename = "Arn", skip_serializing_if = "Option::is_none")]
    pub arn: Option<String>,
    #[serde(rename = "Path", skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    #[serde(rename = "DefaultVersionId", skip_serializing_if = "Option::is_none")]
    pub default_version_id: Option<String>,
    #[serde(rename = "AttachmentCount", skip_serializing_if = "Option::is_none")]
    pub attachment_count: Option<i32>,
    #[serde(rename = "PermissionsBoundaryUsageCount", skip_serializing_if = "Option::is_none")]
    pub permissions_boundary_usage_count: Option<i32>,
    #[serde(rename = "IsAttachable", skip_serializing_if = "Option::is_none")]
    pub is_attachable: Option<bool>,
    #[serde(rename = "Description", skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(rename = "CreateDate", skip_serializing_if = "Option::is_none")]
    pub create_date: Option<Timestamp>,
    #[serde(rename = "UpdateDate", skip_serializing_if = "Option::is_none")]
    pub update_date: Option<Timestamp>,
    #[serde(rename = "Tags", skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<Tag>>,
}

/// `PolicyGroup`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct PolicyGroup {
    #[serde(rename = "GroupName", skip_serializing_if = "Option::is_none")]
    pub group_name: Option<String>,
    #[serde(rename = "GroupId", skip_serializing_if = "Option::is_none")]
    pub group_id: Option<String>,
}

/// `PolicyRole`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct PolicyRole {
    #[serde(rename = "RoleName", skip_serializing_if = "Option::is_none")]
    pub role_name: Option<String>,
    #[serde(rename = "RoleId", skip_serializing_if = "Option::is_none")]
    pub role_id: Option<String>,
}

string_enum! {
    /// `PolicyUsageType`.
    pub enum PolicyUsageType {
        PermissionsPolicy = "PermissionsPolicy",
        PermissionsBoundary = "PermissionsBoundary",
    }
}

/// `PolicyUser`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct PolicyUser {
    #[serde(rename = "UserName", skip_serializing_if = "Option::is_none")]
    pub user_name: Option<String>,
    #[serde(rename = "UserId", skip_serializing_if = "Option::is_none")]
    pub user_id: Option<String>,
}

/// `PolicyVersion`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct PolicyVersion {
    #[serde(rename = "Document", skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    #[serde(rename = "VersionId", skip_serializing_if = "Option::is_none")]
    pub version_id: Option<String>,
    #[serde(rename = "IsDefaultVersion", skip_serializing_if = "Option::is_none")]
    pub is_default_version: Option<bool>,
    #[serde(rename = "CreateDate", skip_serializing_if = "Option::is_none")]
    pub create_date: Option<Timestamp>,
}

/// `PutRolePolicyRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PutRolePolicyInput {
    #[serde(rename = "RoleName")]
    pub role_name: String,
    #[serde(rename = "PolicyName")]
    pub policy_name: String,
    #[serde(rename = "PolicyDocument")]
    pub policy_document: String,
}

/// `Role`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Role {
    #[serde(rename = "Path")]
    pub path: String,
    #[serde(rename = "RoleName")]
    pub role_name: String,
    #[serde(rename = "RoleId")]
    pub role_id: String,
    #[serde(rename = "Arn")]
    pub arn: String,
    #[serde(rename = "CreateDate")]
    pub create_date: Timestamp,
    #[serde(rename = "AssumeRolePolicyDocument", skip_serializing_if = "Option::is_none")]
    pub assume_role_policy_document: Option<String>,
    #[serde(rename = "Description", skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(rename = "MaxSessionDuration", skip_serializing_if = "Option::is_none")]
    pub max_session_duration: Option<i32>,
    #[serde(rename = "PermissionsBoundary", skip_serializing_if = "Option::is_none")]
    pub permissions_boundary: Option<AttachedPermissionsBoundary>,
    #[serde(rename = "Tags", skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<Tag>>,
    #[serde(rename = "RoleLastUsed", skip_serializing_if = "Option::is_none")]
    pub role_last_used: Option<RoleLastUsed>,
    #[serde(rename = "SourceRoleTemplate", skip_serializing_if = "Option::is_none")]
    pub source_role_template: Option<SourceRoleTemplate>,
}

/// `RoleLastUsed`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct RoleLastUsed {
    #[serde(rename = "LastUsedDate", skip_serializing_if = "Option::is_none")]
    pub last_used_date: Option<Timestamp>,
    #[serde(rename = "Region", skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
}

/// `SetDefaultPolicyVersionRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SetDefaultPolicyVersionInput {
    #[serde(rename = "PolicyArn")]
    pub policy_arn: String,
    #[serde(rename = "VersionId")]
    pub version_id: String,
}

/// `SourceRoleTemplate`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct SourceRoleTemplate {
    #[serde(rename = "TemplateArn")]
    pub template_arn: String,
    #[serde(rename = "TemplateMinorVersion")]
    pub template_minor_version: i32,
}

/// `Tag`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Tag {
    #[serde(rename = "Key")]
    pub key: String,
    #[serde(rename = "Value")]
    pub value: String,
}

/// `TagPolicyRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TagPolicyInput {
    #[serde(rename = "PolicyArn")]
    pub policy_arn: String,
    #[serde(rename = "Tags")]
    pub tags: Vec<Tag>,
}

/// `TagRoleRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TagRoleInput {
    #[serde(rename = "RoleName")]
    pub role_name: String,
    #[serde(rename = "Tags")]
    pub tags: Vec<Tag>,
}

/// `UntagPolicyRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct UntagPolicyInput {
    #[serde(rename = "PolicyArn")]
    pub policy_arn: String,
    #[serde(rename = "TagKeys")]
    pub tag_keys: Vec<String>,
}

/// `UntagRoleRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct UntagRoleInput {
    #[serde(rename = "RoleName")]
    pub role_name: String,
    #[serde(rename = "TagKeys")]
    pub tag_keys: Vec<String>,
}

/// `UpdateAssumeRolePolicyRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct UpdateAssumeRolePolicyInput {
    #[serde(rename = "RoleName")]
    pub role_name: String,
    #[serde(rename = "PolicyDocument")]
    pub policy_document: String,
}

/// `UpdateRoleDescriptionRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct UpdateRoleDescriptionInput {
    #[serde(rename = "RoleName")]
    pub role_name: String,
    #[serde(rename = "Description")]
    pub description: String,
}

/// `UpdateRoleDescriptionResponse`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct UpdateRoleDescriptionOutput {
    #[serde(rename = "Role", skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
}

/// `UpdateRoleRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct UpdateRoleInput {
    #[serde(rename = "RoleName")]
    pub role_name: String,
    #[serde(rename = "Description", skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(rename = "MaxSessionDuration", skip_serializing_if = "Option::is_none")]
    pub max_session_duration: Option<i32>,
}

/// `UpdateRoleResponse`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct UpdateRoleOutput {
}

string_enum! {
    /// `policyScopeType`.
    pub enum PolicyScopeType {
        All = "All",
        Aws = "AWS",
        Local = "Local",
    }
}

impl OperationInput for AttachRolePolicyInput {
    type Output = ();
    const SERVICE: Service = Service::Iam;
    const NAME: &'static str = "AttachRolePolicy";

    fn operation() -> &'static Operation {
        &super::tables::iam::OPERATIONS[7]
    }
}

impl OperationInput for CreatePolicyInput {
    type Output = CreatePolicyOutput;
    const SERVICE: Service = Service::Iam;
    const NAME: &'static str = "CreatePolicy";

    fn operation() -> &'static Operation {
        &super::tables::iam::OPERATIONS[17]
    }
}

impl OperationInput for CreatePolicyVersionInput {
    type Output = CreatePolicyVersionOutput;
    const SERVICE: Service = Service::Iam;
    const NAME: &'static str = "CreatePolicyVersion";

    fn operation() -> &'static Operation {
        &super::tables::iam::OPERATIONS[18]
    }
}

impl OperationInput for CreateRoleInput {
    type Output = CreateRoleOutput;
    const SERVICE: Service = Service::Iam;
    const NAME: &'static str = "CreateRole";

    fn operation() -> &'static Operation {
        &super::tables::iam::OPERATIONS[19]
    }
}

impl OperationInput for DeletePolicyInput {
    type Output = ();
    const SERVICE: Service = Service::Iam;
    const NAME: &'static str = "DeletePolicy";

    fn operation() -> &'static Operation {
        &super::tables::iam::OPERATIONS[34]
    }
}

impl OperationInput for DeletePolicyVersionInput {
    type Output = ();
    const SERVICE: Service = Service::Iam;
    const NAME: &'static str = "DeletePolicyVersion";

    fn operation() -> &'static Operation {
        &super::tables::iam::OPERATIONS[35]
    }
}

impl OperationInput for DeleteRoleInput {
    type Output = ();
    const SERVICE: Service = Service::Iam;
    const NAME: &'static str = "DeleteRole";

    fn operation() -> &'static Operation {
        &super::tables::iam::OPERATIONS[36]
    }
}

impl OperationInput for DeleteRolePolicyInput {
    type Output = ();
    const SERVICE: Service = Service::Iam;
    const NAME: &'static str = "DeleteRolePolicy";

    fn operation() -> &'static Operation {
        &super::tables::iam::OPERATIONS[38]
    }
}

impl OperationInput for DetachRolePolicyInput {
    type Output = ();
    const SERVICE: Service = Service::Iam;
    const NAME: &'static str = "DetachRolePolicy";

    fn operation() -> &'static Operation {
        &super::tables::iam::OPERATIONS[50]
    }
}

impl OperationInput for GetPolicyInput {
    type Output = GetPolicyOutput;
    const SERVICE: Service = Service::Iam;
    const NAME: &'static str = "GetPolicy";

    fn operation() -> &'static Operation {
        &super::tables::iam::OPERATIONS[80]
    }
}

impl OperationInput for GetPolicyVersionInput {
    type Output = GetPolicyVersionOutput;
    const SERVICE: Service = Service::Iam;
    const NAME: &'static str = "GetPolicyVersion";

    fn operation() -> &'static Operation {
        &super::tables::iam::OPERATIONS[81]
    }
}

impl OperationInput for GetRoleInput {
    type Output = GetRoleOutput;
    const SERVICE: Service = Service::Iam;
    const NAME: &'static str = "GetRole";

    fn operation() -> &'static Operation {
        &super::tables::iam::OPERATIONS[82]
    }
}

impl OperationInput for GetRolePolicyInput {
    type Output = GetRolePolicyOutput;
    const SERVICE: Service = Service::Iam;
    const NAME: &'static str = "GetRolePolicy";

    fn operation() -> &'static Operation {
        &super::tables::iam::OPERATIONS[83]
    }
}

impl OperationInput for ListAttachedRolePoliciesInput {
    type Output = ListAttachedRolePoliciesOutput;
    const SERVICE: Service = Service::Iam;
    const NAME: &'static str = "ListAttachedRolePolicies";

    fn operation() -> &'static Operation {
        &super::tables::iam::OPERATIONS[96]
    }
}

impl OperationInput for ListEntitiesForPolicyInput {
    type Output = ListEntitiesForPolicyOutput;
    const SERVICE: Service = Service::Iam;
    const NAME: &'static str = "ListEntitiesForPolicy";

    fn operation() -> &'static Operation {
        &super::tables::iam::OPERATIONS[99]
    }
}

impl OperationInput for ListInstanceProfilesForRoleInput {
    type Output = ListInstanceProfilesForRoleOutput;
    const SERVICE: Service = Service::Iam;
    const NAME: &'static str = "ListInstanceProfilesForRole";

    fn operation() -> &'static Operation {
        &super::tables::iam::OPERATIONS[105]
    }
}

impl OperationInput for ListPoliciesInput {
    type Output = ListPoliciesOutput;
    const SERVICE: Service = Service::Iam;
    const NAME: &'static str = "ListPolicies";

    fn operation() -> &'static Operation {
        &super::tables::iam::OPERATIONS[111]
    }
}

impl OperationInput for ListPolicyTagsInput {
    type Output = ListPolicyTagsOutput;
    const SERVICE: Service = Service::Iam;
    const NAME: &'static str = "ListPolicyTags";

    fn operation() -> &'static Operation {
        &super::tables::iam::OPERATIONS[113]
    }
}

impl OperationInput for ListPolicyVersionsInput {
    type Output = ListPolicyVersionsOutput;
    const SERVICE: Service = Service::Iam;
    const NAME: &'static str = "ListPolicyVersions";

    fn operation() -> &'static Operation {
        &super::tables::iam::OPERATIONS[114]
    }
}

impl OperationInput for ListRolePoliciesInput {
    type Output = ListRolePoliciesOutput;
    const SERVICE: Service = Service::Iam;
    const NAME: &'static str = "ListRolePolicies";

    fn operation() -> &'static Operation {
        &super::tables::iam::OPERATIONS[115]
    }
}

impl OperationInput for ListRoleTagsInput {
    type Output = ListRoleTagsOutput;
    const SERVICE: Service = Service::Iam;
    const NAME: &'static str = "ListRoleTags";

    fn operation() -> &'static Operation {
        &super::tables::iam::OPERATIONS[116]
    }
}

impl OperationInput for ListRolesInput {
    type Output = ListRolesOutput;
    const SERVICE: Service = Service::Iam;
    const NAME: &'static str = "ListRoles";

    fn operation() -> &'static Operation {
        &super::tables::iam::OPERATIONS[117]
    }
}

impl OperationInput for PutRolePolicyInput {
    type Output = ();
    const SERVICE: Service = Service::Iam;
    const NAME: &'static str = "PutRolePolicy";

    fn operation() -> &'static Operation {
        &super::tables::iam::OPERATIONS[132]
    }
}

impl OperationInput for SetDefaultPolicyVersionInput {
    type Output = ();
    const SERVICE: Service = Service::Iam;
    const NAME: &'static str = "SetDefaultPolicyVersion";

    fn operation() -> &'static Operation {
        &super::tables::iam::OPERATIONS[142]
    }
}

impl OperationInput for TagPolicyInput {
    type Output = ();
    const SERVICE: Service = Service::Iam;
    const NAME: &'static str = "TagPolicy";

    fn operation() -> &'static Operation {
        &super::tables::iam::OPERATIONS[149]
    }
}

impl OperationInput for TagRoleInput {
    type Output = ();
    const SERVICE: Service = Service::Iam;
    const NAME: &'static str = "TagRole";

    fn operation() -> &'static Operation {
        &super::tables::iam::OPERATIONS[150]
    }
}

impl OperationInput for UntagPolicyInput {
    type Output = ();
    const SERVICE: Service = Service::Iam;
    const NAME: &'static str = "UntagPolicy";

    fn operation() -> &'static Operation {
        &super::tables::iam::OPERATIONS[157]
    }
}

impl OperationInput for UntagRoleInput {
    type Output = ();
    const SERVICE: Service = Service::Iam;
    const NAME: &'static str = "UntagRole";

    fn operation() -> &'static Operation {
        &super::tables::iam::OPERATIONS[158]
    }
}

impl OperationInput for UpdateAssumeRolePolicyInput {
    type Output = ();
    const SERVICE: Service = Service::Iam;
    const NAME: &'static str = "UpdateAssumeRolePolicy";

    fn operation() -> &'static Operation {
        &super::tables::iam::OPERATIONS[164]
    }
}

impl OperationInput for UpdateRoleInput {
    type Output = UpdateRoleOutput;
    const SERVICE: Service = Service::Iam;
    const NAME: &'static str = "UpdateRole";

    fn operation() -> &'static Operation {
        &super::tables::iam::OPERATIONS[169]
    }
}

impl OperationInput for UpdateRoleDescriptionInput {
    type Output = UpdateRoleDescriptionOutput;
    const SERVICE: Service = Service::Iam;
    const NAME: &'static str = "UpdateRoleDescription";

    fn operation() -> &'static Operation {
        &super::tables::iam::OPERATIONS[170]
    }
}
