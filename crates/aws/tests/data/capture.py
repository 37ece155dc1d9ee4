"""Makes and checks the fixtures of the protocol tests with botocore, AWS's own client library.

    python3 capture.py requests   writes requests.json: what botocore sends for made-up inputs of every typed operation
    python3 capture.py outputs    writes answers.json: made-up outputs; BLESS=1 cargo test -p aws --test answers adds
                                  what the crate answers
    python3 capture.py answers    checks that botocore reads each of these answers as the output beside it
"""

import base64
import datetime
import json
import pathlib
import random
import sys
import urllib.parse

import botocore.awsrequest
import botocore.config
import botocore.parsers
import botocore.session

HERE = pathlib.Path(__file__).parent
MODELS = HERE.parents[3] / "models"
NAMES = {"states": "stepfunctions"}
KEPT = ("content-type", "x-amz-", "accept", "authorization-token")
TEXTS = ["plain", "two words", "a/b:c", "ünï→", 'quo"te\\', "a&b=c%d+e", "1\n2", "'<x>'"]


def invent(shape, rng, depth=0, label=False):
    kind = shape.type_name
    if kind == "structure":
        names = [
            name
            for name, member in shape.members.items()
            if name in shape.required_members
            or member.serialization.get("location") == "statusCode"
            or shape.serialization.get("payload") == name
            or (depth < 4 and rng.random() < 0.6)
        ]
        if getattr(shape, "is_tagged_union", False):
            names = names[:1] or list(shape.members)[:1]
        if not names and depth:
            # A form cannot say that a structure without members is there.
            names = list(shape.members)[:1]
        out = {}
        for name in names:
            member = shape.members[name]
            where = member.serialization.get("location")
            if where == "statusCode":
                out[name] = rng.choice([200, 202, 204])
            else:
                out[name] = invent(member, rng, depth + 1, where in ("uri", "header", "headers"))
        return out
    if kind == "list":
        return [invent(shape.member, rng, depth + 1) for _ in range(rng.randint(1, 2))]
    if kind == "map":
        return {f"key {n}": invent(shape.value, rng, depth + 1) for n in range(rng.randint(1, 2))}
    if kind == "string":
        if shape.enum:
            return rng.choice(shape.enum)
        return rng.choice(["plain", "a-b_c", "x.y"]) if label else rng.choice(TEXTS)
    if kind == "blob":
        return bytes(rng.randrange(256) for _ in range(rng.randint(1, 12)))
    if kind == "boolean":
        return rng.random() < 0.5
    if kind in ("integer", "long"):
        return rng.randint(0, 1000)
    if kind in ("float", "double"):
        return rng.randint(0, 100) / 4
    if kind == "timestamp":
        return datetime.datetime.fromtimestamp(rng.randint(0, 2_000_000_000), datetime.timezone.utc)
    raise ValueError(kind)


def as_value(value):
    """A Python value in the form the crate calls a value."""
    if isinstance(value, dict):
        return {key: as_value(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_value(item) for item in value]
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if hasattr(value, "read"):
        return base64.b64encode(value.read()).decode()
    if isinstance(value, datetime.datetime):
        return round(value.timestamp() * 1000)
    return value


def client(service):
    session = botocore.session.Session()
    config = botocore.config.Config(
        parameter_validation=False, retries={"max_attempts": 0}, inject_host_prefix=False
    )
    return session.create_client(
        NAMES.get(service, service),
        region_name="us-east-1",
        endpoint_url="http://127.0.0.1:1",
        aws_access_key_id="AKIDEXAMPLE",
        aws_secret_access_key="secret",
        config=config,
    )


class Sent(Exception):
    pass


def capture(service_client, operation, value):
    sent = []

    def before_send(request, **_):
        sent.append(request)
        raise Sent

    events = service_client.meta.events
    events.register("before-send", before_send, unique_id="capture")
    try:
        service_client._make_api_call(operation, value)
    except Sent:
        pass
    finally:
        events.unregister("before-send", unique_id="capture")
    return sent[0]


def fixture(service, operation, value, request):
    path, _, query = request.url.removeprefix("http://127.0.0.1:1").partition("?")
    body = request.body or b""
    body = body if isinstance(body, bytes) else body.encode()
    headers = {
        name.lower(): text.decode() if isinstance(text, bytes) else text
        for name, text in request.headers.items()
        if name.lower().startswith(KEPT) and name.lower() not in ("x-amz-date", "x-amz-content-sha256")
    }
    return {
        "service": service,
        "operation": operation,
        "method": request.method,
        "path": path,
        "query": query,
        "headers": headers,
        "body": base64.b64encode(body).decode(),
        "input": as_value(value),
    }


def requests():
    rng = random.Random(2016)
    typed = json.loads((MODELS / "operations.json").read_text())["typed"]
    rows = []
    for service, operations in typed.items():
        if not operations:
            continue
        service_client = client(service)
        model = service_client.meta.service_model
        for operation in operations:
            shape = model.operation_model(operation).input_shape
            for _ in range(2 if shape and shape.members else 1):
                value = invent(shape, rng) if shape else {}
                # botocore decodes Lambda's payload and asks for paging hints by itself; both stay as given.
                request = capture(service_client, operation, dict(value))
                rows.append(json.dumps(fixture(service, operation, value, request), ensure_ascii=False))
    (HERE / "requests.json").write_text("[\n" + ",\n".join(rows) + "\n]\n")
    print(f"{len(rows)} requests written")


def outputs():
    rng = random.Random(2015)
    typed = json.loads((MODELS / "operations.json").read_text())["typed"]
    rows = []
    for service, operations in typed.items():
        model = client(service).meta.service_model
        for operation in operations:
            shape = model.operation_model(operation).output_shape
            value = as_value(invent(shape, rng)) if shape else None
            row = {"service": service, "operation": operation, "output": value}
            rows.append(json.dumps(row, ensure_ascii=False))
    (HERE / "answers.json").write_text("[\n" + ",\n".join(rows) + "\n]\n")


def documents_decoded(shape, value):
    """IAM percent-encodes policy documents; botocore undoes that after parsing."""
    if shape is None:
        return value
    if shape.type_name == "structure":
        return {name: documents_decoded(shape.members[name], item) for name, item in value.items()}
    if shape.type_name == "list":
        return [documents_decoded(shape.member, item) for item in value]
    if shape.name == "policyDocumentType":
        return urllib.parse.unquote(value)
    return value


def answers():
    rows = json.loads((HERE / "answers.json").read_text())
    bad = 0
    for row in rows:
        service_client = client(row["service"])
        model = service_client.meta.service_model
        operation = model.operation_model(row["operation"])
        parser = botocore.parsers.create_parser(model.metadata["protocol"])
        body = base64.b64decode(row["body"])
        headers = botocore.awsrequest.HeadersDict(row["headers"])
        if operation.has_streaming_output:
            body = type("Body", (), {"read": lambda self, b=body: b})()
        response = {"status_code": row["status"], "headers": headers, "body": body, "context": {}}
        parsed = parser.parse(response, operation.output_shape)
        parsed.pop("ResponseMetadata", None)
        parsed = documents_decoded(operation.output_shape, as_value(parsed)) if operation.output_shape else None
        if parsed != row["output"]:
            bad += 1
            print(row["service"], row["operation"], "\n  read ", parsed, "\n  meant", row["output"])
    print(f"{len(rows)} answers, {bad} misread")
    return bad


if __name__ == "__main__":
    sys.exit({"requests": requests, "outputs": outputs, "answers": answers}[sys.argv[1]]())
