//! Typed inputs and outputs of AWS Step Functions. Written by `cargo xtask codegen` from `models/states.json`.

use indexmap::IndexMap;
use model::Timestamp;
use serde::{Deserialize, Serialize};

use crate::hidden::Hidden;
use crate::operation::OperationInput;
use crate::service::Service;
use crate::shape::Operation;
use crate::string_enum::string_enum;

/// `ActivityFailedEventDetails`.
#[derive(Clone, Default, PartialEq, Serialize)]
pub struct ActivityFailedEventDetails {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<String>,
}

impl std::fmt::Debug for ActivityFailedEventDetails {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ActivityFailedEventDetails")
            .field("error", &Hidden)
            .field("cause", &Hidden)
            .finish()
    }
}

/// `ActivityListItem`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ActivityListItem {
    #[serde(rename = "activityArn")]
    pub activity_arn: String,
    pub name: String,
    #[serde(rename = "creationDate")]
    pub creation_date: Timestamp,
}

/// `ActivityScheduleFailedEventDetails`.
#[derive(Clone, Default, PartialEq, Serialize)]
pub struct ActivityScheduleFailedEventDetails {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<String>,
}

impl std::fmt::Debug for ActivityScheduleFailedEventDetails {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ActivityScheduleFailedEventDetails")
            .field("error", &Hidden)
            .field("cause", &Hidden)
            .finish()
    }
}

/// `ActivityScheduledEventDetails`.
#[derive(Clone, Default, PartialEq, Serialize)]
pub struct ActivityScheduledEventDetails {
    pub resource: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input: Option<String>,
    #[serde(rename = "inputDetails", skip_serializing_if = "Option::is_none")]
    pub input_details: Option<HistoryEventExecutionDataDetails>,
    #[serde(rename = "timeoutInSeconds", skip_serializing_if = "Option::is_none")]
    pub timeout_in_seconds: Option<i64>,
    #[serde(rename = "heartbeatInSeconds", skip_serializing_if = "Option::is_none")]
    pub heartbeat_in_seconds: Option<i64>,
}

impl std::fmt::Debug for ActivityScheduledEventDetails {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ActivityScheduledEventDetails")
            .field("resource", &self.resource)
            .field("input", &Hidden)
            .field("input_details", &self.input_details)
            .field("timeout_in_seconds", &self.timeout_in_seconds)
            .field("heartbeat_in_seconds", &self.heartbeat_in_seconds)
            .finish()
    }
}

/// `ActivityStartedEventDetails`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ActivityStartedEventDetails {
    #[serde(rename = "workerName", skip_serializing_if = "Option::is_none")]
    pub worker_name: Option<String>,
}

/// `ActivitySucceededEventDetails`.
#[derive(Clone, Default, PartialEq, Serialize)]
pub struct ActivitySucceededEventDetails {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output: Option<String>,
    #[serde(rename = "outputDetails", skip_serializing_if = "Option::is_none")]
    pub output_details: Option<HistoryEventExecutionDataDetails>,
}

impl std::fmt::Debug for ActivitySucceededEventDetails {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ActivitySucceededEventDetails")
            .field("output", &Hidden)
            .field("output_details", &self.output_details)
            .finish()
    }
}

/// `ActivityTimedOutEventDetails`.
#[derive(Clone, Default, PartialEq, Serialize)]
pub struct ActivityTimedOutEventDetails {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<String>,
}

impl std::fmt::Debug for ActivityTimedOutEventDetails {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ActivityTimedOutEventDetails")
            .field("error", &Hidden)
            .field("cause", &Hidden)
            .finish()
    }
}

/// `AssignedVariablesDetails`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct AssignedVariablesDetails {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub truncated: Option<bool>,
}

/// `BillingDetails`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct BillingDetails {
    #[serde(rename = "billedMemoryUsedInMB", skip_serializing_if = "Option::is_none")]
    pub billed_memory_used_in_mb: Option<i64>,
    #[serde(rename = "billedDurationInMilliseconds", skip_serializing_if = "Option::is_none")]
    pub billed_duration_in_milliseconds: Option<i64>,
}

/// `CloudWatchEventsExecutionDataDetails`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct CloudWatchEventsExecutionDataDetails {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub included: Option<bool>,
}

/// `CloudWatchLogsLogGroup`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CloudWatchLogsLogGroup {
    #[serde(rename = "logGroupArn", skip_serializing_if = "Option::is_none")]
    pub log_group_arn: Option<String>,
}

/// `CreateActivityInput`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CreateActivityInput {
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<Tag>>,
    #[serde(rename = "encryptionConfiguration", skip_serializing_if = "Option::is_none")]
    pub encryption_configuration: Option<EncryptionConfiguration>,
}

/// `CreateActivityOutput`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct CreateActivityOutput {
    #[serde(rename = "activityArn")]
    pub activity_arn: String,
    #[serde(rename = "creationDate")]
    pub creation_date: Timestamp,
}

/// `CreateStateMachineAliasInput`.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct CreateStateMachineAliasInput {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    pub name: String,
    #[serde(rename = "routingConfiguration")]
    pub routing_configuration: Vec<RoutingConfigurationListItem>,
}

impl std::fmt::Debug for CreateStateMachineAliasInput {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CreateStateMachineAliasInput")
            .field("description", &Hidden)
            .field("name", &self.name)
            .field("routing_configuration", &self.routing_configuration)
            .finish()
    }
}

/// `CreateStateMachineAliasOutput`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct CreateStateMachineAliasOutput {
    #[serde(rename = "stateMachineAliasArn")]
    pub state_machine_alias_arn: String,
    #[serde(rename = "creationDate")]
    pub creation_date: Timestamp,
}

/// `CreateStateMachineInput`.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct CreateStateMachineInput {
    pub name: String,
    pub definition: String,
    #[serde(rename = "roleArn")]
    pub role_arn: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub r#type: Option<StateMachineType>,
    #[serde(rename = "loggingConfiguration", skip_serializing_if = "Option::is_none")]
    pub logging_configuration: Option<LoggingConfiguration>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<Tag>>,
    #[serde(rename = "tracingConfiguration", skip_serializing_if = "Option::is_none")]
    pub tracing_configuration: Option<TracingConfiguration>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub publish: Option<bool>,
    #[serde(rename = "versionDescription", skip_serializing_if = "Option::is_none")]
    pub version_description: Option<String>,
    #[serde(rename = "encryptionConfiguration", skip_serializing_if = "Option::is_none")]
    pub encryption_configuration: Option<EncryptionConfiguration>,
}

impl std::fmt::Debug for CreateStateMachineInput {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CreateStateMachineInput")
            .field("name", &self.name)
            .field("definition", &Hidden)
            .field("role_arn", &self.role_arn)
            .field("type", &self.r#type)
            .field("logging_configuration", &self.logging_configuration)
            .field("tags", &self.tags)
            .field("tracing_configuration", &self.tracing_configuration)
            .field("publish", &self.publish)
            .field("version_description", &Hidden)
            .field("encryption_configuration", &self.encryption_configuration)
            .finish()
    }
}

/// `CreateStateMachineOutput`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct CreateStateMachineOutput {
    #[serde(rename = "stateMachineArn")]
    pub state_machine_arn: String,
    #[serde(rename = "creationDate")]
    pub creation_date: Timestamp,
    #[serde(rename = "stateMachineVersionArn", skip_serializing_if = "Option::is_none")]
    pub state_machine_version_arn: Option<String>,
}

/// `DeleteActivityInput`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DeleteActivityInput {
    #[serde(rename = "activityArn")]
    pub activity_arn: String,
}

/// `DeleteActivityOutput`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct DeleteActivityOutput {
}

/// `DeleteStateMachineAliasInput`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DeleteStateMachineAliasInput {
    #[serde(rename = "stateMachineAliasArn")]
    pub state_machine_alias_arn: String,
}

/// `DeleteStateMachineAliasOutput`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct DeleteStateMachineAliasOutput {
}

/// `DeleteStateMachineInput`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DeleteStateMachineInput {
    #[serde(rename = "stateMachineArn")]
    pub state_machine_arn: String,
}

/// `DeleteStateMachineOutput`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct DeleteStateMachineOutput {
}

/// `DeleteStateMachineVersionInput`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DeleteStateMachineVersionInput {
    #[serde(rename = "stateMachineVersionArn")]
    pub state_machine_version_arn: String,
}

/// `DeleteStateMachineVersionOutput`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct DeleteStateMachineVersionOutput {
}

/// `DescribeActivityInput`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DescribeActivityInput {
    #[serde(rename = "activityArn")]
    pub activity_arn: String,
}

/// `DescribeActivityOutput`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct DescribeActivityOutput {
    #[serde(rename = "activityArn")]
    pub activity_arn: String,
    pub name: String,
    #[serde(rename = "creationDate")]
    pub creation_date: Timestamp,
    #[serde(rename = "encryptionConfiguration", skip_serializing_if = "Option::is_none")]
    pub encryption_configuration: Option<EncryptionConfiguration>,
}

/// `DescribeExecutionInput`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DescribeExecutionInput {
    #[serde(rename = "executionArn")]
    pub execution_arn: String,
    #[serde(rename = "includedData", skip_serializing_if = "Option::is_none")]
    pub included_data: Option<IncludedData>,
}

/// `DescribeExecutionOutput`.
#[derive(Clone, PartialEq, Serialize)]
pub struct DescribeExecutionOutput {
    #[serde(rename = "executionArn")]
    pub execution_arn: String,
    #[serde(rename = "stateMachineArn")]
    pub state_machine_arn: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    pub status: ExecutionStatus,
    #[serde(rename = "startDate")]
    pub start_date: Timestamp,
    #[serde(rename = "stopDate", skip_serializing_if = "Option::is_none")]
    pub stop_date: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input: Option<String>,
    #[serde(rename = "inputDetails", skip_serializing_if = "Option::is_none")]
    pub input_details: Option<CloudWatchEventsExecutionDataDetails>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output: Option<String>,
    #[serde(rename = "outputDetails", skip_serializing_if = "Option::is_none")]
    pub output_details: Option<CloudWatchEventsExecutionDataDetails>,
    #[serde(rename = "traceHeader", skip_serializing_if = "Option::is_none")]
    pub trace_header: Option<String>,
    #[serde(rename = "mapRunArn", skip_serializing_if = "Option::is_none")]
    pub map_run_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<String>,
    #[serde(rename = "stateMachineVersionArn", skip_serializing_if = "Option::is_none")]
    pub state_machine_version_arn: Option<String>,
    #[serde(rename = "stateMachineAliasArn", skip_serializing_if = "Option::is_none")]
    pub state_machine_alias_arn: Option<String>,
    #[serde(rename = "redriveCount", skip_serializing_if = "Option::is_none")]
    pub redrive_count: Option<i32>,
    #[serde(rename = "redriveDate", skip_serializing_if = "Option::is_none")]
    pub redrive_date: Option<Timestamp>,
    #[serde(rename = "redriveStatus", skip_serializing_if = "Option::is_none")]
    pub redrive_status: Option<ExecutionRedriveStatus>,
    #[serde(rename = "redriveStatusReason", skip_serializing_if = "Option::is_none")]
    pub redrive_status_reason: Option<String>,
}

impl DescribeExecutionOutput {
    /// With what is required; the rest is absent.
    #[must_use]
    pub fn new(execution_arn: String, state_machine_arn: String, status: ExecutionStatus, start_date: Timestamp) -> Self {
        Self { execution_arn, state_machine_arn, name: None, status, start_date, stop_date: None, input: None, input_details: None, output: None, output_details: None, trace_header: None, map_run_arn: None, error: None, cause: None, state_machine_version_arn: None, state_machine_alias_arn: None, redrive_count: None, redrive_date: None, redrive_status: None, redrive_status_reason: None }
    }
}

impl std::fmt::Debug for DescribeExecutionOutput {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DescribeExecutionOutput")
            .field("execution_arn", &self.execution_arn)
            .field("state_machine_arn", &self.state_machine_arn)
            .field("name", &self.name)
            .field("status", &self.status)
            .field("start_date", &self.start_date)
            .field("stop_date", &self.stop_date)
            .field("input", &Hidden)
            .field("input_details", &self.input_details)
            .field("output", &Hidden)
            .field("output_details", &self.output_details)
            .field("trace_header", &self.trace_header)
            .field("map_run_arn", &self.map_run_arn)
            .field("error", &Hidden)
            .field("cause", &Hidden)
            .field("state_machine_version_arn", &self.state_machine_version_arn)
            .field("state_machine_alias_arn", &self.state_machine_alias_arn)
            .field("redrive_count", &self.redrive_count)
            .field("redrive_date", &self.redrive_date)
            .field("redrive_status", &self.redrive_status)
            .field("redrive_status_reason", &Hidden)
            .finish()
    }
}

/// `DescribeMapRunInput`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DescribeMapRunInput {
    #[serde(rename = "mapRunArn")]
    pub map_run_arn: String,
}

/// `DescribeMapRunOutput`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct DescribeMapRunOutput {
    #[serde(rename = "mapRunArn")]
    pub map_run_arn: String,
    #[serde(rename = "executionArn")]
    pub execution_arn: String,
    pub status: MapRunStatus,
    #[serde(rename = "startDate")]
    pub start_date: Timestamp,
    #[serde(rename = "stopDate", skip_serializing_if = "Option::is_none")]
    pub stop_date: Option<Timestamp>,
    #[serde(rename = "maxConcurrency")]
    pub max_concurrency: i32,
    #[serde(rename = "toleratedFailurePercentage")]
    pub tolerated_failure_percentage: f64,
    #[serde(rename = "toleratedFailureCount")]
    pub tolerated_failure_count: i64,
    #[serde(rename = "itemCounts")]
    pub item_counts: MapRunItemCounts,
    #[serde(rename = "executionCounts")]
    pub execution_counts: MapRunExecutionCounts,
    #[serde(rename = "redriveCount", skip_serializing_if = "Option::is_none")]
    pub redrive_count: Option<i32>,
    #[serde(rename = "redriveDate", skip_serializing_if = "Option::is_none")]
    pub redrive_date: Option<Timestamp>,
}

impl DescribeMapRunOutput {
    /// With what is required; the rest is absent.
    #[must_use]
    #[expect(clippy::too_many_arguments, reason = "the model requires them")]
    pub fn new(map_run_arn: String, execution_arn: String, status: MapRunStatus, start_date: Timestamp, max_concurrency: i32, tolerated_failure_percentage: f64, tolerated_failure_count: i64, item_counts: MapRunItemCounts, execution_counts: MapRunExecutionCounts) -> Self {
        Self { map_run_arn, execution_arn, status, start_date, stop_date: None, max_concurrency, tolerated_failure_percentage, tolerated_failure_count, item_counts, execution_counts, redrive_count: None, redrive_date: None }
    }
}

/// `DescribeStateMachineAliasInput`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DescribeStateMachineAliasInput {
    #[serde(rename = "stateMachineAliasArn")]
    pub state_machine_alias_arn: String,
}

/// `DescribeStateMachineAliasOutput`.
#[derive(Clone, Default, PartialEq, Serialize)]
pub struct DescribeStateMachineAliasOutput {
    #[serde(rename = "stateMachineAliasArn", skip_serializing_if = "Option::is_none")]
    pub state_machine_alias_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(rename = "routingConfiguration", skip_serializing_if = "Option::is_none")]
    pub routing_configuration: Option<Vec<RoutingConfigurationListItem>>,
    #[serde(rename = "creationDate", skip_serializing_if = "Option::is_none")]
    pub creation_date: Option<Timestamp>,
    #[serde(rename = "updateDate", skip_serializing_if = "Option::is_none")]
    pub update_date: Option<Timestamp>,
}

impl std::fmt::Debug for DescribeStateMachineAliasOutput {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DescribeStateMachineAliasOutput")
            .field("state_machine_alias_arn", &self.state_machine_alias_arn)
            .field("name", &self.name)
            .field("description", &Hidden)
            .field("routing_configuration", &self.routing_configuration)
            .field("creation_date", &self.creation_date)
            .field("update_date", &self.update_date)
            .finish()
    }
}

/// `DescribeStateMachineForExecutionInput`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DescribeStateMachineForExecutionInput {
    #[serde(rename = "executionArn")]
    pub execution_arn: String,
    #[serde(rename = "includedData", skip_serializing_if = "Option::is_none")]
    pub included_data: Option<IncludedData>,
}

/// `DescribeStateMachineForExecutionOutput`.
#[derive(Clone, Default, PartialEq, Serialize)]
pub struct DescribeStateMachineForExecutionOutput {
    #[serde(rename = "stateMachineArn")]
    pub state_machine_arn: String,
    pub name: String,
    pub definition: String,
    #[serde(rename = "roleArn")]
    pub role_arn: String,
    #[serde(rename = "updateDate")]
    pub update_date: Timestamp,
    #[serde(rename = "loggingConfiguration", skip_serializing_if = "Option::is_none")]
    pub logging_configuration: Option<LoggingConfiguration>,
    #[serde(rename = "tracingConfiguration", skip_serializing_if = "Option::is_none")]
    pub tracing_configuration: Option<TracingConfiguration>,
    #[serde(rename = "mapRunArn", skip_serializing_if = "Option::is_none")]
    pub map_run_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    #[serde(rename = "revisionId", skip_serializing_if = "Option::is_none")]
    pub revision_id: Option<String>,
    #[serde(rename = "encryptionConfiguration", skip_serializing_if = "Option::is_none")]
    pub encryption_configuration: Option<EncryptionConfiguration>,
    #[serde(rename = "variableReferences", skip_serializing_if = "Option::is_none")]
    pub variable_references: Option<IndexMap<String, Vec<String>>>,
}

impl std::fmt::Debug for DescribeStateMachineForExecutionOutput {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DescribeStateMachineForExecutionOutput")
            .field("state_machine_arn", &self.state_machine_arn)
            .field("name", &self.name)
            .field("definition", &Hidden)
            .field("role_arn", &self.role_arn)
            .field("update_date", &self.update_date)
            .field("logging_configuration", &self.logging_configuration)
            .field("tracing_configuration", &self.tracing_configuration)
            .field("map_run_arn", &self.map_run_arn)
            .field("label", &self.label)
            .field("revision_id", &self.revision_id)
            .field("encryption_configuration", &self.encryption_configuration)
            .field("variable_references", &Hidden)
            .finish()
    }
}

/// `DescribeStateMachineInput`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DescribeStateMachineInput {
    #[serde(rename = "stateMachineArn")]
    pub state_machine_arn: String,
    #[serde(rename = "includedData", skip_serializing_if = "Option::is_none")]
    pub included_data: Option<IncludedData>,
}

/// `DescribeStateMachineOutput`.
#[derive(Clone, PartialEq, Serialize)]
pub struct DescribeStateMachineOutput {
    #[serde(rename = "stateMachineArn")]
    pub state_machine_arn: String,
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<StateMachineStatus>,
    pub definition: String,
    #[serde(rename = "roleArn")]
    pub role_arn: String,
    pub r#type: StateMachineType,
    #[serde(rename = "creationDate")]
    pub creation_date: Timestamp,
    #[serde(rename = "loggingConfiguration", skip_serializing_if = "Option::is_none")]
    pub logging_configuration: Option<LoggingConfiguration>,
    #[serde(rename = "tracingConfiguration", skip_serializing_if = "Option::is_none")]
    pub tracing_configuration: Option<TracingConfiguration>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    #[serde(rename = "revisionId", skip_serializing_if = "Option::is_none")]
    pub revision_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(rename = "encryptionConfiguration", skip_serializing_if = "Option::is_none")]
    pub encryption_configuration: Option<EncryptionConfiguration>,
    #[serde(rename = "variableReferences", skip_serializing_if = "Option::is_none")]
    pub variable_references: Option<IndexMap<String, Vec<String>>>,
}

impl DescribeStateMachineOutput {
    /// With what is required; the rest is absent.
    #[must_use]
    pub fn new(state_machine_arn: String, name: String, definition: String, role_arn: String, r#type: StateMachineType, creation_date: Timestamp) -> Self {
        Self { state_machine_arn, name, status: None, definition, role_arn, r#type, creation_date, logging_configuration: None, tracing_configuration: None, label: None, revision_id: None, description: None, encryption_configuration: None, variable_references: None }
    }
}

impl std::fmt::Debug for DescribeStateMachineOutput {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DescribeStateMachineOutput")
            .field("state_machine_arn", &self.state_machine_arn)
            .field("name", &self.name)
            .field("status", &self.status)
            .field("definition", &Hidden)
            .field("role_arn", &self.role_arn)
            .field("type", &self.r#type)
            .field("creation_date", &self.creation_date)
            .field("logging_configuration", &self.logging_configuration)
            .field("tracing_configuration", &self.tracing_configuration)
            .field("label", &self.label)
            .field("revision_id", &self.revision_id)
            .field("description", &Hidden)
            .field("encryption_configuration", &self.encryption_configuration)
            .field("variable_references", &Hidden)
            .finish()
    }
}

/// `EncryptionConfiguration`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EncryptionConfiguration {
    #[serde(rename = "kmsKeyId", skip_serializing_if = "Option::is_none")]
    pub kms_key_id: Option<String>,
    #[serde(rename = "kmsDataKeyReusePeriodSeconds", skip_serializing_if = "Option::is_none")]
    pub kms_data_key_reuse_period_seconds: Option<i32>,
    pub r#type: EncryptionType,
}

impl EncryptionConfiguration {
    /// With what is required; the rest is absent.
    #[must_use]
    pub fn new(r#type: EncryptionType) -> Self {
        Self { kms_key_id: None, kms_data_key_reuse_period_seconds: None, r#type }
    }
}

string_enum! {
    /// `EncryptionType`.
    pub enum EncryptionType {
        AwsOwnedKey = "AWS_OWNED_KEY",
        CustomerManagedKmsKey = "CUSTOMER_MANAGED_KMS_KEY",
    }
}

/// `EvaluationFailedEventDetails`.
#[derive(Clone, Default, PartialEq, Serialize)]
pub struct EvaluationFailedEventDetails {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    pub state: String,
}

impl std::fmt::Debug for EvaluationFailedEventDetails {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EvaluationFailedEventDetails")
            .field("error", &Hidden)
            .field("cause", &Hidden)
            .field("location", &Hidden)
            .field("state", &self.state)
            .finish()
    }
}

/// `ExecutionAbortedEventDetails`.
#[derive(Clone, Default, PartialEq, Serialize)]
pub struct ExecutionAbortedEventDetails {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<String>,
}

impl std::fmt::Debug for ExecutionAbortedEventDetails {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ExecutionAbortedEventDetails")
            .field("error", &Hidden)
            .field("cause", &Hidden)
            .finish()
    }
}

/// `ExecutionFailedEventDetails`.
#[derive(Clone, Default, PartialEq, Serialize)]
pub struct ExecutionFailedEventDetails {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<String>,
}

impl std::fmt::Debug for ExecutionFailedEventDetails {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ExecutionFailedEventDetails")
            .field("error", &Hidden)
            .field("cause", &Hidden)
            .finish()
    }
}

/// `ExecutionListItem`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ExecutionListItem {
    #[serde(rename = "executionArn")]
    pub execution_arn: String,
    #[serde(rename = "stateMachineArn")]
    pub state_machine_arn: String,
    pub name: String,
    pub status: ExecutionStatus,
    #[serde(rename = "startDate")]
    pub start_date: Timestamp,
    #[serde(rename = "stopDate", skip_serializing_if = "Option::is_none")]
    pub stop_date: Option<Timestamp>,
    #[serde(rename = "mapRunArn", skip_serializing_if = "Option::is_none")]
    pub map_run_arn: Option<String>,
    #[serde(rename = "itemCount", skip_serializing_if = "Option::is_none")]
    pub item_count: Option<i32>,
    #[serde(rename = "stateMachineVersionArn", skip_serializing_if = "Option::is_none")]
    pub state_machine_version_arn: Option<String>,
    #[serde(rename = "stateMachineAliasArn", skip_serializing_if = "Option::is_none")]
    pub state_machine_alias_arn: Option<String>,
    #[serde(rename = "redriveCount", skip_serializing_if = "Option::is_none")]
    pub redrive_count: Option<i32>,
    #[serde(rename = "redriveDate", skip_serializing_if = "Option::is_none")]
    pub redrive_date: Option<Timestamp>,
}

impl ExecutionListItem {
    /// With what is required; the rest is absent.
    #[must_use]
    pub fn new(execution_arn: String, state_machine_arn: String, name: String, status: ExecutionStatus, start_date: Timestamp) -> Self {
        Self { execution_arn, state_machine_arn, name, status, start_date, stop_date: None, map_run_arn: None, item_count: None, state_machine_version_arn: None, state_machine_alias_arn: None, redrive_count: None, redrive_date: None }
    }
}

string_enum! {
    /// `ExecutionRedriveFilter`.
    pub enum ExecutionRedriveFilter {
        Redriven = "REDRIVEN",
        NotRedriven = "NOT_REDRIVEN",
    }
}

string_enum! {
    /// `ExecutionRedriveStatus`.
    pub enum ExecutionRedriveStatus {
        Redrivable = "REDRIVABLE",
        NotRedrivable = "NOT_REDRIVABLE",
        RedrivableByMapRun = "REDRIVABLE_BY_MAP_RUN",
    }
}

/// `ExecutionRedrivenEventDetails`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ExecutionRedrivenEventDetails {
    #[serde(rename = "redriveCount", skip_serializing_if = "Option::is_none")]
    pub redrive_count: Option<i32>,
}

/// `ExecutionStartedEventDetails`.
#[derive(Clone, Default, PartialEq, Serialize)]
pub struct ExecutionStartedEventDetails {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input: Option<String>,
    #[serde(rename = "inputDetails", skip_serializing_if = "Option::is_none")]
    pub input_details: Option<HistoryEventExecutionDataDetails>,
    #[serde(rename = "roleArn", skip_serializing_if = "Option::is_none")]
    pub role_arn: Option<String>,
    #[serde(rename = "stateMachineAliasArn", skip_serializing_if = "Option::is_none")]
    pub state_machine_alias_arn: Option<String>,
    #[serde(rename = "stateMachineVersionArn", skip_serializing_if = "Option::is_none")]
    pub state_machine_version_arn: Option<String>,
}

impl std::fmt::Debug for ExecutionStartedEventDetails {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ExecutionStartedEventDetails")
            .field("input", &Hidden)
            .field("input_details", &self.input_details)
            .field("role_arn", &self.role_arn)
            .field("state_machine_alias_arn", &self.state_machine_alias_arn)
            .field("state_machine_version_arn", &self.state_machine_version_arn)
            .finish()
    }
}

string_enum! {
    /// `ExecutionStatus`.
    pub enum ExecutionStatus {
        Succeeded = "SUCCEEDED",
        TimedOut = "TIMED_OUT",
        PendingRedrive = "PENDING_REDRIVE",
        Aborted = "ABORTED",
        Failed = "FAILED",
        Running = "RUNNING",
    }
}

/// `ExecutionSucceededEventDetails`.
#[derive(Clone, Default, PartialEq, Serialize)]
pub struct ExecutionSucceededEventDetails {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output: Option<String>,
    #[serde(rename = "outputDetails", skip_serializing_if = "Option::is_none")]
    pub output_details: Option<HistoryEventExecutionDataDetails>,
}

impl std::fmt::Debug for ExecutionSucceededEventDetails {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ExecutionSucceededEventDetails")
            .field("output", &Hidden)
            .field("output_details", &self.output_details)
            .finish()
    }
}

/// `ExecutionTimedOutEventDetails`.
#[derive(Clone, Default, PartialEq, Serialize)]
pub struct ExecutionTimedOutEventDetails {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<String>,
}

impl std::fmt::Debug for ExecutionTimedOutEventDetails {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ExecutionTimedOutEventDetails")
            .field("error", &Hidden)
            .field("cause", &Hidden)
            .finish()
    }
}

/// `GetActivityTaskInput`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct GetActivityTaskInput {
    #[serde(rename = "activityArn")]
    pub activity_arn: String,
    #[serde(rename = "workerName", skip_serializing_if = "Option::is_none")]
    pub worker_name: Option<String>,
}

/// `GetActivityTaskOutput`.
#[derive(Clone, Default, PartialEq, Serialize)]
pub struct GetActivityTaskOutput {
    #[serde(rename = "taskToken", skip_serializing_if = "Option::is_none")]
    pub task_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input: Option<String>,
}

impl std::fmt::Debug for GetActivityTaskOutput {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("GetActivityTaskOutput")
            .field("task_token", &Hidden)
            .field("input", &Hidden)
            .finish()
    }
}

/// `GetExecutionHistoryInput`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct GetExecutionHistoryInput {
    #[serde(rename = "executionArn")]
    pub execution_arn: String,
    #[serde(rename = "maxResults", skip_serializing_if = "Option::is_none")]
    pub max_results: Option<i32>,
    #[serde(rename = "reverseOrder", skip_serializing_if = "Option::is_none")]
    pub reverse_order: Option<bool>,
    #[serde(rename = "nextToken", skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    #[serde(rename = "includeExecutionData", skip_serializing_if = "Option::is_none")]
    pub include_execution_data: Option<bool>,
}

/// `GetExecutionHistoryOutput`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct GetExecutionHistoryOutput {
    pub events: Vec<HistoryEvent>,
    #[serde(rename = "nextToken", skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

/// `HistoryEvent`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct HistoryEvent {
    pub timestamp: Timestamp,
    pub r#type: HistoryEventType,
    pub id: i64,
    #[serde(rename = "previousEventId", skip_serializing_if = "Option::is_none")]
    pub previous_event_id: Option<i64>,
    #[serde(rename = "activityFailedEventDetails", skip_serializing_if = "Option::is_none")]
    pub activity_failed_event_details: Option<ActivityFailedEventDetails>,
    #[serde(rename = "activityScheduleFailedEventDetails", skip_serializing_if = "Option::is_none")]
    pub activity_schedule_failed_event_details: Option<ActivityScheduleFailedEventDetails>,
    #[serde(rename = "activityScheduledEventDetails", skip_serializing_if = "Option::is_none")]
    pub activity_scheduled_event_details: Option<ActivityScheduledEventDetails>,
    #[serde(rename = "activityStartedEventDetails", skip_serializing_if = "Option::is_none")]
    pub activity_started_event_details: Option<ActivityStartedEventDetails>,
    #[serde(rename = "activitySucceededEventDetails", skip_serializing_if = "Option::is_none")]
    pub activity_succeeded_event_details: Option<ActivitySucceededEventDetails>,
    #[serde(rename = "activityTimedOutEventDetails", skip_serializing_if = "Option::is_none")]
    pub activity_timed_out_event_details: Option<ActivityTimedOutEventDetails>,
    #[serde(rename = "taskFailedEventDetails", skip_serializing_if = "Option::is_none")]
    pub task_failed_event_details: Option<TaskFailedEventDetails>,
    #[serde(rename = "taskScheduledEventDetails", skip_serializing_if = "Option::is_none")]
    pub task_scheduled_event_details: Option<TaskScheduledEventDetails>,
    #[serde(rename = "taskStartFailedEventDetails", skip_serializing_if = "Option::is_none")]
    pub task_start_failed_event_details: Option<TaskStartFailedEventDetails>,
    #[serde(rename = "taskStartedEventDetails", skip_serializing_if = "Option::is_none")]
    pub task_started_event_details: Option<TaskStartedEventDetails>,
    #[serde(rename = "taskSubmitFailedEventDetails", skip_serializing_if = "Option::is_none")]
    pub task_submit_failed_event_details: Option<TaskSubmitFailedEventDetails>,
    #[serde(rename = "taskSubmittedEventDetails", skip_serializing_if = "Option::is_none")]
    pub task_submitted_event_details: Option<TaskSubmittedEventDetails>,
    #[serde(rename = "taskSucceededEventDetails", skip_serializing_if = "Option::is_none")]
    pub task_succeeded_event_details: Option<TaskSucceededEventDetails>,
    #[serde(rename = "taskTimedOutEventDetails", skip_serializing_if = "Option::is_none")]
    pub task_timed_out_event_details: Option<TaskTimedOutEventDetails>,
    #[serde(rename = "executionFailedEventDetails", skip_serializing_if = "Option::is_none")]
    pub execution_failed_event_details: Option<ExecutionFailedEventDetails>,
    #[serde(rename = "executionStartedEventDetails", skip_serializing_if = "Option::is_none")]
    pub execution_started_event_details: Option<ExecutionStartedEventDetails>,
    #[serde(rename = "executionSucceededEventDetails", skip_serializing_if = "Option::is_none")]
    pub execution_succeeded_event_details: Option<ExecutionSucceededEventDetails>,
    #[serde(rename = "executionAbortedEventDetails", skip_serializing_if = "Option::is_none")]
    pub execution_aborted_event_details: Option<ExecutionAbortedEventDetails>,
    #[serde(rename = "executionTimedOutEventDetails", skip_serializing_if = "Option::is_none")]
    pub execution_timed_out_event_details: Option<ExecutionTimedOutEventDetails>,
    #[serde(rename = "executionRedrivenEventDetails", skip_serializing_if = "Option::is_none")]
    pub execution_redriven_event_details: Option<ExecutionRedrivenEventDetails>,
    #[serde(rename = "mapStateStartedEventDetails", skip_serializing_if = "Option::is_none")]
    pub map_state_started_event_details: Option<MapStateStartedEventDetails>,
    #[serde(rename = "mapIterationStartedEventDetails", skip_serializing_if = "Option::is_none")]
    pub map_iteration_started_event_details: Option<MapIterationEventDetails>,
    #[serde(rename = "mapIterationSucceededEventDetails", skip_serializing_if = "Option::is_none")]
    pub map_iteration_succeeded_event_details: Option<MapIterationEventDetails>,
    #[serde(rename = "mapIterationFailedEventDetails", skip_serializing_if = "Option::is_none")]
    pub map_iteration_failed_event_details: Option<MapIterationEventDetails>,
    #[serde(rename = "mapIterationAbortedEventDetails", skip_serializing_if = "Option::is_none")]
    pub map_iteration_aborted_event_details: Option<MapIterationEventDetails>,
    #[serde(rename = "lambdaFunctionFailedEventDetails", skip_serializing_if = "Option::is_none")]
    pub lambda_function_failed_event_details: Option<LambdaFunctionFailedEventDetails>,
    #[serde(rename = "lambdaFunctionScheduleFailedEventDetails", skip_serializing_if = "Option::is_none")]
    pub lambda_function_schedule_failed_event_details: Option<LambdaFunctionScheduleFailedEventDetails>,
    #[serde(rename = "lambdaFunctionScheduledEventDetails", skip_serializing_if = "Option::is_none")]
    pub lambda_function_scheduled_event_details: Option<LambdaFunctionScheduledEventDetails>,
    #[serde(rename = "lambdaFunctionStartFailedEventDetails", skip_serializing_if = "Option::is_none")]
    pub lambda_function_start_failed_event_details: Option<LambdaFunctionStartFailedEventDetails>,
    #[serde(rename = "lambdaFunctionSucceededEventDetails", skip_serializing_if = "Option::is_none")]
    pub lambda_function_succeeded_event_details: Option<LambdaFunctionSucceededEventDetails>,
    #[serde(rename = "lambdaFunctionTimedOutEventDetails", skip_serializing_if = "Option::is_none")]
    pub lambda_function_timed_out_event_details: Option<LambdaFunctionTimedOutEventDetails>,
    #[serde(rename = "stateEnteredEventDetails", skip_serializing_if = "Option::is_none")]
    pub state_entered_event_details: Option<StateEnteredEventDetails>,
    #[serde(rename = "stateExitedEventDetails", skip_serializing_if = "Option::is_none")]
    pub state_exited_event_details: Option<StateExitedEventDetails>,
    #[serde(rename = "mapRunStartedEventDetails", skip_serializing_if = "Option::is_none")]
    pub map_run_started_event_details: Option<MapRunStartedEventDetails>,
    #[serde(rename = "mapRunFailedEventDetails", skip_serializing_if = "Option::is_none")]
    pub map_run_failed_event_details: Option<MapRunFailedEventDetails>,
    #[serde(rename = "mapRunRedrivenEventDetails", skip_serializing_if = "Option::is_none")]
    pub map_run_redriven_event_details: Option<MapRunRedrivenEventDetails>,
    #[serde(rename = "evaluationFailedEventDetails", skip_serializing_if = "Option::is_none")]
    pub evaluation_failed_event_details: Option<EvaluationFailedEventDetails>,
}

impl HistoryEvent {
    /// With what is required; the rest is absent.
    #[must_use]
    pub fn new(timestamp: Timestamp, r#type: HistoryEventType, id: i64) -> Self {
        Self { timestamp, r#type, id, previous_event_id: None, activity_failed_event_details: None, activity_schedule_failed_event_details: None, activity_scheduled_event_details: None, activity_started_event_details: None, activity_succeeded_event_details: None, activity_timed_out_event_details: None, task_failed_event_details: None, task_scheduled_event_details: None, task_start_failed_event_details: None, task_started_event_details: None, task_submit_failed_event_details: None, task_submitted_event_details: None, task_succeeded_event_details: None, task_timed_out_event_details: None, execution_failed_event_details: None, execution_started_event_details: None, execution_succeeded_event_details: None, execution_aborted_event_details: None, execution_timed_out_event_details: None, execution_redriven_event_details: None, map_state_started_event_details: None, map_iteration_started_event_details: None, map_iteration_succeeded_event_details: None, map_iteration_failed_event_details: None, map_iteration_aborted_event_details: None, lambda_function_failed_event_details: None, lambda_function_schedule_failed_event_details: None, lambda_function_scheduled_event_details: None, lambda_function_start_failed_event_details: None, lambda_function_succeeded_event_details: None, lambda_function_timed_out_event_details: None, state_entered_event_details: None, state_exited_event_details: None, map_run_started_event_details: None, map_run_failed_event_details: None, map_run_redriven_event_details: None, evaluation_failed_event_details: None }
    }
}

/// `HistoryEventExecutionDataDetails`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct HistoryEventExecutionDataDetails {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub truncated: Option<bool>,
}

string_enum! {
    /// `HistoryEventType`.
    pub enum HistoryEventType {
        ActivityFailed = "ActivityFailed",
        ActivityScheduled = "ActivityScheduled",
        ActivityScheduleFailed = "ActivityScheduleFailed",
        ActivityStarted = "ActivityStarted",
        ActivitySucceeded = "ActivitySucceeded",
        ActivityTimedOut = "ActivityTimedOut",
        ChoiceStateEntered = "ChoiceStateEntered",
        ChoiceStateExited = "ChoiceStateExited",
        ExecutionAborted = "ExecutionAborted",
        ExecutionFailed = "ExecutionFailed",
        ExecutionStarted = "ExecutionStarted",
        ExecutionSucceeded = "ExecutionSucceeded",
        ExecutionTimedOut = "ExecutionTimedOut",
        FailStateEntered = "FailStateEntered",
        LambdaFunctionFailed = "LambdaFunctionFailed",
        LambdaFunctionScheduled = "LambdaFunctionScheduled",
        LambdaFunctionScheduleFailed = "LambdaFunctionScheduleFailed",
        LambdaFunctionStarted = "LambdaFunctionStarted",
        LambdaFunctionStartFailed = "LambdaFunctionStartFailed",
        LambdaFunctionSucceeded = "LambdaFunctionSucceeded",
        LambdaFunctionTimedOut = "LambdaFunctionTimedOut",
        MapIterationAborted = "MapIterationAborted",
        MapIterationFailed = "MapIterationFailed",
        MapIterationStarted = "MapIterationStarted",
        MapIterationSucceeded = "MapIterationSucceeded",
        MapStateAborted = "MapStateAborted",
        MapStateEntered = "MapStateEntered",
        MapStateExited = "MapStateExited",
        MapStateFailed = "MapStateFailed",
        MapStateStarted = "MapStateStarted",
        MapStateSucceeded = "MapStateSucceeded",
        ParallelStateAborted = "ParallelStateAborted",
        ParallelStateEntered = "ParallelStateEntered",
        ParallelStateExited = "ParallelStateExited",
        ParallelStateFailed = "ParallelStateFailed",
        ParallelStateStarted = "ParallelStateStarted",
        ParallelStateSucceeded = "ParallelStateSucceeded",
        PassStateEntered = "PassStateEntered",
        PassStateExited = "PassStateExited",
        SucceedStateEntered = "SucceedStateEntered",
        SucceedStateExited = "SucceedStateExited",
        TaskFailed = "TaskFailed",
        TaskScheduled = "TaskScheduled",
        TaskStarted = "TaskStarted",
        TaskStartFailed = "TaskStartFailed",
        TaskStateAborted = "TaskStateAborted",
        TaskStateEntered = "TaskStateEntered",
        TaskStateExited = "TaskStateExited",
        TaskSubmitFailed = "TaskSubmitFailed",
        TaskSubmitted = "TaskSubmitted",
        TaskSucceeded = "TaskSucceeded",
        TaskTimedOut = "TaskTimedOut",
        WaitStateAborted = "WaitStateAborted",
        WaitStateEntered = "WaitStateEntered",
        WaitStateExited = "WaitStateExited",
        MapRunAborted = "MapRunAborted",
        MapRunFailed = "MapRunFailed",
        MapRunStarted = "MapRunStarted",
        MapRunSucceeded = "MapRunSucceeded",
        ExecutionRedriven = "ExecutionRedriven",
        MapRunRedriven = "MapRunRedriven",
        EvaluationFailed = "EvaluationFailed",
    }
}

string_enum! {
    /// `IncludedData`.
    pub enum IncludedData {
        AllData = "ALL_DATA",
        MetadataOnly = "METADATA_ONLY",
    }
}

/// `InspectionData`.
#[derive(Clone, Default, PartialEq, Serialize)]
pub struct InspectionData {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input: Option<String>,
    #[serde(rename = "afterArguments", skip_serializing_if = "Option::is_none")]
    pub after_arguments: Option<String>,
    #[serde(rename = "afterInputPath", skip_serializing_if = "Option::is_none")]
    pub after_input_path: Option<String>,
    #[serde(rename = "afterParameters", skip_serializing_if = "Option::is_none")]
    pub after_parameters: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub result: Option<String>,
    #[serde(rename = "afterResultSelector", skip_serializing_if = "Option::is_none")]
    pub after_result_selector: Option<String>,
    #[serde(rename = "afterResultPath", skip_serializing_if = "Option::is_none")]
    pub after_result_path: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request: Option<InspectionDataRequest>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response: Option<InspectionDataResponse>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub variables: Option<String>,
    #[serde(rename = "errorDetails", skip_serializing_if = "Option::is_none")]
    pub error_details: Option<InspectionErrorDetails>,
    #[serde(rename = "afterItemsPath", skip_serializing_if = "Option::is_none")]
    pub after_items_path: Option<String>,
    #[serde(rename = "afterItemSelector", skip_serializing_if = "Option::is_none")]
    pub after_item_selector: Option<String>,
    #[serde(rename = "afterItemBatcher", skip_serializing_if = "Option::is_none")]
    pub after_item_batcher: Option<String>,
    #[serde(rename = "afterItemsPointer", skip_serializing_if = "Option::is_none")]
    pub after_items_pointer: Option<String>,
    #[serde(rename = "toleratedFailureCount", skip_serializing_if = "Option::is_none")]
    pub tolerated_failure_count: Option<i32>,
    #[serde(rename = "toleratedFailurePercentage", skip_serializing_if = "Option::is_none")]
    pub tolerated_failure_percentage: Option<f64>,
    #[serde(rename = "maxConcurrency", skip_serializing_if = "Option::is_none")]
    pub max_concurrency: Option<i32>,
}

impl std::fmt::Debug for InspectionData {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("InspectionData")
            .field("input", &Hidden)
            .field("after_arguments", &Hidden)
            .field("after_input_path", &Hidden)
            .field("after_parameters", &Hidden)
            .field("result", &Hidden)
            .field("after_result_selector", &Hidden)
            .field("after_result_path", &Hidden)
            .field("request", &Hidden)
            .field("response", &Hidden)
            .field("variables", &Hidden)
            .field("error_details", &Hidden)
            .field("after_items_path", &Hidden)
            .field("after_item_selector", &Hidden)
            .field("after_item_batcher", &Hidden)
            .field("after_items_pointer", &Hidden)
            .field("tolerated_failure_count", &Hidden)
            .field("tolerated_failure_percentage", &Hidden)
            .field("max_concurrency", &Hidden)
            .finish()
    }
}

/// `InspectionDataRequest`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct InspectionDataRequest {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub protocol: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub headers: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
}

/// `InspectionDataResponse`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct InspectionDataResponse {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub protocol: Option<String>,
    #[serde(rename = "statusCode", skip_serializing_if = "Option::is_none")]
    pub status_code: Option<String>,
    #[serde(rename = "statusMessage", skip_serializing_if = "Option::is_none")]
    pub status_message: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub headers: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
}

/// `InspectionErrorDetails`.
#[derive(Clone, Default, PartialEq, Serialize)]
pub struct InspectionErrorDetails {
    #[serde(rename = "catchIndex", skip_serializing_if = "Option::is_none")]
    pub catch_index: Option<i32>,
    #[serde(rename = "retryIndex", skip_serializing_if = "Option::is_none")]
    pub retry_index: Option<i32>,
    #[serde(rename = "retryBackoffIntervalSeconds", skip_serializing_if = "Option::is_none")]
    pub retry_backoff_interval_seconds: Option<i32>,
}

impl std::fmt::Debug for InspectionErrorDetails {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("InspectionErrorDetails")
            .field("catch_index", &Hidden)
            .field("retry_index", &Hidden)
            .field("retry_backoff_interval_seconds", &Hidden)
            .finish()
    }
}

string_enum! {
    /// `InspectionLevel`.
    pub enum InspectionLevel {
        Info = "INFO",
        Debug = "DEBUG",
        Trace = "TRACE",
    }
}

/// `LambdaFunctionFailedEventDetails`.
#[derive(Clone, Default, PartialEq, Serialize)]
pub struct LambdaFunctionFailedEventDetails {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<String>,
}

impl std::fmt::Debug for LambdaFunctionFailedEventDetails {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LambdaFunctionFailedEventDetails")
            .field("error", &Hidden)
            .field("cause", &Hidden)
            .finish()
    }
}

/// `LambdaFunctionScheduleFailedEventDetails`.
#[derive(Clone, Default, PartialEq, Serialize)]
pub struct LambdaFunctionScheduleFailedEventDetails {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<String>,
}

impl std::fmt::Debug for LambdaFunctionScheduleFailedEventDetails {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LambdaFunctionScheduleFailedEventDetails")
            .field("error", &Hidden)
            .field("cause", &Hidden)
            .finish()
    }
}

/// `LambdaFunctionScheduledEventDetails`.
#[derive(Clone, Default, PartialEq, Serialize)]
pub struct LambdaFunctionScheduledEventDetails {
    pub resource: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input: Option<String>,
    #[serde(rename = "inputDetails", skip_serializing_if = "Option::is_none")]
    pub input_details: Option<HistoryEventExecutionDataDetails>,
    #[serde(rename = "timeoutInSeconds", skip_serializing_if = "Option::is_none")]
    pub timeout_in_seconds: Option<i64>,
    #[serde(rename = "taskCredentials", skip_serializing_if = "Option::is_none")]
    pub task_credentials: Option<TaskCredentials>,
}

impl std::fmt::Debug for LambdaFunctionScheduledEventDetails {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LambdaFunctionScheduledEventDetails")
            .field("resource", &self.resource)
            .field("input", &Hidden)
            .field("input_details", &self.input_details)
            .field("timeout_in_seconds", &self.timeout_in_seconds)
            .field("task_credentials", &self.task_credentials)
            .finish()
    }
}

/// `LambdaFunctionStartFailedEventDetails`.
#[derive(Clone, Default, PartialEq, Serialize)]
pub struct LambdaFunctionStartFailedEventDetails {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<String>,
}

impl std::fmt::Debug for LambdaFunctionStartFailedEventDetails {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LambdaFunctionStartFailedEventDetails")
            .field("error", &Hidden)
            .field("cause", &Hidden)
            .finish()
    }
}

/// `LambdaFunctionSucceededEventDetails`.
#[derive(Clone, Default, PartialEq, Serialize)]
pub struct LambdaFunctionSucceededEventDetails {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output: Option<String>,
    #[serde(rename = "outputDetails", skip_serializing_if = "Option::is_none")]
    pub output_details: Option<HistoryEventExecutionDataDetails>,
}

impl std::fmt::Debug for LambdaFunctionSucceededEventDetails {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LambdaFunctionSucceededEventDetails")
            .field("output", &Hidden)
            .field("output_details", &self.output_details)
            .finish()
    }
}

/// `LambdaFunctionTimedOutEventDetails`.
#[derive(Clone, Default, PartialEq, Serialize)]
pub struct LambdaFunctionTimedOutEventDetails {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<String>,
}

impl std::fmt::Debug for LambdaFunctionTimedOutEventDetails {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LambdaFunctionTimedOutEventDetails")
            .field("error", &Hidden)
            .field("cause", &Hidden)
            .finish()
    }
}

/// `ListActivitiesInput`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ListActivitiesInput {
    #[serde(rename = "maxResults", skip_serializing_if = "Option::is_none")]
    pub max_results: Option<i32>,
    #[serde(rename = "nextToken", skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

/// `ListActivitiesOutput`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ListActivitiesOutput {
    pub activities: Vec<ActivityListItem>,
    #[serde(rename = "nextToken", skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

/// `ListExecutionsInput`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ListExecutionsInput {
    #[serde(rename = "stateMachineArn", skip_serializing_if = "Option::is_none")]
    pub state_machine_arn: Option<String>,
    #[serde(rename = "statusFilter", skip_serializing_if = "Option::is_none")]
    pub status_filter: Option<ExecutionStatus>,
    #[serde(rename = "maxResults", skip_serializing_if = "Option::is_none")]
    pub max_results: Option<i32>,
    #[serde(rename = "nextToken", skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    #[serde(rename = "mapRunArn", skip_serializing_if = "Option::is_none")]
    pub map_run_arn: Option<String>,
    #[serde(rename = "redriveFilter", skip_serializing_if = "Option::is_none")]
    pub redrive_filter: Option<ExecutionRedriveFilter>,
}

/// `ListExecutionsOutput`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ListExecutionsOutput {
    pub executions: Vec<ExecutionListItem>,
    #[serde(rename = "nextToken", skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

/// `ListMapRunsInput`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ListMapRunsInput {
    #[serde(rename = "executionArn")]
    pub execution_arn: String,
    #[serde(rename = "maxResults", skip_serializing_if = "Option::is_none")]
    pub max_results: Option<i32>,
    #[serde(rename = "nextToken", skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

/// `ListMapRunsOutput`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ListMapRunsOutput {
    #[serde(rename = "mapRuns")]
    pub map_runs: Vec<MapRunListItem>,
    #[serde(rename = "nextToken", skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

/// `ListStateMachineAliasesInput`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ListStateMachineAliasesInput {
    #[serde(rename = "stateMachineArn")]
    pub state_machine_arn: String,
    #[serde(rename = "nextToken", skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    #[serde(rename = "maxResults", skip_serializing_if = "Option::is_none")]
    pub max_results: Option<i32>,
}

/// `ListStateMachineAliasesOutput`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ListStateMachineAliasesOutput {
    #[serde(rename = "stateMachineAliases")]
    pub state_machine_aliases: Vec<StateMachineAliasListItem>,
    #[serde(rename = "nextToken", skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

/// `ListStateMachineVersionsInput`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ListStateMachineVersionsInput {
    #[serde(rename = "stateMachineArn")]
    pub state_machine_arn: String,
    #[serde(rename = "nextToken", skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
    #[serde(rename = "maxResults", skip_serializing_if = "Option::is_none")]
    pub max_results: Option<i32>,
}

/// `ListStateMachineVersionsOutput`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ListStateMachineVersionsOutput {
    #[serde(rename = "stateMachineVersions")]
    pub state_machine_versions: Vec<StateMachineVersionListItem>,
    #[serde(rename = "nextToken", skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

/// `ListStateMachinesInput`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ListStateMachinesInput {
    #[serde(rename = "maxResults", skip_serializing_if = "Option::is_none")]
    pub max_results: Option<i32>,
    #[serde(rename = "nextToken", skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

/// `ListStateMachinesOutput`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ListStateMachinesOutput {
    #[serde(rename = "stateMachines")]
    pub state_machines: Vec<StateMachineListItem>,
    #[serde(rename = "nextToken", skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}

/// `ListTagsForResourceInput`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ListTagsForResourceInput {
    #[serde(rename = "resourceArn")]
    pub resource_arn: String,
}

/// `ListTagsForResourceOutput`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ListTagsForResourceOutput {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<Tag>>,
}

/// `LogDestination`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LogDestination {
    #[serde(rename = "cloudWatchLogsLogGroup", skip_serializing_if = "Option::is_none")]
    pub cloud_watch_logs_log_group: Option<CloudWatchLogsLogGroup>,
}

string_enum! {
    /// `LogLevel`.
    pub enum LogLevel {
        All = "ALL",
        Error = "ERROR",
        Fatal = "FATAL",
        Off = "OFF",
    }
}

/// `LoggingConfiguration`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LoggingConfiguration {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<LogLevel>,
    #[serde(rename = "includeExecutionData", skip_serializing_if = "Option::is_none")]
    pub include_execution_data: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub destinations: Option<Vec<LogDestination>>,
}

/// `MapIterationEventDetails`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct MapIterationEventDetails {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub index: Option<i32>,
}

/// `MapRunExecutionCounts`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct MapRunExecutionCounts {
    pub pending: i64,
    pub running: i64,
    pub succeeded: i64,
    pub failed: i64,
    #[serde(rename = "timedOut")]
    pub timed_out: i64,
    pub aborted: i64,
    pub total: i64,
    #[serde(rename = "resultsWritten")]
    pub results_written: i64,
    #[serde(rename = "failuresNotRedrivable", skip_serializing_if = "Option::is_none")]
    pub failures_not_redrivable: Option<i64>,
    #[serde(rename = "pendingRedrive", skip_serializing_if = "Option::is_none")]
    pub pending_redrive: Option<i64>,
}

/// `MapRunFailedEventDetails`.
#[derive(Clone, Default, PartialEq, Serialize)]
pub struct MapRunFailedEventDetails {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<String>,
}

impl std::fmt::Debug for MapRunFailedEventDetails {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MapRunFailedEventDetails")
            .field("error", &Hidden)
            .field("cause", &Hidden)
            .finish()
    }
}

/// `MapRunItemCounts`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct MapRunItemCounts {
    pub pending: i64,
    pub running: i64,
    pub succeeded: i64,
    pub failed: i64,
    #[serde(rename = "timedOut")]
    pub timed_out: i64,
    pub aborted: i64,
    pub total: i64,
    #[serde(rename = "resultsWritten")]
    pub results_written: i64,
    #[serde(rename = "failuresNotRedrivable", skip_serializing_if = "Option::is_none")]
    pub failures_not_redrivable: Option<i64>,
    #[serde(rename = "pendingRedrive", skip_serializing_if = "Option::is_none")]
    pub pending_redrive: Option<i64>,
}

/// `MapRunListItem`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct MapRunListItem {
    #[serde(rename = "executionArn")]
    pub execution_arn: String,
    #[serde(rename = "mapRunArn")]
    pub map_run_arn: String,
    #[serde(rename = "stateMachineArn")]
    pub state_machine_arn: String,
    #[serde(rename = "startDate")]
    pub start_date: Timestamp,
    #[serde(rename = "stopDate", skip_serializing_if = "Option::is_none")]
    pub stop_date: Option<Timestamp>,
}

/// `MapRunRedrivenEventDetails`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct MapRunRedrivenEventDetails {
    #[serde(rename = "mapRunArn", skip_serializing_if = "Option::is_none")]
    pub map_run_arn: Option<String>,
    #[serde(rename = "redriveCount", skip_serializing_if = "Option::is_none")]
    pub redrive_count: Option<i32>,
}

/// `MapRunStartedEventDetails`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct MapRunStartedEventDetails {
    #[serde(rename = "mapRunArn", skip_serializing_if = "Option::is_none")]
    pub map_run_arn: Option<String>,
}

string_enum! {
    /// `MapRunStatus`.
    pub enum MapRunStatus {
        Running = "RUNNING",
        Succeeded = "SUCCEEDED",
        Failed = "FAILED",
        Aborted = "ABORTED",
    }
}

/// `MapStateStartedEventDetails`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct MapStateStartedEventDetails {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub length: Option<i32>,
}

/// `MockErrorOutput`.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct MockErrorOutput {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<String>,
}

impl std::fmt::Debug for MockErrorOutput {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MockErrorOutput")
            .field("error", &Hidden)
            .field("cause", &Hidden)
            .finish()
    }
}

/// `MockInput`.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct MockInput {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub result: Option<String>,
    #[serde(rename = "errorOutput", skip_serializing_if = "Option::is_none")]
    pub error_output: Option<MockErrorOutput>,
    #[serde(rename = "fieldValidationMode", skip_serializing_if = "Option::is_none")]
    pub field_validation_mode: Option<MockResponseValidationMode>,
}

impl std::fmt::Debug for MockInput {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MockInput")
            .field("result", &Hidden)
            .field("error_output", &self.error_output)
            .field("field_validation_mode", &self.field_validation_mode)
            .finish()
    }
}

string_enum! {
    /// `MockResponseValidationMode`.
    pub enum MockResponseValidationMode {
        Strict = "STRICT",
        Present = "PRESENT",
        None = "NONE",
    }
}

/// `PublishStateMachineVersionInput`.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PublishStateMachineVersionInput {
    #[serde(rename = "stateMachineArn")]
    pub state_machine_arn: String,
    #[serde(rename = "revisionId", skip_serializing_if = "Option::is_none")]
    pub revision_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

impl std::fmt::Debug for PublishStateMachineVersionInput {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PublishStateMachineVersionInput")
            .field("state_machine_arn", &self.state_machine_arn)
            .field("revision_id", &self.revision_id)
            .field("description", &Hidden)
            .finish()
    }
}

/// `PublishStateMachineVersionOutput`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct PublishStateMachineVersionOutput {
    #[serde(rename = "creationDate")]
    pub creation_date: Timestamp,
    #[serde(rename = "stateMachineVersionArn")]
    pub state_machine_version_arn: String,
}

/// `RedriveExecutionInput`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RedriveExecutionInput {
    #[serde(rename = "executionArn")]
    pub execution_arn: String,
    #[serde(rename = "clientToken", skip_serializing_if = "Option::is_none")]
    pub client_token: Option<String>,
}

/// `RedriveExecutionOutput`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct RedriveExecutionOutput {
    #[serde(rename = "redriveDate")]
    pub redrive_date: Timestamp,
}

/// `RoutingConfigurationListItem`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RoutingConfigurationListItem {
    #[serde(rename = "stateMachineVersionArn")]
    pub state_machine_version_arn: String,
    pub weight: i32,
}

/// `SendTaskFailureInput`.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct SendTaskFailureInput {
    #[serde(rename = "taskToken")]
    pub task_token: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<String>,
}

impl std::fmt::Debug for SendTaskFailureInput {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SendTaskFailureInput")
            .field("task_token", &Hidden)
            .field("error", &Hidden)
            .field("cause", &Hidden)
            .finish()
    }
}

/// `SendTaskFailureOutput`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct SendTaskFailureOutput {
}

/// `SendTaskHeartbeatInput`.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct SendTaskHeartbeatInput {
    #[serde(rename = "taskToken")]
    pub task_token: String,
}

impl std::fmt::Debug for SendTaskHeartbeatInput {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SendTaskHeartbeatInput")
            .field("task_token", &Hidden)
            .finish()
    }
}

/// `SendTaskHeartbeatOutput`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct SendTaskHeartbeatOutput {
}

/// `SendTaskSuccessInput`.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct SendTaskSuccessInput {
    #[serde(rename = "taskToken")]
    pub task_token: String,
    pub output: String,
}

impl std::fmt::Debug for SendTaskSuccessInput {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SendTaskSuccessInput")
            .field("task_token", &Hidden)
            .field("output", &Hidden)
            .finish()
    }
}

/// `SendTaskSuccessOutput`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct SendTaskSuccessOutput {
}

/// `StartExecutionInput`.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct StartExecutionInput {
    #[serde(rename = "stateMachineArn")]
    pub state_machine_arn: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input: Option<String>,
    #[serde(rename = "traceHeader", skip_serializing_if = "Option::is_none")]
    pub trace_header: Option<String>,
}

impl std::fmt::Debug for StartExecutionInput {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("StartExecutionInput")
            .field("state_machine_arn", &self.state_machine_arn)
            .field("name", &self.name)
            .field("input", &Hidden)
            .field("trace_header", &self.trace_header)
            .finish()
    }
}

/// `StartExecutionOutput`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct StartExecutionOutput {
    #[serde(rename = "executionArn")]
    pub execution_arn: String,
    #[serde(rename = "startDate")]
    pub start_date: Timestamp,
}

/// `StartSyncExecutionInput`.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct StartSyncExecutionInput {
    #[serde(rename = "stateMachineArn")]
    pub state_machine_arn: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input: Option<String>,
    #[serde(rename = "traceHeader", skip_serializing_if = "Option::is_none")]
    pub trace_header: Option<String>,
    #[serde(rename = "includedData", skip_serializing_if = "Option::is_none")]
    pub included_data: Option<IncludedData>,
}

impl std::fmt::Debug for StartSyncExecutionInput {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("StartSyncExecutionInput")
            .field("state_machine_arn", &self.state_machine_arn)
            .field("name", &self.name)
            .field("input", &Hidden)
            .field("trace_header", &self.trace_header)
            .field("included_data", &self.included_data)
            .finish()
    }
}

/// `StartSyncExecutionOutput`.
#[derive(Clone, PartialEq, Serialize)]
pub struct StartSyncExecutionOutput {
    #[serde(rename = "executionArn")]
    pub execution_arn: String,
    #[serde(rename = "stateMachineArn", skip_serializing_if = "Option::is_none")]
    pub state_machine_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(rename = "startDate")]
    pub start_date: Timestamp,
    #[serde(rename = "stopDate")]
    pub stop_date: Timestamp,
    pub status: SyncExecutionStatus,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input: Option<String>,
    #[serde(rename = "inputDetails", skip_serializing_if = "Option::is_none")]
    pub input_details: Option<CloudWatchEventsExecutionDataDetails>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output: Option<String>,
    #[serde(rename = "outputDetails", skip_serializing_if = "Option::is_none")]
    pub output_details: Option<CloudWatchEventsExecutionDataDetails>,
    #[serde(rename = "traceHeader", skip_serializing_if = "Option::is_none")]
    pub trace_header: Option<String>,
    #[serde(rename = "billingDetails", skip_serializing_if = "Option::is_none")]
    pub billing_details: Option<BillingDetails>,
}

impl StartSyncExecutionOutput {
    /// With what is required; the rest is absent.
    #[must_use]
    pub fn new(execution_arn: String, start_date: Timestamp, stop_date: Timestamp, status: SyncExecutionStatus) -> Self {
        Self { execution_arn, state_machine_arn: None, name: None, start_date, stop_date, status, error: None, cause: None, input: None, input_details: None, output: None, output_details: None, trace_header: None, billing_details: None }
    }
}

impl std::fmt::Debug for StartSyncExecutionOutput {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("StartSyncExecutionOutput")
            .field("execution_arn", &self.execution_arn)
            .field("state_machine_arn", &self.state_machine_arn)
            .field("name", &self.name)
            .field("start_date", &self.start_date)
            .field("stop_date", &self.stop_date)
            .field("status", &self.status)
            .field("error", &Hidden)
            .field("cause", &Hidden)
            .field("input", &Hidden)
            .field("input_details", &self.input_details)
            .field("output", &Hidden)
            .field("output_details", &self.output_details)
            .field("trace_header", &self.trace_header)
            .field("billing_details", &self.billing_details)
            .finish()
    }
}

/// `StateEnteredEventDetails`.
#[derive(Clone, Default, PartialEq, Serialize)]
pub struct StateEnteredEventDetails {
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input: Option<String>,
    #[serde(rename = "inputDetails", skip_serializing_if = "Option::is_none")]
    pub input_details: Option<HistoryEventExecutionDataDetails>,
}

impl std::fmt::Debug for StateEnteredEventDetails {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("StateEnteredEventDetails")
            .field("name", &self.name)
            .field("input", &Hidden)
            .field("input_details", &self.input_details)
            .finish()
    }
}

/// `StateExitedEventDetails`.
#[derive(Clone, Default, PartialEq, Serialize)]
pub struct StateExitedEventDetails {
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output: Option<String>,
    #[serde(rename = "outputDetails", skip_serializing_if = "Option::is_none")]
    pub output_details: Option<HistoryEventExecutionDataDetails>,
    #[serde(rename = "assignedVariables", skip_serializing_if = "Option::is_none")]
    pub assigned_variables: Option<IndexMap<String, String>>,
    #[serde(rename = "assignedVariablesDetails", skip_serializing_if = "Option::is_none")]
    pub assigned_variables_details: Option<AssignedVariablesDetails>,
}

impl std::fmt::Debug for StateExitedEventDetails {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("StateExitedEventDetails")
            .field("name", &self.name)
            .field("output", &Hidden)
            .field("output_details", &self.output_details)
            .field("assigned_variables", &Hidden)
            .field("assigned_variables_details", &self.assigned_variables_details)
            .finish()
    }
}

/// `StateMachineAliasListItem`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct StateMachineAliasListItem {
    #[serde(rename = "stateMachineAliasArn")]
    pub state_machine_alias_arn: String,
    #[serde(rename = "creationDate")]
    pub creation_date: Timestamp,
}

/// `StateMachineListItem`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StateMachineListItem {
    #[serde(rename = "stateMachineArn")]
    pub state_machine_arn: String,
    pub name: String,
    pub r#type: StateMachineType,
    #[serde(rename = "creationDate")]
    pub creation_date: Timestamp,
}

impl StateMachineListItem {
    /// With what is required; the rest is absent.
    #[must_use]
    pub fn new(state_machine_arn: String, name: String, r#type: StateMachineType, creation_date: Timestamp) -> Self {
        Self { state_machine_arn, name, r#type, creation_date }
    }
}

string_enum! {
    /// `StateMachineStatus`.
    pub enum StateMachineStatus {
        Active = "ACTIVE",
        Deleting = "DELETING",
    }
}

string_enum! {
    /// `StateMachineType`.
    pub enum StateMachineType {
        Standard = "STANDARD",
        Express = "EXPRESS",
    }
}

/// `StateMachineVersionListItem`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct StateMachineVersionListItem {
    #[serde(rename = "stateMachineVersionArn")]
    pub state_machine_version_arn: String,
    #[serde(rename = "creationDate")]
    pub creation_date: Timestamp,
}

/// `StopExecutionInput`.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct StopExecutionInput {
    #[serde(rename = "executionArn")]
    pub execution_arn: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<String>,
}

impl std::fmt::Debug for StopExecutionInput {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("StopExecutionInput")
            .field("execution_arn", &self.execution_arn)
            .field("error", &Hidden)
            .field("cause", &Hidden)
            .finish()
    }
}

/// `StopExecutionOutput`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct StopExecutionOutput {
    #[serde(rename = "stopDate")]
    pub stop_date: Timestamp,
}

string_enum! {
    /// `SyncExecutionStatus`.
    pub enum SyncExecutionStatus {
        Succeeded = "SUCCEEDED",
        Failed = "FAILED",
        TimedOut = "TIMED_OUT",
    }
}

/// `Tag`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Tag {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}

/// `TagResourceInput`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TagResourceInput {
    #[serde(rename = "resourceArn")]
    pub resource_arn: String,
    pub tags: Vec<Tag>,
}

/// `TagResourceOutput`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct TagResourceOutput {
}

/// `TaskCredentials`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct TaskCredentials {
    #[serde(rename = "roleArn", skip_serializing_if = "Option::is_none")]
    pub role_arn: Option<String>,
}

/// `TaskFailedEventDetails`.
#[derive(Clone, Default, PartialEq, Serialize)]
pub struct TaskFailedEventDetails {
    #[serde(rename = "resourceType")]
    pub resource_type: String,
    pub resource: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<String>,
}

impl std::fmt::Debug for TaskFailedEventDetails {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TaskFailedEventDetails")
            .field("resource_type", &self.resource_type)
            .field("resource", &self.resource)
            .field("error", &Hidden)
            .field("cause", &Hidden)
            .finish()
    }
}

/// `TaskScheduledEventDetails`.
#[derive(Clone, Default, PartialEq, Serialize)]
pub struct TaskScheduledEventDetails {
    #[serde(rename = "resourceType")]
    pub resource_type: String,
    pub resource: String,
    pub region: String,
    pub parameters: String,
    #[serde(rename = "timeoutInSeconds", skip_serializing_if = "Option::is_none")]
    pub timeout_in_seconds: Option<i64>,
    #[serde(rename = "heartbeatInSeconds", skip_serializing_if = "Option::is_none")]
    pub heartbeat_in_seconds: Option<i64>,
    #[serde(rename = "taskCredentials", skip_serializing_if = "Option::is_none")]
    pub task_credentials: Option<TaskCredentials>,
}

impl std::fmt::Debug for TaskScheduledEventDetails {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TaskScheduledEventDetails")
            .field("resource_type", &self.resource_type)
            .field("resource", &self.resource)
            .field("region", &self.region)
            .field("parameters", &Hidden)
            .field("timeout_in_seconds", &self.timeout_in_seconds)
            .field("heartbeat_in_seconds", &self.heartbeat_in_seconds)
            .field("task_credentials", &self.task_credentials)
            .finish()
    }
}

/// `TaskStartFailedEventDetails`.
#[derive(Clone, Default, PartialEq, Serialize)]
pub struct TaskStartFailedEventDetails {
    #[serde(rename = "resourceType")]
    pub resource_type: String,
    pub resource: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<String>,
}

impl std::fmt::Debug for TaskStartFailedEventDetails {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TaskStartFailedEventDetails")
            .field("resource_type", &self.resource_type)
            .field("resource", &self.resource)
            .field("error", &Hidden)
            .field("cause", &Hidden)
            .finish()
    }
}

/// `TaskStartedEventDetails`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct TaskStartedEventDetails {
    #[serde(rename = "resourceType")]
    pub resource_type: String,
    pub resource: String,
}

/// `TaskSubmitFailedEventDetails`.
#[derive(Clone, Default, PartialEq, Serialize)]
pub struct TaskSubmitFailedEventDetails {
    #[serde(rename = "resourceType")]
    pub resource_type: String,
    pub resource: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<String>,
}

impl std::fmt::Debug for TaskSubmitFailedEventDetails {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TaskSubmitFailedEventDetails")
            .field("resource_type", &self.resource_type)
            .field("resource", &self.resource)
            .field("error", &Hidden)
            .field("cause", &Hidden)
            .finish()
    }
}

/// `TaskSubmittedEventDetails`.
#[derive(Clone, Default, PartialEq, Serialize)]
pub struct TaskSubmittedEventDetails {
    #[serde(rename = "resourceType")]
    pub resource_type: String,
    pub resource: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output: Option<String>,
    #[serde(rename = "outputDetails", skip_serializing_if = "Option::is_none")]
    pub output_details: Option<HistoryEventExecutionDataDetails>,
}

impl std::fmt::Debug for TaskSubmittedEventDetails {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TaskSubmittedEventDetails")
            .field("resource_type", &self.resource_type)
            .field("resource", &self.resource)
            .field("output", &Hidden)
            .field("output_details", &self.output_details)
            .finish()
    }
}

/// `TaskSucceededEventDetails`.
#[derive(Clone, Default, PartialEq, Serialize)]
pub struct TaskSucceededEventDetails {
    #[serde(rename = "resourceType")]
    pub resource_type: String,
    pub resource: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output: Option<String>,
    #[serde(rename = "outputDetails", skip_serializing_if = "Option::is_none")]
    pub output_details: Option<HistoryEventExecutionDataDetails>,
}

impl std::fmt::Debug for TaskSucceededEventDetails {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TaskSucceededEventDetails")
            .field("resource_type", &self.resource_type)
            .field("resource", &self.resource)
            .field("output", &Hidden)
            .field("output_details", &self.output_details)
            .finish()
    }
}

/// `TaskTimedOutEventDetails`.
#[derive(Clone, Default, PartialEq, Serialize)]
pub struct TaskTimedOutEventDetails {
    #[serde(rename = "resourceType")]
    pub resource_type: String,
    pub resource: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<String>,
}

impl std::fmt::Debug for TaskTimedOutEventDetails {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TaskTimedOutEventDetails")
            .field("resource_type", &self.resource_type)
            .field("resource", &self.resource)
            .field("error", &Hidden)
            .field("cause", &Hidden)
            .finish()
    }
}

string_enum! {
    /// `TestExecutionStatus`.
    pub enum TestExecutionStatus {
        Succeeded = "SUCCEEDED",
        Failed = "FAILED",
        Retriable = "RETRIABLE",
        CaughtError = "CAUGHT_ERROR",
    }
}

/// `TestStateConfiguration`.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TestStateConfiguration {
    #[serde(rename = "retrierRetryCount", skip_serializing_if = "Option::is_none")]
    pub retrier_retry_count: Option<i32>,
    #[serde(rename = "errorCausedByState", skip_serializing_if = "Option::is_none")]
    pub error_caused_by_state: Option<String>,
    #[serde(rename = "mapIterationFailureCount", skip_serializing_if = "Option::is_none")]
    pub map_iteration_failure_count: Option<i32>,
    #[serde(rename = "mapItemReaderData", skip_serializing_if = "Option::is_none")]
    pub map_item_reader_data: Option<String>,
}

impl std::fmt::Debug for TestStateConfiguration {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TestStateConfiguration")
            .field("retrier_retry_count", &self.retrier_retry_count)
            .field("error_caused_by_state", &Hidden)
            .field("map_iteration_failure_count", &self.map_iteration_failure_count)
            .field("map_item_reader_data", &Hidden)
            .finish()
    }
}

/// `TestStateInput`.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TestStateInput {
    pub definition: String,
    #[serde(rename = "roleArn", skip_serializing_if = "Option::is_none")]
    pub role_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input: Option<String>,
    #[serde(rename = "inspectionLevel", skip_serializing_if = "Option::is_none")]
    pub inspection_level: Option<InspectionLevel>,
    #[serde(rename = "revealSecrets", skip_serializing_if = "Option::is_none")]
    pub reveal_secrets: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub variables: Option<String>,
    #[serde(rename = "stateName", skip_serializing_if = "Option::is_none")]
    pub state_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mock: Option<MockInput>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub context: Option<String>,
    #[serde(rename = "stateConfiguration", skip_serializing_if = "Option::is_none")]
    pub state_configuration: Option<TestStateConfiguration>,
}

impl std::fmt::Debug for TestStateInput {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TestStateInput")
            .field("definition", &Hidden)
            .field("role_arn", &self.role_arn)
            .field("input", &Hidden)
            .field("inspection_level", &self.inspection_level)
            .field("reveal_secrets", &self.reveal_secrets)
            .field("variables", &Hidden)
            .field("state_name", &Hidden)
            .field("mock", &self.mock)
            .field("context", &Hidden)
            .field("state_configuration", &self.state_configuration)
            .finish()
    }
}

/// `TestStateOutput`.
#[derive(Clone, Default, PartialEq, Serialize)]
pub struct TestStateOutput {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<String>,
    #[serde(rename = "inspectionData", skip_serializing_if = "Option::is_none")]
    pub inspection_data: Option<InspectionData>,
    #[serde(rename = "nextState", skip_serializing_if = "Option::is_none")]
    pub next_state: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<TestExecutionStatus>,
}

impl std::fmt::Debug for TestStateOutput {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TestStateOutput")
            .field("output", &Hidden)
            .field("error", &Hidden)
            .field("cause", &Hidden)
            .field("inspection_data", &self.inspection_data)
            .field("next_state", &self.next_state)
            .field("status", &self.status)
            .finish()
    }
}

/// `TracingConfiguration`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TracingConfiguration {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
}

/// `UntagResourceInput`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct UntagResourceInput {
    #[serde(rename = "resourceArn")]
    pub resource_arn: String,
    #[serde(rename = "tagKeys")]
    pub tag_keys: Vec<String>,
}

/// `UntagResourceOutput`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct UntagResourceOutput {
}

/// `UpdateMapRunInput`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct UpdateMapRunInput {
    #[serde(rename = "mapRunArn")]
    pub map_run_arn: String,
    #[serde(rename = "maxConcurrency", skip_serializing_if = "Option::is_none")]
    pub max_concurrency: Option<i32>,
    #[serde(rename = "toleratedFailurePercentage", skip_serializing_if = "Option::is_none")]
    pub tolerated_failure_percentage: Option<f64>,
    #[serde(rename = "toleratedFailureCount", skip_serializing_if = "Option::is_none")]
    pub tolerated_failure_count: Option<i64>,
}

/// `UpdateMapRunOutput`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct UpdateMapRunOutput {
}

/// `UpdateStateMachineAliasInput`.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct UpdateStateMachineAliasInput {
    #[serde(rename = "stateMachineAliasArn")]
    pub state_machine_alias_arn: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(rename = "routingConfiguration", skip_serializing_if = "Option::is_none")]
    pub routing_configuration: Option<Vec<RoutingConfigurationListItem>>,
}

impl std::fmt::Debug for UpdateStateMachineAliasInput {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("UpdateStateMachineAliasInput")
            .field("state_machine_alias_arn", &self.state_machine_alias_arn)
            .field("description", &Hidden)
            .field("routing_configuration", &self.routing_configuration)
            .finish()
    }
}

/// `UpdateStateMachineAliasOutput`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct UpdateStateMachineAliasOutput {
    #[serde(rename = "updateDate")]
    pub update_date: Timestamp,
}

/// `UpdateStateMachineInput`.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct UpdateStateMachineInput {
    #[serde(rename = "stateMachineArn")]
    pub state_machine_arn: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub definition: Option<String>,
    #[serde(rename = "roleArn", skip_serializing_if = "Option::is_none")]
    pub role_arn: Option<String>,
    #[serde(rename = "loggingConfiguration", skip_serializing_if = "Option::is_none")]
    pub logging_configuration: Option<LoggingConfiguration>,
    #[serde(rename = "tracingConfiguration", skip_serializing_if = "Option::is_none")]
    pub tracing_configuration: Option<TracingConfiguration>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub publish: Option<bool>,
    #[serde(rename = "versionDescription", skip_serializing_if = "Option::is_none")]
    pub version_description: Option<String>,
    #[serde(rename = "encryptionConfiguration", skip_serializing_if = "Option::is_none")]
    pub encryption_configuration: Option<EncryptionConfiguration>,
}

impl std::fmt::Debug for UpdateStateMachineInput {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("UpdateStateMachineInput")
            .field("state_machine_arn", &self.state_machine_arn)
            .field("definition", &Hidden)
            .field("role_arn", &self.role_arn)
            .field("logging_configuration", &self.logging_configuration)
            .field("tracing_configuration", &self.tracing_configuration)
            .field("publish", &self.publish)
            .field("version_description", &Hidden)
            .field("encryption_configuration", &self.encryption_configuration)
            .finish()
    }
}

/// `UpdateStateMachineOutput`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct UpdateStateMachineOutput {
    #[serde(rename = "updateDate")]
    pub update_date: Timestamp,
    #[serde(rename = "revisionId", skip_serializing_if = "Option::is_none")]
    pub revision_id: Option<String>,
    #[serde(rename = "stateMachineVersionArn", skip_serializing_if = "Option::is_none")]
    pub state_machine_version_arn: Option<String>,
}

/// `ValidateStateMachineDefinitionDiagnostic`.
#[derive(Clone, PartialEq, Serialize)]
pub struct ValidateStateMachineDefinitionDiagnostic {
    pub severity: ValidateStateMachineDefinitionSeverity,
    pub code: String,
    pub message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
}

impl ValidateStateMachineDefinitionDiagnostic {
    /// With what is required; the rest is absent.
    #[must_use]
    pub fn new(severity: ValidateStateMachineDefinitionSeverity, code: String, message: String) -> Self {
        Self { severity, code, message, location: None }
    }
}

impl std::fmt::Debug for ValidateStateMachineDefinitionDiagnostic {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ValidateStateMachineDefinitionDiagnostic")
            .field("severity", &self.severity)
            .field("code", &Hidden)
            .field("message", &Hidden)
            .field("location", &Hidden)
            .finish()
    }
}

/// `ValidateStateMachineDefinitionInput`.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ValidateStateMachineDefinitionInput {
    pub definition: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub r#type: Option<StateMachineType>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub severity: Option<ValidateStateMachineDefinitionSeverity>,
    #[serde(rename = "maxResults", skip_serializing_if = "Option::is_none")]
    pub max_results: Option<i32>,
}

impl std::fmt::Debug for ValidateStateMachineDefinitionInput {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ValidateStateMachineDefinitionInput")
            .field("definition", &Hidden)
            .field("type", &self.r#type)
            .field("severity", &self.severity)
            .field("max_results", &self.max_results)
            .finish()
    }
}

/// `ValidateStateMachineDefinitionOutput`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ValidateStateMachineDefinitionOutput {
    pub result: ValidateStateMachineDefinitionResultCode,
    pub diagnostics: Vec<ValidateStateMachineDefinitionDiagnostic>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub truncated: Option<bool>,
}

impl ValidateStateMachineDefinitionOutput {
    /// With what is required; the rest is absent.
    #[must_use]
    pub fn new(result: ValidateStateMachineDefinitionResultCode, diagnostics: Vec<ValidateStateMachineDefinitionDiagnostic>) -> Self {
        Self { result, diagnostics, truncated: None }
    }
}

string_enum! {
    /// `ValidateStateMachineDefinitionResultCode`.
    pub enum ValidateStateMachineDefinitionResultCode {
        Ok = "OK",
        Fail = "FAIL",
    }
}

string_enum! {
    /// `ValidateStateMachineDefinitionSeverity`.
    pub enum ValidateStateMachineDefinitionSeverity {
        Error = "ERROR",
        Warning = "WARNING",
    }
}

impl OperationInput for CreateActivityInput {
    type Output = CreateActivityOutput;
    const SERVICE: Service = Service::States;
    const NAME: &'static str = "CreateActivity";

    fn operation() -> &'static Operation {
        &super::tables::states::OPERATIONS[0]
    }
}

impl OperationInput for CreateStateMachineInput {
    type Output = CreateStateMachineOutput;
    const SERVICE: Service = Service::States;
    const NAME: &'static str = "CreateStateMachine";

    fn operation() -> &'static Operation {
        &super::tables::states::OPERATIONS[1]
    }
}

impl OperationInput for DeleteActivityInput {
    type Output = DeleteActivityOutput;
    const SERVICE: Service = Service::States;
    const NAME: &'static str = "DeleteActivity";

    fn operation() -> &'static Operation {
        &super::tables::states::OPERATIONS[3]
    }
}

impl OperationInput for DeleteStateMachineInput {
    type Output = DeleteStateMachineOutput;
    const SERVICE: Service = Service::States;
    const NAME: &'static str = "DeleteStateMachine";

    fn operation() -> &'static Operation {
        &super::tables::states::OPERATIONS[4]
    }
}

impl OperationInput for DeleteStateMachineVersionInput {
    type Output = DeleteStateMachineVersionOutput;
    const SERVICE: Service = Service::States;
    const NAME: &'static str = "DeleteStateMachineVersion";

    fn operation() -> &'static Operation {
        &super::tables::states::OPERATIONS[6]
    }
}

impl OperationInput for DescribeActivityInput {
    type Output = DescribeActivityOutput;
    const SERVICE: Service = Service::States;
    const NAME: &'static str = "DescribeActivity";

    fn operation() -> &'static Operation {
        &super::tables::states::OPERATIONS[7]
    }
}

impl OperationInput for CreateStateMachineAliasInput {
    type Output = CreateStateMachineAliasOutput;
    const SERVICE: Service = Service::States;
    const NAME: &'static str = "CreateStateMachineAlias";

    fn operation() -> &'static Operation {
        &super::tables::states::OPERATIONS[2]
    }
}

impl OperationInput for UpdateStateMachineAliasInput {
    type Output = UpdateStateMachineAliasOutput;
    const SERVICE: Service = Service::States;
    const NAME: &'static str = "UpdateStateMachineAlias";

    fn operation() -> &'static Operation {
        &super::tables::states::OPERATIONS[35]
    }
}

impl OperationInput for DescribeStateMachineAliasInput {
    type Output = DescribeStateMachineAliasOutput;
    const SERVICE: Service = Service::States;
    const NAME: &'static str = "DescribeStateMachineAlias";

    fn operation() -> &'static Operation {
        &super::tables::states::OPERATIONS[11]
    }
}

impl OperationInput for ListStateMachineAliasesInput {
    type Output = ListStateMachineAliasesOutput;
    const SERVICE: Service = Service::States;
    const NAME: &'static str = "ListStateMachineAliases";

    fn operation() -> &'static Operation {
        &super::tables::states::OPERATIONS[18]
    }
}

impl OperationInput for DeleteStateMachineAliasInput {
    type Output = DeleteStateMachineAliasOutput;
    const SERVICE: Service = Service::States;
    const NAME: &'static str = "DeleteStateMachineAlias";

    fn operation() -> &'static Operation {
        &super::tables::states::OPERATIONS[5]
    }
}

impl OperationInput for DescribeExecutionInput {
    type Output = DescribeExecutionOutput;
    const SERVICE: Service = Service::States;
    const NAME: &'static str = "DescribeExecution";

    fn operation() -> &'static Operation {
        &super::tables::states::OPERATIONS[8]
    }
}

impl OperationInput for DescribeMapRunInput {
    type Output = DescribeMapRunOutput;
    const SERVICE: Service = Service::States;
    const NAME: &'static str = "DescribeMapRun";

    fn operation() -> &'static Operation {
        &super::tables::states::OPERATIONS[9]
    }
}

impl OperationInput for DescribeStateMachineInput {
    type Output = DescribeStateMachineOutput;
    const SERVICE: Service = Service::States;
    const NAME: &'static str = "DescribeStateMachine";

    fn operation() -> &'static Operation {
        &super::tables::states::OPERATIONS[10]
    }
}

impl OperationInput for DescribeStateMachineForExecutionInput {
    type Output = DescribeStateMachineForExecutionOutput;
    const SERVICE: Service = Service::States;
    const NAME: &'static str = "DescribeStateMachineForExecution";

    fn operation() -> &'static Operation {
        &super::tables::states::OPERATIONS[12]
    }
}

impl OperationInput for GetActivityTaskInput {
    type Output = GetActivityTaskOutput;
    const SERVICE: Service = Service::States;
    const NAME: &'static str = "GetActivityTask";

    fn operation() -> &'static Operation {
        &super::tables::states::OPERATIONS[13]
    }
}

impl OperationInput for GetExecutionHistoryInput {
    type Output = GetExecutionHistoryOutput;
    const SERVICE: Service = Service::States;
    const NAME: &'static str = "GetExecutionHistory";

    fn operation() -> &'static Operation {
        &super::tables::states::OPERATIONS[14]
    }
}

impl OperationInput for ListActivitiesInput {
    type Output = ListActivitiesOutput;
    const SERVICE: Service = Service::States;
    const NAME: &'static str = "ListActivities";

    fn operation() -> &'static Operation {
        &super::tables::states::OPERATIONS[15]
    }
}

impl OperationInput for ListExecutionsInput {
    type Output = ListExecutionsOutput;
    const SERVICE: Service = Service::States;
    const NAME: &'static str = "ListExecutions";

    fn operation() -> &'static Operation {
        &super::tables::states::OPERATIONS[16]
    }
}

impl OperationInput for ListMapRunsInput {
    type Output = ListMapRunsOutput;
    const SERVICE: Service = Service::States;
    const NAME: &'static str = "ListMapRuns";

    fn operation() -> &'static Operation {
        &super::tables::states::OPERATIONS[17]
    }
}

impl OperationInput for ListStateMachineVersionsInput {
    type Output = ListStateMachineVersionsOutput;
    const SERVICE: Service = Service::States;
    const NAME: &'static str = "ListStateMachineVersions";

    fn operation() -> &'static Operation {
        &super::tables::states::OPERATIONS[19]
    }
}

impl OperationInput for ListStateMachinesInput {
    type Output = ListStateMachinesOutput;
    const SERVICE: Service = Service::States;
    const NAME: &'static str = "ListStateMachines";

    fn operation() -> &'static Operation {
        &super::tables::states::OPERATIONS[20]
    }
}

impl OperationInput for ListTagsForResourceInput {
    type Output = ListTagsForResourceOutput;
    const SERVICE: Service = Service::States;
    const NAME: &'static str = "ListTagsForResource";

    fn operation() -> &'static Operation {
        &super::tables::states::OPERATIONS[21]
    }
}

impl OperationInput for PublishStateMachineVersionInput {
    type Output = PublishStateMachineVersionOutput;
    const SERVICE: Service = Service::States;
    const NAME: &'static str = "PublishStateMachineVersion";

    fn operation() -> &'static Operation {
        &super::tables::states::OPERATIONS[22]
    }
}

impl OperationInput for RedriveExecutionInput {
    type Output = RedriveExecutionOutput;
    const SERVICE: Service = Service::States;
    const NAME: &'static str = "RedriveExecution";

    fn operation() -> &'static Operation {
        &super::tables::states::OPERATIONS[23]
    }
}

impl OperationInput for SendTaskFailureInput {
    type Output = SendTaskFailureOutput;
    const SERVICE: Service = Service::States;
    const NAME: &'static str = "SendTaskFailure";

    fn operation() -> &'static Operation {
        &super::tables::states::OPERATIONS[24]
    }
}

impl OperationInput for SendTaskHeartbeatInput {
    type Output = SendTaskHeartbeatOutput;
    const SERVICE: Service = Service::States;
    const NAME: &'static str = "SendTaskHeartbeat";

    fn operation() -> &'static Operation {
        &super::tables::states::OPERATIONS[25]
    }
}

impl OperationInput for SendTaskSuccessInput {
    type Output = SendTaskSuccessOutput;
    const SERVICE: Service = Service::States;
    const NAME: &'static str = "SendTaskSuccess";

    fn operation() -> &'static Operation {
        &super::tables::states::OPERATIONS[26]
    }
}

impl OperationInput for StartExecutionInput {
    type Output = StartExecutionOutput;
    const SERVICE: Service = Service::States;
    const NAME: &'static str = "StartExecution";

    fn operation() -> &'static Operation {
        &super::tables::states::OPERATIONS[27]
    }
}

impl OperationInput for StartSyncExecutionInput {
    type Output = StartSyncExecutionOutput;
    const SERVICE: Service = Service::States;
    const NAME: &'static str = "StartSyncExecution";

    fn operation() -> &'static Operation {
        &super::tables::states::OPERATIONS[28]
    }
}

impl OperationInput for StopExecutionInput {
    type Output = StopExecutionOutput;
    const SERVICE: Service = Service::States;
    const NAME: &'static str = "StopExecution";

    fn operation() -> &'static Operation {
        &super::tables::states::OPERATIONS[29]
    }
}

impl OperationInput for TagResourceInput {
    type Output = TagResourceOutput;
    const SERVICE: Service = Service::States;
    const NAME: &'static str = "TagResource";

    fn operation() -> &'static Operation {
        &super::tables::states::OPERATIONS[30]
    }
}

impl OperationInput for TestStateInput {
    type Output = TestStateOutput;
    const SERVICE: Service = Service::States;
    const NAME: &'static str = "TestState";

    fn operation() -> &'static Operation {
        &super::tables::states::OPERATIONS[31]
    }
}

impl OperationInput for UntagResourceInput {
    type Output = UntagResourceOutput;
    const SERVICE: Service = Service::States;
    const NAME: &'static str = "UntagResource";

    fn operation() -> &'static Operation {
        &super::tables::states::OPERATIONS[32]
    }
}

impl OperationInput for UpdateMapRunInput {
    type Output = UpdateMapRunOutput;
    const SERVICE: Service = Service::States;
    const NAME: &'static str = "UpdateMapRun";

    fn operation() -> &'static Operation {
        &super::tables::states::OPERATIONS[33]
    }
}

impl OperationInput for UpdateStateMachineInput {
    type Output = UpdateStateMachineOutput;
    const SERVICE: Service = Service::States;
    const NAME: &'static str = "UpdateStateMachine";

    fn operation() -> &'static Operation {
        &super::tables::states::OPERATIONS[34]
    }
}

impl OperationInput for ValidateStateMachineDefinitionInput {
    type Output = ValidateStateMachineDefinitionOutput;
    const SERVICE: Service = Service::States;
    const NAME: &'static str = "ValidateStateMachineDefinition";

    fn operation() -> &'static Operation {
        &super::tables::states::OPERATIONS[36]
    }
}
