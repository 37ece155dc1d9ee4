"""Calls that race: one of them wins, and everyone sees the same winner."""

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from stepwell import ended, history, make_function, make_machine, make_role, run, trust, unique, until, zipped

RACERS = 16
PASS = {"StartAt": "P", "States": {"P": {"Type": "Pass", "End": True}}}


def race(call):
    """Runs `call(n)` in as many threads at once: the answers, and the error codes."""
    line = Barrier(RACERS)

    def racer(number):
        line.wait(30)
        try:
            return call(number), None
        except Exception as error:
            return None, error.response["Error"]["Code"]

    with ThreadPoolExecutor(RACERS) as pool:
        results = list(pool.map(racer, range(RACERS)))
    return [answer for answer, code in results if code is None], [code for _, code in results if code]


def test_one_name_and_one_input_are_one_execution(server):
    sfn = server.client("stepfunctions")
    machine = make_machine(server, {"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 2, "End": True}}})
    answers, errors = race(lambda _: sfn.start_execution(stateMachineArn=machine, name="same", input="{}"))
    assert errors == [] and len({(a["executionArn"], a["startDate"]) for a in answers}) == 1
    assert len(sfn.list_executions(stateMachineArn=machine)["executions"]) == 1
    arn = answers[0]["executionArn"]
    ended(sfn, arn)
    assert [e["type"] for e in history(sfn, arn)].count("ExecutionStarted") == 1


def test_one_name_and_many_inputs_are_one_execution(server):
    sfn = server.client("stepfunctions")
    machine = make_machine(server, PASS)
    answers, errors = race(lambda n: sfn.start_execution(stateMachineArn=machine, name="same", input=str(n)))
    assert len(answers) == 1 and set(errors) == {"ExecutionAlreadyExists"}
    assert ended(sfn, answers[0]["executionArn"])["status"] == "SUCCEEDED"


def test_many_names_are_as_many_executions(server):
    sfn = server.client("stepfunctions")
    machine = make_machine(server, PASS)
    answers, errors = race(lambda n: [sfn.start_execution(stateMachineArn=machine, name=f"{n}-{i}")["executionArn"] for i in range(10)])
    arns = {arn for answer in answers for arn in answer}
    assert errors == [] and len(arns) == 10 * RACERS
    finished = lambda: {
        e["executionArn"]
        for page in sfn.get_paginator("list_executions").paginate(stateMachineArn=machine, statusFilter="SUCCEEDED")
        for e in page["executions"]
    } == arns
    until(finished, 30, "all executions to succeed")


@pytest.mark.parametrize("what", ["role", "policy", "function", "group", "machine"])
def test_a_name_is_given_once(server, what):
    name = unique("raced")
    iam, functions, logs, sfn = (server.client(service) for service in ("iam", "lambda", "logs", "stepfunctions"))
    role = make_role(server, "lambda")
    document = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]})
    code = {"ZipFile": zipped("def lambda_handler(event, context):\n    return 1\n")}
    text = lambda n: json.dumps({**PASS, "Comment": str(n)})
    call, error = {
        "role": (lambda _: iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust("lambda")), "EntityAlreadyExists"),
        "policy": (lambda _: iam.create_policy(PolicyName=name, PolicyDocument=document), "EntityAlreadyExists"),
        "function": (
            lambda _: functions.create_function(FunctionName=name, Runtime="python3.11", Role=role, Handler="a.b", Code=code),
            "ResourceConflictException",
        ),
        "group": (lambda _: logs.create_log_group(logGroupName=name), "ResourceAlreadyExistsException"),
        "machine": (lambda n: sfn.create_state_machine(name=name, roleArn=role, definition=text(n)), "StateMachineAlreadyExists"),
    }[what]
    answers, errors = race(call)
    assert len(answers) == 1 and errors == [error] * (RACERS - 1)


def test_a_callback_is_taken_once(server):
    sfn = server.client("stepfunctions")
    activity = sfn.create_activity(name=unique("activity"))["activityArn"]
    machine = make_machine(server, {"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": activity, "End": True}}})
    arn = sfn.start_execution(stateMachineArn=machine)["executionArn"]
    token = sfn.get_activity_task(activityArn=activity)["taskToken"]
    answers, errors = race(lambda n: (n, sfn.send_task_success(taskToken=token, output=str(n))))
    assert len(answers) == 1 and set(errors) <= {"TaskTimedOut"}, errors
    assert ended(sfn, arn)["output"] == str(answers[0][0])
    assert [e["type"] for e in history(sfn, arn)].count("ActivitySucceeded") == 1


def test_stopping_and_finishing_at_once_gives_one_end(server):
    sfn = server.client("stepfunctions")
    machine = make_machine(server, {"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 1, "End": True}}})
    arn = sfn.start_execution(stateMachineArn=machine)["executionArn"]
    _, errors = race(lambda _: sfn.stop_execution(executionArn=arn))
    assert errors == []
    ends = [e["type"] for e in history(sfn, arn) if e["type"] in ("ExecutionSucceeded", "ExecutionAborted")]
    assert ended(sfn, arn)["status"] == "ABORTED" and ends == ["ExecutionAborted"]


def test_one_function_called_by_many_at_once(server):
    source = "import time\ndef lambda_handler(event, context):\n    time.sleep(0.05)\n    return event\n"
    function = make_function(server, source)
    machine = make_machine(server, {"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": function, "End": True}}})
    answers, errors = race(lambda n: json.loads(run(server, machine, {"n": n})["output"])["n"])
    assert errors == [] and sorted(answers) == list(range(RACERS))
