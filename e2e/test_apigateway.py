"""API Gateway's operations: what is put is what is got, patches change it, and AWS's errors."""

import pytest
from api import MOCK, Api, lambda_uri
from stepwell import REGION, failure, unique

NO_METHOD = ("NotFoundException", "Invalid Method identifier specified")
NO_RESOURCE = ("NotFoundException", "Invalid Resource identifier specified")
BAD = "BadRequestException"


@pytest.fixture
def api(server):
    return Api(server)


@pytest.fixture
def apigw(client):
    return client("apigateway")


def plain(answer):
    return {key: value for key, value in answer.items() if key != "ResponseMetadata"}


def patch(op, path, value=None):
    return {"op": op, "path": path} | ({} if value is None else {"value": value})


def test_rest_apis(apigw):
    name = unique("api")
    made = apigw.create_rest_api(name=name, description="d", tags={"a": "1"}, endpointConfiguration={"types": ["REGIONAL"]})
    assert len(made["id"]) == 10 and made["rootResourceId"] and made["createdDate"]
    assert made["endpointConfiguration"]["types"] == ["REGIONAL"] and made["apiKeySource"] == "HEADER"
    got = apigw.get_rest_api(restApiId=made["id"])
    assert plain(got) == plain(made) and got["description"] == "d" and got["tags"] == {"a": "1"}
    pages = list(apigw.get_paginator("get_rest_apis").paginate(PaginationConfig={"PageSize": 1}))
    assert made["id"] in [item["id"] for page in pages for item in page["items"]]
    assert all(len(page["items"]) <= 1 for page in pages)
    changed = apigw.update_rest_api(restApiId=made["id"], patchOperations=[patch("replace", "/name", "other"), patch("replace", "/description", "e")])
    assert (changed["name"], changed["description"]) == ("other", "e")
    apigw.delete_rest_api(restApiId=made["id"])
    missing = ("NotFoundException", f"Invalid API identifier specified 000000000000:{made['id']}")
    for call in (apigw.get_rest_api, apigw.delete_rest_api, apigw.get_resources, apigw.get_stages):
        assert failure(lambda: call(restApiId=made["id"])) == missing


def test_resources(api, apigw):
    root = apigw.get_resource(restApiId=api.id, resourceId=api.resource("/"))
    assert plain(root) == {"id": api.resource("/"), "path": "/"}
    pets, pet = api.resource("/pets"), api.resource("/pets/{id}")
    got = plain(apigw.get_resource(restApiId=api.id, resourceId=pet))
    assert got == {"id": pet, "parentId": pets, "pathPart": "{id}", "path": "/pets/{id}"}
    api.method("/pets", "GET")
    listed = {item["path"]: item for item in apigw.get_resources(restApiId=api.id)["items"]}
    assert set(listed) == {"/", "/pets", "/pets/{id}"} and listed["/pets"]["resourceMethods"] == {"GET": {}}
    embedded = apigw.get_resources(restApiId=api.id, embed=["methods"])["items"]
    assert [item["resourceMethods"]["GET"]["methodIntegration"]["type"] for item in embedded if item["path"] == "/pets"] == ["MOCK"]
    pages = list(apigw.get_paginator("get_resources").paginate(restApiId=api.id, PaginationConfig={"PageSize": 2}))
    assert [len(page["items"]) for page in pages] == [2, 1]
    apigw.delete_resource(restApiId=api.id, resourceId=pets)
    assert failure(lambda: apigw.get_resource(restApiId=api.id, resourceId=pet)) == NO_RESOURCE
    assert failure(lambda: apigw.delete_resource(restApiId=api.id, resourceId=pets)) == NO_RESOURCE


def test_resources_that_cannot_be(api, apigw):
    make = lambda parent, part: failure(lambda: apigw.create_resource(restApiId=api.id, parentId=parent, pathPart=part))
    root, pets, proxy = api.resource("/"), api.resource("/pets"), api.resource("/{proxy+}")
    assert make(root, "pets") == ("ConflictException", "Another resource with the same parent already has this name: pets")
    assert make(proxy, "x") == (BAD, "Cannot create a child of a resource with a greedy path variable: {proxy+}")
    assert make(root, "{id}") == (
        BAD, "A sibling ({proxy+}) of this resource already has a variable path part -- only one is allowed",
    )
    assert make("nosuch", "x") == NO_RESOURCE
    assert make(pets, "a b")[0] == BAD


def test_methods(api, apigw):
    here = api.here("/", "GET")
    assert failure(lambda: apigw.get_method(**here)) == NO_METHOD
    put = apigw.put_method(**here, authorizationType="NONE", requestParameters={"method.request.querystring.q": True})
    assert plain(put) == {
        "httpMethod": "GET", "authorizationType": "NONE", "apiKeyRequired": False,
        "requestParameters": {"method.request.querystring.q": True},
    }
    assert plain(apigw.get_method(**here)) == plain(put)
    assert failure(lambda: apigw.put_method(**here, authorizationType="NONE")) == (
        "ConflictException", "Method already exists for this resource",
    )
    changed = apigw.update_method(**here, patchOperations=[
        patch("replace", "/authorizationType", "AWS_IAM"),
        patch("replace", "/apiKeyRequired", "true"),
        patch("replace", "/operationName", "List"),
        patch("add", "/requestParameters/method.request.header.h", "false"),
        patch("remove", "/requestParameters/method.request.querystring.q"),
    ])
    assert (changed["authorizationType"], changed["apiKeyRequired"], changed["operationName"]) == ("AWS_IAM", True, "List")
    assert changed["requestParameters"] == {"method.request.header.h": False}
    assert failure(lambda: apigw.update_method(**here, patchOperations=[patch("replace", "/httpMethod", "PUT")])) == (
        BAD, "Invalid patch path /httpMethod",
    )
    apigw.delete_method(**here)
    assert failure(lambda: apigw.delete_method(**here)) == NO_METHOD
    verb = {**here, "httpMethod": "FETCH"}
    assert failure(lambda: apigw.put_method(**verb, authorizationType="NONE")) == (
        BAD, "Invalid HttpMethod specified. Valid options are GET,PUT,POST,DELETE,PATCH,OPTIONS,HEAD,ANY",
    )


def test_integrations(api, apigw):
    here = api.here("/", "GET")
    assert failure(lambda: apigw.put_integration(**here, **MOCK)) == NO_METHOD
    apigw.put_method(**here, authorizationType="NONE")
    assert failure(lambda: apigw.get_integration(**here)) == ("NotFoundException", "Invalid Integration identifier specified")
    put = plain(apigw.put_integration(**here, **MOCK))
    assert put == {
        "type": "MOCK", "requestTemplates": {"application/json": '{"statusCode": 200}'}, "passthroughBehavior": "WHEN_NO_MATCH",
        "timeoutInMillis": 29000, "cacheNamespace": api.resource("/"), "cacheKeyParameters": [],
    }
    assert plain(apigw.get_integration(**here)) == put
    changed = apigw.update_integration(**here, patchOperations=[
        patch("replace", "/passthroughBehavior", "NEVER"),
        patch("replace", "/timeoutInMillis", "1000"),
        patch("add", "/requestTemplates/application~1xml", "<x/>"),
        patch("remove", "/requestTemplates/application~1json"),
    ])
    assert (changed["passthroughBehavior"], changed["timeoutInMillis"]) == ("NEVER", 1000)
    assert changed["requestTemplates"] == {"application/xml": "<x/>"}
    apigw.update_integration(**here, patchOperations=[patch("replace", "/requestTemplates/application~1xml", "<y/>")])
    assert apigw.get_method(**here)["methodIntegration"]["requestTemplates"] == {"application/xml": "<y/>"}
    apigw.delete_integration(**here)
    assert "methodIntegration" not in apigw.get_method(**here)


@pytest.mark.parametrize(
    ("integration", "message"),
    [
        ({"type": "AWS", "uri": "nonsense"}, "Invalid ARN specified in the request"),
        ({"type": "AWS_PROXY", "uri": f"arn:aws:apigateway:{REGION}:states:action/StartExecution"},
         "Integrations of type 'AWS_PROXY' currently only supports Lambda function and Firehose stream invocations."),
        ({"type": "HTTP", "uri": "nonsense"}, "Invalid HTTP endpoint specified for URI"),
        ({"type": "AWS", "uri": f"arn:aws:apigateway:{REGION}:states:nothing"}, "AWS ARN for integration must contain path or action"),
    ],
)
def test_integrations_that_cannot_be(api, apigw, integration, message):
    here = api.here("/", "GET")
    apigw.put_method(**here, authorizationType="NONE")
    assert failure(lambda: apigw.put_integration(**here, integrationHttpMethod="POST", **integration)) == (BAD, message)


def test_method_responses_and_integration_responses(api, apigw):
    here = api.here("/", "GET")
    header = "method.response.header.X"
    apigw.put_method(**here, authorizationType="NONE")
    apigw.put_integration(**here, **MOCK)
    put = apigw.put_method_response(**here, statusCode="200", responseParameters={header: True}, responseModels={"application/json": "Empty"})
    expected = {"statusCode": "200", "responseParameters": {header: True}, "responseModels": {"application/json": "Empty"}}
    assert plain(put) == plain(apigw.get_method_response(**here, statusCode="200")) == expected
    settings = {"selectionPattern": "2..", "responseParameters": {header: "'x'"}, "responseTemplates": {"application/json": "{}"}}
    put = apigw.put_integration_response(**here, statusCode="200", **settings)
    assert plain(put) == plain(apigw.get_integration_response(**here, statusCode="200")) == {"statusCode": "200", **settings}
    changed = apigw.update_integration_response(**here, statusCode="200", patchOperations=[
        patch("replace", "/selectionPattern", "3.."),
        patch("add", "/responseTemplates/text~1plain", "t"),
        patch("replace", f"/responseParameters/{header}", "'y'"),
    ])
    assert (changed["selectionPattern"], changed["responseParameters"]) == ("3..", {header: "'y'"})
    assert changed["responseTemplates"] == {"application/json": "{}", "text/plain": "t"}
    whole = apigw.get_method(**here)
    assert whole["methodResponses"] == {"200": expected}
    assert whole["methodIntegration"]["integrationResponses"] == {"200": plain(changed)}
    missing = ("NotFoundException", "Invalid Response status code specified")
    apigw.delete_integration_response(**here, statusCode="200")
    apigw.delete_method_response(**here, statusCode="200")
    for call in (apigw.get_integration_response, apigw.get_method_response, apigw.delete_integration_response):
        assert failure(lambda: call(**here, statusCode="200")) == missing, call


def test_templates_that_are_null_empty_or_none(server, api):
    # boto3 refuses a null, unless it is told to send what it is given.
    apigw = server.client("apigateway", parameter_validation=False)
    here = api.here("/", "GET")
    apigw.put_method(**here, authorizationType="NONE")
    put = apigw.put_integration(**here, type="MOCK", requestTemplates={"a/b": None})
    assert put["requestTemplates"] == {"a/b": None}
    for sent, kept in (({"a/b": None}, {"a/b": None}), ({"a/b": ""}, {"a/b": None}), ({}, {})):
        put = apigw.put_integration_response(**here, statusCode="200", responseTemplates=sent)
        assert put["responseTemplates"] == kept
        assert apigw.get_integration_response(**here, statusCode="200")["responseTemplates"] == kept


def test_deployments(api, apigw):
    assert failure(lambda: apigw.create_deployment(restApiId=api.id)) == (BAD, "The REST API doesn't contain any methods")
    api.method("/", "GET")
    first = apigw.create_deployment(restApiId=api.id, description="first")
    second = apigw.create_deployment(restApiId=api.id, stageName="dev", variables={"v": "1"})
    assert apigw.get_deployment(restApiId=api.id, deploymentId=first["id"])["description"] == "first"
    assert {item["id"] for item in apigw.get_deployments(restApiId=api.id)["items"]} == {first["id"], second["id"]}
    assert apigw.get_stage(restApiId=api.id, stageName="dev")["variables"] == {"v": "1"}
    assert failure(lambda: apigw.delete_deployment(restApiId=api.id, deploymentId=second["id"])) == (
        BAD, "Active stages pointing to this deployment must be moved or deleted",
    )
    apigw.delete_deployment(restApiId=api.id, deploymentId=first["id"])
    assert failure(lambda: apigw.get_deployment(restApiId=api.id, deploymentId=first["id"])) == (
        "NotFoundException", "Invalid Deployment identifier specified",
    )


def test_a_method_without_integration_cannot_be_deployed(api, apigw):
    apigw.put_method(**api.here("/", "GET"), authorizationType="NONE")
    assert failure(lambda: apigw.create_deployment(restApiId=api.id)) == (BAD, "No integration defined for method")


def test_stages(api, apigw):
    api.method("/", "GET")
    deployment = apigw.create_deployment(restApiId=api.id)["id"]
    made = apigw.create_stage(restApiId=api.id, stageName="one", deploymentId=deployment, variables={"a": "1"}, tags={"t": "1"})
    assert made["deploymentId"] == deployment and made["methodSettings"] == {} and made["tracingEnabled"] is False
    got = apigw.get_stage(restApiId=api.id, stageName="one")
    assert plain(got) == plain(made) and got["tags"] == {"t": "1"}
    make = lambda **more: apigw.create_stage(**{"restApiId": api.id, "stageName": "one", "deploymentId": deployment, **more})
    assert failure(make) == ("ConflictException", "Stage already exists")
    assert failure(lambda: make(stageName="two", deploymentId="nosuch")) == (BAD, "Deployment id does not exist")
    other = apigw.create_deployment(restApiId=api.id)["id"]
    changed = apigw.update_stage(restApiId=api.id, stageName="one", patchOperations=[
        patch("replace", "/deploymentId", other),
        patch("replace", "/description", "d"),
        patch("replace", "/variables/b", "2"),
        patch("remove", "/variables/a"),
    ])
    assert (changed["deploymentId"], changed["description"], changed["variables"]) == (other, "d", {"b": "2"})
    code, message = failure(lambda: apigw.update_stage(restApiId=api.id, stageName="one", patchOperations=[patch("replace", "/nonsense", "x")]))
    assert code == BAD and message.startswith("Invalid method setting path: /nonsense. Must be one of: [/deploymentId, ")
    assert [stage["stageName"] for stage in apigw.get_stages(restApiId=api.id)["item"]] == ["one"]
    apigw.delete_stage(restApiId=api.id, stageName="one")
    missing = ("NotFoundException", "Invalid stage identifier specified")
    assert failure(lambda: apigw.get_stage(restApiId=api.id, stageName="one")) == missing
    assert failure(lambda: apigw.delete_stage(restApiId=api.id, stageName="one")) == missing


def test_a_lambda_uri_may_name_a_stage_variable(api, apigw):
    uri = lambda_uri("arn:aws:lambda:ap-northeast-1:000000000000:function:${stageVariables.fn}")
    here = api.method("/", "GET", {"type": "AWS_PROXY", "integrationHttpMethod": "POST", "uri": uri})
    assert apigw.get_integration(**here)["uri"] == uri
