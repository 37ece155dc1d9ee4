//! What an expression names: variables, functions, and parts of the context item.

use std::collections::BTreeSet;

use jsonata_core::ast::{AstNode, BinaryOp, PathStep, Stage};
use jsonata_core::value::with_stack;

use super::expression::Reference;
use super::tree::children;

/// What an expression names.
#[derive(Default)]
pub(super) struct Names {
    pub(super) references: BTreeSet<Reference>,
    pub(super) local: BTreeSet<String>,
}

pub(super) fn names(tree: &AstNode) -> Names {
    let mut names = Names::default();
    collect(tree, &mut names);
    names
}

fn collect(node: &AstNode, names: &mut Names) {
    with_stack(|| collect_here(node, names));
}

fn collect_here(node: &AstNode, names: &mut Names) {
    match node {
        AstNode::Variable(name) if !name.is_empty() => refer(name, &[], names),
        AstNode::Path { steps } => return collect_path(steps, names),
        AstNode::Lambda { params, .. } => names.local.extend(params.iter().cloned()),
        AstNode::Binary { op, rhs, lhs } => match (op, &**lhs, &**rhs) {
            (BinaryOp::ColonEqual, AstNode::Variable(name), value) => {
                names.local.insert(name.clone());
                return collect(value, names);
            }
            (BinaryOp::FocusBind | BinaryOp::IndexBind, _, AstNode::Variable(name)) => {
                names.local.insert(name.clone());
            }
            _ => {}
        },
        _ => {}
    }
    children(node, &mut |child| collect(child, names));
}

fn collect_path(steps: &[PathStep], names: &mut Names) {
    for step in steps {
        names.local.extend(step.focus.clone());
        names.local.extend(step.index_var.clone());
        for stage in &step.stages {
            match stage {
                Stage::Filter(test) => collect(test, names),
                Stage::Index(name) => {
                    names.local.insert(name.clone());
                }
                Stage::KeepArray => {}
            }
        }
    }
    let rest = match steps.first().map(|step| &step.node) {
        Some(AstNode::Variable(name)) if !name.is_empty() => {
            refer(name, steps, names);
            &steps[1..]
        }
        _ => steps,
    };
    for step in rest {
        collect(&step.node, names);
    }
}

fn refer(name: &str, steps: &[PathStep], names: &mut Names) {
    // A filter on the variable itself, such as `$x[0].y`, still looks into nothing but its fields.
    let fields = steps.iter().skip(1).map_while(|step| match &step.node {
        AstNode::Name(field) | AstNode::String(field) => Some(field.clone()),
        _ => None,
    });
    names.references.insert(Reference {
        name: name.to_owned(),
        path: fields.collect(),
    });
}

/// The names of everything that may be called.
pub(super) fn calls(tree: &AstNode) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut open = vec![tree];
    while let Some(node) = open.pop() {
        if let AstNode::Function { name, .. } | AstNode::Variable(name) = node {
            names.insert(name.clone());
        }
        children(node, &mut |child| open.push(child));
    }
    names
}

/// The names that are read from the context item.
pub(super) fn context(tree: &AstNode) -> Vec<String> {
    let mut found = Vec::new();
    read(tree, &mut found);
    found
}

fn read(node: &AstNode, found: &mut Vec<String>) {
    let name = match node {
        AstNode::Name(name) => Some(name.as_str()),
        AstNode::Variable(name) if name.is_empty() => Some("$"),
        AstNode::ParentVariable(_) => Some("$$"),
        _ => None,
    };
    if let Some(name) = name
        && !found.iter().any(|known| known == name)
    {
        found.push(name.to_owned());
    }
    with_stack(|| match node {
        // What follows the first step reads what that gives; so do filters, terms and groupings.
        AstNode::Path { steps } => steps
            .iter()
            .take(1)
            .for_each(|step| read(&step.node, found)),
        AstNode::Sort { input, .. } | AstNode::ObjectTransform { input, .. } => read(input, found),
        AstNode::Transform { .. } => {}
        node => children(node, &mut |child| read(child, found)),
    });
}
