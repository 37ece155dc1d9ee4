"""TestState: a state run at once, with mocks or real calls, and what it shows of itself."""

import json

import pytest
from botocore.exceptions import ClientError
from stepwell import make_function, make_role
from test_integrations import connect, web  # noqa: F401 (a fixture)

SEND = {
    "Type": "Task",
    "Resource": "arn:aws:states:::aws-sdk:sqs:sendMessage",
    "Parameters": {"MessageBody.$": "$.text"},
    "Next": "After",
}
BRANCH = {"StartAt": "B", "States": {"B": {"Type": "Pass", "End": True}}}
MAP = {
    "Type": "Map",
    "ItemsPath": "$.items",
    "MaxConcurrency": 2,
    "ItemSelector": {"value.$": "$$.Map.Item.Value"},
    "ItemProcessor": {"StartAt": "I", "States": {"I": {"Type": "Pass", "End": True}}},
    "End": True,
}


@pytest.fixture
def try_state(client):
    sfn = client("stepfunctions")

    def run(definition, value=None, **more):
        for name in ("mock", "context", "variables"):
            if name in more and name != "mock" and not isinstance(more[name], str):
                more[name] = json.dumps(more[name])
        if "result" in more:
            more["mock"] = {"result": json.dumps(more.pop("result")), **more.pop("mode", {})}
        if "error" in more:
            more["mock"] = {"errorOutput": {"error": more.pop("error"), "cause": "why"}}
        answer = sfn.test_state(definition=json.dumps(definition), input=json.dumps(value or {}), **more)
        answer.pop("ResponseMetadata")
        return answer

    return run


def refused(run, *arguments, **more):
    with pytest.raises(ClientError) as caught:
        run(*arguments, **more)
    error = caught.value.response["Error"]
    return error["Code"], error["Message"]


def test_a_state_gives_its_output_and_where_it_goes(try_state):
    state = {"Type": "Pass", "Parameters": {"a.$": "$.b"}, "Next": "Elsewhere"}
    assert try_state(state, {"b": 1}) == {"output": '{"a":1}', "nextState": "Elsewhere", "status": "SUCCEEDED"}


def test_debug_shows_the_way_there(try_state):
    state = {"Type": "Pass", "InputPath": "$.b", "ResultPath": "$.c", "Assign": {"v": 7}, "End": True}
    seen = try_state(state, {"b": 1}, inspectionLevel="DEBUG", variables={"w": [2]})["inspectionData"]
    assert {name: json.loads(text) for name, text in seen.items()} == {
        "input": {"b": 1},
        "afterInputPath": 1,
        "afterParameters": 1,
        "afterResultSelector": 1,
        "afterResultPath": {"b": 1, "c": 1},
        "variables": {"w": [2], "v": 7},
    }


def test_a_function_is_really_called(server, try_state):
    function = make_function(server, "def lambda_handler(event, context):\n    return {'got': event}\n")
    state = {"Type": "Task", "Resource": function, "ResultSelector": {"x.$": "$.got.n"}, "End": True}
    answer = try_state(state, {"n": 5}, roleArn=make_role(server, "states"), inspectionLevel="TRACE")
    assert (answer["status"], answer["output"]) == ("SUCCEEDED", '{"x":5}')
    assert json.loads(answer["inspectionData"]["result"]) == {"got": {"n": 5}}


def test_a_failing_function_is_handled_as_the_state_says(server, try_state):
    function = make_function(server, "def lambda_handler(event, context):\n    raise ValueError('no')\n")
    state = {
        "Type": "Task",
        "Resource": "arn:aws:states:::lambda:invoke",
        "Parameters": {"FunctionName": function},
        "Retry": [{"ErrorEquals": ["ValueError"], "IntervalSeconds": 4}],
        "End": True,
    }
    answer = try_state(state, roleArn=make_role(server, "states"), inspectionLevel="DEBUG")
    assert (answer["status"], answer["error"]) == ("RETRIABLE", "ValueError")
    assert answer["inspectionData"]["errorDetails"] == {"retryIndex": 0, "retryBackoffIntervalSeconds": 4}


def test_a_wait_waits(try_state):
    assert try_state({"Type": "Wait", "Seconds": 1, "End": True}, {"a": 1})["output"] == '{"a": 1}'


def test_a_call_needs_a_role_and_a_mock_none(try_state):
    expected = ("ValidationException", "RoleArn must be specified when testing a Task state")
    assert refused(try_state, SEND, {"text": "t"}) == expected
    answer = try_state(SEND, {"text": "t"}, result={"MessageId": "m"})
    assert answer == {"output": '{"MessageId": "m"}', "nextState": "After", "status": "SUCCEEDED"}


def test_mocked_errors_are_caught(try_state):
    state = {**SEND, "Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.e", "Next": "Rescue"}]}
    answer = try_state(state, {"text": "t"}, error="Broken", inspectionLevel="DEBUG")
    assert (answer["status"], answer["nextState"]) == ("CAUGHT_ERROR", "Rescue")
    assert json.loads(answer["output"]) == {"text": "t", "e": {"Error": "Broken", "Cause": "why"}}
    assert answer["inspectionData"]["errorDetails"] == {"catchIndex": 0}


def test_used_up_retries_fail(try_state):
    state = {**SEND, "Retry": [{"ErrorEquals": ["Busy"], "MaxAttempts": 2}]}
    statuses = [
        try_state(state, {"text": "t"}, error="Busy", stateConfiguration={"retrierRetryCount": count})["status"]
        for count in range(4)
    ]
    assert statuses == ["RETRIABLE", "RETRIABLE", "FAILED", "FAILED"]


def test_mocked_results_must_fit_the_api(try_state):
    result = {"MessageId": 5}
    message = "Mock result schema validation error: Field 'MessageId' must be a string"
    assert refused(try_state, SEND, {"text": "t"}, result=result) == ("ValidationException", message)
    answer = try_state(SEND, {"text": "t"}, result=result, mode={"fieldValidationMode": "NONE"})
    assert answer["status"] == "SUCCEEDED"


def test_parallel_and_map_need_a_mock(try_state):
    parallel = {"Type": "Parallel", "Branches": [BRANCH], "End": True}
    message = "TestState API does not support Map or Parallel states. Supported state types include: [Task, Wait, Pass, Succeed, Fail, Choice]"
    assert refused(try_state, parallel) == ("InvalidDefinition", message)
    assert try_state(parallel, result=[1])["output"] == "[1]"
    assert refused(try_state, parallel, result=[1, 2])[1].startswith("Mocked result must contain the same number")
    assert refused(try_state, parallel, result={}) == ("ValidationException", "Mocked result must be an array.")


def test_a_map_shows_what_its_iterations_get(try_state):
    answer = try_state(MAP, {"items": [1, 2]}, result=["a", "b"], inspectionLevel="TRACE")
    seen = answer["inspectionData"]
    assert (answer["output"], seen["maxConcurrency"]) == ('["a", "b"]', 2)
    assert json.loads(seen["afterItemSelector"]) == [{"value": 1}, {"value": 2}]
    configuration = {"mapIterationFailureCount": 1}
    answer = try_state(MAP, {"items": [1, 2]}, result=["a", "b"], stateConfiguration=configuration)
    assert (answer["status"], answer["error"]) == ("FAILED", "States.ExceedToleratedFailureThreshold")


def test_a_state_of_a_definition_is_tested_by_its_name(try_state):
    machine = {"StartAt": "M", "States": {"M": MAP}}
    assert try_state(machine, {"a": 1}, stateName="I")["output"] == '{"a": 1}'
    assert refused(try_state, machine, stateName="X") == ("ValidationException", "State not found in definition")


def test_the_context_object_can_be_given_with_a_mock(try_state):
    state = {**SEND, "ResultSelector": {"id.$": "$$.Execution.Id"}}
    assert try_state(state, {"text": "t"}, result={}, context={"Execution": {"Id": "e"}})["output"] == '{"id":"e"}'
    message = "Invalid Context object provided: 'Map' field is not supported when mocking a Context object"
    assert refused(try_state, state, {"text": "t"}, result={}, context={"Map": {}}) == ("ValidationException", message)


def test_what_cannot_be_tested_is_refused(try_state):
    callback = {**SEND, "Resource": SEND["Resource"] + ".waitForTaskToken"}
    callback["Parameters"] = {"Token.$": "$$.Task.Token"}
    assert refused(try_state, callback)[0] == "InvalidDefinition"
    assert try_state(callback, result={"any": 1})["status"] == "SUCCEEDED"
    assert refused(try_state, {"Type": "Succeed"}, result={})[0] == "ValidationException"
    assert refused(try_state, {"Type": "Parallel", "Branches": [], "End": True})[0] == "InvalidDefinition"
    message = "TestState does not support RevealSecrets when a mock is specified."
    assert refused(try_state, SEND, {"text": "t"}, result={}, revealSecrets=True) == ("ValidationException", message)


def test_an_http_task_shows_its_request_and_hides_what_its_connection_adds(server, web, try_state):  # noqa: F811
    key = {"ApiKeyAuthParameters": {"ApiKeyName": "x-key", "ApiKeyValue": "secret!"}}
    added = {"QueryStringParameters": [{"Key": "hidden", "Value": "1"}]}
    parameters = {
        "ApiEndpoint": f"{web.url}/things",
        "Method": "POST",
        "QueryParameters": {"q": "a b"},
        "RequestBody": {"n.$": "$.n"},
        "Authentication": {"ConnectionArn": connect(server, "API_KEY", key, InvocationHttpParameters=added)},
    }
    state = {"Type": "Task", "Resource": "arn:aws:states:::http:invoke", "Parameters": parameters, "End": True}
    settings = {"roleArn": make_role(server, "states"), "inspectionLevel": "TRACE"}
    seen = try_state(state, {"n": 1}, **settings)["inspectionData"]
    request, response = seen["request"], seen["response"]
    assert (request["protocol"], request["method"], request["body"]) == ("http", "POST", '{"n":1}')
    assert request["url"] == f"{web.url}/things?q=a%20b"
    assert "secret!" not in json.dumps(seen) and request["headers"].startswith("[user-agent: Amazon|StepFunctions|")
    assert (response["statusCode"], json.loads(response["body"])) == ("200", {"seen": 1})
    revealed = try_state(state, {"n": 1}, revealSecrets=True, **settings)["inspectionData"]["request"]
    assert "x-key: secret!" in revealed["headers"] and revealed["url"].endswith("?q=a%20b&hidden=1")
    assert web.seen[1]["headers"]["x-key"] == "secret!"
    assert "request" not in try_state(state, {"n": 1}, **{**settings, "inspectionLevel": "DEBUG"})["inspectionData"]


def test_other_services_are_called_through_the_sdk(server, try_state):
    state = {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:sfn:listActivities", "Parameters": {}, "End": True}
    answer = try_state(state, roleArn=make_role(server, "states"))
    assert answer["status"] == "SUCCEEDED" and "Activities" in json.loads(answer["output"])


def test_a_jsonata_state_shows_its_arguments(try_state):
    state = {
        "Type": "Task",
        "QueryLanguage": "JSONata",
        "Resource": "arn:aws:states:::aws-sdk:sqs:sendMessage",
        "Arguments": {"MessageBody": "{% $states.input.text & $suffix %}"},
        "Assign": {"id": "{% $states.result.MessageId %}"},
        "Output": "{% $states.context.State.Name %}",
        "Next": "After",
    }
    answer = try_state(state, {"text": "t"}, variables={"suffix": "!"}, result={"MessageId": "m"}, inspectionLevel="DEBUG")
    assert answer["output"] == '"StateName"'
    seen = {name: json.loads(text) for name, text in answer["inspectionData"].items()}
    assert seen == {
        "input": {"text": "t"},
        "afterArguments": {"MessageBody": "t!"},
        "result": {"MessageId": "m"},
        "variables": {"suffix": "!", "id": "m"},
    }
    broken = {**state, "Output": "{% $states.result.nothing %}"}
    answer = try_state(broken, {"text": "t"}, variables={"suffix": "!"}, result={})
    assert (answer["status"], answer["error"]) == ("FAILED", "States.QueryEvaluationError")


DISTRIBUTED = {
    **MAP,
    "ItemProcessor": {**MAP["ItemProcessor"], "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}},
    "ToleratedFailurePercentage": 50,
}


def test_a_distributed_map_reads_mocked_data_and_tolerates_failures(try_state):
    reader = {"Resource": "arn:aws:states:::s3:getObject", "Parameters": {"Bucket": "b", "Key": "k"}}
    state = {**DISTRIBUTED, "ItemReader": {**reader, "ReaderConfig": {"InputType": "JSON", "ItemsPointer": "/rows"}}}
    state.pop("ItemsPath")

    def fails(count, data='{"rows": [1, 2]}'):
        configuration = {"mapIterationFailureCount": count, "mapItemReaderData": data}
        return try_state(state, result=["a", "b"], stateConfiguration=configuration, inspectionLevel="TRACE")

    tolerated = fails(1)
    assert tolerated["status"] == "SUCCEEDED"
    seen = tolerated["inspectionData"]
    assert (seen["toleratedFailurePercentage"], json.loads(seen["afterItemsPointer"])) == (50, [1, 2])
    assert json.loads(seen["afterItemSelector"]) == [{"value": 1}, {"value": 2}]
    assert fails(2)["error"] == "States.ExceedToleratedFailureThreshold"
    assert fails(0, "{}")["error"] == "States.ItemReaderFailed"


def test_a_result_writer_gives_an_object(try_state):
    writer = {"Resource": "arn:aws:states:::s3:putObject", "Parameters": {"Bucket": "b", "Prefix": "p"}}
    state = {**DISTRIBUTED, "ResultWriter": writer}
    assert refused(try_state, state, {"items": []}, result=[]) == ("ValidationException", "Mocked result must be a JSON object.")
    assert try_state(state, {"items": []}, result={"MapRunArn": "m"})["status"] == "SUCCEEDED"
