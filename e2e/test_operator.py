"""What an operator sees: /metrics, `stepwell doctor`, `stepwell explain`, spans in the log."""

import json
import os
import re
import subprocess

import pytest

from stepwell import Server, binary, ended, make_function, make_machine, run, until

WAIT = {"StartAt": "Pause", "States": {"Pause": {"Type": "Wait", "Seconds": 3600, "End": True}}}
PASS = {"StartAt": "Only", "States": {"Only": {"Type": "Pass", "End": True}}}
ECHO = "def lambda_handler(event, context):\n    return event\n"


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    with Server(tmp_path_factory.mktemp("operator") / "data", "--log-format", "json") as server:
        yield server


def stepwell(*arguments, environment=None):
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "STEPWELL_"))}
    command = [binary(), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, env={**clean, **(environment or {})})
    return done.returncode, done.stdout, done.stderr


def samples(server):
    status, headers, body = server.http("GET", "/_stepwell/metrics")
    assert status == 200 and headers["content-type"].startswith("text/plain; version=0.0.4")
    found = {}
    for line in body.decode().splitlines():
        if not line.startswith("#"):
            name, value = line.rsplit(" ", 1)
            found[name] = float(value)
    return found


def test_metrics_count_what_happened(own):
    before = samples(own)
    function = make_function(own, ECHO)
    task = {"StartAt": "Call", "States": {"Call": {"Type": "Task", "Resource": function, "End": True}}}
    passing, calling = make_machine(own, PASS), make_machine(own, task)
    for _ in range(3):
        assert run(own, passing)["status"] == "SUCCEEDED"
    assert run(own, calling)["status"] == "SUCCEEDED"
    own.http("POST", "/", "{}", {"x-amz-target": "AWSStepFunctions.DescribeExecution"})
    after = samples(own)

    def grown(name):
        return after.get(name, 0) - before.get(name, 0)

    start = 'stepwell_http_requests_total{service="states",operation="StartExecution",status="200"}'
    assert grown(start) == 4
    refused = 'stepwell_http_requests_total{service="states",operation="DescribeExecution",status="400"}'
    assert grown(refused) == 1
    assert grown("stepwell_executions_started_total") == 4
    assert grown('stepwell_executions_ended_total{status="SUCCEEDED"}') == 4
    assert grown("stepwell_events_total") >= 3 * 4
    assert grown("stepwell_state_transitions_total") == 4
    assert grown('stepwell_tasks_total{integration="function",outcome="succeeded"}') == 1
    assert grown('stepwell_task_seconds_count{integration="function"}') == 1
    assert grown("stepwell_store_commit_seconds_count") >= 4
    assert grown("stepwell_store_sync_seconds_count") >= 1
    assert after["stepwell_store_group_batches_count"] == after["stepwell_store_sync_seconds_count"]
    assert after['stepwell_store_bytes{part="journal"}'] > 0
    assert after["process_resident_memory_bytes"] > 1 << 20
    assert any(name.startswith("stepwell_build_info{version=") for name in after)
    assert own.http("GET", "/metrics")[0] == 200


def test_histograms_are_cumulative_and_every_family_is_described(own):
    page = own.http("GET", "/metrics")[2].decode()
    described = set(re.findall(r"^# TYPE (\S+)", page, re.M))
    assert described == set(re.findall(r"^# HELP (\S+)", page, re.M))
    names = {re.split(r"[{ ]", line)[0] for line in page.splitlines() if not line.startswith("#")}
    for name in names:
        assert name in described or re.sub(r"_(bucket|sum|count)$", "", name) in described, name
    series = {}
    for name, labels, value in re.findall(r"^(\S+)_bucket\{(.*)\} (\d+)$", page, re.M):
        series.setdefault((name, re.sub(r',?le="[^"]*"', "", labels)), []).append(int(value))
    assert series and all(values == sorted(values) for values in series.values())


def test_timers_show_armed_and_late(own):
    machine = make_machine(own, {"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 1, "End": True}}})
    before = samples(own)
    run(own, machine)
    after = samples(own)
    assert after["stepwell_timers_fired_total"] > before["stepwell_timers_fired_total"]
    count = "stepwell_timer_lateness_seconds_count"
    assert after[count] > before[count]


def test_explain_says_what_a_waiting_execution_waits_for(own):
    arn = own.client("stepfunctions").start_execution(stateMachineArn=make_machine(own, WAIT))["executionArn"]
    status, out, _ = stepwell("explain", arn, "--endpoint", own.endpoint)
    assert status == 0
    assert "status      RUNNING" in out and "waits for   the time of a Wait state" in out and "\nPause\n" in out
    status, out, _ = stepwell("explain", arn, "--endpoint", own.endpoint, "--json")
    page = json.loads(out)
    (waits,) = page["waitsFor"]
    assert (status, waits["kind"], waits["path"]) == (0, "time", "Pause")
    assert waits["since"] < waits["until"] and page["lastEvent"]["type"] == "WaitStateEntered"
    own.client("stepfunctions").stop_execution(executionArn=arn, error="Enough", cause="for today")
    page = json.loads(stepwell("explain", arn, "--endpoint", own.endpoint, "--json")[1])
    assert (page["status"], page["error"], page["cause"]) == ("ABORTED", "Enough", "for today")
    assert page["waitsFor"] == []


def test_explain_follows_an_activity_into_a_branch(own):
    sfn = own.client("stepfunctions")
    activity = sfn.create_activity(name="explained")["activityArn"]
    states = {"Ask": {"Type": "Task", "Resource": activity, "TimeoutSeconds": 600, "End": True}}
    branches = [{"StartAt": "Ask", "States": states}, {"StartAt": "Only", "States": PASS["States"]}]
    machine = make_machine(own, {"StartAt": "Both", "States": {"Both": {"Type": "Parallel", "Branches": branches, "End": True}}})
    arn = sfn.start_execution(stateMachineArn=machine)["executionArn"]

    def waits():
        page = json.loads(stepwell("explain", arn, "--endpoint", own.endpoint, "--json")[1])
        return {waits["path"]: waits for waits in page["waitsFor"]}

    found = waits()
    assert found["Both"]["kind"] == "branches" and "1 of 2 have ended" in found["Both"]["what"]
    assert found["Both[0].Ask"]["what"] == f"a worker that polls {activity} with GetActivityTask"
    token = sfn.get_activity_task(activityArn=activity, workerName="w")["taskToken"]
    taken = waits()["Both[0].Ask"]
    assert taken["what"].startswith("the result of the worker") and taken["until"]
    sfn.send_task_success(taskToken=token, output="{}")
    assert ended(sfn, arn)["status"] == "SUCCEEDED"


def test_explain_names_the_token_a_callback_needs(own):
    function = make_function(own, ECHO)
    call = {
        "Type": "Task",
        "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken",
        "Parameters": {"FunctionName": function, "Payload": {"token.$": "$$.Task.Token"}},
        "End": True,
    }
    machine = make_machine(own, {"StartAt": "Call", "States": {"Call": call}})
    sfn = own.client("stepfunctions")
    arn = sfn.start_execution(stateMachineArn=machine)["executionArn"]

    def submitted():
        page = json.loads(stepwell("explain", arn, "--endpoint", own.endpoint, "--json")[1])
        return page["lastEvent"]["type"] == "TaskSubmitted" and page["waitsFor"][0]["what"]

    assert until(submitted, 30, "the task to be submitted").startswith("SendTaskSuccess or SendTaskFailure")
    sfn.stop_execution(executionArn=arn)


def test_explain_names_the_map_run_of_a_distributed_map(own):
    processor = {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}, **WAIT}
    each = {"Type": "Map", "ItemsPath": "$.items", "ItemProcessor": processor, "End": True}
    machine = make_machine(own, {"StartAt": "Each", "States": {"Each": each}})
    sfn = own.client("stepfunctions")
    arn = sfn.start_execution(stateMachineArn=machine, input='{"items": [1, 2]}')["executionArn"]
    map_run = until(lambda: sfn.list_map_runs(executionArn=arn)["mapRuns"], 30, "the Map Run")[0]["mapRunArn"]
    (waits,) = json.loads(stepwell("explain", arn, "--endpoint", own.endpoint, "--json")[1])["waitsFor"]
    assert (waits["kind"], waits["path"]) == ("mapRun", "Each") and map_run in waits["what"]
    sfn.stop_execution(executionArn=arn)


def test_explain_teaches_when_it_cannot_answer(own):
    status, out, err = stepwell("explain", "nonsense", "--endpoint", own.endpoint)
    assert (status, out) == (1, "") and "InvalidArn" in err and "list-executions" in err
    express = "arn:aws:states:us-east-1:000000000000:express:m:name:uuid"
    status, _, err = stepwell("explain", express, "--endpoint", own.endpoint)
    assert status == 1 and "Express" in err and "log" in err
    gone = "arn:aws:states:us-east-1:000000000000:execution:m:gone"
    status, _, err = stepwell("explain", gone, "--endpoint", own.endpoint)
    assert status == 1 and "ExecutionDoesNotExist" in err
    status, _, err = stepwell("explain", gone, "--endpoint", "http://127.0.0.1:1")
    assert status == 1 and "no server answers" in err and "--endpoint" in err


def test_doctor_beside_a_running_server(own):
    status, out, _ = stepwell("doctor", "--data-dir", str(own.data), "--endpoint", own.endpoint)
    assert status == 0, out
    assert "a server uses it" in out and "ready at" in out
    status, out, _ = stepwell("doctor", "--data-dir", str(own.data), "--endpoint", own.endpoint, "--json")
    report = json.loads(out)
    assert status == 0 and report["healthy"] is True
    checks = {finding["check"] for finding in report["findings"]}
    assert {"data directory", "journal", "server", "disk", "clock", "open files", "sandbox", "interpreters"} <= checks
    assert {"database", "journals"} <= {part for part, _ in report["bytes"]}


def test_doctor_without_a_server_looks_at_the_journal(tmp_path):
    nowhere = ["--endpoint", "http://127.0.0.1:1"]
    status, out, _ = stepwell("doctor", "--data-dir", str(tmp_path / "none"), *nowhere)
    assert status == 0 and "does not exist" in out
    data = tmp_path / "data"
    with Server(data) as server:
        run(server, make_machine(server, PASS))
        status, out, err = stepwell("doctor", "--data-dir", str(data), *nowhere)
        assert status == 1 and "--endpoint" in out, "a server that holds the data does not answer there"
        server.kill()
    status, out, _ = stepwell("doctor", "--data-dir", str(data), *nowhere)
    assert status == 0 and "all sound" in out and "no server uses it" in out
    before = fingerprint(data)
    journal = max(data.glob("data/*.jnl"), key=lambda path: int(path.stem))
    damage(journal)
    damaged = fingerprint(data)
    status, out, err = stepwell("doctor", "--data-dir", str(data), *nowhere)
    assert status == 1 and "WRONG" in out and str(journal) in out and "backup" in out
    assert fingerprint(data) == damaged != before, "doctor changes nothing"


def damage(journal):
    """A byte in the middle of acknowledged data."""
    content = bytearray(journal.read_bytes())
    content[len(content.rstrip(b"\0")) // 3] ^= 0xFF
    journal.write_bytes(content)


def fingerprint(directory):
    return {path: path.read_bytes() for path in directory.rglob("*") if path.is_file()}


def test_pages_for_operators_are_closed_to_strangers(tmp_path):
    root = {"STEPWELL_ROOT_ACCESS_KEY_ID": "root", "STEPWELL_ROOT_SECRET_ACCESS_KEY": "secret"}
    options = ["--iam", "enforce", "--metrics-token", "scrape-me"]
    with Server(tmp_path / "data", *options, environment=root) as server:
        for page in ["/metrics", "/_stepwell/metrics", "/_stepwell/explain?executionArn=x"]:
            assert server.http("GET", page)[0] == 403, page
        assert server.http("GET", "/metrics", headers={"Authorization": "Bearer wrong"})[0] == 403
        assert server.http("GET", "/metrics", headers={"Authorization": "Bearer scrape-me"})[0] == 200
        assert server.http("GET", "/_stepwell/health")[0] == 200
        arn = "arn:aws:states:us-east-1:000000000000:execution:m:gone"
        status, _, err = stepwell("explain", arn, "--endpoint", server.endpoint, environment=root)
        assert status == 1 and "ExecutionDoesNotExist" in err, "the root user may ask"
        wrong = {**root, "STEPWELL_ROOT_SECRET_ACCESS_KEY": "other"}
        status, _, err = stepwell("explain", arn, "--endpoint", server.endpoint, environment=wrong)
        assert status == 1 and "InvalidSignatureException" in err
        assert "scrape-me" not in server.log_text() and "secret" not in server.log_text()


def test_log_lines_carry_request_and_execution(tmp_path):
    options = ["--log-format", "json", "--log", "info,services=debug"]
    with Server(tmp_path / "data", *options) as server:
        sfn = server.client("stepfunctions")
        arn = sfn.start_execution(stateMachineArn=make_machine(server, WAIT), name="taken")["executionArn"]
        with pytest.raises(sfn.exceptions.ExecutionDoesNotExist) as raised:
            sfn.describe_execution(executionArn=arn + "-not")
        request_id = raised.value.response["ResponseMetadata"]["RequestId"]

        def spans():
            lines = [json.loads(line) for line in server.log.read_text().splitlines() if line.startswith("{")]
            found = [line.get("span", {}) for line in lines]
            return [span for span in found if span.get("request_id") == request_id]

        (span, *_) = until(spans, 10, "a line of the request")
        assert span["operation"] == "DescribeExecution"
        assert span["execution_arn"] == arn + "-not"
