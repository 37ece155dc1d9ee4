"""Bad input gets AWS's error, and the server lives on."""

import io
import json
import stat
import zipfile

import pytest
from stepwell import failure, make_machine, make_role, run, unique, zipped

PASS = {"StartAt": "P", "States": {"P": {"Type": "Pass", "End": True}}}


@pytest.fixture(autouse=True)
def the_server_lives_on(server):
    yield
    assert server.healthy()


def states(server, operation, body, content_type="application/x-amz-json-1.0"):
    headers = {"X-Amz-Target": f"AWSStepFunctions.{operation}", "Content-Type": content_type}
    status, _, answer = server.http("POST", "/", body, headers)
    return status, json.loads(answer)


@pytest.mark.parametrize("body", ["", "{", "[]", "null", '"text"', '{"a":', "\x00\xff", '{"stateMachineArn": 1}', "[" * 100_000])
def test_malformed_json(server, body):
    status, answer = states(server, "StartExecution", body)
    assert status == 400, answer
    assert answer["__type"].rsplit("#", 1)[-1] in ("SerializationException", "ValidationException", "InvalidArn")


def test_unknown_fields_are_ignored(server):
    status, answer = states(server, "ListStateMachines", '{"nonsense": {"a": [1]}}')
    assert status == 200 and "stateMachines" in answer


def test_an_unknown_operation(server):
    status, answer = states(server, "LaunchRocket", "{}")
    assert status == 400 and answer["__type"].endswith("UnknownOperationException")


@pytest.mark.parametrize(
    ("service", "operation", "arguments"),
    [
        ("lambda", "list_layers", {}),
        ("apigateway", "get_usage_plans", {}),
        ("logs", "describe_queries", {}),
        ("iam", "list_users", {}),
        ("sts", "get_session_token", {}),
    ],
)
def test_what_is_not_built_answers_501_in_the_services_own_shape(server, service, operation, arguments):
    with pytest.raises(Exception) as caught:
        getattr(server.client(service), operation)(**arguments)
    response = caught.value.response
    assert response["ResponseMetadata"]["HTTPStatusCode"] == 501
    assert "NotImplemented" in response["Error"]["Code"]


def test_an_oversized_body(server):
    body = b'{"input": "' + b"x" * (12 << 20) + b'"}'
    try:
        status, answer = states(server, "StartExecution", body)
        assert status in (400, 413), answer
    except (ConnectionError, OSError):
        pass  # The server may close the connection on a client that goes on sending.


def test_an_input_beyond_the_limit_and_one_at_it(server):
    machine = make_machine(server, PASS)
    sfn = server.client("stepfunctions")
    fits = '"' + "x" * (262_144 - 2) + '"'
    assert sfn.start_execution(stateMachineArn=machine, input=fits)["executionArn"]
    code, _ = failure(lambda: sfn.start_execution(stateMachineArn=machine, input=fits[:-1] + 'x"'))
    assert code in ("ValidationException", "InvalidExecutionInput")
    code, message = failure(lambda: sfn.start_execution(stateMachineArn=machine, input="{not json"))
    assert code == "InvalidExecutionInput", message


@pytest.mark.parametrize(
    "definition",
    [" ", "{", "[]", "{}", '{"StartAt": "A", "States": {}}', '{"StartAt": "A", "States": {"A": {"Type": "Nope"}}}',
     '{"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "B"}}}', '{"StartAt": "A", "States": {"A": {"Type": "Pass"}}}'],
)
def test_a_definition_that_does_not_parse(server, definition):
    role = make_role(server, "states")
    sfn = server.client("stepfunctions")
    call = lambda: sfn.create_state_machine(name=unique("m"), definition=definition, roleArn=role)
    assert failure(call)[0] == "InvalidDefinition"


def archive(*entries):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in entries:
            out.writestr(name, content)
    return buffer.getvalue()


def link(name, target):
    info = zipfile.ZipInfo(name)
    info.create_system = 3
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info, target


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not a zip",
        zipped("x")[:-10],
        archive(("../../escape.py", "x")),
        archive(("/etc/escape.py", "x")),
        archive(link("passwd", "/etc/passwd"), ("lambda_function.py", "x")),
        archive(("bomb", b"\0" * (300 << 20))),
    ],
    ids=["empty", "not-a-zip", "truncated", "zip-slip", "absolute", "symlink", "bomb"],
)
def test_broken_zips(server, content):
    role = make_role(server, "lambda")
    create = lambda: server.client("lambda").create_function(
        FunctionName=unique("f"), Runtime="python3.11", Role=role, Handler="a.b", Code={"ZipFile": content}
    )
    code, message = failure(create)
    assert code in ("InvalidParameterValueException", "ValidationException", "RequestEntityTooLargeException"), message


def test_a_handler_that_does_not_exist(server):
    functions = server.client("lambda")
    role = make_role(server, "lambda")
    code = {"ZipFile": zipped("def lambda_handler(event, context):\n    return 1\n")}
    for handler, error in (("lambda_function.nope", "Runtime.HandlerNotFound"), ("nofile.handler", "Runtime.ImportModuleError")):
        name = unique("f")
        functions.create_function(FunctionName=name, Runtime="python3.11", Role=role, Handler=handler, Code=code)
        answer = functions.invoke(FunctionName=name)
        assert answer["FunctionError"] == "Unhandled"
        assert json.loads(answer["Payload"].read())["errorType"] == error


def test_names_and_arns(server):
    sfn = server.client("stepfunctions")
    machine = make_machine(server, PASS)
    assert failure(lambda: sfn.describe_state_machine(stateMachineArn="nonsense"))[0] == "InvalidArn"
    assert failure(lambda: sfn.start_execution(stateMachineArn=machine, name="with space"))[0] == "InvalidName"
    missing = machine + "x"
    assert failure(lambda: sfn.start_execution(stateMachineArn=missing))[0] == "StateMachineDoesNotExist"
    assert run(server, machine)["status"] == "SUCCEEDED"
