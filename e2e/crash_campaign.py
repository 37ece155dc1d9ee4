"""Kills at random moments under mixed load: nothing acknowledged is lost, nothing happens twice, nothing is stuck.

`make crash KILLS=200` runs many; `test_crash_campaign.py` a few. What runs is the table of `crash_kinds.py`.
"""

import argparse
import json
import pathlib
import random
import tempfile
import threading
import time

from crash_kinds import FUNCTION, KINDS, check_children, check_history, check_redrives, counts_are_wrong
from stepwell import Server, ended, history, make_function, make_machine, until

THREADS = 4


class Load:
    """Starts executions of all kinds, plays the workers that answer activities and callbacks, stops and redrives, and
    watches Map Runs."""

    def __init__(self, server, seed):
        self.server, self.seed = server, seed
        names = {"function": make_function(server, FUNCTION)}
        names["activity"] = server.client("stepfunctions").create_activity(name="worker")["activityArn"]
        self.activity = names["activity"]
        self.machines = {kind.name: make_machine(server, kind.definition(names)) for kind in KINDS}
        self.acknowledged = {}
        self.called_back = set()
        #: How many redrives of an execution were acknowledged.
        self.redrives = {}
        #: What was last told of each Map Run, and how often somebody asked.
        self.seen = {}
        self.looks = 0
        #: What was answered that could not be.
        self.wrong = []
        self.choose = random.Random(f"{seed}-stops")
        self.lock = threading.Lock()
        self.starting = self.working = True
        self.pause = threading.Event()
        workers = [self.poll, self.call_back, self.redrive_failed, self.watch_map_runs]
        starters = [lambda number=number: self.start(number) for number in range(THREADS)]
        self.threads = [threading.Thread(target=work, daemon=True) for work in [*workers, *starters]]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.starting = self.working = False
        for thread in self.threads:
            thread.join(90)

    def again(self, work):
        """Does something that a kill may interrupt."""
        try:
            return work()
        except Exception:
            self.pause.wait(0.05)
            return None

    def start(self, number):
        choose = random.Random(f"{self.seed}-{number}")
        sfn = self.server.client("stepfunctions")
        count = 0
        while self.starting:
            count += 1
            kind = choose.choice(KINDS)
            value = kind.make_input(choose, count)
            machine, name = self.machines[kind.name], f"{kind.name}-{number}-{count}"
            start = lambda: sfn.start_execution(stateMachineArn=machine, name=name, input=json.dumps(value))
            if started := self.again(start):
                with self.lock:
                    self.acknowledged[started["executionArn"]] = (kind, value)
            self.pause.wait(choose.uniform(0, 0.1))

    def poll(self):
        sfn = self.server.client("stepfunctions")
        while self.working:
            task = self.again(lambda: sfn.get_activity_task(activityArn=self.activity))
            if task and task.get("taskToken"):
                # Asked again after a kill: the answer may have been taken, or not.
                for _ in range(40):
                    if self.again(lambda: self.report(sfn, task)):
                        break

    def report(self, sfn, task):
        try:
            sfn.send_task_success(taskToken=task["taskToken"], output=task["input"])
        except sfn.exceptions.TaskTimedOut:
            # It has its result, or the time limit has given it to somebody else.
            pass
        return True

    def call_back(self):
        """Finds the tokens in the histories, as nobody else has them: the function that got one is done."""
        sfn = self.server.client("stepfunctions")
        machine = self.machines["callback"]
        while self.working:
            running = lambda: sfn.list_executions(stateMachineArn=machine, statusFilter="RUNNING")["executions"]
            for execution in self.again(running) or []:
                self.again(lambda: self.answer(sfn, execution["executionArn"]))
            self.pause.wait(0.1)

    def answer(self, sfn, arn):
        for event in history(sfn, arn):
            details = event.get("taskScheduledEventDetails")
            if details and (arn, event["id"]) not in self.called_back:
                token = json.loads(details["parameters"])["Payload"]["token"]
                sfn.send_task_success(taskToken=token, output='"called back"')
                self.called_back.add((arn, event["id"]))

    def executions(self, sfn, kind, *statuses):
        """The executions of a kind that have one of these statuses now; none while the server is down."""
        machine = self.machines[kind.name]
        for status in statuses:
            listed = lambda: sfn.list_executions(stateMachineArn=machine, statusFilter=status)["executions"]
            yield from (execution["executionArn"] for execution in self.again(listed) or [])

    def redrive_failed(self):
        """Stops some of those that run and redrives what has failed or was stopped, again until each is acknowledged."""
        sfn = self.server.client("stepfunctions")
        kinds = [kind for kind in KINDS if kind.redriven]
        while self.working:
            for kind in kinds:
                for arn in self.executions(sfn, kind, "RUNNING"):
                    if self.starting and self.choose.random() < 0.05:
                        self.again(lambda: sfn.stop_execution(executionArn=arn))
                for arn in self.executions(sfn, kind, "FAILED", "ABORTED"):
                    self.redrive(sfn, arn)
            self.pause.wait(0.1)

    def redrive(self, sfn, arn):
        count = self.redrives.get(arn, 0) + 1

        def request():
            try:
                # The token makes the requests one, whichever of them arrives.
                return sfn.redrive_execution(executionArn=arn, clientToken=f"redrive-{count}")
            except sfn.exceptions.ExecutionNotRedrivable as error:
                self.wrong.append(f"{arn}, redrive {count}: {error}")
                return error

        while self.working:
            if self.again(request):
                self.redrives[arn] = count
                return

    def watch_map_runs(self):
        """What is told of a Map Run at work is never less than what was told before, kill or no kill."""
        sfn = self.server.client("stepfunctions")
        while self.working:
            for kind in KINDS:
                # What a redrive does again was told of before.
                if kind.children and not kind.redriven:
                    for arn in self.executions(sfn, kind, "RUNNING"):
                        self.again(lambda: self.watch(sfn, kind, arn))
            self.pause.wait(0.05)

    def watch(self, sfn, kind, arn):
        for run in sfn.list_map_runs(executionArn=arn)["mapRuns"]:
            described = sfn.describe_map_run(mapRunArn=run["mapRunArn"])
            # Express children run again whose results were not stored.
            before = self.seen.get(run["mapRunArn"]) if kind.children == "STANDARD" else None
            if wrong := counts_are_wrong(described, before):
                self.wrong.append(f"{run['mapRunArn']}: {wrong}")
            self.seen[run["mapRunArn"]] = described
            self.looks += 1


def check_one(sfn, load, kind, arn):
    execution = succeeded(sfn, load, kind, arn)
    assert json.loads(execution["output"]) == kind.expected(json.loads(execution["input"])), execution
    events = history(sfn, arn)
    check_history(events)
    check_redrives(events, execution, load.redrives.get(arn, 0))
    if kind.children:
        check_children(sfn, kind, execution, events, history)


def succeeded(sfn, load, kind, arn):
    """The execution when it has ended as it must, and the last redrive of it has been acknowledged."""

    def description():
        execution = ended(sfn, arn, 180)
        if not kind.redriven:
            assert execution["status"] == "SUCCEEDED", (execution, history(sfn, arn)[-3:])
        acknowledged = execution["redriveCount"] == load.redrives.get(arn, 0)
        return execution if execution["status"] == "SUCCEEDED" and acknowledged else None

    return until(description, 180, lambda: f"{arn} to succeed: {sfn.describe_execution(executionArn=arn)}")


def check_all(server, load):
    """Every acknowledged execution ended as it must; every other one that survived ended too."""
    sfn = server.client("stepfunctions")
    # A start that is still under way may be acknowledged after its machine was listed.
    with load.lock:
        acknowledged = dict(load.acknowledged)
    listed = {}
    for kind in KINDS:
        pages = sfn.get_paginator("list_executions").paginate(stateMachineArn=load.machines[kind.name])
        for execution in (execution for page in pages for execution in page["executions"]):
            assert execution["executionArn"] not in listed, "listed twice"
            listed[execution["executionArn"]] = kind
    lost = set(acknowledged) - set(listed)
    assert not lost, f"lost: {lost}"
    for arn, kind in listed.items():
        check_one(sfn, load, kind, arn)
        value = json.loads(sfn.describe_execution(executionArn=arn)["input"])
        assert arn not in acknowledged or acknowledged[arn][1] == value
    assert not load.wrong, load.wrong[:5]
    return len(listed)


def campaign(directory, kills, seed):
    """How many executions there were, and how many of them were acknowledged."""
    choose = random.Random(seed)
    with Server(pathlib.Path(directory) / "data") as server:
        with Load(server, seed) as load:
            for kill in range(kills):
                load.pause.wait(choose.uniform(0.05, 1.0))
                server.kill()
                # Now and then the next process is killed while it starts.
                if choose.random() < 0.2:
                    server.start_without_waiting()
                    load.pause.wait(choose.uniform(0, 0.2))
                    server.kill()
                server.start()
                print(f"kill {kill + 1} of {kills}: {len(load.acknowledged)} acknowledged", flush=True)
            load.starting = False
            count = check_all(server, load)
            print(f"{sum(load.redrives.values())} redrives; {load.looks} looks at {len(load.seen)} Map Runs at work", flush=True)
            # So that no worker's poll has to be waited for.
            server.kill()
        return count, len(load.acknowledged)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    options = parser.parse_args()
    print(f"seed {options.seed}")
    with tempfile.TemporaryDirectory() as directory:
        count, acknowledged = campaign(directory, options.kills, options.seed)
    print(f"{options.kills} kills, {count} executions, {acknowledged} acknowledged: none lost, doubled or stuck")


if __name__ == "__main__":
    main()
