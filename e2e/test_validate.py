"""`stepwell validate` as scripts and people call it."""

import json
import subprocess

import pytest
from stepwell import binary, shared

VALID = {"StartAt": "A", "States": {"A": {"Type": "Pass", "End": True}}}
INVALID = '{\n  "StartAt": "A",\n  "States": {\n    "A": {"Type": "Pass", "Next": "Nope"},\n    "B": {"Type": "Succeed"}\n  }\n}\n'


def validate(*arguments, text=None):
    return subprocess.run([binary(), "validate", *map(str, arguments)], input=text, capture_output=True, text=True, timeout=60)


@pytest.fixture
def files(tmp_path):
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_text(json.dumps(VALID))
    bad.write_text(INVALID)
    return good, bad


def test_the_exit_status_tells_the_verdict(files, tmp_path):
    good, bad = files
    assert validate(good).returncode == 0
    assert validate(good, good).returncode == 0
    assert validate(good, bad).returncode == 1
    assert validate(tmp_path / "missing.json", good).returncode == 2
    assert validate().returncode == 2
    assert validate("--type", "other", good).returncode == 2


def test_findings_show_file_line_column_and_place(files):
    _, bad = files
    done = validate(bad)
    first = done.stdout.splitlines()
    assert first[0] == f"{bad}:4:35: error: Missing 'Next' target: Nope [MISSING_TRANSITION_TARGET]"
    assert first[1:4] == [
        '4 |     "A": {"Type": "Pass", "Next": "Nope"},',
        "  |                                   ^^^^^^",
        "  at /States/A/Next",
    ]
    assert done.stdout.endswith(f"{bad}: invalid\n") and done.stderr == ""


def test_machines_get_a_line_for_each_file(files):
    good, bad = files
    done = validate("--json", good, bad, "-", text="{")
    reports = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(report["file"], report["result"]) for report in reports] == [
        (str(good), "OK"), (str(bad), "FAIL"), ("<stdin>", "FAIL"),
    ]
    first = reports[1]["diagnostics"][0]
    assert first == {
        "severity": "ERROR",
        "code": "MISSING_TRANSITION_TARGET",
        "message": "Missing 'Next' target: Nope",
        "location": "/States/A/Next",
        "line": 4,
        "column": 35,
        "endColumn": 41,
    }
    assert reports[2]["diagnostics"][0]["code"] == "INVALID_JSON_DESCRIPTION"


def test_express_workflows_may_do_less():
    message = {"QueueUrl": "https://sqs/q", "MessageBody": {"token.$": "$$.Task.Token"}}
    task = {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "Parameters": message, "End": True}
    wait = {"StartAt": "A", "States": {"A": task}}
    assert validate("-", text=json.dumps(wait)).returncode == 0
    assert validate("--type", "express", "-", text=json.dumps(wait)).returncode == 1


def test_the_verdicts_of_published_definitions(tmp_path):
    if shared() is None:
        pytest.skip("skipped: the shared corpora are not found")
    folder = shared() / "conformance/asl"
    for entry in json.loads((folder / "verdict.json").read_text()):
        done = validate("--json", folder / "verdict" / entry["file"])
        assert json.loads(done.stdout)["result"] == ("OK" if entry["verdict"] == "valid" else "FAIL"), entry["file"]
    real = [folder / "real" / entry["file"] for entry in json.loads((folder / "real.json").read_text())]
    assert validate(*real).returncode == 0
