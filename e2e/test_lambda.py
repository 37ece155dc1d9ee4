"""Functions: their definitions, invocations, failures and logs."""

import base64
import json
import re

from stepwell import failure, make_function, make_role, unique, until, zipped

ECHO = """
import os

def lambda_handler(event, context):
    print("printed", event)
    return {"event": event, "env": os.environ.get("COLOUR"), "version": context.function_version}
"""


def invoke(server, function, value=None, **arguments):
    payload = json.dumps(value if value is not None else {}).encode()
    answer = server.client("lambda").invoke(FunctionName=function, Payload=payload, **arguments)
    return answer, json.loads(answer["Payload"].read() or b"null")


def test_create_get_list_update_delete(server):
    functions = server.client("lambda")
    arn = make_function(server, ECHO, Environment={"Variables": {"COLOUR": "blue"}}, MemorySize=256, Description="d")
    name = arn.rsplit(":", 1)[1]
    got = functions.get_function(FunctionName=name)
    configuration = got["Configuration"]
    assert configuration["State"] == "Active" and configuration["LastUpdateStatus"] == "Successful"
    assert configuration["MemorySize"] == 256 and configuration["Version"] == "$LATEST"
    assert got["Code"]["RepositoryType"] == "S3"
    assert functions.get_function_configuration(FunctionName=arn)["CodeSha256"] == configuration["CodeSha256"]
    assert name in [f["FunctionName"] for f in functions.get_paginator("list_functions").paginate().search("Functions[]")]
    _, before = invoke(server, name)
    assert before == {"event": {}, "env": "blue", "version": "$LATEST"}

    functions.update_function_configuration(FunctionName=name, Environment={"Variables": {"COLOUR": "red"}}, Timeout=7)
    assert invoke(server, name)[1]["env"] == "red"
    updated = functions.update_function_code(FunctionName=name, ZipFile=zipped("def lambda_handler(e, c):\n    return 'new'\n"))
    assert updated["CodeSha256"] != configuration["CodeSha256"]
    assert invoke(server, name)[1] == "new"

    again = failure(lambda: functions.create_function(
        FunctionName=name, Runtime="python3.11", Role=configuration["Role"], Handler="a.b", Code={"ZipFile": zipped("")}
    ))
    assert again == ("ResourceConflictException", f"Function already exist: {name}")
    functions.delete_function(FunctionName=name)
    code, message = failure(lambda: functions.get_function(FunctionName=name))
    assert (code, message) == ("ResourceNotFoundException", f"Function not found: {arn}")


def test_invocation_types_and_the_log_tail(server):
    function = make_function(server, ECHO)
    answer, value = invoke(server, function, {"n": 1}, LogType="Tail")
    assert answer["StatusCode"] == 200 and value["event"] == {"n": 1} and answer["ExecutedVersion"] == "$LATEST"
    tail = base64.b64decode(answer["LogResult"]).decode()
    assert re.search(r"START RequestId: [0-9a-f-]{36} Version: \$LATEST", tail)
    assert "printed {'n': 1}" in tail and "END RequestId: " in tail
    assert re.search(r"REPORT RequestId: .*\tDuration: [\d.]+ ms\tBilled Duration: \d+ ms\tMemory Size: 128 MB\tMax Memory Used: \d+ MB", tail)
    assert invoke(server, function, InvocationType="DryRun")[0]["StatusCode"] == 204

    answer, _ = invoke(server, function, {"asynchronous": True}, InvocationType="Event")
    assert answer["StatusCode"] == 202
    logs = server.client("logs")
    group = f"/aws/lambda/{function.rsplit(':', 1)[1]}"
    ran = lambda: any("asynchronous" in event["message"] for event in logs.filter_log_events(logGroupName=group)["events"])
    until(ran, 30, "the asynchronous invocation")


def test_failures_as_aws_reports_them(server):
    raising = make_function(server, "def lambda_handler(event, context):\n    raise ValueError('no good')\n")
    answer, error = invoke(server, raising)
    assert answer["StatusCode"] == 200 and answer["FunctionError"] == "Unhandled"
    assert error["errorMessage"] == "no good" and error["errorType"] == "ValueError"
    assert error["requestId"] == answer["ResponseMetadata"]["RequestId"]
    assert error["stackTrace"] == ['  File "/var/task/lambda_function.py", line 2, in lambda_handler\n    raise ValueError(\'no good\')\n']

    slow = make_function(server, "import time\ndef lambda_handler(event, context):\n    time.sleep(30)\n", Timeout=1)
    answer, error = invoke(server, slow)
    assert answer["FunctionError"] == "Unhandled"
    assert re.search(r"Task timed out after 1\.00 seconds$", error["errorMessage"])

    syntax = make_function(server, "def lambda_handler(:\n")
    assert invoke(server, syntax)[1]["errorType"] == "Runtime.UserCodeSyntaxError"

    leaving = make_function(server, "import os\ndef lambda_handler(event, context):\n    os._exit(3)\n")
    assert invoke(server, leaving)[1]["errorType"] == "Runtime.ExitError"
    assert invoke(server, leaving)[1]["errorType"] == "Runtime.ExitError", "and the next one is a new process"


def test_state_is_kept_between_warm_invocations_and_lost_with_a_crash(server):
    source = "count = 0\ndef lambda_handler(event, context):\n    global count\n    count += 1\n    return count\n"
    function = make_function(server, source)
    assert [invoke(server, function)[1] for _ in range(3)] == [1, 2, 3]


def test_a_function_calls_back_as_its_role(server):
    source = """
import os, urllib.request

def lambda_handler(event, context):
    with urllib.request.urlopen(os.environ["AWS_ENDPOINT_URL"] + "/_stepwell/health") as answer:
        return [answer.status, os.environ["AWS_ACCESS_KEY_ID"][:4], "AWS_SESSION_TOKEN" in os.environ]
"""
    assert invoke(server, make_function(server, source))[1] == [200, "ASIA", True]


def test_an_unknown_runtime_is_refused(server):
    role = make_role(server, "lambda")
    create = lambda: server.client("lambda").create_function(
        FunctionName=unique("x"), Runtime="cobol1", Role=role, Handler="a.b", Code={"ZipFile": zipped(ECHO)}
    )
    assert failure(create)[0] in ("InvalidParameterValueException", "ValidationException")
