//! A template as the embedding program holds it.

use std::sync::Arc;

use crate::context::Context;
use crate::error::{ParseError, RenderError};
use crate::limits::Limits;
use crate::names::Names;
use crate::parse::{self, Parsed};
use crate::program::{Block, Macro};
use crate::render;

/// A parsed template. It is immutable and may be shared between threads and rendered any number of times.
#[derive(Debug, Clone)]
pub struct Template {
    pub(crate) names: Arc<Names>,
    pub(crate) body: Arc<Block>,
    pub(crate) macros: Vec<Arc<Macro>>,
    /// It has an `#evaluate`, whose text may name anything.
    evaluates: bool,
}

impl Template {
    /// Parses a template.
    ///
    /// # Errors
    /// When Velocity 1.7 would refuse it, when it asks for files (`#include`, `#parse`), or when it nests too deeply.
    pub fn parse(source: &str) -> Result<Template, ParseError> {
        let mut names = Names::new();
        let evaluates = source.contains("evaluate");
        let Parsed { body, macros } = parse::parse(source, &mut names, &[])?;
        Ok(Template {
            names: Arc::new(names),
            body: Arc::new(body),
            macros: macros.into_iter().map(Arc::new).collect(),
            evaluates,
        })
    }

    /// Whether the template may look at `$name`. False is certain; it saves making a value nobody asks for.
    #[must_use]
    pub fn mentions(&self, name: &str) -> bool {
        self.evaluates || self.names.find(name).is_some()
    }

    /// Renders the template.
    ///
    /// # Errors
    /// When a method throws, a macro recurses too deeply, or a limit is reached.
    pub fn render(&self, context: &Context, limits: &Limits) -> Result<String, RenderError> {
        render::render(self, context, limits)
    }
}
