"""Executions that a task waits for (`.sync`) are stopped with it, whatever happens to the server in between."""

import time

from stepwell import Server, ended, history, make_machine, until


def machines(server, **more):
    wait = {"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 900, "End": True}}}
    child = make_machine(server, wait)
    task = {"Type": "Task", "Resource": "arn:aws:states:::states:startExecution.sync:2", "End": True,
        "Parameters": {"StateMachineArn": child, "Input": {}}}
    return child, make_machine(server, {"StartAt": "T", "States": {"T": task}, **more})


def start(sfn, machine):
    return sfn.start_execution(stateMachineArn=machine)["executionArn"]


def submitted(sfn, execution):
    return any(event["type"] == "TaskSubmitted" for event in history(sfn, execution))


def statuses(sfn, machine):
    listed = sfn.list_executions(stateMachineArn=machine, maxResults=100)["executions"]
    return sorted(execution["status"] for execution in listed)


def test_children_are_stopped_when_the_server_dies_right_after_their_parents(tmp_path):
    with Server(tmp_path / "data") as server:
        sfn = server.client("stepfunctions")
        child, parent = machines(server)
        parents = [start(sfn, parent) for _ in range(12)]
        for execution in parents:
            until(lambda arn=execution: submitted(sfn, arn), 20, "the child to be started")
        for execution in parents:
            sfn.stop_execution(executionArn=execution)
        server.kill()
        server.start()
        until(lambda: statuses(sfn, child) == ["ABORTED"] * 12, 30, lambda: f"all to be stopped: {statuses(sfn, child)}")
        assert statuses(sfn, parent) == ["ABORTED"] * 12


def test_children_are_stopped_when_their_parents_time_out_while_the_server_is_down(tmp_path):
    with Server(tmp_path / "data") as server:
        sfn = server.client("stepfunctions")
        child, parent = machines(server, TimeoutSeconds=5)
        parents = [start(sfn, parent) for _ in range(5)]
        begun = time.time()
        for execution in parents:
            until(lambda arn=execution: submitted(sfn, arn), 20, "the child to be started")
        server.kill()
        until(lambda: time.time() > begun + 5, 10, "their time to be up")
        server.start()
        for execution in parents:
            assert ended(sfn, execution)["status"] == "TIMED_OUT"
        until(lambda: statuses(sfn, child) == ["ABORTED"] * 5, 30, lambda: f"all to be stopped: {statuses(sfn, child)}")
