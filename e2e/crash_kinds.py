"""What the crash campaign runs, and what must have come of it: a new kind of work is one more row of `KINDS`."""

import dataclasses
import json
import random
import time
from collections.abc import Callable

FUNCTION = """
import time

def lambda_handler(event, context):
    if event.get("fails_until", 0) > time.time() or event.get("redrives", 0) < event.get("fails", 0):
        raise RuntimeError("not yet")
    time.sleep(event.get("seconds", 0))
    return {"n": event.get("n")}
"""
ENDS = ("ExecutionSucceeded", "ExecutionFailed", "ExecutionAborted", "ExecutionTimedOut")
TASKS = ("LambdaFunction", "Activity", "Task")
RESULTS = ("Succeeded", "Failed", "TimedOut")


@dataclasses.dataclass(frozen=True)
class Kind:
    """One kind of work: its definition, the inputs it gets, and what must come out of an input."""

    name: str
    definition: Callable[[dict], dict]
    make_input: Callable[[random.Random, int], dict]
    expected: Callable[[dict], object]
    #: It fails or is stopped, and is redriven until it succeeds.
    redriven: bool = False
    #: Its items have executions of their own, of this type.
    children: str | None = None
    #: What comes out of an item's.
    child_output: Callable[[dict], object] = lambda item: item


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


def failing(names):
    """Fails as often as its input says; only a redrive goes on from there."""
    counts = {"n.$": "$.n", "fails.$": "$.fails", "redrives.$": "$$.Execution.RedriveCount"}
    return {"Type": "Task", "Resource": names["function"], "Parameters": counts, "End": True}


def redriven_children(names):
    """Executions of items that fail, and the Map Run with them, which a redrive goes on with."""
    processor = {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, **only(failing(names), "Call")}
    return only({"Type": "Map", "ItemsPath": "$.items", "ItemProcessor": processor, "MaxConcurrency": 3, "End": True})


def redriven(names):
    """Fails in one of three branches."""
    call = failing(names)
    rest = only({"Type": "Wait", "Seconds": 1, "End": True}, "Rest")
    branches = [only(call, "Task"), rest, only({"Type": "Pass", "End": True}, "Pass")]
    states = {
        "Before": {"Type": "Pass", "Next": "Both"},
        "Both": {"Type": "Parallel", "Branches": branches, "Next": "After"},
        "After": {"Type": "Pass", "End": True},
    }
    return {"StartAt": "Before", "States": states}


def distributed(execution_type, most):
    """Every item in an execution of its own, at most so many at once; some of them call the function."""

    def definition(names):
        called = {"Variable": "$.call", "BooleanEquals": True, "Next": "Call"}
        states = {
            "Rest": {"Type": "Wait", "SecondsPath": "$.wait", "Next": "Choose"},
            "Choose": {"Type": "Choice", "Choices": [called], "Default": "Pass"},
            "Call": retried(names["function"], ResultPath=None),
            "Pass": {"Type": "Pass", "End": True},
        }
        config = {"Mode": "DISTRIBUTED", "ExecutionType": execution_type}
        processor = {"ProcessorConfig": config, "StartAt": "Rest", "States": states}
        state = {"Type": "Map", "ItemsPath": "$.items", "ItemProcessor": processor, "MaxConcurrency": most, "End": True}
        return only(state)

    return definition


def then(machine, following):
    """The only state of a machine, as one of another."""
    state = {name: value for name, value in machine["States"]["Only"].items() if name != "End"}
    return {**state, "Next": following}


def items(choose):
    return [{"n": number} for number in range(choose.randint(0, 4))]


def failing_items(choose):
    return [{"n": number, "fails": choose.choice([0, 0, 1])} for number in range(choose.randint(1, 6))]


def child_items(choose):
    return [
        {"n": number, "wait": choose.choice([0, 1]), "call": choose.random() < 0.1} for number in range(choose.randint(0, 20))
    ]


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
    Kind(
        "redrive",
        redriven,
        lambda choose, n: {"n": n, "fails": choose.choice([1, 1, 2])},
        lambda value: [{"n": value["n"]}, value, value],
        redriven=True,
    ),
    Kind(
        "redriven-children",
        redriven_children,
        lambda choose, n: {"n": n, "items": failing_items(choose)},
        lambda value: [{"n": item["n"]} for item in value["items"]],
        redriven=True,
        children="STANDARD",
        child_output=lambda item: {"n": item["n"]},
    ),
    Kind(
        "children",
        distributed("STANDARD", 7),
        lambda choose, n: {"n": n, "items": child_items(choose)},
        lambda value: value["items"],
        children="STANDARD",
    ),
    Kind(
        "express-children",
        distributed("EXPRESS", 0),
        lambda choose, n: {"n": n, "items": child_items(choose)[:8]},
        lambda value: value["items"],
        children="EXPRESS",
    ),
)


def check_history(events):
    """What must hold for every history: no gaps, no state entered twice for one cause, one result a task, one end, and
    but for the last end a redrive after each."""
    assert [event["id"] for event in events] == list(range(1, len(events) + 1))
    for event in events[2:]:
        # A stop comes from outside.
        assert event["previousEventId"] < event["id"], event
        assert event["previousEventId"] or event["type"] == "ExecutionAborted", event
    entered = [(e["previousEventId"], e["stateEnteredEventDetails"]["name"]) for e in events if e["type"].endswith("StateEntered")]
    iterations = sum(e["type"] == "MapIterationStarted" for e in events)
    assert iterations or len(entered) == len(set(entered)), "a state was entered twice for one cause"
    ends = [e["id"] for e in events if e["type"] in ENDS]
    redriven = [e["id"] for e in events if e["type"] == "ExecutionRedriven"]
    assert ends == [*(number - 1 for number in redriven), len(events)], (ends, redriven)
    # What is stopped leaves the task that it was at without a result.
    stopped = sum(e["type"] == "ExecutionAborted" for e in events)
    for task in TASKS:
        scheduled = sum(e["type"] == f"{task}Scheduled" for e in events)
        started = sum(e["type"] == f"{task}Started" for e in events)
        results = sum(e["type"] in [f"{task}{result}" for result in RESULTS] for e in events)
        counts = f"each task has one result: {task} {scheduled} {started} {results}, {stopped} stopped"
        assert scheduled - stopped <= results <= scheduled >= started, counts


def check_redrives(events, described, acknowledged):
    """Each redrive that was acknowledged was carried out once, and no other."""
    counts = [e["executionRedrivenEventDetails"]["redriveCount"] for e in events if e["type"] == "ExecutionRedriven"]
    assert counts == list(range(1, acknowledged + 1)), (counts, acknowledged)
    assert described["redriveCount"] == acknowledged


def check_children(sfn, kind, execution, events, read):
    """One Map Run, whose counts are those of the items; each item was one child's, whose history holds, too."""
    assert [sum(e["type"] == f"MapRun{what}" for e in events) for what in ("Started", "Succeeded")] == [1, 1]
    [run] = sfn.list_map_runs(executionArn=execution["executionArn"])["mapRuns"]
    described = sfn.describe_map_run(mapRunArn=run["mapRunArn"])
    assert sum(e["type"] == "MapRunRedriven" for e in events) == described.get("redriveCount", 0)
    items = json.loads(execution["input"])["items"]
    ended = {"succeeded": len(items), "total": len(items), "resultsWritten": len(items)}
    for counts in (described["itemCounts"], described["executionCounts"]):
        assert {name: count for name, count in counts.items() if count} == {name: count for name, count in ended.items() if count}
    assert described["status"] == "SUCCEEDED"
    if kind.children == "EXPRESS":
        return
    pages = sfn.get_paginator("list_executions").paginate(mapRunArn=run["mapRunArn"])
    children = [sfn.describe_execution(executionArn=child["executionArn"]) for page in pages for child in page["executions"]]
    by_number = lambda item: item["n"]
    assert sorted((json.loads(child["input"]) for child in children), key=by_number) == items
    for child in children:
        item = json.loads(child["input"])
        assert child["status"] == "SUCCEEDED" and json.loads(child["output"]) == kind.child_output(item)
        check_history(read(sfn, child["executionArn"]))


def counts_are_wrong(described, before):
    """What cannot be of a Map Run that is at work; `before` is what was told of it earlier, if anything."""
    for name in ("itemCounts", "executionCounts"):
        counts = described[name]
        parts = sum(counts[part] for part in ("pending", "running", "succeeded", "failed", "timedOut", "aborted"))
        if parts != counts["total"] or counts["failed"] or counts["timedOut"] or counts["aborted"]:
            return f"{name}: {counts}"
        if before and counts["succeeded"] < before[name]["succeeded"]:
            return f"{name}: {counts} after {before[name]}"
    return None
