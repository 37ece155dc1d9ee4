//! The door: every call that acts for somebody passes [`App::call`], whoever makes it. Authorization happens here and
//! nowhere else (invariant 8).

use std::net::IpAddr;

use aws::{Error, Operation, Service, TextSizes};
use engine::Quotas;
use iam::Principal;
use model::{Scope, Timestamp};
use serde_json::Value;

use crate::access::Access;
use crate::app::App;

/// Who calls, in which account and region.
#[derive(Clone, Debug)]
pub struct Caller {
    /// Who.
    pub principal: Principal,
    /// Whose resources the call sees, and where.
    pub scope: Scope,
    /// The request's id, as the answer names it.
    pub request_id: String,
    /// The client's address; absent for calls from inside.
    pub source_ip: Option<IpAddr>,
    /// The resource a service calls for, such as a method of a REST API: `aws:SourceArn` of policies.
    pub source_arn: Option<String>,
    /// What names the task of a workflow that makes this call, which may make it again: what it starts, it starts once.
    pub task: Option<String>,
}

/// What an operation's handler works with.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The components.
    pub app: &'a App,
    /// Who calls.
    pub caller: &'a Caller,
    /// The service that is called.
    pub service: Service,
}

impl App {
    /// Calls an operation with an input of the model's shape: validates, authorizes, runs.
    ///
    /// # Errors
    /// The AWS error the caller is to see.
    pub async fn call(
        &self,
        caller: &Caller,
        service: Service,
        operation: &'static Operation,
        input: Value,
    ) -> Result<Value, Error> {
        let sizes = match self.options.quotas {
            Quotas::Aws => TextSizes::AsModelled,
            Quotas::Unlimited => TextSizes::Lifted,
        };
        aws::validate_within(service, operation, &input, sizes)?;
        let cx = Context {
            app: self,
            caller,
            service,
        };
        let outcome = match service {
            Service::States => crate::states::dispatch(&cx, operation, input).await,
            Service::Lambda => crate::lambda::dispatch(&cx, operation, input).await,
            Service::ApiGateway => crate::apigateway::dispatch(&cx, operation, input).await,
            Service::Logs => crate::logs::dispatch(&cx, operation, input).await,
            Service::Iam => crate::iam::dispatch(&cx, operation, input).await,
            Service::Sts => crate::sts::dispatch(&cx, operation, input).await,
            Service::Events => crate::events::dispatch(&cx, operation, input).await,
        };
        if let Err(error) = &outcome
            && error.status >= 500
            && error.status != 501
        {
            let (request_id, operation) = (&caller.request_id, operation.name);
            tracing::error!(request_id, operation, %error, "a call failed");
        }
        outcome
    }
}

impl Context<'_> {
    /// The caller's account and region.
    #[must_use]
    pub fn scope(&self) -> &Scope {
        &self.caller.scope
    }

    /// Now.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.app.clock.now()
    }

    /// Whether AWS's limits hold.
    #[must_use]
    pub fn quotas(&self) -> bool {
        self.app.options.quotas == Quotas::Aws
    }

    /// Permits or denies the call by the caller's policies.
    ///
    /// # Errors
    /// The service's access-denied error.
    pub fn authorize(
        &self,
        service: Service,
        operation: &'static str,
        access: &Access,
    ) -> Result<(), Error> {
        let attached = || match service {
            Service::Lambda => crate::lambda::resource_policy(self.app, access.resource()),
            _ => None,
        };
        self.app
            .access
            .authorize(self.caller, service, operation, access, attached)
    }

    /// The error called `code` of the service that is called, with the status its model gives.
    #[must_use]
    pub fn error(&self, code: &'static str, message: impl Into<String>) -> Error {
        Error::modelled(self.service, code, message)
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    /// Invariant 8: operations are run by the door alone, and whoever calls for somebody else (the worker, the
    /// integrations, requests from the network) calls no component behind its back.
    #[test]
    fn invariant_8_every_call_passes_the_door() {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let read = |file: &str| std::fs::read_to_string(source.join(file)).unwrap();
        let callers = [
            "worker.rs",
            "worker/api_gateway.rs",
            "worker/aws_sdk.rs",
            "worker/call.rs",
            "worker/connection.rs",
            "worker/foreign.rs",
            "worker/foreign/job.rs",
            "worker/http_invoke.rs",
            "worker/job.rs",
            "worker/lambda_invoke.rs",
            "worker/start_execution.rs",
            "integrator.rs",
            "http.rs",
            "http/endpoint.rs",
            "http/invoke.rs",
        ];
        for file in callers {
            let text = read(file);
            assert!(
                !text.contains("dispatch("),
                "{file} runs an operation itself"
            );
            for component in [
                ".lambda.",
                "engine.start",
                "engine.stop(",
                ".logs.",
                "directory.",
            ] {
                assert!(
                    !text.contains(component),
                    "{file} reaches past the door with {component:?}"
                );
            }
        }
        let door = read("call.rs");
        for service in [
            "states",
            "lambda",
            "apigateway",
            "events",
            "logs",
            "iam",
            "sts",
        ] {
            assert!(
                door.contains(&format!("crate::{service}::dispatch(")),
                "{service}"
            );
        }
        assert!(
            read("operations.rs").contains("cx.authorize("),
            "the table authorizes every operation"
        );
    }
}
