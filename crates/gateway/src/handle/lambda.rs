//! Lambda proxy integrations.

use tokio::time::timeout;

use super::Reply;
use crate::exchange::Exchange;
use crate::fault::Fault;
use crate::integration::AwsUri;
use crate::integrator::{IntegrationError, Integrator, LambdaAnswer, LambdaCall};
use crate::media;
use crate::program::integration::IntegrationProgram;
use crate::proxy;

pub(super) async fn answer(
    integrator: &dyn Integrator,
    integration: &IntegrationProgram,
    exchange: &Exchange<'_>,
) -> Result<Reply, Fault> {
    let uri = exchange.fill(&integration.uri);
    let function = AwsUri::parse(&uri)
        .ok()
        .and_then(|uri| uri.lambda_function().map(str::to_owned));
    let function = function
        .ok_or_else(|| Fault::configuration("Invalid function in the integration's URI"))?;
    let payload = proxy::event::event(exchange.request, &exchange.surroundings());
    let call = LambdaCall {
        caller: exchange.caller(integration),
        function,
        asynchronous: false,
        payload,
        trace_id: exchange.ids.trace.clone(),
    };
    let answer = invoke(integrator, integration, call).await?;
    if answer.failed {
        return Err(Fault::BadProxyAnswer("Lambda execution failed".into()));
    }
    let (status, headers, body) = proxy::answer::read(&answer.payload, accepts_binary(exchange))?;
    Ok(Reply {
        status,
        headers,
        body,
    }
    .traced(exchange.ids))
}

/// Invokes a function within the integration's time.
pub(super) async fn invoke(
    integrator: &dyn Integrator,
    integration: &IntegrationProgram,
    call: LambdaCall,
) -> Result<LambdaAnswer, Fault> {
    let answer = timeout(integration.timeout, integrator.lambda(call)).await;
    answer.map_err(|_| Fault::Timeout)?.map_err(failure)
}

/// What a client sees of a backend that gave no answer.
pub(super) fn failure(error: IntegrationError) -> Fault {
    Fault::configuration(format!(
        "Execution failed due to configuration error: {error}"
    ))
}

/// Whether the first media type that the client accepts is one of the API's binary ones.
pub(super) fn accepts_binary(exchange: &Exchange<'_>) -> bool {
    let accept = exchange.request.header("accept").unwrap_or(media::JSON);
    let first = accept.split(',').next().unwrap_or_default();
    media::is_one_of(&exchange.program().binary_media_types, first)
}
