"""JSONata states through boto3: data flow, errors as histories show them, definitions that are refused, and expressions
that try to take all time or memory."""

import json
import pathlib

import pytest
from stepwell import failure, history, make_function, make_machine, run

ECHO = "def lambda_handler(event, context):\n    return event\n"


def machine(first, **states):
    return {"QueryLanguage": "JSONata", "StartAt": first, "States": states}


def passes(output, **more):
    return machine("P", P={"Type": "Pass", "Output": output, "End": True, **more})


def output(server, definition, value=None):
    execution = run(server, make_machine(server, definition), value)
    assert execution["status"] == "SUCCEEDED", (execution.get("error"), execution.get("cause"))
    return json.loads(execution["output"])


def failed(server, definition, value=None):
    execution = run(server, make_machine(server, definition), value)
    assert (execution["status"], execution["error"]) == ("FAILED", "States.QueryEvaluationError"), execution
    return execution


def test_data_flows_through_a_function_and_a_map(server):
    function = make_function(server, ECHO)
    definition = machine(
        "Call",
        Call={
            "Type": "Task",
            "Resource": "arn:aws:states:::lambda:invoke",
            "Arguments": {"FunctionName": function, "Payload": {"n": "{% $states.input.numbers[$ > 1] %}"}},
            "Assign": {"name": "{% $uppercase($states.input.name) %}"},
            "Output": "{% $states.result.Payload %}",
            "Next": "Each",
        },
        Each={
            "Type": "Map",
            "Items": "{% $states.input.n %}",
            "ItemSelector": {"v": "{% $states.context.Map.Item.Value %}", "i": "{% $states.context.Map.Item.Index %}"},
            "ItemProcessor": {
                "StartAt": "Double",
                "States": {"Double": {"Type": "Pass", "Output": "{% $states.input.v * 2 + $states.input.i %}", "End": True}},
            },
            "Next": "Choose",
        },
        Choose={
            "Type": "Choice",
            "Choices": [{"Condition": "{% $sum($states.input) > 10 %}", "Output": {"big": "{% $states.input %}"}, "Next": "Done"}],
            "Default": "Small",
        },
        Done={"Type": "Succeed", "Output": {"name": "{% $name %}", "got": "{% $states.input.big %}"}},
        Small={"Type": "Fail", "Error": "Small", "Cause": "{% 'only ' & $sum($states.input) %}"},
    )
    assert output(server, definition, {"name": "ada", "numbers": [1, 2, 3]}) == {"name": "ADA", "got": [4, 7]}


def test_a_failed_evaluation_has_its_event_and_can_be_caught(server):
    sfn = server.client("stepfunctions")
    definition = passes({"a": ["{% $states.input.nope %}"]})
    execution = failed(server, definition)
    event = next(e for e in history(sfn, execution["executionArn"]) if e["type"] == "EvaluationFailed")
    details = event["evaluationFailedEventDetails"]
    assert (details["location"], details["state"]) == ("Output/a[0]", "P")
    assert details["cause"] == execution["cause"]
    assert "'$states.input.nope' specified for the field 'Output/a[0]' returned nothing (undefined)." in details["cause"]

    definition = machine(
        "T",
        T={
            "Type": "Parallel",
            "Branches": [{"StartAt": "B", "States": {"B": {"Type": "Pass", "Output": "{% 1 + 'a' %}", "End": True}}}],
            "Catch": [{"ErrorEquals": ["States.QueryEvaluationError"], "Output": "{% $states.errorOutput.Cause %}", "Next": "E"}],
            "End": True,
        },
        E={"Type": "Succeed"},
    )
    cause = output(server, definition)
    assert cause.endswith("threw an error during evaluation. T2002: The right side of the \"+\" operator must evaluate to a number")


@pytest.mark.parametrize(
    "expression, message",
    [
        ("{% 1 + %}", "INVALID_JSONATA_EXPRESSION: Unexpected end of expression"),
        ("{% phone %}", "UNSUPPORTED_JSONATA_EXPRESSION: Reference to 'phone' at the top level is not supported."),
        ("{% $states.errorOutput %}", "UNSUPPORTED_JSONATA_EXPRESSION: Field '$states.errorOutput' does not exist."),
    ],
)
def test_what_is_refused(server, expression, message):
    code, text = failure(lambda: make_machine(server, passes({"v": expression})))
    assert code == "InvalidDefinition"
    assert f"{message} at /States/P/Output/v" in text


@pytest.mark.parametrize(
    "expression",
    [
        "$pad('x', 1000000000)",
        "($f := function($a) { $f($a & $a) }; $f('xxxxxxxx'))",
        "($f := function($a) { $f([$a, $a]) }; $f([1]))",
        "($f := function($n) { $f($n + 1) }; $f(0))",
        "$reduce([1..100], function($a, $b) { {'l': $a, 'r': $a} }, {})",
    ],
)
def test_abuse_ends_soon_and_takes_little(server, expression):
    before = memory(server)
    cause = failed(server, passes({"v": "{% " + expression + " %}"}))["cause"]
    assert "Expression evaluation " in cause or "Stack overflow error" in cause
    assert memory(server) - before < 600 << 20
    assert output(server, passes({"v": "{% 1 + 1 %}"})) == {"v": 2}


def memory(server):
    """The most memory that the server has held so far, in bytes."""
    status = pathlib.Path(f"/proc/{server.process.pid}/status").read_text()
    peak = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(peak.split()[1]) << 10
