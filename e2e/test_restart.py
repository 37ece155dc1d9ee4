"""Durability: whatever was acknowledged finishes, whatever happens to the process."""

import json
import subprocess
import time

import pytest
from api import Api, lambda_integration, states_integration
from crash_campaign import check_history
from stepwell import Server, ended, failure, history, make_function, make_machine, make_role, until

SLOW_FUNCTION = """
import time

def lambda_handler(event, context):
    time.sleep(event.get("seconds", 0))
    time.sleep(max(0, event.get("until", 0) - time.time()))
    return {"name": context.function_name, "n": event.get("n")}
"""


def restart(server):
    server.kill()
    server.start()


def test_waits_keep_their_due_time_across_a_kill(fresh):
    """One wait is due while the server is down, the other after it is back; neither begins anew."""
    machine = make_machine(fresh, {"StartAt": "W", "States": {"W": {"Type": "Wait", "SecondsPath": "$", "End": True}}})
    sfn = fresh.client("stepfunctions")
    arns = {seconds: sfn.start_execution(stateMachineArn=machine, input=str(seconds))["executionArn"] for seconds in (3, 5)}
    begun = time.time()
    fresh.kill()
    until(lambda: time.time() > begun + 3.1, 10, "the first wait to be due")
    fresh.start()
    back = time.time() - begun
    for seconds, arn in arns.items():
        execution = ended(sfn, arn)
        took = (execution["stopDate"] - execution["startDate"]).total_seconds()
        assert seconds <= took < max(seconds, back) + 1.5, (took, back)


def test_a_function_that_was_running_is_invoked_again(fresh):
    function = make_function(fresh, SLOW_FUNCTION)
    machine = make_machine(fresh, {"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": function, "End": True}}})
    sfn = fresh.client("stepfunctions")
    arn = sfn.start_execution(stateMachineArn=machine, input=json.dumps({"seconds": 3, "n": 7}))["executionArn"]
    started = lambda: any(event["type"] == "LambdaFunctionStarted" for event in history(sfn, arn))
    until(started, 60, "the function to be started")
    fresh.kill()
    fresh.start()
    execution = ended(sfn, arn)
    assert execution["status"] == "SUCCEEDED" and json.loads(execution["output"])["n"] == 7
    types = [event["type"] for event in history(sfn, arn)]
    assert types.count("LambdaFunctionStarted") == 1 and types.count("LambdaFunctionSucceeded") == 1


def test_callbacks_and_retries_go_on_after_a_kill(fresh):
    sfn = fresh.client("stepfunctions")
    activity = sfn.create_activity(name="worker")["activityArn"]
    task = {"Type": "Task", "Resource": activity, "End": True, "Retry": [{"ErrorEquals": ["Again"], "IntervalSeconds": 2, "MaxAttempts": 1}]}
    machine = make_machine(fresh, {"StartAt": "A", "States": {"A": task}})
    arn = sfn.start_execution(stateMachineArn=machine, name="one", input="{}")["executionArn"]
    token = sfn.get_activity_task(activityArn=activity)["taskToken"]
    restart(fresh)
    assert sfn.start_execution(stateMachineArn=machine, name="one", input="{}")["executionArn"] == arn, "the name is remembered"
    assert failure(lambda: sfn.start_execution(stateMachineArn=machine, name="one", input="1"))[0] == "ExecutionAlreadyExists"
    sfn.send_task_failure(taskToken=token, error="Again")
    restart(fresh)
    token = sfn.get_activity_task(activityArn=activity)["taskToken"]
    sfn.send_task_success(taskToken=token, output='"done"')
    restart(fresh)
    assert json.loads(ended(sfn, arn)["output"]) == "done"
    events = history(sfn, arn)
    check_history(events)
    assert [e["type"] for e in events].count("ActivityScheduled") == 2


def test_an_api_its_functions_and_their_logs_are_there_after_a_kill(fresh):
    function = make_function(fresh, "def lambda_handler(event, context):\n    print('printed')\n    return {'statusCode': 200, 'body': 'here'}\n")
    api = Api(fresh)
    api.method("/", "GET", lambda_integration(function, "AWS_PROXY"))
    api.deploy(variables={"v": "1"})
    assert api.call("/", "GET")[2] == "here"
    logs = fresh.client("logs")
    group = f"/aws/lambda/{function.rsplit(':', 1)[1]}"
    printed = lambda: [e for e in logs.filter_log_events(logGroupName=group)["events"] if e["message"].startswith("REPORT")]
    until(printed, 10, "the function's log")
    before = logs.filter_log_events(logGroupName=group)["events"]
    restart(fresh)
    assert logs.filter_log_events(logGroupName=group)["events"][: len(before)] == before
    assert api.call("/", "GET")[2] == "here"
    assert api.client.get_stage(restApiId=api.id, stageName="dev")["variables"] == {"v": "1"}
    assert fresh.client("lambda").get_function(FunctionName=function)["Configuration"]["State"] == "Active"


def test_what_an_api_acknowledged_survives_a_kill(fresh):
    machine = make_machine(fresh, {"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 1, "End": True}}})
    role = make_role(fresh, "apigateway", "AWSStepFunctionsFullAccess")
    template = '{"stateMachineArn": "%s", "input": "$util.escapeJavaScript($input.json(\'$\'))"}' % machine
    api = Api(fresh)
    api.method("/", integration=states_integration("StartExecution", role, requestTemplates={"application/json": template}))
    api.deploy()
    arns = [api.call("/", body=json.dumps({"n": n}))[2]["executionArn"] for n in range(20)]
    restart(fresh)
    sfn = fresh.client("stepfunctions")
    assert [json.loads(ended(sfn, arn)["output"])["n"] for arn in arns] == list(range(20))


def test_sigterm_drains_and_exits_0_and_everything_is_there_again(fresh):
    wait = {"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 2, "End": True}}}
    machine = make_machine(fresh, wait)
    role = make_role(fresh, "lambda")
    sfn = fresh.client("stepfunctions")
    arn = sfn.start_execution(stateMachineArn=machine, name="over-a-restart")["executionArn"]
    assert fresh.stop() == 0
    fresh.start()
    assert ended(sfn, arn)["status"] == "SUCCEEDED"
    assert sfn.describe_state_machine(stateMachineArn=machine)["status"] == "ACTIVE"
    assert fresh.client("iam").get_role(RoleName=role.rsplit("/", 1)[1])["Role"]["Arn"] == role


def test_sigterm_during_a_task_exits_promptly_and_the_task_is_done_again(fresh):
    function = make_function(fresh, SLOW_FUNCTION, Timeout=120)
    machine = make_machine(fresh, {"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": function, "End": True}}})
    sfn = fresh.client("stepfunctions")
    until_then = time.time() + 8
    arn = sfn.start_execution(stateMachineArn=machine, input=json.dumps({"until": until_then}))["executionArn"]
    until(lambda: any(e["type"] == "LambdaFunctionStarted" for e in history(sfn, arn)), 60, "the task to run")
    assert fresh.stop() == 0
    assert time.time() < until_then, "it did not wait for the function"
    fresh.start()
    assert ended(sfn, arn)["status"] == "SUCCEEDED"
    check_history(history(sfn, arn))


def test_two_servers_cannot_share_a_data_directory(fresh):
    other = Server(fresh.data)
    other.log = fresh.data.parent / "other.log"
    with pytest.raises(AssertionError, match="another"):
        other.start()
    assert fresh.healthy()


def test_no_function_outlives_a_killed_server(fresh):
    function = make_function(fresh, SLOW_FUNCTION)
    payload = json.dumps({"seconds": 0}).encode()
    fresh.client("lambda").invoke(FunctionName=function, Payload=payload)
    group = fresh.process.pid
    fresh.kill()
    gone = lambda: subprocess.run(["pgrep", "-s", str(group)], capture_output=True).stdout == b""
    until(gone, 10, "the function's processes to be gone")
