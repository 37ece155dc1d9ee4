"""More than the server takes on: it refuses in AWS's words, at once, and what it took on is answered in time."""

import json
import select
import socket
import time

import pytest

from stepwell import Server, make_machine, unique, until

PASS = {"StartAt": "Only", "States": {"Only": {"Type": "Pass", "End": True}}}
CLIENTS = 300
INFLIGHT = 8


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    limits = ["--max-inflight", str(INFLIGHT), "--max-inflight-mib", "1", "--max-connections", str(CLIENTS + 20)]
    with Server(tmp_path_factory.mktemp("small") / "data", *limits) as server:
        yield server


def request(target, body, service="states"):
    scope = f"test/20250101/us-east-1/{service}/aws4_request"
    head = [
        "POST / HTTP/1.1",
        "host: 127.0.0.1",
        f"x-amz-target: {target}",
        "content-type: application/x-amz-json-1.0",
        f"authorization: AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=00",
        f"content-length: {len(body)}",
    ]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body


class Client:
    """One connection; sends when told and notes how long the answer took."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), 10)
        self.received = b""

    def send(self, data):
        self.received = b""
        self.sent = time.monotonic()
        self.socket.sendall(data)

    def read(self):
        """True once the whole answer is there."""
        piece = self.socket.recv(65536)
        assert piece, f"closed after {self.received!r}"
        self.received += piece
        head, found, body = self.received.partition(b"\r\n\r\n")
        length = [line for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")]
        if not found or len(body) < int(length[0].split(b":")[1]):
            return False
        self.took = time.monotonic() - self.sent
        self.status = int(head.split(b" ", 2)[1])
        self.head, self.body = head.decode().lower(), json.loads(body or b"null")
        return True


def burst(clients, datas):
    """Sends on all connections, then reads all answers; bounded in time."""
    waiting = {}
    for client, data in zip(clients, datas):
        client.send(data)
        waiting[client.socket] = client
    deadline = time.monotonic() + 30
    while waiting:
        assert time.monotonic() < deadline, f"{len(waiting)} of {len(clients)} have no answer"
        for ready in select.select(list(waiting), [], [], 1)[0]:
            if waiting[ready].read():
                del waiting[ready]


def test_beyond_the_limit_requests_are_throttled_and_latency_stays_bounded(small):
    machine = make_machine(small, PASS, region="us-east-1")
    clients = [Client(small.port) for _ in range(CLIENTS)]
    accepted, refused, times = [], [], []
    for _ in range(20):
        names = [unique("e") for _ in clients]
        bodies = [json.dumps({"stateMachineArn": machine, "name": name, "input": "{}"}) for name in names]
        burst(clients, [request("AWSStepFunctions.StartExecution", body.encode()) for body in bodies])
        for client, name in zip(clients, names):
            times.append(client.took)
            (accepted if client.status == 200 else refused).append((client, name))
            if client.status != 200:
                assert client.status == 400
                assert client.body["__type"].endswith("#ThrottlingException"), client.body
                assert client.body["message"] == "Rate exceeded"
        if refused and len(accepted) >= 100:
            break
    assert accepted and refused
    # Whoever is served waits for those before it in a small queue, not for all the others.
    assert sorted(times)[len(times) * 99 // 100] < 2.0
    # Nothing is left of the storm, what was acknowledged is there and what was refused is not.
    sfn = small.client("stepfunctions", region="us-east-1")
    listed = set()
    for page in sfn.get_paginator("list_executions").paginate(stateMachineArn=machine):
        listed |= {execution["name"] for execution in page["executions"]}
    assert {name for _, name in accepted} == listed
    metrics = small.http("GET", "/metrics")[2].decode()
    shed = next(line for line in metrics.splitlines() if line.startswith("stepwell_http_throttled_total "))
    assert int(shed.split()[1]) >= len(refused)


def test_bodies_have_a_budget_of_their_own(small):
    big = json.dumps({"executionArn": "x" * 900_000}).encode()
    data = request("AWSStepFunctions.DescribeExecution", big)
    clients = [Client(small.port) for _ in range(4)]
    # Three clients hold a part of their bodies back; what they have sent fits into 1 MiB, and no fourth body does.
    for client in clients[:3]:
        client.send(data[:300_000])
    until(lambda: body_bytes(small) > 850_000, 10, "the parts to arrive")
    burst(clients[3:], [data])
    assert clients[3].status == 400
    assert clients[3].body["__type"].endswith("#ThrottlingException")
    for client in clients[:3]:
        client.socket.close()
    until(lambda: body_bytes(small) == 0, 10, "the room to be given back")


def body_bytes(server):
    metrics = server.http("GET", "/metrics")[2].decode()
    line = next(line for line in metrics.splitlines() if line.startswith("stepwell_http_body_bytes "))
    return int(line.split()[1])


@pytest.mark.parametrize(
    "service, target, status, code",
    [
        ("states", "AWSStepFunctions.ListStateMachines", 400, "com.amazon.coral.service#ThrottlingException"),
        ("logs", "Logs_20140328.DescribeLogGroups", 400, "ThrottlingException"),
    ],
)
def test_every_service_has_its_own_words(tmp_path, service, target, status, code):
    with Server(tmp_path / "data", "--max-inflight", "1") as server:
        holder = Client(server.port)
        data = request(target, b'{"x": 1}', service)
        # A request whose body does not arrive keeps its place.
        holder.send(data[:-1])
        until(lambda: at_work(server) == 1, 10, "the place to be taken")
        other = Client(server.port)
        burst([other], [data])
        assert (other.status, other.body["__type"]) == (status, code)
        answer = server.http("GET", "/2015-03-31/functions")
        assert answer[0] == 429 and answer[1]["Retry-After"] == "1"
        assert json.loads(answer[2])["Reason"] == "CallerRateLimitExceeded"
        answer = server.http("GET", "/restapis/abc123/dev/_user_request_/x")
        assert answer[0] == 429 and json.loads(answer[2]) == {"message": "Too Many Requests"}
        assert answer[1]["x-amzn-ErrorType"] == "TooManyRequestsException"
        assert server.http("GET", "/_stepwell/health")[0] == 200
        holder.send(data[-1:])
        until(holder.read, 10, "the answer")
        assert holder.status == 200


def at_work(server):
    metrics = server.http("GET", "/metrics")[2].decode()
    line = next(line for line in metrics.splitlines() if line.startswith("stepwell_http_requests_at_work "))
    return int(line.split()[1])


def test_one_connection_too_many_is_told_so(tmp_path):
    with Server(tmp_path / "data", "--max-connections", "2") as server:
        # The connections of the health checks are gone once these two are answered.
        until(lambda: server.http("GET", "/_stepwell/health")[0] == 200, 10, "a free place")
        clients = until(lambda: two(server), 10, "two places")
        third = socket.create_connection(("127.0.0.1", server.port), 10)
        third.sendall(b"GET /_stepwell/health HTTP/1.1\r\nhost: x\r\n\r\n")
        answer = b""
        while piece := third.recv(4096):
            answer += piece
        assert answer.startswith(b"HTTP/1.1 503 ")
        assert json.loads(answer.partition(b"\r\n\r\n")[2])["__type"] == "ServiceUnavailableException"
        for client in clients:
            client.socket.close()
        until(lambda: server.http("GET", "/_stepwell/health")[0] == 200, 10, "a free place")


def two(server):
    clients = [Client(server.port) for _ in range(2)]
    try:
        burst(clients, [b"GET /_stepwell/health HTTP/1.1\r\nhost: x\r\n\r\n"] * 2)
    except (AssertionError, ConnectionError):
        return None
    return clients if all(client.status == 200 for client in clients) else None
