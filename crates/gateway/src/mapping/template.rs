//! Mapping templates: parsed once, rendered for each request.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use vtl::{Context, HostObject, InvalidReference, Key, Limits, Map, Value};

use super::context::RequestContext;
use super::context_object::ContextObject;
use super::error::MappingError;
use super::input::Input;
use super::overrides::Overrides;
use super::params::Params;
use super::util::Util;

/// A parsed mapping template; shared between threads.
#[derive(Debug, Clone)]
pub struct Template(vtl::Template);

/// What a template is rendered with. The same for requests and responses but for the body: the client's, or the
/// integration's.
#[derive(Debug, Clone, Copy)]
pub struct MappingInput<'a> {
    /// The body as text; empty when there is none.
    pub body: &'a str,
    /// The method request's parameters.
    pub params: &'a Arc<Params>,
    /// `$context`.
    pub context: &'a Arc<RequestContext>,
    /// `$stageVariables`.
    pub stage_variables: &'a BTreeMap<String, String>,
}

impl Template {
    /// Parses a template.
    ///
    /// # Errors
    /// When it is not valid Velocity.
    pub fn parse(text: &str) -> Result<Template, vtl::ParseError> {
        vtl::Template::parse(text).map(Template)
    }

    /// Renders the template; what it sets in `$context.requestOverride` and `$context.responseOverride` is added to
    /// `overrides`, which hold what templates of the same request have set before.
    ///
    /// # Errors
    /// When a function fails, for example on a body that is no JSON, or a limit is reached. `overrides` are unchanged then.
    pub fn render(
        &self,
        input: &MappingInput<'_>,
        overrides: &mut Overrides,
    ) -> Result<String, MappingError> {
        let mut context = Context::new(InvalidReference::Empty);
        if self.0.mentions("input") {
            context.put(
                "input",
                Value::host(Input::new(input.body, input.params.clone())),
            );
        }
        if self.0.mentions("util") {
            context.put("util", Value::host(Util));
        }
        if self.0.mentions("stageVariables") {
            let variables = input.stage_variables.iter();
            let variables = variables
                .map(|(name, value)| (Key::from(name.as_str()), Value::from(value.as_str())));
            context.put("stageVariables", Value::Map(Map::from_entries(variables)));
        }
        let about = self
            .0
            .mentions("context")
            .then(|| Rc::new(ContextObject::new(input.context.clone(), overrides)));
        if let Some(about) = &about {
            let about: Rc<dyn HostObject> = about.clone();
            context.put("context", Value::Host(about));
        }
        let text = self.0.render(&context, &Limits::default())?;
        if let Some(about) = about {
            about.overrides().store(overrides);
        }
        Ok(text)
    }
}
