"""The server as a process, and what tests need around it."""

import http.client
import io
import json
import os
import pathlib
import random
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
import uuid
import zipfile

import boto3
from botocore.config import Config

ROOT = pathlib.Path(__file__).resolve().parent.parent
REGION = "ap-northeast-1"


def binary():
    path = os.environ.get("STEPWELL_BIN") or ROOT / "target/release/stepwell"
    return str(pathlib.Path(path).resolve())


def shared():
    """The folder of recorded AWS behaviour, or None where it is not there."""
    path = pathlib.Path(os.environ.get("STEPWELL_SHARED") or ROOT.parent / "shared")
    return path if path.is_dir() else None


def free_port():
    """A free port below those that outgoing connections get, so that it stays free while a server is down."""
    while True:
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", random.randrange(15_000, 32_000)))
            except OSError:
                continue
            return probe.getsockname()[1]


class Server:
    """`stepwell serve` over one data directory. Can be killed and started again; keeps its port."""

    def __init__(self, data, *arguments, environment=None):
        self.data = pathlib.Path(data)
        self.port = free_port()
        self.arguments = arguments
        self.environment = {**os.environ, **(environment or {})}
        self.log = self.data.parent / f"{self.data.name}.log"
        self.process = None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.kill()

    @property
    def endpoint(self):
        return f"http://127.0.0.1:{self.port}"

    def start(self, seconds=30):
        self.start_without_waiting()
        until(self.healthy, seconds, lambda: f"the server to be healthy; its log: {self.log_text()}")

    #: What the server's command is given to, such as a shell.
    prelude = ()

    def start_without_waiting(self):
        command = [binary(), "serve", "--listen", f"127.0.0.1:{self.port}", "--data-dir", str(self.data)]
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [*self.prelude, *command, *self.arguments], stderr=log, stdout=log, env=self.environment, start_new_session=True
            )

    def healthy(self):
        if self.process.poll() is not None:
            raise AssertionError(f"the server ended with {self.process.returncode}: {self.log_text()}")
        try:
            with urllib.request.urlopen(f"{self.endpoint}/_stepwell/health", timeout=2) as answer:
                return answer.status == 200
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False

    def log_text(self):
        return self.log.read_text(errors="replace")[-4000:]

    def kill(self):
        """kill -9, with no chance to tidy up."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
        if self.process:
            self.process.wait(30)

    def stop(self, seconds=30):
        """SIGTERM; returns the exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(seconds)

    def client(self, service, region=REGION, account="test", **config):
        settings = Config(retries={"total_max_attempts": 1}, read_timeout=60, inject_host_prefix=False, **config)
        return boto3.client(
            service,
            endpoint_url=self.endpoint,
            region_name=region,
            aws_access_key_id=account,
            aws_secret_access_key="test",
            config=settings,
        )

    def http(self, method, path, body=None, headers=None, host=None):
        """One raw HTTP request: status, headers, body as bytes. Error statuses are answers, too."""
        data = body.encode() if isinstance(body, str) else body
        request = urllib.request.Request(f"{self.endpoint}{path}", data, headers or {}, method=method)
        if host:
            request.add_header("Host", host)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.headers, error.read()


class Direct:
    """Step Functions over one connection, without boto3, which takes longer to ask than the server to answer."""

    def __init__(self, server):
        self.connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=120)
        self.used = time.monotonic()
        scope = f"test/20250101/{REGION}/states/aws4_request"
        self.headers = {
            "Content-Type": "application/x-amz-json-1.0",
            "Authorization": f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=00",
        }

    def call(self, action, **body):
        """The answer; an error is no answer."""
        headers = {**self.headers, "X-Amz-Target": f"AWSStepFunctions.{action}"}
        # The server closes connections that rest for ten seconds.
        if time.monotonic() - self.used > 5:
            self.connection.close()
        self.connection.request("POST", "/", json.dumps(body), headers)
        answer = self.connection.getresponse()
        text = answer.read()
        self.used = time.monotonic()
        assert answer.status == 200, text[:400]
        return json.loads(text)


def until(condition, seconds, what):
    """Waits until `condition()` is true, asking often; fails after `seconds`."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {seconds} s for {what() if callable(what) else what}")
        time.sleep(0.02)


def unique(prefix):
    return f"{prefix}-{uuid.uuid4().hex[:8]}"


def zipped(source, name="lambda_function.py"):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(name, source)
    return buffer.getvalue()


def trust(service):
    statement = {"Effect": "Allow", "Principal": {"Service": f"{service}.amazonaws.com"}, "Action": "sts:AssumeRole"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def make_role(server, service, *policies, **client):
    """A role that `service` may assume, with AWS-managed policies; its ARN."""
    iam = server.client("iam", **client)
    name = unique("role")
    role = iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust(service))["Role"]
    for policy in policies:
        iam.attach_role_policy(RoleName=name, PolicyArn=f"arn:aws:iam::aws:policy/{policy}")
    return role["Arn"]


def make_function(server, source, handler="lambda_function.lambda_handler", **configuration):
    """A Python function; its ARN."""
    settings = {"Runtime": "python3.11", "Timeout": 30, **configuration}
    return server.client("lambda").create_function(
        FunctionName=unique("function"),
        Role=make_role(server, "lambda", "service-role/AWSLambdaBasicExecutionRole"),
        Handler=handler,
        Code={"ZipFile": zipped(source)},
        **settings,
    )["FunctionArn"]


def make_machine(server, definition, **client):
    """A state machine; its ARN."""
    role = make_role(server, "states", "service-role/AWSLambdaRole", **client)
    sfn = server.client("stepfunctions", **client)
    text = definition if isinstance(definition, str) else json.dumps(definition)
    return sfn.create_state_machine(name=unique("machine"), definition=text, roleArn=role)["stateMachineArn"]


def run(server, machine, value=None, seconds=60, **start):
    """Starts an execution and waits for its end; what DescribeExecution says then."""
    sfn = server.client("stepfunctions")
    arn = sfn.start_execution(stateMachineArn=machine, input=json.dumps(value if value is not None else {}), **start)
    return ended(sfn, arn["executionArn"], seconds)


def ended(sfn, arn, seconds=60):
    def description():
        described = sfn.describe_execution(executionArn=arn)
        return described if described["status"] != "RUNNING" else None

    return until(description, seconds, f"{arn} to end")


def history(sfn, arn):
    pages = sfn.get_paginator("get_execution_history").paginate(executionArn=arn)
    return [event for page in pages for event in page["events"]]


def failure(call):
    """The code and message of the AWS error that `call` raises."""
    try:
        call()
    except Exception as error:
        response = getattr(error, "response", None)
        if response is None:
            raise
        return response["Error"]["Code"], response["Error"]["Message"]
    raise AssertionError("the call succeeded")
