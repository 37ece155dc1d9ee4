//! Map states in distributed mode: the Map Run is ordered, waited for, and its end taken in
//! (<https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html>).

use std::str::FromStr;
use std::sync::Arc;

use query::jsonpath::JsonPath;
use serde_json::{Map, Value, json};

use super::map::{Takes, concurrency, source};
use super::site::{Site, text_in};
use super::{Flow, Interpreter};
use crate::ast::QueryLanguage;
use crate::error::{Class, DATA_LIMIT, Fault, RUNTIME, StateError};
use crate::event::{Details, EventType, Failure, MapRunRedriven, Payload};
use crate::intrinsics::Resolve;
use crate::json::{self, Document};
use crate::jsonata::Query;
use crate::map_run::{
    BatchRule, ITEM_KEY, ITEM_VALUE, ItemSelector, Items, MapRunResult, MapRunSpec, ReadRequest,
    ReaderConfig, Results, SelectorParts, Tolerance, WriterConfig, derived_uuid,
};
use crate::program::{Batcher, Distributed, Kind, Program, Quantity, Reader, Writer};
use crate::run::{FrameId, MapRunPhase, Phase, Run, Source, Waker};
use crate::step::{Action, Env, ExecutionInfo, TaskId};
use crate::template::Template;

/// How often a Map Run may be redriven (AWS's limit, which no quota lifts).
const MOST_REDRIVES: u32 = 1000;

/// What is known before the state counts as started.
struct Plan {
    limit: u64,
    input: Arc<Value>,
    /// Absent when the items are to be read.
    items: Option<Arc<Value>>,
    /// They are the pairs of an object.
    keyed: bool,
}

/// What the state says about its Map Run.
struct Settings {
    tolerance: Tolerance,
    read: Option<ReadRequest>,
    batch: Option<BatchRule>,
    results: Results,
}

pub(super) fn begin(
    at: &mut Interpreter<'_>,
    id: FrameId,
    map: &Distributed,
) -> Result<Flow, StateError> {
    let plan = {
        let site = at.site(id);
        plan(&site, map)
    };
    let plan = plan.map_err(|fault| at.fault(id, fault))?;
    // Recorded: items that are still to be read count as none.
    let length = plan
        .items
        .as_deref()
        .and_then(Value::as_array)
        .map_or(0, Vec::len);
    at.emit(
        id,
        EventType::MapStateStarted,
        Some(Details::MapLength(length as u64)),
    );
    let settings = {
        let site = at.site(id);
        settings(&site, map, &plan)
    };
    let settings = settings.map_err(|fault| at.fault(id, fault))?;
    let names = names(at, id, map);
    let details = Details::MapRun(names.arn.clone());
    let event = at.emit(id, EventType::MapRunStarted, Some(details));
    let phase = MapRunPhase {
        task: TaskId(event),
        arn: names.arn.clone(),
        redrives: 0,
    };
    let spec = order(at, id, map, plan, settings, names, phase.task);
    at.run.wake_on(Waker::Task(phase.task), id);
    at.frame_mut(id).phase = Phase::MapRun(phase);
    at.step.actions.push(Action::StartMapRun(Box::new(spec)));
    Ok(Flow::Blocked)
}

fn plan(site: &Site<'_>, map: &Distributed) -> Result<Plan, Fault> {
    let input = site.input()?;
    let limit = concurrency(site, &input, &map.max_concurrency)?;
    if map.reader.is_some() {
        // Recorded: `ItemsPath` is not looked at beside a reader.
        let input = input.into_shared();
        return Ok(Plan {
            limit,
            input,
            items: None,
            keyed: false,
        });
    }
    let (items, template) = (map.items.as_ref(), map.items_template.as_ref());
    let Source { input, items } = source(site, input, items, template, Takes::ArraysAndObjects)?;
    let items = items.unwrap_or_else(|| Arc::clone(&input));
    let pairs = items.as_object().map(pairs);
    Ok(Plan {
        limit,
        input,
        keyed: pairs.is_some(),
        items: Some(pairs.map_or(items, Arc::new)),
    })
}

/// An object is iterated over pair by pair
/// (<https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemspath.html>).
fn pairs(object: &Map<String, Value>) -> Value {
    let pair = |(key, value)| json!({ITEM_KEY: key, ITEM_VALUE: value});
    object.iter().map(pair).collect()
}

fn settings(site: &Site<'_>, map: &Distributed, plan: &Plan) -> Result<Settings, Fault> {
    let input = Document::from(Arc::clone(&plan.input));
    Ok(Settings {
        tolerance: tolerance(site, &input, map)?,
        read: map
            .reader
            .as_ref()
            .map(|reader| read(site, &input, reader))
            .transpose()?,
        batch: map
            .batcher
            .as_ref()
            .map(|batcher| batch(site, &input, batcher))
            .transpose()?,
        results: map
            .writer
            .as_ref()
            .map(|writer| results(site, &input, writer))
            .transpose()?
            .unwrap_or_default(),
    })
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the numbers were checked to be whole and not negative"
)]
fn tolerance(site: &Site<'_>, input: &Document, map: &Distributed) -> Result<Tolerance, Fault> {
    let count = whole(
        site,
        input,
        map.tolerated_count.as_ref(),
        "ToleratedFailureCountPath",
    )?;
    if count.is_some_and(|count| count < 0.0) {
        return Err(Fault::Runtime(
            "ToleratedFailureCount cannot be negative.".into(),
        ));
    }
    let percentage = match &map.tolerated_percentage {
        None => None,
        Some(Quantity::Fixed(number)) => Some(*number),
        Some(Quantity::Path(path)) => {
            let field = "ToleratedFailurePercentagePath";
            Some(looked_up::<f64>(site, input, path, field, "float")?)
        }
        Some(Quantity::Query(query)) => {
            Some(computed(site, input, query, "number", Value::as_f64)?)
        }
    };
    if percentage.is_some_and(|percentage| !(0.0..=100.0).contains(&percentage)) {
        let text = "ToleratedFailurePercentage must be between 0 and 100.";
        return Err(Fault::Runtime(text.into()));
    }
    Ok(Tolerance {
        count: count.map(|count| count as u64),
        percentage,
    })
}

/// A whole number, which may be negative.
#[expect(
    clippy::cast_precision_loss,
    reason = "numbers of items are far below 2^53"
)]
fn whole(
    site: &Site<'_>,
    input: &Document,
    quantity: Option<&Quantity>,
    field: &str,
) -> Result<Option<f64>, Fault> {
    match quantity {
        None => Ok(None),
        Some(Quantity::Fixed(number)) => Ok(Some(number.trunc())),
        Some(Quantity::Path(path)) => {
            let number = looked_up::<i64>(site, input, path, field, "integer")?;
            Ok(Some(number as f64))
        }
        Some(Quantity::Query(query)) => {
            let whole = |value: &Value| value.as_f64().filter(|number| number.fract() == 0.0);
            computed(site, input, query, "integer", whole).map(Some)
        }
    }
}

/// What an expression gives. A run that is loaded again must find the same.
fn computed<T>(
    site: &Site<'_>,
    input: &Document,
    query: &Query,
    expected: &str,
    read: impl FnOnce(&Value) -> Option<T>,
) -> Result<T, Fault> {
    let fixed = site.fixed_moment();
    let view = site.view_at(input, &fixed);
    view.states.evaluate_as(query, expected, read)
}

/// The number at `path`; a text that holds one counts (recorded).
fn looked_up<T: FromStr>(
    site: &Site<'_>,
    input: &Document,
    path: &JsonPath,
    field: &str,
    what: &str,
) -> Result<T, Fault> {
    let view = site.view(input);
    let value = view
        .path(path)
        .map_err(|lost| Fault::Runtime(lost.invalid_path()))?;
    let text = match &*value {
        Value::String(text) => text.clone(),
        other => json::to_text(other),
    };
    text.parse().map_err(|_| {
        Fault::Runtime(format!(
            "The {field} field refers to value \"{text}\" which is not a valid {what}: {}",
            path.text()
        ))
    })
}

fn read(site: &Site<'_>, input: &Document, reader: &Reader) -> Result<ReadRequest, Fault> {
    let config: ReaderConfig = configured(site, input, reader.config.as_ref(), "ReaderConfig")?;
    let max_items = match &reader.max_items {
        Some(path) => Some(looked_up(site, input, path, "MaxItemsPath", "integer")?),
        None => config.max_items.as_ref().and_then(integer),
    };
    Ok(ReadRequest {
        action: reader.action,
        parameters: filled(site, input, reader.parameters.as_ref())?,
        config,
        max_items,
    })
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "what is too large is no limit"
)]
fn integer(value: &Value) -> Option<i64> {
    value.as_f64().map(|number| number as i64)
}

fn filled(site: &Site<'_>, input: &Document, template: Option<&Template>) -> Result<Value, Fault> {
    match template {
        None => Ok(Value::Object(serde_json::Map::new())),
        Some(template) => {
            let fixed = site.fixed_moment();
            site.view_at(input, &fixed).fill(template)
        }
    }
}

/// A configuration, evaluated and typed. Validation has refused what does not fit.
fn configured<T: serde::de::DeserializeOwned>(
    site: &Site<'_>,
    input: &Document,
    template: Option<&Template>,
    field: &str,
) -> Result<T, Fault> {
    let value = filled(site, input, template)?;
    serde_json::from_value(value)
        .map_err(|error| Fault::Runtime(format!("The field '{field}' cannot be read: {error}")))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "only positive numbers are kept"
)]
fn batch(site: &Site<'_>, input: &Document, batcher: &Batcher) -> Result<BatchRule, Fault> {
    let positive = |number: Option<f64>| number.filter(|n| *n > 0.0).map(|n| n as u64);
    let items = whole(
        site,
        input,
        batcher.max_items.as_ref(),
        "MaxItemsPerBatchPath",
    )?;
    let bytes = whole(
        site,
        input,
        batcher.max_bytes.as_ref(),
        "MaxInputBytesPerBatchPath",
    )?;
    let given = match &batcher.input {
        None => None,
        Some(template) => {
            let given = filled(site, input, Some(template))?;
            Some(Payload::new(text_in(site.state.language, &given)))
        }
    };
    Ok(BatchRule {
        max_items: positive(items),
        max_bytes: positive(bytes),
        input: given,
    })
}

fn results(site: &Site<'_>, input: &Document, writer: &Writer) -> Result<Results, Fault> {
    let config: WriterConfig = configured(site, input, writer.config.as_ref(), "WriterConfig")?;
    let export = match writer.exports {
        false => None,
        true => Some(filled(site, input, writer.parameters.as_ref())?),
    };
    Ok(Results { export, config })
}

/// The ARNs of a Map Run and of what its children are executions of.
struct Names {
    arn: String,
    machine_arn: String,
}

fn names(at: &Interpreter<'_>, id: FrameId, map: &Distributed) -> Names {
    let event = at.run.next_event.to_string();
    let random = at.random.borrow_mut().next().to_string();
    let run = derived_uuid(&[&at.info.arn, &event, &random]);
    names_of(at.info, &at.state(id).name, map, |scope, machine| {
        format!("{scope}:mapRun:{machine}:{run}")
    })
}

/// `arn` makes the Map Run's ARN of the scope and `{machine}/{label}`.
fn names_of(
    info: &ExecutionInfo,
    state: &str,
    map: &Distributed,
    arn: impl FnOnce(&str, &str) -> String,
) -> Names {
    let (scope, _) = info
        .machine_arn
        .split_once(":stateMachine:")
        .unwrap_or_default();
    // A child's machine has a label already: the machine's own name is what counts.
    let machine = info.machine_name.split('/').next().unwrap_or_default();
    let label = map.label.clone();
    let label = label.unwrap_or_else(|| derived_uuid(&["label", scope, machine, state]));
    let machine = format!("{machine}/{label}");
    Names {
        arn: arn(scope, &machine),
        machine_arn: format!("{scope}:stateMachine:{machine}"),
    }
}

fn order(
    at: &Interpreter<'_>,
    id: FrameId,
    map: &Distributed,
    plan: Plan,
    settings: Settings,
    names: Names,
    task: TaskId,
) -> MapRunSpec {
    let frame = at.frame(id);
    let selector = map.item_selector.as_ref().map(|template| {
        let parts = SelectorParts {
            template,
            info: at.info,
            state: &at.state(id).name,
            entered: frame.entered,
            entered_event: frame.entered_event,
            input: Arc::clone(&plan.input),
            variables: at.run.variables(id),
            keyed: plan.keyed,
        };
        ItemSelector::new(parts, &names.arn)
    });
    MapRunSpec {
        task,
        arn: names.arn,
        machine_arn: names.machine_arn,
        state: at.state(id).name.clone(),
        language: at.state(id).language,
        processor: Arc::clone(&map.processor),
        execution_type: map.execution_type,
        max_concurrency: plan.limit,
        tolerance: settings.tolerance,
        items: match (plan.items, settings.read) {
            (_, Some(request)) => Items::Read(Box::new(request)),
            (items, None) => Items::Array(items.unwrap_or_default()),
        },
        selector,
        batch: settings.batch,
        results: settings.results,
        redrives: 0,
    }
}

/// The Map Run that frame `id` waits for, worked out again from the stored run.
fn ordered(at: &Interpreter<'_>, id: FrameId) -> Option<MapRunSpec> {
    let (Phase::MapRun(phase), Kind::Distributed(map)) = (&at.frame(id).phase, &at.state(id).kind)
    else {
        return None;
    };
    let site = at.site(id);
    let plan = plan(&site, map).ok()?;
    let settings = settings(&site, map, &plan).ok()?;
    let names = names_of(at.info, &at.state(id).name, map, |_, _| phase.arn.clone());
    let redrives = phase.redrives;
    let spec = order(at, id, map, plan, settings, names, phase.task);
    Some(MapRunSpec { redrives, ..spec })
}

/// The Map Run that frame `id` waited for goes on: the same Map Run, with the same input
/// (<https://docs.aws.amazon.com/step-functions/latest/dg/redrive-map-run.html>).
pub(super) fn redrive(at: &mut Interpreter<'_>, id: FrameId) -> Result<Flow, StateError> {
    let Phase::MapRun(phase) = at.frame(id).phase.clone() else {
        return Ok(Flow::Blocked);
    };
    let Some(spec) = ordered(at, id) else {
        // Nothing is known of it any more: another one begins.
        at.frame_mut(id).phase = Phase::Begin;
        return Ok(Flow::Continue);
    };
    if phase.redrives >= MOST_REDRIVES {
        let cause = format!("The Map Run has been redriven {MOST_REDRIVES} times already.");
        let failure = crate::error::failure(RUNTIME, Some(cause));
        return Err(StateError::classed(failure, Class::Runtime));
    }
    let redrives = phase.redrives + 1;
    let details = Details::MapRunRedriven(MapRunRedriven {
        arn: phase.arn.clone(),
        redrive_count: redrives,
    });
    let task = TaskId(at.emit(id, EventType::MapRunRedriven, Some(details)));
    at.run.wake_on(Waker::Task(task), id);
    at.frame_mut(id).phase = Phase::MapRun(MapRunPhase {
        task,
        redrives,
        ..phase
    });
    let spec = MapRunSpec {
        task,
        redrives,
        ..spec
    };
    at.step.actions.push(Action::StartMapRun(Box::new(spec)));
    Ok(Flow::Blocked)
}

/// The Map Run that `run` waits for as `task`. Absent when it waits for none such.
#[must_use]
pub fn map_run(
    program: &Program,
    run: &Run,
    info: &ExecutionInfo,
    task: TaskId,
    env: &Env,
) -> Option<MapRunSpec> {
    let mut run = run.clone();
    let mut interpreter = Interpreter::new(program, &mut run, info, env);
    interpreter.warm();
    let id = interpreter.run.woken_by(Waker::Task(task))?;
    ordered(&interpreter, id)
}

/// A Map Run has ended.
pub(super) fn ended(at: &mut Interpreter<'_>, task: TaskId, result: MapRunResult) {
    let Some(id) = at.run.woken_by(Waker::Task(task)) else {
        return;
    };
    let Kind::Distributed(map) = &at.state(id).kind else {
        return;
    };
    at.run.forget(Waker::Task(task));
    let result = match result {
        MapRunResult::Succeeded(output) => succeeded(at, id, map, output),
        MapRunResult::Failed(failure) => Err(failed(at, id, failure)),
    };
    if at.settle(id, result) == Flow::Continue {
        at.run.ready.push_back(id);
    }
}

/// What leaves the state points back to the start of the Map Run. In every recording of a Map in JSONPath that is the
/// first state, and in no other, it points to the Map Run's end (`docs/CONFORMANCE.md`).
fn succeeded(
    at: &mut Interpreter<'_>,
    id: FrameId,
    map: &Distributed,
    output: Payload,
) -> Result<Flow, StateError> {
    let started = at.frame(id).last_event;
    let run = at.note(started, id, EventType::MapRunSucceeded, None);
    at.note(run, id, EventType::MapStateSucceeded, None);
    let first = at.frame(id).entered_after == 0;
    if first && at.state(id).language == QueryLanguage::JsonPath && !at.full {
        at.frame_mut(id).last_event = run;
    }
    let outcome = {
        let site = at.site(id);
        site.fill(map.result_selector.as_ref(), output.into())
            .and_then(|result| site.outcome(result))
    };
    let outcome = outcome.map_err(|fault| at.fault(id, fault))?;
    let next = at.state(id).next;
    at.leave(id, outcome, next)
}

fn failed(at: &mut Interpreter<'_>, id: FrameId, failure: Failure) -> StateError {
    let class = match failure.error.as_deref() {
        Some(RUNTIME) => Class::Runtime,
        Some(DATA_LIMIT) => Class::DataLimit,
        _ => Class::Ordinary,
    };
    at.emit(
        id,
        EventType::MapRunFailed,
        Some(Details::Failure(failure.clone())),
    );
    StateError::classed(failure, class)
}

/// The Map state is aborted while its Map Run is at work.
pub(super) fn abort(at: &mut Interpreter<'_>, id: FrameId) {
    if matches!(at.frame(id).phase, Phase::MapRun(_)) {
        let last = at.frame(id).last_event;
        at.note(last, id, EventType::MapRunAborted, None);
    }
}
