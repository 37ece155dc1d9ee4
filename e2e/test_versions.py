"""Versions and aliases of state machines, and what becomes of a machine that is deleted."""

import json

import pytest
from botocore.exceptions import ClientError
from stepwell import Server, ended, make_role, unique, until


def definition(word):
    return json.dumps({"StartAt": "S", "States": {"S": {"Type": "Pass", "Result": word, "End": True}}})


WAITING = json.dumps({"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 3600, "End": True}}})


@pytest.fixture
def sfn(client):
    return client("stepfunctions")


@pytest.fixture(scope="module")
def role(server):
    return make_role(server, "states")


@pytest.fixture
def two(sfn, role):
    """A machine with two versions: ARN, first, second."""
    made = sfn.create_state_machine(name=unique("m"), definition=definition("one"), roleArn=role, publish=True)
    arn = made["stateMachineArn"]
    updated = sfn.update_state_machine(stateMachineArn=arn, definition=definition("two"), publish=True)
    return arn, made["stateMachineVersionArn"], updated["stateMachineVersionArn"]


def alias(sfn, *routes, name=None, **more):
    routing = [{"stateMachineVersionArn": arn, "weight": weight} for arn, weight in routes]
    made = sfn.create_state_machine_alias(name=name or unique("alias"), routingConfiguration=routing, **more)
    return made["stateMachineAliasArn"]


def run(sfn, arn):
    return ended(sfn, sfn.start_execution(stateMachineArn=arn)["executionArn"])


def refused(call, **arguments):
    with pytest.raises(ClientError) as error:
        call(**arguments)
    return error.value.response["Error"]["Code"], error.value.response["Error"]["Message"]


def test_a_version_runs_what_it_was(sfn, two):
    arn, first, second = two
    sfn.update_state_machine(stateMachineArn=arn, definition=definition("three"))
    for qualified, word in [(first, "one"), (second, "two"), (arn, "three")]:
        execution = run(sfn, qualified)
        assert json.loads(execution["output"]) == word
        assert execution["stateMachineArn"] == arn
        assert execution.get("stateMachineVersionArn") == (qualified if qualified != arn else None)
        assert "stateMachineAliasArn" not in execution
    described = sfn.describe_state_machine(stateMachineArn=first)
    assert described["stateMachineArn"] == first
    assert json.loads(described["definition"]) == json.loads(definition("one"))
    listed = sfn.list_executions(stateMachineArn=second)["executions"]
    assert [one["stateMachineVersionArn"] for one in listed] == [second]
    assert len(sfn.list_executions(stateMachineArn=arn)["executions"]) == 3


def test_an_alias_leads_to_its_versions_by_weight(sfn, two):
    arn, first, second = two
    both = alias(sfn, (first, 50), (second, 50))
    executions = [run(sfn, both) for _ in range(40)]
    assert {one["stateMachineVersionArn"] for one in executions} == {first, second}
    assert {one["stateMachineAliasArn"] for one in executions} == {both}
    only = alias(sfn, (first, 100), (second, 0))
    assert {run(sfn, only)["stateMachineVersionArn"] for _ in range(10)} == {first}
    sfn.update_state_machine_alias(
        stateMachineAliasArn=only, routingConfiguration=[{"stateMachineVersionArn": second, "weight": 100}]
    )
    assert run(sfn, only)["stateMachineVersionArn"] == second
    assert len(sfn.list_executions(stateMachineArn=only)["executions"]) == 11
    assert len(sfn.list_executions(stateMachineArn=both)["executions"]) == 40


def test_executions_through_an_alias_are_listed_page_by_page(sfn, two):
    arn, first, second = two
    one = alias(sfn, (first, 100))
    wanted = {run(sfn, one)["executionArn"] for _ in range(3)}
    for _ in range(4):
        run(sfn, second)
    pages = sfn.get_paginator("list_executions").paginate(stateMachineArn=one, PaginationConfig={"PageSize": 2})
    listed = [execution["executionArn"] for page in pages for execution in page["executions"]]
    assert sorted(listed) == sorted(wanted)


def test_publishing_is_idempotent_and_numbers_are_not_given_twice(sfn, two):
    arn, first, second = two
    again = sfn.publish_state_machine_version(stateMachineArn=arn, description="other")
    assert again["stateMachineVersionArn"] == second
    sfn.delete_state_machine_version(stateMachineVersionArn=second)
    third = sfn.publish_state_machine_version(stateMachineArn=arn)["stateMachineVersionArn"]
    assert third == f"{arn}:3"
    listed = sfn.list_state_machine_versions(stateMachineArn=arn)["stateMachineVersions"]
    assert [version["stateMachineVersionArn"] for version in listed] == [third, first]


def test_a_revision_that_is_not_current_is_not_published(sfn, role):
    arn = sfn.create_state_machine(name=unique("m"), definition=definition("one"), roleArn=role)["stateMachineArn"]
    sfn.publish_state_machine_version(stateMachineArn=arn, revisionId="INITIAL")
    revision = sfn.update_state_machine(stateMachineArn=arn, definition=definition("two"))["revisionId"]
    code, message = refused(sfn.publish_state_machine_version, stateMachineArn=arn, revisionId="INITIAL")
    assert code == "ConflictException"
    assert message.endswith(f"for revision INITIAL. The current State Machine revision is {revision}.")
    same = sfn.update_state_machine(stateMachineArn=arn, definition=definition("two"))
    assert same["revisionId"] == revision
    published = sfn.publish_state_machine_version(stateMachineArn=arn, revisionId=revision)
    assert published["stateMachineVersionArn"] == f"{arn}:2"


def test_versions_are_listed_page_by_page_while_they_go_away(sfn, role):
    made = sfn.create_state_machine(name=unique("m"), definition=definition(0), roleArn=role, publish=True)
    arn = made["stateMachineArn"]
    for word in range(1, 12):
        sfn.update_state_machine(stateMachineArn=arn, definition=definition(word), publish=True)
    seen, token = [], {}
    while True:
        page = sfn.list_state_machine_versions(stateMachineArn=arn, maxResults=5, **token)
        for version in page["stateMachineVersions"]:
            seen.append(version["stateMachineVersionArn"].rsplit(":", 1)[1])
            sfn.delete_state_machine_version(stateMachineVersionArn=version["stateMachineVersionArn"])
        if "nextToken" not in page:
            break
        token = {"nextToken": page["nextToken"]}
    assert seen == [str(number) for number in range(12, 0, -1)]


def test_aliases_that_are_refused(sfn, role, two):
    arn, first, second = two
    code, message = refused(lambda: alias(sfn, (arn, 100)))
    assert (code, message) == (
        "ValidationException",
        f"Routing configuration must contain state machine version ARNs. Received: [{arn}]",
    )
    assert refused(lambda: alias(sfn, (first, 50), (first, 50)))[0] == "ValidationException"
    assert refused(lambda: alias(sfn, (first, 50), (second, 49)))[1].endswith("must equal 100. Received: [50, 49]")
    assert refused(lambda: alias(sfn, (f"{arn}:99", 100)))[0] == "ResourceNotFound"
    assert refused(lambda: alias(sfn, (first, 100), name="12"))[0] == "ValidationException"
    made = alias(sfn, (first, 100), name="PROD", description="d")
    assert alias(sfn, (first, 100), name="PROD", description="d") == made
    assert refused(lambda: alias(sfn, (first, 100), name="PROD"))[0] == "ConflictException"
    assert refused(sfn.update_state_machine_alias, stateMachineAliasArn=made)[0] == "ValidationException"
    assert refused(sfn.start_execution, stateMachineArn=f"{arn}:NONE")[0] == "StateMachineDoesNotExist"
    listed = sfn.list_state_machine_aliases(stateMachineArn=second)["stateMachineAliases"]
    assert listed == []
    listed = sfn.list_state_machine_aliases(stateMachineArn=first)["stateMachineAliases"]
    assert [one["stateMachineAliasArn"] for one in listed] == [made]


def test_a_machine_that_is_deleted_takes_its_executions_along(fresh):
    sfn, role = fresh.client("stepfunctions"), make_role(fresh, "states")
    made = sfn.create_state_machine(name="gone", definition=WAITING, roleArn=role, publish=True)
    arn, version = made["stateMachineArn"], made["stateMachineVersionArn"]
    through = alias(sfn, (version, 100), name="PROD")
    running = [sfn.start_execution(stateMachineArn=one)["executionArn"] for one in (arn, version, through)]
    sfn.delete_state_machine(stateMachineArn=arn)
    assert {ended(sfn, one)["status"] for one in running} == {"ABORTED"}
    until(lambda: not sfn.list_state_machines()["stateMachines"], 30, "the machine to be gone")
    for one in (arn, version, through):
        assert refused(sfn.start_execution, stateMachineArn=one)[0] == "StateMachineDoesNotExist"
    again = sfn.create_state_machine(name="gone", definition=WAITING, roleArn=role)
    assert "stateMachineVersionArn" not in again
    assert sfn.list_state_machine_versions(stateMachineArn=arn)["stateMachineVersions"] == []


def test_versions_aliases_and_a_deletion_survive_kill_9(tmp_path):
    with Server(tmp_path / "data") as server:
        sfn, role = server.client("stepfunctions"), make_role(server, "states")
        made = sfn.create_state_machine(name="kept", definition=definition("one"), roleArn=role, publish=True)
        through = alias(sfn, (made["stateMachineVersionArn"], 100), name="PROD")
        gone = sfn.create_state_machine(name="gone", definition=WAITING, roleArn=role)["stateMachineArn"]
        running = [sfn.start_execution(stateMachineArn=gone)["executionArn"] for _ in range(50)]
        sfn.delete_state_machine(stateMachineArn=gone)
        server.kill()
        server.start()
        assert json.loads(run(sfn, through)["output"]) == "one"
        assert {ended(sfn, one)["status"] for one in running} == {"ABORTED"}
        names = lambda: [machine["name"] for machine in sfn.list_state_machines()["stateMachines"]]
        until(lambda: names() == ["kept"], 30, "the machine to be gone")
