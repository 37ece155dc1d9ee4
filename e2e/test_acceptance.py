"""State machines that AWS published run to their end: functions are stubs, services the server does not have are a
recording endpoint."""

import gzip
import json
import re

import pytest
from acceptance import PAST, World, states_of
from api import MOCK, Api
from recorder import Recorder
from stepwell import REGION, Server, make_function, make_role, shared, unique, until

STUB = """import json, os, urllib.request
def lambda_handler(event, context):
    with urllib.request.urlopen(os.environ["STUB"]) as answer:
        return json.load(answer)
"""
CHILD = {"StartAt": "S", "States": {"S": {"Type": "Pass", "Result": {"resultCount": 1, "offset": 1}, "End": True}}}
WAITING = {"StartAt": "S", "States": {"S": {"Type": "Task", "Resource": "", "End": True}}}
TOKEN = re.compile(r"[A-Za-z0-9_-]{30,128}")
NUMBERS = ("MaxConcurrency", "MaxItemsPerBatch", "TimeoutSeconds", "HeartbeatSeconds", "ToleratedFailurePercentage", "Seconds")
# What a deployment would put in place of names that stand for whole integrations.
RESOURCES = {
    "${SQSSendMessageAction}": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
    "${SNSTopicPublishAction}": "arn:aws:states:::sns:publish",
}
# What the definitions alone do not tell: answers of functions in turn, parts of inputs, and machines that are Express.
ANSWERS = {
    "transfer-data-records": [["a", "DONE"]],
    "gif-generator": [[{}]],
    "lambda-orchestration-cdk": [{}, "buy"],
    "data-processing-child": [{"count": 1, "results": [{"resourceKey": "k", "state": "s", "errors": [{"message": "m"}]}]}],
    "delete-s3-data": [{}],
}
INPUTS = {
    "data-processing-child": {"offset": 1},
    "sagemaker-pipeline-notifications": {"detail": {"pipelineArn": "arn:aws:sagemaker:r:a:pipeline/p"}},
}
EXPRESS = ["streaming-lambda-results"]
# Machines that cannot succeed as they were published, and the error they end with.
BROKEN = {
    # Values in `Item` that are no attribute values.
    "curbside-pickup-statemachine": "States.Runtime",
    "StepFunctionDynamodb": "States.Runtime",
    "sfn-dynamodb-template": "States.Runtime",
    # Reads the output of a child beside `Output`, which holds it.
    "data-extraction-child": "States.QueryEvaluationError",
    # The model of DynamoDB that requests are forwarded by has no backups.
    "dynamodb-migrations": "DynamoDb.SdkClientException",
}


def entries():
    folder = shared()
    listed = folder and json.loads((folder / "conformance/asl/acceptance.json").read_text())
    return [pytest.param(entry["file"], id=entry["file"].removesuffix(".json")[-80:]) for entry in listed or []]


def known(table, file, otherwise):
    return next((value for part, value in table.items() if part in file), otherwise)


def merged(document, more):
    """`document` with what `more` says."""
    if not isinstance(document, dict) or not isinstance(more, dict):
        return more
    return {**document, **{name: merged(document.get(name), value) for name, value in more.items()}}


class Stage:
    """A server, a stub function, a child machine, an API and the endpoint."""

    def __init__(self, server, recorder):
        self.server, self.recorder = server, recorder
        self.sfn = server.client("stepfunctions")
        self.role = make_role(server, "states", "AdministratorAccess")
        self.function = make_function(server, STUB, Environment={"Variables": {"STUB": f"{recorder.url}/stub"}})
        self.child, self.express = self.machine(CHILD), self.machine(CHILD, "EXPRESS")
        self.activity = self.sfn.create_activity(name=unique("activity"))["activityArn"]
        self.waiting = self.machine({**WAITING, "States": {"S": {**WAITING["States"]["S"], "Resource": self.activity}}})
        api = Api(server)
        api.method("/{proxy+}", "ANY", MOCK)
        api.method("/", "ANY", MOCK)
        api.deploy("stub")
        keys = {"ApiKeyAuthParameters": {"ApiKeyName": "k", "ApiKeyValue": "v"}}
        events = server.client("events")
        made = events.create_connection(Name=unique("connection"), AuthorizationType="API_KEY", AuthParameters=keys)
        self.names = {
            "FunctionName": self.function,
            "StateMachineArn": self.child,
            "QueueUrl": f"{recorder.url}/000000000000/queue",
            "TopicArn": f"arn:aws:sns:{REGION}:000000000000:topic",
            "ConnectionArn": made["ConnectionArn"],
            "Stage": "stub",
        }
        self.api = f"{api.id}.execute-api.{REGION}.amazonaws.com"

    def machine(self, definition, kind="STANDARD"):
        made = self.sfn.create_state_machine(
            name=unique("machine"), definition=json.dumps(definition), roleArn=self.role, type=kind
        )
        return made["stateMachineArn"]

    def token(self):
        """The token of a task that waits."""
        self.sfn.start_execution(stateMachineArn=self.waiting)
        return self.sfn.get_activity_task(activityArn=self.activity)["taskToken"]

    def furnish(self, definition):
        """Puts real names where a deployment would; nobody waits."""
        for _, state, _ in states_of(definition):
            if state["Type"] == "Wait":
                state.update({"Seconds": 0} if "Seconds" in state else {"Timestamp": PAST} if "Timestamp" in state else {})
            resource = RESOURCES.get(state.get("Resource"), state.get("Resource", ""))
            resource = re.sub(r"arn:\$\{[^}]*\}:", "arn:aws:", resource)
            if state["Type"] == "Task":
                integrated = resource.startswith("arn:aws:states:::")
                state["Resource"] = resource if integrated else self.function
                endpoint = self.recorder.url if resource.endswith("http:invoke") else self.api
                for parameters in (state.get("Parameters"), state.get("Arguments")):
                    if isinstance(parameters, dict) and "ApiEndpoint" in parameters:
                        parameters["ApiEndpoint"] = endpoint
                    if isinstance(parameters, dict) and resource.endswith("startSyncExecution"):
                        parameters["StateMachineArn"] = self.express
                    if isinstance(parameters, dict) and "ApiEndpoint" in parameters:
                        if endpoint == self.api:
                            parameters.setdefault("Stage", "stub")
        return self.named(definition)

    def stock(self, definition, document):
        """Puts what Map states read into buckets, and makes the buckets they write to."""
        for _, state, _ in states_of(definition):
            for side in ("ItemReader", "ResultWriter"):
                fields = state.get(side, {}).get("Parameters") or state.get(side, {}).get("Arguments") or {}
                bucket = self.server.data / "buckets" / fields.get("Bucket", "text")
                if side in state and not str(fields.get("Bucket")).startswith("{%"):
                    bucket.mkdir(parents=True, exist_ok=True)
                    if side == "ItemReader":
                        self.fill(bucket, fields, state[side].get("ReaderConfig", {}).get("InputType"), document)

    @staticmethod
    def fill(bucket, fields, kind, document):
        """One object of the kind that is read, with one item."""
        flat = {name: value for name, value in document.items() if isinstance(value, (str, int))}
        rows = "\n".join(",".join(map(str, row)) for row in (flat.keys(), flat.values())) + "\n"
        inventory = gzip.compress(f'"{bucket.name}","key"\n'.encode())
        manifest = {"sourceBucket": bucket.name, "fileFormat": "CSV", "fileSchema": "Bucket, Key", "files": [{"key": "inventory.csv.gz"}]}
        content = {"CSV": rows, "JSONL": json.dumps(document) + "\n", "MANIFEST": json.dumps(manifest)}.get(kind, json.dumps([document]))
        (bucket / "inventory.csv.gz").write_bytes(inventory)
        target = bucket / (fields.get("Key") or str(fields.get("Prefix", "")).rstrip("/") + "/item.json").lstrip("/")
        if "Key.$" in fields:
            target = bucket / "text"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content)

    def named(self, value, field=""):
        if isinstance(value, dict):
            return {name: self.named(inner, name) for name, inner in value.items()}
        if isinstance(value, list):
            return [self.named(inner, field) for inner in value]
        if not isinstance(value, str):
            return value
        if value in (self.express, self.child):
            return value
        if field in self.names and not re.search(r"\{%.*\$", value):
            return self.names[field]
        if field in NUMBERS and value.startswith("${"):
            return 1
        value = value.replace("${AWS::Partition}", "aws").replace("${AWS::Region}", REGION).replace("${AWS::AccountId}", "000000000000")
        return re.sub(r"\$\{[^}]*\}+", "stub", value)

    def run(self, file):
        """Runs a definition to its end: what DescribeExecution says then, and the state it ended in."""
        definition = self.furnish(json.loads((shared() / "conformance/asl/real" / file).read_text()))
        called_back = "sendTask" in json.dumps(definition)
        token = {name: self.token() for name in ("TaskToken", "taskToken", "childTaskToken")} if called_back else {}
        world = World(definition, {**self.names, **token})
        document = {**world.document(), **token, "FunctionName": self.function}
        self.recorder.show(document, *known(ANSWERS, file, []))
        self.stock(definition, document)
        given = merged(document, known(INPUTS, file, {}))
        text = json.dumps([given] if world.wants_list else given)
        if any(part in file for part in EXPRESS):
            return self.sfn.start_sync_execution(stateMachineArn=self.machine(definition, "EXPRESS"), input=text), None
        arn = self.sfn.start_execution(stateMachineArn=self.machine(definition), input=text)["executionArn"]
        answered = set()

        def ended():
            described = self.sfn.describe_execution(executionArn=arn)
            if described["status"] != "RUNNING":
                return described
            self.call_back(arn, answered)
            return None

        execution = until(ended, 60, lambda: f"the execution to end; it is at {self.events(arn)[-3:]}")
        entered = [event["type"] for event in self.events(arn) if event["type"].endswith("StateEntered")]
        return execution, entered[-1]

    def call_back(self, arn, answered):
        """Answers what waits for a task token, found in what was sent."""
        for event in self.events(arn):
            sent = event.get("taskScheduledEventDetails", {})
            if sent.get("resource", "").endswith("waitForTaskToken"):
                for token in set(TOKEN.findall(sent["parameters"])) - answered:
                    answered.add(token)
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
    keys = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
    with Server(data, "--forward-aws-endpoint", recorder.url, environment=keys) as server:
        yield Stage(server, recorder)
    recorder.shutdown()


def test_the_corpus_is_there():
    if shared() is None:
        pytest.skip("skipped: the shared corpora are not found")
    assert len(entries()) > 100


@pytest.mark.parametrize("file", entries())
def test_it_runs_to_its_end(stage, file):
    execution, last = stage.run(file)
    broken = known(BROKEN, file, None)
    if broken:
        assert (execution["status"], execution.get("error")) == ("FAILED", broken)
        return
    # A machine that ends in a Fail state of its own has run to its end, too.
    assert execution["status"] == "SUCCEEDED" or last == "FailStateEntered", (execution.get("error"), execution.get("cause"))
