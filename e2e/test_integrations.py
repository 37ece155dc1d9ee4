"""What Task states call: other executions, this server's own services, its APIs, and any HTTP API."""

import base64
import http.server
import json
import threading
import time
import urllib.parse

import pytest
from stepwell import Server, ended, failure, history, make_machine, make_role, unique, until

WAIT = {"StartAt": "W", "States": {"W": {"Type": "Wait", "SecondsPath": "$.seconds", "End": True}}}
ECHO = {"StartAt": "E", "States": {"E": {"Type": "Pass", "End": True}}}


def task(resource, parameters, **fields):
    state = {"Type": "Task", "Resource": f"arn:aws:states:::{resource}", "Parameters": parameters, "End": True, **fields}
    return {"StartAt": "T", "States": {"T": state}}


def run(server, definition, input_=None, seconds=30):
    sfn = server.client("stepfunctions")
    machine = make_machine(server, definition)
    arn = sfn.start_execution(stateMachineArn=machine, input=json.dumps(input_ or {}))["executionArn"]
    return ended(sfn, arn, seconds)


def output(execution):
    assert execution["status"] == "SUCCEEDED", execution
    return json.loads(execution["output"])


def types(server, execution):
    return [event["type"] for event in history(server.client("stepfunctions"), execution["executionArn"])]


# ---------------------------------------------------------------- states:startExecution


def test_a_parent_waits_for_its_child(server):
    child = make_machine(server, ECHO)
    done = run(server, task("states:startExecution.sync", {"StateMachineArn": child, "Input": {"n": 1.0}}))
    shown = output(done)
    assert shown["Input"] == shown["Output"] == '{"n":1.0}' and shown["Status"] == "SUCCEEDED"
    assert shown["StateMachineArn"] == child and isinstance(shown["StopDate"], int)
    assert types(server, done)[2:6] == ["TaskScheduled", "TaskStarted", "TaskSubmitted", "TaskSucceeded"]
    shown = output(run(server, task("states:startExecution.sync:2", {"StateMachineArn": child, "Input": {"n": 1}})))
    assert shown["Input"] == shown["Output"] == {"n": 1}


def test_a_child_that_fails_fails_its_parent(server):
    child = make_machine(server, {"StartAt": "F", "States": {"F": {"Type": "Fail", "Error": "Bad", "Cause": "luck"}}})
    done = run(server, task("states:startExecution.sync", {"StateMachineArn": child}))
    assert (done["status"], done["error"]) == ("FAILED", "States.TaskFailed")
    cause = json.loads(done["cause"])
    assert (cause["Error"], cause["Cause"], cause["Status"]) == ("Bad", "luck", "FAILED")


def test_a_child_that_cannot_be_started(server):
    missing = make_machine(server, ECHO) + "x"
    done = run(server, task("states:startExecution", {"StateMachineArn": missing}))
    assert done["error"] == "StepFunctions.StateMachineDoesNotExistException"
    assert done["cause"].startswith(f"State Machine Does Not Exist: '{missing}' (Service: AWSStepFunctions; Status Code: 400;")
    done = run(server, task("states:startExecution.sync", {"StateMachineArn": missing}))
    assert types(server, done)[4] == "TaskSubmitFailed"


def test_stopping_a_parent_stops_its_child(server):
    sfn = server.client("stepfunctions")
    child = make_machine(server, WAIT)
    parent = make_machine(server, task("states:startExecution.sync", {"StateMachineArn": child, "Input": {"seconds": 600}}))
    arn = sfn.start_execution(stateMachineArn=parent)["executionArn"]
    (started,) = until(lambda: sfn.list_executions(stateMachineArn=child)["executions"], 30, "the child")
    until(lambda: "TaskSubmitted" in types(server, {"executionArn": arn}), 30, "the submission")
    sfn.stop_execution(executionArn=arn)
    assert ended(sfn, started["executionArn"], 30)["status"] == "ABORTED"


def test_a_parent_that_times_out_stops_its_child(server):
    sfn = server.client("stepfunctions")
    child = make_machine(server, WAIT)
    done = run(
        server,
        task("states:startExecution.sync", {"StateMachineArn": child, "Input": {"seconds": 600}}, TimeoutSeconds=1),
    )
    assert done["error"] == "States.Timeout"
    (started,) = sfn.list_executions(stateMachineArn=child)["executions"]
    assert ended(sfn, started["executionArn"], 30)["status"] == "ABORTED"


def test_a_token_ends_a_task_that_started_an_execution(server):
    answer = {"TaskToken.$": "$.token", "Output": {"answer": 42}}
    child = make_machine(server, task("aws-sdk:sfn:sendTaskSuccess", answer))
    started = {"StateMachineArn": child, "Input": {"token.$": "$$.Task.Token"}}
    done = run(server, task("states:startExecution.waitForTaskToken", started))
    assert output(done) == {"answer": 42}
    assert "TaskSucceeded" in types(server, done)


@pytest.mark.parametrize("name", [None, "chosen"])
def test_a_parent_finds_its_child_after_kill_9(tmp_path, name):
    """The task is performed again after the restart: it must find the child that it has started, ended or not."""
    with Server(tmp_path / "data") as server:
        sfn = server.client("stepfunctions")
        child = make_machine(server, WAIT)
        parameters = {"StateMachineArn": child, "Input": {"seconds.$": "$.seconds"}, **({"Name": name} if name else {})}
        parent = make_machine(server, task("states:startExecution.sync", parameters))
        arn = sfn.start_execution(stateMachineArn=parent, input='{"seconds": 3}')["executionArn"]
        until(lambda: "TaskSubmitted" in types(server, {"executionArn": arn}), 30, "the submission")
        server.kill()
        time.sleep(4)
        server.start()
        assert ended(sfn, arn, 60)["status"] == "SUCCEEDED"
        assert len(sfn.list_executions(stateMachineArn=child)["executions"]) == 1
        assert types(server, {"executionArn": arn}).count("TaskSubmitted") == 1


def test_many_parents_wait_at_once(tmp_path):
    """More than there are places for tasks at work: waiting takes none."""
    count = 1000
    with Server(tmp_path / "data") as server:
        sfn = server.client("stepfunctions")
        child = make_machine(server, WAIT)
        sync = task("states:startExecution.sync", {"StateMachineArn": child, "Input": {"seconds": 5}})
        each = {"Type": "Map", "ItemsPath": "$", "MaxConcurrency": 0, "ItemProcessor": sync, "ResultPath": None, "End": True}
        machine = make_machine(server, {"StartAt": "M", "States": {"M": each}})
        executions = [
            sfn.start_execution(stateMachineArn=machine, input=json.dumps(list(range(40))))["executionArn"]
            for _ in range(count // 40)
        ]
        for arn in executions:
            assert ended(sfn, arn, 60)["status"] == "SUCCEEDED"


# ---------------------------------------------------------------- aws-sdk


def test_own_services_by_the_sdk(server):
    name = unique("group")
    steps = {
        "StartAt": "Create",
        "States": {
            "Create": {
                "Type": "Task",
                "Resource": "arn:aws:states:::aws-sdk:cloudwatchlogs:createLogGroup",
                "Parameters": {"LogGroupName": name, "Tags": {"lower": "x"}},
                "ResultPath": "$.created",
                "Next": "List",
            },
            "List": {
                "Type": "Task",
                "Resource": "arn:aws:states:::aws-sdk:cloudwatchlogs:describeLogGroups",
                "Parameters": {"LogGroupNamePrefix": name},
                "ResultPath": "$.listed",
                "End": True,
            },
        },
    }
    shown = output(run(server, steps))
    assert shown["created"] == {}
    (group,) = shown["listed"]["LogGroups"]
    assert group["LogGroupName"] == name and isinstance(group["CreationTime"], int)


def test_errors_of_the_sdk_are_named_by_java_classes(server):
    done = run(server, task("aws-sdk:lambda:getFunction", {"FunctionName": "missing"}))
    assert done["error"] == "Lambda.ResourceNotFoundException"
    assert "(Service: Lambda, Status Code: 404, Request ID: " in done["cause"]
    assert done["cause"].endswith(") (SDK Attempt Count: 1)")
    done = run(server, task("aws-sdk:iam:getRole", {"RoleName": "missing"}))
    assert done["error"] == "Iam.NoSuchEntityException"
    done = run(server, task("aws-sdk:sfn:describeStateMachine", {"StateMachineArn": "nonsense"}))
    assert done["error"] == "Sfn.InvalidArnException"


def test_the_sdk_shows_moments_and_roles(server):
    role = make_role(server, "lambda")
    shown = output(run(server, task("aws-sdk:iam:getRole", {"RoleName": role.rsplit("/", 1)[1]})))
    assert shown["Role"]["Arn"] == role and shown["Role"]["CreateDate"].endswith("Z")


def test_fields_that_an_operation_does_not_have(server):
    done = run(server, task("aws-sdk:sfn:listStateMachines", {"Nonsense": 1}))
    assert done["error"] == "States.Runtime" and "'Nonsense' is not supported" in done["cause"]


# ---------------------------------------------------------------- apigateway:invoke


@pytest.fixture(scope="module")
def api(server):
    """An API that answers with what it was sent, at `/echo`."""
    apigw = server.client("apigateway")
    api = apigw.create_rest_api(name="mock")["id"]
    root = apigw.get_resources(restApiId=api)["items"][0]["id"]
    for path, status in (("echo", "200"), ("broken", "503")):
        here = {"restApiId": api, "httpMethod": "POST"}
        here["resourceId"] = apigw.create_resource(restApiId=api, parentId=root, pathPart=path)["id"]
        apigw.put_method(**here, authorizationType="AWS_IAM" if path == "broken" else "NONE")
        template = f'{{"statusCode": {status}}}'
        apigw.put_integration(**here, type="MOCK", requestTemplates={"application/json": template})
        apigw.put_method_response(**here, statusCode=status)
        answer = '{"q": "$input.params(\'q\')", "h": "$input.params(\'x-h\')"}' if status == "200" else '{"m": "no"}'
        apigw.put_integration_response(**here, statusCode=status, responseTemplates={"application/json": answer})
    apigw.create_deployment(restApiId=api, stageName="dev")
    return api


@pytest.mark.parametrize("form", ["{api}.execute-api.ap-northeast-1.amazonaws.com", "http://localhost:4566/restapis/{api}"])
def test_an_api_of_this_server(server, api, form):
    parameters = {
        "ApiEndpoint": form.format(api=api),
        "Method": "POST",
        "Stage": "dev",
        "Path": "/echo",
        "QueryParameters": {"q": ["a b"]},
        "Headers": {"x-h": ["one"]},
        "RequestBody": {"n": None},
    }
    shown = output(run(server, task("apigateway:invoke", parameters)))
    assert shown["ResponseBody"] == {"q": "a b", "h": "one"}
    assert (shown["StatusCode"], shown["StatusText"]) == (200, "OK")
    assert shown["Headers"]["Content-Type"] == ["application/json"]


def test_an_api_that_refuses(server, api):
    parameters = {"ApiEndpoint": f"{api}.execute-api.ap-northeast-1.amazonaws.com", "Method": "POST", "Stage": "dev"}
    done = run(server, task("apigateway:invoke", {**parameters, "Path": "/none"}))
    assert (done["error"], json.loads(done["cause"])) == ("ApiGateway.403", {"message": "Missing Authentication Token"})
    done = run(server, task("apigateway:invoke", {**parameters, "Path": "/broken"}))
    assert done["error"] == "ApiGateway.403"
    done = run(server, task("apigateway:invoke", {**parameters, "Path": "/broken", "AuthType": "IAM_ROLE"}))
    assert (done["error"], json.loads(done["cause"])) == ("ApiGateway.503", {"m": "no"})


def test_headers_that_are_no_lists_are_no_task(server, api):
    parameters = {"ApiEndpoint": f"{api}.execute-api.x.amazonaws.com", "Method": "GET", "Headers.$": "$.h"}
    done = run(server, task("apigateway:invoke", parameters), {"h": {"a": "b"}})
    assert done["error"] == "States.Runtime"
    assert "could not be used to start the Task: [The value of the field 'Headers' has an invalid format]" in done["cause"]
    assert "TaskScheduled" not in types(server, done)


# ---------------------------------------------------------------- http:invoke


class Recorder(http.server.BaseHTTPRequestHandler):
    """Answers by its path, and keeps what it was sent."""

    def answer(self):
        length = int(self.headers.get("content-length") or 0)
        url = urllib.parse.urlsplit(self.path)
        seen = {
            "method": self.command,
            "path": url.path,
            "query": urllib.parse.parse_qsl(url.query),
            "headers": {name.lower(): value for name, value in self.headers.items()},
            "body": self.rfile.read(length).decode(),
        }
        self.server.seen.append(seen)
        status, body = 200, json.dumps({"seen": len(self.server.seen)})
        if url.path.startswith("/status/"):
            status, body = int(url.path.rsplit("/", 1)[1]), "sorry"
        if url.path == "/token":
            self.server.tokens += 1
            body = json.dumps({"access_token": f"t{self.server.tokens}", "expires_in": 3600})
        if url.path == "/revoked" and self.headers.get("authorization") == "Bearer t1":
            status, body = 401, "{}"
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body.encode())

    do_GET = do_POST = do_PUT = answer

    def log_message(self, *_):
        pass


@pytest.fixture
def web():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Recorder)
    server.seen, server.tokens = [], 0
    server.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def connect(server, kind, parameters, **fields):
    events = server.client("events")
    given = {"Name": unique("c"), "AuthorizationType": kind, "AuthParameters": {**parameters, **fields}}
    return events.create_connection(**given)["ConnectionArn"]


def test_an_http_task_with_an_api_key(server, web):
    extra = {
        "HeaderParameters": [{"Key": "x-added", "Value": "hidden", "IsValueSecret": True}],
        "QueryStringParameters": [{"Key": "page", "Value": "1"}],
        "BodyParameters": [{"Key": "who", "Value": "me"}],
    }
    key = {"ApiKeyAuthParameters": {"ApiKeyName": "x-key", "ApiKeyValue": "secret!"}}
    arn = connect(server, "API_KEY", key, InvocationHttpParameters=extra)
    parameters = {
        "ApiEndpoint": f"{web.url}/v1/things",
        "Method": "POST",
        "Authentication": {"ConnectionArn": arn},
        "Headers": {"x-own": "yes"},
        "QueryParameters": {"q": ["a", "b c"]},
        "RequestBody": {"n": 1},
    }
    shown = output(run(server, task("http:invoke", parameters)))
    assert (shown["StatusCode"], shown["StatusText"], shown["ResponseBody"]) == (200, "OK", {"seen": 1})
    (seen,) = web.seen
    assert (seen["method"], seen["path"]) == ("POST", "/v1/things")
    assert sorted(seen["query"]) == [("page", "1"), ("q", "a"), ("q", "b c")]
    assert (seen["headers"]["x-key"], seen["headers"]["x-added"], seen["headers"]["x-own"]) == ("secret!", "hidden", "yes")
    assert seen["headers"]["user-agent"] == "Amazon|StepFunctions|HttpInvoke|ap-northeast-1"
    assert json.loads(seen["body"]) == {"n": 1, "who": "me"}
    assert "secret!" not in server.log_text() and "hidden" not in server.log_text()


def test_a_form(server, web):
    basic = connect(server, "BASIC", {"BasicAuthParameters": {"Username": "u", "Password": "p"}})
    parameters = {
        "ApiEndpoint": web.url,
        "Method": "POST",
        "Authentication": {"ConnectionArn": basic},
        "RequestBody": {"a": ["x", "y z"], "b": {"c": 1}},
        "Transform": {"RequestBodyEncoding": "URL_ENCODED", "RequestEncodingOptions": {"ArrayFormat": "BRACKETS"}},
    }
    output(run(server, task("http:invoke", parameters)))
    (seen,) = web.seen
    assert urllib.parse.unquote(seen["body"]) == "a[]=x&a[]=y z&b[c]=1"
    assert seen["headers"]["content-type"] == "application/x-www-form-urlencoded"
    assert base64.b64decode(seen["headers"]["authorization"].removeprefix("Basic ")) == b"u:p"


def test_a_bearer_token_is_had_once_and_again_when_it_is_revoked(server, web):
    oauth = {
        "ClientParameters": {"ClientID": "id", "ClientSecret": "hush"},
        "AuthorizationEndpoint": f"{web.url}/token",
        "HttpMethod": "POST",
        "OAuthHttpParameters": {"BodyParameters": [{"Key": "scope", "Value": "all"}]},
    }
    arn = connect(server, "OAUTH_CLIENT_CREDENTIALS", {"OAuthParameters": oauth})
    for path in ("/a", "/b", "/revoked"):
        parameters = {"ApiEndpoint": web.url + path, "Method": "GET", "Authentication": {"ConnectionArn": arn}}
        output(run(server, task("http:invoke", parameters)))
    assert [seen["path"] for seen in web.seen] == ["/token", "/a", "/b", "/revoked", "/token", "/revoked"]
    form = dict(urllib.parse.parse_qsl(web.seen[0]["body"]))
    assert form == {"grant_type": "client_credentials", "client_id": "id", "client_secret": "hush", "scope": "all"}
    assert web.seen[-1]["headers"]["authorization"] == "Bearer t2"


def test_http_errors_have_numbers(server, web):
    arn = connect(server, "BASIC", {"BasicAuthParameters": {"Username": "u", "Password": "p"}})
    for status in (404, 500):
        parameters = {
            "ApiEndpoint": f"{web.url}/status/{status}",
            "Method": "GET",
            "Authentication": {"ConnectionArn": arn},
        }
        done = run(server, task("http:invoke", parameters))
        assert (done["error"], done["cause"]) == (f"States.Http.StatusCode.{status}", "sorry")
    web.shutdown()
    web.server_close()
    done = run(server, task("http:invoke", parameters))
    assert done["error"] == "States.Http.Socket"


def test_connections_show_no_secrets(server):
    events = server.client("events")
    name = unique("c")
    oauth = {
        "ClientParameters": {"ClientID": "id", "ClientSecret": "hush"},
        "AuthorizationEndpoint": "https://example.com/token",
        "HttpMethod": "POST",
    }
    given = {"Name": name, "AuthorizationType": "OAUTH_CLIENT_CREDENTIALS", "AuthParameters": {"OAuthParameters": oauth}}
    arn = events.create_connection(**given)["ConnectionArn"]
    assert failure(lambda: events.create_connection(**given))[0] == "ResourceAlreadyExistsException"
    found = events.describe_connection(Name=name)
    assert found["ConnectionArn"] == arn and "hush" not in json.dumps(found, default=str)
    assert found["AuthParameters"]["OAuthParameters"]["ClientParameters"] == {"ClientID": "id"}
    assert [c["Name"] for c in events.list_connections(NamePrefix=name)["Connections"]] == [name]
    key = {"ApiKeyAuthParameters": {"ApiKeyName": "k", "ApiKeyValue": "v"}}
    events.update_connection(Name=name, AuthorizationType="API_KEY", AuthParameters=key)
    found = events.describe_connection(Name=name)
    assert (found["AuthorizationType"], found["AuthParameters"]) == ("API_KEY", {"ApiKeyAuthParameters": {"ApiKeyName": "k"}})
    assert events.delete_connection(Name=name)["ConnectionState"] == "DELETING"
    assert failure(lambda: events.describe_connection(Name=name))[0] == "ResourceNotFoundException"
