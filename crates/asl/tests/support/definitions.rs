//! Definitions of every shape, and what may happen to their executions.

use asl::event::{Failure, Payload};
use asl::map_run::MapRunResult;
use asl::step::{Command, Limits, TaskId, TaskStage, TimerId};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::history::{World, env};

pub(crate) const LIMITS: Limits = Limits {
    payload_bytes: 4_000,
    history_events: 300,
    step_events: 50,
};

fn path() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "$",
        "$.a",
        "$.a.b",
        "$.list",
        "$.list[0]",
        "$.list[*]",
        "$$.State.Name",
        "$v",
        "$..a",
    ])
}

fn reference() -> impl Strategy<Value = Value> {
    let paths = vec![
        json!(null),
        json!("$"),
        json!("$.a"),
        json!("$.a.b"),
        json!("$.new['x']"),
    ];
    prop::sample::select(paths)
}

fn template() -> impl Strategy<Value = Value> {
    let functions = vec![
        "States.UUID()",
        "States.ArrayLength($.list)",
        "States.Format('{}', $.a)",
        "States.MathAdd($.a, 1)",
    ];
    let computed = prop_oneof![path(), prop::sample::select(functions)];
    (computed, any::<bool>()).prop_map(|(text, nested)| match nested {
        true => json!({"a": [{"b.$": text}], "list": [1, 2]}),
        false => json!({"a.$": text, "list": [{"a": 1}]}),
    })
}

fn handlers() -> impl Strategy<Value = Value> {
    let names = vec!["States.ALL", "States.TaskFailed", "States.Timeout", "E"];
    let retry = (prop::sample::select(names.clone()), 0..3_u64)
        .prop_map(|(name, attempts)| json!([{"ErrorEquals": [name], "MaxAttempts": attempts}]));
    let catch = (prop::sample::select(names), 0..4_usize, reference()).prop_map(|(name, next, path)| {
        json!([{"ErrorEquals": [name], "Next": format!("S{next}"), "ResultPath": path}])
    });
    (prop::option::of(retry), prop::option::of(catch))
        .prop_map(|(retry, catch)| json!({"Retry": retry, "Catch": catch}))
}

fn expression() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![
        "{% $states.input %}",
        "{% $states.input.a %}",
        "{% $states.input.list %}",
        "{% $states.input.list[0] > 0 %}",
        "{% $states.result %}",
        "{% $states.context.Map.Item.Index + 1 %}",
        "{% $v %}",
        "{% [$uuid(), $v, $now()] %}",
        "{% $error('E') %}",
        "{% function($x) { $x } %}",
        "{% 2 %}",
    ])
}

/// The same for JSONata.
fn jsonata_state(depth: u32) -> BoxedStrategy<Value> {
    let pass = (expression(), expression()).prop_map(
        |(output, variable)| json!({"Type": "Pass", "Output": {"a": [output, 1]}, "Assign": {"v": variable}}),
    );
    let task = (expression(), expression(), expression(), handlers()).prop_map(
        |(arguments, output, seconds, handlers)| {
            merged(
                json!({"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Arguments": {"list": arguments},
                    "Output": output, "TimeoutSeconds": seconds}),
                handlers,
            )
        },
    );
    let wait = expression().prop_map(|seconds| json!({"Type": "Wait", "Seconds": seconds}));
    let choice = (expression(), expression()).prop_map(|(condition, output)| {
        json!({"Type": "Choice", "Choices": [{"Condition": condition, "Next": "S0", "Output": output}], "Default": "S2"})
    });
    let end = prop_oneof![
        expression().prop_map(|output| json!({"Type": "Succeed", "Output": output})),
        expression().prop_map(|cause| json!({"Type": "Fail", "Error": "E", "Cause": cause})),
    ];
    if depth == 0 {
        return prop_oneof![pass, task, wait, choice, end].boxed();
    }
    let parallel = (
        prop::collection::vec(graph(depth - 1), 1..4),
        expression(),
        handlers(),
    )
        .prop_map(|(branches, output, handlers)| {
            merged(
                json!({"Type": "Parallel", "Branches": branches, "Output": output}),
                handlers,
            )
        });
    let map = (graph(depth - 1), expression(), expression(), expression(), handlers()).prop_map(
        |(processor, items, selector, concurrency, handlers)| {
            merged(
                json!({"Type": "Map", "ItemProcessor": processor, "Items": items, "ItemSelector": {"list": selector},
                    "MaxConcurrency": concurrency}),
                handlers,
            )
        },
    );
    prop_oneof![1 => pass, 3 => task, 1 => wait, 1 => choice, 1 => end, 3 => parallel, 3 => map]
        .boxed()
}

/// A state of either language.
fn state(depth: u32) -> BoxedStrategy<Value> {
    let jsonata = jsonata_state(depth).prop_map(|mut state| {
        state["QueryLanguage"] = json!("JSONata");
        state
    });
    prop_oneof![3 => jsonpath_state(depth), 1 => jsonata].boxed()
}

/// The fields of a state of any type; `Next` is added by [`graph`].
fn jsonpath_state(depth: u32) -> BoxedStrategy<Value> {
    let pass =
        template().prop_map(|t| json!({"Type": "Pass", "Parameters": t, "Assign": {"v.$": "$"}}));
    let result =
        reference().prop_map(|p| json!({"Type": "Pass", "Result": {"b": 2}, "ResultPath": p}));
    let narrow = path().prop_map(|p| json!({"Type": "Pass", "InputPath": p, "OutputPath": "$"}));
    let resources = vec![
        "arn:aws:lambda:us-east-1:111111111111:function:f",
        "arn:aws:states:us-east-1:111111111111:activity:a",
        "arn:aws:states:::lambda:invoke",
        "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
    ];
    let task = (prop::sample::select(resources), template(), reference(), handlers()).prop_map(
        |(resource, parameters, result_path, handlers)| {
            merged(
                json!({"Type": "Task", "Resource": resource, "Parameters": parameters, "ResultPath": result_path,
                    "TimeoutSeconds": 5, "HeartbeatSeconds": 2}),
                handlers,
            )
        },
    );
    let wait = prop_oneof![
        (0..3_u64).prop_map(|seconds| json!({"Type": "Wait", "Seconds": seconds})),
        path().prop_map(|path| json!({"Type": "Wait", "SecondsPath": path})),
    ];
    let choice = path().prop_map(|path| {
        json!({"Type": "Choice", "Choices": [{"Variable": path, "IsNumeric": true, "Next": "S0"},
            {"Not": {"Variable": path, "IsPresent": true}, "Next": "S1"}], "Default": "S2"})
    });
    let end = prop_oneof![
        Just(json!({"Type": "Succeed"})),
        path().prop_map(|path| json!({"Type": "Fail", "Error": "E", "CausePath": path})),
    ];
    if depth == 0 {
        return prop_oneof![pass, result, narrow, task, wait, choice, end].boxed();
    }
    let parallel = (prop::collection::vec(graph(depth - 1), 1..4), handlers()).prop_map(
        |(branches, handlers)| merged(json!({"Type": "Parallel", "Branches": branches}), handlers),
    );
    let map = (
        graph(depth - 1),
        path(),
        0..4_u64,
        prop::option::of(template()),
        handlers(),
    )
        .prop_map(|(processor, path, concurrency, selector, handlers)| {
            merged(
                json!({"Type": "Map", "ItemProcessor": processor, "ItemsPath": path,
                    "MaxConcurrency": concurrency, "ItemSelector": selector}),
                handlers,
            )
        });
    let distributed = (graph(depth - 1), path(), prop::option::of(template()), handlers()).prop_map(
        |(mut processor, path, selector, handlers)| {
            processor["ProcessorConfig"] = json!({"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"});
            merged(
                json!({"Type": "Map", "ItemProcessor": processor, "ItemsPath": path, "ItemSelector": selector,
                    "ToleratedFailureCountPath": "$.a", "ItemBatcher": {"MaxItemsPerBatch": 2}}),
                handlers,
            )
        },
    );
    prop_oneof![1 => pass, 1 => result, 1 => narrow, 3 => task, 1 => wait, 1 => choice, 1 => end, 3 => parallel, 3 => map, 1 => distributed]
        .boxed()
}

fn merged(mut state: Value, more: Value) -> Value {
    let fields = state.as_object_mut().unwrap();
    fields.extend(more.as_object().unwrap().clone());
    fields.retain(|name, value| !value.is_null() || name.ends_with("Path"));
    state
}

pub(crate) fn graph(depth: u32) -> BoxedStrategy<Value> {
    let states = prop::collection::vec((state(depth), prop::option::of(0..4_usize)), 4);
    states
        .prop_map(|states| {
            let named = states
                .into_iter()
                .enumerate()
                .map(|(index, (mut state, next))| {
                    let kind = state["Type"].as_str().unwrap().to_owned();
                    if !matches!(kind.as_str(), "Choice" | "Succeed" | "Fail") {
                        match next {
                            Some(next) => state["Next"] = json!(format!("S{next}")),
                            None => state["End"] = json!(true),
                        }
                    }
                    (format!("S{index}"), state)
                });
            json!({"StartAt": "S0", "States": named.collect::<serde_json::Map<_, _>>()})
        })
        .boxed()
}

#[derive(Clone, Debug)]
pub(crate) enum Happening {
    /// Something about one of the tasks on offer, or about any number at all.
    Task(u8, usize),
    AnyTask(u8, u64),
    MapRun(bool),
    Tick,
    AnyTimer(u64),
    Stop,
}

pub(crate) fn happening() -> impl Strategy<Value = Happening> {
    prop_oneof![
        10 => (0..7_u8, 0..3_usize).prop_map(|(what, which)| Happening::Task(what, which)),
        1 => (0..7_u8, 0..60_u64).prop_map(|(what, task)| Happening::AnyTask(what, task)),
        5 => any::<bool>().prop_map(Happening::MapRun),
        5 => Just(Happening::Tick),
        1 => (0..20_u64).prop_map(Happening::AnyTimer),
        1 => Just(Happening::Stop),
    ]
}

pub(crate) fn about(what: u8, task: TaskId) -> Command {
    let output = Payload::new(r#"{"a":1,"list":[1,2]}"#);
    let failure = Failure {
        error: Some("E".into()),
        cause: None,
    };
    match what {
        0 => Command::TaskStarted { task, worker: None },
        1 => Command::TaskSubmitted { task, output },
        2 | 3 => Command::TaskSucceeded { task, output },
        4 => Command::TaskFailed {
            task,
            failure,
            at: TaskStage::Run,
        },
        5 => Command::TaskFailed {
            task,
            failure,
            at: TaskStage::Start,
        },
        _ => Command::Heartbeat { task },
    }
}

pub(crate) fn happen(world: &mut World, happening: &Happening) {
    match happening {
        Happening::Task(what, which) => {
            if let Some(offer) = world.offers.get(*which) {
                let command = about(*what, offer.task);
                world.apply(command);
            }
        }
        Happening::AnyTask(what, task) => world.apply(about(*what, TaskId(*task))),
        Happening::MapRun(succeeds) => {
            if let Some(spec) = world.map_runs.pop_front() {
                let env = env(world.now, LIMITS);
                let again = asl::interpret::map_run(
                    &world.program,
                    &world.run,
                    &world.info,
                    spec.task,
                    &env,
                );
                assert_eq!(again.as_ref(), Some(&spec));
                let result = match succeeds {
                    true => MapRunResult::Succeeded(Payload::new("[1,2]")),
                    false => MapRunResult::Failed(asl::map_run::threshold_exceeded()),
                };
                let task = spec.task;
                world.apply(Command::MapRunEnded { task, result });
            }
        }
        Happening::Tick => drop(world.tick()),
        Happening::AnyTimer(timer) => {
            let timer = TimerId(*timer);
            world.timers.retain(|(_, set)| *set != timer);
            world.apply(Command::TimerFired { timer });
        }
        Happening::Stop => world.apply(Command::Stop {
            failure: Failure::default(),
        }),
    }
}
