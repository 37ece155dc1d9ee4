//! An expression, parsed and made ready to run.

use std::collections::BTreeSet;

use jsonata_core::ast::AstNode;
use jsonata_core::parser;

use super::contain::contain;
use super::error::ParseError;
use super::{names, rewrite};

/// A parsed expression. It never changes and is `Send + Sync`.
#[derive(Debug)]
pub struct Expression {
    text: String,
    pub(super) tree: AstNode,
    references: Vec<Reference>,
    local: BTreeSet<String>,
    context: Vec<String>,
    /// The names of what it may call, those that rewriting brought in among them.
    pub(super) calls: BTreeSet<String>,
}

/// A variable and the names of the fields that are looked up in it at once: `$states.input.id` is `states` with
/// `input` and `id`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reference {
    /// The variable's name without `$`.
    pub name: String,
    /// The fields that follow.
    pub path: Vec<String>,
}

impl Expression {
    /// Parses one expression, the text between `{%` and `%}`.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        let parsed = contain(|| parser::parse(text));
        let mut tree = parsed.ok_or_else(ParseError::defect)??;
        let names = names::names(&tree);
        let context = names::context(&tree);
        rewrite::rewrite(&mut tree, &names.local);
        Ok(Self {
            text: text.to_owned(),
            references: names.references.into_iter().collect(),
            local: names.local,
            context,
            calls: names::calls(&tree),
            tree,
        })
    }

    /// The expression as it was written.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The variables it names, each way of looking into them once, in alphabetical order; those that it binds itself
    /// are among them.
    #[must_use]
    pub fn references(&self) -> &[Reference] {
        &self.references
    }

    /// What it reads from the context item, which there is none of in a state: the names of fields, `$`, and `$$`, each
    /// once, in order. Only the first step of a path is among them, for the others read what that gives.
    #[must_use]
    pub fn context(&self) -> &[String] {
        &self.context
    }

    /// True for a name that the expression itself gives a value: by `:=`, as a parameter, or by `@` and `#`.
    #[must_use]
    pub fn binds(&self, name: &str) -> bool {
        self.local.contains(name)
    }
}
