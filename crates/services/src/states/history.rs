//! History events as GetExecutionHistory answers them
//! (<https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html>).

use asl::event::{
    Details, Event, EventType, Failure, Payload, TaskFailure, TaskOutput, WorkScheduled,
};
use aws::states::*;

/// The event in the API's form. Without data, inputs, outputs, errors and causes are left out.
pub(crate) fn wire(event: Event, include_data: bool) -> HistoryEvent {
    let kind = EventType::try_from(event.event_type).unwrap_or(EventType::Unspecified);
    let api_kind = kind
        .name()
        .parse()
        .unwrap_or(HistoryEventType::ExecutionStarted);
    let id = i64::try_from(event.id).unwrap_or(i64::MAX);
    let mut out = HistoryEvent::new(event.time(), api_kind, id);
    out.previous_event_id = i64::try_from(event.previous).ok();
    if let Some(details) = event.details {
        Writer {
            out: &mut out,
            kind,
            include_data,
        }
        .details(details);
    }
    out
}

/// Puts an event's details into the member that its type calls for.
struct Writer<'a> {
    out: &'a mut HistoryEvent,
    kind: EventType,
    include_data: bool,
}

impl Writer<'_> {
    fn details(&mut self, details: Details) {
        match details {
            Details::Started(started) => {
                self.out.execution_started_event_details = Some(ExecutionStartedEventDetails {
                    input: self.text(&started.input),
                    input_details: self.data_details(),
                    role_arn: Some(started.role_arn),
                    state_machine_alias_arn: started.alias_arn,
                    state_machine_version_arn: started.version_arn,
                });
            }
            Details::Entered(entered) => {
                self.out.state_entered_event_details = Some(StateEnteredEventDetails {
                    input: self.text(&entered.input),
                    input_details: self.data_details(),
                    name: entered.name,
                });
            }
            Details::Exited(exited) => self.exited(exited),
            Details::Output(output) => self.output(&output),
            Details::Failure(failure) => self.failure(failure),
            Details::WorkScheduled(scheduled) => self.work_scheduled(scheduled),
            Details::ActivityStarted(started) => {
                self.out.activity_started_event_details = Some(ActivityStartedEventDetails {
                    worker_name: started.worker_name,
                });
            }
            Details::TaskScheduled(scheduled) => self.task_scheduled(scheduled),
            Details::TaskStarted(task) => {
                self.out.task_started_event_details = Some(TaskStartedEventDetails {
                    resource_type: task.resource_type,
                    resource: task.resource,
                });
            }
            Details::TaskOutput(output) => self.task_output(output),
            Details::TaskFailure(failure) => self.task_failure(failure),
            Details::MapLength(length) => {
                self.out.map_state_started_event_details = Some(MapStateStartedEventDetails {
                    length: i32::try_from(length).ok(),
                });
            }
            Details::Iteration(iteration) => self.iteration(iteration),
            Details::MapRun(arn) => {
                self.out.map_run_started_event_details = Some(MapRunStartedEventDetails {
                    map_run_arn: Some(arn),
                });
            }
            Details::Evaluation(failed) => {
                self.out.evaluation_failed_event_details = Some(EvaluationFailedEventDetails {
                    error: self.data(Some(failed.error)),
                    cause: self.data(Some(failed.cause)),
                    location: Some(failed.location).filter(|location| !location.is_empty()),
                    state: failed.state,
                });
            }
            Details::MapRunRedriven(redriven) => {
                self.out.map_run_redriven_event_details = Some(MapRunRedrivenEventDetails {
                    map_run_arn: Some(redriven.arn),
                    redrive_count: i32::try_from(redriven.redrive_count).ok(),
                });
            }
            Details::Redriven(count) => {
                self.out.execution_redriven_event_details = Some(ExecutionRedrivenEventDetails {
                    redrive_count: i32::try_from(count).ok(),
                });
            }
        }
    }

    fn exited(&mut self, exited: asl::event::StateExited) {
        let assigned = exited
            .assigned
            .iter()
            .map(|variable| (variable.name.clone(), variable.value.clone()));
        let has_assigned = !exited.assigned.is_empty();
        self.out.state_exited_event_details = Some(StateExitedEventDetails {
            output: self.text(&exited.output),
            output_details: self.data_details(),
            assigned_variables: (has_assigned && self.include_data).then(|| assigned.collect()),
            assigned_variables_details: has_assigned.then_some(AssignedVariablesDetails {
                truncated: Some(false),
            }),
            name: exited.name,
        });
    }

    fn output(&mut self, output: &Payload) {
        let (output, output_details) = (self.text(output), self.data_details());
        match self.kind {
            EventType::LambdaFunctionSucceeded => {
                self.out.lambda_function_succeeded_event_details =
                    Some(LambdaFunctionSucceededEventDetails {
                        output,
                        output_details,
                    });
            }
            EventType::ActivitySucceeded => {
                self.out.activity_succeeded_event_details = Some(ActivitySucceededEventDetails {
                    output,
                    output_details,
                });
            }
            _ => {
                self.out.execution_succeeded_event_details = Some(ExecutionSucceededEventDetails {
                    output,
                    output_details,
                });
            }
        }
    }

    fn failure(&mut self, Failure { error, cause }: Failure) {
        let (error, cause) = (self.data(error), self.data(cause));
        macro_rules! set {
            ($field:ident, $details:ident) => {
                self.out.$field = Some($details { error, cause })
            };
        }
        match self.kind {
            EventType::ExecutionFailed => {
                set!(execution_failed_event_details, ExecutionFailedEventDetails)
            }
            EventType::ExecutionAborted => set!(
                execution_aborted_event_details,
                ExecutionAbortedEventDetails
            ),
            EventType::ExecutionTimedOut => set!(
                execution_timed_out_event_details,
                ExecutionTimedOutEventDetails
            ),
            EventType::LambdaFunctionFailed => set!(
                lambda_function_failed_event_details,
                LambdaFunctionFailedEventDetails
            ),
            EventType::LambdaFunctionTimedOut => set!(
                lambda_function_timed_out_event_details,
                LambdaFunctionTimedOutEventDetails
            ),
            EventType::LambdaFunctionScheduleFailed => {
                set!(
                    lambda_function_schedule_failed_event_details,
                    LambdaFunctionScheduleFailedEventDetails
                );
            }
            EventType::LambdaFunctionStartFailed => {
                set!(
                    lambda_function_start_failed_event_details,
                    LambdaFunctionStartFailedEventDetails
                );
            }
            EventType::ActivityFailed => {
                set!(activity_failed_event_details, ActivityFailedEventDetails)
            }
            EventType::ActivityTimedOut => set!(
                activity_timed_out_event_details,
                ActivityTimedOutEventDetails
            ),
            EventType::ActivityScheduleFailed => set!(
                activity_schedule_failed_event_details,
                ActivityScheduleFailedEventDetails
            ),
            EventType::MapRunFailed => set!(map_run_failed_event_details, MapRunFailedEventDetails),
            // The other types that fail say why in the event that caused them.
            _ => {}
        }
    }

    fn work_scheduled(&mut self, scheduled: WorkScheduled) {
        let (input, input_details) = (self.text(&scheduled.input), self.data_details());
        if self.kind == EventType::ActivityScheduled {
            self.out.activity_scheduled_event_details = Some(ActivityScheduledEventDetails {
                resource: scheduled.resource,
                input,
                input_details,
                timeout_in_seconds: scheduled.timeout_seconds,
                heartbeat_in_seconds: scheduled.heartbeat_seconds,
            });
        } else {
            self.out.lambda_function_scheduled_event_details =
                Some(LambdaFunctionScheduledEventDetails {
                    resource: scheduled.resource,
                    input,
                    input_details,
                    timeout_in_seconds: scheduled.timeout_seconds,
                    task_credentials: credentials(scheduled.credentials_role),
                });
        }
    }

    fn task_scheduled(&mut self, scheduled: asl::event::TaskScheduled) {
        self.out.task_scheduled_event_details = Some(TaskScheduledEventDetails {
            parameters: self.text(&scheduled.parameters).unwrap_or_default(),
            resource_type: scheduled.task.resource_type,
            resource: scheduled.task.resource,
            region: scheduled.region,
            timeout_in_seconds: scheduled.timeout_seconds,
            heartbeat_in_seconds: scheduled.heartbeat_seconds,
            task_credentials: credentials(scheduled.credentials_role),
        });
    }

    fn task_output(&mut self, TaskOutput { task, output }: TaskOutput) {
        let (output, output_details) = (self.text(&output), self.data_details());
        let (resource_type, resource) = (task.resource_type, task.resource);
        if self.kind == EventType::TaskSubmitted {
            self.out.task_submitted_event_details = Some(TaskSubmittedEventDetails {
                resource_type,
                resource,
                output,
                output_details,
            });
        } else {
            self.out.task_succeeded_event_details = Some(TaskSucceededEventDetails {
                resource_type,
                resource,
                output,
                output_details,
            });
        }
    }

    fn task_failure(&mut self, TaskFailure { task, failure }: TaskFailure) {
        let (error, cause) = (self.data(failure.error), self.data(failure.cause));
        let (resource_type, resource) = (task.resource_type, task.resource);
        macro_rules! set {
            ($field:ident, $details:ident) => {
                self.out.$field = Some($details {
                    resource_type,
                    resource,
                    error,
                    cause,
                })
            };
        }
        match self.kind {
            EventType::TaskTimedOut => set!(task_timed_out_event_details, TaskTimedOutEventDetails),
            EventType::TaskStartFailed => {
                set!(task_start_failed_event_details, TaskStartFailedEventDetails)
            }
            EventType::TaskSubmitFailed => set!(
                task_submit_failed_event_details,
                TaskSubmitFailedEventDetails
            ),
            _ => set!(task_failed_event_details, TaskFailedEventDetails),
        }
    }

    fn iteration(&mut self, iteration: asl::event::Iteration) {
        let details = Some(MapIterationEventDetails {
            name: Some(iteration.name),
            index: i32::try_from(iteration.index).ok(),
        });
        match self.kind {
            EventType::MapIterationStarted => {
                self.out.map_iteration_started_event_details = details
            }
            EventType::MapIterationSucceeded => {
                self.out.map_iteration_succeeded_event_details = details
            }
            EventType::MapIterationFailed => self.out.map_iteration_failed_event_details = details,
            _ => self.out.map_iteration_aborted_event_details = details,
        }
    }

    fn text(&self, payload: &Payload) -> Option<String> {
        self.include_data.then(|| payload.as_str().to_owned())
    }

    fn data(&self, text: Option<String>) -> Option<String> {
        text.filter(|_| self.include_data)
    }

    fn data_details(&self) -> Option<HistoryEventExecutionDataDetails> {
        self.include_data
            .then_some(HistoryEventExecutionDataDetails {
                truncated: Some(false),
            })
    }
}

fn credentials(role: Option<String>) -> Option<TaskCredentials> {
    role.map(|role| TaskCredentials {
        role_arn: Some(role),
    })
}
