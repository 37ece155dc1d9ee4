//! Step Functions' operations.

mod activities;
mod alias_operations;
mod aliases;
mod create_state_machine;
mod delete_state_machine;
mod describe_execution;
mod describe_state_machine;
mod encryption;
mod error;
mod get_execution_history;
pub(crate) mod history;
mod list_executions;
mod list_state_machines;
mod logging;
mod machines;
mod map_runs;
mod names;
mod page;
mod publish_state_machine_version;
mod qualified;
mod redrive_execution;
mod start_execution;
mod start_sync_execution;
mod stop_execution;
mod tags;
mod target;
mod tasks;
mod test_state;
mod update_state_machine;
mod validate_state_machine_definition;
mod version_operations;
mod versions;

use aws::states::*;

pub(crate) use delete_state_machine::resume as resume_deletions;

pub use aliases::AliasDocument;
pub use machines::{ActivityDocument, MachineDocument, Machines};
pub use versions::VersionDocument;

use crate::operations::operations;

operations! {
    CreateStateMachineInput => create_state_machine::create_state_machine, on |cx, input| names::machine_arn(cx, &input.name);
    UpdateStateMachineInput => update_state_machine::update_state_machine, on |_cx, input| input.state_machine_arn.clone();
    DescribeStateMachineInput => describe_state_machine::describe_state_machine, on |_cx, input| input.state_machine_arn.clone();
    DescribeStateMachineForExecutionInput => describe_state_machine::describe_state_machine_for_execution, on |_cx, input| input.execution_arn.clone();
    ListStateMachinesInput => list_state_machines::list_state_machines, on |_cx, _input| "*";
    PublishStateMachineVersionInput => publish_state_machine_version::publish_state_machine_version, on |_cx, input| input.state_machine_arn.clone();
    ListStateMachineVersionsInput => version_operations::list_state_machine_versions, on |_cx, input| input.state_machine_arn.clone();
    DeleteStateMachineVersionInput => version_operations::delete_state_machine_version, on |_cx, input| input.state_machine_version_arn.clone();
    CreateStateMachineAliasInput => alias_operations::create_state_machine_alias, on |_cx, input| alias_operations::resource(&input);
    UpdateStateMachineAliasInput => alias_operations::update_state_machine_alias, on |_cx, input| input.state_machine_alias_arn.clone();
    DescribeStateMachineAliasInput => alias_operations::describe_state_machine_alias, on |_cx, input| input.state_machine_alias_arn.clone();
    ListStateMachineAliasesInput => alias_operations::list_state_machine_aliases, on |_cx, input| input.state_machine_arn.clone();
    DeleteStateMachineAliasInput => alias_operations::delete_state_machine_alias, on |_cx, input| input.state_machine_alias_arn.clone();
    DeleteStateMachineInput => delete_state_machine::delete_state_machine, on |_cx, input| input.state_machine_arn.clone();
    ValidateStateMachineDefinitionInput => validate_state_machine_definition::validate_state_machine_definition, on |_cx, _input| "*";
    StartExecutionInput => start_execution::start_execution, on |_cx, input| input.state_machine_arn.clone();
    StartSyncExecutionInput => start_sync_execution::start_sync_execution, on |_cx, input| input.state_machine_arn.clone();
    StopExecutionInput => stop_execution::stop_execution, on |_cx, input| input.execution_arn.clone();
    RedriveExecutionInput => redrive_execution::redrive_execution, on |_cx, input| input.execution_arn.clone();
    DescribeExecutionInput => describe_execution::describe_execution, on |_cx, input| input.execution_arn.clone();
    ListExecutionsInput => list_executions::list_executions, on |_cx, input| input.map_run_arn.clone().or_else(|| input.state_machine_arn.clone()).unwrap_or_default();
    GetExecutionHistoryInput => get_execution_history::get_execution_history, on |_cx, input| input.execution_arn.clone();
    DescribeMapRunInput => map_runs::describe_map_run, on |_cx, input| input.map_run_arn.clone();
    ListMapRunsInput => map_runs::list_map_runs, on |_cx, input| input.execution_arn.clone();
    UpdateMapRunInput => map_runs::update_map_run, on |_cx, input| input.map_run_arn.clone();
    SendTaskSuccessInput => tasks::send_task_success, on |_cx, _input| "*";
    SendTaskFailureInput => tasks::send_task_failure, on |_cx, _input| "*";
    SendTaskHeartbeatInput => tasks::send_task_heartbeat, on |_cx, _input| "*";
    CreateActivityInput => activities::create_activity, on |cx, input| names::activity_arn(cx, &input.name);
    DescribeActivityInput => activities::describe_activity, on |_cx, input| input.activity_arn.clone();
    ListActivitiesInput => activities::list_activities, on |_cx, _input| "*";
    DeleteActivityInput => activities::delete_activity, on |_cx, input| input.activity_arn.clone();
    GetActivityTaskInput => activities::get_activity_task, on |_cx, input| input.activity_arn.clone();
    TestStateInput => test_state::test_state, on |_cx, _input| "*";
    TagResourceInput => tags::tag_resource, on |_cx, input| input.resource_arn.clone();
    UntagResourceInput => tags::untag_resource, on |_cx, input| input.resource_arn.clone();
    ListTagsForResourceInput => tags::list_tags_for_resource, on |_cx, input| input.resource_arn.clone();
}
