//! Map states in inline mode (<https://docs.aws.amazon.com/step-functions/latest/dg/state-map-inline.html>).

use std::sync::Arc;

use serde_json::Value;

use super::branches::{self, Plan};
use super::iteration::{concurrency, tolerance};
use super::probe::{MapLimits, Stage};
use super::site::{Site, text_in, too_deep};
use super::{Flow, Interpreter};
use crate::ast::QueryLanguage;
use crate::error::{Fault, StateError};
use crate::event::{Details, EventType, Payload};
use crate::intrinsics::Resolve;
use crate::json::{self, Document};
use crate::program::Map;
use crate::run::{FrameId, Phase, Source};
use crate::template::Template;
use query::jsonpath::{JsonPath, Root};

/// How many iterations an inline Map runs at once when the definition says no limit (AWS's quota).
const INLINE_CONCURRENCY: u64 = 40;

pub(super) fn begin(at: &mut Interpreter<'_>, id: FrameId, map: &Map) -> Result<Flow, StateError> {
    let plan = {
        let site = at.site(id);
        plan(&site, map)
    };
    let plan = plan.map_err(|fault| at.fault(id, fault))?;
    if at.probe.is_some() {
        show(at, id, map, &plan)?;
    }
    let length = Some(Details::MapLength(plan.length));
    at.emit(id, EventType::MapStateStarted, length);
    Ok(branches::open(at, id, plan))
}

fn plan(site: &Site<'_>, map: &Map) -> Result<Plan, Fault> {
    let input = site.input()?;
    let limit = match concurrency(site, &input, &map.over)? {
        0 => INLINE_CONCURRENCY,
        limit => limit,
    };
    let source = match site.probe.and_then(|probe| probe.items.clone()) {
        Some(items) => Source {
            input: input.into_shared(),
            items: Some(items),
        },
        None => {
            let (items, template) = (map.over.items.as_ref(), map.over.items_template.as_ref());
            source(site, input, items, template, Takes::Arrays)?
        }
    };
    Ok(Plan {
        length: source.items().len() as u64,
        limit,
        input: None,
        source: Some(source),
    })
}

/// What a Map state iterates over. Recorded: an inline Map takes arrays only.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Takes {
    Arrays,
    ArraysAndObjects,
}

impl Takes {
    fn takes(self, items: &Value) -> bool {
        items.is_array() || (self == Self::ArraysAndObjects && items.is_object())
    }
}

/// The items: those at `items` of the effective input, or all of it; in JSONata what `template` gives.
pub(super) fn source(
    site: &Site<'_>,
    input: Document,
    items: Option<&JsonPath>,
    template: Option<&Template>,
    takes: Takes,
) -> Result<Source, Fault> {
    if site.state.language == QueryLanguage::Jsonata {
        return computed_source(site, input, template, takes);
    }
    let whole = |path: &&JsonPath| !(path.is_root() && *path.root() == Root::Input);
    let found = match items.filter(whole) {
        None => None,
        Some(path) => {
            let view = site.view(&input);
            let items = view
                .path(path)
                .map_err(|lost| Fault::Runtime(lost.invalid_path()))?;
            Some(Arc::new(items.into_owned()))
        }
    };
    let (written, input) = (input.clone(), input.into_shared());
    if !takes.takes(found.as_deref().unwrap_or(&input)) {
        // Recorded: a path into the context object is shown with one `$`.
        let path = items.map_or("$", JsonPath::text);
        let path = path
            .strip_prefix('$')
            .filter(|path| path.starts_with('$'))
            .unwrap_or(path);
        return Err(Fault::Bare(format!(
            "Reference path \"{path}\" must point to array."
        )));
    }
    if let Some(probe) = site.probe {
        probe.items(items, &written, found.as_deref().unwrap_or(&input));
    }
    Ok(Source {
        input,
        items: found,
    })
}

/// The items of a JSONata state: its `Items`, or its input.
fn computed_source(
    site: &Site<'_>,
    input: Document,
    template: Option<&Template>,
    takes: Takes,
) -> Result<Source, Fault> {
    let Some(template) = template else {
        let input = input.into_shared();
        if !takes.takes(&input) {
            return Err(not_an_array("", &input));
        }
        return Ok(Source { input, items: None });
    };
    // A run that is loaded again must find the same items, so they depend on when the state was entered only.
    let fixed = site.fixed_moment();
    let items = site.view_at(&input, &fixed).fill(template)?;
    if !takes.takes(&items) {
        return Err(match template {
            Template::Query(query) => query.unexpected("array", &items),
            _ => not_an_array("Items", &items),
        });
    }
    Ok(Source {
        input: input.into_shared(),
        items: Some(Arc::new(items)),
    })
}

fn not_an_array(location: &str, value: &Value) -> Fault {
    let shown = query::javascript::to_json(value);
    Fault::Query {
        location: location.to_owned(),
        text: format!("Map state input must be an array but was: {shown}"),
    }
}

/// Shows the tester what the state would begin with.
fn show(at: &Interpreter<'_>, id: FrameId, map: &Map, plan: &Plan) -> Result<(), StateError> {
    let (Some(probe), Some(source)) = (at.probe, &plan.source) else {
        return Ok(());
    };
    let limits = {
        let site = at.site(id);
        limits(&site, map, plan.length)
    };
    probe.map(limits.map_err(|fault| at.fault(id, fault))?);
    if let Some(selector) = &map.over.item_selector {
        let inputs = (0..plan.length).map(|index| selected(at, id, selector, source, index));
        let inputs: Result<Vec<Value>, Fault> = inputs.collect();
        let inputs = Value::Array(inputs.map_err(|fault| at.fault(id, fault))?);
        probe.stage(Stage::ItemSelector, &at.site(id).document(inputs));
    }
    Ok(())
}

fn limits(site: &Site<'_>, map: &Map, items: u64) -> Result<MapLimits, Fault> {
    let input = site.input()?;
    Ok(MapLimits {
        items,
        max_concurrency: concurrency(site, &input, &map.over)?,
        tolerance: tolerance(site, &input, &map.over)?,
    })
}

/// What iteration `index` begins with: its item, or what `ItemSelector` makes of it.
pub(super) fn item_input(
    at: &Interpreter<'_>,
    id: FrameId,
    map: &Map,
    index: u64,
) -> Result<Payload, Fault> {
    let source = at
        .branches(id)
        .and_then(|branches| branches.source.as_ref());
    let item = source.and_then(|source| Some((source, source.item(index)?)));
    let Some((source, item)) = item else {
        return Err(Fault::Runtime("The Map state has lost its items.".into()));
    };
    let Some(selector) = &map.over.item_selector else {
        return Ok(Payload::new(text_in(at.state(id).language, item)));
    };
    let text = text_in(
        at.state(id).language,
        &selected(at, id, selector, source, index)?,
    );
    match json::too_deep(&text) {
        true => Err(too_deep()),
        false => Ok(Payload::new(text)),
    }
}

/// What `ItemSelector` makes of item `index`.
fn selected(
    at: &Interpreter<'_>,
    id: FrameId,
    selector: &Template,
    source: &Source,
    index: u64,
) -> Result<Value, Fault> {
    let mut site = at.site(id);
    site.context.item = source.item(index).map(|item| (index, item));
    let input = Document::from(Arc::clone(&source.input));
    site.view(&input).fill(selector)
}

/// Finds the items of a Map again after its run was loaded: they follow from the state's input.
pub(super) fn restore(at: &mut Interpreter<'_>, id: FrameId, map: &Map) {
    if !matches!(at.frame(id).phase, Phase::Branches(_)) {
        return;
    }
    let found = {
        let site = at.site(id);
        site.input().and_then(|input| {
            source(
                &site,
                input,
                map.over.items.as_ref(),
                map.over.items_template.as_ref(),
                Takes::Arrays,
            )
        })
    };
    if let (Ok(found), Some(branches)) = (found, at.branches_mut(id)) {
        branches.source = Some(found);
    }
}
