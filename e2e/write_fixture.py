"""Writes `fixtures/data-NAME.tar.xz`: a data directory of the binary in STEPWELL_BIN, killed in the midst of its work.

Run it with each release, and commit what it writes: every later build must open it and finish its executions
(`test_upgrade.py`). Nothing in it may be a secret; its task tokens are those of executions that exist nowhere else.
"""

import argparse
import json
import pathlib
import tarfile
import tempfile
import time

from api import Api, states_integration
from crash_kinds import iterations, only, parallel, retried
from stepwell import ROOT, Server, ended, history, make_function, make_machine, make_role, until

FIXTURES = ROOT / "e2e/fixtures"
EXPECTED = "expected.json"
#: What a build makes again by itself.
LEFT_OUT = ("functions",)
FUNCTION = """
import time

def lambda_handler(event, context):
    print("handling", event.get("n"))
    if event.get("fails_until", 0) > time.time():
        raise RuntimeError("not yet")
    time.sleep(event.get("seconds", 0))
    return {"n": event.get("n")}
"""
#: So long that what waits for it has not ended when the server is killed.
LONG = 45


def callback(function):
    parameters = {"FunctionName": function, "Payload": {"token.$": "$$.Task.Token"}}
    state = {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke.waitForTaskToken", "Parameters": parameters}
    return only({**state, "End": True})


def finished(server, names):
    """Executions that ended, each way."""
    sfn = server.client("stepfunctions")
    machines = {
        "passed": only({"Type": "Pass", "Result": {"a": [1, "ü"]}, "End": True}),
        "failed": only({"Type": "Fail", "Error": "Boom", "Cause": "because"}),
        "timed out": {**only({"Type": "Wait", "Seconds": 60, "End": True}), "TimeoutSeconds": 1},
        "aborted": only({"Type": "Wait", "Seconds": 60, "End": True}),
        "branched": parallel(names),
        "iterated": iterations(names),
    }
    arns = {}
    for name, definition in machines.items():
        machine = make_machine(server, definition)
        value = {"n": 1, "items": [{"n": 2}, {"n": 3}]}
        arns[name] = sfn.start_execution(stateMachineArn=machine, name="one", input=json.dumps(value))["executionArn"]
    sfn.stop_execution(executionArn=arns["aborted"], error="Stopped", cause="by hand")
    return {arn: {"end": ended(sfn, arn)["status"], "events": shown(history(sfn, arn))} for arn in arns.values()}


def waiting(server, names):
    """Executions that wait for everything there is to wait for: what each will answer."""
    sfn = server.client("stepfunctions")
    slow = {"n": 5, "seconds": LONG, "items": [{"n": 6, "seconds": LONG}, {"n": 7}], "fails_until": 0}
    late = {**slow, "seconds": 0, "fails_until": time.time() + LONG}
    works = {
        "wait": (only({"Type": "Wait", "Seconds": LONG, "End": True}), slow, slow),
        "task": (only(retried(names["function"])), slow, {"n": 5}),
        "retry": (only(retried(names["function"])), late, {"n": 5}),
        "parallel": (parallel(names), slow, [{"n": 5}, slow, slow]),
        "map": (iterations(names), slow, [{"n": 6}, {"n": 7}]),
        "callback": (callback(names["function"]), slow, "called back"),
        "taken": (only({"Type": "Task", "Resource": names["taken"], "End": True}), slow, "from a worker"),
        "offered": (only({"Type": "Task", "Resource": names["offered"], "End": True}), slow, "from a worker"),
    }
    running = {}
    for name, (definition, value, output) in works.items():
        machine = make_machine(server, definition)
        arn = sfn.start_execution(stateMachineArn=machine, name=name, input=json.dumps(value))["executionArn"]
        running[name] = {"arn": arn, "machine": machine, "input": value, "output": output}
    running["taken"]["token"] = sfn.get_activity_task(activityArn=names["taken"])["taskToken"]
    running["callback"]["token"] = token_of(sfn, running["callback"]["arn"])
    started = lambda: any(e["type"] == "LambdaFunctionStarted" for e in history(sfn, running["task"]["arn"]))
    until(started, 60, "a task to run")
    return running


def token_of(sfn, arn):
    def token():
        events = (event.get("taskScheduledEventDetails") for event in history(sfn, arn))
        found = [json.loads(details["parameters"])["Payload"]["token"] for details in events if details]
        return found[0] if found else None

    return until(token, 60, "a task with a token")


def shown(events):
    """Events as JSON has them."""
    return json.loads(json.dumps(events, default=str))


def api_of(server):
    machine = make_machine(server, only({"Type": "Pass", "End": True}))
    role = make_role(server, "apigateway", "AWSStepFunctionsFullAccess")
    template = '{"stateMachineArn": "%s", "input": "$util.escapeJavaScript($input.json(\'$\'))"}' % machine
    api = Api(server)
    api.method("/run", integration=states_integration("StartExecution", role, requestTemplates={"application/json": template}))
    api.deploy(variables={"v": "1"})
    return {"id": api.id, "machine": machine, "role": role}


def write(server):
    sfn = server.client("stepfunctions")
    function = make_function(server, FUNCTION, Timeout=300)
    activities = {name: sfn.create_activity(name=name)["activityArn"] for name in ("taken", "offered")}
    names = {"function": function, **activities}
    logs = server.client("logs")
    group = f"/aws/lambda/{function.rsplit(':', 1)[1]}"
    expected = {"function": function, "activities": activities, "group": group, "api": api_of(server)}
    expected["finished"] = finished(server, names)
    expected["running"] = waiting(server, names)
    printed = lambda: [e["message"] for e in logs.filter_log_events(logGroupName=group)["events"] if "handling" in e["message"]]
    expected["logs"] = until(printed, 30, "the function's log")
    return expected


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("name", help="such as v1")
    name = parser.parse_args().name
    FIXTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as directory:
        data = pathlib.Path(directory) / "data"
        with Server(data) as server:
            expected = write(server)
            server.kill()
        (data / EXPECTED).write_text(json.dumps(expected))
        with tarfile.open(FIXTURES / f"data-{name}.tar.xz", "w:xz") as archive:
            archive.add(data, "data", filter=lambda entry: None if entry.name.split("/")[1:2] and entry.name.split("/")[1] in LEFT_OUT else entry)


if __name__ == "__main__":
    main()
