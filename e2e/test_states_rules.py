"""Rules of the Step Functions API that are not in the recordings, and activities that are gone."""

import json

import pytest
from stepwell import ended, failure, history, make_machine, make_role, unique

PASS = json.dumps({"StartAt": "P", "States": {"P": {"Type": "Pass", "End": True}}})
KEY = {"type": "CUSTOMER_MANAGED_KMS_KEY", "kmsKeyId": "alias/key", "kmsDataKeyReusePeriodSeconds": 300}


@pytest.fixture
def sfn(client):
    return client("stepfunctions")


def test_a_task_of_a_deleted_activity_ends_its_execution(server, sfn):
    activity = sfn.create_activity(name=unique("activity"))["activityArn"]
    machine = make_machine(server, {"StartAt": "T", "States": {"T": {
        "Type": "Task", "Resource": activity, "End": True,
        "Retry": [{"ErrorEquals": ["States.ALL"]}], "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "N"}],
    }, "N": {"Type": "Pass", "End": True}}})
    sfn.delete_activity(activityArn=activity)
    gone = ended(sfn, sfn.start_execution(stateMachineArn=machine)["executionArn"])
    assert (gone["status"], gone["error"]) == ("FAILED", "States.Runtime")
    assert gone["cause"] == (
        "An error occurred while executing the state 'T' (entered at the event id #2). "
        f"The activity {activity} does not exist."
    )
    assert [event["type"] for event in history(sfn, gone["executionArn"])] == [
        "ExecutionStarted", "TaskStateEntered", "ExecutionFailed",
    ]


def test_what_is_no_role_is_refused(sfn):
    for role in ("role", "arn:aws:s3:::bucket", "arn:aws:iam::123456789012:user/u"):
        create = lambda: sfn.create_state_machine(name=unique("m"), definition=PASS, roleArn=role)
        assert failure(create) == ("InvalidArn", f"Invalid Role Arn: '{role}'")


def test_a_machine_is_updated_to_a_role_only(server, sfn):
    machine = make_machine(server, PASS)
    assert failure(lambda: sfn.update_state_machine(stateMachineArn=machine, roleArn="role"))[0] == "InvalidArn"
    sfn.update_state_machine(stateMachineArn=machine, roleArn=make_role(server, "states"))


def test_an_activity_is_created_once_with_one_encryption(sfn):
    name = unique("activity")
    create = lambda **more: sfn.create_activity(name=name, **more)
    arn = create(encryptionConfiguration=KEY)["activityArn"]
    assert create(encryptionConfiguration=KEY, tags=[{"key": "a", "value": "b"}])["activityArn"] == arn
    assert failure(create) == ("ActivityAlreadyExists", f"Activity Already Exists: '{arn}'")
    assert sfn.describe_activity(activityArn=arn)["encryptionConfiguration"] == KEY
    without_key = {"type": "CUSTOMER_MANAGED_KMS_KEY"}
    assert failure(lambda: create(encryptionConfiguration=without_key))[0] == "InvalidEncryptionConfiguration"


def test_tags_belong_to_machines_and_activities(server, sfn):
    for call in (
        lambda arn: sfn.list_tags_for_resource(resourceArn=arn),
        lambda arn: sfn.tag_resource(resourceArn=arn, tags=[]),
        lambda arn: sfn.untag_resource(resourceArn=arn, tagKeys=[]),
    ):
        assert failure(lambda: call("x")) == ("InvalidArn", "Invalid Arn: 'Invalid ARN prefix: x'")
        execution = "arn:aws:states:us-east-1:000000000000:execution:a:b"
        assert failure(lambda: call(execution)) == (
            "InvalidArn", "Invalid Arn: 'Resource type not valid in this context: execution'",
        )
    activity = sfn.create_activity(name=unique("activity"), tags=[{"key": "a", "value": "b"}])["activityArn"]
    assert sfn.list_tags_for_resource(resourceArn=activity)["tags"] == [{"key": "a", "value": "b"}]
