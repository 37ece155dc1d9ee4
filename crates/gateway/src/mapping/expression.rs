//! Parameter mapping expressions: where a parameter's value comes from.
//!
//! Source: "Parameter mapping source reference for REST APIs in API Gateway".

use std::borrow::Cow;
use std::collections::BTreeMap;

use query::jsonpath::{Dialect, JsonPath};
use thiserror::Error;
use vtl::json;

use super::context::RequestContext;
use super::params::{Multi, Params, any_case, last, values};
use super::{convert, path};

/// A text that is no mapping expression.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("Invalid mapping expression specified: {0}")]
pub struct InvalidExpression(pub String);

/// A parsed expression.
#[derive(Debug, Clone)]
pub struct Expression(Source);

#[derive(Debug, Clone)]
enum Source {
    /// `method.request.path.name`
    Path(String),
    /// `method.request.querystring.name`, or `multivaluequerystring`
    Query { name: String, all: bool },
    /// `method.request.header.name`, or `multivalueheader`
    Header { name: String, all: bool },
    /// `method.request.body`, or with a JSONPath
    Body(Option<String>),
    /// `integration.response.header.name`, or `multivalueheader`
    ResponseHeader { name: String, all: bool },
    /// `integration.response.body`, or with a JSONPath
    ResponseBody(Option<String>),
    /// `context.name`
    Context(String),
    /// `stageVariables.name`
    StageVariable(String),
    /// `'text'`
    Static(String),
}

/// What expressions are evaluated on.
#[derive(Debug, Clone, Copy)]
pub struct ExpressionInput<'a> {
    /// The method request's parameters.
    pub params: &'a Params,
    /// The method request's body as text.
    pub body: &'a str,
    /// The integration response's headers; empty before there is one.
    pub response_headers: &'a Multi,
    /// The integration response's body as text; empty before there is one.
    pub response_body: &'a str,
    /// `context`.
    pub context: &'a RequestContext,
    /// `stageVariables`.
    pub stage_variables: &'a BTreeMap<String, String>,
}

/// What an expression gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mapped {
    /// One value.
    One(String),
    /// All values of a parameter, of a multi-value expression.
    Many(Vec<String>),
}

impl Mapped {
    /// As one text; several values are separated by commas.
    #[must_use]
    pub fn into_text(self) -> String {
        match self {
            Mapped::One(value) => value,
            Mapped::Many(values) => values.join(","),
        }
    }

    /// The values.
    #[must_use]
    pub fn into_values(self) -> Vec<String> {
        match self {
            Mapped::One(value) => vec![value],
            Mapped::Many(values) => values,
        }
    }
}

impl Expression {
    /// Parses an expression.
    ///
    /// # Errors
    /// With AWS's words when it is none.
    pub fn parse(text: &str) -> Result<Expression, InvalidExpression> {
        let invalid = || InvalidExpression(text.to_owned());
        if let Some(inner) = text.strip_prefix('\'') {
            let inner = inner.strip_suffix('\'').ok_or_else(invalid)?;
            return Ok(Expression(Source::Static(inner.to_owned())));
        }
        let source = if let Some(rest) = text.strip_prefix("method.request.") {
            request(rest)
        } else if let Some(rest) = text.strip_prefix("integration.response.") {
            response(rest)
        } else if let Some(name) = text.strip_prefix("context.") {
            name_of(name).map(Source::Context)
        } else if let Some(name) = text.strip_prefix("stageVariables.") {
            name_of(name).map(Source::StageVariable)
        } else {
            None
        };
        source.map(Expression).ok_or_else(invalid)
    }

    /// The value; `None` when there is none. A body that is no JSON has no values at paths.
    #[must_use]
    pub fn evaluate(&self, input: &ExpressionInput<'_>) -> Option<Mapped> {
        let one = |text: &str| Mapped::One(text.to_owned());
        match &self.0 {
            Source::Path(name) => last(&input.params.path, name).map(one),
            Source::Query { name, all } => pick(values(&input.params.querystring, name)?, *all),
            Source::Header { name, all } => pick(any_case(&input.params.header, name)?, *all),
            Source::Body(path) => body(input.body, path.as_deref()).map(Mapped::One),
            Source::ResponseHeader { name, all } => {
                pick(any_case(input.response_headers, name)?, *all)
            }
            Source::ResponseBody(path) => {
                body(input.response_body, path.as_deref()).map(Mapped::One)
            }
            Source::Context(name) => input.context.lookup(name).map(Mapped::One),
            Source::StageVariable(name) => input.stage_variables.get(name).map(|text| one(text)),
            Source::Static(text) => Some(one(text)),
        }
    }
}

fn request(rest: &str) -> Option<Source> {
    if let Some(path) = body_path(rest) {
        return path.map(Source::Body);
    }
    let (place, name) = rest.split_once('.')?;
    let name = name_of(name)?;
    match place {
        "path" => Some(Source::Path(name)),
        "querystring" => Some(Source::Query { name, all: false }),
        "multivaluequerystring" => Some(Source::Query { name, all: true }),
        "header" => Some(Source::Header { name, all: false }),
        "multivalueheader" => Some(Source::Header { name, all: true }),
        _ => None,
    }
}

fn response(rest: &str) -> Option<Source> {
    if let Some(path) = body_path(rest) {
        return path.map(Source::ResponseBody);
    }
    let (place, name) = rest.split_once('.')?;
    let name = name_of(name)?;
    match place {
        "header" => Some(Source::ResponseHeader { name, all: false }),
        "multivalueheader" => Some(Source::ResponseHeader { name, all: true }),
        _ => None,
    }
}

/// `body`, or `body.` and a JSONPath without its `$.`: none when it is something else, none within when the path is
/// no path.
fn body_path(rest: &str) -> Option<Option<Option<String>>> {
    if rest == "body" {
        return Some(Some(None));
    }
    let path = rest.strip_prefix("body.")?;
    let path = if path.starts_with('$') {
        Cow::Borrowed(path)
    } else {
        Cow::Owned(format!("$.{path}"))
    };
    let valid = JsonPath::parse_with(&path, Dialect::Gateway).is_ok();
    Some(valid.then(|| Some(path.into_owned())))
}

/// A name as AWS allows it: `[a-zA-Z0-9._$-]+`.
fn name_of(name: &str) -> Option<String> {
    let allowed =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'$' | b'-');
    (!name.is_empty() && name.bytes().all(allowed)).then(|| name.to_owned())
}

fn pick(values: &[String], all: bool) -> Option<Mapped> {
    if all {
        Some(Mapped::Many(values.to_vec()))
    } else {
        values.last().cloned().map(Mapped::One)
    }
}

/// The body, or what is at a path in it: texts as they are, anything else as JSON.
fn body(text: &str, path: Option<&str>) -> Option<String> {
    let Some(path) = path else {
        return (!text.is_empty()).then(|| text.to_owned());
    };
    let root = json::parse(text).ok()?;
    let found = path::select(&root, path).ok()??;
    convert::text(&convert::json(&found)?)
}
