"""RedriveExecution: what failed is done again, what succeeded is not."""

import json

import pytest
from stepwell import Server, ended, failure, history, make_function, make_machine, unique, until

GATE = """
import os, urllib.request

def lambda_handler(event, context):
    # Fails until the test opens the gate: a file that both see would need the host's disk, a log group does not.
    import json
    request = urllib.request.Request(event["endpoint"], json.dumps({"logGroupNamePrefix": event["gate"]}).encode(), {
        "X-Amz-Target": "Logs_20140328.DescribeLogGroups", "Content-Type": "application/x-amz-json-1.1",
        "Authorization": event["authorization"]})
    open_ = json.load(urllib.request.urlopen(request))["logGroups"]
    if not open_:
        raise RuntimeError("closed")
    return {"n": event["n"]}
"""


@pytest.fixture
def sfn(client):
    return client("stepfunctions")


@pytest.fixture(scope="module")
def gate(server):
    return make_function(server, GATE)


class Gate:
    """What the function waits for: it fails until `open`."""

    def __init__(self, server):
        self.server, self.name = server, unique("gate")

    def input(self, **more):
        region = self.server.client("logs").meta.region_name
        authorization = f"AWS4-HMAC-SHA256 Credential=test/20260101/{region}/logs/aws4_request, SignedHeaders=host, Signature=0"
        return {"endpoint": self.server.endpoint, "gate": self.name, "authorization": authorization, "n": 1, **more}

    def open(self):
        self.server.client("logs").create_log_group(logGroupName=self.name)


def start(sfn, machine, value):
    return sfn.start_execution(stateMachineArn=machine, input=json.dumps(value))["executionArn"]


def types(sfn, arn):
    return [event["type"] for event in history(sfn, arn)]


def test_a_failed_execution_goes_on_where_it_failed(server, sfn, gate):
    machine = make_machine(server, {"StartAt": "P", "States": {
        "P": {"Type": "Pass", "Next": "T"}, "T": {"Type": "Task", "Resource": gate, "End": True}}})
    door = Gate(server)
    arn = start(sfn, machine, door.input())
    failed = ended(sfn, arn)
    assert (failed["status"], failed["redriveStatus"], failed["redriveCount"]) == ("FAILED", "REDRIVABLE", 0)
    assert "redriveStatusReason" not in failed and "redriveDate" not in failed
    door.open()
    redriven = sfn.redrive_execution(executionArn=arn)["redriveDate"]
    described = ended(sfn, arn)
    assert (described["status"], described["output"]) == ("SUCCEEDED", '{"n": 1}')
    assert (described["redriveCount"], described["redriveDate"]) == (1, redriven)
    assert described["redriveStatusReason"] == "Execution is SUCCEEDED and cannot be redriven"
    seen = types(sfn, arn)
    assert seen.count("PassStateEntered") == 1 and seen.count("TaskStateEntered") == 1
    assert seen[seen.index("ExecutionFailed") + 1 :] == [
        "ExecutionRedriven", "LambdaFunctionScheduled", "LambdaFunctionStarted", "LambdaFunctionSucceeded",
        "TaskStateExited", "ExecutionSucceeded"]
    event = next(e for e in history(sfn, arn) if e["type"] == "ExecutionRedriven")
    assert event["executionRedrivenEventDetails"] == {"redriveCount": 1}
    listed = sfn.list_executions(stateMachineArn=machine)["executions"]
    assert [(e["status"], e["redriveCount"], e["redriveDate"]) for e in listed] == [("SUCCEEDED", 1, redriven)]


def test_branches_and_iterations_that_succeeded_do_not_run_again(server, sfn, gate):
    task = {"Type": "Task", "Resource": gate, "End": True}
    machine = make_machine(server, {"StartAt": "X", "States": {"X": {"Type": "Parallel", "End": True, "Branches": [
        {"StartAt": "Good", "States": {"Good": {"Type": "Pass", "Result": "good", "End": True}}},
        {"StartAt": "M", "States": {"M": {"Type": "Map", "ItemsPath": "$.items", "MaxConcurrency": 1, "End": True,
            "ItemProcessor": {"StartAt": "T", "States": {"T": task}}}}}]}}})
    first, second = Gate(server), Gate(server)
    first.open()
    arn = start(sfn, machine, {"items": [first.input(n=1), second.input(n=2), first.input(n=3)]})
    assert ended(sfn, arn)["status"] == "FAILED"
    second.open()
    sfn.redrive_execution(executionArn=arn)
    assert json.loads(ended(sfn, arn)["output"]) == ["good", [{"n": 1}, {"n": 2}, {"n": 3}]]
    seen = types(sfn, arn)
    # Two attempts of the second item, one of each other.
    assert seen.count("LambdaFunctionScheduled") == 4
    assert seen.count("PassStateEntered") == seen.count("ParallelStateStarted") == seen.count("MapStateStarted") == 1


def test_a_stopped_execution_goes_on(server, sfn):
    machine = make_machine(server, {"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 1, "End": True}}})
    arn = start(sfn, machine, {})
    sfn.stop_execution(executionArn=arn, error="E")
    assert ended(sfn, arn)["redriveStatus"] == "REDRIVABLE"
    sfn.redrive_execution(executionArn=arn)
    described = ended(sfn, arn)
    assert described["status"] == "SUCCEEDED" and "error" not in described


def test_what_cannot_be_redriven_is_refused(server, sfn):
    machine = make_machine(server, {"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 60, "End": True}}})
    arn = start(sfn, machine, {})
    refused = ("ExecutionNotRedrivable", "Execution Not Redrivable: 'Execution is RUNNING and cannot be redriven'")
    assert failure(lambda: sfn.redrive_execution(executionArn=arn)) == refused
    assert failure(lambda: sfn.redrive_execution(executionArn=f"{arn}x")) == (
        "ExecutionDoesNotExist", f"Execution Does Not Exist: '{arn}x'")
    assert failure(lambda: sfn.redrive_execution(executionArn=machine))[0] == "InvalidArn"


def test_a_client_token_makes_two_requests_one(server, sfn):
    machine = make_machine(server, {"StartAt": "F", "States": {"F": {"Type": "Fail", "Error": "E"}}})
    arn = start(sfn, machine, {})
    ended(sfn, arn)
    first, second = (sfn.redrive_execution(executionArn=arn, clientToken="t")["redriveDate"] for _ in range(2))
    assert first == second
    until(lambda: ended(sfn, arn)["redriveCount"] == 1, 10, "one redrive")


def test_a_redrive_survives_kill_9(tmp_path):
    with Server(tmp_path / "data") as server:
        sfn = server.client("stepfunctions")
        definition = {"StartAt": "W", "TimeoutSeconds": 2, "States": {"W": {"Type": "Wait", "Seconds": 1, "Next": "V"},
            "V": {"Type": "Wait", "Seconds": 60, "End": True}}}
        arn = start(sfn, make_machine(server, definition), {})
        assert ended(sfn, arn)["status"] == "TIMED_OUT"
        server.kill()
        server.start()
        sfn.redrive_execution(executionArn=arn)
        server.kill()
        server.start()
        described = ended(sfn, arn)
        assert (described["status"], described["redriveCount"]) == ("TIMED_OUT", 1)
        assert types(sfn, arn) == [
            "ExecutionStarted", "WaitStateEntered", "WaitStateExited", "WaitStateEntered", "ExecutionTimedOut",
            "ExecutionRedriven", "ExecutionTimedOut"]
