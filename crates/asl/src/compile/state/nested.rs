//! States that hold others: Parallel, and Map in both modes.

use super::timing::seconds;
use super::{Site, field, optional_path, path};
use crate::ast::{self, Amount};
use crate::compile::{CompileError, Compiler, distributed, invalid};
use crate::program::{Concurrency, Kind, Map, Parallel, Seconds, Share, StateId};

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
    let selector = map.item_selector.as_ref().or(tree.parameters.as_ref());
    Ok(Kind::Map(Box::new(Map {
        start: compiler.graph(&processor.graph, &field(at, name), site.outer)?,
        items: optional_path(map.items_path.as_ref(), &field(at, "ItemsPath"))?,
        items_template: site.output(map.items.as_ref(), "Items")?,
        item_selector: site.template(selector, "ItemSelector")?,
        max_concurrency: concurrency(map, site)?,
        tolerated_count: share(
            map.tolerated_failure_count.as_ref(),
            map.tolerated_failure_count_path.as_ref(),
            site,
            "ToleratedFailureCount",
        )?,
        tolerated_percentage: share(
            map.tolerated_failure_percentage.as_ref(),
            map.tolerated_failure_percentage_path.as_ref(),
            site,
            "ToleratedFailurePercentage",
        )?,
        result_selector: site.result_selector(tree)?,
    })))
}

fn share(
    amount: Option<&Amount>,
    looked_up: Option<&String>,
    site: &Site<'_>,
    name: &str,
) -> Result<Option<Share>, CompileError> {
    Ok(match (amount, looked_up) {
        (Some(Amount::Number(number)), _) => number.as_f64().map(Share::Fixed),
        (Some(Amount::Expression(text)), _) => site.query(text, name)?.map(Share::Query),
        (None, Some(text)) => {
            let at = format!("{}/{name}Path", site.at);
            Some(Share::Path(path(text, &at)?))
        }
        (None, None) => None,
    })
}

fn concurrency(map: &ast::Map, site: &Site<'_>) -> Result<Concurrency, CompileError> {
    let name = "MaxConcurrency";
    Ok(
        match seconds(
            map.max_concurrency.as_ref(),
            map.max_concurrency_path.as_ref(),
            site,
            name,
        )? {
            Some(Seconds::Query(query)) => Concurrency::Query(query),
            None => Concurrency::Fixed(0),
            Some(Seconds::Fixed(limit)) => Concurrency::Fixed(limit.unsigned_abs()),
            Some(Seconds::Path(path)) => Concurrency::Path(path),
        },
    )
}
