"""`--quotas unlimited`: a million events, payloads of 50 MiB, and a server whose memory does not grow with them."""

import collections
import json
import os
import pathlib
import threading

import pytest
from stepwell import Direct, Server, ended, make_function, make_machine, run, until

#: `make unlimited` has a million; and so many executions with a payload of 50 MiB one after the other.
EVENTS = int(os.environ.get("STEPWELL_EVENTS", 120_000))
PAYLOADS = int(os.environ.get("STEPWELL_PAYLOADS", 3))
MIB = 1 << 20
PAYLOAD = 50 * MIB
#: What the server may need more for ten times as many events.
GROWTH = 96 * MIB
#: What it may need for one payload, whatever came before it: a request, its row, a response, and what the allocator
#: has not given back yet. Between 430 and 550 MiB were seen.
ROOM = 14 * PAYLOAD
#: What it may keep when it has nothing to do any more. Between 60 and 110 MiB were seen; without asking for it, 400.
RESTED = 4 * PAYLOAD


@pytest.fixture
def unlimited(tmp_path):
    with Server(tmp_path / "data", "--quotas", "unlimited") as server:
        yield server


class Watch:
    """The server's memory while something goes on: at its beginning, at the most, at its end."""

    def __init__(self, server):
        self.process = pathlib.Path(f"/proc/{server.process.pid}")
        self.done = threading.Event()
        self.thread = threading.Thread(target=self.look, daemon=True)

    def __enter__(self):
        self.began, self.before, self.most = self.seconds(), self.memory(), self.memory()
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.done.set()
        self.thread.join(10)
        self.after = self.memory()
        self.most = max(self.most, self.after)
        self.cpu = self.seconds() - self.began

    def __str__(self):
        return f"{self.before // MIB} MiB before, {self.most // MIB} at most, {self.after // MIB} after; {self.cpu:.1f} s of CPU"

    def look(self):
        while not self.done.wait(0.02):
            self.most = max(self.most, self.memory())

    def memory(self):
        """Bytes that the process has for itself, and its share of what it shares."""
        lines = (self.process / "smaps_rollup").read_text().splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))

    def seconds(self):
        """The server's CPU time."""
        fields = (self.process / "stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def pages(server, arn, **query):
    direct = Direct(server)
    token = {}
    while True:
        page = direct.call("GetExecutionHistory", executionArn=arn, maxResults=1000, **query, **token)
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


def read_through(server, arn):
    """How many events there are: all of them read in both directions, without a gap."""
    last = 0
    for events in pages(server, arn):
        assert [event["id"] for event in events] == list(range(last + 1, last + 1 + len(events)))
        last += len(events)
    left = last
    for events in pages(server, arn, reverseOrder=True):
        assert [event["id"] for event in events] == list(range(left, left - len(events), -1))
        left -= len(events)
    assert left == 0
    return last


def count_to(server, turns):
    """Memory while an execution makes so many turns, and while its history is read."""
    machine = make_machine(server, counting(turns))
    sfn = server.client("stepfunctions")
    with Watch(server) as running:
        arn = sfn.start_execution(stateMachineArn=machine, input='{"n": 0}')["executionArn"]
        execution = ended(sfn, arn, 1200)
    assert execution["status"] == "SUCCEEDED" and json.loads(execution["output"]) == {"n": turns}
    with Watch(server) as reading:
        assert read_through(server, arn) == 4 * turns + 4
    print(f"\n{4 * turns + 4} events: {running}\n  read twice: {reading}")
    return max(running.most, reading.most)


def test_a_history_of_very_many_events(unlimited):
    few = count_to(unlimited, EVENTS // 40)
    many = count_to(unlimited, EVENTS // 4)
    assert many < few + GROWTH


def echo_once(server, activity):
    """A worker that takes one task and gives back what it got."""
    sfn = server.client("stepfunctions")
    task = sfn.get_activity_task(activityArn=activity)
    sfn.send_task_success(taskToken=task["taskToken"], output=task["input"])


def test_payloads_of_50_mib(unlimited):
    """As input, through a Pass state, kept while a Wait state waits, to a worker and back."""
    sfn = unlimited.client("stepfunctions")
    activity = sfn.create_activity(name="echo")["activityArn"]
    states = {
        "Pass": {"Type": "Pass", "Next": "Wait"},
        "Wait": {"Type": "Wait", "Seconds": 1, "Next": "Work"},
        "Work": {"Type": "Task", "Resource": activity, "End": True},
    }
    machine = make_machine(unlimited, {"StartAt": "Pass", "States": states})
    direct = Direct(unlimited)
    most = []
    for number in range(PAYLOADS):
        text = json.dumps(f"{number}" * PAYLOAD)
        with Watch(unlimited) as watch:
            arn = sfn.start_execution(stateMachineArn=machine, input=text)["executionArn"]
            echo_once(unlimited, activity)
            running = lambda: direct.call("ListExecutions", stateMachineArn=machine, statusFilter="RUNNING")["executions"]
            until(lambda: not running(), 120, "the execution to end")
            execution = direct.call("DescribeExecution", executionArn=arn)
            assert execution["status"] == "SUCCEEDED" and execution["input"] == execution["output"] == text
            assert payloads(unlimited, arn, text) == {
                "executionStarted.input": 1, "stateEntered.input": 3, "stateExited.output": 3, "activityScheduled.input": 1,
                "activitySucceeded.output": 1, "executionSucceeded.output": 1,
            }
        print(f"\npayload {number + 1}: {watch}")
        most.append(watch.most)
    assert max(most) < ROOM
    until(lambda: watch.memory() < RESTED, 60, lambda: f"memory to be given back: {watch.memory() // MIB} MiB")


def payloads(server, arn, text):
    """Where the text is in the history."""
    found = collections.Counter()
    for events in pages(server, arn):
        # A page holds at least one event, and no more than fit.
        assert len(events) == 1 or sum(len(json.dumps(event)) for event in events) < PAYLOAD + 10 * MIB
        for event in events:
            for name, details in event.items():
                if isinstance(details, dict):
                    kind = name.removesuffix("EventDetails")
                    found.update(f"{kind}.{field}" for field, value in details.items() if value == text)
    return found


def test_a_function_beyond_the_quota(unlimited):
    """What the protocol of functions has room for (6 MiB each way) goes through one."""
    function = make_function(unlimited, "def lambda_handler(event, context):\n    return event\n")
    task = {"Type": "Task", "Resource": function, "End": True}
    machine = make_machine(unlimited, {"StartAt": "T", "States": {"T": task}})
    text = "x" * (6 * MIB - 2)
    assert json.loads(run(unlimited, machine, text)["output"]) == text
    assert run(unlimited, machine, text + "x")["error"] == "Lambda.RequestTooLargeException"


# With AWS's quotas, the same limits as there


def test_a_payload_at_the_quota_and_one_beyond(server):
    # Twice the input: 262,144 bytes of the longest that fits.
    twice = {"Type": "Pass", "Parameters": {"a.$": "$", "bb.$": "$"}, "End": True}
    machine = make_machine(server, {"StartAt": "P", "States": {"P": twice}})
    fits = "x" * ((262_144 - len('{"a":"","bb":""}')) // 2)
    output = run(server, machine, fits)["output"]
    assert len(output) == 262_144
    failed = run(server, machine, fits + "x")
    assert (failed["status"], failed["error"]) == ("FAILED", "States.DataLimitExceeded")


def test_a_history_at_the_quota_and_one_beyond(server):
    sfn = server.client("stepfunctions")
    assert run(server, make_machine(server, counting(6249)), {"n": 0})["status"] == "SUCCEEDED"
    failed = run(server, make_machine(server, counting(6250)), {"n": 0})
    assert (failed["status"], failed["error"]) == ("FAILED", "States.Runtime")
    assert "25000" in failed["cause"], failed
    last = sfn.get_execution_history(executionArn=failed["executionArn"], reverseOrder=True, maxResults=1)["events"][0]
    assert (last["id"], last["type"]) == (25_000, "ExecutionFailed")
