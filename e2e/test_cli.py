"""The aws CLI, unmodified, and the product's own commands."""

import json
import os
import pathlib
import subprocess
import sys

from stepwell import binary, make_role, unique, until, zipped

AWS = pathlib.Path(sys.executable).parent / "aws"


def aws(server, *arguments, environment=None):
    settings = subprocess.run([binary(), "env", "--endpoint", server.endpoint, "--region", "eu-central-1"], capture_output=True, text=True, check=True)
    exported = dict(line.removeprefix("export ").split("=", 1) for line in settings.stdout.splitlines())
    done = subprocess.run(
        [str(AWS), *arguments, "--output", "json"], env={**os.environ, **exported}, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, f"{arguments}: {done.stderr}"
    return json.loads(done.stdout) if done.stdout.strip() else None


def test_the_tour_of_the_readme(server, tmp_path):
    role = make_role(server, "states", "service-role/AWSLambdaRole")
    code = tmp_path / "hello.zip"
    code.write_bytes(zipped('def lambda_handler(event, context):\n    return {"greeting": f"Hello, {event[\'name\']}!"}\n'))
    name = unique("Hello")
    function = aws(
        server, "lambda", "create-function", "--function-name", name, "--runtime", "python3.11",
        "--handler", "lambda_function.lambda_handler", "--role", role, "--zip-file", f"fileb://{code}", "--timeout", "30",
    )
    assert function["FunctionArn"] == f"arn:aws:lambda:eu-central-1:000000000000:function:{name}"
    answer = tmp_path / "answer.json"
    invoked = aws(server, "lambda", "invoke", "--function-name", name, "--payload", '{"name":"Ada"}', str(answer))
    assert invoked["StatusCode"] == 200 and json.loads(answer.read_text()) == {"greeting": "Hello, Ada!"}

    definition = tmp_path / "machine.json"
    definition.write_text(json.dumps({"StartAt": "Greet", "States": {"Greet": {"Type": "Task", "Resource": function["FunctionArn"], "End": True}}}))
    machine = aws(
        server, "stepfunctions", "create-state-machine", "--name", unique("Greeter"),
        "--definition", f"file://{definition}", "--role-arn", role,
    )["stateMachineArn"]
    started = aws(server, "stepfunctions", "start-execution", "--state-machine-arn", machine, "--name", "first", "--input", '{"name":"Grace"}')

    def ended():
        described = aws(server, "stepfunctions", "describe-execution", "--execution-arn", started["executionArn"])
        return described if described["status"] != "RUNNING" else None

    assert json.loads(until(ended, 60, "the execution to end")["output"]) == {"greeting": "Hello, Grace!"}
    events = aws(server, "stepfunctions", "get-execution-history", "--execution-arn", started["executionArn"])["events"]
    assert events[-1]["type"] == "ExecutionSucceeded"
    logs = aws(server, "logs", "filter-log-events", "--log-group-name", f"/aws/lambda/{name}")["events"]
    assert any(event["message"].startswith("REPORT") for event in logs)


def test_an_api_from_the_cli(server):
    api = aws(server, "apigateway", "create-rest-api", "--name", "Async")["id"]
    root = aws(server, "apigateway", "get-resources", "--rest-api-id", api)["items"][0]["id"]
    here = ["--rest-api-id", api, "--resource-id", root, "--http-method", "GET"]
    aws(server, "apigateway", "put-method", *here, "--authorization-type", "NONE")
    aws(server, "apigateway", "put-integration", *here, "--type", "MOCK", "--request-templates", '{"application/json":"{\\"statusCode\\": 200}"}')
    aws(server, "apigateway", "put-method-response", *here, "--status-code", "200")
    aws(server, "apigateway", "put-integration-response", *here, "--status-code", "200", "--response-templates", '{"application/json":"{\\"ok\\": true}"}')
    aws(server, "apigateway", "create-deployment", "--rest-api-id", api, "--stage-name", "dev")
    status, _, body = server.http("GET", f"/_aws/execute-api/{api}/dev/")
    assert (status, json.loads(body)) == (200, {"ok": True})


def test_own_commands():
    operations = subprocess.run([binary(), "operations", "--json"], capture_output=True, text=True, check=True)
    rows = json.loads(operations.stdout)
    assert {"service": "states", "operation": "StartExecution", "implemented": True} in rows
    assert any(not row["implemented"] for row in rows)
    assert subprocess.run([binary(), "--version"], capture_output=True, text=True, check=True).stdout.startswith("stepwell ")
    wrong = subprocess.run([binary(), "serve", "--nonsense"], capture_output=True, text=True)
    assert wrong.returncode == 2 and wrong.stdout == ""
