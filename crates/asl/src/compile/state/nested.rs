//! States that hold others: Parallel, and Map in both modes.

use super::{Site, field};
use crate::ast;
use crate::compile::{CompileError, Compiler, distributed, invalid, iteration};
use crate::program::{Kind, Map, Parallel, StateId};

pub(super) fn parallel(
    compiler: &mut Compiler,
    tree: &ast::State,
    kind: &ast::Parallel,
    site: &Site<'_>,
) -> Result<Parallel, CompileError> {
    let at = site.at;
    let branches = kind.branches.iter().flatten().enumerate();
    let branches = branches.map(|(index, branch)| {
        compiler.graph(branch, &format!("{at}/Branches/{index}"), site.outer)
    });
    let branches: Vec<StateId> = branches.collect::<Result<_, _>>()?;
    if branches.is_empty() {
        return Err(invalid(&field(at, "Branches"), "Value cannot be empty"));
    }
    Ok(Parallel {
        branches,
        parameters: site.arguments(tree)?,
        result_selector: site.result_selector(tree)?,
    })
}

pub(super) fn map(
    compiler: &mut Compiler,
    tree: &ast::State,
    map: &ast::Map,
    site: &Site<'_>,
) -> Result<Kind, CompileError> {
    let at = site.at;
    let (processor, name) = match (&map.item_processor, &map.iterator) {
        (Some(processor), _) => (processor, "ItemProcessor"),
        (None, Some(processor)) => (processor, "Iterator"),
        (None, None) => return Err(invalid(at, "These fields are required: [ItemProcessor]")),
    };
    let mode = processor
        .config
        .as_ref()
        .and_then(|config| config.mode.as_deref());
    if mode == Some("DISTRIBUTED") {
        let map = distributed::compile(tree, map, processor, site)?;
        return Ok(Kind::Distributed(Box::new(map)));
    }
    Ok(Kind::Map(Box::new(Map {
        start: compiler.graph(&processor.graph, &field(at, name), site.outer)?,
        over: iteration::compile(tree, map, site)?,
    })))
}
