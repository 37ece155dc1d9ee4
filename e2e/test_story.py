"""The first story, as the how-to article tells it: a newcomer's asynchronous API, from nothing."""

import json

import pytest
from stepwell import REGION, ended, history, trust, until, zipped

HANDLER = """
import json

def lambda_handler(event, context):
    print("got", json.dumps(event, ensure_ascii=False))
    return {"function": context.function_name, "event": event}
"""
FUNCTIONS = ["HelloFunction", "WeatherFunction", "NewsFunction"]
JSON_TEMPLATE = """#set($input = $input.json('$'))
{
   "input": "$util.escapeJavaScript($input)",
   "stateMachineArn": "%s"
}
"""
FORM_TEMPLATE = """#set( $body = $util.escapeJavaScript($input.json('$')) )
{
  "input": "{\\"body\\":$body,\\"requestContext\\":{\\"requestId\\":\\"$context.requestId\\"},\\"headers\\":{\\"content-type\\":\\"$input.params().header.get('content-type')\\"}}",
  "stateMachineArn": "%s"
}
"""


def definition(arns):
    def branch(arn):
        name = arn.rsplit(":", 1)[1]
        task = {
            "Type": "Task",
            "Resource": "arn:aws:states:::lambda:invoke",
            "Parameters": {"FunctionName": arn, "Payload.$": "$"},
            "OutputPath": "$.Payload",
            "End": True,
        }
        return {"StartAt": name, "States": {name: task}}

    branches = [branch(arn) for arn in arns]
    return json.dumps({"StartAt": "All", "States": {"All": {"Type": "Parallel", "Branches": branches, "End": True}}})


@pytest.fixture(scope="module")
def story(server):
    """Builds everything; returns what later steps need."""
    iam, functions, sfn, apigw = (server.client(name) for name in ("iam", "lambda", "stepfunctions", "apigateway"))
    gateway_role = iam.create_role(RoleName="APIGatewayToStepFunctions", AssumeRolePolicyDocument=trust("apigateway"))
    iam.attach_role_policy(
        RoleName="APIGatewayToStepFunctions", PolicyArn="arn:aws:iam::aws:policy/AWSStepFunctionsFullAccess"
    )
    function_role = iam.create_role(RoleName="HelloFunctionRole", AssumeRolePolicyDocument=trust("lambda"))
    machine_role = iam.create_role(RoleName="MachineRole", AssumeRolePolicyDocument=trust("states"))
    iam.attach_role_policy(RoleName="MachineRole", PolicyArn="arn:aws:iam::aws:policy/service-role/AWSLambdaRole")
    arns = [
        functions.create_function(
            FunctionName=name,
            Runtime="python3.9",
            Role=function_role["Role"]["Arn"],
            Handler="lambda_function.lambda_handler",
            Code={"ZipFile": zipped(HANDLER)},
            Timeout=60,
        )["FunctionArn"]
        for name in FUNCTIONS
    ]
    machine = sfn.create_state_machine(
        name="Get-Amazon-Infomation_StateMachine", definition=definition(arns), roleArn=machine_role["Role"]["Arn"]
    )["stateMachineArn"]

    api = apigw.create_rest_api(name="AsyncApi")["id"]
    root = apigw.get_resources(restApiId=api)["items"][0]["id"]
    resource = apigw.create_resource(restApiId=api, parentId=root, pathPart="execution")["id"]
    here = {"restApiId": api, "resourceId": resource}
    origin = "method.response.header.Access-Control-Allow-Origin"
    apigw.put_method(**here, httpMethod="POST", authorizationType="NONE")
    apigw.put_integration(
        **here,
        httpMethod="POST",
        type="AWS",
        integrationHttpMethod="POST",
        uri=f"arn:aws:apigateway:{REGION}:states:action/StartExecution",
        credentials=gateway_role["Role"]["Arn"],
        passthroughBehavior="WHEN_NO_TEMPLATES",
        requestParameters={"integration.request.header.Accept": "'*/*'"},
        requestTemplates={
            "application/json": JSON_TEMPLATE % machine,
            "multipart/form-data": FORM_TEMPLATE % machine,
        },
    )
    apigw.put_method_response(**here, httpMethod="POST", statusCode="200", responseParameters={origin: False})
    apigw.put_integration_response(**here, httpMethod="POST", statusCode="200", responseParameters={origin: "'*'"})
    headers = {
        "method.response.header.Access-Control-Allow-Headers": "'Content-Type'",
        "method.response.header.Access-Control-Allow-Methods": "'OPTIONS,POST'",
        origin: "'*'",
    }
    apigw.put_method(**here, httpMethod="OPTIONS", authorizationType="NONE")
    mock = {"application/json": '{"statusCode": 200}'}
    apigw.put_integration(**here, httpMethod="OPTIONS", type="MOCK", requestTemplates=mock)
    declared = {name: False for name in headers}
    apigw.put_method_response(**here, httpMethod="OPTIONS", statusCode="200", responseParameters=declared)
    apigw.put_integration_response(**here, httpMethod="OPTIONS", statusCode="200", responseParameters=headers)
    apigw.create_deployment(restApiId=api, stageName="dev")
    return {"api": api, "machine": machine}


def post(server, story, body, content_type="application/json", path=None, host=None):
    path = path or f"/_aws/execute-api/{story['api']}/dev/execution"
    return server.http("POST", path, body, {"Content-Type": content_type}, host)


def test_post_answers_at_once_and_the_functions_run_in_parallel(server, story):
    status, headers, body = post(server, story, '{"ContentType": "application/json"}')
    answer = json.loads(body)
    assert status == 200, body
    assert set(answer) == {"executionArn", "startDate"}
    assert headers["Access-Control-Allow-Origin"] == "*"
    sfn = server.client("stepfunctions")
    execution = ended(sfn, answer["executionArn"], 120)
    assert execution["status"] == "SUCCEEDED", execution
    outputs = json.loads(execution["output"])
    assert [output["function"] for output in outputs] == FUNCTIONS
    assert outputs[0]["event"] == {"ContentType": "application/json"}

    events = history(sfn, answer["executionArn"])
    assert [event["id"] for event in events] == list(range(1, len(events) + 1))
    types = [event["type"] for event in events]
    assert types[:3] == ["ExecutionStarted", "ParallelStateEntered", "ParallelStateStarted"]
    assert types[-3:] == ["ParallelStateSucceeded", "ParallelStateExited", "ExecutionSucceeded"]
    assert types.count("TaskScheduled") == types.count("TaskSucceeded") == 3
    first_result = types.index("TaskSucceeded")
    assert types[:first_result].count("TaskScheduled") == 3, "all three are under way before the first ends"


def test_the_logs_are_there_to_read(server, story):
    post(server, story, '{"marker": "look for me"}')
    logs = server.client("logs")
    group = "/aws/lambda/HelloFunction"

    def messages():
        events = logs.filter_log_events(logGroupName=group)["events"]
        texts = [event["message"] for event in events]
        printed = any('got {"marker": "look for me"}' in text for text in texts)
        return texts if printed and any(text.startswith("REPORT") for text in texts) else None

    texts = until(messages, 60, "the function's log")
    for start in ("START RequestId: ", "END RequestId: ", "REPORT RequestId: "):
        assert any(text.startswith(start) for text in texts), start
    assert group in [g["logGroupName"] for g in logs.describe_log_groups(logGroupNamePrefix=group)["logGroups"]]
    stream = logs.describe_log_streams(logGroupName=group)["logStreams"][0]["logStreamName"]
    assert "/[$LATEST]" in stream
    assert logs.get_log_events(logGroupName=group, logStreamName=stream, startFromHead=True)["events"]


@pytest.mark.parametrize(
    "body",
    [
        '{"quote": "say \\"hi\\""}',
        '{"unicode": "日本語 ü 🎉", "escaped": "\\u00e9"}',
        '{"lines": "one\\ntwo\\ttabbed"}',
        '{"nested": {"list": [1, 2.5, null, true, {"deep": {"er": []}}]}}',
        '{"path": "C:\\\\temp", "slash": "a/b"}',
        '[]',
        '{}',
    ],
)
def test_awkward_json_arrives_as_it_was_sent(server, story, body):
    status, _, answer = post(server, story, body.encode())
    assert status == 200, answer
    sfn = server.client("stepfunctions")
    described = sfn.describe_execution(executionArn=json.loads(answer)["executionArn"])
    assert json.loads(described["input"]) == json.loads(body)


def test_a_multipart_body_arrives_as_text(server, story):
    boundary = "----boundary"
    body = f'--{boundary}\r\nContent-Disposition: form-data; name="field"\r\n\r\nvalue "quoted"\r\n--{boundary}--\r\n'
    content_type = f"multipart/form-data; boundary={boundary}"
    status, _, answer = post(server, story, body, content_type)
    assert status == 200, answer
    sfn = server.client("stepfunctions")
    value = json.loads(sfn.describe_execution(executionArn=json.loads(answer)["executionArn"])["input"])
    assert value["headers"]["content-type"] == content_type
    assert value["requestContext"]["requestId"]
    assert "body" in value


def test_all_three_addresses_reach_the_stage(server, story):
    api = story["api"]
    for path, host in [
        ("/dev/execution", f"{api}.execute-api.{REGION}.localhost:{server.port}"),
        (f"/_aws/execute-api/{api}/dev/execution", None),
        (f"/restapis/{api}/dev/_user_request_/execution", None),
    ]:
        status, _, body = post(server, story, "{}", path=path, host=host)
        assert status == 200 and b"executionArn" in body, (path, body)


def test_cors_preflight(server, story):
    headers = {"Origin": "http://example.com", "Access-Control-Request-Method": "POST"}
    status, answer, _ = server.http("OPTIONS", f"/_aws/execute-api/{story['api']}/dev/execution", headers=headers)
    assert status == 200
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Access-Control-Allow-Methods"] == "OPTIONS,POST"
    assert answer["Access-Control-Allow-Headers"] == "Content-Type"


def test_gateway_errors(server, story):
    base = f"/_aws/execute-api/{story['api']}/dev"
    status, headers, body = server.http("GET", f"{base}/nowhere")
    assert (status, json.loads(body)) == (403, {"message": "Missing Authentication Token"})
    assert headers["x-amzn-ErrorType"] == "MissingAuthenticationTokenException"
    status, _, body = server.http("POST", f"/_aws/execute-api/{story['api']}/nostage/execution", b"{}")
    assert (status, json.loads(body)) == (403, {"message": "Forbidden"})
    status, _, body = server.http("POST", "/_aws/execute-api/nosuchapi0/dev/execution", b"{}")
    assert (status, json.loads(body)) == (403, {"message": "Forbidden"})
    status, _, body = post(server, story, "<a/>", "application/xml")
    assert (status, json.loads(body)) == (415, {"message": "Unsupported Media Type"})
