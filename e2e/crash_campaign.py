"""Kills at random moments under mixed load: nothing acknowledged is lost, nothing happens twice, nothing is stuck.

`make crash KILLS=200` runs many; `test_crash_campaign.py` a few. What runs is the table `KINDS`: a new kind of work is
one more row.
"""

import argparse
import dataclasses
import json
import pathlib
import random
import tempfile
import threading
import time
from collections.abc import Callable

from stepwell import Server, ended, history, make_function, make_machine

FUNCTION = """
import time

def lambda_handler(event, context):
    if event.get("fails_until", 0) > time.time():
        raise RuntimeError("not yet")
    time.sleep(event.get("seconds", 0))
    return {"n": event.get("n")}
"""
ENDS = ("ExecutionSucceeded", "ExecutionFailed", "ExecutionAborted", "ExecutionTimedOut")
THREADS = 4


@dataclasses.dataclass(frozen=True)
class Kind:
    """One kind of work: its definition, the inputs it gets, and what must come out of an input."""

    name: str
    definition: Callable[[dict], dict]
    make_input: Callable[[random.Random, int], dict]
    expected: Callable[[dict], object]


def retried(resource, **more):
    retry = {"ErrorEquals": ["States.ALL"], "IntervalSeconds": 1, "MaxAttempts": 8, "BackoffRate": 1.5}
    return {"Type": "Task", "Resource": resource, "Retry": [retry], "End": True, **more}


def only(state, name="Only"):
    return {"StartAt": name, "States": {name: state}}


def parallel(names):
    rest = only({"Type": "Wait", "Seconds": 1, "End": True}, "Rest")
    branches = [only(retried(names["function"]), "Task"), rest, only({"Type": "Pass", "End": True}, "Pass")]
    return only({"Type": "Parallel", "Branches": branches, "End": True})


def iterations(names):
    pause = {"Type": "Wait", "Seconds": 1, "Next": "Call"}
    states = {"Pause": pause, "Call": retried(names["function"])}
    processor = {"StartAt": "Pause", "States": states}
    return only({"Type": "Map", "ItemsPath": "$.items", "MaxConcurrency": 3, "ItemProcessor": processor, "End": True})


def callback(names):
    payload = {"n.$": "$.n", "token.$": "$$.Task.Token"}
    parameters = {"FunctionName": names["function"], "Payload": payload}
    return only(retried("arn:aws:states:::lambda:invoke.waitForTaskToken", Parameters=parameters))


def mixed(names):
    """Everything in one execution, one after the other."""
    return {
        "StartAt": "First",
        "States": {
            "First": {"Type": "Pass", "Next": "Wait"},
            "Wait": {"Type": "Wait", "SecondsPath": "$.wait", "Next": "Both"},
            "Both": {**then(parallel(names), "Each"), "ResultPath": "$.both"},
            "Each": {**then(iterations(names), "Done"), "ResultPath": "$.each"},
            "Done": {"Type": "Succeed"},
        },
    }


def then(machine, following):
    """The only state of a machine, as one of another."""
    state = {name: value for name, value in machine["States"]["Only"].items() if name != "End"}
    return {**state, "Next": following}


def items(choose):
    return [{"n": number} for number in range(choose.randint(0, 4))]


KINDS = (
    Kind("pass", lambda names: only({"Type": "Pass", "End": True}), lambda choose, n: {"n": n}, lambda value: value),
    Kind(
        "wait",
        lambda names: only({"Type": "Wait", "SecondsPath": "$.wait", "End": True}),
        lambda choose, n: {"n": n, "wait": choose.choice([0, 1, 3])},
        lambda value: value,
    ),
    Kind(
        "task",
        lambda names: only(retried(names["function"])),
        lambda choose, n: {"n": n, "seconds": choose.choice([0, 0.2])},
        lambda value: {"n": value["n"]},
    ),
    Kind(
        "retry",
        lambda names: only(retried(names["function"])),
        lambda choose, n: {"n": n, "fails_until": time.time() + 2},
        lambda value: {"n": value["n"]},
    ),
    Kind("parallel", parallel, lambda choose, n: {"n": n}, lambda value: [{"n": value["n"]}, value, value]),
    Kind("map", iterations, lambda choose, n: {"n": n, "items": items(choose)}, lambda value: value["items"]),
    Kind("callback", callback, lambda choose, n: {"n": n}, lambda value: "called back"),
    # A poll whose answer a kill swallowed took the task with it, as on AWS: the time limit gives it to the next one.
    Kind(
        "activity",
        lambda names: only(retried(names["activity"], TimeoutSeconds=15)),
        lambda choose, n: {"n": n},
        lambda value: value,
    ),
    Kind(
        "mixed",
        mixed,
        lambda choose, n: {"n": n, "wait": choose.choice([0, 1]), "items": items(choose)},
        lambda value: {**value, "both": [{"n": value["n"]}, value, value], "each": value["items"]},
    ),
)


def check_history(events):
    """What must hold for every history: no gaps, no state entered twice for one cause, one result a task, one end."""
    assert [event["id"] for event in events] == list(range(1, len(events) + 1))
    for event in events[2:]:
        assert 0 < event["previousEventId"] < event["id"], event
    entered = [(e["previousEventId"], e["stateEnteredEventDetails"]["name"]) for e in events if e["type"].endswith("StateEntered")]
    iterations = sum(e["type"] == "MapIterationStarted" for e in events)
    assert iterations or len(entered) == len(set(entered)), "a state was entered twice for one cause"
    ends = [e for e in events if e["type"] in ENDS]
    assert len(ends) == 1 and ends[0]["id"] == len(events)
    for task in ("LambdaFunction", "Activity", "Task"):
        scheduled = sum(e["type"] == f"{task}Scheduled" for e in events)
        started = sum(e["type"] == f"{task}Started" for e in events)
        results = sum(e["type"] in (f"{task}Succeeded", f"{task}Failed", f"{task}TimedOut") for e in events)
        assert results == scheduled >= started, f"each task has one result: {task} {scheduled} {started} {results}"


class Load:
    """Starts executions of all kinds, and plays the workers that answer activities and callbacks."""

    def __init__(self, server, seed):
        self.server, self.seed = server, seed
        names = {"function": make_function(server, FUNCTION)}
        names["activity"] = server.client("stepfunctions").create_activity(name="worker")["activityArn"]
        self.activity = names["activity"]
        self.machines = {kind.name: make_machine(server, kind.definition(names)) for kind in KINDS}
        self.acknowledged = {}
        self.called_back = set()
        self.lock = threading.Lock()
        self.starting = self.working = True
        self.pause = threading.Event()
        workers = [self.poll, self.call_back]
        starters = [lambda number=number: self.start(number) for number in range(THREADS)]
        self.threads = [threading.Thread(target=work, daemon=True) for work in [*workers, *starters]]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.starting = self.working = False
        for thread in self.threads:
            thread.join(90)

    def again(self, work):
        """Does something that a kill may interrupt."""
        try:
            return work()
        except Exception:
            self.pause.wait(0.05)
            return None

    def start(self, number):
        choose = random.Random(f"{self.seed}-{number}")
        sfn = self.server.client("stepfunctions")
        count = 0
        while self.starting:
            count += 1
            kind = choose.choice(KINDS)
            value = kind.make_input(choose, count)
            machine, name = self.machines[kind.name], f"{kind.name}-{number}-{count}"
            start = lambda: sfn.start_execution(stateMachineArn=machine, name=name, input=json.dumps(value))
            if started := self.again(start):
                with self.lock:
                    self.acknowledged[started["executionArn"]] = (kind, value)
            self.pause.wait(choose.uniform(0, 0.1))

    def poll(self):
        sfn = self.server.client("stepfunctions")
        while self.working:
            task = self.again(lambda: sfn.get_activity_task(activityArn=self.activity))
            if task and task.get("taskToken"):
                # Asked again after a kill: the answer may have been taken, or not.
                for _ in range(40):
                    if self.again(lambda: self.report(sfn, task)):
                        break

    def report(self, sfn, task):
        try:
            sfn.send_task_success(taskToken=task["taskToken"], output=task["input"])
        except sfn.exceptions.TaskTimedOut:
            # It has its result, or the time limit has given it to somebody else.
            pass
        return True

    def call_back(self):
        """Finds the tokens in the histories, as nobody else has them: the function that got one is done."""
        sfn = self.server.client("stepfunctions")
        machine = self.machines["callback"]
        while self.working:
            running = lambda: sfn.list_executions(stateMachineArn=machine, statusFilter="RUNNING")["executions"]
            for execution in self.again(running) or []:
                self.again(lambda: self.answer(sfn, execution["executionArn"]))
            self.pause.wait(0.1)

    def answer(self, sfn, arn):
        for event in history(sfn, arn):
            details = event.get("taskScheduledEventDetails")
            if details and (arn, event["id"]) not in self.called_back:
                token = json.loads(details["parameters"])["Payload"]["token"]
                sfn.send_task_success(taskToken=token, output='"called back"')
                self.called_back.add((arn, event["id"]))


def check_all(server, load):
    """Every acknowledged execution ended as it must; every other one that survived ended too."""
    sfn = server.client("stepfunctions")
    # A start that is still under way may be acknowledged after its machine was listed.
    with load.lock:
        acknowledged = dict(load.acknowledged)
    listed = {}
    for kind in KINDS:
        pages = sfn.get_paginator("list_executions").paginate(stateMachineArn=load.machines[kind.name])
        for execution in (execution for page in pages for execution in page["executions"]):
            assert execution["executionArn"] not in listed, "listed twice"
            listed[execution["executionArn"]] = kind
    lost = set(acknowledged) - set(listed)
    assert not lost, f"lost: {lost}"
    for arn, kind in listed.items():
        execution = ended(sfn, arn, 180)
        assert execution["status"] == "SUCCEEDED", (execution, history(sfn, arn)[-3:])
        value = json.loads(execution["input"])
        assert json.loads(execution["output"]) == kind.expected(value), execution
        assert arn not in acknowledged or acknowledged[arn][1] == value
        check_history(history(sfn, arn))
    return len(listed)


def campaign(directory, kills, seed):
    """How many executions there were, and how many of them were acknowledged."""
    choose = random.Random(seed)
    with Server(pathlib.Path(directory) / "data") as server:
        with Load(server, seed) as load:
            for kill in range(kills):
                load.pause.wait(choose.uniform(0.05, 1.0))
                server.kill()
                # Now and then the next process is killed while it starts.
                if choose.random() < 0.2:
                    server.start_without_waiting()
                    load.pause.wait(choose.uniform(0, 0.2))
                    server.kill()
                server.start()
                print(f"kill {kill + 1} of {kills}: {len(load.acknowledged)} acknowledged", flush=True)
            load.starting = False
            count = check_all(server, load)
        return count, len(load.acknowledged)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    options = parser.parse_args()
    print(f"seed {options.seed}")
    with tempfile.TemporaryDirectory() as directory:
        count, acknowledged = campaign(directory, options.kills, options.seed)
    print(f"{options.kills} kills, {count} executions, {acknowledged} acknowledged: none lost, doubled or stuck")


if __name__ == "__main__":
    main()
