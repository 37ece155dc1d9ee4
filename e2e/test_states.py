"""Workflows through boto3: the state types, data flow, errors, timeouts, callbacks, and the operations on executions."""

import json
import threading

import pytest
from stepwell import ended, failure, history, make_function, make_machine, make_role, run, unique, until

ECHO = "def lambda_handler(event, context):\n    return event\n"
PASS = {"Type": "Pass", "End": True}
FOREVER = {"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 3600, "End": True}}}


@pytest.fixture
def sfn(client):
    return client("stepfunctions")


@pytest.fixture(scope="module")
def echo(server):
    return make_function(server, ECHO)


@pytest.fixture(scope="module")
def failing(server):
    source = "class Broken(Exception):\n    pass\ndef lambda_handler(event, context):\n    raise Broken('no good')\n"
    return make_function(server, source)


def only(state, **more):
    """A definition of one state, `S`."""
    return {"StartAt": "S", "States": {"S": {**state, "End": True}, **more}}


def output(server, definition, value=None):
    """What an execution of `definition` gives; it must succeed."""
    execution = run(server, make_machine(server, definition), value)
    assert execution["status"] == "SUCCEEDED", (execution.get("error"), execution.get("cause"))
    return json.loads(execution["output"])


def failed(server, definition, value=None, status="FAILED"):
    """Error and cause with which an execution of `definition` ends."""
    execution = run(server, make_machine(server, definition), value)
    assert execution["status"] == status, execution
    return execution.get("error"), execution.get("cause")


def types(server, arn):
    return [event["type"] for event in history(server.client("stepfunctions"), arn)]


# State types and data flow


def test_all_eight_state_types_in_one_execution(server, echo):
    definition = {
        "StartAt": "Pass",
        "States": {
            "Pass": {"Type": "Pass", "Result": [1, 2], "ResultPath": "$.items", "Next": "Choose"},
            "Choose": {
                "Type": "Choice",
                "Choices": [{"Variable": "$.go", "BooleanEquals": True, "Next": "Wait"}],
                "Default": "Refuse",
            },
            "Wait": {"Type": "Wait", "Seconds": 1, "Next": "Task"},
            "Task": {"Type": "Task", "Resource": echo, "ResultPath": "$.task", "Next": "Map"},
            "Map": {
                "Type": "Map",
                "ItemsPath": "$.items",
                "ItemProcessor": {"StartAt": "I", "States": {"I": PASS}},
                "ResultPath": "$.map",
                "Next": "Parallel",
            },
            "Parallel": {
                "Type": "Parallel",
                "Branches": [{"StartAt": name, "States": {name: {**PASS, "Result": name}}} for name in "AB"],
                "ResultPath": "$.parallel",
                "Next": "Done",
            },
            "Done": {"Type": "Succeed"},
            "Refuse": {"Type": "Fail", "Error": "Refused", "Cause": "go was not set"},
        },
    }
    machine = make_machine(server, definition)
    succeeded = run(server, machine, {"go": True})
    assert json.loads(succeeded["output"]) == {
        "go": True, "items": [1, 2], "task": {"go": True, "items": [1, 2]}, "map": [1, 2], "parallel": ["A", "B"],
    }
    refused = run(server, machine, {"go": False})
    assert (refused["status"], refused["error"], refused["cause"]) == ("FAILED", "Refused", "go was not set")


def test_the_history_of_one_pass_state_is_as_aws_writes_it(server, sfn):
    arn = run(server, make_machine(server, only({"Type": "Pass"})), {"a": 1})["executionArn"]
    events = history(sfn, arn)
    assert [(e["id"], e["previousEventId"], e["type"]) for e in events] == [
        (1, 0, "ExecutionStarted"), (2, 0, "PassStateEntered"), (3, 2, "PassStateExited"), (4, 3, "ExecutionSucceeded"),
    ]
    assert events[0]["executionStartedEventDetails"]["input"] == '{"a": 1}'
    assert events[1]["stateEnteredEventDetails"] == {"name": "S", "input": '{"a": 1}', "inputDetails": {"truncated": False}}


@pytest.mark.parametrize(
    ("state", "value", "expected"),
    [
        ({"InputPath": "$.a"}, {"a": {"b": 1}}, {"b": 1}),
        ({"InputPath": None}, {"a": 1}, {}),
        ({"OutputPath": "$.a"}, {"a": [1]}, [1]),
        ({"OutputPath": None}, {"a": 1}, {}),
        ({"Result": 7, "ResultPath": "$.r.deep"}, {"a": 1}, {"a": 1, "r": {"deep": 7}}),
        ({"Result": 7, "ResultPath": None}, {"a": 1}, {"a": 1}),
        ({"Parameters": {"x.$": "$.a", "n": 1, "all.$": "$.list[*].v"}}, {"a": 2, "list": [{"v": 3}, {"v": 4}]}, {"x": 2, "n": 1, "all": [3, 4]}),
        ({"InputPath": "$.a", "Parameters": {"b.$": "$.b"}, "ResultPath": "$.r", "OutputPath": "$.r.b"}, {"a": {"b": 5}}, 5),
        ({"Parameters": {"s.$": "States.Format('{} is {}', $.k, $.v)", "a.$": "States.Array(1, 'x', null)", "m.$": "States.MathAdd($.v, 1)"}},
         {"k": "v", "v": 41}, {"s": "v is 41", "a": [1, "x", None], "m": 42}),
        ({"Parameters": {"j.$": "States.StringToJson($.t)", "t.$": "States.JsonToString($.o)", "l.$": "States.ArrayLength($.o.l)"}},
         {"t": '{"a":[1]}', "o": {"l": [1, 2]}}, {"j": {"a": [1]}, "t": '{"l":[1,2]}', "l": 2}),
    ],
)
def test_input_and_output_processing(server, state, value, expected):
    assert output(server, only({"Type": "Pass", **state}), value) == expected


def test_result_selector_and_result_path_of_a_task(server, echo):
    task = {"Type": "Task", "Resource": echo, "Parameters": {"q.$": "$.n"}, "ResultSelector": {"picked.$": "$.q"}, "ResultPath": "$.task"}
    assert output(server, only(task), {"n": 3}) == {"n": 3, "task": {"picked": 3}}


def test_a_path_that_finds_nothing_fails_the_execution(server):
    error, cause = failed(server, only({"Type": "Pass", "InputPath": "$.none"}), {"a": 1})
    assert error == "States.Runtime"
    assert cause == (
        "An error occurred while executing the state 'S' (entered at the event id #2). "
        "Invalid path '$.none' : No results for path: $['none']"
    )


def test_the_context_object(server, sfn):
    machine = make_machine(server, only({"Type": "Pass", "Parameters": {"context.$": "$$"}}))
    execution = run(server, machine, {"in": 1})
    context = json.loads(execution["output"])["context"]
    described = sfn.describe_state_machine(stateMachineArn=machine)
    assert context["Execution"]["Id"] == execution["executionArn"] and context["Execution"]["Name"] == execution["name"]
    assert context["Execution"]["Input"] == {"in": 1} and context["Execution"]["RoleArn"] == described["roleArn"]
    assert context["StateMachine"] == {"Id": machine, "Name": described["name"]}
    assert context["State"]["Name"] == "S" and context["State"]["EnteredTime"] >= context["Execution"]["StartTime"]


@pytest.mark.parametrize(
    ("rule", "value"),
    [
        ({"Variable": "$.v", "StringEquals": "x"}, "x"),
        ({"Variable": "$.v", "StringMatches": "log-*.txt"}, "log-12.txt"),
        ({"Variable": "$.v", "StringGreaterThanEquals": "b"}, "b"),
        ({"Variable": "$.v", "NumericLessThan": 3}, 2.5),
        ({"Variable": "$.v", "NumericEqualsPath": "$.v"}, 7),
        ({"Variable": "$.v", "TimestampGreaterThan": "2020-01-01T00:00:00Z"}, "2021-01-01T00:00:00Z"),
        ({"Variable": "$.v", "IsNull": True}, None),
        ({"Variable": "$.v", "IsNumeric": True}, 1),
        ({"Variable": "$.w", "IsPresent": False}, 1),
        ({"Not": {"Variable": "$.v", "BooleanEquals": True}}, False),
        ({"And": [{"Variable": "$.v", "NumericGreaterThan": 0}, {"Variable": "$.v", "NumericLessThanEquals": 1}]}, 1),
        ({"Or": [{"Variable": "$.v", "StringEquals": "x"}, {"Variable": "$.v", "IsBoolean": True}]}, True),
    ],
)
def test_choice_rules(server, rule, value):
    states = {
        "C": {"Type": "Choice", "Choices": [{**rule, "Next": "Yes"}], "Default": "No"},
        "Yes": {**PASS, "Result": "yes"},
        "No": {**PASS, "Result": "no"},
    }
    assert output(server, {"StartAt": "C", "States": states}, {"v": value}) == "yes"


def test_a_choice_without_a_match_or_default(server):
    rule = {"Variable": "$.v", "NumericEquals": 1, "Next": "P"}
    error, cause = failed(server, {"StartAt": "C", "States": {"C": {"Type": "Choice", "Choices": [rule]}, "P": PASS}}, {"v": 2})
    assert (error, cause) == (
        "States.Runtime",
        "An error occurred while executing the state 'C' (entered at the event id #2). "
        "Failed to transition out of the state. The state does not point to a next state.",
    )


@pytest.mark.parametrize(
    ("state", "value"),
    [
        ({"Seconds": 0}, {}),
        ({"SecondsPath": "$.s"}, {"s": 1}),
        ({"Timestamp": "2020-01-01T00:00:00Z"}, {}),
        ({"TimestampPath": "$.t"}, {"t": "2020-01-01T00:00:00.123+09:00"}),
    ],
)
def test_every_way_to_wait(server, state, value):
    assert output(server, only({"Type": "Wait", **state}), value) == value


def test_fail_takes_error_and_cause_from_paths(server):
    fail = {"Type": "Fail", "ErrorPath": "$.e", "CausePath": "States.Format('because of {}', $.c)"}
    assert failed(server, {"StartAt": "F", "States": {"F": fail}}, {"e": "E", "c": "C"}) == ("E", "because of C")


# Lambda


def test_both_forms_of_a_lambda_task(server, echo):
    direct = run(server, make_machine(server, only({"Type": "Task", "Resource": echo})), {"n": 1})
    assert json.loads(direct["output"]) == {"n": 1}
    assert types(server, direct["executionArn"]) == [
        "ExecutionStarted", "TaskStateEntered", "LambdaFunctionScheduled", "LambdaFunctionStarted",
        "LambdaFunctionSucceeded", "TaskStateExited", "ExecutionSucceeded",
    ]
    parameters = {"FunctionName": echo, "Payload.$": "$"}
    invoke = {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": parameters}
    integrated = run(server, make_machine(server, only(invoke)), {"n": 1})
    result = json.loads(integrated["output"])
    assert result["Payload"] == {"n": 1} and result["ExecutedVersion"] == "$LATEST" and result["StatusCode"] == 200
    assert {"SdkHttpMetadata", "SdkResponseMetadata"} <= set(result)
    assert types(server, integrated["executionArn"]) == [
        "ExecutionStarted", "TaskStateEntered", "TaskScheduled", "TaskStarted", "TaskSucceeded", "TaskStateExited", "ExecutionSucceeded",
    ]


def test_a_functions_error_is_the_tasks_error(server, failing):
    error, cause = failed(server, only({"Type": "Task", "Resource": failing}))
    assert error == "Broken"
    report = json.loads(cause)
    assert report["errorMessage"] == "no good" and report["errorType"] == "Broken" and report["stackTrace"]


def test_a_function_that_does_not_exist(server, echo):
    parameters = {"FunctionName": echo + "x"}
    task = {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": parameters}
    error, cause = failed(server, only(task))
    assert error == "Lambda.ResourceNotFoundException"
    assert cause.startswith(f"Function not found: {echo}x:$LATEST (Service: AWSLambda; Status Code: 404; ")


# Errors


def test_retry_with_backoff_then_catch(server, sfn, failing):
    retry = {"ErrorEquals": ["Broken"], "IntervalSeconds": 1, "BackoffRate": 2, "MaxAttempts": 2}
    catch = {"ErrorEquals": ["States.ALL"], "ResultPath": "$.error", "Next": "Caught"}
    definition = only({"Type": "Task", "Resource": failing, "Retry": [retry], "Catch": [catch]}, Caught=PASS)
    execution = run(server, make_machine(server, definition), {"n": 1})
    value = json.loads(execution["output"])
    assert value["n"] == 1 and value["error"]["Error"] == "Broken"
    assert json.loads(value["error"]["Cause"])["errorMessage"] == "no good"
    events = history(sfn, execution["executionArn"])
    begun = [event["timestamp"] for event in events if event["type"] == "LambdaFunctionStarted"]
    ends = [event["timestamp"] for event in events if event["type"] == "LambdaFunctionFailed"]
    assert len(begun) == len(ends) == 3
    pauses = [(later - earlier).total_seconds() for earlier, later in zip(ends, begun[1:])]
    assert 1 <= pauses[0] < pauses[1] and 2 <= pauses[1] < 10, pauses


def test_retriers_and_catchers_match_in_order(server, failing):
    catchers = [
        {"ErrorEquals": ["States.Timeout"], "Next": "Wrong"},
        {"ErrorEquals": ["Other", "States.TaskFailed"], "Next": "Right"},
        {"ErrorEquals": ["States.ALL"], "Next": "Wrong"},
    ]
    retriers = [{"ErrorEquals": ["Broken"], "MaxAttempts": 0}, {"ErrorEquals": ["States.ALL"], "MaxAttempts": 3}]
    task = {"Type": "Task", "Resource": failing, "Retry": retriers, "Catch": catchers}
    assert output(server, only(task, Right={**PASS, "Result": "right"}, Wrong={**PASS, "Result": "wrong"})) == "right"


def test_a_task_that_takes_too_long(server):
    slow = make_function(server, "import time\ndef lambda_handler(event, context):\n    time.sleep(20)\n")
    task = {"Type": "Task", "Resource": slow, "TimeoutSeconds": 1}
    execution = run(server, make_machine(server, only(task)))
    assert (execution["status"], execution["error"], "cause" in execution) == ("FAILED", "States.Timeout", False)
    assert (execution["stopDate"] - execution["startDate"]).total_seconds() < 10
    assert "LambdaFunctionTimedOut" in types(server, execution["executionArn"])


def test_an_activity_times_out_from_when_a_worker_took_it(server, sfn):
    """https://docs.aws.amazon.com/step-functions/latest/dg/state-task.html, `TimeoutSeconds`"""
    activity = sfn.create_activity(name=unique("activity"))["activityArn"]
    late = {**PASS, "Result": "late"}
    task = {"Type": "Task", "Resource": activity, "TimeoutSeconds": 1, "Catch": [{"ErrorEquals": ["States.Timeout"], "Next": "Late"}]}
    arn = sfn.start_execution(stateMachineArn=make_machine(server, only(task, Late=late)))["executionArn"]
    token = sfn.get_activity_task(activityArn=activity)["taskToken"]
    assert json.loads(ended(sfn, arn)["output"]) == "late"
    assert failure(lambda: sfn.send_task_success(taskToken=token, output="1"))[0] == "TaskTimedOut"


def test_a_machine_that_takes_too_long(server):
    execution = run(server, make_machine(server, {**FOREVER, "TimeoutSeconds": 1}))
    assert execution["status"] == "TIMED_OUT"
    assert types(server, execution["executionArn"])[-1] == "ExecutionTimedOut"
    assert 1 <= (execution["stopDate"] - execution["startDate"]).total_seconds() < 10


def test_a_failing_branch_ends_the_parallel_state(server):
    fail = {"StartAt": "F", "States": {"F": {"Type": "Fail", "Error": "Bad", "Cause": "very"}}}
    parallel = {"Type": "Parallel", "Branches": [FOREVER, fail]}
    assert failed(server, only(parallel)) == ("Bad", "very")
    caught = {**parallel, "Catch": [{"ErrorEquals": ["Bad"], "Next": "Caught"}]}
    assert output(server, only(caught, Caught=PASS)) == {"Error": "Bad", "Cause": "very"}


# Map


def test_map_selects_items_and_keeps_their_order(server):
    selector = {"i.$": "$$.Map.Item.Index", "v.$": "$$.Map.Item.Value", "k.$": "$.k"}
    state = {"Type": "Map", "ItemsPath": "$.list", "ItemSelector": selector, "ItemProcessor": {"StartAt": "P", "States": {"P": PASS}}}
    expected = [{"i": i, "v": v, "k": 9} for i, v in enumerate("abc")]
    assert output(server, only(state), {"list": list("abc"), "k": 9}) == expected
    assert output(server, only(state), {"list": [], "k": 9}) == []


def test_map_runs_no_more_than_max_concurrency_at_once(server, sfn):
    processor = {"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 1, "End": True}}}
    state = {"Type": "Map", "MaxConcurrency": 2, "ItemProcessor": processor}
    execution = run(server, make_machine(server, only(state)), [1, 2, 3, 4])
    running, most = 0, 0
    for event in history(sfn, execution["executionArn"]):
        running += {"MapIterationStarted": 1, "MapIterationSucceeded": -1}.get(event["type"], 0)
        most = max(most, running)
    assert execution["status"] == "SUCCEEDED" and most == 2


def test_a_failing_iteration_fails_the_map(server):
    fail = {"StartAt": "F", "States": {"F": {"Type": "Fail", "Error": "Bad", "Cause": "very"}}}
    assert failed(server, only({"Type": "Map", "ItemProcessor": fail}), [1, 2]) == ("Bad", "very")


# Callbacks and activities


def callback(echo_or_holder, **more):
    parameters = {"FunctionName": echo_or_holder, "Payload": {"token.$": "$$.Task.Token"}}
    return only({"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken", "Parameters": parameters, **more})


def started_with_token(sfn, machine):
    """An execution that waits for its callback, and the token that it handed out."""
    arn = sfn.start_execution(stateMachineArn=machine)["executionArn"]
    submitted = lambda: [e for e in history(sfn, arn) if e["type"] == "TaskSubmitted"]
    event = until(submitted, 60, "the task to be submitted")[0]
    return arn, json.loads(event["taskSubmittedEventDetails"]["output"])["Payload"]["token"]


def test_a_task_waits_for_its_token(server, sfn, echo):
    machine = make_machine(server, callback(echo))
    arn, token = started_with_token(sfn, machine)
    sfn.send_task_heartbeat(taskToken=token)
    assert failure(lambda: sfn.send_task_success(taskToken=token, output="{"))[0] == "InvalidOutput"
    sfn.send_task_success(taskToken=token, output='{"answer": 42}')
    assert json.loads(ended(sfn, arn)["output"]) == {"answer": 42}
    assert failure(lambda: sfn.send_task_success(taskToken=token, output="1"))[0] == "TaskTimedOut"
    arn, token = started_with_token(sfn, machine)
    sfn.send_task_failure(taskToken=token, error="Refused", cause="by hand")
    execution = ended(sfn, arn)
    assert (execution["status"], execution["error"], execution["cause"]) == ("FAILED", "Refused", "by hand")
    assert failure(lambda: sfn.send_task_failure(taskToken="nonsense"))[0] == "InvalidToken"


def test_a_task_without_heartbeat_times_out(server, sfn, echo):
    machine = make_machine(server, callback(echo, HeartbeatSeconds=1))
    execution = run(server, machine)
    assert (execution["status"], execution["error"]) == ("FAILED", "States.Timeout")


def test_an_activity_is_done_by_a_worker(server, sfn):
    name = unique("activity")
    activity = sfn.create_activity(name=name)["activityArn"]
    assert sfn.create_activity(name=name)["activityArn"] == activity
    assert sfn.describe_activity(activityArn=activity)["name"] == name
    assert activity in sfn.get_paginator("list_activities").paginate().search("activities[].activityArn")
    machine = make_machine(server, only({"Type": "Task", "Resource": activity, "HeartbeatSeconds": 60}))
    arn = sfn.start_execution(stateMachineArn=machine, input='{"work": 1}')["executionArn"]
    task = sfn.get_activity_task(activityArn=activity, workerName="worker")
    assert json.loads(task["input"]) == {"work": 1}
    sfn.send_task_heartbeat(taskToken=task["taskToken"])
    sfn.send_task_success(taskToken=task["taskToken"], output='"done"')
    assert json.loads(ended(sfn, arn)["output"]) == "done"
    assert types(server, arn)[2:5] == ["ActivityScheduled", "ActivityStarted", "ActivitySucceeded"]
    sfn.delete_activity(activityArn=activity)
    assert failure(lambda: sfn.describe_activity(activityArn=activity)) == (
        "ActivityDoesNotExist", f"Activity Does Not Exist: '{activity}'",
    )


def test_a_worker_that_polls_first_gets_the_task_at_once(server, sfn):
    activity = sfn.create_activity(name=unique("activity"))["activityArn"]
    machine = make_machine(server, only({"Type": "Task", "Resource": activity}))
    tasks = []
    worker = threading.Thread(target=lambda: tasks.append(server.client("stepfunctions").get_activity_task(activityArn=activity)))
    worker.start()
    arn = sfn.start_execution(stateMachineArn=machine)["executionArn"]
    worker.join(50)
    sfn.send_task_failure(taskToken=tasks[0]["taskToken"], error="E", cause="C")
    execution = ended(sfn, arn)
    assert (execution["error"], execution["cause"]) == ("E", "C")


# Operations


def test_start_execution_is_idempotent_by_name(server, sfn):
    machine = make_machine(server, FOREVER)
    start = lambda value: sfn.start_execution(stateMachineArn=machine, name="one", input=value)
    first = start('{"a": 1}')
    again = start('{"a": 1}')
    assert (again["executionArn"], again["startDate"]) == (first["executionArn"], first["startDate"])
    taken = ("ExecutionAlreadyExists", f"Execution Already Exists: '{first['executionArn']}'")
    assert failure(lambda: start('{"a": 2}')) == taken
    sfn.stop_execution(executionArn=first["executionArn"])
    ended(sfn, first["executionArn"])
    assert failure(lambda: start('{"a": 1}')) == taken, "a name is not free again once its execution has ended"


def test_stop_execution(server, sfn):
    machine = make_machine(server, FOREVER)
    arn = sfn.start_execution(stateMachineArn=machine)["executionArn"]
    stopped = sfn.stop_execution(executionArn=arn, error="Enough", cause="by hand")
    execution = ended(sfn, arn)
    assert (execution["status"], execution["error"], execution["cause"]) == ("ABORTED", "Enough", "by hand")
    assert execution["stopDate"] == stopped["stopDate"]
    last = history(sfn, arn)[-1]
    assert last["type"] == "ExecutionAborted"
    assert last["executionAbortedEventDetails"] == {"error": "Enough", "cause": "by hand"}
    missing = arn + "x"
    assert failure(lambda: sfn.stop_execution(executionArn=missing)) == ("ExecutionDoesNotExist", f"Execution Does Not Exist: '{missing}'")


def test_describe_execution(server, sfn):
    machine = make_machine(server, only({"Type": "Pass"}))
    arn = sfn.start_execution(stateMachineArn=machine, name="named", input='{ "as": "sent" }')["executionArn"]
    assert arn == machine.replace(":stateMachine:", ":execution:") + ":named"
    execution = ended(sfn, arn)
    assert execution["stateMachineArn"] == machine and execution["name"] == "named"
    assert execution["input"] == '{ "as": "sent" }' and execution["inputDetails"] == {"included": True}
    assert execution["outputDetails"] == {"included": True} and execution["redriveCount"] == 0
    assert failure(lambda: sfn.describe_execution(executionArn=arn + "x"))[0] == "ExecutionDoesNotExist"


def test_list_executions_by_status_in_pages_newest_first(server, sfn):
    choice = [{"Variable": "$.bad", "IsPresent": True, "Next": "F"}]
    states = {"C": {"Type": "Choice", "Choices": choice, "Default": "P"}, "P": PASS, "F": {"Type": "Fail"}}
    machine = make_machine(server, {"StartAt": "C", "States": states})
    good = [run(server, machine, {})["executionArn"] for _ in range(5)]
    bad = run(server, machine, {"bad": 1})["executionArn"]
    pages = list(sfn.get_paginator("list_executions").paginate(stateMachineArn=machine, statusFilter="SUCCEEDED", PaginationConfig={"PageSize": 2}))
    assert [len(page["executions"]) for page in pages] == [2, 2, 1]
    assert [e["executionArn"] for page in pages for e in page["executions"]] == good[::-1]
    everything = sfn.list_executions(stateMachineArn=machine)["executions"]
    assert [(e["executionArn"], e["status"]) for e in everything] == [(bad, "FAILED"), *((arn, "SUCCEEDED") for arn in good[::-1])]
    assert sfn.list_executions(stateMachineArn=machine, statusFilter="RUNNING")["executions"] == []
    code, message = failure(lambda: sfn.list_executions(stateMachineArn=machine, statusFilter="succeeded"))
    assert code == "ValidationException" and "[SUCCEEDED, TIMED_OUT, PENDING_REDRIVE, ABORTED, FAILED, RUNNING]" in message
    assert failure(lambda: sfn.list_executions(stateMachineArn=machine, nextToken="nonsense"))[0] == "InvalidToken"
    assert failure(lambda: sfn.list_executions(stateMachineArn=machine + "x"))[0] == "StateMachineDoesNotExist"


def test_history_in_pages_and_in_reverse(server, sfn):
    states = {f"P{n}": {"Type": "Pass", "Next": f"P{n + 1}"} for n in range(9)} | {"P9": PASS}
    arn = run(server, make_machine(server, {"StartAt": "P0", "States": states}))["executionArn"]
    whole = sfn.get_execution_history(executionArn=arn)["events"]
    assert [event["id"] for event in whole] == list(range(1, 23))
    for reverse, expected in ((False, whole), (True, whole[::-1])):
        token, pages = {}, []
        while True:
            page = sfn.get_execution_history(executionArn=arn, maxResults=5, reverseOrder=reverse, **token)
            pages.append(page["events"])
            if "nextToken" not in page:
                break
            token = {"nextToken": page["nextToken"]}
        assert [len(page) for page in pages] == [5, 5, 5, 5, 2]
        assert [event for page in pages for event in page] == expected
    bare = sfn.get_execution_history(executionArn=arn, includeExecutionData=False)["events"]
    assert "input" not in bare[1]["stateEnteredEventDetails"]
    assert failure(lambda: sfn.get_execution_history(executionArn=arn + "x"))[0] == "ExecutionDoesNotExist"
    assert failure(lambda: sfn.get_execution_history(executionArn=arn, nextToken="nonsense"))[0] == "InvalidToken"


def test_an_update_does_not_touch_what_is_running(server, sfn):
    activity = sfn.create_activity(name=unique("activity"))["activityArn"]
    old = {"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": activity, "Next": "P"}, "P": {**PASS, "Result": "old"}}}
    machine = make_machine(server, old)
    arn = sfn.start_execution(stateMachineArn=machine)["executionArn"]
    new = json.dumps(only({"Type": "Pass", "Result": "new"}))
    updated = sfn.update_state_machine(stateMachineArn=machine, definition=new)
    assert updated["updateDate"] and updated["revisionId"]
    assert sfn.describe_state_machine(stateMachineArn=machine)["definition"] == new
    assert json.loads(sfn.describe_state_machine_for_execution(executionArn=arn)["definition"]) == old
    assert json.loads(run(server, machine)["output"]) == "new"
    sfn.send_task_success(taskToken=sfn.get_activity_task(activityArn=activity)["taskToken"], output="1")
    assert json.loads(ended(sfn, arn)["output"]) == "old"
    assert failure(lambda: sfn.update_state_machine(stateMachineArn=machine))[0] == "MissingRequiredParameter"
    assert failure(lambda: sfn.update_state_machine(stateMachineArn=machine, definition="{}"))[0] == "InvalidDefinition"
    assert failure(lambda: sfn.update_state_machine(stateMachineArn=machine + "x", definition=new))[0] == "StateMachineDoesNotExist"


def test_logging_needs_one_log_group_that_is_there(server, sfn):
    role = make_role(server, "states")
    logs = server.client("logs")
    group = unique("/aws/vendedlogs/states/group")
    logs.create_log_group(logGroupName=group)
    arn = logs.describe_log_groups(logGroupNamePrefix=group)["logGroups"][0]["arn"]
    name, text = unique("machine"), json.dumps(only({"Type": "Pass"}))

    def config(level, *arns):
        return {"level": level, "destinations": [{"cloudWatchLogsLogGroup": {"logGroupArn": arn}} for arn in arns]}

    def refused(config):
        code, message = failure(lambda: sfn.create_state_machine(name=name, roleArn=role, definition=text, loggingConfiguration=config))
        assert code == "InvalidLoggingConfiguration"
        return message.removeprefix("Invalid Logging Configuration: ")

    for wrong in ({"level": "ALL"}, {"level": "FATAL"}, {"level": "ERROR"}, config("ALL", arn, arn)):
        assert refused(wrong) == "Must specify exactly one Log Destination."
    assert refused(config("ALL", arn.replace(group, group + "x"))) == "Log Destination not found."
    assert refused(config("ALL", arn.removesuffix(":*"))) == "Log Group ARN must be provided with '*' qualifier."
    given = config("ALL", arn)
    machine = sfn.create_state_machine(name=name, roleArn=role, definition=text, loggingConfiguration=given)["stateMachineArn"]
    logs.delete_log_group(logGroupName=group)
    assert failure(lambda: sfn.update_state_machine(stateMachineArn=machine, loggingConfiguration=given))[0] == "InvalidLoggingConfiguration"
    sfn.update_state_machine(stateMachineArn=machine, loggingConfiguration={"level": "OFF"})
    assert sfn.describe_state_machine(stateMachineArn=machine)["loggingConfiguration"]["level"] == "OFF"


def test_create_state_machine_is_idempotent_and_names_are_taken(server, sfn):
    role = make_role(server, "states")
    name = unique("machine")
    create = lambda value: sfn.create_state_machine(name=name, roleArn=role, definition=value)
    text = json.dumps(only({"Type": "Pass"}))
    first = create(text)
    assert create(text)["stateMachineArn"] == first["stateMachineArn"]
    assert failure(lambda: create(text + " ")) == (
        "StateMachineAlreadyExists", f"State Machine Already Exists: '{first['stateMachineArn']}'",
    )
    described = sfn.describe_state_machine(stateMachineArn=first["stateMachineArn"])
    assert (described["definition"], described["roleArn"], described["type"], described["status"]) == (text, role, "STANDARD", "ACTIVE")
    assert described["loggingConfiguration"] == {"level": "OFF", "includeExecutionData": False}
    listed = sfn.get_paginator("list_state_machines").paginate(PaginationConfig={"PageSize": 3}).search("stateMachines[]")
    assert name in [machine["name"] for machine in listed]


def test_a_deleted_machine_starts_nothing_and_is_gone(server, sfn):
    machine = make_machine(server, only({"Type": "Pass"}))
    run(server, machine)
    sfn.delete_state_machine(stateMachineArn=machine)
    sfn.delete_state_machine(stateMachineArn=machine)
    code, _ = failure(lambda: sfn.start_execution(stateMachineArn=machine))
    assert code in ("StateMachineDeleting", "StateMachineDoesNotExist")
    listed = lambda: sfn.get_paginator("list_state_machines").paginate().search("stateMachines[].stateMachineArn")
    until(lambda: machine not in listed(), 30, "the machine to be gone")
    assert failure(lambda: sfn.describe_state_machine(stateMachineArn=machine)) == (
        "StateMachineDoesNotExist", f"State Machine Does Not Exist: '{machine}'",
    )


def test_tags_of_a_state_machine(server, sfn):
    machine = make_machine(server, only({"Type": "Pass"}))
    sfn.tag_resource(resourceArn=machine, tags=[{"key": "a", "value": "1"}, {"key": "b", "value": "2"}])
    sfn.untag_resource(resourceArn=machine, tagKeys=["a"])
    assert sfn.list_tags_for_resource(resourceArn=machine)["tags"] == [{"key": "b", "value": "2"}]


def test_what_is_sent_beyond_the_limit_of_a_states_output_fails(server):
    """256 KiB, counted in bytes of UTF-8: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html"""
    twice = only({"Type": "Pass", "Parameters": {"a.$": "$.t", "b.$": "$.t"}})
    assert run(server, make_machine(server, twice), {"t": "x" * 120_000})["status"] == "SUCCEEDED"
    error, cause = failed(server, twice, {"t": "x" * 140_000})
    assert error == "States.DataLimitExceeded"
    assert cause == "The state/task 'S' returned a result with a size exceeding the maximum number of bytes service limit."
