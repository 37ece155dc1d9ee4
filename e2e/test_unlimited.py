"""`--quotas unlimited`: a million events, payloads of 50 MiB, and a server whose memory does not grow with them."""

import json
import os
import pathlib

import pytest
from stepwell import REGION, Server, ended, failure, make_machine, until

EVENTS = int(os.environ.get("STEPWELL_EVENTS", 1_000_000))
MIB = 1 << 20
PAYLOAD = int(os.environ.get("STEPWELL_PAYLOAD_MIB", 50)) * MIB
#: What the server's memory may grow by while history, or payloads after the first ones, are written and read.
GROWTH = 96 * MIB


@pytest.fixture
def unlimited(tmp_path):
    with Server(tmp_path / "data", "--quotas", "unlimited") as server:
        yield server


def memory(server):
    """Resident bytes of the server."""
    status = pathlib.Path(f"/proc/{server.process.pid}/status").read_text()
    return next(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmRSS:"))


def call(server, action, **body):
    """One request without boto3, which takes longer to read a page than the server to write it."""
    scope = f"test/20250101/{REGION}/states/aws4_request"
    headers = {
        "X-Amz-Target": f"AWSStepFunctions.{action}",
        "Content-Type": "application/x-amz-json-1.0",
        "Authorization": f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=00",
    }
    status, _, answer = server.http("POST", "/", json.dumps(body), headers)
    assert status == 200, answer[:400]
    return json.loads(answer)


def pages(server, arn, **query):
    token = {}
    while True:
        page = call(server, "GetExecutionHistory", executionArn=arn, maxResults=1000, **query, **token)
        yield page["events"]
        if "nextToken" not in page:
            return
        token = {"nextToken": page["nextToken"]}


def counting(last):
    """A loop of four events a turn that counts to `last`."""
    count = {"Type": "Pass", "Parameters": {"n.$": "States.MathAdd($.n, 1)"}, "Next": "Check"}
    again = {"Variable": "$.n", "NumericLessThan": last, "Next": "Count"}
    states = {"Count": count, "Check": {"Type": "Choice", "Choices": [again], "Default": "Done"}, "Done": {"Type": "Succeed"}}
    return {"StartAt": "Count", "States": states}


def test_a_history_of_a_million_events(unlimited):
    turns = EVENTS // 4
    machine = make_machine(unlimited, counting(turns))
    sfn = unlimited.client("stepfunctions")
    before = memory(unlimited)
    arn = sfn.start_execution(stateMachineArn=machine, input='{"n": 0}')["executionArn"]
    execution = ended(sfn, arn, 1200)
    assert execution["status"] == "SUCCEEDED" and json.loads(execution["output"]) == {"n": turns}
    running = memory(unlimited)
    next_id = 1
    for events in pages(unlimited, arn):
        assert [event["id"] for event in events] == list(range(next_id, next_id + len(events)))
        next_id += len(events)
    assert next_id - 1 >= EVENTS
    # Backwards from the end, which costs no more than forwards from the beginning.
    back = next(pages(unlimited, arn, reverseOrder=True))
    assert [event["id"] for event in back] == list(range(next_id - 1, next_id - 1 - len(back), -1))
    after = memory(unlimited)
    print(f"{next_id - 1} events; memory {before // MIB}, {running // MIB} when it ended, {after // MIB} MiB after reading")
    assert max(running, after) < before + GROWTH


def test_payloads_of_50_mib(unlimited):
    passing = {"Type": "Pass", "Next": "Wait"}
    states = {"Pass": passing, "Wait": {"Type": "Wait", "Seconds": 1, "Next": "Last"}, "Last": {"Type": "Pass", "End": True}}
    machine = make_machine(unlimited, {"StartAt": "Pass", "States": states})
    sfn = unlimited.client("stepfunctions")
    seen = []
    for number in range(4):
        text = json.dumps(f"{number}" * PAYLOAD)
        arn = sfn.start_execution(stateMachineArn=machine, input=text)["executionArn"]
        running = lambda: call(unlimited, "ListExecutions", stateMachineArn=machine, statusFilter="RUNNING")["executions"]
        until(lambda: not running(), 120, "the execution to end")
        execution = call(unlimited, "DescribeExecution", executionArn=arn)
        assert execution["status"] == "SUCCEEDED" and execution["output"] == text
        outputs = 0
        for events in pages(unlimited, arn):
            assert len(events) == 1 or sum(len(json.dumps(event)) for event in events) < PAYLOAD + 10 * MIB
            outputs += sum(event.get("executionSucceededEventDetails", {}).get("output") == text for event in events)
        assert outputs == 1
        seen.append(memory(unlimited))
    print(f"memory after each: {[size // MIB for size in seen]} MiB")
    assert seen[-1] < seen[1] + GROWTH


def test_with_quotas_neither_is_taken(server):
    machine = make_machine(server, {"StartAt": "P", "States": {"P": {"Type": "Pass", "End": True}}})
    sfn = server.client("stepfunctions")
    refused = failure(lambda: sfn.start_execution(stateMachineArn=machine, input=json.dumps("x" * 262_143)))
    assert refused[0] in ("InvalidExecutionInput", "ValidationException"), refused
