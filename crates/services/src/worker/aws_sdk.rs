//! `aws-sdk:SERVICE:operation`: every operation that this server has, through the door
//! (<https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html>).

use asl::event::Payload;
use aws::Service;
use serde_json::Value;

use super::foreign;
use super::outcome::{Outcome, unusable};
use super::sdk::names::{operation_called, pascal};
use super::sdk::{self, Sdk, v2};
use super::work::Work;
use crate::app::App;
use crate::call::Caller;

/// Calls `action` of the service that the SDK calls `name`.
pub(super) async fn call(
    app: &App,
    work: &Work<'_>,
    caller: &Caller,
    name: &str,
    action: &str,
) -> Outcome {
    match own(name) {
        Some(service) if built(service, action) || aws::foreign::table(name).is_none() => {
            call_own(app, work, caller, service, action).await
        }
        _ => foreign::call(app, work, caller, foreign::of_sdk(name), action).await,
    }
}

/// Whether this server does what `action` names.
fn built(service: Service, action: &str) -> bool {
    let built = crate::operations::implemented(service);
    built.iter().any(|name| operation_called(action, name))
}

/// The service of this server that the SDK calls `name`.
fn own(name: &str) -> Option<Service> {
    Service::ALL
        .into_iter()
        .find(|service| pascal(v2::service_id(*service)).to_lowercase() == name)
}

async fn call_own(
    app: &App,
    work: &Work<'_>,
    caller: &Caller,
    service: Service,
    action: &str,
) -> Outcome {
    let mut operations = service.operations().iter();
    let Some(operation) = operations.find(|operation| operation_called(action, operation.name))
    else {
        let why = format!("There is no operation {action}");
        return unusable(work.input(), &why);
    };
    let Ok(parameters) = serde_json::from_str::<Value>(work.input().as_str()) else {
        return unusable(work.input(), "It is not JSON");
    };
    let input = match operation.input {
        Some(shape) => match sdk::input(shape, parameters) {
            Ok(input) => input,
            Err(why) => return unusable(work.input(), &why),
        },
        None => Value::Object(serde_json::Map::new()),
    };
    match app.call(caller, service, operation, input).await {
        Err(error) => v2::failure(service, &error, caller),
        Ok(output) => {
            let empty = || Value::Object(serde_json::Map::new());
            let shown = match operation.output {
                Some(shape) if !output.is_null() => sdk::output(shape, output, Sdk::V2),
                _ => empty(),
            };
            Outcome::Succeeded(Payload::new(shown.to_string()))
        }
    }
}
