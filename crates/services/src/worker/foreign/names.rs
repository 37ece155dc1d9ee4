//! How integrations name services and their errors.

use aws::Error;
use aws::foreign::ForeignError;

use crate::call::Caller;
use crate::worker::outcome::{Outcome, failed};
use crate::worker::sdk::names::pascal;
use crate::worker::sdk::v1::Names;
use crate::worker::sdk::{Sdk, v2};

/// A service as a task names it.
#[derive(Clone, Debug)]
pub(in crate::worker) struct Called {
    /// Its id, such as `DynamoDB`; what the task says for services that are not known.
    pub(super) id: String,
    /// Through which SDK.
    pub(super) sdk: Sdk,
}

/// The service of `aws-sdk:{name}`.
pub(in crate::worker) fn of_sdk(name: &str) -> Called {
    let table = aws::foreign::table(name);
    Called {
        id: table.map_or(name, |table| table.id).to_owned(),
        sdk: Sdk::V2,
    }
}

/// The service of the optimized integration `{name}:{action}`.
pub(in crate::worker) fn of_integration(name: &str, action: &str) -> Called {
    let id = match (name, action) {
        ("events", _) => "EventBridge",
        ("elasticmapreduce", _) => "EMR",
        ("bedrock", "invokeModel") => "Bedrock Runtime",
        (name, _) => name,
    };
    let table = aws::foreign::table(id);
    Called {
        id: table.map_or(id, |table| table.id).to_owned(),
        sdk: Sdk::V1,
    }
}

impl Called {
    /// `events:putEvents`, whose entries fail one by one.
    pub(super) fn is_put_events(&self, action: &str) -> bool {
        self.sdk == Sdk::V1 && self.id == "EventBridge" && action == "putEvents"
    }

    /// How the first SDK names the service (recorded for DynamoDB, SNS, SQS and EventBridge).
    fn names(&self) -> Names {
        let (prefix, service, base) = match self.id.as_str() {
            "DynamoDB" => ("DynamoDB", "AmazonDynamoDBv2", "AmazonDynamoDBException"),
            "SQS" => ("SQS", "AmazonSQS", "AmazonSQSException"),
            "SNS" => ("SNS", "AmazonSNS", "AmazonSNSException"),
            "ECS" => ("ECS", "AmazonECS", "AmazonECSException"),
            "Batch" => ("Batch", "AWSBatch", "AWSBatchException"),
            "Glue" => ("Glue", "AWSGlue", "AWSGlueException"),
            "EventBridge" => (
                "EventBridge",
                "AmazonEventBridge",
                "AmazonEventBridgeException",
            ),
            "SageMaker" => ("SageMaker", "AmazonSageMaker", "AmazonSageMakerException"),
            "CodeBuild" => ("CodeBuild", "AWSCodeBuild", "AWSCodeBuildException"),
            "Athena" => ("Athena", "AmazonAthena", "AmazonAthenaException"),
            "EMR" => (
                "EMR",
                "AmazonElasticMapReduce",
                "AmazonElasticMapReduceException",
            ),
            "EMR Serverless" => (
                "EMRServerless",
                "EMRServerless",
                "AWSEMRServerlessException",
            ),
            "DataBrew" => ("DataBrew", "AWSGlueDataBrew", "AWSGlueDataBrewException"),
            "Bedrock Runtime" => ("Bedrock", "BedrockRuntime", "AmazonBedrockRuntimeException"),
            _ => ("States", "AWS", "TaskFailed"),
        };
        Names {
            prefix,
            service,
            base,
        }
    }

    fn prefix(&self) -> String {
        match self.sdk {
            Sdk::V1 if self.names().prefix != "States" => self.names().prefix.to_owned(),
            _ => pascal(&self.id),
        }
    }

    /// The service cannot be reached: AWS's error for a host that there is not (recorded), and why.
    pub(super) fn unreachable(&self, caller: &Caller, why: &str) -> Outcome {
        let host: String = self
            .id
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .collect();
        let (host, region) = (host.to_ascii_lowercase(), &caller.scope.region);
        let why = format!("{host}.{region}.amazonaws.com: Name or service not known ({why})");
        self.unanswered(&why)
    }

    /// There is no answer.
    pub(super) fn unanswered(&self, why: &str) -> Outcome {
        let cause = match self.sdk {
            Sdk::V1 => format!("Unable to execute HTTP request: {why}"),
            Sdk::V2 => format!("Unable to execute HTTP request: {why} (SDK Attempt Count: 1)"),
        };
        failed(format!("{}.SdkClientException", self.prefix()), cause)
    }

    /// The service refuses.
    pub(super) fn refused(
        &self,
        error: &ForeignError,
        status: u16,
        request_id: &str,
        extended: Option<&str>,
    ) -> Outcome {
        let ForeignError {
            code,
            shape,
            message,
        } = error;
        let error = Error::new(code.clone(), status, message.clone());
        match self.sdk {
            Sdk::V1 => self.names().failure(*shape, &error, request_id),
            Sdk::V2 => {
                let ids = match extended {
                    Some(extended) => {
                        format!("Request ID: {request_id}, Extended Request ID: {extended}")
                    }
                    None => format!("Request ID: {request_id}"),
                };
                v2::named_failure(&self.id, *shape, &error, &ids)
            }
        }
    }
}
