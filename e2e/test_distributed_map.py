"""Distributed Maps: children that are executions of their own, Map Runs, items and results in buckets."""

import json
import random
import time

import boto3
import pytest
from stepwell import REGION, Server, ended, failure, history, make_machine, run, trust, unique, until

PASS = {"Pass": {"Type": "Pass", "End": True}}
CONFIG = {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}


def distributed(states, **more):
    processor = {"ProcessorConfig": CONFIG, "StartAt": next(iter(states)), "States": states}
    return {"StartAt": "Map", "States": {"Map": {"Type": "Map", "ItemProcessor": processor, "End": True, **more}}}


def map_run(sfn, execution):
    runs = sfn.list_map_runs(executionArn=execution)["mapRuns"]
    assert len(runs) == 1
    return sfn.describe_map_run(mapRunArn=runs[0]["mapRunArn"])


def children(sfn, arn, **filters):
    pages = sfn.get_paginator("list_executions").paginate(mapRunArn=arn, **filters)
    return [execution for page in pages for execution in page["executions"]]


@pytest.fixture
def sfn(client):
    return client("stepfunctions")


@pytest.fixture
def bucket(server):
    """A bucket is a directory."""
    path = server.data / "buckets" / unique("bucket")
    path.mkdir(parents=True)
    return path


def reading(bucket, key, config=None, **more):
    reader = {"Resource": "arn:aws:states:::s3:getObject", "Parameters": {"Bucket": bucket.name, "Key": key}}
    if config:
        reader["ReaderConfig"] = config
    return distributed(PASS, ItemReader=reader, **more)


def items(server, definition):
    execution = run(server, make_machine(server, definition))
    assert execution["status"] == "SUCCEEDED", (execution.get("error"), execution.get("cause"))
    return json.loads(execution["output"])


# Map Runs


def test_every_item_has_an_execution_and_the_map_run_counts_them(server, sfn):
    machine = make_machine(server, distributed(PASS, Label="Each", MaxConcurrency=7))
    execution = run(server, machine, list(range(250)))
    assert json.loads(execution["output"]) == list(range(250))
    described = map_run(sfn, execution["executionArn"])
    counts = {
        "pending": 0, "running": 0, "succeeded": 250, "failed": 0, "timedOut": 0, "aborted": 0, "total": 250,
        "resultsWritten": 250,
    }
    assert described["itemCounts"] == counts
    assert described["executionCounts"] == counts
    assert (described["status"], described["maxConcurrency"]) == ("SUCCEEDED", 7)
    listed = children(sfn, described["mapRunArn"])
    assert len(listed) == 250
    child = sfn.describe_execution(executionArn=listed[0]["executionArn"])
    name = machine.rsplit(":", 1)[1]
    assert child["stateMachineArn"].endswith(f":stateMachine:{name}/Each")
    assert child["mapRunArn"] == described["mapRunArn"]
    assert listed[0]["itemCount"] == 1
    assert [event["type"] for event in history(sfn, child["executionArn"])] == [
        "ExecutionStarted", "PassStateEntered", "PassStateExited", "ExecutionSucceeded",
    ]


def test_what_fails_too_often_fails_and_can_be_caught(server, sfn):
    fail = {"Fail": {"Type": "Fail", "Error": "Boom", "Cause": "bang"}}
    definition = distributed(fail, Catch=[{"ErrorEquals": ["States.ExceedToleratedFailureThreshold"], "Next": "Caught"}])
    definition["States"]["Caught"] = {"Type": "Succeed"}
    execution = run(server, make_machine(server, definition), [1, 2, 3])
    assert execution["status"] == "SUCCEEDED"
    assert json.loads(execution["output"]) == {
        "Error": "States.ExceedToleratedFailureThreshold",
        "Cause": "The specified tolerated failure threshold was exceeded",
    }
    described = map_run(sfn, execution["executionArn"])
    assert described["status"] == "FAILED"
    assert described["itemCounts"]["failed"] >= 1


def test_tolerated_failures_are_told_whole(server, sfn):
    states = {
        "Choose": {
            "Type": "Choice",
            "Choices": [{"Variable": "$", "NumericEquals": 1, "Next": "Fail"}],
            "Default": "Good",
        },
        "Fail": {"Type": "Fail", "Error": "Boom", "Cause": "bang"},
        "Good": {"Type": "Succeed"},
    }
    definition = distributed(states, ToleratedFailureCount=1)
    execution = run(server, make_machine(server, definition), [0, 1, 2])
    first, second, third = json.loads(execution["output"])
    assert (first, third) == (0, 2)
    assert (second["Error"], second["Cause"], second["Status"], second["Input"]) == ("Boom", "bang", "FAILED", "1")


def test_a_running_map_run_can_be_changed_and_stopped(server, sfn):
    wait = {"Wait": {"Type": "Wait", "Seconds": 3600, "End": True}}
    machine = make_machine(server, distributed(wait, MaxConcurrency=2))
    arn = sfn.start_execution(stateMachineArn=machine, input=json.dumps(list(range(10))))["executionArn"]
    running = lambda count: until(
        lambda: (lambda run: run["executionCounts"]["running"] == count and run)(map_run(sfn, arn)), 20, f"{count} children"
    )
    described = until(lambda: sfn.list_map_runs(executionArn=arn)["mapRuns"], 20, "the Map Run")[0]
    assert running(2)["itemCounts"]["pending"] == 8
    sfn.update_map_run(mapRunArn=described["mapRunArn"], maxConcurrency=5, toleratedFailureCount=3)
    assert running(5)["toleratedFailureCount"] == 3
    sfn.stop_execution(executionArn=arn)
    stopped = until(
        lambda: (lambda run: run["executionCounts"]["aborted"] == 5 and run)(map_run(sfn, arn)), 20, "children to stop"
    )
    assert stopped["status"] == "ABORTED"
    assert len(children(sfn, described["mapRunArn"], statusFilter="ABORTED")) == 5
    assert children(sfn, described["mapRunArn"], statusFilter="RUNNING") == []


def test_what_is_no_map_run_is_refused(sfn):
    nobody = "arn:aws:states:ap-northeast-1:000000000000:mapRun:Nobody/Map:d6bf0f1a-0d0f-4a5d-a0e8-d8e3ccf5fd91"
    for call in (sfn.describe_map_run, sfn.update_map_run, sfn.list_executions):
        more = {"maxConcurrency": 1} if call == sfn.update_map_run else {}
        assert failure(lambda: call(mapRunArn=nobody, **more))[0] == "ResourceNotFound"
    assert failure(lambda: sfn.describe_map_run(mapRunArn="x"))[0] == "InvalidArn"
    assert failure(lambda: sfn.update_map_run(mapRunArn=nobody))[0] == "ValidationException"


# Items and results in buckets


def test_items_of_a_json_file(server, bucket):
    (bucket / "file.json").write_text('[{"a": 1}, {"a": 2.0}, "x"]')
    assert items(server, reading(bucket, "file.json", {"InputType": "JSON"})) == [{"a": 1}, {"a": 2.0}, "x"]
    assert items(server, reading(bucket, "file.json", {"InputType": "JSON", "MaxItems": 2})) == [{"a": 1}, {"a": 2.0}]


def test_items_of_lines_and_rows(server, bucket):
    (bucket / "file.jsonl").write_text('{"a":1}\n{"a":2}\n')
    assert items(server, reading(bucket, "file.jsonl", {"InputType": "JSONL"})) == [{"a": 1}, {"a": 2}]
    (bucket / "file.csv").write_text('Col1|Col2\nx|"y|z"\n1|2|3\n')
    config = {"InputType": "CSV", "CSVHeaderLocation": "FIRST_ROW", "CSVDelimiter": "PIPE"}
    assert items(server, reading(bucket, "file.csv", config)) == [{"Col1": "x", "Col2": "y|z"}, {"Col1": "1", "Col2": "2"}]


def test_objects_of_a_bucket_are_items(server, bucket):
    for number in range(3):
        (bucket / f"file_{number}.txt").write_text(f"{number}HelloWorld!")
    reader = {"Resource": "arn:aws:states:::s3:listObjectsV2", "Parameters": {"Bucket": bucket.name, "Prefix": "file_"}}
    listed = items(server, distributed(PASS, ItemReader=reader))
    assert [list(item) for item in listed] == [["Etag", "LastModified", "Key", "Size", "StorageClass"]] * 3
    assert [(item["Key"], item["Size"]) for item in listed] == [(f"file_{n}.txt", 12) for n in range(3)]


def test_objects_that_an_inventory_lists_are_items(server, bucket):
    (bucket / "data.csv").write_text('"b","k1","5"\n"b","k2","6"\n')
    manifest = {
        "sourceBucket": "b", "destinationBucket": f"arn:aws:s3:::{bucket.name}", "version": "2016-11-30",
        "fileFormat": "CSV", "fileSchema": "Bucket, Key, Size", "files": [{"key": "data.csv", "size": 1}],
    }
    (bucket / "manifest.json").write_text(json.dumps(manifest))
    listed = items(server, reading(bucket, "manifest.json", {"InputType": "MANIFEST"}))
    assert listed == [{"Bucket": "b", "Key": "k1", "Size": "5"}, {"Bucket": "b", "Key": "k2", "Size": "6"}]


def test_what_cannot_be_read_fails_the_map_run(server, sfn, bucket):
    (bucket / "file.json").write_text('{"Hello": "world"}')
    execution = run(server, make_machine(server, reading(bucket, "file.json", {"InputType": "JSON"})))
    assert (execution["error"], execution["cause"]) == (
        "States.ItemReaderFailed", "Attempting to map over non-iterable node.",
    )
    types = [event["type"] for event in history(sfn, execution["executionArn"])]
    assert types[-4:] == ["MapRunStarted", "MapRunFailed", "MapStateFailed", "ExecutionFailed"]
    missing = run(server, make_machine(server, reading(bucket, "none.json", {"InputType": "JSON"})))
    assert missing["error"] == "States.ItemReaderFailed"
    assert missing["cause"].startswith("The specified key does not exist. (Service: S3, Status Code: 404")


def test_results_are_written_with_a_manifest(server, sfn, bucket):
    writer = {"Resource": "arn:aws:states:::s3:putObject", "Parameters": {"Bucket": bucket.name, "Prefix": "out"}}
    machine = make_machine(server, distributed(PASS, ResultWriter=writer))
    execution = run(server, machine, [{"n": 1}, {"n": 2}])
    output = json.loads(execution["output"])
    described = map_run(sfn, execution["executionArn"])
    uuid = described["mapRunArn"].rsplit(":", 1)[1]
    assert output == {
        "MapRunArn": described["mapRunArn"],
        "ResultWriterDetails": {"Bucket": bucket.name, "Key": f"out/{uuid}/manifest.json"},
    }
    manifest = json.loads((bucket / "out" / uuid / "manifest.json").read_text())
    [file] = manifest["ResultFiles"]["SUCCEEDED"]
    assert manifest == {
        "DestinationBucket": bucket.name, "MapRunArn": described["mapRunArn"],
        "ResultFiles": {"FAILED": [], "PENDING": [], "SUCCEEDED": [file]},
    }
    text = (bucket / file["Key"]).read_text()
    assert file == {"Key": f"out/{uuid}/SUCCEEDED_0.json", "Size": len(text)}
    results = json.loads(text)
    assert [result["Output"] for result in results] == ['{"n":1}', '{"n":2}']
    assert {result["Status"] for result in results} == {"SUCCEEDED"}


def test_results_can_be_compact_or_flat_or_lines(server, bucket):
    writer = {"Resource": "arn:aws:states:::s3:putObject", "Parameters": {"Bucket": bucket.name}}
    writer["WriterConfig"] = {"Transformation": "FLATTEN", "OutputType": "JSONL"}
    execution = run(server, make_machine(server, distributed(PASS, ResultWriter=writer)), [[1, 2], [3]])
    key = json.loads(execution["output"])["ResultWriterDetails"]["Key"]
    manifest = json.loads((bucket / key).read_text())
    [file] = manifest["ResultFiles"]["SUCCEEDED"]
    assert (bucket / file["Key"]).read_text().split() == ["1", "2", "3"]
    flat = distributed(PASS, ResultWriter={"WriterConfig": {"Transformation": "FLATTEN", "OutputType": "JSON"}})
    assert json.loads(run(server, make_machine(server, flat), [[1, 2], [3]])["output"]) == [1, 2, 3]


def test_results_that_cannot_be_written_fail_the_map_run(server):
    writer = {"Resource": "arn:aws:states:::s3:putObject", "Parameters": {"Bucket": "there-is-no-such-bucket"}}
    execution = run(server, make_machine(server, distributed(PASS, ResultWriter=writer)), [1])
    assert execution["error"] == "States.ResultWriterFailed"


def test_the_role_must_be_allowed_to_read(tmp_path):
    root = {"STEPWELL_ROOT_ACCESS_KEY_ID": "123456789012", "STEPWELL_ROOT_SECRET_ACCESS_KEY": "a-long-secret"}
    with Server(tmp_path / "data", "--iam", "enforce", environment=root) as server:
        bucket = server.data / "buckets" / "private-bucket"
        bucket.mkdir(parents=True)
        (bucket / "file.json").write_text("[1]")
        as_root = lambda service: boto3.client(
            service, endpoint_url=server.endpoint, region_name=REGION, aws_access_key_id="123456789012",
            aws_secret_access_key="a-long-secret",
        )
        iam, sfn = as_root("iam"), as_root("stepfunctions")
        role = iam.create_role(RoleName="reader", AssumeRolePolicyDocument=trust("states"))["Role"]["Arn"]
        definition = json.dumps(reading(bucket, "file.json"))
        machine = sfn.create_state_machine(name="reader", definition=definition, roleArn=role)["stateMachineArn"]
        start = lambda: ended(sfn, sfn.start_execution(stateMachineArn=machine)["executionArn"])
        denied = start()
        assert denied["error"] == "States.ItemReaderFailed"
        assert denied["cause"].startswith("Access Denied (Service: S3, Status Code: 403")
        statement = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::private-bucket/*"}
        policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        iam.put_role_policy(RoleName="reader", PolicyName="read", PolicyDocument=policy)
        assert start()["output"] == "[1]"


# Crashes


def test_kill_in_the_middle_loses_no_item_and_does_none_twice(tmp_path):
    with Server(tmp_path / "data") as server:
        sfn = server.client("stepfunctions")
        wait = {"Wait": {"Type": "Wait", "Seconds": 1, "End": True}}
        machine = make_machine(server, distributed(wait, MaxConcurrency=300))
        count = 1500
        arn = sfn.start_execution(stateMachineArn=machine, input=json.dumps(list(range(count))))["executionArn"]
        for _ in range(4):
            time.sleep(random.uniform(0.3, 1.2))
            server.kill()
            server.start()
        execution = ended(server.client("stepfunctions"), arn, 120)
        assert execution["status"] == "SUCCEEDED", execution
        assert json.loads(execution["output"]) == list(range(count))
        described = map_run(sfn, arn)
        assert described["executionCounts"]["succeeded"] == described["executionCounts"]["total"] == count
        inputs = [sfn.describe_execution(executionArn=child["executionArn"])["input"] for child in children(sfn, described["mapRunArn"])]
        assert sorted(map(int, inputs)) == list(range(count))
