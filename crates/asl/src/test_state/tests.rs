//! States of every type under test, with mocks.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};

use super::*;
use crate::event::Payload;
use crate::step::{Limits, TokenMaker};

const NOW: Timestamp = Timestamp::from_millis(1_700_000_000_000);

fn subject(definition: &Value) -> Subject {
    Subject::new(&definition.to_string(), None).expect("a valid state")
}

fn setup(input: &Value) -> Setup {
    let info = ExecutionInfo {
        arn: "arn:aws:states:eu-west-1:123456789012:express:m:e".into(),
        name: "e".into(),
        role_arn: "arn:aws:iam::123456789012:role/r".into(),
        start: NOW,
        input: Payload::new(input.to_string()),
        machine_arn: "arn:aws:states:eu-west-1:123456789012:stateMachine:m".into(),
        machine_name: "m".into(),
        region: "eu-west-1".into(),
        alias_arn: None,
        version_arn: None,
        redrive_count: None,
        redrive_time: None,
    };
    let limits = Limits {
        payload_bytes: 1000,
        history_events: 25_000,
        step_events: 100,
    };
    let env = Env {
        now: NOW,
        seed: 1,
        limits,
        token: TokenMaker(Arc::new(|_| "token".into())),
        activities: None,
    };
    Setup {
        info,
        env,
        variables: Map::new(),
        context: None,
        retries: 0,
        read: None,
    }
}

fn failure(error: &str) -> Failure {
    Failure {
        error: Some(error.into()),
        cause: Some("why".into()),
    }
}

/// The report on `definition` with `input`, mocked.
fn mocked(definition: &Value, setup: Setup, mock: Result<Value, Failure>) -> Report {
    let subject = subject(definition);
    let mut test = TestState::begin(&subject, setup);
    let mock = mock.map(|value| Payload::new(value.to_string()));
    test.mock(mock, None).expect("few enough failures");
    test.report()
}

fn alone(definition: &Value, input: &Value) -> Report {
    let subject = subject(definition);
    TestState::begin(&subject, setup(input)).report()
}

fn tree(payload: &Option<Payload>) -> Value {
    let text = payload.as_ref().expect("there is one").as_str();
    serde_json::from_str(text).expect("JSON")
}

fn task(more: Value) -> Value {
    let mut state = json!({"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:sqs:sendMessage", "Parameters": {}, "End": true});
    for (name, value) in more.as_object().into_iter().flatten() {
        state[name] = value.clone();
    }
    state
}

#[test]
fn a_pass_state_shows_every_filter() {
    let state = json!({
        "Type": "Pass", "InputPath": "$.a", "Parameters": {"x.$": "$.b"}, "ResultPath": "$.r", "OutputPath": "$.r",
        "Next": "Elsewhere"
    });
    let report = alone(&state, &json!({"a": {"b": 1}}));
    assert_eq!(report.status, Status::Succeeded);
    assert_eq!(report.next.as_deref(), Some("Elsewhere"));
    assert_eq!(tree(&report.output), json!({"x": 1}));
    let seen = report.inspection;
    assert_eq!(tree(&seen.after_input_path), json!({"b": 1}));
    assert_eq!(tree(&seen.after_parameters), json!({"x": 1}));
    assert_eq!(tree(&seen.after_result_selector), json!({"x": 1}));
    assert_eq!(
        tree(&seen.after_result_path),
        json!({"a": {"b": 1}, "r": {"x": 1}})
    );
    assert_eq!(seen.result, None);
}

#[test]
fn a_pass_state_with_a_result_shows_that_and_no_input() {
    let state = json!({"Type": "Pass", "Result": [1], "End": true});
    let seen = alone(&state, &json!({})).inspection;
    assert_eq!(tree(&seen.result), json!([1]));
    assert_eq!((seen.after_input_path, seen.after_parameters), (None, None));
}

#[test]
fn variables_are_those_given_and_those_assigned() {
    let state = json!({"Type": "Pass", "Assign": {"b.$": "$.a[0]"}, "Parameters": {"a.$": "$a"}, "End": true});
    let mut setup = setup(&json!({"x": 1}));
    setup.variables.insert("a".into(), json!([true]));
    let subject = subject(&state);
    let report = TestState::begin(&subject, setup).report();
    assert_eq!(tree(&report.output), json!({"a": [true]}));
    // `Assign` sees the effective result.
    assert_eq!(
        tree(&report.inspection.variables),
        json!({"a": [true], "b": true})
    );
}

#[test]
fn a_choice_goes_where_its_rule_says_and_fails_without_one() {
    let state = json!({"Type": "Choice", "Choices": [{"Variable": "$.n", "NumericEquals": 1, "Next": "One"}]});
    let found = alone(&state, &json!({"n": 1}));
    assert_eq!(
        (found.status, found.next.as_deref()),
        (Status::Succeeded, Some("One"))
    );
    let lost = alone(&state, &json!({"n": 2}));
    assert_eq!(
        (lost.status, lost.failure.error.as_deref()),
        (Status::Failed, Some("States.Runtime"))
    );
}

#[test]
fn a_fail_state_gives_its_words() {
    let state = json!({"Type": "Fail", "ErrorPath": "$.e", "Cause": "c"});
    let report = alone(&state, &json!({"e": "Oops"}));
    assert_eq!(report.status, Status::Failed);
    assert_eq!(report.failure.error.as_deref(), Some("Oops"));
    assert_eq!(report.output, None);
}

#[test]
fn a_wait_is_told_and_waited_for() {
    let subject = subject(&json!({"Type": "Wait", "Seconds": 7, "Next": "Then"}));
    let mut test = TestState::begin(&subject, setup(&json!({"a": 1})));
    let due = NOW.after(Duration::from_secs(7));
    assert_eq!(test.progress(), Progress::Wait(due));
    test.wake(due);
    assert_eq!(test.progress(), Progress::Done);
    assert_eq!(test.report().next.as_deref(), Some("Then"));
}

#[test]
fn a_task_is_offered_and_answered() {
    let state = task(
        json!({"Parameters": {"q.$": "$.q"}, "ResultSelector": {"id.$": "$.MessageId"}, "ResultPath": "$.sent"}),
    );
    let subject = subject(&state);
    let mut test = TestState::begin(&subject, setup(&json!({"q": 1})));
    let Progress::Task(offer, None) = test.progress() else {
        panic!("a task");
    };
    assert_eq!(offer.input.as_str(), r#"{"q":1}"#);
    test.started(NOW);
    test.answer(NOW, |task| Command::TaskSucceeded {
        task,
        output: Payload::new(r#"{"MessageId":"m"}"#),
    });
    let report = test.report();
    assert_eq!(tree(&report.output), json!({"q": 1, "sent": {"id": "m"}}));
    assert_eq!(tree(&report.inspection.result), json!({"MessageId": "m"}));
    assert_eq!(
        tree(&report.inspection.after_result_selector),
        json!({"id": "m"})
    );
}

#[test]
fn a_task_that_takes_too_long_times_out() {
    let subject = subject(&task(json!({"TimeoutSeconds": 5})));
    let mut test = TestState::begin(&subject, setup(&json!({})));
    test.started(NOW);
    let due = NOW.after(Duration::from_secs(5));
    assert!(matches!(test.progress(), Progress::Task(_, Some(at)) if at == due));
    test.wake(due);
    assert_eq!(
        test.report().failure.error.as_deref(),
        Some("States.Timeout")
    );
}

#[test]
fn a_test_that_takes_too_long_fails() {
    let subject = subject(&json!({"Type": "Wait", "Seconds": 700, "End": true}));
    let mut test = TestState::begin(&subject, setup(&json!({})));
    test.expire();
    let report = test.report();
    assert_eq!((report.status, report.output), (Status::Failed, None));
    assert_eq!(report.failure.error.as_deref(), Some("States.Timeout"));
}

fn retrying() -> Value {
    task(json!({
        "Retry": [
            {"ErrorEquals": ["Other"]},
            {"ErrorEquals": ["Busy"], "IntervalSeconds": 3, "BackoffRate": 2, "MaxAttempts": 4, "MaxDelaySeconds": 20}
        ],
        "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.error", "Next": "Rescue"}]
    }))
}

#[test]
fn a_retry_tells_its_place_and_delay_until_its_attempts_are_used_up() {
    let at = |retries: u32| {
        let mut setup = setup(&json!({"a": 1}));
        setup.retries = retries;
        mocked(&retrying(), setup, Err(failure("Busy")))
    };
    for (retries, delay) in [(0, 3), (1, 6), (2, 12), (3, 20)] {
        let report = at(retries);
        let details = report.inspection.error_details.expect("handled");
        assert_eq!(report.status, Status::Retriable, "{retries}");
        assert_eq!(
            (details.retry_index, details.backoff_seconds),
            (Some(1), Some(delay))
        );
    }
    let report = at(4);
    assert_eq!(report.status, Status::CaughtError);
    let details = report.inspection.error_details.expect("handled");
    let expected = ErrorDetails {
        retry_index: Some(1),
        catch_index: Some(0),
        backoff_seconds: None,
    };
    assert_eq!(details, expected);
}

#[test]
fn a_catch_tells_its_place_and_where_it_goes() {
    let report = mocked(&retrying(), setup(&json!({"a": 1})), Err(failure("Broken")));
    assert_eq!(
        (report.status, report.next.as_deref()),
        (Status::CaughtError, Some("Rescue"))
    );
    assert_eq!(
        tree(&report.output),
        json!({"a": 1, "error": {"Error": "Broken", "Cause": "why"}})
    );
    assert_eq!(report.failure, failure("Broken"));
}

#[test]
fn a_runtime_error_is_handled_by_nothing() {
    let report = mocked(
        &retrying(),
        setup(&json!({})),
        Err(failure("States.Runtime")),
    );
    assert_eq!(
        (report.status, report.inspection.error_details),
        (Status::Failed, None)
    );
}

#[test]
fn a_result_that_is_too_large_fails_the_state() {
    let report = mocked(
        &task(json!({})),
        setup(&json!({})),
        Ok(json!("x".repeat(999))),
    );
    assert_eq!(
        report.failure.error.as_deref(),
        Some("States.DataLimitExceeded")
    );
    let report = mocked(
        &task(json!({})),
        setup(&json!({})),
        Ok(json!("x".repeat(998))),
    );
    assert_eq!(report.status, Status::Succeeded);
}

fn parallel() -> Value {
    let branch = json!({"StartAt": "B", "States": {"B": {"Type": "Pass", "End": true}}});
    let other = json!({"StartAt": "C", "States": {"C": {"Type": "Pass", "End": true}}});
    json!({"Type": "Parallel", "Branches": [branch, other], "ResultPath": "$.r", "End": true})
}

#[test]
fn parallel_gives_what_its_branches_are_said_to_give() {
    let report = mocked(&parallel(), setup(&json!({"a": 1})), Ok(json!([1, 2])));
    assert_eq!(tree(&report.output), json!({"a": 1, "r": [1, 2]}));
    assert_eq!(report.inspection.after_input_path, None);
    let report = mocked(&parallel(), setup(&json!({})), Err(failure("Broken")));
    assert_eq!(
        (report.status, report.failure),
        (Status::Failed, failure("Broken"))
    );
}

fn map() -> Value {
    json!({
        "Type": "Map", "ItemsPath": "$.items", "MaxConcurrency": 3,
        "ItemSelector": {"n.$": "$$.Map.Item.Value", "i.$": "$$.Map.Item.Index", "s.$": "$$.State.Name"},
        "ItemProcessor": {"StartAt": "I", "States": {"I": {"Type": "Pass", "End": true}}},
        "End": true
    })
}

#[test]
fn a_map_shows_its_items_and_what_each_iteration_gets() {
    let report = mocked(
        &map(),
        setup(&json!({"items": ["a", "b"]})),
        Ok(json!([3, 4])),
    );
    assert_eq!(tree(&report.output), json!([3, 4]));
    let seen = report.inspection;
    assert_eq!(seen.max_concurrency, Some(3));
    assert_eq!(tree(&seen.after_items_path), json!(["a", "b"]));
    let inputs =
        json!([{"n": "a", "i": 0, "s": "StateName"}, {"n": "b", "i": 1, "s": "StateName"}]);
    assert_eq!(tree(&seen.after_item_selector), inputs);
}

#[test]
fn items_keep_the_spelling_of_where_they_are() {
    let subject = subject(&map());
    let mut setup = setup(&json!({}));
    setup.info.input = Payload::new(r#"{"items": [ 1.0, 2 ]}"#);
    let seen = TestState::begin(&subject, setup).report().inspection;
    assert_eq!(seen.after_items_path, Some(Payload::new("[ 1.0, 2 ]")));
}

#[test]
fn items_that_are_no_array_are_refused_before_the_limits_are_shown() {
    let report = mocked(&map(), setup(&json!({"items": 1})), Ok(json!([])));
    assert_eq!(
        report.failure.cause.as_deref(),
        Some(r#"Reference path "$.items" must point to array."#)
    );
    assert_eq!(report.inspection.max_concurrency, None);
}

#[test]
fn failed_iterations_beyond_what_is_tolerated_fail_the_map() {
    let subject = subject(&map());
    let fails = |failures: u64| {
        let mut test = TestState::begin(&subject, setup(&json!({"items": [1, 2]})));
        let mocked = test.mock(Ok(Payload::new("[1,2]")), Some(failures));
        mocked.map(|()| test.report().failure.error)
    };
    assert_eq!(fails(0), Ok(None));
    assert_eq!(
        fails(1),
        Ok(Some("States.ExceedToleratedFailureThreshold".into()))
    );
    assert_eq!(fails(3), Err(TooManyFailures));
    let unread = reading(json!({"InputType": "JSON"}));
    let mut setup = setup(&json!({}));
    setup.read = Some(Read::default());
    let mut test = TestState::begin(&unread, setup);
    // Nobody said what is read: the result says how many iterations there are.
    assert_eq!(test.mock(Ok(Payload::new("[1]")), Some(1)), Ok(()));
}

#[test]
fn the_context_object_is_made_or_given() {
    let state = task(json!({"ResultSelector": {"c.$": "$$"}}));
    let made = mocked(&state, setup(&json!({"a": 1})), Ok(json!({})));
    let made = &tree(&made.output)["c"];
    assert_eq!(made["Execution"]["Input"], json!({"a": 1}));
    assert_eq!(made["Execution"].get("RedriveCount"), None);
    assert_eq!(
        made["State"],
        json!({"Name": "StateName", "EnteredTime": NOW.iso8601(), "RetryCount": 0})
    );
    let mut given = setup(&json!({}));
    given.context = Some(r#"{"Task":{"Token":"t"}}"#.into());
    let report = mocked(&state, given, Ok(json!({})));
    assert_eq!(tree(&report.output), json!({"c": {"Task": {"Token": "t"}}}));
}

#[test]
fn a_token_is_there_where_one_is_needed() {
    let mut state = task(json!({"Parameters": {"t.$": "$$.Task.Token"}}));
    state["Resource"] = "arn:aws:states:::aws-sdk:sqs:sendMessage.waitForTaskToken".into();
    let report = mocked(&state, setup(&json!({})), Ok(json!({})));
    assert_eq!(
        tree(&report.inspection.after_parameters),
        json!({"t": "token"})
    );
}

#[test]
fn a_state_of_a_definition_is_found_wherever_it_is() {
    let machine = json!({"StartAt": "M", "States": {"M": map()}}).to_string();
    let within = Subject::new(&machine, Some("I")).expect("there is one");
    assert_eq!(within.state.kind.name(), "Pass");
    let report = TestState::begin(&within, setup(&json!(1))).report();
    assert_eq!(report.output, Some(Payload::new("1")));
    assert_eq!(
        Subject::new(&machine, Some("X")).err(),
        Some(SubjectError::NotFound)
    );
    assert!(
        Subject::new(&machine, Some("M"))
            .expect("there is one")
            .contains("I")
    );
}

#[test]
fn a_wrong_definition_is_told_with_its_place() {
    let wrong = |definition: &str, name: Option<&str>| match Subject::new(definition, name) {
        Err(SubjectError::Invalid(message)) => message,
        other => panic!("{other:?}"),
    };
    let message = wrong(r#"{"Type":"Parallel","Branches":[],"End":true}"#, None);
    assert!(
        message.contains("Value cannot be empty at /States/StateName/Branches"),
        "{message}"
    );
    assert!(wrong("nothing", None).contains("INVALID_JSON_DESCRIPTION"));
    assert!(wrong("[]", None).contains("/States/StateName"));
}

#[test]
fn a_state_alone_may_go_to_itself_or_to_states_nobody_knows() {
    for next in ["StateName", "A \"quoted\" name", "Else"] {
        let state = json!({"Type": "Pass", "Next": next});
        assert_eq!(alone(&state, &json!({})).next.as_deref(), Some(next));
    }
}

fn reading(config: Value) -> Subject {
    let mut state = map();
    let fields = state.as_object_mut().expect("an object");
    fields.remove("ItemsPath");
    fields["ItemProcessor"]["ProcessorConfig"] =
        json!({"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"});
    fields.insert(
        "ItemReader".into(),
        json!({
            "Resource": "arn:aws:states:::s3:getObject",
            "ReaderConfig": config,
            "Parameters": {"Bucket": "b", "Key": "k"}
        }),
    );
    fields.insert("ToleratedFailureCount".into(), json!(1));
    subject(&state)
}

#[test]
fn a_reader_reads_what_is_given_to_it() {
    let json = reading(json!({"InputType": "JSON", "MaxItems": 2}));
    let read = |subject: &Subject, data: &str| match subject.read(data) {
        Ok(read) => Ok(read.items),
        Err(ReadError::Failed(failure)) => Err(failure.cause.expect("a reason")),
        Err(ReadError::NoReader) => panic!("it has a reader"),
    };
    assert_eq!(read(&json, "[1,2,3]"), Ok(vec![json!(1), json!(2)]));
    for not_items in [r#"{"a":1}"#, "1"] {
        let cause = "Attempting to map over non-iterable node.";
        assert_eq!(read(&json, not_items), Err(cause.into()));
    }
    assert!(read(&json, "[1").is_err());
    let lines = reading(json!({"InputType": "JSONL"}));
    assert_eq!(
        read(&lines, "{\"a\":1}\n\n2\n"),
        Ok(vec![json!({"a": 1}), json!(2)])
    );
    assert_eq!(subject(&map()).read("[]"), Err(ReadError::NoReader));
    let pointed = reading(json!({"InputType": "JSON", "ItemsPointer": "/a/b"}));
    let found = pointed.read(r#"{"a":{"b":[5]}}"#).expect("there is one");
    assert_eq!(
        (found.items, found.pointed),
        (vec![json!(5)], Some(json!([5])))
    );
    assert!(read(&pointed, "{}").unwrap_err().contains("/a/b"));
}

#[test]
fn a_distributed_map_tolerates_as_many_failures_as_it_says() {
    let subject = reading(json!({"InputType": "JSON"}));
    let fails = |failures: u64| {
        let mut setup = setup(&json!({}));
        setup.read = Some(subject.read("[1,2,3]").expect("an array"));
        let mut test = TestState::begin(&subject, setup);
        test.mock(Ok(Payload::new("[1,2,3]")), Some(failures))
            .expect("few enough");
        test.report()
    };
    let report = fails(1);
    assert_eq!(report.status, Status::Succeeded);
    assert_eq!(report.inspection.tolerated_failure_count, Some(1));
    let inputs = tree(&report.inspection.after_item_selector);
    assert_eq!(inputs[2]["n"], json!(3));
    assert_eq!(
        fails(2).failure.error.as_deref(),
        Some("States.ExceedToleratedFailureThreshold")
    );
}
