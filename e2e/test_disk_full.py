"""A disk that takes no writes: from that moment nothing is acknowledged, the server says why, and goes on when it can."""

import json
import os
import resource
import secrets
import signal
import subprocess
import urllib.error
import urllib.request

import pytest
from stepwell import Server, ended, failure, make_machine, until

WAIT = {"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 3, "End": True}}}
#: Files of the server may not grow beyond this while its disk "fails".
SMALL = 256 << 10


#: Writes beyond the limit fail instead of ending the process.
NO_SIGNAL = ("sh", "-c", 'trap "" XFSZ; exec "$@"', "sh")


def server_of(data, prelude):
    """A server started by a command that ends in `exec "$@"`."""
    server = Server(data)
    server.prelude = prelude
    return server


def health(server):
    """The status and the page, whatever the status is; nothing while it restarts."""
    try:
        with urllib.request.urlopen(f"{server.endpoint}/_stepwell/health", timeout=5) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return None, None


def start_until_failure(sfn, machine, most=400):
    """Starts executions until one is refused: those acknowledged, and the refusal."""
    acknowledged = []
    for number in range(most):
        name = f"n{number}"
        start = lambda: acknowledged.append(
            sfn.start_execution(stateMachineArn=machine, name=name, input=json.dumps(secrets.token_hex(10_000)))["executionArn"]
        )
        try:
            start()
        except Exception:
            return acknowledged, failure(start)
    raise AssertionError("the disk did not fail")


def check_failed(server, sfn, machine, refusal, reason):
    """The error, the health page and the log say why; and it stays so."""
    assert refusal[0] == "ServiceUnavailable", refusal
    status, page = health(server)
    assert status == 503 and page["status"] == "failed"
    assert reason in page["store"]["failure"], page
    assert reason in server.log_text()
    for attempt in range(5):
        again = failure(lambda: sfn.start_execution(stateMachineArn=machine, name=f"late-{attempt}"))
        assert again[0] == "ServiceUnavailable", again


def check_resumed(server, sfn, machine, acknowledged):
    """All that was acknowledged is there and ends; what was refused can be done now."""
    until(lambda: health(server)[0] == 200, 60, lambda: f"the server to go on: {server.log_text()}")
    for arn in acknowledged:
        assert ended(sfn, arn, 60)["status"] == "SUCCEEDED"
    sfn.start_execution(stateMachineArn=machine, name="late-0")


def test_a_file_that_cannot_grow_and_then_can(tmp_path):
    with server_of(tmp_path / "data", NO_SIGNAL) as server:
        sfn = server.client("stepfunctions")
        machine = make_machine(server, WAIT)
        before = [sfn.start_execution(stateMachineArn=machine, name=f"before-{n}")["executionArn"] for n in range(5)]
        pid = server.process.pid
        _, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (SMALL, hard))
        acknowledged, refusal = start_until_failure(sfn, machine)
        check_failed(server, sfn, machine, refusal, "File too large")
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (hard, hard))
        check_resumed(server, sfn, machine, before + acknowledged)
        assert server.process.poll() is None and server.process.pid == pid, "the same process goes on"


def test_a_failed_server_stops_when_asked_and_a_restart_finds_everything(tmp_path):
    with server_of(tmp_path / "data", NO_SIGNAL) as server:
        sfn = server.client("stepfunctions")
        machine = make_machine(server, WAIT)
        arn = sfn.start_execution(stateMachineArn=machine, name="before")["executionArn"]
        _, hard = resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (SMALL, hard))
        acknowledged, refusal = start_until_failure(sfn, machine)
        check_failed(server, sfn, machine, refusal, "File too large")
        # With failure, unless it has found room by then in a new journal.
        assert server.stop() in (0, 1)
        server.start()
        check_resumed(server, sfn, machine, [arn, *acknowledged])


class FailedSyncs:
    """While it is entered, every sync of the server fails: the writes got no further than memory."""

    def __init__(self, server):
        calls = "fsync,fdatasync"
        self.log = server.data.parent / "strace"
        command = ["strace", "-f", "-e", f"trace={calls}", "-e", f"inject={calls}:error=EIO", "-p", str(server.process.pid)]
        self.command = command

    def __enter__(self):
        try:
            with open(self.log, "wb") as log:
                self.tracer = subprocess.Popen(self.command, stderr=log)
        except FileNotFoundError:
            pytest.skip("strace not found; scripts/setup installs it")
        until(lambda: self.tracer.poll() is not None or "attached" in self.said(), 20, lambda: f"strace: {self.said()}")
        if self.tracer.poll() is not None:
            pytest.skip(f"this machine lets nobody trace the server: {self.said()}")
        return self

    def said(self):
        return self.log.read_text(errors="replace")

    def __exit__(self, *_):
        self.tracer.send_signal(signal.SIGINT)
        self.tracer.wait(20)


@pytest.mark.parametrize("kill", [False, True])
def test_a_sync_that_fails(tmp_path, kill):
    """The kernel may take a page for written after a failed sync: only a new start may say what is on the disk."""
    with Server(tmp_path / "data") as server:
        sfn = server.client("stepfunctions")
        machine = make_machine(server, WAIT)
        before = [sfn.start_execution(stateMachineArn=machine, name=f"before-{n}")["executionArn"] for n in range(5)]
        pid = server.process.pid
        with FailedSyncs(server) as syncs:
            acknowledged, refusal = start_until_failure(sfn, machine)
            assert not acknowledged, "acknowledged without a sync"
            check_failed(server, sfn, machine, refusal, "Input/output error")
            assert "INJECTED" in syncs.said()
        if kill:
            server.kill()
            server.start()
        check_resumed(server, sfn, machine, before)
        assert (server.process.pid == pid) != kill
        # What was refused may have been written all the same, as after a lost answer: then it is whole.
        for execution in sfn.list_executions(stateMachineArn=machine)["executions"]:
            assert ended(sfn, execution["executionArn"], 60)["status"] == "SUCCEEDED"


def mounts():
    """How to start a command with a small disk of its own; None where this machine does not let us. Functions' sandboxes
    need the system's own users, so a namespace of users will not do."""
    probe = ["unshare", "--mount", "sh", "-c", "mount -t tmpfs -o size=1m tmpfs /mnt"]
    try:
        if subprocess.run(probe, capture_output=True, timeout=20).returncode != 0:
            return None
    except (OSError, subprocess.TimeoutExpired):
        return None
    return ["unshare", "--mount", "sh", "-c"]


def test_a_full_disk_that_gets_room_again(tmp_path):
    unshare = mounts()
    if unshare is None:
        pytest.skip("only root may mount a small disk")
    disk = tmp_path / "disk"
    disk.mkdir()
    # The namespaces' first process becomes the server, so its root shows the small disk.
    script = f'mount -t tmpfs -o size=96m tmpfs "{disk}" && exec "$@"'
    with server_of(disk / "data", [*unshare, script, "sh"]) as server:
        sfn = server.client("stepfunctions")
        machine = make_machine(server, WAIT)
        inside = f"/proc/{server.process.pid}/root{disk}"
        filler = f"{inside}/filler"
        room = os.statvfs(inside)
        with open(filler, "wb") as file:
            # All but a little: some more executions fit.
            for _ in range(room.f_bavail * room.f_bsize // 65_536 - 24):
                file.write(b"x" * 65_536)
        acknowledged, refusal = start_until_failure(sfn, machine)
        assert acknowledged
        check_failed(server, sfn, machine, refusal, "No space left on device")
        os.remove(filler)
        check_resumed(server, sfn, machine, acknowledged)
