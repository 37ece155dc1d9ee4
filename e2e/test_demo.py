"""What `make run` builds in a server, and the server's own options."""

import json
import subprocess
import sys

from stepwell import ROOT, Server, binary, failure, make_function, make_machine, run

INTERPRETER = "import sys\ndef lambda_handler(event, context):\n    return [sys.version, sys.executable]\n"
TWICE = {"StartAt": "P", "States": {"P": {"Type": "Pass", "Parameters": {"a.$": "$.t", "b.$": "$.t"}, "End": True}}}


def test_the_demo_runs_and_runs_again(fresh):
    command = [sys.executable, str(ROOT / "scripts/demo.py"), "--endpoint", fresh.endpoint]
    for _ in range(2):
        done = subprocess.run(command, capture_output=True, text=True, timeout=240)
        assert done.returncode == 0, done.stdout + done.stderr
        assert "SUCCEEDED" in done.stdout and "curl -X POST" in done.stdout
    assert len(fresh.client("apigateway").get_rest_apis()["items"]) == 1, "the second run uses what is there"
    machine = fresh.client("stepfunctions").list_state_machines()["stateMachines"]
    assert len(machine) == 1
    assert len(fresh.client("stepfunctions").list_executions(stateMachineArn=machine[0]["stateMachineArn"])["executions"]) == 2


def test_without_quotas_a_payload_may_be_large(tmp_path):
    with Server(tmp_path / "data", "--quotas", "unlimited") as server:
        machine = make_machine(server, TWICE)
        text = "x" * (1 << 20)
        output = json.loads(run(server, machine, {"t": text})["output"])
        assert output == {"a": text, "b": text}
        server.kill()
        server.start()
        sfn = server.client("stepfunctions")
        arn = sfn.list_executions(stateMachineArn=machine)["executions"][0]["executionArn"]
        assert json.loads(sfn.describe_execution(executionArn=arn)["output"]) == output
        assert failure(lambda: sfn.start_execution(stateMachineArn=machine, input="{"))[0] == "InvalidExecutionInput"


def test_a_relative_data_directory_is_as_good(tmp_path, monkeypatch):
    """The default is relative, and functions run in a root that is made below it."""
    monkeypatch.chdir(tmp_path)
    answers = set()
    for data in ("data", str(tmp_path / "data")):
        server = Server(tmp_path / "data")
        server.data = data
        with server:
            answer = server.client("lambda").invoke(FunctionName=make_function(server, INTERPRETER))
            answers.add(answer["Payload"].read())
    assert len(answers) == 1, answers


def test_it_listens_elsewhere_only_with_authentication(tmp_path):
    command = [binary(), "serve", "--listen", "0.0.0.0:0", "--data-dir", str(tmp_path / "data")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30)
    assert done.returncode != 0 and "--iam enforce" in done.stderr
