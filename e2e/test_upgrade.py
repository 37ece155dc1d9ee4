"""Upgrades: a data directory that an earlier release wrote, and was killed over, goes on with this build."""

import json
import tarfile

import pytest
from api import Api
from crash_campaign import check_history
from stepwell import Server, ended, failure, history, until
from write_fixture import EXPECTED, FIXTURES, shown

ARCHIVES = sorted(FIXTURES.glob("data-*.tar.xz"))


def test_there_are_fixtures():
    assert ARCHIVES, "every release leaves one: e2e/write_fixture.py"


@pytest.mark.parametrize("archive", ARCHIVES, ids=lambda path: path.name)
def test_a_data_directory_of_an_earlier_release_goes_on(archive, tmp_path):
    with tarfile.open(archive) as files:
        files.extractall(tmp_path, filter="data")
    expected = json.loads((tmp_path / "data" / EXPECTED).read_text())
    with Server(tmp_path / "data") as server:
        sfn = server.client("stepfunctions")
        check_finished(sfn, expected["finished"])
        finish(sfn, expected)
        check_rest(server, expected)
        # And once more, with what this build has written.
        assert server.stop() == 0
        server.start()
        check_finished(sfn, expected["finished"])
        check_running_ended(sfn, expected["running"])
        archived(server, sfn, expected)


def check_finished(sfn, finished):
    for arn, known in finished.items():
        assert sfn.describe_execution(executionArn=arn)["status"] == known["end"]
        # Times are compared as moments: the zone they are shown in is the reader's.
        events = shown(history(sfn, arn))
        for event, before in zip(events, known["events"], strict=True):
            del event["timestamp"]
            assert event == {name: value for name, value in before.items() if name != "timestamp"}


def finish(sfn, expected):
    """Does what the workers of the executions have to do."""
    running = expected["running"]
    again = running["wait"]
    start = {"stateMachineArn": again["machine"], "name": "wait"}
    assert failure(lambda: sfn.start_execution(**start, input='"other"'))[0] == "ExecutionAlreadyExists"
    sfn.send_task_success(taskToken=running["callback"]["token"], output='"called back"')
    sfn.send_task_success(taskToken=running["taken"]["token"], output='"from a worker"')
    task = sfn.get_activity_task(activityArn=expected["activities"]["offered"])
    assert json.loads(task["input"]) == running["offered"]["input"]
    sfn.send_task_success(taskToken=task["taskToken"], output='"from a worker"')
    check_running_ended(sfn, running)


def check_running_ended(sfn, running):
    for name, known in running.items():
        execution = ended(sfn, known["arn"], 180)
        assert execution["status"] == "SUCCEEDED", (name, execution)
        assert json.loads(execution["output"]) == known["output"], name
        check_history(history(sfn, known["arn"]))


def check_rest(server, expected):
    """Roles, functions, logs and APIs."""
    api = Api.__new__(Api)
    api.server, api.client, api.id = server, server.client("apigateway"), expected["api"]["id"]
    started = api.call("/run", body='{"n": 1}')
    assert started[0] == 200 and started[2]["executionArn"]
    sfn = server.client("stepfunctions")
    assert ended(sfn, started[2]["executionArn"])["status"] == "SUCCEEDED"
    role = expected["api"]["role"]
    assert server.client("iam").get_role(RoleName=role.rsplit("/", 1)[1])["Role"]["Arn"] == role
    function = server.client("lambda").invoke(FunctionName=expected["function"], Payload=b'{"n": 9}')
    assert json.load(function["Payload"]) == {"n": 9}
    logs = server.client("logs").filter_log_events(logGroupName=expected["group"])["events"]
    messages = [event["message"] for event in logs]
    assert all(message in messages for message in expected["logs"])


def archived(server, sfn, expected):
    """What the release before knew nothing of: histories move, and read as before."""
    days = lambda: [name for name in (server.data / "data/keyspaces").iterdir() if name.name.isdigit()]
    until(lambda: len(days()) > 6, 60, "the archive to be begun")
    check_finished(sfn, expected["finished"])
    check_running_ended(sfn, expected["running"])
