"""Express workflows: StartSyncExecution, StartExecution, what AWS refuses of them, and what survives a crash."""

import json
import subprocess
import time

import pytest
from api import Api, states_integration
from stepwell import REGION, Server, failure, make_function, make_role, unique, until

PASS = {"StartAt": "P", "States": {"P": {"Type": "Pass", "End": True}}}
UNSUPPORTED = ("StateMachineTypeNotSupported", "This operation is not supported by this type of state machine")
ECHO = "def lambda_handler(event, context):\n    return {'got': event}\n"
SLOW = "import time\ndef lambda_handler(event, context):\n    time.sleep(event['seconds'])\n    return 'done'\n"


@pytest.fixture
def sfn(client):
    return client("stepfunctions")


def machine(server, definition, kind="EXPRESS", **more):
    role = make_role(server, "states", "service-role/AWSLambdaRole")
    created = server.client("stepfunctions").create_state_machine(
        name=unique("express"), definition=json.dumps(definition), roleArn=role, type=kind, **more
    )
    return created["stateMachineArn"]


def log_group(server):
    """A log group's name and ARN."""
    logs = server.client("logs")
    name = unique("/aws/vendedlogs/states/group")
    logs.create_log_group(logGroupName=name)
    return name, logs.describe_log_groups(logGroupNamePrefix=name)["logGroups"][0]["arn"]


def logging(arn, level="ALL", data=True):
    destination = {"cloudWatchLogsLogGroup": {"logGroupArn": arn}}
    return {"level": level, "includeExecutionData": data, "destinations": [destination]}


def logged(server, group):
    events = server.client("logs").filter_log_events(logGroupName=group)["events"]
    return [json.loads(event["message"]) for event in events]


def test_a_synchronous_execution_answers_its_result(server, sfn):
    arn = machine(server, PASS)
    answer = sfn.start_sync_execution(stateMachineArn=arn, name="mine", input='{"a": 1}', traceHeader="Root=1")
    name = arn.rsplit(":", 1)[1]
    assert f":express:{name}:mine:" in answer["executionArn"]
    assert answer["status"] == "SUCCEEDED" and answer["output"] == '{"a": 1}' == answer["input"]
    assert answer["inputDetails"] == answer["outputDetails"] == {"included": True}
    assert answer["billingDetails"] == {"billedMemoryUsedInMB": 64, "billedDurationInMilliseconds": 100}
    assert answer["traceHeader"] == "Root=1" and answer["stateMachineArn"] == arn
    assert answer["stopDate"] >= answer["startDate"]


def test_a_failed_one_is_an_answer(server, sfn):
    fail = {"StartAt": "F", "States": {"F": {"Type": "Fail", "Error": "E", "Cause": "C"}}}
    answer = sfn.start_sync_execution(stateMachineArn=machine(server, fail))
    assert (answer["status"], answer["error"], answer["cause"]) == ("FAILED", "E", "C")
    assert "output" not in answer


def test_time_is_billed_and_a_timeout_ends_it(server, sfn):
    wait = {"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 1, "End": True}}}
    answer = sfn.start_sync_execution(stateMachineArn=machine(server, wait))
    assert 1000 <= answer["billingDetails"]["billedDurationInMilliseconds"] < 2000
    answer = sfn.start_sync_execution(stateMachineArn=machine(server, {**wait, "TimeoutSeconds": 1, "States": {
        "W": {"Type": "Wait", "Seconds": 60, "End": True}}}))
    assert answer["status"] == "TIMED_OUT"


def test_tasks_branches_and_iterations(server, sfn):
    echo = make_function(server, ECHO)
    task = {"Type": "Task", "Resource": echo, "End": True}
    definition = {"StartAt": "X", "States": {
        "X": {"Type": "Parallel", "Next": "M", "Branches": [
            {"StartAt": "T", "States": {"T": task}}, {"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 1, "End": True}}}]},
        "M": {"Type": "Map", "ItemProcessor": {"StartAt": "I", "States": {"I": task}}, "End": True},
    }}
    answer = sfn.start_sync_execution(stateMachineArn=machine(server, definition), input="7")
    assert answer["status"] == "SUCCEEDED", answer
    assert json.loads(answer["output"]) == [{"got": {"got": 7}}, {"got": 7}]


def test_metadata_only(server, sfn):
    answer = sfn.start_sync_execution(stateMachineArn=machine(server, PASS), input="{}", includedData="METADATA_ONLY")
    assert "input" not in answer and "output" not in answer
    assert answer["outputDetails"] == {"included": False}


def test_what_does_not_fit_the_type_is_refused(server, sfn):
    express, standard = machine(server, PASS), machine(server, PASS, "STANDARD")
    assert failure(lambda: sfn.start_sync_execution(stateMachineArn=standard)) == UNSUPPORTED
    assert failure(lambda: sfn.list_executions(stateMachineArn=express)) == UNSUPPORTED
    execution = sfn.start_execution(stateMachineArn=express)["executionArn"]
    wrong = ("InvalidArn", "Invalid Arn: 'Resource type not valid in this context: express'")
    for call in (sfn.describe_execution, sfn.stop_execution, sfn.get_execution_history, sfn.redrive_execution):
        assert failure(lambda: call(executionArn=execution)) == wrong
    assert sfn.describe_state_machine(stateMachineArn=express)["type"] == "EXPRESS"
    listed = sfn.get_paginator("list_state_machines").paginate()
    assert {"EXPRESS"} == {m["type"] for page in listed for m in page["stateMachines"] if m["stateMachineArn"] == express}


@pytest.mark.parametrize("resource, why", [
    ("arn:aws:states:::states:startExecution.sync", "Express state machine does not support '.sync' service integration"),
    ("arn:aws:states:::sqs:sendMessage.waitForTaskToken", "Express state machine does not support '.waitForTaskToken' service integration "),
    ("arn:aws:states:us-east-1:123456789012:activity:a", "Express state machine does not support Activity ARN"),
])
def test_what_would_wait_too_long_is_refused_when_it_is_created(server, sfn, resource, why):
    definition = {"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": resource, "Parameters": {
        "StateMachineArn": "a", "QueueUrl": "q", "MessageBody": {"t.$": "$$.Task.Token"}}, "End": True}}}
    text = f"Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: {why} at /States/T/Resource'"
    assert failure(lambda: machine(server, definition)) == ("InvalidDefinition", text)
    arn = machine(server, PASS)
    update = lambda: sfn.update_state_machine(stateMachineArn=arn, definition=json.dumps(definition))
    assert failure(update) == ("InvalidDefinition", text)


def test_names_may_repeat(server, sfn):
    arn = machine(server, PASS)
    first, second = (sfn.start_execution(stateMachineArn=arn, name="n")["executionArn"] for _ in range(2))
    assert first != second and first.rsplit(":", 1)[0] == second.rsplit(":", 1)[0]


def test_a_host_name_with_the_sync_prefix(server):
    """SDKs put `sync-` before the endpoint's host name."""
    arn = machine(server, PASS)
    headers = {
        "Content-Type": "application/x-amz-json-1.0",
        "X-Amz-Target": "AWSStepFunctions.StartSyncExecution",
        "Authorization": f"AWS4-HMAC-SHA256 Credential=test/20260101/{REGION}/states/aws4_request, SignedHeaders=host, Signature=0",
    }
    body = json.dumps({"stateMachineArn": arn, "input": "[1]"})
    for host in (f"sync-localhost:{server.port}", "sync-states.us-east-1.amazonaws.com", "sync-stepwell.internal:4566"):
        status, _, answer = server.http("POST", "/", body, headers, host)
        assert (status, json.loads(answer)["output"]) == (200, "[1]"), host


def test_api_gateway_answers_the_output_of_a_synchronous_execution(server):
    """The integration of AWS's tutorial: the body is the input, the output is the answer, a failure is a 500."""
    echo = make_function(server, ECHO)
    definition = {"StartAt": "C", "States": {
        "C": {"Type": "Choice", "Choices": [{"Variable": "$.fail", "IsPresent": True, "Next": "F"}], "Default": "T"},
        "F": {"Type": "Fail", "Error": "Refused", "Cause": "asked for"},
        "T": {"Type": "Task", "Resource": echo, "End": True}}}
    arn = machine(server, definition)
    role = make_role(server, "apigateway", "AWSStepFunctionsFullAccess")
    request = """{"input": "$util.escapeJavaScript($input.json('$')).replaceAll("\\\\'", "'")", "stateMachineArn": "%s"}""" % arn
    response = """#set($inputRoot = $input.path('$'))
#if($input.path('$.status').toString().equals("FAILED"))
#set($context.responseOverride.status = 500)
{"error": "$input.path('$.error')", "cause": "$input.path('$.cause')"}
#else
$input.path('$.output')
#end"""
    api = Api(server)
    integration = states_integration("StartSyncExecution", role, requestTemplates={"application/json": request})
    api.method("/run", integration=integration, responses={"200": {"responseTemplates": {"application/json": response}}})
    api.deploy()
    status, _, answer = api.call("/run", body='{"order": "it\'s 1"}')
    assert (status, answer) == (200, {"got": {"order": "it's 1"}})
    status, _, answer = api.call("/run", body='{"fail": 1}')
    assert (status, answer) == (500, {"error": "Refused", "cause": "asked for"})


def test_an_acknowledged_start_survives_a_crash(tmp_path):
    """At least once: the execution runs again from its start, and leaves no trace but its log."""
    with Server(tmp_path / "data") as server:
        group, group_arn = log_group(server)
        slow = make_function(server, SLOW)
        task = {"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": slow, "End": True}}}
        arn = machine(server, task, loggingConfiguration=logging(group_arn))
        sfn = server.client("stepfunctions")
        started = sfn.start_execution(stateMachineArn=arn, input='{"seconds": 2}')["executionArn"]
        time.sleep(0.5)
        server.kill()
        server.start()
        ends = lambda: [e for e in logged(server, group) if e["type"] == "ExecutionSucceeded"]
        until(ends, 30, "the execution to run again")
        assert {e["execution_arn"] for e in logged(server, group)} == {started}
        server.stop()
        server.start()
        assert len(ends()) == 1


def test_a_caller_who_waits_gets_an_error_when_the_server_stops(tmp_path):
    with Server(tmp_path / "data") as server:
        wait = {"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 60, "End": True}}}
        arn = machine(server, wait)
        body = json.dumps({"stateMachineArn": arn})
        command = ["curl", "-s", "-m", "30", f"{server.endpoint}/", "-d", body,
                   "-H", "Content-Type: application/x-amz-json-1.0", "-H", "X-Amz-Target: AWSStepFunctions.StartSyncExecution"]
        caller = subprocess.Popen(command, stdout=subprocess.PIPE)
        time.sleep(0.5)
        server.stop()
        answer, _ = caller.communicate(timeout=30)
        assert b"SUCCEEDED" not in answer
