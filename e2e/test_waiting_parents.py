"""Very many executions that wait for executions of theirs: none takes a place while it waits, none is lost.

`STEPWELL_PARENTS=10000` (`make waiting`) has ten thousand.
"""

import json
import os
import threading
import time

import pytest
from stepwell import Direct, Server, make_machine, until
from test_unlimited import Watch

PARENTS = int(os.environ.get("STEPWELL_PARENTS", 1000))
THREADS = 8


def share(work):
    """Does `work(number)` for every parent, many at a time."""
    failed = []

    def some(first):
        try:
            work(range(first, PARENTS, THREADS))
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=some, args=(first,)) for first in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]


def listed(server, machine, **query):
    direct, found, token = Direct(server), [], {}
    while True:
        page = direct.call("ListExecutions", stateMachineArn=machine, maxResults=1000, **query, **token)
        found += page["executions"]
        if "nextToken" not in page:
            return found
        token = {"nextToken": page["nextToken"]}


class Parents:
    """Parents that wait, and their children, which wait for a worker."""

    def __init__(self, server, resource):
        self.server = server
        self.activity = server.client("stepfunctions").create_activity(name="release")["activityArn"]
        waits = {"Type": "Task", "Resource": self.activity, "End": True}
        self.child = make_machine(server, {"StartAt": "Wait", "States": {"Wait": waits}})
        parameters = {"StateMachineArn": self.child, "Input": {"n.$": "$.n"}}
        task = {"Type": "Task", "Resource": f"arn:aws:states:::{resource}", "Parameters": parameters, "End": True}
        self.parent = make_machine(server, {"StartAt": "Task", "States": {"Task": task}})

    def start(self):
        def some(numbers):
            direct = Direct(self.server)
            for number in numbers:
                direct.call("StartExecution", stateMachineArn=self.parent, name=f"p{number}", input=json.dumps({"n": number}))

        share(some)
        running = lambda: len(listed(self.server, self.child, statusFilter="RUNNING"))
        until(lambda: running() == PARENTS, 300, lambda: f"{PARENTS} children to run; {running()} do")

    def release(self, part):
        """Ends so many of the children, as their workers."""

        def some(numbers):
            direct = Direct(self.server)
            for number in numbers:
                if number < part:
                    task = direct.call("GetActivityTask", activityArn=self.activity)
                    direct.call("SendTaskSuccess", taskToken=task["taskToken"], output=task["input"])

        share(some)

    def finished(self):
        ended = lambda: len(listed(self.server, self.parent, statusFilter="SUCCEEDED"))
        until(lambda: ended() == PARENTS, 300, lambda: f"{PARENTS} parents to succeed; {ended()} did")

    def check(self):
        """Every parent has what its own child gave; there is one child for each, and one submission."""
        assert len(listed(self.server, self.child)) == len(listed(self.server, self.parent)) == PARENTS
        direct = Direct(self.server)
        for parent in listed(self.server, self.parent)[:: max(1, PARENTS // 500)]:
            described = direct.call("DescribeExecution", executionArn=parent["executionArn"])
            result = json.loads(described["output"])["Output"]
            result = json.loads(result) if isinstance(result, str) else result
            assert result == json.loads(described["input"])
            page = direct.call("GetExecutionHistory", executionArn=parent["executionArn"], maxResults=100)
            assert [event["type"] for event in page["events"]].count("TaskSubmitted") == 1


@pytest.mark.parametrize("resource", ["states:startExecution.sync", "states:startExecution.sync:2"])
def test_all_wait_at_once_and_all_finish(tmp_path, resource):
    with Server(tmp_path / "data") as server:
        began = time.monotonic()
        with Watch(server) as watch:
            parents = Parents(server, resource)
            parents.start()
        waiting = time.monotonic()
        print(f"\n{PARENTS} parents wait after {waiting - began:.1f} s: {watch}")
        with Watch(server) as watch:
            parents.release(PARENTS)
            parents.finished()
        print(f"all finished after {time.monotonic() - waiting:.1f} s: {watch}")
        parents.check()


def test_none_is_lost_by_kill_9(tmp_path):
    with Server(tmp_path / "data") as server:
        parents = Parents(server, "states:startExecution.sync:2")
        parents.start()
        server.kill()
        server.start()
        parents.release(PARENTS // 2)
        # While the parents of those are being told.
        server.kill()
        began = time.monotonic()
        server.start()
        parents.release(PARENTS - PARENTS // 2)
        parents.finished()
        print(f"\nhalf of {PARENTS} were released and all finished {time.monotonic() - began:.1f} s after the second kill")
        parents.check()
