//! Tasks: what they call, and on whose behalf.
//!
//! Optimized integrations and their patterns: "Integrating services with Step Functions" in the developer guide.

use super::state::State;
use super::{Validator, below};
use crate::ast::QueryLanguage;
use query::json::{Data, Node};

/// Services of which all optimized actions are known here: (service, action, `.sync`, `.waitForTaskToken`).
const ACTIONS: &[(&str, &str, bool, bool)] = &[
    ("apigateway", "invoke", false, true),
    ("batch", "submitJob", true, true),
    ("dynamodb", "deleteItem", false, false),
    ("dynamodb", "getItem", false, false),
    ("dynamodb", "putItem", false, false),
    ("dynamodb", "updateItem", false, false),
    ("ecs", "runTask", true, true),
    ("events", "putEvents", false, true),
    ("http", "invoke", false, false),
    ("lambda", "invoke", false, true),
    ("sns", "publish", false, true),
    ("sqs", "sendMessage", false, true),
    ("states", "startExecution", true, true),
];

/// Fields that an action cannot do without.
const NEEDED: &[(&str, &[&str])] = &[
    ("apigateway:invoke", &["ApiEndpoint", "Method"]),
    ("batch:submitJob", &["JobDefinition", "JobName", "JobQueue"]),
    ("dynamodb:deleteItem", &["TableName", "Key"]),
    ("dynamodb:getItem", &["TableName", "Key"]),
    ("dynamodb:putItem", &["TableName", "Item"]),
    ("dynamodb:updateItem", &["TableName", "Key"]),
    ("ecs:runTask", &["TaskDefinition"]),
    ("events:putEvents", &["Entries"]),
    ("lambda:invoke", &["FunctionName"]),
    ("sns:publish", &["Message"]),
    ("sqs:sendMessage", &["QueueUrl", "MessageBody"]),
    ("states:startExecution", &["StateMachineArn"]),
];

/// How a task waits for what it called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pattern {
    RequestResponse,
    /// `.sync`, `.sync:2`
    RunAJob,
    /// `.waitForTaskToken`
    Callback,
}

/// `arn:aws:states:::SERVICE:ACTION` with its pattern.
struct Integration<'r> {
    service: &'r str,
    action: &'r str,
    pattern: Pattern,
}

impl Validator {
    pub(super) fn task(&mut self, state: State<'_>) {
        if let Some(resource) = state.node.get("Resource") {
            match resource.as_str() {
                None => self.invalid(
                    "Expected value of type String",
                    &state.at("Resource"),
                    resource,
                ),
                Some(text) => self.resource(text, resource, state),
            }
        }
        self.heartbeat(state);
    }

    fn resource(&mut self, text: &str, node: &Node, state: State<'_>) {
        let location = state.at("Resource");
        if !is_resource(text) {
            return self.invalid("Value is not a valid resource ARN", &location, node);
        }
        let integration = integration(text);
        if let Some(integration) = &integration {
            if !integration.is_known() {
                let message = format!(
                    "The resource provided {text} is not recognized. The value is not a valid resource ARN, or the resource is not available in this region."
                );
                return self.invalid(message, &location, node);
            }
            self.arguments(text, integration, state);
        }
        let is_activity = text.split(':').nth(5) == Some("activity");
        if self.express {
            self.express_resource(text, integration.as_ref(), is_activity, node, &location);
        }
        if let Some(credentials) = state.node.get("Credentials") {
            self.credentials(credentials, text, is_activity, state);
        }
    }

    /// Express workflows end within five minutes: nothing may wait for a job, a token or an activity.
    fn express_resource(
        &mut self,
        text: &str,
        integration: Option<&Integration<'_>>,
        is_activity: bool,
        node: &Node,
        location: &str,
    ) {
        let message = match integration.map(|integration| integration.pattern) {
            Some(Pattern::RunAJob) => {
                let suffix = if text.ends_with(".sync:2") {
                    ".sync:2"
                } else {
                    ".sync"
                };
                format!("Express state machine does not support '{suffix}' service integration")
            }
            // AWS's sentence has two spaces here.
            Some(Pattern::Callback) => {
                "Express state machine does not support '.waitForTaskToken' service integration "
                    .to_owned()
            }
            _ if is_activity => "Express state machine does not support Activity ARN".to_owned(),
            _ => return,
        };
        self.invalid(message, location, node);
    }

    /// What the called action cannot do without. A JSONata expression for all arguments is not looked into.
    fn arguments(&mut self, text: &str, integration: &Integration<'_>, state: State<'_>) {
        let name = match state.language {
            QueryLanguage::JsonPath => "Parameters",
            QueryLanguage::Jsonata => "Arguments",
        };
        let action = format!("{}:{}", integration.service, integration.action);
        let Some((_, needed)) = NEEDED.iter().find(|(known, _)| *known == action) else {
            return;
        };
        let Some(arguments) = state.node.get(name) else {
            let message = format!("{name} field is required for resource ARN: {text}");
            return self.invalid(message, state.location, state.node);
        };
        if arguments.as_object().is_some() {
            for field in *needed {
                if arguments.get(field).is_none() && arguments.get(&format!("{field}.$")).is_none()
                {
                    let message = format!("The field '{field}' is required but was missing");
                    self.invalid(message, &state.at(name), arguments);
                }
            }
        }
    }

    /// `RoleArn` is what credentials are for. Resources that Step Functions does not run (SWF) keep theirs to
    /// themselves.
    fn credentials(&mut self, node: &Node, resource: &str, is_activity: bool, state: State<'_>) {
        let location = state.at("Credentials");
        if is_activity {
            return self.invalid(
                "The field 'Credentials' is not supported for activities",
                &location,
                node,
            );
        }
        if self.is_whole_expression(node, state.language) || self.fields(node, &location).is_none()
        {
            return;
        }
        let ours = !resource.starts_with("arn:")
            || [":states:", ":lambda:"]
                .iter()
                .any(|part| resource.contains(part));
        if ours && node.get("RoleArn").is_none() && node.get("RoleArn.$").is_none() {
            self.invalid(
                "The field 'RoleArn' is required but was missing",
                &location,
                node,
            );
        }
        self.template(node, &location, state.language);
    }

    fn is_whole_expression(&self, node: &Node, language: QueryLanguage) -> bool {
        language == QueryLanguage::Jsonata
            && node.as_str().is_some_and(|text| text.starts_with("{%"))
    }

    fn heartbeat(&mut self, state: State<'_>) {
        let seconds = |name: &str| match &state.node.get(name)?.data {
            Data::Number(number) => number.as_i64(),
            _ => None,
        };
        if let (Some(heartbeat), Some(timeout)) =
            (seconds("HeartbeatSeconds"), seconds("TimeoutSeconds"))
            && heartbeat >= timeout
        {
            let message = "HeartbeatSeconds must be smaller than TimeoutSeconds";
            self.invalid(
                message,
                &below(state.location, "HeartbeatSeconds"),
                state.node,
            );
        }
    }
}

/// An ARN of a service that runs tasks, or a text with a placeholder (`${Function}`) that deployment tools replace.
/// The ARNs of integrations name an action.
pub(super) fn is_resource(text: &str) -> bool {
    let parts: Vec<&str> = text.splitn(6, ':').collect();
    let is_arn = match parts[..] {
        ["arn", _, "states", "", "", action] => action.contains(':'),
        ["arn", _, "lambda" | "states" | "swf", _, _, rest] => !rest.is_empty(),
        _ => false,
    };
    is_arn || has_placeholder(text)
}

fn has_placeholder(text: &str) -> bool {
    text.split_once("${")
        .is_some_and(|(_, rest)| rest.contains('}'))
}

/// The integration that a resource names; `None` for functions, activities, and texts with placeholders.
fn integration(resource: &str) -> Option<Integration<'_>> {
    if has_placeholder(resource.splitn(6, ':').nth(5)?) {
        return None;
    }
    let mut parts = resource.splitn(6, ':');
    let (_, _, service, region, account) = (
        parts.next()?,
        parts.next()?,
        parts.next()?,
        parts.next()?,
        parts.next()?,
    );
    if service != "states" || !region.is_empty() || !account.is_empty() {
        return None;
    }
    let (service, action) = parts.next()?.split_once(':')?;
    let patterns = [
        (".sync:2", Pattern::RunAJob),
        (".sync", Pattern::RunAJob),
        (".waitForTaskToken", Pattern::Callback),
        ("", Pattern::RequestResponse),
    ];
    let (action, pattern) = patterns
        .iter()
        .find_map(|(suffix, pattern)| Some((action.strip_suffix(suffix)?, *pattern)))?;
    Some(Integration {
        service,
        action,
        pattern,
    })
}

impl Integration<'_> {
    /// Whether the service has such an action with such a pattern. Of services that are not in the table every
    /// action is taken.
    fn is_known(&self) -> bool {
        if self.service == "aws-sdk" {
            return self.pattern != Pattern::RunAJob && self.action.split(':').count() == 2;
        }
        let mut of_service = ACTIONS
            .iter()
            .filter(|(service, ..)| *service == self.service)
            .peekable();
        of_service.peek().is_none()
            || of_service.any(|(_, action, sync, callback)| {
                let pattern = match self.pattern {
                    Pattern::RequestResponse => true,
                    Pattern::RunAJob => *sync,
                    Pattern::Callback => *callback,
                };
                *action == self.action && pattern
            })
    }
}
