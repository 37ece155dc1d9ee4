"""State machines that AWS published run to their end: functions are stubs, services the server does not have are a
recording endpoint."""

import json
import re

import pytest
from acceptance import PAST, World, states_of
from recorder import Recorder
from stepwell import REGION, Server, make_function, make_role, shared, unique, until

STUB = """import json, os, urllib.request
def lambda_handler(event, context):
    with urllib.request.urlopen(os.environ["STUB"]) as answer:
        return json.load(answer)
"""
CHILD = {"StartAt": "S", "States": {"S": {"Type": "Pass", "End": True}}}
TOKEN = re.compile(r"[A-Za-z0-9_-]{30,128}")
FUNCTION = re.compile(r"^arn:[^:]*:lambda:|^\$\{")


def entries():
    folder = shared()
    listed = folder and json.loads((folder / "conformance/asl/acceptance.json").read_text())
    return [pytest.param(entry["file"], id=entry["file"].removesuffix(".json")[-80:]) for entry in listed or []]


class Stage:
    """A server, a stub function, a child machine and the endpoint."""

    def __init__(self, server, recorder):
        self.server, self.recorder = server, recorder
        self.sfn = server.client("stepfunctions")
        self.role = make_role(server, "states", "AdministratorAccess")
        self.function = make_function(server, STUB, Environment={"Variables": {"STUB": f"{recorder.url}/stub"}})
        self.child = self.machine(CHILD)

    def machine(self, definition, kind="STANDARD"):
        made = self.sfn.create_state_machine(
            name=unique("machine"), definition=json.dumps(definition), roleArn=self.role, type=kind
        )
        return made["stateMachineArn"]

    def furnish(self, definition):
        """Puts real names where a deployment would; nobody waits."""
        for _, state, _ in states_of(definition):
            if state["Type"] == "Wait":
                state.update({"Seconds": 0} if "Seconds" in state else {"Timestamp": PAST} if "Timestamp" in state else {})
            if state["Type"] == "Task" and FUNCTION.match(state["Resource"]):
                state["Resource"] = self.function
        return self.named(definition)

    def named(self, value, field=""):
        if isinstance(value, dict):
            return {name: self.named(inner, name) for name, inner in value.items()}
        if isinstance(value, list):
            return [self.named(inner, field) for inner in value]
        if not isinstance(value, str):
            return value
        known = {"FunctionName": self.function, "StateMachineArn": self.child, "QueueUrl": f"{self.recorder.url}/000000000000/queue",
                 "TopicArn": f"arn:aws:sns:{REGION}:000000000000:topic"}
        if field in known and not value.startswith("{%"):
            return known[field]
        value = value.replace("${AWS::Partition}", "aws").replace("${AWS::Region}", REGION).replace("${AWS::AccountId}", "000000000000")
        return re.sub(r"\$\{[^}]*\}+", "stub", value)

    def run(self, definition):
        """Runs a definition to its end: what DescribeExecution says then."""
        furnished = self.furnish(definition)
        document = World(furnished).document()
        self.recorder.document = document
        machine = self.machine(furnished)
        text = json.dumps({**document, "FunctionName": self.function})
        arn = self.sfn.start_execution(stateMachineArn=machine, input=text)["executionArn"]
        given = set()

        def ended():
            described = self.sfn.describe_execution(executionArn=arn)
            if described["status"] != "RUNNING":
                return described
            self.call_back(arn, given)
            return None

        return until(ended, 60, lambda: f"the execution to end; it is at {self.events(arn)[-3:]}")

    def call_back(self, arn, given):
        """Answers what waits for a task token, found in what was sent."""
        for event in self.events(arn):
            sent = event.get("taskScheduledEventDetails", {})
            if sent.get("resource", "").endswith("waitForTaskToken"):
                for token in set(TOKEN.findall(sent["parameters"])) - given:
                    given.add(token)
                    self.succeed(token)

    def succeed(self, token):
        try:
            self.sfn.send_task_success(taskToken=token, output=json.dumps(self.recorder.document))
        except (self.sfn.exceptions.InvalidToken, self.sfn.exceptions.TaskDoesNotExist, self.sfn.exceptions.TaskTimedOut):
            """Other long words are sent, too."""

    def events(self, arn):
        pages = self.sfn.get_paginator("get_execution_history").paginate(executionArn=arn)
        return [event for page in pages for event in page["events"]]


@pytest.fixture(scope="module")
def stage(tmp_path_factory):
    recorder = Recorder()
    data = tmp_path_factory.mktemp("acceptance") / "data"
    with Server(data, "--forward-aws-endpoint", recorder.url) as server:
        yield Stage(server, recorder)
    recorder.shutdown()


def test_the_corpus_is_there():
    if shared() is None:
        pytest.skip("skipped: the shared corpora are not found")
    assert len(entries()) > 100


@pytest.mark.parametrize("file", entries())
def test_it_runs_to_its_end(stage, file):
    definition = json.loads((shared() / "conformance/asl/real" / file).read_text())
    execution = stage.run(definition)
    assert execution["status"] == "SUCCEEDED", (execution.get("error"), execution.get("cause"))
