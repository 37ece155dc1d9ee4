//! Faults in the words of an API's own gateway responses.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/customize-gateway-responses.html>.

use std::sync::Arc;

use http::StatusCode;

use super::{Ids, Reply, answer};
use crate::exchange;
use crate::fault::Fault;
use crate::live::Served;
use crate::mapping::{ErrorContext, ExpressionInput, MappingInput, Multi, Overrides};
use crate::media;
use crate::program::GatewayResponseProgram;
use crate::request::{Incoming, Request};
use crate::route::Match;

/// The answer; none when the API's template cannot be rendered, so that AWS's own words are used.
pub(super) fn reply(
    fault: &Fault,
    response: &GatewayResponseProgram,
    status: StatusCode,
    incoming: &Incoming,
    (served, ids): (&Served, &Ids),
) -> Option<Reply> {
    let program = served.deployed.program();
    let route = program.route(&incoming.method, &incoming.address.path);
    let (resource, found) = match route {
        Some((resource, _, found)) => (Some(resource), found),
        None => (None, Match::default()),
    };
    let request = Request::new(incoming, found);
    let mut context = exchange::context(incoming, served, resource, ids);
    context.error = Some(ErrorContext {
        message: fault.message(),
        response_type: fault.response_type().name().to_owned(),
        validation_error_string: None,
    });
    let context = Arc::new(context);
    let input = MappingInput {
        body: "",
        params: &request.params,
        context: &context,
        stage_variables: &served.variables,
    };
    let (content_type, body) = body(response, &request, &input)?;
    let mut reply = Reply::new(status, &content_type, body.into());
    let expressions = ExpressionInput {
        params: &request.params,
        body: "",
        response_headers: &Multi::new(),
        response_body: "",
        context: &context,
        stage_variables: &served.variables,
    };
    for (name, source) in &response.headers {
        if let Some(value) = source.evaluate(&expressions) {
            answer::set(&mut reply.headers, name, &value.into_text());
        }
    }
    Some(reply)
}

/// The template that the client accepts, else the one for JSON, else the first, rendered.
fn body(
    response: &GatewayResponseProgram,
    request: &Request<'_>,
    input: &MappingInput<'_>,
) -> Option<(String, String)> {
    let accept = request.header("accept").unwrap_or_default();
    let wanted = accept.split(',').map(media::essence).chain([media::JSON]);
    let mut places = wanted.filter_map(|wanted| {
        let mut templates = response.templates.iter();
        templates.position(|(known, _)| known.eq_ignore_ascii_case(wanted))
    });
    let Some((content_type, template)) = response.templates.get(places.next().unwrap_or(0)) else {
        return Some((media::JSON.to_owned(), String::new()));
    };
    let template = template.as_ref().ok()?.as_ref()?;
    let rendered = template.render(input, &mut Overrides::default()).ok()?;
    Some((content_type.clone(), rendered))
}
