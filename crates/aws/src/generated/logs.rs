//! Typed inputs and outputs of Amazon CloudWatch Logs. Written by `cargo xtask codegen` from `models/logs.json`.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use crate::operation::OperationInput;
use crate::service::Service;
use crate::shape::Operation;
use crate::string_enum::string_enum;

/// `CreateLogGroupRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CreateLogGroupInput {
    #[serde(rename = "logGroupName")]
    pub log_group_name: String,
    #[serde(rename = "kmsKeyId", skip_serializing_if = "Option::is_none")]
    pub kms_key_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<IndexMap<String, String>>,
    #[serde(rename = "logGroupClass", skip_serializing_if = "Option::is_none")]
    pub log_group_class: Option<LogGroupClass>,
    #[serde(rename = "deletionProtectionEnabled", skip_serializing_if = "Option::is_none")]
    pub deletion_protection_enabled: Option<bool>,
}

/// `CreateLogStreamRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CreateLogStreamInput {
    #[serde(rename = "logGroupName")]
    pub log_group_name: String,
    #[serde(rename = "logStreamName")]
    pub log_stream_name: String,
}

string_enum! {
    /// `DataProtectionStatus`.
    pub enum DataProtectionStatus {
        Activated = "ACTIVATED",
        Deleted = "DELETED",
        Archived = "ARCHIVED",
        Disabled = "DISABLED",
    }
}

/// `DeleteLogGroupRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DeleteLogGroupInput {
    #[serde(rename = "logGroupName")]
    pub log_group_name: String,
}

/// `DeleteLogStreamRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DeleteLogStreamInput {
    #[serde(rename = "logGroupName")]
    pub log_group_name: String,
    #[serde(rename = "logStreamName")]
    pub log_stream_name: String,
}

/// `DeleteRetentionPolicyRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DeleteRetentionPolicyInput {
    #[serde(rename = "logGroupName")]
    pub log_group_name: String,
}

/// `DescribeLogGroupsRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DescribeLogGroupsInput {
    #[serde(rename = "accountIdentifiers", skip_serializing_if = "Option::is_none")]
    pub account_identifiers: Option<Vec<String>>,
    #[serde(rename = "logGroupNamePrefix", skip_serializing_if = "Option::is_none")]
    pub log_group_name_prefix: Option<String>,
    #[serde(rename = "logGroupNamePattern", skip_serializing_if = "Option::is_none")]
    pub log_group_name_pattern: Option<String>,
    #[serde(rename = "nextToken", skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<i32>,
    #[serde(rename = "includeLinkedAccounts", skip_serializing_if = "Option::is_none")]
    pub include_linked_accounts: Option<bool>,
    #[serde(rename = "logGroupClass", skip_serializing_if = "Option::is_none")]
    pub log_group_class: Option<LogGroupClass>,
    #[serde(rename = "logGroupIdentifiers", skip_serializing_if = "Option::is_none")]
    pub log_group_identifiers: Option<Vec<String>>,
}

/// `DescribeLogGroupsResponse`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct DescribeLogGroupsOutput {
    #[serde(rename = "logGroups", skip_serializing_if = "Option::is_none")]
    pub log_groups: Option<Vec<LogGroup>>,
    #[serde(rename = "nextToken", skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

/// `DescribeLogStreamsRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DescribeLogStreamsInput {
    #[serde(rename = "logGroupName", skip_serializing_if = "Option::is_none")]
    pub log_group_name: Option<String>,
    #[serde(rename = "logGroupIdentifier", skip_serializing_if = "Option::is_none")]
    pub log_group_identifier: Option<String>,
    #[serde(rename = "logStreamNamePrefix", skip_serializing_if = "Option::is_none")]
    pub log_stream_name_prefix: Option<String>,
    #[serde(rename = "orderBy", skip_serializing_if = "Option::is_none")]
    pub order_by: Option<OrderBy>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub descending: Option<bool>,
    #[serde(rename = "nextToken", skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<i32>,
}

/// `DescribeLogStreamsResponse`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct DescribeLogStreamsOutput {
    #[serde(rename = "logStreams", skip_serializing_if = "Option::is_none")]
    pub log_streams: Option<Vec<LogStream>>,
    #[serde(rename = "nextToken", skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

/// `Entity`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Entity {
    #[serde(rename = "keyAttributes", skip_serializing_if = "Option::is_none")]
    pub key_attributes: Option<IndexMap<String, String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attributes: Option<IndexMap<String, String>>,
}

string_enum! {
    /// `EntityRejectionErrorType`.
    pub enum EntityRejectionErrorType {
        InvalidEntity = "InvalidEntity",
        InvalidTypeValue = "InvalidTypeValue",
        InvalidKeyAttributes = "InvalidKeyAttributes",
        InvalidAttributes = "InvalidAttributes",
        EntitySizeTooLarge = "EntitySizeTooLarge",
        UnsupportedLogGroupType = "UnsupportedLogGroupType",
        MissingRequiredFields = "MissingRequiredFields",
    }
}

/// `FilterLogEventsRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FilterLogEventsInput {
    #[serde(rename = "logGroupName", skip_serializing_if = "Option::is_none")]
    pub log_group_name: Option<String>,
    #[serde(rename = "logGroupIdentifier", skip_serializing_if = "Option::is_none")]
    pub log_group_identifier: Option<String>,
    #[serde(rename = "logStreamNames", skip_serializing_if = "Option::is_none")]
    pub log_stream_names: Option<Vec<String>>,
    #[serde(rename = "logStreamNamePrefix", skip_serializing_if = "Option::is_none")]
    pub log_stream_name_prefix: Option<String>,
    #[serde(rename = "startTime", skip_serializing_if = "Option::is_none")]
    pub start_time: Option<i64>,
    #[serde(rename = "endTime", skip_serializing_if = "Option::is_none")]
    pub end_time: Option<i64>,
    #[serde(rename = "filterPattern", skip_serializing_if = "Option::is_none")]
    pub filter_pattern: Option<String>,
    #[serde(rename = "nextToken", skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<i32>,
    #[serde(rename = "startFromHead", skip_serializing_if = "Option::is_none")]
    pub start_from_head: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interleaved: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unmask: Option<bool>,
}

/// `FilterLogEventsResponse`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct FilterLogEventsOutput {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub events: Option<Vec<FilteredLogEvent>>,
    #[serde(rename = "searchedLogStreams", skip_serializing_if = "Option::is_none")]
    pub searched_log_streams: Option<Vec<SearchedLogStream>>,
    #[serde(rename = "nextToken", skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

/// `FilteredLogEvent`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct FilteredLogEvent {
    #[serde(rename = "logStreamName", skip_serializing_if = "Option::is_none")]
    pub log_stream_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    #[serde(rename = "ingestionTime", skip_serializing_if = "Option::is_none")]
    pub ingestion_time: Option<i64>,
    #[serde(rename = "eventId", skip_serializing_if = "Option::is_none")]
    pub event_id: Option<String>,
}

/// `GetLogEventsRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct GetLogEventsInput {
    #[serde(rename = "logGroupName", skip_serializing_if = "Option::is_none")]
    pub log_group_name: Option<String>,
    #[serde(rename = "logGroupIdentifier", skip_serializing_if = "Option::is_none")]
    pub log_group_identifier: Option<String>,
    #[serde(rename = "logStreamName")]
    pub log_stream_name: String,
    #[serde(rename = "startTime", skip_serializing_if = "Option::is_none")]
    pub start_time: Option<i64>,
    #[serde(rename = "endTime", skip_serializing_if = "Option::is_none")]
    pub end_time: Option<i64>,
    #[serde(rename = "nextToken", skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<i32>,
    #[serde(rename = "startFromHead", skip_serializing_if = "Option::is_none")]
    pub start_from_head: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unmask: Option<bool>,
}

/// `GetLogEventsResponse`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct GetLogEventsOutput {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub events: Option<Vec<OutputLogEvent>>,
    #[serde(rename = "nextForwardToken", skip_serializing_if = "Option::is_none")]
    pub next_forward_token: Option<String>,
    #[serde(rename = "nextBackwardToken", skip_serializing_if = "Option::is_none")]
    pub next_backward_token: Option<String>,
}

string_enum! {
    /// `InheritedProperty`.
    pub enum InheritedProperty {
        AccountDataProtection = "ACCOUNT_DATA_PROTECTION",
    }
}

/// `InputLogEvent`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct InputLogEvent {
    pub timestamp: i64,
    pub message: String,
}

/// `ListTagsForResourceRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ListTagsForResourceInput {
    #[serde(rename = "resourceArn")]
    pub resource_arn: String,
}

/// `ListTagsForResourceResponse`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ListTagsForResourceOutput {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<IndexMap<String, String>>,
}

/// `ListTagsLogGroupRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ListTagsLogGroupInput {
    #[serde(rename = "logGroupName")]
    pub log_group_name: String,
}

/// `ListTagsLogGroupResponse`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ListTagsLogGroupOutput {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<IndexMap<String, String>>,
}

/// `LogGroup`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct LogGroup {
    #[serde(rename = "logGroupName", skip_serializing_if = "Option::is_none")]
    pub log_group_name: Option<String>,
    #[serde(rename = "creationTime", skip_serializing_if = "Option::is_none")]
    pub creation_time: Option<i64>,
    #[serde(rename = "retentionInDays", skip_serializing_if = "Option::is_none")]
    pub retention_in_days: Option<i32>,
    #[serde(rename = "metricFilterCount", skip_serializing_if = "Option::is_none")]
    pub metric_filter_count: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arn: Option<String>,
    #[serde(rename = "storedBytes", skip_serializing_if = "Option::is_none")]
    pub stored_bytes: Option<i64>,
    #[serde(rename = "kmsKeyId", skip_serializing_if = "Option::is_none")]
    pub kms_key_id: Option<String>,
    #[serde(rename = "dataProtectionStatus", skip_serializing_if = "Option::is_none")]
    pub data_protection_status: Option<DataProtectionStatus>,
    #[serde(rename = "inheritedProperties", skip_serializing_if = "Option::is_none")]
    pub inherited_properties: Option<Vec<InheritedProperty>>,
    #[serde(rename = "logGroupClass", skip_serializing_if = "Option::is_none")]
    pub log_group_class: Option<LogGroupClass>,
    #[serde(rename = "logGroupArn", skip_serializing_if = "Option::is_none")]
    pub log_group_arn: Option<String>,
    #[serde(rename = "deletionProtectionEnabled", skip_serializing_if = "Option::is_none")]
    pub deletion_protection_enabled: Option<bool>,
    #[serde(rename = "bearerTokenAuthenticationEnabled", skip_serializing_if = "Option::is_none")]
    pub bearer_token_authentication_enabled: Option<bool>,
    #[serde(rename = "retentionPolicyName", skip_serializing_if = "Option::is_none")]
    pub retention_policy_name: Option<String>,
}

string_enum! {
    /// `LogGroupClass`.
    pub enum LogGroupClass {
        Standard = "STANDARD",
        InfrequentAccess = "INFREQUENT_ACCESS",
        Delivery = "DELIVERY",
        Essentials = "ESSENTIALS",
    }
}

/// `LogStream`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct LogStream {
    #[serde(rename = "logStreamName", skip_serializing_if = "Option::is_none")]
    pub log_stream_name: Option<String>,
    #[serde(rename = "creationTime", skip_serializing_if = "Option::is_none")]
    pub creation_time: Option<i64>,
    #[serde(rename = "firstEventTimestamp", skip_serializing_if = "Option::is_none")]
    pub first_event_timestamp: Option<i64>,
    #[serde(rename = "lastEventTimestamp", skip_serializing_if = "Option::is_none")]
    pub last_event_timestamp: Option<i64>,
    #[serde(rename = "lastIngestionTime", skip_serializing_if = "Option::is_none")]
    pub last_ingestion_time: Option<i64>,
    #[serde(rename = "uploadSequenceToken", skip_serializing_if = "Option::is_none")]
    pub upload_sequence_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arn: Option<String>,
    #[serde(rename = "storedBytes", skip_serializing_if = "Option::is_none")]
    pub stored_bytes: Option<i64>,
}

string_enum! {
    /// `OrderBy`.
    pub enum OrderBy {
        LogStreamName = "LogStreamName",
        LastEventTime = "LastEventTime",
    }
}

/// `OutputLogEvent`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct OutputLogEvent {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    #[serde(rename = "ingestionTime", skip_serializing_if = "Option::is_none")]
    pub ingestion_time: Option<i64>,
}

/// `PutLogEventsRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PutLogEventsInput {
    #[serde(rename = "logGroupName")]
    pub log_group_name: String,
    #[serde(rename = "logStreamName")]
    pub log_stream_name: String,
    #[serde(rename = "logEvents")]
    pub log_events: Vec<InputLogEvent>,
    #[serde(rename = "sequenceToken", skip_serializing_if = "Option::is_none")]
    pub sequence_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entity: Option<Entity>,
}

/// `PutLogEventsResponse`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct PutLogEventsOutput {
    #[serde(rename = "nextSequenceToken", skip_serializing_if = "Option::is_none")]
    pub next_sequence_token: Option<String>,
    #[serde(rename = "rejectedLogEventsInfo", skip_serializing_if = "Option::is_none")]
    pub rejected_log_events_info: Option<RejectedLogEventsInfo>,
    #[serde(rename = "rejectedEntityInfo", skip_serializing_if = "Option::is_none")]
    pub rejected_entity_info: Option<RejectedEntityInfo>,
}

/// `PutRetentionPolicyRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PutRetentionPolicyInput {
    #[serde(rename = "logGroupName")]
    pub log_group_name: String,
    #[serde(rename = "retentionInDays")]
    pub retention_in_days: i32,
}

/// `RejectedEntityInfo`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RejectedEntityInfo {
    #[serde(rename = "errorType")]
    pub error_type: EntityRejectionErrorType,
}

impl RejectedEntityInfo {
    /// With what is required; the rest is absent.
    #[must_use]
    pub fn new(error_type: EntityRejectionErrorType) -> Self {
        Self { error_type }
    }
}

/// `RejectedLogEventsInfo`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct RejectedLogEventsInfo {
    #[serde(rename = "tooNewLogEventStartIndex", skip_serializing_if = "Option::is_none")]
    pub too_new_log_event_start_index: Option<i32>,
    #[serde(rename = "tooOldLogEventEndIndex", skip_serializing_if = "Option::is_none")]
    pub too_old_log_event_end_index: Option<i32>,
    #[serde(rename = "expiredLogEventEndIndex", skip_serializing_if = "Option::is_none")]
    pub expired_log_event_end_index: Option<i32>,
}

/// `SearchedLogStream`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct SearchedLogStream {
    #[serde(rename = "logStreamName", skip_serializing_if = "Option::is_none")]
    pub log_stream_name: Option<String>,
    #[serde(rename = "searchedCompletely", skip_serializing_if = "Option::is_none")]
    pub searched_completely: Option<bool>,
}

/// `TagLogGroupRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TagLogGroupInput {
    #[serde(rename = "logGroupName")]
    pub log_group_name: String,
    pub tags: IndexMap<String, String>,
}

/// `TagResourceRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TagResourceInput {
    #[serde(rename = "resourceArn")]
    pub resource_arn: String,
    pub tags: IndexMap<String, String>,
}

/// `UntagLogGroupRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct UntagLogGroupInput {
    #[serde(rename = "logGroupName")]
    pub log_group_name: String,
    pub tags: Vec<String>,
}

/// `UntagResourceRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct UntagResourceInput {
    #[serde(rename = "resourceArn")]
    pub resource_arn: String,
    #[serde(rename = "tagKeys")]
    pub tag_keys: Vec<String>,
}

impl OperationInput for CreateLogGroupInput {
    type Output = ();
    const SERVICE: Service = Service::Logs;
    const NAME: &'static str = "CreateLogGroup";

    fn operation() -> &'static Operation {
        &super::tables::logs::OPERATIONS[8]
    }
}

impl OperationInput for CreateLogStreamInput {
    type Output = ();
    const SERVICE: Service = Service::Logs;
    const NAME: &'static str = "CreateLogStream";

    fn operation() -> &'static Operation {
        &super::tables::logs::OPERATIONS[9]
    }
}

impl OperationInput for DeleteLogGroupInput {
    type Output = ();
    const SERVICE: Service = Service::Logs;
    const NAME: &'static str = "DeleteLogGroup";

    fn operation() -> &'static Operation {
        &super::tables::logs::OPERATIONS[22]
    }
}

impl OperationInput for DeleteLogStreamInput {
    type Output = ();
    const SERVICE: Service = Service::Logs;
    const NAME: &'static str = "DeleteLogStream";

    fn operation() -> &'static Operation {
        &super::tables::logs::OPERATIONS[23]
    }
}

impl OperationInput for DeleteRetentionPolicyInput {
    type Output = ();
    const SERVICE: Service = Service::Logs;
    const NAME: &'static str = "DeleteRetentionPolicy";

    fn operation() -> &'static Operation {
        &super::tables::logs::OPERATIONS[28]
    }
}

impl OperationInput for DescribeLogGroupsInput {
    type Output = DescribeLogGroupsOutput;
    const SERVICE: Service = Service::Logs;
    const NAME: &'static str = "DescribeLogGroups";

    fn operation() -> &'static Operation {
        &super::tables::logs::OPERATIONS[44]
    }
}

impl OperationInput for DescribeLogStreamsInput {
    type Output = DescribeLogStreamsOutput;
    const SERVICE: Service = Service::Logs;
    const NAME: &'static str = "DescribeLogStreams";

    fn operation() -> &'static Operation {
        &super::tables::logs::OPERATIONS[45]
    }
}

impl OperationInput for FilterLogEventsInput {
    type Output = FilterLogEventsOutput;
    const SERVICE: Service = Service::Logs;
    const NAME: &'static str = "FilterLogEvents";

    fn operation() -> &'static Operation {
        &super::tables::logs::OPERATIONS[54]
    }
}

impl OperationInput for GetLogEventsInput {
    type Output = GetLogEventsOutput;
    const SERVICE: Service = Service::Logs;
    const NAME: &'static str = "GetLogEvents";

    fn operation() -> &'static Operation {
        &super::tables::logs::OPERATIONS[62]
    }
}

impl OperationInput for ListTagsForResourceInput {
    type Output = ListTagsForResourceOutput;
    const SERVICE: Service = Service::Logs;
    const NAME: &'static str = "ListTagsForResource";

    fn operation() -> &'static Operation {
        &super::tables::logs::OPERATIONS[82]
    }
}

impl OperationInput for ListTagsLogGroupInput {
    type Output = ListTagsLogGroupOutput;
    const SERVICE: Service = Service::Logs;
    const NAME: &'static str = "ListTagsLogGroup";

    fn operation() -> &'static Operation {
        &super::tables::logs::OPERATIONS[83]
    }
}

impl OperationInput for PutLogEventsInput {
    type Output = PutLogEventsOutput;
    const SERVICE: Service = Service::Logs;
    const NAME: &'static str = "PutLogEvents";

    fn operation() -> &'static Operation {
        &super::tables::logs::OPERATIONS[94]
    }
}

impl OperationInput for PutRetentionPolicyInput {
    type Output = ();
    const SERVICE: Service = Service::Logs;
    const NAME: &'static str = "PutRetentionPolicy";

    fn operation() -> &'static Operation {
        &super::tables::logs::OPERATIONS[99]
    }
}

impl OperationInput for TagLogGroupInput {
    type Output = ();
    const SERVICE: Service = Service::Logs;
    const NAME: &'static str = "TagLogGroup";

    fn operation() -> &'static Operation {
        &super::tables::logs::OPERATIONS[107]
    }
}

impl OperationInput for TagResourceInput {
    type Output = ();
    const SERVICE: Service = Service::Logs;
    const NAME: &'static str = "TagResource";

    fn operation() -> &'static Operation {
        &super::tables::logs::OPERATIONS[108]
    }
}

impl OperationInput for UntagLogGroupInput {
    type Output = ();
    const SERVICE: Service = Service::Logs;
    const NAME: &'static str = "UntagLogGroup";

    fn operation() -> &'static Operation {
        &super::tables::logs::OPERATIONS[111]
    }
}

impl OperationInput for UntagResourceInput {
    type Output = ();
    const SERVICE: Service = Service::Logs;
    const NAME: &'static str = "UntagResource";

    fn operation() -> &'static Operation {
        &super::tables::logs::OPERATIONS[112]
    }
}
