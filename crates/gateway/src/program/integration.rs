//! A compiled integration.

use std::time::Duration;

use fancy_regex::Regex;

use crate::headers;
use crate::integration::{
    AwsUri, ContentHandling, Integration, IntegrationResponse, IntegrationType,
    PassthroughBehavior, Templates,
};
use crate::mapping::{Expression, Template};
use crate::media;
use crate::method::Method;

/// What does the work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Backend {
    /// The mappings themselves.
    Mock,
    /// An AWS service, or a function without proxy.
    Aws,
    /// A function that sees the whole request.
    LambdaProxy,
    /// An HTTP endpoint. Not called yet: it answers as an endpoint that cannot be reached.
    Http,
}

/// A template, or why it cannot be rendered. A template kept as null renders nothing.
pub(crate) type CompiledTemplate = Result<Option<Template>, String>;

/// Where a mapped request parameter goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Path,
    Query,
    Header,
}

/// A mapped parameter.
#[derive(Debug)]
pub(crate) struct Parameter<P> {
    pub(crate) place: P,
    pub(crate) name: String,
    pub(crate) source: Expression,
}

/// A compiled integration.
#[derive(Debug)]
pub(crate) struct IntegrationProgram {
    pub(crate) backend: Backend,
    pub(crate) uri: String,
    pub(crate) http_method: String,
    pub(crate) credentials: Option<String>,
    pub(crate) timeout: Duration,
    pub(crate) passthrough: PassthroughBehavior,
    pub(crate) content_handling: Option<ContentHandling>,
    templates: Vec<(String, CompiledTemplate)>,
    pub(crate) parameters: Vec<Parameter<Place>>,
    responses: Vec<ResponseProgram>,
    /// Why no request can be answered, in the words of an execution log.
    pub(crate) broken: Option<String>,
}

/// A compiled integration response.
#[derive(Debug)]
pub(crate) struct ResponseProgram {
    pub(crate) status: u16,
    /// Whether the method declares the status.
    pub(crate) declared: bool,
    pattern: Pattern,
    pub(crate) content_handling: Option<ContentHandling>,
    templates: Vec<(String, CompiledTemplate)>,
    pub(crate) parameters: Vec<Parameter<()>>,
}

/// Which answers a response is for.
#[derive(Debug)]
enum Pattern {
    /// Those that no other one takes.
    Default,
    /// Those whose status, or error message, it matches as a whole.
    Matching(Box<Regex>),
    /// None: AWS takes any pattern, but Java could not compile this one.
    Broken,
}

impl IntegrationProgram {
    pub(crate) fn compile(integration: &Integration, method: &Method) -> Self {
        let mut broken = None;
        let parameters = integration.request_parameters.iter().flatten();
        let parameters = parameters.filter_map(|(target, source)| {
            parameter(target, source)
                .map_err(|reason| broken = Some(reason))
                .ok()
        });
        let parameters: Vec<_> = parameters.collect();
        let backend = match integration.integration_type {
            IntegrationType::Mock => Backend::Mock,
            IntegrationType::Aws => Backend::Aws,
            IntegrationType::AwsProxy => Backend::LambdaProxy,
            IntegrationType::Http | IntegrationType::HttpProxy => Backend::Http,
        };
        let responses = integration.responses.values();
        let mut program = Self {
            backend,
            uri: integration.uri.clone().unwrap_or_default(),
            http_method: integration.http_method.clone().unwrap_or_default(),
            credentials: integration.credentials.clone(),
            timeout: Duration::from_millis(integration.timeout_millis.try_into().unwrap_or(0)),
            passthrough: integration.passthrough_behavior,
            content_handling: integration.content_handling,
            templates: templates(integration.request_templates.as_ref()),
            parameters,
            responses: responses
                .map(|response| ResponseProgram::compile(response, method))
                .collect(),
            broken,
        };
        program.broken = program.broken.take().or_else(|| program.impossible());
        program
    }

    /// Why AWS fails every call of such an integration, as recorded.
    fn impossible(&self) -> Option<String> {
        if !matches!(self.backend, Backend::Aws | Backend::LambdaProxy) {
            return None;
        }
        let mut headers = self.parameters.iter().filter(|p| p.place == Place::Header);
        if let Some(header) = headers.find(|p| !headers::is_mappable(&p.name)) {
            return Some(format!(
                "Execution failed due to configuration error: Header {} cannot be mapped",
                header.name
            ));
        }
        let lambda = AwsUri::parse(&self.uri).is_ok_and(|uri| uri.lambda_function().is_some());
        let post = self.http_method.eq_ignore_ascii_case("POST");
        (lambda && !post).then(|| "Lambda functions are invoked with POST".to_owned())
    }

    /// The template for a content type: its own, or `$default`.
    pub(crate) fn template(&self, content_type: &str) -> Option<&CompiledTemplate> {
        let wanted = media::essence(content_type);
        find(&self.templates, wanted).or_else(|| find(&self.templates, "$default"))
    }

    pub(crate) fn has_templates(&self) -> bool {
        !self.templates.is_empty()
    }

    /// The response for a status or an error message; none of these means an answer that cannot fail.
    pub(crate) fn response(&self, selected_by: Option<&str>) -> Option<&ResponseProgram> {
        let matching = |response: &&ResponseProgram| match (&response.pattern, selected_by) {
            (Pattern::Matching(pattern), Some(text)) => pattern.is_match(text).unwrap_or(false),
            _ => false,
        };
        let default = |response: &&ResponseProgram| matches!(response.pattern, Pattern::Default);
        let found = self.responses.iter().find(matching);
        found.or_else(|| self.responses.iter().find(default))
    }
}

impl ResponseProgram {
    fn compile(response: &IntegrationResponse, method: &Method) -> Self {
        let parameters = response.parameters.iter().flatten();
        let parameters = parameters.filter_map(|(target, source)| {
            Some(Parameter {
                place: (),
                name: target.strip_prefix("method.response.header.")?.to_owned(),
                source: Expression::parse(source).ok()?,
            })
        });
        Self {
            status: response.status_code.parse().unwrap_or(500),
            declared: method.responses.contains_key(&response.status_code),
            pattern: pattern(response.selection_pattern.as_deref()),
            content_handling: response.content_handling,
            templates: templates(response.templates.as_ref()),
            parameters: parameters.collect(),
        }
    }

    /// The template and its content type for what a client accepts: the first accepted one, else that for JSON, else
    /// the first of all.
    pub(crate) fn template(&self, accept: Option<&str>) -> Option<(&str, &CompiledTemplate)> {
        let accepted = accept.into_iter().flat_map(|accept| accept.split(','));
        let wanted = accepted.map(media::essence).chain([media::JSON]);
        let mut places = wanted.filter_map(|wanted| {
            self.templates
                .iter()
                .position(|(known, _)| known.eq_ignore_ascii_case(wanted))
        });
        self.templates
            .get(places.next().unwrap_or(0))
            .map(|(content_type, template)| (content_type.as_str(), template))
    }
}

fn parameter(target: &str, source: &str) -> Result<Parameter<Place>, String> {
    let place = target
        .strip_prefix("integration.request.")
        .and_then(|t| t.split_once('.'));
    let (place, name) = match place {
        Some(("path", name)) => (Place::Path, name),
        Some(("querystring", name)) => (Place::Query, name),
        Some(("header", name)) => (Place::Header, name),
        _ => return Err(format!("Invalid mapping expression specified: {target}")),
    };
    Ok(Parameter {
        place,
        name: name.to_owned(),
        source: Expression::parse(source).map_err(|error| error.to_string())?,
    })
}

fn templates(templates: Option<&Templates>) -> Vec<(String, CompiledTemplate)> {
    let compile = |text: &Option<String>| match text.as_deref() {
        None | Some("") => Ok(None),
        Some(text) => Template::parse(text)
            .map(Some)
            .map_err(|error| error.to_string()),
    };
    let templates = templates.into_iter().flatten();
    templates
        .map(|(content_type, text)| (content_type.clone(), compile(text)))
        .collect()
}

fn find<'t>(
    templates: &'t [(String, CompiledTemplate)],
    wanted: &str,
) -> Option<&'t CompiledTemplate> {
    let found = templates
        .iter()
        .find(|(known, _)| media::essence(known).eq_ignore_ascii_case(wanted));
    found.map(|(_, template)| template)
}

/// A pattern matches the whole text, as Java's `matches()` does.
fn pattern(text: Option<&str>) -> Pattern {
    match text {
        None | Some("") => Pattern::Default,
        Some(text) => match Regex::new(&format!("^(?:{text})$")) {
            Ok(regex) => Pattern::Matching(Box::new(regex)),
            Err(_) => Pattern::Broken,
        },
    }
}
