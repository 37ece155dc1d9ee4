//! One state: its kind, where it goes, how data flows through it.

use query::jsonpath::JsonPath;
use serde_json::{Number, Value};

use super::{CompileError, Compiler, choice, distributed, invalid};
use crate::ast::{self, Amount, PathField, QueryLanguage};
use crate::event::{EventType, Payload, TaskName};
use crate::json;
use crate::program::{
    Assign, Catcher, Concurrency, Fail, Handlers, Kind, Map, Parallel, Pass, Placement, Retrier,
    Seconds, Selection, State, StateEvents, StateId, Task, Wait, Words,
};
use crate::step::{Pattern, TaskTarget};
use crate::template::{Expression, Template};

/// Finds a state of the same graph by name.
pub(super) type Places<'a> = &'a dyn Fn(&str) -> Option<StateId>;

const JSONATA: &str = "JSONata states are not supported by this release.";

pub(super) fn compile(
    compiler: &mut Compiler,
    tree: &ast::State,
    name: &str,
    at: &str,
    outer: QueryLanguage,
    places: Places<'_>,
) -> Result<State, CompileError> {
    let language = tree.query_language.unwrap_or(outer);
    let events = events(&tree.kind);
    let mut state = State {
        name: name.to_owned(),
        events,
        next: None,
        input_path: Selection::Whole,
        result_path: Placement::Replace,
        output_path: Selection::Whole,
        assign: None,
        handlers: Handlers::default(),
        kind: Kind::Unsupported(JSONATA),
    };
    if language == QueryLanguage::Jsonata {
        return Ok(state);
    }
    state.next = next(tree, at, places)?;
    state.input_path = selection(&tree.input_path, &field(at, "InputPath"))?;
    state.output_path = selection(&tree.output_path, &field(at, "OutputPath"))?;
    state.result_path = placement(&tree.result_path, &field(at, "ResultPath"))?;
    state.assign = assign(tree.assign.as_ref(), &field(at, "Assign"))?;
    state.handlers = handlers(tree, at, places)?;
    state.kind = kind(compiler, tree, at, language, places)?;
    Ok(state)
}

pub(super) fn field(at: &str, name: &str) -> String {
    format!("{at}/{name}")
}

fn events(kind: &ast::Kind) -> StateEvents {
    use EventType as E;
    let (entered, exited, aborted) = match kind {
        ast::Kind::Pass(_) => (E::PassStateEntered, Some(E::PassStateExited), None),
        ast::Kind::Task(_) => (
            E::TaskStateEntered,
            Some(E::TaskStateExited),
            Some(E::TaskStateAborted),
        ),
        ast::Kind::Choice(_) => (E::ChoiceStateEntered, Some(E::ChoiceStateExited), None),
        ast::Kind::Wait(_) => (
            E::WaitStateEntered,
            Some(E::WaitStateExited),
            Some(E::WaitStateAborted),
        ),
        ast::Kind::Succeed => (E::SucceedStateEntered, Some(E::SucceedStateExited), None),
        ast::Kind::Fail(_) => (E::FailStateEntered, None, None),
        ast::Kind::Parallel(_) => (
            E::ParallelStateEntered,
            Some(E::ParallelStateExited),
            Some(E::ParallelStateAborted),
        ),
        ast::Kind::Map(_) => (
            E::MapStateEntered,
            Some(E::MapStateExited),
            Some(E::MapStateAborted),
        ),
    };
    StateEvents {
        entered,
        exited,
        aborted,
    }
}

fn next(tree: &ast::State, at: &str, places: Places<'_>) -> Result<Option<StateId>, CompileError> {
    let terminal = matches!(
        tree.kind,
        ast::Kind::Choice(_) | ast::Kind::Succeed | ast::Kind::Fail(_)
    );
    match &tree.next {
        _ if terminal => Ok(None),
        Some(name) => target(name, &field(at, "Next"), places).map(Some),
        None if tree.end == Some(true) => Ok(None),
        None => Err(invalid(
            at,
            "Exactly one of these fields is required: [Next, End]",
        )),
    }
}

pub(super) fn target(name: &str, at: &str, places: Places<'_>) -> Result<StateId, CompileError> {
    places(name).ok_or_else(|| invalid(at, format!("Missing transition target: {name}")))
}

pub(super) fn path(text: &str, at: &str) -> Result<JsonPath, CompileError> {
    JsonPath::parse(text)
        .map_err(|error| invalid(at, format!("Value is not a valid JSONPath ({error})")))
}

pub(super) fn optional_path(
    text: Option<&String>,
    at: &str,
) -> Result<Option<JsonPath>, CompileError> {
    text.map(|text| path(text, at)).transpose()
}

fn selection(tree: &PathField, at: &str) -> Result<Selection, CompileError> {
    match tree {
        PathField::Absent => Ok(Selection::Whole),
        PathField::Null => Ok(Selection::Nothing),
        PathField::Path(text) if text == "$" => Ok(Selection::Whole),
        PathField::Path(text) => path(text, at).map(Selection::Path),
    }
}

fn placement(tree: &PathField, at: &str) -> Result<Placement, CompileError> {
    match tree {
        PathField::Absent => Ok(Placement::Replace),
        PathField::Null => Ok(Placement::Discard),
        PathField::Path(text) if text == "$" => Ok(Placement::Replace),
        PathField::Path(text) => {
            let path = path(text, at)?;
            let reference = path.is_reference();
            reference
                .then_some(Placement::At(path))
                .ok_or_else(|| invalid(at, "Value is not a Reference Path"))
        }
    }
}

pub(super) fn template(tree: Option<&Value>, at: &str) -> Result<Option<Template>, CompileError> {
    let compile = |value| Template::compile(value).map_err(|error| invalid(at, error.to_string()));
    tree.map(compile).transpose()
}

/// Variables are named by the fields; a name that ends in `.$` is computed.
pub(super) fn assign(tree: Option<&Value>, at: &str) -> Result<Option<Assign>, CompileError> {
    let compile = |value: &Value| {
        Template::compile(value)
            .map_err(|error| invalid(at, error.to_string()))
            .map(Assign)
    };
    tree.map(compile).transpose()
}

fn handlers(tree: &ast::State, at: &str, places: Places<'_>) -> Result<Handlers, CompileError> {
    let retry = tree.retry.iter().flatten().map(retrier).collect();
    let mut catch = Vec::new();
    for (index, tree) in tree.catch.iter().flatten().enumerate() {
        let at = format!("{at}/Catch/{index}");
        let name = tree.next.as_deref().unwrap_or_default();
        catch.push(Catcher {
            errors: tree.error_equals.clone().unwrap_or_default(),
            next: target(name, &field(&at, "Next"), places)?,
            result_path: placement(&tree.result_path, &field(&at, "ResultPath"))?,
            assign: assign(tree.assign.as_ref(), &field(&at, "Assign"))?,
        });
    }
    Ok(Handlers { retry, catch })
}

fn retrier(tree: &ast::Retrier) -> Retrier {
    let number = |number: &Option<Number>| number.as_ref().and_then(Number::as_f64);
    Retrier {
        errors: tree.error_equals.clone().unwrap_or_default(),
        interval_seconds: number(&tree.interval_seconds).unwrap_or(1.0),
        max_attempts: tree
            .max_attempts
            .as_ref()
            .and_then(Number::as_u64)
            .unwrap_or(3),
        backoff_rate: number(&tree.backoff_rate).unwrap_or(2.0),
        max_delay_seconds: number(&tree.max_delay_seconds),
        full_jitter: tree.jitter_strategy.as_deref() == Some("FULL"),
    }
}

fn kind(
    compiler: &mut Compiler,
    tree: &ast::State,
    at: &str,
    language: QueryLanguage,
    places: Places<'_>,
) -> Result<Kind, CompileError> {
    Ok(match &tree.kind {
        ast::Kind::Pass(pass) => Kind::Pass(Pass {
            result: pass
                .result
                .as_ref()
                .map(|value| Payload::new(json::to_text(value))),
            parameters: template(tree.parameters.as_ref(), &field(at, "Parameters"))?,
        }),
        ast::Kind::Task(kind) => Kind::Task(Box::new(task(tree, kind, at)?)),
        ast::Kind::Choice(kind) => Kind::Choice(choice::compile(kind, at, places)?),
        ast::Kind::Wait(kind) => Kind::Wait(wait(kind, at)?),
        ast::Kind::Succeed => Kind::Succeed,
        ast::Kind::Fail(kind) => Kind::Fail(Fail {
            error: words(
                kind.error.as_ref(),
                kind.error_path.as_ref(),
                &field(at, "ErrorPath"),
            )?,
            cause: words(
                kind.cause.as_ref(),
                kind.cause_path.as_ref(),
                &field(at, "CausePath"),
            )?,
        }),
        ast::Kind::Parallel(kind) => Kind::Parallel(parallel(compiler, tree, kind, at, language)?),
        ast::Kind::Map(kind) => return map(compiler, tree, kind, at, language),
    })
}

fn words(
    fixed: Option<&String>,
    computed: Option<&String>,
    at: &str,
) -> Result<Option<Words>, CompileError> {
    match (fixed, computed) {
        (Some(text), _) => Ok(Some(Words::Fixed(text.clone()))),
        (None, None) => Ok(None),
        (None, Some(text)) => match Expression::parse(text) {
            Ok(expression) => Ok(Some(Words::Computed(expression))),
            Err(reason) => Err(invalid(at, reason)),
        },
    }
}

fn task(tree: &ast::State, task: &ast::Task, at: &str) -> Result<Task, CompileError> {
    // Validation also accepts placeholders of deployment tools and ARNs of other services. Who calls one as a
    // function is told that there is none.
    let resource = task.resource.as_deref().unwrap_or_default();
    let target = target_of(resource).unwrap_or_else(|| TaskTarget::Function(resource.to_owned()));
    let seconds = |fixed: &Option<Amount>, path: &Option<String>, name: &str| {
        seconds(fixed.as_ref(), path.as_ref(), at, name)
    };
    let role = task
        .credentials
        .as_ref()
        .and_then(Value::as_object)
        .map(|fields| {
            let role = |(name, _): &(&String, &Value)| name.trim_end_matches(".$") == "RoleArn";
            let role = fields
                .iter()
                .filter(role)
                .map(|(name, value)| (name.clone(), value.clone()));
            Value::Object(role.collect())
        });
    Ok(Task {
        target,
        parameters: template(tree.parameters.as_ref(), &field(at, "Parameters"))?,
        result_selector: template(tree.result_selector.as_ref(), &field(at, "ResultSelector"))?,
        timeout: seconds(
            &task.timeout_seconds,
            &task.timeout_seconds_path,
            "TimeoutSeconds",
        )?,
        heartbeat: seconds(
            &task.heartbeat_seconds,
            &task.heartbeat_seconds_path,
            "HeartbeatSeconds",
        )?,
        credentials: template(role.as_ref(), &field(at, "Credentials"))?,
    })
}

/// What a `Resource` names
/// (<https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-services.html>).
fn target_of(resource: &str) -> Option<TaskTarget> {
    let mut parts = resource.splitn(6, ':');
    let mut next = || parts.next();
    let (arn, _partition, service) = (next()?, next()?, next()?);
    let (_region, _account, rest) = (next()?, next()?, next()?);
    if arn != "arn" || rest.is_empty() {
        return None;
    }
    match service {
        "lambda" => Some(TaskTarget::Function(resource.to_owned())),
        "states" if rest.starts_with("activity:") => {
            Some(TaskTarget::Activity(resource.to_owned()))
        }
        // Region and account are usually left out, and may be said.
        "states" => integration(rest),
        _ => None,
    }
}

/// `lambda:invoke.waitForTaskToken`, `aws-sdk:dynamodb:putItem`, `states:startExecution.sync:2`.
fn integration(rest: &str) -> Option<TaskTarget> {
    let start = rest
        .find(".sync")
        .or_else(|| rest.find(".waitForTaskToken"))
        .unwrap_or(rest.len());
    let pattern = match &rest[start..] {
        "" => Pattern::RequestResponse,
        ".sync" | ".sync:2" => Pattern::Sync,
        ".waitForTaskToken" => Pattern::WaitForTaskToken,
        _ => return None,
    };
    let (service, operation) = rest[..start].rsplit_once(':')?;
    let named = !service.is_empty() && !operation.is_empty();
    named.then(|| TaskTarget::Integration {
        name: TaskName {
            resource_type: service.to_owned(),
            resource: rest[service.len() + 1..].to_owned(),
        },
        pattern,
    })
}

fn seconds(
    fixed: Option<&Amount>,
    looked_up: Option<&String>,
    at: &str,
    name: &str,
) -> Result<Option<Seconds>, CompileError> {
    match (fixed, looked_up) {
        (Some(amount), _) => {
            let seconds = amount.as_i64().filter(|seconds| *seconds >= 0);
            let seconds =
                seconds.ok_or_else(|| invalid(&field(at, name), "Expected a positive integer"))?;
            Ok(Some(Seconds::Fixed(seconds)))
        }
        (None, Some(text)) => Ok(Some(Seconds::Path(path(
            text,
            &format!("{at}/{name}Path"),
        )?))),
        (None, None) => Ok(None),
    }
}

fn wait(wait: &ast::Wait, at: &str) -> Result<Wait, CompileError> {
    match seconds(
        wait.seconds.as_ref(),
        wait.seconds_path.as_ref(),
        at,
        "Seconds",
    )? {
        Some(Seconds::Fixed(seconds)) => return Ok(Wait::Seconds(seconds)),
        Some(Seconds::Path(path)) => return Ok(Wait::SecondsPath(path)),
        None => {}
    }
    match (&wait.timestamp, &wait.timestamp_path) {
        (Some(text), _) => crate::time::parse(text).map(Wait::Until).ok_or_else(|| {
            invalid(
                &field(at, "Timestamp"),
                "String does not match RFC3339 timestamp",
            )
        }),
        (None, Some(text)) => path(text, &field(at, "TimestampPath")).map(Wait::UntilPath),
        (None, None) => Err(invalid(
            at,
            "Exactly one of these fields is required: [Seconds, SecondsPath, Timestamp, TimestampPath]",
        )),
    }
}

fn parallel(
    compiler: &mut Compiler,
    tree: &ast::State,
    kind: &ast::Parallel,
    at: &str,
    language: QueryLanguage,
) -> Result<Parallel, CompileError> {
    let branches = kind.branches.iter().flatten().enumerate();
    let branches = branches
        .map(|(index, branch)| compiler.graph(branch, &format!("{at}/Branches/{index}"), language));
    let branches: Vec<StateId> = branches.collect::<Result<_, _>>()?;
    if branches.is_empty() {
        return Err(invalid(&field(at, "Branches"), "Value cannot be empty"));
    }
    Ok(Parallel {
        branches,
        parameters: template(tree.parameters.as_ref(), &field(at, "Parameters"))?,
        result_selector: template(tree.result_selector.as_ref(), &field(at, "ResultSelector"))?,
    })
}

fn map(
    compiler: &mut Compiler,
    tree: &ast::State,
    map: &ast::Map,
    at: &str,
    language: QueryLanguage,
) -> Result<Kind, CompileError> {
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
        let map = distributed::compile(tree, map, processor, at, language)?;
        return Ok(Kind::Distributed(Box::new(map)));
    }
    let selector = map.item_selector.as_ref().or(tree.parameters.as_ref());
    Ok(Kind::Map(Box::new(Map {
        start: compiler.graph(&processor.graph, &field(at, name), language)?,
        items: optional_path(map.items_path.as_ref(), &field(at, "ItemsPath"))?,
        item_selector: template(selector, &field(at, "ItemSelector"))?,
        max_concurrency: concurrency(map, at)?,
        result_selector: template(tree.result_selector.as_ref(), &field(at, "ResultSelector"))?,
    })))
}

fn concurrency(map: &ast::Map, at: &str) -> Result<Concurrency, CompileError> {
    let name = "MaxConcurrency";
    Ok(
        match seconds(
            map.max_concurrency.as_ref(),
            map.max_concurrency_path.as_ref(),
            at,
            name,
        )? {
            None => Concurrency::Fixed(0),
            Some(Seconds::Fixed(limit)) => Concurrency::Fixed(limit.unsigned_abs()),
            Some(Seconds::Path(path)) => Concurrency::Path(path),
        },
    )
}
