"""`--forward-aws-endpoint`: services that this server does not have, at a recording endpoint that checks signatures."""

import http.server
import json
import subprocess
import threading
import urllib.parse

import pytest
from botocore.auth import S3SigV4Auth, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from stepwell import Server, binary, ended, history, make_machine, until

KEYS = {"AWS_ACCESS_KEY_ID": "AKFORWARD", "AWS_SECRET_ACCESS_KEY": "forward-secret", "AWS_SESSION_TOKEN": "session"}


class Endpoint(http.server.BaseHTTPRequestHandler):
    """An AWS service: answers from a list by what is asked, and keeps every request."""

    def answer(self):
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        asked = self.headers.get("x-amz-target", "").rsplit(".", 1)[-1]
        if not asked and self.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
            asked = dict(urllib.parse.parse_qsl(body.decode()))["Action"]
        asked = asked or f"{self.command} {self.path}"
        seen = {"asked": asked, "body": body, "headers": dict(self.headers.items()), "signed": self.signed(body)}
        self.server.seen.append(seen)
        answers = self.server.answers[asked]
        status, kind, text = answers.pop(0) if len(answers) > 1 else answers[0]
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("x-amzn-requestid", "the-request")
        if status == 404:
            self.send_header("x-amz-id-2", "the-other-id")
        self.send_header("content-length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())

    do_GET = do_PUT = do_POST = do_DELETE = answer

    def signed(self, body):
        """Whether botocore signs the same request alike."""
        authorization = self.headers["authorization"]
        _, credential, signed_headers, _ = authorization.replace(",", "").split(" ")
        _, date, region, service, _ = credential.split("=", 1)[1].split("/")
        names = signed_headers.split("=", 1)[1].split(";")
        headers = {name: self.headers[name] for name in names}
        request = AWSRequest(self.command, f"http://{self.headers['host']}{self.path}", headers=headers, data=body)
        request.context["timestamp"] = self.headers["x-amz-date"]
        keys = Credentials(KEYS["AWS_ACCESS_KEY_ID"], KEYS["AWS_SECRET_ACCESS_KEY"], KEYS["AWS_SESSION_TOKEN"])
        auth = (S3SigV4Auth if service == "s3" else SigV4Auth)(keys, service, region)
        if service == "s3":
            request.context["payload_signing_enabled"] = True
        text = auth.string_to_sign(request, self.canonical(auth, request, names, body))
        assert headers["x-amz-security-token"] == "session"
        return authorization.endswith(auth.signature(text, request)) and (region, service)

    @staticmethod
    def canonical(auth, request, names, body):
        import hashlib

        url = urllib.parse.urlsplit(request.url)
        path = auth._normalize_url_path(url.path) if not isinstance(auth, S3SigV4Auth) else url.path
        query = "&".join(
            f"{urllib.parse.quote(k, safe='-_.~')}={urllib.parse.quote(v, safe='-_.~')}"
            for k, v in sorted(urllib.parse.parse_qsl(url.query, keep_blank_values=True))
        )
        headers = "".join(f"{name}:{' '.join(request.headers[name].split())}\n" for name in names)
        digest = hashlib.sha256(body).hexdigest()
        return "\n".join([request.method, path, query, headers, ";".join(names), digest])

    def log_message(self, *_):
        pass


JSON = "application/x-amz-json-1.0"


@pytest.fixture(scope="module")
def elsewhere():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Endpoint)
    server.url = f"http://127.0.0.1:{server.server_port}"
    server.seen, server.answers = [], {}
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def forwarding(tmp_path_factory, elsewhere):
    data = tmp_path_factory.mktemp("forward") / "data"
    with Server(data, "--forward-aws-endpoint", elsewhere.url, environment=KEYS) as running:
        yield running


@pytest.fixture(autouse=True)
def forget(elsewhere):
    elsewhere.seen.clear()
    elsewhere.answers.clear()


def run(server, resource, parameters, seconds=30):
    sfn = server.client("stepfunctions")
    state = {"Type": "Task", "Resource": f"arn:aws:states:::{resource}", "Parameters": parameters, "End": True}
    machine = make_machine(server, {"StartAt": "T", "States": {"T": state}})
    return ended(sfn, sfn.start_execution(stateMachineArn=machine)["executionArn"], seconds)


def output(execution):
    assert execution["status"] == "SUCCEEDED", execution
    return json.loads(execution["output"])


def test_dynamodb_in_both_forms(forwarding, elsewhere):
    elsewhere.answers["GetItem"] = [(200, JSON, '{"Item": {"id": {"S": "x"}}}')]
    parameters = {"TableName": "t", "Key": {"id": {"S": "x"}}}
    shown = output(run(forwarding, "aws-sdk:dynamodb:getItem", parameters))
    assert shown == {"Item": {"id": {"S": "x"}}}
    shown = output(run(forwarding, "dynamodb:getItem", parameters))
    assert shown["Item"] == {"id": {"S": "x"}} and shown["SdkHttpMetadata"]["HttpStatusCode"] == 200
    assert shown["SdkResponseMetadata"] == {"RequestId": "the-request"}
    for seen in elsewhere.seen:
        assert json.loads(seen["body"]) == parameters
        assert seen["signed"] == ("ap-northeast-1", "dynamodb")


def test_errors_of_both_forms(forwarding, elsewhere):
    kind = "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException"
    elsewhere.answers["GetItem"] = [(400, JSON, json.dumps({"__type": kind, "message": "Requested resource not found"}))]
    parameters = {"TableName": "t", "Key": {"id": {"S": "x"}}}
    done = run(forwarding, "aws-sdk:dynamodb:getItem", parameters)
    cause = "Requested resource not found (Service: DynamoDb, Status Code: 400, Request ID: the-request) (SDK Attempt Count: 1)"
    assert (done["error"], done["cause"]) == ("DynamoDb.ResourceNotFoundException", cause)
    done = run(forwarding, "dynamodb:getItem", parameters)
    cause = (
        "Requested resource not found (Service: AmazonDynamoDBv2; Status Code: 400; "
        "Error Code: ResourceNotFoundException; Request ID: the-request; Proxy: null)"
    )
    assert (done["error"], done["cause"]) == ("DynamoDB.ResourceNotFoundException", cause)
    elsewhere.answers["GetItem"] = [(400, JSON, '{"__type": "x#ValidationException", "message": "bad"}')]
    assert run(forwarding, "aws-sdk:dynamodb:getItem", parameters)["error"] == "DynamoDb.DynamoDbException"
    assert run(forwarding, "dynamodb:getItem", parameters)["error"] == "DynamoDB.AmazonDynamoDBException"


def test_queues_topics_and_secrets(forwarding, elsewhere):
    elsewhere.answers["SendMessage"] = [(200, JSON, '{"MD5OfMessageBody": "m", "MessageId": "i"}')]
    shown = output(run(forwarding, "sqs:sendMessage", {"QueueUrl": "q", "MessageBody": {"a": 1}}))
    assert (shown["MD5OfMessageBody"], shown["MessageId"]) == ("m", "i")
    assert json.loads(elsewhere.seen[-1]["body"]) == {"QueueUrl": "q", "MessageBody": '{"a":1}'}
    text = "<PublishResponse><PublishResult><MessageId>i</MessageId></PublishResult></PublishResponse>"
    elsewhere.answers["Publish"] = [(200, "text/xml", text)]
    shown = output(run(forwarding, "sns:publish", {"TopicArn": "t", "Message": {"b": 2}}))
    assert shown["MessageId"] == "i"
    assert dict(urllib.parse.parse_qsl(elsewhere.seen[-1]["body"].decode()))["Message"] == '{"b":2}'
    elsewhere.answers["ListSecrets"] = [(200, JSON, '{"SecretList": []}')]
    assert output(run(forwarding, "aws-sdk:secretsmanager:listSecrets", {})) == {"SecretList": []}
    assert all(seen["signed"] for seen in elsewhere.seen)


def test_entries_of_events(forwarding, elsewhere):
    elsewhere.answers["PutEvents"] = [(200, JSON, '{"Entries": [{"EventId": "e"}], "FailedEntryCount": 0}')]
    parameters = {"Entries": [{"Source": "s", "DetailType": "d", "Detail": {"a": 1}}]}
    done = run(forwarding, "events:putEvents", parameters)
    assert output(done) == {"Entries": [{"EventId": "e"}], "FailedEntryCount": 0}
    (entry,) = json.loads(elsewhere.seen[0]["body"])["Entries"]
    assert entry["Detail"] == '{"a":1}'
    assert entry["Resources"] == [done["executionArn"], done["stateMachineArn"]]
    elsewhere.answers["PutEvents"] = [(200, JSON, '{"Entries": [{"ErrorCode": "Bad"}], "FailedEntryCount": 1}')]
    done = run(forwarding, "events:putEvents", parameters)
    assert done["error"] == "EventBridge.FailedEntry" and json.loads(done["cause"])["FailedEntryCount"] == 1


def test_s3_has_paths_and_xml(forwarding, elsewhere):
    elsewhere.answers["PUT /b/a%20b/c"] = [(200, "text/plain", "")]
    assert output(run(forwarding, "aws-sdk:s3:putObject", {"Bucket": "b", "Key": "a b/c", "Body": {"n": 1}})) == {}
    assert elsewhere.seen[-1]["body"] == b'{"n":1}'
    elsewhere.answers["GET /b?list-type=2&prefix=p%2F"] = [
        (200, "application/xml", "<R><KeyCount>1</KeyCount><Contents><Key>p/k</Key><Size>3</Size></Contents></R>")
    ]
    shown = output(run(forwarding, "aws-sdk:s3:listObjectsV2", {"Bucket": "b", "Prefix": "p/"}))
    assert shown == {"KeyCount": 1, "Contents": [{"Key": "p/k", "Size": 3}]}
    text = "<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message></Error>"
    elsewhere.answers["GET /b/k"] = [(404, "application/xml", text)]
    done = run(forwarding, "aws-sdk:s3:getObject", {"Bucket": "b", "Key": "k"})
    assert done["error"] == "S3.NoSuchKeyException"
    assert done["cause"].startswith("The specified key does not exist. (Service: S3, Status Code: 404, Request ID: ")
    assert "Extended Request ID: the-other-id)" in done["cause"]
    assert all(seen["signed"] == ("ap-northeast-1", "s3") for seen in elsewhere.seen)


def test_a_job_is_followed_to_its_end(forwarding, elsewhere):
    elsewhere.answers["StartJobRun"] = [(200, JSON, '{"JobRunId": "r"}')]
    running, done = '{"JobRun": {"JobRunState": "RUNNING"}}', '{"JobRun": {"Id": "r", "JobRunState": "SUCCEEDED"}}'
    elsewhere.answers["GetJobRun"] = [(200, JSON, running), (200, JSON, done)]
    execution = run(forwarding, "glue:startJobRun.sync", {"JobName": "j"})
    assert output(execution) == {"Id": "r", "JobRunState": "SUCCEEDED"}
    assert [seen["asked"] for seen in elsewhere.seen] == ["StartJobRun", "GetJobRun", "GetJobRun"]
    elsewhere.answers["GetJobRun"] = [(200, JSON, '{"JobRun": {"JobRunState": "FAILED", "ErrorMessage": "no"}}')]
    execution = run(forwarding, "glue:startJobRun.sync", {"JobName": "j"})
    assert execution["error"] == "States.TaskFailed" and json.loads(execution["cause"])["ErrorMessage"] == "no"


def test_a_job_is_stopped_with_its_task_and_found_after_kill_9(tmp_path, elsewhere):
    elsewhere.answers["StartJobRun"] = [(200, JSON, '{"JobRunId": "r"}')]
    elsewhere.answers["GetJobRun"] = [(200, JSON, '{"JobRun": {"JobRunState": "RUNNING"}}')]
    elsewhere.answers["BatchStopJobRun"] = [(200, JSON, "{}")]
    with Server(tmp_path / "data", "--forward-aws-endpoint", f"glue={elsewhere.url}", environment=KEYS) as server:
        sfn = server.client("stepfunctions")
        resource = "arn:aws:states:::glue:startJobRun.sync"
        state = {"Type": "Task", "Resource": resource, "Parameters": {"JobName": "j"}, "End": True}
        machine = make_machine(server, {"StartAt": "T", "States": {"T": state}})
        arn = sfn.start_execution(stateMachineArn=machine)["executionArn"]
        types = lambda: [event["type"] for event in history(sfn, arn)]
        until(lambda: "TaskSubmitted" in types(), 30, "the submission")
        server.kill()
        server.start()
        asked = lambda: [seen["asked"] for seen in elsewhere.seen]
        count = len(elsewhere.seen)
        until(lambda: len(elsewhere.seen) > count + 1, 30, "the job to be asked about again")
        assert asked().count("StartJobRun") == 1 and types().count("TaskSubmitted") == 1
        sfn.stop_execution(executionArn=arn)
        until(lambda: "BatchStopJobRun" in asked(), 30, "the job to be stopped")
        stop = next(seen for seen in elsewhere.seen if seen["asked"] == "BatchStopJobRun")
        assert json.loads(stop["body"]) == {"JobName": "j", "JobRunIds": ["r"]}


def test_without_an_endpoint_a_task_fails_at_once(server):
    done = run(server, "dynamodb:getItem", {"TableName": "t", "Key": {}})
    assert done["error"] == "DynamoDB.SdkClientException"
    assert "Unable to execute HTTP request: dynamodb.ap-northeast-1.amazonaws.com" in done["cause"]
    assert "--forward-aws-endpoint" in done["cause"]
    assert run(server, "aws-sdk:rekognition:detectText", {"Image": {}})["error"] == "Rekognition.SdkClientException"
    assert run(server, "aws-sdk:nothing:atAll", {})["error"] == "Nothing.SdkClientException"


def test_an_endpoint_that_nobody_answers_at(tmp_path):
    arguments = ("--forward-aws-endpoint", "http://127.0.0.1:1")
    with Server(tmp_path / "data", *arguments, environment=KEYS) as server:
        done = run(server, "sqs:sendMessage", {"QueueUrl": "q", "MessageBody": "m"})
        assert done["error"] == "SQS.SdkClientException" and "refused" in done["cause"]


@pytest.mark.parametrize(
    ("arguments", "keys", "words"),
    [
        (["--forward-aws-endpoint", "http://localhost:1"], {}, "needs AWS_ACCESS_KEY_ID"),
        (["--forward-aws-endpoint", "nonsense=http://localhost:1"], KEYS, "no service that can be forwarded"),
        (["--forward-aws-endpoint", "localhost"], KEYS, "is no URL"),
    ],
)
def test_set_ups_that_cannot_work_are_refused(tmp_path, arguments, keys, words):
    command = [binary(), "serve", "--listen", "127.0.0.1:0", "--data-dir", str(tmp_path / "data"), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, env=keys)
    assert done.returncode != 0 and words in done.stderr
