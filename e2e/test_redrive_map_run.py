"""RedriveExecution of an execution whose Map Run failed: the Map Run goes on, with the children that had not succeeded."""

import json

from stepwell import ended, failure, history, make_machine, unique, until


def distributed(kind, states, **more):
    processor = {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": kind}, "StartAt": next(iter(states)),
        "States": states}
    return {"StartAt": "Map", "States": {"Map": {"Type": "Map", "ItemProcessor": processor, "End": True, **more}}}


def start(sfn, machine, value):
    return sfn.start_execution(stateMachineArn=machine, input=json.dumps(value))["executionArn"]


def map_run(sfn, execution):
    runs = sfn.list_map_runs(executionArn=execution)["mapRuns"]
    assert len(runs) == 1
    return sfn.describe_map_run(mapRunArn=runs[0]["mapRunArn"])


def children(sfn, run):
    """The children, described, by their items."""
    listed = sfn.list_executions(mapRunArn=run["mapRunArn"], maxResults=100)["executions"]
    described = [sfn.describe_execution(executionArn=child["executionArn"]) for child in listed]
    return {json.loads(child["input"]): child for child in described}


class Worker:
    """Takes tasks of an activity and says what becomes of them."""

    def __init__(self, sfn):
        self.sfn = sfn
        self.activity = sfn.create_activity(name=unique("activity"))["activityArn"]

    def take(self, count):
        tasks = [self.sfn.get_activity_task(activityArn=self.activity) for _ in range(count)]
        return {json.loads(task["input"]): task["taskToken"] for task in tasks}

    def succeed(self, token, output):
        self.sfn.send_task_success(taskToken=token, output=json.dumps(output))

    def fail(self, token):
        self.sfn.send_task_failure(taskToken=token, error="Bad", cause="not yet")


def failed(server, sfn, worker):
    """Of six items three succeed and one fails, and with it the Map Run."""
    work = {"Work": {"Type": "Task", "Resource": worker.activity, "End": True}}
    execution = start(sfn, make_machine(server, distributed("STANDARD", work)), list(range(6)))
    tasks = worker.take(6)
    for item in range(3):
        worker.succeed(tasks[item], f"first {item}")
    worker.fail(tasks[3])
    assert ended(sfn, execution)["status"] == "FAILED"
    return execution


def test_a_map_run_goes_on_after_a_redrive_and_after_kill_9(fresh):
    server, sfn = fresh, fresh.client("stepfunctions")
    worker = Worker(sfn)
    execution = failed(server, sfn, worker)
    before = map_run(sfn, execution)
    assert before["status"] == "FAILED" and "redriveCount" not in before
    assert {item: child["status"] for item, child in children(sfn, before).items()} == {
        0: "SUCCEEDED", 1: "SUCCEEDED", 2: "SUCCEEDED", 3: "FAILED", 4: "ABORTED", 5: "ABORTED"}
    child = children(sfn, before)[3]
    assert child["redriveStatus"] == "REDRIVABLE_BY_MAP_RUN"
    assert failure(lambda: sfn.redrive_execution(executionArn=child["executionArn"]))[0] == "ExecutionNotRedrivable"

    redriven = sfn.redrive_execution(executionArn=execution)["redriveDate"]
    run = map_run(sfn, execution)
    assert (run["mapRunArn"], run["startDate"]) == (before["mapRunArn"], before["startDate"])
    assert (run["status"], run["redriveCount"], run["redriveDate"]) == ("RUNNING", 1, redriven)
    assert "stopDate" not in run
    tasks = worker.take(3)
    assert sorted(tasks) == [3, 4, 5], "what succeeded is not done again"
    worker.succeed(tasks[3], "second 3")
    until(lambda: map_run(sfn, execution)["itemCounts"]["succeeded"] == 4, 10, "its end to count")

    server.kill()
    server.start()
    until(lambda: map_run(sfn, execution)["itemCounts"]["running"] == 2, 20, "the others to run")
    for item in (4, 5):
        # Taken before the kill, so offered to nobody else; its token goes on working.
        worker.succeed(tasks[item], f"third {item}")
    described = ended(sfn, execution)
    assert described["status"] == "SUCCEEDED"
    assert json.loads(described["output"]) == ["first 0", "first 1", "first 2", "second 3", "third 4", "third 5"]
    events = history(sfn, execution)
    assert [event["type"] for event in events[-7:]] == [
        "ExecutionFailed", "ExecutionRedriven", "MapRunRedriven", "MapRunSucceeded", "MapStateSucceeded",
        "MapStateExited", "ExecutionSucceeded"]
    assert events[-5]["mapRunRedrivenEventDetails"] == {"mapRunArn": run["mapRunArn"], "redriveCount": 1}
    run = map_run(sfn, execution)
    counts = {
        "pending": 0, "running": 0, "succeeded": 6, "failed": 0, "timedOut": 0, "aborted": 0, "total": 6,
        "resultsWritten": 6, "failuresNotRedrivable": 0, "pendingRedrive": 0,
    }
    assert (run["status"], run["itemCounts"], run["executionCounts"]) == ("SUCCEEDED", counts, counts)
    after = children(sfn, run)
    assert {item: child["redriveCount"] for item, child in after.items()} == {0: 0, 1: 0, 2: 0, 3: 1, 4: 1, 5: 1}
    types = [event["type"] for event in history(sfn, after[3]["executionArn"])]
    assert "ExecutionRedriven" in types and types.count("TaskStateEntered") == 1


def test_a_map_run_that_fails_again_can_be_redriven_again(fresh):
    server, sfn = fresh, fresh.client("stepfunctions")
    worker = Worker(sfn)
    execution = failed(server, sfn, worker)
    sfn.redrive_execution(executionArn=execution)
    worker.fail(worker.take(3)[5])
    assert ended(sfn, execution)["status"] == "FAILED"
    run = map_run(sfn, execution)
    assert (run["status"], run["redriveCount"]) == ("FAILED", 1)
    assert (run["itemCounts"]["succeeded"], run["itemCounts"]["failed"], run["itemCounts"]["aborted"]) == (3, 1, 2)
    sfn.redrive_execution(executionArn=execution)
    for item, token in worker.take(3).items():
        worker.succeed(token, item)
    assert json.loads(ended(sfn, execution)["output"]) == ["first 0", "first 1", "first 2", 3, 4, 5]
    assert map_run(sfn, execution)["redriveCount"] == 2


def test_express_children_run_anew_and_kill_9_runs_them_once_more(fresh):
    server, sfn, logs = fresh, fresh.client("stepfunctions"), fresh.client("logs")
    gate = unique("gate")
    # An odd item fails until there is a log group of that name.
    states = {
        "Look": {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:cloudwatchlogs:describeLogGroups",
            "Parameters": {"LogGroupNamePrefix": gate}, "ResultPath": "$.found", "Next": "Open"},
        "Open": {"Type": "Choice", "Default": "Done", "Choices": [{"Next": "Closed", "And": [
            {"Variable": "$.odd", "BooleanEquals": True},
            {"Variable": "$.found.LogGroups[0]", "IsPresent": False}]}]},
        "Closed": {"Type": "Fail", "Error": "Closed"},
        "Done": {"Type": "Wait", "Seconds": 1, "Next": "Number"},
        "Number": {"Type": "Pass", "OutputPath": "$.n", "End": True},
    }
    machine = make_machine(server, distributed("EXPRESS", states, MaxConcurrency=1))
    execution = start(sfn, machine, [{"n": n, "odd": n % 2 == 1} for n in range(4)])
    assert ended(sfn, execution)["status"] == "FAILED"
    run = map_run(sfn, execution)
    assert (run["itemCounts"]["succeeded"], run["itemCounts"]["failed"], run["itemCounts"]["pending"]) == (1, 1, 2)
    logs.create_log_group(logGroupName=gate)
    sfn.redrive_execution(executionArn=execution)
    until(lambda: map_run(sfn, execution)["itemCounts"]["running"] == 1, 10, "a child to run again")
    server.kill()
    server.start()
    described = ended(sfn, execution)
    assert (described["status"], described["output"]) == ("SUCCEEDED", "[0,1,2,3]")
    run = map_run(sfn, execution)
    assert (run["status"], run["redriveCount"], run["itemCounts"]["succeeded"]) == ("SUCCEEDED", 1, 4)
