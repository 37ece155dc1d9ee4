//! Map states in distributed mode: the Map Run is ordered, waited for, and its end taken in
//! (<https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html>).

mod ending;
mod settings;

use std::sync::Arc;

use serde_json::{Map, Value, json};

pub(super) use self::ending::{abort, ended};
use self::settings::{Settings, settings};
use super::iteration::concurrency;
use super::map::{Takes, source};
use super::site::Site;
use super::{Flow, Interpreter};
use crate::error::{Class, Fault, RUNTIME, StateError};
use crate::event::{Details, EventType, MapRunRedriven};
use crate::map_run::{
    ITEM_KEY, ITEM_VALUE, ItemSelector, Items, MapRunSpec, SelectorParts, derived_uuid,
};
use crate::program::{Distributed, Kind, Program};
use crate::run::{FrameId, MapRunPhase, Phase, Run, Source, Waker};
use crate::step::{Action, Env, ExecutionInfo, TaskId};

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
    let limit = concurrency(site, &input, &map.over)?;
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
    let (items, template) = (map.over.items.as_ref(), map.over.items_template.as_ref());
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
    let selector = map.over.item_selector.as_ref().map(|template| {
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
