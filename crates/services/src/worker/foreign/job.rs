//! Jobs of services that are elsewhere: `.sync`. They are asked about, ever less often, until they end; AWS does the
//! same where a service sends no events
//! (<https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html#connect-sync>).

use std::sync::Arc;
use std::time::Duration;

use asl::event::Payload;
use serde_json::{Map, Value};

use super::names::Called;
use super::{Failed, exchange, known};
use crate::app::App;
use crate::call::Caller;
use crate::worker::job::Job;
use crate::worker::outcome::{Outcome, failed, unusable};
use crate::worker::work::Work;

/// The first pause between questions, and the longest.
const PAUSES: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(15));

/// Where a value of a question comes from.
#[derive(Clone, Copy, Debug)]
enum From {
    /// A parameter of the task.
    Parameter(&'static str),
    /// A place in the answer that started the job.
    Answer(&'static [&'static str]),
    /// The same, as a list of one.
    List(&'static [&'static str]),
    /// This text.
    Text(&'static str),
}

/// What is asked: an operation and its parameters.
#[derive(Clone, Copy, Debug)]
struct Question {
    operation: &'static str,
    parameters: &'static [(&'static str, From)],
}

/// How the job of one action is followed. Places are names of members; a number is an item of a list.
#[derive(Debug)]
struct Course {
    id: &'static str,
    action: &'static str,
    describe: Question,
    stop: Question,
    /// Where the answer to `describe` has the result.
    result: &'static [&'static str],
    /// Where the result has its state.
    state: &'static [&'static str],
    succeeded: &'static [&'static str],
    failed: &'static [&'static str],
}

const COURSES: &[Course] = &[
    Course {
        id: "ECS",
        action: "runTask",
        describe: Question {
            operation: "describeTasks",
            parameters: &[
                ("Cluster", From::Answer(&["Tasks", "0", "ClusterArn"])),
                ("Tasks", From::List(&["Tasks", "0", "TaskArn"])),
            ],
        },
        stop: Question {
            operation: "stopTask",
            parameters: &[
                ("Cluster", From::Answer(&["Tasks", "0", "ClusterArn"])),
                ("Task", From::Answer(&["Tasks", "0", "TaskArn"])),
                ("Reason", From::Text("The Step Functions task was aborted")),
            ],
        },
        result: &["Tasks", "0"],
        state: &["LastStatus"],
        succeeded: &["STOPPED"],
        failed: &[],
    },
    Course {
        id: "Batch",
        action: "submitJob",
        describe: Question {
            operation: "describeJobs",
            parameters: &[("Jobs", From::List(&["JobId"]))],
        },
        stop: Question {
            operation: "terminateJob",
            parameters: &[
                ("JobId", From::Answer(&["JobId"])),
                ("Reason", From::Text("The Step Functions task was aborted")),
            ],
        },
        result: &["Jobs", "0"],
        state: &["Status"],
        succeeded: &["SUCCEEDED"],
        failed: &["FAILED"],
    },
    Course {
        id: "Glue",
        action: "startJobRun",
        describe: Question {
            operation: "getJobRun",
            parameters: &[
                ("JobName", From::Parameter("JobName")),
                ("RunId", From::Answer(&["JobRunId"])),
            ],
        },
        stop: Question {
            operation: "batchStopJobRun",
            parameters: &[
                ("JobName", From::Parameter("JobName")),
                ("JobRunIds", From::List(&["JobRunId"])),
            ],
        },
        result: &["JobRun"],
        state: &["JobRunState"],
        succeeded: &["SUCCEEDED"],
        failed: &["FAILED", "TIMEOUT", "STOPPED", "ERROR", "EXPIRED"],
    },
    Course {
        id: "CodeBuild",
        action: "startBuild",
        describe: Question {
            operation: "batchGetBuilds",
            parameters: &[("Ids", From::List(&["Build", "Id"]))],
        },
        stop: Question {
            operation: "stopBuild",
            parameters: &[("Id", From::Answer(&["Build", "Id"]))],
        },
        result: &["Builds", "0"],
        state: &["BuildStatus"],
        succeeded: &["SUCCEEDED"],
        failed: &["FAILED", "FAULT", "TIMED_OUT", "STOPPED"],
    },
    Course {
        id: "Athena",
        action: "startQueryExecution",
        describe: Question {
            operation: "getQueryExecution",
            parameters: &[("QueryExecutionId", From::Answer(&["QueryExecutionId"]))],
        },
        stop: Question {
            operation: "stopQueryExecution",
            parameters: &[("QueryExecutionId", From::Answer(&["QueryExecutionId"]))],
        },
        result: &[],
        state: &["QueryExecution", "Status", "State"],
        succeeded: &["SUCCEEDED"],
        failed: &["FAILED", "CANCELLED"],
    },
    Course {
        id: "SageMaker",
        action: "createTrainingJob",
        describe: Question {
            operation: "describeTrainingJob",
            parameters: &[("TrainingJobName", From::Parameter("TrainingJobName"))],
        },
        stop: Question {
            operation: "stopTrainingJob",
            parameters: &[("TrainingJobName", From::Parameter("TrainingJobName"))],
        },
        result: &[],
        state: &["TrainingJobStatus"],
        succeeded: &["Completed"],
        failed: &["Failed", "Stopped"],
    },
    Course {
        id: "SageMaker",
        action: "createTransformJob",
        describe: Question {
            operation: "describeTransformJob",
            parameters: &[("TransformJobName", From::Parameter("TransformJobName"))],
        },
        stop: Question {
            operation: "stopTransformJob",
            parameters: &[("TransformJobName", From::Parameter("TransformJobName"))],
        },
        result: &[],
        state: &["TransformJobStatus"],
        succeeded: &["Completed"],
        failed: &["Failed", "Stopped"],
    },
    Course {
        id: "SageMaker",
        action: "createProcessingJob",
        describe: Question {
            operation: "describeProcessingJob",
            parameters: &[("ProcessingJobName", From::Parameter("ProcessingJobName"))],
        },
        stop: Question {
            operation: "stopProcessingJob",
            parameters: &[("ProcessingJobName", From::Parameter("ProcessingJobName"))],
        },
        result: &[],
        state: &["ProcessingJobStatus"],
        succeeded: &["Completed"],
        failed: &["Failed", "Stopped"],
    },
    Course {
        id: "EMR Serverless",
        action: "startJobRun",
        describe: Question {
            operation: "getJobRun",
            parameters: &[
                ("ApplicationId", From::Answer(&["ApplicationId"])),
                ("JobRunId", From::Answer(&["JobRunId"])),
            ],
        },
        stop: Question {
            operation: "cancelJobRun",
            parameters: &[
                ("ApplicationId", From::Answer(&["ApplicationId"])),
                ("JobRunId", From::Answer(&["JobRunId"])),
            ],
        },
        result: &["JobRun"],
        state: &["State"],
        succeeded: &["SUCCESS"],
        failed: &["FAILED", "CANCELLED"],
    },
    Course {
        id: "DataBrew",
        action: "startJobRun",
        describe: Question {
            operation: "describeJobRun",
            parameters: &[
                ("Name", From::Parameter("Name")),
                ("RunId", From::Answer(&["RunId"])),
            ],
        },
        stop: Question {
            operation: "stopJobRun",
            parameters: &[
                ("Name", From::Parameter("Name")),
                ("RunId", From::Answer(&["RunId"])),
            ],
        },
        result: &[],
        state: &["State"],
        succeeded: &["SUCCEEDED"],
        failed: &["FAILED", "STOPPED", "TIMEOUT"],
    },
];

fn course(called: &Called, action: &str) -> Option<&'static Course> {
    COURSES
        .iter()
        .find(|course| course.id == called.id && course.action == action)
}

/// A job that goes on elsewhere.
#[derive(Debug)]
pub(crate) struct ForeignJob {
    caller: Caller,
    called: Called,
    course: &'static Course,
    parameters: Value,
    started: Value,
}

impl ForeignJob {
    /// The job that the task has started before a restart; `None` when it has started none.
    pub(super) async fn again(
        app: &App,
        work: &Work<'_>,
        caller: &Caller,
        called: &Called,
        action: &str,
        parameters: &Value,
    ) -> Result<Option<Outcome>, Outcome> {
        if course(called, action).is_none() {
            let why = format!("Stepwell cannot wait for the job of {action}");
            return Err(unusable(work.input(), &why));
        }
        // A state under test has no history.
        let Some(offer) = work.offer else {
            return Ok(None);
        };
        let submitted = loop {
            match offer.submitted_before().await {
                Ok(submitted) => break submitted,
                Err(error) if app.engine.is_closed() => {
                    return Err(failed("States.Runtime", error.to_string()));
                }
                Err(error) => {
                    tracing::warn!(%error, "a history cannot be read; trying again");
                    tokio::time::sleep(PAUSES.0).await;
                }
            }
        };
        let Some(output) = submitted else {
            return Ok(None);
        };
        let started = serde_json::from_str::<Map<String, Value>>(output.as_str());
        let (caller, called) = (caller, called.clone());
        let started = started.unwrap_or_default();
        Ok(Some(Self::submitted(
            caller, called, action, parameters, started, output,
        )))
    }

    /// The outcome of a call that has started a job.
    pub(super) fn submitted(
        caller: &Caller,
        called: Called,
        action: &str,
        parameters: &Value,
        started: Map<String, Value>,
        output: Payload,
    ) -> Outcome {
        let Some(course) = course(&called, action) else {
            return failed(
                "States.Runtime",
                format!("Stepwell cannot wait for {action}"),
            );
        };
        // `ecs:runTask` that has started nothing says so in its answer.
        let none = started.get("Failures").and_then(Value::as_array);
        if none.is_some_and(|failures| !failures.is_empty()) {
            return failed("States.TaskFailed", output.as_str());
        }
        let job = Self {
            caller: caller.clone(),
            called,
            course,
            parameters: parameters.clone(),
            started: Value::Object(started),
        };
        Outcome::Submitted(output, Arc::new(Job::Foreign(job)))
    }

    /// Asks until the job has ended. A question that is not answered is asked again.
    pub(in crate::worker) async fn end(&self, app: &App) -> Option<Outcome> {
        let mut pause = PAUSES.0;
        loop {
            tokio::time::sleep(pause).await;
            if app.engine.is_closed() {
                return None;
            }
            pause = (pause * 2).min(PAUSES.1);
            match self.ask(app, &self.course.describe).await {
                Ok(answer) => {
                    if let Some(end) = self.judge(&answer) {
                        return Some(end);
                    }
                }
                Err(error) => {
                    tracing::warn!(
                        error,
                        service = self.called.id,
                        "a job cannot be asked about; asking again"
                    );
                }
            }
        }
    }

    fn judge(&self, answer: &Value) -> Option<Outcome> {
        let result = at(answer, self.course.result)?;
        let state = at(result, self.course.state)?.as_str()?;
        if self.course.failed.contains(&state) {
            return Some(failed("States.TaskFailed", result.to_string()));
        }
        if !self.course.succeeded.contains(&state) {
            return None;
        }
        let shown = match self.course.id {
            "CodeBuild" => Value::Object(Map::from_iter([("Build".to_owned(), result.clone())])),
            _ => result.clone(),
        };
        Some(
            match self.course.id == "ECS" && !containers_succeeded(result) {
                true => failed("States.TaskFailed", shown.to_string()),
                false => Outcome::Succeeded(Payload::new(shown.to_string())),
            },
        )
    }

    /// Tries to stop the job.
    pub(in crate::worker) async fn stop(&self, app: &App) {
        if let Err(error) = self.ask(app, &self.course.stop).await {
            tracing::warn!(
                error,
                service = self.called.id,
                "a job cannot be stopped with its task"
            );
        }
    }

    async fn ask(&self, app: &App, question: &Question) -> Result<Value, String> {
        let (table, operation) =
            known(&self.called, question.operation).ok_or("the operation is not known")?;
        let mut parameters = Map::new();
        for (name, from) in question.parameters {
            if let Some(value) = self.value(*from) {
                parameters.insert((*name).to_owned(), value);
            }
        }
        let parameters = Value::Object(parameters);
        let (caller, called) = (&self.caller, &self.called);
        let answer = exchange(app, caller, called, table, operation, &parameters).await;
        match answer {
            Ok(answer) => Ok(Value::Object(answer.value)),
            Err(Failed::Parameters(why)) => Err(why),
            Err(Failed::Call(Outcome::Failed(failure, _))) => {
                Err(failure.cause.unwrap_or_default())
            }
            Err(Failed::Call(_)) => Err("no answer".into()),
        }
    }

    fn value(&self, from: From) -> Option<Value> {
        match from {
            From::Parameter(name) => self.parameters.get(name).cloned(),
            From::Answer(place) => at(&self.started, place).cloned(),
            From::List(place) => Some(Value::Array(vec![at(&self.started, place)?.clone()])),
            From::Text(text) => Some(text.into()),
        }
    }
}

/// The value at a place.
fn at<'v>(value: &'v Value, place: &[&str]) -> Option<&'v Value> {
    place.iter().try_fold(value, |value, name| match value {
        Value::Array(items) => items.get(name.parse::<usize>().ok()?),
        value => value.get(name),
    })
}

/// A task of ECS succeeds when every container that has ended says so with its exit code.
fn containers_succeeded(task: &Value) -> bool {
    let containers = task.get("Containers").and_then(Value::as_array);
    let code = |container: &Value| container.get("ExitCode").and_then(Value::as_i64);
    containers.is_some_and(|containers| containers.iter().all(|c| code(c) == Some(0)))
}
