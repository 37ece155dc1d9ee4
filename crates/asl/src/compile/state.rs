//! One state: its kind, where it goes, how data flows through it.

use query::jsonpath::JsonPath;
use serde_json::{Number, Value};

use super::{CompileError, Compiler, choice, distributed, invalid};
use crate::ast::{self, Amount, PathField, QueryLanguage};
use crate::event::{EventType, Payload, TaskName};
use crate::json;
use crate::jsonata::{self, Query};
use crate::program::{
    Assign, Catcher, Concurrency, Fail, Handlers, Kind, Map, Parallel, Pass, Placement, Retrier,
    Seconds, Selection, Share, State, StateEvents, StateId, Task, Wait, Words,
};
use crate::step::{Pattern, TaskTarget};
use crate::template::{Expression, Template};

/// Finds a state of the same graph by name.
pub(super) type Places<'a> = &'a dyn Fn(&str) -> Option<StateId>;

pub(super) fn compile(
    compiler: &mut Compiler,
    tree: &ast::State,
    name: &str,
    at: &str,
    outer: QueryLanguage,
    places: Places<'_>,
) -> Result<State, CompileError> {
    let site = Site {
        at,
        language: tree.query_language.unwrap_or(outer),
        outer,
    };
    Ok(State {
        name: name.to_owned(),
        language: site.language,
        events: events(&tree.kind),
        next: next(tree, at, places)?,
        input_path: selection(&tree.input_path, &field(at, "InputPath"))?,
        output_path: selection(&tree.output_path, &field(at, "OutputPath"))?,
        result_path: placement(&tree.result_path, &field(at, "ResultPath"))?,
        output: site.output(tree.output.as_ref(), "Output")?,
        assign: site.assign(tree.assign.as_ref(), "Assign")?,
        handlers: handlers(tree, &site, places)?,
        kind: kind(compiler, tree, &site, places)?,
    })
}

/// The state whose fields are compiled.
pub(super) struct Site<'a> {
    /// Its place, as a JSON pointer.
    pub(super) at: &'a str,
    language: QueryLanguage,
    /// The machine's language, which states inside of it speak unless they say otherwise.
    pub(super) outer: QueryLanguage,
}

impl Site<'_> {
    pub(super) fn is_jsonata(&self) -> bool {
        self.language == QueryLanguage::Jsonata
    }

    /// The template in field `name`, which errors of expressions name: `Output`, `Catch[0]/Output`.
    pub(super) fn template(
        &self,
        tree: Option<&Value>,
        name: &str,
    ) -> Result<Option<Template>, CompileError> {
        let compile = |value| match self.language {
            QueryLanguage::JsonPath => Template::compile(value),
            QueryLanguage::Jsonata => Template::compile_jsonata(value, name),
        };
        tree.map(compile)
            .transpose()
            .map_err(|error| invalid(&field(self.at, name), error.to_string()))
    }

    /// Variables are named by the fields; in JSONPath a name that ends in `.$` is computed.
    pub(super) fn assign(
        &self,
        tree: Option<&Value>,
        name: &str,
    ) -> Result<Option<Assign>, CompileError> {
        Ok(self.template(tree, name)?.map(Assign))
    }

    /// `Output`, which only JSONata has.
    pub(super) fn output(
        &self,
        tree: Option<&Value>,
        name: &str,
    ) -> Result<Option<Template>, CompileError> {
        self.template(tree.filter(|_| self.is_jsonata()), name)
    }

    /// `Arguments`, or what JSONPath has instead.
    fn arguments(&self, tree: &ast::State) -> Result<Option<Template>, CompileError> {
        match self.language {
            QueryLanguage::JsonPath => self.template(tree.parameters.as_ref(), "Parameters"),
            QueryLanguage::Jsonata => self.template(tree.arguments.as_ref(), "Arguments"),
        }
    }

    pub(super) fn result_selector(
        &self,
        tree: &ast::State,
    ) -> Result<Option<Template>, CompileError> {
        self.template(tree.result_selector.as_ref(), "ResultSelector")
    }

    /// The expression that `text` is, when the state is a JSONata state and the text one in braces.
    pub(super) fn query(&self, text: &str, name: &str) -> Result<Option<Box<Query>>, CompileError> {
        let text = jsonata::expression(text).filter(|_| self.is_jsonata());
        let parse = |text| Query::parse(text, name).map(Box::new);
        text.map(parse)
            .transpose()
            .map_err(|error| invalid(&field(self.at, name), error.to_string()))
    }
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

fn handlers(
    tree: &ast::State,
    site: &Site<'_>,
    places: Places<'_>,
) -> Result<Handlers, CompileError> {
    let retry = tree.retry.iter().flatten().map(retrier).collect();
    let mut catch = Vec::new();
    for (index, tree) in tree.catch.iter().flatten().enumerate() {
        let at = format!("{}/Catch/{index}", site.at);
        let within = |field: &str| format!("Catch[{index}]/{field}");
        let name = tree.next.as_deref().unwrap_or_default();
        catch.push(Catcher {
            errors: tree.error_equals.clone().unwrap_or_default(),
            next: target(name, &field(&at, "Next"), places)?,
            result_path: placement(&tree.result_path, &field(&at, "ResultPath"))?,
            output: site.output(tree.output.as_ref(), &within("Output"))?,
            assign: site.assign(tree.assign.as_ref(), &within("Assign"))?,
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
    site: &Site<'_>,
    places: Places<'_>,
) -> Result<Kind, CompileError> {
    Ok(match &tree.kind {
        ast::Kind::Pass(pass) => Kind::Pass(Pass {
            result: pass
                .result
                .as_ref()
                .map(|value| Payload::new(json::to_text(value))),
            parameters: site.arguments(tree)?,
        }),
        ast::Kind::Task(kind) => Kind::Task(Box::new(task(tree, kind, site)?)),
        ast::Kind::Choice(kind) => Kind::Choice(choice::compile(kind, site, places)?),
        ast::Kind::Wait(kind) => Kind::Wait(wait(kind, site)?),
        ast::Kind::Succeed => Kind::Succeed,
        ast::Kind::Fail(kind) => Kind::Fail(Fail {
            error: words(kind.error.as_ref(), kind.error_path.as_ref(), site, "Error")?,
            cause: words(kind.cause.as_ref(), kind.cause_path.as_ref(), site, "Cause")?,
        }),
        ast::Kind::Parallel(kind) => Kind::Parallel(parallel(compiler, tree, kind, site)?),
        ast::Kind::Map(kind) => return map(compiler, tree, kind, site),
    })
}

fn words(
    fixed: Option<&String>,
    computed: Option<&String>,
    site: &Site<'_>,
    name: &str,
) -> Result<Option<Words>, CompileError> {
    match (fixed, computed) {
        (Some(text), _) => Ok(Some(match site.query(text, name)? {
            Some(query) => Words::Query(query),
            None => Words::Fixed(text.clone()),
        })),
        (None, None) => Ok(None),
        (None, Some(text)) => match Expression::parse(text) {
            Ok(expression) => Ok(Some(Words::Computed(expression))),
            Err(reason) => Err(invalid(&format!("{}/{name}Path", site.at), reason)),
        },
    }
}

fn task(tree: &ast::State, task: &ast::Task, site: &Site<'_>) -> Result<Task, CompileError> {
    // Validation also accepts placeholders of deployment tools and ARNs of other services. Who calls one as a
    // function is told that there is none.
    let resource = task.resource.as_deref().unwrap_or_default();
    let target = target_of(resource).unwrap_or_else(|| TaskTarget::Function(resource.to_owned()));
    let seconds = |fixed: &Option<Amount>, path: &Option<String>, name: &str| {
        seconds(fixed.as_ref(), path.as_ref(), site, name)
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
        parameters: site.arguments(tree)?,
        result_selector: site.result_selector(tree)?,
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
        credentials: site.template(role.as_ref(), "Credentials")?,
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
    site: &Site<'_>,
    name: &str,
) -> Result<Option<Seconds>, CompileError> {
    let at = site.at;
    if let Some(Amount::Expression(text)) = fixed
        && let Some(query) = site.query(text, name)?
    {
        return Ok(Some(Seconds::Query(query)));
    }
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

fn wait(wait: &ast::Wait, site: &Site<'_>) -> Result<Wait, CompileError> {
    let at = site.at;
    match seconds(
        wait.seconds.as_ref(),
        wait.seconds_path.as_ref(),
        site,
        "Seconds",
    )? {
        Some(Seconds::Query(query)) => return Ok(Wait::SecondsQuery(query)),
        Some(Seconds::Fixed(seconds)) => return Ok(Wait::Seconds(seconds)),
        Some(Seconds::Path(path)) => return Ok(Wait::SecondsPath(path)),
        None => {}
    }
    if let Some(text) = &wait.timestamp
        && let Some(query) = site.query(text, "Timestamp")?
    {
        return Ok(Wait::UntilQuery(query));
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

fn map(
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
