"""Execution logs in CloudWatch Logs: each level, Standard and Express, with and without data, and who may log."""

import json
import re

import pytest
from stepwell import Server, ended, failure, make_role, trust, unique, until
from test_enforce import ROOT, client as rooted
from test_express import log_group, logged, logging

FAIL = {"StartAt": "P", "States": {
    "P": {"Type": "Pass", "Next": "F"}, "F": {"Type": "Fail", "Error": "E", "Cause": "C"}}}
EVENTS = {
    "ALL": ["ExecutionStarted", "PassStateEntered", "PassStateExited", "FailStateEntered", "ExecutionFailed"],
    "ERROR": ["FailStateEntered", "ExecutionFailed"],
    "FATAL": ["ExecutionFailed"],
}


def machine(server, definition, logging_configuration, kind="STANDARD"):
    role = make_role(server, "states")
    return server.client("stepfunctions").create_state_machine(
        name=unique("logging"), definition=json.dumps(definition), roleArn=role, type=kind,
        loggingConfiguration=logging_configuration)["stateMachineArn"]


def run(server, arn, kind):
    sfn = server.client("stepfunctions")
    if kind == "EXPRESS":
        return sfn.start_sync_execution(stateMachineArn=arn, input='{"a": 1}')["executionArn"]
    started = sfn.start_execution(stateMachineArn=arn, input='{"a": 1}')["executionArn"]
    ended(sfn, started)
    return started


def settled(server, group, count):
    return until(lambda: (events := logged(server, group)) and len(events) >= count and events, 10, f"{count} events")


@pytest.mark.parametrize("kind", ["STANDARD", "EXPRESS"])
@pytest.mark.parametrize("level", EVENTS)
def test_each_level_logs_what_it_covers(server, kind, level):
    group, arn = log_group(server)
    execution = run(server, machine(server, FAIL, logging(arn, level), kind), kind)
    events = settled(server, group, len(EVENTS[level]))
    assert [event["type"] for event in events] == EVENTS[level]
    assert {event["execution_arn"] for event in events} == {execution}
    last = events[-1]
    assert (last["id"], last["previous_event_id"], last["redrive_count"]) == ("5", "4", "0")
    assert last["details"] == {"error": "E", "cause": "C"}
    assert re.fullmatch(r"\d{13}", last["event_timestamp"])


def test_off_logs_nothing_and_a_later_configuration_holds_for_later_executions(server):
    group, arn = log_group(server)
    sfn = server.client("stepfunctions")
    made = machine(server, FAIL, logging(arn, "OFF"))
    run(server, made, "STANDARD")
    sfn.update_state_machine(stateMachineArn=made, loggingConfiguration=logging(arn, "FATAL"))
    second = run(server, made, "STANDARD")
    events = settled(server, group, 1)
    assert [event["execution_arn"] for event in events] == [second]


def test_without_data_inputs_and_outputs_are_left_out(server):
    group, arn = log_group(server)
    run(server, machine(server, FAIL, logging(arn, data=False)), "STANDARD")
    events = settled(server, group, 5)
    details = [event["details"] for event in events]
    assert details[1:] == [{"name": "P"}, {"name": "P"}, {"name": "F"}, {"error": "E", "cause": "C"}]
    assert list(details[0]) == ["roleArn"]


def test_with_data_the_log_shows_what_the_history_shows(server):
    group, arn = log_group(server)
    run(server, machine(server, FAIL, logging(arn)), "STANDARD")
    events = settled(server, group, 5)
    assert events[2]["details"] == {"name": "P", "output": '{"a": 1}', "outputDetails": {"truncated": False}}


def test_streams_are_named_as_aws_names_them(server):
    group, arn = log_group(server)
    made = machine(server, FAIL, logging(arn))
    run(server, made, "STANDARD")
    settled(server, group, 5)
    streams = server.client("logs").describe_log_streams(logGroupName=group)["logStreams"]
    name = made.rsplit(":", 1)[1]
    assert [bool(re.fullmatch(rf"states/{name}/\d{{4}}-\d\d-\d\d-\d\d-\d\d/[0-9a-f]{{8}}", s["logStreamName"])) for s in streams] == [True]


def test_a_deleted_group_is_not_made_again(server):
    group, arn = log_group(server)
    made = machine(server, FAIL, logging(arn))
    server.client("logs").delete_log_group(logGroupName=group)
    run(server, made, "STANDARD")
    other, other_arn = log_group(server)
    run(server, machine(server, FAIL, logging(other_arn)), "STANDARD")
    settled(server, other, 5)
    assert server.client("logs").describe_log_groups(logGroupNamePrefix=group)["logGroups"] == []


def test_a_configuration_needs_one_group_that_is_there(server):
    _, arn = log_group(server)
    cases = [
        ({"level": "ALL"}, "Must specify exactly one Log Destination."),
        ({**logging(arn), "destinations": logging(arn)["destinations"] * 2}, "Must specify exactly one Log Destination."),
        (logging(arn.removesuffix(":*") + "-gone:*"), "Log Destination not found."),
    ]
    for configuration, why in cases:
        refused = failure(lambda: machine(server, FAIL, configuration))
        assert refused == ("InvalidLoggingConfiguration", f"Invalid Logging Configuration: {why}")


def test_where_iam_is_enforced_the_role_must_be_allowed_to_log(tmp_path):
    with Server(tmp_path / "data", "--iam", "enforce", environment=ROOT) as server:
        iam, logs, sfn = (rooted(server, service) for service in ("iam", "logs", "stepfunctions"))
        role = iam.create_role(RoleName="r", AssumeRolePolicyDocument=trust("states"))["Role"]["Arn"]
        logs.create_log_group(logGroupName="g")
        arn = logs.describe_log_groups(logGroupNamePrefix="g")["logGroups"][0]["arn"]
        create = lambda: sfn.create_state_machine(
            name="m", definition=json.dumps(FAIL), roleArn=role, loggingConfiguration=logging(arn))
        text = "The state machine IAM Role is not authorized to access the Log Destination"
        assert failure(create) == ("AccessDeniedException", text)
        statement = {"Effect": "Allow", "Action": "logs:*", "Resource": "*"}
        iam.put_role_policy(RoleName="r", PolicyName="p", PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [statement]}))
        create()
