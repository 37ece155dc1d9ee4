"""The data plane of API Gateway: what a deployed API answers."""

import http.client
import json
from urllib.parse import quote

import pytest
from api import Api, lambda_integration, states_integration
from stepwell import ended, make_function, make_machine, make_role, until

JSON = "application/json"
ECHO = "def lambda_handler(event, context):\n    return event\n"
PASS = {"StartAt": "P", "States": {"P": {"Type": "Pass", "End": True}}}
MISSING = (403, {"message": "Missing Authentication Token"})
BROKEN = {"message": "Internal server error"}


@pytest.fixture
def api(server):
    return Api(server)


@pytest.fixture(scope="module")
def echo(server):
    return make_function(server, ECHO)


@pytest.fixture(scope="module")
def role(server):
    return make_role(server, "apigateway", "AWSStepFunctionsFullAccess", "service-role/AWSLambdaRole")


def answered(text):
    """A mock's 200 with this body."""
    return {"200": {"responseTemplates": {JSON: text}}}


def result(answer):
    status, _, body = answer
    return status, body


# Routing and deployments


def test_a_change_is_invisible_until_it_is_deployed(api):
    here = api.method("/", "GET", responses=answered('"old"'))
    api.deploy()
    change = [{"op": "replace", "path": "/responseTemplates/application~1json", "value": '"new"'}]
    api.client.update_integration_response(**here, statusCode="200", patchOperations=change)
    api.method("/more", "GET", responses=answered('"more"'))
    assert result(api.call("/", "GET")) == (200, "old") and result(api.call("/more", "GET")) == MISSING
    old = api.client.get_stage(restApiId=api.id, stageName="dev")["deploymentId"]
    api.deploy()
    assert result(api.call("/", "GET")) == (200, "new") and result(api.call("/more", "GET")) == (200, "more")
    back = [{"op": "replace", "path": "/deploymentId", "value": old}]
    api.client.update_stage(restApiId=api.id, stageName="dev", patchOperations=back)
    assert result(api.call("/", "GET")) == (200, "old") and result(api.call("/more", "GET")) == MISSING


def test_the_most_specific_route_is_taken(api):
    names = ["/pets", "/pets/{id}", "/pets/{id}/toys", "/pets/best", "/{proxy+}"]
    for name in names:
        api.method(name, "GET", responses=answered(f'{{"route": "$context.resourcePath", "id": "$input.params(\'id\')", "proxy": "$input.params(\'proxy\')"}}'))
    api.method("/pets", "ANY", responses=answered('{"route": "ANY"}'))
    api.deploy()
    routes = lambda path, verb="GET": result(api.call(path, verb))
    assert routes("/pets") == (200, {"route": "/pets", "id": "", "proxy": ""})
    assert routes("/pets/7") == (200, {"route": "/pets/{id}", "id": "7", "proxy": ""})
    assert routes("/pets/best")[1]["route"] == "/pets/best"
    assert routes("/pets/7/toys") == (200, {"route": "/pets/{id}/toys", "id": "7", "proxy": ""})
    assert routes("/elsewhere/deep/down") == (200, {"route": "/{proxy+}", "id": "", "proxy": "elsewhere/deep/down"})
    assert routes("/pets", "DELETE") == (200, {"route": "ANY"})
    assert routes("/pets/7", "DELETE") == MISSING
    assert routes("/") == MISSING
    assert routes("/pets/" + quote("a b"))[1]["id"] == "a b"


def test_stage_variables(api, echo):
    api.method("/mock", "GET", responses=answered('"$stageVariables.colour on $context.stage"'))
    name = echo.rsplit(":", 1)[1]
    indirect = echo.replace(name, "${stageVariables.function}")
    api.method("/function", integration=lambda_integration(indirect))
    api.deploy("dev", variables={"colour": "blue", "function": name})
    api.deploy("prod", variables={"colour": "red", "function": name})
    assert result(api.call("/mock", "GET", stage="dev")) == (200, "blue on dev")
    assert result(api.call("/mock", "GET", stage="prod")) == (200, "red on prod")
    assert result(api.call("/function", body='{"a": 1}')) == (200, {"a": 1})


def test_what_the_gateway_itself_refuses(api):
    api.method("/open", "GET")
    api.method("/key", "GET", method={"apiKeyRequired": True})
    api.method("/iam", "GET", method={"authorizationType": "AWS_IAM"})
    api.method("/broken", "GET", {"type": "MOCK", "requestTemplates": {JSON: "no status code"}})
    api.deploy()
    status, headers, body = api.call("/nowhere", "GET")
    assert (status, body, headers["x-amzn-ErrorType"]) == (*MISSING, "MissingAuthenticationTokenException")
    assert headers["x-amzn-RequestId"] and headers["Content-Type"] == JSON
    status, headers, body = api.call("/open", "GET", stage="nostage")
    assert (status, body, headers["x-amzn-ErrorType"]) == (403, {"message": "Forbidden"}, "ForbiddenException")
    assert result(api.call("/key", "GET")) == (403, {"message": "Forbidden"})
    assert result(api.call("/iam", "GET")) == MISSING
    assert result(api.call("/broken", "GET")) == (500, BROKEN)


def test_a_request_validator(api):
    apigw = api.client
    validator = apigw.create_request_validator(restApiId=api.id, name="all", validateRequestBody=True, validateRequestParameters=True)["id"]
    schema = {"type": "object", "required": ["n"], "properties": {"n": {"type": "integer"}}}
    apigw.create_model(restApiId=api.id, name="Numbered", contentType=JSON, schema=json.dumps(schema))
    api.method("/", method={
        "requestValidatorId": validator,
        "requestParameters": {"method.request.querystring.q": True},
        "requestModels": {JSON: "Numbered"},
    })
    api.deploy()
    assert result(api.call("/", body='{"n": 1}')) == (400, {"message": "Missing required request parameters: [q]"})
    assert result(api.call("/?q=1", body='{"n": "x"}')) == (400, {"message": "Invalid request body"})
    assert api.call("/?q=1", body='{"n": 1}')[0] == 200


# Mapping


def test_templates_see_the_request(api):
    template = """{
      "statusCode": 200
    }"""
    response = """{"method": "$context.httpMethod", "path": "$context.path", "stage": "$context.stage",
      "resource": "$context.resourcePath", "request": "$context.requestId", "api": "$context.apiId", "ip": "$context.identity.sourceIp"}"""
    api.method("/a/{b}", "GET", {"type": "MOCK", "requestTemplates": {JSON: template}}, answered(response))
    api.deploy()
    status, headers, body = api.call("/a/x?q=1", "GET")
    assert status == 200
    assert body == {
        "method": "GET", "path": "/dev/a/x", "stage": "dev", "resource": "/a/{b}",
        "request": headers["x-amzn-RequestId"], "api": api.id, "ip": "127.0.0.1",
    }


def test_a_request_template_shapes_what_the_function_gets(api, echo):
    template = """#set($body = $input.path('$'))
{"name": "$body.name", "list": [#foreach($item in $body.items)"$item"#if($foreach.hasNext),#end#end],
 "all": $input.json('$'), "path": "$input.params('id')", "query": "$input.params().querystring.get('q')",
 "header": "$input.params().header.get('X-Custom')", "text": "$util.escapeJavaScript($input.body)", "coded": "$util.base64Encode('x')"}"""
    api.method("/{id}", integration=lambda_integration(echo, requestTemplates={JSON: template}))
    api.deploy()
    sent = {"name": "Ada", "items": ["x", "y"]}
    status, body = result(api.call("/7?q=w", body=json.dumps(sent), X_Custom="h"))
    assert status == 200
    assert body == {
        "name": "Ada", "list": ["x", "y"], "all": sent, "path": "7", "query": "w", "header": "h",
        "text": json.dumps(sent), "coded": "eA==",
    }


def test_a_response_template_and_parameters_shape_the_answer(api, echo):
    parameters = {
        "method.response.header.X-Static": "'always'",
        "method.response.header.X-Body": "integration.response.body.name",
        "method.response.header.X-Context": "context.stage",
    }
    template = {JSON: '{"hello": $input.json(\'$.name\')}'}
    api.method("/", integration=lambda_integration(echo), responses={"200": {"responseParameters": parameters, "responseTemplates": template}})
    api.deploy()
    status, headers, body = api.call("/", body='{"name": "Ada"}')
    assert (status, body) == (200, {"hello": "Ada"})
    assert (headers["X-Static"], headers["X-Body"], headers["X-Context"]) == ("always", "Ada", "dev")


def test_request_parameters_reach_the_integration(api, server):
    function = make_function(server, "def lambda_handler(event, context):\n    print('ran', event)\n    return 1\n")
    here = {"requestParameters": {"integration.request.header.X-Amz-Invocation-Type": "'Event'"}}
    api.method("/", integration=lambda_integration(function, **here))
    api.deploy()
    assert api.call("/", body='{"later": true}') [0] == 200
    group = f"/aws/lambda/{function.rsplit(':', 1)[1]}"
    logs = server.client("logs")

    def ran():
        try:
            return "ran" in str(logs.filter_log_events(logGroupName=group)["events"])
        except logs.exceptions.ResourceNotFoundException:
            return False

    until(ran, 30, "the asynchronous invocation")


def test_a_template_overrides_status_and_headers(api):
    template = """#set($context.responseOverride.status = 418)
#set($context.responseOverride.header.X-Tea = "pot")
{"tea": true}"""
    api.method("/", "GET", responses=answered(template))
    api.deploy()
    status, headers, body = api.call("/", "GET")
    assert (status, headers["X-Tea"], body) == (418, "pot", {"tea": True})


TEMPLATE = {JSON: '{"from": "template"}'}


@pytest.mark.parametrize(
    ("behaviour", "templates", "content_type", "expected"),
    [
        ("WHEN_NO_MATCH", TEMPLATE, JSON, {"from": "template"}),
        ("WHEN_NO_MATCH", TEMPLATE, "text/json", {"as": "sent"}),
        ("WHEN_NO_MATCH", {}, JSON, {"as": "sent"}),
        ("WHEN_NO_TEMPLATES", TEMPLATE, JSON, {"from": "template"}),
        ("WHEN_NO_TEMPLATES", TEMPLATE, "text/json", None),
        ("WHEN_NO_TEMPLATES", {}, "text/json", {"as": "sent"}),
        ("NEVER", TEMPLATE, JSON, {"from": "template"}),
        ("NEVER", TEMPLATE, "text/json", None),
        ("NEVER", {}, JSON, None),
        ("NEVER", TEMPLATE, "application/json; charset=utf-8", {"from": "template"}),
    ],
)
def test_passthrough_behaviour(api, echo, behaviour, templates, content_type, expected):
    """https://docs.aws.amazon.com/apigateway/latest/developerguide/integration-passthrough-behaviors.html"""
    api.method("/", integration=lambda_integration(echo, passthroughBehavior=behaviour, requestTemplates=templates))
    api.deploy()
    status, headers, body = api.call("/", body='{"as": "sent"}', content_type=content_type)
    if expected is None:
        assert (status, body) == (415, {"message": "Unsupported Media Type"})
        assert headers["x-amzn-ErrorType"] == "BadRequestException"
    else:
        assert (status, body) == (200, expected)


def test_a_body_without_a_content_type_is_json(api, echo):
    api.method("/", integration=lambda_integration(echo, passthroughBehavior="NEVER", requestTemplates=TEMPLATE))
    api.deploy()
    connection = http.client.HTTPConnection("127.0.0.1", api.server.port, timeout=60)
    connection.request("POST", f"/_aws/execute-api/{api.id}/dev/", b'{"as": "sent"}')
    answer = connection.getresponse()
    assert (answer.status, json.loads(answer.read())) == (200, {"from": "template"})


def test_a_mock_selects_its_response_by_the_status_code(api):
    template = '{"statusCode": #if($input.params("bad") == "yes")500#{else}200#end}'
    responses = {
        "200": {"responseTemplates": {JSON: '"good"'}},
        "400": {"selectionPattern": "5\\d{2}", "responseTemplates": {JSON: '"bad"'}},
    }
    api.method("/", "GET", {"type": "MOCK", "requestTemplates": {JSON: template}}, responses)
    api.deploy()
    assert result(api.call("/", "GET")) == (200, "good")
    assert result(api.call("/?bad=yes", "GET")) == (400, "bad")


def test_a_functions_error_selects_the_response(api, server):
    function = make_function(server, "def lambda_handler(event, context):\n    if event['m']:\n        raise Exception(event['m'])\n    return 'fine'\n")
    message = {JSON: '{"was": "$input.path(\'$.errorMessage\')"}'}
    responses = {
        "200": {},
        "404": {"selectionPattern": "not found.*", "responseTemplates": message},
        "400": {"selectionPattern": "bad(\\n|.)*", "responseTemplates": message},
    }
    api.method("/", integration=lambda_integration(function), responses=responses)
    api.deploy()
    call = lambda text: result(api.call("/", body=json.dumps({"m": text})))
    assert call("") == (200, "fine")
    assert call("not found: x") == (404, {"was": "not found: x"})
    assert call("bad\nthing")[0] == 400
    status, body = call("something else")
    assert (status, body["errorMessage"]) == (200, "something else"), "what no pattern matches is the default response"


def test_cors_preflight_and_answer(api):
    headers = {
        "method.response.header.Access-Control-Allow-Headers": "'Content-Type,X-Api-Key'",
        "method.response.header.Access-Control-Allow-Methods": "'GET,OPTIONS'",
        "method.response.header.Access-Control-Allow-Origin": "'*'",
    }
    api.method("/", "OPTIONS", responses={"200": {"responseParameters": headers}})
    api.method("/", "GET", responses={"200": {"responseParameters": {"method.response.header.Access-Control-Allow-Origin": "'*'"}}})
    api.deploy()
    status, received, body = api.call("/", "OPTIONS", content_type=None, Origin="http://x.test", Access_Control_Request_Method="GET")
    assert (status, body) == (200, "")
    assert received["Access-Control-Allow-Methods"] == "GET,OPTIONS" and received["Access-Control-Allow-Headers"] == "Content-Type,X-Api-Key"
    assert received.get_all("Access-Control-Allow-Origin") == ["*"]
    assert api.call("/", "GET")[1].get_all("Access-Control-Allow-Origin") == ["*"]


# Integrations


def test_step_functions_actions(api, server, role):
    machine = make_machine(server, PASS)
    quoted = "$util.escapeJavaScript($input.json('$')).replaceAll(\"\\\\'\", \"'\")"  # JSON does not know \', as AWS's reference says
    start = '{"stateMachineArn": "%s", "input": "%s"}' % (machine, quoted)
    describe = '{"executionArn": "$util.escapeJavaScript($input.params(\'arn\'))"}'
    failures = {"404": {"selectionPattern": "4\\d{2}", "responseTemplates": {JSON: '{"type": "$input.path(\'$.__type\')"}'}}}
    api.method("/start", integration=states_integration("StartExecution", role, requestTemplates={JSON: start}))
    api.method("/describe", "GET", states_integration("DescribeExecution", role, requestTemplates={JSON: describe}), {"200": {}, **failures})
    api.deploy()
    status, started = result(api.call("/start", body='{"text": "it\'s \\"quoted\\""}'))
    assert status == 200 and isinstance(started["startDate"], float)
    execution = ended(server.client("stepfunctions"), started["executionArn"])
    assert json.loads(execution["input"]) == {"text": "it's \"quoted\""}
    status, described = result(api.call(f"/describe?arn={quote(started['executionArn'])}", "GET"))
    assert (status, described["status"], described["executionArn"]) == (200, "SUCCEEDED", started["executionArn"])
    status, body = result(api.call(f"/describe?arn={quote(started['executionArn'] + 'x')}", "GET"))
    assert status == 404 and body["type"].endswith("ExecutionDoesNotExist")


def test_step_functions_with_the_body_passed_through(api, server, role):
    machine = make_machine(server, PASS)
    api.method("/", integration=states_integration("StartExecution", role))
    api.deploy()
    status, body = result(api.call("/", body=json.dumps({"stateMachineArn": machine, "name": "by-hand", "input": "{}"})))
    assert status == 200 and body["executionArn"].endswith(":by-hand")


def test_a_lambda_proxy_gets_the_whole_request(api, server):
    source = "import json\ndef lambda_handler(event, context):\n    return {'statusCode': 200, 'body': json.dumps(event)}\n"
    api.method("/a/{proxy+}", "ANY", lambda_integration(make_function(server, source), "AWS_PROXY"))
    api.deploy(variables={"v": "1"})
    status, event = result(api.call("/a/b/c?x=1&x=2&y=%20z", "PUT", body="text ü".encode(), content_type="text/plain", X_Custom="h"))
    assert status == 200
    assert (event["resource"], event["path"], event["httpMethod"]) == ("/a/{proxy+}", "/a/b/c", "PUT")
    assert event["pathParameters"] == {"proxy": "b/c"} and event["stageVariables"] == {"v": "1"}
    assert event["queryStringParameters"] == {"x": "2", "y": " z"}
    assert event["multiValueQueryStringParameters"] == {"x": ["1", "2"], "y": [" z"]}
    headers = {name.lower(): value for name, value in event["headers"].items()}
    assert headers["x-custom"] == "h" and headers["content-type"] == "text/plain"
    assert (event["body"], event["isBase64Encoded"]) == ("text ü", False)
    context = event["requestContext"]
    assert (context["stage"], context["apiId"], context["resourcePath"], context["httpMethod"], context["path"]) == (
        "dev", api.id, "/a/{proxy+}", "PUT", "/dev/a/b/c",
    )
    assert context["accountId"] == "000000000000" and context["identity"]["sourceIp"] == "127.0.0.1"
    _, event = result(api.call("/a/b", "GET"))
    assert event["body"] is None and event["queryStringParameters"] is None


def test_a_lambda_proxy_gives_the_whole_answer(api, server):
    """The event's body is the answer to give."""
    source = "import json\ndef lambda_handler(event, context):\n    value = json.loads(event['body'])\n    if value == 'raise':\n        raise Exception('x')\n    return value\n"
    api.method("/", integration=lambda_integration(make_function(server, source), "AWS_PROXY"))
    api.deploy()
    call = lambda value: api.call("/", body=json.dumps(value))
    status, headers, body = call({"statusCode": 201, "headers": {"X-A": "b", "Content-Type": "text/plain"}, "multiValueHeaders": {"X-M": ["1", "2"]}, "body": "hi"})
    assert (status, headers["X-A"], headers["Content-Type"], body) == (201, "b", "text/plain", "hi")
    assert ", ".join(headers.get_all("X-M")) == "1, 2"
    assert result(call({"statusCode": "204"})) == (204, "")
    status, headers, body = call({"body": "only a body"})
    assert (status, body, headers["Content-Type"]) == (200, "only a body", JSON)
    for wrong in ({"statusCode": 200, "body": {"not": "text"}}, {"statusCode": "x"}, {"wrong": 1}, "text", "raise", [1]):
        status, headers, body = call(wrong)
        assert (status, body) == (502, BROKEN), wrong
    assert headers["x-amzn-ErrorType"] == "InternalServerErrorException"


def test_binary_media_types(server):
    api = Api(server, binaryMediaTypes=["image/png"])
    source = "def lambda_handler(event, context):\n    return {'statusCode': 200, 'body': event['body'], 'isBase64Encoded': event['isBase64Encoded'], 'headers': {'Content-Type': 'image/png'}}\n"
    api.method("/", integration=lambda_integration(make_function(server, source), "AWS_PROXY"))
    api.deploy()
    sent = bytes(range(256))
    path = f"/_aws/execute-api/{api.id}/dev/"
    status, _, body = server.http("POST", path, sent, {"Content-Type": "image/png", "Accept": "image/png"})
    assert (status, body) == (200, sent)


def test_an_integration_that_takes_too_long(api, server):
    slow = make_function(server, "import time\ndef lambda_handler(event, context):\n    time.sleep(5)\n")
    api.method("/", integration=lambda_integration(slow, "AWS_PROXY", timeoutInMillis=200))
    api.deploy()
    status, headers, body = api.call("/")
    assert (status, body) == (504, {"message": "Endpoint request timed out"})
    assert headers["x-amzn-ErrorType"] == "InternalServerErrorException"


def test_a_function_that_does_not_exist(api, echo):
    api.method("/proxy", integration=lambda_integration(echo + "x", "AWS_PROXY"))
    api.method("/custom", integration=lambda_integration(echo + "x"))
    api.deploy()
    assert result(api.call("/proxy")) == (500, BROKEN)
    assert result(api.call("/custom")) == (500, BROKEN)


def test_a_gateway_response_of_ones_own(api):
    api.method("/", "GET")
    api.client.put_gateway_response(
        restApiId=api.id, responseType="MISSING_AUTHENTICATION_TOKEN", statusCode="404",
        responseParameters={"gatewayresponse.header.X-Why": "'no route'"},
        responseTemplates={JSON: '{"error": $context.error.messageString}'},
    )
    api.deploy()
    status, headers, body = api.call("/nowhere", "GET")
    assert (status, headers["X-Why"], body) == (404, "no route", {"error": "Missing Authentication Token"})
