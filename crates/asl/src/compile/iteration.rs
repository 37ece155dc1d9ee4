//! What a Map state says of its items, in either mode.

use std::sync::Arc;

use super::state::{Site, field, optional_path, path};
use super::{CompileError, invalid};
use crate::ast::{self, Amount};
use crate::program::{Concurrency, Iteration, Quantity};

pub(super) fn compile(
    tree: &ast::State,
    map: &ast::Map,
    site: &Site<'_>,
) -> Result<Iteration, CompileError> {
    let selector = map.item_selector.as_ref().or(tree.parameters.as_ref());
    Ok(Iteration {
        items: optional_path(map.items_path.as_ref(), &field(site.at, "ItemsPath"))?,
        items_template: site.output(map.items.as_ref(), "Items")?,
        item_selector: site.template(selector, "ItemSelector")?.map(Arc::new),
        max_concurrency: concurrency(map, site)?,
        tolerated_count: quantity(
            map.tolerated_failure_count.as_ref(),
            map.tolerated_failure_count_path.as_ref(),
            site,
            "ToleratedFailureCount",
        )?,
        tolerated_percentage: quantity(
            map.tolerated_failure_percentage.as_ref(),
            map.tolerated_failure_percentage_path.as_ref(),
            site,
            "ToleratedFailurePercentage",
        )?,
        result_selector: site.result_selector(tree)?,
    })
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "what is negative or too large becomes the nearest limit"
)]
fn concurrency(map: &ast::Map, site: &Site<'_>) -> Result<Concurrency, CompileError> {
    let limit = quantity(
        map.max_concurrency.as_ref(),
        map.max_concurrency_path.as_ref(),
        site,
        "MaxConcurrency",
    )?;
    Ok(match limit {
        None => Concurrency::Fixed(0),
        Some(Quantity::Fixed(limit)) => Concurrency::Fixed(limit as u64),
        Some(Quantity::Path(path)) => Concurrency::Path(path),
        Some(Quantity::Query(query)) => Concurrency::Query(query),
    })
}

pub(super) fn quantity(
    fixed: Option<&Amount>,
    looked_up: Option<&String>,
    site: &Site<'_>,
    name: &str,
) -> Result<Option<Quantity>, CompileError> {
    let at = field(site.at, name);
    match (fixed, looked_up) {
        (Some(Amount::Number(number)), _) => {
            let number = number.as_f64();
            let number = number.ok_or_else(|| invalid(&at, "Expected a number"))?;
            Ok(Some(Quantity::Fixed(number)))
        }
        (Some(Amount::Expression(text)), _) => Ok(match site.query(text, name)? {
            Some(query) => Some(Quantity::Query(query)),
            // Validation accepts placeholders of deployment tools; one that was never filled in says nothing.
            None => text.parse().ok().map(Quantity::Fixed),
        }),
        (None, Some(text)) => Ok(Some(Quantity::Path(path(text, &format!("{at}Path"))?))),
        (None, None) => Ok(None),
    }
}
